"""Receipts that are not used up, and the open items they may be for; many at once.

A run fixes which receipts it looks at in a temporary table, and finds the items of a stretch
of them by customer, by document number and by amount: never a customer at a time.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from ledgerlane.domain import cash as cash_rules
from ledgerlane.domain import references
from ledgerlane.domain.matching import Incoming
from ledgerlane.domain.money import Money
from ledgerlane.domain.payers import plain_name
from ledgerlane.domain.settling import OpenItem
from ledgerlane.store import bank, history
from ledgerlane.store.cash import GIVEN
from ledgerlane.store.connection import Store
from ledgerlane.store.lens import Lens
from ledgerlane.store.rows import later_of_item, used_later

MOST_OF_AN_AMOUNT = 20
"""Items of one amount that are looked at for a receipt of nobody."""


def begin(store: Store, look: Lens, *, by_day: bool = False) -> int:
    """Fix the receipts to be matched; how many.

    Those of one customer follow each other, the earliest first; ``by_day``: of everybody.
    """
    db = store.db
    db.execute("DROP TABLE IF EXISTS temp.to_match")
    db.execute(
        "CREATE TEMP TABLE to_match (n INTEGER PRIMARY KEY, ref TEXT, customer INTEGER, currency TEXT,"
        " minor INTEGER, value_day INTEGER, reference TEXT, remittance TEXT, ours INTEGER)"
    )
    db.execute(
        "INSERT INTO temp.to_match (ref, customer, currency, minor, value_day, reference, remittance, ours)"
        f" SELECT * FROM ({_left(look)}) ORDER BY {'' if by_day else 'customer, '}value_day, ref"
    )
    return int(db.execute("SELECT count(*) FROM temp.to_match").fetchone()[0])


def waiting(store: Store, look: Lens, currency: str) -> tuple[int, int]:
    """How many receipts of a currency are not used up, and what is left of them."""
    row = store.db.execute(
        f"SELECT count(*), coalesce(sum(minor), 0) FROM ({_left(look)}) WHERE currency = ?",
        [currency],
    ).fetchone()
    return int(row[0]), int(row[1])


def recheck(store: Store, look: Lens, first: int = 1) -> None:
    """Of the receipts that `begin` fixed, from number ``first`` on: no more than is left now, and whose it is now.

    ``look`` is today's lens, and the tables are the real ones whatever day is shown.
    """
    db = store.db
    found = db.execute(
        f"SELECT l.minor, l.customer, t.n FROM temp.to_match t JOIN ({_left(look, 'main.')}) l"
        " ON l.ref = t.ref WHERE t.n >= ?",
        [first],
    ).fetchall()
    still = json.dumps([row[2] for row in found])
    db.execute(
        "DELETE FROM temp.to_match WHERE n >= ? AND n NOT IN (SELECT value FROM json_each(?))",
        [first, still],
    )
    db.executemany(
        "UPDATE temp.to_match SET minor = min(minor, ?), customer = ? WHERE n = ?", found
    )


def _left(look: Lens, schema: str = "") -> str:
    """The receipts of which something is left, ours and the ledger's."""
    theirs = f"r.unapplied + {used_later(look)}"
    by = "" if look.later else " INDEXED BY receipt_unapplied"
    return (
        "SELECT receipt AS ref, customer, currency, unmatched AS minor, value_day,"
        f" '' AS reference, '' AS remittance, 1 AS ours FROM {schema}cash WHERE unmatched > 0 UNION ALL"
        " SELECT * FROM (SELECT s.name || '/' || r.key AS ref, coalesce(r.customer, 0), r.currency,"
        f" {theirs}, r.value_day, r.reference, r.remittance, 0 FROM receipt r{by}"
        f" JOIN source s ON s.id = r.source WHERE {'r.unapplied <> 0 AND' if not look.later else ''}"
        f" {theirs} > 0 AND r.amount > 0 AND r.origin = 'file' AND r.value_day <= {look.day}"
        f" AND {look.seen('r')}"
        " AND NOT EXISTS (SELECT 1 FROM receipt v WHERE v.reverses = r.id"
        f" AND {look.seen('v')} AND v.value_day <= {look.day}))"
        f" WHERE ref NOT IN (SELECT receipt FROM {schema}cash UNION ALL"
        f" SELECT ledger FROM {schema}cash WHERE NOT {GIVEN})"
    )


