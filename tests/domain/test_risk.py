"""What a customer's past says."""

from __future__ import annotations

from datetime import date

import pytest

from ledgerlane.domain.account import Pattern
from ledgerlane.domain.policy import DEFAULT
from ledgerlane.domain.risk import (
    Record,
    at_stake,
    classify,
    collectable_per_mille,
    months_of,
    worsening,
)

TODAY = date(2026, 11, 23)
RISING = ((3, 4), (2, 9), (1, 12), (0, 31))


@pytest.mark.parametrize(
    ("pattern", "record", "name", "words"),
    [
        (Pattern(), Record(), "new", "0 invoices paid so far"),
        (Pattern(2, 2, 400, 400), Record(), "new", "2 invoices paid so far"),
        (Pattern(12, 0, -20, -20), Record(), "prompt", "pays in time"),
        (Pattern(12, 3, 50, 50), Record(), "prompt", "pays 5 d late on average"),
        (Pattern(12, 9, 51, 60, 20), Record(), "habitual", "pays 5 d late"),
        (Pattern(12, 12, 300, 310, 101), Record(), "habitual", "pays about 30 d late"),
        (Pattern(12, 6, 100, 200), Record(), "deteriorating", "usually 10 d late, lately 20 d"),
        (Pattern(12, 6, 100, 199, 10), Record(), "habitual", "pays 10 d late"),
        (Pattern(12, 6, 100, 150, 10, months=RISING), Record(), "deteriorating", "+27 d in 3 months: 4, 9, 12 → 31"),
        (Pattern(12, 6, 100, 200, 10, months=RISING), Record(), "deteriorating",
         "usually 10 d late, lately 20 d; +27 d in 3 months: 4, 9, 12 → 31"),
        (Pattern(12, 6, 10, 10, 5, months=((5, -3), (1, 0), (0, 6))), Record(), "prompt", "pays 1 d late on average"),
        (Pattern(12, 6, -20, 10, 5, months=((2, -18), (1, 0), (0, 5))), Record(), "prompt", "pays in time"),
        (Pattern(12, 6, -20, 10, 5, months=((2, -18), (1, 0), (0, 6))), Record(), "deteriorating", "+24 d in 2 months: -18, 0 → 6"),
        (Pattern(2, 2, 100, 150, 10, months=RISING), Record(), "new", "2 invoices paid so far"),
        (Pattern(12, 0, 0, 0), Record(2, 1, 3), "promise-breaker", "broke 2 of 3 promises"),
        (Pattern(12, 0, 0, 0), Record(2, 2, 4), "prompt", "pays in time"),
        (Pattern(), Record(attempts_unanswered=3, oldest_due=date(2026, 9, 24)), "silent", "3 attempts unanswered, 60 d silent"),
        (Pattern(), Record(attempts_unanswered=3, oldest_due=date(2026, 9, 25)), "new", "0 invoices paid so far"),
        (Pattern(12, 0, -20, -20), Record(unpaid_since=date(2026, 10, 24)), "prompt", "pays in time"),
        (Pattern(12, 0, -20, -20), Record(unpaid_since=date(2026, 10, 23)), "deteriorating",
         "an invoice is 31 d late, usually 0 d"),
        (Pattern(12, 3, 50, 50), Record(unpaid_since=date(2025, 11, 23)), "deteriorating",
         "an invoice is 365 d late, usually 5 d"),
        (Pattern(12, 12, 300, 310, 50), Record(unpaid_since=date(2026, 9, 24)), "habitual", "pays 30 d late"),
        (Pattern(12, 12, 300, 310, 50), Record(unpaid_since=date(2026, 9, 23)), "deteriorating",
         "an invoice is 61 d late, usually 30 d"),
        (Pattern(2, 0, 0, 0), Record(unpaid_since=date(2025, 9, 23)), "new", "2 invoices paid so far"),
        (Pattern(last_paid=date(2026, 11, 1)), Record(attempts_unanswered=9, oldest_due=date(2026, 1, 1)), "new", "0 invoices paid so far"),
    ],
)  # fmt: skip
def test_the_first_class_that_fits(
    pattern: Pattern, record: Record, name: str, words: str
) -> None:
    assert classify(pattern, record, DEFAULT, TODAY) == (name, words)


@pytest.mark.parametrize(
    ("days", "chance"),
    [(-5, 1000), (0, 1000), (45, 830), (90, 689), (180, 513), (365, 214), (547, 91)],
)
def test_the_chance_falls_log_linearly_through_the_cited_points(
    days: int, chance: int
) -> None:
    assert collectable_per_mille(days) == chance


def test_months_are_counted_back_from_the_last_payment() -> None:
    paid = [(0, 90), (400, 2), (430, 4), (459, 8), (461, 9), (489, 12), (490, 31)]
    assert months_of(paid) == ((3, 2), (2, 4), (1, 8), (0, 17))
    assert months_of([(400, 5)]) == ((0, 5),)
    assert months_of([(1, 70), (400, 5)]) == ((0, 5),)  # more than a year back


@pytest.mark.parametrize(
    ("months", "found"),
    [
        (RISING, (27, "+27 d in 3 months: 4, 9, 12 → 31")),
        (((6, -2), (3, -2), (0, 9)), (11, "+11 d in 6 months: -2, -2 → 9")),
        (((3, 4), (2, 9), (1, 8), (0, 31)), (0, "")),  # a relief between
        (((1, 4), (0, 31)), (0, "")),  # two months are no trend
        ((), (0, "")),
    ],
)
def test_a_pattern_gets_worse_month_by_month(
    months: tuple[tuple[int, int], ...], found: tuple[int, str]
) -> None:
    assert worsening(Pattern(months=months)) == found


def test_what_waiting_takes_from_each_bucket() -> None:
    edges, points = DEFAULT.bucket_edges, DEFAULT.risk.collectable
    chances = [collectable_per_mille(day) for day in (1, 31, 61, 91, 121)]
    assert chances == [996, 880, 777, 687, 622]
    assert at_stake((100_000, 0, 0, 0), edges, points) == 11_600
    assert at_stake((0, 100_000, 100_000, 100_000), edges, points) == 10_300 + 9_000 + 6_500
    assert at_stake((0, 0, 0, 0), edges, points) == 0
