"""Agencies in the app: placed, recalled, remitted in forms that show what comes of it; the lists."""

from __future__ import annotations

import pytest
from desk_book import DeskBook
from placing import AGENCIES, named, place
from screens.fake import press

from ledgerlane.desk import cases, log
from ledgerlane.screens.build import build
from ledgerlane.screens.office import DeskOffice
from ledgerlane.screens.painting import as_text
from ledgerlane.screens.shell import Shell
from ledgerlane.screens.work import Work


@pytest.fixture
def book(kept: DeskBook) -> DeskBook:
    return named(kept, AGENCIES)


async def on_c1(book: DeskBook, login: str = "anna") -> Shell:
    shell = build(Work(DeskOffice(book.sit(login))))
    await shell.go("queue")
    await press(shell, "gC1⏎")
    return shell


async def test_a_placement_shows_what_it_places_before_it_is_recorded(
    book: DeskBook,
) -> None:
    shell = await on_c1(book)
    await press(shell, ":place⏎1001", "tab")
    await press(shell, "NI")
    shown = as_text(shell.paint())
    assert "1001: 1 000.00 EUR" in shown
    await press(shell, "⏎")
    [row] = cases.list_(book.desk)
    assert (row.state, row.values["agency"]) == ("placed", "NI")
    assert shell.message[0] == f"{row.id}: handed over on C1 Nordvik Bygg AS"
    await press(shell, "⏎")
    shown = as_text(shell.paint())
    assert f"placement {row.id} NI: placed, waits for agency by 30 Jul" in shown
    assert "placed with NI" in shown


async def test_what_cannot_be_placed_is_said_in_the_form(book: DeskBook) -> None:
    shell = await on_c1(book)
    await press(shell, ":place⏎1003", "tab")
    await press(shell, "NI")
    assert "due 15 Jul; only what is overdue is placed" in as_text(shell.paint())


async def test_remittance_and_recall_find_the_accounts_placement(book: DeskBook) -> None:
    shell = await on_c1(book)
    await press(shell, ":recall⏎")
    assert shell.message[0].startswith("nothing to recall: no placement of C1")
    case = place(book, "1001")
    shell = await on_c1(book, "tom")
    await press(shell, ":remit⏎400")
    shown = as_text(shell.paint())
    assert "commission: 50.00 EUR" in shown  # 12.5 %
    assert "net: 350.00 EUR" in shown
    await press(shell, "⏎")
    found, _ = cases.load(book.desk, case)
    assert [each.step for each in found.moves] == ["ask", "hand-over", "remit"]
    shell = await on_c1(book)
    await press(shell, ":recall⏎error⏎")
    assert cases.load(book.desk, case)[0].state == "recalled"


async def test_who_may_not_remit_is_told(book: DeskBook) -> None:
    place(book, "1001")
    shell = await on_c1(book)
    await press(shell, ":remit⏎")
    assert "needs clerk or admin" in as_text(shell.paint())


async def test_the_lists_open_their_accounts(book: DeskBook) -> None:
    shell = await on_c1(book)
    await press(shell, ":placements⏎")
    assert shell.message[0] == "nothing is with an agency"
    log.record(book.desk, "C1", "n")
    await press(shell, ":propose placement⏎")
    shown = as_text(shell.paint())
    assert "C1 Nordvik Bygg AS" in shown
    assert "last step: agency or write off" in shown
    await press(shell, "", "escape")
    place(book, "1001")
    await press(shell, ":placements⏎")
    shown = as_text(shell.paint())
    assert "1 000.00 EUR · NI · reports 30 Jul · since 30 Jun" in shown
    await press(shell, "⏎")
    assert shell.area_name == "customer"


async def test_a_supervisor_reads_it_among_the_approvals_and_places_what_was_shown(
    book: DeskBook,
) -> None:
    log.record(book.desk, "C1", "n")
    case = place(book)
    shell = build(Work(DeskOffice(book.sit("sam"))))
    await shell.go("approve")
    shown = as_text(shell.paint())
    assert "1 500.00 EUR to Nordic Inkasso (third-party)" in shown
    assert "175.00 EUR commission, if all of it is collected" in shown  # 12.5 and 10 %
    assert "WHY       last step: agency or write off" in shown
    await press(shell, "a")
    assert "Place 1 500.00 EUR with Nordic Inkasso of" in as_text(shell.paint())
    await press(shell, "⏎")
    assert shell.message[0] == f"placed: {case} with Nordic Inkasso"
    assert cases.load(book.desk, case)[0].state == "placed"


async def test_a_placement_is_declined_with_the_reason(book: DeskBook) -> None:
    case = place(book)
    shell = build(Work(DeskOffice(book.sit("sam"))))
    await shell.go("approve")
    await press(shell, "dcall them first⏎")
    found, _ = cases.load(book.desk, case)
    assert (found.state, found.word("text")) == ("declined", "call them first")
