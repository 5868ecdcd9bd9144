"""The ledger's tables, set-wise: what a staged file changes, and writing it unseen.

Everything here works on the *next* generation: a row counts when it is current there, so
the files of one import see each other before any reader sees them. ``changes_*`` compare
(reading only, no lock); ``write_*`` write the difference in short locked pieces.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from typing import Any

from ledgerlane.domain.account import SETTLED
from ledgerlane.store.batches import FOREVER

CUSTOMER = "parent country currency language terms credit_limit credit_hold salesperson risk_given opened".split()
PARTY = "name contact email phone".split()
ITEM = (
    "number kind currency doc_day due_day amount open disputed dispute_reason dispute_day terms"
    " po_number related company memo"
).split()
RECEIPT = "currency value_day amount unapplied origin method reference remittance".split()
LONGEST_LOCK_SECONDS = 0.04

_WRITES = re.compile(r"(?:INTO|UPDATE|DELETE FROM) (customer|item|receipt|allocation)\b")

Writing = Callable[[], AbstractContextManager[Any]]


@dataclass(frozen=True, slots=True)
class Stage:
    """Where an import writes: the connection, how to lock it, the next generation, the source."""

    db: Any
    writing: Writing
    generation: int
    source: int

    def seen(self, alias: str) -> str:
        """SQL: the row is this source's and current in the next generation."""
        return (
            f"{alias}.source = {self.source} AND {alias}.gen_from <= {self.generation}"
            f" AND {alias}.gen_to > {self.generation}"
        )

    def next_id(self, table: str) -> int:
        """One past the largest id in use (and its line numbers are added to it)."""
        return int(
            self.db.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()[0]
        )

    def count(self, query: str) -> int:
        """The number a query answers."""
        return int(self.db.execute(query).fetchone()[0] or 0)

    def pieces(self, statements: Sequence[str], table: str, *, noted: bool = True) -> None:
        """Run the statements for every stretch ``:a < n <= :b`` of a temp table, each locked briefly.

        Which tables they write to is ``noted`` for `touched_customers`.
        """
        last = self.count(f"SELECT max(n) FROM work.{table}")
        at, size = self.count(f"SELECT min(n) FROM work.{table}") - 1, 1000
        if last and noted:
            self._note_written(statements)
        while at < last:
            with self.writing():
                started = time.perf_counter()
                stretch = {"a": at, "b": at + size}
                for statement in statements:
                    self.db.execute(statement, stretch)
                taken = time.perf_counter() - started
            at += size
            size = max(
                200,
                min(50_000, int(size * min(2.0, LONGEST_LOCK_SECONDS / max(taken, 1e-6)))),
            )

    def _note_written(self, statements: Sequence[str]) -> None:
        written = {found[1] for each in statements if (found := _WRITES.search(each))}
        self.db.executemany(
            "INSERT OR IGNORE INTO work.written VALUES (?)", [(table,) for table in written]
        )

    def note_moved(self, table: str) -> None:
        """Remember the ids of a temp table: these items have a version of the next generation.

        Their customers, of every version, are touched.
        """
        self.db.execute(f"INSERT OR IGNORE INTO work.moved SELECT id FROM work.{table}")
        self.db.execute(
            "INSERT OR IGNORE INTO work.touched SELECT t.customer"
            f" FROM work.{table} m CROSS JOIN item t ON t.id = m.id"
        )


