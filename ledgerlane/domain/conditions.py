"""What an account can be besides late: the words that a view's ``is:`` takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Protocol


class Account(Protocol):
    """What of a queue row the conditions look at."""

    @property
    def status(self) -> str: ...  # noqa: D102
    @property
    def orphan(self) -> bool: ...  # noqa: D102
    @property
    def next_day(self) -> date | None: ...  # noqa: D102
    @property
    def overdue(self) -> int: ...  # noqa: D102
    @property
    def unapplied(self) -> int: ...  # noqa: D102
    @property
    def risk(self) -> str: ...  # noqa: D102
    @property
    def disputed(self) -> int: ...  # noqa: D102
    @property
    def refer(self) -> str: ...  # noqa: D102
    @property
    def escalated(self) -> str: ...  # noqa: D102
    @property
    def exit(self) -> str: ...  # noqa: D102
    @property
    def credit(self) -> str: ...  # noqa: D102
    @property
    def over_limit(self) -> int: ...  # noqa: D102


CONDITIONS: Mapping[str, Callable[[Account, date], bool]] = {
    "broken": lambda row, _: row.status == "BRK",
    "orphan": lambda row, _: row.orphan,
    "expired": lambda row, today: row.next_day is not None and row.next_day < today,
    "deteriorating": lambda row, _: row.risk == "deteriorating",
    "unapplied": lambda row, _: row.unapplied > 0 and row.overdue > 0,
    "overdue": lambda row, _: row.overdue > 0,
    "disputed": lambda row, _: row.disputed > 0,
    "escalated": lambda row, _: row.escalated != "",
    "refer": lambda row, _: row.refer != "",
    "off": lambda row, _: row.exit != "",
    "over-limit": lambda row, _: row.over_limit > 0,
    "credit-hold": lambda row, _: row.credit == "hold",
    "cash-only": lambda row, _: row.credit == "cash-only",
}
"""broken: its last promise was, and no new one was made; orphan: overdue without a next step;
expired: the day of its next step has passed; deteriorating: pays later than usual (its risk
class); unapplied: overdue, with credit not used; disputed: in part at least; escalated: handed up,
and not answered; refer: proposed for an agency; off: a rule keeps it off today's list; over-limit: exposure above the credit
limit in force."""

COLUMNS = ("not_due", "b1", "b2", "b3", "b4")
"""Columns of the aging as a row names them; a view's ``in:`` takes their number."""
