"""Credit over the whole book: who is on hold or sold to for cash only, our limits, what waits."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from ledgerlane.domain.credit import Credit, CreditSide, Terms, stands
from ledgerlane.store.connection import Store
from ledgerlane.store.lens import Lens
from ledgerlane.store.plans import WHO


@dataclass(frozen=True, slots=True)
class TermsRow:
    """A customer of whose terms somebody said something, or whom the books hold; ``said`` is all of it."""

    customer: int
    number: str
    name: str
    said: tuple[Terms, ...]
    books: bool

    @property
    def credit(self) -> Credit:
        """What of it is in force."""
        return stands(self.said, self.books)

    @property
    def changed(self) -> date | None:
        """The day on which anything was said last."""
        return max((each.since for each in self.said if each.since), default=None)


def terms_rows(customer: int, side: CreditSide) -> list[tuple[Any, ...]]:
    """The rows of table ``credit_terms``, one a cause."""
    made = []
    for each in sorted(side.said, key=lambda each: each.cause):
        assert each.since is not None, each
        made.append((
            customer, each.terms, each.cause, each.reason, each.since.toordinal(), each.by, each.case,
        ))  # fmt: skip
    return made


def limit_rows(customer: int, side: CreditSide) -> list[tuple[Any, ...]]:
    """The rows of table ``credit_limit``."""
    made = []
    for each in side.limits:
        assert each.since is not None, each
        made.append((
            customer, each.amount.currency, each.amount.minor, each.reason,
            each.since.toordinal(), each.by, each.case,
        ))  # fmt: skip
    return made


def terms(store: Store, lens: Lens) -> list[TermsRow]:
    """Everybody of whose terms somebody said something, open account too, or whom the books hold. By number."""
    held = store.db.execute(
        "SELECT c.id, c.number, coalesce(p.name, '') FROM customer c LEFT JOIN party p"
        f" ON p.id = c.id AND p.gen_from = c.gen_from WHERE c.credit_hold = 1 AND {lens.seen('c')}"
    ).fetchall()
    who = {row[0]: (row[1], row[2]) for row in held}
    books, said = set(who), defaultdict[int, list[Terms]](list)
    for customer, number, name, terms, cause, reason, day, by, case in store.db.execute(
        f"SELECT t.customer, {WHO}, t.terms, t.cause, t.reason, t.day, t.actor, t.case_id"
        " FROM credit_terms t ORDER BY t.customer, t.cause <> '', t.day, t.cause"
    ):
        who[customer] = (number, name)
        said[customer].append(Terms(terms, by, date.fromordinal(day), reason, case, cause))
    found = (
        TermsRow(id_, *names, tuple(said[id_]), id_ in books) for id_, names in who.items()
    )
    return sorted(found, key=lambda row: (row.number, row.customer))


def limits(store: Store) -> dict[int, dict[str, int]]:
    """Our limits, by customer and then currency, in minor units."""
    found = defaultdict[int, dict[str, int]](dict)
    for customer, currency, minor in store.db.execute(
        "SELECT customer, currency, minor FROM credit_limit"
    ):
        found[customer][currency] = minor
    return found


def has_children(store: Store, lens: Lens, number: str) -> bool:
    """Whether any customer names this number as their parent."""
    found = store.db.execute(
        f"SELECT EXISTS (SELECT 1 FROM customer c WHERE c.parent = ? AND {lens.seen('c')})",
        [number],
    )
    return bool(found.fetchone()[0])


def grouped(store: Store, lens: Lens) -> set[int]:
    """Ids of the customers that have a parent, or are one."""
    seen = lens.seen("c")
    found = store.db.execute(
        f"SELECT c.id FROM customer c WHERE {seen} AND (c.parent <> '' OR c.number IN"
        f" (SELECT c.parent FROM customer c WHERE c.parent <> '' AND {seen}))"
    )
    return {row[0] for row in found}


def pending(store: Store, customers: set[int]) -> dict[tuple[int, str], int]:
    """By customer and currency what is pending in the books, minor units."""
    found = store.db.execute(
        "SELECT customer, currency, sum(minor) FROM pending"
        " WHERE customer IN (SELECT value FROM json_each(?)) GROUP BY 1, 2",
        [json.dumps(sorted(customers))],
    )
    return {(row[0], row[1]): row[2] for row in found}


def uncleared(store: Store) -> set[int]:
    """Customers on other terms than open account who still owe what is overdue."""
    found = store.db.execute(
        "SELECT DISTINCT q.customer FROM credit_terms t JOIN queue q ON q.customer = t.customer"
        " WHERE t.terms IN ('cash-only', 'hold') AND q.cleared = 0"
    )
    return {row[0] for row in found}


def waiting(store: Store) -> int:
    """How many recommendations wait for the credit role."""
    row = store.db.execute(
        "SELECT count(*) FROM case_file WHERE kind = 'credit' AND state = 'waiting'"
    ).fetchone()
    return int(row[0])


def asked(store: Store) -> set[int]:
    """Customers about whose credit a recommendation is open."""
    found = store.db.execute(
        "SELECT customer FROM case_file WHERE kind = 'credit' AND open = 1"
    )
    return {row[0] for row in found}


def over_limit(store: Store, where: str, values: list[Any]) -> tuple[int, int]:
    """How many rows of a view are over their limit, and by how much together."""
    row = store.db.execute(
        f"SELECT count(*), coalesce(sum(q.over_limit), 0) FROM queue q WHERE {where}",
        values,
    ).fetchone()
    return int(row[0]), int(row[1])


def named_like(store: Store, lens: Lens, number: str, name: str) -> list[tuple[int, str]]:
    """Id and number of the customers of the ledger that have this number, or exactly this name."""
    found = store.db.execute(
        "SELECT c.id, c.number FROM customer c LEFT JOIN party p ON p.id = c.id"
        f" AND p.gen_from = c.gen_from WHERE {lens.seen('c')}"
        " AND ((?1 <> '' AND c.number = ?1) OR (?1 = '' AND p.name = ?2)) ORDER BY c.number LIMIT 2",
        [number, name],
    )
    return [(row[0], row[1]) for row in found]


def exposures(store: Store, customers: set[int]) -> list[tuple[int, str, int]]:
    """Customer, currency and exposure of today: open less credit and less what is pending in the books."""
    found = store.db.execute(
        "SELECT customer, currency, not_due + b1 + b2 + b3 + b4 - unapplied FROM queue"
        " WHERE customer IN (SELECT value FROM json_each(?))",
        [json.dumps(sorted(customers))],
    )
    return [(row[0], row[1], row[2]) for row in found]