@dataclass(frozen=True, slots=True)
class Counts:
    """How a file's rows compare with what the book holds."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    closed: int = 0


def _end(table: str, generation: int) -> str:
    """SQL: the old version of a changed row ends where the next generation begins."""
    return (
        f"UPDATE {table} SET gen_to = {generation} WHERE (id, gen_from) IN (SELECT id, old FROM"
        f" work.change WHERE n > :a AND n <= :b AND old < {generation})"
    )


def _columns(alias: str, names: Sequence[str]) -> str:
    return ", ".join(f"{alias}.{name}" for name in names)


def _compare(
    stage: Stage, table: str, staged: str, match: str, differ: str, extra: str = ""
) -> Counts:
    """Fill work.change (n, id, old) with the rows of a staging table that are new or differ.

    What was there before an import was taken back comes back under its old id: our history
    hangs on it.
    """
    db = stage.db
    base = stage.next_id(table)
    db.execute("DROP TABLE IF EXISTS work.change")
    db.execute("CREATE TABLE work.change (n INTEGER PRIMARY KEY, id INTEGER, old INTEGER)")
    db.execute(
        "INSERT INTO work.change SELECT s.n, coalesce(t.id, (SELECT max(o.id)"
        f" FROM {table} o WHERE o.source = {stage.source} AND o.key = s.key), {base} + s.n), t.gen_from"
        f" FROM work.{staged} s {extra} LEFT JOIN {table} t ON t.key = s.key AND {stage.seen('t')} {match}"
        f" WHERE t.id IS NULL OR {differ}"
    )
    new, touched = db.execute(
        "SELECT coalesce(sum(old IS NULL), 0), count(*) FROM work.change"
    ).fetchone()
    rows = stage.count(f"SELECT count(*) FROM work.{staged}")
    return Counts(new, touched - new, rows - touched)


def take_customers(stage: Stage) -> Counts:
    """Write the staged customers that are new or differ."""
    names, parties = _columns("t", CUSTOMER), _columns("p", PARTY)
    differ = (
        f"(t.number, {names}, {parties}) IS NOT"
        f" (s.number, {_columns('s', CUSTOMER)}, {_columns('s', PARTY)})"
    )
    match = "LEFT JOIN party p ON p.id = t.id AND p.gen_from = t.gen_from"
    counts = _compare(stage, "customer", "stage_customer", match, differ)
    N = stage.generation  # noqa: N806  the letter the notes on generations use
    chosen = "FROM work.change c CROSS JOIN work.stage_customer s ON s.n = c.n WHERE c.n > :a AND c.n <= :b"
    stage.pieces(
        [
            _end("customer", N),
            f"INSERT OR REPLACE INTO customer (id, gen_from, gen_to, source, key, number, {', '.join(CUSTOMER)})"
            f" SELECT c.id, {N}, {FOREVER}, {stage.source}, s.key, s.number, {_columns('s', CUSTOMER)} {chosen}",
            f"INSERT OR REPLACE INTO party (id, gen_from, {', '.join(PARTY)})"
            f" SELECT c.id, {N}, {_columns('s', PARTY)} {chosen}",
        ],
        "change",
    )
    return counts


def place_customers(stage: Stage, staged: str) -> int:
    """Make a customer for every one a staged file names and the book does not know.

    Of several names of one number the most frequent counts, then the last.
    """
    number, name, country = "customer_key", "''", "''"
    if staged == "stage_item":
        number, name, country = "customer_number", "name", "country"
    db = stage.db
    db.execute("DROP TABLE IF EXISTS work.unknown")
    db.execute(
        "CREATE TABLE work.unknown AS SELECT s.customer_key AS key, count(*) AS rows, max(s.n) AS last"
        f" FROM work.{staged} s WHERE s.customer_key IS NOT NULL GROUP BY s.customer_key"
    )
    db.execute(
        f"DELETE FROM work.unknown WHERE key IN (SELECT key FROM customer t WHERE {stage.seen('t')})"
    )
    found = stage.count("SELECT count(*) FROM work.unknown")
    if found:
        db.execute("DELETE FROM work.stage_customer")
        db.execute(
            "INSERT INTO work.stage_customer (n, key, number, name, country, parent, currency, language,"
            " contact, email, phone, terms, credit_hold, salesperson, risk_given)"
            " SELECT row_number() OVER (ORDER BY last), key, coalesce(nullif(number, ''), key), name, country,"
            " '', '', '', '', '', '', '', 0, '', '' FROM ("
            "  SELECT u.key, u.last, s.number, s.name, s.country, row_number() OVER"
            "   (PARTITION BY u.key ORDER BY s.rows DESC, s.last DESC) AS place FROM work.unknown u JOIN ("
            f"   SELECT customer_key AS key, number, name, country, count(*) AS rows, max(n) AS last FROM"
            f"   (SELECT customer_key, n, {number} AS number, {name} AS name,"
            f"    {country} AS country FROM work.{staged} WHERE customer_key IN"
            "    (SELECT key FROM work.unknown)) GROUP BY customer_key, number, name, country) s"
            "  ON s.key = u.key) WHERE place = 1"
        )
        take_customers(stage)
    db.execute("DROP TABLE work.unknown")
    return found


def take_items(stage: Stage) -> Counts:
    """Write the staged items that are new or differ. Customers are there already."""
    extra = f"CROSS JOIN customer k ON k.key = s.customer_key AND {stage.seen('k')}"
    differ = f"(t.customer, {_columns('t', ITEM)}) IS NOT (k.id, {_columns('s', ITEM)})"
    counts = _compare(stage, "item", "stage_item", "", differ, extra)
    N = stage.generation  # noqa: N806
    stage.pieces(
        [
            _end("item", N),
            f"INSERT OR REPLACE INTO item (id, gen_from, gen_to, source, key, customer, {', '.join(ITEM)})"
            f" SELECT c.id, {N}, {FOREVER}, {stage.source}, s.key, k.id, {_columns('s', ITEM)}"
            f" FROM work.change c CROSS JOIN work.stage_item s ON s.n = c.n {extra} WHERE c.n > :a AND c.n <= :b",
        ],
        "change",
        noted=False,
    )
    stage.note_moved("change")
    return counts


def take_receipts(stage: Stage) -> Counts:
    """Write the staged receipts that are new or differ, and what their reversals take back."""
    base = stage.next_id("receipt")
    extra = (
        f"LEFT JOIN customer k ON k.key = s.customer_key AND {stage.seen('k')}"
        f" LEFT JOIN receipt v ON v.key = s.reverses_key AND {stage.seen('v')}"
        " LEFT JOIN work.stage_receipt w ON w.key = s.reverses_key"
    )
    reverses = f"coalesce(v.id, {base} + w.n)"
    differ = f"(t.customer, t.reverses, {_columns('t', RECEIPT)}) IS NOT (k.id, {reverses}, {_columns('s', RECEIPT)})"
    counts = _compare(stage, "receipt", "stage_receipt", "", differ, extra)
    N = stage.generation  # noqa: N806
    extra += " LEFT JOIN work.change x ON x.n = w.n"
    reverses = "coalesce(x.id, v.id)"  # a receipt that changes here has ended: v is its old version
    stage.pieces(
        [
            _end("receipt", N),
            "INSERT OR REPLACE INTO receipt (id, gen_from, gen_to, source, key, customer, reverses,"
            f" {', '.join(RECEIPT)}) SELECT c.id, {N}, {FOREVER}, {stage.source}, s.key, k.id, {reverses},"
            f" {_columns('s', RECEIPT)} FROM work.change c CROSS JOIN work.stage_receipt s ON s.n = c.n {extra}"
            " WHERE c.n > :a AND c.n <= :b",
        ],
        "change",
    )
    _take_reversals(stage)
    return counts


def _take_reversals(stage: Stage) -> None:
    """A bounced receipt is used up by its reversal from the day the bank took it back."""
    N = stage.generation  # noqa: N806
    pairs = (
        f"FROM receipt r CROSS JOIN receipt p ON p.id = r.reverses AND {stage.seen('p')}"
        f" WHERE {stage.seen('r')} AND r.reverses IS NOT NULL"
    )
    due = "max(0, min(p.amount - p.unapplied, r.unapplied - r.amount))"
    base = stage.next_id("allocation")
    db = stage.db
    db.execute("DROP TABLE IF EXISTS work.bounce")
    db.execute(
        "CREATE TABLE work.bounce (n INTEGER PRIMARY KEY, receipt INTEGER, against INTEGER, day INTEGER,"
        " cash INTEGER, id INTEGER, old INTEGER)"
    )
    db.execute(
        "INSERT INTO work.bounce (receipt, against, day, cash, id, old)"
        f" SELECT q.p, q.r, q.day, q.cash, a.id, a.gen_from FROM (SELECT p.id AS p, r.id AS r, r.value_day AS day,"
        f" {due} AS cash {pairs}) q LEFT JOIN allocation a ON a.receipt = q.p AND a.against = q.r AND"
        f" {stage.seen('a')} WHERE a.id IS NULL AND q.cash > 0 OR a.id IS NOT NULL AND (a.day, a.cash) IS NOT (q.day, q.cash)"
    )
    chosen = "FROM work.bounce WHERE n > :a AND n <= :b"
    stage.pieces(
        [
            f"UPDATE allocation SET gen_to = {N} WHERE (id, gen_from) IN (SELECT id, old {chosen} AND old < {N})",
            "INSERT OR REPLACE INTO allocation (id, gen_from, gen_to, source, receipt, against, day, cash)"
            f" SELECT coalesce(id, {base} + n), {N}, {FOREVER}, {stage.source}, receipt, against, day, cash {chosen}",
        ],
        "bounce",
    )


def newest_receipt(stage: Stage) -> date | None:
    """The value date of the newest staged receipt."""
    day = stage.count(
        "SELECT max(value_day) FROM work.stage_receipt WHERE reverses_key IS NULL"
    )
    return date.fromordinal(day) if day else None


def derive_receipts(stage: Stage) -> None:
    """Stage one receipt for each staged item that says only on which day it was settled."""
    stage.db.execute("DELETE FROM work.stage_receipt")
    stage.db.execute(
        f"INSERT INTO work.stage_receipt (n, key, customer_key, {', '.join(RECEIPT)}, reverses_key)"
        f" SELECT n, '{SETTLED}' || key, customer_key, currency, settled_day,"
        " amount, 0, 'derived', '', number, '', NULL FROM work.stage_item WHERE settled_day IS NOT NULL"
    )


def derive_allocations(stage: Stage) -> None:
    """Each derived receipt pays its item on its day; a settlement withdrawn is ended."""
    N = stage.generation  # noqa: N806
    base = stage.next_id("allocation")
    db = stage.db
    db.execute("DROP TABLE IF EXISTS work.paid")
    db.execute(
        "CREATE TABLE work.paid AS SELECT s.n AS n, r.id AS receipt, i.id AS item, s.settled_day AS day,"
        " s.amount AS cash, a.id AS id, a.gen_from AS old FROM work.stage_item s"
        f" CROSS JOIN receipt r ON r.key = '{SETTLED}' || s.key AND {stage.seen('r')}"
        f" CROSS JOIN item i ON i.key = s.key AND {stage.seen('i')}"
        f" LEFT JOIN allocation a ON a.receipt = r.id AND {stage.seen('a')}"
        " WHERE s.settled_day IS NOT NULL AND (a.id IS NULL OR (a.item, a.day, a.cash) IS NOT (i.id, s.settled_day, s.amount))"
    )
    chosen = "FROM work.paid WHERE n > :a AND n <= :b"
    stage.pieces(
        [
            f"UPDATE allocation SET gen_to = {N} WHERE (id, gen_from) IN (SELECT id, old {chosen} AND old < {N})",
            "INSERT OR REPLACE INTO allocation (id, gen_from, gen_to, source, receipt, item, day, cash)"
            f" SELECT coalesce(id, {base} + n), {N}, {FOREVER}, {stage.source}, receipt, item, day, cash {chosen}",
        ],
        "paid",
    )
    withdrawn = (
        f"SELECT r.id FROM work.stage_item s CROSS JOIN receipt r ON r.key = '{SETTLED}' || s.key AND {stage.seen('r')}"
        " WHERE s.settled_day IS NULL"
    )
    end_receipts(stage, withdrawn)


def end_receipts(stage: Stage, which: str, *, noted: bool = True) -> int:
    """End the receipts a query names, and what they paid; how many ended."""
    db = stage.db
    db.execute("DROP TABLE IF EXISTS work.gone")
    db.execute(
        f"CREATE TABLE work.gone AS SELECT row_number() OVER () AS n, id FROM ({which}) AS q"
    )
    found = stage.count("SELECT count(*) FROM work.gone")
    if found:
        ids = "(SELECT id FROM work.gone WHERE n > :a AND n <= :b)"
        stage.pieces(
            [statement for table, column in (("allocation", "receipt"), ("receipt", "id"))
             for statement in end_rows(stage, table, f"{column} IN {ids}")],
            "gone", noted=noted,
        )  # fmt: skip
    return found


def end_rows(stage: Stage, table: str, where: str) -> tuple[str, str]:
    """SQL that ends rows in the next generation: older ones are closed, its own vanish."""
    N = stage.generation  # noqa: N806
    return (
        f"DELETE FROM {table} WHERE {where} AND gen_from = {N}",
        f"UPDATE {table} SET gen_to = {N} WHERE {where} AND gen_from < {N} AND gen_to > {N}",
    )
