"""Words, widths and encodings that a newcomer tripped over."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from cli.line import Line, on_a_terminal
from desk_book import DeskBook

from ledgerlane.cli.entry import app_start, read_day
from ledgerlane.cli.tables import narrowed

DAY = ("--as-of", "2026-06-30")


@pytest.fixture
def book(kept: DeskBook, capsys: pytest.CaptureFixture[str]) -> Line:
    kept.desk.close()
    return Line(kept.path, capsys)


@pytest.mark.parametrize(("text", "ago"), [("today", 0), ("Yesterday", 1), ("-7", 7)])
def test_days_of_options_are_read(book: Line, text: str, ago: int) -> None:
    day = date.today() - timedelta(days=ago)
    assert read_day(text) == day
    assert book.ok("--as-of", text, "queue", "--json").json["as_of"] == day.isoformat()
    assert app_start(["--as-of", text]) == {"as_of": text}


@pytest.mark.parametrize(
    "text", ["30/6/2013", "30.6.2013", "tomorrow", "--7", "2026-02-30"]
)
def test_what_is_no_day_is_refused_with_what_is_accepted(book: Line, text: str) -> None:
    done = book(f"--as-of={text}", "queue")
    assert done.code == 2
    assert "a date like 2026-06-30 (1900 to 2199), today, yesterday, or -7" in done.err


def test_a_plan_begins_on_a_day_as_the_form_reads_it(book: Line) -> None:
    plan = ("plan", "propose", "C1", "--count", "2", "--dry-run", "--json", "--first")
    first = book.ok(*DAY, *plan, "+7").json["instalments"][0]
    assert first["due"] == "2026-07-07"
    assert book(*DAY, *plan, "31/31").code == 1


@pytest.mark.parametrize("nobody", ["nobody", "-", ""])
def test_an_account_can_be_nobodys_again(book: Line, nobody: str) -> None:
    book.ok(*DAY, "assign", "C1", "--to", "anna")
    assert book.ok(*DAY, "show", "C1", "--json").json["owner"] == "anna"
    assert book.ok(*DAY, "assign", "C1", "--to", nobody).out == "C1: nobody\n"
    assert book.ok(*DAY, "show", "C1", "--json").json["owner"] == ""


def test_a_stream_that_knows_ascii_only_gets_escapes(book: Line) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ledgerlane", "--book", str(book.book), *DAY, "-q", "queue"],
        capture_output=True, check=False, env={"PYTHONIOENCODING": "ascii"},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"Hansen & S\\xf8nn" in done.stdout


def test_a_table_is_as_wide_as_the_terminal(book: Line) -> None:
    code, sent = on_a_terminal("--book", str(book.book), *DAY, "-q", "queue")
    lines = sent.decode().splitlines()
    assert (code, len(lines)) == (0, 5)  # nobody owns them and nothing is next: those go
    assert max(map(len, lines)) <= 80
    assert "…" not in sent.decode()
    assert "9 000.00" in sent.decode()
    assert "…" not in book.ok(*DAY, "queue").out


def test_the_widest_texts_give_way_and_figures_do_not() -> None:
    assert narrowed([10, 40, 12], [True, True, False], 60) == [10, 34, 12]
    assert narrowed([30, 40, 12], [True, True, False], 50) == [17, 17, 12]
    assert narrowed([30, 40, 12], [True, True, False], 10) == [6, 6, 12]
    assert narrowed([5, 5], [True, True], 80) == [5, 5]


def test_a_whole_book_counts_the_same_rows_out_and_in(
    book: Line, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "all.jsonl"
    out = book.ok("sync", "export", "everything", "-o", str(file)).err
    copy = Line(tmp_path / "copy.book", capsys)
    copy.ok("init")
    taken = copy.ok("sync", "import", str(file)).err
    rows = out.rpartition(": ")[2].split()[0]
    assert int(rows) > 20
    assert taken == f"{rows} rows of a whole book were taken in\n"
