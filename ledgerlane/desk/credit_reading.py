"""What the credit role reads before it decides, bound by a digest, and deciding exactly that."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

from ledgerlane.desk import (
    accounts,
    cases,
    credit,
    credit_acts,
    credit_deciding,
    credit_lists,
)
from ledgerlane.desk.desk import Desk
from ledgerlane.domain.cases.case import Case
from ledgerlane.domain.cases.credit import CREDIT, DECIDERS
from ledgerlane.domain.cases.prospect import PROSPECT
from ledgerlane.domain.errors import Refused
from ledgerlane.store import people
from ledgerlane.store.accounts import AccountView

PROPOSED = "open-"
"""What the program proposes is called by this and the customer's id."""

PAID = "what was overdue is paid"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A recommendation that waits, or open account as the program proposes it.

    ``minor`` is the exposure; ``off`` says why the one at the desk may not decide it.
    """

    id: str
    customer: int
    number: str
    name: str
    currency: str
    minor: int
    by: str
    on: date
    asked: str
    why: str
    off: str


def waiting(desk: Desk) -> list[Waiting]:
    """What waits for the credit role, the oldest first; then what the program proposes."""
    found = []
    for case, view, off_ in cases.waiting(desk, CREDIT, "waiting", "grant"):
        off = off_ or credit_acts.took_part(case, desk.actor)
        found.append(
            _waiting(desk, case.id, view, case.opened_by, case.opened_on,
                     (credit.asked_words(case), case.word("text"), off))
        )  # fmt: skip
    for case, view, off_ in cases.waiting(desk, PROSPECT, "asked", "approve"):
        limit = case.amount("limit")
        assert limit is not None, case.id
        said = (
            f"first credit, {limit}",
            case.word("needs"),
            off_ or credit_acts.took_part(case, desk.actor),
        )
        found.append(
            Waiting(case.id, view.id, "", view.customer.name, limit.currency, limit.minor,
                    case.opened_by, case.opened_on, *said)
        )  # fmt: skip
    may = people.load(desk.store).roles(desk.actor, desk.clock_day).intersection(DECIDERS)
    off = "" if may else f"needs {' or '.join(DECIDERS)}"
    for each in credit_lists.proposed(desk):
        view = accounts.load(desk, each.row.customer)
        ours = each.row.credit.decision
        assert ours is not None, each
        assert ours.since is not None, each
        found.append(
            _waiting(desk, f"{PROPOSED}{view.id}", view, "", ours.since, ("restore", PAID, off))
        )  # fmt: skip
    return found


def _waiting(
    desk: Desk, id_: str, view: AccountView, by: str, on: date, said: tuple[str, str, str]
) -> Waiting:  # fmt: skip
    code = credit.currency_of(desk, view)
    minor = credit.exposures(view).get(code, 0)
    who = view.customer
    return Waiting(id_, view.id, who.number, who.name, code, minor, by, on, *said)


def shown(desk: Desk, name: str) -> tuple[tuple[str, ...], str]:
    """Exactly what is decided on, and the digest of it."""
    if name.startswith(PROPOSED):
        found = tuple(_proposal_lines(desk, _proposed(desk, name)))
    else:
        found = tuple(lines(desk, *cases.load(desk, name)))
    return found, hashlib.sha256("\n".join(found).encode()).hexdigest()


def grant(desk: Desk, name: str, digest: str) -> str:
    """Do as was asked, or proposed, on exactly what was shown; what came of it in words.

    Raises NotPermitted as every step of a case does, Refused where anything shown has changed.
    """
    sure = cases.as_shown(partial(shown, desk, name), digest)
    if name.startswith(PROPOSED):
        view = _proposed(desk, name)
        view = credit_deciding.terms(desk, view.id, "restore", PAID, sure=sure)
        also = "; ".join(each.words for each in credit.in_force(view).causes)
        return f"{view.customer.number}: {also or 'open account again'}"
    if name.startswith(f"{PROSPECT.prefix}-"):
        case = cases.move(desk, name, "approve", {}, PROSPECT.name, sure=sure)
        return f"approved: {case.id} {case.word('name')}, {case.amount('limit')}"
    case = cases.move(desk, name, "grant", {}, CREDIT.name, sure=sure)
    return f"granted: {case.id} {credit.asked_words(case)}"


def answer(desk: Desk, name: str, step: str, text: str) -> str:
    """``deny`` it or ``return`` it with a question; refused for what nobody asked."""
    if name.startswith(PROPOSED):
        msg = "nobody asked for it: it stays as it is until credit restores it"
        raise Refused(msg)
    case = cases.move(desk, name, step, {"text": text})
    return f"{case.state}: {case.id}"


def _proposed(desk: Desk, name: str) -> AccountView:
    id_ = name.removeprefix(PROPOSED)
    gone = [each.row.customer for each in credit_lists.proposed(desk)]
    if not id_.isdecimal() or int(id_) not in gone:
        msg = "it is not proposed any more"
        raise Refused(msg)
    return accounts.load(desk, int(id_))


def evidence(
    desk: Desk, case: Case, view: AccountView
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What the book knew when it was last recommended or decided, and what it knows now."""
    then = tuple(filter(None, case.word("evidence").split("\n")))
    return then, credit.evidence(desk, view)


