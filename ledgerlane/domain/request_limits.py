"""How much may be given up: of one item, of one customer and by one requester in a rolling window.

Limits are data of the policy, in units (one euro, or `Sizes.factors` of another currency);
0 means that there is none. Only amounts of one currency are added up.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from ledgerlane.domain.errors import NotPermitted
from ledgerlane.domain.money import Money
from ledgerlane.domain.plan_facts import PlanItem


@dataclass(frozen=True, slots=True)
class Limits:
    """What requests of one kind may come to, in minor units of one currency; 0: no such limit."""

    item: int = 0
    two_approvers: int = 0
    customer: int = 0
    requester: int = 0
    window_days: int = 90


@dataclass(frozen=True, slots=True)
class Agreed:
    """What was approved in the window that ends today, in minor units of the request's currency."""

    customer: int = 0
    requester: int = 0


NOTHING_YET = Agreed()


def window_begins(limits: Limits, on: date) -> date:
    """The first day that counts: of 90 days ending today the 90th back is out (half-open)."""
    return on - timedelta(days=limits.window_days - 1)


def needs_two(amount: Money, limits: Limits) -> bool:
    """Whether two people must agree: over the policy's amount, not at it."""
    return 0 < limits.two_approvers < amount.minor


def check(
    request: str, items: Iterable[PlanItem], requester: str, limits: Limits, agreed: Agreed,
    on: date,
) -> None:  # fmt: skip
    """Raise `NotPermitted` above the limit of an item, or of the customer or requester in the window."""
    items = list(items)
    currency = items[0].amount.currency
    asked = sum(item.amount.minor for item in items)
    for item in items:
        if 0 < limits.item < item.amount.minor:
            most = Money(limits.item, currency)
            msg = f"{request}: {item.amount} of {item.ref.partition('/')[2]} is over the book's limit for one item, {most}."
            raise NotPermitted(msg)
    for whom, limit, before in (
        ("this customer", limits.customer, agreed.customer),
        (f"requests of {requester}", limits.requester, agreed.requester),
    ):
        if 0 < limit < before + asked:
            since = window_begins(limits, on).isoformat()
            msg = (
                f"{request}: {Money(asked, currency)} and the {Money(before, currency)} approved for"
                f" {whom} since {since} are over the book's limit, {Money(limit, currency)};"
                f" {Money(max(0, limit - before), currency)} is left."
            )
            raise NotPermitted(msg)
