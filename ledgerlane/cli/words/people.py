"""What people may do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledgerlane.domain.money import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledgerlane.domain.money import Money
    from ledgerlane.domain.people import Grant


def limits(grants: Iterable[Grant]) -> str:
    """The largest limit in each currency; those of the same figure together: ``5 000.00 EUR NOK``."""
    most: dict[str, Money] = {}
    for amount in (amount for grant in grants for amount in grant.limits):
        most[amount.currency] = max(amount, most.get(amount.currency, amount))
    figures: dict[str, list[str]] = {}
    for currency in sorted(most):
        figures.setdefault(plain(most[currency].minor, currency), []).append(currency)
    return ", ".join(f"{figure} {' '.join(codes)}" for figure, codes in figures.items())
