"""How many days of sales are unpaid: DSO, rolling, best possible, average delinquent, countback.

The receivable is what is open of invoices, not due and overdue; credit notes and cash that are
not applied are not taken off, so that best possible DSO + ADD = DSO holds exactly. Sales are
the invoices of the window less its credit notes, as the books have them. Interest notes and
fees are no sales, so they stand on neither side: the formulas divide trade receivables by the
sales that made them. What was left out is an input of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import NamedTuple

from ledgerlane.domain.metrics.measure import Frame, Measure, Value, answered, days, money
from ledgerlane.domain.metrics.measure import count as pieces

LEFT_OUT = "interest and fees left out"
"""The input that says what is open beside the invoices."""


class Receivable(NamedTuple):
    """Open invoices on a day, in minor units; ``charges``: interest and fees open beside them."""

    current: int
    overdue: int
    charges: int = 0

    @property
    def whole(self) -> int:
        """All that is open."""
        return self.current + self.overdue


class Period(NamedTuple):
    """Sales of a stretch of days, in minor units."""

    sales: int
    days: int


def days_of_sales(part: int, sales: int, length_days: int) -> Fraction | None:
    """How many days of such sales an amount is; None where nothing was sold."""
    return Fraction(part * length_days, sales) if sales > 0 else None


def dso(frame: Frame, open_: Receivable, sales: int) -> Measure:
    """Days sales outstanding at the pace of the window's sales.

    Formula as creditguru.com (ADD page) and Oracle JD Edwards (balance / sales of n periods).
    """
    return _turned(
        frame, "dso", f"DSO, {_span(frame)}", "open invoices / sales of the window x its days",
        (("open invoices", money(open_.whole)), *_sold(frame, sales)),
        open_, open_.whole, sales,
    )  # fmt: skip


def best_possible(frame: Frame, open_: Receivable, sales: int) -> Measure:
    """The DSO that would be left if nothing were late."""
    return _turned(
        frame, "best_possible_dso", "Best possible DSO",
        "open invoices not yet due / sales of the window x its days",
        (("not yet due", money(open_.current)), *_sold(frame, sales)),
        open_, open_.current, sales,
    )  # fmt: skip


def average_delinquent(frame: Frame, open_: Receivable, sales: int) -> Measure:
    """Average days delinquent: the part of the DSO that is lateness."""
    return _turned(
        frame, "add", "Average days delinquent (ADD)",
        "DSO - best possible DSO = overdue invoices / sales of the window x its days",
        (("overdue", money(open_.overdue)), *_sold(frame, sales)),
        open_, open_.overdue, sales,
    )  # fmt: skip


def countback(
    frame: Frame, receivable: Receivable, newest_first: Iterable[Period]
) -> Measure:
    """DSO by counting back: newest sales are used up first; the last month counts in part.

    ``frame`` names the days of all periods. Formula as the countback method of
    support.benjipays.com; Oracle's table 13-10 contradicts itself and is not followed.
    """
    periods = tuple(newest_first)
    left, used = receivable.whole, Fraction(0)
    rows: list[tuple[Value, Value, Value]] = []
    for sales, length in periods:
        if left <= 0:
            break
        part = Fraction(left * length, sales) if sales > left else Fraction(length)
        used += part
        left -= max(0, min(sales, left))
        rows.append((money(sales), pieces(length), days(part)))
    sold = sum(period.sales for period in periods)
    value = answered(None if left > 0 else used, "days", _never_used_up(sold, periods))
    return Measure(
        "countback_dso", "DSO by countback",
        "whole days of each month, newest first, while the open invoices use up its sales; "
        "of the last month rest / its sales x its days",
        frame,
        (("open invoices", money(receivable.whole)), ("sales looked at", money(sold)),
         ("months looked at", pieces(len(periods))), ("months used", pieces(len(rows))), (LEFT_OUT, money(receivable.charges))),
        *value, ("sales", "days", "days used"), tuple(rows),
    )  # fmt: skip


def _never_used_up(sold: int, periods: Sequence[Period]) -> str:
    if sold <= 0:
        return "no answer: the book knows no sales to count back through"
    length = sum(period.days for period in periods)
    return f"more than {length} days: the sales of the months looked at do not use it up"


def _turned(
    frame: Frame, name: str, title: str, formula: str,
    inputs: tuple[tuple[str, Value], ...], open_: Receivable, part: int, sales: int,
) -> Measure:  # fmt: skip
    inputs = (*inputs, (LEFT_OUT, money(open_.charges)))
    found = days_of_sales(part, sales, frame.window.days)
    value = answered(found, "days", no_sales(frame, sales))
    return Measure(name, title, formula, frame, inputs, *value)


def no_sales(frame: Frame, sales: int) -> str:
    """Why there is nothing to divide by."""
    days_ = f"{frame.window.first.isoformat()} to {frame.window.last.isoformat()}"
    if sales < 0:
        return f"no answer: credit notes exceed the invoices from {days_}"
    return f"no answer: nothing was sold in {frame.currency} from {days_}"


def _sold(frame: Frame, sales: int) -> tuple[tuple[str, Value], ...]:
    return ("sales", money(sales)), ("days", pieces(frame.window.days))


def _span(frame: Frame) -> str:
    months = frame.window.months
    return "one month" if months == 1 else f"rolling over {months} months"
