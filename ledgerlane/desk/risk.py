"""The credit file in one line an account: risk class, how they pay and how that moves, what is at stake."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass

from ledgerlane.desk.desk import Desk
from ledgerlane.desk.past import question
from ledgerlane.domain.account import Pattern
from ledgerlane.domain.errors import Misused
from ledgerlane.domain.risk import CLASSES, collectable_per_mille
from ledgerlane.store import rows, standings
from ledgerlane.store.lens import Some
from ledgerlane.store.standings import Account, Found

CHUNK = 600
"""Customers looked at together."""


@dataclass(frozen=True, slots=True)
class RiskLine:
    """An open account: class and the numbers behind it.

    ``at_stake`` and ``overdue`` in minor units of the account's currency; ``per_mille`` is the
    cited chance that money as old as its oldest item still comes.
    """

    number: str
    name: str
    currency: str
    risk: str
    words: str
    pattern: Pattern
    overdue: int
    at_stake: int
    per_mille: int
    worth: int  # at stake in about hundredths of a euro, to compare currencies

    @property
    def order(self) -> tuple[int, int, str, str]:
        """The worst class first, then what waiting costs most."""
        return CLASSES.index(self.risk), -self.worth, self.number, self.currency


def risks(desk: Desk, name: str | None = None, *, limit: int | None = 50) -> list[RiskLine]:
    """Open accounts by risk class, the worst first; of one class where it is named.

    Raises Misused for a class that there is not.
    """
    if name is not None and name not in CLASSES:
        msg = f"{name!r} is no risk class; there are {', '.join(CLASSES)}"
        raise Misused(msg)
    found = (line for line in _lines(desk) if name in (None, line.risk))
    if limit is None:
        return sorted(found, key=lambda line: line.order)
    return heapq.nsmallest(limit, found, key=lambda line: line.order)


def _lines(desk: Desk) -> Iterator[RiskLine]:
    ask = question(desk)
    for first in range(0, rows.last_customer(desk.store.db) + 1, CHUNK):
        which = Some(first=first, last=first + CHUNK - 1)
        found = standings.look(desk.store, which, ask, stored_patterns=desk.is_now)
        for account in found.accounts:
            yield _line(desk, account, found)


def _line(desk: Desk, account: Account, found: Found) -> RiskLine:
    row, standing = account.row, account.standing
    pattern = found.patterns.get(row.customer, Pattern())
    judged = account.judged
    late = (desk.today - standing.oldest_due).days if standing.oldest_due else 0
    unit = desk.policy.sizes.unit(row.currency)
    return RiskLine(
        row.number, row.name, row.currency, judged.name, judged.words, pattern, row.overdue,
        standing.at_stake, collectable_per_mille(late, desk.policy.risk.collectable),
        100 * standing.at_stake // unit,
    )  # fmt: skip
