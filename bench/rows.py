"""A row of the bench: what is measured, how, and the limit it is held to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bench.place import Place


@dataclass(frozen=True, slots=True)
class Figure:
    """What came out. ``ratio``: how many times as fast as the peer, the median over pairs."""

    ours: float
    peer: float | None = None
    ratio: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the report.

    ``at_most`` limits our own figure (in ``unit``), ``times`` is how many times as fast as
    the peer we have to be at least. ``only_1m``: the limit was set for a million invoices;
    at other sizes the verdict stands in brackets.
    """

    what: str
    measure: Callable[[Place], Figure]
    unit: str = "ms"
    at_most: float | None = None
    times: float | None = None
    peer: str = ""
    only_1m: bool = False

    @property
    def limit(self) -> str:
        """The limit in words."""
        said = []
        if self.times is not None:
            said.append(f"≥ {self.times:g}x")
        if self.at_most is not None:
            said.append(f"≤ {self.at_most:g} {self.unit}")
        return " and ".join(said)

    def verdict(self, figure: Figure, size: str) -> str:
        """Met, missed, or why that cannot be said."""
        held = []
        if self.at_most is not None:
            held.append(figure.ours <= self.at_most)
        if self.times is not None:
            if figure.ratio is None:
                return "peer absent"
            held.append(figure.ratio >= self.times)
        if not held:
            return ""
        word = "met" if all(held) else "MISSED"
        return f"({word.lower()})" if self.only_1m and size != "1m" else word
