"""Sources, batches and generations: what was taken in when, and which of it is current."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from ledgerlane.store.locking import held

FOREVER = 2**31 - 1
"""``gen_to`` of a row that is still current."""

VERSIONED = ("customer", "item", "receipt", "allocation")


class BatchRow(NamedTuple):
    """A row of ``batch`` as it lies in the book."""

    id: int
    generation: int
    state: str
    source: str
    profile: str
    kind: str
    scope: str
    file: str
    sha256: str
    as_of: int
    known_at: int
    actor: str
    undoes: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBatch:
    """A batch about to be staged."""

    source: int
    kind: str
    scope: str
    file: str
    sha256: str
    format: str
    profile: str
    as_of: int
    known_at: int
    actor: str
    report: str
    undoes: int | None = None


class Reach(NamedTuple):
    """What taking a batch back does: rows that go, rows that are as before again, and what stands on the first."""

    customers: int
    items: int
    receipts: int
    items_back: int
    promises: int
    plans: int
    requests: int
    disputes: int
    charges: int
    postings: int


def only_importer(book: Path) -> AbstractContextManager[None]:
    """Hold the book's import lock; Unavailable when somebody else imports right now."""
    words = "somebody else is importing into this book right now; try again in a moment"
    return held(Path(f"{book}.import.lock"), 0, words)


@contextmanager
def checkpoint_after(db: Any) -> Iterator[None]:
    """Leave the pages of many commits in the log, and move them into the book once, at the end.

    Nobody waits for that: it holds no lock. Without this every fourth megabyte is moved
    inside the commit that writes it, most pages again and again.
    """
    every = db.execute("PRAGMA wal_autocheckpoint").fetchone()[0]
    db.execute("PRAGMA wal_autocheckpoint = 0")
    try:
        yield
    finally:
        db.execute(f"PRAGMA wal_autocheckpoint = {every}")
        db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()


def generation(db: Any) -> int:
    """The generation readers see."""
    return int(db.execute("SELECT current FROM generation").fetchone()[0])


def generation_at(db: Any, known_ms: int) -> int:
    """The generation that was current at a clock time (``--known-at``).

    One that came from another copy may have been known earlier than one before it here: then
    the last of which everything before was known, too.
    """
    row = db.execute(
        "SELECT coalesce((SELECT min(generation) - 1 FROM batch WHERE known_at > ?1 AND state <> 'staged'),"
        " (SELECT max(generation) FROM batch WHERE state <> 'staged'), 0)",
        [known_ms],
    ).fetchone()
    return int(row[0])


def source_id(db: Any, name: str) -> int | None:
    """The id of a source, or None when nothing came from it yet."""
    row = db.execute("SELECT id FROM source WHERE name = ?", [name]).fetchone()
    return row[0] if row else None


def add_source(db: Any, name: str, profile: str, *, strip_zeros: bool) -> int:
    """The id of the source, made when it is new. Inside a write transaction."""
    db.execute(
        "INSERT OR IGNORE INTO source (name, profile, strip_zeros) VALUES (?, ?, ?)",
        [name, profile, int(strip_zeros)],
    )
    found = source_id(db, name)
    assert found is not None
    return found


def add(db: Any, batch: NewBatch, generation: int) -> int:
    """Note a batch as staged. Inside a write transaction."""
    cursor = db.execute(
        "INSERT INTO batch (generation, state, source, kind, scope, file, sha256, format,"
        " profile, as_of, known_at, actor, undoes, report)"
        " VALUES (?, 'staged', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            generation, batch.source, batch.kind, batch.scope, batch.file, batch.sha256,
            batch.format, batch.profile, batch.as_of, batch.known_at, batch.actor, batch.undoes,
            batch.report,
        ],
    )  # fmt: skip
    return int(cursor.lastrowid)


_ROW = (
    "b.id, b.generation, b.state, s.name, b.profile, b.kind, b.scope, b.file, b.sha256, b.as_of,"
    " b.known_at, b.actor, b.undoes"
)


def current_like(db: Any, sha256: str) -> list[tuple[BatchRow, str]]:
    """The current batches with this content, each with its report; a workbook may have several."""
    rows = db.execute(
        f"SELECT {_ROW}, b.report FROM batch b JOIN source s ON s.id = b.source"
        " WHERE b.sha256 = ? AND b.state = 'current' AND b.undoes IS NULL",
        [sha256],
    ).fetchall()
    return [(BatchRow(*row[:-1]), row[-1]) for row in rows]


def switch(db: Any, generation: int, reports: dict[int, str], now_ms: int) -> None:
    """Make a staged generation what readers see, from now on. Inside one short write transaction."""
    for batch, report in reports.items():
        db.execute("UPDATE batch SET report = ? WHERE id = ?", [report, batch])
    db.execute(
        "UPDATE batch SET state = 'replaced' WHERE state = 'current' AND (source, kind) IN"
        " (SELECT source, kind FROM batch WHERE state = 'staged' AND generation = ?)",
        [generation],
    )
    _show(db, generation, now_ms)


def _show(db: Any, generation: int, now_ms: int) -> None:
    """What was staged becomes known now, not when its import began."""
    db.execute(
        "UPDATE batch SET state = 'current', known_at = ? WHERE generation = ?",
        [now_ms, generation],
    )
    db.execute("UPDATE generation SET current = ?", [generation])


