"""Measures for people, scripts and spreadsheets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ledgerlane.domain.metrics.words import amounts, grid, headline, plain_number, rests_on
from ledgerlane.domain.money import exact

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ledgerlane.cli.output import Output
    from ledgerlane.domain.metrics.measure import Cell, Measure

LABEL = 9


def show(out: Output, measures: Sequence[Measure], *, plain: bool = False) -> None:
    """Each measure: its answer, what it rests on, and its table."""
    for place, measure in enumerate(measures):
        if place:
            out.line()
        out.line(headline(measure))
        for label, words in rests_on(measure):
            out.line(f"  {label}: {words}" if plain else f"  {label:<{LABEL}}{words}")
        if measure.rows:
            out.table(measure.columns, grid(measure), right=amounts(measure), plain=plain)


def as_json(measures: Sequence[Measure]) -> dict[str, Any]:
    """The stable shape of ``report --json``; money is minor units of the measure's currency."""
    return {"v": 1, "measures": [_one(measure) for measure in measures]}


def _one(measure: Measure) -> dict[str, Any]:
    window = measure.frame.window
    return {
        "name": measure.name, "title": measure.title, "formula": measure.formula,
        "as_of": measure.frame.as_of.isoformat(), "currency": measure.frame.currency,
        "from": window.first.isoformat(), "to": window.last.isoformat(),
        "value": plain_number(measure.value) if measure.value is not None else None,
        "unit": measure.value.unit if measure.value is not None else None,
        "unanswered": measure.unanswered,
        "inputs": [{"name": n, "value": plain_number(v), "unit": v.unit} for n, v in measure.inputs],
        "rows": [dict(zip(measure.columns, map(plain_number, row), strict=True)) for row in measure.rows],
        "notes": list(measure.notes),
    }  # fmt: skip


HEADINGS = "measure currency as_of from to part name value unit".split()


def csv_lines(measures: Sequence[Measure]) -> Iterator[str]:
    """One line a figure: the value, each input, and each cell of the table by row and column."""
    from ledgerlane.sync.exports.csv_file import line, shown

    yield line(HEADINGS)
    for measure in measures:
        frame, window = measure.frame, measure.frame.window
        days = (frame.as_of, window.first, window.last)
        start = (measure.name, frame.currency, *(day.isoformat() for day in days))
        for part, name, value in _figures(measure):
            number, unit = _exact(value, frame.currency)
            yield line([*start, shown(part), shown(name), shown(number), unit])


def _figures(measure: Measure) -> Iterator[tuple[str, str, Cell]]:
    yield "value", measure.title, measure.value or measure.unanswered
    for name, value in measure.inputs:
        yield "input", name, value
    for row in measure.rows:
        label = next((cell for cell in row if isinstance(cell, str)), "")
        for column, cell in zip(measure.columns, row, strict=True):
            yield label, column, cell


def _exact(value: Cell, currency: str) -> tuple[str, str]:
    if isinstance(value, str):
        return value, ""
    if value.unit == "money":
        return exact(int(value.number), currency), "money"
    return str(plain_number(value)), value.unit
