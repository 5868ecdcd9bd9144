"""A table as lines of text; on a terminal it keeps to the columns there are, in whole words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ledgerlane.domain.plain_text import fit_words, width, wrapped

GAP = "  "
LEAST = 6
"""No column is made narrower than so many columns of the terminal."""

READABLE = 12
"""Words are wrapped, in two rows, in a column of at least so many; a narrower one is cut."""

BESIDE = " · "
"""Between the texts that stand beneath their row."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is to be set: ``right`` are the headings of numbers, ``spare`` of what may be left out."""

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    right: Sequence[str] = ()
    spare: Sequence[str] = ()

    def without(self, at: int) -> Sheet:
        """The same without a column."""

        def cut(row: Sequence[str]) -> list[str]:
            return [cell for n, cell in enumerate(row) if n != at]

        return Sheet(
            cut(self.headings), [cut(row) for row in self.rows], self.right, self.spare
        )

    def sizes(self) -> list[int]:
        """How wide each column is."""
        every = [self.headings, *self.rows]
        return [max(map(width, column)) for column in zip(*every, strict=True)]

    def prose(self) -> list[int]:
        """Columns of running words: names and reasons, which may be wrapped."""
        return [
            at for at, heading in enumerate(self.headings)
            if heading not in self.right and any(" " in row[at] for row in self.rows)
        ]  # fmt: skip

    def movable(self) -> list[int]:
        """What can stand beneath its row: words but for the first, else what says neither who nor how much."""
        prose = self.prose()
        others = [
            at for at, heading in enumerate(self.headings)
            if at > 1 and heading not in self.right and at not in prose
        ]  # fmt: skip
        return prose[1:] or others


def lines(sheet: Sheet, columns: int | None = None) -> Iterator[str]:
    """The table's lines; ``columns`` None: as wide as it is.

    Where it is too wide, empty and spare columns are left out first; then names and reasons are
    wrapped in two rows, or stand beneath their row, the last ones first; only then is anything
    cut. A number is never: where they do not fit, each stands behind its heading.
    """
    sizes = sheet.sizes()
    if columns is None or _whole(sizes) <= columns:
        yield from (_row(sheet, row, sizes) for row in (sheet.headings, *sheet.rows))
        return
    for at in reversed(range(len(sheet.headings))):
        if sheet.rows and not any(row[at] for row in sheet.rows):
            sheet = sheet.without(at)
    for heading in sheet.spare:
        if _whole(sheet.sizes()) > columns and heading in sheet.headings:
            sheet = sheet.without(sheet.headings.index(heading))
    below = list[tuple[str, list[str]]]()
    while (
        (can_move := sheet.movable())
        and (
            _whole(_least(sheet)) > columns
            or (below and sheet.prose()[1:] and _whole(sheet.sizes()) > columns)
        )
    ):  # where one text stands beneath the row, the others had better stand there than be wrapped
        at = can_move[-1]
        below.insert(0, (sheet.headings[at], [row[at] for row in sheet.rows]))
        sheet = sheet.without(at)
    if _whole(_narrowest(sheet)) > columns:
        yield from _named(sheet, below, columns)
        return
    yield from _set(sheet, below, _fitted(sheet, columns), columns)


def _narrowest(sheet: Sheet) -> list[int]:
    """How wide the columns are where every one but those of numbers is cut as far as it may be."""
    sizes = zip(sheet.sizes(), sheet.headings, strict=True)
    return [size if heading in sheet.right else min(size, LEAST) for size, heading in sizes]


def _named(
    sheet: Sheet, below: Sequence[tuple[str, list[str]]], columns: int
) -> Iterator[str]:
    """Each row as its words, and beneath them every number behind its heading."""
    for at, row in enumerate(sheet.rows):
        named = list(zip(sheet.headings, row, strict=True))
        words = [cell for heading, cell in named if cell and heading not in sheet.right]
        words += [cells[at] for _, cells in below if cells[at]]
        yield fit_words(GAP.join(words), columns).rstrip()
        line = ""
        for heading, cell in named:
            if cell and heading in sheet.right:
                more = f"{line}{BESIDE}{heading} {cell}" if line else f"  {heading} {cell}"
                if line and width(more) > columns:
                    yield line
                    more = f"  {heading} {cell}"
                line = more
        yield line


