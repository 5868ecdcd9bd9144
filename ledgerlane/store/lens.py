"""The day and the batch generation that a question looks at, and the SQL that follows from them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ledgerlane.store.batches import generation, generation_at
from ledgerlane.store.connection import Store


@dataclass(frozen=True, slots=True)
class Lens:
    """How the ledger is looked at.

    ``day`` is an ordinal; ``later`` says whether anything was settled after it, so that
    open amounts of that day are more than those of the table.
    """

    day: int
    generation: int
    later: bool

    def seen(self, alias: str) -> str:
        """SQL: this version of the row counts."""
        return (
            f"{alias}.gen_from <= {self.generation} AND {alias}.gen_to > {self.generation}"
        )


@dataclass(frozen=True, slots=True)
class Some:
    """Customers a question is about: some by id, or everybody from ``first`` to ``last``."""

    ids: tuple[int, ...] | None = None
    first: int = 0
    last: int = 2**62

    def among(self, column: str) -> str:
        """SQL: the column is one of these customers; binds ``:ids``, ``:first``, ``:last``."""
        if self.ids is None:
            return f"{column} BETWEEN :first AND :last"
        if len(self.ids) == 1:
            return f"{column} = {self.ids[0]}"
        return f"{column} IN (SELECT value FROM json_each(:ids))"

    def has(self, customer: int) -> bool:
        """Whether this customer is one of them."""
        if self.ids is None:
            return self.first <= customer <= self.last
        return customer in self.ids

    @property
    def values(self) -> dict[str, Any]:
        """What `among` binds."""
        ids = json.dumps(self.ids) if self.ids is not None else None
        return {"ids": ids, "first": self.first, "last": self.last}


EVERYBODY = Some()


def one(customer: int) -> Some:
    """A single customer."""
    return Some((customer,))


def some(customers: Sequence[int]) -> Some:
    """These customers."""
    return Some(tuple(customers))


def lens(store: Store, as_of: date, known_ms: int | None = None) -> Lens:
    """Look at the book as of a day, with what it held at a moment (None: now)."""
    db = store.db
    seen = generation(db) if known_ms is None else generation_at(db, known_ms)
    day = as_of.toordinal()
    row = db.execute("SELECT EXISTS (SELECT 1 FROM allocation WHERE day > ?)", [day])
    return Lens(day, seen, bool(row.fetchone()[0]))


def later_used(lens_: Lens) -> str:
    """SQL of (id, minor): what was taken from each item after the day; credits give back."""
    seen = lens_.seen("a")
    return (
        "SELECT id, sum(minor) AS minor FROM ("
        f"SELECT a.item AS id, a.cash + a.discount + a.writeoff AS minor FROM allocation a"
        f" WHERE a.day > {lens_.day} AND a.item IS NOT NULL AND {seen}"
        f" UNION ALL SELECT a.credit, -a.cash FROM allocation a"
        f" WHERE a.day > {lens_.day} AND a.credit IS NOT NULL AND {seen}) GROUP BY id"
    )


def later_applied(lens_: Lens) -> str:
    """SQL of (id, minor): what of each receipt was used after the day."""
    return (
        "SELECT a.receipt AS id, sum(a.cash) AS minor FROM allocation a"
        f" WHERE a.day > {lens_.day} AND a.receipt IS NOT NULL AND {lens_.seen('a')}"
        " GROUP BY a.receipt"
    )
