"""Letters over a real terminal: one key accepts and goes on, and what was typed ahead arrives."""

from __future__ import annotations

from pathlib import Path

from e2e.app import account_of, app, cursors, painted, quit_app
from program import asked


def test_letter_accepted_and_next_is_one_key(book: Path) -> None:
    """The budget of the design: letter accepted, next: 1."""
    rows = [row for row in asked(book, "letters", "propose")["rows"] if row["state"] == "proposed"]  # fmt: skip
    first, second, third = (row["customer"] for row in rows[:3])
    with painted(app(book)) as terminal:
        terminal.send("4")
        terminal.expect("to review")
        terminal.expect_that(
            lambda screen: [account_of(row) for row in cursors(screen)] == [first], first
        )
        terminal.send("aa")
        terminal.expect_that(
            lambda screen: [account_of(row) for row in cursors(screen)] == [third], third
        )
        quit_app(terminal)
    states = {row["customer"]: row["state"] for row in asked(book, "letters", "propose")["rows"]}  # fmt: skip
    assert (states[first], states[second], states[third]) == ("accepted", "accepted", "proposed")  # fmt: skip
    assert len(asked(book, "letters", "list", "--state", "accepted")["rows"]) == 2
