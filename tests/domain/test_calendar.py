from __future__ import annotations

from datetime import date

import pytest
from builders import day
from hypothesis import given
from hypothesis import strategies as st

from ledgerlane.domain.calendar import ROLLS, BusinessCalendar, Roll

EASTER = BusinessCalendar.of(holidays=[day("2026-04-03"), day("2026-04-06")])


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [("2026-04-02", 1, "2026-04-07"), ("2026-04-02", 2, "2026-04-08"),
     ("2026-04-04", 1, "2026-04-07"), ("2026-04-04", 0, "2026-04-07"),
     ("2026-04-02", 0, "2026-04-02"), ("2026-04-07", -1, "2026-04-02")],
)  # fmt: skip
def test_business_days_skip_easter(start: str, count: int, end: str) -> None:
    assert EASTER.add_business_days(day(start), count) == day(end)


@pytest.mark.parametrize(
    ("how", "saturday", "month_end"),
    [("none", "2026-04-04", "2026-01-31"), ("following", "2026-04-07", "2026-02-02"),
     ("preceding", "2026-04-02", "2026-01-30"), ("modified", "2026-04-07", "2026-01-30")],
)  # fmt: skip
def test_rolls(how: Roll, saturday: str, month_end: str) -> None:
    assert EASTER.roll(day("2026-04-04"), how) == day(saturday)
    assert EASTER.roll(day("2026-01-31"), how) == day(month_end)


def test_a_weekend_may_be_friday_and_saturday() -> None:
    gulf = BusinessCalendar.of(weekend=(4, 5))
    assert gulf.add_business_days(day("2026-06-04"), 1) == day("2026-06-07")


@given(st.dates(date(2000, 1, 1), date(2099, 1, 1)), st.integers(1, 60))
def test_counting_there_and_back(start: date, count: int) -> None:
    end = EASTER.add_business_days(start, count)
    assert EASTER.is_business_day(end)
    assert EASTER.add_business_days(end, -count) == EASTER.roll(start, "preceding")
    assert all(EASTER.is_business_day(EASTER.roll(start, how)) for how in ROLLS[1:])