def stretch(store: Store, first: int, last: int) -> list[Incoming]:
    """Receipts number ``first`` to ``last`` of those that `begin` fixed."""
    found = store.db.execute(
        "SELECT t.ref, t.currency, t.minor, t.value_day, t.reference, t.remittance, t.ours,"
        " coalesce((SELECT s.name || '/' || c.key FROM customer_now c JOIN source s ON s.id = c.source"
        " WHERE c.id = t.customer), '') FROM temp.to_match t WHERE t.n BETWEEN ? AND ? ORDER BY t.n",
        [first, last],
    ).fetchall()
    texts = _texts(store, [row[0] for row in found if row[6]])
    payers = bank.payers(store.db, [row[0] for row in found if row[0] not in texts])
    made = []
    for ref, currency, minor, day, reference, remittance, _, customer in found:
        said = texts.get(ref) or bank.Said(reference, remittance, payers.get(ref, ""))
        made.append(
            Incoming(ref, Money(minor, currency), date.fromordinal(day), customer, *said)
        )
    return made


def _texts(store: Store, refs: Sequence[str]) -> dict[str, bank.Said]:
    """What payers wrote of receipts with a history of ours: those posted here, and the ledger's."""
    posted = [ref for ref in refs if "/" not in ref]
    events = history.events_of(store, [f"receipt:{ref}" for ref in posted])
    folded = [cash_rules.fold(each) for each in events.values()]
    found = bank.said(store.db, [ref for ref in refs if "/" in ref])
    for cash in folded:
        if cash is not None:
            found[cash.ref] = bank.Said(cash.reference, cash.remittance, cash.payer)
    return found


_ITEM = (
    "SELECT q.* FROM (SELECT s.name || '/' || i.key AS ref, i.number, i.kind, cs.name || '/' || c.key AS customer,"
    " i.doc_day, i.due_day, i.open + {used} AS open, i.currency, i.terms, c.number AS customer_number,"
    " i.po_number"
    " FROM {source} JOIN source s ON s.id = i.source JOIN customer c ON c.id = i.customer AND {seen_c}"
    " JOIN source cs ON cs.id = c.source WHERE {seen} AND i.doc_day <= {day}) q WHERE q.open <> 0"
    " ORDER BY q.due_day, q.ref"
)


def items(store: Store, look: Lens, customers: Iterable[str]) -> list[OpenItem]:
    """The open items of customers (references), less what is pending, the oldest due first."""
    named = (
        "json_each(?) j CROSS JOIN source ks ON ks.name = j.value ->> 0"
        " CROSS JOIN customer k ON k.source = ks.id AND k.key = j.value ->> 1 AND"
        f" {look.seen('k')} CROSS JOIN item i"
    )
    found = (
        f"{named} {'INDEXED BY item_open' if not look.later else ''} ON i.customer = k.id"
    )
    if not look.later:
        found += " AND i.open <> 0"
    pairs = [name.partition("/")[::2] for name in customers]
    return _items(store, look, found, json.dumps(pairs))


def called(store: Store, look: Lens, numbers: Sequence[str]) -> list[OpenItem]:
    """The open items with these document numbers or references, and all that their owners owe."""
    meant = "(SELECT value FROM json_each(:names))"
    owners = store.db.execute(
        "SELECT DISTINCT cs.name || '/' || c.key FROM item i INDEXED BY item_open"
        " JOIN source s ON s.id = i.source JOIN customer_now c ON c.id = i.customer"
        f" JOIN source cs ON cs.id = c.source WHERE i.open <> 0 AND {look.seen('i')}"
        f" AND (i.number IN {meant} OR s.name || '/' || i.key IN {meant})",
        {"names": json.dumps(numbers)},
    )
    return items(store, look, [row[0] for row in owners])


def _items(store: Store, look: Lens, source: str, value: str) -> list[OpenItem]:
    query = _ITEM.format(
        used=later_of_item(look), source=source, seen=look.seen("i"), seen_c=look.seen("c"),
        day=look.day,
    )  # fmt: skip
    rows = store.db.execute(query, [value]).fetchall()
    gone = _pending(store, [row[0] for row in rows])
    made = []
    for (
        ref,
        number,
        kind,
        customer,
        doc_day,
        due_day,
        open_,
        currency,
        terms,
        who,
        order,
    ) in rows:
        left = open_ - gone.get(ref, 0)
        if left:
            made.append(
                OpenItem(
                    ref, number, kind, customer, date.fromordinal(doc_day),
                    date.fromordinal(due_day), Money(left, currency), terms, who, order,
                )
            )  # fmt: skip
    return made


def _pending(store: Store, refs: Sequence[str]) -> dict[str, int]:
    """What is pending of each item. The table is read once: it holds what the books do not show."""
    if not store.db.execute("SELECT EXISTS (SELECT 1 FROM pending)").fetchone()[0]:
        return {}
    return dict(
        store.db.execute(
            "SELECT p.item, sum(p.minor) FROM json_each(?) j CROSS JOIN pending p ON p.item = j.value"
            " GROUP BY p.item",
            [json.dumps(refs)],
        ).fetchall()
    )


