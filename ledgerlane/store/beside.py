"""What is known of receipts beside the open items: paid documents, money like it, what is expected."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from ledgerlane.domain import references
from ledgerlane.domain.matching import Incoming
from ledgerlane.domain.money import Money
from ledgerlane.domain.second_payments import Alike, Beside, Expected, PaidDocument
from ledgerlane.domain.told import name_of
from ledgerlane.store.connection import Store
from ledgerlane.store.lens import Lens
from ledgerlane.store.rows import later_of_item


def beside(
    store: Store, look: Lens, cash: Sequence[Incoming], near_days: int, *, told: bool
) -> dict[str, Beside]:
    """What is known of each of these receipts; one question a kind, whatever their number.

    Without ``told`` only what keeps an amount from deciding: nobody reads the rest.
    """
    paid = _paid(store, look, cash)
    alike = _alike(store, look, cash, near_days) if told else {}
    expected = _expected(store, cash) if told else {}
    return {
        each.ref: Beside(
            paid.get(each.ref, ()), alike.get(each.ref, ()), expected.get(each.ref, ())
        )
        for each in cash
    }


def _words(cash: Incoming) -> frozenset[str]:
    """Words that may be document numbers and mean nothing else: long enough, and no year."""
    found = set(references.as_written(cash.text))
    for _, payload in references.structured(cash.text):
        found |= {payload, payload.lstrip("0")}
    return frozenset(each for each in found if not references.weak(each))


def _paid(
    store: Store, look: Lens, cash: Sequence[Incoming]
) -> dict[str, tuple[PaidDocument, ...]]:
    """The documents that receipts name and of which nothing is open, but for what they paid themselves."""
    wanted = {each.ref: _words(each) for each in cash}
    words = json.dumps(sorted(frozenset().union(*wanted.values())))
    columns = (
        "i.id, s.name || '/' || i.key AS ref, i.number, i.key, cs.name || '/' || c.key AS customer,"
        f" i.currency, i.open + {later_of_item(look)} AS left"
    )
    whose = (
        f"JOIN customer c ON c.id = i.customer AND {look.seen('c')} JOIN source cs ON cs.id = c.source"
        f" WHERE {look.seen('i')} AND i.doc_day <= {look.day} AND i.amount > 0"
    )
    found = store.db.execute(
        f"SELECT {columns} FROM json_each(:words) j CROSS JOIN source s CROSS JOIN item i"
        f" ON i.source = s.id AND i.key = j.value {whose} UNION"
        f" SELECT {columns} FROM json_each(:words) j CROSS JOIN item i ON i.number = j.value"
        f" AND i.number <> i.key JOIN source s ON s.id = i.source {whose} ORDER BY ref",
        {"words": words},
    ).fetchall()
    gone = _gone(store, [row[1] for row in found])
    by = _payers(store, look, [(row[0], row[1]) for row in found])
    called = defaultdict[str, list[int]](list)
    for at, (_, _, number, key, *_) in enumerate(found):
        for name in {number, key, number.lstrip("0")}:
            called[name].append(at)
    made = defaultdict[str, list[PaidDocument]](list)
    for each in cash:
        for at in sorted({at for word in wanted[each.ref] for at in called.get(word, ())}):
            _, ref, number, key, customer, currency, left = found[at]
            if currency != each.amount.currency:
                continue
            payers = by.get(ref, [])
            paid = left - gone.get(ref, 0) <= 0
            if paid and each.customer in ("", customer) and each.ref not in dict(payers):
                name, day = payers[0] if payers else ("", None)
                made[each.ref].append(PaidDocument(number, customer, name_of(name), day))
    return {ref: tuple(some) for ref, some in made.items()}


def _gone(store: Store, refs: Sequence[str]) -> dict[str, int]:
    found = store.db.execute(
        "SELECT p.item, sum(p.minor) FROM json_each(?) j CROSS JOIN pending p ON p.item = j.value"
        " GROUP BY p.item",
        [json.dumps(refs)],
    )
    return dict(found.fetchall())


def _payers(
    store: Store, look: Lens, items: Sequence[tuple[int, str]]
) -> dict[str, list[tuple[str, date]]]:
    """The receipts that paid these items (id, reference), the latest first: in the books, or matched here."""
    found = defaultdict[str, list[tuple[str, date]]](list)
    refs = dict(items)
    rows = store.db.execute(
        "SELECT a.item, s.name || '/' || r.key, r.value_day FROM json_each(?) j"
        " CROSS JOIN allocation a ON a.item = j.value JOIN receipt r ON r.id = a.receipt"
        f" AND {look.seen('r')} JOIN source s ON s.id = r.source"
        f" WHERE {look.seen('a')} AND r.origin = 'file' AND a.day <= {look.day}"
        " UNION SELECT i.value ->> 0, p.cause, c.value_day FROM json_each(?) i"
        " CROSS JOIN pending p ON p.item = i.value ->> 1 AND p.kind = 'cash'"
        " JOIN cash c ON c.receipt = p.cause ORDER BY 3 DESC, 2",
        [json.dumps([id_ for id_, _ in items]), json.dumps(items)],
    )
    for id_, receipt, day in rows:
        found[refs[id_]].append((receipt, date.fromordinal(day)))
    return found


class _Came(NamedTuple):
    """A receipt of the books, of a bank or posted here; ``order`` is of those of one day."""

    ref: str
    customer: str
    minor: int
    currency: str
    reference: str
    day: int
    order: int


def _alike(
    store: Store, look: Lens, cash: Sequence[Incoming], near_days: int
) -> dict[str, tuple[Alike, ...]]:
    """Earlier receipts of the same source, customer, amount and reference, near in time."""
    said = {each.ref: each for each in cash if each.reference}
    if not said:
        return {}
    came = _called_so(store, look, sorted({each.reference for each in said.values()}))
    mine = {each.ref: each for each in came if each.ref in said}
    made: dict[str, tuple[Alike, ...]] = {}
    for ref, one in mine.items():
        found = sorted(
            (each.day, each.ref)
            for each in came
            if each[1:5] == one[1:5]
            and _source(each.ref) == _source(ref)
            and 0 <= one.day - each.day <= near_days
            and (each.day, each.order, each.ref) < (one.day, one.order, one.ref)
        )
        if found:
            made[ref] = tuple(
                Alike(name_of(name), date.fromordinal(day)) for day, name in found
            )
    return made


def _called_so(store: Store, look: Lens, references_: Sequence[str]) -> list[_Came]:
    """Every receipt that stands and bears one of these references: one walk over the receipts."""
    rows = store.db.execute(
        "SELECT s.name || '/' || r.key, coalesce(cs.name || '/' || c.key, ''), r.amount, r.currency,"
        " r.reference, r.value_day, 0 FROM receipt r JOIN source s ON s.id = r.source"
        f" LEFT JOIN customer c ON c.id = r.customer AND {look.seen('c')} LEFT JOIN source cs ON cs.id = c.source"
        f" WHERE r.reference IN (SELECT value FROM json_each(:said)) AND {look.seen('r')}"
        f" AND r.origin = 'file' AND r.amount > 0 AND r.value_day <= {look.day}"
        " AND NOT EXISTS (SELECT 1 FROM receipt v WHERE v.reverses = r.id)"
        " UNION ALL SELECT o.receipt, coalesce(cs.name || '/' || c.key, ''), o.minor, o.currency, o.reference,"
        " o.value_day, o.posted_day FROM cash o LEFT JOIN customer_now c ON c.id = o.customer"
        " LEFT JOIN source cs ON cs.id = c.source WHERE o.state <> 'reversed'"
        " AND instr(o.receipt, '/') = 0 AND o.reference IN (SELECT value FROM json_each(:said))",
        {"said": json.dumps(references_)},
    )
    return [_Came(*row) for row in rows]


def _source(ref: str) -> str:
    return ref.partition("/")[0] if "/" in ref else ""


def _expected(store: Store, cash: Iterable[Incoming]) -> dict[str, tuple[Expected, ...]]:
    """Promises and instalments of just this much that nothing filled before the receipt came."""
    wanted = json.dumps(
        [
            [each.ref, each.customer.partition("/")[0], each.customer.partition("/")[2],
             each.amount.minor, each.amount.currency, each.value_date.toordinal()]
            for each in cash if each.customer
        ]
    )  # fmt: skip
    of = (
        "WITH w AS MATERIALIZED (SELECT j.value ->> 0 AS ref, c.id, s.name || '/' || c.key AS customer,"
        " j.value ->> 3 AS minor, j.value ->> 4 AS currency, j.value ->> 5 AS day FROM json_each(?) j"
        " JOIN source s ON s.name = j.value ->> 1"
        " JOIN customer_now c ON c.source = s.id AND c.key = j.value ->> 2)"
    )
    rows = store.db.execute(
        f"{of} SELECT w.ref, w.customer, w.minor, w.currency, t.number, t.plan, t.due_day,"
        " (SELECT json_group_array(x.value ->> 'ref') FROM json_each(p.terms, '$.items') x)"
        " FROM w CROSS JOIN plan p ON p.customer = w.id AND p.currency = w.currency"
        " AND p.state IN ('active', 'completed') CROSS JOIN instalment t ON t.plan = p.id"
        " AND t.minor = w.minor AND (t.received_day IS NULL OR t.received_day >= w.day)"
        " UNION ALL SELECT w.ref, w.customer, w.minor, w.currency, 0, m.id, m.due_day, m.items"
        " FROM w CROSS JOIN promise m ON m.customer = w.id AND m.currency = w.currency"
        " AND m.minor = w.minor AND m.made_day <= w.day AND (m.state = 'open' OR"
        "  (m.state IN ('kept', 'partly kept') AND m.judged_day >= w.day)) ORDER BY 7, 6, 5",
        [wanted],
    )
    made = defaultdict[str, list[Expected]](list)
    seen = set[tuple[str, str]]()
    for ref, customer, minor, currency, number, name, due, items in rows:
        if (ref, name) in seen:  # the first instalment that is left
            continue
        seen.add((ref, name))
        by = date.fromordinal(due).isoformat()
        words = (
            f"instalment {number} of {name}" if number else f"the promise of this by {by}"
        )
        refs = tuple(json.loads(items))
        made[ref].append(Expected(customer, Money(minor, currency), words, refs))
    return {ref: tuple(some) for ref, some in made.items()}