def _set(
    sheet: Sheet, below: Sequence[tuple[str, list[str]]], sizes: Sequence[int], columns: int
) -> Iterator[str]:
    """The rows in these sizes, each with what stands beneath it."""
    yield from _broken(sheet, sheet.headings, sizes)
    yield from _beneath([heading for heading, _ in below], sizes, columns)
    for at, row in enumerate(sheet.rows):
        yield from _broken(sheet, row, sizes)
        yield from _beneath([cells[at] for _, cells in below], sizes, columns)


def _whole(sizes: Sequence[int]) -> int:
    return sum(sizes) + len(GAP) * (len(sizes) - 1)


def _least(sheet: Sheet) -> list[int]:
    """How wide columns are where words are wrapped in two rows; of names only most are whole."""
    sizes, prose = sheet.sizes(), sheet.prose()
    for at in prose:
        rows = () if at == prose[0] else sheet.rows
        sizes[at] = min(
            sizes[at], max((_in_two(row[at]) for row in rows), default=READABLE)
        )
    return sizes


def _in_two(text: str) -> int:
    """The width in which a text stands in two rows."""
    columns = max(READABLE, -(-width(text) // 2))
    while len(wrapped(text, columns)) > 2:
        columns += 1
    return columns


def _fitted(sheet: Sheet, columns: int) -> list[int]:
    words = [at in sheet.prose() for at in range(len(sheet.headings))]
    sizes = narrowed(sheet.sizes(), words, columns, _least(sheet))
    sizes = narrowed(sizes, words, columns)
    return narrowed(sizes, [each not in sheet.right for each in sheet.headings], columns)


def narrowed(
    sizes: Sequence[int], may_cut: Sequence[bool], columns: int, least: Sequence[int] = ()
) -> list[int]:
    """The sizes, the widest of those that may be cut reduced until a line fits, or none is left.

    None becomes narrower than its ``least``, by default `LEAST`.
    """
    found, lowest = list(sizes), least or [LEAST] * len(sizes)
    while _whole(found) > columns:
        open_ = [
            (size, at) for at, size in enumerate(found) if may_cut[at] and size > lowest[at]
        ]
        if not open_:
            break
        found[max(open_)[1]] -= 1
    return found


def _row(sheet: Sheet, row: Sequence[str], sizes: Sequence[int]) -> str:
    parts = [
        " " * (size - width(cell)) + cell
        if heading in sheet.right
        else cell + " " * (size - width(cell))
        for heading, cell, size in zip(sheet.headings, row, sizes, strict=True)
    ]
    return GAP.join(parts).rstrip()


def _broken(sheet: Sheet, row: Sequence[str], sizes: Sequence[int]) -> Iterator[str]:
    """A row in one line, or in two where words are wrapped."""
    cells = [_cell(cell, size) for cell, size in zip(row, sizes, strict=True)]
    for at in range(max(map(len, cells))):
        yield _row(sheet, [cell[at] if at < len(cell) else "" for cell in cells], sizes)


def _cell(text: str, size: int) -> list[str]:
    """A cell in one row or two, whole words as far as that goes."""
    if width(text) <= size:
        return [text]
    if size < READABLE:
        return [fit_words(text, size).rstrip()]
    first, *rest = wrapped(text, size)
    return [first, fit_words(" ".join(rest), size).rstrip()]


def _beneath(texts: Sequence[str], sizes: Sequence[int], columns: int) -> Iterator[str]:
    """What stands beneath a row, from its second column on."""
    said = BESIDE.join(filter(None, texts))
    margin = min(sizes[0], 12) + len(GAP)
    if said:
        yield from (" " * margin + text for text in wrapped(said, columns - margin))
