"""Money that came after a write-off, as our people recorded it, beside what the ledger shows of it."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from typing import Any

from ledgerlane.domain.metrics.measure import Window
from ledgerlane.store.lens import Lens

APPROVED = "q.state = 'approved' AND q.kind = 'write-off'"


def beside_the_ledger(db: Any, lens: Lens, window: Window) -> Counter[str]:
    """What our records add to what the ledger shows of the window: minor units by currency.

    The clerk records the money of a request, the books show it as a receipt on its items: that
    is the same money, whichever is first. So of each request the records count as far as they
    are more than the ledger has by then, and what it shows later of a record made before the
    window is taken off again. What was taken back by the window's last day is none.
    """
    before, last = window.first.toordinal() - 1, window.last.toordinal()
    shown = _shown(db, lens, last)
    found = Counter[str]()
    for request, currency, made in db.execute(
        f"SELECT q.id, q.currency, q.recoveries FROM request q WHERE {APPROVED} AND q.recoveries <> '[]'"
    ):
        stands = [
            (day, minor)
            for day, minor, back in json.loads(made)
            if back is None or back > last
        ]
        more = [
            max(0, _until(stands, day) - _until(shown[request], day))
            for day in (before, last)
        ]
        found[currency] += more[1] - more[0]
    return found


def _until(amounts: list[tuple[int, int]], day: int) -> int:
    return sum(minor for on, minor in amounts if on <= day)


def _shown(db: Any, lens: Lens, last: int) -> dict[str, list[tuple[int, int]]]:
    """By request with records, the money (day, minor units) that the ledger has of its items since.

    A fall that nobody explains is none where it is one of the amounts given up of the item, or
    all of them (`write_offs.still_pending`). Money of an item is of the first request about it.
    """
    rows = db.execute(
        "WITH each AS MATERIALIZED (SELECT q.id, q.decided_day AS day, q.recoveries <> '[]' AS known,"
        " i.id AS item, j.value ->> 'minor' AS minor FROM request q, json_each(q.items) j"
        " JOIN source s ON s.name = substr(j.value ->> 'ref', 1, instr(j.value ->> 'ref', '/') - 1)"
        " JOIN item i ON i.source = s.id"
        " AND i.key = substr(j.value ->> 'ref', instr(j.value ->> 'ref', '/') + 1)"
        f" AND {lens.seen('i')} WHERE {APPROVED})"
        " SELECT e.id, e.item, a.id, a.day, a.cash FROM each e CROSS JOIN allocation a"
        f" ON a.item = e.item AND a.day > e.day AND a.day <= {last} AND {lens.seen('a')}"
        f" CROSS JOIN receipt r ON r.id = a.receipt AND {lens.seen('r')}"
        " WHERE e.known AND NOT (r.origin = 'inferred' AND EXISTS (SELECT 1 FROM (SELECT item, minor"
        " FROM each UNION ALL SELECT item, sum(minor) FROM each GROUP BY item) x"
        " WHERE x.item = e.item AND x.minor = a.cash)) ORDER BY e.day, e.id, a.id"
    )
    found = defaultdict[str, list[tuple[int, int]]](list)
    taken = set[int]()
    for request, _, allocation, day, cash in rows.fetchall():
        if allocation not in taken:
            taken.add(allocation)
            found[request].append((day, cash))
    return found
