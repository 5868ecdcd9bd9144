"""Which bytes may reach a terminal: the sequences our app sends, and text that is text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

SEQUENCE = re.compile(
    r"\x1b\[[?>=]?[0-9;:]*[ $]?[ABCDEFGHJKLMPSTXZcdfhlmnpqrsu]"  # CSI of known finals
    r"|\x1b\[<u"  # gives the keyboard back
    r"|\x1b[78=>c]|\x1b[()][0AB]"  # save, restore, keypad, character sets
    r"|\x1b\]52;c;[A-Za-z0-9+/=]*(?:\x07|\x1b\\)"  # copy, which only our own key asks for
)
PLAIN = "\r\n"
JOINERS = "\u200c\u200d"  # Indic and Persian spelling needs them
SEPARATORS = "\u2028\u2029"


def strangers(raw: bytes, *, copying: bool = False) -> list[str]:
    """Everything in the stream that is neither text nor a sequence of ours."""
    text = raw.decode("utf-8", "surrogateescape")
    found = [] if copying else [each for each in SEQUENCE.findall(text) if "]52;" in each]
    rest = SEQUENCE.sub("", text)
    return found + [
        f"U+{ord(letter):04X} before {rest[at + 1 : at + 21]!r}"
        for at, letter in enumerate(rest)
        if letter not in PLAIN and acts(letter)
    ]


def raw_names(raw: bytes, names: Iterable[str]) -> list[str]:
    """The names with something in them that acts on a terminal, found in the stream as they are."""
    text = raw.decode("utf-8", "surrogateescape")
    return [
        name
        for name in names
        if any(acts(letter) for letter in name) and (name in text or on_a_tty(name) in text)
    ]


def acts(letter: str) -> bool:
    """Whether a character could do anything on a terminal but be seen."""
    controls = unicodedata.category(letter)[0] == "C" or letter in SEPARATORS
    return controls and letter not in JOINERS


def on_a_tty(text: str) -> str:
    """As the terminal's line discipline passes it on: a newline also returns the carriage."""
    return text.replace("\n", "\r\n")
