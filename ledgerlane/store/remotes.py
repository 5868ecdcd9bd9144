"""The places this copy of the book is exchanged with, by name."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from ledgerlane.domain.errors import Refused


class RemoteRow(NamedTuple):
    """A place by its name, when it was last exchanged with, and what did not prove then."""

    name: str
    place: str
    synced_at: int | None
    unproven: tuple[str, ...]


def listed(db: Any) -> list[RemoteRow]:
    """Every place, by name."""
    rows = db.execute("SELECT name, place, synced_at, unproven FROM remote ORDER BY name")
    return [
        RemoteRow(name, place, at, tuple(json.loads(told)))
        for name, place, at, told in rows
    ]


def add(db: Any, name: str, place: str) -> None:
    """Give a place a name. Inside a write transaction; Refused where the name is taken."""
    if any(row.name == name for row in listed(db)):
        msg = f"there is a remote {name!r} already; remove it first, or take another name"
        raise Refused(msg)
    db.execute("INSERT INTO remote (name, place) VALUES (?, ?)", [name, place])


def remove(db: Any, name: str) -> None:
    """Forget a place. Inside a write transaction; Refused where nothing is called so."""
    if not db.execute("DELETE FROM remote WHERE name = ?", [name]).rowcount:
        known = ", ".join(row.name for row in listed(db)) or "none"
        msg = f"no remote {name!r}; known: {known}"
        raise Refused(msg)


def note(db: Any, place: str, now_ms: int, unproven: Sequence[str]) -> None:
    """Remember an exchange. Inside a write transaction."""
    db.execute(
        "UPDATE remote SET synced_at = ?, unproven = ? WHERE place = ?",
        [now_ms, json.dumps(list(unproven), ensure_ascii=False), place],
    )
