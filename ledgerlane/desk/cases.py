"""Cases: opened, moved on and listed by one rule; what a step does besides lies in `case_acts`.

A step is one act: the case's fact, and what follows from it for the account (a dispute, a
next step, a request, cash), so that one undo takes all of it back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import NamedTuple

from ledgerlane.desk import accounts, log, own
from ledgerlane.desk.accounts import Who
from ledgerlane.desk.case_acts import ALSO, SHOWN
from ledgerlane.desk.case_doing import Doing
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.disputes import item_of
from ledgerlane.desk.entry import append
from ledgerlane.desk.past import as_asked, question
from ledgerlane.domain.cases import case as rules
from ledgerlane.domain.cases import values as reading
from ledgerlane.domain.cases.case import Case, Value
from ledgerlane.domain.cases.kinds import KINDS
from ledgerlane.domain.cases.table import Kind, Step
from ledgerlane.domain.cases.values import Reading
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.events import PlanItem
from ledgerlane.domain.people import People
from ledgerlane.domain.timeline import short_day
from ledgerlane.store import case_tasks, people
from ledgerlane.store import cases as store
from ledgerlane.store.accounts import AccountView
from ledgerlane.store.case_tasks import TaskRow
from ledgerlane.store.cases import CaseRow
from ledgerlane.store.pending import NOBODY

NOTE = "note"
GIVEN_UP = ("declined", "denied", "recalled", "withdrawn")
"""States in which nothing comes of a case for the account; they need no account."""

Texts = Mapping[str, str]
"""Fields of a step as somebody typed them, by name."""


def list_(
    desk: Desk, *, kind: str | None = None, open_only: bool = False, mine: bool = False,
    waits_for: Sequence[str] = (), customer: Who | None = None, due: date | None = None,
    state: str | None = None,
) -> list[CaseRow]:  # fmt: skip
    """Cases, open ones first, of them those due first.

    ``mine``: those that wait for me, or for a role of mine.
    """
    wanted = tuple(waits_for)
    if mine:
        roles = people.load(desk.store).roles(desk.actor, desk.clock_day)
        wanted = (*wanted, desk.actor, *sorted(roles))
    id_ = accounts.resolve(desk, customer)[0] if customer is not None else None
    with as_asked(desk):
        found = store.cases(
            desk.store, kind=kind, open_only=open_only, waits_for=wanted, customer=id_,
            due=due, state=state,
        )  # fmt: skip
    theirs = own.only(desk, (row for row in found if row.customer != NOBODY))
    nobodys = [row for row in found if row.customer == NOBODY]  # prospects, for everybody
    return found if len(theirs) + len(nobodys) == len(found) else [*theirs, *nobodys]


def tasks(
    desk: Desk, *, kind: str | None = None, open_only: bool = True, mine: bool = False,
    due: date | None = None,
) -> list[TaskRow]:  # fmt: skip
    """What cases want done, those due first. ``mine``: by me, or by a role of mine."""
    who: tuple[str, ...] = ()
    if mine:
        roles = people.load(desk.store).roles(desk.actor, desk.clock_day)
        who = (desk.actor, *sorted(roles))
    with as_asked(desk):
        return case_tasks.tasks(
            desk.store, kind=kind, open_only=open_only, who=who, due=due
        )


def load(desk: Desk, name: str, kind: str | None = None) -> tuple[Case, AccountView]:
    """A case by its name, or the beginning of it, and its account, on the desk's day.

    Refused for one of another kind, and for one that was not opened yet on that day.
    """
    found, customer = store.load(desk.store, name)
    if kind is not None and found.kind.name != kind:
        msg = f"{found.id} is a case of {found.kind.name}, not of {kind}"
        raise Refused(msg)
    view = accounts.of_case(desk, found, customer)
    case = next((each for each in view.cases if each.id == found.id), None)
    if case is None:
        msg = f"{found.id} was not opened yet on {desk.today.isoformat()}"
        raise Refused(msg)
    if not case.kind.account:
        view = replace(view, customer=replace(view.customer, name=case.word("name")))
    return case, view


def open_(
    desk: Desk, kind: str, customer: Who, texts: Texts, items: Sequence[str] = ()
) -> str:
    """Open a case about an account, or some of its invoices; its id.

    ``items`` are document numbers or references. Raises NotPermitted for a missing role,
    Refused for what its kind needs and was not said.
    """
    with desk.store.writing():
        what = KINDS[kind]
        known = people.load(desk.store)
        rules.permit(what, what.opens, known, desk.actor, desk.clock_day, None)
        view, currency = _about(desk, what, customer)
        named = _items(view, what, items)
        if what.items and not named:
            _refuse_numbers(view, texts)
        values = read(desk, view, what.opens, texts, currency, items=named)
        _until(desk, what, values)
        rules.complete(what, what.opens, values, desk.policy)
        doing = Doing(
            desk,
            view,
            what,
            what.opens,
            desk.new_id(kind),
            values,
            named,
            currency=currency or "",
        )
        _also(doing)
        fact = rules.open_(
            what, doing.id, view.customer.ref, tuple(doing.items), values, desk.today
        )
        _record(doing, replace(fact, act=doing.act))
    return doing.id


def move(
    desk: Desk, name: str, step: str, texts: Texts, kind: str | None = None, *,
    sure: Callable[[], None] = lambda: None,
) -> Case:  # fmt: skip
    """Take a step of a case; the case as it is then. ``sure`` may still refuse it, nobody writing meanwhile.

    Raises NotPermitted for a missing role and one's own case where others decide, Refused
    where the step does not lead on from its state or lacks what it needs.
    """
    with desk.store.writing():
        sure()
        case, view = load(desk, name, kind)
        what = case.kind.step(step)
        if what is None:
            known = ", ".join(each.name for each in case.kind.steps)
            msg = f"{step!r} is no step of {case.kind.name}: {known}"
            raise Refused(msg)
        known_people = people.load(desk.store)
        rules.permit(case.kind, what, known_people, desk.actor, desk.clock_day, case)
        _in_ledger(desk, case, what, view)
        values = read(desk, view, what, texts, None, case, case.items)
        doing = Doing(desk, view, case.kind, what, case.id, values, list(case.items), case)
        if case.state in what.froms:
            rules.complete(case.kind, what, values, desk.policy)
        rules.move(case, what, values, desk.today)  # what its kind refuses is said first
        _also(doing)
        fact = rules.move(case, what, values, desk.today)
        _record(doing, replace(fact, act=doing.act, items=doing.parts))
        return load(desk, case.id)[0]


def waiting(
    desk: Desk, kind: Kind, state: str, step: str
) -> Iterator[tuple[Case, AccountView, str]]:
    """The cases of a kind that wait for a step, those due first: each with its account and why the one at the desk may not take it."""
    known, decides = people.load(desk.store), kind.step(step)
    assert decides is not None, step
    for row in list_(desk, kind=kind.name, state=state):
        case, view = load(desk, row.id)
        yield case, view, stops(desk, case, view, decides, known)


def as_shown(
    shown: Callable[[], tuple[tuple[str, ...], str]], digest: str
) -> Callable[[], None]:
    """What refuses a decision where not exactly what was read is still so: ``shown`` are lines and digest."""

    def sure() -> None:
        if shown()[1] != digest:
            msg = "what was shown has changed meanwhile; read it again"
            raise Refused(msg)

    return sure


def stops(desk: Desk, case: Case, view: AccountView, step: Step, known: People) -> str:
    """Why the one at the desk may not take this step, or nothing."""
    off = rules.stops(case, step, known, desk.actor, desk.clock_day)
    if not off:
        try:
            _in_ledger(desk, case, step, view)
        except Refused as refusal:
            off = str(refusal)
    return off


def _in_ledger(desk: Desk, case: Case, step: Step, view: AccountView) -> None:
    """Refused where the ledger has lost the customer: such a case is only noted on or given up."""
    if not case.kind.account or step.name == NOTE or step.to in GIVEN_UP:
        return
    lost = accounts.gone(desk, [view.id])
    if lost:
        ways = [
            x.name for x in case.kind.steps if case.state in x.froms and x.to in GIVEN_UP
        ]
        msg = f"{lost[view.id]}; {case.id} takes only {', '.join([*ways, NOTE])} until it is back"
        raise Refused(msg)


def _until(desk: Desk, what: Kind, values: dict[str, Value]) -> None:
    """By when a case is to be settled, where that was not said: the business days of its kind."""
    if what.days is not None and "due" not in values:
        days = what.days(desk.policy)
        values["due"] = question(desk).calendar.add_business_days(desk.today, days)


def preview(
    desk: Desk, kind: str, step: str, customer: Who, texts: Texts, items: Sequence[str] = (),
    case: str = "",
) -> list[str]:  # fmt: skip
    """What opening a case (``step`` ``""``) or a step of ``case`` would record, in words; nothing is written.

    Raises Refused for a value that is none, an invoice that is not open, or what is missing.
    """
    what = KINDS[kind]
    found = what.step(step) if step else what.opens
    assert found is not None, step
    view, currency = _about(desk, what, customer)
    named = _items(view, what, items)
    of = load(desk, case, kind)[0] if case else None
    about = of.items if of is not None else named
    values = read(desk, view, found, texts, currency, of, about)
    if of is None:
        _until(desk, what, values)
        rules.complete(what, found, values, desk.policy)
    else:
        if of.state in found.froms:
            rules.complete(what, found, values, desk.policy)
        rules.move(of, found, values, desk.today)
    if what.tried:
        named = list(of.items) if of is not None else named
        doing = Doing(
            desk,
            view,
            what,
            found,
            case or what.prefix,
            values,
            named,
            of,
            currency=currency or "",
        )
        _also(doing)
        left_out = (
            what.keeps | what.untold | {each.name for each in found.fields if each.made}
        )
        values = {name: v for name, v in values.items() if name not in left_out}
        named = [] if of is not None else named
        lines = [f"left out: {doing.word('left-out')}"] if doing.word("left-out") else []
        lines += [f"{name}: {store.said(value)}" for name, value in values.items()]
        shown = [f"{each.ref.rpartition('/')[2]}: {each.amount}" for each in named]
    else:
        lines = [f"{name}: {store.said(value)}" for name, value in values.items()]
        shown = [f"{each.ref.rpartition('/')[2]}: {each.amount} open" for each in named]
    decides = of is not None and (found.apart or found.check is not None)
    return shown + lines + (more(desk, view, of) if of is not None and decides else [])


def more(desk: Desk, view: AccountView, case: Case) -> list[str]:
    """What the book says of a case besides its steps, in lines."""
    found = SHOWN.get(case.kind.name)
    return found(desk, view, case) if found is not None else []


def can_do(desk: Desk, customer: Who) -> list[tuple[CaseRow, str, list[Can]]]:
    """The open cases of an account in words, each with the steps that lead on."""
    found = []
    for row in list_(desk, customer=customer, open_only=True):
        case, _ = load(desk, row.id)
        found.append((row, words(case), leading_on(desk, case)))
    return found


class Can(NamedTuple):
    """A step that leads on from a case's state; ``off`` says why this person may not take it."""

    name: str
    words: str
    off: str
    key: str


