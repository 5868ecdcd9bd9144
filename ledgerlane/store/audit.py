"""An audit pack: the whole history without a private word, which anybody can prove, with no book at hand.

Lines of JSON: what this is; the streams with their signed heads; every event as an array of
`_EVENT` in hex and JSON texts, its private part as the hash that the chain commits to; last
the number of events and the SHA-256 of every byte before.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ledgerlane.domain.counting import DECISIONS
from ledgerlane.domain.errors import Misused, Unproven
from ledgerlane.store import heads, history, settings, signatures, trust
from ledgerlane.store.connection import Store
from ledgerlane.store.sqlite import Error

_EVENT = "v, scope, stream, seq, t, actor, kind, kv, agg, base, body, priv_hash, hash, sig"
_BLOBS = (11, 12, 13)
_CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class Audit:
    """What a pack proves: nothing is wrong where ``findings`` (where, what) is empty.

    ``hangs_on``: whose key began the book and the key itself, for the reader to compare with
    what they know; ``decisions``: how many decisions of each kind count.
    """

    book: str
    events: int
    streams: int
    hangs_on: tuple[str, str]
    decisions: dict[str, int]
    findings: list[tuple[str, str]]


def lines(store: Store) -> Iterator[str]:
    """The pack of a book, a line at a time; one moment of it, whatever is written meanwhile."""
    digest, count, db = hashlib.sha256(), 0, store.db
    db.execute("BEGIN")
    try:
        for line, events in _body(store):
            digest.update(line.encode())
            count += events
            yield line
    finally:
        db.execute("ROLLBACK")
    yield _json({"end": count, "sha256": digest.hexdigest()})


def _body(store: Store) -> Iterator[tuple[str, int]]:
    db, book = store.db, settings.read(store)
    known = trust.of(store)
    yield _json({
        "ledgerlane": "audit", "v": 1, "book": book.id, "zone": book.zone,
        "currency": book.currency, "root": known.root if known is not None else "",
    }), 0  # fmt: skip
    for (stream,) in db.execute("SELECT stream FROM stream ORDER BY stream").fetchall():
        yield _json(heads.head_of(store, stream)), 0
    for row in db.execute(f"SELECT {_EVENT} FROM event ORDER BY stream, seq"):
        yield _json([v.hex() if isinstance(v, bytes) else v for v in row]), 1


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"


def prove(found: Iterable[str]) -> Audit:
    """Prove a pack as a book is proved. Raises Unproven when it is cut, changed or no pack at all."""
    with tempfile.TemporaryDirectory(prefix="ledgerlane-audit-") as folder:
        store = Store(Path(folder) / "audit.book", create=True)
        try:
            with store.writing():
                _Pack(store).take(found)
            return _proved(store)
        except Error as error:
            msg = f"its lines contradict each other: {error}"
            raise _unproven(msg) from None
        finally:
            store.close()


def _proved(store: Store) -> Audit:
    db = store.db
    findings = history.verify_chain(store)
    findings += signatures.findings(store, seen=False)
    known = trust.of(store)
    if known is None:
        findings.append(("people", "nobody signs this book; nothing says who wrote it"))
    first = known.people.keys[0] if known is not None and known.people.keys else None
    counts = {
        kind: number
        for kind, number in db.execute(
            "SELECT kind, count(*) FROM event GROUP BY kind ORDER BY kind"
        )
        if kind in DECISIONS
    }
    return Audit(
        settings.book_id(db), history.count(store),
        int(db.execute("SELECT count(*) FROM stream").fetchone()[0]),
        (first.login, first.key) if first is not None else ("", ""), counts, findings,
    )  # fmt: skip


class _Pack:
    """Lines of a pack into an empty book."""

    def __init__(self, store: Store) -> None:
        self.store, self.db = store, store.db
        self.digest, self.count, self.ended = hashlib.sha256(), 0, False
        self.waiting: list[list[Any]] = []

    def take(self, found: Iterable[str]) -> None:
        """Every line of it."""
        for number, line in enumerate(found, start=1):
            if self.ended:
                msg = f"line {number}: more after the end"
                raise _unproven(msg)
            try:
                self._line(number, json.loads(line))
            except (Misused, ValueError, KeyError, TypeError, RecursionError):
                msg = f"line {number}: is not of an audit pack; it is cut or was changed"
                raise _unproven(msg) from None
            self.digest.update(line.encode())
        if not self.ended:
            msg = "its last line is missing; it is cut"
            raise _unproven(msg)
        self._flush()

    def _line(self, number: int, value: Any) -> None:
        if number == 1:
            self._start(value)
        elif isinstance(value, list):
            self._event(value)
        elif "end" in value:
            if (value["end"], value["sha256"]) != (self.count, self.digest.hexdigest()):
                msg = "its sum does not prove; it was changed"
                raise _unproven(msg)
            self.ended = True
        else:
            self._head(value)

    def _start(self, value: Any) -> None:
        if (value["ledgerlane"], value["v"]) != ("audit", 1):
            raise ValueError
        told = {name: str(value[name]) for name in ("currency", "zone")}
        settings.require_zone(told["zone"])
        said = {"id": str(value["book"]), "practice": "0", "country": "", **told}
        settings.write(
            self.db, said | ({"root": str(value["root"])} if value["root"] else {})
        )

    def _head(self, value: Any) -> None:
        self.db.execute(
            "INSERT INTO stream (stream, actor, host, seq, hash) VALUES (?, ?, '', ?, ?)",
            [value["stream"], value["actor"], value["seq"], bytes.fromhex(value["hash"])],
        )
        heads.set_head(self.store, value)

    def _event(self, row: list[Any]) -> None:
        for at in _BLOBS:
            row[at] = bytes.fromhex(row[at]) if row[at] is not None else None
        if len(row) != len(_EVENT.split(", ")):
            raise ValueError
        self.waiting.append(row)
        self.count += 1
        if len(self.waiting) >= _CHUNK:
            self._flush()

    def _flush(self) -> None:
        marks = ", ".join("?" * len(_EVENT.split(", ")))
        self.db.executemany(f"INSERT INTO event ({_EVENT}) VALUES ({marks})", self.waiting)
        self.waiting = []


def _unproven(words: str) -> Unproven:
    return Unproven(f"audit pack: {words}")
