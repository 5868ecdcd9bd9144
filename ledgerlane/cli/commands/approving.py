"""Placements, suits and late interest among what waits for a decision: listed, read and decided like a request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledgerlane.domain.errors import Misused, Refused
from ledgerlane.domain.money import Money

if TYPE_CHECKING:
    from datetime import date

    from ledgerlane.cli.session import Session
    from ledgerlane.desk.desk import Desk
    from ledgerlane.domain.cases.case import Case
    from ledgerlane.store.accounts import AccountView

PLACEMENT, SUIT, INTEREST = "PL-", "LC-", "INT-"


@dataclass(frozen=True, slots=True)
class Other:
    """A placement that waits for a supervisor, a suit that waits for legal, or interest to be charged."""

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
    """Whether it is decided as itself, and not as a request."""
    return name.upper().startswith((PLACEMENT, SUIT, INTEREST))


def waiting(desk: Desk) -> list[Other]:
    """What of all three waits, placements first."""
    from ledgerlane.desk import interest_reading, placement_reading, suit_reading
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
    for asked in interest_reading.waiting(desk):
        row = asked.row
        amount = Money(row.interest + row.fee, row.currency)
        why = f"interest on {asked.document} until {row.until_day.isoformat()}"
        digest = interest_reading.shown(desk, row.id)[1]
        found.append(Other(
            row.id, "interest", row.number, row.name, amount, row.proposed_by, row.proposed_day, why,
            digest, ((row.item, amount.minor),),
        ))  # fmt: skip
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
    from ledgerlane.desk import interest_reading, placement_reading, suit_reading

    kind = next(
        start for start in (PLACEMENT, SUIT, INTEREST) if name.upper().startswith(start)
    )
    with session.desk() as desk:
        if returned is not None:
            if kind == SUIT:
                return suit_reading.answer(desk, name, "return", returned)
            what = "a placement is approved or declined; a note asks (place note)"
            if kind == INTEREST:
                what = "interest is charged or waived; who proposed it can withdraw it"
            msg = f"{name}: {what}"
            raise Misused(msg)
        if declined is not None:
            if kind == SUIT:
                return suit_reading.answer(desk, name, "decline", declined)
            no = {PLACEMENT: placement_reading.decline, INTEREST: interest_reading.waive}
            return no[kind](desk, name, declined)
        reading = {
            PLACEMENT: placement_reading,
            SUIT: suit_reading,
            INTEREST: interest_reading,
        }
        lines, shown = reading[kind].shown(desk, name)
        for line in lines:
            session.out.line(line)
        if not session.sure(f"Approve {name}?"):
            msg = "not approved"
            raise Refused(msg)
        yes = {
            PLACEMENT: placement_reading.approve, SUIT: suit_reading.authorise,
            INTEREST: interest_reading.charge,
        }  # fmt: skip
        return yes[kind](desk, name, digest or shown)
