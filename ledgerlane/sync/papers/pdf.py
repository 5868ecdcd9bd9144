"""A paper as PDF, set by typst: the extra ``pdf``. Nothing is written on the way."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from ledgerlane.domain.errors import Misused
from ledgerlane.sync.papers.paper import Facts, Grid, Heading, Paper, Part, Plot, Text

MISSING = "PDF needs the extra pdf: pip install 'ledgerlane[pdf]'"
_SIGNS = re.compile(r"([\\#*_`<>@$\[\]~=/+'\"-])")
_PAGE = """\
#set page(paper: "a4", flipped: true, margin: 16mm, numbering: "1")
#set text(size: 9pt)
#set table(stroke: none, inset: (x: 4pt, y: 2pt))
"""


def available() -> bool:
    """Whether typst is here."""
    return find_spec("typst") is not None


def write(paper: Paper) -> bytes:
    """The file's bytes. Raises Misused naming the extra where it is missing."""
    if not available():
        raise Misused(MISSING)
    typst: Any = import_module("typst")
    files = {"main.typ": source(paper).encode()}
    files |= {f"{plot.name}.svg": plot.svg.encode() for plot in paper.plots}
    made: bytes = typst.compile(files, format="pdf")
    return made


def source(paper: Paper) -> str:
    """The text that typst sets."""
    parts = ["\n".join(_part(part)) for part in (Heading(1, paper.title), *paper.parts)]
    chapters = [at for at, part in enumerate(parts) if part.startswith("== ")]
    for at in chapters[1:]:
        parts[at] = f"#pagebreak()\n{parts[at]}"
    return _PAGE + "\n\n".join(parts) + "\n"


def _part(part: Part) -> Iterator[str]:
    match part:
        case Heading(level, text):
            yield f"{'=' * level} {_plain(text)}"
        case Text(text):
            yield _plain(text)
        case Facts(pairs):
            yield from (f"/ {_plain(label)}: {_plain(words)}" for label, words in pairs)
        case Grid(columns, rows, right):
            sides = ", ".join("right" if name in right else "left" for name in columns)
            yield f"#table(columns: {len(columns)}, align: ({sides},),"
            yield f"  table.header({_cells(columns, strong=True)}), table.hline(stroke: 0.5pt),"
            yield from (f"  {_cells(row)}," for row in rows)
            yield ")"
        case Plot(name, words, _):
            yield f'#figure(image("{name}.svg", width: 70%), caption: [{_plain(words)}])'


def _cells(cells: Sequence[str], *, strong: bool = False) -> str:
    sign = "*" if strong else ""
    return ", ".join(f"[{sign}{_plain(cell)}{sign}]" if cell else "[]" for cell in cells)


def _plain(text: str) -> str:
    return _SIGNS.sub(r"\\\1", " ".join(text.split()))
