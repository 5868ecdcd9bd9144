"""The append-only history: streams of events, each chained to the one before it, and signed.

`store.chain` says what the hashes cover, `store.trust` which events count; whatever is read
here is what counts. Time stamps are a hybrid logical clock.
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

from ledgerlane.domain.counting import DECISIONS
from ledgerlane.domain.errors import NotPermitted
from ledgerlane.domain.events import Event, Fact
from ledgerlane.store import chain, keys, machine, memory, trust, wire
from ledgerlane.store.chain import COLUMNS
from ledgerlane.store.chain import FIRST as FIRST
from ledgerlane.store.chain import chained as chained
from ledgerlane.store.connection import Store
from ledgerlane.store.settings import book_id, drawn, seed

_COLUMNS = f"{COLUMNS}, sig"
_READ = "stream, seq, t, actor, kind, kv, agg, base, body, priv"
_READ_E = ", ".join(f"e.{name}" for name in _READ.split(", "))


@dataclass(slots=True)
class _Head:
    """Where a stream ends."""

    stream: str
    seq: int
    hash: bytes
    t: int
    key: bytes | None = None
    signed_from: int | None = None


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
    db, book, signed = store.db, book_id(store.db), trust.signs(store.db)
    head = _own_head(store, actor, keys.public() if signed else None)
    if signed:
        _require_counting(store, head, actor, facts)
    made, written = list[Event](), list[Sequence[Any]]()
    for agg, (seen, newest) in _heads(db, facts).items():
        now_us = clock()
        for fact in facts[agg]:
            base = tuple(f"{stream}:{seq}" for stream, seq in sorted(seen.items()))
            head.seq, head.t = head.seq + 1, max(now_us, head.t, newest) + 1
            event = Event(head.stream, head.seq, head.t, actor, agg, base, fact)
            row = _row(event)
            head.hash = chain.hashed(head.hash, book, row)
            seen[head.stream], newest = head.seq, head.t
            made.append(event)
            own = signed and fact.kind in DECISIONS
            sig = memory.sign(chain.decision_text(head.hash)) if own else None
            written.append((*row, head.hash, sig))
    insert(db, written)
    sign_head(store, head.stream, actor, head.seq, head.hash, head.signed_from)
    return made


def sign_head(
    store: Store, stream: str, actor: str, seq: int, hash_: bytes, signed_from: int | None
) -> None:
    """Note where an own stream ends, signed from ``signed_from`` on; None: it is not signed."""
    sig = None
    if signed_from is not None:
        book = book_id(store.db)
        sig = memory.sign(chain.head_text(book, stream, actor, signed_from, seq, hash_))
    store.db.execute(
        "UPDATE stream SET seq = ?, hash = ?, signed_from = ?, sig = ? WHERE stream = ?",
        [seq, hash_, signed_from, sig, stream],
    )


def _require_counting(
    store: Store, head: _Head, actor: str, facts: Mapping[str, Sequence[Fact]]
) -> None:
    """Raise NotPermitted before anything is recorded that would not count."""
    known = trust.of(store)
    if known is None:
        return
    far = known.reach_of(head.stream, actor)
    decides = any(fact.kind in DECISIONS for told in facts.values() for fact in told)
    if head.seq >= (far.decided if decides else far.last):
        msg = f"this would not count: {far.why}. An admin enrols it: ledgerlane people enrol {actor}"
        raise NotPermitted(msg)


def insert(db: Any, rows: Iterable[Sequence[Any]]) -> None:
    """Lay down rows of table ``event``, each with its hash and signature. Inside a write transaction."""
    marks = ", ".join("?" * len(_COLUMNS.split(", ")))
    db.executemany(f"INSERT INTO event ({_COLUMNS}) VALUES ({marks})", rows)


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


def _own_head(store: Store, actor: str, key: bytes | None) -> _Head:
    """The end of this person's stream on this machine, which begins with its first event.

    Signed with ``key`` from the next event on; whoever signs with another one begins a stream.
    """
    db, host = store.db, machine.fingerprint(store.path)
    rows = db.execute(
        "SELECT s.stream, s.seq, s.hash, coalesce(e.t, 0), s.key, s.signed_from FROM stream s"
        " LEFT JOIN event e ON e.stream = s.stream AND e.seq = s.seq"
        " WHERE s.actor = ? AND s.host = ? AND (s.key IS NULL OR s.key IS ?)",
        [actor, host, key],
    ).fetchall()
    row = next((each for each in rows if key is None or not _went_on(store, each)), None)
    if row is None:
        (known,) = db.execute("SELECT count(*) FROM stream").fetchone()
        row = (drawn(seed(db), f"stream {known}").hex(), 0, FIRST, 0, None, None)
        db.execute(
            "INSERT INTO stream (stream, actor, host, seq, hash) VALUES (?, ?, ?, 0, ?)",
            [row[0], actor, host, FIRST],
        )
    head = _Head(*row)
    if key is not None and head.key is None:
        head.key, head.signed_from = key, head.seq + 1
        db.execute("UPDATE stream SET key = ? WHERE stream = ?", [key, head.stream])
        sign_head(store, head.stream, actor, head.seq, head.hash, head.signed_from)
    return head


def _went_on(store: Store, row: Sequence[Any]) -> bool:
    """Whether a stream was seen here with events that are gone: going on with it would be a fork."""
    stream, seq = row[:2]
    last, hash_ = memory.seen(book_id(store.db)).heads.get(stream, (0, ""))
    if last == 0 or last > seq:
        return bool(last > seq)
    found = store.db.execute(
        "SELECT hash FROM event WHERE stream = ? AND seq = ?", [stream, last]
    ).fetchone()
    return found is None or found[0].hex() != hash_


def offer(store: Store, actor: str) -> str:
    """Let the book know this device's key (hex), so that an admin can enrol it. Inside ``writing()``."""
    _own_head(store, actor, keys.public())
    return keys.public().hex()


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
    for event in trust.counted(store, until(map(event_of, rows), as_of)):
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
            yield agg, trust.counted(store, until(found, as_of))
            found = []
        agg = event.agg
        found.append(event)
    if found:
        yield agg, trust.counted(store, until(found, as_of))


