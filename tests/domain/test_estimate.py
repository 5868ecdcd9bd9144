"""When an item will be paid: counted by hand, and between bounds for any history."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from builders import TODAY, item
from hypothesis import given
from hypothesis import strategies as st

from ledgerlane.domain.estimate import (
    BOOK_WEIGHT,
    Habits,
    estimate,
    line_of,
    middle,
    of_items,
)

BOOK = Habits(100, 25, (-5, 0, 2, 15))
lateness = st.lists(st.integers(-60, 400), max_size=60)


def test_habits_are_counted_and_spread_over_the_book() -> None:
    assert Habits.of([-3, -1, 0, 0, 2, 4, 8, 30]) == Habits(8, 4, (-1, 0, 4, 30))
    assert Habits.of([7]) == Habits(1, 1, (7, 7, 7, 7))
    assert Habits.of([]) is None


def test_without_a_history_the_book_speaks() -> None:
    found = estimate([], BOOK)
    assert (found.chance_late, found.days_late, found.per_cent) == (Fraction(1, 4), 1, 25)
    assert (
        found.words
        == "no invoice of theirs paid yet; 25 % of the book's last 100 were late"
    )


def test_a_history_outweighs_the_book() -> None:
    found = estimate([10, 12, 14, 16, -2, 11], BOOK)  # (5 + 4 x 1/4) / (6 + 4)
    assert (found.chance_late, found.own, found.own_late) == (Fraction(6, 10), 6, 5)
    # -5 -2 0 2 10 11 12 14 15 16: between 10 and 11, half to even
    assert found.days_late == 10
    assert found.words == "5 of their last 6 were late, 25 % of the book's"
    assert found.paid_by(date(2026, 7, 1)) == date(2026, 7, 11)


def test_only_the_last_twenty_invoices_count() -> None:
    assert estimate([300] * 50 + [0] * 20, BOOK) == estimate([0] * 20, BOOK)


@pytest.mark.parametrize(
    ("past_due", "days"),
    [(-60, 10), (-2, 11), (0, 12), (3, 13), (14, 16), (15, 16), (16, None)],
)
def test_an_item_past_due_is_judged_by_what_was_later_still(
    past_due: int, days: int | None
) -> None:
    found = estimate([10, 12, 14, 16, -2, 11], BOOK, past_due=past_due)
    assert found.days_late == days
    assert found.chance_late == (Fraction(1) if past_due > 0 else Fraction(6, 10))


def test_an_item_that_is_open_today_is_not_expected_yesterday() -> None:
    """Who pays a fortnight early, and has not today, pays as those did who paid no sooner."""
    early, book = [-14] * 20, Habits.of([-14, -14, 0, 6])
    assert book is not None
    assert estimate(early, book).days_late == -14
    assert estimate(early, book, past_due=-20).days_late == -14
    for past_due in (-10, -1, 0):
        late = estimate(early, book, past_due=past_due)
        assert late.days_late is not None
        assert late.days_late >= past_due
        assert late.chance_late == estimate(early, book).chance_late


@given(lateness, lateness.filter(bool), st.integers(-100, 500))
def test_chances_lie_between_nought_and_one(
    own: list[int], book: list[int], past: int
) -> None:
    habits = Habits.of(book)
    assert habits is not None
    found = estimate(own, habits, past_due=past)
    assert 0 <= found.chance_late <= 1
    assert len(habits.quarters) == BOOK_WEIGHT
    if found.days_late is not None:
        assert found.days_late >= past + (past > 0)
        assert min(own + book) <= found.days_late <= max(own + book)


@given(lateness.filter(bool))
def test_the_middle_has_as_many_below_as_above(days: list[int]) -> None:
    days.sort()
    found = middle(days)
    assert (
        sum(day < found for day in days)
        <= len(days) / 2
        >= sum(day > found for day in days)
    )


def test_one_line_speaks_of_the_next_item_to_fall_due() -> None:
    items = [item(-20, number="B"), item(-5, number="A"), item(9, number="L"), item(2, "-5.00 EUR", number="C")]  # fmt: skip
    found = of_items(items, [10, 12, 14, 16, -2, 11], BOOK, TODAY)
    assert sorted(found) == ["erp/A", "erp/B", "erp/L"]
    assert line_of(items, found, TODAY) == (
        "A 15 Jul 10 d late, 60 % late (5 of last 6, book 25 %)"
    )
    assert line_of(items[2:3], found, TODAY) == (
        "L 4 Jul 13 d late (5 of last 6, book 25 %)"
    )
    assert line_of(items[3:], found, TODAY) == ""
