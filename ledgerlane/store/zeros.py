"""Customer numbers that differ from a known one of their source in the zeros before them alone."""

from __future__ import annotations

from typing import NamedTuple

from ledgerlane.store.ledger import Stage
from ledgerlane.store.staged import filling


class Spelt(NamedTuple):
    """A customer key as a file has it, and the known ones that it may be. ``line`` is its first."""

    key: str
    line: int
    known: tuple[str, ...]


def take_for_known(stage: Stage, staged: str) -> tuple[list[Spelt], list[Spelt]]:
    """Take unknown numbers for the one known customer that differs in zeros only.

    Returns those that were taken so, and those that may be several, which are left.
    """
    column = "key" if staged == "stage_customer" else "customer_key"
    digits = "GLOB '[0-9]*' AND {0} NOT GLOB '*[^0-9]*'"
    rows = stage.db.execute(
        f"WITH unknown AS MATERIALIZED (SELECT {column} AS key, min(n) AS line FROM work.{staged}"
        f" WHERE {column} {digits.format(column)} AND {column} NOT IN"
        f" (SELECT key FROM customer t WHERE {stage.seen('t')}) GROUP BY {column})"
        " SELECT u.key, u.line, k.key FROM unknown u JOIN (SELECT key, ltrim(key, '0') AS bare"
        f" FROM customer t WHERE {stage.seen('t')} AND key {digits.format('key')}) k"
        " ON k.bare = ltrim(u.key, '0') ORDER BY u.line, k.key"
    ).fetchall()
    found: dict[str, Spelt] = {}
    for key, line, known in rows:
        before = found.get(key, Spelt(key, line, ()))
        found[key] = before._replace(known=(*before.known, known))
    sure = [each for each in found.values() if len(each.known) == 1]
    if sure:
        with filling(stage.db):
            stage.db.executemany(
                f"UPDATE work.{staged} SET {column} = ? WHERE {column} = ?",
                [(each.known[0], each.key) for each in sure],
            )
    return sure, [each for each in found.values() if len(each.known) > 1]


def apart(stage: Stage, staged: str) -> int:
    """How many unknown customers of a staged file differ from another one of it in zeros only."""
    column = "key" if staged == "stage_customer" else "customer_key"
    return stage.count(
        "SELECT coalesce(sum(keys), 0) FROM (SELECT count(*) AS keys FROM"
        f" (SELECT DISTINCT {column} AS key FROM work.{staged} WHERE {column} GLOB '[0-9]*'"
        f" AND {column} NOT GLOB '*[^0-9]*') GROUP BY ltrim(key, '0') HAVING count(*) > 1)"
    )
