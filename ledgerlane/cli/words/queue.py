"""Rows of the worklist."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ledgerlane.domain.money import plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from ledgerlane.desk.desk import Desk
    from ledgerlane.domain.standing import Place
    from ledgerlane.store.queue import QueueRow

HEADINGS = ("account", "customer", "cur", "overdue", "days", "class", "status", "why now", "next", "owner")  # fmt: skip
RIGHT = ("overdue", "days")

Places = dict[tuple[int, str], "Place"]


def oldest_days(row: QueueRow, today: date) -> int:
    """How late the oldest open document is; 0 when nothing is late."""
    return max(0, (today - row.oldest_due).days) if row.oldest_due and row.overdue else 0


def cells(
    row: QueueRow, today: date, deputies: Mapping[str, str] = MappingProxyType({})
) -> tuple[str, ...]:
    """One line of the list; ``deputies``: who stands in for an owner."""
    deputy = deputies.get(row.owner)
    owner = f"{row.owner} ({deputy} stands in)" if deputy else row.owner
    days = oldest_days(row, today)
    following = f"{row.next_day.isoformat()} {row.next_words}" if row.next_day else row.next_words  # fmt: skip
    return (
        row.number, row.name, row.currency, plain(row.overdue, row.currency),
        str(days) if days else "", row.priority, row.status,
        f"off the list: {row.exit}" if row.exit else row.why, following.strip(), owner,
    )  # fmt: skip


def as_json(desk: Desk, rows: Sequence[QueueRow], found: Places) -> dict[str, Any]:
    """The stable shape of ``queue --json``."""
    return {
        "v": 1,
        "as_of": desk.today.isoformat(),
        "rows": [
            _row(rank, row, found[row.customer, row.currency], desk.today)
            for rank, row in enumerate(rows, start=1)
        ],
    }


def _row(rank: int, row: QueueRow, place: Place, today: date) -> dict[str, Any]:
    return {
        "rank": rank, "customer": row.number, "name": row.name, "currency": row.currency,
        "overdue": row.overdue, "oldest_days": oldest_days(row, today), "score": row.score,
        "class": row.priority, "risk": row.risk, "status": row.status,
        "why": [{"rule": p.rule, "points": p.points, "words": p.words} for p in place.why],
        "next": row.next_words, "next_day": row.next_day.isoformat() if row.next_day else None,
        "owner": row.owner, "credit": row.credit, "over_limit": row.over_limit,
    }  # fmt: skip
