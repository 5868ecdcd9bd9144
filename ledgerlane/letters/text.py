"""A letter as plain text of 80 columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ledgerlane.domain.plain_text import width
from ledgerlane.letters.document import (
    Bullets,
    Document,
    Facts,
    Grid,
    Paragraph,
    Part,
    Verbatim,
    without_isolates,
)

COLUMNS = 80
_GAP = "  "
_FIRST, _LEAST = 16, 8
"""Columns that the first cells of a table keep, before others are left out, and at the least."""

_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2007": " "})


def write(document: Document) -> str:
    """The letter's text, with its last line end."""
    blocks = [
        list(document.head),
        list(document.to),
        [document.dateline, *document.marks],
        wrapped(document.subject),
        *(list(_part(part)) for part in document.parts),
        list(document.signature),
        list(document.foot),
    ]
    blocks[3].append("-" * max(map(width, blocks[3]), default=0))
    text = "\n\n".join("\n".join(block) for block in blocks if block)
    lines = without_isolates(text).translate(_SPACES).split("\n")
    return "\n".join(line.rstrip() for line in lines) + "\n"


def wrapped(text: str, first: str = "", rest: str = "") -> list[str]:
    """Lines of at most `COLUMNS` columns, broken at blanks only; a longer word stays whole."""
    lines, line = [], first
    for word in text.split(" "):
        if line.strip() and width(without_isolates(f"{line} {word}")) > COLUMNS:
            lines.append(line)
            line = rest + word
        elif line in (first, rest) and not line.strip(" -"):
            line += word
        else:
            line = f"{line} {word}"
    return [*lines, line]


def _part(part: Part) -> Iterator[str]:
    match part:
        case Paragraph(text):
            yield from wrapped(text)
        case Bullets(points):
            for point in points:
                yield from wrapped(point, "- ", "  ")
        case Verbatim(text):
            yield text
        case Grid():
            yield from _grid(part)
        case Facts(title=title, pairs=pairs):
            broad = max(_wide(label) for label, _ in pairs) + 1
            yield title
            for label, words in pairs:
                yield f"  {_left(label, broad)}{words}"


def _grid(grid: Grid) -> Iterator[str]:
    """The table; where it is broader than the page: closer, first cells wrapped, spare columns left out."""
    gap, broad = _GAP, _broad(grid)
    if _whole(broad, gap) > COLUMNS:
        gap = " "
    for least in (_FIRST, _LEAST):
        while (over := _whole(broad, gap) - COLUMNS) > 0:
            if broad[0] > least:
                broad[0] = max(least, broad[0] - over)
            elif grid.spare:
                grid = grid.without(grid.spare[0])
                broad = _broad(grid)
            else:
                break
    rule = "-" * _whole(broad, gap)
    yield from _row(grid, grid.columns, broad, gap)
    yield rule
    for row in grid.rows:
        yield from _row(grid, row, broad, gap)
    if grid.sums:
        yield rule
    for row in grid.sums:
        yield from _row(grid, row, broad, gap)


def _broad(grid: Grid) -> list[int]:
    """Columns' widths. A first cell that can run on asks for none beyond what it runs over."""
    every = [grid.columns, *grid.rows, *grid.sums]
    broad = [max(_wide(cell) for cell in column) for column in zip(*every, strict=True)]
    broad[0] = max((_wide(row[0]) for row in every if row[1]), default=0)
    for row in every:
        over = _span(row)
        lacks = _wide(row[0]) - _whole(broad[:over], " ")
        broad[0] += max(0, lacks)
    return broad


def _span(row: Sequence[str]) -> int:
    """How many columns the first cell may take: its own and the empty ones after it."""
    filled = (at for at, cell in enumerate(row) if at and cell)
    return next(filled, len(row))


def _whole(broad: Sequence[int], gap: str) -> int:
    return sum(broad) + len(gap) * (len(broad) - 1)


def _row(grid: Grid, row: Sequence[str], broad: Sequence[int], gap: str) -> Iterator[str]:
    over = _span(row)
    room = _whole(broad[:over], gap)
    *before, last = _cut(row[0], room)
    yield from before
    cells = [_left(last, room)]
    for at in range(over, len(row)):
        side = _right if at in grid.right else _left
        cells.append(side(row[at], broad[at]))
    yield gap.join(cells)


def _cut(text: str, room: int) -> list[str]:
    """A cell in as many lines as it needs; what has no blank is cut anywhere."""
    lines, line = [], ""
    for word in text.split(" "):
        joined = f"{line} {word}" if line else word
        if _wide(joined) <= room:
            line = joined
            continue
        if line:
            lines.append(line)
        line = word
        while _wide(line) > room:
            at = next(
                n for n in range(len(line), 0, -1) if n == 1 or _wide(line[:n]) <= room
            )
            lines.append(line[:at])
            line = line[at:]
    return [*lines, line]


def _wide(text: str) -> int:
    return width(without_isolates(text))


def _left(text: str, columns: int) -> str:
    return text + " " * max(0, columns - _wide(text))


def _right(text: str, columns: int) -> str:
    return " " * max(0, columns - _wide(text)) + text
