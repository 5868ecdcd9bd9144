"""What a match pays, in words, and what it leaves owed that was earned as a discount."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from ledgerlane.domain.discounts import DiscountDays
from ledgerlane.domain.settling import Matching, OpenItem, not_taken


def paid_words(found: Matching, items: Mapping[str, OpenItem]) -> str:
    """``8812 63 000.00 NOK; 8840 100.00 NOK``."""
    parts = []
    for each in found.lines:
        number = items[each.item].number if each.item else each.reason
        beside = [
            f"{words} {amount}"
            for words, amount in (
                ("discount", each.discount),
                (each.reason, each.tolerance),
            )
            if amount.minor
        ]
        parts.append(" + ".join((f"{number} {each.cash}", *beside)))
    parts += [
        f"{amount} of {items[item].number} disputed" for item, amount in found.deductions
    ]
    return "; ".join(parts)


def forgone(
    found: Matching, items: Mapping[str, OpenItem], value_date: date, days: DiscountDays
) -> str:
    """Each item that the money received on this day would pay whole with its discount, or ``""``."""
    words = ""
    for each in found.lines:
        item = items.get(each.item)
        if item is None or each.discount.minor or each.tolerance.minor:
            continue
        earned = not_taken(item, each.cash, value_date, days)
        if earned is not None and earned.minor:
            words += (
                f"; {earned} of {item.number} was earned as a discount and stays owed:"
                f" name {item.number} without an amount to grant it"
            )
    return words
