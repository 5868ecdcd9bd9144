"""Plots made of characters: bars and a line of small columns, with letters only where asked."""

from __future__ import annotations

from collections.abc import Sequence

_STEPS = "▁▂▃▄▅▆▇█"
_LETTERS = ".:-=+*%#"


def bar(value: int, largest: int, columns: int, *, plain: bool = False) -> str:
    """A bar of at most so many columns; anything above zero is at least one long."""
    if value <= 0 or largest <= 0:
        return ""
    length = max(1, min(columns, round(value * columns / largest)))
    return ("#" if plain else "█") * length


def spark(values: Sequence[int], *, plain: bool = False) -> str:
    """One character a value, as high as the value is beside the largest."""
    steps = _LETTERS if plain else _STEPS
    largest = max(values, default=0)
    if largest <= 0:
        return steps[0] * len(values)
    top = len(steps) - 1
    return "".join(
        steps[max(0, min(top, round(value * top / largest)))] for value in values
    )
