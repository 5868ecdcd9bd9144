"""A list as it was opened: its order stands still, its rows read as they are now.

The order lies in a temporary table of the book's connection, so that a list of fifty
thousand accounts opens, filters and pages in milliseconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ledgerlane.desk import queue
from ledgerlane.desk.desk import Desk
from ledgerlane.store import queue as store_queue
from ledgerlane.store import views
from ledgerlane.store.standings import QueueRow
from ledgerlane.store.views import Wanted

__all__ = ["Listing", "Wanted", "opened"]


@dataclass(frozen=True, slots=True)
class Listing:
    """An opened list. ``overdue``: minor units by currency, the most rows' sums first."""

    desk: Desk
    count: int
    overdue: dict[str, int]

    def window(self, start: int, stop: int) -> Sequence[QueueRow]:
        """Rows from ``start`` to before ``stop``."""
        return store_queue.window(self.desk.store.db, start, stop)

    def place(self, customer: int, currency: str) -> int | None:
        """Where an account stands, counted from 0."""
        return store_queue.place_in(self.desk.store.db, customer, currency)


def opened(desk: Desk, wanted: Wanted, scope: str = "mine+nobody") -> Listing:
    """Open a list of today. ``wanted.owners`` counts where it is said, else the scope."""
    view = queue.view_of(desk, scope, listed=wanted.listed)
    owners = wanted.owners if wanted.owners is not None else view.owners
    found = views.view(wanted, desk.today, store_queue.currencies(desk.store))
    found = store_queue.View(
        owners, wanted.listed, found.where, found.values, found.sort, found.reverse
    )
    _, overdue = store_queue.count(desk.store, found)
    return Listing(desk, store_queue.snapshot(desk.store.db, found), overdue)
