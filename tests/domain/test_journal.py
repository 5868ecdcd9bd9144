"""An entry balances or does not exist."""

from __future__ import annotations

from datetime import date

import pytest

from ledgerlane.domain.journal import JournalEntry, Posting
from ledgerlane.domain.money import Money

D = date(2026, 3, 1)
M = Money.parse


def entry(*amounts: str) -> JournalEntry:
    return JournalEntry(
        "s:1", D, "x", "erp/1", tuple(Posting("a", M(amount)) for amount in amounts)
    )


@pytest.mark.parametrize(
    "amounts", [("1 EUR",), ("1 EUR", "-0.99 EUR"), ("1 EUR", "-1 USD"), ()]
)
def test_what_does_not_balance_is_our_mistake(amounts: tuple[str, ...]) -> None:
    with pytest.raises(AssertionError):
        entry(*amounts)


def test_the_mirror_of_the_mirror_is_the_entry() -> None:
    one = entry("1 EUR", "-0.40 EUR", "-0.60 EUR")
    assert one.mirrored("s:2", D, "y").mirrored("s:1", D, "x") == one
    assert one.currency == "EUR"
