"""The lists of past days under any policy, for a rehearsal: some thousand customers at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from ledgerlane.domain.account import Pattern
from ledgerlane.domain.policy import Policy
from ledgerlane.domain.priority import treatment
from ledgerlane.domain.rehearsal import Listed
from ledgerlane.store import patterns, rows, standings
from ledgerlane.store.connection import Store
from ledgerlane.store.lens import EVERYBODY, Some, lens, some
from ledgerlane.store.standings import Account
from ledgerlane.store.worked import Question

CHUNK = 5_000
"""Customers looked at together: memory is bounded by theirs."""


class Past:
    """The book on one past day after another. Days are asked for in their order."""

    def __init__(self, store: Store, ask: Question) -> None:
        self.store, self.ask = store, ask
        self.habits: dict[int, Pattern] = {}
        self.before: int | None = None

    def turn(self, day: date) -> None:
        """Go on to a day: only who was paid by since the last one has other habits."""
        look = lens(self.store, day, self.ask.known_ms)
        self.ask = replace(self.ask, lens=look, today=day, as_of=day)
        db = self.store.db
        if self.before is None:
            self.habits = patterns.patterns(db, EVERYBODY, look)
        else:
            paid = some(_paid_between(db, self.before, look.day))
            for customer in paid.ids or ():
                self.habits.pop(customer, None)
            if paid.ids:
                self.habits |= patterns.patterns(db, paid, look)
        self.before = look.day

    def listed(self, policy: Policy) -> Iterator[Listed]:
        """The accounts on the day's list under a policy, in no order."""
        ask = replace(self.ask, policy=policy)
        for first in range(0, rows.last_customer(self.store.db) + 1, CHUNK):
            which = Some(first=first, last=first + CHUNK - 1)
            habits = {
                id_: self.habits[id_]
                for id_ in range(first, first + CHUNK)
                if id_ in self.habits
            }
            found = standings.look(self.store, which, ask, habits=habits)
            for account in found.accounts:
                if not account.place.exit:
                    yield _listed(account, policy, ask.today)


def _paid_between(db: Any, after: int, until: int) -> list[int]:
    """Customers of documents that anything was used for after a day, up to another."""
    found = db.execute(
        "SELECT DISTINCT i.customer FROM allocation a INDEXED BY allocation_day"
        " CROSS JOIN item i ON i.id = a.item WHERE a.day > ? AND a.day <= ?",
        [after, until],
    )
    return [row[0] for row in found]


def _listed(account: Account, policy: Policy, today: date) -> Listed:
    """Its line; the courses themselves make the first contact, so the plan goes on as after one."""
    row, standing = account.row, account.standing
    due, heard = standing.oldest_due, standing.last_contact
    if due is not None and (heard is None or heard < due):
        standing = replace(standing, last_contact=due)
    step = treatment(standing, policy, today)
    return Listed(
        row.customer, row.currency, row.owner, row.score, row.priority, row.why,
        step.name if step else "", step.channel if step else "",
        due.toordinal() if due else 0,
    )  # fmt: skip
