"""Receipts our people handled: lists, one by its name, and how fresh the cash is."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from ledgerlane.domain import cash as cash_rules
from ledgerlane.domain.cash import CashReceipt
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.matching import Incoming
from ledgerlane.domain.money import Money
from ledgerlane.store import bank, history, rows, short_names, worked
from ledgerlane.store.connection import Store
from ledgerlane.store.lens import one, some
from ledgerlane.store.pending import NOBODY
from ledgerlane.store.plans import WHO, conditions
from ledgerlane.store.worked import Question

GIVEN = f"(customer = {NOBODY} AND NOT of_nobody)"
"""SQL: the books give somebody what was posted here for nobody; with a ledger's name it stands under that."""


@dataclass(frozen=True, slots=True)
class CashRow:
    """A receipt in a list. ``matched`` and ``unmatched`` are minor units; ``ledger``: the books' name."""

    receipt: str
    customer: int
    number: str
    name: str
    currency: str
    minor: int
    value_day: date
    posted_day: date
    posted_by: str
    state: str
    ledger: str
    matched: int
    unmatched: int
    reference: str


def handled(store: Store, state: str | None = None) -> list[CashRow]:
    """Receipts with a history of ours, the newest first."""
    where, values = conditions(state, None)
    found = store.db.execute(
        f"SELECT t.receipt, t.customer, {WHO}, t.currency, t.minor, t.value_day, t.posted_day,"
        f" t.posted_by, t.state, t.ledger, t.matched, t.unmatched, t.reference FROM cash t"
        f" WHERE {where} ORDER BY t.posted_day DESC, t.receipt",
        values,
    ).fetchall()
    said = bank.said(store.db, [row[0] for row in found if "/" in row[0]])
    rows_ = []
    for row in found:
        values = list(row)
        values[6:8] = map(date.fromordinal, row[6:8])
        if row[0] in said:
            values[-1] = said[row[0]].reference
        rows_.append(CashRow(*values))
    return rows_


def left(store: Store, receipts: Iterable[str]) -> dict[str, int]:
    """What can still be matched of those of these receipts that have a history of ours, minor units."""
    found = store.db.execute(
        "SELECT c.receipt, c.unmatched FROM json_each(?) j CROSS JOIN cash c ON c.receipt = j.value",
        [json.dumps(list(receipts))],
    )
    return dict(found.fetchall())


def alike(store: Store, amount: Money, customer: int) -> Iterator[CashReceipt]:
    """Receipts of this amount that wait for the books.

    Those of the customer and of nobody; of `NOBODY`, everybody's.
    """
    found = store.db.execute(
        "SELECT receipt FROM cash WHERE state = 'posted' AND currency = ? AND minor = ?"
        f" AND (? = {NOBODY} OR customer IN (?, {NOBODY})) ORDER BY receipt",
        [amount.currency, amount.minor, customer, customer],
    ).fetchall()
    for events in history.events_of(store, [f"receipt:{row[0]}" for row in found]).values():
        made = cash_rules.fold(events)
        if made is not None and made.amount is not None:
            yield made


@dataclass(frozen=True, slots=True)
class Freshness:
    """The value date of the newest receipt, and when it came in; None where there is no cash."""

    value_date: date | None = None
    came_in: datetime | None = None


def freshness(store: Store) -> Freshness:
    """How fresh the cash is: the newest receipt of the files; where none brings cash, of what was posted here.

    One receipt that somebody posts says nothing of the others of its day.
    """
    day, known = store.db.execute(
        "SELECT json_extract(report, '$.newest') AS newest, known_at FROM batch"
        " WHERE state IN ('current', 'replaced') AND json_extract(report, '$.newest') IS NOT NULL"
        " ORDER BY newest DESC, known_at LIMIT 1"
    ).fetchone() or (None, 0)
    if day is None:
        newest, known = store.db.execute(
            "SELECT c.value_day, e.t / 1000 FROM cash c JOIN event e ON e.agg = 'receipt:' || c.receipt"
            " WHERE c.state = 'posted' ORDER BY c.value_day DESC, e.t LIMIT 1"
        ).fetchone() or (0, 0)
        day = date.fromordinal(newest).isoformat() if newest else None
    if day is None:
        return Freshness()
    return Freshness(date.fromisoformat(day), datetime.fromtimestamp(known / 1000, UTC))


