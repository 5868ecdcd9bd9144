"""What documents, customers and receipts are called: the numbers that people know them by.

A reference is a source and a key, and a key may hold more than the number: company and year, or
no leading zeros. Whoever makes words of a reference asks here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from ledgerlane.domain.told import Names, name_of


def documents(db: Any, refs: Iterable[str]) -> dict[str, str]:
    """Document numbers by reference, those of closed documents and of earlier versions too."""
    found = db.execute(
        "SELECT s.name || '/' || i.key, i.number FROM json_each(?) j"
        " CROSS JOIN source s ON s.name = j.value ->> 0"
        " CROSS JOIN item i ON i.source = s.id AND i.key = j.value ->> 1 ORDER BY i.gen_from",
        [_pairs(refs)],
    )
    return {ref: number for ref, number in found if number}


def customers(db: Any, refs: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Number and name of customers by reference, as last known."""
    found = db.execute(
        "SELECT s.name || '/' || c.key, c.number, coalesce(p.name, '') FROM json_each(?) j"
        " CROSS JOIN source s ON s.name = j.value ->> 0"
        " CROSS JOIN customer c ON c.source = s.id AND c.key = j.value ->> 1"
        " LEFT JOIN party p ON p.id = c.id AND p.gen_from = c.gen_from ORDER BY c.gen_from",
        [_pairs(refs)],
    )
    return {ref: (number, name) for ref, number, name in found}


class Called(Names):
    """What the ledger calls documents and customers; what it does not know goes by its key."""

    def __init__(self, db: Any) -> None:
        self._db = db
        self._documents: dict[str, str] = {}
        self._customers: dict[str, str] = {}

    def document(self, ref: str) -> str:
        """A document's number."""
        if ref not in self._documents:
            self._documents[ref] = documents(self._db, [ref]).get(ref, name_of(ref))
        return self._documents[ref]

    def customer(self, ref: str) -> str:
        """A customer's number."""
        if ref not in self._customers:
            number, _ = customers(self._db, [ref]).get(ref, ("", ""))
            self._customers[ref] = number or name_of(ref)
        return self._customers[ref]


class Came(NamedTuple):
    """What the books or the bank say of a receipt: the payer's reference, and its value date."""

    reference: str
    value_date: date


def receipts(db: Any, refs: Iterable[str]) -> dict[str, Came]:
    """Receipts of the books by reference, as last known."""
    found = db.execute(
        "SELECT s.name || '/' || r.key, r.reference, r.value_day FROM json_each(?) j"
        " CROSS JOIN source s ON s.name = j.value ->> 0"
        " CROSS JOIN receipt r ON r.source = s.id AND r.key = j.value ->> 1 ORDER BY r.gen_from",
        [_pairs(refs)],
    )
    return {ref: Came(said, date.fromordinal(day)) for ref, said, day in found}


def _pairs(refs: Iterable[str]) -> str:
    return json.dumps([ref.partition("/")[::2] for ref in sorted(set(refs)) if "/" in ref])
