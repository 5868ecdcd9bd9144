"""Statutory notices before a debt is handed to a collector, as dated data with their sources."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ledgerlane.domain.account import Item
    from ledgerlane.domain.pieces import Piece


@dataclass(frozen=True, slots=True)
class Notice:
    """A country's notice: since when, how many days it leaves from the day it is sent, by which law.

    ``after_due``: it counts only where it was sent after the debt fell due.
    """

    country: str
    since: date
    days: int
    law: str
    source: str
    after_due: bool = True


NOTICES = (
    Notice(
        "NO", date(1989, 7, 1), 14, "inkassoloven § 9",
        "lov 13. mai 1988 nr. 26 § 9: sent after the debt fell due, 14 days from the day it was sent;"
        " in writing, since April 2017 not on paper only",
    ),
    Notice(
        "DK", date(1997, 10, 1), 10, "inkassoloven § 10",
        "lov nr. 319 af 14. maj 1997, lovbekendtgørelse nr. 1018 af 19. september 2014, § 10 stk. 3:"
        " 10 days from the day it was sent; § 11 has the exceptions",
    ),
)  # fmt: skip
"""Read on 2026-11-26 at elov.dk/inkassoloven/paragraf/10 and jusinfo.no (inkassovarsel)."""

PAPERS = ("final", "attorney")
"""Letters whose wording is such a notice: they name the days and the day on which they end."""


class Free(NamedTuple):
    """From when a debt may be handed over; ``day`` None: no notice was sent. ``letter`` is its name."""

    day: date | None
    letter: str = ""


def notice_of(country: str, on: date) -> Notice | None:
    """The notice that a country asks for on a day; None: none that we know of."""
    found = [each for each in NOTICES if each.country == country and each.since <= on]
    return max(found, key=lambda each: each.since, default=None)


def free_from(item: Item, pieces: Iterable[Piece], rule: Notice) -> Free:
    """The day after the first notice about an item that ran out, or will.

    The last day is so many days after the letter was sent, or the day it named where that is
    later: what was promised to the customer binds, too.
    """
    best = Free(None)
    for piece in pieces:
        if piece.paper not in PAPERS or piece.state not in ("sent", "answered"):
            continue
        listed = any(line.item == item.ref for line in piece.items)
        if not listed or piece.sent_on is None:
            continue
        if rule.after_due and piece.sent_on <= item.due:
            continue
        last = piece.sent_on + timedelta(days=rule.days)
        day = max(last, piece.by_date or last) + timedelta(days=1)
        if best.day is None or day < best.day:
            best = Free(day, piece.id)
    return best
