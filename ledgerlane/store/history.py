"""The append-only history: streams of events, each chained to the one before it.

    hash(n) = SHA-256(hash(n-1) + canonical JSON of the envelope)

The envelope holds SHA-256(salt + priv) instead of the private part, so a person can be
erased and the chain still verifies. Time stamps are a hybrid logical clock.
"""

from __future__ import annotations

import hashlib
import heapq
import json
import os
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from typing import Any

from ledgerlane.domain.events import Event, Fact
from ledgerlane.store import machine, wire
from ledgerlane.store.connection import Store
from ledgerlane.store.settings import book_id, drawn, seed

FIRST = bytes(32)
"""What the first event of a stream is chained to."""

_COLUMNS = "v, scope, stream, seq, t, actor, kind, kv, agg, base, body, priv, salt, priv_hash, hash"
_READ = "stream, seq, t, actor, kind, kv, agg, base, body, priv"
_READ_E = ", ".join(f"e.{name}" for name in _READ.split(", "))


@dataclass(slots=True)
class _Head:
    """Where a stream ends."""

    stream: str
    seq: int
    hash: bytes
    t: int


def append(
    store: Store, actor: str, agg: str, facts: Sequence[Fact], now_us: int
) -> list[Event]:
    """Record facts of one aggregate; see `append_all`."""
    return append_all(store, actor, {agg: facts}, lambda: now_us)


def append_all(
    store: Store, actor: str, facts: Mapping[str, Sequence[Fact]], clock: Callable[[], int]
) -> list[Event]:
    """Record facts by aggregate. Inside ``store.writing()``; projections are the caller's.

    ``clock`` gives the real time in microseconds; no event is stamped earlier than one its
    author has seen.
    """
    db, head, book = store.db, _own_head(store, actor), book_id(store.db)
    made, written = list[Event](), list[Sequence[Any]]()
    for agg, (seen, newest) in _heads(db, facts).items():
        now_us = clock()
        for fact in facts[agg]:
            base = tuple(f"{stream}:{seq}" for stream, seq in sorted(seen.items()))
            head.seq, head.t = head.seq + 1, max(now_us, head.t, newest) + 1
            event = Event(head.stream, head.seq, head.t, actor, agg, base, fact)
            row = _row(event)
            head.hash = _hashed(head.hash, book, row)
            seen[head.stream], newest = head.seq, head.t
            made.append(event)
            written.append((*row, head.hash))
    marks = ", ".join("?" * len(_COLUMNS.split(", ")))
    db.executemany(f"INSERT INTO event ({_COLUMNS}) VALUES ({marks})", written)
    db.execute(
        "UPDATE stream SET seq = ?, hash = ? WHERE stream = ?",
        [head.seq, head.hash, head.stream],
    )
    return made


def _heads(db: Any, aggs: Iterable[str]) -> dict[str, tuple[dict[str, int], int]]:
    """Of each aggregate the last event of every stream, and the newest time."""
    heads: dict[str, tuple[dict[str, int], int]] = {agg: ({}, 0) for agg in aggs}
    for agg, stream, seq, t in db.execute(
        "SELECT e.agg, e.stream, max(e.seq), max(e.t) FROM json_each(?) j"
        " CROSS JOIN event e ON e.agg = j.value GROUP BY e.agg, e.stream",
        [json.dumps(list(heads))],
    ):
        seen, newest = heads[agg]
        seen[stream] = seq
        heads[agg] = seen, max(newest, t)
    return heads


def _own_head(store: Store, actor: str) -> _Head:
    """The end of this person's stream on this machine, which begins with its first event."""
    host = machine.fingerprint(store.path)
    row = store.db.execute(
        "SELECT s.stream, s.seq, s.hash, coalesce(e.t, 0) FROM stream s LEFT JOIN event e"
        " ON e.stream = s.stream AND e.seq = s.seq WHERE s.actor = ? AND s.host = ?",
        [actor, host],
    ).fetchone()
    if row is not None:
        return _Head(*row)
    (known,) = store.db.execute("SELECT count(*) FROM stream").fetchone()
    stream = drawn(seed(store.db), f"stream {known}").hex()
    store.db.execute(
        "INSERT INTO stream (stream, actor, host, seq, hash) VALUES (?, ?, ?, 0, ?)",
        [stream, actor, host, FIRST],
    )
    return _Head(stream, 0, FIRST, 0)


