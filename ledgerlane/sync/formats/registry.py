"""Which formats there are, and how each is recognised: by its first bytes, never by a name.

A format that is no delimited text names the module that reads it, whose ``read`` takes all
bytes and gives tables. It runs in a process of its own (`ledgerlane.sync.apart`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ledgerlane.sync.formats.start import Start

_HERE = "ledgerlane.sync.formats"


@dataclass(frozen=True, slots=True)
class Format:
    """One format. ``reader``: the module that reads it; ``refused``: why nothing does."""

    name: str
    words: str
    known: Callable[[Start], bool]
    reader: str = ""
    refused: str = ""


def _begins(*magic: bytes) -> Callable[[Start], bool]:
    return lambda start: start.head.startswith(magic)


def _says(*words: str) -> Callable[[Start], bool]:
    return lambda start: start.text.startswith(words)


def _is_html(start: Start) -> bool:
    markup = start.markup[:64].lower()
    return markup.startswith(("<html", "<!doctype html", "<head", "<body", "<table"))


def _is_invoice(start: Start) -> bool:
    """A UBL or CII document, bare or in a Peppol envelope; namespaces may be missing."""
    space, name = start.root or ("", "")
    if name == "StandardBusinessDocument":
        return True
    if name in ("Invoice", "CreditNote"):
        return "ubl" in space.lower() or not space
    return name in ("CrossIndustryInvoice", "CrossIndustryDocument")


TEXT = Format("csv", "delimited text", lambda _: True)
"""What everything is that is nothing else; read in this process, as fast as can be."""

FORMATS = (
    Format("zip", "a zip archive", _begins(b"PK\x03\x04", b"PK\x05\x06"), f"{_HERE}.container"),
    Format("gzip", "compressed (gzip)", _begins(b"\x1f\x8b"), f"{_HERE}.container"),
    Format("xls", "an Excel workbook", _begins(b"\xd0\xcf\x11\xe0"), f"{_HERE}.sheets"),
    Format("bzip2", "compressed (bzip2)", _begins(b"BZh"), refused="unpack it first"),
    Format("xz", "compressed (xz)", _begins(b"\xfd7zXZ"), refused="unpack it first"),
    Format("7z", "a 7z archive", _begins(b"7z\xbc\xaf"), refused="unpack it first"),
    Format("rar", "a RAR archive", _begins(b"Rar!"), refused="unpack it first"),
    Format("pdf", "a PDF", _begins(b"%PDF"), refused="export it as CSV or XLSX"),
    Format("sqlite", "a database, not an export", _begins(b"SQLite format 3")),
    Format("ofx", "an OFX bank statement", _says("OFXHEADER", "<OFX"), refused="export it as CSV"),
    Format("mt940", "an MT940 bank statement", _says(":20:", "{1:F01"), refused="export it as CSV"),
    Format("einvoice", "an electronic invoice", _is_invoice, f"{_HERE}.einvoice"),
    Format("html", "a web page (HTML)", _is_html, refused="save it as CSV or XLSX"),
    Format("xml", "XML of a kind that is not known here", lambda start: start.text.startswith("<")),
    Format("json", "JSON", _says("{", "["), refused="ledger files are CSV, XLSX or XML"),
)  # fmt: skip
"""In the order in which they are asked; what none of them knows is `TEXT`."""


def format_of(start: Start) -> Format:
    """The format of a file that begins so."""
    return next((each for each in FORMATS if each.known(start)), TEXT)
