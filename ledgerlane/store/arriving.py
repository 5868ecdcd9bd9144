"""A generation of the ledger that came from elsewhere, written here under the next one, unseen.

Where it comes after all that this copy has, every row is taken. Where both went on from the
same ledger, of each row the generation of the later place counts (`generations.placed`): the
same on every copy, whichever came first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from ledgerlane.domain.errors import Unproven
from ledgerlane.store import batches, staged
from ledgerlane.store.batches import FOREVER, NewBatch
from ledgerlane.store.generations import ALLOCATION, BANK, BATCH, Heading, Known
from ledgerlane.store.ledger import CUSTOMER, ITEM, PARTY, RECEIPT, Stage

_ROWS_AT_ONCE = 5_000
_WIDTH = {
    "customer": ["number", *CUSTOMER, *PARTY],
    "item": ["customer", *ITEM],
    "receipt": ["customer", "reverses", *RECEIPT],
    "allocation": ["receipt", "credit", "item", "against", *ALLOCATION],
    "bank_record": BANK,
}
_TABLES = ("customer", "item", "receipt", "allocation", "bank_record")


def as_of(heading: Heading) -> int:
    """The latest day of a generation's balances."""
    return max((int(batch["as_of"]) for batch in heading.batches), default=0)


def take(
    stage: Stage, heading: Heading, rows: Iterable[list[Any]], beside: str
) -> list[NewBatch]:
    """Write a generation's rows under ``stage.generation``; its batches, for the caller to note.

    ``beside``: its place, where this copy went on from the same ledger meanwhile, else ``""``.
    Inside `staged.workspace`; the caller switches, or cleans up where this raises.
    """
    sources = _sources(stage, heading)
    _load(stage, heading, rows, sources)
    made = [_batch(stage, batch, sources) for batch in heading.batches]
    for table in ("customer", "item", "receipt"):
        _changes(stage, table, beside)
        _write(stage, table)
    _allocations(stage, beside)
    with stage.writing() as db:
        db.execute(
            f"INSERT OR IGNORE INTO bank_record (receipt, {', '.join(BANK)}) SELECT (SELECT max(r.id) FROM receipt r"
            f" WHERE r.source = s.source AND r.key = s.key), {', '.join('s.' + name for name in BANK)}"
            " FROM work.in_bank_record s"
        )
    return made


def _sources(stage: Stage, heading: Heading) -> dict[str, int]:
    with stage.writing() as db:
        return {
            batch["source"]: batches.add_source(
                db,
                batch["source"],
                batch["profile"],
                strip_zeros=bool(batch["strip_zeros"]),
            )
            for batch in heading.batches
        }


def _batch(stage: Stage, told: dict[str, Any], sources: dict[str, int]) -> NewBatch:
    undone = None
    if told["undoes"]:
        found = stage.db.execute(
            "SELECT max(id) FROM batch WHERE sha256 = ? AND source = ? AND undoes IS NULL",
            [told["undoes"], sources[told["source"]]],
        ).fetchone()
        undone = found[0]
    values = {name: told[name] for name in BATCH}
    return NewBatch(source=sources[told["source"]], undoes=undone, **values)


def _load(
    stage: Stage, heading: Heading, rows: Iterable[list[Any]], sources: dict[str, int]
) -> None:
    """The rows into tables of the workspace, each with the id of its source."""
    db = stage.db
    for table in _TABLES:
        db.execute(
            f"CREATE TABLE work.in_{table} (n INTEGER PRIMARY KEY, gone INTEGER, source INTEGER, key TEXT,"
            f" {', '.join(_WIDTH[table])})"
        )
    rows = iter(rows)
    with staged.filling(db):
        while some := list(islice(rows, _ROWS_AT_ONCE)):
            for table, found in _sorted(heading, some, sources).items():
                marks = ", ".join("?" * (len(_WIDTH[table]) + 3))
                columns = ", ".join(("gone", "source", "key", *_WIDTH[table]))
                db.executemany(
                    f"INSERT INTO work.in_{table} ({columns}) VALUES ({marks})", found
                )
    for table in _TABLES[:3]:
        db.execute(f"CREATE INDEX work.in_{table}_key ON in_{table} (source, key)")


