"""What others wrote since somebody looked, asked as cheaply as SQLite allows."""

from __future__ import annotations

from dataclasses import dataclass

from ledgerlane.store.connection import Store


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment of the book: SQLite's own count of foreign commits, the newest event, the generation."""

    version: int
    event: int
    generation: int


def version(store: Store) -> int:
    """A number that differs from the last one when another connection committed meanwhile."""
    return int(store.db.execute("PRAGMA data_version").fetchone()[0])


def newest(store: Store) -> int:
    """The row of the newest event, 0 before the first."""
    return int(store.db.execute("SELECT coalesce(max(id), 0) FROM event").fetchone()[0])


def mark(store: Store) -> Mark:
    """This moment."""
    return Mark(version(store), newest(store), store.generation)


def touched(store: Store, since: int, actor: str) -> int:
    """How many accounts and papers others recorded on after an event."""
    found = store.db.execute(
        "SELECT count(DISTINCT agg) FROM event WHERE id > ? AND actor <> ? AND agg <> 'device'",
        [since, actor],
    )
    return int(found.fetchone()[0])


def writers(store: Store, since: int, actor: str) -> list[str]:
    """Who else recorded anything after an event, by login."""
    found = store.db.execute(
        "SELECT DISTINCT actor FROM event WHERE id > ? AND actor <> ? AND agg <> 'device'"
        " ORDER BY actor",
        [since, actor],
    )
    return [row[0] for row in found]
