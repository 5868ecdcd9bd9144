"""Hostile names on every screen of the app: only our bytes leave, every word of theirs is seen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from e2e.app import app, painted, quit_app
from e2e.terminal import ENTER, ESC, Terminal
from hostile.hostile_book import number
from hostile.names import names
from hostile.whitelist import SEQUENCE, raw_names, strangers
from program import asked, ok

from ledgerlane.domain.plain_text import clean, is_clean, width

ALL = ("--view", "owner:all off:show")
REDRAW, PAGE_DOWN, COMMANDS = "\x0c", "\x1b[6~", ":"
NASTY = [at for at, name in enumerate(names()) if not is_clean(name) or "[" in name]
LONG = 60


@contextmanager
def watched(
    book: Path, *options: str, columns: int = 80, lines: int = 24, copying: bool = False
) -> Iterator[Terminal]:
    """The app, painted; at the end it still works, and all it ever sent is proven to be ours."""
    with painted(app(book, *options, columns=columns, lines=lines)) as terminal:
        yield terminal
        quit_app(terminal)
        assert strangers(bytes(terminal.raw), copying=copying) == []
        assert raw_names(bytes(terminal.raw), names()) == []


def redrawn(terminal: Terminal) -> str:
    """Everything on the screen as it is sent when painted anew, without our sequences."""
    terminal.expect_that(lambda screen: "read again" not in screen, "another message")
    start = len(terminal.raw)
    terminal.send(REDRAW)
    terminal.expect("read again")
    terminal.expect("? help")
    return SEQUENCE.sub("", bytes(terminal.raw[start:]).decode(errors="replace"))


def is_told(name: str, screen: str) -> bool:
    """Whether every word of a name is on the screen; a very long name may be cut."""
    shown = clean(name)
    if width(shown) > LONG:
        return shown[:25] in screen
    return all(word in screen for word in shown.split())


def test_every_customer_is_shown_with_every_word(book: Path) -> None:
    total = len(names())
    seen = set()
    with watched(book, *ALL, columns=140, lines=24) as terminal:
        terminal.send(ENTER)
        for at in range(total):
            terminal.expect(f"queue {at + 1} of {total}")
            screen = redrawn(terminal)
            account = next(n for n in range(total) if f" {number(n)} " in screen)
            assert is_told(names()[account], screen), (account, screen)
            seen.add(account)
            terminal.send("J")
        terminal.expect("that was the last account")
    assert seen == set(range(total))


@pytest.mark.parametrize(("columns", "lines"), [(60, 15), (80, 24), (140, 40), (300, 100)])
def test_the_queue_page_by_page(book: Path, columns: int, lines: int) -> None:
    with watched(book, *ALL, columns=columns, lines=lines) as terminal:
        for _ in range(len(names()) // max(1, lines - 12) + 1):
            redrawn(terminal)
            terminal.send(PAGE_DOWN)
            terminal.expect_that(lambda screen: "read again" not in screen, "the next page")


def test_plans_and_approvals_one_by_one(book: Path) -> None:
    plans, requests = asked(book, "plans")["rows"], asked(book, "approve", "list")["rows"]
    assert len(plans) > 3
    assert len(requests) > 3
    with watched(book, "--as", "sam", columns=140, lines=30) as terminal:
        for key, rows in (("3", plans), ("5", requests)):
            terminal.send(key)
            terminal.expect(f"[{key} ")
            for row in rows:
                screen = redrawn(terminal)
                assert is_told(row["name"][:20], screen)
                terminal.send("j")
                terminal.expect_that(lambda now: "read again" not in now, "the next row")
        terminal.send("r")
        terminal.expect("return with which question")
        terminal.send(ESC + ENTER)
        terminal.expect("Request WO-")
        terminal.send(ESC + "4")
        terminal.expect("[4 Letters]")
        terminal.send("6")
        terminal.expect("[6 Board]")


def test_who_pays_most_in_a_week_of_the_board(book: Path) -> None:
    paying = NASTY[:12]
    for at in paying:
        ok(book, "log", number(at), "p 500 +3")
    with watched(book, columns=140, lines=40) as terminal:
        terminal.send("6")
        terminal.expect("CASH EXPECTED")
        terminal.expect_that(lambda screen: "reading" not in screen, "everything is read")
        terminal.send("\t\t\t\tj" + ENTER)  # under "No history yet"
        terminal.expect("type to narrow down")
        screen = terminal.text()
        for at in paying:
            assert clean(names()[at])[:20] in screen, (at, screen)
        terminal.send(ESC)
        terminal.expect("CASH EXPECTED")


def test_everything_that_lies_over_a_screen(book: Path) -> None:
    with watched(book, *ALL, copying=True) as terminal:
        for at in NASTY[:24:3]:
            go_to(terminal, at)
            for keys, shows in (
                ("i", "Why now: "),
                ("h", "History of"),
                ("P", "Payment plan for"),
                ("W", "Write off which items of"),
                ("p1 ; x", "PROMISE"),
                ("\t", "amount"),
                ("\x00", "type to narrow down"),
                (":", "Command"),
                ("ys", "sent to the terminal's clipboard"),
            ):
                terminal.send(keys)
                terminal.expect(shows)
                if keys not in ("p1 ; x", "\t"):
                    terminal.send(ESC)
                    if keys == "\x00":
                        terminal.expect("enter save+next")
                        terminal.send(ESC + ESC)
                    if keys != "ys":
                        terminal.expect("p promise")


def go_to(terminal: Terminal, at: int) -> None:
    """Open an account by its number; what it is called is listed on the way."""
    terminal.send("g" + number(at))
    terminal.expect("> " + number(at))
    terminal.send(ENTER)
    terminal.expect(f" {number(at)} ")
    terminal.expect("[2 Customer]")


def test_a_hostile_paste_is_shown_recorded_and_never_obeyed(book: Path) -> None:
    evil = "ink \x1b]0;owned\x07\x9b31m \u202ered\nnext"
    with watched(book, *ALL) as terminal:
        go_to(terminal, 5)
        before = ok(book, "sync", "export", "activities").out
        terminal.send(f"\x1b[200~x\x1b\r\x1bn\x1bnn\rv{evil}\x1b[201~")
        terminal.expect("pasted text is only taken where you are typing")
        assert ok(book, "sync", "export", "activities").out == before
        terminal.send("o")
        terminal.expect("enter save+next")
        terminal.send(f"\x1b[200~{evil}\x1b[201~")
        terminal.expect("next”")
        terminal.send(ENTER)
        terminal.expect("NOTE")
        terminal.send(f"/\x1b[200~{evil}\x1b[201~" + ESC)
        terminal.expect("[2 Customer]")
    note = asked(book, "show", number(5))["history"][0]["note"]
    assert is_clean(note)
    assert "␛]0;owned␇" in note


def test_names_that_are_links_do_nothing_wherever_they_are_clicked(book: Path) -> None:
    before = ok(book, "sync", "export", "activities").out
    with watched(book, *ALL, columns=140, lines=40) as terminal:
        for area, title in (("1", "[1 Queue]"), ("2", "[2 Customer]"), ("3", "[3 Plans]"), ("5", "[5 Approve]")):  # fmt: skip
            terminal.send(area)
            terminal.expect(title)
            for line in range(2, 41):
                for column in range(1, 141, 4):
                    terminal.click(column, line)
                while terminal.read(0):
                    pass
            redrawn(terminal)
            assert title in terminal.text()
    assert ok(book, "sync", "export", "activities").out == before
