"""A view is a line of text: ``>60d >10k risk:habitual owner:all sort:-open bygg``.

=====================  =======================================================
``>60d`` ``<30d``      oldest overdue item, days past due
``>10k`` ``<500``      overdue amount, whole units of the row's currency
``risk:c``             priority class A-E, or the beginning of a risk's name
``status:BRK``         a status word of the list
``cur:EUR``            one currency
``owner:mine``         mine only; ``owner:all``: everybody's; ``owner:anna``; ``owner:nobody``
``is:orphan``          is:broken is:orphan is:expired is:deteriorating is:unapplied is:overdue
``in:31-60``           something in that column of the aging: not_due 1-30 31-60 61-90 91+ (b1-b4)
``off:show``           also what rules keep off today's list
``sort:-open``         priority, open, old, name, next; ``-`` turns it round
anything else          a word that number, name, reason or next step holds
=====================  =======================================================
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ledgerlane.domain.conditions import COLUMNS, CONDITIONS
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.money import minor_digits, plain

_LABELS = ("not_due", "1-30", "31-60", "61-90", "91+")
IN = {name: n for names in (_LABELS, COLUMNS) for n, name in enumerate(names)}
"""Columns of the aging by their usual labels and, whatever the book's edges are, as ``b1`` to ``b4``."""

SORTS = ("priority", "open", "old", "name", "next")
_COMPARED = re.compile(r"([<>])([0-9]{1,12})(k?)(d?)", re.IGNORECASE)
SORTED = re.compile(r"(?:^|\s)sort:(\S+)")
"""Where a view's text says its order."""
_NO_DAY = date.max


@dataclass(frozen=True, slots=True)
class View:
    """What a view's text asks for."""

    older: int | None = None
    younger: int | None = None
    more: int | None = None
    less: int | None = None
    risk: str = ""
    status: str = ""
    currency: str = ""
    owner: str = ""
    off: bool = False
    sort: str = "priority"
    reverse: bool = False
    words: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    column: int | None = None

    @property
    def scope(self) -> str:
        """Whose accounts the desk is asked for."""
        return {"": "mine+nobody", "mine": "mine"}.get(self.owner, "all")

    @property
    def owners(self) -> tuple[str, ...] | None:
        """The one owner who was named; None: the scope says whose."""
        if self.owner in ("", "mine", "all"):
            return None
        return ("",) if self.owner == "nobody" else (self.owner,)

    @property
    def turned(self) -> bool:
        """Whether the order is the other way round than the store's own."""
        return self.reverse != (self.sort in ("open", "old"))


def parse(text: str) -> View:
    """Read a view. Raises Refused naming the part that makes no sense."""
    view = View()
    for token in text.split():
        name, colon, value = token.partition(":")
        compared = _COMPARED.fullmatch(token)
        if compared:
            number = int(compared[2]) * (1000 if compared[3] else 1)
            field = {"> d": "older", "< d": "younger", "> ": "more", "< ": "less"}[
                f"{compared[1]} {compared[4].lower()}"
            ]
            view = _with(view, field, number)
        elif colon and name == "sort":
            view = _sorted_by(view, value)
        elif colon and name in ("risk", "status", "owner"):
            view = _with(view, name, value.casefold())
        elif colon and name in ("cur", "currency"):
            view = replace(view, currency=value.upper())
        elif colon and name == "is":
            view = replace(view, conditions=(*view.conditions, _one_of(token, CONDITIONS)))
        elif colon and name == "in":
            view = replace(view, column=IN[_one_of(token, IN)])
        elif token == "off:show":
            view = replace(view, off=True)
        else:
            view = replace(view, words=(*view.words, token.casefold()))
    return view


def _with(view: View, field: str, value: Any) -> View:
    changed: dict[str, Any] = {field: value}
    return replace(view, **changed)


