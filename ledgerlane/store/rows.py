"""Single rows of the ledger as the domain's values: customers, items, receipts, settlements."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple

from ledgerlane.domain.account import Contact, Customer, Item, Receipt, Settlement
from ledgerlane.domain.money import Money
from ledgerlane.store.lens import Lens, Some

_CUSTOMER = (
    "c.id, s.name || '/' || c.key, c.number, p.name, c.country, c.language, c.terms, c.parent,"
    " c.salesperson, c.credit_limit, coalesce(nullif(c.currency, ''), (SELECT value FROM book"
    " WHERE name = 'currency')), c.credit_hold, p.contact, p.phone, p.email"
)
_ITEM = (
    "i.id, i.customer, s.name || '/' || i.key, i.number, i.kind, i.doc_day, i.due_day, i.amount,"
    " i.currency, i.disputed"
)


def customer_id(db: Any, ref: str) -> int | None:
    """The id of the customer that events call ``"source/key"``; None while the ledger knows none."""
    return customer_ids(db, [ref]).get(ref)


def customer_ids(db: Any, found: Iterable[str]) -> dict[str, int]:
    """The ids of the customers that events call so; those that the ledger knows."""
    pairs = [ref.partition("/")[::2] for ref in found]
    return dict(
        db.execute(
            "SELECT s.name || '/' || c.key, c.id FROM json_each(?) j"
            " CROSS JOIN source s ON s.name = j.value ->> 0"
            " CROSS JOIN customer c ON c.source = s.id AND c.key = j.value ->> 1",
            [json.dumps(pairs)],
        ).fetchall()
    )


def named(db: Any, name: str) -> list[tuple[int, str]]:
    """Ids and references of the customers that a number, or ``"source/key"``, names."""
    found = db.execute(
        "SELECT c.id, s.name || '/' || c.key FROM customer_now c JOIN source s ON s.id = c.source"
        " WHERE c.number = ? ORDER BY 2 LIMIT 6",
        [name],
    ).fetchall()
    if found or "/" not in name:
        return [tuple(row) for row in found]
    id_ = customer_id(db, name)
    return [(id_, name)] if id_ is not None else []


def refs(db: Any, which: Some) -> dict[int, str]:
    """``"source/key"`` of each customer, by id."""
    rows = db.execute(
        "SELECT DISTINCT c.id, s.name || '/' || c.key FROM customer c"
        f" JOIN source s ON s.id = c.source WHERE {which.among('c.id')}",
        which.values,
    )
    return dict(rows.fetchall())


def customers(db: Any, which: Some, lens: Lens) -> dict[int, Customer]:
    """Who the customers are, by id."""
    rows = db.execute(
        f"SELECT {_CUSTOMER} FROM customer c JOIN source s ON s.id = c.source"
        " LEFT JOIN party p ON p.id = c.id AND p.gen_from = c.gen_from"
        f" WHERE {which.among('c.id')} AND {lens.seen('c')}",
        which.values,
    )
    return {row[0]: _customer(row) for row in rows}


def _customer(row: Sequence[Any]) -> Customer:
    _, ref, number, name, country, language, terms, parent, sales, limit, currency, hold = (
        row[:12]
    )
    contact, phone, email = row[12:15]
    return Customer(
        ref=ref, number=number, name=name or "", country=country, language=language, terms=terms,
        parent=parent, salesperson=sales, credit_hold=bool(hold),
        credit_limit=Money(limit, currency) if limit is not None and currency else None,
        contact=Contact(contact or "", "", phone or "", email or "", language),
    )  # fmt: skip


def open_items(
    db: Any, which: Some, lens: Lens, due_until: int = 2**31
) -> dict[int, list[Item]]:
    """What was open on the day, by customer, in the order of due dates.

    ``due_until`` (an ordinal) leaves out what falls due after it.
    """
    found: dict[int, list[Item]] = {}
    for row in db.execute(_open_sql(which, lens, due_until), which.values):
        found.setdefault(row[1], []).append(_item(row))
    return found


def _open_sql(which: Some, lens: Lens, due_until: int) -> str:
    seen, among = lens.seen("i"), which.among("i.customer")
    if due_until < 2**31:
        seen += f" AND i.due_day <= {due_until}"
    now = (
        f"SELECT {_ITEM}, i.open AS open FROM item i INDEXED BY item_open"
        " JOIN source s ON s.id = i.source"
        f" WHERE {among} AND i.open <> 0 AND i.doc_day <= {lens.day} AND {seen}"
    )
    if not lens.later:
        return f"{now} ORDER BY i.customer, i.due_day, i.id"
    used = later_of_item(lens)
    return (
        f"SELECT * FROM (SELECT {_ITEM}, i.open + {used} AS open FROM item i"
        f" JOIN source s ON s.id = i.source WHERE {among} AND i.doc_day <= {lens.day} AND {seen})"
        " WHERE open <> 0 ORDER BY 2, 7, 1"
    )


def items_named(db: Any, names: Iterable[str], lens: Lens) -> list[Item]:
    """These items (by reference) as of the day, also those that are closed."""
    used = later_of_item(lens)
    rows = db.execute(
        f"SELECT {_ITEM}, i.open + {used} FROM json_each(?) j"
        " CROSS JOIN source s ON s.name = j.value ->> 0"
        f" CROSS JOIN item i ON i.source = s.id AND i.key = j.value ->> 1 AND {lens.seen('i')}"
        f" WHERE i.doc_day <= {lens.day}",
        [json.dumps([name.partition("/")[::2] for name in names])],
    )
    return [_item(row) for row in rows]


class Falls(NamedTuple):
    """How an item's open amount fell, minor units: ``steps`` (generation, fall), oldest first.

    ``cash`` of it came with receipts, ``booked`` the ledger itself calls written off.
    """

    steps: tuple[tuple[int, int], ...]
    cash: int
    booked: int


def falls(db: Any, name: str, since: int, lens: Lens) -> Falls:
    """How the item (by reference) fell after a generation, up to the lens's day.

    What was imported and taken back again is left out.
    """
    source, _, key = name.partition("/")
    versions = db.execute(
        "SELECT i.id, i.gen_from, i.open FROM item i JOIN source s ON s.id = i.source"
        " LEFT JOIN (SELECT generation, max(as_of) AS as_of FROM batch GROUP BY generation) b"
        " ON b.generation = i.gen_from"
        f" WHERE s.name = ? AND i.key = ? AND i.gen_to > ? AND i.gen_from <= {lens.generation}"
        f" AND (i.gen_from <= ? OR coalesce(b.as_of, 0) <= {lens.day}) ORDER BY i.gen_from",
        [source, key, since, since],
    ).fetchall()
    if not versions:
        return Falls((), 0, 0)
    path: list[tuple[int, int]] = []
    for _, generation, open_ in versions:
        before = next((at for at, (_, known) in enumerate(path) if known == open_), None)
        path = [*path, (generation, open_)] if before is None else path[: before + 1]
    steps = [(after[0], before[1] - after[1]) for before, after in pairwise(path)]
    cash, booked = db.execute(
        "SELECT coalesce(sum(a.cash + a.discount) FILTER (WHERE coalesce(r.origin, '') <> 'inferred'), 0),"
        " coalesce(sum(a.writeoff), 0) FROM allocation a"
        f" LEFT JOIN receipt r ON r.id = a.receipt AND {lens.seen('r')}"
        f" WHERE a.item = ? AND a.gen_from > ? AND a.day <= {lens.day} AND {lens.seen('a')}",
        [versions[0][0], since],
    ).fetchone()
    return Falls(tuple(step for step in steps if step[1] > 0), cash, booked)


def later_of_item(lens: Lens) -> str:
    """SQL: what was taken from item ``i`` after the day."""
    if not lens.later:
        return "0"
    return (
        "coalesce((SELECT sum(a.cash + a.discount + a.writeoff) FROM allocation a"
        f" WHERE a.item = i.id AND a.day > {lens.day} AND {lens.seen('a')}), 0)"
        " - coalesce((SELECT sum(a.cash) FROM allocation a"
        f" WHERE a.credit = i.id AND a.day > {lens.day} AND {lens.seen('a')}), 0)"
    )


def _item(row: Sequence[Any]) -> Item:
    _, _, ref, number, kind, doc_day, due_day, amount, currency, disputed, open_ = row
    return Item(
        ref=ref, number=number, kind=kind, document_date=date.fromordinal(doc_day),
        due=date.fromordinal(due_day), amount=Money(amount, currency),
        open=Money(open_, currency), disputed=Money(min(disputed, max(open_, 0)), currency),
    )  # fmt: skip


_RECEIPT = (
    "r.id, r.customer, s.name || '/' || r.key, r.value_day, r.amount, r.currency, r.unapplied + {used},"
    " r.origin, r.reverses, (SELECT min(b.known_at) FROM receipt f CROSS JOIN batch b"
    " ON b.generation = f.gen_from WHERE f.id = r.id), r.reference"
)


def receipts(db: Any, since: Mapping[int, int], lens: Lens) -> dict[int, list[Receipt]]:
    """Money in of each of these customers (ids) from a day of theirs on (ordinal), and any older that is not used up."""
    used = used_later(lens)
    left = f"r.unapplied + {used} <> 0" if lens.later else "r.unapplied <> 0"
    by = "receipt_customer" if lens.later else "receipt_unapplied"
    parts = [
        f"SELECT {_RECEIPT.format(used=used)} FROM json_each(:since) j CROSS JOIN receipt r"
        f" INDEXED BY {index} ON r.customer = j.value ->> 0 AND r.value_day {when}"
        f" JOIN source s ON s.id = r.source WHERE {lens.seen('r')} AND r.value_day <= {lens.day}"
        for index, when in (
            ("receipt_customer", ">= j.value ->> 1"),
            (by, f"< j.value ->> 1 AND {left}"),
        )
    ]
    rows = db.execute(
        f"{' UNION ALL '.join(parts)} ORDER BY 2, 4, 1",
        {"since": json.dumps(list(since.items()))},
    ).fetchall()
    bounced = {row[8]: date.fromordinal(row[3]) for row in rows if row[8] is not None}
    found: dict[int, list[Receipt]] = {}
    for row in rows:
        found.setdefault(row[1], []).append(_receipt(row, bounced.get(row[0])))
    return found


def receipt_customers(db: Any, names: Iterable[str]) -> dict[str, int | None]:
    """Whose receipts of the ledger (by reference) are now; None: nobody's."""
    rows = db.execute(
        "SELECT s.name || '/' || r.key, r.customer FROM json_each(?) j"
        " CROSS JOIN source s ON s.name = j.value ->> 0"
        " CROSS JOIN receipt_now r ON r.source = s.id AND r.key = j.value ->> 1",
        [json.dumps([name.partition("/")[::2] for name in names])],
    )
    return dict(rows.fetchall())


