"""What a customer's past says."""

from __future__ import annotations

from datetime import date

import pytest

from ledgerlane.domain.account import Pattern
from ledgerlane.domain.policy import DEFAULT
from ledgerlane.domain.risk import Record, classify, collectable_per_mille

TODAY = date(2026, 11, 23)


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
        (Pattern(12, 0, 0, 0), Record(2, 1), "promise-breaker", "broke 2 of 3 promises"),
        (Pattern(12, 0, 0, 0), Record(2, 2), "prompt", "pays in time"),
        (Pattern(), Record(attempts_unanswered=3, oldest_due=date(2026, 9, 24)), "silent", "3 attempts unanswered, 60 d silent"),
        (Pattern(), Record(attempts_unanswered=3, oldest_due=date(2026, 9, 25)), "new", "0 invoices paid so far"),
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
