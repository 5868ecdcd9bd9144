"""The fields of a composer's line, taken one after the other, and what is doubtful about them.

A word that ends in ``=`` is meant as it stands: it answers the question it would raise.
A word that holds a digit and is no field is never passed over: it is asked about, unless it
counts the things that the next word names (``d 3 pallets broken``). What a note holds that
could have been a field is looked at in `ledgerlane.domain.composer_notes`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from ledgerlane.domain import preview
from ledgerlane.domain.account import Item
from ledgerlane.domain.codes import Code
from ledgerlane.domain.composer_amounts import Amount, amount_at
from ledgerlane.domain.composer_days import Day, day_at, is_day_and_month, read_date
from ledgerlane.domain.composer_words import Context, find_contact, find_reason
from ledgerlane.domain.people import ROLES

NOBODY = "-"
MOST_THINGS = 99
"""A bare number above it could be an amount: a dispute asks, and does not take it for a count."""
_TIME = re.compile(r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9]")


class Span(NamedTuple):
    """Which part of the line was read as which field."""

    field: str
    start: int
    end: int


@dataclass
class Reading:
    """The fields found so far. ``sure``: the amount was written with ``=``.

    A promise may name ``more`` items than one.
    """

    code: Code
    due: date | None = None
    time: str = ""
    amount: Amount | None = None
    sure: bool = False
    reason: str = ""
    contact: str = ""
    item: Item | None = None
    more: list[Item] = field(default_factory=list)
    owner: str = ""
    note: str = ""
    no_next: bool = False
    undecided: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)

    @property
    def named(self) -> int:
        """What is open of the items that are named, minor units."""
        items = [self.item, *self.more] if self.item is not None else []
        return sum(item.open.minor for item in items)


_SECOND = (
    "a second amount or day: two promises are parted by a comma (500 fri, 1000 15 dec),"
    " a note by ;"
)

Taken = tuple[str, int]
"""The field that was taken and how many words it has; ``("", 0)``: the note begins here."""
NOTE: Taken = ("", 0)


def take(words: Sequence[str], reading: Reading, context: Context) -> Taken:
    """Take the field that ``words`` begin with into the reading."""
    name = _marked(words[0], reading, context)
    if name:
        return name, 1
    return _day_or_amount(words, reading, context)


def _marked(word: str, reading: Reading, context: Context) -> str:
    """A field that one word makes plain: ``/cf @kari #8840 14:30``, a person, ``none``."""
    takes = reading.code.takes
    if word[0] == "/" and len(word) > 1 and "reason" in takes and not reading.reason:
        _reason(word[1:], reading, context)
        return "reason"
    if word[0] == "@" and len(word) > 1:
        if "owner" in takes and not reading.owner:
            _owner(word[1:], reading, context)
            return "owner"
        if "contact" in takes and not reading.contact:
            _contact(word[1:], reading, context)
            return "contact"
    one_more = reading.item is None or reading.code.name == "promise"
    if word[0] == "#" and len(word) > 1 and "item" in takes and one_more:
        _item(word[1:], reading, context)
        return "item"
    if "date" in takes and not reading.time and _TIME.fullmatch(word):
        reading.time = word
        return "time"
    if reading.code.name == "next step" and word.lower() == "none":
        reading.no_next = True
        return "date"
    if "owner" in takes and not reading.owner and _is_owner(word, reading.code, context):
        _owner(word, reading, context)
        return "owner"
    return ""


def _is_owner(word: str, code: Code, context: Context) -> bool:
    """Whether a bare word is whom it goes to: anything where that must be said, else who is known."""
    if read_date(word, context) is not None:
        return False
    return "owner" in code.needs or word in _owners(code, context)


def _owners(code: Code, context: Context) -> tuple[str, ...]:
    """Whom a line may name: who acts here; a role too, where the account keeps its owner."""
    return context.logins if "owner" in code.needs else (*context.logins, *ROLES)


def _owner(word: str, reading: Reading, context: Context) -> None:
    if word == NOBODY:
        return
    reading.owner, known = word, _owners(reading.code, context)
    if word not in known:
        words = f"nobody here is called {word[:20]!r}; known are {', '.join(known)}"
        reading.problems.append(words)


def _day_or_amount(words: Sequence[str], reading: Reading, context: Context) -> Taken:
    code = reading.code
    wants_day = "date" in code.takes and reading.due is None
    wants_amount = "amount" in code.takes and reading.amount is None
    if counts_things(words, code, context):
        return NOTE
    day = day_at(words, context, spans=bool(code.date_default)) if wants_day else None
    amount = amount_at(words, context) if wants_amount else None
    if day is not None and amount is not None:
        if _could_be_both(words[0], day, amount):
            word = words[0]
            text = f"{word}: amount or date? write {word}= for the amount, {word}. for the date"
            reading.undecided.append(text)
            return "date", 1
        if _rather_amount(words[0], day, amount):
            day = None
    if day is not None:
        return _take_day(words, day, reading, context)
    if amount is not None:
        return _take_amount(words, amount, reading)
    return _doubt(words[0], reading)


