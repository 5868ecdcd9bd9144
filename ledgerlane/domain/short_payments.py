"""Short payments found in the ledger: an item that a receipt paid almost, and what was kept.

Derived, never written: a proposal until somebody says why it was kept (`disputes.open_`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ledgerlane.domain.account import Item
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.money import Money
from ledgerlane.domain.policy import Deductions
from ledgerlane.domain.terms import Terms

SHORT, UNEARNED, BOOKS = "short payment", "unearned discount", "disputed in the books"


@dataclass(frozen=True, slots=True)
class Paid:
    """An open item with the last receipt that paid it. ``receipt`` ``""``: none did."""

    item: Item
    terms: str = ""
    reason: str = ""  # of the books' own dispute
    receipt: str = ""
    paid_on: date | None = None


@dataclass(frozen=True, slots=True)
class Short:
    """What of an item nobody has explained. ``what``: short payment, unearned discount, or the books' word."""

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


def find(paid: Paid, rest: Money, rules: Deductions, unit: int) -> Short | None:
    """What was kept of an item, of its ``rest`` that nobody contests; None: nothing like that.

    ``unit``: minor units of a unit of the policy.
    """
    item = paid.item
    if not rules.find_short_payments or not paid.receipt or not rest.minor > 0:
        return None
    if _is_discount(paid, item.open):
        return Short(item, rest, UNEARNED, paid.receipt, paid.paid_on)
    most = item.amount.minor * rules.short_per_cent
    if rest.minor <= rules.least_units * unit or item.open.minor * 100 > most:
        return None
    return Short(item, rest, SHORT, paid.receipt, paid.paid_on)


def _is_discount(paid: Paid, rest: Money) -> bool:
    """Whether what is left is what one of the item's discounts comes to, to a unit of rounding."""
    if not paid.terms:
        return False
    try:
        terms = Terms.parse(paid.terms)
    except Refused:
        return False
    item = paid.item
    offers = terms.offers(item.document_date, item.amount)
    return any(abs(each.amount.minor - rest.minor) <= 1 for each in offers)