def _row(event: Event) -> tuple[Any, ...]:
    """The table's columns of an event, up to priv_hash."""
    kind, version, body, priv = wire.encode(event.fact)
    salt = None if priv is None else os.urandom(16)
    priv_hash = (
        None if salt is None else hashlib.sha256(salt + (priv or "").encode()).digest()
    )
    base = wire.canonical(list(event.base))
    return (wire.VERSION, "", event.stream, event.seq, event.t, event.actor, kind, version,
            event.agg, base, body, priv, salt, priv_hash)  # fmt: skip


def chained(before: bytes, book: str, row: Sequence[Any]) -> bytes:
    """The hash of an event after ``before``; ``row`` holds the table's columns up to priv_hash."""
    base, body = (wire.canonical(json.loads(text)) for text in row[9:11])
    return _hashed(before, book, (*row[:9], base, body, *row[11:]))


def _hashed(before: bytes, book: str, row: Sequence[Any]) -> bytes:
    """The same where ``base`` and ``body`` are canonical: then so is the header made of them."""
    v, scope, stream, seq, t, actor, kind, kv, agg, base, body, _, _, priv_hash = row[:14]
    text, priv = wire.quoted, f'"{priv_hash.hex()}"' if priv_hash else "null"
    header = (
        f'{{"actor":{text(actor)},"agg":{wire.canonical(agg)},"base":{base},"body":{body},"book":{text(book)},'
        f'"kind":{text(kind)},"kv":{kv:d},"priv":{priv},"scope":{text(scope)},'
        f'"seq":{seq:d},"stream":{text(stream)},"t":{t:d},"v":{v:d}}}'
    )
    return hashlib.sha256(before + header.encode()).digest()


def events(
    store: Store, agg: str, as_of: date | None = None, known_ms: int | None = None
) -> list[Event]:
    """An aggregate's events in order: of business days up to ``as_of``, recorded by ``known_ms``."""
    return events_of(store, [agg], as_of, known_ms).get(agg, [])


def events_of(
    store: Store,
    aggs: Iterable[str],
    as_of: date | None = None,
    known_ms: int | None = None,
) -> dict[str, list[Event]]:
    """The events of these aggregates that have any, each in order; see `events`."""
    rows = store.db.execute(
        f"SELECT {', '.join(f'e.{name}' for name in _READ.split(', '))} FROM json_each(?) j"
        " CROSS JOIN event e ON e.agg = j.value WHERE e.t <= ?"
        " ORDER BY e.agg, e.t, e.stream, e.seq",
        [json.dumps(list(aggs)), latest_us(known_ms)],
    )
    found: dict[str, list[Event]] = {}
    for event in until(map(event_of, rows), as_of):
        found.setdefault(event.agg, []).append(event)
    return found


def all_events(
    store: Store, start: str = "", as_of: date | None = None, known_ms: int | None = None
) -> Iterator[tuple[str, list[Event]]]:
    """Each aggregate whose name begins with ``start``, with its events in order."""
    rows = store.db.execute(
        f"SELECT {_READ} FROM event WHERE agg >= ? AND agg < ? AND t <= ?"
        " ORDER BY agg, t, stream, seq",
        [start, f"{start}\U0010ffff", latest_us(known_ms)],
    )
    agg, found = "", list[Event]()
    for event in map(event_of, rows):
        if event.agg != agg and found:
            yield agg, until(found, as_of)
            found = []
        agg = event.agg
        found.append(event)
    if found:
        yield agg, until(found, as_of)


