"""What a view asks of the worklist, as conditions that SQL can decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ledgerlane.domain.conditions import COLUMNS
from ledgerlane.domain.money import minor_digits
from ledgerlane.store.queue import View
from ledgerlane.store.standings import collation


@dataclass(frozen=True, slots=True)
class Wanted:
    """The parts of a view. Days past due, whole units of the row's currency, None or ``""``: any.

    ``older`` and ``more`` are passed, ``younger`` and ``less`` not reached. ``risk`` is a
    class A-E or the beginning of a risk's name; each of ``words`` must be in number, name,
    reason or next step. ``owners`` None: everybody's. ``conditions`` are names of
    `CONDITIONS`; ``column`` is one of the aging in which anything must stand.
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


CONDITIONS: Mapping[str, str] = {
    "broken": "q.status = 'BRK'",
    "orphan": "q.orphan = 1",
    "expired": "q.next_day < {today}",
    "deteriorating": "q.risk = 'deteriorating'",
    "unapplied": "q.unapplied > 0 AND q.overdue > 0",
    "overdue": "q.overdue > 0",
}
"""`ledgerlane.domain.conditions.CONDITIONS` as SQL on a queue row; a test holds them together."""


def view(wanted: Wanted, today: date, currencies: tuple[str, ...] = ()) -> View:
    """The store's view. ``currencies``: those of the book, whose minor units may differ."""
    parts, values = list[str](), list[Any]()

    def add(condition: str, *bound: Any) -> None:
        parts.append(condition)
        values.extend(bound)

    days = f"max(0, {today.toordinal()} - coalesce(q.oldest_due, {today.toordinal()}))"
    units = f"q.overdue / {_units(currencies)}"
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
        text = "q.number || ' ' || q.name || ' ' || q.why || ' ' || q.next_words"
        add(
            f"({text} LIKE ? ESCAPE '\\' OR q.collation LIKE ? ESCAPE '\\')",
            f"%{_plain(word)}%", f"%{_plain(collation(word))}%",
        )  # fmt: skip
    return View(
        wanted.owners, wanted.listed, " AND ".join(parts), tuple(values), wanted.sort,
        wanted.reverse,
    )  # fmt: skip


def _units(currencies: tuple[str, ...]) -> str:
    """SQL: how many minor units one unit of the row's currency has."""
    others = [code for code in currencies if minor_digits(code) != 2]
    if not others:
        return "100"
    cases = " ".join(
        f"WHEN '{code}' THEN {10 ** minor_digits(code)}"
        for code in others
        if code.isalpha()
    )
    return f"CASE q.currency {cases} ELSE 100 END"


def _plain(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
