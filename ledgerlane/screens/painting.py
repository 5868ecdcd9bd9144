"""What every screen paints with: lines of styled spans, fitted to columns.

A painted screen is a list of `Line`; painting is a pure function of what is shown and the
size. Nothing here knows Textual: tests read the lines as text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from ledgerlane.domain import plain_text
from ledgerlane.domain.money import plain
from ledgerlane.domain.plain_text import clean, width, wrapped

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = tuple("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split())


class Span(NamedTuple):
    """Text in one style; the style is a name of `ledgerlane.screens.widgets.glass.STYLES`."""

    text: str
    style: str = ""


Line = tuple[Span, ...]
"""One row of the screen."""


def line(*parts: str | Span | tuple[str, str]) -> Line:
    """A row made of plain strings and spans."""
    return tuple(Span(part) if isinstance(part, str) else Span(*part) for part in parts)


def text_of(row: Line) -> str:
    """The row without its styles."""
    return "".join(span.text for span in row)


def as_text(rows: Iterable[Line]) -> str:
    """A screen as text, blanks at line ends removed: what golden files hold."""
    return "\n".join(text_of(row).rstrip() for row in rows) + "\n"


@lru_cache(8192)
def fit(text: str, columns: int) -> str:
    """``text``, cleaned, in exactly ``columns`` columns: padded, or cut with ``…``."""
    return plain_text.fit(clean(text), columns)


@lru_cache(8192)
def fit_words(text: str, columns: int) -> str:
    """As `fit`, for words people read: cut after a whole one."""
    return plain_text.fit_words(clean(text), columns)


@lru_cache(8192)
def fit_end(text: str, columns: int) -> str:
    """``text``, cleaned, in exactly so many columns; of one that is too long the end: ``…407798``."""
    text = clean(text)
    if width(text) <= columns:
        return text + " " * (columns - width(text))
    kept = text
    while kept and width(kept) > columns - 1:
        kept = kept[1:]
    return " " * (columns - 1 - width(kept)) + "…" + kept


@lru_cache(8192)
def right(text: str, columns: int) -> str:
    """``text`` at the right edge of its columns. For amounts: never cut, it may stick out."""
    text = clean(text)
    return " " * max(0, columns - width(text)) + text


def pad(row: Line, columns: int, style: str = "") -> Line:
    """The row in exactly ``columns`` columns; what is too much is cut with ``…``."""
    kept: list[Span] = []
    room = columns
    for raw, span_style in row:
        text = clean(raw)
        size = width(text)
        if size > room:
            kept.append(Span(fit_words(text, room), span_style))
            return tuple(kept)
        kept.append(Span(text, span_style))
        room -= size
    if room:
        kept.append(Span(" " * room, style))
    return tuple(kept)


def sides(left: Line, end: str, columns: int, style: str = "") -> Line:
    """``left`` cut to make place for ``end`` at the right edge, with a space after it."""
    end = clean(end)
    room = columns - width(end) - 1
    if room < 10:
        return pad(left, columns, style)
    return (*pad(left, room, style), Span(end + " ", style))


def rule(columns: int, ascii_only: bool = False) -> Line:
    """The one line that divides a screen."""
    return (Span(("-" if ascii_only else "─") * columns, "rule"),)


def said_rule(words: str, columns: int) -> Line:
    """The line that divides a screen, with words in it; without any the bare line."""
    if not words:
        return rule(columns)
    start = (
        Span("── ", "rule"),
        Span(fit_words(words, columns - 6).rstrip() + " ", "message"),
    )
    return (*start, Span("─" * (columns - sum(width(span.text) for span in start)), "rule"))


def amount(minor: int, currency: str) -> str:
    """``84 310.50``."""
    return plain(minor, currency)


def dashes(minor: int, currency: str) -> str:
    """``84 310.50``, or a dot where there is nothing."""
    return plain(minor, currency) if minor else "·"


def short_day(day: date | None, today: date) -> str:
    """``today``, ``24 Nov``, or ``24 Nov 27`` when the year is not this one; at most 9 columns."""
    if day is None:
        return ""
    if day == today:
        return "today"
    words = f"{day.day:02d} {MONTHS[day.month - 1]}"
    return words if day.year == today.year else f"{words} {day.year % 100:02d}"


def long_day(day: date) -> str:
    """``Fri 27 Nov 2026``."""
    return f"{DAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"


_WITH_BLANKS = re.compile(r" *[^ ]+(?:(?<=[0-9]) [0-9]{3}(?![0-9])[^ ]*)*| +")
"""A word, or a figure whole, with the blanks before it."""


def wrap(text: str, columns: int) -> list[str]:
    """``text``, cleaned, broken at blanks into rows of at most ``columns`` columns."""
    return wrapped(clean(text), columns)


def indented(text: str, columns: int) -> list[str]:
    """As `wrap`, with every row as far in as the text begins."""
    margin = len(text) - len(text.lstrip(" "))
    return [" " * margin + row for row in wrap(text.lstrip(" "), columns - margin)]


def fold(row: Line, columns: int, most: int = 2) -> list[Line]:
    """A row that is too wide, broken at blanks into at most so many rows; styles stay."""
    rows: list[list[Span]] = [[]]
    room = columns
    for text, style in row:
        for word in _WITH_BLANKS.findall(clean(text)):
            size = width(word)
            if (
                size > room
                and len(rows) < most
                and any(span.text.strip() for span in rows[-1])
            ):
                rows.append([Span("   ")])
                word, room = word.lstrip(" "), columns - 3
                size = width(word)
            rows[-1].append(Span(word, style))
            room -= size
    return [pad(merged(tuple(each)), columns) for each in rows]


def whole(rows: Iterable[Line], columns: int) -> list[Line]:
    """Rows of a text to read: those that are too wide broken at blanks, into as many as it takes."""
    return [part for row in rows for part in fold(row, columns, len(text_of(row)))]


def merged(row: Line) -> Line:
    """The row with neighbours of one style joined: fewer sequences on the wire."""
    spans: list[Span] = []
    for text, style in row:
        if not text:
            continue
        if spans and spans[-1].style == style:
            spans[-1] = Span(spans[-1].text + text, style)
        else:
            spans.append(Span(text, style))
    return tuple(spans)


@lru_cache(512)
def finished(row: Line, columns: int) -> Line:
    """The row as it goes to the glass."""
    return merged(pad(row, columns))


def window(rows: Sequence[Line], top: int, height: int, columns: int) -> list[Line]:
    """``height`` rows of a longer text from ``top``, filled up with empty ones."""
    shown = [pad(row, columns) for row in rows[top : top + height]]
    return shown + [blank(columns)] * (height - len(shown))


def blank(columns: int) -> Line:
    """An empty row."""
    return (Span(" " * columns),)
