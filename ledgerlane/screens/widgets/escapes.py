"""What a terminal sends, cut into Esc, pasted text, and sequences for Textual's parser.

A terminal sends Esc as one byte and the arrow keys as several that begin with it. Textual
reads Esc and a key typed closely after it as alt and the key, or as another letter still, so
Esc would be lost in type-ahead. Nothing here needs alt: an Esc that no sequence follows is
Esc, whatever comes after it and however fast.

Textual also ends a paste at the first Esc inside it, and takes the rest as keys typed: a
customer's name, copied from a letter, could log calls. Here a paste is text to its end.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

ESC = "\x1b"
MOST_PASTED = 10_000
"""Characters kept of a paste: five times what a line can hold, so the screen refuses more whole."""
_PASTE, _PASTED = "\x1b[200~", "\x1b[201~"
_ALONE = re.compile(r"\x1b(?![\[O\]_])")
"""Not followed by CSI, SS3 or a terminal's answer (OSC, APC): the sequences it sends us."""
_BEGUN = re.compile(r"\x1b(?:\[[0-9;<?]*|O)?\Z")
"""At the end of what has come: perhaps the first part of a sequence."""


class Piece(NamedTuple):
    """One thing that was sent: the Esc key, a paste, or text for the parser."""

    kind: Literal["esc", "paste", "keys"]
    text: str


class Escapes:
    """Cuts what comes; keeps what may be half a sequence, or half a paste, until the rest is here."""

    def __init__(self) -> None:
        self._held = ""
        self._paste: list[str] | None = None

    def pieces(self, text: str) -> list[Piece]:
        """The pieces that are whole by now."""
        text, self._held = self._held + text, ""
        begun = _BEGUN.search(text)
        if begun:
            text, self._held = text[: begun.start()], begun[0]
        found: list[Piece] = []
        while text:
            pasting = self._paste is not None
            part, mark, text = text.partition(_PASTED if pasting else _PASTE)
            if self._paste is None:
                found += _keys(part)
                self._paste = [] if mark else None
                continue
            self._paste.append(part[: MOST_PASTED - sum(map(len, self._paste))])
            if mark:
                found.append(Piece("paste", "".join(self._paste)))
                self._paste = None
        return found

    def nothing_followed(self) -> list[Piece]:
        """The delay is over: what was held back is all that comes."""
        if self._paste is not None or not self._held:
            return []
        held, self._held = self._held, ""
        return [Piece("esc" if held == ESC else "keys", held)]


def _keys(text: str) -> list[Piece]:
    found: list[Piece] = []
    for at, part in enumerate(_ALONE.split(text)):
        found += [Piece("esc", ESC)] if at else []
        found += [Piece("keys", part)] if part else []
    return found
