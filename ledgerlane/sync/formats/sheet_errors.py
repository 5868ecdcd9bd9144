"""Cells of an XLSX that hold an error (#DIV/0!, #REF!): the reader of workbooks shows them empty."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from posixpath import join, normpath

from ledgerlane.sync.formats.xml import local, parse

_CELL = re.compile(
    rb"<(?:\w+:)?c\b(?=[^<>]*\st=[\"']e[\"'])[^<>]*\sr=[\"']([A-Z]{1,3})([0-9]{1,7})[\"'][^<>]*>"
    rb"(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>([^<]{1,20})</", re.DOTALL,
)  # fmt: skip


def find(data: bytes) -> dict[str, list[tuple[int, int, str]]]:
    """Sheet name -> (row from 1, column from 0, error), for XLSX; nothing for other workbooks."""
    if not data.startswith(b"PK"):
        return {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = set(archive.namelist())
        if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
            return {}
        targets = {
            each.get("Id", ""): each.get("Target", "")
            for each in parse(archive.read("xl/_rels/workbook.xml.rels")).iter()
        }
        found: dict[str, list[tuple[int, int, str]]] = {}
        for sheet in parse(archive.read("xl/workbook.xml")).iter():
            ids = [value for key, value in sheet.attrib.items() if key.endswith("}id")]
            if local(sheet.tag) != "sheet" or not ids:
                continue
            path = normpath(join("/xl", targets.get(ids[0], ""))).lstrip("/")
            if path in names:
                found[sheet.get("name", "")] = list(_errors(archive.read(path)))
        return found


def _errors(sheet: bytes) -> Iterator[tuple[int, int, str]]:
    if b'"e"' not in sheet and b"'e'" not in sheet:
        return
    for letters, row, error in _CELL.findall(sheet):
        column = 0
        for letter in letters:
            column = column * 26 + letter - 64
        yield int(row), column - 1, error.decode("utf-8", "replace")
