"""Whom the books call the sales person of which customers."""

from __future__ import annotations

import json
from collections.abc import Sequence

from ledgerlane.store.connection import Store
from ledgerlane.store.pending import NOBODY


def salespersons(store: Store) -> list[str]:
    """Every sales person that the books name."""
    rows = store.db.execute(
        "SELECT DISTINCT salesperson FROM customer_now WHERE salesperson <> '' ORDER BY 1"
    )
    return [row[0] for row in rows]


def customers_of(store: Store, names: Sequence[str]) -> frozenset[int]:
    """The customers of these sales persons, as the books write them."""
    rows = store.db.execute(
        "SELECT id FROM customer_now WHERE salesperson IN (SELECT value FROM json_each(?))",
        [json.dumps(list(names))],
    )
    return frozenset(row[0] for row in rows)


def salesperson(store: Store, customer: int) -> str:
    """Whom the books call the sales person of a customer, or ``""``."""
    row = store.db.execute(
        "SELECT salesperson FROM customer_now WHERE id = ?", [customer]
    ).fetchone()
    return (row[0] or "") if row is not None else ""


def asked_of(
    store: Store, login: str, roles: Sequence[str], customer: int | None = None
) -> frozenset[int]:
    """The customers of cases that wait for a person or a role of theirs, or in which they have a part.

    ``customer``: only this one is looked at.
    """
    one = "" if customer is None else "t.customer = ?3 AND "
    rows = store.db.execute(
        f"SELECT DISTINCT customer FROM case_file t WHERE {one}"
        " (t.open = 1 AND t.waits_for IN (SELECT value FROM json_each(?1))"
        " OR EXISTS (SELECT 1 FROM json_each(t.body, '$.steps') WHERE value ->> '$.by' = ?2)"
        " OR EXISTS (SELECT 1 FROM json_each(t.body, '$.tasks') WHERE value ->> '$.who' = ?2))",
        [json.dumps([login, *roles]), login, *([] if customer is None else [customer])],
    )
    return frozenset(row[0] for row in rows) - {NOBODY}
