"""CSV that no spreadsheet runs: text cells that would be formulas begin with an apostrophe.

Our own import takes the apostrophe off again (`formula_escaped` of the profiles). Where a
table is not read in again a row is one line, too: a line end in a note is shown as a sign.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import TextIO

from ledgerlane.domain.money import Money, exact
from ledgerlane.domain.plain_text import clean
from ledgerlane.sync.exports.table import Cell, Table

_QUOTED = re.compile('[,"\r\n]')
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def safe(text: str) -> str:
    """The text, kept from being run as a formula.

    A text that is escaped already, or only looks so, gets one more apostrophe, so that
    taking one off always gives the text back.
    """
    bare = text.lstrip("'")
    return f"'{text}" if bare.startswith(FORMULA_STARTS) else text


def shown(text: str) -> str:
    """The text on one line, for a cell that people read and no import does."""
    return safe(clean(text))


def write(file: TextIO, table: Table, *, raw: bool = False) -> int:
    """Write the table as CSV (RFC 4180, lines ending in LF); how many rows."""
    file.write(line(table.headings))
    words = str if raw else safe if table.read_again else shown
    count = 0
    for row in table.rows:
        file.write(line(_text(row[name], words) for name in table.headings))
        count += 1
    return count


def line(cells: Iterable[str]) -> str:
    """One line. Python's own writer leaves a carriage return inside a text unquoted."""
    return ",".join(map(_quoted, cells)) + "\n"


def _quoted(text: str) -> str:
    if text.isalnum() or not (_QUOTED.search(text) or text.strip() != text):
        return text
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


def _text(cell: Cell, words: Callable[[str], str]) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return "1" if cell else "0"
        case int():
            return str(cell)
        case date():
            return cell.isoformat()
        case Money(minor, currency):
            return exact(minor, currency)
    return words(cell)
