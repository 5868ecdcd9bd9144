"""What is recorded about contacting a customer: stops and their end, consent, preferences."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from ledgerlane.desk import accounts
from ledgerlane.desk.accounts import Who
from ledgerlane.desk.contacting import moment, party_of
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.entry import COLLECTORS, append, require
from ledgerlane.domain.contact_policy import CHANNELS
from ledgerlane.domain.contact_rules import (
    CONSENT,
    STOPS,
    Stop,
    opening_of,
    prefers_minutes,
)
from ledgerlane.domain.contact_side import PREFERENCES
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.events import (
    ConsentGiven,
    ContactPreferred,
    ContactResumed,
    ContactStopped,
    Fact,
)
from ledgerlane.domain.zone_table import zones_by_country
from ledgerlane.store import settings
from ledgerlane.store.accounts import AccountView

LIFTERS = ("supervisor", "legal", "admin")
"""Roles that may lift a stop; every collector may record one (docs/decisions.md)."""


def stop(
    desk: Desk, customer: Who, what: str, *, channel: str = "", until: date | None = None,
    by: str = "", reason: str = "", evidence: str = "",
) -> str:  # fmt: skip
    """Record what keeps us from contacting a customer; its name. ``until``: it ends before that day."""
    if what not in STOPS:
        msg = f"{what!r} is no kind of stop: {', '.join(STOPS)}"
        raise Refused(msg)
    if (what == CONSENT and not channel) or (channel and channel not in CHANNELS):
        msg = f"say which channel: {', '.join(CHANNELS)}"
        raise Refused(msg)
    if not (by.strip() or reason.strip() or evidence.strip()):
        msg = "say who told us, why, or where it can be read: a supervisor decides by it"
        raise Refused(msg)
    if until is not None and until <= desk.today:
        msg = f"{until.isoformat()} is not after {desk.today.isoformat()}"
        raise Refused(msg)
    with desk.store.writing():
        require(desk, COLLECTORS, "record a stop")
        view = accounts.show(desk, customer)
        for known in standing(view, desk.today):
            if (known.what, known.channel, known.until) == (what, channel, until):
                msg = f"{view.customer.number}: {what} stands already, {known.id} since {known.since.isoformat()}"
                raise Refused(msg)
        fact = ContactStopped(
            on=desk.today, act=desk.new_id("act"), stop=desk.new_id("stop"), what=what,
            channel=channel, until=until, by=by, reason=reason, evidence=evidence,
        )  # fmt: skip
        append(desk, {f"customer:{view.customer.ref}": [fact]})
    return fact.stop


def standing(view: AccountView, day: date) -> tuple[Stop, ...]:
    """The stops of an account that hold on a day."""
    return tuple(each for each in view.dossier.contacting.stops if each.holds(day))


def resume(
    desk: Desk, customer: Who, names: Sequence[str] = (), reason: str = ""
) -> list[str]:
    """Lift stops by name, without ``names`` all; which. For supervisors, with the reason.

    A consent is not lifted: only the customer can give it again (`consent`).
    """
    if not reason.strip():
        msg = "say why it is lifted: whoever is called again may ask"
        raise Refused(msg)
    with desk.store.writing():
        require(desk, LIFTERS, "lift a stop")
        view = accounts.show(desk, customer)
        known = {each.id: each for each in standing(view, desk.today)}
        lifted = list(names) or [id_ for id_, each in known.items() if each.what != CONSENT]
        wrong = [name for name in lifted if name not in known]
        if wrong or not lifted:
            there = ", ".join(f"{each.id} ({each.what})" for each in known.values())
            msg = f"{view.customer.number}: no stop {wrong[0] if wrong else 'to lift'}; there is {there or 'none'}"
            raise Refused(msg)
        for name in lifted:
            if known[name].what == CONSENT:
                msg = f"{name} is a consent withdrawn; `contact consent` records that they gave it again"
                raise Refused(msg)
        fact = ContactResumed(
            on=desk.today, act=desk.new_id("act"), stops=tuple(lifted), reason=reason
        )
        append(desk, {f"customer:{view.customer.ref}": [fact]})
    return lifted


def consent(
    desk: Desk, customer: Who, channel: str, *, by: str = "", evidence: str = ""
) -> None:
    """Record that they said yes to a channel, who said it or where that can be read."""
    if channel not in CHANNELS:
        msg = f"{channel!r} is no channel: {', '.join(CHANNELS)}"
        raise Refused(msg)
    if not (by.strip() or evidence.strip()):
        msg = "say who gave it, or where it can be read"
        raise Refused(msg)
    _record(desk, customer, ConsentGiven(on=desk.today, channel=channel, by=by, evidence=evidence))  # fmt: skip


def prefer(
    desk: Desk, customer: Who, *, zone: str = "", country: str = "", party: str = "",
    hours: str = "", language: str = "", clear: Sequence[str] = (),
) -> None:  # fmt: skip
    """Record when and how a customer is to be contacted. What is empty stays as it was."""
    if zone:
        settings.require_zone(zone)
    checks = (
        (country, country in zones_by_country(), "no country of two letters like NO"),
        (party, party in ("consumer", "business"), "neither consumer nor business"),
        (hours, _are_hours(hours), "no hours like 09:00-15:00"),
        (language, re.fullmatch(r"[a-z]{2}", language), "no language of two letters like no"),
    )  # fmt: skip
    for value, good, words in checks:
        if value and not good:
            msg = f"{value!r} is {words}"
            raise Refused(msg)
    for name in clear:
        if name not in PREFERENCES:
            msg = f"{name!r} cannot be cleared; there are {', '.join(PREFERENCES)}"
            raise Refused(msg)
    if not (zone or country or party or hours or language or clear):
        msg = "say a zone, a country, consumer or business, hours or a language"
        raise Refused(msg)
    fact = ContactPreferred(
        on=desk.today, zone=zone, country=country, party=party, hours=hours,
        language=language, cleared=tuple(clear),
    )  # fmt: skip
    _record(desk, customer, fact)


def _are_hours(text: str) -> bool:
    try:
        return prefers_minutes(text) is not None
    except ValueError:
        return False


def _record(desk: Desk, customer: Who, fact: ConsentGiven | ContactPreferred) -> None:
    with desk.store.writing():
        require(desk, COLLECTORS, "work an account")
        view = accounts.show(desk, customer)
        made: Fact = replace(fact, act=desk.new_id("act"))
        append(desk, {f"customer:{view.customer.ref}": [made]})
        _require_hours(desk, customer)


def _require_hours(desk: Desk, customer: Who) -> None:
    """Refuse preferences that leave no hour in which the policy lets us call."""
    view = accounts.show(desk, customer)
    at = moment(desk)
    opening = opening_of(party_of(desk, view, at), desk.policy.contact)
    if opening.opens >= opening.closes:
        rules = desk.policy.contact.hours(view.dossier.contacting.consumer)
        msg = f"{view.dossier.contacting.hours} leaves no hour of {rules.opens}-{rules.closes} (policy contact)"
        raise Refused(msg)
