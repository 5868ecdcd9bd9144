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


def asked_of(store: Store, login: str, roles: Sequence[str]) -> frozenset[int]:
    """The customers of cases that wait for a person or a role of theirs, or in which they have a part."""
    rows = store.db.execute(
        "SELECT DISTINCT customer FROM case_file t"
        " WHERE t.open = 1 AND t.waits_for IN (SELECT value FROM json_each(?1))"
        " OR EXISTS (SELECT 1 FROM json_each(t.body, '$.steps') WHERE value ->> '$.by' = ?2)"
        " OR EXISTS (SELECT 1 FROM json_each(t.body, '$.tasks') WHERE value ->> '$.who' = ?2)",
        [json.dumps([login, *roles]), login],
    )
    return frozenset(row[0] for row in rows) - {NOBODY}
