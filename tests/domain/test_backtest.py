"""The estimate on a past counted by hand: what was known, what was said, what came."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerlane.domain.backtest import Paid, Score, backtest

# Ten invoices of two customers, net 10: customer 1 always 5 days late, customer 2 in time.
TEN = [Paid(1 + n % 2, 100 * n, 100 * n + 10, 100 * n + (10 if n % 2 else 15)) for n in range(10)]  # fmt: skip


def test_ten_invoices_counted_by_hand() -> None:
    found = backtest(TEN, 10)
    assert (found.train, found.test, found.late, found.first_test) == (7, 3, 1, 700)
    # at 700: 2 paid 3 in time, the book 4 of 7 late: (0 + 16/7) / 7; at 800: 1 was late 4 times,
    # the book 4 of 8: (4 + 2) / 8; at 900: 2 paid 4 in time, the book 5 of 9: (20/9) / 8
    said = [Fraction(16, 49), Fraction(6, 8), Fraction(20, 72)]
    squares = said[0] ** 2 + (said[1] - 1) ** 2 + said[2] ** 2
    assert found.ours.brier == pytest.approx(float(squares / 3))
    assert (found.ours.right, found.on_time.right, found.last.right) == (3, 2, 3)
    assert found.on_time.brier == pytest.approx(1 / 3)
    assert [(low, line.count, line.late) for low, line in found.calibration()] == [
        (20, 1, 0), (30, 1, 0), (70, 1, 1),
    ]  # fmt: skip
    assert found.our_days == [0.0, 0.0, 0.0]
    assert (found.our_error, found.median_error) == (0.0, 0.0)
    assert not found.beats_both  # "same as the last" was right every time, too


def test_nothing_is_known_before_it_is_settled() -> None:
    slow = [
        Paid(1, day, day + 10, 5_000) for day in range(9)
    ]  # all paid long after the last
    found = backtest([*slow, Paid(1, 20, 30, 40)], 10)
    assert (found.train, found.test) == (10, 0)
    assert (found.ours.accuracy, found.ours.brier, found.our_error) == (0.0, 0.0, 0.0)


def test_a_payment_of_the_day_itself_is_not_known_yet() -> None:
    early = [Paid(1, 0, 10, 30)] * 7
    known = backtest([*early, *[Paid(1, 31, 41, 60)] * 3], 10)
    unknown = backtest([*early, *[Paid(1, 30, 40, 60)] * 3], 10)
    assert (known.test, unknown.test) == (3, 0)


def test_a_half_says_late() -> None:
    score = Score()
    score.add(Fraction(1, 2), late=True)
    score.add(Fraction(1, 2), late=False)
    assert (score.accuracy, score.brier) == (0.5, 0.25)


paid = st.builds(
    lambda who, issued, terms, took: Paid(who, issued, issued + terms, issued + took),
    st.integers(1, 4), st.integers(1, 400), st.integers(0, 60), st.integers(-5, 200),
)  # fmt: skip


@given(st.lists(paid, max_size=60))
def test_every_invoice_is_learnt_from_or_tested(invoices: list[Paid]) -> None:
    invoices.sort(key=lambda each: each.issued)
    found = backtest(invoices, len(invoices))
    assert found.train + found.test == len(invoices)
    assert sum(line.count for _, line in found.calibration()) == found.test
    assert found.late == sum(line.late for _, line in found.calibration())
    for score in (found.ours, found.on_time, found.last):
        assert score.count == found.test
        assert 0 <= score.brier <= 1
        assert 0 <= score.accuracy <= 1
    assert found.on_time.right == found.test - found.late
