"""The lower panels of the board: what needs attention, the measures, the cash that is expected."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ledgerlane.domain.board import Line
from ledgerlane.domain.plain_text import width as columns_of
from ledgerlane.screens.painting import Line as Painted
from ledgerlane.screens.painting import (
    Span,
    amount,
    blank,
    fit,
    fit_words,
    line,
    pad,
    right,
)
from ledgerlane.screens.widgets.plots import PARTS, PARTS_PLAIN, bar, spark, stacked
from ledgerlane.screens.widgets.table import Table

LOWER = ("attention", "measures", "forecast")
TITLES = {
    "attention": " NEEDS ATTENTION",
    "measures": " MEASURES by the books, 3 months, all accounts   i formula and inputs",
    "forecast": " CASH EXPECTED, all accounts, 80 % range",
}
SHORT = {
    "measures": " MEASURES by the books, 3 months",
    "forecast": " CASH EXPECTED by week, all accounts",
}
NOTHING = {
    "attention": "nothing: no promise broken, no step missed",
    "measures": "nothing is measured yet",
    "forecast": "nothing is open in this currency",
}
WIDE, SIDE_BY_SIDE = 120, 20
"""Columns and rows from which all three stand beside and below each other."""
STACKED = 30
"""Rows from which all three stand below each other."""
DAYS, AMOUNT = 17, 16
KINDS = ("plans", "promises", "habits")
"""The parts of a week, as `PARTS` draws them."""


class Shown(NamedTuple):
    """A panel and how large it is painted."""

    panel: str
    width: int
    height: int


def layout(chosen: str, width: int, height: int) -> list[list[Shown]]:
    """The panels that fit, in rows of one or two; where only one fits, the one chosen."""
    if width >= WIDE and height >= SIDE_BY_SIDE:
        upper, left = height // 2, width // 2
        return [
            [Shown("attention", left, upper), Shown("measures", width - left, upper)],
            [Shown("forecast", width, height - upper)],
        ]
    if height >= STACKED:
        third = height // 3
        return [
            [Shown("attention", width, third)],
            [Shown("measures", width, third)],
            [Shown("forecast", width, height - 2 * third)],
        ]
    return [[Shown(chosen, width, height)]]


def visible(chosen: str, width: int, height: int) -> list[str]:
    """The panels that `layout` shows."""
    return [each.panel for row in layout(chosen, width, height) for each in row]


def paint(
    shown: Shown, table: Table[Line], lines: Sequence[Line] | None, currency: str, *,
    here: bool, plain: bool,
) -> list[Painted]:  # fmt: skip
    """A panel: its title, then the lines that fit. ``lines`` None: they are being read."""
    rows = [pad(line((_title(shown, plain), "head")), shown.width)]
    table.height = max(1, shown.height - 1)
    table.settle()
    if not lines:
        words = "reading ..." if lines is None else NOTHING[shown.panel]
        rows.append(pad(line((f"   {words}", "dim")), shown.width))
        lines = ()
    largest = max((each.minor or 0 for each in lines if each.detail), default=0)
    for at in range(table.top, min(len(lines), table.top + table.height)):
        mark, style = (" > ", "selected") if here and at == table.current else ("   ", "")
        each = lines[at]
        if shown.panel == "attention":
            spans = _attention(each, currency, shown.width)
        elif shown.panel == "measures":
            spans = _measure(each, shown.width, plain=plain)
        else:
            spans = _week(each, currency, largest, shown.width, plain=plain)
        rows.append(pad((Span(mark, style), *_styled(spans, style)), shown.width))
    return (rows + [blank(shown.width)] * shown.height)[: shown.height]


def _title(shown: Shown, plain: bool) -> str:
    """The longest title that fits; of the cash also the signs of its bars."""
    titles = [TITLES[shown.panel], SHORT.get(shown.panel, "")]
    if shown.panel == "forecast":
        names = zip(PARTS_PLAIN if plain else PARTS, KINDS, strict=True)
        signs = " ".join(f"{sign} {name}" for sign, name in names)
        titles.insert(0, f"{titles[0]}   {signs}")
    return fit(
        next((t for t in titles if columns_of(t) <= shown.width), titles[-1]), shown.width
    )


def _styled(spans: Sequence[str], style: str) -> list[Span]:
    """The words in the row's style; a plot keeps its own."""
    words, *plots = spans
    return [Span(words, style), *(Span(plot) for plot in plots)]


def _attention(each: Line, currency: str, width: int) -> list[str]:
    room = min(width, 100) - 30
    words = f"{each.words}  {each.detail}"
    if not each.detail or columns_of(words) > room:
        words = each.words
    money = amount(each.minor or 0, currency)
    return [f"{right(str(each.number), 5)} {fit(words, room)}{right(money, 18)}"]


def _measure(each: Line, width: int, *, plain: bool) -> list[str]:
    room = min(40, width // 2)
    left = max(0, width - room - 5)
    words = f"{fit(each.words, room)} {fit_words(each.detail, left).rstrip()}"
    drawn = spark(each.series, plain=plain)
    fits = each.series and columns_of(each.detail) + len(drawn) + 2 <= left
    return [words, f"  {drawn}"] if fits else [words]


def _week(each: Line, currency: str, largest: int, width: int, *, plain: bool) -> list[str]:
    """Days, amount, range, and a bar where there is room; without an amount what is said instead."""
    if each.minor is None:
        return [f"{each.words}: {each.detail}"]
    words = f"{fit(each.words, DAYS)}{right(amount(each.minor or 0, currency), AMOUNT)}  {each.detail}"
    if not each.detail:  # later, disputed, in court: no week
        return [words.rstrip()]
    words = f"{words}{' ' * max(1, DAYS + AMOUNT + 32 - columns_of(words))}"
    room = width - columns_of(words) - 5
    if room < 5:
        return [words]
    if each.parts:
        return [words, stacked(each.parts, largest, room, plain=plain)]
    return [words, bar(each.minor or 0, largest, room, plain=plain)]
