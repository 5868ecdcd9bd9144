"""What is likely to come: estimates of single invoices, and how good they have been."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass

from ledgerlane.desk import accounts
from ledgerlane.desk.accounts import Who
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.past import question
from ledgerlane.domain.account import Customer, Item, Pattern
from ledgerlane.domain.backtest import Backtest, backtest
from ledgerlane.domain.estimate import Estimate, Habits, of_items
from ledgerlane.store import estimates, patterns, rows
from ledgerlane.store.lens import Lens, Some, one

CHUNK = 600
"""Customers looked at together."""


@dataclass(frozen=True, slots=True)
class ItemEstimate:
    """An open item of a customer, and when it will be paid."""

    customer: Customer
    item: Item
    estimate: Estimate


def item_estimates(
    desk: Desk, customer: Who | None = None, *, limit: int | None = 50
) -> list[ItemEstimate]:
    """Open items of one customer, or those of the whole book that are not due yet.

    The likeliest to come late first. Empty while nothing was ever paid in the book.
    """
    look = question(desk).lens
    book = estimates.book_habits(desk.store.db, look)
    if book is None:
        return []
    if customer is not None:
        which = [one(accounts.resolve(desk, customer)[0])]
        found = _of(desk, which, look, book)
    else:
        found = (
            each for each in _of(desk, _everybody(desk), look, book)
            if each.item.due >= desk.today
        )  # fmt: skip
    if limit is None:
        return sorted(found, key=_likeliest)
    return heapq.nsmallest(limit, found, key=_likeliest)


def _likeliest(each: ItemEstimate) -> tuple[object, ...]:
    days = each.estimate.days_late
    return (
        -each.estimate.chance_late, -(days if days is not None else 10**6), each.item.due,
        each.item.ref,
    )  # fmt: skip


def _everybody(desk: Desk) -> Iterator[Some]:
    last = rows.last_customer(desk.store.db)
    for first in range(0, last + 1, CHUNK):
        yield Some(first=first, last=first + CHUNK - 1)


def _of(
    desk: Desk, which: Iterator[Some] | list[Some], look: Lens, book: Habits
) -> Iterator[ItemEstimate]:
    db = desk.store.db
    for some in which:
        known = rows.customers(db, some, look)
        own = (
            patterns.stored(db, some) if desk.is_now else patterns.patterns(db, some, look)
        )
        for id_, items in rows.open_items(db, some, look).items():
            found = of_items(items, own.get(id_, Pattern()).last, book, desk.today)
            for item in items:
                if item.ref in found:
                    yield ItemEstimate(known[id_], item, found[item.ref])


def estimate_backtest(desk: Desk) -> Backtest:
    """The estimate tried on what was settled by the desk's day."""
    look, db = question(desk).lens, desk.store.db
    return backtest(estimates.settled_invoices(db, look), estimates.settled_count(db, look))
