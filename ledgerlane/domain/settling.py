"""How an amount settles the items it is for: discounts, tolerances, credit notes, parts.

What is left over stays unapplied. Nothing here settles more of an item than is open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from ledgerlane.domain import discounts
from ledgerlane.domain.account import CHARGES
from ledgerlane.domain.cash_facts import MatchLine
from ledgerlane.domain.discounts import AS_PRINTED, DiscountDays, Judged, Known
from ledgerlane.domain.money import Money, minor_digits, round_half_even
from ledgerlane.domain.policy import Cash as Rules
from ledgerlane.domain.subsets import only_subset
from ledgerlane.domain.terms import Terms


@dataclass(frozen=True, slots=True)
class OpenItem:
    """An item with what is left of it to pay: open in the ledger less what is pending.

    ``customer`` is a reference, ``customer_number`` as people write it; a credit note's
    ``open`` is negative. ``order`` is the customer's own number for what they ordered, or ``""``.
    """

    ref: str
    number: str
    kind: str
    customer: str
    document_date: date
    due: date
    open: Money
    terms: str = ""
    customer_number: str = ""
    order: str = ""


@dataclass(frozen=True, slots=True)
class Matching:
    """What a receipt is for. ``deductions`` are discounts taken that were not earned, by item."""

    lines: tuple[MatchLine, ...]
    deductions: tuple[tuple[str, Money], ...] = ()

    @property
    def cash(self) -> int:
        """What of the receipt is used, minor units."""
        return sum(line.cash.minor for line in self.lines)


def settle(
    amount: Money, named: Sequence[OpenItem], value_date: date, rules: Rules,
    credits_: Sequence[OpenItem] = (), days: DiscountDays = AS_PRINTED,
) -> Matching | None:  # fmt: skip
    """What ``amount``, received on ``value_date``, pays of the items it names.

    In this order: all of them; with the discounts that what is missing comes to; with credit
    notes that were not named (``credits_``); short by no more than the earned discounts and the
    tolerance; in part, in the order they are named in, or all with a rest. None when nothing is
    owed. ``days``: where a discount's last day goes.
    """
    total = sum(item.open.minor for item in named)
    if total <= 0 or amount.minor <= 0:
        return None
    short = total - amount.minor
    if short < 0:
        return _over(amount, named, -short, rules)
    granted = [_granted(item, value_date, days) for item in named]
    judged = _Judging(value_date, days, rules.under_reason)
    taken = discounts.taken(granted, short, rules.subset_items) if short else {}
    if taken is not None:
        return judged.lines(named, taken)
    used = only_subset([-each.open.minor for each in credits_], short, rules.subset_items)
    if used:
        return judged.lines((*named, *(credits_[at] for at in used)), {})
    earned = discounts.in_turn(granted, short)
    rest = short - sum(earned.values())
    largest = max(item.open.minor - earned[at] for at, item in enumerate(named))
    allowed = tolerance(Money(total, amount.currency), rules.under_units, rules)
    if rest <= min(allowed, largest):
        return judged.lines(named, earned, rest)
    return _part(amount, named, judged if rules.partial_discount else None)


def tolerance(total: Money, units: int, rules: Rules) -> int:
    """The difference that is not pursued, minor units: the smaller of the amount and the per cent."""
    absolute: int = units * 10 ** minor_digits(total.currency)
    share = round_half_even(Fraction(total.minor * rules.tolerance_per_cent, 100))
    return min(absolute, share)


def spread(amount: Money, items: Sequence[OpenItem], rules: Rules) -> Matching | None:
    """The amount over items in the policy's order: kinds first, then the oldest due."""
    return _along(amount, in_order(items, rules))


def _along(amount: Money, items: Sequence[OpenItem]) -> Matching | None:
    """The amount over items in their order, as far as it goes."""
    left, lines = amount.minor, list[MatchLine]()
    for item in items:
        part = min(left, item.open.minor)
        if part > 0:
            lines.append(line(item, part))
            left -= part
    return Matching(tuple(lines)) if lines else None


def in_order(items: Sequence[OpenItem], rules: Rules) -> list[OpenItem]:
    """Fees and interest (or what the policy says) first; then the oldest due."""
    last = len(rules.order)
    named = {kind: rank for rank, kind in enumerate(rules.order)}
    ranks = dict.fromkeys(CHARGES, named.get("charge", last)) | named
    return sorted(items, key=lambda item: (ranks.get(item.kind, last), item.due, item.ref))