def _sorted(
    heading: Heading, rows: Sequence[list[Any]], sources: dict[str, int]
) -> dict[str, list[list[Any]]]:
    found: dict[str, list[list[Any]]] = {table: [] for table in _TABLES}
    for row in rows:
        try:
            mark, table, source, key, *values = row
            width = len(_WIDTH[table])
            if mark == "-" and table != "allocation":
                values = [None] * width
            if len(values) != width or mark not in ("+", "-"):
                raise ValueError
            found[table].append([int(mark == "-"), sources[source], key, *values])
        except (KeyError, TypeError, ValueError):
            msg = f"ledger {heading.sha256[:12]}: holds a row that fits no table; nothing of it was taken"
            raise Unproven(msg) from None
    return found


def _changes(stage: Stage, table: str, beside: str) -> None:
    """Fill work.change (n, id, old, gone) with the rows that count, as `ledger` does it of a file's."""
    db = stage.db
    base = stage.next_id(table)
    newer = (
        f" AND NOT {_later(table, 'v.source = s.source AND v.key = s.key')}"
        if beside
        else ""
    )
    db.execute("DROP TABLE IF EXISTS work.change")
    db.execute(
        "CREATE TABLE work.change (n INTEGER PRIMARY KEY, id INTEGER, old INTEGER, gone INTEGER)"
    )
    db.execute(
        "INSERT INTO work.change SELECT s.n, coalesce(t.id, (SELECT max(o.id)"
        f" FROM {table} o WHERE o.source = s.source AND o.key = s.key), {base} + s.n), t.gen_from, s.gone"
        f" FROM work.in_{table} s LEFT JOIN {table} t ON t.source = s.source AND t.key = s.key AND {_seen(stage, 't')}"
        f" WHERE NOT (s.gone AND t.id IS NULL){newer}",
        {"place": beside} if beside else {},
    )


def _later(table: str, where: str) -> str:
    """SQL: a generation of a later place than ``:place`` began or ended such a row."""
    return (
        f"EXISTS (SELECT 1 FROM {table} v JOIN ledger_blob b ON b.generation IN (v.gen_from, v.gen_to)"
        f" WHERE {where} AND b.place > :place)"
    )


def _seen(stage: Stage, alias: str) -> str:
    N = stage.generation  # noqa: N806  the letter the notes on generations use
    return f"{alias}.gen_from <= {N} AND {alias}.gen_to > {N}"


def _ref(table: str, ref: str) -> str:
    """SQL: the id of the row that ``"source/key"`` names."""
    return (
        f"(SELECT max(o.id) FROM source os JOIN {table} o ON o.source = os.id"
        f" AND o.key = substr({ref}, length(os.name) + 2) WHERE substr({ref}, 1, length(os.name) + 1) = os.name || '/')"
    )


def _write(stage: Stage, table: str) -> None:
    N = stage.generation  # noqa: N806
    chosen = (
        f"FROM work.change c CROSS JOIN work.in_{table} s ON s.n = c.n"
        " WHERE c.n > :a AND c.n <= :b AND NOT c.gone"
    )
    end = (
        f"UPDATE {table} SET gen_to = {N} WHERE (id, gen_from) IN (SELECT id, old FROM work.change"
        f" WHERE n > :a AND n <= :b AND old < {N})"
    )
    head = "id, gen_from, gen_to, source, key"
    values = f"c.id, {N}, {FOREVER}, s.source, s.key"
    match table:
        case "customer":
            more, told = (
                ["number", *CUSTOMER],
                [f"s.{name}" for name in ("number", *CUSTOMER)],
            )
        case "item":
            more = ["customer", *ITEM]
            told = [_ref("customer", "s.customer"), *(f"s.{name}" for name in ITEM)]
        case _:
            more = ["customer", "reverses", *RECEIPT]
            told = [_ref("customer", "s.customer"), _ref("receipt", "s.reverses"), *(f"s.{name}" for name in RECEIPT)]  # fmt: skip
    statements = [
        end,
        f"INSERT OR REPLACE INTO {table} ({head}, {', '.join(more)}) SELECT {values}, {', '.join(told)} {chosen}",
    ]
    if table == "customer":
        statements.append(
            f"INSERT OR REPLACE INTO party (id, gen_from, {', '.join(PARTY)})"
            f" SELECT c.id, {N}, {', '.join(f's.{name}' for name in PARTY)} {chosen}"
        )
    stage.pieces(statements, "change", noted=False)
    if table == "receipt":
        _note_older(stage)
        # one that takes back another of this generation
        with stage.writing() as db:
            db.execute(
                f"UPDATE receipt SET reverses = (SELECT {_ref('receipt', 's.reverses')} FROM work.change c"
                " JOIN work.in_receipt s ON s.n = c.n WHERE c.id = receipt.id AND NOT c.gone)"
                f" WHERE gen_from = {N} AND reverses IS NULL AND id IN (SELECT c.id FROM work.change c JOIN"
                " work.in_receipt s ON s.n = c.n WHERE s.reverses IS NOT NULL AND NOT c.gone)"
            )


