"""The first row: the areas, who is at work, and on what kind of book."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ledgerlane.domain.plain_text import width
from ledgerlane.screens.painting import Line, Span, pad

if TYPE_CHECKING:
    from ledgerlane.screens.shell import Modes
    from ledgerlane.screens.work import About

_TITLES = {
    "queue": "1 Queue",
    "customer": "2 Customer",
    "plans": "3 Plans",
    "letters": "4 Letters",
    "approve": "5 Approve",
    "board": "6 Board",
}
WIDE_HEADER = 120
AGAIN = "ctrl+l"
"""The key that reads again."""


def area_at(column: int, area: str, about: About, modes: Modes, columns: int) -> str:
    """The number of the area whose title stands in this column, or ``""``."""
    start = 0
    for span in _fitting(area, about, modes, columns)[0]:
        if start <= column < start + width(span.text):
            number = span.text.strip(" []")[:1]
            return number if number.isdigit() else ""
        start += width(span.text)
    return ""


def paint_header(
    area: str, about: About, modes: Modes, columns: int, days: Sequence[str] = ()
) -> Line:
    """``[1 Queue] 2 Customer  ...   practice  Wed 25 Nov 2026  anna``; the first way to say the day that fits."""
    spans, end = _fitting(area, about, modes, columns)
    gap = columns - sum(width(span.text) for span in spans) - width(end) - 1
    day = next((each for each in days if width(each) + 3 <= gap), "")
    if day and not about.as_of:
        gap, end = gap - width(day) - 2, f"{day}  {end}"
    if gap < 1:
        return pad((*spans, Span(end, "header")), columns, "header")
    return (*spans, Span(" " * gap, "header"), Span(end + " ", "header"))


def news_below(area: str, about: About, modes: Modes, columns: int) -> str:
    """Who is on the line and what others changed, where the header has no room to say it."""
    said = _news(about)
    if not said or said in _fitting(area, about, modes, columns)[1]:
        return ""
    said = about.news if " by " in about.news else f"{about.news} by others"
    news = f"{said}; {AGAIN} reads it" if about.news else ""
    return "  ".join(filter(None, (about.on_the_line, news)))


def _fitting(area: str, about: About, modes: Modes, columns: int) -> tuple[list[Span], str]:
    """The titles and the notes beside them.

    Titles keep their words: first the news goes below, then the name of who works is left
    out, then, where a day is only looked at, all but that day. Only where even that is too long
    are the areas that are not open numbers alone.
    """
    name = [Span(" ledgerlane ", "title")] if columns >= WIDE_HEADER else []
    areas = dict.fromkeys((*_TITLES, area))
    spans = name + [_title(each, each == area, whole=True) for each in areas]
    news, book, actor = _news(about), _book(about, modes), _actor(about)
    room = columns - sum(width(span.text) for span in spans) - 2
    day = book[-1:] if modes.readonly and about.as_of else book
    for notes in ((news, *book, actor), (*book, actor), book, day):
        text = "  ".join(filter(None, notes))
        if width(text) <= room:
            return spans, text
    spans = [_title(each, each == area, whole=each == area) for each in areas]
    return spans, "  ".join(filter(None, (news, *book, actor)))


def _title(name: str, here: bool, whole: bool) -> Span:
    title = _TITLES.get(name, name.capitalize())
    text = title if whole else title[:1]
    return Span(f"[{text}]", "area") if here else Span(f" {text} ", "header")


def _news(about: About) -> str:
    news = f"{about.news}, {AGAIN}" if about.news else ""
    return "  ".join(filter(None, (about.on_the_line, news)))


def _book(about: About, modes: Modes) -> tuple[str, ...]:
    return (
        "practice" if about.practice else "",
        "read only" if modes.readonly else "",
        f"as of {about.as_of}" if about.as_of else "",
    )


def _actor(about: About) -> str:
    return about.actor + (f" ^{about.unsent}" if about.unsent else "")
