"""What an item's open amount fell by, where no file of allocations says what paid it (rulings.md 19).

A fall is explained by the receipts of the same customer that the books show as used: those of the
same amount first, then the oldest for what was due first. What no receipt explains is a receipt
that is inferred. Both give way to a file of allocations, and to the item when it rises again.
"""

from __future__ import annotations

from ledgerlane.store.batches import FOREVER
from ledgerlane.store.ledger import Stage, end_receipts, end_rows

GUESSED = "inferred"
"""The reason of an allocation that no file told."""


def told(stage: Stage) -> bool:
    """Whether files tell what the receipts of this source paid."""
    return bool(stage.count(
        f"SELECT EXISTS (SELECT 1 FROM allocation t LEFT JOIN receipt r ON r.id = t.receipt AND {stage.seen('r')}"
        f" WHERE {stage.seen('t')} AND t.reason <> '{GUESSED}' AND coalesce(r.origin, 'file') = 'file')"
    ))  # fmt: skip


def of_items(stage: Stage, as_of: int) -> int:
    """Explain what items fell by in this import; how many receipts had to be inferred, on ``as_of``.

    What was inferred before of items that rose again is ended first.
    """
    db = stage.db
    N = stage.generation  # noqa: N806
    before = N - 1
    was = f"w.id = t.id AND w.gen_from <= {before} AND w.gen_to > {before}"
    moved = f"FROM work.moved m CROSS JOIN item t ON t.id = m.id CROSS JOIN item w ON {was}"
    rose = f"{stage.seen('t')} AND t.gen_from = {N} AND abs(t.amount - t.open) < abs(w.amount - w.open)"
    _end_guessed(stage, f"item IN (SELECT t.id {moved} WHERE {rose})")
    end_receipts(
        stage,
        f"SELECT a.receipt AS id {moved} CROSS JOIN allocation a ON a.item = t.id AND {stage.seen('a')}"
        f" CROSS JOIN receipt r ON r.id = a.receipt AND r.origin = 'inferred' AND {stage.seen('r')} WHERE {rose}",
        noted=False,
    )
    db.execute("DROP TABLE IF EXISTS work.fell")
    db.execute(
        "CREATE TABLE work.fell AS SELECT row_number() OVER (ORDER BY t.id) AS n, t.id AS item, t.key, t.customer,"
        f" t.currency, t.number, t.due_day AS due, 1 AS nth, {as_of} AS day, (t.amount - t.open) - (w.amount - w.open) AS cash"
        f" {moved} WHERE {stage.seen('t')} AND t.gen_from = {N} AND abs(t.amount - t.open) > abs(w.amount - w.open)"
    )
    _find_used(stage, "SELECT customer FROM work.fell")
    return _explain(stage)


def real_cash(stage: Stage) -> int:
    """Receipts came in: how many inferred ones gave way to them.

    Where files tell what receipts pay, all do; else those of which a used receipt explains the fall.
    """
    inferred = _inferred(stage)
    if told(stage):
        return end_receipts(stage, f"SELECT t.id FROM {inferred}")
    db = stage.db
    _find_used(stage, f"SELECT t.customer FROM {inferred}")
    db.execute("DROP TABLE IF EXISTS work.fell")
    db.execute(
        "CREATE TABLE work.fell AS SELECT row_number() OVER (ORDER BY a.id) AS n, i.id AS item, i.key, i.customer,"
        " row_number() OVER (PARTITION BY i.id ORDER BY a.day, a.id) AS nth, i.currency, i.number, i.due_day AS due,"
        f" a.day, a.cash, t.id AS receipt FROM receipt t CROSS JOIN allocation a ON a.receipt = t.id AND {stage.seen('a')}"
        f" CROSS JOIN item i ON i.id = a.item AND {stage.seen('i')} WHERE {stage.seen('t')} AND t.origin = 'inferred'"
        " AND t.customer IN (SELECT customer FROM work.used)"
    )
    ended = end_receipts(stage, "SELECT receipt AS id FROM work.fell")
    return ended - _explain(stage)


def give_way(stage: Stage) -> None:
    """The first file comes that tells what paid what: nothing is guessed any more."""
    if told(stage):
        return
    _end_guessed(stage, "1")
    end_receipts(stage, f"SELECT t.id FROM {_inferred(stage)}")


def _inferred(stage: Stage) -> str:
    """SQL of the receipts that are inferred now."""
    return f"receipt t WHERE {stage.seen('t')} AND t.origin = 'inferred'"


def _end_guessed(stage: Stage, where: str) -> None:
    db = stage.db
    db.execute("DROP TABLE IF EXISTS work.guess")
    db.execute(
        "CREATE TABLE work.guess AS SELECT row_number() OVER () AS n, id FROM allocation t"
        f" WHERE {stage.seen('t')} AND t.reason = '{GUESSED}' AND {where}"
    )
    ids = "id IN (SELECT id FROM work.guess WHERE n > :a AND n <= :b)"
    stage.pieces(list(end_rows(stage, "allocation", ids)), "guess")


