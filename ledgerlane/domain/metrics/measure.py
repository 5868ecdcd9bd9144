"""The one shape of every measure, so that screen, command and report print the same thing."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal, NamedTuple

from ledgerlane.domain.money import plain

Unit = Literal["days", "share", "money", "count"]


class Value(NamedTuple):
    """A number and what it counts: days, a share of one, minor units of the currency, or pieces."""

    number: Fraction | int
    unit: Unit


def days(number: Fraction | int) -> Value:
    """A number of days; no money, so a fraction."""
    return Value(Fraction(number), "days")


def share(number: Fraction | int) -> Value:
    """A part of one, shown as per cent."""
    return Value(Fraction(number), "share")


def money(minor: int) -> Value:
    """Minor units of the measure's currency."""
    return Value(minor, "money")


def count(number: int) -> Value:
    """How many."""
    return Value(number, "count")


@dataclass(frozen=True, slots=True)
class Window:
    """The days a measure looks at, the first and the last included."""

    first: date
    last: date

    @classmethod
    def ending(cls, last: date, length_days: int) -> Window:
        """So many days up to ``last``."""
        return cls(last - timedelta(days=length_days - 1), last)

    @classmethod
    def of_months(cls, last: date, months: int) -> Window:
        """So many months up to ``last``; whole calendar months where ``last`` ends one."""
        return cls(months_before(last, months) + timedelta(days=1), last)

    @property
    def days(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1

    @property
    def ordinals(self) -> tuple[int, int]:
        """The first and the last day as the store keeps days."""
        return self.first.toordinal(), self.last.toordinal()

    @property
    def opening(self) -> date:
        """The day before: its closing balances are the window's opening ones."""
        return self.first - timedelta(days=1)

    @property
    def month_ends(self) -> tuple[date, ...]:
        """The opening day, then the same day of each month (or the month's last), up to the last day."""
        found = [self.last]
        for months in range(1, 12_000):
            day = months_before(self.last, months)
            if day <= self.opening:
                break
            found.append(day)
        return (self.opening, *reversed(found))

    @property
    def months(self) -> int:
        """How many months it spans, a begun one counted as one."""
        return len(self.month_ends) - 1

    @property
    def before(self) -> Window:
        """The window before: as many months where this one is of whole months, else as many days."""
        if self == Window.of_months(self.last, self.months):
            return Window.of_months(self.opening, self.months)
        return Window.ending(self.opening, self.days)

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def __str__(self) -> str:
        return f"{self.first.isoformat()} to {self.last.isoformat()} ({self.days} days)"


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier; the last of a month stays the last of its month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    last = monthrange(year, month + 1)[1]
    ends = day.day == monthrange(day.year, day.month)[1]
    return date(year, month + 1, last if ends else min(day.day, last))


@dataclass(frozen=True, slots=True)
class Frame:
    """What a measure is of: one currency, over a window; its last day is the as-of day."""

    currency: str
    window: Window

    @property
    def as_of(self) -> date:
        """The day on which balances are taken."""
        return self.window.last


NOTHING = "–"
"""What a cell says where there is nothing to divide by."""

Cell = str | Value
Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure with all that it rests on.

    ``value`` is None where the question has no answer, and ``unanswered`` says why in words.
    ``columns`` and ``rows`` are the parts of a measure that has more than one figure.
    """

    name: str
    title: str
    formula: str
    frame: Frame
    inputs: tuple[tuple[str, Value], ...]
    value: Value | None
    unanswered: str = ""
    columns: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def answer(self) -> str:
        """The value in words, or why there is none."""
        if self.value is None:
            return self.unanswered
        return said(self.value, self.frame.currency, unit=True)


def said(value: Cell, currency: str, *, unit: bool = False) -> str:
    """``45.20 days``, ``55.93 %``, ``1 200.00 EUR``, ``12``: half-even; ``unit`` adds its words."""
    if isinstance(value, str):
        return value
    number, what = value
    if what == "count":
        return str(number)
    if what == "money":
        words = plain(int(number), currency)
        return f"{words} {currency}" if unit else words
    hundredths = round(Fraction(number) * (10_000 if what == "share" else 100))
    whole, rest = divmod(abs(hundredths), 100)
    text = f"{'-' if hundredths < 0 else ''}{whole}.{rest:02}"
    if what == "share":
        return f"{text} %"
    return f"{text} days" if unit else text


def ratio(part: int | Fraction, whole: int | Fraction) -> Fraction | None:
    """``part`` of ``whole``; None where there is nothing to divide by."""
    return Fraction(part) / Fraction(whole) if whole else None


def answered(
    found: Fraction | int | None, unit: Unit, why_not: str
) -> tuple[Value | None, str]:
    """The last two of a measure's fields: its value, or why there is none."""
    return (None, why_not) if found is None else (Value(found, unit), "")


def share_or_none(part: int | Fraction, whole: int | Fraction) -> Cell:
    """A share for a table's cell; a dash where there is no whole."""
    found = ratio(part, whole)
    return NOTHING if found is None else share(found)


def added(rows: Sequence[Sequence[int]], width: int) -> list[int]:
    """The sums of columns of numbers; zeros where there are no rows."""
    return [sum(column) for column in zip(*rows, strict=True)] if rows else [0] * width
