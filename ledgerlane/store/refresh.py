"""Keeping the queue and the other derived tables true: after an entry, an import, a day.

Everything here ends in `_chunk`: look at some customers, and write what is seen. Long work
goes in chunks of short transactions, so that nobody waits for the lock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from datetime import date
from typing import Any

from ledgerlane.domain.errors import Unavailable
from ledgerlane.domain.policy import Policy
from ledgerlane.domain.requests import fold as fold_request
from ledgerlane.store import given_up, history, patterns, projections, settings, standings
from ledgerlane.store.batches import only_importer
from ledgerlane.store.collating import collation
from ledgerlane.store.connection import Store
from ledgerlane.store.ledger import Stage
from ledgerlane.store.lens import Some, lens, some
from ledgerlane.store.pending import NOBODY
from ledgerlane.store.search import digits_of
from ledgerlane.store.settlements import touched_customers
from ledgerlane.store.standings import COLUMNS, Found
from ledgerlane.store.worked import Question

DERIVED = "derived"
"""Setting of the book: the batch generation that the derived tables are up to."""

CHUNK = 600
"""Customers refreshed in one transaction."""

_UPSERT = (
    f"INSERT INTO queue ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"
    " ON CONFLICT (customer, currency) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in COLUMNS[2:])
)


def after_entry(store: Store, aggs: Iterable[str], policy: Policy, today: date) -> None:
    """Make what depends on these aggregates again, in the transaction that is open."""
    aggs = list(aggs)
    customers = sorted(projections.touch(store, aggs))
    given_up = any(agg.startswith("request:") for agg in aggs)  # that is no habit of paying
    for at in range(0, len(customers), CHUNK):
        chunk = some(customers[at : at + CHUNK])
        if given_up:
            habits = patterns.patterns(store.db, chunk, lens(store, today))
            patterns.keep(store.db, chunk, habits)
        _write(store.db, chunk, _look(store, chunk, policy, today))


def refresh(
    store: Store, customers: Iterable[int] | None, policy: Policy, today: date
) -> None:
    """Judge these customers (None: all) anew after their ledger changed, chunk by chunk."""
    if customers is None:
        _every_history(store)
        _judge(store, None, policy, today)
        return
    before = _with_cash_of_nobody(store)
    _judge(store, {*customers, *before}, policy, today)
    lost = before - _with_cash_of_nobody(store)
    if lost:  # their cash went with its receipt, and what they had by it goes now
        _judge(store, lost, policy, today)


def _judge(
    store: Store, customers: Iterable[int] | None, policy: Policy, today: date
) -> None:
    """Judge these customers (None: all) anew, chunk by chunk."""
    for chunk in _chunks(store, customers):
        habits = patterns.patterns(store.db, chunk, lens(store, today))  # slow, so unlocked
        with store.writing():
            patterns.keep(store.db, chunk, habits)
            _write(store.db, chunk, _look(store, chunk, policy, today))
            _index_names(store.db, chunk)


def _with_cash_of_nobody(store: Store) -> set[int]:
    """Whose receipts the ledger may show without knowing whose they are: nobody's, and identified ones."""
    found = store.db.execute(
        f"SELECT DISTINCT customer FROM cash WHERE customer = {NOBODY} OR of_nobody"
        " OR (state = 'posted' AND reference <> '' AND reference IN"
        " (SELECT r.reference FROM receipt r WHERE r.customer IS NULL))"
    )
    return {row[0] for row in found}


def refresh_after_import(store: Store, customers: Sequence[int] | None) -> None:
    """Judge these customers (None: all) by the book's own policy and today.

    The first call on a book also lets SQLite learn how its tables are filled. When this is
    cut short, `catch_up` finishes it at the next start.
    """
    first = store.db.execute("SELECT count(*) FROM queue").fetchone()[0] == 0
    generation = store.generation
    refresh(store, customers, settings.policy(store), settings.today(store))
    with store.writing() as db:
        settings.write(db, {DERIVED: str(generation)})
        if first:
            db.execute("PRAGMA analysis_limit = 1000")
            db.execute("ANALYZE")


