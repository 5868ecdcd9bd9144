"""A letter as parts in order, before it is text, Markdown, HTML or PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Paragraph(NamedTuple):
    """Running words."""

    text: str


class Bullets(NamedTuple):
    """Short points."""

    points: Sequence[str]


class Grid(NamedTuple):
    """A table; ``right`` are the columns of numbers, ``sums`` its last rows, in bold.

    ``spare`` are columns that narrow forms may leave out, the first one first. The first cell
    of a row may run on over empty ones beside it.
    """

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    right: frozenset[int] = frozenset()
    sums: Sequence[Sequence[str]] = ()
    spare: Sequence[int] = ()

    def without(self, column: int) -> Grid:
        """The same without a column."""

        def cut(row: Sequence[str]) -> list[str]:
            return [cell for at, cell in enumerate(row) if at != column]

        def moved(at: int) -> int:
            return at - (at > column)

        return Grid(
            cut(self.columns),
            [cut(row) for row in self.rows],
            frozenset(moved(at) for at in self.right if at != column),
            [cut(row) for row in self.sums],
            [moved(at) for at in self.spare if at != column],
        )


class Facts(NamedTuple):
    """A heading, labels and what stands behind them, and a QR code's text with its caption."""

    title: str
    pairs: Sequence[tuple[str, str]]
    qr: str = ""
    caption: str = ""


class Verbatim(NamedTuple):
    """A person's own text, line for line as they wrote it."""

    text: str


Part = Paragraph | Bullets | Grid | Facts | Verbatim


@dataclass(frozen=True, slots=True)
class Document:
    """A letter with its words, in the order in which it is read.

    ``head`` is the letterhead, its first line the name; ``foot`` the small print; ``page``
    reads like ``Page {page} of {pages}``.
    """

    language: str
    head: tuple[str, ...]
    to: tuple[str, ...]
    dateline: str
    marks: tuple[str, ...]
    subject: str
    parts: tuple[Part, ...]
    signature: tuple[str, ...]
    foot: tuple[str, ...]
    page: str


FIRST, LAST = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
"""Around words of ours that come from outside and run from right to left."""


def without_isolates(text: str) -> str:
    """The text for forms that know no direction of their own."""
    return text.replace(FIRST, "").replace(LAST, "")
