"""Approvals between the desk and the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ledgerlane.domain.errors import Refused
from ledgerlane.domain.money import Money
from ledgerlane.screens.requests import RequestLine, Shown
from ledgerlane.screens.work import Target

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledgerlane.desk.desk import Desk


PLACEMENT, LEGAL, INTEREST = "placement", "legal", "interest"
CREDIT = "credit"
"""The kind of what the credit role decides, among requests."""


def request_lines(desk: Desk) -> Sequence[RequestLine]:
    """What waits, oldest first; ``off`` says why this person may not decide it."""
    from ledgerlane.desk import approvals

    return [
        RequestLine(
            row.id,
            Target(row.customer, row.currency, row.number, row.name),
            row.minor,
            row.state,
            row.asked_by,
            row.asked_day,
            row.reason,
            stops,
            row.kind,
            barred=barred,
        )
        for row, stops, barred in approvals.waiting(desk)
    ]


def credit_lines(desk: Desk) -> Sequence[RequestLine]:
    """What waits for the credit role, and what the program proposes."""
    from ledgerlane.desk import credit_reading

    return [
        RequestLine(
            each.id, Target(each.customer, each.currency, each.number, each.name), each.minor,
            "waiting", each.by, each.on, f"{each.asked}: {each.why}", each.off, CREDIT,
            f"Grant “{each.asked}” for", "" if each.by else "proposed",
        )
        for each in credit_reading.waiting(desk)
    ]  # fmt: skip


def placement_lines(desk: Desk) -> Sequence[RequestLine]:
    """Placements that wait for a supervisor."""
    from ledgerlane.desk import placement_reading
    from ledgerlane.domain.placements import agency_name, asked_text

    return [
        RequestLine(
            each.case.id,
            Target(each.view.id, each.amount.currency, each.view.customer.number, each.view.customer.name),
            each.amount.minor, "waiting", each.case.opened_by, each.case.opened_on,
            f"to {agency_name(each.case, desk.policy)} {asked_text(each.case)}".rstrip(), each.off,
            PLACEMENT, f"Place {each.amount} with {agency_name(each.case, desk.policy)} of",
        )
        for each in placement_reading.waiting(desk)
    ]  # fmt: skip


def suit_lines(desk: Desk) -> Sequence[RequestLine]:
    """Suits that wait for legal's word."""
    from ledgerlane.desk import suit_reading

    return [
        RequestLine(
            each.case.id,
            Target(each.view.id, each.amount.currency, each.view.customer.number, each.view.customer.name),
            each.amount.minor, "waiting", each.case.brought_by, each.case.moves[-1].on,
            each.why, each.off, LEGAL, f"Go to court over {each.amount} with",
        )
        for each in suit_reading.waiting(desk)
    ]  # fmt: skip


def interest_lines(desk: Desk) -> Sequence[RequestLine]:
    """Late interest and fees that wait to be charged."""
    from ledgerlane.desk import interest_reading

    return [
        RequestLine(
            each.row.id,
            Target(each.row.customer, each.row.currency, each.row.number, each.row.name),
            each.row.interest + each.row.fee, "waiting", each.row.proposed_by, each.row.proposed_day,
            f"interest on {each.document} until {each.row.until_day.isoformat()}", each.off, INTEREST,
            f"Charge {Money(each.row.interest + each.row.fee, each.row.currency)} on {each.document} of",
        )
        for each in interest_reading.waiting(desk)
    ]  # fmt: skip


def is_interest(request: str) -> bool:
    """Whether it is late interest that was proposed."""
    return request.startswith("INT-")


def decide_interest(desk: Desk, request: str, what: str, value: str) -> str:
    """Charge exactly what was shown, or waive it for good."""
    from ledgerlane.desk import interest_reading

    if what == "accept":
        return interest_reading.charge(desk, request, value)
    if what == "return":
        msg = f"{request}: interest is charged, or waived (d); its proposer can withdraw it"
        raise Refused(msg)
    return interest_reading.waive(desk, request, value)


def is_suit(request: str) -> bool:
    """Whether this is for the legal role."""
    return request.startswith("LC-")


def decide_suit(desk: Desk, request: str, what: str, value: str) -> str:
    """Authorise exactly what was shown, decline it, or ask back."""
    from ledgerlane.desk import suit_reading

    if what == "accept":
        return suit_reading.authorise(desk, request, value)
    return suit_reading.answer(desk, request, what, value)


def is_placement(request: str) -> bool:
    """Whether this is a placement with an agency."""
    return request.startswith("PL-")


def decide_placement(desk: Desk, request: str, what: str, value: str) -> str:
    """Place exactly what was shown, or say why not."""
    from ledgerlane.desk import placement_reading

    if what == "accept":
        return placement_reading.approve(desk, request, value)
    return placement_reading.decline(desk, request, value)


def is_credit(request: str) -> bool:
    """Whether this is for the credit role."""
    return request.startswith(("CR-", "PP-", "open-"))


def decide_credit(desk: Desk, request: str, what: str, value: str) -> str:
    """Grant exactly what was shown, deny it, or ask back."""
    from ledgerlane.desk import credit_reading

    if what == "accept":
        return credit_reading.grant(desk, request, value)
    step = "return" if what == "return" else "deny"
    return credit_reading.answer(desk, request, step, value)


def shown(desk: Desk, request: str) -> Shown:
    """Exactly what the approver sees, and the digest of it."""
    if is_credit(request):
        from ledgerlane.desk import credit_reading

        return Shown(*credit_reading.shown(desk, request), "")
    if is_placement(request):
        from ledgerlane.desk import placement_reading

        return Shown(*placement_reading.shown(desk, request), "")
    if is_interest(request):
        from ledgerlane.desk import interest_reading

        return Shown(*interest_reading.shown(desk, request), "")
    if is_suit(request):
        from ledgerlane.desk import suit_reading

        return Shown(*suit_reading.shown(desk, request), "")
    from ledgerlane.desk import requests

    seen: Any = requests.shown(desk, request)
    return Shown(tuple(seen.lines), seen.digest, "; ".join((*seen.warnings, *seen.notices)))
