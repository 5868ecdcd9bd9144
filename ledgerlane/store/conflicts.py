"""Conflicts that wait for a person, as the table keeps them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ledgerlane.domain.conflicts import Conflict
from ledgerlane.store import devices
from ledgerlane.store.connection import Store
from ledgerlane.store.plans import WHO


@dataclass(frozen=True, slots=True)
class SideRow:
    """One side in a list. ``t``: microseconds of the clock.

    ``device``: what it is called, else the first letters of the stream it was written in.
    """

    event: str
    actor: str
    day: date
    t: int
    words: str
    verdict: str
    device: str


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """A conflict in a list. ``customer`` 0: cash that is nobody's yet."""

    id: str
    customer: int
    number: str
    name: str
    what: str
    about: str
    currency: str
    minor: int
    since: date
    words: str
    meanwhile: str
    aggs: tuple[str, ...]
    sides: tuple[SideRow, ...]


def conflict_row(customer: int, conflict: Conflict) -> tuple[Any, ...]:
    """The row of a conflict."""
    sides = [
        {"event": side.event.id, "actor": side.event.actor, "day": side.event.fact.on.toordinal(),
         "t": side.event.t, "words": side.words, "verdict": side.verdict,
         **({"waits": True} if side.waits else {})}
        for side in conflict.sides
    ]  # fmt: skip
    amount = conflict.amount
    return (
        conflict.id, customer, conflict.what, conflict.about, amount.currency if amount else "",
        amount.minor if amount else 0, conflict.since.toordinal(), conflict.words,
        conflict.meanwhile, json.dumps(conflict.aggs), json.dumps(sides, ensure_ascii=False),
    )  # fmt: skip


def listed(store: Store, *, customer: int | None = None) -> list[ConflictRow]:
    """Every open conflict, the oldest first."""
    found = store.db.execute(
        f"SELECT t.id, t.customer, {WHO}, t.what, t.about, t.currency, t.minor, t.since, t.words,"
        " t.meanwhile, t.aggs, t.sides FROM conflict t WHERE ?1 IS NULL OR t.customer = ?1"
        " ORDER BY t.since, t.id",
        [customer],
    )
    rows = found.fetchall()
    called = devices.names(store) if rows else {}
    return [_row(row, called) for row in rows]


def _row(row: Any, called: Mapping[str, str]) -> ConflictRow:
    (
        id_,
        customer,
        number,
        name,
        what,
        about,
        currency,
        minor,
        since,
        words,
        meanwhile,
        aggs,
        sides,
    ) = row
    return ConflictRow(
        id_, customer, number, name, what, about, currency, minor, date.fromordinal(since), words, meanwhile, tuple(json.loads(aggs)),
        tuple(
            SideRow(s["event"], s["actor"], date.fromordinal(s["day"]), s["t"], s["words"], s["verdict"],
                    called.get(s["event"].partition(":")[0], s["event"][:6]))
            for s in json.loads(sides)
        ),
    )  # fmt: skip


def count(store: Store) -> int:
    """How many conflicts are open."""
    return int(store.db.execute("SELECT count(*) FROM conflict").fetchone()[0])


def suspended(store: Store) -> frozenset[str]:
    """Requests that wait for somebody who settles a conflict: not for the books until then."""
    rows = store.db.execute("SELECT id FROM request WHERE state = 'suspended'")
    return frozenset(row[0] for row in rows)
