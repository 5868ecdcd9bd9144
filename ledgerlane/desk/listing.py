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
from ledgerlane.store import queue as store_queue
from ledgerlane.store import views
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

    def open(self, wanted: Wanted, scope: str = "mine+nobody") -> Sequence[QueueRow]:
        """Open a list of today; its first rows, all of them when they are fewer than `FIRST`.

        ``wanted.owners`` counts where it is said, else the scope.
        """
        view = self._view(wanted, scope)
        self._stop()
        self._size = self._thread.submit(self._fix, view)
        return store_queue.page(self._desk.store, view, limit=FIRST)

    def size(self) -> Size:
        """How large the list is; waits until its order is fixed."""
        assert self._size is not None, "no list was opened"
        return self._size.result()

    def window(self, start: int, stop: int) -> Sequence[QueueRow | None]:
        """Rows from ``start`` to before ``stop``; None stands for one that is gone by now."""
        self.size()
        return store_queue.window(self._reader, start, stop)

    def place(self, customer: int, currency: str) -> int | None:
        """Where an account stands, counted from 0."""
        self.size()
        return store_queue.place_in(self._reader, customer, currency)

    def narrow(self, text: str) -> Size:
        """Keep only the rows that hold every word of a text; ``""``: all of them again."""
        self.size()
        rows = store_queue.filtered(self._reader, text)
        return Size(rows, store_queue.overdue_sums(self._reader))

    def close(self) -> None:
        """Let go of the connection."""
        self._stop()
        self._thread.shutdown()
        if self._reader is not None:
            self._reader.close()

    def _view(self, wanted: Wanted, scope: str) -> View:
        desk = self._desk
        whose = (
            queue.view_of(desk, scope).owners if wanted.owners is None else wanted.owners
        )
        amounts = wanted.more is not None or wanted.less is not None
        known = store_queue.currencies(desk.store) if amounts else ()
        view = views.view(wanted, desk.today, known)
        return View(
            whose, wanted.listed, view.where, view.values, view.sort, view.reverse
        )  # fmt: skip

    def _fix(self, view: View) -> Size:
        """On the list's own thread."""
        if self._reader is None:
            self._reader = self._desk.store.reader()
        rows = store_queue.snapshot(self._reader, view)
        return Size(rows, store_queue.overdue_sums(self._reader))

    def _stop(self) -> None:
        """Nobody waits for the order of the list before any more."""
        if self._size is None or self._size.done():
            return
        if self._reader is not None:
            self._reader.interrupt()
        with suppress(Exception):  # it was cut short, which is what was wanted
            self._size.result()
