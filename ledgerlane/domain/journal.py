"""Entries for the bookkeeper: legs that add up to nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ledgerlane.domain.money import Money, total


@dataclass(frozen=True, slots=True)
class Posting:
    """One leg. Debits are positive, credits negative. ``item`` is the item it settles, or ``""``."""

    account: str
    amount: Money
    item: str = ""


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """What is to be posted, once. ``event`` is the id of the decision it comes from."""

    event: str
    booked_on: date
    text: str
    customer: str
    postings: tuple[Posting, ...]

    def __post_init__(self) -> None:
        assert self.postings, self.event
        currency = self.postings[0].amount.currency
        assert total((leg.amount for leg in self.postings), currency).minor == 0, self

    @property
    def currency(self) -> str:
        """The one currency of all legs."""
        return self.postings[0].amount.currency

    def mirrored(self, event: str, booked_on: date, text: str) -> JournalEntry:
        """The entry that takes this one back: the same legs with their signs turned."""
        return JournalEntry(
            event,
            booked_on,
            text,
            self.customer,
            tuple(Posting(leg.account, -leg.amount, leg.item) for leg in self.postings),
        )
