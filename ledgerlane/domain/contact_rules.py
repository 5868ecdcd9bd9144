"""May we contact this customer over this channel at this moment? One answer for everything.

`may_contact` is what queue, dial, letters, mail and exports ask (procedure.md 5). Every
answer says why, what would change it, and from when. Days are the book's business days,
hours the customer's own clock.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Literal, NamedTuple

from ledgerlane.domain.contact_hours import (
    Opening,
    Zone,
    closed_in,
    differ,
    next_opening,
    start_of,
)
from ledgerlane.domain.contact_policy import (
    CHANNELS,
    ContactHours,
    ContactRules,
    clock_minutes,
)
from ledgerlane.domain.zone_table import weekend_of

Answer = Literal["allowed", "warn", "blocked"]
ANSWERS: tuple[Answer, ...] = ("allowed", "warn", "blocked")
"""From the mildest to the strictest."""

Purpose = Literal["dunning", "service", "claim"]
"""Asking for money; answering, confirming or clearing up; filing a claim in an insolvency."""

DO_NOT_CONTACT, LAWYER, INSOLVENCY = "do not contact", "lawyer", "insolvency"
DECEASED, DISPUTE, CONSENT = "deceased", "dispute", "consent"
STOPS = (DO_NOT_CONTACT, LAWYER, INSOLVENCY, DECEASED, DISPUTE, CONSENT)
"""What may be recorded as a stop, the strictest first; a consent is withdrawn of one channel."""

WRONG = "wrong contact"
PLACED = "with an agency"
QUIET_HOURS = "quiet hours"
"""The rule that asks the customer's clock."""

_DAY = timedelta(days=1)


class Stop(NamedTuple):
    """What keeps us from contacting a customer from ``since`` to before ``until`` (None: no end).

    ``channel`` ``""``: all of them. ``reason`` is for people to read.
    """

    what: str
    since: date
    until: date | None = None
    channel: str = ""
    reason: str = ""
    id: str = ""

    def holds(self, day: date) -> bool:
        """Whether it stands on a business day."""
        return self.since <= day and (self.until is None or day < self.until)


