"""How customers pay, from their settled invoices: set-wise, one row a customer."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from ledgerlane.domain.account import LAST, Pattern
from ledgerlane.domain.risk import months_of
from ledgerlane.store import given_up
from ledgerlane.store.lens import Lens, Some

RECENT = 6
"""How many of the last settled invoices `Pattern.recent_late` looks at."""

COLUMNS = (
    "customer, settled, late, average_late, recent_late, spread, last_paid_day, last_late,"
    " since_day, months"
)


def patterns(db: Any, which: Some, lens: Lens) -> dict[int, Pattern]:
    """The pattern of each customer with a settled invoice; the others have `Pattern()`.

    An invoice is settled on the day of its last money or credit, once nothing of it is open. One
    that was given up for the most part, by us or by the books, is none.
    """
    return {
        customer: pattern_of([(paid, late) for _, paid, late in rows])
        for customer, rows in groupby(settled(db, which, lens), key=lambda row: row[0])
    }


def settled(db: Any, which: Some, lens: Lens) -> Iterable[tuple[int, int, int]]:
    """(customer, day settled, days late) of settled invoices, by customer, oldest first."""
    if db.execute("SELECT 1 FROM allocation LIMIT 1").fetchone() is None:
        return  # nobody knows yet on which day anything was settled
    open_then = "i.open = 0"
    if lens.later:
        open_then += (
            " AND NOT EXISTS (SELECT 1 FROM allocation x WHERE x.item = i.id"
            f" AND x.day > {lens.day} AND {lens.seen('x')})"
        )
    paid = given_up.paid_day(lens, given_up.entries(db, lens))
    rows = db.execute(
        f"SELECT i.customer, {paid} AS paid, i.due_day FROM item i INDEXED BY item_customer"
        f" WHERE {which.among('i.customer')} AND i.amount > 0 AND {open_then} AND {lens.seen('i')}"
        " ORDER BY i.customer",
        which.values,
    )
    found = ((row[0], row[1], row[1] - row[2]) for row in rows if row[1] is not None)
    for _, group in groupby(found, key=lambda row: row[0]):
        yield from sorted(group)


def pattern_of(paid: Sequence[tuple[int, int]]) -> Pattern:
    """The pattern of (day settled, days late), oldest first. Tenths are rounded down."""
    late = [days for _, days in paid]
    count, recent = len(late), late[-RECENT:]
    average = 10 * sum(late) // count
    return Pattern(
        settled=count,
        late=sum(days > 0 for days in late),
        average_late=average,
        recent_late=10 * sum(recent) // len(recent),
        spread=sum(abs(10 * days - average) for days in late) // count,
        last_paid=date.fromordinal(paid[-1][0]),
        last=tuple(late[-LAST:]),
        since=date.fromordinal(min(day - days for day, days in paid[-LAST:])),
        months=months_of(paid),
    )


def stored(db: Any, which: Some) -> dict[int, Pattern]:
    """The patterns as the book keeps them."""
    rows = db.execute(
        f"SELECT {COLUMNS} FROM pattern WHERE {which.among('customer')}", which.values
    )
    return {row[0]: _stored(*row[1:]) for row in rows}


def _stored(
    settled: int, late: int, average: int, recent: int, spread: int, paid: int | None,
    last: str, since: int | None, months: str,
) -> Pattern:  # fmt: skip
    return Pattern(
        settled, late, average, recent, spread,
        date.fromordinal(paid) if paid is not None else None, tuple(json.loads(last)),
        date.fromordinal(since) if since is not None else None,
        tuple((back, days) for back, days in json.loads(months)),
    )  # fmt: skip


def keep(db: Any, which: Some, found: dict[int, Pattern]) -> None:
    """Store the patterns of these customers. Inside a write transaction."""
    db.execute(f"DELETE FROM pattern WHERE {which.among('customer')}", which.values)
    db.executemany(
        f"INSERT INTO pattern ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [row_of(customer, pattern) for customer, pattern in found.items()],
    )


def row_of(customer: int, pattern: Pattern) -> tuple[Any, ...]:
    """A row of table ``pattern``."""
    return (
        customer, pattern.settled, pattern.late, pattern.average_late, pattern.recent_late,
        pattern.spread, _ordinal(pattern.last_paid), json.dumps(pattern.last),
        _ordinal(pattern.since), json.dumps(pattern.months),
    )  # fmt: skip


def _ordinal(day: date | None) -> int | None:
    return day.toordinal() if day is not None else None
