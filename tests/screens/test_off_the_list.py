"""Accounts that a rule keeps off today's list: views that show them, and why they are off."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from desk_book import DeskBook
from screens.fake import press

from ledgerlane.desk import log
from ledgerlane.domain.standing import STATUSES
from ledgerlane.screens.build import build
from ledgerlane.screens.office import DeskOffice
from ledgerlane.screens.painting import as_text
from ledgerlane.screens.settings import BUILT_IN_VIEWS
from ledgerlane.screens.shell import Shell
from ledgerlane.screens.work import Work


@pytest.fixture
def office(tmp_path: Path) -> DeskOffice:
    """On 30 June 2026: C1 snoozed, C3 promised its 40.00 EUR; C2 owes EUR and NOK."""
    kept = DeskBook(tmp_path)
    desk = kept.sit("anna")
    log.record(desk, "C1", "z 3.8. site closed")
    log.record(desk, "C3", "p 40 fri")
    return DeskOffice(desk)


async def shell_on(office: DeskOffice) -> Shell:
    shell = build(Work(office))
    shell.resize(120, 30)
    await shell.go("queue")
    return shell


def numbers(office: DeskOffice, text: str) -> list[str]:
    rows = office.queue(text, again=True).first
    return sorted(f"{row.number}/{row.currency}" for row in rows if row is not None)


@pytest.mark.parametrize(
    ("view", "found"),
    [
        ("My day", "C2/EUR C2/NOK"), ("snoozed", "C1/EUR"), ("on hold", ""), ("promised", "C3/EUR"),
        ("write-off waiting", ""), ("on a plan", ""), ("disputed", ""),
        ("off the list", "C1/EUR C3/EUR"),
    ],
)  # fmt: skip
def test_a_view_for_each_reason(office: DeskOffice, view: str, found: str) -> None:
    assert numbers(office, BUILT_IN_VIEWS[view]) == found.split()


def test_words_and_invoices_and_owners_in_a_filter(office: DeskOffice) -> None:
    assert numbers(office, "NOK") == ["C2/NOK"]
    assert numbers(office, "2002") == ["C2/EUR", "C2/NOK"]
    assert numbers(office, "9999") == []
    assert numbers(office, "owner:bo") == []


async def test_the_row_the_peek_and_the_points_say_why_it_is_off(
    office: DeskOffice,
) -> None:
    shell = await shell_on(office)
    await press(shell, "/status:SNZ⏎")
    text = as_text(shell.paint())
    assert re.search(r" SNZ snoozed until 3 Aug +03 Aug", text)
    assert "off the list: snoozed until 3 Aug" in text
    await press(shell, "i")
    lines = as_text(shell.paint()).splitlines()
    at = next(n for n, row in enumerate(lines) if "Why now: C1" in row)
    assert lines[at + 1].split() == "off the list: snoozed until 3 Aug off".split()


async def test_a_filter_that_makes_no_sense_is_refused_and_the_list_stays(
    office: DeskOffice,
) -> None:
    shell = await shell_on(office)
    await press(shell, "/status:XYZ")
    known = ", ".join(status.casefold() for status in STATUSES)
    assert shell.message[0] == f"status:XYZ: status: takes one of {known}"
    await press(shell, "", "escape", "escape")
    assert "Hansen & Sønn" in as_text(shell.paint())


async def test_the_view_line_says_whose_accounts_are_shown(office: DeskOffice) -> None:
    shell = await shell_on(office)
    for action, words in (("queue.everyone", "everyone's"), ("queue.mine", "only mine")):
        await shell.area.do(action)
        assert f" View: My day, {words}   sort: priority" in as_text(shell.paint())
