"""Rows of the whole book for export, read as they are written: never more than one in memory."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from datetime import date
from typing import Any

from ledgerlane.store.connection import Store
from ledgerlane.store.history import latest_us
from ledgerlane.store.lens import EVERYBODY, Lens, Some
from ledgerlane.store.rows import later_of_item

Row = Mapping[str, Any]

_WHO = (
    " JOIN customer c ON c.id = {on} AND {seen}"
    " LEFT JOIN party p ON p.id = c.id AND p.gen_from = c.gen_from"
)


def customers(store: Store, lens: Lens) -> Generator[Row, None, None]:
    """Every customer the ledger knew, by number. Keys as the table's columns."""
    return _rows(
        store,
        "SELECT c.number, p.name, c.parent, c.country, c.currency, c.language, p.contact, p.email,"
        " p.phone, c.terms, c.credit_limit, c.credit_hold, c.salesperson, c.risk_given, c.opened,"
        " s.name || '/' || c.key AS ref FROM customer c JOIN source s ON s.id = c.source"
        " LEFT JOIN party p ON p.id = c.id AND p.gen_from = c.gen_from"
        f" WHERE {lens.seen('c')} ORDER BY c.number, c.id",
    )


def items(store: Store, lens: Lens, which: Some = EVERYBODY) -> Generator[Row, None, None]:
    """Every document open on the lens's day, by customer and due day; ``open`` as of that day."""
    used = later_of_item(lens)
    who = _WHO.format(on="i.customer", seen=lens.seen("c"))
    return _rows(
        store,
        "SELECT * FROM (SELECT i.id, i.number, i.kind, c.number AS customer, p.name, i.doc_day,"
        f" i.due_day, i.currency, i.amount, i.open + {used} AS open, i.terms, i.po_number, i.related,"
        " i.dispute_reason, i.disputed, i.dispute_day, i.memo, s.name || '/' || i.key AS ref"
        f" FROM item i JOIN source s ON s.id = i.source{who}"
        f" WHERE {lens.seen('i')} AND i.doc_day <= {lens.day}"
        f" AND {which.among('i.customer')}) WHERE open <> 0 ORDER BY customer, due_day, id",
        which.values,
    )


def activities(store: Store, since: date | None, until: date, known_ms: int | None) -> Generator[Row, None, None]:  # fmt: skip
    """The timeline of every account, in the order of time."""
    first = since.toordinal() if since is not None else 0
    return _rows(
        store,
        "SELECT a.day, a.t, a.actor, a.kind, a.code, a.currency, a.words, a.note, a.outcome,"
        " a.undone, a.event, coalesce(c.number, '') AS customer, coalesce(p.name, '') AS name"
        " FROM activity a LEFT JOIN customer_now c ON c.id = a.customer"
        " LEFT JOIN party p ON p.id = c.id AND p.gen_from = c.gen_from"
        f" WHERE a.day BETWEEN {first} AND {until.toordinal()} AND a.t <= {latest_us(known_ms)}"
        " ORDER BY a.t, a.event",
    )


def _rows(
    store: Store, sql: str, values: Mapping[str, Any] | None = None
) -> Generator[Row, None, None]:
    cursor = store.db.execute(sql, values or {})
    names = [column[0] for column in cursor.description]
    for row in cursor:
        yield dict(zip(names, row, strict=True))
