"""The action line: a code and a few words become a draft of what will be recorded.

    CODE [day] [amount] [/reason] [@contact] [#item] [note]

Fields come in any order; the note begins at the first word that is no field, or after
``;``. The code may be glued to what follows (``p1500``, ``d2 pallets broken``). docs/composer.md
has the grammar with examples, which a test executes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date

from ledgerlane.domain import preview
from ledgerlane.domain.codes import Code
from ledgerlane.domain.composer_words import (
    Context,
    could_be_both,
    find_contact,
    find_reason,
    read_amount,
    read_date,
    unmistakable,
)
from ledgerlane.domain.money import Money, plain
from ledgerlane.domain.people import ROLES

MOST_CHARACTERS = 2_000
NOBODY = "-"


@dataclass(frozen=True, slots=True)
class Span:
    """Which part of the line was read as which field."""

    field: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Draft:
    """What a line says. ``complete``: it can be saved, once its ``questions`` are answered yes.

    A question with ``complete`` false has to be answered in the line itself. ``problems``
    can never be saved. ``item`` is an item's reference; ``words`` spell out what is saved.
    """

    line: str
    code: Code | None = None
    due: date | None = None
    amount: Money | None = None
    reason: str = ""
    contact: str = ""
    item: str = ""
    owner: str = ""
    note: str = ""
    no_next: bool = False
    next_day: date | None = None
    next_words: str = ""
    questions: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    words: str = ""
    complete: bool = False
    spans: tuple[Span, ...] = ()


@dataclass
class _Reading:
    """The fields found so far."""

    code: Code
    due: date | None = None
    amount: int | None = None
    reason: str = ""
    contact: str = ""
    item: str = ""
    owner: str = ""
    note: str = ""
    no_next: bool = False
    undecided: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)


def parse(line: str, context: Context) -> Draft:
    """Read a line against an account. Never raises; what is wrong stands in the draft."""
    if len(line) > MOST_CHARACTERS:
        return Draft(
            line[:MOST_CHARACTERS], problems=(f"longer than {MOST_CHARACTERS} characters",)
        )
    found = _code(line, context)
    if found is None:
        letters = " ".join(code.letter for code in context.policy.codes)
        first = line.split()[:1]
        return Draft(
            line,
            problems=(f"{first[0][:20]}: no such code; begin with one of {letters}",)
            if first
            else (),
        )
    code, at = found
    reading = _Reading(code, spans=[Span("what", line.index(line.strip()), at)])
    _read(line, at, reading, context)
    return _finish(line, reading, context)


def _code(line: str, context: Context) -> tuple[Code, int] | None:
    """The code a line begins with, and where the rest begins."""
    start = len(line) - len(line.lstrip())
    words = line.split(maxsplit=1)
    if not words:
        return None
    first = words[0]
    for code in context.policy.codes:
        if first.lower() == code.name:
            return code, start + len(first)
    code_of = context.policy.code.get(first[0].lower())
    if code_of is None:
        return None
    rest = first[1:]
    field_word = read_date(rest, context) is not None or rest.lower() in ("all", "min")
    if rest == "" or not rest[0].isalpha() or field_word:
        return code_of, start + 1
    return None


def _read(line: str, at: int, reading: _Reading, context: Context) -> None:
    for match in re.compile(r"\S+").finditer(line, at):
        word, start = match[0], match.start()
        if word.startswith(";"):
            return _note(line, start + 1, reading)
        name = _field(word, reading, context)
        if not name:
            return _note(line, start, reading)
        reading.spans.append(Span(name, start, match.end()))
    return None


def _note(line: str, start: int, reading: _Reading) -> None:
    note = line[start:].strip()
    if "note" not in reading.code.takes and note:
        reading.problems.append(f"{reading.code.name} takes no note: {note[:20]}")
        return
    reading.note = note
    if note:
        reading.spans.append(Span("note", line.index(note, start), len(line.rstrip())))


def _field(word: str, reading: _Reading, context: Context) -> str:
    """Take a word as a field and name it, or return ``""``: the note begins here."""
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
    if word[0] == "#" and len(word) > 1 and "item" in takes and not reading.item:
        _item(word[1:], reading, context)
        return "item"
    if reading.code.name == "next step" and word.lower() == "none":
        reading.no_next = True
        return "date"
    if "owner" in takes and not reading.owner and _is_owner(word, reading.code, context):
        _owner(word, reading, context)
        return "owner"
    return _day_or_amount(word, reading, context)


def _is_owner(word: str, code: Code, context: Context) -> bool:
    """Whether a bare word is whom it goes to: anything where that must be said, else who is known."""
    if read_date(word, context) is not None:
        return False
    return "owner" in code.needs or word in _owners(code, context)


def _owners(code: Code, context: Context) -> tuple[str, ...]:
    """Whom a line may name: who acts here; a role too, where the account keeps its owner."""
    return context.logins if "owner" in code.needs else (*context.logins, *ROLES)


def _owner(word: str, reading: _Reading, context: Context) -> None:
    if word == NOBODY:
        return
    reading.owner, known = word, _owners(reading.code, context)
    if word not in known:
        words = f"nobody here is called {word[:20]!r}; known are {', '.join(known)}"
        reading.problems.append(words)


def _day_or_amount(word: str, reading: _Reading, context: Context) -> str:
    wants_day = "date" in reading.code.takes and reading.due is None
    wants_amount = "amount" in reading.code.takes and reading.amount is None
    day = read_date(word, context) if wants_day else None
    amount = read_amount(word, context) if wants_amount else None
    if "item" in reading.code.takes and not unmistakable(word):
        amount = None  # a dispute's bare number counts things: `d 3 pallets broken`
    if wants_day and wants_amount and could_be_both(word, context):
        text = f"{word}: amount or date? write {word}= for the amount, {word}. for the date"
        reading.undecided.append(text)
        return "date"
    if day is not None and not (
        word.endswith("=") and isinstance(amount, int) and "/" not in word
    ):
        reading.due = day
        if day < context.today and not word.endswith("="):
            reading.questions.append(
                f"{preview.day_words(day, context.today)} is in the past: meant?"
            )
        return "date"
    if isinstance(amount, str):
        reading.problems.append(amount)
        return "amount"
    if amount is not None:
        reading.amount = amount
        if amount > context.open and not word.endswith("="):
            most = plain(context.open, context.currency)
            reading.questions.append(
                f"{plain(amount, context.currency)} is more than the {most} open: meant?"
            )
        return "amount"
    return ""


def _reason(word: str, reading: _Reading, context: Context) -> None:
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


def _contact(word: str, reading: _Reading, context: Context) -> None:
    found = find_contact(word, context.contacts)
    if len(found) > 1:
        reading.undecided.append(f"@{word}: who? {', '.join(found)}")
        return
    reading.contact = found[0] if found else word.replace("_", " ")


def _item(word: str, reading: _Reading, context: Context) -> None:
    exact = [item for item in context.items if item.number == word]
    found = exact or [item for item in context.items if item.number.endswith(word)]
    if len(found) == 1:
        reading.item = found[0].ref
    else:
        known = ", ".join(item.number for item in (found or context.items)[:6])
        reading.undecided.append(f"#{word}: which item? {known or 'none is open'}")


def _finish(line: str, reading: _Reading, context: Context) -> Draft:
    """Defaults, what is missing, the next step, and the words."""
    code = reading.code
    due, amount = reading.due, reading.amount
    undecided = bool(reading.undecided)
    if due is None and code.date_default and not undecided:
        due = read_date(code.date_default, context)
    if amount is None and code.amount_default and not undecided:
        default = read_amount(code.amount_default, context)
        amount = default if isinstance(default, int) else None
        if code.name == "dispute" and reading.item:
            amount = next(
                item.open.minor for item in context.items if item.ref == reading.item
            )
    if (
        code.name in ("promise", "dispute")
        and not undecided
        and (amount is None or amount <= 0)
    ):
        reading.problems.append(
            f"no {code.name} over nothing: "
            + (
                "write an amount above 0"
                if amount == 0 and context.open > 0
                else "nothing is open here"
            )
        )
    for need in code.needs:
        if not any(getattr(reading, name) for name in need.split("|")) and not _nobody(
            line, code
        ):
            reading.problems.append(f"{code.name}: say {' or '.join(need.split('|'))}")
    draft = Draft(
        line,
        code,
        due,
        Money(amount, context.currency) if amount is not None else None,
        reading.reason,
        reading.contact,
        reading.item,
        reading.owner,
        reading.note,
        reading.no_next,
        questions=(*reading.undecided, *reading.questions),
        problems=tuple(reading.problems),
        complete=not undecided and not reading.problems,
        spans=tuple(reading.spans),
    )
    draft = replace(
        draft, next_day=_next_day(draft, code, context), next_words=_next_words(draft, code)
    )
    return replace(draft, words=preview.draft_words(draft, context.today))


def _nobody(line: str, code: Code) -> bool:
    return code.name == "assign" and line.split()[-1] in (NOBODY, code.letter + NOBODY)


def _next_day(draft: Draft, code: Code, context: Context) -> date | None:
    if draft.no_next or not code.next_default:
        return None
    if code.next_default == "verdict":
        grace = context.policy.promises.grace_business_days
        return context.calendar.add_business_days(draft.due, grace) if draft.due else None
    return draft.due or (
        None if code.next_default == "due" else read_date(code.next_default, context)
    )


def _next_words(draft: Draft, code: Code) -> str:
    return draft.note if code.name == "next step" and draft.note else code.next_words


def parts(line: str, context: Context) -> dict[str, str]:
    """The line's own words by field, for editing them one by one; note without its ``;``."""
    found: dict[str, str] = {}
    for span in parse(line, context).spans:
        text = line[span.start : span.end]
        name = {"item": "what", "owner": "contact"}.get(span.field, span.field)
        found[name] = f"{found[name]} {text}" if name in found else text
    return {
        name: text.lstrip("/@") if name in ("reason", "contact") else text
        for name, text in found.items()
    }


def values_for(name: str, context: Context) -> tuple[str, ...]:
    """What a field accepts, each with its words after a space: the list of ctrl+space."""
    if name == "what":
        return tuple(f"{code.letter} {code.name}" for code in context.policy.codes)
    if name == "reason":
        return tuple(
            f"/{reason.code} {reason.words}" for reason in context.policy.late_reasons
        )
    if name == "contact":
        names = (contact.name for contact in context.contacts if contact.name)
        return tuple(f"@{name.replace(' ', '_')}" for name in dict.fromkeys(names))
    if name == "date":
        return tuple(f"{word} {preview.day_words(day, context.today)}" for word in
                     ("today", "tom", "fri", "+5b", "+7", "+2w", "eom")
                     if (day := read_date(word, context)) is not None)  # fmt: skip
    if name == "amount":
        words = ("all", "50%", *(("min",) if context.minimum else ()))
        amounts = ((word, read_amount(word, context)) for word in words)
        return tuple(
            f"{w} {plain(a, context.currency)}" for w, a in amounts if isinstance(a, int)
        )
    if name == "item":
        return tuple(f"#{item.number} {item.open}" for item in context.items)
    return context.logins if name == "owner" else ()
