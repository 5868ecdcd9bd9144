"""The books' own entries of what our people gave up: no money came by them, and nobody paid."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from ledgerlane.domain.write_offs import Asked, Fall, entries_of
from ledgerlane.store.lens import Lens

WAS_APPROVED = "(state IN ('approved', 'reversed') OR (state = 'suspended' AND decided_day IS NOT NULL))"
"""SQL over ``request``: somebody agreed, and that counts; the books may have entered it."""


def entries(db: Any, lens: Lens) -> frozenset[int]:
    """Allocations (ids) by which a fall that no receipt explains is what was approved here (rulings.md 19).

    A request that was approved counts, also when it was reversed later, or waits for who settles
    a conflict: the books may have entered it. Not one whose approval was not chosen, was taken back
    or does not count. What was returned and asked again counts as it was asked last.
    """
    asked = [
        Asked(item, t, minor)
        for item, t, minor in db.execute(
            "SELECT j.value ->> '$.ref', asked_t, j.value ->> '$.minor'"
            f" FROM request, json_each(items) j WHERE {WAS_APPROVED} ORDER BY asked_t, request.id"
        )
    ]
    if not asked:
        return frozenset()
    falls = db.execute(
        "SELECT a.id, s.name || '/' || i.key, (SELECT min(b.known_at) FROM receipt f CROSS JOIN batch b"
        " ON b.generation = f.gen_from WHERE f.id = r.id), a.cash FROM json_each(?) j"
        " CROSS JOIN source s ON s.name = j.value ->> 0"
        f" CROSS JOIN item i ON i.source = s.id AND i.key = j.value ->> 1 AND {lens.seen('i')}"
        f" CROSS JOIN allocation a ON a.item = i.id AND {lens.seen('a')}"
        f" CROSS JOIN receipt r ON r.id = a.receipt AND r.origin = 'inferred' AND {lens.seen('r')}",
        [json.dumps(sorted({each.item.partition("/")[::2] for each in asked}))],
    )
    return entries_of((Fall(*row) for row in falls), asked)


def taken_off(db: Any, lens: Lens, ref: str) -> int:
    """What credit notes and write-offs took off an item (reference) in the books by the day, minor units; no money came by it."""
    ours = sorted(entries(db, lens))
    source, _, key = ref.partition("/")
    row = db.execute(
        "SELECT coalesce(sum(a.writeoff + CASE WHEN a.credit IS NOT NULL OR a.id IN"
        " (SELECT value FROM json_each(?)) THEN a.cash ELSE 0 END), 0) FROM source s"
        f" JOIN item i ON i.source = s.id AND i.key = ? AND {lens.seen('i')}"
        f" JOIN allocation a ON a.item = i.id AND {lens.seen('a')} AND a.day <= {lens.day}"
        " WHERE s.name = ?",
        [json.dumps(ours), key, source],
    ).fetchone()
    return int(row[0])


def paid_day(lens: Lens, ours: Collection[int]) -> str:
    """SQL of the day on which item ``i`` was last paid or credited; NULL where most of it was given up.

    ``ours`` are `entries`; what the books write off of it themselves is no payment either.
    """
    booked = f"p.id IN ({', '.join(map(str, sorted(ours)))})" if ours else "0"
    return (
        f"(SELECT CASE WHEN 2 * sum(p.writeoff + CASE WHEN {booked} THEN p.cash ELSE 0 END) < i.amount"
        f" THEN max(p.day) FILTER (WHERE NOT {booked} AND (p.writeoff = 0 OR p.cash + p.discount <> 0)) END"
        f" FROM allocation p WHERE p.item = i.id AND {lens.seen('p')})"
    )
