"""Placements as lines and JSON: who is proposed for an agency."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from ledgerlane.domain.money import plain

if TYPE_CHECKING:
    from ledgerlane.desk.directly import Direct
    from ledgerlane.desk.placements import Proposed

PROPOSED = ("Account", "Name", "Cur", "Overdue", "Days", "Why", "Notice", "Owner")
PROPOSED_RIGHT = ("Overdue", "Days")


def cells(each: Proposed, today: date) -> list[str]:
    """A line of the list."""
    row = each.row
    days = (today - row.oldest_due).days if row.oldest_due is not None else 0
    return [
        row.number, row.name, row.currency, plain(row.overdue, row.currency), str(days), each.why,
        each.notice, row.owner,
    ]  # fmt: skip


def as_json(each: Proposed, today: date) -> dict[str, Any]:
    """The stable shape of a row of ``place propose --json`` (docs/cli.md)."""
    row = each.row
    return {
        "customer": row.number, "name": row.name, "currency": row.currency, "overdue": row.overdue,
        "days": (today - row.oldest_due).days if row.oldest_due is not None else 0,
        "rules": list(each.rules), "why": each.why, "notice": each.notice,
        "free": each.free.isoformat() if each.free is not None else None, "owner": row.owner,
    }  # fmt: skip


DIRECT = ("Case", "Agency", "Account", "Name", "Item", "Cur", "Paid", "Commission")
DIRECT_RIGHT = ("Paid", "Commission")


def direct_cells(each: Direct) -> list[str]:
    """A line of the list of direct payments."""
    currency = each.amount.currency
    return [
        each.case, each.agency, each.customer.number, each.customer.name, each.number, currency,
        plain(each.amount.minor, currency), plain(each.commission.minor, currency),
    ]  # fmt: skip


def direct_json(each: Direct) -> dict[str, Any]:
    """The stable shape of a row of ``place direct --json`` (docs/cli.md)."""
    return {
        "case": each.case, "agency": each.agency, "customer": each.customer.number,
        "name": each.customer.name, "item": each.ref, "number": each.number,
        "currency": each.amount.currency, "paid": each.amount.minor,
        "commission": each.commission.minor,
    }  # fmt: skip