def line(item: OpenItem, cash: int, discount: int = 0, less: int = 0, reason: str = "") -> MatchLine:  # fmt: skip
    """A line of a match, amounts in minor units of the item's currency."""
    currency = item.open.currency
    return MatchLine(
        item.ref, Money(cash, currency), Money(discount, currency), Money(less, currency), reason
    )  # fmt: skip


class _Judging(NamedTuple):
    """By which days discounts are judged, and why a small rest is forgiven."""

    value_date: date
    days: DiscountDays
    reason: str

    def judge(self, item: OpenItem, paid: int) -> Judged | None:
        """What a payment of so much does to an item; None where its terms name no discount."""
        terms = _terms(item)
        if terms is None:
            return None
        money = Money(paid, item.open.currency)
        return discounts.judge(
            terms, item.document_date, self.value_date, item.open, money, self.days
        )

    def lines(
        self, named: Sequence[OpenItem], taken: dict[int, int], less: int = 0
    ) -> Matching:
        """All of the named items; ``taken``: what of each is not paid; ``less`` is forgiven of the largest."""
        rest = [item.open.minor - taken.get(at, 0) for at, item in enumerate(named)]
        largest = max(range(len(named)), key=rest.__getitem__)
        lines, deductions = list[MatchLine](), list[tuple[str, Money]]()
        for at, item in enumerate(named):
            found = self.judge(item, rest[at]) if taken.get(at) else None
            forgiven = less if at == largest else 0
            reason = self.reason if forgiven else ""
            earned = found.earned.minor if found is not None else 0
            lines.append(line(item, rest[at] - forgiven, earned, forgiven, reason))
            if found is not None and found.unearned.minor:
                deductions.append((item.ref, found.unearned))
        return Matching(tuple(lines), tuple(deductions))


def _over(amount: Money, named: Sequence[OpenItem], rest: int, rules: Rules) -> Matching:
    """All of the named items; a small rest goes to its reason, a larger one stays unapplied."""
    found = Matching(tuple(line(item, item.open.minor) for item in named))
    total = Money(amount.minor - rest, amount.currency)
    if rest > tolerance(total, rules.over_units, rules):
        return found
    none = Money(0, amount.currency)
    over = MatchLine("", Money(rest, amount.currency), none, none, rules.over_reason)
    return Matching((*found.lines, over))


def _part(
    amount: Money, named: Sequence[OpenItem], granting: _Judging | None
) -> Matching | None:
    """A part of the items in their order; ``granting``: a part of one item earns its part of the discount."""
    found = granting.judge(named[0], amount.minor) if granting and len(named) == 1 else None
    if found is not None:
        return Matching((line(named[0], amount.minor, found.earned.minor),))
    debts = [item for item in named if item.open.minor > 0]
    credits_ = [item for item in named if item.open.minor < 0]
    credit = -sum(item.open.minor for item in credits_)
    paid = _along(Money(amount.minor + credit, amount.currency), debts)
    if paid is None:
        return None
    return Matching((*paid.lines, *(line(item, item.open.minor) for item in credits_)))


def less_discount(
    item: OpenItem, value_date: date, days: DiscountDays = AS_PRINTED
) -> int | None:
    """What pays an item whole with the discount that was earned, minor units; None without one."""
    most = _granted(item, value_date, days).most
    return item.open.minor - most if most else None


def not_taken(
    item: OpenItem, paid: Money, value_date: date, days: DiscountDays = AS_PRINTED
) -> Money | None:
    """The discount with which a payment of so much would pay an item whole; None: there is none such."""
    found = _Judging(value_date, days, "").judge(item, paid.minor)
    return found.earned if found is not None and not found.left.minor else None


def _granted(item: OpenItem, value_date: date, days: DiscountDays) -> Known:
    """What the item's terms grant on what is open."""
    terms = _terms(item)
    if terms is None:
        return Known()
    return discounts.known(terms, item.document_date, value_date, item.open, days)


def _terms(item: OpenItem) -> Terms | None:
    """Its terms where they name a discount that can be read, and it is a debt."""
    found = Terms.readable(item.terms) if item.terms and item.open.minor > 0 else None
    return found if found is not None and found.discounts else None
