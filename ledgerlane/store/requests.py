"""Requests that wait for, or got, somebody else's decision."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ledgerlane.domain.events import CashMatched, PlanItem, RequestApproved
from ledgerlane.domain.money import Money
from ledgerlane.domain.plans import Plan
from ledgerlane.domain.plans import fold as fold_plan
from ledgerlane.domain.request_limits import Agreed
from ledgerlane.domain.requests import Request
from ledgerlane.domain.requests import fold as fold_request
from ledgerlane.store import history, rows
from ledgerlane.store.connection import Store
from ledgerlane.store.plans import WHO, conditions, day_of, resolve


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request in a list. ``items`` are (reference, minor units)."""

    id: str
    kind: str
    customer: int
    number: str
    name: str
    currency: str
    minor: int
    state: str
    asked_by: str
    asked_day: date
    reason: str
    decided_by: str
    decided_day: date | None
    digest: str
    items: tuple[tuple[str, int], ...]
    endorsed_by: str
    recovered: int
    question: str = ""
    """What the one who asked is to answer, where it was returned."""

    @property
    def asked(self) -> Request:
        """What the rules of deciding look at: who, how much, in which state."""
        items = tuple(
            PlanItem(ref, Money(minor, self.currency)) for ref, minor in self.items
        )
        return Request(
            self.id, "", items, self.reason, self.digest, (), False, "", self.asked_by,
            self.asked_day, 0, state=self.state, decided_by=self.decided_by, kind=self.kind,
            endorsed_by=self.endorsed_by,
        )  # fmt: skip


def agreed(
    store: Store, asked: Request, customer: int, since: date, since_ms: int
) -> Agreed:
    """What was approved of this kind and currency, of the customer and for the requester.

    It counts from ``since`` by the day that it is dated, and from ``since_ms`` by the clock,
    whatever day it is dated: what is recorded for a day before is given up now all the same.
    """
    row = store.db.execute(
        "SELECT coalesce(sum(minor) FILTER (WHERE customer = ?1), 0),"
        " coalesce(sum(minor) FILTER (WHERE asked_by = ?2), 0) FROM request"
        " WHERE state = 'approved' AND kind = ?3 AND currency = ?4 AND id <> ?5"
        " AND (decided_day >= ?6 OR EXISTS (SELECT 1 FROM event e"
        " WHERE e.agg = 'request:' || request.id AND e.kind = ?7 AND e.t >= ?8))",
        [customer, asked.asked_by, asked.kind, asked.amount.currency, asked.id,
         since.toordinal(), RequestApproved.kind, since_ms * 1000],
    ).fetchone()  # fmt: skip
    return Agreed(*row)


def parts_of(store: Store, actor: str, customers: Iterable[str]) -> dict[str, int]:
    """Ids of those of these customers (references) who owe what this person asked or agreed to give up."""
    ids = rows.customer_ids(store.db, customers)
    found = store.db.execute(
        "SELECT DISTINCT customer FROM request WHERE state IN ('waiting', 'returned', 'suspended', 'approved')"
        " AND ? IN (asked_by, decided_by, endorsed_by)",
        [actor],
    )
    mine = {row[0] for row in found}
    return {ref: id_ for ref, id_ in ids.items() if id_ in mine}


def cash_by(
    store: Store, actor: str, customer: int, currency: str
) -> tuple[set[str], bool]:
    """Items of a customer whose cash this person matched, taken back or not.

    And whether they posted money of the customer in this currency that was taken back.
    """
    lines = store.db.execute(
        "SELECT DISTINCT j.value ->> '$.item' FROM cash c JOIN event e ON e.agg = 'receipt:' || c.receipt"
        " AND e.kind = ?1 AND e.actor = ?2, json_each(e.body, '$.lines') j WHERE c.customer = ?3",
        [CashMatched.kind, actor, customer],
    )
    loose = store.db.execute(
        "SELECT 1 FROM cash WHERE customer = ? AND posted_by = ? AND currency = ?"
        " AND state = 'reversed' LIMIT 1",
        [customer, actor, currency],
    ).fetchone()
    return {row[0] for row in lines if row[0]}, loose is not None


def requests(
    store: Store, *, state: str | None = None, customer: int | None = None
) -> list[RequestRow]:
    """Requests, the oldest first."""
    where, values = conditions(state, customer)
    listed = store.db.execute(
        f"SELECT t.id, t.kind, t.customer, {WHO}, t.currency, t.minor, t.state, t.asked_by,"
        " t.asked_day, t.reason, t.decided_by, t.decided_day, t.digest, t.items, t.endorsed_by, t.recovered"
        f" FROM request t WHERE {where} ORDER BY t.asked_t, t.id",
        values,
    )
    found = []
    for row in listed:
        values = list(row)
        values[9], values[12] = date.fromordinal(row[9]), day_of(row[12])
        values[14] = tuple((item["ref"], item["minor"]) for item in json.loads(row[14]))
        values.append(_question(store, row[0]) if row[7] == "returned" else "")
        found.append(RequestRow(*values))
    return found


def _question(store: Store, id_: str) -> str:
    asked = fold_request(history.events(store, f"request:{id_}"))
    return asked.questions[-1] if asked is not None and asked.questions else ""


def load(store: Store, name: str, *, undecided: bool = False) -> tuple[Request, int]:
    """A request as its events leave it, and its customer's id. Raises Refused for an unknown one.

    ``undecided``: of several that begin so, the only one that waits for a word is meant.
    """
    if undecided:
        name = _undecided(store, name) or name
    id_, customer = resolve(store, "request", name)
    asked = fold_request(history.events(store, f"request:{id_}"))
    assert asked is not None, id_
    return asked, customer


def _undecided(store: Store, name: str) -> str:
    """The only undecided request that begins so, or nothing."""
    rows = store.db.execute(
        "SELECT id FROM request WHERE state IN ('waiting', 'suspended', 'returned', 'lapsed')"
        " AND substr(id, 1, ?) = ? LIMIT 2",
        [len(name), name],
    ).fetchall()
    return str(rows[0][0]) if name and len(rows) == 1 else ""


def load_plan(store: Store, name: str) -> tuple[Plan, int]:
    """A plan as its events leave it, and its customer's id. Raises Refused for an unknown one."""
    id_, customer = resolve(store, "plan", name)
    plan = fold_plan(history.events(store, f"plan:{id_}"))
    assert plan is not None, id_
    return plan, customer
