"""Looking around over a real pty: sizes, next and previous, marks, filter, go-to, views, reasons."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from e2e.app import app, cursors, painted, quit_app
from e2e.terminal import ENTER, ESC, Terminal
from program import asked

from ledgerlane.domain.plain_text import width

DOWN = "\x1b[B"


def accounts(book: Path, *options: str) -> list[str]:
    return [
        row["customer"] for row in asked(book, "queue", "--limit", "0", *options)["rows"]
    ]


def on(terminal: Terminal, account: str) -> None:
    """Wait until the cursor of the list, and no other, is on that account."""

    def alone(screen: str) -> bool:
        rows = cursors(screen)
        return len(rows) == 1 and account in rows[0]

    terminal.expect_that(alone, account)


def test_another_size_is_painted_anew_and_a_tiny_one_says_so(book: Path) -> None:
    with painted(app(book)) as terminal:
        assert "61-90" not in terminal.text()
        terminal.resize(140, 40)
        screen = terminal.expect("61-90")
        assert screen.splitlines()[0].startswith(" ledgerlane [1 Queue]")
        assert all(width(row) <= 140 for row in screen.splitlines())
        terminal.resize(40, 10)
        terminal.expect("40x10 is too small")
        terminal.resize(80, 24)
        terminal.expect("? help")
        quit_app(terminal)


def test_the_largest_and_the_smallest_size_from_the_start(book: Path) -> None:
    for columns, lines in ((60, 15), (300, 100)):
        with painted(app(book, columns=columns, lines=lines)) as terminal:
            terminal.expect_that(
                lambda screen, lines=lines: (
                    "? help" in "".join(screen.splitlines()[lines - 1 :])
                ),  # type: ignore[misc]
                "the hints in the last row",
            )
            quit_app(terminal)


def test_next_and_previous_customer(book: Path) -> None:
    first, second, *_ = accounts(book)
    with painted(app(book)) as terminal:
        terminal.send(ENTER)
        terminal.expect("queue 1 of")
        terminal.expect(f" {first} ")
        terminal.send("J")
        terminal.expect("queue 2 of")
        terminal.expect(f" {second} ")
        terminal.send("K")
        terminal.expect("queue 1 of")
        terminal.send("K")
        terminal.expect("this is the first one")
        terminal.send(ESC)
        terminal.expect("[1 Queue]")
        quit_app(terminal)


def test_marks_undo_and_redo(book: Path) -> None:
    rows = accounts(book)
    with painted(app(book)) as terminal:
        terminal.send("  ")
        terminal.expect_that(lambda screen: screen.count("\n  *") == 2, "two marks")
        terminal.send("o rings back later\r")
        terminal.expect("on 2 accounts")
        terminal.send("u")
        terminal.expect("taken back")
        terminal.send("U")
        terminal.expect("brought back")
        quit_app(terminal)
    for account in rows[:2]:
        notes = [e for e in asked(book, "show", account)["history"] if e["code"] == "o"]
        assert [(e["note"], e["undone"]) for e in notes] == [("rings back later", False)]


def test_a_filter_as_you_type_and_esc_clears_it(book: Path) -> None:
    rows = asked(book, "queue", "--limit", "0")["rows"]
    words = Counter(word for row in rows for word in set(row["name"].casefold().split()))
    number, word = next(
        (row["customer"], word)
        for row in rows
        for word in row["name"].casefold().split()
        if words[word] == 1 and word.isalpha() and len(word) > 4
    )
    with painted(app(book)) as terminal:
        everything = terminal.expect("? help")
        terminal.send(f"/{word}")
        terminal.expect(f"filter: {word}")
        terminal.send(ENTER)
        on(terminal, number)
        terminal.expect("1 account ")
        terminal.send(ESC)
        terminal.expect_that(lambda screen: screen == everything, "the list as before")
        quit_app(terminal)


def test_going_to_an_account_by_name_number_and_invoice(book: Path) -> None:
    shown = asked(book, "show", "10197")
    invoice = shown["items"][0]["number"]
    with painted(app(book)) as terminal:
        for text in ("10197", "cerámica", invoice, "+47 22 38 40 38"):
            terminal.send("g" + text)
            terminal.expect_that(lambda screen: "> 10197 Peña" in screen, text)
            terminal.send(ENTER)
            terminal.expect("[2 Customer]")
            terminal.expect(invoice)
            terminal.send("1")
            terminal.expect("[1 Queue]")
        quit_app(terminal)


def test_an_account_outside_the_view_is_gone_to_in_its_own_currency(book: Path) -> None:
    row = next(
        row for row in asked(book, "queue", "--view", "owner:anna off:show", "--limit", "0")["rows"]
        if row["currency"] != "NOK" and row["overdue"] > 0
    )  # fmt: skip
    with painted(app(book)) as terminal:
        terminal.send(f"g{row['customer']}\r")
        terminal.expect("not in this view")
        whole, cents = divmod(row["overdue"], 100)
        terminal.expect(f"{whole:,}.{cents:02} {row['currency']}".replace(",", " "))
        quit_app(terminal)


def test_a_view_by_name_and_from_the_shell(book: Path) -> None:
    large = accounts(book, "--view", "large")
    with painted(app(book)) as terminal:
        terminal.send("flarge\r")
        terminal.expect("View: large")
        on(terminal, large[0])
        quit_app(terminal)
    with painted(app(book, "--view", "large")) as terminal:
        on(terminal, large[0])
        quit_app(terminal)


def test_why_now_names_every_rule_and_its_points(book: Path) -> None:
    first = asked(book, "queue", "--limit", "1")["rows"][0]
    with painted(app(book)) as terminal:
        terminal.send("i")
        terminal.expect("Why now: ")
        terminal.expect("esc close")
        for point in first["why"]:
            terminal.expect_that(
                lambda screen, point=point: any(  # type: ignore[misc]
                    str(point["points"]) in row and point["words"] in row
                    for row in screen.splitlines()
                ),
                point["words"],
            )
        terminal.send(ESC)
        terminal.expect("enter open")
        quit_app(terminal)


def test_help_names_this_screens_keys_and_the_other_areas_answer(book: Path) -> None:
    with painted(app(book)) as terminal:
        terminal.send("?")
        terminal.expect("no answer: logged at once")
        terminal.send(ESC)
        terminal.expect("enter open")
        for key, title in (("4", "[4 Letters]"), ("6", "[6 Board]"), ("3", "[3 Plans]")):
            terminal.send(key)
            terminal.expect(title)
        quit_app(terminal)
