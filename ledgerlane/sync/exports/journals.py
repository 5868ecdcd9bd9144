"""Journal entries for the bookkeeper's program: hledger, beancount, or rows for any other.

Every posting carries the id of our decision (``event``), so an entry taken in twice shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TextIO

from ledgerlane.domain.journal import JournalEntry
from ledgerlane.domain.money import Money, exact, minor_digits
from ledgerlane.sync.exports.table import Cell, Table

HEADINGS = (
    "date",
    "event",
    "text",
    "customer",
    "account",
    "debit",
    "credit",
    "currency",
    "item",
)
_ROOTS = ("Assets", "Liabilities", "Equity", "Income", "Expenses")
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def table(entries: Iterable[JournalEntry]) -> Table:
    """One row a posting; debits and credits in columns of their own, never negative."""
    return Table(HEADINGS, _rows(entries))


def _rows(entries: Iterable[JournalEntry]) -> Iterator[Mapping[str, Cell]]:
    for entry in entries:
        for leg in entry.postings:
            debit = leg.amount.minor >= 0
            yield {
                "date": entry.booked_on, "event": entry.event, "text": entry.text,
                "customer": entry.customer, "account": leg.account,
                "debit": leg.amount if debit else None, "credit": None if debit else -leg.amount,
                "currency": entry.currency, "item": leg.item,
            }  # fmt: skip


def hledger(file: TextIO, entries: Sequence[JournalEntry]) -> int:
    """Write an hledger journal that `hledger check --strict` accepts; how many entries."""
    for currency in sorted({entry.currency for entry in entries}):
        sample = Money(10 ** (minor_digits(currency) + 3), currency)
        point = "" if minor_digits(currency) else "."
        file.write(f"commodity {exact(sample.minor, currency)}{point} {currency}\n")
    for account in _accounts(entries):
        file.write(f"account {account}\n")
    for entry in entries:
        tags = f"event:{entry.event}, customer:{_tag(entry.customer)}"
        file.write(f"\n{entry.booked_on.isoformat()} {_words(entry.text)}  ; {tags}\n")
        for leg in entry.postings:
            note = f"event:{entry.event}" + (f", item:{_tag(leg.item)}" if leg.item else "")
            amount = f"{exact(leg.amount.minor, entry.currency)} {entry.currency}"
            file.write(f"    {_account(leg.account)}  {amount}  ; {note}\n")
    return len(entries)


def _accounts(entries: Iterable[JournalEntry]) -> list[str]:
    return sorted({_account(leg.account) for entry in entries for leg in entry.postings})


def _account(name: str) -> str:
    """An account's name on one line; two spaces would end it."""
    return re.sub(r"[\s;]+", " ", _UNSAFE.sub(" ", name)).strip()


def _words(text: str) -> str:
    """A description: ``;`` would begin a comment, ``|`` a note, ``(*!`` have a meaning in front."""
    return re.sub(r"[;|]", ",", _UNSAFE.sub(" ", text)).lstrip("(*! ")


def _tag(text: str) -> str:
    """A tag's value: a comma would end it."""
    return _UNSAFE.sub(" ", text).replace(",", " ").strip()


def beancount(file: TextIO, entries: Sequence[JournalEntry]) -> int:
    """Write a Beancount ledger that `bean-check` accepts; how many entries."""
    since = min((entry.booked_on for entry in entries), default=None)
    for account in sorted({bean_account(a) for a in _accounts(entries)}):
        file.write(f"{since} open {account}\n")
    for entry in entries:
        file.write(f"\n{entry.booked_on.isoformat()} * {_quoted(entry.text)}\n")
        file.write(
            f"  event: {_quoted(entry.event)}\n  customer: {_quoted(entry.customer)}\n"
        )
        for leg in entry.postings:
            amount = f"{exact(leg.amount.minor, entry.currency)} {entry.currency}"
            file.write(f"  {bean_account(leg.account)}  {amount}\n")
            file.write(f"    event: {_quoted(entry.event)}\n")
            if leg.item:
                file.write(f"    item: {_quoted(leg.item)}\n")
    return len(entries)


def bean_account(name: str) -> str:
    """The account in Beancount's spelling: ``assets:receivables`` is ``Assets:Receivables``.

    A name under none of its five roots goes below ``Equity:``.
    """
    parts = [re.sub(r"[^0-9A-Za-z\-]+", "-", part).strip("-") for part in name.split(":")]
    parts = [part[0].upper() + part[1:] for part in parts if part]
    if not parts or parts[0] not in _ROOTS:
        parts = ["Equity", *parts]
    return ":".join(parts if len(parts) > 1 else [*parts, "Other"])


def _quoted(text: str) -> str:
    words = _UNSAFE.sub(" ", text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{words}"'
