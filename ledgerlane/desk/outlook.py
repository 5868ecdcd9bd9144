"""The lower panels of the board: the measures, and the cash that is expected week by week."""

from __future__ import annotations

from ledgerlane.desk import accounts, foresight, reports
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.past import question
from ledgerlane.domain.board import Line, Payer, scope_words
from ledgerlane.domain.forecast import Forecast, Week
from ledgerlane.domain.metrics import words
from ledgerlane.domain.metrics.measure import Measure
from ledgerlane.domain.money import plain
from ledgerlane.domain.timeline import short_day
from ledgerlane.store.estimates import book_habits

BEHIND = {
    "dso": "off:show sort:-open", "best_possible_dso": "in:not_due off:show sort:-open",
    "countback_dso": "off:show sort:-open", "add": "is:overdue off:show sort:-old",
    "cei_period": "is:overdue off:show sort:-open", "cei_monthly": "is:overdue off:show sort:-open",
    "promises_kept": "is:broken off:show", "provision": "in:b4 off:show sort:-old",
    "roll_rates": "is:overdue off:show sort:-old", "benchmark": "is:overdue off:show sort:-old",
    "aging_trend": "is:overdue off:show sort:-open",
}  # fmt: skip
"""The accounts behind a measure, as a view; the others are figures alone."""


SERIES = {"aging_trend": "overdue", "roll_rates": "rolled on"}
"""The column of a measure's table that is drawn: month by month, and from column to column."""


NO_HISTORY = Line(
    "No history yet",
    detail="no invoice in this book was ever paid",
    rows=(
        "Measures of collecting and expected cash come from what was paid, and when.",
        "Import receipts with what they paid, or files of later days: what falls between two is taken for paid.",
    ),
)


def has_history(desk: Desk) -> bool:
    """Whether the book has a paid invoice to learn from."""
    return book_habits(desk.store.db, question(desk).lens) is not None


def measures(desk: Desk, currency: str) -> tuple[Line, ...]:
    """Every measure of a currency over the usual window, for everybody's accounts; of a book without history that."""
    if not has_history(desk):
        return (NO_HISTORY,)
    over = reports.window(desk, None, None, None)
    found = reports.report(desk, list(reports.REPORTS), over, currency=currency)
    return tuple(_measure(each, currency) for each in found)


def _measure(each: Measure, currency: str) -> Line:
    view = BEHIND.get(each.name, "")
    rows = [f"{label}: {text}" for label, text in words.rests_on(each)]
    if each.rows:
        rows += ["", "  ".join(each.columns)]
        rows += ["  ".join(cells) for cells in words.grid(each)]
    return Line(
        each.title, view=f"{view} {scope_words('all', currency)}" if view else "",
        detail=each.answer, rows=tuple(rows), series=_series(each),
    )  # fmt: skip


def _series(each: Measure) -> tuple[int, ...]:
    """The drawn column's shares, per mille; without those that have no whole."""
    name = SERIES.get(each.name)
    if name is None:
        return ()
    at = each.columns.index(name)
    cells = (row[at] for row in each.rows)
    return tuple(round(cell.number * 1000) for cell in cells if not isinstance(cell, str))


def expected(desk: Desk, currency: str) -> tuple[Line, ...]:
    """The cash forecast of a currency, a line a week; empty where nothing is open in it.

    A book without history says so; of its weeks only those in which anything is expected are shown.
    """
    found = {each.currency: each for each in foresight.cash_forecast(desk)}
    forecast = found.get(currency)
    if forecast is None:
        return ()
    known = has_history(desk)
    lines = [] if known else [NO_HISTORY]
    lines += [
        _week(desk, forecast, at, week)
        for at, week in enumerate(forecast.lines())
        if known or week.expected
    ]
    rest = (
        ("later", forecast.later), ("disputed", forecast.disputed),
        ("in court", forecast.in_court), ("never", forecast.never), ("paid by credit", forecast.covered),
    )  # fmt: skip
    return (*lines, *(Line(label, minor=minor) for label, minor in rest if minor))


def _week(desk: Desk, forecast: Forecast, at: int, week: Week) -> Line:
    largest = sorted(forecast.payers[at], reverse=True)
    known = accounts.names(desk, [customer for _, customer in largest])
    payers = tuple(
        Payer(customer, *known[customer], minor)
        for minor, customer in largest
        if customer in known
    )
    low, high = (plain(minor, forecast.currency) for minor in (week.low, week.high))
    kinds = ", ".join(
        f"{name} {plain(minor, forecast.currency)}"
        for name, minor in (
            ("plans", week.plan), ("promises", week.promise), ("habits", week.habit),
        )
        if minor
    )  # fmt: skip
    days = f"{short_day(week.first)} - {short_day(week.last)}"
    return Line(
        days,
        len(payers),
        week.expected,
        detail=f"{low} to {high}",
        rows=(kinds,),
        payers=payers,
        parts=(week.plan, week.promise, week.habit),
    )
