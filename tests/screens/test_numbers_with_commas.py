"""A document number that holds a comma is named like any other: in a case's form, in a plan, by hand."""

from __future__ import annotations

import pytest
from desk_book import LEDGER, DeskBook
from screens.fake import press
from screens.test_day import screen

from ledgerlane.desk import cases, plans
from ledgerlane.screens.build import build
from ledgerlane.screens.keys import pasted
from ledgerlane.screens.office import DeskOffice
from ledgerlane.screens.shell import Shell
from ledgerlane.screens.work import Work

COMMA = '"RE 7,1",C1,Nordvik Bygg AS,2026-04-16,2026-05-15,EUR,80.00,80.00\n'


@pytest.fixture
async def shell(kept: DeskBook) -> Shell:
    kept.take("items", LEDGER + COMMA)
    shell = build(Work(DeskOffice(kept.sit("anna"))))
    await shell.go("queue")
    assert [target.number for target in shell.area.targets()] == ["C1"]
    return shell


@pytest.mark.parametrize("typed", ["RE 7,1, 1002", '1002,"RE 7,1"', " 1002 , RE 7,1"])
async def test_in_the_form_of_a_case(shell: Shell, kept: DeskBook, typed: str) -> None:
    await press(shell, ":support⏎")
    await shell.press(pasted(typed))
    await press(shell, "", "tab")
    await press(shell, "copy⏎")
    assert "support asked on C1 Nordvik Bygg AS" in screen(shell)
    [row] = cases.list_(kept.desk, kind="support", open_only=True)
    case, _ = cases.load(kept.desk, row.id)
    assert sorted(each.ref for each in case.items) == ["ledger/1002", "ledger/RE 7,1"]


async def test_the_invoice_under_the_cursor_is_named_as_it_stands(shell: Shell) -> None:
    await press(shell, "2j")
    await press(shell, ":support⏎")
    assert " > invoice" in screen(shell)
    assert "RE 7,1" in screen(shell).partition(" > invoice")[2].splitlines()[0]
    await press(shell, "", "tab")
    await press(shell, "copy")
    assert "has no open item" not in screen(shell)


async def test_in_a_plan(shell: Shell, kept: DeskBook) -> None:
    await press(shell, "P", *["tab"] * 4)
    await shell.press(pasted("RE 7,1, 1002"))
    await press(shell, "⏎")
    [row] = plans.list_(kept.desk)
    assert "580.00 EUR" in screen(shell)
    assert row.debt == 580_00
