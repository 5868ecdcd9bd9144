"""Esc, told apart from the sequences that begin with the same byte.

A terminal sends Esc as one byte and the arrow keys as several that begin with it. Textual
reads Esc and a key typed closely after it as alt and the key, or as another letter still, so
Esc would be lost in type-ahead. Nothing here needs alt: an Esc that no sequence follows is
Esc, whatever comes after it and however fast.
"""

from __future__ import annotations

import re

ESC = "\x1b"
_PASTE, _PASTED = "\x1b[200~", "\x1b[201~"
_ALONE = re.compile(r"\x1b(?![\[O\]_])")
"""Not followed by CSI, SS3 or a terminal's answer (OSC, APC): the sequences it sends us."""
_BEGUN = re.compile(r"\x1b(?:\[[0-9;<?]*|O)?\Z")
"""At the end of what has come: perhaps the first part of a sequence."""


class Escapes:
    """Cuts what the terminal sends: ``ESC`` alone is the key, other pieces are for the parser."""

    def __init__(self) -> None:
        self._held = ""
        self._pasting = False

    def pieces(self, text: str) -> list[str]:
        """The pieces of what has come; what may be half a sequence is held back."""
        text, self._held = self._held + text, ""
        begun = _BEGUN.search(text)
        if begun:
            text, self._held = text[: begun.start()], begun[0]
        found: list[str] = []
        while text:
            marker = _PASTED if self._pasting else _PASTE
            part, mark, text = text.partition(marker)
            found += ([part] if part else []) if self._pasting else _keys(part)
            if mark:
                found.append(mark)
                self._pasting = not self._pasting
        return found

    def nothing_followed(self) -> list[str]:
        """The delay is over: what was held back is all that comes."""
        held, self._held = self._held, ""
        return [held] if held else []


def _keys(text: str) -> list[str]:
    found: list[str] = []
    for at, part in enumerate(_ALONE.split(text)):
        found += [ESC] if at else []
        found += [part] if part else []
    return found
