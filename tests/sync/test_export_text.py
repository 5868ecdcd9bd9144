"""Formats of the way out, without a book: CSV, JSON Lines and journals."""

import csv
import io
import json
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from ledgerlane.domain.journal import JournalEntry, Posting
from ledgerlane.domain.money import Money
from ledgerlane.sync.cells import unescaped
from ledgerlane.sync.exports import csv_file, journals, json_lines
from ledgerlane.sync.exports.table import Cell, Table

DAY = date(2026, 6, 30)


def euros(minor: int) -> Money:
    return Money(minor, "EUR")


ENTRY = JournalEntry(
    "a1:7", DAY, 'Write-off WO-1: "gone" ; |', "erp/1, 2",
    (
        Posting("expenses:bad-debts", euros(10000)),
        Posting("liabilities:vat", euros(2000)),
        Posting("assets:receivables", euros(-12000), "erp/I-1"),
    ),
)  # fmt: skip


@given(st.text(st.sampled_from("'=+-@\t\rab1"), max_size=6))
def test_the_apostrophe_comes_off_as_it_went_on(text: str) -> None:
    assert unescaped(csv_file.safe(text)) == text
    assert not csv_file.safe(text).startswith(csv_file.FORMULA_STARTS)


def test_a_formula_is_text_in_csv_and_exact_when_raw() -> None:
    rows: list[dict[str, Cell]] = [
        {"name": '=HYPERLINK("http://x")', "open": euros(-150), "day": DAY},
        {"name": "Hansen & Sønn\nAS", "open": Money(7, "JPY"), "day": None},
    ]
    table = Table(("name", "open", "day"), rows, read_again=True)
    file = io.StringIO()
    assert csv_file.write(file, table) == 2
    assert list(csv.reader(io.StringIO(file.getvalue()))) == [
        ["name", "open", "day"],
        ['\'=HYPERLINK("http://x")', "-1.50", "2026-06-30"],
        ["Hansen & Sønn\nAS", "7", ""],
    ]
    raw = io.StringIO()
    csv_file.write(raw, table, raw=True)
    assert raw.getvalue().splitlines()[1] == '"=HYPERLINK(""http://x"")",-1.50,2026-06-30'


def test_a_line_end_in_a_text_makes_no_line_of_its_own() -> None:
    rows: list[dict[str, Cell]] = [
        {"note": "first\r\n2026-06-30  sam  APPROVED\u2028x\ty", "n": 1}
    ]
    file = io.StringIO()
    csv_file.write(file, Table(("note", "n"), rows))
    assert file.getvalue() == "note,n\nfirst␍␊2026-06-30  sam  APPROVED‹U+2028›x␉y,1\n"
    raw = io.StringIO()
    csv_file.write(raw, Table(("note", "n"), rows), raw=True)
    assert list(csv.reader(io.StringIO(raw.getvalue())))[1][0] == rows[0]["note"]


def test_json_lines_hold_minor_units_and_the_text_as_it_is() -> None:
    file = io.StringIO()
    json_lines.write(
        file, Table(("a", "b", "c"), [{"a": "=x\x1b", "b": euros(5), "c": DAY}])
    )
    assert file.getvalue() == '{"a":"=x\\u001b","b":5,"c":"2026-06-30"}\n'
    assert json.loads(file.getvalue()) == {"a": "=x\x1b", "b": 5, "c": "2026-06-30"}


def test_a_journal_as_rows_balances_and_names_the_event_on_each() -> None:
    file = io.StringIO()
    assert csv_file.write(file, journals.table([ENTRY])) == 3
    rows = list(csv.DictReader(io.StringIO(file.getvalue())))
    assert [(r["account"], r["debit"], r["credit"], r["item"]) for r in rows] == [
        ("expenses:bad-debts", "100.00", "", ""),
        ("liabilities:vat", "20.00", "", ""),
        ("assets:receivables", "", "120.00", "erp/I-1"),
    ]
    assert {r["event"] for r in rows} == {"a1:7"}


def test_hledger_text() -> None:
    file = io.StringIO()
    assert journals.hledger(file, [ENTRY]) == 1
    assert file.getvalue() == (
        "commodity 1000.00 EUR\n"
        "account assets:receivables\n"
        "account expenses:bad-debts\n"
        "account liabilities:vat\n"
        "\n"
        '2026-06-30 Write-off WO-1: "gone" , ,  ; event:a1:7, customer:erp/1  2\n'
        "    expenses:bad-debts  100.00 EUR  ; event:a1:7\n"
        "    liabilities:vat  20.00 EUR  ; event:a1:7\n"
        "    assets:receivables  -120.00 EUR  ; event:a1:7, item:erp/I-1\n"
    )


def test_beancount_text() -> None:
    file = io.StringIO()
    assert journals.beancount(file, [ENTRY]) == 1
    assert file.getvalue() == (
        "2026-06-30 open Assets:Receivables\n"
        "2026-06-30 open Expenses:Bad-debts\n"
        "2026-06-30 open Liabilities:Vat\n"
        "\n"
        '2026-06-30 * "Write-off WO-1: \\"gone\\" ; |"\n'
        '  event: "a1:7"\n'
        '  customer: "erp/1, 2"\n'
        "  Expenses:Bad-debts  100.00 EUR\n"
        '    event: "a1:7"\n'
        "  Liabilities:Vat  20.00 EUR\n"
        '    event: "a1:7"\n'
        "  Assets:Receivables  -120.00 EUR\n"
        '    event: "a1:7"\n'
        '    item: "erp/I-1"\n'
    )


def test_accounts_that_beancount_would_refuse_find_a_root() -> None:
    assert journals.bean_account("7830 losses") == "Equity:7830-losses"
    assert journals.bean_account("assets") == "Assets:Other"
    assert journals.bean_account("expenses:größe:x y") == "Expenses:Gr-e:X-y"
