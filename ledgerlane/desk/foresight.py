"""What is likely to come: single invoices, cash by week, and how good either was before."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from ledgerlane.desk import accounts
from ledgerlane.desk.accounts import Who
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.past import question
from ledgerlane.domain.account import Customer, Item, Pattern
from ledgerlane.domain.backtest import TRAIN_PER_CENT, Backtest, backtest
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.estimate import Estimate, Habits, of_items
from ledgerlane.domain.forecast import WEEKS, Forecast, forecast
from ledgerlane.domain.forecast_backtest import Dropped, Past, Tried, dates, tried
from ledgerlane.domain.pending import unpaid
from ledgerlane.store import estimates, patterns, rows, worked
from ledgerlane.store import forecast as inputs
from ledgerlane.store.lens import EVERYBODY, Lens, Some, lens, one
from ledgerlane.store.worked import Question

CHUNK = 600
"""Customers looked at together."""


@dataclass(frozen=True, slots=True)
class ItemEstimate:
    """An open item of a customer, and when it will be paid."""

    customer: Customer
    item: Item
    estimate: Estimate


def knows_payments(desk: Desk) -> bool:
    """Whether the book has seen any invoice paid: without, habits and due dates say nothing."""
    return estimates.book_habits(desk.store.db, question(desk).lens) is not None


def item_estimates(
    desk: Desk, customer: Who | None = None, *, limit: int | None = 50
) -> list[ItemEstimate]:
    """Open items of one customer, or those of the whole book that are not due yet, less what is paid and pending.

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
        own = _habits(desk, some, look)
        done = worked.load(desk.store, some, question(desk), own, all_items=False)
        for id_, items in rows.open_items(db, some, look).items():
            pending = done[id_].pending if id_ in done else ()
            found = of_items(
                unpaid(items, pending), own.get(id_, Pattern()).last, book, desk.today
            )
            for item in items:
                if item.ref in found:
                    yield ItemEstimate(known[id_], item, found[item.ref])


def cash_forecast(desk: Desk, weeks: int = WEEKS) -> list[Forecast]:
    """What cash will come of what is open on the desk's day, a forecast for each currency."""
    ask = question(desk)
    return _forecast(desk, ask, _habits(desk, EVERYBODY, ask.lens), weeks)


def _habits(desk: Desk, which: Some, look: Lens) -> dict[int, Pattern]:
    """How these customers pay: as the book keeps it, or worked out for another day."""
    if desk.is_now:
        return patterns.stored(desk.store.db, which)
    return patterns.patterns(desk.store.db, which, look)


def _forecast(
    desk: Desk, ask: Question, habits: dict[int, Pattern], weeks: int
) -> list[Forecast]:
    tail = inputs.tail(desk.store.db, ask, habits)
    return forecast(inputs.accounts(desk.store, ask, habits), tail, ask.today, weeks)


def forecast_backtest(
    desk: Desk, weeks: int = WEEKS, told: Callable[[str], None] = lambda _: None
) -> Past:
    """Forecasts of past days, made with what was known then, beside what came.

    Each as-of date looks at the ledger as it reads now, but at nothing dated later; one on which
    nothing was settled yet, or nothing was open, is dropped. Raises Refused where all are.
    ``told`` hears of the progress.
    """
    found, dropped = list[Tried](), list[Dropped]()
    days = dates(desk.today, weeks)
    for at, day in enumerate(days, start=1):
        told(f"as of {day.isoformat()}, {at} of {len(days)}")
        ask = replace(
            question(desk), lens=lens(desk.store, day, desk.known_ms), today=day, as_of=day
        )
        habits = patterns.patterns(desk.store.db, EVERYBODY, ask.lens)
        if not habits:
            dropped.append(Dropped(day, "nothing was paid before it"))
            continue
        last = day + timedelta(days=7 * weeks)
        came = inputs.came(desk.store.db, ask.lens, last)
        made = [
            week
            for each in _forecast(desk, ask, habits, weeks)
            for week in tried(each, came)
        ]
        found += made
        if not made:
            dropped.append(Dropped(day, "nothing was open on it"))
    if not found:
        newest = dropped[-1]
        first = days[0].isoformat()
        msg = (
            f"there is no past to try the forecast on, from {first} on: {newest.why},"
            f" {newest.as_of.isoformat()} (the newest day whose {weeks} weeks are over)"
        )
        raise Refused(msg)
    return Past(tuple(found), tuple(dropped))


def estimate_backtest(desk: Desk) -> Backtest:
    """The estimate tried on what was settled by the desk's day.

    Refused where that leaves nothing to test.
    """
    look, db = question(desk).lens, desk.store.db
    count = estimates.settled_count(db, look)
    found = backtest(estimates.settled_invoices(db, look), count)
    if not found.test:
        invoices = "invoice was" if count == 1 else "invoices were"
        msg = (
            f"there is nothing to test the estimate on: {count or 'no'} {invoices} settled by"
            f" {desk.today.isoformat()}, and of the last {100 - TRAIN_PER_CENT} % of them by date"
            " none was written after another had been settled"
        )
        raise Refused(msg)
    return found
