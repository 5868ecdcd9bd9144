"""What estimates stand on, read from a small book as of any day."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from builders import TODAY
from small_book import SmallBook

from ledgerlane.domain.backtest import Paid
from ledgerlane.domain.estimate import Habits
from ledgerlane.store import estimates, patterns
from ledgerlane.store.lens import EVERYBODY, lens, one


def ago(days: int) -> int:
    return TODAY.toordinal() - days


@pytest.fixture
def book(tmp_path: Path) -> SmallBook:
    """Customer A paid 40, 20 and 3 days late (the second in two parts), B 2 days early."""
    book = SmallBook(tmp_path / "a.book")
    a, b = book.customer("A"), book.customer("B")
    for late, parts in ((100, [60]), (50, [45, 30]), (10, [7])):
        item = book.item(a, late, "100.00 EUR", opened="0.00 EUR")
        for part in parts:
            day = TODAY - timedelta(days=part)
            book.pay(item, book.receipt(a, day, "100.00 EUR"), day, "100.00 EUR")
    early = book.item(b, 28, "100.00 EUR", opened="0.00 EUR")
    day = TODAY - timedelta(days=30)
    for _ in range(2):  # two allocations of one day settle it once
        book.pay(early, book.receipt(b, day, "50.00 EUR"), day, "50.00 EUR")
    book.item(a, 400, "100.00 EUR")
    return book


def test_own_lateness_in_the_order_it_was_settled(book: SmallBook) -> None:
    db, now = book.store.db, lens(book.store, TODAY)
    found = patterns.patterns(db, EVERYBODY, now)
    assert {id_: each.last for id_, each in found.items()} == {1: (40, 20, 3), 2: (-2,)}
    assert found[1].since == TODAY - timedelta(days=100)
    assert found[1].months == ((1, 40), (0, 12))  # 53 days before the last, then 23 and 0
    then = patterns.patterns(db, EVERYBODY, lens(book.store, TODAY - timedelta(days=31)))
    assert {id_: each.last for id_, each in then.items()} == {1: (40,)}
    book.refresh()
    assert patterns.stored(db, one(1)) == {1: found[1]}


def test_the_book_in_whole(book: SmallBook) -> None:
    db = book.store.db
    assert estimates.book_habits(db, lens(book.store, TODAY)) == Habits.of([40, 20, 3, -2])
    then = lens(book.store, TODAY - timedelta(days=31))
    assert estimates.book_habits(db, then) == Habits.of([40])
    assert estimates.book_habits(db, lens(book.store, TODAY - timedelta(days=61))) is None


def test_settled_invoices_by_date(book: SmallBook) -> None:
    db, now = book.store.db, lens(book.store, TODAY)
    assert list(estimates.settled_invoices(db, now)) == [
        Paid(1, ago(130), ago(100), ago(60)), Paid(1, ago(80), ago(50), ago(30)),
        Paid(2, ago(58), ago(28), ago(30)), Paid(1, ago(40), ago(10), ago(7)),
    ]  # fmt: skip
    assert estimates.settled_count(db, now) == 4
