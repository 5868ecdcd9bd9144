"""Early payment discounts: what a payment earns, and what was taken without being earned.

The money must be *received* in time (procedure.md 3, "late interest and early discount"): the
value date in the book's zone decides, not the day it was sent. What was taken and not earned
is a deduction.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from fractions import Fraction

from ledgerlane.domain.calendar import BusinessCalendar, Roll
from ledgerlane.domain.money import Money
from ledgerlane.domain.terms import Offer, Terms

_WORKING_DAYS = BusinessCalendar()
_ROUNDING = 1
"""Minor units by which a payer may round a discount otherwise than we do."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What a payment does to an invoice. ``paid + earned = cleared``; ``open = cleared + left``.

    ``unearned`` is the part of ``left`` that was taken as a discount without a right to it: a
    deduction. ``surplus`` is beyond what was open.
    """

    paid: Money
    earned: Money
    unearned: Money
    cleared: Money
    left: Money
    surplus: Money


def received_on(moment: datetime, zone: tzinfo) -> date:
    """The day of the book's zone on which money came in; ``moment`` knows its own zone."""
    assert moment.tzinfo is not None, moment
    return moment.astimezone(zone).date()


def entitled(
    terms: Terms, document_date: date, received: date, amount: Money,
    *, calendar: BusinessCalendar = _WORKING_DAYS, roll: Roll = "none", grace_days: int = 0,
) -> Offer | None:  # fmt: skip
    """The highest discount on ``amount`` that money received on this day may take, or None.

    The last day moves by ``roll`` off a day that is not worked, then ``grace_days`` are added.
    """
    grace = timedelta(days=grace_days)
    found = terms.offers(document_date, amount, calendar, roll)
    return next((each for each in found if received <= each.last_day + grace), None)


def judge(
    terms: Terms, document_date: date, received: date, opened: Money, paid: Money,
    *, calendar: BusinessCalendar = _WORKING_DAYS, roll: Roll = "none", grace_days: int = 0,
) -> Judged:  # fmt: skip
    """What a payment of ``paid`` received on a day settles of an invoice of which ``opened`` is open.

    In time and short by no more than the discount: cleared, the shortage is earned. Short by a
    discount of the terms that had ended: what is beyond the one still running is unearned.
    Otherwise the payment is a part, and earns its discount in proportion: 49.00 of 100.00 at
    2 % clears 50.00.
    """
    right = entitled(
        terms, document_date, received, opened, calendar=calendar, roll=roll, grace_days=grace_days
    )  # fmt: skip
    most = right.amount.minor if right is not None else 0
    short = opened.minor - paid.minor
    if short <= most:
        return _judged(opened, paid, earned=max(0, short), unearned=0)
    if _looks_taken(short, terms.offers(document_date, opened)):
        return _judged(opened, paid, earned=most, unearned=short - most)
    rate = right.per_cent / 100 if right is not None else Fraction(0)
    whole = Money(paid.minor, paid.currency).share(1 / (1 - rate))
    return _judged(opened, paid, earned=whole.minor - paid.minor, unearned=0)


def _looks_taken(short: int, known: Iterable[Offer]) -> bool:
    """Whether a payment is short by what one of the discounts comes to."""
    return any(
        each.amount.minor and abs(short - each.amount.minor) <= _ROUNDING for each in known
    )


def _judged(opened: Money, paid: Money, *, earned: int, unearned: int) -> Judged:
    currency = opened.currency
    used = min(paid.minor, opened.minor)
    cleared = used + earned
    return Judged(
        Money(used, currency), Money(earned, currency), Money(unearned, currency),
        Money(cleared, currency), Money(opened.minor - cleared, currency),
        Money(paid.minor - used, currency),
    )  # fmt: skip
