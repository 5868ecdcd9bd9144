"""What sales people are told, as lines and JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ledgerlane.domain.money import plain

if TYPE_CHECKING:
    from datetime import date

    from ledgerlane.desk.sales import SalesLine

HEADINGS = (
    "Account", "Name", "Cur", "Overdue", "Days", "Status", "Sales", "Asked", "Happened", "What",
)  # fmt: skip
RIGHT = ("Overdue", "Days")


def late_days(line: SalesLine, today: date) -> int:
    """How long the oldest open item is past due."""
    oldest = line.row.oldest_due
    return max(0, (today - oldest).days) if oldest is not None else 0


def cells(line: SalesLine, today: date) -> list[str]:
    """A line of the list: the latest of what happened."""
    last = line.happened[0] if line.happened else None
    return [
        line.row.number, line.row.name, line.row.currency,
        plain(line.row.overdue, line.row.currency), str(late_days(line, today)), line.row.status,
        line.salesperson, ", ".join(line.asked), last.day.isoformat() if last else "",
        last.words if last else "",
    ]  # fmt: skip


def as_json(line: SalesLine, today: date) -> dict[str, Any]:
    """The stable shape of a row of ``sales accounts --json`` (docs/cli.md)."""
    return {
        "customer": line.row.number, "name": line.row.name, "currency": line.row.currency,
        "overdue": line.row.overdue, "days_past_due": late_days(line, today),
        "status": line.row.status, "salesperson": line.salesperson, "asked": list(line.asked),
        "happened": [
            {"on": each.day.isoformat(), "by": each.by or None, "what": each.words}
            for each in line.happened
        ],
    }  # fmt: skip
