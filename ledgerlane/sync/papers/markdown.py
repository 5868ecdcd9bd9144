"""A paper as Markdown (CommonMark with tables)."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Sequence

from ledgerlane.sync.papers.paper import Facts, Grid, Heading, Paper, Part, Plot, Text

_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|~])")


def write(paper: Paper, folder: str = "") -> str:
    """The text. Plots are files in ``folder``, or, without one, stand in the text itself."""
    parts = [Heading(1, paper.title), *paper.parts]
    return "\n\n".join("\n".join(_part(part, folder)) for part in parts) + "\n"


def _part(part: Part, folder: str) -> Iterator[str]:
    match part:
        case Heading(level, text):
            yield f"{'#' * level} {plain(text)}"
        case Text(text):
            yield plain(text)
        case Facts(pairs):
            yield from (f"- {plain(label)}: {plain(words)}" for label, words in pairs)
        case Grid(columns, rows, right):
            yield _row(columns)
            yield (
                "|" + "|".join("--:" if name in right else "---" for name in columns) + "|"
            )
            yield from map(_row, rows)
        case Plot(name, words, svg):
            where = f"{folder}/{name}.svg" if folder else _inside(svg)
            yield f"![{plain(words)}]({where})"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(map(plain, cells))} |"


def _inside(svg: str) -> str:
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"


def plain(text: str) -> str:
    """Text that means itself: its signs escaped, on one line."""
    return _SIGNS.sub(r"\\\1", " ".join(text.split()))
