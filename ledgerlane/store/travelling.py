"""Events on their way out of a book and into it: as lines, proved before one is taken.

A line is a JSON array of what `LINE` names. Stream and actor are the head's, the hash is
what the chain makes of the lines: who has the head's hash has proved every line before it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn

from ledgerlane.domain.errors import Unproven
from ledgerlane.store import history, wire
from ledgerlane.store.connection import Store
from ledgerlane.store.settings import book_id

LINE = ("seq", "t", "kind", "kv", "agg", "base", "body", "priv", "salt", "erased", "sig")
"""What a line holds: ``base``, ``body``, ``priv`` are canonical JSON texts, ``salt`` is hex, and
``erased`` the hash (hex) of a private part that is no more, ``sig`` the signature of a decision (hex)."""

FOREIGN = ""
"""The host of a stream that is written elsewhere."""


@dataclass(frozen=True, slots=True)
class End:
    """Where a stream ends in this book. ``own``: this machine writes it."""

    stream: str
    actor: str
    seq: int
    hash: str
    own: bool


@dataclass(slots=True)
class Proof:
    """Follows a stream's lines from its end here; what it was given stands when it ends right."""

    book: str
    stream: str
    actor: str
    seq: int
    hash: bytes
    t: int
    aggs: set[str] = field(default_factory=set)

    def rows(self, lines: Iterable[str], last: int) -> Iterator[tuple[Any, ...]]:
        """The table's rows of the lines up to number ``last``. Raises Unproven for what cannot be next."""
        for line in lines:
            if self.seq >= last:
                return
            *row, sig = self._row(line)
            self.hash = history.chained(self.hash, self.book, row)
            self.seq, self.t = row[3], row[4]
            self.aggs.add(row[8])
            yield (*row, self.hash, sig)

    def _row(self, line: str) -> tuple[Any, ...]:
        try:
            seq, t, kind, kv, agg, base, body, priv, salt, erased, sig = json.loads(line)
            whole = (
                all(isinstance(each, str) for each in (kind, agg, base, body))
                and all(type(each) is int for each in (seq, t, kv))
                and (priv is None or isinstance(priv, str))
                and isinstance(json.loads(body), dict)
                and isinstance(json.loads(base), list)
            )
            salt = bytes.fromhex(salt) if salt else None
            hidden = bytes.fromhex(erased) if erased else None
            signed = bytes.fromhex(sig) if sig else None
        except (ValueError, TypeError, RecursionError):
            whole = False
        if not whole:
            self._refuse("is no event")
        if seq != self.seq + 1:
            self._refuse(f"is missing: number {seq} follows")
        if t <= self.t or not 0 < t < 2**62:
            self._refuse("is not later than the one before")
        if priv is not None:
            hidden = hashlib.sha256((salt or b"") + priv.encode()).digest()
        return (wire.VERSION, "", self.stream, seq, t, self.actor, kind, kv, agg, base, body, priv, salt, hidden, signed)  # fmt: skip

    def _refuse(self, words: str) -> NoReturn:
        where = f"stream {self.stream} of {self.actor}: event {self.seq + 1}"
        msg = f"{where} {words}; nothing of it was taken"
        raise Unproven(msg)


def ends(store: Store, host: str) -> dict[str, End]:
    """Where each stream of the book ends, by its name."""
    found = store.db.execute(
        "SELECT stream, actor, seq, hash, host FROM stream WHERE seq > 0"
    )
    return {
        name: End(name, actor, seq, hash_.hex(), host == at)
        for name, actor, seq, hash_, at in found
    }


def hash_at(store: Store, stream: str, seq: int) -> str:
    """The hash of an event, in hex; ``""`` where it is not here."""
    row = store.db.execute(
        "SELECT hash FROM event WHERE stream = ? AND seq = ?", [stream, seq]
    ).fetchone()
    return row[0].hex() if row else ""


def lines(store: Store, stream: str, first: int, last: int) -> Iterator[str]:
    """The lines of a stream's events from number ``first`` to ``last``."""
    rows = store.db.execute(
        "SELECT seq, t, kind, kv, agg, base, body, priv, salt, priv_hash, sig FROM event"
        " WHERE stream = ? AND seq BETWEEN ? AND ? ORDER BY seq",
        [stream, first, last],
    )
    for *told, priv, salt, hidden, sig in rows:
        erased = hidden.hex() if priv is None and hidden else None
        line = [
            *told,
            priv,
            salt.hex() if salt else None,
            erased,
            sig.hex() if sig else None,
        ]
        yield json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n"


def proof(store: Store, stream: str, actor: str) -> Proof:
    """What follows a stream from where it ends here."""
    row = store.db.execute(
        "SELECT s.seq, s.hash, coalesce(e.t, 0), s.actor FROM stream s LEFT JOIN event e"
        " ON e.stream = s.stream AND e.seq = s.seq WHERE s.stream = ?",
        [stream],
    ).fetchone()
    seq, hash_, t, known = row or (0, history.FIRST, 0, actor)
    if known != actor:
        msg = f"stream {stream} is {known}'s here and {actor}'s there; nothing of it was taken"
        raise Unproven(msg)
    return Proof(book_id(store.db), stream, actor, seq, hash_, t)


def insert(store: Store, proved: Proof, rows: Sequence[Sequence[Any]]) -> None:
    """Lay down rows that were proved. Inside a write transaction; projections are the caller's."""
    stream, actor = proved.stream, proved.actor
    store.db.execute(
        "INSERT OR IGNORE INTO stream (stream, actor, host, seq, hash) VALUES (?, ?, ?, 0, ?)",
        [stream, actor, FOREIGN, history.FIRST],
    )
    history.insert(store.db, rows)
    last = rows[-1]
    store.db.execute(
        "UPDATE stream SET seq = ?, hash = ? WHERE stream = ?", [last[3], last[-2], stream]
    )


def newest(store: Store) -> int:
    """The latest stamp of any event, microseconds."""
    row = store.db.execute("SELECT coalesce(max(t), 0) FROM event").fetchone()
    return int(row[0])
