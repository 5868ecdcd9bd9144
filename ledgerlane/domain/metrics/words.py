"""A measure in words: the same ones on the screen, in the command line and in the report."""

from __future__ import annotations

from typing import Any

from ledgerlane.domain.metrics.measure import NOTHING, Cell, Measure, Value, said


def headline(measure: Measure) -> str:
    """``DSO, one month, EUR: 45.00 days``."""
    return f"{measure.title}, {measure.frame.currency}: {measure.answer}"


def rests_on(measure: Measure) -> tuple[tuple[str, str], ...]:
    """Label and words of formula, window, inputs and notes."""
    frame = measure.frame
    inputs = ", ".join(
        f"{name} {said(value, frame.currency, unit=True)}" for name, value in measure.inputs
    )
    return (
        ("formula", measure.formula),
        ("window", f"{frame.window}, as of {frame.as_of.isoformat()}"),
        ("inputs", inputs),
        *(("note", note) for note in measure.notes),
    )


def grid(measure: Measure) -> tuple[tuple[str, ...], ...]:
    """The rows of the measure's table as text."""
    return tuple(
        tuple(said(cell, measure.frame.currency) for cell in row) for row in measure.rows
    )


def amounts(measure: Measure) -> tuple[str, ...]:
    """The columns of numbers, which stand at the right."""
    return tuple(
        column
        for place, column in enumerate(measure.columns)
        if all(
            isinstance(row[place], Value) or row[place] == NOTHING for row in measure.rows
        )
    )


def plain_number(cell: Cell) -> Any:
    """For JSON: minor units and counts whole; days and shares rounded to 2 and 6 decimals."""
    if not isinstance(cell, Value):
        return cell
    if cell.unit in ("money", "count"):
        return int(cell.number)
    return float(round(cell.number, 6 if cell.unit == "share" else 2))
