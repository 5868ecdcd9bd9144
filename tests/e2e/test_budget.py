"""The keystroke budget of the queue: control keys besides the text itself, counted over a pty."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from e2e.app import account_of, app, cursors, painted, quit_app, selected
from e2e.terminal import ENTER, Terminal
from program import asked, said

from ledgerlane.domain.money import plain


@dataclass(frozen=True)
class Act:
    """Keys a collector presses for something; ``words`` is text, which is not counted.

    ``seen`` may name the ``{overdue}`` sum and the ``{currency}`` of the account.
    """

    name: str
    budget: int
    keys: tuple[str, ...]
    seen: str
    recorded: tuple[str, ...]
    words: str = ""
    onward: int = 1

    @property
    def typed(self) -> str:
        """All of it as typed: the text comes after the first key."""
        return self.keys[0] + self.words + "".join(self.keys[1:])


DAY = (
    Act("no answer", 1, ("n",), "NO ANSWER", ("n",)),
    Act("voicemail", 1, ("v",), "VOICEMAIL", ("v",)),
    Act("promise of all overdue in 7 days", 2, ("p", ENTER), "PROMISE {overdue} by", ("p",)),
    Act("promise, amount and date", 2, ("p", ENTER), "PROMISE 20.00 {currency} by", ("p",), "20 fri"),
    Act("promise, reason and note", 2, ("p", ENTER), "“says bank”", ("p",), "20 fri /cf says bank"),
    Act("call back tomorrow", 2, ("c", ENTER), "CALL BACK", ("c",)),
    Act("dispute with a note", 2, ("d", ENTER), "“pallets broken”", ("d",), "pallets broken"),
    Act("three marked, no answer", 4, (" ", " ", " ", "n"), "on 3 accounts", ("n", "n", "n"), onward=3),
)  # fmt: skip


VIEW = "--view", ">200 owner:all"
"""Accounts that owe what is promised here, on whatever day it is."""


def recorded(book: Path, today: str) -> list[tuple[str, str, bool]]:
    """Account, code and whether taken back, of today's entries, next steps aside."""
    return [
        (entry["customer"], entry["code"], entry["undone"])
        for entry in said(book, today)
        if entry["day"] == today and entry["kind"] not in ("step", "batch")
    ]


def test_a_day_inside_the_budget(book: Path) -> None:
    queue = asked(book, "queue", *VIEW, "--limit", "20")
    rows, today = queue["rows"], queue["as_of"]
    accounts = [row["customer"] for row in rows]
    expected = recorded(book, today)
    at = 0
    with painted(app(book, *VIEW)) as terminal:
        for act in DAY:
            assert len(act.keys) <= act.budget, act.name
            assert account_of(selected(terminal.text())) == accounts[at]
            terminal.send(act.typed)
            terminal.expect(words(act.seen, rows[at]))
            at += act.onward
            expect_row(terminal, accounts[at])
            worked = accounts[at - act.onward : at]
            expected += [(a, c, False) for a, c in zip(worked, act.recorded, strict=True)]
            assert recorded(book, today) == expected, act.name
        terminal.send("u")
        terminal.expect("taken back")
        expected[-3:] = [(a, c, True) for a, c, _ in expected[-3:]]
        expected += [(account, "u", False) for account in reversed(accounts[at - 3 : at])]
        quit_app(terminal)
    assert recorded(book, today) == expected


def words(text: str, row: dict[str, Any]) -> str:
    """What an act shows on the account of that row."""
    currency = row["currency"]
    overdue = f"{plain(row['overdue'], currency)} {currency}"
    return text.format(overdue=overdue, currency=currency)


def expect_row(terminal: Terminal, account: str) -> None:
    """Wait until the cursor is on that account."""
    terminal.expect_that(
        lambda screen: [account_of(row) for row in cursors(screen)] == [account], account
    )
