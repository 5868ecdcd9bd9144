"""Generations of the ledger as they travel: what an import changed, by key, and taking it in.

A generation is lines of JSON: first a heading (`Heading`), then one line a row that began or
ended with it. Rows are known by source and key, allocations by all they say: ids mean
nothing elsewhere. It is named by the SHA-256 of its lines, so the same one has one effect.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ledgerlane.domain.errors import Unproven
from ledgerlane.store.connection import Store
from ledgerlane.store.ledger import CUSTOMER, ITEM, PARTY, RECEIPT
from ledgerlane.store.settings import book_id

MAX_BYTES = 4 << 30
"""Of a generation's lines, unpacked."""

BATCH = "kind scope file sha256 format profile as_of known_at actor report".split()
ALLOCATION = "day cash discount writeoff reason".split()
BANK = "account booked bank_ref end_to_end batch payer payer_account raw".split()

_REF = "(SELECT s.name || '/' || o.key FROM {table} o JOIN source s ON s.id = o.source WHERE o.id = {id} LIMIT 1)"
_CUSTOMER_OF = _REF.format(table="customer", id="t.customer")


def _names(alias: str, columns: list[str]) -> str:
    return ", ".join(f"{alias}.{name}" for name in columns)


_WIDE = {
    "customer": (
        f"t.number, {_names('t', CUSTOMER)}, {_names('p', PARTY)}",
        "customer t LEFT JOIN party p ON p.id = t.id AND p.gen_from = t.gen_from",
    ),
    "item": (f"{_CUSTOMER_OF}, {_names('t', ITEM)}", "item t"),
    "receipt": (
        f"{_CUSTOMER_OF}, {_REF.format(table='receipt', id='t.reverses')}, {_names('t', RECEIPT)}",
        "receipt t",
    ),
}  # fmt: skip
"""By table: what a line holds after its kind, source and key, and where it is read."""


@dataclass(frozen=True, slots=True)
class Known:
    """A generation that this copy has: its name, its number here, and what it came after.

    ``place`` orders generations the same on every copy, and each behind those it came after:
    by the latest day of balances so far, by how many came before one another, by name.
    """

    sha256: str
    generation: int
    after: tuple[str, ...]
    place: str


def known(db: Any) -> dict[str, Known]:
    """Every generation that has travelled, by its name."""
    rows = db.execute(
        "SELECT sha256, generation, after, place FROM ledger_blob ORDER BY generation"
    )
    return {
        row[0]: Known(row[0], row[1], tuple(json.loads(row[2])), row[3]) for row in rows
    }


def placed(name: str, after: tuple[str, ...], as_of: int, of: dict[str, Known]) -> str:
    """Where a generation stands among all; ``of`` has those that it came after."""
    before = [of[each].place.split("/") for each in after]
    day = max(as_of, *(int(each[0]) for each in before), 0)
    depth = 1 + max((int(each[1]) for each in before), default=0)
    return f"{day:08d}/{depth:08d}/{name}"


def newest(of: dict[str, Known]) -> tuple[str, ...]:
    """Those that no other one came after, sorted."""
    before = {name for each in of.values() for name in each.after}
    return tuple(sorted(of.keys() - before))


def unnamed(db: Any) -> list[int]:
    """Generations of this copy that have not travelled yet, the earliest first."""
    rows = db.execute(
        "SELECT DISTINCT generation FROM batch WHERE state <> 'staged' AND generation NOT IN"
        " (SELECT generation FROM ledger_blob) ORDER BY generation"
    )
    return [row[0] for row in rows]


def packed(store: Store, generation: int, after: tuple[str, ...]) -> tuple[Known, bytes]:
    """A generation as it travels, and its name."""
    digest, buffer = hashlib.sha256(), io.BytesIO()
    with gzip.GzipFile(fileobj=buffer, mode="wb", compresslevel=6, mtime=0) as out:
        for line in _lines(store, generation, after):
            told = (
                json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n"
            ).encode()
            digest.update(told)
            out.write(told)
    row = store.db.execute(
        "SELECT max(as_of) FROM batch WHERE generation = ?", [generation]
    )
    name = digest.hexdigest()
    place = placed(name, after, row.fetchone()[0], known(store.db))
    return Known(name, generation, after, place), buffer.getvalue()


def keep(db: Any, made: Known, content: bytes | None = None) -> None:
    """Note under which name a generation travels. Inside a write transaction.

    ``content``: of one from elsewhere, so that it can go on from here as it came.
    """
    db.execute(
        "INSERT INTO ledger_blob (sha256, generation, after, place, content) VALUES (?, ?, ?, ?, ?)",
        [made.sha256, made.generation, json.dumps(made.after), made.place, content],
    )


