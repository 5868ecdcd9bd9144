"""The action line: a code and a few words become a draft of what will be recorded.

    CODE [day] [amount] [/reason] [@contact] [#item] [note]

Fields come in any order; the note begins at the first word that is no field, or after
``;``. The code may be glued to what follows (``p1500``, ``d2 pallets broken``). docs/composer.md
has the grammar with examples, which a test executes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from ledgerlane.domain import preview
from ledgerlane.domain.account import Item
from ledgerlane.domain.codes import CONVERSATION, NOTHING, Code
from ledgerlane.domain.composer_amounts import Amount, share_of
from ledgerlane.domain.composer_days import read_date
from ledgerlane.domain.composer_fields import NOBODY, Reading, Span, take
from ledgerlane.domain.composer_notes import unheard
from ledgerlane.domain.composer_parts import REST, Part, Parts, read_parts, together
from ledgerlane.domain.composer_words import Context
from ledgerlane.domain.contact_rules import QUIET_HOURS, of_reasons
from ledgerlane.domain.departures import Departure, departure
from ledgerlane.domain.disputes import collectable, undisputed
from ledgerlane.domain.money import Money, plain
from ledgerlane.domain.next_steps import Step, replaced_by
from ledgerlane.domain.promises import Promise, covers, same_matter

MOST_CHARACTERS = 2_000
_LINE_ENDS = re.compile("[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_WORD = re.compile(r";|[^\s;]+")


@dataclass(frozen=True, slots=True)
class Draft:
    """What a line says. ``complete``: it can be saved, once its ``questions`` are answered yes.

    A question with ``complete`` false has to be answered in the line itself. ``problems``
    can never be saved. ``needs_why``: what is not complete wants a note or a reason. ``item`` is an item's reference, ``more`` those that a promise names after it;
    ``then`` is what is promised after ``amount`` and ``due``; ``words`` spell out what is saved,
    ``notices`` what else is worth knowing before it is.
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
    more: tuple[str, ...] = ()
    then: tuple[Part, ...] = ()
    next_day: date | None = None
    next_words: str = ""
    questions: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    words: str = ""
    complete: bool = False
    needs_why: bool = False
    departure: Departure | None = None
    spans: tuple[Span, ...] = ()

    @property
    def refs(self) -> tuple[str, ...]:
        """References of the items that are named."""
        return (self.item, *self.more) if self.item else ()

    @property
    def promised(self) -> Money:
        """All that the line promises, of a draft with an amount."""
        assert self.amount is not None
        minor = sum(part.amount.minor for part in self.then)
        return Money(self.amount.minor + minor, self.amount.currency)


def parse(line: str, context: Context) -> Draft:
    """Read a line against an account. Never raises; what is wrong stands in the draft.

    It is one line: an end of line in pasted or piped text parts words, as a space does.
    """
    line = _LINE_ENDS.sub(" ", line)
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
    parts = _parts(line, at, code, context)
    parts.first.spans.insert(0, Span("what", line.index(line.strip()), at))
    return _finish(line, parts, context)


def _parts(line: str, at: int, code: Code, context: Context) -> Parts:
    """What stands behind the code; only a promise has several parts."""

    def read(text: str, start: int, reading: Reading) -> None:
        _read(text, start, reading, context)

    if code.name == "promise":
        return read_parts(line, at, code, read)
    reading = Reading(code)
    read(line, at, reading)
    return Parts(reading)


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


def _read(line: str, at: int, reading: Reading, context: Context) -> None:
    """Take field after field, each of one or more words, until the note begins."""
    words = list(_WORD.finditer(line, at))
    place = 0
    while place < len(words):
        start = words[place].start()
        if words[place][0].startswith(";"):
            return _note(line, start + 1, reading)
        name, count = take(_together(words[place:]), reading, context)
        if not name:
            reading.questions += unheard(line[start:], reading, context)
            return _note(line, start, reading)
        place += count
        reading.spans.append(Span(name, start, words[place - 1].end()))
    return None


