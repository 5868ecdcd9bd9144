r"""Text from outside, made safe to show: one line, nothing dropped, nothing obeyed.

A name in a ledger file may hold escape sequences, direction overrides or line ends. Shown
raw they would move the cursor, colour the screen or turn an amount round. Here each becomes
a visible sign: ``"\x1b[31m"`` reads ``"␛[31m"``, a direction override ``"‹U+202E›"``.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Joiners that Indic and Arabic scripts and emoji need, and the emoji presentation selectors.
_HARMLESS = "\u200c\u200d\ufe0e\ufe0f"
_CONTROL_PICTURES = 0x2400
_DELETE = 0x7F
_LAST_C0 = 0x1F

_SUSPECT = re.compile(
    "["
    "\x00-\x1f\x7f-\x9f"  # C0, DEL, C1
    "\u00ad\u061c\u180e"  # soft hyphen, Arabic letter mark, Mongolian vowel separator
    "\u200b\u200e\u200f"  # zero-width space, direction marks
    "\u2028\u2029"  # line and paragraph separators
    "\u202a-\u202e\u2060-\u206f"  # embeddings, overrides, isolates, invisible operators
    "\ud800-\udfff"  # halves of a pair: not text at all
    "\ue000-\uf8ff\U000f0000-\U0010ffff"  # private use: whatever a font makes of it
    "\ufdd0-\ufdef\ufeff\ufff0-\ufffb\ufffe\uffff"
    "\U0001d173-\U0001d17a"  # invisible musical beams
    "\U000e0000-\U000e0fff"  # tags and the smuggler's variation selectors
    "]"
)


def is_clean(text: str) -> bool:
    """Whether ``text`` may go to a terminal as it is."""
    return text.isprintable() or _SUSPECT.search(text) is None


def clean(text: str) -> str:
    """``text`` as one visible line: what could act on a terminal is shown as a sign.

    Cleaning twice changes nothing, and what was clean comes back as it was.
    """
    if text.isprintable():
        return text
    return _SUSPECT.sub(_sign, text)


def _sign(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code <= _LAST_C0:
        return chr(_CONTROL_PICTURES + code)
    if code == _DELETE:
        return "\u2421"
    return f"‹U+{code:04X}›"


def escaped_json(text: str) -> str:
    r"""JSON ``text`` in which whatever `clean` would change is a ``\\u`` escape instead.

    For the output of ``json.dumps(..., ensure_ascii=False)``: names stay readable, the value
    stays exactly the same. Newlines between values (indentation) stay.
    """
    if text.isprintable():
        return text
    return _SUSPECT.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    if found[0] == "\n":
        return "\n"
    units = found[0].encode("utf-16-be", "surrogatepass")
    return "".join(
        f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2)
    )


_UNEVEN = re.compile(
    "[^ -~\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2030-\u205e\u2190-\u22ff\u2500-\u259f]"
).search
"""Finds a character that may take more or less than one column."""

_WIDENS = "\ufe0f"
"""Asks for the emoji form of the character before it, which some terminals give a column more."""


def width(text: str) -> int:
    """The most columns that a terminal gives ``text``.

    Terminals differ on vowel signs, joiners and emoji: what is placed after so many columns
    is never drawn over the text, and stands apart from it where the terminal needs fewer.
    """
    if text.isascii() or not _UNEVEN(text):
        return len(text)
    return sum(map(_columns, text))


@lru_cache(4096)
def _columns(character: str) -> int:
    if character == _WIDENS:
        return 1
    if character in _HARMLESS or unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def fit(text: str, columns: int) -> str:
    """``text`` in exactly ``columns`` columns: padded, or cut with ``…`` at the end."""
    if columns <= 0:
        return ""
    used = width(text)
    if used <= columns:
        return text + " " * (columns - used)
    kept: list[str] = []
    room = columns - 1
    for character in text:
        if room < _columns(character):
            break
        room -= _columns(character)
        kept.append(character)
    return "".join(kept) + "…" + " " * room


_WORD_ENDS = re.compile(r"(?<! )(?<![0-9](?= [0-9])) ")
"""Blanks after a word; one within a figure (``84 310.50``) is none."""


def fit_words(text: str, columns: int) -> str:
    """As `fit`, but cut after a whole word where that leaves half of the columns; no figure is cut."""
    cut = fit(text, columns)
    if width(text) <= columns or not cut.rstrip().endswith("…"):
        return cut
    shown = len(cut.rstrip()) - 1
    ends = [found.start() for found in _WORD_ENDS.finditer(text, 0, shown + 1)]
    if not ends or ends[-1] == shown:
        return cut
    figure = any(map(str.isdigit, text[ends[-1] : shown + 1]))
    if 2 * ends[-1] < columns and not figure:
        return cut
    kept = text[: ends[-1]].rstrip(" ,;:·(") + "…"
    return kept + " " * (columns - width(kept))


_BETWEEN_WORDS = re.compile(r"(?<![0-9]) | (?![0-9]{3}(?![0-9]))")
"""A blank, but not the one that parts the thousands of a figure."""


def wrapped(text: str, columns: int) -> list[str]:
    """``text`` broken at blanks into rows of at most ``columns`` columns; a longer word is cut, a figure not parted."""
    rows, row, columns = list[str](), "", max(1, columns)
    for word in _BETWEEN_WORDS.split(text):
        if row and width(row) + 1 + width(word) > columns:
            rows.append(row)
            row = word
        else:
            row = f"{row} {word}" if row else word
        while width(row) > columns:
            head = fit(row, columns).rstrip(" ")[:-1] or row[:1]
            rows.append(head)
            row = row[len(head) :]
    return [*rows, row]