class Attempt(NamedTuple):
    """One contact with the customer on a business day. ``debt``: the account's currency; ``""``: all."""

    day: date
    channel: str
    conversation: bool = False
    debt: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    """Whom a question is about: what is known of a customer, and of their clock and calendar.

    ``home`` is the book's zone, whose days count. ``zones``: where the customer may be;
    several where only the country is known. ``consumer`` None: as the policy says.
    ``prefers`` are hours that the customer asked for, in minutes after midnight.
    ``consented`` are channels to which they said yes; for those in ``wrong`` every number or
    address on record reaches nobody. ``agreed``: the day for which a contact was agreed with
    them; ``expected``: that of our own next step. ``quiet_until``: no asking in writing before it.
    ``placed``: who has all that is overdue, in words.
    """

    home: tzinfo = UTC
    zones: tuple[Zone, ...] = (Zone("UTC", UTC),)
    country: str = ""
    holidays: frozenset[date] = frozenset()
    consumer: bool | None = None
    prefers: tuple[int, int] | None = None
    stops: tuple[Stop, ...] = ()
    consented: frozenset[str] = frozenset()
    wrong: frozenset[str] = frozenset()
    attempts: tuple[Attempt, ...] = ()
    agreed: date | None = None
    expected: date | None = None
    quiet_until: date | None = None
    all_disputed: bool = False
    placed: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule's word. ``change``: what would change it; ``until`` (UTC): when it ends by itself."""

    rule: str
    answer: Answer
    words: str
    change: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether we may; the strictest reason decides. ``until`` None: nobody knows."""

    answer: Answer
    reasons: tuple[Reason, ...]
    until: datetime | None = None

    @property
    def words(self) -> str:
        """The reasons of the answer, in words."""
        return (
            "; ".join(each.words for each in self.deciding) or "nothing speaks against it"
        )

    @property
    def change(self) -> str:
        """What would change the answer."""
        return "; ".join(
            dict.fromkeys(each.change for each in self.deciding if each.change)
        )

    @property
    def deciding(self) -> tuple[Reason, ...]:
        """The reasons as strict as the answer."""
        return tuple(each for each in self.reasons if each.answer == self.answer)


def may_contact(
    party: Party, channel: str, at: datetime, rules: ContactRules, *,
    purpose: Purpose = "dunning", role: str = "", debt: str = "",
) -> Verdict:  # fmt: skip
    """Whether a customer may be contacted over a channel at a moment, with every reason.

    ``role`` is whom at the customer's (``lawyer``, ``trustee``, ``executor``; ``""``: the
    debtor), ``debt`` the currency of the account that it is about (``""``: any).
    """
    assert channel in CHANNELS, channel
    assert at.tzinfo is not None, "a moment needs its zone"
    day = at.astimezone(party.home).date()
    found = (
        *_stopped(party, channel, day, purpose, role),
        *_unconsented(party, channel, rules),
        *(() if role else _unreachable(party, channel)),
        *_disputed(party, rules, purpose),
        *_placed(party, purpose),
        *_closed(party, channel, at, rules),
        *_too_often(party, channel, day, rules, debt),
        *_quiet(party, channel, day, purpose),
    )
    return of_reasons(found)


def of_reasons(found: Iterable[Reason]) -> Verdict:
    """The answer that reasons give together: the strictest, until all as strict have ended."""
    reasons = tuple(sorted(found, key=lambda each: -ANSWERS.index(each.answer)))
    if not reasons:
        return Verdict("allowed", ())
    answer = reasons[0].answer
    ends = [each.until for each in reasons if each.answer == answer]
    known = [end for end in ends if end is not None]
    return Verdict(answer, reasons, max(known) if len(known) == len(ends) else None)


def first_allowed(
    party: Party, channel: str, at: datetime, rules: ContactRules, *,
    purpose: Purpose = "dunning", role: str = "", debt: str = "",
) -> datetime | None:  # fmt: skip
    """The first moment (UTC) from ``at`` on at which nothing speaks against it any more.

    None: nobody knows. What keeps ending and beginning is looked at a few times.
    """
    for _ in range(12):
        verdict = may_contact(
            party, channel, at, rules, purpose=purpose, role=role, debt=debt
        )
        if verdict.answer == "allowed":
            return at.astimezone(UTC)
        if verdict.until is None or verdict.until <= at:
            return None
        at = verdict.until
    return None


# --- what was said -----------------------------------------------------------------------
SPEAKS_FOR = {LAWYER: "lawyer", INSOLVENCY: "trustee", DECEASED: "executor"}
"""Who may be contacted in the debtor's place, by kind of stop."""

_WORDS = {
    DO_NOT_CONTACT: "do not contact", LAWYER: "a lawyer speaks for them", INSOLVENCY: "insolvent",
    DECEASED: "deceased", DISPUTE: "stopped while they dispute it",
}  # fmt: skip
_INSTEAD = {
    LAWYER: "only the lawyer may be contacted", INSOLVENCY: "only the claim may be filed",
    DECEASED: "only the executor may be contacted", DISPUTE: "answer the dispute",
}  # fmt: skip


def _stopped(
    party: Party, channel: str, day: date, purpose: Purpose, role: str
) -> Iterable[Reason]:
    for stop in party.stops:
        if not stop.holds(day) or stop.channel not in ("", channel):
            continue
        if SPEAKS_FOR.get(stop.what) == role != "":
            continue
        if stop.what == INSOLVENCY and purpose == "claim":
            continue
        if stop.what == DISPUTE and purpose != "dunning":
            continue
        yield _stop_reason(stop, party)


