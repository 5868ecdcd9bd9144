"""Claims in a list, and what the ledger shows of short payments."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from ledgerlane.domain.account import Item
from ledgerlane.domain.money import Money
from ledgerlane.domain.short_payments import Paid
from ledgerlane.store.connection import Store
from ledgerlane.store.lens import Lens, Some, later_used
from ledgerlane.store.plans import WHO, conditions, day_of


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim in a list. Amounts are minor units of ``currency``."""

    id: str
    customer: int
    number: str
    name: str
    currency: str
    minor: int
    form: str
    program: str
    recorded_day: date
    actor: str
    state: str
    matched: int
    confirmed: int
    denied: int
    evidence: tuple[str, ...]

    @property
    def undecided(self) -> int:
        """What is matched and waits for marketing."""
        return self.matched - self.confirmed - self.denied


def claims(
    store: Store, *, state: str | None = None, customer: int | None = None
) -> list[ClaimRow]:
    """Claims, the oldest first."""
    where, values = conditions(state, customer)
    rows = store.db.execute(
        f"SELECT t.id, t.customer, {WHO}, t.currency, t.minor, t.form, t.program, t.recorded_day,"
        f" t.actor, t.state, t.matched, t.confirmed, t.denied, t.evidence FROM claim t"
        f" WHERE {where} ORDER BY t.recorded_day, t.id",
        values,
    )
    return [
        ClaimRow(*(*what, date.fromordinal(recorded), *rest, tuple(json.loads(evidence))))
        for *what, recorded, actor, state_, matched, confirmed, denied, evidence in rows
        for rest in [(actor, state_, matched, confirmed, denied)]
    ]


def paid(
    db: Any, which: Some, lens: Lens, per_cent: int, ours: Iterable[str] = ()
) -> dict[int, list[Paid]]:
    """Items that a receipt paid to within ``per_cent``, or that the books dispute, by customer.

    And those of ``ours`` (references) of which anything is open: our people matched money to them.
    The receipt is the one received last, by its value date: by that day a discount is judged.
    Of receipts that are used up and known by themselves: what lies unapplied, or was
    inferred from a fall, says nothing of what was meant.
    """
    used, join = "0", ""
    if lens.later:
        used = "coalesce(u.minor, 0)"
        join = f" LEFT JOIN ({later_used(lens)}) u ON u.id = i.id"
    short = f" AND (i.disputed > 0 OR (i.open + {used}) * 100 <= i.amount * {per_cent:d})"
    named = (
        "json_each(:ours) j CROSS JOIN source s ON s.name = j.value ->> 0"
        " CROSS JOIN item i ON i.source = s.id AND i.key = j.value ->> 1"
    )
    columns, where = _columns(lens, used), _where(lens, which, used)
    pairs = json.dumps([ref.partition("/")[::2] for ref in sorted(set(ours))])
    rows = db.execute(
        f"SELECT * FROM (SELECT {columns} FROM item i JOIN source s ON s.id = i.source{join}"
        f" WHERE {where}{short} UNION SELECT {columns} FROM {named}{join} WHERE {where})"
        " ORDER BY customer, due_day, id",
        {**which.values, "ours": pairs},
    )
    mine, found = set(ours), defaultdict[int, list[Paid]](list)
    for (_, customer, ref, number, kind, doc, due, amount, currency, disputed, terms, reason,
         contested, opened, last_) in rows:  # fmt: skip
        item = Item(
            ref, number, kind, date.fromordinal(doc), date.fromordinal(due), Money(amount, currency),
            Money(opened, currency), Money(disputed, currency),
        )  # fmt: skip
        receipt, day = json.loads(last_) if last_ else ("", None)
        day = contested if disputed > 0 else day
        if receipt or disputed > 0 or ref in mine:
            found[customer].append(Paid(item, terms, reason, receipt, day_of(day)))
    return dict(found)


def _columns(lens: Lens, used: str) -> str:
    seen = lens.seen
    last = (
        "SELECT json_array(sr.name || '/' || r.key, r.value_day) FROM allocation a JOIN receipt r"
        f" ON r.id = a.receipt AND {seen('r')} JOIN source sr ON sr.id = r.source"
        f" WHERE a.item = i.id AND a.cash > 0 AND a.day <= {lens.day} AND {seen('a')}"
        " AND r.unapplied = 0 AND r.origin <> 'inferred' ORDER BY r.value_day DESC, a.id DESC LIMIT 1"
    )
    return (
        "i.id, i.customer, s.name || '/' || i.key, i.number, i.kind, i.doc_day, i.due_day, i.amount, i.currency,"
        f" i.disputed, i.terms, i.dispute_reason, i.dispute_day, i.open + {used} AS open, ({last}) AS last"
    )


def _where(lens: Lens, which: Some, used: str) -> str:
    """Of these customers, debts of which something was open on the day."""
    return (
        f"{which.among('i.customer')} AND i.amount > 0 AND i.doc_day <= {lens.day}"
        f" AND {lens.seen('i')} AND i.open + {used} > 0"
    )
