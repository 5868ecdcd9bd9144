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
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ledgerlane.domain.conditions import COLUMNS, CONDITIONS
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.money import plain

if TYPE_CHECKING:
    from ledgerlane.desk.listing import Wanted

_LABELS = ("not_due", "1-30", "31-60", "61-90", "91+")
IN = {name: n for names in (_LABELS, COLUMNS) for n, name in enumerate(names)}
"""Columns of the aging by their usual labels and, whatever the book's edges are, as ``b1`` to ``b4``."""

SORTS = ("priority", "open", "old", "name", "next")
_COMPARED = re.compile(r"([<>])([0-9]{1,12})(k?)(d?)", re.IGNORECASE)
_NOT_LOGINS: dict[str, tuple[str, ...] | None] = {
    "mine": None, "all": None, "nobody": ("",),
}  # fmt: skip
"""Owners that are no login; None: the scope says whose."""
SORTED = re.compile(r"(?:^|\s)sort:(\S+)")
"""Where a view's text says its order."""


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

    def wanted(self) -> Wanted:
        """The same as the desk is asked for it."""
        from ledgerlane.desk.listing import Wanted

        whose = {"": None, **_NOT_LOGINS}
        turned = self.reverse != (self.sort in ("open", "old"))
        return Wanted(
            self.older, self.younger, self.more, self.less, self.risk, self.status,
            self.currency, whose.get(self.owner, (self.owner,)), not self.off, self.words,
            self.sort, turned, self.conditions, self.column,
        )  # fmt: skip


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
        elif colon and name in ("risk", "status"):
            view = _with(view, name, value.casefold())
        elif colon and name == "owner":
            kept = value.casefold() if value.casefold() in _NOT_LOGINS else value
            view = replace(view, owner=kept)
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


def totals(sums: Mapping[str, int]) -> str:
    """Minor units by currency in words: the two largest, and how many more."""
    largest = sorted(sums, key=lambda currency: -sums[currency])
    words = [f"{plain(sums[currency], currency)} {currency}" for currency in largest[:2]]
    if len(largest) > 2:
        words = [words[0], f"+{len(largest) - 1} currencies"]
    return "  ".join(words)