def _stop_reason(stop: Stop, party: Party) -> Reason:
    end = start_of(stop.until, party.zones) if stop.until is not None else None
    lifting = f"a supervisor lifts it: `contact resume ACCOUNT {stop.id}`".strip()
    ways = [
        _INSTEAD.get(stop.what, ""),
        lifting if stop.what != CONSENT else "they consent again",
    ]
    if stop.until is not None:
        ways.append(f"it ends on {stop.until.isoformat()}")
    return Reason(
        stop.what, "blocked", stop_words(stop), ", or ".join(w for w in ways if w), end
    )


def stop_words(stop: Stop) -> str:
    """``a lawyer speaks for them since 3 Jun 2026: Advokat Berg``."""
    said = _WORDS.get(stop.what, stop.what)
    if stop.what == CONSENT:
        said = f"no consent to {stop.channel or 'any contact'}"
    elif stop.channel:
        said = f"{said} by {stop.channel}"
    until = f" until {stop.until.isoformat()}" if stop.until is not None else ""
    reason = f": {stop.reason}" if stop.reason else ""
    return f"{said} since {stop.since.isoformat()}{until}{reason}"


def _unconsented(party: Party, channel: str, rules: ContactRules) -> Iterable[Reason]:
    person = rules.consumers if party.consumer is None else party.consumer
    if person and channel in rules.consent_needed and channel not in party.consented:
        yield Reason(
            CONSENT, "blocked", f"no consent to {channel} is on record",
            f"`contact consent ACCOUNT {channel}` once they have given it",
        )  # fmt: skip


def _unreachable(party: Party, channel: str) -> Iterable[Reason]:
    if channel in party.wrong:
        what = {"mail": "address", "letter": "address", "visit": "address"}.get(channel, "number")  # fmt: skip
        yield Reason(
            WRONG, "blocked", f"every {channel} {what} on record is wrong",
            "`contact add` a right one",
        )  # fmt: skip


def _disputed(party: Party, rules: ContactRules, purpose: Purpose) -> Iterable[Reason]:
    """What is contested in full is not asked for (15 USC 1692g(b) of a consumer)."""
    if party.all_disputed and purpose == "dunning":
        strict = rules.hours(party.consumer).strict
        yield Reason(
            DISPUTE, "blocked" if strict else "warn", "all that is open is disputed",
            "answer the dispute",
        )  # fmt: skip


def _placed(party: Party, purpose: Purpose) -> Iterable[Reason]:
    """What an agency asks for in its own name is not asked for by us, too."""
    if party.placed and purpose == "dunning":
        yield Reason(PLACED, "warn", party.placed, "ask the agency, or `place recall` it")


# --- what a clock says -------------------------------------------------------------------
def opening_of(party: Party, rules: ContactRules) -> Opening:
    """The hours and days of a customer, in their own zone."""
    hours = rules.hours(party.consumer)
    opens, closes = hours.window
    if party.prefers is not None:
        opens, closes = max(opens, party.prefers[0]), min(closes, party.prefers[1])
    days = frozenset(hours.days) or frozenset(range(7)) - set(weekend_of(party.country))
    return Opening(opens, closes, days, party.holidays if not hours.days else frozenset())


def _closed(
    party: Party, channel: str, at: datetime, rules: ContactRules
) -> Iterable[Reason]:
    hours = rules.hours(party.consumer)
    if channel not in hours.channels:
        return
    opening = opening_of(party, rules)
    zone = closed_in(opening, party.zones, at)
    if zone is None:
        return
    opens = next_opening(opening, party.zones, at)
    local = at.astimezone(zone.rules)
    answer: Answer = "blocked" if hours.strict else "warn"
    unsure = differ(party.zones, at)
    place = f"parts of {party.country}" if unsure else zone.place
    yield Reason(
        QUIET_HOURS, answer, f"{local:%a %H:%M} in {place}, {_why_closed(opening, local)}",
        opens_words(opens, party.home, unsure=unsure) or "no opening is near",
        opens[0] if opens is not None else None,
    )  # fmt: skip


def _why_closed(opening: Opening, local: datetime) -> str:
    if local.date() in opening.holidays:
        return "a holiday there"
    return opening.words if opening.works(local.date()) else "not a day they are called on"


