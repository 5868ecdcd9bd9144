"""Early payment discounts: what a payment earns, and what was taken without being earned.

The one place that says what a discount is: receipts are settled by it (`settling`), and what the
books still show open is named by it (`short_payments`). The money must be *received* in time
(procedure.md 3, "late interest and early discount"): the value date decides, not the day it was
sent or booked. What was taken and not earned is a deduction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from ledgerlane.domain.calendar import ROLLS, BusinessCalendar, Roll
from ledgerlane.domain.money import Money
from ledgerlane.domain.policy import Policy
from ledgerlane.domain.subsets import only_subset
from ledgerlane.domain.terms import Offer, Terms

_ROUNDING = 1
"""Minor units by which a payer may round a discount otherwise than we do."""


@dataclass(frozen=True, slots=True)
class DiscountDays:
    """Where a discount's last day goes: by ``roll`` off a day that is not worked, then ``grace_days`` on."""

    calendar: BusinessCalendar = BusinessCalendar()  # noqa: RUF009  frozen
    roll: Roll = "none"
    grace_days: int = 0


AS_PRINTED = DiscountDays()
"""The last day is the one that the terms give."""


@lru_cache(maxsize=8)
def discount_days(policy: Policy) -> DiscountDays:
    """Where the book's policy says that the last day goes."""
    (roll,) = (each for each in ROLLS if each == policy.terms.discount_roll)
    calendar = BusinessCalendar.of(policy.weekend, policy.holidays)
    return DiscountDays(calendar, roll, policy.cash.discount_grace_days)


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

    @property
    def is_whole(self) -> bool:
        """Whether all that was not paid is a discount, earned or not."""
        return self.left == self.unearned


class Known(NamedTuple):
    """An item's discounts on the day the money came, minor units: the ``most`` that may be taken, and all."""

    most: int = 0
    every: tuple[int, ...] = ()

    def ended(self) -> tuple[int, ...]:
        """The higher ones, for which the money came too late."""
        return tuple(minor for minor in self.every if minor > self.most)


def offers(
    terms: Terms, document_date: date, amount: Money, days: DiscountDays = AS_PRINTED
) -> list[Offer]:
    """Every discount on ``amount`` with its last day, the highest, which ends first, first."""
    grace = timedelta(days=days.grace_days)
    found = terms.offers(document_date, amount, days.calendar, days.roll)
    return [each._replace(last_day=each.last_day + grace) for each in found]


def entitled(
    terms: Terms, document_date: date, received: date, amount: Money,
    days: DiscountDays = AS_PRINTED,
) -> Offer | None:  # fmt: skip
    """The highest discount on ``amount`` that money received on this day may take, or None."""
    found = offers(terms, document_date, amount, days)
    return next((each for each in found if received <= each.last_day), None)


def known(
    terms: Terms, document_date: date, received: date, amount: Money,
    days: DiscountDays = AS_PRINTED,
) -> Known:  # fmt: skip
    """The discounts on ``amount`` for money received on this day."""
    right = entitled(terms, document_date, received, amount, days)
    every = tuple(each.amount.minor for each in terms.offers(document_date, amount))
    return Known(right.amount.minor if right is not None else 0, every)


def judge(
    terms: Terms, document_date: date, received: date, opened: Money, paid: Money,
    days: DiscountDays = AS_PRINTED,
) -> Judged:  # fmt: skip
    """What a payment of ``paid`` received on a day settles of an invoice of which ``opened`` is open.

    In time and short by no more than the discount: cleared, the shortage is earned. Short by a
    discount of the terms that had ended: what is beyond the one still running is unearned.
    Otherwise the payment is a part, and earns its discount in proportion: 49.00 of 100.00 at
    2 % clears 50.00.
    """
    mine = known(terms, document_date, received, opened, days)
    short = opened.minor - paid.minor
    if short <= mine.most:
        return _judged(opened, paid, earned=max(0, short), unearned=0)
    if any(abs(short - minor) <= _ROUNDING for minor in mine.ended()):
        return _judged(opened, paid, earned=mine.most, unearned=short - mine.most)
    right = entitled(terms, document_date, received, opened, days)
    rate = right.per_cent / 100 if right is not None else Fraction(0)
    whole = Money(paid.minor, paid.currency).share(1 / (1 - rate))
    return _judged(opened, paid, earned=whole.minor - paid.minor, unearned=0)


def taken(items: Sequence[Known], short: int, most_items: int) -> dict[int, int] | None:
    """The discounts, by place, that what is missing of several items comes to; None: it comes to none.

    In this order: all that may be taken; the first, the second... of every item; the only set of
    either. Of more than ``most_items`` items no sets are searched.
    """
    tiers = max((len(each.every) for each in items), default=0)
    ways = [{at: each.most for at, each in enumerate(items) if each.most}]
    for tier in range(tiers):
        ways.append(
            {
                at: each.every[min(tier, len(each.every) - 1)]
                for at, each in enumerate(items)
                if each.every
            }
        )
    for way in ways:
        late = [at for at, minor in way.items() if minor > items[at].most]
        off = short - sum(way.values())
        if way and abs(off) <= len(late) * _ROUNDING:
            sign = 1 if off > 0 else -1
            return way | {at: way[at] + sign for at in late[: abs(off)]}
    for way in ways:
        places = sorted(way)
        chosen = only_subset([way[at] for at in places], short, most_items)
        if chosen:
            return {places[at]: way[places[at]] for at in chosen}
    return None


def in_turn(items: Sequence[Known], short: int) -> dict[int, int]:
    """What is missing, by place, as discounts that may be taken: of each item in turn its most."""
    found = dict[int, int]()
    for at, each in enumerate(items):
        found[at] = min(each.most, short)
        short -= found[at]
    return found


def _judged(opened: Money, paid: Money, *, earned: int, unearned: int) -> Judged:
    currency = opened.currency
    used = min(paid.minor, opened.minor)
    cleared = used + earned
    return Judged(
        Money(used, currency), Money(earned, currency), Money(unearned, currency),
        Money(cleared, currency), Money(opened.minor - cleared, currency),
        Money(paid.minor - used, currency),
    )  # fmt: skip