@dataclass(frozen=True, slots=True)
class Known:
    """One receipt with what is left of it to match. ``customer`` is a reference, or ``""``.

    ``cash`` is its history with us, None while it has none; ``settled``: the ledger itself
    says whose it is; ``bounced_on``: the day it was reversed, by our word or the ledger's.
    """

    ref: str
    cash: CashReceipt | None
    customer: str
    left: Money
    incoming: Incoming
    settled: bool = False
    bounced_on: date | None = None


def resolve(store: Store, ask: Question, name: str) -> Known:
    """A receipt by its name: of a posted one also the beginning, of the ledger's also the number.

    Of a bank's the bank's own reference, or any part that only one has, will do.
    Raises Refused for one that is not known, or several.
    """
    ref = _ref(store, name, ask.today)
    row = store.db.execute("SELECT customer FROM cash WHERE receipt = ?", [ref]).fetchone()
    ledger = rows.receipts_named(store.db, [ref], ask.lens).get(ref)
    theirs = ledger[0] if ledger else None
    customer = row[0] if row else theirs or NOBODY
    then = ask.as_of is not None or ask.known_ms is not None
    which = some([customer, NOBODY]) if then else one(customer)
    found = worked.load(store, which, ask, {}).items()
    held, customer = next(
        ((h, id_) for id_, each in found for h in each.held if h.cash.ref == ref),
        (None, customer),
    )  # said to be somebody's only later, it was nobody's then
    whose = rows.refs(store.db, one(customer)).get(customer, "")
    if held is None:
        if ledger is None or ledger[1].amount.minor <= 0:
            msg = f"{ref} is no receipt of {ask.today.isoformat()} that could be matched"
            raise Refused(msg)
        left = Money(max(0, ledger[1].unapplied.minor), ledger[1].amount.currency)
        incoming = _incoming(store, ref, whose, left, ledger[1].value_date)
        bounced = ledger[1].reversed_on
        return Known(ref, None, whose, left, incoming, theirs is not None, bounced)
    cash, left = held.cash, Money(held.unmatched, held.currency)
    incoming = Incoming(
        ref, left, held.value_date, whose, cash.reference, cash.remittance, cash.payer
    )
    if cash.amount is None:
        incoming = _incoming(store, ref, whose, left, held.value_date)
    bounced = cash.reversed_on
    if bounced is None and held.ledger:
        shown = rows.receipts_named(store.db, [held.ledger], ask.lens).get(held.ledger)
        bounced = shown[1].reversed_on if shown else None
    return Known(ref, cash, whose, left, incoming, theirs is not None, bounced)


def _incoming(store: Store, ref: str, customer: str, left: Money, valued: date) -> Incoming:
    said = bank.said(store.db, [ref]).get(ref, bank.Said("", "", ""))
    return Incoming(ref, left, valued, customer, *said)


def _ref(store: Store, name: str, today: date) -> str:
    """The reference that a person's word for a receipt means; one posted for a later day is none of several."""
    found = store.db.execute(
        "SELECT receipt, posted_day > ?2 FROM cash WHERE receipt = ?1 OR ledger = ?1"
        " OR (substr(receipt, 1, 3) = 'RC-' AND substr(receipt, 1, length(?1)) = ?1)"
        " ORDER BY receipt <> ?1, posted_day > ?2 LIMIT 3",
        [name, today.toordinal()],
    ).fetchall()
    found = [row for row in found if not row[1]] or found
    if not found:
        found = store.db.execute(
            "SELECT s.name || '/' || r.key AS ref FROM receipt_now r JOIN source s ON s.id = r.source"
            " WHERE (s.name = ? AND r.key = ?) OR r.key = ? LIMIT 3",
            [*name.partition("/")[::2], name],
        ).fetchall()
        refs = [row[0] for row in found] or short_names.meant(store.db, name)
        ours = dict(
            store.db.execute(
                f"SELECT ledger, receipt FROM cash WHERE ledger <> '' AND NOT ({GIVEN})"
            ).fetchall()
        )
        found = [(ours.get(ref, ref),) for ref in refs]
    names = [row[0] for row in found]
    if not names:
        msg = f"there is no receipt {name!r}"
        raise Refused(msg)
    if len(names) > 1 and names[0] != name:
        shown = ", ".join(short_names.of(store.db, names).get(each, each) for each in names)
        msg = f"{name!r} can mean several receipts: {shown}"
        raise Refused(msg)
    given = store.db.execute(
        f"SELECT ledger FROM cash WHERE receipt = ? AND ledger <> '' AND {GIVEN}", names[:1]
    ).fetchone()
    return str(given[0] if given else names[0])
