"""The board over a real pty: open by age, and Enter shows the accounts behind a line."""

from __future__ import annotations

from pathlib import Path

from e2e.app import app, painted, quit_app
from e2e.terminal import ENTER
from program import asked

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


def test_letters_instead_of_blocks(book: Path) -> None:
    with painted(app(book, "--ascii")) as terminal:
        terminal.send("6")
        terminal.expect("####")
        screen = terminal.expect("Letters, mails")
        assert not any(sign in screen for sign in "█▁▂▃▄▅▆▇─")
        quit_app(terminal)
