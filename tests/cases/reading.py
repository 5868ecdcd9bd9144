"""A file of cases, read: README.md beside this says how one is written."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

_DAY = re.compile(r"(as of )?(\d{4}-\d{2}-\d{2})( (Mon|Tue|Wed|Thu|Fri|Sat|Sun))?")
_ACT = re.compile(r"([a-z][a-z0-9_-]*)(?: on ([^:]+))?: (.*)")
_TOLD = re.compile(r"(list of [a-z]+|list|[^ :]+ [^:]+): ?(.*)")
LEDGER = ("customer", "invoice", "credit", "fee", "interest", "receipt", "bounce")
BOOK = ("book", "person", "policy")


class Unreadable(Exception):  # noqa: N818  trouble with the file, named by its line
    """A line that means nothing here."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the file. ``shown`` are the indented lines below it, what the act says."""

    number: int
    text: str
    shown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Act:
    """Somebody's line on an account (``on``), or a command."""

    line: Line
    who: str
    on: str
    what: str


@dataclass(frozen=True, slots=True)
class Told:
    """What is expected: the words before the colon, and those after it."""

    line: Line
    about: str
    value: str


@dataclass(slots=True)
class Part:
    """A day and what happens on it; ``asks``: only questions are asked."""

    day: date
    asks: bool
    steps: list[Line | Act | Told] = field(default_factory=list)


@dataclass(slots=True)
class Case:
    """One case: the book's settings and ledger (``head``), then its days."""

    file: str
    title: str
    number: int
    head: list[Line] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)

    @property
    def name(self) -> str:
        """How pytest calls it."""
        return f"{self.file}:{self.title}"


def read(path: Path) -> list[Case]:
    """The cases of a file, in order. Raises Unreadable naming the line."""
    cases: list[Case] = []
    for line in _lines(path):
        try:
            if line.text.startswith("== "):
                cases.append(Case(path.stem, line.text[3:].strip(), line.number))
            elif cases:
                _take(cases[-1], line)
            else:
                msg = "a file of cases begins with a title, like == Kept in time"
                raise Unreadable(msg)
        except Unreadable as why:
            msg = f"{path.name}:{line.number}: {line.text!r}: {why}"
            raise Unreadable(msg) from None
    return cases


def _lines(path: Path) -> list[Line]:
    """Lines that say something, each with the indented ones below it."""
    found: list[Line] = []
    for number, text in enumerate(path.read_text("utf-8").splitlines(), start=1):
        if text.startswith("  ") and found:
            last = found.pop()
            found.append(Line(last.number, last.text, (*last.shown, text[2:])))
        elif text.strip() and not text.startswith("#"):
            found.append(Line(number, text.rstrip()))
    return found


def _take(case: Case, line: Line) -> None:
    day = _DAY.fullmatch(line.text)
    word = line.text.split(maxsplit=1)[0]
    if day is not None:
        case.parts.append(Part(_day(case, day), bool(day[1])))
    elif word in BOOK:
        if case.parts:
            msg = "stands before the first day"
            raise Unreadable(msg)
        case.head.append(line)
    elif word in LEDGER:
        if case.parts and case.parts[-1].asks:
            msg = "the ledger changes on a day, not in an answer"
            raise Unreadable(msg)
        (case.parts[-1].steps if case.parts else case.head).append(line)
    elif not case.parts:
        msg = f"before the first day stand {', '.join((*BOOK, *LEDGER))}"
        raise Unreadable(msg)
    else:
        case.parts[-1].steps.append(_step(case.parts[-1], line))


def _day(case: Case, found: re.Match[str]) -> date:
    day = date.fromisoformat(found[2])
    if found[4] and f"{day:%a}" != found[4]:
        msg = f"that is a {day:%a}"
        raise Unreadable(msg)
    if case.parts and day < case.parts[-1].day:
        msg = "days go forward"
        raise Unreadable(msg)
    return day


def _step(part: Part, line: Line) -> Act | Told:
    act = _ACT.fullmatch(line.text)
    if act is not None and not (part.asks and act[2]) and act[1] != "list":
        return Act(line, act[1], act[2] or "", act[3])
    told = _TOLD.fullmatch(line.text)
    if told is None or not part.asks:
        accepted = (
            "ACCOUNT what: value, list: ACCOUNTS, or NAME: command"
            if part.asks
            else "NAME on ACCOUNT: line of the composer, or NAME: command"
        )
        raise Unreadable(accepted)
    return Told(line, told[1], told[2].strip())
