"""Staging tables: a file's rows on this connection only, before anything is locked.

They lie in a database of their own, ``work``, whose file has no name once it is open: it
takes no memory, and nothing of it is left behind however the importer ends.
"""

from __future__ import annotations

import glob
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

STAGES = {
    "customers": (
        "stage_customer",
        "n INTEGER PRIMARY KEY, key TEXT, number TEXT, name TEXT, parent TEXT, country TEXT,"
        " currency TEXT, language TEXT, contact TEXT, email TEXT, phone TEXT, terms TEXT,"
        " credit_limit INTEGER, credit_hold INTEGER, salesperson TEXT, risk_given TEXT,"
        " opened INTEGER",
    ),
    "items": (
        "stage_item",
        "n INTEGER PRIMARY KEY, key TEXT, number TEXT, kind TEXT, customer_key TEXT,"
        " customer_number TEXT, name TEXT, country TEXT, currency TEXT, doc_day INTEGER,"
        " due_day INTEGER, amount INTEGER, open INTEGER, settled_day INTEGER,"
        " disputed INTEGER, dispute_reason TEXT, dispute_day INTEGER, terms TEXT,"
        " po_number TEXT, related TEXT, company TEXT, memo TEXT",
    ),
    "payments": (
        "stage_receipt",
        "n INTEGER PRIMARY KEY, key TEXT, customer_key TEXT, currency TEXT, value_day INTEGER,"
        " amount INTEGER, unapplied INTEGER, origin TEXT, method TEXT, reference TEXT,"
        " remittance TEXT, reverses_key TEXT, account TEXT NOT NULL DEFAULT '', booked INTEGER,"
        " bank_ref TEXT NOT NULL DEFAULT '', end_to_end TEXT NOT NULL DEFAULT '',"
        " batch INTEGER NOT NULL DEFAULT 0, payer TEXT NOT NULL DEFAULT '',"
        " payer_account TEXT NOT NULL DEFAULT '', raw TEXT NOT NULL DEFAULT ''",
    ),
    "allocations": (
        "stage_allocation",
        "n INTEGER PRIMARY KEY, receipt_key TEXT, credit_key TEXT, item_key TEXT, day INTEGER,"
        " cash INTEGER, discount INTEGER, writeoff INTEGER, reason TEXT",
    ),
}
"""Kind of file -> its staging table and that table's columns; ``n`` is the line."""

WIDTHS = {kind: columns.count(",") + 1 for kind, (_, columns) in STAGES.items()}


@contextmanager
def workspace(db: Any, book: Path) -> Iterator[None]:
    """Attach the nameless database ``work`` to the connection, outside any transaction.

    An importer that was killed before its file lost its name left it behind; there is only
    one importer at a time, so whatever lies there belongs to nobody.
    """
    for left in book.parent.glob(f"{glob.escape(book.name)}.work.*"):
        left.unlink(missing_ok=True)
    path = Path(f"{book}.work.{os.getpid()}")
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    os.close(descriptor)
    try:
        db.execute("ATTACH ? AS work", [str(path)])
        try:
            for setting in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-8000"):
                db.execute(f"PRAGMA work.{setting}").fetchall()
            db.execute("CREATE TABLE work.written (name TEXT PRIMARY KEY)")
            db.execute("CREATE TABLE work.touched (customer INTEGER PRIMARY KEY)")
        finally:
            path.unlink(missing_ok=True)
        yield
    finally:
        if db.in_transaction:
            db.execute("ROLLBACK")
        if any(row[1] == "work" for row in db.execute("PRAGMA database_list").fetchall()):
            db.execute("DETACH work")


def begin(db: Any) -> None:
    """Make the staging tables, empty."""
    for table, columns in STAGES.values():
        db.execute(f"DROP TABLE IF EXISTS work.{table}")
        db.execute(f"CREATE TABLE work.{table} ({columns})")
    db.execute("DROP TABLE IF EXISTS work.moved")
    db.execute("CREATE TABLE work.moved (id INTEGER PRIMARY KEY)")


@contextmanager
def filling(db: Any) -> Iterator[None]:
    """Many rows into the staging tables as one step; nothing in the book is locked.

    The workspace keeps no journal to roll back with; whoever fails drops it.
    """
    db.execute("BEGIN")
    try:
        yield
    finally:
        db.execute("COMMIT")


def add(db: Any, kind: str, columns: Sequence[Sequence[object]]) -> None:
    """Put rows, given as columns, into the staging table of their kind."""
    table = STAGES[kind][0]
    marks = ",".join("?" * WIDTHS[kind])
    db.executemany(f"INSERT INTO work.{table} VALUES ({marks})", zip(*columns, strict=True))


def fold_doubles(db: Any, kind: str) -> tuple[int, list[tuple[int, int, str]]]:
    """Count exact repeats of a row once; name the lines of rows that contradict each other.

    Returns how many repeats were dropped, and (first line, other line, key) of at most 50
    contradictions.
    """
    table, columns = STAGES[kind]
    names = [each.split()[0] for each in columns.split(", ")][2:]
    db.execute(f"CREATE INDEX work.{table}_key ON {table} (key)")
    differs = f"({', '.join('a.' + n for n in names)}) IS NOT ({', '.join('b.' + n for n in names)})"
    db.execute("DROP TABLE IF EXISTS work.doubled")
    db.execute(
        "CREATE TABLE work.doubled AS"
        f" SELECT key, min(n) AS n FROM work.{table} GROUP BY key HAVING count(*) > 1"
    )
    pair = f"work.doubled d JOIN work.{table} a ON a.n = d.n JOIN work.{table} b ON b.key = d.key AND b.n > d.n"
    against = db.execute(
        f"SELECT a.n, b.n, a.key FROM {pair} WHERE {differs} LIMIT 50"
    ).fetchall()
    dropped = 0
    if not against:
        dropped = db.execute(
            f"DELETE FROM work.{table} WHERE n IN (SELECT b.n FROM {pair})"
        ).rowcount
    db.execute("DROP TABLE work.doubled")
    return dropped, [tuple(row) for row in against]


def sums(db: Any, kind: str) -> tuple[Counter[str], Counter[str]]:
    """The amounts and what is open (or unapplied) of the staged rows, minor units by currency."""
    rest = {"items": "open", "payments": "unapplied"}.get(kind)
    if rest is None:
        return Counter(), Counter()
    rows = db.execute(
        f"SELECT currency, sum(amount), sum({rest}) FROM work.{STAGES[kind][0]} GROUP BY currency"
    ).fetchall()
    return Counter({c: a for c, a, _ in rows}), Counter({c: o for c, _, o in rows})
