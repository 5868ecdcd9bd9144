"""Promises, plans and disputes of the whole book, for lists."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from ledgerlane.domain.errors import Refused
from ledgerlane.domain.plan_watch import WORST_FIRST
from ledgerlane.domain.told import Known
from ledgerlane.store import called
from ledgerlane.store.connection import Store

WHO = (
    "coalesce((SELECT c.number FROM customer_now c WHERE c.id = t.customer), ''),"
    " coalesce((SELECT p.name FROM customer_now c JOIN party p ON p.id = c.id"
    " AND p.gen_from = c.gen_from WHERE c.id = t.customer), '')"
)


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """A promise in a list. ``judged_day``: when its verdict fell, or falls."""

    id: str
    customer: int
    number: str
    name: str
    currency: str
    minor: int
    due_day: date
    made_day: date
    actor: str
    state: str
    received: int
    judged_day: date | None
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InstalmentRow:
    """One instalment: ``minor`` includes interest and fee."""

    number: int
    due_day: date
    minor: int
    interest: int
    received: int
    received_day: date | None
    state: str


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A payment plan in a list, and its instalments. ``watch``: the worst of their states."""

    id: str
    customer: int
    number: str
    name: str
    currency: str
    state: str
    debt: int
    interest: int
    fee: int
    made_day: date
    actor: str
    watch: str
    next_due: date | None
    received: int
    terms: dict[str, Any]
    instalments: tuple[InstalmentRow, ...]

    @property
    def recommendation(self) -> str:
        """What to do about it now, in words."""
        return str(self.terms.get("recommendation", ""))

    @property
    def left(self) -> int:
        """What is still to be paid of a plan that runs or is proposed, minor units."""
        if self.state not in ("active", "proposed"):
            return 0
        return sum(max(0, part.minor - part.received) for part in self.instalments)

    @property
    def relieved(self) -> int:
        """What of the debt is gone without the plan's money, minor units."""
        return int(self.terms.get("relieved", 0))


@dataclass(frozen=True, slots=True)
class DisputeRow:
    """A dispute in a list. ``item`` is a reference, or ``""`` for the account."""

    id: str
    customer: int
    number: str
    name: str
    item: str
    currency: str
    minor: int
    opened_day: date
    reason: str
    state: str
    actor: str
    receipt: str = ""  # by which it was kept
    claimed: int = 0
    denied: int = 0
    confirmed: int = 0
    credited: int = 0
    document: str = ""  # what the item is called

    @property
    def rest(self) -> int:
        """What nobody has decided, minor units."""
        decided = self.denied + self.confirmed + self.credited
        return self.minor - decided if self.state == "open" else 0


def promises(
    store: Store, *, state: str | None = None, customer: int | None = None
) -> list[PromiseRow]:
    """Promises by the day they are due."""
    where, values = conditions(state=state, customer=customer)
    rows = store.db.execute(
        f"SELECT t.id, t.customer, {WHO}, t.currency, t.minor, t.due_day, t.made_day, t.actor,"
        f" t.state, t.received, t.judged_day, t.items FROM promise t WHERE {where}"
        " ORDER BY t.due_day, t.id",
        values,
    )
    day = date.fromordinal
    return [
        PromiseRow(*(*who, day(due), day(made), actor, state, received, day_of(judged),
                     tuple(json.loads(items))))
        for *who, due, made, actor, state, received, judged, items in rows
    ]  # fmt: skip


STATES = ("active", "proposed", "broken", "completed", "replaced", "cancelled", "declined")
"""Of a plan, in the order of a list."""


def plans(
    store: Store, *, state: str | None = None, customer: int | None = None
) -> list[PlanRow]:
    """Plans, those that run first, of them the worst first, then by their next day."""
    where, values = conditions(state=state, customer=customer)
    rows = store.db.execute(
        f"SELECT t.id, t.customer, {WHO}, t.currency, t.state, t.debt, t.interest, t.fee,"
        f" t.made_day, t.actor, t.watch, t.next_due, t.received, t.terms FROM plan t WHERE {where}",
        values,
    ).fetchall()
    parts: dict[str, list[InstalmentRow]] = {}
    for plan, number, due, minor, interest, received, day, watch in store.db.execute(
        "SELECT plan, number, due_day, minor, interest, received, received_day, state"
        " FROM instalment ORDER BY plan, number"
    ):
        due_day = date.fromordinal(due)
        line = InstalmentRow(number, due_day, minor, interest, received, day_of(day), watch)
        parts.setdefault(plan, []).append(line)
    found = []
    for *debt, made, actor, watch, due, received, terms in rows:
        own = tuple(parts.get(debt[0], ()))
        found.append(PlanRow(*(*debt, date.fromordinal(made), actor, watch, day_of(due),
                               received, json.loads(terms), own)))  # fmt: skip
    return sorted(found, key=_rank)


