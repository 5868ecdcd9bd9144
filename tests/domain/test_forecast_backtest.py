"""Past forecasts beside what came."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from builders import TODAY

from ledgerlane.domain.forecast import OpenItem, Owing, Tail, forecast
from ledgerlane.domain.forecast_backtest import (
    Summary,
    by_chance,
    dates,
    summaries,
    tried,
    verdict,
)


def test_thirteen_dates_whose_weeks_are_over() -> None:
    found = dates(date(2026, 6, 30), 4)
    assert (len(found), found[0], found[-1]) == (13, date(2025, 7, 1), date(2026, 6, 2))


def test_weeks_beside_what_came_and_added_up() -> None:
    now = TODAY.toordinal()
    owing = Owing((OpenItem(now + 1, 1_000), OpenItem(now + 8, 2_000)))
    (made,) = forecast([("EUR", owing)], Tail({}, {}), TODAY, 2)
    came = {("EUR", now + 1): 400, ("EUR", now + 7): 600, ("EUR", now + 9): 100, ("NOK", now + 8): 9}  # fmt: skip
    found = tried(made, came)
    assert [(t.ahead, t.week.expected, t.came, t.inside) for t in found] == [
        (1, 666, 1_000, True), (2, 1_333, 100, False),
    ]  # fmt: skip
    assert found[1].week.first == TODAY + timedelta(days=8)
    assert summaries([*found, *found]) == [
        Summary("EUR", 1, 2, 2, 1_332, 2_000), Summary("EUR", 2, 2, 0, 2_666, 200),
        Summary("EUR", 0, 4, 2, 3_998, 2_200),
    ]  # fmt: skip
    assert summaries(found)[-1].share == 0.5


def test_the_verdict_says_how_near_it_was_and_whether_the_range_held() -> None:
    assert verdict(Summary("EUR", 0, 10, 8, 1_100, 1_000, 6)) == (
        "EUR: the forecast was within 25 % of what came in 6 of 10 weeks, in all 10 % more than"
        " came; 8 of 10 weeks lay inside the range of 80 %, which is as it says"
    )
    narrow = verdict(Summary("NOK", 0, 10, 7, 500, 1_000, 0))
    assert "in all 50 % less than came" in narrow
    assert narrow.endswith("which is too narrow (so few by chance alone: 32 in 100)")
    hopeless = verdict(Summary("NOK", 0, 100, 60, 500, 1_000, 0))
    assert hopeless.endswith("(so few by chance alone: less than 1 in 100)")
    assert by_chance(26, 26) == 1
    assert by_chance(1, 2) == Fraction(36, 100)
    assert "0 of 2 weeks, and nothing came" in verdict(Summary("USD", 0, 2, 2, 5, 0, 0))


def test_near_is_a_part_of_what_came() -> None:
    now = TODAY.toordinal()
    (made,) = forecast(
        [("EUR", Owing((OpenItem(now + 1, 1_500),)))], Tail({}, {}), TODAY, 1
    )
    assert made.lines()[0].expected == 1_000
    for came, near in (
        (800, True),
        (799, False),
        (1_333, True),
        (1_334, False),
        (0, False),
    ):
        (week,) = tried(made, {("EUR", now + 2): came})
        assert week.near == near, came
