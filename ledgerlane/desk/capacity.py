"""What falls due for whom on which day of the next four weeks."""

from __future__ import annotations

from ledgerlane.desk.desk import Desk
from ledgerlane.desk.past import question
from ledgerlane.domain.capacity import A_DAY, DAYS, Load, ahead
from ledgerlane.store import people, rows, standings
from ledgerlane.store.lens import Some

CHUNK = 1_000
"""Customers looked at together."""


def load(desk: Desk, *, days: int = DAYS, a_day: int = A_DAY) -> Load:
    """The work of the days from the desk's day on; of who is away it is their deputy's on those days."""
    ask, known = question(desk), people.load(desk.store)
    found = Load(desk.today, days, a_day)
    for first in range(0, rows.last_customer(desk.store.db) + 1, CHUNK):
        which = Some(first=first, last=first + CHUNK - 1)
        looked = standings.look(desk.store, which, ask, stored_patterns=desk.is_now)
        for account in looked.accounts:
            owner = account.standing.owner
            due = ahead(account.standing, desk.policy, desk.today, days)
            if owner and any(each.absent == owner for each in known.deputies):
                for day, words in due.items():
                    on = desk.today.fromordinal(day)
                    found.add(known.deputy_of(owner, on) or owner, {day: words})
            else:
                found.add(owner, due)
    return found
