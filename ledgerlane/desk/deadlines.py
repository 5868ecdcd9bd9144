"""Deadlines of accounts: set, met, and listed in the order of their days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ledgerlane.desk import accounts
from ledgerlane.desk.accounts import Who
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.entry import append, require
from ledgerlane.desk.past import question
from ledgerlane.domain.deadlines import days_of, require_what
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.events import DeadlineMet, DeadlineSet, Fact
from ledgerlane.store import rows, standings
from ledgerlane.store.lens import Some

WORKERS = ("collector", "supervisor", "credit", "legal", "admin")
CHUNK = 1_000


def set_(desk: Desk, customer: Who, what: str, due: date, note: str = "") -> None:
    """``what`` has to be done on the account by a day; an earlier day of the same kind is replaced."""
    require_what(what)
    if due < desk.today:
        msg = f"{due.isoformat()} is over; a deadline is {desk.today.isoformat()} or later"
        raise Refused(msg)
    _record(desk, customer, DeadlineSet(on=desk.today, act=desk.new_id("act"), what=what, due=due, note=note))  # fmt: skip


def met(desk: Desk, customer: Who, what: str, note: str = "") -> None:
    """It was done. Refused where the account has no such deadline."""
    require_what(what)
    known = accounts.show(desk, customer).dossier.deadlines
    ruled = {rule.what for rule in desk.policy.deadlines.rules}
    if what not in dict(known) and what not in ruled:
        has = ", ".join(name for name, _ in known) or "none"
        msg = f"no {what} deadline is set here: {has}"
        raise Refused(msg)
    _record(desk, customer, DeadlineMet(on=desk.today, act=desk.new_id("act"), what=what, note=note))  # fmt: skip


def _record(desk: Desk, customer: Who, fact: Fact) -> None:
    with desk.store.writing():
        require(desk, WORKERS, "keep deadlines")
        view = accounts.show(desk, customer)
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
            late = s.overdue > 0
            days = days_of(
                s.deadlines, dict(s.deadlines_met), desk.policy.deadlines,
                s.oldest_due if late else None, s.oldest_document if late else None,
            )  # fmt: skip
            found += [
                DeadlineLine(date.fromordinal(day), what, row.number, row.name, row.currency,
                             row.overdue, s.owner)
                for day, what in days
            ]  # fmt: skip
    return sorted(found, key=lambda line: (line.due, line.number, line.currency))
