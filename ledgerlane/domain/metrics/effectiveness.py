"""How well the window's debts were brought in: CEI, roll rates, and the aging trend."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from ledgerlane.domain.metrics.measure import (
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
from ledgerlane.domain.metrics.outstanding import LEFT_OUT

SETTLED = -1
"""The column of money that left the receivables: paid, credited or written off."""


class Opened(NamedTuple):
    """Open invoices at both ends of a window and its sales, in minor units.

    ``charges``: interest and fees that are open beside them, at the beginning and the end.
    """

    begin: int
    sales: int
    end: int
    end_current: int
    charges: tuple[int, int] = (0, 0)


def cei(frame: Frame, opened: Opened) -> Measure:
    """Collection effectiveness over the whole window: what was collected of what could be.

    Beginning, sales and end are of the same window; published tables that mix an opening of
    one month with the sales of others give other figures for the same company.
    """
    return _cei(
        frame, opened, Fraction(opened.sales), "cei_period", "CEI, sales of the whole window",
        "(begin + sales - end) / (begin + sales - end not yet due)",
    )  # fmt: skip


def cei_monthly(frame: Frame, opened: Opened, months: int = 0) -> Measure:
    """Collection effectiveness with the average month's sales, as creditguru.com counts it.

    ``months`` 0: those of the window.
    """
    over = months or frame.window.months
    return _cei(
        frame, opened, Fraction(opened.sales, over), "cei_monthly", "CEI, sales of an average month",
        f"(begin + sales / {over} - end) / (begin + sales / {over} - end not yet due)",
    )  # fmt: skip


def _cei(
    frame: Frame, opened: Opened, sales: Fraction, name: str, title: str, formula: str
) -> Measure:
    could = opened.begin + sales - opened.end_current
    found = (opened.begin + sales - opened.end) / could if could > 0 else None
    inputs = (
        ("begin", money(opened.begin)), ("sales", money(opened.sales)),
        ("end", money(opened.end)), ("end not yet due", money(opened.end_current)),
        (f"{LEFT_OUT}, begin", money(opened.charges[0])), (f"{LEFT_OUT}, end", money(opened.charges[1])),
    )  # fmt: skip
    why = "no answer: nothing was due for collection in the window"
    return Measure(name, title, formula, frame, inputs, *answered(found, "share", why))


class Move(NamedTuple):
    """Money that stood in one column at a month's beginning and in another at its end.

    ``after`` is `SETTLED` for what was settled meanwhile. Minor units.
    """

    before: int
    after: int
    minor: int


def roll_rate(stood: int, rolled: int) -> Fraction | None:
    """The share of a column that stands in a later one a month after; None of an empty column."""
    return ratio(rolled, stood)


def rolled_on(moves: Iterable[Move], columns: int) -> tuple[tuple[int, int], ...]:
    """For each column what stood there and what of it rolled on; the last keeps what stays in it."""
    stood, rolled = [0] * columns, [0] * columns
    for before, after, minor in moves:
        stood[before] += minor
        if after > before or (before == after == columns - 1):
            rolled[before] += minor
    return tuple(zip(stood, rolled, strict=True))


def roll_rates(frame: Frame, moves: Sequence[Move], labels: Sequence[str]) -> Measure:
    """Where the money of each column stood a month later, all months of the window together.

    Every row adds up: what stood there = what it became + what was settled.
    """
    width = len(labels)
    table = [[0] * (width + 1) for _ in labels]
    for before, after, minor in moves:
        table[before][width if after == SETTLED else after] += minor
    found = rolled_on(moves, width)
    rows = tuple(
        (label, money(sum(line)), *(money(minor) for minor in line), share_or_none(rolled, stood))
        for label, line, (stood, rolled) in zip(labels, table, found, strict=True)
    )  # fmt: skip
    why = f"no answer: nothing was {labels[1]} days late at a month's beginning"
    return Measure(
        "roll_rates", f"Roll rate, {labels[1]} days late to later",
        "of what stood in a column at each month's beginning, the share in a later column at "
        "its end (of the last column: still there); settled is paid, credited or given up",
        frame, (("months", count(frame.window.months)), (f"stood in {labels[1]}", money(found[1][0])),
                ("rolled on", money(found[1][1]))),
        *answered(roll_rate(*found[1]), "share", why),
        ("stood in", "balance", *labels, "settled", "rolled on"), rows,
    )  # fmt: skip


class Point(NamedTuple):
    """What was open on a day: columns of the aging, and credit that is not applied. Minor units.

    ``charges`` are what of the columns are interest notes and fees; empty: none.
    """

    day: date
    columns: tuple[int, ...]
    unapplied: int
    charges: tuple[int, ...] = ()

    @property
    def open(self) -> int:
        """All that is open, credit not taken off."""
        return sum(self.columns)

    @property
    def invoices(self) -> tuple[int, ...]:
        """The columns without interest notes and fees."""
        if not self.charges:
            return self.columns
        return tuple(a - b for a, b in zip(self.columns, self.charges, strict=True))

    @property
    def overdue(self) -> int:
        """What of it is past due."""
        return self.open - self.columns[0]


def trend(frame: Frame, points: Sequence[Point], labels: Sequence[str]) -> Measure:
    """The aging at each month's end of the window, and how the overdue share moved."""
    rows = tuple(_trend_row(point) for point in points)
    first, last = points[0], points[-1]
    why = f"no answer: nothing is open in {frame.currency} on {last.day.isoformat()}"
    inputs: tuple[tuple[str, Value], ...] = (
        (f"open {first.day.isoformat()}", money(first.open)),
        (f"open {last.day.isoformat()}", money(last.open)),
    )
    return Measure(
        "aging_trend", "Overdue share of what is open", "overdue / all that is open, at each month's end",
        frame, inputs, *answered(ratio(last.overdue, last.open), "share", why),
        ("day", *labels, "unapplied", "balance", "overdue", "over the last edge"), rows,
    )  # fmt: skip


def _trend_row(point: Point) -> tuple[Cell, ...]:
    return (
        point.day.isoformat(), *(money(minor) for minor in point.columns),
        money(point.unapplied), money(point.open - point.unapplied),
        share_or_none(point.overdue, point.open),
        share_or_none(point.columns[-1], point.open),
    )  # fmt: skip
