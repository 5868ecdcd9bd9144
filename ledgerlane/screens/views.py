"""A view is a line of text: ``>60d >10k risk:habitual owner:all sort:-open bygg`` (`LANGUAGE`)."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from ledgerlane.domain.conditions import COLUMNS, CONDITIONS
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.money import plain
from ledgerlane.domain.standing import STATUSES

if TYPE_CHECKING:
    from ledgerlane.desk.listing import Wanted

_LABELS = ("not_due", "1-30", "31-60", "61-90", "91+")
IN = {name: n for names in (_LABELS, COLUMNS) for n, name in enumerate(names)}
"""Columns of the aging by their usual labels and, whatever the book's edges are, as ``b1`` to ``b4``."""

LANGUAGE = (
    (">60d  <30d", "oldest overdue item, days past due"),
    (">10k  <2.9M", "overdue amount, whole units of the row's currency"),
    ("risk:c", "priority class A-E, or the beginning of a risk's name"),
    ("status:SNZ", "a status word, also of who is off the list; st: is the same"),
    ("cur:EUR", "one currency; EUR alone does as well"),
    ("owner:mine", "mine only; owner:all everybody's; owner:anna; owner:nobody"),
    ("is:orphan", "or is:" + " is:".join(name for name in CONDITIONS if name != "orphan")),
    ("is:callable", "who can be called now: their own clock, their calendar, and no stop"),
    ("in:31-60", "something in that column: not_due 1-30 31-60 61-90 91+ (b1-b4)"),
    ("off:show", "also what rules keep off today's list; off:hide leaves it out"),
    ("sort:-open", "priority, open, old, name, next; - turns it round"),
    ("anything else", "a word of number, name, reason or next step; an invoice's number"),
)
"""What a filter or a view can say, and what that means: for the help and docs/keys.md."""

CALLABLE = "callable"
_STATUSES = tuple(status.casefold() for status in STATUSES)
SORTS = ("priority", "open", "old", "name", "next")
_COMPARED = re.compile(
    r"([<>])(?:([0-9]{1,12})(d)|([0-9]{1,12}(?:[.,][0-9]{1,4})?)([km]?))", re.IGNORECASE
)
_TIMES = {"": 1, "k": 1_000, "m": 1_000_000}
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
    callable_now: bool = False

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
            self.sort, turned, self.conditions, self.column, self.callable_now,
        )  # fmt: skip


def parse(text: str) -> View:
    """Read a view. Raises Refused naming the part that makes no sense."""
    view, off = View(), ""
    for token in text.split():
        name, colon, value = token.partition(":")
        compared = _COMPARED.fullmatch(token)
        if compared:
            view = _compared(view, compared)
        elif colon and name == "sort":
            view = _sorted_by(view, value)
        elif colon and name == "risk":
            view = replace(view, risk=value.casefold())
        elif colon and name in ("status", "st"):
            view = replace(view, status=_one_of(token, _STATUSES))
        elif colon and name == "owner":
            kept = value.casefold() if value.casefold() in _NOT_LOGINS else value
            view = replace(view, owner=kept)
        elif colon and name in ("cur", "currency"):
            view = replace(view, currency=value.upper())
        elif colon and name == "is":
            name = _one_of(token, (*CONDITIONS, CALLABLE))
            if name == CALLABLE:
                view = replace(view, callable_now=True)
            else:
                view = replace(view, conditions=(*view.conditions, name))
        elif colon and name == "in":
            view = replace(view, column=IN[_one_of(token, IN)])
        elif colon and name == "off":
            off = _one_of(token, ("show", "hide"))
        else:
            view = replace(view, words=(*view.words, token.casefold()))
    meant = bool(view.status) or "off" in view.conditions
    return replace(view, off=off == "show" or (meant and off != "hide"))


def _compared(view: View, found: re.Match[str]) -> View:
    more = found[1] == ">"
    if found[3]:
        days = int(found[2])
        return replace(view, older=days) if more else replace(view, younger=days)
    units = int(Fraction(found[4].replace(",", ".")) * _TIMES[found[5].lower()])
    return replace(view, more=units) if more else replace(view, less=units)


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


def totals(sums: Mapping[str, int], first: str = "") -> str:
    """Minor units by currency in words: the book's ``first``, the largest, and how many more."""
    largest = sorted(sums, key=lambda currency: (currency != first, -sums[currency]))
    words = [f"{plain(sums[currency], currency)} {currency}" for currency in largest[:2]]
    if len(largest) > 2:
        words = [words[0], f"+{len(largest) - 1} currencies"]
    return "  ".join(words)