def event_of(row: Sequence[Any]) -> Event:
    """An event from the columns stream ... priv."""
    stream, seq, t, actor, kind, kv, agg, base, body, priv = row
    fact = wire.decode(kind, kv, body, priv)
    return Event(stream, seq, t, actor, agg, tuple(json.loads(base)), fact)


def until(found: Iterable[Event], as_of: date | None) -> list[Event]:
    """The events whose business day is not after ``as_of``."""
    return [event for event in found if as_of is None or event.fact.on <= as_of]


def latest_us(known_ms: int | None) -> int:
    """The last microsecond of what was known at a millisecond; None: whatever was recorded."""
    return 2**62 if known_ms is None else known_ms * 1000 + 999


def count(store: Store) -> int:
    """How many events there are."""
    return int(store.db.execute("SELECT count(*) FROM event").fetchone()[0])


def latest_of(store: Store, actor: str) -> Generator[Event, None, None]:
    """The events of a person, on whatever machine, newest first; read only as far as asked for.

    Close it before the book.
    """
    own = store.db.execute("SELECT stream FROM stream WHERE actor = ?", [actor]).fetchall()
    each = (
        store.db.execute(
            f"SELECT {_READ} FROM event WHERE stream = ? ORDER BY seq DESC", stream
        )
        for stream in own
    )
    newest = heapq.merge(*each, key=lambda row: (row[2], row[0], row[1]), reverse=True)
    with closing(newest):
        yield from map(event_of, newest)


def named(store: Store, ids: Iterable[str]) -> list[Event]:
    """The events of these ids, in the order given."""
    rows = store.db.execute(
        f"SELECT {_READ_E} FROM json_each(?) j CROSS JOIN event e ON e.stream ="
        " substr(j.value, 1, instr(j.value, ':') - 1)"
        " AND e.seq = CAST(substr(j.value, instr(j.value, ':') + 1) AS INTEGER) ORDER BY j.key",
        [json.dumps(list(ids))],
    )
    return list(map(event_of, rows))


def by_others(store: Store, agg: str, since: int, actor: str) -> list[Event]:
    """What others than ``actor`` recorded on an aggregate after the event in row ``since``."""
    rows = store.db.execute(
        f"SELECT {_READ} FROM event WHERE agg = ? AND id > ? AND actor <> ? ORDER BY id",
        [agg, since, actor],
    )
    return [event_of(row) for row in rows]


def verify_chain(store: Store) -> list[tuple[str, str]]:
    """(where, what) of every event whose number, hash or private part does not prove."""
    book, found = book_id(store.db), list[tuple[str, str]]()
    ends = dict[str, tuple[int, bytes]]()
    for row in store.db.execute(f"SELECT {_COLUMNS} FROM event ORDER BY stream, seq"):
        stream, seq = row[2:4]
        priv, salt, priv_hash, hash_ = row[11:15]
        number, before = ends.get(stream, (0, FIRST))
        where = f"event {stream}:{seq}"
        if seq != number + 1:
            found.append((where, f"event {number + 1} of its stream is missing"))
        elif not _follows(before, book, row):
            found.append(
                (where, "its hash does not prove: it or the one before was changed")
            )
        if (
            priv is not None
            and hashlib.sha256((salt or b"") + priv.encode()).digest() != priv_hash
        ):
            found.append((where, "its private part was changed"))
        ends[stream] = (seq, hash_)
    heads = {name: (seq, hash_) for name, seq, hash_ in
             store.db.execute("SELECT stream, seq, hash FROM stream")}  # fmt: skip
    for name in sorted(heads.keys() | ends.keys()):
        end = ends.get(name, (0, FIRST))
        if heads.get(name) != end:
            found.append((f"stream {name}", f"does not end with its event {end[0]}"))
    return found


def _follows(before: bytes, book: str, row: Sequence[Any]) -> bool:
    """Whether an event's hash follows from the one before; what is no JSON follows from nothing."""
    try:
        return bool(chained(before, book, row) == row[14])
    except (TypeError, ValueError, RecursionError):
        return False
