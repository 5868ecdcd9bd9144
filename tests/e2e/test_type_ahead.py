"""Six accounts in one write to the terminal are six right events, whenever it is written."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from e2e.app import app, painted, quit_app
from program import asked, ok, said

from ledgerlane.screens.widgets.escapes import MOST_PASTED, Escapes

BURST = "nnp1500 fri /cf ok\rvp\rd2 pallets broken\r"
SAVED = "2 pallets broken"
VIEW = "--view", ">1500 cur:NOK owner:all"
"""Accounts that owe what the burst promises, on whatever day it is."""


def entries(book: Path, today: str) -> list[tuple[str, str]]:
    """What I recorded today: account and code; next steps follow from them."""
    return [
        (entry["customer"], entry["code"])
        for entry in said(book, today)
        if entry["day"] == today and entry["kind"] not in ("step", "batch")
    ]


@pytest.mark.parametrize("when", ["right after the start", "after the first paint"])
def test_a_burst_of_six_accounts(book: Path, when: str) -> None:
    queue = asked(book, "queue", *VIEW, "--limit", "7")
    today, accounts = queue["as_of"], [row["customer"] for row in queue["rows"]]
    before = entries(book, today)
    with app(book, *VIEW) as terminal:
        if when == "after the first paint":
            painted(terminal)
        terminal.send(BURST)
        if when == "right after the start":  # on a screen that nobody has seen
            terminal.expect("Typed before this screen was there: “nnp1500 fri /cf ok⏎vp⏎d2")
            assert entries(book, today) == before
            terminal.send("y")
        terminal.expect(f"“{SAVED}”")
        quit_app(terminal)
    new = entries(book, today)[len(before) :]
    assert new == list(zip(accounts[:6], ["n", "n", "p", "v", "p", "d"], strict=True))
    assert_promises(book, date.fromisoformat(today), queue["rows"])
    dispute = asked(book, "show", accounts[5])["disputes"][-1]
    assert (dispute["note"], dispute["state"]) == (SAVED, "open")
    assert ok(book, "verify", "--deep").out == ""


def test_what_was_typed_at_the_shell_records_nothing_unasked(book: Path) -> None:
    """``git status`` and ``vim notes``: g finds nothing, v would have logged a call."""
    today = asked(book, "queue")["as_of"]
    before = said(book, today)
    with app(book) as terminal:
        terminal.send("jgit status\r\x1bvim notes\r")
        terminal.expect("Typed before this screen was there: “vim notes⏎”. Do it now?")
        terminal.send("j")
        terminal.expect("nothing of it was done")
        quit_app(terminal)
    assert said(book, today) == before


def test_a_paste_is_taken_whole_or_refused_with_words(book: Path) -> None:
    today = asked(book, "queue")["as_of"]
    mail = "Dear Kari,\r\nwe pay\ton Friday. " + "All the best " * 150 + "Tor"
    with painted(app(book)) as terminal:
        terminal.send("o")
        terminal.expect("tab fields")
        for length in (2_000, 60_000):
            terminal.send(f"\x1b[200~{'n' * length}\x1b[201~")
            terminal.expect("not pasted: it is longer than the 1998 characters")
        terminal.send(f"\x1b[200~{mail}\x1b[201~")
        terminal.expect("All the best Tor")
        terminal.send("\r")
        terminal.expect("NOTE")
        quit_app(terminal)
    noted = [entry for entry in said(book, today) if entry["code"] == "o"]
    assert noted[-1]["note"] == mail.replace("\r\n", " ").replace("\t", " ")


def assert_promises(book: Path, today: date, rows: list[dict[str, Any]]) -> None:
    """The third account's words, and of the fifth all that is overdue in seven days."""
    friday = today + timedelta((4 - today.weekday() - 1) % 7 + 1)
    third = asked(book, "show", rows[2]["customer"])["promises"][-1]
    assert third["amount"] == {"minor": 150_000, "currency": rows[2]["currency"]}
    assert (third["due"], third["note"]) == (friday.isoformat(), "ok")
    assert third["reason"] == "cash flow"
    fifth = asked(book, "show", rows[4]["customer"])["promises"][-1]
    assert fifth["amount"] == {"minor": rows[4]["overdue"], "currency": rows[4]["currency"]}
    assert fifth["due"] >= (today + timedelta(7)).isoformat()


def test_esc_is_never_lost_among_the_keys_that_follow_it(book: Path) -> None:
    """Esc and a digit in one write: Textual alone would read another letter."""
    with app(book) as terminal:
        terminal.send("i\x1b?\x1b/kolonial\x1b\x1b3\x1b5\x1bg10197\r")
        terminal.expect("[2 Customer]")
        terminal.expect(" 10197 ")
        terminal.send("\x1b1\x1b")
        terminal.expect("[1 Queue]")
        terminal.expect("ctrl+q quits")
        quit_app(terminal)


@pytest.mark.parametrize(
    ("sent", "pieces"),
    [
        (["\x1bs"], ["esc", "s"]),
        (["\x1b", "s"], ["esc", "s"]),
        (["\x1b\r\x1b1"], ["esc", "\r", "esc", "1"]),
        (["\x1b"], ["esc"]),
        (["\x1b\x1b"], ["esc", "esc"]),
        (["\x1b\x1b[A"], ["esc", "\x1b[A"]),
        (["\x1b[", "15~x"], ["\x1b[15~x"]),
        (["\x1bOP\x1b[<0;1;2M"], ["\x1bOP\x1b[<0;1;2M"]),
        (["a\x1b[20", "0~\x1bq\r\x1b[2", "01~\x1b4"], ["a", "paste \x1bq\r", "esc", "4"]),
        (["\x1b[200~\x1b\x1b", "[201~"], ["paste \x1b"]),
        (["\x1b[200~n\x1b", "n"], []),
    ],
)  # fmt: skip
def test_what_the_terminal_sends_is_cut_where_it_means_something_else(
    sent: list[str], pieces: list[str]
) -> None:
    escapes = Escapes()
    found = [piece for part in sent for piece in escapes.pieces(part)]
    found += escapes.nothing_followed()
    shown = {"esc": "esc", "paste": "paste {}", "keys": "{}"}
    assert [shown[piece.kind].format(piece.text) for piece in found] == pieces


def test_a_long_paste_is_cut() -> None:
    escapes = Escapes()
    parts = ["\x1b[200~", *["x" * 4096] * 9, "\x1b[201~n"]
    found = [piece for part in parts for piece in escapes.pieces(part)]
    assert [(kind, len(text)) for kind, text in found] == [
        ("paste", MOST_PASTED),
        ("keys", 1),
    ]
