"""The letter run: which letter an account is to get on a day, or why it gets none (procedure.md 5).

A proposal is worked out, never stored: the levels of the items follow from the letters that
were sent, the rest from the book as it stands. What people decide about it is history.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from ledgerlane.domain.dunning_rules import NOTICE_DAYS, Dunning, Level, Pace
from ledgerlane.domain.letter_facts import LetterItem
from ledgerlane.domain.money import Money
from ledgerlane.domain.timeline import short_day

COURTESY = 0
NEVER = -1
"""Levels of an item: never listed, listed by a courtesy letter, then the policy's levels from 1."""


@dataclass(frozen=True, slots=True)
class Owed:
    """One open item as dunning sees it. ``minor`` is what is undisputed and not yet paid.

    ``level`` is that of the last letter sent which raised it, on ``raised_on``; days are counted
    from ``skipped_on`` where somebody skipped a letter since. ``held``: no letters about it.
    ``charged_minor`` is interest and fees on it that the ledger does not show yet.
    """

    ref: str
    number: str
    due: date
    minor: int
    level: int = NEVER
    raised_on: date | None = None
    skipped_on: date | None = None
    held: str = ""
    charged_minor: int = 0


@dataclass(frozen=True, slots=True)
class Situation:
    """What else a run looks at, of one customer in one currency. Texts are reasons, ``""`` none.

    ``may`` is why the customer must not be written to, ``no_mail`` why not by mail, ``elsewhere`` who has the matter
    (agency, court). ``credit_minor`` is unmatched cash and credit notes, ``heard`` the last
    day of a contact over any channel. ``unpayable``: the book's letters cannot say where to pay.
    """

    size: str = ""
    risk: str = "new"
    may: str = ""
    no_mail: str = ""
    hold: str = ""
    letters_held: str = ""
    elsewhere: str = ""
    request: str = ""
    plan: str = ""
    promise: str = ""
    disputed: str = ""
    snoozed: str = ""
    credit_minor: int = 0
    covered: bool = False
    unpayable: str = ""
    heard: date | None = None
    mail: bool = True
    mail_wrong: bool = False
    country: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """The letter that is to be decided on; ``items`` have the level they get by it.

    ``rises`` are the references of those whose level goes up; ``minimum`` by ``by_date`` is
    what a demand asks for at least. ``credit_minor`` lies on the account and is taken off;
    ``charged_minor`` is interest and fees of the items.
    """

    paper: str
    level: int
    currency: str
    channel: str
    items: tuple[LetterItem, ...]
    rises: tuple[str, ...]
    by_date: date
    minimum: Money | None = None
    why: str = ""
    credit_minor: int = 0
    charged_minor: int = 0

    @property
    def amount(self) -> Money:
        """What the items come to."""
        return Money(sum(each.amount.minor for each in self.items), self.currency)

    @property
    def to_pay(self) -> Money:
        """What the letter's total is: the items with what is charged on them, less the credit."""
        owed = self.amount.minor + self.charged_minor
        return Money(max(0, owed - max(0, self.credit_minor)), self.currency)

    @property
    def digest(self) -> str:
        """SHA-256 over what it asks for and how, the day left out: the same letter tomorrow."""
        said = {
            "paper": self.paper, "level": self.level, "currency": self.currency,
            "minimum": self.minimum.minor if self.minimum is not None else None,
            "items": sorted((i.item, i.level, i.amount.minor) for i in self.items),
        }  # fmt: skip
        if self.credit_minor > 0:
            said["credit"] = self.credit_minor
        if self.charged_minor > 0:
            said["charged"] = self.charged_minor
        text = json.dumps(said, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Kept:
    """A letter is due and held out; ``rule`` names the reason, ``words`` tell it."""

    proposal: Proposal
    rule: str
    words: str


@dataclass(slots=True)
class _Levels:
    """The level each item gets by a letter of the day; ``short`` tells what was too little."""

    by_item: dict[str, int] = field(default_factory=dict)
    rises: list[str] = field(default_factory=list)
    short: str = ""


def decide(
    items: Sequence[Owed], situation: Situation, currency: str, rules: Dunning, quiet_days: int,
    today: date, unit: int = 100,
) -> Proposal | Kept | None:  # fmt: skip
    """The letter an account is to get today, one that is due and held out, or nothing.

    ``unit`` is about one euro in minor units of ``currency`` (`Sizes.unit`).
    """
    pace = rules.pace(situation.size, situation.risk)
    asked = [each for each in items if each.minor > 0 and not each.held]
    overdue = [each for each in asked if each.due < today]
    levels = _levels(overdue, rules, pace, currency, today, unit)
    if levels.rises:
        made = _letter(overdue, levels, currency, situation, rules, today)
    elif levels.short:
        made = _letter(overdue, levels, currency, situation, rules, today)
        return Kept(made, "below minimum", levels.short)
    else:
        soon = _courtesy(asked, situation, rules, today) if not overdue else []
        if not soon:
            return None
        made = _courtesy_letter(soon, currency, situation, rules, today)
    kept = _kept(made, situation, pace, quiet_days, today)
    return made if kept is None else Kept(made, *kept)


def due_on(each: Owed, rules: Dunning, pace: Pace) -> date | None:
    """The day from which an item may rise by one level; None when it is at the last.

    Days past due, and days since the letter that raised it was sent (or a skip of it).
    """
    after = max(each.level, COURTESY)
    if after >= len(rules.levels):
        return None
    level = rules.levels[after]
    first = each.due + timedelta(days=level.days - pace.sooner_days)
    wait = timedelta(days=level.wait_days)
    days = [first]
    if each.level > COURTESY and each.raised_on is not None:
        days.append(each.raised_on + wait)
    if each.skipped_on is not None:
        days.append(each.skipped_on + timedelta(days=max(level.wait_days, 1)))
    return max(days)


def _levels(
    overdue: Sequence[Owed],
    rules: Dunning,
    pace: Pace,
    currency: str,
    today: date,
    unit: int,
) -> _Levels:
    """At most one level a run for each item; what is too little for a level stays one lower."""
    found = _Levels({each.ref: max(each.level, COURTESY) for each in overdue})
    for each in overdue:
        day = due_on(each, rules, pace)
        if day is not None and day <= today and not pace.none:
            found.by_item[each.ref] += 1
    account = sum(each.minor for each in overdue)
    for number in range(len(rules.levels), 0, -1):
        level = rules.levels[number - 1]
        here = [each for each in overdue if found.by_item[each.ref] >= number]
        rising = [each for each in here if each.level < number]
        least = max(level.least_units * unit, -(-account * level.least_per_cent // 100))
        if rising and sum(each.minor for each in here) < least:
            sum_, needed = (
                Money(sum(each.minor for each in here), currency), Money(least, currency),
            )  # fmt: skip
            found.short = f"{sum_} at {level.words}, the least is {needed}"
            for each in rising:
                found.by_item[each.ref] = max(number - 1, each.level, COURTESY)
    found.rises = [
        each.ref for each in overdue if found.by_item[each.ref] > max(each.level, COURTESY)
    ]
    return found


def _letter(
    overdue: Sequence[Owed], levels: _Levels, currency: str, situation: Situation,
    rules: Dunning, today: date,
) -> Proposal:  # fmt: skip
    """One letter with every overdue item, at the highest level reached."""
    number = max(1, *levels.by_item.values())
    level = rules.levels[number - 1]
    items = tuple(
        LetterItem(each.ref, levels.by_item[each.ref], Money(each.minor, currency))
        for each in sorted(overdue, key=lambda each: (each.due, each.ref))
    )
    return Proposal(
        level.paper, number, currency, _channel(level, situation, rules), items,
        tuple(levels.rises),
        today + timedelta(days=max(level.pay_days, notice_days(level.paper, situation.country))),
        catch_up(overdue, currency, situation.credit_minor, rules, today)
        if level.paper == "demand" else None,
        _why(overdue, today), situation.credit_minor, sum(each.charged_minor for each in overdue),
    )  # fmt: skip


def notice_days(paper: str, country: str) -> int:
    """How long the law wants a customer to have after a final letter; 0: it does not say."""
    return NOTICE_DAYS.get(country, 0) if paper == "final" else 0


def _channel(level: Level, situation: Situation, rules: Dunning) -> str:
    if level.channel == "mail" and (not situation.mail or situation.mail_wrong):
        return "letter" if rules.without_mail == "letter" else "mail"
    return level.channel


def _why(overdue: Sequence[Owed], today: date) -> str:
    """``74 d late, last letter 07 Nov``."""
    oldest = min(each.due for each in overdue)
    sent = [each.raised_on for each in overdue if each.raised_on is not None]
    last = f", last letter {short_day(max(sent), today)}" if sent else ", first letter"
    return f"{(today - oldest).days} d late{last}"


def catch_up(
    overdue: Sequence[Owed], currency: str, credit: int, rules: Dunning, today: date
) -> Money:
    """The least that brings the account current enough: what is over ``current_days`` past due.

    Credit is taken off first; where nothing is left of it, all that is overdue.
    """
    old = sum(e.minor for e in overdue if (today - e.due).days > rules.current_days)
    everything = sum(each.minor for each in overdue)
    least = max(0, old - max(0, credit))
    return Money(least or max(0, everything - max(0, credit)), currency)


def _courtesy(
    asked: Sequence[Owed], situation: Situation, rules: Dunning, today: date
) -> list[Owed]:
    """What falls due soon and was never written about."""
    if rules.courtesy == "none" or (rules.courtesy == "new" and situation.risk != "new"):
        return []
    soon = [each for each in asked if (each.due - today).days <= rules.courtesy_days]
    fresh = any(each.level == NEVER and each.skipped_on is None for each in soon)
    return soon if fresh else []


def _courtesy_letter(
    soon: Sequence[Owed], currency: str, situation: Situation, rules: Dunning, today: date
) -> Proposal:
    items = tuple(
        LetterItem(each.ref, max(each.level, COURTESY), Money(each.minor, currency))
        for each in sorted(soon, key=lambda each: (each.due, each.ref))
    )
    first = min(each.due for each in soon)
    rises = tuple(each.ref for each in soon if each.level == NEVER)
    channel = _channel(Level("Courtesy", "courtesy", 0), situation, rules)
    why = f"due {short_day(first, today)}"
    return Proposal(
        "courtesy",
        COURTESY,
        currency,
        channel,
        items,
        rises,
        first,
        None,
        why,
        situation.credit_minor,
        sum(each.charged_minor for each in soon),
    )


def _kept(
    made: Proposal, s: Situation, pace: Pace, quiet_days: int, today: date
) -> tuple[str, str] | None:
    """Why a letter that is due is held out: rule and words; the first that fits."""
    quiet = s.heard is not None and (today - s.heard).days < quiet_days
    until = s.heard + timedelta(days=quiet_days) if s.heard is not None else today
    heard = short_day(s.heard, today) if s.heard is not None else ""
    credit = Money(max(0, s.credit_minor), made.currency)
    no_mail = made.channel == "mail" and (not s.mail or s.mail_wrong)
    reasons = (
        (bool(s.may), "may not contact", s.may),
        (bool(s.elsewhere), "placed or sued", s.elsewhere),
        (bool(s.hold), "hold", f"on hold: {s.hold}"),
        (bool(s.letters_held), "letters held", s.letters_held),
        (bool(s.request), "write-off", f"write-off {s.request} waits"),
        (bool(s.plan), "plan", f"payment plan {s.plan} runs"),
        (bool(s.promise), "promise", s.promise),
        (bool(s.disputed), "dispute", s.disputed),
        (s.covered, "paid", "posted cash covers it"),
        (0 < made.amount.minor <= s.credit_minor, "cash", f"unmatched cash or credit of {credit} covers it"),
        (bool(s.snoozed), "snoozed", s.snoozed),
        (pace.none, "pace", pace.reason or "no letters to accounts of this kind"),
        (quiet, "quiet days", f"contact on {heard}, quiet until {short_day(until, today)}"),
        (bool(s.unpayable), "no account", s.unpayable),
        (no_mail and bool(s.no_mail), "may not contact", s.no_mail),
        (no_mail, "no address", "mail address is wrong" if s.mail_wrong else "no mail address"),
    )  # fmt: skip
    return next(((rule, words) for holds, rule, words in reasons if holds), None)
