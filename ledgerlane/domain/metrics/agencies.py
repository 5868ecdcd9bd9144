"""Agencies compared by what they brought in of what was placed with them (procedure.md 3)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from ledgerlane.domain.metrics.measure import (
    NOTHING,
    Cell,
    Frame,
    Measure,
    Value,
    answered,
    count,
    money,
    ratio,
    share_or_none,
)


class Remitted(NamedTuple):
    """What came of a placement on a day, minor units: through the agency, or to us directly."""

    day: date
    gross: int
    commission: int
    direct: int = 0


class Placed(NamedTuple):
    """One placement: who has it, since when, how much, in which state, and what came of it."""

    agency: str
    handling: str
    on: date
    minor: int
    state: str
    came: tuple[Remitted, ...]


def agencies(frame: Frame, found: Sequence[Placed]) -> Measure:
    """What came by the window's last day of what was placed in the window, by agency."""
    placed, gross, commission, direct = _sums(found)
    names = sorted({each.agency for each in found}, key=lambda name: _order(name, found))
    return Measure(
        "agencies", "Collected of what was placed with agencies",
        "(remitted gross + paid to us directly) / placed, of the placements of the window; days from"
        " the placement to the money, weighted by amount",
        frame,
        (
            ("placements", count(len(found))), ("placed", money(placed)),
            ("remitted gross", money(gross)), ("commission", money(commission)),
            ("remitted net", money(gross - commission)), ("paid directly", money(direct)),
        ),
        *answered(ratio(gross + direct, placed), "share", "nothing was placed in the window"),
        ("agency", "handling", "placements", "open", "placed", "collected", "commission", "net",
         "direct", "rate", "days"),
        tuple(_row(name, [each for each in found if each.agency == name]) for name in names),
        ("What was told to an agency as paid directly counts as collected; its commission does once it is remitted.",),
    )  # fmt: skip


def _order(name: str, found: Sequence[Placed]) -> tuple[Fraction, str]:
    """The one that brought in most of what it got comes first."""
    placed, gross, _, direct = _sums(each for each in found if each.agency == name)
    return -(ratio(gross + direct, placed) or Fraction(0)), name


def _sums(found: Iterable[Placed]) -> tuple[int, int, int, int]:
    placed = gross = commission = direct = 0
    for each in found:
        placed += each.minor
        gross += sum(one.gross for one in each.came)
        commission += sum(one.commission for one in each.came)
        direct += sum(one.direct for one in each.came)
    return placed, gross, commission, direct


def _row(name: str, mine: Sequence[Placed]) -> tuple[Cell, ...]:
    placed, gross, commission, direct = _sums(mine)
    weighed = sum(
        (one.day - each.on).days * one.gross for each in mine for one in each.came
    )
    days = ratio(weighed, gross)
    return (
        name, ", ".join(dict.fromkeys(each.handling for each in mine)), count(len(mine)),
        count(sum(each.state == "placed" for each in mine)), money(placed), money(gross),
        money(commission), money(gross - commission), money(direct),
        share_or_none(gross + direct, placed), NOTHING if days is None else Value(days, "days"),
    )  # fmt: skip