def _one_of(token: str, known: Collection[str]) -> str:
    """What stands behind the colon. Raises Refused when it is none of those known."""
    name, _, value = token.casefold().partition(":")
    if value not in known:
        msg = f"{token}: {name}: takes one of {', '.join(known)}"
        raise Refused(msg)
    return value


def _sorted_by(view: View, value: str) -> View:
    reverse, name = value.startswith("-"), value.removeprefix("-")
    if name not in SORTS:
        msg = f"sort:{value}: sort by one of {', '.join(SORTS)}"
        raise Refused(msg)
    return replace(view, sort=name, reverse=reverse)


def holds(view: View, row: Any, today: date) -> bool:
    """Whether a queue row belongs to the view; owners are the desk's business, but a login."""
    old = (today - row.oldest_due).days if row.oldest_due else 0
    units = row.overdue // 10 ** minor_digits(row.currency)
    return (
        (view.older is None or old > view.older)
        and (view.younger is None or old < view.younger)
        and (view.more is None or units > view.more)
        and (view.less is None or units < view.less)
        and (not view.risk or _risk(view.risk, row))
        and (not view.status or row.status.casefold() == view.status)
        and (not view.currency or row.currency == view.currency)
        and (view.owners is None or row.owner.casefold() in view.owners)
        and all(CONDITIONS[name](row, today) for name in view.conditions)
        and (view.column is None or getattr(row, COLUMNS[view.column]) > 0)
        and all(word in _searched(row) for word in view.words)
    )


def _risk(wanted: str, row: Any) -> bool:
    if len(wanted) == 1:
        return str(row.priority).casefold() == wanted
    return str(row.risk).startswith(wanted)


def _searched(row: Any) -> str:
    return f"{row.number} {row.name} {row.why} {row.next_words}".casefold()


_KEYS: dict[str, Callable[[Any], Any]] = {
    "open": lambda row: row.overdue,
    "old": lambda row: row.oldest_due or _NO_DAY,
    "name": lambda row: row.name.casefold(),
    "next": lambda row: row.next_day or _NO_DAY,
}


class Listing:
    """The rows of a view of another day, in an order that stays until it is opened again."""

    def __init__(self, rows: Sequence[Any], view: View, today: date) -> None:
        kept = [row for row in rows if holds(view, row, today)]
        if view.sort != "priority":
            # the plain name sorts upwards; "-open" and "-old" put the most first
            reverse = view.reverse if view.sort != "old" else not view.reverse
            kept.sort(key=_KEYS[view.sort], reverse=reverse)
        elif view.reverse:
            kept.reverse()
        self._whole = self._rows = kept

    @property
    def count(self) -> int:
        """How many rows."""
        return len(self._rows)

    @property
    def totals(self) -> str:
        """What is overdue, in words."""
        sums: dict[str, int] = {}
        for row in self._rows:
            sums[row.currency] = sums.get(row.currency, 0) + row.overdue
        return totals(sums)

    def window(self, start: int, stop: int) -> Sequence[Any]:
        """Rows from ``start`` to before ``stop``."""
        return self._rows[start:stop]

    def place(self, customer: int, currency: str) -> int | None:
        """Where an account stands."""
        wanted = customer, currency
        return next(
            (n for n, r in enumerate(self._rows) if (r.customer, r.currency) == wanted),
            None,
        )

    def narrow(self, text: str) -> None:
        """Keep only the rows that hold every word; ``""``: all of them again."""
        words = text.casefold().split()
        self._rows = [r for r in self._whole if all(w in _searched(r) for w in words)]


def totals(sums: Mapping[str, int]) -> str:
    """Minor units by currency in words: the two largest, and how many more."""
    largest = sorted(sums, key=lambda currency: -sums[currency])
    words = [f"{plain(sums[currency], currency)} {currency}" for currency in largest[:2]]
    if len(largest) > 2:
        words = [words[0], f"+{len(largest) - 1} currencies"]
    return "  ".join(words)
