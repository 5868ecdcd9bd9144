"""Fields and steps that several kinds of case have in common."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ledgerlane.domain.cases.table import DAY, LOGIN, Field, Step

if TYPE_CHECKING:
    from ledgerlane.domain.cases.case import Values

WORKERS = ("collector", "supervisor", "admin")
"""Who works accounts, and opens most cases."""

OWNER = Field("owner", "the person who settles it", LOGIN)
DUE = Field("due", "the day it is to be settled by", DAY)


def note(froms: tuple[str, ...], roles: tuple[str, ...]) -> Step:
    """Something worth knowing, added to the case."""
    text = Field("text", "what there is to know", needed=True, main=True)
    return Step("note", froms, "", roles, "add what there is to know", "noted", (text,))


def assign(froms: tuple[str, ...], roles: tuple[str, ...], *more: Field) -> Step:
    """Another owner or another day."""
    return Step("assign", froms, "", roles, "say who settles it, and until when", "assigned",
                (OWNER, DUE, *more))  # fmt: skip


def because(words: str = "why", *, needed: bool = True) -> Field:
    """The reason that whoever reads the case wants to know."""
    return Field("text", words, needed=needed, main=True)


def word(values: Values, name: str) -> str:
    """A code or text that a step said, or ``""``."""
    found = values.get(name, "")
    return found if isinstance(found, str) else ""


def day(values: Values, name: str) -> date | None:
    """A day that a step said."""
    found = values.get(name)
    return found if isinstance(found, date) else None
