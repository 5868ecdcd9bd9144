"""The worklist: pages of table ``queue`` in the order of a view, and snapshots that hold still."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ledgerlane.domain.errors import Refused
from ledgerlane.store.collating import collation
from ledgerlane.store.connection import Store
from ledgerlane.store.standings import COLUMNS, QueueRow, read_row

__all__ = [
    "ORDERS",
    "Place",
    "QueueRow",
    "View",
    "count",
    "filtered",
    "page",
    "snapshot",
    "window",
]

_SELECT = f"SELECT {', '.join(f'q.{name}' for name in COLUMNS)}, q.id FROM queue q"

SEARCHED = (
    "lower(q.number) || ' ' || q.collation || ' ' || lower(q.currency) || ' ' || lower(q.why)"
    " || ' ' || lower(q.next_words)"
)
"""What of a row a word may be in: number, name, currency, reason and next step."""


def holding(text: str, word: str, customer: str) -> tuple[str, ...]:
    """SQL that a text holds a word, or the customer an invoice whose number begins so; what it binds.

    In whatever case, with or without accents. Only a word of four signs with a figure among
    them is looked for in invoices.
    """
    parts, bound = (
        f"instr({text}, ?) OR instr({text}, ?)",
        (collation(word), word.casefold()),
    )
    if len(word) < 4 or not any(sign.isdigit() for sign in word):
        return f"({parts})", *bound
    numbers = (word, word + "\U0010ffff")
    return f"({parts} OR {customer} IN ({_OF_INVOICE}))", *bound, *numbers, *numbers


_OF_INVOICE = (
    "SELECT i.customer FROM source s CROSS JOIN item_now i ON i.source = s.id AND i.key >= ?"
    " AND i.key < ? UNION ALL SELECT i.customer FROM item_now i"
    " WHERE i.number >= ? AND i.number < ? AND i.number <> i.key"
)
"""Customers by the beginning of an invoice's number, from the index that has it (`search`)."""


ORDERS: Mapping[str, tuple[str, str]] = {
    "priority": ("q.rank", "DESC"),
    "open": ("q.overdue", "DESC"),
    "old": ("coalesce(q.oldest_due, 9999999)", "ASC"),
    "name": ("q.collation", "ASC"),
    "next": ("coalesce(q.next_day, 9999999)", "ASC"),
}
"""What a list can be sorted by, and which way round comes first."""


