"""`report` and `board` from the shell: what each prints, and what is refused."""

from __future__ import annotations

import csv
import json
from io import StringIO
from pathlib import Path

import pytest
from cli.line import Line

from ledgerlane.cli.commands.reports import NAMES

FILES = {
    "customers.csv": "customer_id,name,currency\nC1,=Nordvik \x1b[31mBygg,EUR\nC2,Tokyo Optik,JPY\n",
    "documents.csv": (
        "doc_id,doc_type,customer_id,doc_date,due_date,currency,amount,open_amount\n"
        "1,INV,C1,2026-04-01,2026-05-01,EUR,1000.00,0.00\n"
        "2,INV,C1,2026-05-01,2026-05-31,EUR,500.00,500.00\n"
        "3,INV,C2,2026-06-01,2026-07-01,JPY,9000,9000\n"
    ),
    "payments.csv": (
        "payment_id,customer_id,value_date,currency,amount,unapplied\n"
        "P1,C1,2026-06-10,EUR,1000.00,0.00\n"
    ),
    "allocations.csv": "payment_id,doc_id,alloc_date,cash\nP1,1,2026-06-10,1000.00\n",
}
AS_OF = ("--as-of", "2026-06-30")


@pytest.fixture
def books(line: Line, tmp_path: Path) -> Line:
    line.ok("init", "--practice", "--currency", "EUR")
    paths = []
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, "utf-8")
        paths.append(str(tmp_path / name))
    line.ok("sync", "import", *paths, *AS_OF)
    return line


@pytest.mark.parametrize("name", [*NAMES, "all"])
def test_each_prints_formula_window_inputs_day_and_currency(books: Line, name: str) -> None:
    out = books.ok("report", name, *AS_OF).out
    blocks = out.split("\n\n")
    assert {code for block in blocks for code in ("EUR", "JPY") if f", {code}: " in block} == {
        "EUR", "JPY"
    }  # fmt: skip
    for block in blocks:
        assert "\n  formula  " in block
        assert "\n  inputs   " in block
        assert ", as of 2026-06-30\n" in block


def test_json_has_whole_minor_units_and_the_window(books: Line) -> None:
    found = books.ok("report", "dso", *AS_OF, "--currency", "EUR", "--json").json
    assert found["v"] == 1
    month, quarter, best = found["measures"]
    assert month["value"] is None
    assert month["unanswered"].startswith("no answer: nothing was sold in EUR")
    assert (quarter["from"], quarter["to"], quarter["as_of"]) == (
        "2026-04-01", "2026-06-30", "2026-06-30"
    )  # fmt: skip
    assert (quarter["value"], quarter["unit"]) == (30.33, "days")
    assert quarter["inputs"] == [
        {"name": "open invoices", "value": 50000, "unit": "money"},
        {"name": "sales", "value": 150000, "unit": "money"},
        {"name": "days", "value": 91, "unit": "count"},
        {"name": "interest and fees left out", "value": 0, "unit": "money"},
    ]
    assert best["value"] == 0.0


def test_csv_has_a_line_a_figure(books: Line) -> None:
    out = books.ok("report", "provision", *AS_OF, "--rates", "0,10,20,50,100", "--csv").out
    rows = list(csv.DictReader(StringIO(out)))
    values = {row["currency"]: row["value"] for row in rows if row["part"] == "value"}
    assert values == {"EUR": "50.00", "JPY": "0"}
    cells = [row for row in rows if row["part"] == "1-30" and row["currency"] == "EUR"]
    assert [(row["name"], row["value"]) for row in cells] == [
        ("column", "1-30"), ("balance", "500.00"), ("loss rate", "0.1"), ("provision", "50.00"),
        ("documents", "–"),
    ]  # fmt: skip


def test_plain_puts_a_label_before_each_value(books: Line) -> None:
    out = books.ok("report", "promises", *AS_OF, "--plain", "--currency", "EUR").out
    assert "  formula: promises kept / promises judged" in out
    assert "state: kept\npromises: 0\n" in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ("dso", "--to", "2026-07-01"),
            "the window ends on 2026-07-01, after the day asked for",
        ),
        (("dso", "--from", "2026-06-01", "--months", "2"), "say --from or --months"),
        (("dso", "--json", "--csv"), "--json and --csv: one of them, please"),
        (("dso", "--currency", "eur"), "'eur' is no currency of ISO 4217, like EUR or NOK"),
        (("provision", "--rates", "1,x"), "--rates 1,x: per cent with commas between"),
        (("provision", "--rates", "1,101,1,1,1"), "each from 0 to 100 per cent"),
        (
            ("pack", "-o", "x.docx"),
            "x.docx: a folder, or a file ending in .md, .html, .pdf",
        ),
    ],
)
def test_what_makes_no_sense_is_a_usage_error(
    books: Line, arguments: tuple[str, ...], words: str
) -> None:
    done = books("report", *arguments, *AS_OF)
    assert (done.code, done.out) == (2, "")
    assert words in done.err


def test_a_pack_where_a_file_stands_is_refused(books: Line, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("x", "utf-8")
    done = books("report", "pack", "-o", str(tmp_path / "taken"), *AS_OF)
    assert done.code == 1
    assert "name a folder that can be made" in done.err


def test_the_boards_numbers_are_those_of_the_lists_it_names(books: Line) -> None:
    found = books.ok("board", *AS_OF, "--json").json
    assert (found["columns"], found["balance"]) == ([0, 50000, 0, 0, 0], 50000)
    assert [each["what"] for each in found["attention"]] == ["overdue, and nobody's"]
    for each in found["attention"]:
        rows = books.ok(
            "queue", "--view", each["view"], "--limit", "0", "--json", *AS_OF
        ).json
        assert len(rows["rows"]) == each["number"]
        assert sum(row["overdue"] for row in rows["rows"]) == each["amount"]


def test_the_board_of_another_currency_and_of_nothing(books: Line) -> None:
    out = books.ok("board", *AS_OF, "--currency", "JPY").out
    assert out.startswith("all accounts, JPY, as of 2026-06-30\n")
    done = books("board", *AS_OF, "--currency", "SEK")
    assert (done.code, "nothing is open in SEK; known are EUR, JPY" in done.err) == (
        2,
        True,
    )


def test_reports_of_an_empty_book_are_words(line: Line) -> None:
    line.ok("init", "--practice")
    found = json.loads(line.ok("report", "all", "--json").out)
    assert {each["currency"] for each in found["measures"]} == {"EUR"}
    answers = {each["name"]: each["unanswered"] for each in found["measures"]}
    assert answers["dso"].startswith("no answer: nothing was sold in EUR")
    assert line.ok("board").out.startswith("all accounts, EUR")