def content_of(store: Store, made: Known) -> bytes:
    """A generation as it travels, whoever imported it."""
    row = store.db.execute(
        "SELECT content FROM ledger_blob WHERE sha256 = ?", [made.sha256]
    ).fetchone()
    return row[0] if row[0] is not None else packed(store, made.generation, made.after)[1]


def _lines(store: Store, generation: int, after: tuple[str, ...]) -> Iterator[Any]:
    db = store.db
    batches = [
        dict(zip(("source", "strip_zeros", "undoes", *BATCH), row, strict=True))
        for row in db.execute(
            f"SELECT s.name, s.strip_zeros, (SELECT u.sha256 FROM batch u WHERE u.id = b.undoes), {_names('b', BATCH)}"
            " FROM batch b JOIN source s ON s.id = b.source WHERE b.generation = ? AND b.state <> 'staged' ORDER BY b.id",
            [generation],
        )
    ]
    yield {"v": 1, "book": book_id(db), "after": list(after), "batches": batches}
    for table, (columns, tables) in _WIDE.items():
        gone = f" AND NOT EXISTS (SELECT 1 FROM {table} n WHERE n.id = t.id AND n.gen_from = t.gen_to)"
        for mark, edge, more in (("-", "gen_to", gone), ("+", "gen_from", "")):
            rows = db.execute(
                f"SELECT s.name, t.key, {columns} FROM {tables} JOIN source s ON s.id = t.source"
                f" WHERE t.{edge} = ?{more} ORDER BY s.name, t.key",
                [generation],
            )
            for row in rows:
                yield [mark, table, *(row[:2] if mark == "-" else row)]
    yield from _allocations(db, generation)
    for row in db.execute(
        f"SELECT s.name, r.key, {_names('k', BANK)} FROM receipt r JOIN bank_record k ON k.receipt = r.id JOIN source s"
        " ON s.id = r.source WHERE r.gen_from = ?1 AND NOT EXISTS (SELECT 1 FROM receipt o WHERE o.id = r.id"
        " AND o.gen_from < ?1) ORDER BY s.name, r.key",
        [generation],
    ):
        yield ["+", "bank_record", *row]


_PAIR = ("receipt", "credit", "item", "against")
"""What pays, and what is paid: the allocations between the two change together."""


def _allocations(db: Any, generation: int) -> Iterator[Any]:
    """Of each pair whose allocations changed, all that count now; ``-`` where none does."""
    refs = ", ".join(
        _REF.format(table=table, id=f"p.{name}")
        for table, name in zip(("receipt", "item", "item", "receipt"), _PAIR, strict=True)
    )
    same = " AND ".join(
        f"t.{name} IS p.{name}" for name in ("item", "receipt", "credit", "against")
    )
    pairs = f"(SELECT DISTINCT source, {', '.join(_PAIR)} FROM allocation WHERE gen_from = ?1 OR gen_to = ?1)"
    rows = db.execute(
        f"SELECT s.name, {refs}, {_names('t', ALLOCATION)} FROM {pairs} p JOIN source s ON s.id = p.source"
        f" LEFT JOIN allocation t ON {same} AND t.gen_from <= ?1 AND t.gen_to > ?1"
        f" ORDER BY {', '.join(str(n) for n in range(1, 11))}",
        [generation],
    )
    for row in rows:
        yield ["-" if row[5] is None else "+", "allocation", row[0], "", *row[1:]]


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above a generation's rows: of which book, after which ones, and its files."""

    sha256: str
    after: tuple[str, ...]
    batches: tuple[dict[str, Any], ...]


def unpacked(
    store: Store, name: str, content: bytes
) -> tuple[Heading, Iterator[list[Any]]]:
    """The heading of a generation and its rows. Raises Unproven for what is not what its name says.

    The name is proved before the first row is given.
    """
    digest = hashlib.sha256()
    for line in _unzipped(name, content):
        digest.update(line)
    if digest.hexdigest() != name:
        raise _unproven(name, "holds something else than its name says")
    rows = map(json.loads, _unzipped(name, content))
    try:
        told = next(rows)
        if told["v"] != 1:
            raise _unproven(
                name, f"was written by a newer ledgerlane (version {told['v']})"
            )
        if told["book"] != book_id(store.db):
            raise _unproven(name, "is of another book")
        heading = Heading(name, tuple(map(str, told["after"])), tuple(told["batches"]))
    except (StopIteration, KeyError, TypeError, ValueError):
        raise _unproven(name, "has no heading") from None
    return heading, rows


def _unzipped(name: str, content: bytes) -> Iterator[bytes]:
    size = 0
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as file:
            for line in file:
                size += len(line)
                if size > MAX_BYTES:
                    raise _unproven(name, f"is larger than {MAX_BYTES >> 30} GB")
                yield line
    except (OSError, EOFError):
        raise _unproven(name, "is damaged") from None


def _unproven(name: str, words: str) -> Unproven:
    return Unproven(f"ledger {name[:12]}: {words}; nothing of it was taken")
