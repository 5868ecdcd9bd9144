"""Receipts of the books and of banks that were taken back lately: by customer and day."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from ledgerlane.domain.bounces import DAYS, Bounce
from ledgerlane.store.lens import Lens, Some

NOBODYS = None
"""The customer of a reversal that no books give to anybody, a bank's."""


def reversals(db: Any, which: Some, lens: Lens) -> dict[int | None, list[Bounce]]:
    """What bounced of these customers in the last `DAYS`, and of nobody's; not what came again since."""
    found = defaultdict[int | None, list[Bounce]](list)
    lately = (
        "SELECT v.id, v.customer, v.value_day, v.reverses FROM receipt v INDEXED BY receipt_customer"
        f" WHERE {{0}} AND v.value_day BETWEEN {lens.day - DAYS + 1} AND {lens.day}"
        f" AND v.reverses IS NOT NULL AND {lens.seen('v')}"
    )
    mine = lately.format(which.among("v.customer"))
    for customer, ref, currency, day, known in db.execute(
        "SELECT v.customer, s.name || '/' || r.key, r.currency, v.value_day,"
        " (SELECT min(b.known_at) FROM receipt f CROSS JOIN batch b ON b.generation = f.gen_from"
        f" WHERE f.id = v.id) FROM ({mine} UNION ALL {lately.format('v.customer IS NULL')}) v"
        f" CROSS JOIN receipt r ON r.id = v.reverses AND {lens.seen('r')} JOIN source s ON s.id = r.source"
        " WHERE r.amount > 0 AND NOT EXISTS (SELECT 1 FROM receipt n WHERE n.customer = v.customer AND n.amount = r.amount"
        f" AND n.currency = r.currency AND n.origin = 'file' AND {lens.seen('n')} AND n.id <> r.id"
        f" AND n.value_day BETWEEN v.value_day AND {lens.day} AND NOT EXISTS (SELECT 1 FROM receipt w"
        f" WHERE w.reverses = n.id AND {lens.seen('w')})) ORDER BY v.id",
        which.values,
    ):
        moment = (known or 0) * 1000
        found[customer].append(Bounce(ref, currency, date.fromordinal(day), moment))
    return found
