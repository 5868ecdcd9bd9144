"""What is known of one customer: the ledger's side and our own.

Values only. The ledger's side (`Item`, `Receipt`) is loaded as of a day; our side is the
fold of the customer's events (`ledgerlane.domain.dossier`), of its plans
(`ledgerlane.domain.plans`) and of its requests (`ledgerlane.domain.write_offs`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ledgerlane.domain.money import Money

CHARGES = ("fee", "interest")
"""Kinds of item that are asked for beside what was sold."""
ITEM_KINDS = ("invoice", "credit_note", *CHARGES)


@dataclass(frozen=True, slots=True)
class Item:
    """An open or settled document of the ledger, as of a day.

    ``ref`` is ``"source/key"``; ``kind`` one of `ITEM_KINDS`; ``open`` is negative for credit notes; ``disputed`` is the
    part of ``open`` that the books themselves call disputed.
    """

    ref: str
    number: str
    kind: str
    document_date: date
    due: date
    amount: Money
    open: Money
    disputed: Money

    def days_past_due(self, as_of: date) -> int:
        """As-of minus due date; negative or zero while it is not due."""
        return (as_of - self.due).days

    def days_late(self, as_of: date) -> int:
        """Days past due of a debt; 0 while it is not due, and of credit, which is never late."""
        return 0 if self.open.minor < 0 else max(0, self.days_past_due(as_of))


SETTLED = "settled:"
"""How keys begin of receipts that stand for the day on which an item was settled."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """Money that came in. ``known_ms``: when the book learnt of it, clock milliseconds.

    ``reversed_on`` is the day the bank took it back; ``inferred`` receipts explain a fall
    of an item's open amount that no receipt came with (rulings.md 19).
    """

    ref: str
    value_date: date
    known_ms: int
    amount: Money
    unapplied: Money
    inferred: bool = False
    reversed_on: date | None = None
    reference: str = ""

    @property
    def fallen(self) -> str:
        """The item that alone speaks for this receipt, or ``""``: its fall, or the day it was settled on.

        ``erp/inferred:1001:7`` and ``erp/settled:1001`` are of ``erp/1001``. When the money came
        is not known then: that day is the books'.
        """
        source, _, key = self.ref.partition("/")
        if self.inferred:
            return f"{source}/{key.removeprefix('inferred:').rpartition(':')[0]}"
        return f"{source}/{key[len(SETTLED) :]}" if key.startswith(SETTLED) else ""


@dataclass(frozen=True, slots=True)
class Settlement:
    """One allocation of a receipt or a credit note to an item, on a day."""

    item: str
    receipt: str
    day: date
    cash: Money


LAST = 20
"""A payer's habits are those of so many of their last settled invoices."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """How a customer pays, from settled items. Averages in tenths of a day; negative: early.

    ``last`` are the days late of the last `LAST` settled, oldest first, and ``since`` the
    earliest due date of those. ``months`` are (months back, average days late) of the last
    four months in which anything was settled, counted back from the last payment.
    """

    settled: int = 0
    late: int = 0
    average_late: int = 0
    recent_late: int = 0
    spread: int = 0
    last_paid: date | None = None
    last: tuple[int, ...] = ()
    since: date | None = None
    months: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody to talk to at the customer's. ``wrong`` once they proved unreachable there."""

    name: str = ""
    role: str = ""
    phone: str = ""
    email: str = ""
    language: str = ""
    wrong: bool = False


def reached(own: Contact, recorded: Sequence[Contact]) -> Contact:
    """Whom to talk to: the books' contact with what we learnt last, or the other person we learnt of."""
    last = next((each for each in reversed(recorded) if not each.wrong), None)
    if last is None:
        return own
    if last.name and own.name and last.name != own.name:
        return last
    return Contact(
        last.name or own.name, last.role or own.role, last.phone or own.phone,
        last.email or own.email, last.language or own.language,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Customer:
    """Who the customer is, by the books' word. ``ref`` is ``"source/key"``."""

    ref: str
    number: str
    name: str
    country: str = ""
    language: str = ""
    terms: str = ""
    parent: str = ""
    salesperson: str = ""
    credit_limit: Money | None = None
    credit_hold: bool = False
    contact: Contact = Contact()
