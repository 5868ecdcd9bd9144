"""A letter in its forms: the exact text that is kept, Markdown, and HTML."""

from __future__ import annotations

from hashlib import sha256
from typing import NamedTuple

from ledgerlane.domain.letter import Letter
from ledgerlane.letters import html, markdown, text
from ledgerlane.letters.composing import compose, revised
from ledgerlane.letters.document import without_isolates
from ledgerlane.letters.templates import OURS, Templates


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


def render(letter: Letter, templates: Templates = OURS, own: str = "") -> Rendered:
    """The letter with its words. Refused where the book's own wording cannot be used.

    ``own`` is the text as a person revised it, whole: it stands line for line in every form,
    and is the copy that is kept, to the byte.
    """
    document = revised(letter, templates, own) if own else compose(letter, templates)
    return Rendered(
        without_isolates(document.subject),
        own or text.write(document),
        markdown.write(document),
        html.write(document),
    )
