"""The first row: the areas, who is at work, and on what kind of book."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledgerlane.screens.painting import Line, Span, pad, width

if TYPE_CHECKING:
    from ledgerlane.screens.shell import Modes
    from ledgerlane.screens.work import About

_TITLES = (
    ("queue", "1 Queue"),
    ("customer", "2 Customer"),
    ("plans", "3 Plans"),
    ("letters", "4 Letters"),
    ("approve", "5 Approve"),
    ("board", "6 Board"),
)

WIDE_HEADER = 120


def area_at(column: int) -> str:
    """The number of the area whose title stands in this column, or ``""``."""
    start = 0
    for _, title in _TITLES:
        if start <= column < start + len(title) + 2:
            return title[0]
        start += len(title) + 2
    return ""


def paint_header(area: str, about: About, modes: Modes, columns: int) -> Line:
    """``[1 Queue] 2 Customer  ...            anna``."""
    spans = [Span(" ledgerlane ", "title")] if columns >= WIDE_HEADER else []
    for name, title in _TITLES:
        here = name == area
        spans.append(
            Span(f"[{title}]" if here else f" {title} ", "area" if here else "header")
        )
    notes = [
        *(["practice"] if about.practice and columns >= 90 else []),
        *(["read only"] if modes.readonly else []),
        *([f"as of {about.as_of}"] if about.as_of else []),
        about.actor + (f" ^{about.unsent}" if about.unsent else ""),
    ]
    end = "  ".join(notes)
    used = sum(width(span.text) for span in spans)
    gap = columns - used - width(end) - 1
    if gap < 1:
        end, gap = about.actor, columns - used - width(about.actor) - 1
    if gap >= 1:
        spans += [Span(" " * gap, "header"), Span(end + " ", "header")]
    return pad(tuple(spans), columns, "header")