def _rank(plan: PlanRow) -> tuple[int, int, date, str]:
    worst = WORST_FIRST.index(plan.watch) if plan.watch in WORST_FIRST else len(WORST_FIRST)
    return STATES.index(plan.state), worst, plan.next_due or date.max, plan.id


def disputes(
    store: Store, *, state: str | None = None, customer: int | None = None
) -> list[DisputeRow]:
    """Disputes, the oldest first."""
    where, bound = conditions(state=state, customer=customer)
    rows = store.db.execute(
        f"SELECT t.id, t.customer, {WHO}, t.item, t.currency, t.minor, t.opened_day, t.reason,"
        " t.state, t.actor, t.receipt, t.claimed, t.denied, t.confirmed, t.credited"
        f" FROM dispute t WHERE {where} ORDER BY t.opened_day, t.id",
        bound,
    ).fetchall()
    names = Known(called.documents(store.db, (row[4] for row in rows)))
    found = []
    for row in rows:
        values = list(row)
        values[7] = date.fromordinal(row[7])
        found.append(DisputeRow(*[*values, names.document(row[4])]))
    return found


def resolve(store: Store, table: str, name: str) -> tuple[str, int]:
    """The id and customer of a promise, plan, dispute, request or charge by its id or its beginning."""
    rows = store.db.execute(
        f"SELECT id, customer FROM {table} WHERE id = ?1 OR id LIKE ?2 ESCAPE '\\'"
        " ORDER BY id <> ?1 LIMIT 3",
        [name, name.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"],
    ).fetchall()
    if not name or not rows:
        msg = f"there is no {table.replace('_', ' ')} {name!r}"
        raise Refused(msg)
    if len(rows) > 1 and rows[0][0] != name:
        msg = (
            f"{name!r} is the beginning of several ids: {', '.join(row[0] for row in rows)}"
        )
        raise Refused(msg)
    return rows[0][0], rows[0][1]


def deduction(store: Store, name: str) -> tuple[str, int]:
    """The id and customer of a dispute by its id, its beginning, or its invoice: number, key or reference.

    Of several of an invoice the open one is meant.
    """
    rows = store.db.execute(
        "SELECT d.id, d.customer, d.state FROM dispute d WHERE d.state <> 'withdrawn' AND d.item <> ''"
        " AND (d.item = ?1 OR substr(d.item, instr(d.item, '/') + 1) = ?1 OR EXISTS (SELECT 1"
        " FROM source s CROSS JOIN item i ON i.source = s.id AND i.key = substr(d.item, instr(d.item, '/') + 1)"
        " WHERE s.name = substr(d.item, 1, instr(d.item, '/') - 1) AND i.number = ?1)) ORDER BY d.id",
        [name],
    ).fetchall()
    found = [row[:2] for row in rows if row[2] == "open"] or [row[:2] for row in rows]
    if len(found) > 1:
        msg = f"{name!r} has several deductions: {', '.join(row[0] for row in found)}"
        raise Refused(msg)
    return tuple(found[0]) if found else resolve(store, "dispute", name)


def taken(store: Store, table: str, name: str) -> bool:
    """Whether a promise, plan, dispute or request has that id already."""
    found = store.db.execute(f"SELECT 1 FROM {table} WHERE id = ?", [name])
    return found.fetchone() is not None


def conditions(state: str | None, customer: int | None) -> tuple[str, list[Any]]:
    """SQL on table ``t`` and what it binds."""
    parts, values = ["1"], list[Any]()
    if state is not None:
        parts.append("t.state = ?")
        values.append(state)
    if customer is not None:
        parts.append("t.customer = ?")
        values.append(customer)
    return " AND ".join(parts), values


def day_of(ordinal: int | None) -> date | None:
    """A day from its ordinal."""
    return date.fromordinal(ordinal) if ordinal is not None else None