def receipts_named(
    db: Any, names: Iterable[str], lens: Lens
) -> dict[str, tuple[int | None, Receipt]]:
    """These receipts (by reference) as of the day, each with its customer (None: nobody)."""
    rows = db.execute(
        f"SELECT {_RECEIPT.format(used=used_later(lens))},"
        f" (SELECT min(v.value_day) FROM receipt v WHERE v.reverses = r.id"
        f" AND {lens.seen('v')} AND v.value_day <= {lens.day})"
        " FROM json_each(?) j CROSS JOIN source s ON s.name = j.value ->> 0"
        f" CROSS JOIN receipt r ON r.source = s.id AND r.key = j.value ->> 1 AND {lens.seen('r')}"
        f" WHERE r.value_day <= {lens.day}",
        [json.dumps([name.partition("/")[::2] for name in names])],
    )
    return {
        row[2]: (row[1], _receipt(row, date.fromordinal(row[11]) if row[11] else None))
        for row in rows
    }


def receipts_called(
    db: Any, references: Iterable[str], lens: Lens, *, anybodys: bool
) -> dict[str, tuple[int | None, Receipt]]:
    """The receipts with these payers' references, each with its customer, by their own reference.

    Those that are nobody's, or with ``anybodys`` whoever's they are: that looks at every receipt.
    """
    whose = "" if anybodys else "r.customer IS NULL AND"
    rows = db.execute(
        f"SELECT {_RECEIPT.format(used=used_later(lens))},"
        f" (SELECT min(v.value_day) FROM receipt v WHERE v.reverses = r.id"
        f" AND {lens.seen('v')} AND v.value_day <= {lens.day})"
        f" FROM receipt r JOIN source s ON s.id = r.source WHERE {whose} r.reference IN"
        f" (SELECT value FROM json_each(?)) AND {lens.seen('r')} AND r.value_day <= {lens.day}"
        " ORDER BY r.id",
        [json.dumps(sorted(references))],
    )
    return {
        row[2]: (row[1], _receipt(row, date.fromordinal(row[11]) if row[11] else None))
        for row in rows
    }


