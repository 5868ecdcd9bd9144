"""What a file is, is told by its content: never by its name, and never guessed."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from workbooks import HEADINGS, ods, xlsx, zipped

from ledgerlane.sync import files, layout, opening, profile
from ledgerlane.sync.apart import Apart
from ledgerlane.sync.files import Unreadable
from ledgerlane.sync.formats.registry import format_of
from ledgerlane.sync.formats.start import Start

CSV = ",".join(HEADINGS) + "\nA1,C1,Ann,2026-01-05,2026-02-04,EUR,10.00,4.00\n"
ROW = ["A1", "C1", "Ann", "2026-01-05", "2026-02-04", "EUR", "10.00", "4.00"]


def recognised(tmp_path: Path, data: bytes, name: str = "file.csv", sheet: str = "") -> layout.Layout:  # fmt: skip
    path = tmp_path / name
    path.write_bytes(data)
    with Apart() as apart:
        found = opening.tables(files.look_at(path), apart)
    return opening.recognise_among(
        found, lambda each: layout.recognise(each, profile.shipped()), sheet
    )


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"Invoice,Customer\n", "csv"), (b"\xef\xbb\xbfInvoice;Customer\n", "csv"),
        (b"\xff\xfeI\0n\0v\0", "csv"), (b"PK\x03\x04", "zip"), (b"PK\x05\x06", "zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "xls"), (b"\x1f\x8b\x08", "gzip"), (b"%PDF-1.7", "pdf"),
        (b"SQLite format 3\0", "sqlite"), (b"\xef\xbb\xbf\n {\"a\": 1}", "json"),
        (b"<!DOCTYPE html><html>", "html"), (b"<?xml version='1.0'?><html xmlns='x'>", "html"),
        (b"\xff\xfe" + "<?xml?><Other/>".encode("utf-16-le"), "xml"),
        (b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>", "xml"),
    ],
)  # fmt: skip
def test_by_the_first_bytes(head: bytes, name: str) -> None:
    assert format_of(Start(head)).name == name


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ("<?xml version='1.0'?>\n<!-- x <y> -->\n<a:Invoice xmlns:b='no' xmlns:a='urn:yes'>", ("urn:yes", "Invoice")),
        ('\n <Document xmlns="urn:camt" a="b">', ("urn:camt", "Document")),
        ("<Document>", ("", "Document")),
        ("Invoice <No>", None),
    ],
)  # fmt: skip
def test_the_root_of_xml(text: str, root: tuple[str, str] | None) -> None:
    assert Start(text.encode()).root == root
    assert Start(text.encode("utf-16")).root == root


@pytest.mark.parametrize(
    ("data", "format_"),
    [
        (CSV.encode(), "csv utf-8 ,"),
        (zipped({"export/open.csv": CSV}), "csv utf-8 , in zip"),
        (zipped({"a/": "", "a/open.csv": CSV, "__MACOSX/._open.csv": "x", ".DS_Store": "y"}), "csv utf-8 , in zip"),
        (gzip.compress(CSV.encode("utf-16")), "csv utf-16 , in gzip"),
        (xlsx({"Open": [HEADINGS, ROW]}), "xlsx"),
        (ods([HEADINGS, ROW]), "ods"),
        (zipped({"open.xlsx": xlsx({"Open": [HEADINGS, ROW]})}), "xlsx in zip"),
    ],
)  # fmt: skip
def test_whatever_it_is_called(tmp_path: Path, data: bytes, format_: str) -> None:
    for name in ("file.csv", "file.pdf", "file"):
        found = recognised(tmp_path, data, name)
        assert found.format == format_
        assert (found.kind, found.profile.name) == ("items", "generic")
        assert [column.role for column in found.columns] == [
            "number", "customer", "name", "doc_date", "due_date", "currency", "amount", "open",
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (b"%PDF-1.4\n", "is a PDF; export it as CSV or XLSX"),
        (b"{}", "is JSON; ledger files are CSV, XLSX or XML"),
        (b"<p>", "is XML of a kind that is not known here; what is read stands in docs/formats.md"),
        (b"Rar!\x1a\x07", "is a RAR archive; unpack it first"),
        (b"PK\x03\x04" + bytes(80), "cannot be unpacked"),
        (xlsx({"Open": [HEADINGS, ROW]})[:-40], "cannot be unpacked"),
        (zipped({}), "is a zip archive of 0 files"),
        (zipped({"a.csv": CSV, "b.csv": CSV}), "is a zip archive of 2 files ('a.csv', 'b.csv'); exactly one is read"),
        (zipped({"a.zip": zipped({"a.csv": CSV})}), "is packed twice (zip in zip)"),
        (zipped({"a.pdf": b"%PDF"}), "is a PDF"),
        (zipped({"a.csv": bytes(30 << 20)}), "would unpack to 30 MB; at most 256 MB and 200 times its own size"),
        (gzip.compress(bytes(30 << 20)), "would unpack to more than 200 times its own size"),
        (gzip.compress(CSV.encode())[:-9], "cut off"),
        (gzip.compress(CSV.encode()) * 2, "or more than one file"),
        (b"\x1f\x8b\x08\0garbage" * 9, "cannot be unpacked"),
        (zipped({"mimetype": "x", "content.xml": "<a><b></a>"}), "content.xml is no well-formed XML (mismatched tag, line 1)"),
        (zipped({"xl/workbook.xml": "<!DOCTYPE a><a/>"}), "xl/workbook.xml has a DOCTYPE"),
        (zipped({"xl/workbook.xml": "<a/>"}), "no workbook that can be read"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "no workbook that can be read"),
        (b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
    ],
)  # fmt: skip
def test_refused_with_the_reason(tmp_path: Path, data: bytes, says: str) -> None:
    with pytest.raises(Unreadable) as caught:
        recognised(tmp_path, data)
    assert str(caught.value).startswith("file.csv: ")
    assert says in str(caught.value)
