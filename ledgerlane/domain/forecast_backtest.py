"""Past forecasts beside what came: which weeks lay inside their range."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import comb
from typing import NamedTuple

from ledgerlane.domain.forecast import RANGE_PER_CENT, Forecast, Week

DATES = 13
"""So many as-of dates are tried, `STEP_DAYS` apart: a year."""
STEP_DAYS = 28
NEAR_PER_CENT = 25
"""A week's forecast is called near when it differs from what came by no more than this part of it."""


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

    @property
    def near(self) -> bool:
        """Whether what was expected is near what came."""
        return abs(self.week.expected - self.came) * 100 <= self.came * NEAR_PER_CENT


class Dropped(NamedTuple):
    """An as-of date that could not be tried, and why."""

    as_of: date
    why: str


@dataclass(frozen=True, slots=True)
class Past:
    """The forecasts of past days that could be made, and the days on which none could."""

    tried: tuple[Tried, ...]
    dropped: tuple[Dropped, ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """Weeks of one currency, ``ahead`` weeks after their as-of date (0: all), added up."""

    currency: str
    ahead: int
    weeks: int
    inside: int
    expected: int
    came: int
    near: int = 0

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
            near=sum(each.near for each in groups[key]),
        )
        for key in order
    ]  # fmt: skip


def by_chance(inside: int, weeks: int) -> Fraction:
    """How likely no more than so many of the weeks lie inside a range that is right: 0 to 1.

    The binomial distribution, weeks taken as apart from each other; those of one as-of date are
    not quite, which makes few more likely still.
    """
    hit, miss = RANGE_PER_CENT, 100 - RANGE_PER_CENT
    ways = (comb(weeks, k) * hit**k * miss ** (weeks - k) for k in range(inside + 1))
    return Fraction(sum(ways), 100**weeks)


def verdict(of: Summary) -> str:
    """How good the forecast of a currency was, in a sentence."""
    beside = ", and nothing came"
    if of.came:
        off = round(Fraction(100 * (of.expected - of.came), of.came))
        beside = f", in all {abs(off)} % {'more' if off > 0 else 'less'} than came"
        beside = beside if off else ", in all as much as came"
    kept = "as it says"
    if of.inside * 100 < of.weeks * RANGE_PER_CENT:
        chance = round(by_chance(of.inside, of.weeks) * 100)
        kept = f"too narrow (so few by chance alone: {chance or 'less than 1'} in 100)"
    return (
        f"{of.currency}: the forecast was within {NEAR_PER_CENT} % of what came in {of.near} of"
        f" {of.weeks} weeks{beside}; {of.inside} of {of.weeks} weeks lay inside the range of"
        f" {RANGE_PER_CENT} %, which is {kept}"
    )
