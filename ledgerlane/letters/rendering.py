"""A letter in its forms: the exact text that is kept, Markdown, and HTML."""

from __future__ import annotations

from hashlib import sha256
from typing import NamedTuple

from ledgerlane.domain.letter import Letter
from ledgerlane.letters import html, markdown, text
from ledgerlane.letters.composing import compose
from ledgerlane.letters.document import without_isolates
from ledgerlane.letters.templates import Templates

OURS = Templates()
"""The wordings that come with the program."""


class Rendered(NamedTuple):
    """One letter, ready to leave; ``text`` is the copy that is kept."""

    subject: str
    text: str
    markdown: str
    html: str

    @property
    def digest(self) -> str:
        """SHA-256 of the exact text, in hexadecimal digits."""
        return sha256(self.text.encode()).hexdigest()


def render(letter: Letter, templates: Templates = OURS) -> Rendered:
    """The letter with its words. Refused where the book's own wording cannot be used."""
    document = compose(letter, templates)
    return Rendered(
        without_isolates(document.subject),
        text.write(document),
        markdown.write(document),
        html.write(document),
    )
