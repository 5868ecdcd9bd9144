"""Reading dates as systems print them. The order of day and month belongs to a column."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Literal

from ledgerlane.domain.errors import shown
from ledgerlane.domain.month_names import month_of

Order = Literal["ymd", "dmy", "mdy"]
FIRST, LAST = date(1900, 1, 1), date(2199, 12, 31)

_TIME = (
    r"(?:[T ](?P<time>[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?)"
    r"(?: ?[AaPp]\.?[Mm]\.?)?(?P<zone>Z|[+-][0-9:]+)?)?"
)
_YEAR_FIRST = re.compile(
    r"(?P<y>[0-9]{4})(?P<s>[-/.])(?P<m>[0-9]{1,2})(?P=s)(?P<d>[0-9]{1,2})\.?" + _TIME
    + r"|(?P<y2>[0-9]{4}) ?[年년] ?(?P<m2>[0-9]{1,2}) ?[月월] ?(?P<d2>[0-9]{1,2}) ?[日일]"
)  # fmt: skip
_COMPACT = re.compile(r"(?P<y>(?:19|20|21)[0-9]{2})(?P<m>[0-9]{2})(?P<d>[0-9]{2})")
_YEAR_LAST = re.compile(
    r"(?P<a>[0-9]{1,2})(?P<s>[-/. ])(?P<b>[0-9]{1,2})(?P=s)(?P<y>[0-9]{4}|[0-9]{2})\.?" + _TIME
)  # fmt: skip
_MONTH = r"[^\W\d_]{3,12}"
_NAMED = re.compile(
    rf"(?P<d>[0-9]{{1,2}})(?:st|nd|rd|th|er|º)?[- /.](?:de )?(?P<m>{_MONTH})[- /.,]{{1,2}}(?:de )?(?P<y>[0-9]{{4}}|[0-9]{{2}})"
    rf"|(?P<m2>{_MONTH})\.?[- ](?P<d2>[0-9]{{1,2}})(?:st|nd|rd|th)?[-, ]{{1,2}}(?P<y2>[0-9]{{4}})"
    rf"|(?P<y3>[0-9]{{4}})[- /.](?P<m3>{_MONTH})[- /.]{{1,2}}(?P<d3>[0-9]{{1,2}})"
)
_AFTER_DOT = re.compile(r"(?<=[0-9])\. +(?=\S)")
_ACCEPTED = "a day like 2026-01-31, 31.01.2026, 31/1/2026 or 31-Jan-2026"


def read_date(text: str, order: Order = "ymd") -> date:
    """The day, with ``order`` settling which of day and month comes first in 1/2/2026.

    Dots always mean day first. A clock time is dropped; one with an offset from UTC is not
    a day and is refused unless it is midnight. Raises ValueError saying what would be
    accepted.
    """
    bare = _bare(text)
    year, month, day = _parts(bare, order) if len(bare) <= 40 else (0, 0, 0)
    if not year:
        hint = " (a bare number is no date)" if bare.isdecimal() else ""
        msg = f"{shown(text)} is not {_ACCEPTED}{hint}"
        raise ValueError(msg)
    try:
        found = date(year, month, day)
    except ValueError:
        msg = f"{shown(text)} is no day of the calendar; accepted is {_ACCEPTED}"
        raise ValueError(msg) from None
    if not FIRST <= found <= LAST:
        msg = f"{shown(text)} is not between {FIRST} and {LAST}"
        raise ValueError(msg)
    return found


def _bare(text: str) -> str:
    """Without blanks around it and behind dots: ``15. 1. 2026`` is ``15.1.2026``."""
    bare = text.strip(" \t\u00a0")
    return _AFTER_DOT.sub(".", bare) if ". " in bare else bare


def _parts(bare: str, order: Order) -> tuple[int, int, int]:
    """Year, month and day as written; zeros when the text has no known shape."""
    if match := _YEAR_FIRST.fullmatch(bare) or _COMPACT.fullmatch(bare):
        _refuse_offset(match, bare)
        year, month, day = filter(None, match.group(*_PLACES[match.re]))
        return int(year), int(month), int(day)
    if match := _YEAR_LAST.fullmatch(bare):
        _refuse_offset(match, bare)
        first, second = int(match["a"]), int(match["b"])
        if order == "mdy" and match["s"] != ".":
            first, second = second, first
        elif order == "ymd" and match["s"] != ".":
            msg = f"{shown(bare)} could be day/month or month/day; nothing in the column decides"
            raise ValueError(msg)
        return _full_year(match["y"]), second, first
    if match := _NAMED.fullmatch(bare):
        year, name, day = filter(None, match.group(*_PLACES[_NAMED]))
        if month_number := month_of(name):
            return _full_year(year), month_number, int(day)
    return 0, 0, 0


_PLACES = {
    _YEAR_FIRST: ("y", "y2", "m", "m2", "d", "d2"), _COMPACT: ("y", "m", "d"),
    _NAMED: ("y", "y2", "y3", "m", "m2", "m3", "d", "d2", "d3"),
}  # fmt: skip
"""The groups of a year, a month and a day, of which one each is there."""


def _refuse_offset(match: re.Match[str], bare: str) -> None:
    parts = match.groupdict()
    if parts.get("zone") and (parts["time"] or "").strip("0:."):
        msg = (
            f"{shown(bare)} is a moment in another zone, not a day; accepted is {_ACCEPTED}"
        )
        raise ValueError(msg)


def _full_year(digits: str) -> int:
    year = int(digits)
    return year if len(digits) == 4 else year + (2000 if year < 70 else 1900)


def deciding_order(text: str) -> Order | Literal["ambiguous", ""]:
    """The order this value proves, "ambiguous", or "" when it can only be read one way."""
    match = _YEAR_LAST.fullmatch(_bare(text))
    if match is None or match["s"] == ".":
        return ""
    first, second = int(match["a"]), int(match["b"])
    if first > 12 >= second:
        return "dmy"
    if second > 12 >= first:
        return "mdy"
    return "ambiguous"


def decide_order(texts: Iterable[str]) -> tuple[Order | None, str]:
    """The column's order and the value that decided it; ``(None, value)`` when none does."""
    doubtful = ""
    for text in texts:
        found = deciding_order(text)
        if found and found != "ambiguous":
            return found, text
        doubtful = doubtful or (text if found else "")
    return (None, doubtful) if doubtful else ("ymd", "")