def of_nobody(store: Store) -> list[Incoming]:
    """The receipts that `begin` fixed and nobody knows the customer of."""
    found = store.db.execute("SELECT n FROM temp.to_match WHERE customer = 0 ORDER BY n")
    made = list[Incoming]()
    for first, last in _runs([row[0] for row in found.fetchall()]):
        made += [each for each in stretch(store, first, last) if not each.customer]
    return made


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Stretches without a gap."""
    first = last = 0
    for number in numbers:
        if first and number == last + 1:
            last = number
            continue
        if first:
            yield first, last
        first = last = number
    if first:
        yield first, last


def meant(
    store: Store, look: Lens, cash: Sequence[Incoming], *, amounts: bool
) -> dict[str, set[int]]:
    """For each of these receipts the open items (ids) it may name, or (``amounts``) be of.

    One walk over what is open, whatever the number of receipts.
    """
    wanted = defaultdict[Any, list[str]](list)
    for each in cash:
        for word in references.words(each.text):
            wanted[word].append(each.ref)
        for _, payload in references.structured(each.text):
            if len(payload) >= references.LEAST_PAYLOAD:
                for end in references.endings(payload):
                    wanted[end,].append(each.ref)
        if amounts:
            wanted[each.amount.minor, each.amount.currency].append(each.ref)
    ids = defaultdict[str, set[int]](set)
    found: defaultdict[Any, int] = defaultdict(int)
    for id_, number, order, currency, minor in _all_open(store, look):
        amount = (minor, currency)
        keys: list[Any] = [references.bare(number), (references.short(number),)]
        if order:
            keys.append(references.bare(order))
        if amount in wanted and found[amount] < MOST_OF_AN_AMOUNT:
            found[amount] += 1
            keys.append(amount)
        for key in keys:
            for ref in wanted.get(key, ()):
                ids[ref].add(id_)
    return ids


def _all_open(store: Store, look: Lens) -> Iterator[tuple[int, str, str, str, int]]:
    """Id, number, the customer's order number, currency and open amount of everything that is open."""
    used = later_of_item(look)
    by, is_open = ("", "") if look.later else ("INDEXED BY item_open", "i.open <> 0 AND")
    return iter(
        store.db.execute(
            f"SELECT i.id, i.number, i.po_number, i.currency, i.open + {used} FROM item i {by}"
            f" WHERE {is_open} i.doc_day <= {look.day} AND {look.seen('i')}"
        )
    )


def refs(store: Store, look: Lens, ids: Sequence[int]) -> dict[int, str]:
    """References of items by id."""
    found = store.db.execute(
        "SELECT i.id, s.name || '/' || i.key FROM json_each(?) j CROSS JOIN item i ON i.id = j.value"
        f" AND {look.seen('i')} JOIN source s ON s.id = i.source",
        [json.dumps(ids)],
    )
    return dict(found.fetchall())


def of_ids(store: Store, look: Lens, ids: Sequence[int]) -> list[OpenItem]:
    """What is open of the items with these ids, less what is pending, the oldest due first."""
    source = "json_each(?) j CROSS JOIN item i ON i.id = j.value"
    return _items(store, look, source, json.dumps(ids))


def same_names(store: Store, look: Lens) -> dict[str, list[str]]:
    """References of the customers by their plain name (`payers.plain_name`)."""
    found = defaultdict[str, list[str]](list)
    for ref, name in store.db.execute(
        "SELECT s.name || '/' || c.key, p.name FROM customer c JOIN source s ON s.id = c.source"
        f" JOIN party p ON p.id = c.id AND p.gen_from = c.gen_from WHERE {look.seen('c')}"
        " ORDER BY 1"
    ):
        if plain := plain_name(name):
            found[plain].append(ref)
    return found


def whose(store: Store, look: Lens, refs: Iterable[str]) -> dict[str, tuple[int, str, str]]:
    """Id, number and name of customers, by reference."""
    pairs = [ref.partition("/")[::2] for ref in sorted(set(refs) - {""})]
    found = store.db.execute(
        "SELECT s.name || '/' || c.key, c.id, c.number, p.name FROM json_each(?) j"
        " CROSS JOIN source s ON s.name = j.value ->> 0"
        f" CROSS JOIN customer c ON c.source = s.id AND c.key = j.value ->> 1 AND {look.seen('c')}"
        " JOIN party p ON p.id = c.id AND p.gen_from = c.gen_from",
        [json.dumps(pairs)],
    )
    return {ref: (id_, number, name) for ref, id_, number, name in found}


def kept_apart(store: Store, actor: str) -> frozenset[str]:
    """Items (references) in a request that this person asked for or agreed to, as it stands now."""
    rows = store.db.execute(
        "SELECT items FROM main.request WHERE state IN ('waiting', 'suspended', 'approved') AND ? IN (asked_by, decided_by, endorsed_by)",
        [actor],
    )
    return frozenset(line["ref"] for (items,) in rows for line in json.loads(items))
