"""Proving the book: the file, the chain, the sums, and everything that is derived.

A finding names where and what. Nothing here writes; `ledgerlane rebuild` mends what is
derived, a backup what is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from ledgerlane.domain import people as people_rules
from ledgerlane.domain.aging import Buckets
from ledgerlane.domain.policy import Policy
from ledgerlane.store import history, patterns, projections, signatures, standings, sums
from ledgerlane.store.connection import Store
from ledgerlane.store.lens import EVERYBODY, Lens, Some, later_applied, later_used, lens
from ledgerlane.store.pending import NOBODY
from ledgerlane.store.sqlite import Error
from ledgerlane.store.standings import Found, QueueRow
from ledgerlane.store.worked import Question

CHUNK = 1_000
MOST_FINDINGS = 1_000
_KEYS = {"instalment": 2, "pending": 3, "role_grant": 2}
"""How many first columns name a row; 1 where nothing is said."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not prove."""

    where: str
    what: str


def verify(
    store: Store, policy: Policy, today: date, *, deep: bool = False, seen: bool = True
) -> list[Finding]:
    """Everything that does not prove, at most a thousand findings; an empty list is the proof.

    ``seen``: and what this user had seen of the book and is gone; an older backup proves without.
    ``deep`` also derives all lists again from ledger and history and compares row by row.
    """
    found: list[Finding] = []
    try:
        for finding in _findings(store, policy, today, deep, seen):
            found.append(finding)
            if len(found) == MOST_FINDINGS:
                break
    except Error as error:
        found.append(Finding(store.path.name, f"cannot be read on: {error}"))
    return found


def _findings(
    store: Store, policy: Policy, today: date, deep: bool, seen: bool
) -> Iterator[Finding]:
    check = "integrity_check" if deep else "quick_check"
    for (words,) in store.db.execute(f"PRAGMA {check}(100)"):
        if words != "ok":
            yield Finding(store.path.name, str(words))
    yield from _schema(store)
    yield from (Finding(where, what) for where, what in history.verify_chain(store))
    yield from (
        Finding(where, what) for where, what in signatures.findings(store, seen=seen)
    )
    look = lens(store, today)
    yield from _identity(store, look, policy)
    yield from _references(store, look)
    if deep:
        yield from _people(store)
        yield from _derived(store, policy, today)


def _schema(store: Store) -> Iterator[Finding]:
    """What keeps the history from being changed must be there."""
    names = {
        row[0]
        for row in store.db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    }
    for name in ("event_is_never_changed", "event_is_never_deleted"):
        if name not in names:
            yield Finding("schema", f"the trigger {name} is gone")


def _identity(store: Store, look: Lens, policy: Policy) -> Iterator[Finding]:
    """Not due + buckets - unapplied = balance of the books, for every customer and currency, both ways.

    The balance is added up from the rows without looking at any date.
    """
    balances = {
        (row[0], row[1]): row[2]
        for row in store.db.execute(
            "SELECT customer, currency, sum(minor) FROM ("
            f" SELECT i.customer, i.currency, i.open AS minor FROM item i WHERE {look.seen('i')}"
            f" AND i.doc_day <= {look.day} UNION ALL"
            f" SELECT i.customer, i.currency, l.minor FROM ({later_used(look)}) l"
            f" JOIN item i ON i.id = l.id WHERE {look.seen('i')} AND i.doc_day <= {look.day}"
            " UNION ALL"
            f" SELECT r.customer, r.currency, -r.unapplied FROM receipt r WHERE {look.seen('r')}"
            f" AND r.value_day <= {look.day} AND NOT ({sums.OF_BANK}) UNION ALL"
            f" SELECT r.customer, r.currency, -l.minor FROM ({later_applied(look)}) l"
            f" JOIN receipt r ON r.id = l.id WHERE {look.seen('r')} AND r.value_day <= {look.day}"
            f" AND NOT ({sums.OF_BANK})) GROUP BY customer, currency"
        )
    }
    for aged_credits in (False, True):
        found = sums.open_sums(
            store.db,
            EVERYBODY,
            look,
            Buckets(policy.bucket_edges),
            aged_credits=aged_credits,
        )
        for key in balances.keys() | found.keys():
            sum_ = found.get(key)
            aged = sum_.not_due + sum_.overdue - sum_.credits - sum_.cash if sum_ else 0
            balance = balances.get(key, 0)
            if aged != balance:
                yield Finding(
                    f"aging of customer {key[0]} in {key[1]}",
                    f"its columns come to {aged}, its balance is {balance} minor units",
                )


def _references(store: Store, look: Lens) -> Iterator[Finding]:
    """Rows of the ledger that hang in the air, and receipts of ours that do not add up."""
    seen = look.seen
    checks = (
        ("item", "has no customer", "SELECT i.source, i.key FROM item i LEFT JOIN customer c"
         f" ON c.id = i.customer AND {seen('c')} WHERE {seen('i')} AND c.id IS NULL"),
        ("receipt", "has no customer", "SELECT r.source, r.key FROM receipt r LEFT JOIN customer c"
         f" ON c.id = r.customer AND {seen('c')} WHERE {seen('r')} AND r.customer IS NOT NULL"
         " AND c.id IS NULL"),
        ("allocation", "settles an item that is not there", "SELECT a.source, a.id FROM allocation a"
         f" LEFT JOIN item i ON i.id = a.item AND {seen('i')} WHERE {seen('a')}"
         " AND a.item IS NOT NULL AND i.id IS NULL"),
        ("allocation", "uses a receipt that is not there", "SELECT a.source, a.id FROM allocation a"
         f" LEFT JOIN receipt r ON r.id = a.receipt AND {seen('r')} WHERE {seen('a')}"
         " AND a.receipt IS NOT NULL AND r.id IS NULL"),
        ("receipt", "was inferred and is not what it settled", "SELECT r.source, r.key FROM receipt r"
         f" WHERE {seen('r')} AND r.origin <> 'file' AND r.amount <> r.unapplied + coalesce("
         f"(SELECT sum(a.cash) FROM allocation a WHERE a.receipt = r.id AND {seen('a')}), 0)"),
        ("item", "has two versions at once", "SELECT i.source, i.key FROM item i"
         f" WHERE {seen('i')} GROUP BY i.id HAVING count(*) > 1"),
    )  # fmt: skip
    names = dict(store.db.execute("SELECT id, name FROM source"))
    for table, what, query in checks:
        for source, key in store.db.execute(f"{query} LIMIT 100"):
            yield Finding(f"{table} {names.get(source, source)}/{key}", what)


