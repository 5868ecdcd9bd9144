"""Past forecasts beside what came."""

from __future__ import annotations

from datetime import date, timedelta

from builders import TODAY

from ledgerlane.domain.forecast import OpenItem, Owing, Tail, forecast
from ledgerlane.domain.forecast_backtest import Summary, dates, summaries, tried


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
