"""A list of any length: only the rows on the glass are ever asked for.

A table is a place (`current`, `top`) in a source and a way to paint a row. Moving the cursor
changes two painted rows; the glass sends only what changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, TypeVar

from ledgerlane.domain.plain_text import clean
from ledgerlane.domain.plain_text import width as cells_wide
from ledgerlane.screens.painting import Line, Span, fit, fit_end, fit_words, pad, right

Row = TypeVar("Row")
_How = tuple[str, str, int, Sequence["Column"]]
GONE = "nothing is open here any more"


class Column(NamedTuple):
    """A heading and its columns; ``amount`` ones stand right and are never cut.

    ``keep_end``: of a text that is too long the end is shown, as of a number; ``words``: it is
    cut after a whole word.
    """

    heading: str
    columns: int
    amount: bool = False
    keep_end: bool = False
    words: bool = False


class Cell(NamedTuple):
    """What a column says in a row."""

    text: str
    style: str = ""


def widest(texts: Iterable[str], least: int = 0, most: int = 999) -> int:
    """The columns that the widest of these texts takes, within bounds."""
    return min(most, max((least, *(cells_wide(clean(text)) for text in texts))))


def shared(room: int, name: int, words: int, least: int = 8) -> tuple[int, int]:
    """``room`` for a name and for words after it: what they hold, the words taking what is spare.

    Where it is too little for both, the name keeps up to half, or what the words leave it.
    """
    kept = max(least, min(name, max(room // 2, room - words)))
    return kept, max(least, room - kept)


def heading(columns: Sequence[Column], width: int) -> Line:
    """The row of headings."""
    parts = [
        (right if column.amount else fit)(column.heading, column.columns)
        for column in columns
    ]
    return pad((Span("   " + " ".join(parts), "head"),), width, "head")


def paint_row(
    cells: Sequence[Cell], columns: Sequence[Column], width: int, mark: str, style: str
) -> Line:
    """One row: marker, then the cells; an amount wider than its column takes from its left."""
    spans = [Span(mark, style)]
    for at, (cell, column) in enumerate(zip(cells, columns, strict=True)):
        gap = " " if at else ""
        if column.amount:
            text = right(cell.text, column.columns)
            over = len(text) - column.columns
            if over > 0 and spans:  # borrow from the cell before: amounts are never cut
                before = spans.pop()
                keep = fit(before.text.rstrip(), max(0, len(before.text) - over))
                spans.append(Span(keep, before.style))
        else:
            how = fit_end if column.keep_end else fit_words if column.words else fit
            text = how(cell.text, column.columns)
        spans.append(Span(gap + text, style or cell.style))
    return pad(tuple(spans), width, style)


@dataclass
class Table(Generic[Row]):
    """Where we are in a list of ``count`` rows. ``window`` holds the rows from ``start``."""

    count: int = 0
    current: int = 0
    top: int = 0
    height: int = 10
    start: int = 0
    rows: Sequence[Row | None] = ()
    _painted: dict[int, tuple[object, Line]] = field(default_factory=dict)

    def move(self, by: int) -> bool:
        """Move the cursor; whether it moved."""
        return self.go(self.current + by)

    def page(self, by: int) -> bool:
        """Move by pages, the cursor keeping its place on the glass."""
        step = by * max(1, self.height - 1)
        self.top = max(0, min(self.top + step, self.count - self.height))
        return self.go(self.current + step)

    def go(self, to: int) -> bool:
        """Put the cursor on a row and scroll as little as needed."""
        before = self.current
        self.current = max(0, min(to, self.count - 1))
        self.settle()
        return self.current != before

    def settle(self) -> None:
        """Keep cursor and top inside the list and the glass.

        A cursor that leaves the glass turns the page: one paint a page instead of one a row.
        """
        self.current = max(0, min(self.current, self.count - 1))
        context = min(2, (self.height - 1) // 2)
        if self.current >= self.top + self.height:
            self.top = self.current - context
        elif self.current < self.top:
            self.top = self.current - self.height + 1 + context
        self.top = max(0, min(self.top, self.count - self.height))

    def missing(self) -> tuple[int, int] | None:
        """The rows to ask the source for, or None when those on the glass are here."""
        first, last = self.top, min(self.count, self.top + self.height)
        if first >= self.start and last <= self.start + len(self.rows):
            return None
        return max(0, first - self.height), min(self.count, last + self.height)

    def row(self, at: int) -> Row | None:
        """A row that is here, or None."""
        index = at - self.start
        return self.rows[index] if 0 <= index < len(self.rows) else None

    def on_glass(self) -> list[Row]:
        """The rows that are shown, as far as they are here."""
        shown = range(self.top, min(self.count, self.top + self.height))
        return [row for at in shown if (row := self.row(at)) is not None]

    @property
    def selected(self) -> Row | None:
        """The row under the cursor."""
        return self.row(self.current) if self.count else None

    def replace(self, count: int, start: int, rows: Sequence[Row | None]) -> None:
        """The source has changed; the cursor stays where it can."""
        self.count, self.start, self.rows = count, start, rows
        self.settle()

    def paint(
        self,
        columns: Sequence[Column],
        cells: Callable[[Row], Sequence[Cell]],
        marked: Callable[[Row], bool],
        width: int,
    ) -> list[Line]:
        """The rows on the glass, ``height`` of them."""
        lines: list[Line] = []
        for at in range(self.top, self.top + self.height):
            row = self.row(at) if at < self.count else None
            here = at == self.current
            if row is None:
                here_too = at < self.count and 0 <= at - self.start < len(self.rows)
                words = (" > " if here else "   ") + GONE if here_too else ""
                lines.append(pad((Span(words, "dim"),), width))
                continue
            mark = (" >" if here else "  ") + ("*" if marked(row) else " ")
            style = "selected" if here else "marked" if marked(row) else ""
            lines.append(self._row_line(at, row, (mark, style, width, columns), cells))
        return lines

    def _row_line(
        self, at: int, row: Row, how: _How, cells: Callable[[Row], Sequence[Cell]]
    ) -> Line:
        """A row's line, made anew only when the row or its look changed."""
        mark, style, width, columns = how
        known = self._painted.get(at)
        if known is not None and known[0] == (row, how):
            return known[1]
        if len(self._painted) > 4 * self.height:
            self._painted.clear()
        painted = paint_row(cells(row), columns, width, mark, style)
        self._painted[at] = (row, how), painted
        return painted
