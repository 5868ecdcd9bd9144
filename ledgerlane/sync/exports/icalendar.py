"""Days of the book as a calendar file (iCalendar, RFC 5545), for whatever shows calendars.

An event's UID is made of what it is about and stays the same from export to export, so a
calendar that takes the file in again moves what moved instead of doubling it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TextIO

from ledgerlane.domain.plain_text import clean

_OCTETS = 75
"""Of a line, without its end (RFC 5545, 3.1)."""
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that falls on a day. ``about`` names it for ever and is shown to nobody."""

    on: date
    about: str
    words: str
    more: tuple[str, ...] = ()
    category: str = ""


def write(file: TextIO, entries: Iterable[Entry], book: str, at_ms: int) -> int:
    """Write the entries as whole days that leave one free; how many.

    ``book`` is the book's own id, ``at_ms`` when the file is made (milliseconds since 1970, UTC).
    """
    stamp = datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%Y%m%dT%H%M%SZ")
    head = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//ledgerlane//calendar//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH")  # fmt: skip
    count = 0
    _lines(file, head)
    for entry in entries:
        _lines(file, _event(entry, book, stamp))
        count += 1
    _lines(file, ("END:VCALENDAR",))
    return count


def uid(entry: Entry, book: str) -> str:
    """The same for the same thing in the same book; it tells nobody what that is."""
    return (
        hashlib.sha256(f"{book}\x1f{entry.about}".encode()).hexdigest()[:32] + "@ledgerlane"
    )


def _event(entry: Entry, book: str, stamp: str) -> Iterable[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{uid(entry, book)}"
    yield f"DTSTAMP:{stamp}"
    yield f"DTSTART;VALUE=DATE:{entry.on:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{entry.on + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_text(entry.words)}"
    if entry.more:
        yield "DESCRIPTION:" + "\\n".join(map(_text, entry.more))
    if entry.category:
        yield f"CATEGORIES:{_text(entry.category)}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _text(text: str) -> str:
    return clean(text).translate(_ESCAPED)


def _lines(file: TextIO, lines: Iterable[str]) -> None:
    """Write content lines, folded between characters and ended by CRLF."""
    for line in lines:
        part, size = "", 0
        for character in line:
            width = len(character.encode())
            if size + width > _OCTETS:
                file.write(f"{part}\r\n")
                part, size = " ", 1
            part += character
            size += width
        file.write(f"{part}\r\n")
