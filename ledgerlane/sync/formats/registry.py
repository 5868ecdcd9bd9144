"""Which formats there are, and how each is recognised: by its first bytes, never by a name.

A format that is no delimited text names the module that reads it, whose ``read`` takes all
bytes and gives tables. It runs in a process of its own (`ledgerlane.sync.apart`).
"""

from __future__ import annotations

import re
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


def _holds(pattern: str) -> Callable[[Start], bool]:
    found = re.compile(pattern)
    return lambda start: found.search(start.text) is not None


_MT940 = r"(?m)^(?:\{1:[A-Z]|:(?:20|25P?|28C?|6[0245][FM]?|61|940):[^\s,;\t])"
"""A tag of SWIFT's at the beginning of a line."""
_BAI2 = r"\A[0-9]{2},[^\n]*/[ \t]*(?:\r?\n|\Z|02,)|\A01,(?:[^,\n]*,){6}[23]\s*\n02,"


def _is_camt(start: Start) -> bool:
    return bool(start.markup) and (
        "BkToCstmr" in start.text or ".camt.05" in (start.root or ("", ""))[0]
    )


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


_CONTROLS = bytes(each for each in range(32) if each not in b"\t\n\v\f\r\x1a\x1b")
_FEW = 7
"""Control characters that a text may hold by mistake."""


def _is_binary(start: Start) -> bool:
    """Whether it begins with more control characters than any text has, in 8 or 16 bits a character.

    A name may be made of bells; text that is UTF-8 throughout is text.
    """
    head = start.head
    halves = (head[0::2], head[1::2])
    return _many_controls(head) and all(map(_many_controls, halves)) and not _is_utf8(head)


def _is_utf8(head: bytes) -> bool:
    """Whether it is UTF-8 without zeros, as far as its last whole character."""
    found = head.decode("utf-8", "ignore").encode()
    return b"\0" not in head and len(head) - len(found) < 4 and head.startswith(found)


def _many_controls(text: bytes) -> bool:
    controls = len(text) - len(text.translate(None, _CONTROLS))
    return controls > max(_FEW, len(text) // 20)


TEXT = Format("csv", "delimited text", lambda _: True)
"""What everything is that is nothing else; read in this process, as fast as can be."""

FORMATS = (
    Format("zip", "a zip archive or workbook", _begins(b"PK\x03\x04", b"PK\x05\x06"), f"{_HERE}.container"),
    Format("gzip", "compressed (gzip)", _begins(b"\x1f\x8b"), f"{_HERE}.container"),
    Format("xls", "an Excel workbook", _begins(b"\xd0\xcf\x11\xe0"), f"{_HERE}.sheets"),
    Format("bzip2", "compressed (bzip2)", _begins(b"BZh"), refused="unpack it first"),
    Format("xz", "compressed (xz)", _begins(b"\xfd7zXZ"), refused="unpack it first"),
    Format("7z", "a 7z archive", _begins(b"7z\xbc\xaf"), refused="unpack it first"),
    Format("rar", "a RAR archive", _begins(b"Rar!"), refused="unpack it first"),
    Format("pdf", "a PDF", _begins(b"%PDF"), refused="export it as CSV or XLSX"),
    Format("sqlite", "a database, not an export", _begins(b"SQLite format 3")),
    Format("einvoice", "an electronic invoice", _is_invoice, f"{_HERE}.einvoice"),
    Format("ofx", "a bank statement (OFX)", _holds(r"(?im)^\s*(?:OFXHEADER\s*[:=]|<\?OFX\b|<OFX>)"), f"{_HERE}.ofx"),
    Format("camt", "a bank statement (camt)", _is_camt, f"{_HERE}.camt"),
    Format("mt940", "a bank statement (MT940)", _holds(_MT940), f"{_HERE}.mt940"),
    Format("bai2", "a bank statement (BAI2)", _holds(_BAI2), f"{_HERE}.bai2"),
    Format("html", "a web page (HTML)", _is_html, refused="save it as CSV or XLSX"),
    Format("xml", "XML of a kind that is not known here", lambda start: start.text.startswith("<")),
    Format("binary", "no text, and of no other format that is known here", _is_binary, refused="ledger files are"
           " CSV, XLSX, XLS, ODS, electronic invoices (UBL, CII) and bank statements (camt, MT940, OFX, BAI2)"),
    Format("json", "JSON", _says("{", "["), refused="ledger files are CSV, XLSX or XML"),
)  # fmt: skip
"""In the order in which they are asked; what none of them knows is `TEXT`."""


def format_of(start: Start) -> Format:
    """The format of a file that begins so."""
    return next((each for each in FORMATS if each.known(start)), TEXT)
