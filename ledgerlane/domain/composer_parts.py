"""Several promises in one line: ``500 fri, 1000 15 dec`` and ``500 fri, rest 15 dec``.

A comma, or ``and``, parts them where an amount and a day stand on each side of it; anywhere else
it is part of the note. More than `MOST_PARTS` are a payment plan.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from ledgerlane.domain.codes import Code
from ledgerlane.domain.composer_amounts import Amount
from ledgerlane.domain.composer_fields import Reading, Span
from ledgerlane.domain.money import Money

MOST_PARTS = 4
REST = Amount(1, share="rest")
HALF = (
    "after the comma: an amount and a day, as in 500 fri, 1000 15 dec;"
    " write ; before it if the note begins there"
)
APART = (
    "a line names invoices once, for all it promises; those of their own take a line each"
)
_BETWEEN = re.compile(r"(?<=\S)(?:,|\s+(?:and|then))(?=\s+\S)", re.IGNORECASE)
_REST = re.compile(r"\s*(?:the\s+)?(?:rest|remainder)(?=\s)", re.IGNORECASE)

Read = Callable[[str, int, Reading], None]
"""Reads what stands in a line from a place on into a reading."""


class Part(NamedTuple):
    """So much by that day, after what the line says first."""

    amount: Money
    due: date


@dataclass
class Parts:
    """The readings of a line: the first, and what it promises after that."""

    first: Reading
    later: list[tuple[Amount, date]] = field(default_factory=list)


def read_parts(line: str, at: int, code: Code, read: Read) -> Parts:
    """The promises of a line from ``at`` on; one, unless more stand beside each other in it."""
    found, starts = list[Reading](), [at]
    for cut in _BETWEEN.finditer(line, at):
        part = _read(line[: cut.start()], starts[-1], code, read, later=bool(found))
        if not _whole(part) or part.note:
            break
        found.append(part)
        starts.append(cut.end())
    if not found:
        return Parts(_read(line, at, code, read))
    last = _read(line, starts[-1], code, read, later=True)
    said = last.amount or last.due or last.undecided
    if line[starts[-1] - 1] != "," and not _whole(last):  # "and" begins the note
        found[-1] = _read(line, starts[-2], code, read, later=len(found) > 1)
        return _joined(found)
    if said and not _whole(last):
        last.undecided = [HALF]
    return _joined([*found, last])


def _read(line: str, at: int, code: Code, read: Read, *, later: bool = False) -> Reading:
    reading = Reading(code)
    rest = _REST.match(line, at) if later else None
    if rest is not None:
        reading.amount, at = REST, rest.end()
        start = rest.start() + len(rest[0]) - len(rest[0].lstrip())
        reading.spans.append(Span("amount", start, at))
    read(line, at, reading)
    return reading


def _whole(part: Reading) -> bool:
    return part.amount is not None and part.due is not None


def together(spans: Sequence[Span]) -> list[Span]:
    """The spans of a line of several promises, its amounts and days as one: they go by pairs."""
    pairs = [span for span in spans if span.field in ("amount", "date")]
    whole = Span("amount", pairs[0].start, max(span.end for span in pairs))
    return [whole, *(span for span in spans if span not in pairs)]


def _joined(found: list[Reading]) -> Parts:
    """The first with what was said once for all of them, in whichever it stands."""
    first, *others = found
    named = [
        {part.item.ref, *(each.ref for each in part.more)} for part in found if part.item
    ]
    if any(each != named[0] for each in named):
        first.problems.append(APART)
    for part in others:
        first.reason = first.reason or part.reason
        first.contact = first.contact or part.contact
        if part.item is not None:
            known = (first.item, *first.more)
            new = [each for each in (part.item, *part.more) if each not in known]
            first.more += new if first.item is not None else new[1:]
            first.item = first.item or part.item
        first.note = first.note or part.note
        first.time = first.time or part.time
        first.undecided += part.undecided
        first.questions += part.questions
        first.problems += part.problems
        first.spans += part.spans
    if len(found) > MOST_PARTS:
        first.problems.append(
            f"{len(found)} promises in one line: that is a payment plan, P agrees one"
        )
    later = [(part.amount, part.due) for part in others if part.amount and part.due]
    return Parts(first, later)
