"""What a customer's history says of contacting them, and the question made of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta, tzinfo
from typing import TYPE_CHECKING, Any, NamedTuple

from ledgerlane.domain.codes import ATTEMPT, CONVERSATION
from ledgerlane.domain.contact_facts import (
    ConsentGiven,
    ContactPreferred,
    ContactResumed,
    ContactStopped,
)
from ledgerlane.domain.contact_hours import Zone
from ledgerlane.domain.contact_rules import (
    CONSENT,
    SPEAKS_FOR,
    Attempt,
    Party,
    Stop,
    limits,
    prefers_minutes,
    stop_words,
)
from ledgerlane.domain.fact import Fact

if TYPE_CHECKING:
    from ledgerlane.domain.account import Contact, Customer
    from ledgerlane.domain.dossier import Dossier
    from ledgerlane.domain.policy import Policy

_DAY = timedelta(days=1)
PREFERENCES = ("zone", "country", "party", "hours", "language")
"""What `ContactPreferred` may say."""


@dataclass(frozen=True, slots=True)
class ContactSide:
    """What was recorded. ``wrong``: names, numbers and addresses that reach nobody."""

    stops: tuple[Stop, ...] = ()
    consented: frozenset[str] = frozenset()
    zone: str = ""
    country: str = ""
    party: str = ""
    hours: str = ""
    language: str = ""
    wrong: frozenset[str] = frozenset()

    @property
    def consumer(self) -> bool | None:
        """Whether they are a person; None: nobody said."""
        return None if not self.party else self.party == "consumer"


NOTHING_SAID = ContactSide()


def changed(side: ContactSide, fact: Fact) -> ContactSide:
    """What it is after a fact; others change nothing."""
    match fact:
        case ContactStopped():
            said = " · ".join(
                text for text in (fact.reason, fact.by, fact.evidence) if text
            )
            stop = Stop(fact.what, fact.on, fact.until, fact.channel, said, fact.stop)
            lost = {fact.channel} if fact.what == CONSENT else frozenset[str]()
            return replace(side, stops=(*side.stops, stop), consented=side.consented - lost)
        case ContactResumed():
            kept = tuple(each for each in side.stops if each.id not in fact.stops)
            return replace(side, stops=kept)
        case ConsentGiven():
            kept = tuple(
                each
                for each in side.stops
                if (each.what, each.channel) != (CONSENT, fact.channel)
            )
            return replace(side, stops=kept, consented=side.consented | {fact.channel})
        case ContactPreferred():
            values: dict[str, Any] = dict.fromkeys(set(fact.cleared) & set(PREFERENCES), "")
            for name in PREFERENCES:
                values |= {name: text} if (text := getattr(fact, name)) else {}
            return replace(side, **values)
        case _:
            return side


# --- the question -------------------------------------------------------------------------
class Clocks(NamedTuple):
    """Where the book and the customer are: the book's zone, the customer's zones and days off."""

    home: tzinfo
    zones: tuple[Zone, ...]
    country: str = ""
    holidays: frozenset[date] = frozenset()


def party(
    customer: Customer, dossier: Dossier, policy: Policy, clocks: Clocks, *,
    all_disputed: bool = False, placed: str = "",
) -> Party:  # fmt: skip
    """What `may_contact` is asked about a customer."""
    side = dossier.contacting
    return Party(
        home=clocks.home, zones=clocks.zones, country=clocks.country, holidays=clocks.holidays,
        consumer=side.consumer, prefers=prefers_minutes(side.hours), stops=side.stops,
        consented=side.consented, wrong=wrong_channels(customer.contact, dossier),
        attempts=attempts(dossier, policy), agreed=agreed(dossier, policy),
        expected=dossier.next_day, quiet_until=quiet_until(dossier, policy),
        all_disputed=all_disputed, placed=placed,
    )  # fmt: skip


def attempts(dossier: Dossier, policy: Policy) -> tuple[Attempt, ...]:
    """Every contact and attempt that stands, by the book's codes."""
    found = []
    for each in dossier.activities:
        code = policy.code.get(each.code)
        if (
            code is not None
            and not each.undone
            and code.counts_as in (ATTEMPT, CONVERSATION)
        ):
            talked = code.counts_as == CONVERSATION
            found.append(Attempt(each.day, code.channel, talked, each.currency))
    return tuple(found)


