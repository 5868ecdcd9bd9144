"""A letter as one HTML page that needs no other file, fetches nothing and runs nothing."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from io import BytesIO

from jinja2 import StrictUndefined, Template
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from ledgerlane.letters.document import FIRST, LAST, Document, Verbatim

QR_MODULE = 3
"""Points that a module of the QR code is wide."""


def write(document: Document) -> str:
    """The page."""
    return _layout().render(document=document) + "\n"


@lru_cache(1)
def _layout() -> Template:
    made = ImmutableSandboxedEnvironment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.filters |= {"words": words, "drawn": drawn}
    made.tests["own"] = lambda part: isinstance(part, Verbatim)
    text = (files("ledgerlane.letters") / "layout.html").read_text("utf-8")
    return made.from_string(text)


def words(text: str) -> Markup:
    """Text that means itself; what runs from right to left stands apart (``bdi``)."""
    safe = str(escape(text)).replace(FIRST, "<bdi>").replace(LAST, "</bdi>")
    return Markup(safe)


def drawn(payload: str) -> Markup:
    """A QR code as SVG in the page."""
    return Markup(qr_svg(payload).decode())


def qr_svg(payload: str) -> bytes:
    """The QR code of an EPC payload: error correction M, at most version 13 (EPC069-12)."""
    import segno

    code = segno.make(payload, error="m", boost_error=False, micro=False, encoding="utf-8")
    out = BytesIO()
    code.save(
        out, kind="svg", scale=QR_MODULE, border=4, xmldecl=False, svgns=True, light="#fff"
    )
    return out.getvalue().strip()