def _together(words: list[re.Match[str]]) -> list[str]:
    """The next words, as far as single spaces part them; no field is longer."""
    found = [words[0][0]]
    for before, word in pairwise(words[:9]):
        if word.start() - before.end() > 1:
            break
        found.append(word[0])
    return found


def _note(line: str, start: int, reading: Reading) -> None:
    note = line[start:].strip()
    if "note" not in reading.code.takes and note:
        reading.problems.append(f"{reading.code.name} takes no note: {note[:20]}")
        return
    reading.note = note
    if note:
        reading.spans.append(Span("note", line.index(note, start), len(line.rstrip())))


def _finish(line: str, parts: Parts, context: Context) -> Draft:
    """Defaults, what is missing, the next step, and the words."""
    reading = parts.first
    code = reading.code
    undecided = bool(reading.undecided)
    due = reading.due
    if due is None and code.date_default and not undecided:
        due = read_date(code.date_default, context)
    amount = _amount(reading, context)
    later = _later(parts, amount, context)
    for need in code.needs:
        if not any(getattr(reading, name) for name in need.split("|")) and not _nobody(
            line, code
        ):
            reading.problems.append(f"{code.name}: say {' or '.join(need.split('|'))}")
    draft = Draft(
        line, code, due, None if amount is None else Money(amount, context.currency),
        reading.reason, reading.contact, reading.item.ref if reading.item else "",
        reading.owner, reading.note, reading.no_next, tuple(each.ref for each in reading.more), later,
        questions=(*reading.undecided, *reading.questions), problems=tuple(reading.problems),
        complete=not undecided and not reading.problems, spans=tuple(reading.spans),
    )  # fmt: skip
    draft = replace(
        draft,
        next_day=_next_day(draft, code, context),
        next_words=_next_words(draft, reading, context),
    )
    draft = asked_of_plan(asked_of_contact(draft, context), context)
    draft = replace(draft, notices=_notices(draft, context))
    names = preview.of_items(context.items)
    return replace(draft, words=preview.draft_words(draft, context.today, names))


def asked_of_contact(draft: Draft, context: Context) -> Draft:
    """The draft with what the rules of contact (`may_contact`) say of such a contact now.

    An attempt that is blocked cannot be logged; one that is warned of wants its reason. What
    was said may have come from them, or from who speaks for them: that is asked. The log is
    written after the call, so hours are asked about where they bind, and refuse nothing.
    """
    code, verdict = draft.code, None
    if code is not None and code.name not in ("came in", "wrong contact"):
        verdict = context.may.get(code.channel)
    if code is None or verdict is None or code.counts_as == NOTHING:
        return draft
    others = of_reasons(r for r in verdict.reasons if r.rule != QUIET_HOURS)
    hours = [r for r in verdict.reasons if r.rule == QUIET_HOURS and r.answer == "blocked"]
    asked = [f"{each.words}: meant?" for each in hours]
    if code.counts_as == CONVERSATION:
        asked += [f"{others.words}: meant?"] if others.answer == "blocked" else []
    elif others.answer == "blocked":
        refused = f"{others.words} ({others.change})"
        return replace(draft, problems=(*draft.problems, refused), complete=False)
    elif others.answer == "warn" and not (draft.note or draft.reason):
        why = f"{others.words}: why all the same? write it behind {code.letter}"
        questions = (*draft.questions, *asked, why)
        return replace(draft, questions=questions, complete=False, needs_why=True)
    return replace(draft, questions=(*draft.questions, *asked))


def asked_of_plan(draft: Draft, context: Context) -> Draft:
    """The draft with what it departs from in the treatment plan; a new collector says why."""
    if draft.code is None or draft.problems:
        return draft
    plan = context.plan()
    found = departure(draft.code, draft.next_day, no_next=draft.no_next, plan=plan)
    if found is None:
        return draft
    draft = replace(draft, departure=found)
    if not plan.asks or draft.note or draft.reason:
        return draft
    asked = f"{found.words}: why? write it after ;"
    return replace(
        draft, questions=(*draft.questions, asked), complete=False, needs_why=True
    )


