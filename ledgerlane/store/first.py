"""The first items of an empty book: rows straight into the table, most indexes after them.

All of it is one transaction. Nobody waits for a book that has nothing in it, one commit
costs one wait for the disk, and whoever dies in between leaves the book as it was, its
indexes too. What this way cannot do raises `NotThisWay`; the transaction is rolled back and
the file goes the long way, through the staging tables.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from ledgerlane.store.batches import FOREVER
from ledgerlane.store.ledger import CUSTOMER, ITEM, PARTY
from ledgerlane.store.sqlite import sqlite3
from ledgerlane.store.staged import STAGES

MAX_CUSTOMERS = 150_000
"""More than these would take more memory than the import may."""

INDEXES = ("item_customer", "item_open", "item_ending")
"""Built after the rows. Not the unique one: exports come in the order of their numbers, and
sorting a million keys takes more memory than the import may (SQLite sorts in memory here)."""
MOST_SORTED_BYTES = 96 << 20
"""Of a file; about 1.3 million items, whose sorting takes some 60 MB. Larger ones go the slower
way that takes the same memory at any size."""
_PLACE = {name.split()[0]: at for at, name in enumerate(STAGES["items"][1].split(", "))}
_SPARE = {
    "disputed": 0, "dispute_reason": "", "dispute_day": None, "terms": "", "po_number": "",
    "related": "", "company": "", "memo": "", "kind": "invoice",
}  # fmt: skip
"""Columns often the same all through a file, and what they are then."""


Name = tuple[str, str, str, str]
"""A customer as a row has it: key, number, name, country."""


class NotThisWay(Exception):  # noqa: N818  control flow between this module and its caller
    """The file needs the long way: a key comes twice, or it has too many customers."""


def possible(db: Any) -> bool:
    """Whether the book never had an item, nor a customer that is no more."""
    found = db.execute(
        "SELECT EXISTS (SELECT 1 FROM item)"
        f" OR EXISTS (SELECT 1 FROM customer WHERE gen_to <> {FOREVER})"
    )
    return not found.fetchone()[0]


class _Ids(dict[str, int]):
    """Customer's key -> id; a key not met before gets the next id."""

    def __init__(self, known: dict[str, int], last: int) -> None:
        super().__init__(known)
        self.last = last
        self._bare = {key.lstrip("0") for key in known if key.isdecimal()}

    def __missing__(self, key: str) -> int:
        if self._bare and key.isdecimal() and key.lstrip("0") in self._bare:
            raise NotThisWay  # it may be a known one, but for the zeros before it
        self.last += 1
        self[key] = self.last
        return self.last


