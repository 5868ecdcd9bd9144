"""A paper as one HTML file: plots inside, no script, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from ledgerlane.sync.papers.paper import Facts, Grid, Heading, Paper, Part, Plot, Text

_STYLE = """\
body { font: 15px/1.45 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #222 }
h2 { border-bottom: 1px solid #ddd; margin-top: 2.5rem }
table { border-collapse: collapse; margin: .6rem 0; display: block; overflow-x: auto }
th, td { padding: .15rem .7rem .15rem 0; text-align: left; white-space: nowrap }
th { border-bottom: 1px solid #bbb }
.number { text-align: right; font-variant-numeric: tabular-nums }
dl { display: grid; grid-template-columns: 5rem 1fr; margin: .4rem 0; color: #555 }
dd { margin: 0 }
svg { max-width: 100%; height: auto }"""


def write(paper: Paper) -> str:
    """The file's text."""
    lines = [
        "<!doctype html>", '<html lang="en"><head><meta charset="utf-8">',
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        f"<title>{escape(paper.title)}</title>", f"<style>\n{_STYLE}\n</style></head><body>",
        f"<h1>{escape(paper.title)}</h1>",
    ]  # fmt: skip
    for part in paper.parts:
        lines += _part(part)
    return "\n".join([*lines, "</body></html>"]) + "\n"


def _part(part: Part) -> Iterator[str]:
    match part:
        case Heading(level, text):
            yield f"<h{level}>{escape(text)}</h{level}>"
        case Text(text):
            yield f"<p>{escape(text)}</p>"
        case Facts(pairs):
            body = "".join(f"<dt>{escape(a)}</dt><dd>{escape(b)}</dd>" for a, b in pairs)
            yield f"<dl>{body}</dl>"
        case Grid():
            yield from _grid(part)
        case Plot(_, words, svg):
            yield f"<figure>{svg}<figcaption>{escape(words)}</figcaption></figure>"


def _grid(grid: Grid) -> Iterator[str]:
    kinds = [' class="number"' if name in grid.right else "" for name in grid.columns]

    def row(cells: list[str], tag: str) -> str:
        body = "".join(
            f"<{tag}{kind}>{escape(cell)}</{tag}>"
            for kind, cell in zip(kinds, cells, strict=True)
        )
        return f"<tr>{body}</tr>"

    yield f"<table><thead>{row(list(grid.columns), 'th')}</thead><tbody>"
    yield from (row(list(cells), "td") for cells in grid.rows)
    yield "</tbody></table>"
