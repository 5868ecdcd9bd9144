"""A terminal as a file to export to: every line made safe before it is shown."""

from __future__ import annotations

import io
import sys

from ledgerlane.domain.plain_text import clean


class Glass(io.TextIOBase):
    """Text that is written here reaches the terminal line by line, with nothing that acts."""

    def __init__(self) -> None:
        self._rest = ""

    def writable(self) -> bool:
        """Yes."""
        return True

    def write(self, text: str) -> int:
        """Show the whole lines; keep the rest for later."""
        *lines, self._rest = (self._rest + text).split("\n")
        for line in lines:
            sys.stdout.write(f"{clean(line.removesuffix(chr(13)))}\n")
        return len(text)
