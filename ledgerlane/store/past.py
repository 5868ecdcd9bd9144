"""The derived tables as they read on another day: for lists and reports that ask ``--as-of``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from ledgerlane.store import patterns, projections, worked
from ledgerlane.store.connection import Store
from ledgerlane.store.lens import EVERYBODY, some
from ledgerlane.store.standings import COLUMNS, QueueRow, stored_row
from ledgerlane.store.worked import Question, Worked


@contextmanager
def shown(store: Store, ask: Question) -> Iterator[None]:
    """While this is open, whoever reads a derived table finds what it would hold on that day.

    Temporary views of the same names stand in front of the real ones, so no list needs a
    query of its own for the past. Nothing may be recorded meanwhile. The same question, asked
    again inside or before anything was recorded, has its answer already.
    """
    if store.standing_for is not None:
        assert store.standing_for == ask, (store.standing_for, ask)
        yield
        return
    _answer(store, ask)
    store.standing_for = ask
    try:
        for table in projections.OF_CUSTOMER:
            store.db.execute(
                f"CREATE TEMP VIEW {table} AS SELECT * FROM temp.{_THEN}{table}"
            )
        yield
    finally:
        store.standing_for = None
        for table in projections.OF_CUSTOMER:
            store.db.execute(f"DROP VIEW IF EXISTS temp.{table}")


_THEN = "then_"


def _answer(store: Store, ask: Question) -> None:
    """Fill the tables that the views read, where they do not hold this answer already."""
    db = store.db
    wanted = (ask, store.others, *db.execute("SELECT max(id) FROM event").fetchone())
    number, held = store.answered
    if held == wanted and _number(db) == number:
        return
    store.answered = (number + 1, None)
    found = _found(store, ask)
    for table in projections.OF_CUSTOMER:
        db.execute(f"DROP TABLE IF EXISTS temp.{_THEN}{table}")
        db.execute(
            f"CREATE TEMP TABLE {_THEN}{table} AS SELECT * FROM main.{table} WHERE 0"
        )
    for each in found.values():
        for table, rows in projections.rows_of(each).items():
            if rows:
                marks = ", ".join("?" * len(rows[0]))
                db.executemany(f"INSERT INTO temp.{_THEN}{table} VALUES ({marks})", rows)
    db.execute("DROP TABLE IF EXISTS temp.answered")
    db.execute("CREATE TEMP TABLE answered (number INTEGER)")
    db.execute("INSERT INTO temp.answered VALUES (?)", [number + 1])
    store.answered = (number + 1, wanted)


def _number(db: Any) -> int:
    """Which answer the tables hold; a transaction taken back brings an earlier one back. 0: none."""
    there = db.execute(
        "SELECT 1 FROM temp.sqlite_master WHERE name = 'answered'"
    ).fetchone()
    return int(db.execute("SELECT number FROM temp.answered").fetchone()[0]) if there else 0


def list_of(db: Any, rows: Iterable[QueueRow] | None) -> None:
    """On this connection table ``queue`` holds these rows from now on; None: its own again."""
    db.execute("DROP TABLE IF EXISTS temp.queue")
    if rows is None:
        return
    db.execute("CREATE TEMP TABLE queue AS SELECT * FROM main.queue WHERE 0")
    inside = sorted(rows, key=lambda row: (row.customer, row.currency))
    db.executemany(
        f"INSERT INTO temp.queue (id, {', '.join(COLUMNS)}) VALUES (?{', ?' * len(COLUMNS)})",
        ((at, *stored_row(row)) for at, row in enumerate(inside, start=1)),
    )


def _found(store: Store, ask: Question) -> dict[int, Worked]:
    """Everybody with a history by then. Only plans are watched with a payer's habits in mind."""
    found = worked.load(store, EVERYBODY, ask, {})
    planned = some([id_ for id_, each in found.items() if each.plans])
    if planned.ids:
        habits = patterns.patterns(store.db, planned, ask.lens)
        found |= worked.load(store, planned, ask, habits)
    return found
