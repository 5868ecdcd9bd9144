"""Deductions and claims as lines and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ledgerlane.domain.money import plain
from ledgerlane.domain.short_payments import EARNED
from ledgerlane.domain.told import name_of

if TYPE_CHECKING:
    from ledgerlane.desk.deductions import Found
    from ledgerlane.domain.short_payments import Short
    from ledgerlane.store.deductions import ClaimRow
    from ledgerlane.store.plans import DisputeRow

DEDUCTION_HEADINGS = ("deduction", "account", "customer", "item", "cur", "amount", "claimed", "open", "since", "state", "reason")  # fmt: skip
DEDUCTION_RIGHT = ("amount", "claimed", "open")
CLAIM_HEADINGS = ("claim", "account", "customer", "cur", "amount", "matched", "undecided", "confirmed", "denied", "since", "form", "program")  # fmt: skip
CLAIM_RIGHT = ("amount", "matched", "undecided", "confirmed", "denied")


def deduction_cells(row: DisputeRow) -> tuple[str, ...]:
    """A line of ``deduction list``."""
    amounts = (row.minor, row.claimed, row.rest)
    return (
        row.id, row.number, row.name, row.document, row.currency,
        *(plain(minor, row.currency) for minor in amounts), row.opened_day.isoformat(), row.state,
        row.reason,
    )  # fmt: skip


def deduction_json(row: DisputeRow) -> dict[str, Any]:
    """A row of ``deduction list --json``; ``kind``: a deduction was kept by a receipt."""
    return {
        "deduction": row.id, "kind": "deduction" if row.receipt else "dispute",
        "customer": row.number, "name": row.name, "item": row.item, "currency": row.currency,
        "amount": row.minor, "claimed": row.claimed, "confirmed": row.confirmed,
        "credited": row.credited, "denied": row.denied, "open": row.rest,
        "opened": row.opened_day.isoformat(), "by": row.actor, "state": row.state,
        "reason": row.reason, "receipt": row.receipt,
    }  # fmt: skip


def found_line(each: Found) -> str:
    """``not explained: 1001 Nordvik  7704  60.00 EUR short payment since 2026-06-01 (P9)``."""
    short = each.short
    if short.what == EARNED:
        return f"to be entered in the books: {each.number} {each.name}  {short.item.number}  {short.rest} {short.what}, {_received(short)}"
    since = f" since {short.since.isoformat()}" if short.since else ""
    by = f" ({name_of(short.receipt)})" if short.receipt else ""
    reason = f", {short.reason}" if short.reason else ""
    return f"not explained: {each.number} {each.name}  {short.item.number}  {short.rest} {short.what}{reason}{since}{by}"


def _received(short: Short) -> str:
    """``received in time on 2026-06-01 (P9)``."""
    assert short.since is not None
    return f"received in time on {short.since.isoformat()} ({name_of(short.receipt)})"


def found_json(each: Found) -> dict[str, Any]:
    """What nobody has explained, in ``deduction list --json``."""
    short = each.short
    return {
        "customer": each.number, "name": each.name, "item": short.item.ref,
        "currency": short.rest.currency, "amount": short.rest.minor, "what": short.what,
        "since": short.since.isoformat() if short.since else None, "receipt": short.receipt,
        "reason": short.reason,
    }  # fmt: skip


def claim_cells(row: ClaimRow) -> tuple[str, ...]:
    """A line of ``claim list``."""
    amounts = (row.minor, row.matched, row.undecided, row.confirmed, row.denied)
    return (
        row.id, row.number, row.name, row.currency,
        *(plain(minor, row.currency) for minor in amounts), row.recorded_day.isoformat(), row.form,
        row.program,
    )  # fmt: skip


def claim_json(row: ClaimRow) -> dict[str, Any]:
    """A row of ``claim list --json``."""
    return {
        "claim": row.id, "customer": row.number, "name": row.name, "currency": row.currency,
        "amount": row.minor, "matched": row.matched, "undecided": row.undecided,
        "confirmed": row.confirmed, "denied": row.denied, "form": row.form,
        "program": row.program, "recorded": row.recorded_day.isoformat(), "by": row.actor,
        "state": row.state, "evidence": list(row.evidence),
    }  # fmt: skip