def used_later(lens: Lens) -> str:
    """SQL: what of receipt ``r`` was used after the day."""
    if not lens.later:
        return "0"
    return (
        "coalesce((SELECT sum(a.cash) FROM allocation a WHERE a.receipt = r.id"
        f" AND a.day > {lens.day} AND {lens.seen('a')}), 0)"
    )


def _receipt(row: Sequence[Any], bounced: date | None) -> Receipt:
    _, _, ref, day, amount, currency, unapplied, origin, _, known, reference = row[:11]
    return Receipt(
        ref=ref, value_date=date.fromordinal(day), known_ms=known or 0,
        amount=Money(amount, currency), unapplied=Money(unapplied, currency),
        inferred=origin == "inferred", reversed_on=bounced, reference=reference,
    )  # fmt: skip


def settlements(db: Any, which: Some, lens: Lens, since: int = 0) -> list[Settlement]:
    """What settled the customers' items from the day ``since`` (an ordinal) on."""
    rows = db.execute(
        "SELECT s.name || '/' || i.key, coalesce(rs.name || '/' || r.key, cs.name || '/' || c.key,"
        " ''), a.day, a.cash, i.currency FROM item i CROSS JOIN source s ON s.id = i.source"
        f" CROSS JOIN allocation a ON a.item = i.id AND {lens.seen('a')}"
        f" LEFT JOIN receipt r ON r.id = a.receipt AND {lens.seen('r')}"
        " LEFT JOIN source rs ON rs.id = r.source"
        f" LEFT JOIN item c ON c.id = a.credit AND {lens.seen('c')}"
        " LEFT JOIN source cs ON cs.id = c.source"
        f" WHERE {which.among('i.customer')} AND {lens.seen('i')}"
        f" AND a.day BETWEEN {since} AND {lens.day} ORDER BY a.day, a.id",
        which.values,
    )
    return [
        Settlement(item, by, date.fromordinal(day), Money(cash, currency))
        for item, by, day, cash, currency in rows
    ]


