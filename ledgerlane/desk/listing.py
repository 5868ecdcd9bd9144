"""A list as it was opened: its order stands still, its rows read as they are now.

Its first rows come from an index at once. The whole order follows on a thread of its own, in
a temporary table of a connection of its own: a list of fifty thousand accounts opens, filters
and pages in milliseconds, and whoever works meanwhile does not wait for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from ledgerlane.desk import queue
from ledgerlane.desk.desk import Desk
from ledgerlane.store import news, past
from ledgerlane.store import queue as store_queue
from ledgerlane.store.lens import some
from ledgerlane.store.queue import View
from ledgerlane.store.standings import QueueRow
from ledgerlane.store.views import Wanted

__all__ = ["Lister", "Size", "Wanted"]

FIRST = 200
"""Rows that are there at once; more than two pages of the largest screen."""


@dataclass(frozen=True, slots=True)
class Size:
    """How many rows a list has; ``overdue``: minor units by currency, the largest first."""

    rows: int
    overdue: dict[str, int]


class Lister:
    """Opens one list after the other on a desk's book, for its whole life."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._reader: Any = None
        self._thread = ThreadPoolExecutor(1, "list")
        self._size: Future[Size] | None = None
        self._narrowed: Size | None = None
        self._event = 0

    def open(self, wanted: Wanted, scope: str = "mine+nobody") -> Sequence[QueueRow]:
        """Open a list of the desk's day; today's first rows, which are all when there are fewer than `FIRST`.

        ``wanted.owners`` counts where it is said, else the scope.
        """
        view = queue.view_of(self._desk, wanted, scope)
        self._stop()
        self._event = news.newest(self._desk.store)
        rows, self._narrowed = queue.then(self._desk), None
        self._size = self._thread.submit(self._fix, view, rows)
        if rows is not None:
            return ()
        return store_queue.page(self._desk.store, view, limit=FIRST)

    def size(self) -> Size:
        """How large the list is, as it is narrowed; waits until its order is fixed."""
        assert self._size is not None, "no list was opened"
        return self._narrowed or self._size.result()

    def window(self, start: int, stop: int) -> Sequence[QueueRow | None]:
        """Rows from ``start`` to before ``stop``; None stands for one that is gone by now."""
        self.size()
        rows = store_queue.window(self._reader, start, stop)
        if self._desk.is_now or news.newest(self._desk.store) == self._event:
            return rows
        return self._reread(rows)

    def place(self, customer: int, currency: str) -> int | None:
        """Where an account stands, counted from 0."""
        self.size()
        return store_queue.place_in(self._reader, customer, currency)

    def narrow(self, text: str) -> Size:
        """Keep only the rows that hold every word of a text; ``""``: all of them again."""
        self.size()
        rows = store_queue.filtered(self._reader, text)
        self._narrowed = Size(rows, store_queue.overdue_sums(self._reader))
        return self._narrowed

    def close(self) -> None:
        """Let go of the connection."""
        self._stop()
        self._thread.shutdown()
        if self._reader is not None:
            self._reader.close()

    def _fix(self, view: View, then: list[QueueRow] | None) -> Size:
        """On the list's own thread. ``then``: the rows of another day."""
        if self._reader is None:
            self._reader = self._desk.store.reader()
        past.list_of(self._reader, then)
        rows = store_queue.snapshot(self._reader, view)
        return Size(rows, store_queue.overdue_sums(self._reader))

    def _reread(self, rows: list[QueueRow | None]) -> list[QueueRow | None]:
        """Rows of another day, on which something was recorded since the list was opened."""
        who = some(sorted({row.customer for row in rows if row is not None}))
        now = {
            (row.customer, row.currency): row for row in queue.then(self._desk, who) or ()
        }
        return [row and now.get((row.customer, row.currency)) for row in rows]

    def _stop(self) -> None:
        """Nobody waits for the order of the list before any more."""
        if self._size is None or self._size.done():
            return
        if self._reader is not None:
            self._reader.interrupt()
        with suppress(Exception):  # it was cut short, which is what was wanted
            self._size.result()