def agreed(dossier: Dossier, policy: Policy) -> date | None:
    """The day for which the customer asked us to call back; None once that was done."""
    day: date | None = None
    for each in dossier.activities:
        code = policy.code.get(each.code)
        if each.undone or code is None or code.counts_as != CONVERSATION:
            continue
        asked = dossier.call_backs.get(each.act)
        if asked is not None:
            day = asked
        elif day is not None and each.day >= day:
            day = None
    return day


def quiet_until(dossier: Dossier, policy: Policy) -> date | None:
    """The first day on which something may be asked for in writing again."""
    if dossier.last_contact is None or not policy.quiet_days:
        return None
    return dossier.last_contact + policy.quiet_days * _DAY


_FIELDS = {"phone": "phone", "sms": "phone", "mail": "email"}


def wrong_channels(own: Contact, dossier: Dossier) -> frozenset[str]:
    """Channels whose every number or address of the debtor's on record reaches nobody."""
    return frozenset(
        channel
        for channel, name in _FIELDS.items()
        if (
            known := [
                c
                for c in (own, *dossier.contacts)
                if getattr(c, name) and not spoken_for(c)
            ]
        )
        and not any(is_right(c, dossier.contacting, getattr(c, name)) for c in known)
    )


def is_right(contact: Contact, side: ContactSide, value: str) -> bool:
    """Whether nobody said that a contact's number or address reaches nobody."""
    return not (contact.wrong or value in side.wrong or contact.name in side.wrong - {""})


def right_only(contact: Contact, side: ContactSide) -> Contact:
    """The contact without the number and address that reach nobody."""
    if not side.wrong:
        return contact
    left: dict[str, Any] = {
        name: ""
        for name in ("phone", "email")
        if not is_right(contact, side, getattr(contact, name))
    }
    return replace(contact, **left)


def speaks(dossier: Dossier, own: Contact, role: str) -> bool:
    """Whether somebody with a role is known who can be reached."""
    return any(
        is_right(each, dossier.contacting, each.phone or each.email)
        for each in (own, *dossier.contacts)
        if each.role.casefold() == role
    )


def spoken_for(contact: Contact | None) -> str:
    """The role in which somebody speaks for the debtor, or ``""``."""
    role = contact.role.casefold() if contact is not None else ""
    return role if role in SPEAKS_FOR.values() else ""


class Kept(NamedTuple):
    """Why an account is off the list before ``until``; ``always``: also when its step is due."""

    words: str
    until: date | None
    always: bool = False


def kept_off(
    own: Contact, dossier: Dossier, policy: Policy, currency: str
) -> tuple[Kept, ...]:
    """What keeps an account off the list by whole days; hours of the day never do."""
    side, found = dossier.contacting, list[Kept]()
    for stop in side.stops:
        role = SPEAKS_FOR.get(stop.what, "")
        if not stop.channel and not (role and speaks(dossier, own, role)):
            words = stop_words(stop._replace(reason=""))
            found.append(Kept(f"may not contact: {words}", stop.until))
    hours = policy.contact.hours(side.consumer)
    if hours.strict and (policy.contact.counted and dossier.activities):
        like = Party(
            consumer=side.consumer, attempts=attempts(dossier, policy),
            agreed=agreed(dossier, policy),
        )  # fmt: skip
        found += (
            Kept(f"may not contact before {end.isoformat()}: {words}", end, always=True)
            for end, words in limits(like, hours, currency, policy.contact.counted)
        )
    return tuple(found)


def preferred_contact(
    own: Contact, dossier: Dossier, channel: str, step: str = ""
) -> Contact | None:
    """Whom to ask for over a channel: who speaks for them, a step's role, AP, then anybody.

    ``step`` names the step of the treatment plan: the debtor's manager for ``manager``.
    None: nobody is known whose number or address there is right.
    """
    name = _FIELDS.get(channel, "")
    usable = [
        each
        for each in (*reversed(dossier.contacts), own)
        if (not name or getattr(each, name))
        and is_right(each, dossier.contacting, getattr(each, name) if name else each.name)
    ]
    for role in _roles(dossier.contacting.stops, step):
        found = [each for each in usable if each.role.casefold() == role]
        if found:
            return found[0]
    others = [each for each in usable if each.role.casefold() not in SPEAKS_FOR.values()]
    return others[0] if others else None


def _roles(stops: Iterable[Stop], step: str) -> Sequence[str]:
    speakers = [SPEAKS_FOR[each.what] for each in stops if each.what in SPEAKS_FOR]
    if speakers:
        return speakers
    return (*(("manager", "owner") if step == "manager" else ()), "ap")