@dataclass(frozen=True, slots=True)
class View:
    """Which rows in which order. ``owners`` None: everybody's; ``""`` in it: nobody's too.

    ``listed``: only rows that rules do not keep off today's list. ``handed``: what is handed up
    to any of these (logins and roles) is among them, whoever owns it and whatever keeps it off.
    """

    owners: tuple[str, ...] | None = None
    listed: bool = True
    where: str = ""
    values: tuple[Any, ...] = ()
    sort: str = "priority"
    reverse: bool = False
    handed: tuple[str, ...] = ()

    def conditions(self) -> tuple[str, list[Any]]:
        """SQL and what it binds."""
        parts, values = ["1"], list[Any]()
        if self.listed:  # in the words of the index that has this order
            parts.append("(q.exit <> '') = 0" if self.sort == "priority" else "q.exit = ''")
        if self.owners is not None:
            parts.append(f"q.owner IN ({', '.join('?' * len(self.owners))})")
            values += self.owners
        if self.handed:
            marks = ", ".join("?" * len(self.handed))
            parts = [f"({' AND '.join(parts)} OR q.escalated IN ({marks}))"]
            values += self.handed
        if self.where:
            parts.append(f"({self.where})")
            values += self.values
        return " AND ".join(parts), values

    def order(self) -> tuple[str, str]:
        """The sorted expression and its direction."""
        if self.sort not in ORDERS:
            msg = f"{self.sort!r} is no order of the queue: {', '.join(ORDERS)}"
            raise Refused(msg)
        column, way = ORDERS[self.sort]
        if self.reverse:
            way = "ASC" if way == "DESC" else "DESC"
        return column, way


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page ended: the sorted value and the id of its last row."""

    value: Any
    id: int


def page(
    store: Store, view: View, after: Place | None = None, limit: int | None = 50
) -> list[QueueRow]:
    """The next rows of a view after a place, by keyset: as fast at the end as at the top.

    ``limit`` None: all of them.
    """
    where, values = view.conditions()
    column, way = view.order()
    if after is not None:
        before = "<" if way == "DESC" else ">"
        where += f" AND {column} {before}= ? AND ({column} {before} ? OR q.id > ?)"
        values += [after.value, after.value, after.id]
    rows = store.db.execute(
        f"{_SELECT} WHERE {where} ORDER BY {column} {way}, q.id LIMIT ?",
        [*values, -1 if limit is None else limit],
    )
    return [read_row(row) for row in rows]


def plan_of(store: Store, view: View) -> list[str]:
    """How SQLite will find the first page of a view; for tests and the curious."""
    where, values = view.conditions()
    column, way = view.order()
    rows = store.db.execute(
        f"EXPLAIN QUERY PLAN {_SELECT} WHERE {where} ORDER BY {column} {way}, q.id LIMIT 50",
        values,
    )
    return [row[3] for row in rows]


def place_of(row: QueueRow, view: View) -> Place:
    """The place after which `page` goes on."""
    values = {
        "priority": row.rank, "open": row.overdue, "name": row.collation,
        "old": row.oldest_due.toordinal() if row.oldest_due else 9_999_999,
        "next": row.next_day.toordinal() if row.next_day else 9_999_999,
    }  # fmt: skip
    return Place(values[view.sort], row.id)


def row(store: Store, customer: int, currency: str) -> QueueRow | None:
    """The row of one account."""
    found = store.db.execute(
        f"{_SELECT} WHERE q.customer = ? AND q.currency = ?", [customer, currency]
    ).fetchone()
    return read_row(found) if found else None


def count(store: Store, view: View) -> tuple[int, dict[str, int]]:
    """How many rows a view has, and what is overdue in each currency."""
    where, values = view.conditions()
    found = store.db.execute(
        f"SELECT q.currency, count(*), sum(q.overdue) FROM queue q WHERE {where}"
        " GROUP BY q.currency ORDER BY 3 DESC",
        values,
    ).fetchall()
    return sum(each[1] for each in found), {each[0]: each[2] for each in found}


def handed_up(store: Store) -> set[str]:
    """The logins and roles to whom accounts are handed up now."""
    found = store.db.execute("SELECT DISTINCT escalated FROM queue WHERE escalated <> ''")
    return {row[0] for row in found}


def worked_on(store: Store, actor: str, day: int) -> int:
    """How many customers a person worked on a day (an ordinal), what was taken back left out."""
    found = store.db.execute(
        "SELECT count(DISTINCT customer) FROM activity"
        " WHERE day = ? AND actor = ? AND code <> '' AND kind <> 'undo' AND undone = 0",
        [day, actor],
    )
    return int(found.fetchone()[0])


def snapshot(reader: Any, view: View) -> int:
    """Fix a view's order in a temporary table of the reader; how many rows.

    The row's number is its rowid, so any stretch is one look-up and nothing moves under
    the hand while others import. One SQL step: other threads run meanwhile.
    """
    where, values = view.conditions()
    column, way = view.order()
    reader.execute("DROP TABLE IF EXISTS temp.snap")
    reader.execute("DROP TABLE IF EXISTS temp.kept")
    reader.execute(
        "CREATE TEMP TABLE snap AS SELECT q.id AS id, q.currency AS currency, q.overdue AS overdue,"
        f" q.customer AS customer, {SEARCHED} AS words FROM queue q WHERE {where} ORDER BY {column} {way}, q.id",
        values,
    )
    return _last(reader, "snap")


def filtered(reader: Any, text: str) -> int:
    """Keep of the snapshot the rows that hold each of these words (`holding`).

    How many rows that is; ``""`` keeps all again.
    """
    words = [holding("words", word, "customer") for word in text.split()]
    reader.execute("DROP TABLE IF EXISTS temp.kept")
    if not words:
        return _last(reader, "snap")
    reader.execute(
        "CREATE TEMP TABLE kept AS SELECT id, currency, overdue FROM temp.snap"
        f" WHERE {' AND '.join(each[0] for each in words)} ORDER BY rowid",
        [bound for each in words for bound in each[1:]],
    )
    return _last(reader, "kept")


def overdue_sums(reader: Any) -> dict[str, int]:
    """What is overdue in what is kept of the snapshot, by currency, the largest first."""
    rows = reader.execute(
        f"SELECT currency, sum(overdue) FROM temp.{_kept(reader)} GROUP BY currency ORDER BY 2 DESC"
    )
    return dict(rows.fetchall())


def window(reader: Any, start: int, stop: int) -> list[QueueRow | None]:
    """Rows ``start`` to before ``stop`` of the snapshot, as they read now; None: gone since."""
    found = reader.execute(
        f"{_SELECT.replace('FROM queue q', f'FROM temp.{_kept(reader)} t LEFT JOIN queue q ON q.id = t.id')}"
        " WHERE t.rowid BETWEEN ? AND ? ORDER BY t.rowid",
        [start + 1, stop],
    )
    return [read_row(each) if each[0] is not None else None for each in found]


def place_in(reader: Any, customer: int, currency: str) -> int | None:
    """The row number (from 0) of an account in the snapshot, or None."""
    found = reader.execute(
        f"SELECT t.rowid - 1 FROM temp.{_kept(reader)} t WHERE t.id ="
        " (SELECT q.id FROM queue q WHERE q.customer = ? AND q.currency = ?)",
        [customer, currency],
    ).fetchone()
    return int(found[0]) if found else None


def _kept(reader: Any) -> str:
    kept = reader.execute("SELECT 1 FROM temp.sqlite_master WHERE name = 'kept'").fetchone()
    return "kept" if kept else "snap"


def _last(reader: Any, table: str) -> int:
    return int(
        reader.execute(f"SELECT coalesce(max(rowid), 0) FROM temp.{table}").fetchone()[0]
    )
