"""Open amounts of many customers at once: sums by customer, currency and age, made by SQL.

One pass over the partial index of open items. Only where something was settled after the
day asked for are those items looked at again one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from ledgerlane.domain.aging import Buckets
from ledgerlane.store.lens import Lens, Some, later_applied, later_used


class Sum(NamedTuple):
    """One customer in one currency. Amounts in minor units, days as ordinals or None.

    ``credits`` (positive) are open credit notes, ``cash`` unapplied receipts. ``first_*``
    are the earliest due days of the columns that are not the last, ``first_document`` the
    date of the document that is due first, ``unpaid`` the earliest due day of what is past due
    and not wholly disputed by the books.
    """

    customer: int | None
    currency: str
    not_due: int = 0
    b1: int = 0
    b2: int = 0
    b3: int = 0
    b4: int = 0
    credits: int = 0
    disputed: int = 0
    items: int = 0
    oldest: int | None = None
    first_not_due: int | None = None
    first_b1: int | None = None
    first_b2: int | None = None
    first_b3: int | None = None
    first_document: int | None = None
    unpaid: int | None = None
    cash: int = 0

    @property
    def overdue(self) -> int:
        """What is past due."""
        return self.b1 + self.b2 + self.b3 + self.b4


_DAYS = 2**20
"""More than any day as an ordinal: a due day and a document's day in one number."""
_NUMBERS = (
    "count(*) FILTER (WHERE q.open > 0), coalesce(min(q.day) FILTER (WHERE q.open > 0 AND q.day < :e0),"
    " min(q.day) FILTER (WHERE q.open > 0))"
)


def open_sums(
    db: Any, which: Some, lens: Lens, buckets: Buckets, *,
    basis: str = "due", aged_credits: bool = False,
) -> dict[tuple[int | None, str], Sum]:  # fmt: skip
    """Sums for each customer and currency in which anything is open or unapplied.

    ``aged_credits``: credit notes are negative amounts of their column, and ``credits`` is 0.
    """
    day = "due_day" if basis == "due" else "doc_day"
    edges = {f"e{n}": lens.day - edge for n, edge in enumerate(buckets.edges)}
    rows = db.execute(
        _sql(open_rows(which, lens, day), aged_credits), {**which.values, **edges}
    )
    found = {(row[0], row[1]): Sum(*row) for row in rows}
    for customer, currency, minor in cash(db, which, lens):
        known = found.get((customer, currency), Sum(customer, currency))
        found[customer, currency] = known._replace(cash=minor)
    return found


def _sql(rows: str, aged_credits: bool) -> str:
    """Aggregate open rows (customer, currency, day, open, disputed)."""
    sign = "" if aged_credits else "q.open > 0 AND "
    bounds = (
        "q.day >= :e0", "q.day < :e0 AND q.day >= :e1", "q.day < :e1 AND q.day >= :e2",
        "q.day < :e2 AND q.day >= :e3", "q.day < :e3",
    )  # fmt: skip
    columns = [f"coalesce(sum(q.open) FILTER (WHERE {sign}{b}), 0)" for b in bounds]
    credits_ = (
        "0" if aged_credits else "-coalesce(sum(q.open) FILTER (WHERE q.open < 0), 0)"
    )
    disputed = "sum(max(0, min(q.disputed, q.open)))"
    firsts = [f"min(q.day) FILTER (WHERE q.open > 0 AND {b})" for b in bounds[:4]]
    return (
        f"SELECT q.customer, q.currency, {', '.join(columns)}, {credits_}, {disputed}, {_NUMBERS},"
        f" {', '.join(firsts)}, min(q.day * {_DAYS} + q.doc_day) FILTER (WHERE q.open > 0) % {_DAYS},"
        f" min(q.day) FILTER (WHERE q.open > max(q.disputed, 0) AND q.day < :e0) FROM ({rows}) q GROUP BY q.customer, q.currency"
    )


def open_rows(which: Some, lens: Lens, day: str) -> str:
    """SQL of what was open on the day, each item once."""
    base = (
        f"SELECT i.customer, i.currency, i.{day} AS day, i.open, i.disputed, i.doc_day, i.dispute_reason"
        " FROM item i INDEXED BY item_open"
        f" WHERE {which.among('i.customer')} AND i.open <> 0 AND i.doc_day <= {lens.day}"
        f" AND {lens.seen('i')}"
    )
    if not lens.later:
        return base
    again = (
        f"SELECT i.customer, i.currency, i.{day} AS day, i.open + l.minor AS open, i.disputed, i.doc_day, i.dispute_reason"
        " FROM later l CROSS JOIN item i ON i.id = l.id"
        f" WHERE {which.among('i.customer')} AND i.doc_day <= {lens.day}"
        f" AND i.open + l.minor <> 0 AND {lens.seen('i')}"
    )
    return (
        f"WITH later AS MATERIALIZED ({later_used(lens)})"
        f" {base} AND i.id NOT IN (SELECT id FROM later) UNION ALL {again}"
    )


