"""What the ledger's measures rest on: open amounts at many days, sales, settlements, write-offs.

Each table is read once, whatever the number of days: an item's open amount on a day is what
is open now plus what settled it later. Temporary table ``part`` holds those pieces, and one
pass over them serves aging, roll rates, loss rates and write-offs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from ledgerlane.domain.aging import Buckets
from ledgerlane.domain.metrics.effectiveness import SETTLED, Move, Point
from ledgerlane.domain.metrics.losses import GivenUp
from ledgerlane.domain.metrics.measure import Window
from ledgerlane.store import given_up, recoveries, sums
from ledgerlane.store.connection import Store
from ledgerlane.store.lens import Lens

CACHE_KIB = 96_000
"""Pages kept while a whole book is read; the usual 12 MB would read each of them many times."""

_NEVER = 2**31


@dataclass(slots=True)
class LedgerFacts:
    """One currency over a window, in its minor units. Made by `ledger`, then only read.

    ``points`` are the aging at each month's end, ``moves`` what became of it a month later.
    ``sales`` are invoices less credit notes by day (ordinal). ``cohort`` is what came of the
    debts due in the cohort's window while they stood in each column, ``ended`` how many of them
    were paid off there (what was not stands in the last), and ``lost`` what was written off of
    them or is open. ``stood``: how many debts stood in each column at the months' beginnings.
    ``paid``: the books have shown any money in it.
    """

    points: tuple[Point, ...] = ()
    moves: list[Move] = field(default_factory=list)
    sales: dict[int, int] = field(default_factory=dict)
    cohort: list[int] = field(default_factory=list)
    ended: list[int] = field(default_factory=list)
    lost: int = 0
    stood: list[int] = field(default_factory=list)
    given_up: GivenUp = field(default_factory=GivenUp)
    paid: bool = False

    @classmethod
    def of_nothing(cls, window: Window, buckets: Buckets) -> LedgerFacts:
        """The facts of a currency that nothing is in."""
        width = len(buckets.labels)
        points = tuple(Point(day, (0,) * width, 0) for day in window.month_ends)
        nothing = [0] * width
        return cls(points, cohort=[*nothing], ended=[*nothing], stood=[*nothing])

    def sold(self, window: Window) -> int:
        """Sales of a window."""
        first, last = window.first.toordinal(), window.last.toordinal()
        return sum(minor for day, minor in self.sales.items() if first <= day <= last)


def ledger(
    store: Store, lens: Lens, window: Window, cohort: Window, buckets: Buckets
) -> dict[str, LedgerFacts]:
    """The facts of every currency of the book. ``lens`` looks at the window's last day."""
    assert lens.day == window.last.toordinal(), (lens, window)
    db = store.db
    nothing = partial(LedgerFacts.of_nothing, window, buckets)
    found: dict[str, LedgerFacts] = defaultdict(nothing)
    with _read_once(db, lens, window.month_ends, cohort):
        _sales(db, lens, found)
        _aging(db, lens, window.month_ends, buckets, found)
        _stood(db, buckets, found)
        _cohort(db, lens, cohort, buckets, found)
        _given_up(db, lens, window, found)
    return dict(sorted(found.items()))


@contextmanager
def _read_once(db: Any, lens: Lens, days: Sequence[date], cohort: Window) -> Iterator[None]:
    """While this is open, ``part`` and ``edge`` (the days) stand in the temporary schema."""
    usual = db.execute("PRAGMA cache_size").fetchone()[0]
    db.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    try:
        db.execute(
            "CREATE TEMP TABLE edge (n INTEGER PRIMARY KEY, day INTEGER, before INTEGER)"
        )
        ordinals = [day.toordinal() for day in days]
        db.executemany(
            "INSERT INTO temp.edge VALUES (?, ?, ?)",
            [(n, day, ordinals[n - 1] if n else None) for n, day in enumerate(ordinals)],
        )
        ours = given_up.entries(db, lens)
        db.execute(f"CREATE TEMP TABLE part AS {_parts(lens, ordinals[0], cohort, ours)}")
        yield
    finally:
        for table in ("part", "edge"):
            db.execute(f"DROP TABLE IF EXISTS temp.{table}")
        db.execute(f"PRAGMA cache_size = {usual}")


