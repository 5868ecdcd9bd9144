"""Which bytes may reach a terminal: the sequences our app sends, and text that is text."""

from __future__ import annotations

import re
import unicodedata

SEQUENCE = re.compile(
    r"\x1b\[[?>=]?[0-9;:]*[ $]?[ABCDEFGHJKLMPSTXZcdfhlmnpqrsu]"  # CSI of known finals
    r"|\x1b[78=>c]|\x1b[()][0AB]"  # save, restore, keypad, character sets
    r"|\x1b\]52;c;[A-Za-z0-9+/=]*(?:\x07|\x1b\\)"  # copy, which only our own key asks for
)
PLAIN = "\r\n\x08\x0f"
JOINERS = "\u200c\u200d"  # Indic and Persian spelling needs them


def strangers(raw: bytes, *, copying: bool = False) -> list[str]:
    """Everything in the stream that is neither text nor a sequence of ours."""
    text = raw.decode("utf-8", "surrogateescape")
    found = [] if copying else [each for each in SEQUENCE.findall(text) if "]52;" in each]
    rest = SEQUENCE.sub("", text)
    return found + [
        f"U+{ord(letter):04X} before {rest[at + 1 : at + 21]!r}"
        for at, letter in enumerate(rest)
        if letter not in PLAIN + JOINERS and unicodedata.category(letter)[0] == "C"
    ]
