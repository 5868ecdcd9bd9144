"""What late-payment estimates stand on: how a payer, and the whole book, paid before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ledgerlane.domain.backtest import Paid
from ledgerlane.domain.estimate import BOOK_LAST, Habits
from ledgerlane.store import given_up
from ledgerlane.store.lens import Lens


def book_habits(db: Any, lens: Lens) -> Habits | None:
    """The habits of the last `BOOK_LAST` invoices that anybody settled by the day."""
    paid = given_up.paid_day(lens, given_up.entries(db, lens))
    rows = db.execute(
        f"SELECT a.item, {paid} - i.due_day FROM allocation a INDEXED BY allocation_day"
        f" CROSS JOIN item i ON i.id = a.item AND i.amount > 0 AND i.open = 0 AND {lens.seen('i')}"
        f" WHERE a.day <= {lens.day} AND {lens.seen('a')} AND NOT EXISTS (SELECT 1 FROM allocation x"
        f" WHERE x.item = a.item AND x.day > a.day AND {lens.seen('x')})"
        " ORDER BY a.day DESC, a.id DESC"
    )
    late: dict[int, int] = {}
    for item, days in rows:  # an item settled by two allocations of one day is one
        if days is None:  # given up
            continue
        late[item] = days
        if len(late) == BOOK_LAST:
            break
    return Habits.of(late.values())


def settled_count(db: Any, lens: Lens) -> int:
    """How many invoices were settled by the day."""
    row = db.execute(
        f"SELECT count(*) FROM ({_settled(db, lens)}) WHERE paid <= {lens.day}"
    )
    return int(row.fetchone()[0])


def settled_invoices(db: Any, lens: Lens) -> Iterator[Paid]:
    """Every invoice settled by the day, in the order of their dates; read one by one."""
    rows = db.execute(
        f"SELECT customer, doc_day, due_day, paid FROM ({_settled(db, lens)})"
        f" WHERE paid <= {lens.day} ORDER BY doc_day, id"
    )
    return map(Paid._make, rows)


def _settled(db: Any, lens: Lens) -> str:
    """SQL of invoices of which nothing is open, with the day on which they were last paid."""
    paid = given_up.paid_day(lens, given_up.entries(db, lens))
    return (
        f"SELECT i.customer, i.doc_day, i.due_day, i.id, {paid} AS paid"
        f" FROM item i WHERE i.amount > 0 AND i.open = 0 AND {lens.seen('i')}"
    )