def _parts(lens: Lens, first: int, cohort: Window, ours: Collection[int]) -> str:
    """SQL of what is open of each item, and of each thing that settled it, with its day.

    ``minor`` is what it took off the item, ``cash`` what of that was money or credit, ``valued``
    the day of the money; rows that settle no item have no ``due_day``. Of what was settled by
    the day ``first`` only write-offs and the cohort's items are still asked about. ``charge``:
    the item is an interest note or a fee; ``debt``: it is no credit note; ``inferred``: a fall of
    what was open that no receipt explains (rulings.md 19). Of those, the books' entries of what
    was given up here (``ours``, allocations) are write-offs and no money.
    """
    booked = f"a.id IN ({', '.join(map(str, sorted(ours)))})" if ours else "0"
    cash = f"CASE WHEN {booked} THEN 0 ELSE a.cash END"
    lost = f"a.writeoff + CASE WHEN {booked} THEN a.cash ELSE 0 END"
    due = f"BETWEEN {cohort.first.toordinal()} AND {cohort.last.toordinal()}"
    kind = "i.kind IN ('interest', 'fee') AS charge, i.amount > 0 AS debt"
    item = f"i.currency, i.due_day, i.doc_day, {kind}"
    return (
        f"SELECT i.id AS item, {item}, i.open AS minor, {_NEVER} AS day, 0 AS cash, 0 AS writeoff,"
        f" NULL AS valued, 0 AS inferred FROM item i WHERE i.open <> 0 AND {lens.seen('i')}"
        f" UNION ALL SELECT i.id, coalesce(i.currency, r.currency), i.due_day, i.doc_day, {kind},"
        f" a.cash + a.discount + a.writeoff, a.day, {cash}, {lost}, r.value_day,"
        " coalesce(r.origin = 'inferred', 0) FROM allocation a"
        f" LEFT JOIN item i ON i.id = a.item AND {lens.seen('i')}"
        f" LEFT JOIN receipt r ON a.day > {first} AND r.id = a.receipt AND {lens.seen('r')}"
        f" WHERE (a.day > {first} OR a.writeoff <> 0 OR {booked} OR i.due_day {due}) AND {lens.seen('a')}"
        f" UNION ALL SELECT i.id, {item}, -a.cash, a.day, 0, 0, NULL, 0 FROM allocation a"
        f" CROSS JOIN item i ON i.id = a.credit AND {lens.seen('i')}"
        f" WHERE a.credit IS NOT NULL AND {lens.seen('a')}"
    )


def _sales(db: Any, lens: Lens, found: dict[str, LedgerFacts]) -> None:
    for currency, day, minor in db.execute(
        "SELECT i.currency, i.doc_day, sum(i.amount) FROM item i WHERE i.kind IN"
        f" ('invoice', 'credit_note') AND i.doc_day <= {lens.day} AND {lens.seen('i')}"
        " GROUP BY i.doc_day, i.currency"
    ):
        found[currency].sales[day] = minor
    for (currency,) in db.execute(
        "SELECT DISTINCT r.currency FROM receipt r"
        f" WHERE r.value_day <= {lens.day} AND {lens.seen('r')}"
    ):
        found[currency].paid = True


def _column(days_late: str, buckets: Buckets) -> str:
    """SQL of the column of something so late (`Buckets.index`)."""
    return " + ".join(f"({days_late} > {edge})" for edge in buckets.edges)


def _aging(
    db: Any,
    lens: Lens,
    days: Sequence[date],
    buckets: Buckets,
    found: dict[str, LedgerFacts],
) -> None:
    """Points and moves. What stood in a column and stands nowhere a month later was settled."""
    width = len(buckets.labels)
    columns: dict[tuple[str, int], list[int]] = defaultdict(lambda: [0] * width)
    charges: dict[tuple[str, int], list[int]] = defaultdict(lambda: [0] * width)
    remained: dict[tuple[str, int, int, int], int] = defaultdict(int)
    credit = _unapplied(db, lens)
    for currency, n, now, before, minor, owed, charge in db.execute(_panel(buckets)):
        if not owed:
            credit[currency, n] = credit.get((currency, n), 0) - minor
            continue
        columns[currency, n][now] += minor
        if charge:
            charges[currency, n][now] += minor
        if before is not None:
            remained[currency, n, before, now] += minor
    for currency in {*(key[0] for key in (*columns, *credit)), *found}:
        found[currency].points = tuple(
            Point(
                day, tuple(columns[currency, n]), credit.get((currency, n), 0),
                tuple(charges[currency, n]),
            )
            for n, day in enumerate(days)
        )  # fmt: skip
        found[currency].moves = _moves(currency, len(days), columns, remained)


