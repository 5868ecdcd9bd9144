"""Text of old systems: what its bytes say is believed only as far as they prove it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ledger_book import bare_desk

from ledgerlane.desk import imports

TEXT = "Kundennummer;Name;Rechnungsnummer;Rechnungsdatum;Fälligkeit;Betrag\n1;Müller & Söhne;R1;05.01.2026;04.02.2026;1.234,50\n"
NAME = "Müller & Söhne"


@pytest.fixture
def desk(tmp_path: Path) -> Any:
    return bare_desk(tmp_path / "book.db")


def taken(desk: Any, tmp_path: Path, data: bytes, **more: Any) -> Any:
    path = tmp_path / "alt.csv"
    path.write_bytes(data)
    (report,) = imports.import_files(desk, [path], **more)
    assert report.opens == (("EUR", 123450),)
    return report


def refused(desk: Any, tmp_path: Path, data: bytes, **more: Any) -> str:
    with pytest.raises(imports.ImportRefused) as caught:
        taken(desk, tmp_path, data, **more)
    assert imports.batches(desk) == []
    return str(caught.value)


@pytest.mark.parametrize("encoding", ["cp437", "cp850", "cp1252", "latin-1", "iso8859-15"])
def test_eight_bits_are_asked_for_and_read(
    desk: Any, tmp_path: Path, encoding: str
) -> None:
    data = TEXT.encode(encoding)
    said = refused(desk, tmp_path, data)
    assert said.startswith("alt.csv: is not UTF-8; say which it is with --encoding")
    assert "\n  line 1, read as cp1252: 'Kundennummer;Name;" in said
    report = taken(desk, tmp_path, data, encoding=encoding)
    assert report.format == f"csv {encoding} ;"
    assert desk.store.connection.execute("SELECT name FROM party").fetchall() == [(NAME,)]


@pytest.mark.parametrize(
    ("data", "format_"),
    [
        (TEXT.encode("utf-8-sig"), "csv utf-8-sig ;"), (TEXT.encode("utf-16"), "csv utf-16 ;"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "csv utf-16 ;"),
        (b"\n\r\n\n" + TEXT.encode(), "csv utf-8 ;"),
    ],
)  # fmt: skip
def test_marks_and_blank_lines_at_the_start(desk: Any, tmp_path: Path, data: bytes, format_: str) -> None:  # fmt: skip
    assert taken(desk, tmp_path, data).format == format_


def test_a_mark_that_lies(desk: Any, tmp_path: Path) -> None:
    said = refused(desk, tmp_path, b"\xef\xbb\xbf" + TEXT.encode("cp1252"))
    assert said.startswith("alt.csv: cannot be read as utf-8-sig")
    said = refused(desk, tmp_path, b"\xff\xfe" + TEXT.encode())
    assert said


def test_a_blank_before_a_quote_belongs_to_neither(desk: Any, tmp_path: Path) -> None:
    text = (
        "Invoice No, Customer No, Customer Name, Invoice Date, Due Date, Currency, Amount\n"
        'R1, 1, "Müller, Söhne", 2026-01-05, 2026-02-04, EUR, "1,234.50"\n'
    )
    report = taken(desk, tmp_path, text.encode())
    assert (report.new, report.problems) == (1, ())
    names = desk.store.db.execute("SELECT name FROM party").fetchall()
    assert names == [("Müller, Söhne",)]
