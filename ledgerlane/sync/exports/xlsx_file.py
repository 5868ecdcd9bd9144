"""XLSX of a table: days are days, amounts numbers, texts texts that no spreadsheet runs.

Texts are escaped as in our CSV (`csv_file.safe`): whoever saves the sheet as CSV would have
the formulas back otherwise. Nothing is written to disk but the file itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from io import BytesIO
from typing import Any, TextIO

from ledgerlane.domain.errors import Misused, Refused
from ledgerlane.domain.money import Money, exact, minor_digits
from ledgerlane.sync.exports.csv_file import safe, shown
from ledgerlane.sync.exports.table import Cell, Table

MAX_ROWS = 1_048_575
MAX_TEXT = 32_767
_NO_TEXT = re.compile("[\ud800-\udfff\ufffe\uffff]")
_PLAIN = {
    "in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False,
    "strings_to_urls": False, "nan_inf_to_errors": False,
}  # fmt: skip


def write(file: TextIO, table: Table, name: str, made: date, *, raw: bool = False) -> int:
    """Write the table as the one sheet of a workbook; how many rows.

    The bytes go under the text file. Raises Refused for more rows or longer texts than a
    sheet holds, Misused where there is nothing under it, as on a terminal. ``made`` is the day that
    the file says it is of.
    """
    import xlsxwriter

    under = getattr(file, "buffer", None)
    if under is None:
        msg = "XLSX is bytes and no text: name a file with -o"
        raise Misused(msg)
    whole = BytesIO()
    book = xlsxwriter.Workbook(whole, _PLAIN)
    book.set_properties({"created": datetime(made.year, made.month, made.day)})  # noqa: DTZ001  a day
    sheet = book.add_worksheet(name[:31])
    styles = _Styles(book)
    words = str if raw else safe if table.read_again else shown
    sheet.freeze_panes(1, 0)
    widths = [len(each) for each in table.headings]
    for column, heading in enumerate(table.headings):
        sheet.write_string(0, column, heading, styles.heading)
    count = 0
    for count, row in enumerate(table.rows, 1):
        if count > MAX_ROWS:
            msg = f"more than {MAX_ROWS} rows, which no sheet holds; write CSV instead"
            raise Refused(msg)
        for column, heading in enumerate(table.headings):
            width = _write(sheet, (count, column), row[heading], styles, words)
            widths[column] = max(widths[column], width)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, min(max(width, 6), 50) + 2)
    sheet.autofilter(0, 0, count, len(table.headings) - 1)
    book.close()
    under.write(whole.getbuffer())
    return count


class _Styles:
    """The looks of cells; one format for amounts of each number of decimals."""

    def __init__(self, book: Any) -> None:
        self.heading = book.add_format({"bold": True})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.money: Mapping[int, Any] = {
            digits: book.add_format({"num_format": f"#,##0.{'0' * digits}".rstrip(".")})
            for digits in range(5)
        }


def _write(
    sheet: Any,
    at: tuple[int, int],
    cell: Cell,
    styles: _Styles,
    words: Callable[[str], str],
) -> int:
    """Write a cell; about how many characters wide it is."""
    match cell:
        case None | "":
            return 0
        case bool():
            sheet.write_boolean(*at, cell)
            return 5
        case int():
            sheet.write_number(*at, cell)
            return len(str(cell))
        case date():
            sheet.write_datetime(*at, datetime(cell.year, cell.month, cell.day), styles.day)  # noqa: DTZ001  a day
            return 10
        case Money(minor, currency):
            text = exact(minor, currency)
            sheet.write_number(*at, float(text), styles.money[minor_digits(currency)])
            return len(text) + len(text) // 3
    text = _NO_TEXT.sub("\ufffd", words(cell))
    if len(text) > MAX_TEXT:
        msg = (
            f"a text of {len(text)} characters; a cell holds {MAX_TEXT}: write CSV instead"
        )
        raise Refused(msg)
    sheet.write_string(*at, text)
    return len(text)
