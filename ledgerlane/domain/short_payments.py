"""Short payments: an item that a receipt paid almost, in the books or by a match made here, and what was kept.

Derived, never written: a proposal until somebody says why it was kept (`disputes.open_`). What
was earned as a discount is nobody's to explain: the books still have to enter it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from ledgerlane.domain.account import Item
from ledgerlane.domain.discounts import DiscountDays, judge
from ledgerlane.domain.money import Money
from ledgerlane.domain.policy import Deductions
from ledgerlane.domain.terms import Terms

SHORT, UNEARNED, BOOKS = "short payment", "unearned discount", "disputed in the books"
EARNED = "earned discount"


@dataclass(frozen=True, slots=True)
class Paid:
    """An open item with the receipt that paid it last. ``receipt`` ``""``: none did.

    ``paid_on`` is the day the money was received (of what the books dispute, the day they did).
    """

    item: Item
    terms: str = ""
    reason: str = ""  # of the books' own dispute
    receipt: str = ""
    paid_on: date | None = None

    def paid_here(self, receipt: str, day: date) -> Paid:
        """With the receipt that our people matched to it, where none of the books is as late, and they dispute nothing."""
        later = self.receipt != "" and self.paid_on is not None and self.paid_on >= day
        if later or self.item.disputed.minor:
            return self
        return replace(self, receipt=receipt, paid_on=day)

    def less(self, cash: int) -> Paid:
        """With so much less open, minor units: cash that is pending in the books."""
        left = Money(max(0, self.item.open.minor - max(0, cash)), self.item.open.currency)
        return replace(self, item=replace(self.item, open=left)) if cash > 0 else self


@dataclass(frozen=True, slots=True)
class Short:
    """What of an item nobody has explained. ``what``: short payment, (un)earned discount, or the books' word."""

    item: Item
    rest: Money
    what: str
    receipt: str = ""
    since: date | None = None
    reason: str = ""


def of_books(paid: Paid, rest: Money) -> Short | None:
    """What the books call disputed, of which nobody took ``rest`` up; None: nothing is left of it."""
    if not rest.minor:
        return None
    return Short(paid.item, rest, BOOKS, paid.receipt, paid.paid_on, paid.reason)


def find(
    paid: Paid, rest: Money, rules: Deductions, unit: int, days: DiscountDays
) -> tuple[Short, ...]:
    """What was kept of an item, of its ``rest`` that nobody contests: what somebody must explain first.

    ``unit``: minor units of a unit of the policy.
    """
    item = paid.item
    if not rules.find_short_payments or not paid.receipt or not rest.minor > 0:
        return ()
    if discounted := _discounts(paid, rest, days):
        return discounted
    most = item.amount.minor * rules.short_per_cent
    if rest.minor <= rules.least_units * unit or item.open.minor * 100 > most:
        return ()
    return (_short(paid, rest, SHORT),)


def _discounts(paid: Paid, rest: Money, days: DiscountDays) -> tuple[Short, ...]:
    """The rest as the discounts that it is, taken without a right and earned; nothing where it is none."""
    item, terms = paid.item, Terms.readable(paid.terms) if paid.terms else None
    if terms is None or paid.paid_on is None:
        return ()
    came = item.amount - item.open
    found = judge(terms, item.document_date, paid.paid_on, item.amount, came, days)
    if not found.is_whole:
        return ()
    earned = min(found.earned, rest)
    parts = ((UNEARNED, min(found.unearned, rest - earned)), (EARNED, earned))
    return tuple(_short(paid, part, what) for what, part in parts if part.minor)


def _short(paid: Paid, rest: Money, what: str) -> Short:
    return Short(paid.item, rest, what, paid.receipt, paid.paid_on)
