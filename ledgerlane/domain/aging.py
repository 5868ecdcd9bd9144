"""How late money is: two dates, and columns that add up to the balance (procedure.md 5)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from ledgerlane.domain.account import Item, Receipt

Credits = Literal["apart", "aged"]
Basis = Literal["due", "document"]


NOT_DUE = "not_due"
"""The name of the first column, for files and filters."""


def in_words(label: str) -> str:
    """A column's name as people read it: ``not due``."""
    return "not due" if label == NOT_DUE else label


@dataclass(frozen=True, slots=True)
class Buckets:
    """The columns of an aging report. Each edge is the last day past due of its column."""

    edges: tuple[int, ...] = (0, 30, 60, 90)

    def __post_init__(self) -> None:
        assert self.edges == tuple(sorted(set(self.edges))), self.edges
        assert self.edges[:1] == (0,), self.edges

    @property
    def labels(self) -> tuple[str, ...]:
        """One heading a column: ``not_due 1-30 31-60 61-90 91+``."""
        between = (
            f"{low + 1}-{high}"
            for low, high in zip(self.edges, self.edges[1:], strict=False)
        )
        return (NOT_DUE, *between, f"{self.edges[-1] + 1}+")

    def index(self, days_past_due: int) -> int:
        """The column of something this late; 0 is not due, and due today is not due."""
        return bisect_left(self.edges, days_past_due)

    def due_between(self, as_of: date) -> tuple[tuple[date, date], ...]:
        """First and last bucket date of each column, so that SQL compares dates and counts no days."""
        newest = [date.max, *(as_of - timedelta(days=edge + 1) for edge in self.edges)]
        oldest = [*(as_of - timedelta(days=edge) for edge in self.edges), date.min]
        return tuple(zip(oldest, newest, strict=True))

    def next_edge(self, due: date, as_of: date) -> date | None:
        """The first day after ``as_of`` on which this due date reads in another column."""
        column = self.index((as_of - due).days)
        if column == len(self.edges):
            return None
        return due + timedelta(days=self.edges[column] + 1)


@dataclass(frozen=True, slots=True)
class Aged:
    """One currency, spread over the columns, in its minor units. ``unapplied``: the customer's credit."""

    currency: str
    not_due: int
    buckets: tuple[int, ...]
    unapplied: int

    @property
    def overdue(self) -> int:
        """What is past due."""
        return sum(self.buckets)

    @property
    def balance(self) -> int:
        """Not due + buckets - unapplied."""
        return self.not_due + sum(self.buckets) - self.unapplied


def age(
    items: Iterable[Item],
    receipts: Iterable[Receipt],
    as_of: date,
    credits: Credits = "apart",  # noqa: A002  the word of the command line
    basis: Basis = "due",
    *,
    currency: str,
    buckets: Buckets = Buckets(),
) -> Aged:
    """Spread what is open in one currency on ``as_of``; the rest of the currencies is left out.

    ``apart``: open credit notes join the unapplied receipts. ``aged``: they are negative
    amounts in the column of their own date. What did not exist on ``as_of`` is left out
    (rulings.md 1); ``open`` and ``unapplied`` must already be as of that day.
    """
    columns = [0] * (len(buckets.edges) + 1)
    unapplied = sum(
        receipt.unapplied.minor
        for receipt in receipts
        if receipt.unapplied.currency == currency and receipt.value_date <= as_of
    )
    for item in items:
        if item.open.currency != currency or item.document_date > as_of:
            continue
        if item.open.minor < 0 and credits == "apart":
            unapplied -= item.open.minor
        else:
            day = item.due if basis == "due" else item.document_date
            columns[buckets.index((as_of - day).days)] += item.open.minor
    return Aged(currency, columns[0], tuple(columns[1:]), unapplied)


def by_currency(
    items: Iterable[Item],
    receipts: Iterable[Receipt],
    as_of: date,
    credits: Credits = "apart",  # noqa: A002  the word of the command line
    basis: Basis = "due",
    *,
    buckets: Buckets = Buckets(),
) -> dict[str, Aged]:
    """One `Aged` for each currency that anything is in; they are never added up."""
    items, receipts = tuple(items), tuple(receipts)
    found = {item.open.currency for item in items} | {
        receipt.unapplied.currency for receipt in receipts
    }
    return {
        currency: age(
            items, receipts, as_of, credits, basis, currency=currency, buckets=buckets
        )
        for currency in sorted(found)
    }


def open_as_of(
    open_minor: int, exists_from: date, used: Iterable[tuple[date, int]], as_of: date
) -> int:
    """What was open on an earlier day: open now, plus what was used after that day.

    ``used``: each allocation's day and minor units, with the sign of what it takes from
    (an invoice: positive; a credit note: negative). Closed on D is closed at D. Serves a
    receipt's unapplied part as well: it exists from its value date.
    """
    if as_of < exists_from:
        return 0
    return open_minor + sum(minor for day, minor in used if day > as_of)
