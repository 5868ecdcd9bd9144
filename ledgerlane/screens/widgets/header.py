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


def area_at(column: int, area: str, about: About, modes: Modes, columns: int) -> str:
    """The number of the area whose title stands in this column, or ``""``."""
    start = 0
    for span in _areas(area, _notes(about, modes), columns):
        if start <= column < start + width(span.text):
            number = span.text.strip(" []")[:1]
            return number if number.isdigit() else ""
        start += width(span.text)
    return ""


def paint_header(
    area: str, about: About, modes: Modes, columns: int, days: Sequence[str] = ()
) -> Line:
    """``[1 Queue] 2 Customer  ...   practice  Wed 25 Nov 2026  anna``; the first way to say the day that fits."""
    end = _notes(about, modes)
    spans = _areas(area, end, columns)
    gap = columns - sum(width(span.text) for span in spans) - width(end) - 1
    day = next((each for each in days if width(each) + 3 <= gap), "")
    if day and not about.as_of:
        gap, end = gap - width(day) - 2, f"{day}  {end}"
    if gap < 1:
        return pad((*spans, Span(end, "header")), columns, "header")
    return (*spans, Span(" " * gap, "header"), Span(end + " ", "header"))


def _areas(area: str, notes: str, columns: int) -> list[Span]:
    """The titles; where they leave no room for the notes, only the open area's is written out."""
    name = [Span(" ledgerlane ", "title")] if columns >= WIDE_HEADER else []
    areas = dict.fromkeys((*_TITLES, area))
    spans = name + [_title(each, each == area, whole=True) for each in areas]
    if sum(width(span.text) for span in spans) + width(notes) + 2 <= columns:
        return spans
    return [_title(each, each == area, whole=each == area) for each in areas]


def _title(name: str, here: bool, whole: bool) -> Span:
    title = _TITLES.get(name, name.capitalize())
    text = title if whole else title[:1]
    return Span(f"[{text}]", "area") if here else Span(f" {text} ", "header")


def _notes(about: About, modes: Modes) -> str:
    notes = (
        f"{about.news}, ctrl+l" if about.news else "",
        "practice" if about.practice else "",
        "read only" if modes.readonly else "",
        f"as of {about.as_of}" if about.as_of else "",
        about.actor + (f" ^{about.unsent}" if about.unsent else ""),
    )
    return "  ".join(note for note in notes if note)