def leading_on(desk: Desk, case: Case) -> list[Can]:
    """The steps that lead on, with their keys in the list of what waits."""
    known = people.load(desk.store)
    return [
        Can(each.name, each.words,
            rules.stops(case, each, known, desk.actor, desk.clock_day), each.key)
        for each in case.kind.steps
        if case.state in each.froms
    ]  # fmt: skip


def words(case: Case) -> str:
    """``complaint CO-7K3FQ2 damaged, open, waits for quality by 14 Jul``."""
    due = f" by {short_day(case.due)}" if case.due is not None else ""
    about = " ".join(filter(None, (case.kind.name, case.id, case.topic)))
    return f"{about}, {case.state}, waits for {case.waits_for or 'somebody'}{due}"


def _about(desk: Desk, kind: Kind, customer: Who) -> tuple[AccountView, str | None]:
    """The account that a case is about, and the currency that was said with it."""
    if not kind.account:
        return accounts.nobody(desk), None
    id_, currency = accounts.resolve(desk, customer)
    return accounts.load(desk, id_), currency


def read(
    desk: Desk, view: AccountView, step: Step, texts: Texts, currency: str | None,
    case: Case | None = None, items: Sequence[PlanItem] = (),
) -> dict[str, Value]:  # fmt: skip
    """The values of a step from texts.

    Amounts are in the currency of ``items``; where there are none, those that name no currency
    are in the account's.
    """
    only = items[0].amount.currency if items else ""
    said = accounts.currency_of(desk, view, currency) if currency and not only else ""
    code = only or said or _currency(desk, view)
    known = people.load(desk.store)
    against = Reading(
        desk.clock_day, code, desk.policy, known, partial(log.day, desk), case, only
    )
    return reading.read(step, texts, against)