def last_customer(db: Any) -> int:
    """The largest id of a customer; 0 in an empty book."""
    return int(db.execute("SELECT coalesce(max(id), 0) FROM customer").fetchone()[0])


def late_invoices(db: Any, which: Some, lens: Lens, since: int) -> list[Item]:
    """Invoices past due on the day, or paid after their due date from the day ``since`` on.

    Paid is when the money was received, or when it was allocated.
    """
    received = (
        f"(SELECT r.value_day FROM receipt r WHERE r.id = a.receipt AND {lens.seen('r')})"
    )
    used = later_of_item(lens)
    found = db.execute(
        f"SELECT {_ITEM}, i.open + {used} AS left_open FROM item i JOIN source s ON s.id = i.source"
        f" WHERE {which.among('i.customer')} AND {lens.seen('i')} AND i.kind = 'invoice'"
        f" AND i.due_day < {lens.day} AND (left_open <> 0 OR EXISTS (SELECT 1 FROM allocation a"
        f" WHERE a.item = i.id AND max(a.day, coalesce({received}, 0)) > i.due_day AND a.day BETWEEN {since} AND {lens.day}"
        f" AND {lens.seen('a')})) ORDER BY i.due_day, i.id",
        which.values,
    )
    return [_item(row) for row in found]


def interest_notes(db: Any, which: Some, lens: Lens) -> list[Item]:
    """Interest and fees that the ledger itself shows, settled ones too."""
    used = later_of_item(lens)
    found = db.execute(
        f"SELECT {_ITEM}, i.open + {used} FROM item i JOIN source s ON s.id = i.source"
        f" WHERE {which.among('i.customer')} AND {lens.seen('i')}"
        f" AND i.kind IN ('interest', 'fee') AND i.doc_day <= {lens.day} ORDER BY i.doc_day, i.id",
        which.values,
    )
    return [_item(row) for row in found]
