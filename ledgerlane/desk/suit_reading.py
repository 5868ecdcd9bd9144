"""What the legal role reads before a suit is authorised, bound by its digest; and deciding exactly that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ledgerlane.desk import cases, suing
from ledgerlane.desk.desk import Desk
from ledgerlane.domain import suits
from ledgerlane.domain.cases.case import Case
from ledgerlane.domain.cases.common import word
from ledgerlane.domain.cases.legal import ASKED, LEGAL_CASE
from ledgerlane.domain.money import Money
from ledgerlane.domain.suits import Seen
from ledgerlane.store.accounts import AccountView


@dataclass(frozen=True, slots=True)
class Waiting:
    """A suit that waits for legal's word; ``off`` says why the one at the desk may not give it."""

    case: Case
    view: AccountView
    amount: Money
    off: str

    @property
    def why(self) -> str:
        """Why nothing else is left, in the words it was opened with."""
        return word(self.case.moves[0].values, "text")


def waiting(desk: Desk) -> list[Waiting]:
    """What waits for legal, those due first."""
    found = list[Waiting]()
    for case, view, off in cases.waiting(desk, LEGAL_CASE, ASKED, "authorise"):
        claim = suing.seen(desk, view, case).claim
        assert claim is not None, case.id
        found.append(Waiting(case, view, claim, off))
    return found


def shown(desk: Desk, name: str) -> tuple[tuple[str, ...], str]:
    """Exactly what is authorised, and the digest of it."""
    case, view = cases.load(desk, name, LEGAL_CASE.name)
    now = suing.seen(desk, view, case)
    return tuple(_lines(case, view, now)), suits.digest(case, now)


def _lines(case: Case, view: AccountView, now: Seen) -> Iterator[str]:
    yield f"{case.id}  sue over {now.claim}"
    yield f"CUSTOMER  {view.customer.name} ({view.customer.number})"
    yield f"OPENED BY {case.opened_by} on {case.opened_on.isoformat()}: {word(case.moves[0].values, 'text')}"
    asked = case.taken("ask")
    if asked:
        said = word(asked[-1].values, "text")
        yield f"ASKED BY  {asked[-1].by} on {asked[-1].on.isoformat()}" + (
            f": {said}" if said else ""
        )
    yield from suits.lines(case, now)
    if case.word("digest") != suits.digest(case, now):
        yield "CHANGED   since it was asked for; it is asked for again as it stands now (legal ask)"


def authorise(desk: Desk, name: str, digest: str) -> str:
    """Let it go to court on exactly what was shown; what came of it in words."""
    case = cases.move(desk, name, "authorise", {"digest": digest}, LEGAL_CASE.name)
    return f"authorised: {case.id}"


def answer(desk: Desk, name: str, step: str, why: str) -> str:
    """Decline it, or ask something back."""
    case = cases.move(desk, name, step, {"text": why}, LEGAL_CASE.name)
    return f"{'declined' if step == 'decline' else 'returned'}: {case.id}"
