"""Workbooks: days, numbers, merged cells, errors and empty edges as the sheet shows them."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from ledger_book import bare_desk
from workbooks import HEADINGS, ods, patched, xlsx

from ledgerlane.desk import imports
from ledgerlane.desk.imports import ImportRefused
from ledgerlane.sync.formats import sheets
from ledgerlane.sync.report import ImportReport

DAYS = (date(2026, 1, 5), date(2026, 2, 4))


@pytest.fixture
def desk(tmp_path: Path) -> Any:
    return bare_desk(tmp_path / "book.db")


def taken(desk: Any, tmp_path: Path, data: bytes, **more: Any) -> ImportReport:
    path = tmp_path / "open.xlsx"
    path.write_bytes(data)
    return imports.import_files(desk, [path], **more)[0]


def refused(desk: Any, tmp_path: Path, data: bytes, **more: Any) -> str:
    with pytest.raises(ImportRefused) as caught:
        taken(desk, tmp_path, data, **more)
    assert imports.batches(desk) == []
    return str(caught.value)


def rows(data: bytes, at: int = 0) -> list[list[str]]:
    return [list(row) for row in list(sheets.read(data))[at].rows]


def line(number: str = "A1", amount: Any = 10.5, opened: Any = 10.5, **more: Any) -> list[Any]:  # fmt: skip
    found = [number, "0017", "Ann AS", *DAYS, "EUR", amount, opened]
    for heading, value in more.items():
        found[HEADINGS.index(heading.replace("_", " "))] = value
    return found


@pytest.mark.parametrize("epoch", [False, True])
def test_values_as_they_are_shown(epoch: bool) -> None:
    data = xlsx(
        {"S": [
            [date(2026, 2, 28), datetime(2026, 2, 28, 14, 30), 611365, 0.1, 1234.567, -7.25, True],
            ["007", "1.234,56", 1e15, 1e22, 0.000001, -0.0, "a\nb"],
        ]}, date_1904=epoch,
    )  # fmt: skip
    assert rows(data) == [
        ["2026-02-28", "2026-02-28T14:30:00", "611365", "0.1", "1234.5670", "-7.25", "true"],
        ["007", "1.234,56", "1000000000000000", "10000000000000000000000", "0.000001", "0", "a\nb"],
    ]  # fmt: skip


def test_a_binary_sum_is_not_rounded_in_silence(desk: Any, tmp_path: Path) -> None:
    book = xlsx({"S": [HEADINGS, line(amount=7.75)]})
    dusty = patched(
        book, "xl/worksheets/sheet1.xml", "<v>7.75</v>", "<v>7.750000000000001</v>"
    )
    said = refused(desk, tmp_path, dusty)
    assert said == "open.xlsx:2: Amount: '7.750000000000001' has more decimals than EUR allows (2)"  # fmt: skip


def test_edges_without_values_do_not_count() -> None:
    table = [[], ["", "", "h1", "h2", "", ""], [], ["", "", "a", "b"], ["", ""], []]
    assert rows(xlsx({"S": table})) == [
        ["", "", "", ""], ["", "", "h1", "h2"], ["", "", "", ""], ["", "", "a", "b"],
    ]  # fmt: skip


def test_a_text_merged_over_rows_holds_for_each_of_them(desk: Any, tmp_path: Path) -> None:
    """An amount does not: it would count twice."""
    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet("S")
    sheet.merge_range(0, 0, 0, 3, "Title over four columns")
    for at, row in enumerate([HEADINGS, *(line(f"A{n}", Invoice_Date="2026-01-05", Due_Date="2026-02-04", Customer_Name=None) for n in (1, 2, 3))], 1):  # fmt: skip
        sheet.write_row(at, 0, row)
    sheet.merge_range(2, 2, 4, 2, "Merged AS")
    book.close()
    found = rows(stream.getvalue())
    assert [row[2] for row in found[2:]] == ["Merged AS"] * 3
    assert found[0] == ["Title over four columns"]
    assert taken(desk, tmp_path, stream.getvalue()).opens == (("EUR", 3150),)


def test_as_of_groups_and_totals_go_the_way_of_a_csv_file(
    desk: Any, tmp_path: Path
) -> None:
    table = [
        ["Open items"],
        ["As of", "20.11.2026"],
        [],
        HEADINGS,
        line("A1"),
        line("A2", 4, 4),
    ]
    total = ["Total", None, None, None, None, None, 14.5, 14.5]
    report = taken(desk, tmp_path, xlsx({"S": [*table, total]}))
    assert (report.as_of, report.as_of_origin) == (
        date(2026, 11, 20),
        "printed in the file",
    )
    assert (report.format, report.table, report.rows, report.new) == ("xlsx", "S", 2, 2)
    assert "1 printed totals checked" in report.decisions


def test_a_saved_total_that_is_not_the_sum_refuses(desk: Any, tmp_path: Path) -> None:
    total = ["Total", None, None, None, None, None, 14.0, 14.5]
    said = refused(
        desk, tmp_path, xlsx({"S": [HEADINGS, line("A1"), line("A2", 4, 4), total]})
    )
    assert said == (
        "open.xlsx:4: Amount: the printed total 14.00 EUR is not the sum of the rows, 14.50 EUR"
    )


def test_an_error_in_a_column_that_is_read_refuses(desk: Any, tmp_path: Path) -> None:
    book = xlsx({"Cover": [["x"]], "Open": [HEADINGS, line("A1"), line("A2")]})
    name = "xl/worksheets/sheet2.xml"
    broken = patched(book, name, '<c r="B3" t="s"><v>', '<c r="B3" t="e"><f>1/0</f><v>#REF!</v></c><c r="J3" t="s"><v>')  # fmt: skip
    said = refused(desk, tmp_path, broken)
    assert said == (
        "open.xlsx:3: Customer No: #REF! is an error of the sheet, not a value;"
        " mend the formula and save it again"
    )


def test_an_error_beside_the_columns_that_are_read_does_not(
    desk: Any, tmp_path: Path
) -> None:
    book = xlsx({"Open": [[*HEADINGS, "Check"], [*line("A1"), 5]]})
    broken = patched(book, "xl/worksheets/sheet1.xml", '<c r="I2"><v>5</v>', '<c r="I2" t="e"><v>#N/A</v>')  # fmt: skip
    assert taken(desk, tmp_path, broken, ignore=["Check"]).new == 1


def test_the_one_sheet_that_is_known_is_read(desk: Any, tmp_path: Path) -> None:
    book = xlsx(
        {"Cover": [["Dear all"]], "Open": [HEADINGS, line()], "Old": [HEADINGS, line("X")], "Empty": []},
        hidden=["Old"],
    )  # fmt: skip
    report = taken(desk, tmp_path, book)
    assert (report.table, report.rows) == ("Open", 1)
    assert "sheets 'Cover', 'Empty': not read" in report.decisions
    assert "sheet 'Old': hidden, and not read" in report.decisions


def test_of_several_known_sheets_one_is_named(desk: Any, tmp_path: Path) -> None:
    book = xlsx({"May": [HEADINGS, line("A1")], "June": [HEADINGS, line("A2", 5, 5)]})
    assert refused(desk, tmp_path, book) == (
        "open.xlsx: several sheets are known: 'May' (items, profile generic), "
        "'June' (items, profile generic); name one with --sheet"
    )
    assert refused(desk, tmp_path, book, sheet="Juli") == (
        "open.xlsx: --sheet 'Juli': there is none of that name; there are 'May', 'June'"
    )
    assert taken(desk, tmp_path, book, sheet="May").opens == (("EUR", 1050),)
    assert taken(desk, tmp_path, book, sheet="June").opens == (("EUR", 500),)
    again = taken(desk, tmp_path, book, sheet="June")
    assert again.decisions == ("the same bytes as the current batch: nothing to do",)


def test_no_known_sheet_names_what_each_looks_like(desk: Any, tmp_path: Path) -> None:
    said = refused(desk, tmp_path, xlsx({"A": [["x", "y"]], "B": [["z"]]}))
    assert said.startswith("open.xlsx: no sheet can be read:\n  'A': no header row known")
    assert "\n  'B': no header row known to any profile; saw 'z'" in said


def test_a_workbook_without_a_row_says_so(desk: Any, tmp_path: Path) -> None:
    said = refused(desk, tmp_path, xlsx({"A": [], "B": []}))
    assert said == "open.xlsx: holds no sheet with rows; one with a header is needed"


def test_texts_and_numbers_that_disagree_about_the_decimals_refuse(
    desk: Any, tmp_path: Path
) -> None:
    said = refused(
        desk, tmp_path, xlsx({"S": [HEADINGS, line("A1"), line("A2", "1.234,50")]})
    )
    assert said.startswith("open.xlsx:3: Amount: '1.234,50' is not an amount")


def test_an_open_document_means_the_same(desk: Any, tmp_path: Path) -> None:
    report = taken(desk, tmp_path, ods([HEADINGS, line("A1"), line("A2", 4, 4)], "Åpne"))
    assert (report.format, report.table, report.opens) == ("ods", "Åpne", (("EUR", 1450),))
    book = xlsx({"Open": [HEADINGS, line("A1"), line("A2", 4, 4)]})
    assert (taken(desk, tmp_path, book).unchanged, report.new) == (2, 2)


def test_csv_and_workbook_of_the_same_content_are_one(desk: Any, tmp_path: Path) -> None:
    path = tmp_path / "open.csv"
    with path.open("w", newline="") as stream:
        csv.writer(stream).writerows([HEADINGS, line("A1"), line("A2", 4, 4)])
    imports.import_files(desk, [path])
    report = taken(desk, tmp_path, xlsx({"Open": [HEADINGS, line("A1"), line("A2", 4, 5)]}), partial=True)  # fmt: skip
    assert (report.unchanged, report.rejected) == (1, 1)
    with Path(report.rejects_file).open(newline="") as stream:
        assert list(csv.reader(stream)) == [
            list(HEADINGS), ["A2", "0017", "Ann AS", "2026-01-05", "2026-02-04", "EUR", "4", "5"],
        ]  # fmt: skip


def test_a_sheet_as_large_as_its_frame_is_not_read(desk: Any, tmp_path: Path) -> None:
    """Two cells in opposite corners are a rectangle of 17,000 million cells to the reader."""
    book = xlsx({"S": [HEADINGS, line()]})
    huge = patched(book, "xl/worksheets/sheet1.xml", "</sheetData>", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')  # fmt: skip
    said = refused(desk, tmp_path, huge)
    assert "takes more than 512 MB to read" in said
