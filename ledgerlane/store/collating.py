"""Names as they sort and are found: without case and accents."""

from __future__ import annotations

import unicodedata


def collation(name: str) -> str:
    """A name folded for sorting: no case, no accents; ``Østfold`` sorts as ``ostfold``."""
    if name.isascii():
        return name.casefold()
    plain = name.casefold().translate(_LETTERS)
    return "".join(
        letter
        for letter in unicodedata.normalize("NFKD", plain)
        if not unicodedata.combining(letter)
    )


_LETTERS = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ł": "l", "þ": "th", "ð": "d"}
)