class FirstItems:
    """Takes columns of staged items, block by block. Inside one write transaction."""

    def __init__(
        self, db: Any, source: int, generation: int, *, named: bool, file_bytes: int
    ) -> None:
        """Begin. ``named``: rows say more of a customer than the number that is its key."""
        self.db = db
        self.named = named
        self.source, self.generation = source, generation
        self.rows = 0
        self.apart = 0
        """Customers that differ from another one in zeros before their numbers only."""
        known = dict(
            db.execute(
                f"SELECT key, id FROM customer WHERE source = {source} AND gen_to = {FOREVER}"
            ).fetchall()
        )
        last = db.execute("SELECT coalesce(max(id), 0) FROM customer").fetchone()[0]
        self._known = len(known)
        self._ids = _Ids(known, last)
        self._first_new = last + 1
        self._times: Counter[Name] = Counter()
        self._last: dict[Name, int] = {}
        self._indexes = dict(
            db.execute(
                "SELECT name, sql FROM sqlite_master WHERE tbl_name = 'item'"
            ).fetchall()
        )
        self._later = INDEXES if file_bytes <= MOST_SORTED_BYTES else ()
        for name in self._later:
            db.execute(f"DROP INDEX {name}")
        self._cache = db.execute("PRAGMA cache_size").fetchone()[0]
        # Rows go to the end of the table, and sorting needs the memory; indexes kept while
        # rows come are written all over.
        db.execute(f"PRAGMA cache_size = {-2_000 if self._later else -24_000}")

    def add(self, columns: Sequence[Sequence[Any]]) -> None:
        """Write a block of rows."""
        size = len(columns[0])
        customers = list(map(self._ids.__getitem__, columns[_PLACE["customer_key"]]))
        if len(self._ids) > MAX_CUSTOMERS:
            raise NotThisWay
        if self.named and max(customers) >= self._first_new:
            self._note_names(columns)
        names = [
            name
            for name in ITEM
            if name not in _SPARE
            or columns[_PLACE[name]].count(_SPARE[name]) < size
            or name == "kind"
        ]
        constant = f"{self.generation}, {FOREVER}, {self.source}"
        marks = ", ".join("?" * (len(names) + 3))
        rows = zip(
            range(self.rows + 1, self.rows + size + 1), columns[_PLACE["key"]], customers,
            *(columns[_PLACE[name]] for name in names), strict=True,
        )  # fmt: skip
        try:
            self.db.executemany(
                f"INSERT INTO item (gen_from, gen_to, source, id, key, customer, {', '.join(names)})"
                f" VALUES ({constant}, {marks})",
                rows,
            )
        except sqlite3.IntegrityError:
            raise NotThisWay from None
        self.rows += size

    def _note_names(self, columns: Sequence[Sequence[Any]]) -> None:
        """Count how often each customer of this file is written how, and where last."""
        wanted = ("customer_key", "customer_number", "name", "country")
        seen = list(zip(*(columns[_PLACE[name]] for name in wanted), strict=True))
        self._times.update(seen)
        self._last.update(zip(seen, columns[0], strict=True))
        if len(self._last) > MAX_CUSTOMERS:
            raise NotThisWay

    def finish(self) -> int:
        """Write the customers, build the indexes; how many customers were made."""
        made = self._write_customers()
        bare = Counter(key.lstrip("0") for key in self._ids if key.isdecimal())
        self.apart = sum(count for count in bare.values() if count > 1)
        for memory in (self._times, self._last, self._ids):
            memory.clear()
        for name in self._later:
            self.db.execute(self._indexes[name])
        return made

    def close(self) -> None:
        """Give the connection its memory back."""
        self.db.execute(f"PRAGMA cache_size = {self._cache}")

    def note_written(self) -> None:
        """Everybody's account has changed. After the transaction: `work` cannot roll back."""
        self.db.execute("INSERT OR IGNORE INTO work.written VALUES ('everything')")

    def _write_customers(self) -> int:
        """Of several names of one number the most frequent counts, then the last."""
        best: dict[str, tuple[int, int, Name]] = {}
        for each, line in self._last.items():
            found = (self._times[each], line, each)
            best[each[0]] = max(best.get(each[0], found), found)
        rows = []
        for key, number in self._ids.items():
            if number >= self._first_new:
                _, _, (_, written, name, country) = best.get(key, (0, 0, (key, "", "", "")))
                rows.append((number, key, written or key, country, name))
        head = f"{self.generation}, {FOREVER}, {self.source}"
        spare = {
            "country": "?4",
            "credit_limit": "NULL",
            "credit_hold": "0",
            "opened": "NULL",
        }
        values = ", ".join(spare.get(name, "''") for name in CUSTOMER)
        self.db.executemany(
            f"INSERT INTO customer (id, gen_from, gen_to, source, key, number, {', '.join(CUSTOMER)})"
            f" VALUES (?1, {head}, ?2, ?3, {values})",
            [row[:4] for row in rows],
        )
        self.db.executemany(
            f"INSERT INTO party (id, gen_from, {', '.join(PARTY)}) VALUES (?, {self.generation}, ?, '', '', '')",
            [(row[0], row[4]) for row in rows],
        )
        return len(rows)
