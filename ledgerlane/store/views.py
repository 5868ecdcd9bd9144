"""What a view asks of the worklist, as conditions that SQL can decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ledgerlane.domain.conditions import COLUMNS
from ledgerlane.domain.money import MINOR_DIGITS
from ledgerlane.store.queue import SEARCHED, View, holding


@dataclass(frozen=True, slots=True)
class Wanted:
    """The parts of a view. Days past due, whole units of the row's currency, None or ``""``: any.

    ``older`` and ``more`` are passed, ``younger`` and ``less`` not reached. ``risk`` is a
    class A-E or the beginning of a risk's name; each of ``words`` must be in number, name,
    currency, reason or next step, or begin the number of an invoice. ``owners`` None: everybody's. ``conditions`` are names of
    `CONDITIONS`; ``column`` is one of the aging in which anything must stand. ``callable_now``:
    the customer's clock and calendar allow a call at this moment.
    """

    older: int | None = None
    younger: int | None = None
    more: int | None = None
    less: int | None = None
    risk: str = ""
    status: str = ""
    currency: str = ""
    owners: tuple[str, ...] | None = None
    listed: bool = True
    words: tuple[str, ...] = ()
    sort: str = "priority"
    reverse: bool = False
    conditions: tuple[str, ...] = ()
    column: int | None = None
    callable_now: bool = False


CONDITIONS: Mapping[str, str] = {
    "broken": "q.status = 'BRK'",
    "orphan": "q.orphan = 1",
    "expired": "q.next_day < {today}",
    "deteriorating": "q.risk = 'deteriorating'",
    "unapplied": "q.unapplied > 0 AND q.overdue > 0",
    "overdue": "q.overdue > 0",
    "disputed": "q.disputed > 0",
    "escalated": "q.escalated <> ''",
    "refer": "q.refer <> ''",
    "off": "q.exit <> ''",
    "over-limit": "q.over_limit > 0",
    "credit-hold": "q.credit = 'hold'",
    "cash-only": "q.credit = 'cash-only'",
}
"""`ledgerlane.domain.conditions.CONDITIONS` as SQL on a queue row; a test holds them together."""


def view(wanted: Wanted, today: date) -> View:
    """The store's view."""
    parts, values = list[str](), list[Any]()

    def add(condition: str, *bound: Any) -> None:
        parts.append(condition)
        values.extend(bound)

    days = f"max(0, {today.toordinal()} - coalesce(q.oldest_due, {today.toordinal()}))"
    units = f"q.overdue / {_UNIT}"
    if wanted.older is not None:
        add(f"{days} > ?", wanted.older)
    if wanted.younger is not None:
        add(f"{days} < ?", wanted.younger)
    if wanted.more is not None:
        add(f"{units} > ?", wanted.more)
    if wanted.less is not None:
        add(f"{units} < ?", wanted.less)
    if len(wanted.risk) == 1:
        add("q.class = ?", wanted.risk.upper())
    elif wanted.risk:
        add("q.risk LIKE ? ESCAPE '\\'", f"{_plain(wanted.risk)}%")
    if wanted.status:
        add("q.status = ?", wanted.status.upper())
    if wanted.currency:
        add("q.currency = ?", wanted.currency)
    for name in wanted.conditions:
        add(CONDITIONS[name].format(today=today.toordinal()))
    if wanted.column is not None:
        add(f"q.{COLUMNS[wanted.column]} > 0")
    for word in wanted.words:
        add(*holding(SEARCHED, word, "q.customer"))
    return View(
        wanted.owners, wanted.listed, " AND ".join(parts), tuple(values), wanted.sort,
        wanted.reverse,
    )  # fmt: skip


_CASES = " ".join(
    f"WHEN '{code}' THEN {10**digits}" for code, digits in MINOR_DIGITS.items()
)
_UNIT = f"CASE q.currency {_CASES} ELSE 100 END"
"""SQL: how many minor units one unit of the row's currency has."""


def _plain(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
