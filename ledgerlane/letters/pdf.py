"""A letter as PDF, set by typst: the extra ``pdf``. Nothing is written on the way."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time
from importlib import import_module
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from ledgerlane.domain.errors import Misused, Refused
from ledgerlane.domain.letter import Letter
from ledgerlane.letters.composing import compose, revised
from ledgerlane.letters.document import (
    Bullets,
    Document,
    Facts,
    Grid,
    Paragraph,
    Part,
    Verbatim,
)
from ledgerlane.letters.html import qr_svg
from ledgerlane.letters.templates import OURS, Templates

MISSING = "a letter as PDF needs the extra pdf: pip install 'ledgerlane[pdf]'"
FAMILY = "Hind"
"""Latin and Devanagari in one hand; typst's own fonts have no Devanagari."""

_LETTER_PAPER = frozenset("US CA MX PH CL CO CR GT PA SV VE".split())
_NO_GLYPH = "could not be displayed with"


def available() -> bool:
    """Whether typst and the font are here."""
    return find_spec("typst") is not None and find_spec("fontpkg_hind") is not None


def write(letter: Letter, templates: Templates = OURS, own: str = "") -> bytes:
    """The file's bytes, the same for the same letter. ``own`` is a person's text in its place.

    Raises Misused naming the extra where it is missing; Refused where no font has a sign of
    it: a letter that shows boxes never leaves.
    """
    if not available():
        raise Misused(MISSING)
    made: bytes = compiled(letter, templates, "pdf", own)
    return made


def compiled(letter: Letter, templates: Templates, form: str, own: str = "") -> Any:
    """What typst makes of a letter: ``pdf``, or ``png`` pages for a look at it."""
    typst: Any = import_module("typst")
    paths = font_paths(templates)
    fonts = [FAMILY, *families(typst, templates.fonts)]
    document = revised(letter, templates, own) if own else compose(letter, templates)
    files_, day = sources(letter, document, fonts), letter.day
    try:
        return typst.compile(
            files_,
            format=form,
            font_paths=[str(path) for path in paths],
            timestamp=datetime.combine(day, time(), UTC),
            **({"pdf_standards": ["a-2b"]} if form == "pdf" else {}),
        )
    except typst.TypstError as error:
        if _NO_GLYPH not in str(error):
            raise
        msg = (
            f"no font here has every sign of this letter ({error.message}): put one that has"
            " into the folder fonts of the book's own wordings"
        )
        raise Refused(msg) from None


def font_paths(templates: Templates) -> list[Path]:
    """Folders of fonts: that of the extra, and the book's own."""
    found: Path = import_module("fontpkg_hind").ROOT / "files"
    return [found, *([templates.fonts] if templates.fonts else [])]


def families(typst: Any, folder: Path | None) -> list[str]:
    """The families in the book's own folder, asked in this order after ours."""
    if folder is None:
        return []
    only: list[str] = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)]
    ).families()
    return only


def sources(letter: Letter, document: Document, fonts: list[str]) -> dict[str, bytes]:
    """The files typst reads: the layout, and the letter as data."""
    codes = [part.qr for part in document.parts if isinstance(part, Facts) and part.qr]
    paper = "us-letter" if letter.to.country in _LETTER_PAPER else "a4"
    said = {
        "language": document.language, "head": document.head, "to": document.to,
        "dateline": document.dateline, "marks": document.marks, "subject": document.subject,
        "parts": [data(part) for part in document.parts], "signature": document.signature,
        "foot": document.foot, "page": document.page, "paper": paper, "fonts": fonts,
    }  # fmt: skip
    made = {
        "main.typ": (files("ledgerlane.letters") / "layout.typ").read_bytes(),
        "letter.json": json.dumps(said).encode(),
    }
    if codes:
        made["qr.svg"] = qr_svg(codes[0])
    return made


def data(part: Part) -> dict[str, object]:
    """A part as the layout reads it."""
    match part:
        case Paragraph(text):
            return {"kind": "paragraph", "text": text}
        case Verbatim(text):
            spaced = text.replace(
                " ", "\N{NO-BREAK SPACE}"
            )  # typst draws runs of blanks as one
            return {"kind": "verbatim", "lines": spaced.split("\n")}
        case Bullets(points):
            return {"kind": "bullets", "points": points}
        case Facts(title, pairs, qr, caption):
            return {
                "kind": "facts",
                "title": title,
                "pairs": pairs,
                "qr": bool(qr),
                "caption": caption,
            }
        case Grid(columns, rows, right, sums):
            return {
                "kind": "grid", "columns": columns, "rows": rows, "right": sorted(right), "sums": sums,
            }  # fmt: skip
