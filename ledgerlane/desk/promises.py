"""Promises to pay: which stand, and withdrawing one."""

from __future__ import annotations

from datetime import timedelta

from ledgerlane.desk import accounts, own
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.entry import COLLECTORS, append, require
from ledgerlane.desk.past import as_asked
from ledgerlane.domain import promises as rules
from ledgerlane.domain.errors import Refused
from ledgerlane.store import plans as store_plans
from ledgerlane.store.plans import PromiseRow


def list_(
    desk: Desk, *, due_days: int | None = None, state: str | None = None,
    customer: int | None = None,
) -> list[PromiseRow]:  # fmt: skip
    """Promises as judged on the desk's day; ``due_days``: only those due within so many days."""
    with as_asked(desk):
        found = own.only(
            desk, store_plans.promises(desk.store, state=state, customer=customer)
        )
    if due_days is None:
        return found
    last = desk.today + timedelta(days=due_days)
    return [row for row in found if row.due_day <= last]


def withdraw(desk: Desk, promise: str, why: str = "") -> None:
    """Record that an open promise does not stand any more."""
    with desk.store.writing():
        require(desk, COLLECTORS, "withdraw a promise")
        id_, customer = store_plans.resolve(desk.store, "promise", promise)
        view = accounts.load(desk, customer)
        found = view.dossier.promises.get(id_)
        if found is None:
            msg = f"the promise {id_} was not made yet on {desk.today.isoformat()}"
            raise Refused(msg)
        fact = rules.withdraw(found, view.verdicts[id_].state, desk.today, why)
        append(desk, {f"customer:{view.customer.ref}": [fact]})
