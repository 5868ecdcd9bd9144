"""The wordings of letters: which there are, what one says, and whether the book's own can be used.

A book's own wordings lie beside it, in the folder of its name and ``.letters``
(``acme.book.letters/nb/demand.txt``), so that all who work on the book send the same letters.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ledgerlane.domain.errors import Misused, Problem, Refused
from ledgerlane.domain.letter import LANGUAGES, TEMPLATES

if TYPE_CHECKING:
    from ledgerlane.letters.rendering import Rendered
    from ledgerlane.letters.templates import Templates, Wording

PURPOSE = {
    "courtesy": "before the due day: did it arrive, when will it be paid?",
    "reminder-1": "friendly: perhaps it was overlooked",
    "reminder-2": "asks for payment or an answer",
    "reminder-3": "firm: last chance to agree",
    "demand": "the least that must come by a day, and what follows",
    "final": "last letter before others take over; statutory notice",
    "attorney": "a lawyer's letterhead, in our name",
    "confirmation": "what was said, promised, agreed",
    "statement": "the whole account, its age and balance",
    "copy": "copies of invoices, as asked for",
    "terms": "the book's credit policy, to a new customer",
}
"""What each letter is for, from the mildest on."""


class Listed(NamedTuple):
    """A letter, what it is for, and the languages in which the book has its own wording."""

    template: str
    purpose: str
    own: tuple[str, ...]


class Checked(NamedTuple):
    """How many wordings of a folder were read, and what is wrong with them."""

    wordings: int
    problems: tuple[Problem, ...]


def folder_of(book: Path) -> Path:
    """Where a book's own wordings lie."""
    return book.with_name(f"{book.name}.letters")


def templates_of(book: Path) -> Templates:
    """The wordings that letters of this book are made with."""
    from ledgerlane.letters.templates import Templates

    folder = folder_of(book)
    return Templates(folder if folder.is_dir() else None)


def listed(folder: Path) -> list[Listed]:
    """Every letter, and where the folder has a wording of its own."""
    return [
        Listed(name, PURPOSE[name], tuple(code for code in LANGUAGES if _own(folder, code, name).is_file()))
        for name in TEMPLATES
    ]  # fmt: skip


def wording(folder: Path, template: str, language: str) -> Wording:
    """What a letter says, as it was written: the folder's own or ours."""
    from ledgerlane.letters.templates import Templates

    return Templates(folder).wording(template, language)


def sample(folder: Path, template: str, language: str) -> Rendered:
    """The letter made out to a customer who does not exist, with everything it can say."""
    from ledgerlane.letters import samples
    from ledgerlane.letters.rendering import render
    from ledgerlane.letters.templates import Templates

    return render(samples.full(template, language), Templates(folder))


def sample_pdf(folder: Path, template: str, language: str) -> bytes:
    """The same as PDF. Raises Misused naming the extra where it is missing."""
    from ledgerlane.letters import pdf, samples
    from ledgerlane.letters.templates import Templates

    return pdf.write(samples.full(template, language), Templates(folder))


def names() -> Sequence[tuple[str, str]]:
    """What a wording may say, each name with what it stands for."""
    from ledgerlane.letters.names import explained

    return tuple(explained())


def check(folder: Path) -> Checked:
    """What in a folder of wordings would be refused, or never used. Each is tried on two letters.

    Raises Misused where there is no such folder or nothing in it.
    """
    from ledgerlane.letters.templates import strays

    found = list(strays(folder))
    own = [(code, name) for code in LANGUAGES for name in TEMPLATES if _own(folder, code, name).is_file()]  # fmt: skip
    if not own and not found:
        msg = f"{folder}: no wording in it; one would be {_own(Path(), 'nb', 'demand')}"
        raise Misused(msg)
    for language, template in own:
        found += _tried(folder, template, language)
    return Checked(len(own), tuple(found))


def _tried(folder: Path, template: str, language: str) -> list[Problem]:
    """What is wrong with one wording: all that can be read in it, else what two letters say."""
    from ledgerlane.letters import samples
    from ledgerlane.letters.rendering import render
    from ledgerlane.letters.templates import Templates, judged, read

    templates = Templates(folder)
    try:
        found = list(judged(read(_own(folder, language, template))))
        if found:
            return found
        for make in (samples.full, samples.bare):
            render(make(template, language), templates)
    except Refused as refused:
        return [_placed(str(refused))]
    return []


def _placed(message: str) -> Problem:
    """A refusal's message, ``FILE:LINE: words``, as what it names."""
    found = re.fullmatch(r"(.+?):(?:([0-9]+):)? (.*)", message, re.S)
    assert found is not None, message
    return Problem(found[1], int(found[2] or 0), "", found[3])


def _own(folder: Path, language: str, template: str) -> Path:
    return folder / language / f"{template}.txt"