def _note_older(stage: Stage) -> None:
    """Keep of a receipt that is older than ours that it was known, as a version nobody sees."""
    N = stage.generation  # noqa: N806
    columns = f"source, key, customer, reverses, {', '.join(RECEIPT)}"
    with stage.writing() as db:
        db.execute(
            f"INSERT OR IGNORE INTO receipt (id, gen_from, gen_to, {columns}) SELECT t.id, {N}, {N},"
            f" {', '.join('t.' + name for name in columns.split(', '))} FROM work.in_receipt s JOIN receipt t"
            f" ON t.source = s.source AND t.key = s.key AND {_seen(stage, 't')}"
            " WHERE NOT s.gone AND s.n NOT IN (SELECT n FROM work.change)"
        )


def _allocations(stage: Stage, beside: str) -> None:
    """End what a pair had, and lay down what it has now."""
    N, db = stage.generation, stage.db  # noqa: N806
    pair = ("receipt", "credit", "item", "against")
    refs = ", ".join(
        f"{_ref(table, f's.{name}')} AS {name}"
        for table, name in zip(("receipt", "item", "item", "receipt"), pair, strict=True)
    )
    told = ", ".join(f"s.{name}" for name in ALLOCATION)
    db.execute(
        f"CREATE TABLE work.alloc AS SELECT s.n AS n, s.gone AS gone, s.source AS source, {refs}, {told}"
        " FROM work.in_allocation s"
    )
    by = ("item", "receipt", "credit", "against")

    def same(one: str, other: str) -> str:
        return " AND ".join(f"{one}.{name} IS {other}.{name}" for name in by)

    if beside:
        db.execute(
            f"DELETE FROM work.alloc AS s WHERE {_later('allocation', same('v', 's'))}",
            {"place": beside},
        )
    db.execute(
        "CREATE TABLE work.gone AS SELECT row_number() OVER (ORDER BY t.id) AS n, t.id AS id, t.gen_from AS old FROM"
        f" (SELECT DISTINCT {', '.join(pair)} FROM work.alloc) p JOIN allocation t ON {same('t', 'p')}"
        f" WHERE {_seen(stage, 't')}"
    )
    base, names = stage.next_id("allocation"), ", ".join((*pair, *ALLOCATION))
    stage.pieces(
        [
            f"UPDATE allocation SET gen_to = {N} WHERE (id, gen_from) IN (SELECT id, old FROM work.gone"
            " WHERE n > :a AND n <= :b)"
        ],
        "gone",
        noted=False,
    )
    stage.pieces(
        [
            f"INSERT OR REPLACE INTO allocation (id, gen_from, gen_to, source, {names})"
            f" SELECT {base} + n, {N}, {FOREVER}, source, {names} FROM work.alloc WHERE NOT gone AND n > :a AND n <= :b"
        ],
        "alloc",
        noted=False,
    )


def is_beside(heading: Heading, mine: dict[str, Known]) -> bool:
    """Whether this copy has something of the ledger that a generation does not come after."""
    before, left = set[str](), [name for name in heading.after if name in mine]
    while left:
        name = left.pop()
        if name not in before:
            before.add(name)
            left += [each for each in mine[name].after if each in mine]
    return not mine.keys() <= before
