"""Past forecasts beside what came: which weeks lay inside their range."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from ledgerlane.domain.forecast import Forecast, Week

DATES = 13
"""So many as-of dates are tried, `STEP_DAYS` apart: a year."""
STEP_DAYS = 28


class Tried(NamedTuple):
    """One week of one past forecast, and what came in it. Amounts in minor units."""

    currency: str
    as_of: date
    ahead: int  # 1: the week that begins on the day after the as-of date
    week: Week
    came: int

    @property
    def inside(self) -> bool:
        """Whether it lay inside the range."""
        return self.week.low <= self.came <= self.week.high


@dataclass(frozen=True, slots=True)
class Summary:
    """Weeks of one currency, ``ahead`` weeks after their as-of date (0: all), added up."""

    currency: str
    ahead: int
    weeks: int
    inside: int
    expected: int
    came: int

    @property
    def share(self) -> float:
        """The share of weeks inside the range, 0 to 1."""
        return self.inside / self.weeks


def dates(last: date, weeks: int) -> list[date]:
    """The as-of dates of a backtest: their weeks are over by ``last``; oldest first."""
    newest = last - timedelta(days=7 * weeks)
    return [newest - timedelta(days=STEP_DAYS * back) for back in reversed(range(DATES))]


def tried(forecast: Forecast, came: Mapping[tuple[str, int], int]) -> list[Tried]:
    """The weeks of a forecast beside what came, by currency and day (an ordinal)."""
    return [
        Tried(
            forecast.currency, forecast.as_of, ahead, week,
            sum(
                came.get((forecast.currency, day), 0)
                for day in range(week.first.toordinal(), week.last.toordinal() + 1)
            ),
        )
        for ahead, week in enumerate(forecast.lines(), start=1)
    ]  # fmt: skip


def summaries(found: Iterable[Tried]) -> list[Summary]:
    """By currency and weeks ahead, and after those the currency's weeks together."""
    groups: dict[tuple[str, int], list[Tried]] = {}
    for each in found:
        groups.setdefault((each.currency, each.ahead), []).append(each)
        groups.setdefault((each.currency, 0), []).append(each)
    order = sorted(groups, key=lambda key: (key[0], key[1] == 0, key[1]))
    return [
        Summary(
            *key, weeks=len(groups[key]), inside=sum(each.inside for each in groups[key]),
            expected=sum(each.week.expected for each in groups[key]),
            came=sum(each.came for each in groups[key]),
        )
        for key in order
    ]  # fmt: skip