def _amount(reading: Reading, context: Context) -> int | None:
    """Minor units of the line's amount: said, a share of its item or of the overdue, or its code's.

    A dispute over nobody knows yet which of several invoices is over 0 until that is said.
    """
    code, item, said = reading.code, reading.item, reading.amount
    share = said.share if said else "" if reading.undecided else code.amount_default
    most = reading.named if item else max(context.open, context.overdue)
    base = reading.named if item else context.overdue if context.overdue > 0 else most
    if code.name == "dispute":
        base = _undisputed(item, base, context)
    if said is None and _is_unsaid(reading, context):
        return 0
    amount: int | str | None = said.minor if said else None
    whole = share == "all" or share.endswith("%")
    if whole and code.name == "promise" and item is None and context.overdue <= 0 < most:
        reading.problems.append("nothing is overdue here: write the amount")
        return None
    if share and code.name == "dispute" and base <= 0 < most:
        reading.problems.append("all of it is disputed already")
        return None
    if share:
        amount = share_of(share, base, context.minimum)
    if isinstance(amount, str):
        reading.problems.append(amount)
        return None
    if code.name in ("promise", "dispute") and not (reading.undecided or (amount or 0) > 0):
        if reading.problems:
            return amount
        why = (
            "write an amount above 0"
            if amount is not None and context.open > 0
            else "nothing is open here"
        )
        reading.problems.append(f"no {code.name} over nothing: {why}")
    elif (
        amount is not None
        and amount > most
        and not reading.sure
        and not (share and not item)
    ):
        amounts = f"{plain(amount, context.currency)} is more than the {plain(most, context.currency)}"
        reading.questions.append(f"{amounts} open: meant?")
    return amount


def _later(parts: Parts, first: int | None, context: Context) -> tuple[Part, ...]:
    """What is promised after the first amount; together they are asked about above what is open."""
    if not parts.later or first is None:
        return ()
    reading, total, found = parts.first, first, list[Part]()
    base = reading.named if reading.item else context.overdue or context.open
    most = reading.named if reading.item else max(context.open, context.overdue)
    for said, due in parts.later:
        minor = _minor(said, base, base - total, context)
        if isinstance(minor, str) or minor <= 0:
            trouble = (
                minor if isinstance(minor, str) else "nothing is left for the later day"
            )
            reading.problems.append(trouble)
            return ()
        total += minor
        found.append(Part(Money(minor, context.currency), due))
    if first <= most < total and not reading.sure:
        amounts = f"{plain(total, context.currency)} together is more than the {plain(most, context.currency)}"
        reading.questions.append(f"{amounts} open: meant?")
    return tuple(found)


def _minor(said: Amount, base: int, rest: int, context: Context) -> int | str:
    """Minor units of an amount that was said, ``rest`` for what the amounts before leave."""
    if said.share == REST.share:
        return rest
    if said.share:
        return share_of(said.share, base, context.minimum)
    assert said.minor is not None
    return said.minor


def _undisputed(item: Item | None, base: int, context: Context) -> int:
    """What of an item, or of ``base`` of the account, is not contested yet. Minor units."""
    if item is not None:
        return collectable(item, context.disputes).minor
    return min(base, undisputed(context.items, context.disputes, context.currency).minor)


def _is_unsaid(reading: Reading, context: Context) -> bool:
    """Whether a dispute leaves open which of several invoices it is about."""
    return (
        reading.code.name == "dispute"
        and reading.item is None
        and not reading.undecided
        and len(context.items) > 1
    )


def _nobody(line: str, code: Code) -> bool:
    return code.name == "assign" and line.split()[-1] in (NOBODY, code.letter + NOBODY)


