"""The columns of an account, and what is left of them when what is pending is taken off."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from ledgerlane.domain.aging import Buckets
from ledgerlane.domain.pending import Pending


class Columns(NamedTuple):
    """An account's columns of age, minor units of one currency."""

    not_due: int
    b1: int
    b2: int
    b3: int
    b4: int
    unapplied: int

    @property
    def overdue(self) -> int:
        """What is past due."""
        return self.b1 + self.b2 + self.b3 + self.b4


def less_pending(
    ledger: Columns,
    pending: Iterable[Pending],
    currency: str,
    today: date,
    buckets: Buckets,
) -> Columns:
    """What is left of the ledger's columns, as ``aging --net`` has it (rulings.md 20).

    Posted cash that is for no item joins the unapplied: it is not netted against the oldest
    (procedure.md 5). Not due + buckets - unapplied falls by all that is pending.
    """
    columns, credit = list(ledger[:5]), ledger.unapplied
    for line in pending:
        minor = line.amount.minor
        if line.amount.currency != currency:
            continue
        if minor < 0 or line.due is None:  # negative: so much is used of a credit
            credit += minor
        else:
            columns[buckets.index((today - line.due).days)] -= minor
    not_due, b1, b2, b3, b4 = columns
    return Columns(not_due, b1, b2, b3, b4, credit)


def to_ask(left: Columns, unmatched: int) -> Columns:
    """What is left to ask for: cash posted for no item (`pending.unmatched`) pays the oldest first."""
    columns, free = list(left[:5]), unmatched
    for at in reversed(range(len(columns))):
        part = min(free, max(0, columns[at]))
        columns[at] -= part
        free -= part
    not_due, b1, b2, b3, b4 = columns
    return Columns(not_due, b1, b2, b3, b4, left.unapplied - unmatched + free)
