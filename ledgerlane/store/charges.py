"""What interest is worked out from, and what was proposed and charged of it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from ledgerlane.domain import charges as rules
from ledgerlane.domain.charges import Charge, Fallen
from ledgerlane.domain.told import Known
from ledgerlane.store import called, history, rows
from ledgerlane.store.connection import Store
from ledgerlane.store.lens import Lens, Some
from ledgerlane.store.plans import WHO, conditions, day_of


@dataclass(frozen=True, slots=True)
class ChargeRow:
    """A charge in a list. ``state`` ``accrued``: the proposal was withdrawn."""

    id: str
    customer: int
    number: str
    name: str
    item: str
    currency: str
    interest: int
    fee: int
    until_day: date
    regime: str
    state: str
    proposed_by: str
    proposed_day: date
    decided_by: str
    decided_day: date | None
    document: str = ""
    """What the item is called."""


def charges(
    store: Store, *, state: str | None = None, customer: int | None = None
) -> list[ChargeRow]:
    """Charges, the oldest proposal first."""
    where, values = conditions(state, customer)
    found = store.db.execute(
        f"SELECT t.id, t.customer, {WHO}, t.item, t.currency, t.interest, t.fee, t.until_day,"
        " t.regime, t.state, t.proposed_by, t.proposed_day, t.decided_by, t.decided_day"
        f" FROM interest_charge t WHERE {where} ORDER BY t.proposed_day, t.id",
        values,
    ).fetchall()
    names = Known(called.documents(store.db, (row[4] for row in found)))
    made = []
    for row in found:
        values = list(row)
        values[8], values[12] = date.fromordinal(row[8]), date.fromordinal(row[12])
        values[14] = day_of(row[14])
        made.append(ChargeRow(*[*values, names.document(row[4])]))
    return made


def taken(db: Any, which: Some, lens: Lens) -> dict[str, list[Fallen]]:
    """What settled each of the customers' items by the day: day, minor units, gone back since, inferred.

    The day is that on which the money was received, whenever it was allocated.
    """
    valued = f"min(coalesce(r.value_day, a.day), {lens.day})"
    found = db.execute(
        f"SELECT s.name || '/' || i.key, {valued}, a.cash + a.discount + a.writeoff, a.receipt,"
        " r.customer, coalesce(r.origin, '') IN ('inferred', 'derived') FROM item i CROSS JOIN source s ON s.id = i.source"
        f" CROSS JOIN allocation a ON a.item = i.id AND {lens.seen('a')}"
        f" LEFT JOIN receipt r ON r.id = a.receipt AND {lens.seen('r')}"
        f" WHERE {which.among('i.customer')} AND {lens.seen('i')} AND a.day <= {lens.day}"
        " ORDER BY a.day, a.id",
        which.values,
    ).fetchall()
    payers = {row[4] for row in found if row[4] is not None}
    gone = {
        row[0]
        for row in db.execute(
            "SELECT b.reverses FROM receipt b WHERE b.customer IN (SELECT value FROM json_each(?))"
            f" AND b.reverses IS NOT NULL AND b.value_day <= {lens.day} AND {lens.seen('b')}",
            [json.dumps(sorted(payers))],
        )
    }
    by_item = defaultdict[str, list[Fallen]](list)
    for ref, day, minor, receipt, _, inferred in found:
        by_item[ref].append(
            Fallen(date.fromordinal(day), minor, receipt in gone, bool(inferred))
        )
    return by_item


def of_book(
    store: Store, as_of: date | None = None, known_ms: int | None = None
) -> Iterator[tuple[str, Charge]]:
    """Every charge of the book with its customer's reference, as of a day, as known by a moment."""
    ids = [
        row[0] for row in store.db.execute("SELECT DISTINCT customer FROM interest_charge")
    ]
    for ref in sorted(rows.refs(store.db, Some(tuple(ids))).values()) if ids else ():
        found = rules.fold(history.events(store, f"customer:{ref}", as_of, known_ms))
        yield from ((ref, each) for each in found.values())