def _people(store: Store) -> Iterator[Finding]:
    people = people_rules.fold(history.events(store, "people"))
    for table, made in zip(
        ("person", "role_grant"), projections.people_rows(people), strict=True
    ):
        held = store.db.execute(f"SELECT * FROM {table}").fetchall()
        yield from _compare(store, table, held, made)


def _derived(store: Store, policy: Policy, today: date) -> Iterator[Finding]:
    last = store.db.execute("SELECT coalesce(max(id), 0) FROM customer").fetchone()[0]
    for first in range(0, last + 1, CHUNK):
        which = Some(first=first, last=first + CHUNK - 1)
        ask = Question(lens(store, today), today, policy)
        found = standings.look(store, which, ask)
        waiting = {
            row[0]
            for row in store.db.execute(
                f"SELECT customer FROM queue WHERE next_change <= {today.toordinal()}"
                f" AND {which.among('customer')}",
                which.values,
            )
        }  # their day has come, and the next start of the app or a command turns it
        yield from _chunk(store, which, found, waiting)
    known = f"SELECT id FROM customer WHERE id <= {last}"
    for table in ("queue", "pattern", *projections.OF_CUSTOMER):
        if table != "instalment":
            rows = store.db.execute(
                f"SELECT DISTINCT customer FROM {table} WHERE customer NOT IN ({known})"
                f" AND customer <> {NOBODY}"
            )
            yield from (
                Finding(f"{table} of customer {row[0]}", "is of nobody") for row in rows
            )


def _chunk(store: Store, which: Some, found: Found, waiting: set[int]) -> Iterator[Finding]:
    db = store.db
    yield from _queue(store, which, found, waiting)
    made: dict[str, list[tuple[Any, ...]]] = {
        "pattern": [patterns.row_of(id_, p) for id_, p in found.patterns.items()]
    }
    for table in projections.OF_CUSTOMER:
        made[table] = []
    for id_, each in found.worked.items():
        if id_ not in waiting:
            for table, rows in projections.rows_of(each).items():
                made[table] += rows
    for table, rows in made.items():
        among = f"t.{which.among('customer')}"
        query = f"SELECT t.* FROM {table} t WHERE {among}"
        if table == "instalment":
            query = f"SELECT i.*, t.customer FROM instalment i JOIN plan t ON t.id = i.plan WHERE {among}"
        held = db.execute(query, which.values).fetchall()
        if table == "instalment":
            held = [row[:-1] for row in held if row[-1] not in waiting]
        elif table != "pattern":
            place = _columns(store, table).index("customer")
            held = [row for row in held if row[place] not in waiting]
        yield from _compare(store, table, held, rows)


def _queue(store: Store, which: Some, found: Found, waiting: set[int]) -> Iterator[Finding]:
    made = {(a.row.customer, a.row.currency): a.row for a in found.accounts}
    held = {
        (row[0], row[1]): standings.read_row(row)
        for row in store.db.execute(
            f"SELECT {', '.join(standings.COLUMNS)}, id FROM queue WHERE {which.among('customer')}",
            which.values,
        )
    }
    for key in sorted(made.keys() | held.keys()):
        if key[0] in waiting:
            continue
        should, is_ = made.get(key), held.get(key)
        row = should or is_
        assert row is not None
        where = f"queue {row.number}/{row.currency}"
        if is_ is None:
            yield Finding(where, "is missing")
        elif should is None:
            yield Finding(where, "should not be there")
        else:
            yield from (Finding(where, what) for what in _different(is_, should))


def _different(is_: QueueRow, should: QueueRow) -> Iterator[str]:
    for entry in fields(QueueRow):
        if entry.name not in ("id", "stale"):
            one, other = getattr(is_, entry.name), getattr(should, entry.name)
            if one != other:
                yield f"{entry.name} is {one}, should be {other}"


def _compare(
    store: Store,
    table: str,
    held: Iterable[tuple[Any, ...]],
    made: Iterable[tuple[Any, ...]],
) -> Iterator[Finding]:
    """Rows by their key: missing, too many, or with another value."""
    columns, size = _columns(store, table), _KEYS.get(table, 1)
    one = {tuple(row[:size]): tuple(row) for row in held}
    other = {tuple(row[:size]): tuple(row) for row in made}
    for key in sorted(one.keys() | other.keys(), key=str):
        where = f"{table} {' '.join(str(part) for part in key)}"
        is_, should = one.get(key), other.get(key)
        if is_ is None:
            yield Finding(where, "is missing")
        elif should is None:
            yield Finding(where, "should not be there")
        else:
            for name, left, right in zip(columns, is_, should, strict=True):
                if left != right:
                    yield Finding(where, f"{name} is {left}, should be {right}")


def _columns(store: Store, table: str) -> list[str]:
    return [row[1] for row in store.db.execute(f"PRAGMA table_info({table})")]
