"""The customer screen on a book of tens of millions: what is open is shown at every width."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from screens.fake import FakeOffice, press

from ledgerlane.domain.account import Item
from ledgerlane.domain.money import Money
from ledgerlane.screens.account_lines import (
    ItemColumns,
    customer_head,
    item_columns,
    item_heading,
    item_line,
    peek,
)
from ledgerlane.screens.build import build
from ledgerlane.screens.painting import text_of
from ledgerlane.screens.shell import Modes
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


def test_amounts_by_age_that_are_none_give_way() -> None:
    seen = Large().account(USD)
    assert text_of(customer_head(seen, "", 60)[2]).rstrip() == (
        " Overdue 84 310.50 USD  |  31-60 21 310.50  61-90 63 000.00"
    )


def test_no_amount_by_age_is_dropped_it_takes_another_row() -> None:
    seen = replace(
        Large().account(USD), buckets=(18_826_312_12, 27_393_677_37, 2_146_249_76, 0)
    )
    assert [text_of(row).rstrip() for row in customer_head(seen, "", 80)[2:]] == [
        " Overdue 48 366 239.25 USD  |  1-30 18 826 312.12  31-60 27 393 677.37",
        "                            |  61-90 2 146 249.76",
    ]
    assert [text_of(row).rstrip() for row in customer_head(seen, "", 60)[2:]] == [
        " Overdue 48 366 239.25 USD  |  1-30 18 826 312.12",
        "                            |  31-60 27 393 677.37",
        "                            |  61-90 2 146 249.76",
    ]
    assert len(customer_head(seen, "", 120)) == 3


async def test_where_the_head_is_higher_the_invoices_are_where_they_are_clicked() -> None:
    class Aged(Large):
        def account(self, target: Target) -> Seen:
            seen = super().account(target)
            return replace(seen, buckets=(18_826_312_12,) * 4, target=target)

    shell = build(Work(Aged()))
    await shell.go("customer")
    rows = [text_of(row) for row in shell.paint()]
    assert rows[4].startswith("                            |  61-90 18 826 312.12")
    assert "1930576887" in rows[7]
    await shell.click(8, 8)
    assert " > 1930580794" in text_of(shell.paint()[8])
    assert len(rows) == 24


async def test_a_long_message_covers_nothing_of_the_account() -> None:
    shell = build(Work(Large()))
    await shell.go("queue")
    before = [text_of(row) for row in shell.paint()]
    shell.say("a message of many words " * 5)
    after = [text_of(row) for row in shell.paint()]
    assert after[:21] == before[:21]
    assert after[21].startswith(" a message")
    assert after[22].startswith("   ")
    assert after[23] == before[23]


async def test_in_a_window_too_small_only_quitting_is_heard() -> None:
    office = Large()
    shell = build(Work(office))
    await shell.go("queue")
    shell.resize(50, 12)
    await press(shell, "n2W")
    assert (office.recorded, shell.area_name, shell.overlay) == ([], "queue", None)
    rows = [text_of(row).rstrip() for row in shell.paint()]
    assert rows[:3] == ["50x12 is too small; ledgerlane needs 60x15; ctrl+q", "quits", ""]
    await press(shell, "", "ctrl+q")
    assert shell.effects == [("quit", "")]


@pytest.mark.parametrize(
    ("columns", "rows", "says"),
    [
        (40, 10, ["40x10 is too small; ledgerlane needs", "60x15; ctrl+q quits"]),
        (20, 2, ["needs 60x15; ctrl+q", "quits"]),
        (12, 1, ["needs 60x15"]),
        (5, 2, ["needs", "60x15"]),
        (5, 1, ["60x15"]),
        (3, 1, ["60…"]),
    ],
)
async def test_a_window_too_small_says_what_is_needed_in_words_that_fit(
    columns: int, rows: int, says: list[str]
) -> None:
    shell = build(Work(Large()))
    await shell.go("queue")
    shell.resize(columns, rows)
    shown = [text_of(row).rstrip() for row in shell.paint()]
    assert [row for row in shown if row] == says


async def test_redo_shows_the_account_again() -> None:
    shell = build(Work(Large()))
    await shell.go("queue")
    await press(shell, "jjnu")
    assert shell.area.targets()[0].number == "30077"
    await press(shell, "kkU")
    assert shell.area.targets()[0].number == "30077"


async def test_help_lies_over_a_panel_and_gives_it_back() -> None:
    shell = build(Work(Large()))
    await shell.go("queue")
    await press(shell, "f?")
    text = "\n".join(text_of(row) for row in shell.paint())
    assert " Keys in queue" in text
    await press(shell, "", "escape")
    assert any(" View " in text_of(row) for row in shell.paint()[10:])
    await press(shell, "My⏎")
    assert shell.overlay is None


async def test_the_hardware_cursor_is_on_the_selected_row() -> None:
    shell = build(Work(Large()), modes=Modes(accessible=True))
    await shell.go("queue")
    await press(shell, "j")
    for _ in range(2):
        column, row = shell.cursor()
        assert text_of(shell.paint()[row])[column] == ">"
        await press(shell, "2")


async def test_the_header_says_which_day_it_is() -> None:
    shell = build(Work(FakeOffice()))
    await shell.go("queue")
    for width, day in ((140, " Mon 23 Nov 2026  anna"), (80, " 23 Nov  anna")):
        shell.resize(width, 24)
        assert day in text_of(shell.paint()[0])


async def test_the_view_line_counts_what_was_done_today() -> None:
    shell = build(Work(FakeOffice()))
    await shell.go("queue")
    for keys, words in (
        ("", "10 accounts  "),
        ("nv", "10 accounts, 2 done today  "),
        ("u", ", 1 done"),
    ):
        await press(shell, keys)
        assert words in text_of(shell.paint()[1])


def test_the_head_says_on_which_terms_they_are_and_how_much_of_the_limit_is_used() -> None:
    seen = FakeOffice().account(USD)
    limit = replace(seen.customer, credit_limit=Money(50_000_00, seen.target.currency))
    over = replace(seen, customer=limit, not_due=0, buckets=(60_000_00, 0, 0, 0),
                   unapplied=1_000_00, credit="CASH ONLY", posted=1_000_00)  # fmt: skip
    head = text_of(customer_head(over, "", 120)[0]).rstrip()
    assert head.endswith("CASH ONLY   limit 50 000.00  used 118%"), head
    assert "CASH ONLY" in text_of(peek(over, None, TODAY, 120, True)[0])
    assert "CREDIT HOLD" not in head


def test_what_was_posted_for_no_invoice_is_named_after_the_buckets_it_does_not_lower() -> (
    None
):
    seen = FakeOffice().account(USD)
    paid = replace(
        seen, buckets=(0, 21_310_50, 63_000_00, 0), unapplied=5_000_00, posted=5_000_00
    )
    assert paid.overdue == 79_310_50
    rows = [text_of(row) for row in customer_head(paid, "", 80)]
    assert "unapplied 5 000.00" in rows[1]
    assert rows[2].startswith(" Overdue 79 310.50 USD")
    assert (
        rows[2].rstrip().endswith("31-60 21 310.50  61-90 63 000.00  posted -5 000.00")
    ), rows[2]
    reach = replace(
        seen.customer.contact,
        phone="+47 22 19 40 11",
        name="Kari Anne Moe",
    )
    long = replace(
        paid, customer=replace(seen.customer, contact=reach), calling="opens Fri 09:00"
    )
    assert (
        text_of(customer_head(long, "", 80)[1])
        .rstrip()
        .endswith("opens Fri 09:00             unapplied 5 000.00")
    )
    over = replace(paid, posted=90_000_00)
    assert over.overdue == 0


@pytest.mark.parametrize("columns", [80, 140])
def test_a_phone_number_is_never_cut_and_what_does_not_fit_goes_whole(columns: int) -> None:
    seen = FakeOffice().account(USD)
    contact = replace(seen.customer.contact, name="Kari Moe", phone="+47 22 19 40 11", email="kari.moe.innkjop@nordvik.example")  # fmt: skip
    shown = replace(seen, customer=replace(seen.customer, contact=contact), not_due=15_800_00,
                    calling="opens Tue 09:00 in Kolkata, 03:30 here")  # fmt: skip
    reach = text_of(customer_head(shown, "", columns)[1])
    assert "Kari Moe  +47 22 19 40 11  opens Tue 09" in reach
    assert ("kari.moe.innkjop@nordvik.example" in reach) == (columns == 140)
    assert ("kari.moe" in reach) == (columns == 140)


async def test_of_a_script_that_has_no_room_a_key_shows_all() -> None:
    said = ("Restate: 15 000.00 was promised.", "The other invoices fall due soon. " * 4, "From which account do they pay?")  # fmt: skip

    class Wordy(FakeOffice):
        def account(self, target: Target) -> Seen:
            return replace(super().account(target), script=said)

    shell = build(Work(Wordy()))
    shell.resize(80, 15)
    await shell.go("customer")
    text = "\n".join(text_of(row) for row in shell.paint())
    assert "From which account" not in text
    assert re.search(r"SCRIPT Restate.*… +t: all $", text, re.MULTILINE)
    await press(shell, "t")
    text = " ".join(" ".join(text_of(row) for row in shell.paint()).split())
    assert "Script: 10482 Nordvik Bygg AS" in text
    for at, words in enumerate(said, start=1):
        assert f"{at} {words.strip()}" in text
    await press(shell, "", "escape")
    assert shell.overlay is None


def test_credit_is_never_late() -> None:
    owed = item("1930576887", 81_211_65)
    credit = replace(owed, kind="credit_note", open=Money(-5_000, "USD"))
    assert (owed.days_late(TODAY), credit.days_late(TODAY)) == (97, 0)
    shown = item_columns([owed, credit], TODAY, 80)
    row = text_of(item_line(credit, "", TODAY, shown, 80, False))
    assert " 97 " not in row
    assert row.rstrip().endswith("-50.00  credit note")
