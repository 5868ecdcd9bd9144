"""A whole book as lines of JSON, and back: nothing lost, and the same book gives the same bytes.

First a line that says what this is; then for each table its columns and its rows; last the
number of rows and the SHA-256 of every byte before. What is derived is not in it.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

from ledgerlane.domain.errors import Refused
from ledgerlane.store import history, projections, refresh
from ledgerlane.store.batches import FOREVER
from ledgerlane.store.connection import SCHEMA, Store
from ledgerlane.store.sqlite import IntegrityError

MARK = '{"ledgerlane":"everything"'
"""How such a file begins."""

_ORDER = {
    "book": "name", "generation": "only", "source": "id", "batch": "id",
    "line_hashes": "source, kind, part", "customer": "id, gen_from", "party": "id, gen_from",
    "item": "id, gen_from", "receipt": "id, gen_from", "bank_record": "receipt", "allocation": "id, gen_from",
    "stream": "stream", "event": "id",
}  # fmt: skip
_VERSIONED = ("customer", "item", "receipt", "allocation")
_OF_MAKING = ("book.made", "person.added", "role.granted", "key.enrolled")
_CHUNK = 5_000


def lines(store: Store) -> Iterator[str]:
    """The book, a line at a time; one moment of it, whatever is written meanwhile."""
    digest, count = hashlib.sha256(), 0
    db = store.db
    db.execute("BEGIN")
    try:
        for line, rows in _body(db):
            digest.update(line.encode())
            count += rows
            yield line
    finally:
        db.execute("ROLLBACK")
    yield _json({"end": count, "sha256": digest.hexdigest()})


def _body(db: Any) -> Iterator[tuple[str, int]]:
    yield _json({"ledgerlane": "everything", "v": 1, "schema": SCHEMA}), 0
    for table, order in _ORDER.items():
        columns = _columns(db, table)
        yield _json({"table": table, "columns": columns}), 0
        chosen = ", ".join(columns)
        if table in _VERSIONED:  # an importer at work may have ended rows that still count
            current = "(SELECT current FROM generation)"
            ends = f"CASE WHEN gen_to > {current} THEN {FOREVER} ELSE gen_to END"
            chosen = ", ".join(ends if name == "gen_to" else name for name in columns)
        for row in db.execute(
            f"SELECT {chosen} FROM {table}{_seen(table)} ORDER BY {order}"
        ):
            yield _json([_packed(value) for value in row]), 1


def _seen(table: str) -> str:
    """SQL that leaves out what an importer has staged and nobody sees, and notes on what is derived."""
    if table == "book":
        return f" WHERE name <> '{refresh.DERIVED}'"
    if table in (*_VERSIONED, "party"):
        return " WHERE gen_from <= (SELECT current FROM generation)"
    if table == "bank_record":
        current = "(SELECT current FROM generation)"
        return f" WHERE receipt IN (SELECT id FROM receipt WHERE gen_from <= {current})"
    if table == "batch":
        return " WHERE state <> 'staged'"
    if table == "source":
        return " WHERE id IN (SELECT source FROM batch WHERE state <> 'staged')"
    return ""


def _columns(db: Any, table: str) -> list[str]:
    return [row[1] for row in db.execute(f"PRAGMA table_info({table})")]


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"


def _packed(value: Any) -> Any:
    if isinstance(value, bytes):
        return {"b64": base64.b64encode(value).decode("ascii")}
    return value


def _unpacked(value: Any) -> Any:
    """What a column holds. Raises ValueError for what none can."""
    match value:
        case {"b64": str(text)}:
            return base64.b64decode(text, validate=True)
        case None | str() | float():
            return value
        case int() if -(2**63) <= value < 2**63:
            return value
    raise ValueError


def read(store: Store, found: Iterable[str], *, keep: bool = True) -> int:
    """Make an empty book the one these lines hold, in one transaction; how many rows.

    What is derived is the caller's to make; a caller that is killed before leaves a book
    that makes it at its next start. Refused when the book is not empty, or the lines
    are not whole or not as they were written. Without ``keep`` it is only tried.
    """
    with store.writing() as db:
        _require_empty(db)
        db.execute("SAVEPOINT untouched")
        triggers = db.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'event'"
        ).fetchall()
        for name, _ in triggers:  # the history of a book nobody has worked in may go
            db.execute(f"DROP TRIGGER {name}")
        for table in _ORDER:
            db.execute(f"DELETE FROM {table}")
        rows = _Reader(db).read(found)
        for _, sql in triggers:
            db.execute(sql)
        _require_chain(store)
        projections.touch(store, ("people", "policy"))
        if not keep:
            db.execute("ROLLBACK TO untouched")
    return rows


def _require_empty(db: Any) -> None:
    marks = ", ".join("?" * len(_OF_MAKING))
    worked = db.execute(
        f"SELECT EXISTS (SELECT 1 FROM batch) OR EXISTS (SELECT 1 FROM event WHERE kind NOT IN ({marks}))",
        _OF_MAKING,
    )
    if worked.fetchone()[0]:
        msg = "a whole book can only be taken into an empty one; make one with `ledgerlane init`"
        raise Refused(msg)


def _require_chain(store: Store) -> None:
    for where, what in history.verify_chain(store):
        msg = f"{where}: {what}; the file was changed"
        raise Refused(msg)


class _Reader:
    """Lines into tables, a few thousand rows at a time."""

    def __init__(self, db: Any) -> None:
        self.db = db
        self.digest = hashlib.sha256()
        self.count = 0
        self.insert = ""
        self.width = 0
        self.waiting: list[list[Any]] = []

    def read(self, found: Iterable[str]) -> int:
        """Take every line; how many rows. Refused at the first that cannot be used."""
        ended = False
        for number, line in enumerate(found, start=1):
            try:
                value = json.loads(line)
            except (ValueError, RecursionError):
                raise _unusable(
                    number, "not a line of JSON; the file is cut or was changed"
                ) from None
            if ended:
                raise _unusable(number, "more after the end")
            if isinstance(value, list):
                self._row(number, value)
            elif number == 1:
                self._start(value)
            elif not isinstance(value, dict):
                raise _unusable(number, "neither a table nor a row")
            elif "end" in value:
                ended = True
                if (value["end"], value.get("sha256")) != (
                    self.count,
                    self.digest.hexdigest(),
                ):
                    raise _unusable(number, "the sum does not prove; the file was changed")
            else:
                self._table(number, value)
            self.digest.update(line.encode())
        if not ended:
            raise _unusable(0, "the last line is missing; the file is cut")
        self._flush()
        return self.count

    def _start(self, value: Any) -> None:
        marks = isinstance(value, dict) and (value.get("ledgerlane"), value.get("v"))
        if marks != ("everything", 1):
            raise _unusable(1, "not a whole book of this version")
        if not isinstance(value.get("schema"), int) or value["schema"] > SCHEMA:
            raise _unusable(1, f"made by a newer ledgerlane (schema {value.get('schema')})")

    def _table(self, number: int, value: Any) -> None:
        self._flush()
        table, columns = value.get("table"), value.get("columns")
        if (
            not isinstance(table, str)
            or table not in _ORDER
            or not isinstance(columns, list)
        ):
            raise _unusable(number, f"no table of a book: {table!r}")
        known = _columns(self.db, table)
        if unknown := [str(name) for name in columns if name not in known]:
            raise _unusable(number, f"{table} has no {', '.join(unknown)}")
        if len(set(columns)) < len(columns):
            raise _unusable(number, f"{table} names a column twice")
        self.width = len(columns)
        marks = ", ".join("?" * self.width)
        self.insert = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"

    def _row(self, number: int, values: list[Any]) -> None:
        if not self.insert or len(values) != self.width:
            raise _unusable(number, "a row that fits no table")
        try:
            self.waiting.append([_unpacked(value) for value in values])
        except ValueError:
            raise _unusable(number, "a value that no book holds") from None
        self.count += 1
        if len(self.waiting) >= _CHUNK:
            self._flush()

    def _flush(self) -> None:
        if self.waiting:
            try:
                self.db.executemany(self.insert, self.waiting)
            except (IntegrityError, UnicodeEncodeError) as error:
                raise _unusable(
                    0, f"rows that contradict each other or a rule: {error}"
                ) from None
            self.waiting = []


def _unusable(number: int, words: str) -> Refused:
    return Refused(f"line {number}: {words}" if number else words)
