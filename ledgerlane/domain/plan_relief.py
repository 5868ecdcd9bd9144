"""What of a plan's debt is gone without its money: credited, given up, or paid past the instalments.

A plan asks for what is still to be paid of its items and no more. What the books took off them
for another reason than the plan's own money, and what is pending of them in the books
(rulings.md 20), falls off the plan from its last instalment backwards, with the interest that it
would have borne; the instalments before it stay as they were agreed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, NamedTuple

from ledgerlane.domain.account import Item, Receipt, Settlement
from ledgerlane.domain.day_counts import year_fraction
from ledgerlane.domain.disputes import Dispute, collectable
from ledgerlane.domain.events import InstalmentTerms
from ledgerlane.domain.money import Money, round_half_even, split
from ledgerlane.domain.pending import Pending

if TYPE_CHECKING:
    from ledgerlane.domain.plans import Plan


class Left(NamedTuple):
    """What is left of an item, in minor units: ``open`` less what is pending, ``asked`` of it undisputed."""

    open: int
    asked: int


def left_of(
    items: Iterable[Item], found: Iterable[Pending], disputes: Iterable[Dispute]
) -> dict[str, Left]:
    """What is left of each open debt, by reference. What is pending of no item changes none."""
    gone, known = Counter[str](), list(disputes)
    for line in found:
        gone[line.item] += line.amount.minor
    left = dict[str, Left]()
    for item in items:
        open_ = max(0, item.open.minor - max(0, gone[item.ref]))
        if item.open.minor > 0:
            asked = max(0, collectable(item, known).minor - max(0, gone[item.ref]))
            left[item.ref] = Left(open_, asked)
    return left


def less_credit(
    left: Mapping[str, Left], oldest_first: Iterable[str], minor: int
) -> dict[str, Left]:
    """What is left when so much open credit pays the oldest first; what is disputed it does not pay."""
    found = dict(left)
    for ref in oldest_first:
        part = min(found[ref].asked, max(0, minor)) if ref in found else 0
        minor -= part
        if part:
            found[ref] = Left(found[ref].open - part, found[ref].asked - part)
    return found


def relieved(
    plan: Plan, money: Iterable[Receipt], settled: Mapping[str, Sequence[Settlement]],
    left: Mapping[str, Left], today: date,
) -> int:  # fmt: skip
    """What of a running plan's debt is gone without its money, in minor units.

    ``money`` are the customer's receipts, each with what of it can be the plan's; ``settled``
    what they paid. Item by item it is what was planned less what is left of it and what the
    plan's money paid of it. Where a receipt is used up and nobody says for what, it may have
    been for these: never more than the debt exceeds all that is left and all that is used.
    An item that is not among those ``left`` is closed.
    """
    if plan.accepted_on is None or plan.ended_on is not None:
        return 0
    paid, used = Counter[str](), 0
    for receipt in money:
        if came_while(plan, receipt, today):
            used += max(0, receipt.amount.minor - max(0, receipt.unapplied.minor))
            for each in settled.get(receipt.ref, ()):
                paid[each.item] += each.cash.minor
    nothing = Left(0, 0)
    by_item = sum(
        max(0, item.amount.minor - left.get(item.ref, nothing).open - paid[item.ref])
        for item in plan.items
    )
    asked = sum(left.get(item.ref, nothing).asked for item in plan.items)
    return min(by_item, max(0, plan.debt.minor - asked - used))


def too_much(
    plan: Plan, gone: int, received: int, left: Mapping[str, Left]
) -> tuple[Money, Money] | None:
    """The debt a plan still asks for and what of its items can be asked for, where that is less.

    So much of the debt is ``gone`` and ``received``, minor units; what is disputed of an item
    is not asked for.
    """
    owed = max(0, plan.debt.minor - gone - received)
    nothing = Left(0, 0)
    asked = sum(left.get(item.ref, nothing).asked for item in plan.items)
    return (
        (Money(owed, plan.currency), Money(asked, plan.currency)) if owed > asked else None
    )


def came_while(plan: Plan, receipt: Receipt, until: date) -> bool:
    """Whether a receipt of the plan's currency came after acceptance, by the day ``until``; it may have bounced."""
    since = plan.accepted_on
    return (
        since is not None
        and receipt.amount.currency == plan.currency
        and receipt.amount.minor > 0
        and receipt.value_date <= until
        and (
            receipt.value_date > since
            or (receipt.value_date == since and receipt.known_ms * 1000 > plan.accepted_t)
        )
    )


def in_force(
    plan: Plan, gone: int, parts: Sequence[InstalmentTerms] | None = None
) -> tuple[InstalmentTerms, ...]:
    """The instalments (``parts``, or the plan's) when so much of the debt is gone, minor units.

    It falls off the last ones, and so does the interest it would have borne; fees stay while
    any debt is left. One that is gone stands with an amount of zero.
    """
    parts = plan.instalments if parts is None else parts
    principals = [principal(part) for part in parts]
    off = sum(principals) - max(0, plan.debt.minor - gone)
    if off <= 0:
        return tuple(parts)
    left = _off_the_end(principals, off)
    bears = [part.interest.minor for part in parts]
    fees = [part.fee.minor for part in parts]
    if any(left):
        rate, days = Fraction(plan.rate_per_cent) / 100, [part.due for part in parts]
        was, is_ = (
            sum(interest(each, days, plan.proposed_on, rate, plan.day_count))
            for each in (principals, left)
        )
        bears = _off_the_end(bears, min(max(0, was - is_), sum(bears)))
    else:
        bears, fees = [0] * len(parts), [0] * len(parts)
    return tuple(
        InstalmentTerms(part.due, *(Money(m, plan.currency) for m in (p + b + f, b, f)))
        for part, p, b, f in zip(parts, left, bears, fees, strict=True)
    )


def principal(part: InstalmentTerms) -> int:
    """What of an instalment is debt, minor units."""
    return part.amount.minor - part.interest.minor - part.fee.minor


def _off_the_end(amounts: Sequence[int], minor: int) -> list[int]:
    """The amounts with so much taken off, from the last on."""
    left = list(amounts)
    for at in reversed(range(len(left))):
        taken = min(left[at], minor)
        left[at] -= taken
        minor -= taken
    return left


def interest(
    principals: Sequence[int],
    days: Sequence[date],
    start: date,
    rate: Fraction,
    day_count: str,
) -> tuple[int, ...]:
    """Simple interest of each instalment, in minor units, on what is still owed before it.

    ``rate`` is a share a year. Rounded once, half to even, for the whole plan; the parts
    are cut from that sum by largest remainders.
    """  # fmt: skip
    left, since, exact = sum(principals), start, list[Fraction]()
    for principal, day in zip(principals, days, strict=True):
        exact.append(left * rate * year_fraction(since, day, day_count))
        left, since = left - principal, day
    whole = round_half_even(sum(exact, Fraction(0)))
    if not whole:
        return (0,) * len(exact)
    scale = lcm(*(part.denominator for part in exact))
    weights = [int(part * scale) for part in exact]
    return split(whole, weights) if any(weights) else (0,) * (len(exact) - 1) + (whole,)
