"""Workbooks (XLSX, XLSB, XLS, ODS): each sheet as rows of text cells, as the sheet shows them.

python-calamine reads the file. A day is an ISO day, in whichever of the two epochs the
workbook counts; a number is the shortest decimal that means the same binary number, never
rounded; a formula is the value that was saved with it. Where a sum can be recomputed it is,
with all other sums of the file.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from ledgerlane.sync.files import refusal
from ledgerlane.sync.formats import sheet_errors
from ledgerlane.sync.formats.container import BROKEN
from ledgerlane.sync.formats.table import Table
from ledgerlane.sync.formats.xml import check

MAX_SHEETS = 200
MAX_MERGED = 100_000
MAX_NUMBER = 1e30
_ERROR = re.compile(r"#(?:N/A|[A-Z0-9/_]{2,12}[!?])|Err:[0-9]{3}")
_PARTS = ("xl/workbook", "xl/_rels/", "content.xml", "_rels/")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_PASSWORD = "is protected by a password; open it, take the password off, and save it again (or as CSV)"


def read(data: bytes, encoding: str = "") -> Iterable[Table]:  # noqa: ARG001  the bytes say it
    """The worksheets in their order; raises Unreadable."""
    if data.startswith(b"\xd0\xcf\x11\xe0") and _ENCRYPTED in data:
        raise refusal(_PASSWORD)
    try:
        if data.startswith(b"PK"):
            _check_parts(data)
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        yield from _tables(book, data)
    except PasswordError:
        raise refusal(_PASSWORD) from None
    except (CalamineError, *BROKEN) as error:
        msg = f"is no workbook that can be read ({error}); save it again as XLSX or CSV"
        raise refusal(msg) from None


def _check_parts(data: bytes) -> None:
    """What tells of the other parts, and all of an ODS, is well-formed XML without a DOCTYPE.

    The reader of ODS never ends with one that is cut off.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for part in archive.infolist():
            name = part.filename
            if name.endswith((".xml", ".rels")) and name.startswith(_PARTS):
                if part.flag_bits & 1:
                    raise refusal(_PASSWORD)
                check(archive.read(part), name)


def _tables(book: CalamineWorkbook, data: bytes) -> Iterator[Table]:
    sheets = [each for each in book.sheets_metadata if each.typ == SheetTypeEnum.WorkSheet]
    if len(sheets) > MAX_SHEETS:
        msg = f"has {len(sheets)} sheets; at most {MAX_SHEETS} are read"
        raise refusal(msg)
    kind, errors = _format(data), sheet_errors.find(data)
    for each in sheets:
        sheet = book.get_sheet_by_name(each.name)
        found: list[tuple[int, int, str]] = list(errors.get(each.name, ()))
        hidden = each.visible != SheetVisibleEnum.Visible
        rows = _rows(sheet, found if kind != "xlsx" else None)
        yield Table(rows, each.name, kind, hidden, errors=found)


def _format(data: bytes) -> str:
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return "xls"
    return "xlsx" if b"xl/workbook." in data else "ods"


def _rows(
    sheet: CalamineSheet, errors: list[tuple[int, int, str]] | None
) -> Iterator[Sequence[str]]:
    """The rows from the sheet's first on, without empty rows and columns at their end."""
    left = [""] * (sheet.start[1] if sheet.start else 0)
    down = _merged_down(sheet)
    above: list[str] = []
    blank = 0
    width = len(left)
    for number, row in enumerate(sheet.iter_rows()):
        texts = left + [
            value if type(value) is str else _AS_TEXT.get(type(value), str)(value)
            for value in row
        ]
        for column in down.get(number, ()):
            if column < len(texts) and not texts[column] and column < len(above):
                texts[column] = above[column]
        above = texts
        if errors is not None:
            errors += [
                (number + 1, column, text)
                for column, text in enumerate(texts)
                if text[:1] in ("#", "E") and _ERROR.fullmatch(text)
            ]
        while texts and not texts[-1]:
            texts = texts[:-1]
        if not texts:
            blank += 1
            continue
        width = max(width, len(texts))
        for _ in range(blank):
            yield [""] * width
        blank = 0
        yield texts + [""] * (width - len(texts))


def _merged_down(sheet: CalamineSheet) -> dict[int, list[int]]:
    """Row -> columns whose text is that of the row above: cells merged over several rows."""
    found: dict[int, list[int]] = {}
    for (top, column), (bottom, _) in (sheet.merged_cell_ranges or ())[:MAX_MERGED]:
        for row in range(top + 1, min(bottom, top + MAX_MERGED) + 1):
            found.setdefault(row, []).append(column)
    return found


def _moment(value: dt.datetime) -> str:
    return value.isoformat() if value.time() != dt.time() else value.date().isoformat()


def _number(value: float) -> str:
    """The shortest decimal of a binary number, with ``.`` before its decimals.

    Three decimals are written as four, so that they are nobody's thousands.
    """
    text = repr(value).removesuffix(".0")
    if "e" in text or "n" in text:
        text = f"{Decimal(repr(value)):f}" if abs(value) < MAX_NUMBER else str(value)
    if text[-4:-3] == ".":
        text += "0"
    return "0" if text == "-0" else text


_AS_TEXT: dict[type, Callable[[Any], str]] = {
    float: _number, bool: lambda value: "true" if value else "false",
    dt.date: dt.date.isoformat, dt.datetime: _moment, dt.time: dt.time.isoformat,
}  # fmt: skip
"""How a cell that is no text is written: ``1234.5``, ``2026-01-31``, ``true``."""
