"""A reason that a book's lists are made of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason with its short code (``cf``) and its words (``cash flow``)."""

    code: str
    words: str
