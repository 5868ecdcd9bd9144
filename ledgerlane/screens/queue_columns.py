"""Which columns of the queue fit, and what they say: whole columns go before a figure is cut."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from ledgerlane.screens.painting import amount, dashes, short_day
from ledgerlane.screens.widgets.table import Cell, Column, widest
from ledgerlane.screens.work import Row

WIDE, VERY_WIDE = 100, 120
BUCKETS = ("1-30", "31-60", "61-90", "91+")
LONGEST_NUMBER = 10
"""Columns that a customer's number gets at most; of a longer one the end is shown."""
LEAST_NAME, LEAST_WHY = 12, 9
USUAL_NAME, USUAL_WHY = 18, 21
STATUS_STYLES = {
    "BRK": "bad",
    "DEM": "bad",
    "ESC": "warn",
    "DSP": "warn",
    "PTP": "good",
    "PLN": "good",
}


def columns(
    rows: Sequence[Row],
    today: date,
    width: int,
    buckets: bool,
    mixed: bool = False,
    acts_for: Collection[str] = (),
) -> list[Column]:
    """The columns that fit the rows on the glass; a figure gets all the room that it needs.

    ``buckets``: they are wanted; ``mixed``: several currencies, so each row names its own.
    What does not fit goes whole: a bucket where nothing is, the next step's day, then the
    buckets from the youngest.
    """
    names = widest(row.name for row in rows)
    least = min(LEAST_NAME, max(len("Customer"), names))
    shown = _wanted(rows, today, width, buckets, mixed, LEAST_NAME - least)
    for heading, why in _droppable(rows, width):
        spare = width - 3 - sum(column.columns + 1 for column in shown)
        if spare >= least + why + 2:
            continue
        shown = [column for column in shown if column.heading != heading]
    spare = width - 3 - sum(column.columns + 1 for column in shown) - 2
    over = max(0, spare - USUAL_NAME - USUAL_WHY)
    why = min(
        USUAL_WHY, max((len(_why(row, True, acts_for).text) for row in rows), default=0)
    )
    name = min(USUAL_NAME, max(least, spare - why)) + min(14, over // 2)
    name = min(name, max(least, names))
    shown.insert(1, Column("Customer", name))
    at = next(n for n, column in enumerate(shown) if column.heading == "St") + 1
    shown.insert(at, Column("Why now", max(1, spare - name), words=True))
    return shown


def _wanted(
    rows: Sequence[Row], today: date, width: int, buckets: bool, mixed: bool, more: int
) -> list[Column]:
    """Everything but name and reason, which take what is left; each as wide as its widest cell.

    ``more``: columns that names leave to the numbers.
    """
    roomy = width >= VERY_WIDE

    def fitting(heading: str, least: int, right: bool = False) -> Column:
        cells = [len(cell(row, heading, today).text) for row in rows]
        return Column(heading, max((least, len(heading), *cells)), right)

    number = min(LONGEST_NUMBER + more, fitting("Acct", 7 if roomy else 5).columns)
    shown = [Column("Acct", number, keep_end=True), Column("R", 1)]
    shown.append(fitting("Overdue", 13 if roomy else 12, right=True))
    shown += [Column("Cur", 3)] if mixed else []
    shown.append(fitting("Old", 4, right=True))
    if buckets:
        shown += [fitting(each, 11 if roomy else 10, right=True) for each in BUCKETS]
    return [*shown, Column("St", 3), fitting("Next", 6)]


def _droppable(rows: Sequence[Row], width: int) -> list[tuple[str, int]]:
    """Headings in the order in which they give way, and to how many columns of reason."""
    empty = [
        heading
        for at, heading in enumerate(BUCKETS)
        if not any(_buckets(row)[at] for row in rows)
    ]
    buckets = [heading for heading in BUCKETS if heading not in empty]
    others = [*buckets, "Next", "Old"] if width >= VERY_WIDE else ["Next", *buckets, "Old"]
    return [
        *((heading, USUAL_WHY) for heading in empty),
        *((heading, LEAST_WHY) for heading in others),
    ]


def _buckets(row: Row) -> tuple[int, int, int, int]:
    return row.b1, row.b2, row.b3, row.b4


def cells(
    row: Row, columns: Sequence[Column], today: date, acts_for: Collection[str] = ()
) -> list[Cell]:
    """What a queue row says in these columns.

    A row of somebody one stands in for names them; who is off the list says why.
    """
    dated = any(column.heading == "Next" for column in columns)
    return [
        _why(row, dated, acts_for)
        if column.heading == "Why now"
        else cell(row, column.heading, today)
        for column in columns
    ]


def _why(row: Row, dated: bool, acts_for: Collection[str]) -> Cell:
    """Why now, or why not; the day that a step waits since stands once where Next shows it."""
    whose = f"for {row.owner}: " if row.owner in acts_for else ""
    if row.exit:
        return Cell(whose + row.exit, "dim")
    since, _, what = row.why.partition(": ")
    step = dated and since.startswith("since ") and what == row.next_words
    return Cell(whose + (what if step else row.why))


def cell(row: Row, heading: str, today: date) -> Cell:
    """What a queue row says under a heading other than the reason's."""
    if heading in BUCKETS:
        return Cell(dashes(_buckets(row)[BUCKETS.index(heading)], row.currency))
    match heading:
        case "Acct":
            return Cell(row.number)
        case "Customer":
            return Cell(row.name)
        case "R":
            return Cell(row.priority)
        case "Overdue":
            return Cell(amount(row.overdue, row.currency))
        case "Cur":
            return Cell(row.currency)
        case "Old":
            days = (today - row.oldest_due).days if row.oldest_due else 0
            return Cell(str(days) if days > 0 else "")
        case "St":
            return Cell(row.status, STATUS_STYLES.get(row.status, ""))
    return Cell(short_day(row.next_day, today))
