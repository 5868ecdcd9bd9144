"""Rows on their way out: named cells of a few kinds, which each format writes its own way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ledgerlane.domain.money import Money

Cell = str | int | bool | date | Money | None


@dataclass(frozen=True, slots=True)
class Table:
    """Headings, and rows with a cell for each. Rows may be made as they are read.

    ``read_again``: our own import takes it in, so texts keep their line ends.
    """

    headings: Sequence[str]
    rows: Iterable[Mapping[str, Cell]]
    read_again: bool = False
