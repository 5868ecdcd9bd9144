"""A letter and its wording become a document: paragraphs, points, and tables in their places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ledgerlane.domain.letter import Kind, Letter, Sender
from ledgerlane.domain.zone_table import zones_by_country
from ledgerlane.letters.blocks import block
from ledgerlane.letters.context import (
    BLOCKS,
    context,
    outside,
    outside_line,
    place_of,
)
from ledgerlane.letters.document import Bullets, Document, Paragraph, Part, Verbatim
from ledgerlane.letters.phrases import phrases
from ledgerlane.letters.sandbox import write
from ledgerlane.letters.speech import Speech
from ledgerlane.letters.templates import SUBJECT, Templates

_POINT = "- "
_PLACES = {place_of(name): name for name in BLOCKS}


def compose(letter: Letter, templates: Templates) -> Document:
    """The letter in its language. Refused where the book's own wording cannot be used."""
    speech = Speech(letter)
    wording = templates.wording(letter.template, letter.language)
    text = write(wording.source, wording.file, context(letter, speech))
    subject, _, body = text.removeprefix(SUBJECT).partition("\n")
    say = phrases(letter.language)
    head = letter.counsel or letter.sender
    return Document(
        language=letter.language,
        head=_head(head),
        to=_to(letter),
        dateline=_dateline(head, speech.day(letter.day)),
        marks=(_number(letter),) if letter.to.name else (),
        subject=" ".join(subject.split(" ")).strip(),
        parts=tuple(_parts(body, letter, speech)),
        signature=tuple(
            outside(each) for each in (head.signer, head.title, head.name) if each
        ),
        foot=_foot(letter),
        page=say["letter"]["page"],
    )


def revised(letter: Letter, templates: Templates, text: str) -> Document:
    """A letter whose whole text a person wrote: nothing is added to it.

    Its subject is the line that the text underlines with dashes, else that of the wording.
    """
    lines = [outside_line(line) for line in text.rstrip("\n").split("\n")]
    under = (at for at, line in enumerate(lines) if at and line and not line.strip("-"))
    composed = compose(letter, templates)
    return replace(
        composed, head=(), to=(), dateline="", marks=(), signature=(), foot=(),
        subject=next((lines[at - 1].strip() for at in under), "") or composed.subject,
        parts=(Verbatim("\n".join(lines)),),
    )  # fmt: skip


def _head(sender: Sender) -> tuple[str, ...]:
    found = (sender.name, *sender.address, sender.phone, sender.email)
    return tuple(outside(each) for each in found if each)


def _number(letter: Letter) -> str:
    """``Customer number: 10482``."""
    say = phrases(letter.language)
    return (
        f"{say['labels']['customer']}{say['letter']['colon']} {outside(letter.to.number)}"
    )


def _to(letter: Letter) -> tuple[str, ...]:
    """Name or number, the person, the address, and a country abroad that is one."""
    to = letter.to
    found = [to.name or _number(letter), to.attention, *to.address]
    abroad = letter.sender.country and to.country != letter.sender.country
    if abroad and to.country in zones_by_country():
        found.append(to.country)
    return tuple(outside(each) for each in found if each)


def _dateline(sender: Sender, day: str) -> str:
    place = outside(sender.place)
    return f"{place}, {day}" if place else day


def _foot(letter: Letter) -> tuple[str, ...]:
    labels, sender = phrases(letter.language)["labels"], letter.sender
    found = [f"{labels['tax']} {outside(sender.tax_id)}"] if sender.tax_id else []
    if letter.kind == Kind.ATTORNEY:
        found.insert(0, outside(sender.name))
    return tuple(found)


def _parts(body: str, letter: Letter, speech: Speech) -> Iterator[Part]:
    for text in re.split(r"\n[ \n]*\n", body.strip("\n ")):
        lines = [line.strip(" ") for line in text.split("\n") if line.strip(" ")]
        if not lines:
            continue
        if len(lines) == 1 and lines[0] in _PLACES:
            yield from block(_PLACES[lines[0]], letter, speech)
        elif all(line.startswith(_POINT) for line in lines):
            yield Bullets(tuple(line.removeprefix(_POINT) for line in lines))
        else:
            yield Paragraph(" ".join(lines))
