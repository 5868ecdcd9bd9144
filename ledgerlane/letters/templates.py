"""The wordings: ours, and in their place those of a book's own folder.

A folder holds ``<language>/<template>.txt`` (``nb/demand.txt``) for each wording it changes,
and may hold ``fonts/``. A wording begins with ``Subject: ...``; the paragraphs follow, each
after an empty line; lines that begin with ``- `` are points.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from ledgerlane.domain.errors import Misused, Problem, Refused
from ledgerlane.domain.letter import LANGUAGES, TEMPLATES
from ledgerlane.letters.context import BLOCKS, NAMES, place_of
from ledgerlane.letters.sandbox import LARGEST, problems

SUBJECT = "Subject: "
FONTS = "fonts"


class Wording(NamedTuple):
    """A template's text and the name that messages give it; ``own``: of the book's folder."""

    file: str
    source: str
    own: bool = False


@dataclass(frozen=True, slots=True)
class Templates:
    """Where wordings come from: the book's own ``folder`` first, if it has one."""

    folder: Path | None = None

    def wording(self, template: str, language: str) -> Wording:
        """The wording of a template. Refused, with file, line and reason, where it may not be used."""
        assert template in TEMPLATES, template
        assert language in LANGUAGES, language
        name = f"{language}/{template}.txt"
        if self.folder is not None and (own := self.folder / name).is_file():
            found = read(own)
        else:
            found = Wording(name, _ours(name))
        for problem in _proof(found):
            raise Refused(str(problem))
        return found

    @property
    def fonts(self) -> Path | None:
        """The book's own fonts, for letters as PDF."""
        found = self.folder / FONTS if self.folder is not None else None
        return found if found is not None and found.is_dir() else None


OURS = Templates()
"""The wordings that come with the program."""


@lru_cache
def _ours(name: str) -> str:
    return (files("ledgerlane.letters") / "wording" / name).read_text("utf-8")


def read(path: Path) -> Wording:
    """A wording of a book's own. Refused where it is no text."""
    return Wording(str(path), _read(path), own=True)


def _read(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST * 4:
            msg = f"{path}: larger than {LARGEST * 4} bytes; this is no letter"
            raise Refused(msg)
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        msg = f"{path}: not UTF-8 text"
        raise Refused(msg) from None
    except OSError as error:
        msg = f"{path}: cannot be read: {error.strerror}"
        raise Misused(msg) from None


@lru_cache(256)
def _proof(wording: Wording) -> tuple[Problem, ...]:
    return tuple(judged(wording))


def judged(wording: Wording) -> Iterator[Problem]:
    """What is wrong with a wording, before it meets a letter."""
    file, source = wording.file, wording.source
    first, _, body = source.partition("\n")
    if not first.startswith(SUBJECT) or not first[len(SUBJECT) :].strip():
        yield Problem(file, 1, "", f"the first line must be {SUBJECT!r} and the subject")
    for at, line in enumerate(source.split("\n"), 1):
        used = [name for name in BLOCKS if f"{{{{ {name} }}}}" in line]
        if used and line.strip() != f"{{{{ {used[0]} }}}}":
            yield Problem(file, at, "", f"{used[0]} is a table: give it a line of its own")
        if place_of("")[0] in line:
            yield Problem(file, at, "", "a private sign (U+E000) that is ours")
    if not body.strip():
        yield Problem(file, 1, "", "no words after the subject")
    yield from problems(source, file, NAMES)


def strays(folder: Path) -> Iterator[Problem]:
    """What lies in a folder of wordings and would never be used."""
    if not folder.is_dir():
        msg = f"{folder}: there is no such folder"
        raise Misused(msg)
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.is_dir() or parts[0] == FONTS or parts[-1].startswith("."):
            continue
        if (
            len(parts) == 2
            and parts[0] in LANGUAGES
            and path.suffix == ".txt"
            and path.stem in TEMPLATES
        ):
            continue
        known = (
            f"LANGUAGE/TEMPLATE.txt of {', '.join(LANGUAGES)} and {', '.join(TEMPLATES)}"
        )
        yield Problem(str(path), 0, "", f"would not be used; known are {known}")
