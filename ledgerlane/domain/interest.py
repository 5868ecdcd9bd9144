"""Interest, cut where its principal or its rate changes, exact until it is rounded once.

Days are counted as the law does: interest runs from the day after the due date up to and
including the day of payment (Directive 2011/7/EU, article 3(1)), so a period is written as
the days *after* one day *until* another. Money paid on a day lowers the principal from the
next day; a rate that begins on a day holds for that day (procedure.md 5, Interest).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from ledgerlane.domain import day_counts
from ledgerlane.domain.calendar import in_month
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.money import Money, minor_digits, plain, round_half_even

_DAY = timedelta(days=1)
Principal = Sequence[tuple[date, Money]]
"""What is owed after each of these days, in their order; the first not later than the period."""


@dataclass(frozen=True, slots=True)
class Rate:
    """Per cent a year from a day on. ``assumed``: nobody has confirmed it for these days."""

    since: date
    per_cent: Fraction
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One segment: principal and rate are the same on all its days.

    ``carried`` is earlier interest that bears interest, ``exact`` the segment's own: both in
    minor units, unrounded.
    """

    principal: Money
    carried: Fraction
    after: date
    until: date
    days: int
    basis: int
    per_cent: Fraction
    exact: Fraction
    assumed: bool = False

    @property
    def first(self) -> date:
        """The first day that bears interest."""
        return self.after + _DAY


@dataclass(frozen=True, slots=True)
class Accrual:
    """Interest over a period, line by line. ``amount`` is ``exact`` rounded once, half to even."""

    lines: tuple[Line, ...]
    exact: Fraction
    amount: Money
    capped: bool = False


def accrue(
    principal: Principal,
    rates: Sequence[Rate],
    after: date,
    until: date,
    *,
    day_count: str = "actual/365",
    monthly_rests: bool = False,
    cap: Money | None = None,
    cuts: Iterable[date] = (),
) -> Accrual:
    """Interest on what was owed in the days after ``after`` up to and including ``until``.

    Simple, or compound with monthly rests: a month after ``after``, and every month from
    then, the interest so far joins the principal. ``cap`` is the most it may come to.
    ``cuts`` are more days to end a segment on; they never change the sum. Refused where no
    rate is known.
    """
    currency = principal[0][1].currency
    rests = _rests(after, until) if monthly_rests else []
    lines: list[Line] = []
    carried = resting = Fraction(0)
    for start, end in pairwise(
        _edges(principal, rates, after, until, day_count, (*rests, *cuts))
    ):
        owed, rate = _owed(principal, start), rate_on(start + _DAY, rates)
        if owed.minor > 0:
            count = day_counts.days(start, end, day_count)
            base = owed.minor + carried if carried else owed.minor
            exact = base * (rate.per_cent * Fraction(count.days, count.basis * 100))
            lines.append(
                Line(owed, carried, start, end, *count, rate.per_cent, exact, rate.assumed)
            )
            resting += exact
        if end in rests:
            carried, resting = carried + resting, Fraction(0)
    exact = sum((line.exact for line in lines), Fraction(0))
    capped = cap is not None and exact > cap.minor
    if cap is not None and capped:
        exact = Fraction(cap.minor)
    return Accrual(tuple(lines), exact, Money(round_half_even(exact), currency), capped)


def _rests(after: date, until: date) -> list[date]:
    months = (until.year - after.year) * 12 + until.month - after.month
    return [rest for n in range(1, months + 1) if (rest := in_month(after, n)) < until]


def _edges(
    principal: Principal, rates: Sequence[Rate], after: date, until: date, day_count: str,
    more: Iterable[date],
) -> list[date]:  # fmt: skip
    """The days segments lie between, in order; no two where the period is empty."""
    inner = (
        {day for day, _ in principal} | {rate.since - _DAY for rate in rates} | set(more)
    )
    inner |= set(day_counts.year_ends(after, until, day_count))
    if until <= after:
        return []
    return [after, *sorted(day for day in inner if after < day < until), until]


def _owed(principal: Principal, day: date) -> Money:
    """What is owed after a day; days before the first owe what the first does."""
    owed = principal[0][1]
    for since, amount in principal:
        if since > day:
            break
        owed = amount
    return owed


def rate_on(day: date, rates: Sequence[Rate]) -> Rate:
    """The rate of a day. Refused before the first."""
    found = None
    for rate in rates:
        if rate.since <= day:
            found = rate
    if found is None:
        first = min((rate.since for rate in rates), default=None)
        known = f"; the first known begins on {first.isoformat()}" if first else ""
        msg = f"no rate of interest is known for {day.isoformat()}{known}: add one to interest.rates"
        raise Refused(msg)
    return found


def principal_of(
    amount: Money, opened: Money, due: date, taken: Iterable[tuple[date, int, bool]]
) -> Principal:
    """What was owed of an item after its due date and after each day on which something was taken.

    ``amount`` is the item's, ``opened`` what is open of it at the end; ``taken`` holds day,
    minor units and whether the money has gone back since. The open amount is the ledger's
    word: what it leaves no room for was not taken, and money that went back counts last, so
    it stopped no interest unless the ledger keeps the item settled all the same.
    """
    room, kept = amount.minor - opened.minor, list[tuple[date, int]]()
    for day, minor, _ in sorted(taken, key=lambda each: (each[2], each[0])):
        if part := min(minor, room):
            room -= part
            kept.append((day, part))
    owed = opened.minor + sum(minor for day, minor in kept if day > due)
    steps = {due: owed}
    for day, minor in sorted(kept):
        if day > due:
            owed -= minor
            steps[day] = owed
    return [(day, Money(minor, amount.currency)) for day, minor in steps.items()]


def arithmetic(line: Line) -> str:
    """``843.10 EUR x 10.15 % x 76/365 = 17.81829041``: a segment as people can check it.

    A star marks a rate that is assumed.
    """
    currency = line.principal.currency
    base = plain(line.principal.minor, currency)
    if line.carried:
        base = f"({base} + {exact_text(line.carried, currency)})"
    rate = f"{per_cent_text(line.per_cent)} %{'*' if line.assumed else ''}"
    days = f"{line.days}/{line.basis}"
    return f"{base} {currency} x {rate} x {days} = {exact_text(line.exact, currency)}"


def exact_text(exact: Fraction, currency: str) -> str:
    """Unrounded minor units as an amount with six decimals more than the currency has."""
    digits = minor_digits(currency) + 6
    whole, rest = divmod(abs(round_half_even(exact * 10**6)), 10**digits)
    return f"{'-' if exact < 0 else ''}{whole}.{rest:0{digits}d}"


def per_cent_text(per_cent: Fraction) -> str:
    """``10.15``: at most six decimals, no trailing zeros."""
    whole, rest = divmod(round_half_even(abs(per_cent) * 10**6), 10**6)
    text = f"{whole}.{rest:06d}".rstrip("0").rstrip(".")
    return f"-{text}" if per_cent < 0 else text
