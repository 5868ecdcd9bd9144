"""The customer screen on a book of tens of millions: what is open is shown at every width."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from screens.fake import FakeOffice

from ledgerlane.domain.account import Item
from ledgerlane.domain.money import Money
from ledgerlane.screens.account_lines import (
    ItemColumns,
    customer_head,
    item_columns,
    item_heading,
    item_line,
)
from ledgerlane.screens.build import build
from ledgerlane.screens.painting import text_of
from ledgerlane.screens.work import Seen, Target, Work

TODAY = date(2020, 5, 15)
USD = Target(1, "USD", "0200769623", "WAL-MAR systems")


def item(number: str, minor: int) -> Item:
    money = Money(minor, "USD")
    return Item(f"erp/{number}", number, "invoice", date(2019, 12, 5), date(2020, 2, 8),
                money, money, Money(0, "USD"))  # fmt: skip


ITEMS = (item("1930576887", 48_502_131_55), item("1930580794", 81_211_65))


class Large(FakeOffice):
    """The account's invoices are large ones."""

    def account(self, target: Target) -> Seen:
        return replace(super().account(target), items=ITEMS, target=USD)

    def today(self) -> date:
        return TODAY


def test_each_column_is_as_wide_as_its_widest_cell() -> None:
    shown = item_columns(ITEMS, TODAY, 120)
    assert shown == ItemColumns(10, 9, 9, 4, 13, 13)
    assert text_of(item_heading(shown, 80)).rstrip() == (
        "   INVOICES   issued    due       days        amount          open  note"
    )
    assert text_of(item_line(ITEMS[0], "", TODAY, shown, 80, True)).rstrip() == (
        " > 1930576887 05 Dec 19 08 Feb      97 48 502 131.55 48 502 131.55"
    )


@pytest.mark.parametrize("width", [34, 40, 52, 60, 67, 80, 120])
def test_what_is_open_is_never_cut(width: int) -> None:
    shown = item_columns(ITEMS, TODAY, width)
    row = text_of(item_line(ITEMS[0], "a note", TODAY, shown, width, False))
    assert "48 502 131.55" in row
    assert len(row) == width


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (120, 40), (140, 40)])
async def test_the_screen_says_where_we_are_and_what_is_open_altogether(
    size: tuple[int, int],
) -> None:
    shell = build(Work(Large()))
    shell.resize(*size)
    await shell.go("customer")
    text = [text_of(row) for row in shell.paint()]
    assert " 1 of 2: 48 583 343.20 USD open " in text[4]
    assert " 1930576887 " in text[6]
    assert " 48 502 131.55 " in text[6]


def test_amounts_by_age_give_way_whole() -> None:
    seen = Large().account(USD)
    assert text_of(customer_head(seen, "", 60)[2]).rstrip() == (
        " Overdue 84 310.50 USD  |  31-60 21 310.50  61-90 63 000.00"
    )
    assert text_of(customer_head(seen, "", 50)[2]).rstrip() == (
        " Overdue 84 310.50 USD  |  61-90 63 000.00"
    )
