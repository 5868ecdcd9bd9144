"""stdout is data, stderr is words. Text for people is made safe wherever it goes; JSON is exact.

A table that is piped ends on a terminal all the same (``| head``).
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from ledgerlane.cli import tables
from ledgerlane.domain.plain_text import clean, escaped_json


class Output:
    """Where a command writes."""

    def __init__(self) -> None:
        for stream in (sys.stdout, sys.stderr):
            reconfigure = getattr(stream, "reconfigure", None)
            if reconfigure is not None:
                exact = not stream.isatty() and stream.encoding.casefold().startswith("utf")
                reconfigure(errors="surrogateescape" if exact else "backslashreplace")
        self.terminal = sys.stdout.isatty()
        self.quiet = False
        self.verbose = False

    def line(self, text: str = "") -> None:
        """One line of data for people."""
        sys.stdout.write(f"{self.shown(text)}\n")

    def json(self, value: Any) -> None:
        """A JSON value; on a terminal indented, and what could act on it as an escape."""
        text = json.dumps(value, ensure_ascii=False, indent=2 if self.terminal else None)
        sys.stdout.write(f"{escaped_json(text) if self.terminal else text}\n")

    def say(self, words: str) -> None:
        """Words on stderr, unless ``-q``."""
        if not self.quiet:
            for line in words.split("\n"):
                sys.stderr.write(f"{clean(line)}\n")

    def shown(self, text: str) -> str:
        """The text as people are shown it: one visible line."""
        return clean(text)

    def table(
        self,
        headings: Sequence[str],
        rows: Iterable[Sequence[str]],
        *,
        right: Sequence[str] = (),
        spare: Sequence[str] = (),
        plain: bool = False,
    ) -> None:
        """Columns under headings; ``right`` names those of numbers. ``plain``: a label before each value.

        On a terminal that is too narrow the ``spare`` ones are left out, and words are wrapped.
        """
        cells = [[self.shown(cell) for cell in row] for row in rows]
        if plain:
            for row in cells:
                for heading, cell in zip(headings, row, strict=True):
                    if cell:
                        self.line(f"{heading}: {cell}")
                self.line()
            return
        columns = shutil.get_terminal_size().columns if self.terminal else None
        for text in tables.lines(tables.Sheet(headings, cells, right, spare), columns):
            self.line(text)
