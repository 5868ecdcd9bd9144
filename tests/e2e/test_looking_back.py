"""A real book opened as of an earlier day only looks back, unless --record is said."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from cli.line import on_a_terminal
from desk_book import HEADINGS
from e2e.app import app, painted, quit_app
from practice_book import business_day
from program import asked, ok

DAY = (business_day() - timedelta(days=3)).isoformat()


@pytest.fixture
def real(tmp_path: Path) -> Path:
    """A book that is no practice book, in which C1 owes 100.00 EUR."""
    book, ledger = tmp_path / "real.book", tmp_path / "items.csv"
    ledger.write_text(
        f"{HEADINGS['items']}\n1001,C1,Nordvik AS,2026-01-10,2026-02-10,EUR,100.00,100.00\n",
        encoding="utf-8",
    )
    ok(book, "init")
    ok(book, "sync", "import", str(ledger), "--profile", "generic")
    return book


def days(book: Path) -> list[str]:
    """On which days something was recorded of C1."""
    return [entry["day"] for entry in asked(book, "show", "C1")["history"]]


def test_the_app_looks_back_and_writes_only_where_that_was_said(real: Path) -> None:
    with painted(app(real, "--as-of", DAY)) as terminal:
        terminal.send("n")
        terminal.expect("no logging: opened with --as-of to look back")
        quit_app(terminal)
    assert days(real) == []
    with painted(app(real, "--as-of", DAY, "--record")) as terminal:
        terminal.send("n")
        terminal.expect("NO ANSWER")
        quit_app(terminal)
    assert set(days(real)) == {DAY}


def test_the_command_line_asks_for_the_word_where_a_person_sits(real: Path) -> None:
    line = ("--book", str(real), "--as-of", DAY, "log", "C1", "n")
    code, shown = on_a_terminal(*line)
    assert (code, b"--record says that it is meant" in shown) == (2, True)
    assert days(real) == []
    assert on_a_terminal(*line, "--record")[0] == 0
    ok(real, "--as-of", DAY, "log", "C1", "v")  # a script says what it means
    assert set(days(real)) == {DAY}


def test_a_practice_book_asks_for_the_word_as_well(tmp_path: Path) -> None:
    book, ledger = tmp_path / "practice.book", tmp_path / "items.csv"
    ledger.write_text(
        f"{HEADINGS['items']}\n1001,C1,Nordvik AS,2026-01-10,2026-02-10,EUR,100.00,100.00\n",
        encoding="utf-8",
    )
    ok(book, "init", "--practice")
    ok(book, "sync", "import", str(ledger), "--profile", "generic")
    line = ("--book", str(book), "--as-of", DAY, "log", "C1", "n")
    code, shown = on_a_terminal(*line)
    assert (code, b"--record says that it is meant" in shown) == (2, True)
    assert days(book) == []
    assert on_a_terminal(*line, "--record")[0] == 0
    assert set(days(book)) == {DAY}