def stale(store: Store) -> None:
    """Say that every account is to be judged anew. Inside a write transaction.

    `refresh_after_import` does it and says so; when that is cut short, the next start does.
    """
    settings.write(store.db, {DERIVED: "0"})


def learn(store: Store) -> None:
    """Read people and policy from the history, before everything is judged by them."""
    with store.writing():
        projections.touch(store, ("people", "policy"))


def rows(store: Store) -> int:
    """How many rows the queue has."""
    return int(store.db.execute("SELECT count(*) FROM queue").fetchone()[0])


def catch_up(store: Store) -> bool:
    """Finish what an importer left when it was killed after its batch had become current.

    Whether there was anything to do. While an import runs it is the importer's to do.
    """
    before, now = _derived(store), store.generation
    if before >= now:
        return False
    with ExitStack() as alone:
        try:
            alone.enter_context(only_importer(store.path))
        except Unavailable:
            return False
        touched: set[int] | None = set()
        for generation in range(before + 1, now + 1):
            some_ = touched_customers(Stage(store.db, store.writing, generation, 0))
            touched = None if touched is None or some_ is None else touched | set(some_)
        refresh_after_import(store, None if touched is None else sorted(touched))
    return True


def behind(store: Store, today: date) -> bool:
    """Whether the queue may read otherwise: an import was cut short, or a row's day has come."""
    due = store.db.execute(
        "SELECT EXISTS (SELECT 1 FROM queue WHERE next_change <= ?)", [today.toordinal()]
    )
    return bool(due.fetchone()[0]) or _derived(store) < store.generation


def _derived(store: Store) -> int:
    done = store.db.execute("SELECT value FROM book WHERE name = ?", [DERIVED]).fetchone()
    return int(done[0]) if done else 0


def turn_day(store: Store, policy: Policy, today: date) -> int:
    """Judge anew only the accounts whose day has come; how many customers that was.

    First finishes what a killed importer left.
    """
    catch_up(store)
    due = store.db.execute(
        "SELECT customer, min(next_change) FROM queue WHERE next_change <= ?"
        " GROUP BY customer ORDER BY customer",
        [today.toordinal()],
    ).fetchall()
    customers = [row[0] for row in due]
    first = min((row[1] for row in due), default=0)
    moved = store.db.execute(
        "SELECT EXISTS (SELECT 1 FROM allocation WHERE day >= ?)", [first]
    )
    same = not moved.fetchone()[0]  # nothing was settled since: habits are as they were
    for at in range(0, len(customers), CHUNK):
        chunk, before = some(customers[at : at + CHUNK]), store.generation
        habits = {} if same else patterns.patterns(store.db, chunk, lens(store, today))
        with store.writing():
            if not same:
                if store.generation != before:  # an import became current meanwhile
                    habits = patterns.patterns(store.db, chunk, lens(store, today))
                patterns.keep(store.db, chunk, habits)
            _write(store.db, chunk, _look(store, chunk, policy, today))
    return len(customers)


def _look(store: Store, which: Some, policy: Policy, today: date) -> Found:
    """Today's accounts of these customers, whose habits are stored already."""
    ask = Question(lens(store, today), today, policy)
    return standings.look(store, which, ask, stored_patterns=True)


def _write(db: Any, which: Some, found: Found) -> None:
    """Store what was seen of these customers. Inside a write transaction."""
    projections.keep(db, which, found.worked.values())
    keys = [(account.row.customer, account.row.currency) for account in found.accounts]
    held = db.execute(
        f"SELECT customer, currency FROM queue WHERE {which.among('customer')}",
        which.values,
    ).fetchall()
    gone = set(held) - set(keys)
    db.executemany("DELETE FROM queue WHERE customer = ? AND currency = ?", list(gone))
    db.executemany(
        _UPSERT, [standings.stored_row(account.row) for account in found.accounts]
    )