def _could_be_both(word: str, day: Day, amount: Amount) -> bool:
    """Whether a word such as ``24.12`` reads as a day and as an amount alike."""
    single = day.length == amount.length == 1 and not word.endswith(("=", "."))
    return single and amount.minor is not None and is_day_and_month(word)


def _rather_amount(word: str, day: Day, amount: Amount) -> bool:
    if amount.trouble or day.length > amount.length:
        return False
    return day.day is None or amount.length > day.length or word.endswith("=")


def _take_day(
    words: Sequence[str], found: Day, reading: Reading, context: Context
) -> Taken:
    sure = words[found.length - 1].endswith("=")
    if found.trouble or found.day is None:
        reading.problems.append(found.trouble)
        return "date", found.length
    reading.due, today = found.day, context.today
    said = preview.day_words(found.day, today)
    if found.question and not sure:
        reading.questions.append(found.question)
    if found.day < today and not sure:
        reading.questions.append(f"{said} is in the past: meant?")
    if found.day > _furthest(context) and not sure:
        days = (found.day - today).days
        reading.questions.append(f"{said} is {days} days away: meant?")
    return "date", found.length


def _furthest(context: Context) -> date:
    """The last day that is not asked about."""
    days = min(context.policy.furthest_days, (date.max - context.today).days)
    return context.today + timedelta(days=days)


def _take_amount(words: Sequence[str], found: Amount, reading: Reading) -> Taken:
    reading.sure = words[found.length - 1].endswith("=")
    text = " ".join(words[: found.length])
    if found.trouble:
        reading.problems.append(found.trouble)
    elif reading.code.counts_things and _is_bare(text):
        words_ = (
            f"{text}: how much or how many? write {text}= for the amount, ; before a note"
        )
        reading.undecided.append(words_)
    else:
        reading.amount = found
    return "amount", found.length


def _is_bare(text: str) -> bool:
    """Whether an amount in a dispute could count things as well: ``3``, ``half``."""
    text = text.replace(" ", "").lower()
    return text.isdigit() or (text.isalpha() and text not in ("all", "min"))


def counts_things(words: Sequence[str], code: Code, context: Context) -> bool:
    """Whether a bare whole number counts what the next word names: the note begins with it.

    So for a dispute, and wherever no amount is taken: ``d 3 pallets broken``, ``l 2 calls``.
    """
    if "amount" in code.takes and not code.counts_things:
        return False
    if len(words) < 2 or not (words[0].isascii() and words[0].isdigit()):
        return False
    if "amount" in code.takes and int(words[0]) > MOST_THINGS:
        return False
    following = words[1]
    if not following[0].isalpha() or any(letter.isdigit() for letter in following):
        return False
    if day_at(words[:4], context, spans=bool(code.date_default)) is not None:
        return False
    if day_at(words[1:], context, spans=False) is not None or following.lower() in (
        "all",
        "min",
    ):
        return False
    money = amount_at(words[:2], context)
    return "amount" not in code.takes or money is None or money.length == 1


def _doubt(word: str, reading: Reading) -> Taken:
    """A word with a digit that is no field is asked about; any other begins the note."""
    takes = reading.code.takes
    if not any(letter.isdigit() for letter in word) or not {"date", "amount"} & {*takes}:
        return NOTE
    if word[0] == "#" and reading.item is not None:
        reading.undecided.append(
            f"{word[:20]}: a line is about one invoice, each takes a line of its own;"
            " write ; before it if the note begins here"
        )
        return "doubt", 1
    had = {"amount": reading.amount is not None, "date": reading.due is not None}
    said = ", ".join(
        f"the {name} is there already" if had[name] else f"no {name}"
        for name in ("date", "amount")
        if name in takes
    )
    words = f"{word[:20]}: {said}; write ; before it if the note begins here"
    if reading.code.name == "promise" and all(had.values()):
        words = _SECOND
    if words not in reading.undecided:
        reading.undecided.append(words)
    return "doubt", 1


def _reason(word: str, reading: Reading, context: Context) -> None:
    found = find_reason(word, context.policy.late_reasons)
    if len(found) == 1:
        reading.reason = found[0].words
        return
    several = ", ".join(
        f"/{reason.code} {reason.words}" for reason in found or context.policy.late_reasons
    )
    reading.undecided.append(
        f"/{word}: which reason? {several}"
        if found
        else f"/{word}: no such reason: {several}"
    )


def _contact(word: str, reading: Reading, context: Context) -> None:
    found = find_contact(word, context.contacts)
    if len(found) > 1:
        reading.undecided.append(f"@{word}: who? {', '.join(found)}")
        return
    reading.contact = found[0] if found else word.replace("_", " ")


def _item(word: str, reading: Reading, context: Context) -> None:
    exact = [item for item in context.items if item.number == word]
    found = exact or [item for item in context.items if item.number.endswith(word)]
    if len(found) == 1 and reading.item is None:
        reading.item = found[0]
    elif len(found) == 1:
        reading.more += [
            each for each in found if each not in (reading.item, *reading.more)
        ]
    else:
        known = ", ".join(item.number for item in (found or context.items)[:6])
        reading.undecided.append(f"#{word}: which item? {known or 'none is open'}")
