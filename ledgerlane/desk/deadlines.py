"""Deadlines of accounts: set, met, and listed in the order of their days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ledgerlane.desk import accounts
from ledgerlane.desk.accounts import Who
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.disputes import item_of
from ledgerlane.desk.entry import append, require
from ledgerlane.desk.past import question
from ledgerlane.domain.deadlines import LIMITATION, days_of, debts, require_what
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.events import DeadlineMet, DeadlineSet
from ledgerlane.domain.pending import by_item
from ledgerlane.store import rows, standings
from ledgerlane.store.lens import Some

WORKERS = ("collector", "supervisor", "credit", "legal", "admin")
CHUNK = 1_000


def set_(
    desk: Desk, customer: Who, what: str, due: date, note: str = "", items: Sequence[str] = ()
) -> None:  # fmt: skip
    """``what`` has to be done on the account by a day; an earlier day of the same kind is replaced.

    ``items``: about these open invoices only, by number or reference; none: about what is unpaid now.
    """
    require_what(what)
    if due < desk.today:
        msg = f"{due.isoformat()} is over; a deadline is {desk.today.isoformat()} or later"
        raise Refused(msg)
    with desk.store.writing():
        require(desk, WORKERS, "keep deadlines")
        view = accounts.show(desk, customer)
        refs = tuple(item_of(view, name).ref for name in items)
        if what == LIMITATION and not debts(view.items, by_item(view.pending)):
            msg = f"nothing of {view.customer.number} is open; a limitation is over what is"
            raise Refused(msg)
        fact = DeadlineSet(
            on=desk.today, act=desk.new_id("act"), what=what, due=due, note=note, items=refs
        )
        append(desk, {f"customer:{view.customer.ref}": [fact]})


def met(desk: Desk, customer: Who, what: str, note: str = "") -> None:
    """It was done. Refused where the account has no such deadline."""
    require_what(what)
    with desk.store.writing():
        require(desk, WORKERS, "keep deadlines")
        view = accounts.show(desk, customer)
        known = [each.what for each in view.dossier.deadlines]
        if what not in {*known, *(rule.what for rule in desk.policy.deadlines.rules)}:
            msg = f"no {what} deadline is set here: {', '.join(known) or 'none'}"
            raise Refused(msg)
        fact = DeadlineMet(on=desk.today, act=desk.new_id("act"), what=what, note=note)
        append(desk, {f"customer:{view.customer.ref}": [fact]})


@dataclass(frozen=True, slots=True)
class DeadlineLine:
    """A deadline that is not met, and what is overdue on the account, in minor units."""

    due: date
    what: str
    number: str
    name: str
    currency: str
    overdue: int
    owner: str


def list_(desk: Desk) -> list[DeadlineLine]:
    """Every deadline that is not met, the nearest first."""
    ask, found = question(desk), list[DeadlineLine]()
    for first in range(0, rows.last_customer(desk.store.db) + 1, CHUNK):
        which = Some(first=first, last=first + CHUNK - 1)
        for each in standings.look(desk.store, which, ask, stored_patterns=desk.is_now).accounts:  # fmt: skip
            s, row = each.standing, each.row
            met_, rules = dict(s.deadlines_met), desk.policy.deadlines
            days = days_of(s.deadlines, met_, rules, s.owed_since)
            found += [
                DeadlineLine(date.fromordinal(day), what, row.number, row.name, row.currency,
                             row.overdue, s.owner)
                for day, what in days
            ]  # fmt: skip
    return sorted(found, key=lambda line: (line.due, line.number, line.currency))