def _chunks(store: Store, customers: Iterable[int] | None) -> Iterator[Some]:
    """Pieces of about `CHUNK` customers; everybody goes by stretches of ids."""
    if customers is not None:
        listed = sorted(set(customers))
        for at in range(0, len(listed), CHUNK):
            yield some(listed[at : at + CHUNK])
        return
    last = store.db.execute("SELECT coalesce(max(id), 0) FROM customer").fetchone()[0]
    for first in range(0, last + 1, CHUNK):
        yield Some(first=first, last=first + CHUNK - 1)


_PLACED = (
    ("plan:", "plan", "id"),
    ("request:", "request", "id"),
    ("receipt:", "cash", "receipt"),
    ("case:", "case_file", "id"),
)
"""Aggregates that belong to a customer by a row of a table: its name, and its column of names."""


def _every_history(store: Store) -> None:
    """Plans, requests and receipts whose customer the ledger did not know before find their place."""
    known = {
        f"{kind}{row[0]}"
        for kind, table, name in _PLACED
        for row in store.db.execute(f"SELECT {name} FROM {table}")
    }
    missing = [
        agg
        for kind, _, _ in _PLACED
        for agg, _ in history.all_events(store, kind)
        if agg not in known
    ]
    missing += [agg for agg in _decided_otherwise(store) if agg in known]
    if missing:
        with store.writing():
            projections.touch(store, missing)


def _decided_otherwise(store: Store) -> Iterator[str]:
    """Requests of which the history that counts says otherwise than their row whether they were approved.

    How customers pay hangs on it, and is found before their rows are made.
    """
    rows = store.db.execute(f"SELECT id FROM request WHERE {given_up.WAS_APPROVED}")
    held = {f"request:{row[0]}" for row in rows}
    for agg, events in history.all_events(store, "request:"):
        asked = fold_request(events)
        was = asked is not None and asked.state in ("approved", "reversed")
        if was != (agg in held):
            yield agg


def index_names(store: Store, customers: Iterable[int]) -> None:
    """Let these customers be found by what they are called now. Inside a write transaction."""
    _index_names(store.db, some(list(customers)))


def _index_names(db: Any, which: Some) -> None:
    """What can be found by three letters in a row: number, name and contact of these customers.

    A name with accents stands there a second time without them, a telephone number as its digits.
    """
    db.execute(f"DELETE FROM customer_search WHERE {which.among('rowid')}", which.values)
    db.execute(
        "INSERT INTO customer_search (rowid, number, name, contact, phone, email)"
        f" SELECT c.id, c.number, p.name, p.contact, p.phone || char(10) || {digits_of('p.phone')}, p.email"
        " FROM customer_now c"
        f" JOIN party p ON p.id = c.id AND p.gen_from = c.gen_from WHERE {which.among('c.id')}",
        which.values,
    )
    spelled = db.execute(
        "SELECT rowid, name FROM customer_search WHERE name GLOB '*[^ -~]*' AND"
        f" {which.among('rowid')}",
        which.values,
    ).fetchall()
    db.executemany(
        "UPDATE customer_search SET name = ? WHERE rowid = ?",
        [(f"{name}\n{collation(name)}", id_) for id_, name in spelled],
    )


def rebuild(store: Store, policy: Policy, today: date) -> int:
    """Throw away everything derived and make it again; how many queue rows there are then."""
    tables = (*projections.OF_CUSTOMER, "person", "role_grant", "pattern", "queue")
    with store.writing():
        for table in tables:
            store.db.execute(f"DELETE FROM {table}")
        store.db.execute("DELETE FROM customer_search")
        projections.touch(store, ("people", "policy"))
        settings.write(store.db, {DERIVED: "0"})  # whoever is cut short is caught up for
    generation = store.generation
    refresh(store, None, policy, today)
    with store.writing():
        settings.write(store.db, {DERIVED: str(generation)})
    return rows(store)
