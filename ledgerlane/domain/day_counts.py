"""How days become a part of a year: the one table of day counts, for interest and plans.

Every count here is the difference of two functions of a date (or, for actual/actual, a sum
over days), so that cutting a period anywhere changes nothing: 30/360 is the European 30E/360.
"""

from __future__ import annotations

from calendar import isleap
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Literal, NamedTuple

from ledgerlane.domain.errors import Refused

DayCount = Literal["actual/365", "actual/360", "actual/actual", "30/360"]
DAY_COUNTS: tuple[DayCount, ...] = ("actual/365", "actual/360", "actual/actual", "30/360")
_BASES = {"actual/365": 365, "actual/360": 360, "30/360": 360}


class Days(NamedTuple):
    """Days of interest over the days of a year."""

    days: int
    basis: int


def days(after: date, until: date, day_count: str) -> Days:
    """The days after ``after`` up to and including ``until``.

    Under actual/actual both lie in one year (31 December of the year before included): see
    `year_ends`.
    """
    if day_count == "30/360":
        months = (until.year - after.year) * 12 + until.month - after.month
        return Days(months * 30 + min(until.day, 30) - min(after.day, 30), 360)
    basis = _BASES.get(day_count) or (366 if isleap(until.year) else 365)
    return Days((until - after).days, basis)


def year_ends(after: date, until: date, day_count: str) -> list[date]:
    """Where the length of the year changes between two days; only actual/actual asks."""
    if day_count != "actual/actual":
        return []
    ends = (date(year, 12, 31) for year in range(after.year, until.year))
    return [end for end in ends if after < end < until]


def year_fraction(after: date, until: date, day_count: str) -> Fraction:
    """The part of a year between two days."""
    edges = [after, *year_ends(after, until, day_count), until]
    parts = (days(*pair, day_count) for pair in pairwise(edges))
    return sum((Fraction(*part) for part in parts), Fraction(0))


def require_day_count(text: str) -> None:
    """Raise Refused for a day count that is not in the table."""
    if text not in DAY_COUNTS:
        msg = f"{text!r} is no day count: {', '.join(DAY_COUNTS)}"
        raise Refused(msg)
