"""A letter as Markdown (CommonMark with tables)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

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

_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|~&!])")
_START = re.compile(r"^(\d+)([.)])|^([-+=])")


def write(document: Document) -> str:
    """The letter's text."""
    blocks = [
        _lines(document.head), _lines(document.to),
        _lines([document.dateline, *document.marks]),
        f"# {plain(document.subject)}" if document.head else "",
        *("\n".join(_part(part)) for part in document.parts),
        _lines(document.signature), _lines(document.foot),
    ]  # fmt: skip
    return "\n\n".join(block for block in blocks if block) + "\n"


def _lines(lines: Sequence[str]) -> str:
    return "\\\n".join(map(plain, lines))


def _part(part: Part) -> Iterator[str]:
    match part:
        case Paragraph(text):
            yield plain(text)
        case Bullets(points):
            yield from (f"- {plain(point)}" for point in points)
        case Verbatim(text):
            yield from (f"    {line}" for line in text.split("\n"))
        case Facts(title=title, pairs=pairs):
            yield f"**{plain(title)}**"
            yield ""
            yield from (f"- {plain(label)} {plain(words)}" for label, words in pairs)
        case Grid(columns, rows, right, sums, _):
            yield _row(columns)
            yield (
                "|"
                + "|".join("--:" if at in right else "---" for at in range(len(columns)))
                + "|"
            )
            yield from map(_row, rows)
            for cells in sums:
                yield "|" + "|".join(f" **{plain(c)}** " if c else " " for c in cells) + "|"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(map(plain, cells))} |"


def plain(text: str) -> str:
    """Text that means itself: its signs escaped."""
    escaped = _SIGNS.sub(r"\\\1", without_isolates(text))
    return _START.sub(
        lambda found: f"{found[1]}\\{found[2]}" if found[1] else f"\\{found[3]}", escaped
    )
