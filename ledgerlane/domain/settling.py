"""How an amount settles the items it is for: discounts, tolerances, credit notes, parts.

What is left over stays unapplied. Nothing here settles more of an item than is open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from ledgerlane.domain.cash_facts import MatchLine
from ledgerlane.domain.errors import Refused
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


class _Taken(NamedTuple):
    """A discount that terms grant, and whether the money came in time."""

    minor: int
    earned: bool


def settle(
    amount: Money, named: Sequence[OpenItem], value_date: date, rules: Rules,
    credits_: Sequence[OpenItem] = (),
) -> Matching | None:  # fmt: skip
    """What ``amount``, received on ``value_date``, pays of the items it names.

    In this order: all of them; with discounts; within the tolerance; with credit notes that
    were not named (``credits_``); in part, or all with a rest. None when nothing is owed.
    """
    total = sum(item.open.minor for item in named)
    if total <= 0 or amount.minor <= 0:
        return None
    short = total - amount.minor
    if short < 0:
        return _over(amount, named, -short, rules)
    if short == 0:
        return _with(named, {}, 0, rules)
    taken = {
        at: found
        for at, item in enumerate(named)
        if (found := _discount(item, value_date, rules)) is not None
    }
    chosen = _discounts(taken, short, rules)
    if chosen is not None:
        return _with(named, chosen, 0, rules)
    largest = max(item.open.minor for item in named)
    allowed = tolerance(Money(total, amount.currency), rules.under_units, rules)
    allowed = min(allowed, largest)
    if short <= allowed:
        return _with(named, {}, short, rules)
    earned = {at: found for at, found in taken.items() if found.earned}
    rest = short - sum(found.minor for found in earned.values())
    if earned and 0 < rest <= allowed:
        return _with(named, earned, rest, rules)
    used = only_subset([-each.open.minor for each in credits_], short, rules.subset_items)
    if used:
        return _with((*named, *(credits_[at] for at in used)), {}, 0, rules)
    return _part(amount, named, taken, rules)


def tolerance(total: Money, units: int, rules: Rules) -> int:
    """The difference that is not pursued, minor units: the smaller of the amount and the per cent."""
    absolute: int = units * 10 ** minor_digits(total.currency)
    share = round_half_even(Fraction(total.minor * rules.tolerance_per_cent, 100))
    return min(absolute, share)


def spread(amount: Money, items: Sequence[OpenItem], rules: Rules) -> Matching | None:
    """The amount over items in the policy's order: kinds first, then the oldest due."""
    left, lines = amount.minor, list[MatchLine]()
    for item in in_order(items, rules):
        part = min(left, item.open.minor)
        if part > 0:
            lines.append(line(item, part))
            left -= part
    return Matching(tuple(lines)) if lines else None


def in_order(items: Sequence[OpenItem], rules: Rules) -> list[OpenItem]:
    """Fees, charges, interest (or what the policy says) first; then the oldest due."""
    ranks = {kind: rank for rank, kind in enumerate(rules.order)}
    return sorted(
        items, key=lambda item: (ranks.get(item.kind, len(ranks)), item.due, item.ref)
    )


def line(item: OpenItem, cash: int, discount: int = 0, less: int = 0, reason: str = "") -> MatchLine:  # fmt: skip
    """A line of a match, amounts in minor units of the item's currency."""
    currency = item.open.currency
    return MatchLine(
        item.ref, Money(cash, currency), Money(discount, currency), Money(less, currency), reason
    )  # fmt: skip


def _with(
    named: Sequence[OpenItem], taken: dict[int, _Taken], less: int, rules: Rules
) -> Matching:
    """All of the named items, with these discounts; ``less`` is forgiven of the largest."""
    largest = max(range(len(named)), key=lambda at: named[at].open.minor)
    lines, deductions = list[MatchLine](), list[tuple[str, Money]]()
    for at, item in enumerate(named):
        found = taken.get(at, _Taken(0, earned=True))
        forgiven = less if at == largest else 0
        cash = item.open.minor - found.minor - forgiven
        reason = rules.under_reason if forgiven else ""
        lines.append(line(item, cash, found.minor * found.earned, forgiven, reason))
        if not found.earned:
            deductions.append((item.ref, Money(found.minor, item.open.currency)))
    return Matching(tuple(lines), tuple(deductions))


def _over(amount: Money, named: Sequence[OpenItem], rest: int, rules: Rules) -> Matching:
    """All of the named items; a small rest goes to its reason, a larger one stays unapplied."""
    found = _with(named, {}, 0, rules)
    total = Money(amount.minor - rest, amount.currency)
    if rest > tolerance(total, rules.over_units, rules):
        return found
    none = Money(0, amount.currency)
    over = MatchLine("", Money(rest, amount.currency), none, none, rules.over_reason)
    return Matching((*found.lines, over))


def _part(
    amount: Money, named: Sequence[OpenItem], taken: dict[int, _Taken], rules: Rules
) -> Matching | None:
    """A part of the items; where the policy grants it, with that part of one item's discount."""
    if rules.partial_discount and len(named) == 1 and 0 in taken and taken[0].earned:
        item = named[0]
        whole = item.open.minor - taken[0].minor
        part = round_half_even(Fraction(amount.minor * taken[0].minor, whole))
        part = min(
            part, item.open.minor - amount.minor
        )  # more came in than the rest less it
        return Matching((line(item, amount.minor, part),))
    debts = [item for item in named if item.open.minor > 0]
    credits_ = [item for item in named if item.open.minor < 0]
    credit = -sum(item.open.minor for item in credits_)
    found = spread(Money(amount.minor + credit, amount.currency), debts, rules)
    if found is None:
        return None
    return Matching((*found.lines, *(line(item, item.open.minor) for item in credits_)))


def _discounts(
    taken: dict[int, _Taken], short: int, rules: Rules
) -> dict[int, _Taken] | None:
    """The discounts that explain what is missing: all earned ones, all, or the only set that fits."""
    earned = {at: found for at, found in taken.items() if found.earned}
    for each in (earned, taken):
        if each and sum(found.minor for found in each.values()) == short:
            return each
    places = sorted(taken)
    chosen = only_subset([taken[at].minor for at in places], short, rules.subset_items)
    return {places[at]: taken[places[at]] for at in chosen} if chosen else None


def _discount(item: OpenItem, value_date: date, rules: Rules) -> _Taken | None:
    """What the item's terms grant on what is open; the money must be *received* in time."""
    terms = _terms(item.terms) if item.terms and item.open.minor > 0 else None
    found = terms.discount(item.document_date, item.open) if terms is not None else None
    if found is None or found.amount.minor <= 0:
        return None
    last_day = found.last_day + timedelta(days=rules.discount_grace_days)
    return _Taken(found.amount.minor, earned=value_date <= last_day)


def less_discount(item: OpenItem, value_date: date, rules: Rules) -> int | None:
    """What pays an item whole with the discount that was earned, minor units; None without one."""
    found = _discount(item, value_date, rules)
    return item.open.minor - found.minor if found is not None and found.earned else None


@lru_cache(maxsize=1_024)
def _terms(text: str) -> Terms | None:
    """Terms that can be read, or None: the ledger may say anything there."""
    try:
        return Terms.parse(text)
    except Refused:
        return None