def _next_day(draft: Draft, code: Code, context: Context) -> date | None:
    if draft.no_next or not code.next_default:
        return None
    if _is_small(draft, context):
        return context.today
    if code.next_default == "verdict":
        grace = context.policy.promises.grace_business_days
        first = min((draft.due, *(part.due for part in draft.then))) if draft.due else None
        return context.calendar.add_business_days(first, grace) if first else None
    if _unsaid(draft) and draft.due is None:
        return read_date("+1b", context)
    return draft.due or (
        None if code.next_default == "due" else read_date(code.next_default, context)
    )


def _next_words(draft: Draft, reading: Reading, context: Context) -> str:
    code = reading.code
    words = draft.note if code.name == "next step" and draft.note else code.next_words
    if _is_small(draft, context):
        words = "ask for the rest"
    elif _unsaid(draft):
        words = "ask which invoice is disputed"
    return f"{words} {reading.time}" if reading.time and words else words


def _unsaid(draft: Draft) -> bool:
    return (
        draft.code is not None
        and draft.code.name == "dispute"
        and draft.amount is not None
        and draft.amount.minor == 0
    )


def _is_small(draft: Draft, context: Context) -> bool:
    """A promise of so small a share of the overdue that the account stays on the list."""
    if draft.code is None or draft.code.name != "promise" or draft.amount is None:
        return False
    return context.policy.promises.is_small(draft.promised.minor, context.overdue)


def _replaced(draft: Draft, context: Context) -> tuple[Promise, ...]:
    """The open promises whose place this one takes."""
    if draft.code is None or draft.code.name != "promise" or draft.amount is None:
        return ()
    refs = draft.refs or covers(draft.promised, context.items, context.today)
    currency = draft.amount.currency
    return tuple(p for p in context.promises if same_matter(p, currency, refs))


def _notices(draft: Draft, context: Context) -> tuple[str, ...]:
    """What else a person should know: a small promise, what is replaced, a hold."""
    found = list[str]()
    replaced = _replaced(draft, context)
    found += (
        f"replaces the promise of {old.amount} by {preview.day_words(old.due, context.today)}"
        for old in replaced
    )
    if _unsaid(draft):
        count = len(context.items)
        found.append(f"which of {count} invoices? #NUMBER, all or an amount says it")
    if _is_small(draft, context):
        share = context.policy.promises.least_per_cent
        found.append(f"under {share} % of the overdue: stays on the list")
    if draft.complete and (draft.no_next or draft.next_day is not None):
        about = "new" if draft.code is not None and draft.code.name == "dispute" else ""
        step = (
            None
            if draft.next_day is None
            else Step(draft.next_day, draft.next_words, about, context.currency)
        )
        is_promise = draft.code is not None and draft.code.name == "promise"
        told = {each.act for each in context.promises if is_promise}
        gone = replaced_by(context.steps, step, context.today)
        found += (
            f"replaces: {old.what} {preview.day_words(old.due, context.today)}"
            for old in gone
            if old.due > context.today and old.act not in told
        )
    if draft.departure is not None:
        found.append(f"departs from the plan: {draft.departure.words}")
    if context.hold and draft.code is not None and draft.code.channel:
        found.append(f"the account is on hold: {context.hold}")
    if context.away and draft.code is not None and draft.code.channel:
        found.append(f"not ours to collect: {context.away}")
    return tuple(found)


_SHOWN_AS = {"item": "what", "owner": "contact", "time": "date", "doubt": "amount"}
"""Fields that the labelled form shows together with another."""


def parts(line: str, context: Context) -> dict[str, str]:
    """The line's own words by field, for editing them one by one; note without its ``;``."""
    found: dict[str, str] = {}
    draft = parse(line, context)
    spans = together(draft.spans) if draft.then else draft.spans
    for span in spans:
        text = line[span.start : span.end]
        name = _SHOWN_AS.get(span.field, span.field)
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
        base = context.overdue if context.overdue > 0 else context.open
        amounts = ((word, share_of(word, base, context.minimum)) for word in words)
        return tuple(
            f"{w} {plain(a, context.currency)}" for w, a in amounts if isinstance(a, int)
        )
    if name == "item":
        return tuple(f"#{item.number} {item.open}" for item in context.items)
    return context.logins if name == "owner" else ()