OF_BANK = (
    "r.customer IS NULL AND EXISTS (SELECT 1 FROM bank_record k WHERE k.receipt = r.id)"
)
"""SQL: receipt ``r`` is a bank's word that money came in. The books have it only when they show it themselves."""


def cash(
    db: Any, which: Some, lens: Lens, *, of_banks: bool = False
) -> list[tuple[int | None, str, int]]:
    """(customer, currency, minor) of receipts not used up on the day: of the books, or only ``of_banks``."""
    among = which.among("r.customer")
    if which.ids is None and which.first == 0:
        among = f"({among} OR r.customer IS NULL)"
    among += f" AND {'' if of_banks else 'NOT '}({OF_BANK})"
    base = (
        "SELECT r.customer, r.currency, r.unapplied AS minor FROM receipt r"
        f" INDEXED BY receipt_unapplied WHERE {among} AND r.unapplied <> 0"
        f" AND r.value_day <= {lens.day} AND {lens.seen('r')}"
    )
    if lens.later:
        again = (
            "SELECT r.customer, r.currency, r.unapplied + l.minor FROM later l"
            f" CROSS JOIN receipt r ON r.id = l.id WHERE {among}"
            f" AND r.value_day <= {lens.day} AND {lens.seen('r')}"
        )
        base = (
            f"WITH later AS MATERIALIZED ({later_applied(lens)})"
            f" {base} AND r.id NOT IN (SELECT id FROM later) UNION ALL {again}"
        )
    rows = db.execute(
        f"SELECT q.customer, q.currency, sum(q.minor) FROM ({base}) q"
        " GROUP BY q.customer, q.currency HAVING sum(q.minor) <> 0",
        which.values,
    )
    found: list[tuple[int | None, str, int]] = rows.fetchall()
    return found


def next_edge(sum_: Sum, buckets: Buckets) -> date | None:
    """The first later day on which one of the open items reads in another column."""
    firsts = (sum_.first_not_due, sum_.first_b1, sum_.first_b2, sum_.first_b3)
    days = [
        first + edge + 1
        for first, edge in zip(firsts, buckets.edges, strict=True)
        if first is not None
    ]
    return date.fromordinal(min(days)) if days else None


def coming(db: Any, which: Some, lens: Lens) -> dict[int, tuple[int, str]]:
    """By customer, the first day after the lens on which the ledger itself says something else, and in which currency.

    Documents, receipts and reversals dated ahead, and settlements dated ahead.
    """
    seen, day = lens.seen, lens.day
    parts = [
        f"SELECT i.customer, i.doc_day AS day, i.currency FROM item i INDEXED BY item_open WHERE"
        f" {which.among('i.customer')} AND i.open <> 0 AND i.doc_day > {day} AND {seen('i')}",
        f"SELECT r.customer, r.value_day, r.currency FROM receipt r INDEXED BY receipt_unapplied WHERE"
        f" {which.among('r.customer')} AND r.unapplied <> 0 AND r.value_day > {day} AND {seen('r')}",
        "SELECT v.customer, v.value_day, v.currency FROM receipt v INDEXED BY receipt_customer WHERE"
        f" {which.among('v.customer')} AND v.value_day > {day} AND v.reverses IS NOT NULL AND {seen('v')}",
    ]
    if lens.later:
        ahead = f"FROM allocation a CROSS JOIN {{0}} t ON t.id = a.{{1}} AND {seen('t')} WHERE {which.among('t.customer')} AND a.day > {day} AND {seen('a')}"
        parts += [
            f"SELECT t.customer, a.day, t.currency {ahead.format(*names)}"
            for names in (("item", "item"), ("item", "credit"), ("receipt", "receipt"))
        ]
    rows = db.execute(
        f"SELECT customer, min(day), currency FROM ({' UNION ALL '.join(parts)}) GROUP BY customer, currency",
        which.values,
    )
    found = dict[int, tuple[int, str]]()
    for customer, day_, currency in rows:
        if customer is not None:
            found[customer] = min(found.get(customer, (day_, currency)), (day_, currency))
    return found


def total(sums: Sequence[Sum]) -> Sum:
    """Sums of one currency added up; days are left out."""
    assert sums
    return Sum(
        None, sums[0].currency, not_due=sum(s.not_due for s in sums), b1=sum(s.b1 for s in sums),
        b2=sum(s.b2 for s in sums), b3=sum(s.b3 for s in sums), b4=sum(s.b4 for s in sums),
        credits=sum(s.credits for s in sums), disputed=sum(s.disputed for s in sums),
        items=sum(s.items for s in sums), cash=sum(s.cash for s in sums),
    )  # fmt: skip
