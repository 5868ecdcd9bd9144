"""Placements and suits among what waits for a decision: listed, read and decided like a request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledgerlane.domain.errors import Misused, Refused

if TYPE_CHECKING:
    from datetime import date

    from ledgerlane.cli.session import Session
    from ledgerlane.desk.desk import Desk
    from ledgerlane.domain.cases.case import Case
    from ledgerlane.domain.money import Money
    from ledgerlane.store.accounts import AccountView

PLACEMENT, SUIT = "PL", "LC"


@dataclass(frozen=True, slots=True)
class Other:
    """A placement that waits for a supervisor, or a suit that waits for legal."""

    id: str
    kind: str
    number: str
    name: str
    amount: Money
    by: str
    asked: date
    why: str
    digest: str
    items: tuple[tuple[str, int], ...]


def is_other(name: str) -> bool:
    """Whether it is decided as a case, and not as a request."""
    return name.startswith((PLACEMENT, SUIT))


def waiting(desk: Desk) -> list[Other]:
    """What of both waits, placements first."""
    from ledgerlane.desk import placement_reading, suit_reading
    from ledgerlane.domain.placements import agency_name, asked_text

    found = list[Other]()
    for each in placement_reading.waiting(desk):
        case = each.case
        why = f"to {agency_name(case, desk.policy)} {asked_text(case)}".rstrip()
        digest = placement_reading.shown(desk, case.id)[1]
        found.append(_other(case, each.view, each.amount, case.opened_by, case.opened_on, why, digest))  # fmt: skip
    for suit in suit_reading.waiting(desk):
        case = suit.case
        why, digest = f"to court: {suit.why}", suit_reading.shown(desk, case.id)[1]
        found.append(_other(case, suit.view, suit.amount, case.brought_by, case.moves[-1].on, why, digest))  # fmt: skip
    return found


def _other(
    case: Case,
    view: AccountView,
    amount: Money,
    by: str,
    asked: date,
    why: str,
    digest: str,
) -> Other:
    return Other(
        case.id, case.kind.name, view.customer.number, view.customer.name, amount, by, asked,
        why, digest, tuple((item.ref, item.amount.minor) for item in case.items),
    )  # fmt: skip


def decide(
    session: Session,
    name: str,
    declined: str | None,
    returned: str | None,
    digest: str | None,
) -> str:
    """Say yes to exactly what is shown, no, or why; in words what came of it."""
    from ledgerlane.desk import placement_reading, suit_reading

    suit = name.startswith(SUIT)
    with session.desk() as desk:
        if returned is not None and not suit:
            msg = f"{name}: a placement is approved or declined; a note asks (place note)"
            raise Misused(msg)
        if declined is not None:
            if suit:
                return suit_reading.answer(desk, name, "decline", declined)
            return placement_reading.decline(desk, name, declined)
        if returned is not None:
            return suit_reading.answer(desk, name, "return", returned)
        reading = suit_reading if suit else placement_reading
        lines, shown = reading.shown(desk, name)
        for line in lines:
            session.out.line(line)
        if not session.sure(f"Approve {name}?"):
            msg = "not approved"
            raise Refused(msg)
        if suit:
            return suit_reading.authorise(desk, name, digest or shown)
        return placement_reading.approve(desk, name, digest or shown)