def event_of(row: Sequence[Any]) -> Event:
    """An event from the columns stream ... priv."""
    stream, seq, t, actor, kind, kv, agg, base, body, priv = row
    fact = wire.decode(kind, kv, body, priv)
    return Event(stream, seq, t, actor, agg, wire.ids(base), fact)


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

    What their device is called is none of their acts.

    Close it before the book.
    """
    own = store.db.execute("SELECT stream FROM stream WHERE actor = ?", [actor]).fetchall()
    each = (
        store.db.execute(
            f"SELECT {_READ} FROM event WHERE stream = ? AND agg <> 'device' ORDER BY seq DESC",
            stream,
        )
        for stream in own
    )
    newest = heapq.merge(*each, key=lambda row: (row[2], row[0], row[1]), reverse=True)
    known = trust.of(store)
    with closing(newest):
        for event in map(event_of, newest):
            if known is None or not trust.why_not(store, known, event):
                yield event


def named(store: Store, ids: Iterable[str]) -> list[Event]:
    """The events of these ids, in the order given."""
    rows = store.db.execute(
        f"SELECT {_READ_E} FROM json_each(?) j CROSS JOIN event e ON e.stream ="
        " substr(j.value, 1, instr(j.value, ':') - 1)"
        " AND e.seq = CAST(substr(j.value, instr(j.value, ':') + 1) AS INTEGER) ORDER BY j.key",
        [json.dumps(list(ids))],
    )
    return trust.counted(store, map(event_of, rows))


def by_others(store: Store, agg: str, since: int, actor: str) -> list[Event]:
    """What others than ``actor`` recorded on an aggregate after the event in row ``since``."""
    rows = store.db.execute(
        f"SELECT {_READ} FROM event WHERE agg = ? AND id > ? AND actor <> ? ORDER BY id",
        [agg, since, actor],
    )
    return trust.counted(store, map(event_of, rows))


def verify_chain(store: Store) -> list[tuple[str, str]]:
    """(where, what) of every event whose number, hash or private part does not prove."""
    book, found = book_id(store.db), list[tuple[str, str]]()
    ends, named = dict[str, tuple[int, bytes]](), dict[str, int]()
    for row in store.db.execute(f"SELECT {_COLUMNS} FROM event ORDER BY stream, seq"):
        stream, seq, base = row[2], row[3], row[9]
        priv, salt, priv_hash, hash_ = row[11:15]
        _see(named, base)
        number, before = ends.get(stream, (0, FIRST))
        where = f"event {stream}:{seq}"
        if seq != number + 1:
            found.append((where, f"event {number + 1} of its stream is missing"))
        elif not chain.follows(before, book, row):
            found.append(
                (where, "its hash does not prove: it or the one before was changed")
            )
        if (
            priv is not None
            and hashlib.sha256((salt or b"") + priv.encode()).digest() != priv_hash
        ):
            found.append((where, "its private part was changed"))
        elif (priv is None) != (salt is None):
            found.append((where, "its salt was changed"))
        ends[stream] = (seq, hash_)
    heads = {name: (seq, hash_) for name, seq, hash_ in
             store.db.execute("SELECT stream, seq, hash FROM stream")}  # fmt: skip
    for name in sorted(heads.keys() | ends.keys() | named.keys()):
        end = ends.get(name, (0, FIRST))
        if heads.get(name) != end and (name in heads or name in ends):
            found.append((f"stream {name}", f"does not end with its event {end[0]}"))
        if (last := named.get(name, 0)) > end[0]:
            found.append(
                (f"stream {name}", f"others had seen its event {last}, which is gone")
            )
    return found


def _see(named: dict[str, int], base: str) -> None:
    """Note the last event of each stream that an author had seen."""
    for part in base.strip("[]").replace('"', "").split(","):
        stream, _, seq = part.partition(":")
        if seq.isdecimal():
            named[stream] = max(named.get(stream, 0), int(seq))
