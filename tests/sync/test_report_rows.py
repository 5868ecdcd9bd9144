"""Rows of printed lists: group headings, totals, percentages, rules, footers; and what is none of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ledger_book import bare_desk

from ledgerlane.desk import imports
from ledgerlane.domain.money import exact
from ledgerlane.sync.report import ImportReport
from ledgerlane.sync.rows import total_label, totalled


@pytest.fixture
def desk(tmp_path: Path) -> Any:
    return bare_desk(tmp_path / "book.db")


def taken(desk: Any, tmp_path: Path, lines: Sequence[str], **more: Any) -> ImportReport:
    path = tmp_path / "list.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return imports.import_files(desk, [path], **more)[0]


def refused(desk: Any, tmp_path: Path, lines: Sequence[str], **more: Any) -> str:
    with pytest.raises(imports.ImportRefused) as caught:
        taken(desk, tmp_path, lines, **more)
    assert imports.batches(desk) == []
    return str(caught.value)


def items(desk: Any) -> list[tuple[Any, ...]]:
    rows = desk.store.connection.execute(
        "SELECT c.key, i.number, i.due_day, i.currency, i.amount, i.open FROM item_now i"
        " JOIN customer_now c ON c.id = i.customer ORDER BY i.number, 1"
    )
    return [
        (key, number, date.fromordinal(due).isoformat(), exact(amount, currency), exact(left, currency))
        for key, number, due, currency, amount, left in rows
    ]  # fmt: skip


GROUPED = [
    "Open items by customer",
    "As of 2026-06-30",
    "",
    "Invoice,Date,Due,Amount,Outstanding",
    "Ann AS,,,,",
    "A1,2026-01-05,2026-02-04,10.00,4.00",
    "A2,2026-01-06,2026-02-05,20.00,20.00",
    "Total Ann AS,,,30.00,24.00",
    "de Vries BV,,,,",
    "B1,2026-02-05,2026-03-04,7.50,7.50",
    "Total for de Vries BV,,,7.50,7.50",
    "Grand total,,,37.50,31.50",
    "Printed 30 June 2026 at 14:02",
]


def test_customers_as_group_headings_of_an_unknown_list(desk: Any, tmp_path: Path) -> None:
    report = taken(desk, tmp_path, GROUPED)
    assert report.profile == "generic"
    assert report.as_of == date(2026, 6, 30)
    assert (report.rows, report.opens) == (3, (("EUR", 3150),))
    assert "3 printed totals checked" in report.decisions
    assert items(desk) == [
        ("Ann AS", "A1", "2026-02-04", "10.00", "4.00"),
        ("Ann AS", "A2", "2026-02-05", "20.00", "20.00"),
        ("de Vries BV", "B1", "2026-03-04", "7.50", "7.50"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("Total Ann AS,,,30.00,24.00", "Total Ann AS,,,30.00,25.00", "list.csv:8: Outstanding: the printed total 25.00 EUR is not the sum of the rows, 24.00 EUR"),
        ("Total Ann AS,,,30.00", "Total Ann AS,,,31.00", "list.csv:8: Amount: the printed total 31.00 EUR"),
        ("Vries BV,,,7.50,7.50", "Vries BV,,,31.50,31.50", "list.csv:11: Amount: the printed total 31.50 EUR is not the sum of the rows, 7.50 EUR"),
        ("Grand total,,,37.50,31.50", "Grand total,,,37.50,7.51", "list.csv:12: Outstanding: the printed total 7.51 EUR"),
        ("B1,2026-02-05,2026-03-04,7.50,7.50", "B1,2026-02-05,2026-03-04,7.50", "list.csv:10: has 4 fields; the header has 5; missing: Outstanding"),
        ("B1,2026-02-05,2026-03-04,7.50,7.50", "B1,,2026-03-04,7.50,7.50", "list.csv:10: Date: is empty"),
    ],
)  # fmt: skip
def test_a_list_that_does_not_prove_is_refused(
    desk: Any, tmp_path: Path, old: str, new: str, words: str
) -> None:
    text = "\n".join(GROUPED)
    assert old in text
    assert words in refused(desk, tmp_path, text.replace(old, new, 1).split("\n"))


def test_groups_within_groups(desk: Any, tmp_path: Path) -> None:
    lines = [
        "Invoice,Date,Due,Outstanding",
        "Holding,,,",
        "Works North,,,",
        "A1,2026-01-05,2026-02-04,10.00",
        "Total Works North,,,10.00",
        "A2,2026-01-05,2026-02-04,5.00",
        "Total Holding,,,15.00",
        "Other,,,",
        "A3,2026-01-05,2026-02-04,1.00",
        "Total Other,,,1.00",
        "TOTAL,,,16.00",
    ]
    report = taken(desk, tmp_path, lines)
    assert "4 printed totals checked" in report.decisions
    assert [row[:2] for row in items(desk)] == [
        ("Works North", "A1"), ("Holding", "A2"), ("Other", "A3"),
    ]  # fmt: skip


def test_totals_of_each_currency(desk: Any, tmp_path: Path) -> None:
    lines = [
        "Account;Name;Document Number;Document Date;Net due date;Amount in doc. curr.;Document Currency",
        "1;Ann;900;01.01.2026;31.01.2026;10,00;EUR",
        "1;Ann;901;01.01.2026;31.01.2026;20,00;USD",
        "*;1;;;;10,00;EUR",
        "*;1;;;;20,00;USD",
        "Account;Name;Document Number;Document Date;Net due date;Amount in doc. curr.;Document Currency",
        "2;Bo;902;01.01.2026;31.01.2026;1.000,00-;EUR",
        "*;2;;;;1.000,00-;EUR",
        "**;;;;;990,00-;EUR",
        "**;;;;;20,00;USD",
    ]
    report = taken(desk, tmp_path, lines)
    assert report.opens == (("EUR", -99000), ("USD", 2000))
    assert "5 printed totals checked" in report.decisions
    lines[7] = "*;2;;;;990,00-;EUR"  # what the grand total would be
    lines[8] = "**;;;;;980,00-;EUR"
    assert "list.csv:9: Amount in doc. curr.: the printed total -980.00 EUR" in refused(
        bare_desk(tmp_path / "other.db"), tmp_path, lines
    )


def test_a_mixed_total_proves_nothing(desk: Any, tmp_path: Path) -> None:
    lines = [
        "Customer,Invoice,Date,Due,Currency,Outstanding",
        "C1,A1,2026-01-05,2026-02-04,EUR,4.00",
        "C1,A2,2026-01-05,2026-02-04,USD,4.00",
        "Total,,,,,8.00",
    ]
    said = refused(desk, tmp_path, lines)
    assert "list.csv:4: Outstanding: a total over several currencies proves nothing" in said


def test_a_damaged_row_is_no_footer(desk: Any, tmp_path: Path) -> None:
    head = "Customer,Invoice,Date,Due,Currency,Outstanding"
    row = "C1,A1,2026-01-05,2026-02-04,EUR,4.00"
    for damaged in ("C1", "C1,,,,,", "C1,A2"):
        assert "list.csv:3: " in refused(desk, tmp_path, [head, row, damaged])
    report = taken(desk, tmp_path, [head, row, "Total,,,,,4.00", "Page 1 of 1"])
    assert report.rows == 1


def test_debit_and_credit_in_two_columns(desk: Any, tmp_path: Path) -> None:
    lines = [
        "Konto;Kunde;Belegnummer;Belegdatum;Fälligkeit;Währung;Soll;Haben",
        "10001;Ann;900;01.01.2026;31.01.2026;EUR;1.234,50;",
        "10001;Ann;901;01.01.2026;31.01.2026;EUR;;34,50",
        "Summe;;;;;EUR;1.234,50;34,50",
    ]
    report = taken(desk, tmp_path, lines)
    assert (report.opens, report.profile) == ((("EUR", 120000),), "generic")
    assert "1 printed totals checked" in report.decisions
    lines[2] = "10001;Ann;901;01.01.2026;31.01.2026;EUR;;"
    assert "list.csv:3: has neither a debit nor a credit amount" in refused(
        bare_desk(tmp_path / "other.db"), tmp_path, lines
    )


@pytest.mark.parametrize(
    ("head", "cells", "minor"),
    [
        ("Amount", ["12.00 Dr", "2.00 Cr"], 1000), ("Amount", ["1,23,456.78 Dr", "(1.00)"], 12345578),
        ("Amount;S/H", ["12.00;S", "2.00;H"], 1000), ("Amount;Dr/Cr", ["12.00;Dr", "2.00;Cr."], 1000),
        ("Amount", ["Rs. 12.50", "₹ 2"], 1450), ("Amount", ["1'234.50", "-0.50"], 123400),
    ],
)  # fmt: skip
def test_signs_of_a_side(desk: Any, tmp_path: Path, head: str, cells: list[str], minor: int) -> None:  # fmt: skip
    lines = [f"Customer;Invoice;Date;Due;{head}"]
    lines += [f"C1;A{n};2026-01-05;2026-02-04;{cell}" for n, cell in enumerate(cells)]
    assert taken(desk, tmp_path, lines, currency="INR").opens == (("INR", minor),)


def test_a_header_of_two_rows(desk: Any, tmp_path: Path) -> None:
    lines = [
        "Ledger of Ann AS",
        "",
        "Customer,Invoice,Invoice,Due,Amount,Amount",
        "No,No,Date,Date,,Due",
        "C1,A1,2026-01-05,2026-02-04,10.00,4.00",
    ]
    report = taken(desk, tmp_path, lines)
    assert report.columns == (
        ("Customer No", "customer"), ("Invoice No", "number"), ("Invoice Date", "doc_date"),
        ("Due Date", "due_date"), ("Amount", "amount"), ("Amount Due", "open"),
    )  # fmt: skip
    assert items(desk) == [("C1", "A1", "2026-02-04", "10.00", "4.00")]


@pytest.mark.parametrize(
    ("text", "of"),
    [
        ("Total", set()), ("TOTAL", set()), ("Total Rimu Cafe", {"rimucafe"}),
        ("Total for 31 - 60", {"for3160", "3160"}), ("Rimu Cafe Total", {"rimucafe"}),
        ("Summe Debitor 1000", {"debitor1000"}), ("Sous-total: Ann", {"ann"}), ("**", set()),
    ],
)  # fmt: skip
def test_what_a_total_is_the_total_of(text: str, of: set[str]) -> None:
    assert total_label(text)
    assert totalled(text) == of


@pytest.mark.parametrize(
    "text", ["Totara Supplies", "Summer AS", "Ann", "A1", "", "*x", "10.00"]
)
def test_what_is_no_total(text: str) -> None:
    assert not total_label(text)


AGED = [
    "Aged Receivables [Detail]",
    "As of 30/06/2026",
    "",
    "ID No.\tDate\tDue Date\tTotal Due\t0 - 30\t31 - 60\t61 - 90\t90+",
    "Ann Pty Ltd",
    "00000123\t12/06/2026\t12/07/2026\t$250.00\t$250.00\t$0.00\t$0.00\t$0.00",
    "00000099\t01/04/2026\t25/05/2026\t$100.00\t$0.00\t$0.00\t$100.00\t$0.00",
    "Total:\t\t\t$350.00\t$250.00\t$0.00\t$100.00\t$0.00",
    "Grand Total:\t\t\t$350.00\t$250.00\t$0.00\t$100.00\t$0.00",
]


def test_columns_of_ages_prove_each_row(desk: Any, tmp_path: Path) -> None:
    lines = [line.replace("01/04/2026", "31/03/2026").replace("12/06/2026", "13/06/2026") for line in AGED]  # fmt: skip
    report = taken(desk, tmp_path, lines, currency="AUD")
    assert report.opens == (("AUD", 35000),)
    assert "2 printed totals checked" in report.decisions
    assert "Date: dmy dates, because line 6 reads '13/06/2026'" in report.decisions
    assert dict(report.columns)["61 - 90"] == "adds up to open"
    assert [row[:2] for row in items(desk)] == [("Ann Pty Ltd", "00000099"), ("Ann Pty Ltd", "00000123")]  # fmt: skip
    lines[6] = lines[6].replace("$0.00\t$100.00\t$0.00", "$0.00\t$90.00\t$0.00")
    said = refused(bare_desk(tmp_path / "other.db"), tmp_path, lines, currency="AUD")
    assert "list.csv:7: the ages add up to 90.00 AUD, not to the open 100.00" in said


def test_zeros_that_a_spreadsheet_lost(desk: Any, tmp_path: Path) -> None:
    """0000611365 and 611365 are one document of one customer, and it is said."""
    rules = tmp_path / "erp.toml"
    rules.write_text(
        'name = "erp"\nsource = "erp"\nstrip_zeros = true\n[[table]]\nkind = "items"\n[table.columns]\n'
        'number = "No"\ncustomer = "Account"\ndoc_date = "Date"\ndue_date = "Due"\nopen = "Open"\n',
        encoding="utf-8",
    )
    head = "No,Account,Date,Due,Open"
    row = "{},{},2026-01-05,2026-02-04,{}"
    padded = [
        head,
        row.format("0000611365", "0017", "10.00"),
        row.format("A01", "0018", "1.00"),
    ]
    report = taken(desk, tmp_path, padded, profile=rules)
    assert "1 document numbers are known without the zeros before them" in report.decisions
    lost = [head, row.format("611365", "17", "10.00"), row.format("A01", "18", "2.00")]
    report = taken(desk, tmp_path, lost, profile=rules)
    assert (report.new, report.changed) == (
        0,
        2,
    )  # the same two; one is printed otherwise now
    assert len(items(desk)) == 2
