"""Which days are worked, and where a date goes that is not one of them."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Roll = Literal["none", "following", "preceding", "modified"]
ROLLS: tuple[Roll, ...] = ("none", "following", "preceding", "modified")

LAST = 31
"""The day of a month that stands for its last."""

_DAY = timedelta(days=1)


def in_month(day: date, months: int, number: int = 0) -> date:
    """Day ``number`` (0: the same) of the month so many months later; its last, if it has none such."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(number or day.day, last))


@dataclass(frozen=True, slots=True)
class BusinessCalendar:
    """The book's working days. ``weekend``: Monday is 0; ``holidays``: closed on top of it."""

    weekend: frozenset[int] = frozenset((5, 6))
    holidays: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        assert len(self.weekend) < 7, "a calendar needs at least one working weekday"

    @classmethod
    def of(
        cls, weekend: Iterable[int] = (5, 6), holidays: Iterable[date] = ()
    ) -> BusinessCalendar:
        """A calendar from lists, as a policy holds them."""
        return cls(frozenset(weekend), frozenset(holidays))

    def is_business_day(self, day: date) -> bool:
        """Whether the book works on this day."""
        return day.weekday() not in self.weekend and day not in self.holidays

    def add_business_days(self, day: date, count: int) -> date:
        """The ``count``-th business day after ``day`` (before it, if negative).

        Zero gives the day itself, or the next business day if it is none.
        """
        if count == 0:
            return self.roll(day, "following")
        step = _DAY if count > 0 else -_DAY
        left = abs(count)
        while left:
            day += step
            left -= self.is_business_day(day)
        return day

    def roll(self, day: date, how: Roll) -> date:
        """Move a date that is no business day. ``modified``: following, but never into the next month."""
        match how:
            case "none":
                return day
            case "following":
                return self._nearest(day, _DAY)
            case "preceding":
                return self._nearest(day, -_DAY)
            case "modified":
                later = self._nearest(day, _DAY)
                same_month = (later.year, later.month) == (day.year, day.month)
                return later if same_month else self._nearest(day, -_DAY)

    def _nearest(self, day: date, step: timedelta) -> date:
        while not self.is_business_day(day):
            day += step
        return day
