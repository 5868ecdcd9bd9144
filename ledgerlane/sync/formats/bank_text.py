"""Statements that are plain text: which encoding their bytes are in, and their lines."""

from __future__ import annotations

import codecs
import re

from ledgerlane.sync.files import refusal

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_NARROW = ("cp1252", "cp850")
"""The encodings of banks' systems: Windows, and DOS (CP437 has its letters in the same places)."""


def text_of(data: bytes, encoding: str = "", declared: str = "") -> tuple[str, str]:
    """The file as text with one kind of line end, and a sentence if it had to be decided.

    What is asked for counts, then a byte-order mark, UTF-8 that proves itself, what the file
    declares, and at last the encoding in which the bytes are letters. Raises Unreadable.
    """
    words = ""
    for mark, name in _BOMS:
        if data.startswith(mark):
            text = _decoded(data, name)
            break
    else:
        if encoding:
            text = _decoded(data, encoding)
        else:
            text, words = _found(data, declared)
    text = re.sub(r"\r+\n?|\x85|\u2028", "\n", text)
    return _CONTROL.sub(" ", text), words


def _found(data: bytes, declared: str) -> tuple[str, str]:
    try:
        return data.decode("utf-8"), ""
    except UnicodeDecodeError:
        pass
    best = max(_NARROW, key=lambda name: _letters(data, name))
    if declared and _letters(data, declared) >= _letters(data, best):
        return data.decode(declared), ""
    if _letters(data, best) < 0:
        msg = "has bytes that are letters in no encoding that banks use; say which with --encoding"
        raise refusal(msg)
    return data.decode(
        best
    ), f"read as {best}: its bytes are no UTF-8, and letters in {best}"


def _letters(data: bytes, name: str) -> int:
    """How many bytes above ASCII are letters, less those that are not; -1e9: it cannot be read."""
    try:
        text = data.decode(name)
    except (UnicodeDecodeError, LookupError):
        return -(10**9)
    high = [letter for letter in text if letter > "\x7f"]
    likely = sum(1 for each in high if each.isalpha() or each in "€£§°–’\xa0")
    return 2 * likely - len(high)


def _decoded(data: bytes, name: str) -> str:
    try:
        return data.decode(name)
    except (UnicodeDecodeError, LookupError) as error:
        reason = getattr(error, "reason", error)
        msg = f"cannot be read as {name}: {reason}"
        raise refusal(msg) from None