def _panel(buckets: Buckets) -> str:
    """SQL of what was open at each edge: by currency, column then and at the edge before, sign and charge.

    An item all of whose pieces have one sign is open with that sign; only the others are added
    up one by one.
    """
    then = "temp.edge e ON p.doc_day <= e.day AND e.day < p.day"
    known = "p.currency, p.due_day, p.doc_day, p.charge, e.n, e.day, e.before"
    return (
        "WITH mixed AS MATERIALIZED (SELECT DISTINCT item FROM temp.part WHERE minor > 0"
        " AND item IN (SELECT item FROM temp.part WHERE minor < 0)),"
        f" panel AS (SELECT {known}, p.minor AS open FROM temp.part p CROSS JOIN {then}"
        " WHERE p.item NOT IN (SELECT item FROM mixed) UNION ALL"
        f" SELECT {known}, sum(p.minor) FROM mixed m CROSS JOIN temp.part p ON p.item = m.item"
        f" CROSS JOIN {then} GROUP BY p.item, e.n)"
        f" SELECT q.currency, q.n, {_column('q.day - q.due_day', buckets)} AS column_now,"
        f" CASE WHEN q.doc_day <= q.before THEN {_column('q.before - q.due_day', buckets)} END AS column_before,"
        " sum(q.open), q.open > 0 AS owed, q.charge FROM panel q WHERE q.open <> 0"
        " GROUP BY q.n, column_now, column_before, owed, q.charge, q.currency"
    )


def _moves(
    currency: str, count: int, columns: dict[tuple[str, int], list[int]],
    remained: dict[tuple[str, int, int, int], int],
) -> list[Move]:  # fmt: skip
    made = []
    for n in range(1, count):
        for before, stood in enumerate(columns[currency, n - 1]):
            stayed = [
                Move(before, now, minor)
                for now in range(len(columns[currency, n]))
                if (minor := remained.get((currency, n, before, now), 0))
            ]
            made += [*stayed, Move(before, SETTLED, stood - sum(m.minor for m in stayed))]
    return made


def _unapplied(db: Any, lens: Lens) -> dict[tuple[str, int], int]:
    """Cash not used up at each edge: what lies unapplied now, and what was applied later."""
    rows = db.execute(
        "SELECT currency, n, sum(minor) FROM ("
        " SELECT r.currency, e.n, r.unapplied AS minor FROM receipt r INDEXED BY receipt_unapplied"
        f" CROSS JOIN temp.edge e ON r.value_day <= e.day WHERE r.unapplied <> 0 AND {lens.seen('r')}"
        f" AND NOT ({sums.OF_BANK})"
        " UNION ALL SELECT p.currency, e.n, p.cash FROM temp.part p CROSS JOIN temp.edge e"
        " ON p.valued <= e.day AND e.day < p.day WHERE p.valued < p.day)"
        " GROUP BY currency, n"
    )
    return {(currency, n): minor for currency, n, minor in rows}


def _stood(db: Any, buckets: Buckets, found: dict[str, LedgerFacts]) -> None:
    """How many debts stood in each column at the beginnings of the months."""
    for currency, column, number in db.execute(
        f"SELECT currency, {_column('day - due_day', buckets)} AS stood, count(*) FROM ("
        "SELECT p.currency, p.due_day, e.day FROM temp.part p CROSS JOIN temp.edge e"
        " ON p.doc_day <= e.day AND e.day < p.day"
        " WHERE e.n < (SELECT max(n) FROM temp.edge) GROUP BY p.item, e.n HAVING sum(p.minor) > 0)"
        " GROUP BY currency, stood"
    ):
        found[currency].stood[column] = number


def _cohort(
    db: Any, lens: Lens, cohort: Window, buckets: Buckets, found: dict[str, LedgerFacts]
) -> None:
    """What came of the debts due in the cohort's window, and how many were paid off where.

    Every piece of a debt counts, also what moved an allocation away again, so that what came
    and what was lost are the amounts of the debts. What was paid beyond a debt is credit, and
    taken off where its last money came.
    """
    last = len(buckets.edges)
    for currency, column, paid, lost, ended in db.execute(
        "WITH piece AS MATERIALIZED (SELECT item, currency, due_day, day <= ?3 AS by_now, day,"
        " minor, writeoff FROM temp.part WHERE debt AND due_day BETWEEN ?1 AND ?2),"
        " whole AS MATERIALIZED (SELECT item, currency, due_day,"
        " sum(CASE WHEN by_now THEN writeoff ELSE minor END) AS lost,"
        " max(CASE WHEN by_now AND minor <> writeoff THEN day ELSE due_day END) AS last"
        " FROM piece GROUP BY item)"
        f" SELECT currency, {_column('day - due_day', buckets)}, sum(minor - writeoff), 0, 0"
        " FROM piece WHERE by_now GROUP BY 1, 2"
        f" UNION ALL SELECT currency, CASE WHEN lost > 0 THEN {last} ELSE"
        f" {_column('last - due_day', buckets)} END, sum(min(lost, 0)), sum(max(lost, 0)), count(*)"
        " FROM whole GROUP BY 1, 2",
        [cohort.first.toordinal(), cohort.last.toordinal(), lens.day],
    ):
        found[currency].cohort[column] += paid
        found[currency].lost += lost
        found[currency].ended[column] += ended