def _proposal_lines(desk: Desk, view: AccountView) -> Iterator[str]:
    """Why the program proposes open account again."""
    yield f"restore  {view.customer.number} {view.customer.name}"
    yield f"PROPOSED  {PAID}"
    yield "EVIDENCE"
    for text in credit.evidence(desk, view):
        yield f"  {text}"


def lines(desk: Desk, case: Case, view: AccountView) -> Iterator[str]:
    """A recommendation or a prospect as the credit role reads it."""
    if case.kind.name == PROSPECT.name:
        return prospect_lines(case)
    return case_lines(desk, case, view)


def prospect_lines(case: Case) -> Iterator[str]:
    """A prospect as the credit role reads it: who, what for, what references said, who took the terms."""
    yield f"{case.id}  first credit, {case.amount('limit')}  {case.word('name')}"
    for name in ("country", "contact", "needs"):
        if case.word(name):
            yield f"{name.upper():<9} {case.word(name)}"
    for each in case.moves:
        words = [
            f"{name} {value}" for name, value in each.values.items() if name not in _SAID
        ]
        text = each.values.get("text", "")
        said = " · ".join([*words, *([f"“{text}”"] if text else [])])
        yield f"{each.on.isoformat()}  {each.by} {each.step}" + (
            f"  {said}" if said else ""
        )


_SAID = ("name", "country", "contact", "needs", "text")
"""Fields of a prospect that stand in lines of their own."""


def case_lines(desk: Desk, case: Case, view: AccountView) -> Iterator[str]:
    """A recommendation as the credit role reads it: what is asked, the evidence then, and what differs now."""
    yield f"{case.id}  {credit.asked_words(case)}  {view.customer.number} {view.customer.name}"
    state = case.kind.state(case.state)
    yield f"STATE     {case.state}: {state.words}"
    yield f"ASKED     {case.opened_by} on {case.opened_on.isoformat()}: {case.moves[0].values.get('text', '')}"
    for each in case.moves[1:]:
        text = each.values.get("text", "")
        yield f"          {each.by} {each.step} on {each.on.isoformat()}" + (f": {text}" if text else "")  # fmt: skip
    then, now = evidence(desk, case, view)
    last = [each.on for each in case.moves if "evidence" in each.values][-1:]
    for day in last:
        yield f"EVIDENCE  of {day.isoformat()}"
    for text in then:
        yield f"  {text}"
    if not case.open:
        return
    new, gone = [x for x in now if x not in then], [x for x in then if x not in now]
    yield "NOW       the same" if not new and not gone else "NOW"
    for text in gone:
        yield f"  - {text}"
    for text in new:
        yield f"  + {text}"
    yield f"CAN       {', '.join(case.kind.possible(case.state))}"
