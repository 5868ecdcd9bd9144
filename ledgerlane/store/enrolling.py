"""Keys into the book: the first one, which seals what was before, and those that wait for an admin."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from datetime import date

from ledgerlane.domain.key_facts import KeyEnrolled, StreamEnd
from ledgerlane.store import history, keys, people, settings, trust
from ledgerlane.store.connection import Store


@dataclass(frozen=True, slots=True)
class Offered:
    """A key that signs streams here and is enrolled for nobody."""

    login: str
    key: str
    events: int


def begin(store: Store, actor: str, on: date, now_us: int) -> None:
    """Enrol the actor's own key as the book's first, sealing all that was recorded. Inside ``writing()``."""
    key = history.offer(store, actor)
    seals = ends(store)
    first = KeyEnrolled(on=on, login=actor, key=key, seals=seals, device=platform.node())
    (event,) = history.append(store, actor, people.AGG, [first], now_us)
    settings.write(store.db, {"root": event.id})


def ends(store: Store, key: str = "") -> tuple[StreamEnd, ...]:
    """Where the streams end now: all, or those that ``key`` (hex) signs."""
    rows = store.db.execute(
        "SELECT stream, seq, hash FROM stream WHERE seq > 0 AND (?1 = '' OR lower(hex(key)) = ?1)"
        " ORDER BY stream",
        [key],
    )
    return tuple(StreamEnd(stream, seq, hash_.hex()) for stream, seq, hash_ in rows)


def offered(store: Store) -> list[Offered]:
    """Keys that people work with here and no admin has enrolled, by login."""
    known = trust.of(store)
    enrolled = {(k.login, k.key) for k in known.people.keys} if known is not None else set()
    rows = store.db.execute(
        "SELECT actor, lower(hex(key)), sum(seq) FROM stream WHERE key IS NOT NULL"
        " GROUP BY actor, key ORDER BY actor, key"
    )
    return [Offered(*row) for row in rows if (row[0], row[1]) not in enrolled]


def own_key() -> str:
    """This device's key, in hex, made now if there is none."""
    return keys.public().hex()


def begun(store: Store) -> bool:
    """Whether the book is signed."""
    return trust.of(store) is not None
