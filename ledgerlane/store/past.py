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

    Temporary tables of the same names stand in front of the real ones, so no list needs a
    query of its own for the past. Nothing may be recorded meanwhile. Asked again inside, the
    same question has its answer already.
    """
    if store.standing_for is not None:
        assert store.standing_for == ask, (store.standing_for, ask)
        yield
        return
    found = _found(store, ask)
    db = store.db
    store.standing_for = ask
    try:
        for table in projections.OF_CUSTOMER:
            db.execute(f"CREATE TEMP TABLE {table} AS SELECT * FROM main.{table} WHERE 0")
        for each in found.values():
            for table, rows in projections.rows_of(each).items():
                if rows:
                    marks = ", ".join("?" * len(rows[0]))
                    db.executemany(f"INSERT INTO temp.{table} VALUES ({marks})", rows)
        yield
    finally:
        store.standing_for = None
        for table in projections.OF_CUSTOMER:
            db.execute(f"DROP TABLE IF EXISTS temp.{table}")


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
