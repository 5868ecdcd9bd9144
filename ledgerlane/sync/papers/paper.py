"""What a report says, before it is Markdown, HTML or PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Heading(NamedTuple):
    """A title; level 1 is the report's own."""

    level: int
    text: str


class Text(NamedTuple):
    """A paragraph."""

    text: str


class Facts(NamedTuple):
    """Labels and what stands behind them."""

    pairs: Sequence[tuple[str, str]]


class Grid(NamedTuple):
    """A table; ``right`` are the headings of columns of numbers."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    right: Sequence[str] = ()


class Plot(NamedTuple):
    """A drawing: the name of its file, what it shows in words, and the SVG."""

    name: str
    words: str
    svg: str


Part = Heading | Text | Facts | Grid | Plot


@dataclass(frozen=True, slots=True)
class Paper:
    """A report: its title and its parts in order."""

    title: str
    parts: tuple[Part, ...]

    @property
    def plots(self) -> tuple[Plot, ...]:
        """The drawings."""
        return tuple(part for part in self.parts if isinstance(part, Plot))
