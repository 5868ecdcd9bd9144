"""What falls on a day, of all accounts: promises, instalments, next steps, deadlines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, TextIO

from ledgerlane.desk import deadlines, plans, promises, queue
from ledgerlane.domain.money import plain
from ledgerlane.store import settings
from ledgerlane.sync.exports import icalendar
from ledgerlane.sync.exports.icalendar import Entry

if TYPE_CHECKING:
    from ledgerlane.desk.desk import Desk


def write(desk: Desk, file: TextIO, since: date | None = None) -> int:
    """Write `entries` as iCalendar; how many."""
    book = settings.book_id(desk.store.connection)
    return icalendar.write(file, entries(desk, since), book, desk.clock())


def entries(desk: Desk, since: date | None = None) -> list[Entry]:
    """Everything that is still to come or to be done, by day; ``since``: nothing before."""
    found = [*_promises(desk), *_instalments(desk), *_steps(desk), *_deadlines(desk)]
    kept = [each for each in found if since is None or each.on >= since]
    return sorted(kept, key=lambda each: (each.on, each.about))


def _promises(desk: Desk) -> Iterator[Entry]:
    for row in promises.list_(desk):
        if row.state == "open":
            money = f"{plain(row.minor - row.received, row.currency)} {row.currency}"
            yield Entry(
                row.due_day, f"promise {row.id}", f"Promise {money}: {row.name} ({row.number})",
                (f"made {row.made_day.isoformat()} to {row.actor}",), "promise",
            )  # fmt: skip


def _instalments(desk: Desk) -> Iterator[Entry]:
    for row in plans.list_(desk):
        if row.state != "active":
            continue
        for part in row.instalments:
            if part.received >= part.minor:
                continue
            money = f"{plain(part.minor - part.received, row.currency)} {row.currency}"
            yield Entry(
                part.due_day, f"plan {row.id} {part.number}",
                f"Instalment {part.number} of {len(row.instalments)}, {money}: {row.name} ({row.number})",
                (f"plan {row.id}, {row.state}",), "instalment",
            )  # fmt: skip


def _steps(desk: Desk) -> Iterator[Entry]:
    for row in queue.rows(desk, scope="all", limit=None, listed=False):
        if row.next_day is not None:
            overdue = f"{plain(row.overdue, row.currency)} {row.currency} overdue"
            yield Entry(
                row.next_day, f"next {row.number or row.name} {row.currency}",
                f"{row.next_words or 'next step'}: {row.name} ({row.number})",
                (overdue, *([f"owner {row.owner}"] if row.owner else [])), "next step",
            )  # fmt: skip


def _deadlines(desk: Desk) -> Iterator[Entry]:
    for line in deadlines.list_(desk):
        overdue = f"{plain(line.overdue, line.currency)} {line.currency} overdue"
        yield Entry(
            line.due, f"deadline {line.number or line.name} {line.currency} {line.what}",
            f"Deadline {line.what}: {line.name} ({line.number})",
            (overdue, *([f"owner {line.owner}"] if line.owner else [])), "deadline",
        )  # fmt: skip
