"""The board over a real pty: open by age, and Enter shows the accounts behind a line."""

from __future__ import annotations

from pathlib import Path

from e2e.app import app, painted, quit_app
from e2e.terminal import ENTER, ESC
from program import asked

from ledgerlane.domain.money import plain

TAB = "\t"


def test_the_board_and_the_list_behind_its_first_line(book: Path) -> None:
    board = asked(book, "board")
    first = board["attention"][0]
    rows = asked(book, "queue", "--view", first["view"], "--limit", "0")["rows"]
    assert len(rows) == first["number"] > 0
    with painted(app(book)) as terminal:
        terminal.send("6")
        terminal.expect("NEEDS ATTENTION")
        terminal.expect("Collected")
        terminal.expect(first["what"])
        terminal.send(ENTER)
        terminal.expect("[1 Queue]")
        terminal.expect(f"{len(rows)} account")
        for row in rows[:5]:
            terminal.expect(f" {row['customer']} ")
        terminal.send("-" + TAB + ENTER)
        terminal.expect("View: not_due")
        quit_app(terminal)


def test_measures_and_the_cash_expected_over_a_terminal(book: Path) -> None:
    dso = asked(book, "report", "dso", "--months", "3")["measures"][0]
    week = next(
        each["rows"][0]
        for each in asked(book, "report", "forecast")["currencies"]
        if each["currency"] == dso["currency"]
    )
    with painted(app(book)) as terminal:
        terminal.send("6" + TAB * 3)
        terminal.expect("MEASURES by the books")
        terminal.expect("DSO, one month")
        terminal.send("i")
        terminal.expect("formula: open invoices / sales of the window x its days")
        terminal.send(ESC + TAB)
        terminal.expect("CASH EXPECTED")
        terminal.expect(plain(week["expected"], dso["currency"]))
        terminal.send(ENTER)
        terminal.expect("type to narrow down")
        terminal.send(ENTER)
        terminal.expect("[2 Customer]")
        quit_app(terminal)


def test_letters_instead_of_blocks(book: Path) -> None:
    with painted(app(book, "--ascii")) as terminal:
        terminal.send("6")
        terminal.expect("####")
        screen = terminal.expect("Letters, mails")
        assert not any(sign in screen for sign in "█▁▂▃▄▅▆▇─")
        quit_app(terminal)