def switch_back(db: Any, generation: int, undone: BatchRow, now_ms: int) -> None:
    """Make the generation current that takes another one back. Inside a write transaction."""
    taken_back = "generation = ? AND source = (SELECT id FROM source WHERE name = ?)"
    names = [undone.generation, undone.source]
    kinds = [
        row[0]
        for row in db.execute(f"SELECT DISTINCT kind FROM batch WHERE {taken_back}", names)
    ]
    db.execute(f"UPDATE batch SET state = 'undone' WHERE {taken_back}", names)
    for kind in kinds:
        db.execute(
            "UPDATE batch SET state = 'current' WHERE state = 'replaced' AND kind = ? AND undoes IS NULL"
            " AND source = (SELECT id FROM source WHERE name = ?) AND generation = (SELECT max(generation)"
            " FROM batch b WHERE b.kind = batch.kind AND b.source = batch.source AND b.undoes IS NULL"
            " AND b.state = 'replaced')",
            [kind, undone.source],
        )
    _show(db, generation, now_ms)


_STANDS_ON = (
    "SELECT count(*) FROM {table} w WHERE w.state IN ({states}) AND (EXISTS (SELECT 1 FROM customer c"
    " WHERE c.id = w.customer AND c.source = :source AND {gone_c}) OR EXISTS (SELECT 1 FROM"
    " json_each({items}) j JOIN item t ON t.source = :source AND t.key = substr({ref}, :cut)"
    " WHERE {ref} LIKE :name || '/%' AND {gone_t}))"
)
"""What of a table lives on rows which a batch brought first."""

_OURS = (
    ("promise", "'open', 'partly kept', 'broken'", "w.items", "j.value"),
    ("plan", "'proposed', 'active', 'broken'", "w.terms, '$.items'", "json_extract(j.value, '$.ref')"),
    ("request", "'waiting', 'returned', 'lapsed', 'suspended', 'approved'", "w.items", "json_extract(j.value, '$.ref')"),
    ("dispute", "'open', 'confirmed', 'upheld'", "json_array(w.item)", "j.value"),
    ("interest_charge", "'proposed', 'charged'", "json_array(w.item)", "j.value"),
    ("cash", "'posted'",
     "(SELECT json_group_array(p.item) FROM pending p WHERE p.cause = w.receipt)", "j.value"),
)  # fmt: skip
"""What people recorded here, in the order of `Reach`: table, states that count, its items, their references."""


def reach(db: Any, undone: BatchRow) -> Reach:
    """What taking this batch (and what came with it) back would change."""

    def gone(t: str, table: str) -> str:
        return (
            f"{t}.gen_from = :generation AND {t}.gen_to = {FOREVER} AND NOT EXISTS"
            f" (SELECT 1 FROM {table} o WHERE o.id = {t}.id AND o.gen_to = :generation)"
        )

    source = source_id(db, undone.source)
    asked = {
        "generation": undone.generation, "source": source, "name": undone.source,
        "cut": len(undone.source) + 2,
    }  # fmt: skip

    def number(query: str) -> int:
        return int(db.execute(query, asked).fetchone()[0])

    lost = [
        number(f"SELECT count(*) FROM {table} t WHERE t.source = :source AND {gone('t', table)}")
        for table in ("customer", "item", "receipt")
    ]  # fmt: skip
    back = number(
        "SELECT count(*) FROM item WHERE source = :source AND gen_to = :generation"
    )
    stands = [
        number(
            _STANDS_ON.format(
                table=table,
                states=states,
                items=items,
                ref=ref,
                gone_c=gone("c", "customer"),
                gone_t=gone("t", "item"),
            )
        )
        for table, states, items, ref in _OURS
    ]
    customers, items_, receipts = lost
    return Reach(customers, items_, receipts, back, *stands)


def rows_of(db: Any, generation: int) -> int:
    """Customers and items that begin or end with a generation."""
    return sum(
        db.execute(
            f"SELECT count(DISTINCT id) FROM {table} WHERE gen_from = ? OR gen_to = ?",
            [generation, generation],
        ).fetchone()[0]
        for table in ("customer", "item")
    )


def listed(db: Any) -> list[BatchRow]:
    """Every batch that ever counted, newest first."""
    rows = db.execute(
        f"SELECT {_ROW} FROM batch b JOIN source s ON s.id = b.source"
        " WHERE b.state <> 'staged' ORDER BY b.id DESC"
    )
    return [BatchRow(*row) for row in rows]


def leftovers(db: Any) -> bool:
    """Whether an importer died and left rows nobody sees."""
    found = db.execute("SELECT 1 FROM batch WHERE state = 'staged' LIMIT 1").fetchone()
    return found is not None


def clean_up(db: Any) -> None:
    """Take away what a dead importer left. Inside a write transaction, nobody importing."""
    now = generation(db)
    for table in VERSIONED:
        if table == "customer":
            db.execute("DELETE FROM party WHERE gen_from > ?", [now])
        db.execute(f"DELETE FROM {table} WHERE gen_from > ?", [now])
        if table == "receipt":
            db.execute(
                "DELETE FROM bank_record WHERE receipt NOT IN (SELECT id FROM receipt)"
            )
        db.execute(
            f"UPDATE {table} SET gen_to = {FOREVER} WHERE gen_to > ? AND gen_to < {FOREVER}",
            [now],
        )
    db.execute("DELETE FROM line_hashes WHERE part >> 20 > ?", [now])
    db.execute("DELETE FROM batch WHERE state = 'staged'")
    db.execute("DELETE FROM source WHERE id NOT IN (SELECT source FROM batch)")


def latest_day(db: Any, until: int) -> int | None:
    """The newest day (ordinal), up to one, that a file of the books is of; None: no file came in."""
    row = db.execute(
        "SELECT max(min(as_of, ?)) FROM batch WHERE state IN ('current', 'replaced')",
        [until],
    ).fetchone()
    return int(row[0]) if row[0] is not None else None
