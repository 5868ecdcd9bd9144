"""What a draft will record, spelt out: the line above the composer."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ledgerlane.domain.told import PLAIN, Known, Names

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledgerlane.domain.account import Item
    from ledgerlane.domain.composer import Draft


def day_words(day: date, today: date) -> str:
    """``Fri 27 Nov``, with the year when it is not this one."""
    return f"{day:%a} {day.day} {day:%b}" + (
        "" if day.year == today.year else f" {day.year}"
    )


def distance(day: date, today: date) -> str:
    """``in 4 d``, ``today``, ``tomorrow``, ``3 d ago``."""
    days = (day - today).days
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}
    return near.get(days) or (f"in {days} d" if days > 0 else f"{-days} d ago")


def of_items(items: Iterable[Item]) -> Names:
    """What these items are called."""
    return Known({item.ref: item.number for item in items})


def draft_words(draft: Draft, today: date, names: Names = PLAIN) -> str:
    """``PROMISE 15 000.00 NOK by Fri 27 Nov (in 4 d) · cash flow · “check”``."""
    code = draft.code
    if code is None:
        return ""
    head = code.words
    if draft.amount is not None and draft.amount.minor:
        head += f" {draft.amount}"
    if code.name == "promise" and draft.due is not None:
        head += f" by {_when(draft.due, today)}"
        head += "".join(
            f", then {part.amount} by {_when(part.due, today)}" for part in draft.then
        )
    if code.name == "pays on" and draft.due is not None:
        head += f" on {_when(draft.due, today)}"
    if code.name == "snooze" and draft.due is not None:
        head += f" until {_when(draft.due, today)}"
    if code.name == "assign":
        head += f" to {draft.owner or 'nobody'}"
    if code.name == "escalate":
        head += f" to {draft.owner or 'supervisor'}"
    if draft.refs:
        numbers = ", ".join(names.document(ref) for ref in draft.refs)
        head += f" {'for' if code.name == 'pays on' else 'on'} {numbers}"
    rest = [draft.reason, draft.contact, f"“{draft.note}”" if draft.note else ""]
    if draft.no_next:
        rest.append("no next step")
    elif draft.next_day is not None and code.name not in ("promise", "snooze", "pays on"):
        what = "" if code.name == "next step" and draft.note else draft.next_words
        rest.append(f"{what} {_when(draft.next_day, today)}".strip())
    return " · ".join((head, *(text for text in (*rest, *draft.notices) if text)))


def _when(day: date, today: date) -> str:
    return f"{day_words(day, today)} ({distance(day, today)})"
