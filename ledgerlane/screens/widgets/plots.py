"""Plots made of characters: bars and a line of small columns, with letters only where asked."""

from __future__ import annotations

from collections.abc import Sequence

_STEPS = "▁▂▃▄▅▆▇█"
_LETTERS = ".:-=+*%#"
PARTS, PARTS_PLAIN = "█▓░", "#+."
"""Signs of a bar's parts, in their order."""


def bar(value: int, largest: int, columns: int, *, plain: bool = False) -> str:
    """A bar of at most so many columns; anything above zero is at least one long."""
    if value <= 0 or largest <= 0:
        return ""
    length = max(1, min(columns, round(value * columns / largest)))
    return ("#" if plain else "█") * length


def stacked(
    parts: Sequence[int], largest: int, columns: int, *, plain: bool = False
) -> str:
    """A bar like `bar` of the sum, each part of it in a sign of its own (`PARTS`)."""
    whole = sum(parts)
    length = len(bar(whole, largest, columns))
    drawn, upto = "", 0
    for sign, part in zip(PARTS_PLAIN if plain else PARTS, parts, strict=False):
        upto += part
        drawn += sign * (
            (2 * upto * length + whole) // (2 * whole) - len(drawn) if whole else 0
        )
    return drawn


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
