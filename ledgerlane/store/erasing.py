"""Personal data of one customer: what is held, whether it may go, and its erasure.

What people wrote lies in the private part of events, what the books said of a party in rows
of their own; both go. Figures, days and hashes stay, so sums and the chain still prove.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from ledgerlane.store import rows
from ledgerlane.store.connection import Store
from ledgerlane.store.lens import some

ERASED = "(erased)"
"""What stands in place of the name."""

_OWNED = (("plan", "plan", "id"), ("request", "request", "id"), ("cash", "receipt", "receipt"),
          ("case_file", "case", "id"))  # fmt: skip
_STANDS = (
    ("SELECT count(*) FROM item_now WHERE customer = ? AND open <> 0", "open item"),
    ("SELECT count(*) FROM receipt_now WHERE customer = ? AND unapplied <> 0", "receipt with unapplied money"),
    ("SELECT count(*) FROM cash WHERE customer = ? AND unmatched <> 0", "receipt that is not matched"),
    ("SELECT count(*) FROM promise WHERE customer = ? AND state = 'open'", "open promise"),
    ("SELECT count(*) FROM plan WHERE customer = ? AND state IN ('proposed', 'active')", "living plan"),
    ("SELECT count(*) FROM request WHERE customer = ? AND state IN ('waiting', 'returned', 'suspended')", "undecided request"),
    ("SELECT count(*) FROM dispute WHERE customer = ? AND state = 'open'", "open dispute"),
    ("SELECT count(*) FROM case_file WHERE customer = ? AND open <> 0", "open case"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Held:
    """A piece of personal data: where it stands, since when (ISO day), by whom, and its words by name."""

    where: str
    day: str
    by: str
    words: dict[str, Any]


def ref(store: Store, customer: int) -> str:
    """The customer's ``source/key``."""
    return rows.refs(store.db, some([customer]))[customer]


def aggregates(store: Store, customer: int) -> list[str]:
    """Every aggregate that is about this customer."""
    found = [f"customer:{ref(store, customer)}"]
    for table, kind, name in _OWNED:
        listed = store.db.execute(
            f"SELECT {name} FROM {table} WHERE customer = ? ORDER BY 1", [customer]
        )
        found += [f"{kind}:{row[0]}" for row in listed]
    return found


def stands(store: Store, customer: int) -> list[str]:
    """What of the account is not over: ``3 open items``; nothing: it may go."""
    found = []
    for query, what in _STANDS:
        (count,) = store.db.execute(query, [customer]).fetchone()
        if count:
            found.append(f"{count} {what}{'' if count == 1 else 's'}")
    return found


def held(store: Store, customer: int) -> Iterator[Held]:
    """All personal data of a customer, the books' first, then what people wrote, in time."""
    db = store.db
    for name, contact, email, phone, day in db.execute(
        "SELECT DISTINCT p.name, p.contact, p.email, p.phone, b.as_of FROM party p LEFT JOIN batch b"
        " ON b.generation = p.gen_from WHERE p.id = ? ORDER BY p.gen_from, b.id",
        [customer],
    ):
        words = {"name": name, "contact": contact, "email": email, "phone": phone}
        if said := {key: text for key, text in words.items() if text not in ("", ERASED)}:
            yield Held("books", _day(day), "", said)
    for number, memo, day in db.execute(
        "SELECT DISTINCT number, memo, doc_day FROM item WHERE customer = ? AND memo <> '' ORDER BY doc_day, number",
        [customer],
    ):
        yield Held(f"document {number}", _day(day), "", {"memo": memo})
    for key, remittance, day, payer, account in db.execute(
        "SELECT DISTINCT r.key, r.remittance, r.value_day, coalesce(b.payer, ''), coalesce(b.payer_account, '')"
        " FROM receipt r LEFT JOIN bank_record b ON b.receipt = r.id WHERE r.customer = ? ORDER BY r.value_day, r.key",
        [customer],
    ):
        words = {"remittance": remittance, "payer": payer, "payer_account": account}
        if said := {name: text for name, text in words.items() if text}:
            yield Held(f"receipt {key}", _day(day), "", said)
    for kind, body, actor, priv in db.execute(
        "SELECT e.kind, e.body, e.actor, e.priv FROM json_each(?) j CROSS JOIN event e ON e.agg = j.value"
        " WHERE e.priv IS NOT NULL ORDER BY e.t, e.stream, e.seq",
        [json.dumps(aggregates(store, customer))],
    ):
        yield Held(kind, json.loads(body).get("on", ""), actor, json.loads(priv))


def _day(ordinal: int | None) -> str:
    return date.fromordinal(ordinal).isoformat() if ordinal else ""


def erase(store: Store, customer: int) -> None:
    """Take it all out. Inside ``store.writing()``; the customer's rows are the caller's to make again."""
    db = store.db
    db.execute(
        "UPDATE event SET priv = NULL, salt = NULL WHERE priv IS NOT NULL"
        " AND agg IN (SELECT value FROM json_each(?))",
        [json.dumps(aggregates(store, customer))],
    )
    db.execute(
        "UPDATE party SET name = ?, contact = '', email = '', phone = '' WHERE id = ?",
        [ERASED, customer],
    )
    db.execute("UPDATE item SET memo = '' WHERE customer = ?", [customer])
    db.execute(
        "UPDATE bank_record SET payer = '', payer_account = '', raw = ''"
        " WHERE receipt IN (SELECT id FROM receipt WHERE customer = ?)",
        [customer],
    )
    db.execute("UPDATE receipt SET remittance = '' WHERE customer = ?", [customer])


def forget_pages(store: Store) -> None:
    """Leave no copy of what was erased in the search index, nor in the write-ahead log."""
    with store.writing() as db:
        db.execute("INSERT INTO customer_search (customer_search) VALUES ('optimize')")
    store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def over_since(store: Store, before: date) -> list[tuple[int, str, str, date]]:
    """Customers of whom nothing happened since ``before``: id, number, name, the last day."""
    day = before.toordinal()
    found = store.db.execute(
        "SELECT c.id, c.number, p.name, max("
        " coalesce((SELECT max(max(i.doc_day, i.due_day)) FROM item i WHERE i.customer = c.id), 0),"
        " coalesce((SELECT max(r.value_day) FROM receipt r WHERE r.customer = c.id), 0),"
        " coalesce((SELECT max(a.day) FROM activity a WHERE a.customer = c.id), 0)) AS last"
        " FROM customer_now c JOIN party p ON p.id = c.id AND p.gen_from = c.gen_from"
        " WHERE p.name <> ? GROUP BY c.id HAVING last BETWEEN 1 AND ? ORDER BY last, c.number",
        [ERASED, day - 1],
    )
    return [(row[0], row[1], row[2], date.fromordinal(row[3])) for row in found]
