"""Who is on the line with whom just now, as people in one book see it of each other."""

from __future__ import annotations

from typing import Any

from ledgerlane.store.connection import Store


def begin(db: Any, customer: int, actor: str, now_ms: int) -> None:
    """Note that somebody is on the line with a customer, and with nobody else. In a write transaction."""
    end(db, actor)
    db.execute("INSERT INTO on_the_line VALUES (?, ?, ?)", [customer, actor, now_ms])


def end(db: Any, actor: str) -> None:
    """Note that somebody is on the line with nobody. In a write transaction."""
    db.execute("DELETE FROM on_the_line WHERE actor = ?", [actor])


def others(store: Store, customer: int, actor: str, since_ms: int) -> list[tuple[str, int]]:
    """Who else is on the line with a customer, and from when (ms); the first of them first."""
    found = store.db.execute(
        "SELECT actor, since FROM on_the_line WHERE customer = ? AND actor <> ? AND since >= ?"
        " ORDER BY since, actor",
        [customer, actor, since_ms],
    )
    return [(row[0], row[1]) for row in found]
