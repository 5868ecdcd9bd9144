"""Two people with the book open: neither overwrites the other unaware."""

from __future__ import annotations

from pathlib import Path

import pytest
from desk_book import DeskBook
from screens.fake import press

from ledgerlane.desk import accounts, book, log, on_the_line, promises
from ledgerlane.desk.desk import Desk
from ledgerlane.screens.build import build
from ledgerlane.screens.office import DeskOffice
from ledgerlane.screens.painting import as_text
from ledgerlane.screens.shell import Shell
from ledgerlane.screens.work import Work


class Two:
    """Anna's app, and Bo at a desk of his own."""

    def __init__(self, folder: Path) -> None:
        kept = DeskBook(folder)
        self.shell: Shell = build(Work(DeskOffice(kept.sit("anna"))))
        self.bo: Desk = book.open_book(kept.path, as_name="bo", clock=kept.clock)
        self.anna = kept.desk
        self.clock = kept.clock


@pytest.fixture
def two(tmp_path: Path) -> Two:
    return Two(tmp_path)


async def test_a_promise_on_what_somebody_else_changed_is_asked_about_first(
    two: Two,
) -> None:
    shell = two.shell
    await shell.go("queue")
    await press(shell, "gC1⏎")
    log.record(two.bo, "C1", "p 700 fri")
    await press(shell, "p 200 fri⏎")
    text = as_text(shell.paint())
    assert "changed since you looked: C1: bo: PROMISE 700.00 EUR by" in text
    assert "Save yours all the same?" in text
    assert len(promises.list_(two.anna)) == 1
    assert shell.area.targets()[0].number == "C1"
    await press(shell, "", "escape")
    assert [row.minor for row in promises.list_(two.anna, state="open")] == [70_000]
    await press(shell, "", "enter")
    states = {row.minor: row.state for row in promises.list_(two.anna)}
    assert states == {70_000: "superseded", 20_000: "open"}


async def test_a_result_of_one_key_is_recorded_and_what_changed_is_said(two: Two) -> None:
    shell = two.shell
    await shell.go("queue")
    await press(shell, "gC1⏎")
    log.record(two.bo, "C1", "p 700 fri")
    await press(shell, "n")
    assert shell.message[0].startswith("spoke on 2026-06-30: why all the same?")
    assert "changed since you looked: C1: bo: PROMISE 700.00 EUR" in shell.message[0]
    assert "why" in as_text(shell.paint())
    await press(shell, "other invoice⏎")
    told = [(a.words, a.note) for a in accounts.show(two.anna, "C1").dossier.timeline()]
    assert told[-1] == ("no answer", "other invoice")


async def test_the_header_says_how_many_changed_and_the_cursor_stays(two: Two) -> None:
    shell = two.shell
    await shell.go("queue")
    await press(shell, "j")
    assert not await shell.notice()
    here = shell.area.targets()
    log.record(two.anna, "C2/NOK", "n")
    assert not await shell.notice()
    log.record(two.bo, "C1", "p 700 fri")
    log.record(two.bo, "C3", "n")
    assert await shell.notice()
    assert "2 changed by bo; ctrl+l reads it" in as_text(shell.paint())
    assert shell.area.targets() == here
    await press(shell, "", "ctrl+l")
    assert "changed by" not in as_text(shell.paint())


async def test_who_is_on_the_line_is_told_for_half_an_hour(two: Two) -> None:
    shell = two.shell
    await shell.go("queue")
    await press(shell, "gC1⏎")
    c1 = shell.area.targets()[0].customer
    assert not await shell.notice()
    on_the_line.begin(two.bo, c1)
    two.clock.ms += 120_000
    assert await shell.notice()
    shown = as_text(shell.paint())
    assert "bo is on the line, 2 min" in shown
    assert "changed by" not in shown  # nothing was recorded
    await press(shell, "J")
    await shell.notice()
    assert "on the line" not in as_text(shell.paint())  # another account
    await press(shell, "K")
    two.clock.ms += 29 * 60_000
    await shell.notice()
    assert "on the line" not in as_text(shell.paint())  # forgotten after half an hour


async def test_who_writes_on_an_account_is_on_the_line_with_it(two: Two) -> None:
    shell = two.shell
    await shell.go("queue")
    await press(shell, "gC1⏎")
    c1 = shell.area.targets()[0].customer
    await press(shell, "p")
    await shell.notice()
    assert on_the_line.words(two.bo, c1) == "anna is on the line, 0 min"
    assert on_the_line.words(two.anna, c1) == ""
    await press(shell, "", "escape")
    await shell.notice()
    assert on_the_line.words(two.bo, c1) == ""
    await press(shell, "p500 fri")
    await shell.notice()
    await press(shell, "⏎")
    await shell.notice()
    assert on_the_line.words(two.bo, c1) == ""


async def test_who_dialled_is_on_the_line_until_it_is_recorded(two: Two) -> None:
    shell, office = two.shell, two.shell.work.office
    await shell.go("queue")
    await press(shell, "gC1⏎")
    c1 = shell.area.targets()[0].customer
    assert isinstance(office, DeskOffice)
    office.dialled = c1  # as `dial` leaves it
    await shell.notice()
    assert on_the_line.words(two.bo, c1) == "anna is on the line, 0 min"
    await press(shell, "n")
    await shell.notice()
    assert on_the_line.words(two.bo, c1) == ""
    office.dialled = c1
    await shell.notice()
    office.hang_up()
    assert on_the_line.words(two.bo, c1) == ""
