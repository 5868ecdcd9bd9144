"""What settles what: allocations of a file, and receipts inferred where no cash file comes.

Part of the ledger's set-wise SQL (see ledger.py for generations and stretches).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from ledgerlane.domain.money import minor_digits
from ledgerlane.store.batches import FOREVER
from ledgerlane.store.ledger import Counts, Stage, end_rows

_FIELDS = "cash discount writeoff reason".split()


_WRONG = (
    ("payment", "s.receipt_key IS NOT NULL AND t.receipt IS NULL",
     "no payment {} is known; import payments first"),
    ("credit", "s.credit_key IS NOT NULL AND t.credit IS NULL",
     "no credit note {} is known; import items first"),
    ("number", "t.item IS NULL", "no document {} is known; import items first"),
    ("cash", "t.size <> 0", "more decimals than the currency of {} allows"),
    ("cash", "t.payer <> t.currency", "pays {} in another currency than the document's"),
)  # fmt: skip
"""(role, SQL that a row of work.settle and its staged row cannot be used, why in words)."""


def resolve_allocations(stage: Stage) -> list[tuple[int, str, str]]:
    """Find the receipts, credit notes and items the staged rows name; fills work.settle.

    Returns (line, role, what is wrong) of at most 100 rows that cannot be resolved.
    """
    db = stage.db
    db.execute("DROP TABLE IF EXISTS work.unit")
    db.execute("CREATE TABLE work.unit (currency TEXT PRIMARY KEY, size INTEGER)")
    currencies = db.execute(
        f"SELECT DISTINCT currency FROM item t WHERE {stage.seen('t')}"
    ).fetchall()
    db.executemany(
        "INSERT INTO work.unit VALUES (?, ?)",
        [(row[0], 10 ** (4 - minor_digits(row[0]))) for row in currencies],
    )
    db.execute("DROP TABLE IF EXISTS work.settle")
    db.execute(
        "CREATE TABLE work.settle (n INTEGER PRIMARY KEY, receipt INTEGER, credit INTEGER, item INTEGER,"
        " day INTEGER, cash INTEGER, discount INTEGER, writeoff INTEGER, reason TEXT, nth INTEGER,"
        " size INTEGER, payer TEXT, currency TEXT, id INTEGER, old INTEGER)"
    )
    db.execute(
        "INSERT INTO work.settle (n, receipt, credit, item, day, cash, discount, writeoff, reason, size, payer,"
        " currency) SELECT s.n, r.id, c.id, i.id, coalesce(s.day, r.value_day, c.doc_day), s.cash / u.size,"
        " s.discount / u.size, s.writeoff / u.size, s.reason,"
        " s.cash % u.size + s.discount % u.size + s.writeoff % u.size, coalesce(r.currency, c.currency), i.currency"
        f" FROM work.stage_allocation s LEFT JOIN receipt r ON r.key = s.receipt_key AND {stage.seen('r')}"
        f" LEFT JOIN item c ON c.key = s.credit_key AND {stage.seen('c')}"
        f" LEFT JOIN item i ON i.key = s.item_key AND {stage.seen('i')} LEFT JOIN work.unit u ON u.currency = i.currency"
    )
    bad = []
    for role, wrong, words in _WRONG:
        names = {"payment": "receipt_key", "credit": "credit_key"}.get(role, "item_key")
        rows = db.execute(
            f"SELECT s.n, s.{names} FROM work.settle t CROSS JOIN work.stage_allocation s ON s.n = t.n WHERE {wrong} LIMIT 100"
        )
        bad += [(line, role, words.format(repr(name))) for line, name in rows]
    return bad[:100]


def drop_unresolved(stage: Stage) -> int:
    """Leave out every row that cannot be resolved; how many."""
    wrong = " OR ".join(f"({condition})" for _, condition, _ in _WRONG)
    dropped = stage.db.execute(
        "DELETE FROM work.settle WHERE n IN (SELECT t.n FROM work.settle t"
        f" CROSS JOIN work.stage_allocation s ON s.n = t.n WHERE {wrong})"
    )
    return int(dropped.rowcount)


def take_allocations(stage: Stage, *, full: bool) -> Counts:
    """Write the resolved allocations that are new or differ.

    One is known by its payer, its item, its day and the how-manieth of these it is. A full
    file also ends those it no longer mentions.
    """
    db = stage.db
    same = "receipt IS {0}.receipt AND {1}.credit IS {0}.credit AND {1}.item = {0}.item AND {1}.day = {0}.day"
    db.execute("CREATE TABLE IF NOT EXISTS work.nth (n INTEGER PRIMARY KEY, nth INTEGER)")
    db.execute("DELETE FROM work.nth")
    db.execute(
        "INSERT INTO work.nth SELECT n, row_number() OVER (PARTITION BY item, receipt, credit, day ORDER BY cash, n)"
        " FROM work.settle"
    )
    db.execute("DROP TABLE IF EXISTS work.held")
    db.execute(
        "CREATE TABLE work.held AS SELECT a.id, a.gen_from, a.receipt, a.credit, a.item, a.day, a.cash, a.discount,"
        " a.writeoff, a.reason, row_number() OVER (PARTITION BY a.item, a.receipt, a.credit, a.day ORDER BY a.cash, a.id)"
        f" AS nth FROM allocation a LEFT JOIN receipt r ON r.id = a.receipt AND {stage.seen('r')}"
        f" WHERE {stage.seen('a')} AND a.against IS NULL AND coalesce(r.origin, 'file') = 'file'"
    )
    db.execute("CREATE INDEX work.held_item ON held (item, day)")
    base = stage.next_id("allocation")
    db.execute(
        f"UPDATE work.settle AS s SET nth = (SELECT nth FROM work.nth q WHERE q.n = s.n), id = {base} + n"
    )
    db.execute(
        f"UPDATE work.settle AS s SET id = h.id, old = h.gen_from FROM work.held h WHERE h.{same.format('s', 'h')} AND h.nth = s.nth"
    )
    closed = _end_unmentioned(stage) if full else 0
    rows = stage.count("SELECT count(*) FROM work.settle")
    differs = f"({', '.join('h.' + f for f in _FIELDS)}) IS NOT ({', '.join('s.' + f for f in _FIELDS)})"
    db.execute(
        "DELETE FROM work.settle AS s WHERE old IS NOT NULL AND NOT EXISTS (SELECT 1 FROM work.held h"
        f" WHERE h.item = s.item AND h.day = s.day AND h.id = s.id AND {differs})"
    )
    new, touched = db.execute(
        "SELECT coalesce(sum(old IS NULL), 0), count(*) FROM work.settle"
    ).fetchone()
    N = stage.generation  # noqa: N806
    chosen = "FROM work.settle WHERE n > :a AND n <= :b"
    names = f"receipt, credit, item, day, {', '.join(_FIELDS)}"
    stage.pieces(
        [
            f"UPDATE allocation SET gen_to = {N} WHERE (id, gen_from) IN (SELECT id, old {chosen} AND old < {N})",
            f"INSERT OR REPLACE INTO allocation (id, gen_from, gen_to, source, {names})"
            f" SELECT id, {N}, {FOREVER}, {stage.source}, {names} {chosen}",
        ],
        "settle",
    )
    return Counts(new, touched - new, rows - touched, closed)


def _end_unmentioned(stage: Stage) -> int:
    """End the held allocations that no row of work.settle is; how many."""
    db = stage.db
    db.execute("DROP TABLE IF EXISTS work.unsaid")
    db.execute(
        "CREATE TABLE work.unsaid AS SELECT row_number() OVER () AS n, id FROM work.held"
        " WHERE id NOT IN (SELECT id FROM work.settle WHERE old IS NOT NULL)"
    )
    ids = "(SELECT id FROM work.unsaid WHERE n > :a AND n <= :b)"
    stage.pieces(end_rows(stage, "allocation", f"id IN {ids}"), "unsaid")
    return stage.count("SELECT count(*) FROM work.unsaid")


def close_unmentioned(
    stage: Stage,
    *,
    write: bool,
    among: Sequence[int] | None = None,
    pairs: Iterable[str] = (),
) -> tuple[int, list[str]]:
    """Known open items a staged file does not mention: their number, and the numbers of 50.

    With ``write`` (a file of full scope) they are closed: the file's currencies and
    companies only. Only ids ``among`` these are looked at when they are given, and then the
    "currency company" ``pairs`` of the whole file, because the staged rows are a part of it.
    """
    db = stage.db
    db.execute("DROP TABLE IF EXISTS work.silent")
    items, spoken = (
        "item t",
        "SELECT DISTINCT currency || ' ' || company FROM work.stage_item",
    )
    if among is not None:
        db.execute("DROP TABLE IF EXISTS work.maybe")
        db.execute("CREATE TABLE work.maybe (id INTEGER PRIMARY KEY)")
        db.executemany("INSERT INTO work.maybe VALUES (?)", ((id_,) for id_ in among))
        db.execute("DROP TABLE IF EXISTS work.pair")
        db.execute("CREATE TABLE work.pair (name TEXT PRIMARY KEY)")
        db.executemany("INSERT INTO work.pair VALUES (?)", ((pair,) for pair in pairs))
        items, spoken = (
            "work.maybe m CROSS JOIN item t ON t.id = m.id",
            "SELECT name FROM work.pair",
        )
    db.execute(
        f"CREATE TABLE work.silent AS SELECT row_number() OVER () AS n, t.id, t.gen_from AS old, t.number FROM {items}"
        f" WHERE {stage.seen('t')} AND t.open <> 0 AND t.key NOT IN (SELECT key FROM work.stage_item)"
        f" AND t.currency || ' ' || t.company IN ({spoken})"
    )
    found = stage.count("SELECT count(*) FROM work.silent")
    names = [row[0] for row in db.execute("SELECT number FROM work.silent LIMIT 50")]
    if write and found:
        N = stage.generation  # noqa: N806
        chosen = "FROM work.silent WHERE n > :a AND n <= :b"
        fields = (
            "source, key, number, kind, customer, currency, doc_day, due_day, amount, disputed, dispute_reason,"
            " dispute_day, terms, po_number, related, company, memo"
        )
        stage.pieces(
            [
                f"INSERT OR REPLACE INTO item (id, gen_from, gen_to, open, {fields}) SELECT id, {N}, {FOREVER}, 0, {fields}"
                f" FROM item WHERE (id, gen_from) IN (SELECT id, old {chosen})",
                f"UPDATE item SET gen_to = {N} WHERE (id, gen_from) IN (SELECT id, old {chosen} AND old < {N})",
            ],
            "silent",
            noted=False,
        )
        stage.note_moved("silent")
    return found, names


def tables_written(stage: Stage) -> set[str]:
    """The tables to look through for customers that this import has touched.

    "touched" are customers of items, noted already; "everything" is the first items of a book.
    """
    return {row[0] for row in stage.db.execute("SELECT name FROM work.written")} | {
        "touched"
    }


def touched_customers(
    stage: Stage, written: Collection[str] = ("customer", "item", "receipt", "allocation")
) -> list[int] | None:
    """Customers any of whose rows begin or end in the next generation; None: all of them.

    ``written`` are the tables to look through (`tables_written`, while importing).
    """
    N = stage.generation  # noqa: N806
    if N == 1 or "everything" in written:
        return None
    edge = f"(t.gen_from = {N} OR t.gen_to = {N})"
    queries = [
        f"SELECT t.{column} FROM {table} t WHERE {edge} AND t.{column} IS NOT NULL"
        for table, column in (
            ("customer", "id"),
            ("item", "customer"),
            ("receipt", "customer"),
        )
        if table in written
    ]
    if "allocation" in written:
        queries.append(
            f"SELECT i.customer FROM allocation t CROSS JOIN item i ON i.id = t.item WHERE {edge}"
        )
    if "touched" in written:
        queries.append("SELECT customer FROM work.touched")
    rows = stage.db.execute(" UNION ".join(queries)) if queries else ()
    return [row[0] for row in rows]


def undo(stage: Stage, generation: int) -> None:
    """Make what was current before a generation current again, in the next one."""
    db = stage.db
    N = stage.generation  # noqa: N806
    for table in ("customer", "item", "receipt", "allocation"):
        db.execute("DROP TABLE IF EXISTS work.back")
        db.execute(
            f"CREATE TABLE work.back AS SELECT row_number() OVER (ORDER BY id) AS n, id, gen_from FROM {table}"
            f" WHERE gen_to = {generation} AND source = {stage.source}"
        )
        db.execute("DROP TABLE IF EXISTS work.came")
        db.execute(
            f"CREATE TABLE work.came AS SELECT row_number() OVER (ORDER BY id) AS n, id FROM {table}"
            f" WHERE gen_from = {generation} AND source = {stage.source}"
        )
        ids = "(SELECT id FROM work.came WHERE n > :a AND n <= :b)"
        stage.pieces(end_rows(stage, table, f"id IN {ids}"), "came")
        names = [row[1] for row in db.execute(f"PRAGMA table_info({table})")][3:]
        again = "(SELECT id, gen_from FROM work.back WHERE n > :a AND n <= :b)"
        statements = [
            f"INSERT OR REPLACE INTO {table} (id, gen_from, gen_to, {', '.join(names)}) SELECT id, {N}, {FOREVER},"
            f" {', '.join(names)} FROM {table} WHERE (id, gen_from) IN {again}"
        ]
        if table == "customer":
            statements.append(
                "INSERT OR REPLACE INTO party (id, gen_from, name, contact, email, phone)"
                f" SELECT id, {N}, name, contact, email, phone FROM party WHERE (id, gen_from) IN {again}"
            )
        stage.pieces(statements, "back")


def unexplained(stage: Stage) -> list[tuple[str, int, int]]:
    """(currency, items, minor units): what the open amounts leave unexplained by allocations."""
    rows = stage.db.execute(
        "SELECT currency, count(*), sum(gap) FROM (SELECT t.currency AS currency, abs(t.amount - t.open"
        " - coalesce((SELECT sum(a.cash + a.discount + a.writeoff) FROM allocation a WHERE a.item = t.id"
        f" AND {stage.seen('a')}), 0) + coalesce((SELECT sum(a.cash) FROM allocation a WHERE a.credit = t.id"
        f" AND {stage.seen('a')}), 0)) AS gap FROM item t WHERE {stage.seen('t')}) WHERE gap <> 0 GROUP BY currency"
    )
    return [tuple(row) for row in rows]
