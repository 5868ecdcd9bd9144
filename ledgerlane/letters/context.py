"""What a wording may say: every value already written in the letter's language.

Text from outside is cleaned here (`ledgerlane.domain.plain_text`), so that no name can end a
line, and is set apart where it runs from right to left. Amounts and days are finished words;
a wording cannot calculate.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from ledgerlane.domain.letter import Letter
from ledgerlane.domain.money import Money, total
from ledgerlane.domain.plain_text import clean
from ledgerlane.letters.document import FIRST, LAST
from ledgerlane.letters.phrases import law, phrases
from ledgerlane.letters.speech import Speech

Record = Mapping[str, object]
MOST_NUMBERS = 4
"""Document numbers that are written out in a sentence."""

BLOCKS = ("documents", "payment", "arithmetic", "account", "schedule", "said", "terms")
"""Tables and lists: each stands on a line of its own."""

_SIGN = "\ue000"
"""Marks a block's place; text from outside cannot bring one, `clean` shows it as a sign."""

RECORDS = {
    "promise": frozenset("amount due made_on by broken".split()),
    "plan": frozenset(
        "number count total first_due last_due interest per_cent acceleration guarantees".split()
    ),
    "conversation": frozenset("on channel person".split()),
    "notice": frozenset("country days expires".split()),
}
"""The records, and their fields; a record that a letter has not is nothing: ask with ``if``."""

NAMES = {
    **dict.fromkeys(
        "greeting farewell customer attention number sender creditor day currency total asked minimum"
        " by_date last_letter numbers count one days due level interest law compensation fee"
        " documents_total overdue late balance owes cash_only next_step remark".split(),
        frozenset[str](),
    ),
    **dict.fromkeys(BLOCKS, frozenset[str]()),
    **RECORDS,
}  # fmt: skip
"""Every name that a wording may use; `ledgerlane templates names` explains them."""


def place_of(block: str) -> str:
    """What stands in a rendered wording where a block goes."""
    return f"{_SIGN}{block}{_SIGN}"


def outside(text: str) -> str:
    """Text from outside on one line, isolated where it runs from right to left."""
    cleaned = clean(text).strip()
    if any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in cleaned):
        return f"{FIRST}{cleaned}{LAST}"
    return cleaned


def outside_line(text: str) -> str:
    """A line of a person's own text: cleaned, its blanks kept, isolated like `outside`."""
    return text[: len(text) - len(text.lstrip(" "))] + outside(text)


def context(letter: Letter, speech: Speech) -> dict[str, object]:
    """The values of `NAMES` for one letter."""
    words = phrases(letter.language)["letter"]
    name, creditor = outside(letter.to.attention), outside(letter.sender.name)
    greeting = words["greeting_named"].format(name=name) if name else words["greeting"]
    past = total(
        (each.open for each in letter.lines if each.days_late(letter.day)),
        letter.currency,
    )
    theirs = (
        max(0, letter.cash_total.minor) + (letter.owed_total - letter.items_total).minor
    )
    late = Money(max(0, past.minor - theirs), letter.currency)
    numbers = [outside(line.number) for line in letter.owed]
    return {
        "greeting": greeting,
        "farewell": words["farewell" if name else "farewell_unnamed"],
        "customer": outside(letter.to.called),
        "attention": name,
        "number": outside(letter.to.number),
        "sender": outside(letter.counsel.name) if letter.counsel else creditor,
        "creditor": creditor,
        "day": speech.day(letter.day),
        "currency": letter.currency,
        "level": letter.level,
        "numbers": speech.all_of(numbers) if len(numbers) <= MOST_NUMBERS else "",
        "count": len(numbers),
        "one": len(numbers) == 1,
        "days": letter.oldest_days,
        "late": late.minor > 0,
        "overdue": speech.money(late),
        "owes": letter.balance.minor > 0,
        "cash_only": letter.cash_only,
        "next_step": letter.next_step,
        "remark": outside(letter.remark),
        **_sums(letter, speech),
        **_days(letter, speech),
        **_records(letter, speech),
        **{block: place_of(block) for block in BLOCKS},
    }


def _sums(letter: Letter, speech: Speech) -> Record:
    fixed = {
        kind: total(
            (fee.amount for fee in letter.fees if fee.kind == kind), letter.currency
        )
        for kind in {fee.kind for fee in letter.fees}
    }
    laws = [each.law for each in letter.interest if each.law] or [
        each.law for each in letter.fees if each.law
    ]

    def some(amount: Money | None) -> str:
        return speech.money(amount) if amount is not None and amount.minor else ""

    return {
        "documents_total": speech.money(letter.owed_total),
        "total": speech.money(letter.to_pay),
        "asked": speech.money(letter.asked),
        "minimum": some(letter.minimum),
        "balance": speech.money(letter.balance),
        "interest": some(letter.interest_total),
        "compensation": some(fixed.get("compensation")),
        "fee": some(fixed.get("reminder")),
        "law": law(letter.language, laws[0], letter.sender.country) if laws else "",
    }


def _days(letter: Letter, speech: Speech) -> Record:
    due = min((line.due for line in letter.owed), default=None)
    days = {"by_date": letter.by_date, "last_letter": letter.last_letter, "due": due}
    return {name: speech.day(day) if day else "" for name, day in days.items()}


def _records(letter: Letter, speech: Speech) -> Record:
    found: dict[str, object] = dict.fromkeys(RECORDS)
    if (said := letter.promise) is not None:
        found["promise"] = {
            "amount": speech.money(said.amount),
            "due": speech.day(said.due),
            "made_on": speech.day(said.made_on) if said.made_on else "",
            "by": outside(said.by),
            "broken": said.broken,
        }
    if (talk := letter.conversation) is not None:
        channels = phrases(letter.language)["channels"]
        found["conversation"] = {
            "on": speech.day(talk.on),
            "channel": channels.get(talk.channel, channels["other"]),
            "person": outside(talk.person),
        }
    if (notice := letter.notice) is not None:
        found["notice"] = {
            "country": notice.country,
            "days": notice.days,
            "expires": speech.day(notice.expires),
        }
    if letter.plan is not None:
        found["plan"] = _plan(letter, speech)
    return found


def _plan(letter: Letter, speech: Speech) -> Record:
    plan = letter.plan
    assert plan is not None
    parts, currency = plan.instalments, letter.currency
    bears = total((each.interest for each in parts), currency)
    return {
        "number": outside(plan.plan),
        "count": len(parts),
        "total": speech.money(total((each.amount for each in parts), currency)),
        "first_due": speech.day(parts[0].due),
        "last_due": speech.day(parts[-1].due),
        "interest": speech.money(bears) if bears.minor else "",
        "per_cent": speech.number(plan.per_cent),
        "acceleration": plan.acceleration,
        "guarantees": speech.all_of([outside(each) for each in plan.guarantees]),
    }
