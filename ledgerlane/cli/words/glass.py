"""A terminal as a file to export to: every line made safe before it is shown."""

from __future__ import annotations

import io
import sys

from ledgerlane.domain.plain_text import clean


class Glass(io.TextIOBase):
    """Text that is written here reaches the terminal line by line, with nothing that acts.

    With ``records`` every write is a row of CSV: a line end inside it belongs to somebody's
    name, and is shown as a sign.
    """

    def __init__(self, *, records: bool = False) -> None:
        self._records = records
        self._rest = ""

    def writable(self) -> bool:
        """Yes."""
        return True

    def write(self, text: str) -> int:
        """Show the whole lines; keep the rest for later."""
        if self._records:
            sys.stdout.write(f"{clean(text.removesuffix(chr(10)))}\n")
            return len(text)
        *lines, self._rest = (self._rest + text).split("\n")
        for line in lines:
            sys.stdout.write(f"{clean(line.removesuffix(chr(13)))}\n")
        return len(text)