def opens_words(
    opens: tuple[datetime, Zone] | None, home: tzinfo, *, unsure: bool = False
) -> str:
    """``opens Mon 09:00 in Kolkata, 03:30 here``; ``safe from Mon 18:00 here`` where they may be anywhere."""
    if opens is None:
        return ""
    if unsure:
        return f"safe from {opens[0].astimezone(home):%a %H:%M} here"
    there, here = opens[0].astimezone(opens[1].rules), opens[0].astimezone(home)
    if there.replace(tzinfo=None) == here.replace(tzinfo=None):
        return f"opens {there:%a %H:%M}"
    day = "" if there.date() == here.date() else f"{here:%a} "
    return f"opens {there:%a %H:%M} in {opens[1].place}, {day}{here:%H:%M} here"


# --- how often ---------------------------------------------------------------------------
def _too_often(
    party: Party, channel: str, day: date, rules: ContactRules, debt: str
) -> Iterable[Reason]:
    if channel not in rules.counted:
        return
    hours = rules.hours(party.consumer)
    answer: Answer = "blocked" if hours.strict else "warn"
    for end, words in too_often(party, hours, day, debt, rules.counted):
        yield Reason(
            "frequency",
            answer,
            words,
            f"from {end.isoformat()}",
            start_of(end, party.zones),
        )


def too_often(
    party: Party, hours: ContactHours, day: date, debt: str = "",
    counted: tuple[str, ...] = CHANNELS,
) -> list[tuple[date, str]]:  # fmt: skip
    """Limits of frequency that are reached on a day: each with the day on which it is not any more."""
    made = tuple(each for each in party.attempts if each.day <= day)
    found = limits(replace(party, attempts=made), hours, debt, counted)
    return [(end, words) for end, words in found if day < end]


def limits(
    party: Party, hours: ContactHours, debt: str = "", counted: tuple[str, ...] = CHANNELS
) -> list[tuple[date, str]]:
    """The day from which each limit of frequency lets another contact through, and its words.

    12 CFR 1006.14(b)(2): not more than seven calls about a debt within seven consecutive
    days, none within seven days of a conversation, whose day is the first of them; a call
    that was agreed, (b)(3), is free. A business expects a call on the day of our next step.
    """
    made = sorted(
        each
        for each in party.attempts
        if each.channel in counted and (not debt or each.debt in ("", debt))
    )
    free, found = party.agreed or date.max, list[tuple[date, str]]()
    if hours.attempts and len(made) >= hours.attempts:
        end = made[-hours.attempts].day + hours.window_days * _DAY
        words = f"{hours.attempts} attempts in {hours.window_days} days"
        found.append((min(end, free), words))
    talks = [each.day for each in made if each.conversation]
    if talks:
        end = talks[-1] + hours.conversation_days * _DAY
        expected = date.max if hours.strict else party.expected or date.max
        found.append((min(end, free, expected), f"spoke on {talks[-1].isoformat()}"))
    return found


def _quiet(party: Party, channel: str, day: date, purpose: Purpose) -> Iterable[Reason]:
    """Nothing is asked for in writing so soon after any contact (policy ``quiet_days``)."""
    until = party.quiet_until
    if purpose != "dunning" or channel not in ("mail", "letter", "sms"):
        return
    if until is not None and day < until:
        yield Reason(
            "quiet days", "blocked", f"in contact lately; quiet until {until.isoformat()}",
            f"from {until.isoformat()}", start_of(until, party.zones),
        )  # fmt: skip


def prefers_minutes(text: str) -> tuple[int, int] | None:
    """``"09:00-15:00"`` in minutes; ``""`` is None. Raises ValueError."""
    if not text:
        return None
    opens, dash, closes = text.partition("-")
    found = clock_minutes(opens), clock_minutes(closes)
    if not dash or found[0] >= found[1]:
        msg = f"{text!r} is no time like 09:00-15:00"
        raise ValueError(msg)
    return found
