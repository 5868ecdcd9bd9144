"""The queue on a book of tens of millions and long numbers: no figure is ever cut."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest

from ledgerlane.screens.painting import Line, short_day, text_of
from ledgerlane.screens.queue_columns import cells, columns
from ledgerlane.screens.widgets.table import heading, paint_row

TODAY = date(2020, 5, 15)


@dataclass(frozen=True)
class Account:
    number: str
    name: str
    b1: int
    b2: int
    b3: int
    b4: int = 0
    customer: int = 1
    currency: str = "USD"
    oldest_due: date | None = TODAY - timedelta(days=163)
    risk: str = "new"
    priority: str = "A"
    status: str = ""
    why: str = "agency review"
    next_day: date | None = date(2020, 5, 26)
    next_words: str = ""
    owner: str = ""
    exit: str = ""

    @property
    def overdue(self) -> int:
        return self.b1 + self.b2 + self.b3 + self.b4


WALMART = Account(
    "0200769623", "WAL-MAR systems", 18_826_312_12, 27_393_677_37, 2_282_142_06
)
BAKERY = replace(WALMART, number="0140106408", name="BAKERY us", b1=77_932_81)


def shown(width: int, *rows: Account, buckets: bool = True) -> list[str]:
    which = columns(rows, TODAY, width, buckets)
    painted: list[Line] = [heading(which, width)]
    painted += [
        paint_row(cells(row, which, TODAY), which, width, " > ", "") for row in rows
    ]
    return [text_of(row) for row in painted]


def test_at_120_all_that_has_figures_is_shown_and_the_empty_bucket_is_gone() -> None:
    assert [row.rstrip() for row in shown(120, WALMART, BAKERY)] == [
        "   Acct       Customer        R       Overdue  Old          1-30         31-60        61-90 St  Why now          Next",
        " > 0200769623 WAL-MAR systems A 48 502 131.55  163 18 826 312.12 27 393 677.37 2 282 142.06     agency review    26 May",
        " > 0140106408 BAKERY us       A 29 753 752.24  163     77 932.81 27 393 677.37 2 282 142.06     agency review    26 May",
    ]


@pytest.mark.parametrize("width", [60, 70, 80, 90, 100, 110, 120, 140, 200])
def test_no_figure_number_or_class_is_cut_at_any_width(width: int) -> None:
    for row in shown(width, WALMART, BAKERY, buckets=width >= 100)[1:]:
        assert len(row) == width
        assert row[3:13] in ("0200769623", "0140106408")
        assert any(total in row for total in (" A 48 502 131.55 ", " A 29 753 752.24 "))
    titles = shown(width, WALMART, BAKERY, buckets=width >= 100)[0].split()
    assert ("61-90" in titles, "91+" in titles) == (width >= 100, width >= 140)


def test_of_a_number_longer_than_ten_the_end_is_shown() -> None:
    long = replace(WALMART, number="DE-0000-4711-0815")
    assert shown(80, long, buckets=False)[1].startswith(" > …4711-0815 WAL-MAR")
    assert shown(80, replace(WALMART, number="7"), buckets=False)[1].startswith(
        " > 7     WAL"
    )


def test_who_is_off_the_list_says_why() -> None:
    off = replace(WALMART, exit="snoozed until 3 Dec", status="SNZ")
    assert " SNZ snoozed until 3 Dec " in shown(120, off)[1]


def test_a_day_has_its_year_where_it_is_another() -> None:
    days = (date(2020, 5, 26), date(2020, 12, 31), date(2021, 1, 2), date(2019, 12, 30))
    assert [short_day(day, TODAY) for day in days] == [
        "26 May", "31 Dec", "02 Jan 21", "30 Dec 19",
    ]  # fmt: skip
    later = replace(WALMART, next_day=date(2021, 1, 2))
    assert shown(120, later)[1].rstrip().endswith(" 02 Jan 21")


def test_customers_without_a_name_leave_their_room_to_their_numbers() -> None:
    nameless = replace(WALMART, number="2125-86311243", name="")
    [_, row] = shown(80, nameless, buckets=False)
    assert row.startswith(" > 2125-86311243 ")
    [_, row] = shown(80, replace(nameless, name="WAL-MAR systems"), buckets=False)
    assert row.startswith(" > …-86311243 WAL-MAR")
