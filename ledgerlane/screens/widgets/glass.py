"""The one widget: it puts painted lines on the terminal and sends only what changed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rich.segment import ControlType, Segment
from rich.style import Style
from textual._time import get_time
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from ledgerlane.domain.plain_text import width
from ledgerlane.screens.painting import Line, Span

GAP = 8
"""Unchanged cells that are cheaper to send again than to jump over."""

STYLES: dict[str, str] = {
    "": "",
    "head": "bold",
    "title": "bold",
    "header": "reverse",
    "area": "bold",
    "header2": "bold",
    "rule": "dim",
    "dim": "dim",
    "key": "bold",
    "selected": "reverse",
    "marked": "bold",
    "bad": "red",
    "good": "green",
    "warn": "yellow",
    "question": "bold yellow",
    "message": "bold",
    "preview": "cyan",
    "entry": "",
    "prompt": "bold",
    "cursor": "reverse",
}


SLOW = frozenset({"reverse"})
PLAIN = SLOW | {"bold", "dim"}
COLOURED = PLAIN | {"red", "green", "yellow", "cyan"}
"""What of the styles the terminal is told: on a slow line only what is selected."""


def styles(told: frozenset[str]) -> dict[str, Style]:
    """Style names as the terminal's, of what it is told."""
    return {
        name: Style.parse(" ".join(word for word in text.split() if word in told))
        for name, text in STYLES.items()
    }


def changed(before: Line, after: Line) -> list[tuple[int, int]]:
    """The columns (start, end) that differ between two painted rows of equal width."""
    if before == after:
        return []
    old, new = _cells(before), _cells(after)
    if old is None or new is None or len(old) != len(new):
        return [(0, max(_width(before), _width(after)))]
    spans: list[tuple[int, int]] = []
    for at, (a, b) in enumerate(zip(old, new, strict=True)):
        if a == b:
            continue
        if spans and at - spans[-1][1] < GAP:
            spans[-1] = spans[-1][0], at + 1
        else:
            spans.append((at, at + 1))
    return spans


def _width(row: Line) -> int:
    return sum(width(span.text) for span in row)


def _cells(row: Line) -> list[tuple[str, str]] | None:
    """One entry a column, or None when a character may take more or less than one."""
    cells: list[tuple[str, str]] = []
    for text, style in row:
        if not _simple(text):
            return None
        cells += [(character, style) for character in text]
    return cells


_UNCERTAIN = re.compile(r".?[^\x00-\u02ff\u2010-\u259f]+", re.DOTALL)
"""Characters that terminals count differently, with the one before that they may join."""


def _simple(text: str) -> bool:
    return text.isascii() or _UNCERTAIN.search(text) is None


class Glass(Widget):
    """Shows lines that somebody else paints."""

    DEFAULT_CSS = "Glass { width: 100%; height: 100%; }"

    def __init__(self, told: frozenset[str] = COLOURED) -> None:
        super().__init__()
        self._lines: list[Line] = []
        self._styles = styles(told)
        self.painted_at: float | None = None
        """When the first row went out, on the clock of `textual.message.Message.time`."""

    def show(self, lines: Sequence[Line]) -> None:
        """Put these rows on the glass."""
        before, self._lines = self._lines, list(lines)
        if len(before) != len(self._lines):
            self.refresh()
            return
        regions = [
            Region(start, y, end - start, 1)
            for y, (old, new) in enumerate(zip(before, self._lines, strict=True))
            for start, end in changed(old, new)
        ]
        if regions:
            self.refresh(*regions)

    def render_line(self, y: int) -> Strip:
        """One row. Around text of uncertain width the terminal is told where things are."""
        if y >= len(self._lines):
            return Strip.blank(self.size.width)
        if self.painted_at is None:
            self.painted_at = get_time()
        segments: list[Segment] = []
        column = 0
        for span in self._lines[y]:
            column += self._add(segments, span, column)
        return Strip(segments, column)

    def _add(self, segments: list[Segment], span: Span, column: int) -> int:
        """One span; a word of uncertain width gets the most columns that it may take.

        They are emptied first and what follows stands after them: nothing of the word is
        drawn over, and nothing is left of what stood there before.
        """
        style, text, done = self._styles.get(span.style), span.text, 0
        start = column
        for found in () if _simple(text) else _UNCERTAIN.finditer(text):
            before, part, done = text[done : found.start()], found[0], found.end()
            most = width(part)
            column += width(before) + most
            segments.append(Segment(before, style))
            emptied = (
                (ControlType.ERASE_IN_LINE, most),
            )  # tuples: rich hashes what it crops
            segments.append(Segment(f"\x1b[{most}X", style, emptied))
            segments.append(Segment(part, style))
            moved = ((ControlType.CURSOR_MOVE_TO_COLUMN, column),)
            segments.append(Segment(f"\x1b[{column + 1}G", None, moved))
        if text[done:]:
            segments.append(Segment(text[done:], style))
        return column + width(text[done:]) - start