def _currency(desk: Desk, view: AccountView) -> str:
    """The currency of amounts that name none: the one that most is overdue in."""
    known = sorted(view.aged, key=lambda code: (-sum(view.aged[code].buckets), code))
    return known[0] if known else desk.currency


def _items(view: AccountView, kind: Kind, names: Sequence[str]) -> list[PlanItem]:
    if names and not kind.items:
        msg = f"a case of {kind.name} is about the account, not about invoices"
        raise Refused(msg)
    found = [item_of(view, name) for name in names]
    return [PlanItem(item.ref, item.open) for item in found]


def _refuse_numbers(view: AccountView, texts: Texts) -> None:
    """Of a case that would be about the whole account: a text that is a document number is meant otherwise."""
    known = {name for item in view.items for name in (item.number, item.ref)}
    for text in texts.values():
        words = text.replace(",", " ").split()
        if words and known.issuperset(words):
            said = " ".join(f"--invoice {word}" for word in words)
            what = (
                f"{words[0]} is an invoice"
                if len(words) == 1
                else f"{', '.join(words)} are invoices"
            )
            msg = f"{what} of {view.customer.number}; as what the case is about it is named so: {said}"
            raise Refused(msg)


def _also(doing: Doing) -> None:
    act = ALSO.get((doing.kind.name, doing.step.name))
    if act is not None:
        act(doing)


def _record(doing: Doing, fact: object) -> None:
    mine = f"case:{doing.id}"
    whole = {mine: [fact, *doing.facts.pop(mine, ())], **doing.facts}
    append(doing.desk, whole)