def _find_used(stage: Stage, customers: str) -> None:
    """What the books show as used of each of their receipts, and no allocation says for what: work.used."""
    db = stage.db
    db.execute("DROP TABLE IF EXISTS work.used")
    db.execute(
        "CREATE TABLE work.used AS SELECT * FROM (SELECT r.id, r.customer, r.currency, r.value_day AS day, r.amount - r.unapplied"
        f" - coalesce((SELECT sum(a.cash) FROM allocation a WHERE a.receipt = r.id AND {stage.seen('a')}), 0) AS cash"
        f" FROM receipt r WHERE {stage.seen('r')} AND r.source = {stage.source} AND r.origin <> 'inferred'"
        f" AND r.customer IN ({customers}) AND r.reverses IS NULL"
        f" AND NOT EXISTS (SELECT 1 FROM receipt v WHERE v.reverses = r.id AND {stage.seen('v')})) WHERE cash > 0"
    )


def _explain(stage: Stage) -> int:
    """Give the falls of work.fell to the receipts of work.used; how many receipts are inferred for a rest."""
    if not stage.count("SELECT count(*) FROM work.fell"):
        return 0
    db = stage.db
    for table in ("pair", "step"):
        db.execute(f"DROP TABLE IF EXISTS work.{table}")
        db.execute(
            f"CREATE TABLE work.{table} (n INTEGER PRIMARY KEY, receipt INTEGER, item INTEGER, fell INTEGER, day INTEGER, cash INTEGER)"
        )
        for column in ("receipt", "fell"):
            db.execute(f"CREATE INDEX work.{table}_{column} ON {table} ({column})")
    for step in (_OF_ONE_AMOUNT, _IN_ORDER):
        db.execute("DELETE FROM work.step")
        db.execute(f"INSERT INTO work.step (receipt, item, fell, day, cash) {step}")
        for table, column in (("used AS t", "receipt = t.id"), ("fell AS t", "fell = t.n")):
            db.execute(
                f"UPDATE work.{table} SET cash = cash - coalesce((SELECT sum(s.cash) FROM work.step s WHERE s.{column}), 0)"
            )
        db.execute(
            "INSERT INTO work.pair (receipt, item, fell, day, cash)"
            " SELECT receipt, item, fell, day, cash FROM work.step"
        )
    _write(stage)
    return stage.count("SELECT count(*) FROM work.fell WHERE cash <> 0")


_OF_ONE_AMOUNT = (
    "SELECT u.id, f.item, f.n, min(u.day, f.day), f.cash FROM (SELECT *, row_number() OVER"
    " (PARTITION BY customer, currency, cash ORDER BY due, n) AS k FROM work.fell WHERE cash > 0) f"
    " JOIN (SELECT *, row_number() OVER (PARTITION BY customer, currency, cash ORDER BY day, id) AS k"
    " FROM work.used) u ON u.customer = f.customer AND u.currency = f.currency AND u.cash = f.cash AND u.k = f.k"
)
_RUNNING = (
    "(SELECT *, sum(cash) OVER w AS upto FROM work.{} WHERE cash > 0"
    " WINDOW w AS (PARTITION BY customer, currency ORDER BY {}))"
)
_IN_ORDER = (
    "SELECT u.id, f.item, f.n, min(u.day, f.day), min(f.upto, u.upto) - max(f.upto - f.cash, u.upto - u.cash)"
    f" FROM {_RUNNING.format('fell', 'due, n')} f JOIN {_RUNNING.format('used', 'day, id')} u"
    " ON u.customer = f.customer AND u.currency = f.currency"
    " WHERE u.upto - u.cash < f.upto AND f.upto - f.cash < u.upto"
)
"""SQL of who paid what: receipt, item, fall, day, minor units."""


def _write(stage: Stage) -> None:
    """Write the pairs as allocations, and a receipt for what of each fall none explains."""
    N = stage.generation  # noqa: N806
    to = f"{N}, {FOREVER}, {stage.source}"
    pairs = stage.next_id("allocation")
    stage.pieces(
        [
            "INSERT INTO allocation (id, gen_from, gen_to, source, receipt, item, day, cash, reason)"
            f" SELECT {pairs} + n, {to}, receipt, item, day, cash, '{GUESSED}' FROM work.pair WHERE n > :a AND n <= :b"
        ],
        "pair",
    )
    receipts, allocations = stage.next_id("receipt"), stage.next_id("allocation")
    chosen = "FROM work.fell WHERE cash <> 0 AND n > :a AND n <= :b"
    stage.pieces(
        [
            "INSERT INTO receipt (id, gen_from, gen_to, source, key, customer, currency, value_day, amount, unapplied,"
            f" origin, reference) SELECT {receipts} + n, {to}, 'inferred:' || key || ':{N}' || iif(nth > 1, '.' || nth, ''),"
            f" customer, currency, day, cash, 0, 'inferred', number {chosen}",
            "INSERT INTO allocation (id, gen_from, gen_to, source, receipt, item, day, cash)"
            f" SELECT {allocations} + n, {to}, {receipts} + n, item, day, cash {chosen}",
        ],
        "fell",
    )