def _given_up(db: Any, lens: Lens, window: Window, found: dict[str, LedgerFacts]) -> None:
    """Written off in the window by either side, and the money of the window on what was given up.

    Table ``request`` says what our approved requests gave up. What the books wrote off of the
    same item since it was asked for shows that, and is the books' own as far as it is more. A
    fall that is one of those amounts, or all of them, is the books' entry and no money
    (`write_offs.still_pending`). Recoveries recorded here count as far as the ledger does not
    show them.
    """
    first, last = window.first.toordinal(), window.last.toordinal()
    ours: dict[str, int] = dict(
        db.execute(
            "SELECT currency, sum(minor) FROM request WHERE state = 'approved' AND kind = 'write-off'"
            " AND decided_day BETWEEN ? AND ? GROUP BY currency",
            [first, last],
        ).fetchall()
    )
    known = (
        "WITH each AS MATERIALIZED (SELECT i.id AS item, q.decided_day AS day,"
        " q.asked_day AS asked, j.value ->> 'minor' AS minor FROM request q,"
        " json_each(q.items) j JOIN source s ON s.name = substr(j.value ->> 'ref', 1,"
        " instr(j.value ->> 'ref', '/') - 1) JOIN item i ON i.source = s.id"
        " AND i.key = substr(j.value ->> 'ref', instr(j.value ->> 'ref', '/') + 1)"
        f" AND {lens.seen('i')}"
        " WHERE q.state = 'approved' AND q.kind = 'write-off'),"
        " ours AS MATERIALIZED (SELECT item, min(day) AS day, min(asked) AS asked,"
        " sum(minor) AS minor FROM each GROUP BY item),"
        " gone AS MATERIALIZED (SELECT item, min(day) AS day FROM (SELECT item, day FROM ours"
        " UNION ALL SELECT item, day FROM temp.part WHERE writeoff > 0) GROUP BY item)"
    )
    books = db.execute(
        f"{known} SELECT currency, sum(minor) FROM ("
        " SELECT p.currency, p.writeoff AS minor FROM temp.part p LEFT JOIN ours o ON o.item = p.item"
        " WHERE p.writeoff <> 0 AND p.day BETWEEN ?1 AND ?2 AND (o.item IS NULL OR p.day < o.asked)"
        " UNION ALL SELECT p.currency, max(0, sum(p.writeoff) - o.minor)"
        " - max(0, sum(CASE WHEN p.day < ?1 THEN p.writeoff ELSE 0 END) - o.minor)"
        " FROM ours o CROSS JOIN temp.part p ON p.item = o.item AND p.day BETWEEN o.asked AND ?2"
        " WHERE p.writeoff <> 0 GROUP BY p.item) GROUP BY currency",
        [first, last],
    ).fetchall()
    back = db.execute(
        f"{known} SELECT p.currency, sum(p.cash) FROM temp.part p CROSS JOIN gone g"
        " ON g.item = p.item WHERE p.valued IS NOT NULL AND p.day > g.day"
        " AND p.day BETWEEN ? AND ? AND NOT (p.inferred AND EXISTS (SELECT 1 FROM (SELECT item, minor"
        " FROM each UNION ALL SELECT item, minor FROM ours) x WHERE x.item = p.item AND x.minor = p.cash))"
        " GROUP BY p.currency",
        [first, last],
    ).fetchall()
    here = recoveries.beside_the_ledger(db, lens, window)
    for currency in {*ours, *dict(books), *dict(back), *here}:
        found[currency].given_up = GivenUp(
            ours.get(currency, 0), dict(books).get(currency, 0),
            dict(back).get(currency, 0) + here.get(currency, 0),
        )  # fmt: skip
