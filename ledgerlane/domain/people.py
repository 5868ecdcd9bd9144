"""Who may act in a book, in which roles, up to which amounts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from ledgerlane.domain.errors import NotPermitted, Refused
from ledgerlane.domain.events import (
    DeputyEnded,
    DeputyNamed,
    Event,
    KeyEnrolled,
    KeyRevoked,
    LatitudeEnded,
    LatitudeGranted,
    PersonAdded,
    PersonRevoked,
    RoleGranted,
    RoleRevoked,
)
from ledgerlane.domain.key_facts import Key
from ledgerlane.domain.money import Money

ROLES = (
    "collector", "supervisor", "credit", "marketing", "legal", "sales", "clerk", "auditor", "admin",
    "support", "department", "management", "account-manager",
)  # fmt: skip
EXPERIENCED = ("supervisor", "admin")
"""Roles that are not asked why they depart from the treatment plan; others may be given latitude."""
APPROVERS = ("supervisor", "credit", "admin")
"""Roles that may agree to a write-off, each up to its own limit."""


@dataclass(frozen=True, slots=True)
class Grant:
    """One role of one person. ``until`` is the last day it holds; None: until revoked."""

    role: str
    limits: tuple[Money, ...]
    since: date
    until: date | None = None

    def holds(self, on: date) -> bool:
        """Whether the role can be used on this day."""
        return self.since <= on and (self.until is None or on <= self.until)


@dataclass(frozen=True, slots=True)
class Person:
    """A login of the operating system, and what it may do here."""

    login: str
    name: str
    added: date
    revoked: date | None = None
    grants: tuple[Grant, ...] = ()


@dataclass(frozen=True, slots=True)
class Deputy:
    """``login`` works the accounts of ``absent`` from ``since`` up to and including ``until``."""

    login: str
    absent: str
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class People:
    """Everybody who acts, or acted, in a book, and who stands in for whom."""

    persons: dict[str, Person] = field(default_factory=dict)
    deputies: tuple[Deputy, ...] = ()
    latitude: frozenset[str] = frozenset()
    keys: tuple[Key, ...] = ()

    def may_depart(self, login: str, on: date) -> bool:
        """Whether a person departs from the treatment plan without being asked why (rulings.md 30)."""
        return login in self.latitude or bool(
            self.roles(login, on).intersection(EXPERIENCED)
        )

    def acts_for(self, login: str, on: date) -> tuple[str, ...]:
        """Whose accounts a person works on this day besides their own."""
        return tuple(
            each.absent
            for each in self.deputies
            if each.login == login and each.since <= on <= each.until
        )

    def deputy_of(self, absent: str, on: date) -> str:
        """Who stands in for a person on this day; ``""``: nobody."""
        return next(
            (
                e.login
                for e in self.deputies
                if e.absent == absent and e.since <= on <= e.until
            ),
            "",
        )

    def knows(self, login: str, on: date) -> bool:
        """Whether this person acts in the book on this day."""
        person = self.persons.get(login)
        return (
            person is not None
            and person.added <= on
            and (person.revoked is None or on < person.revoked)
        )

    def roles(self, login: str, on: date) -> frozenset[str]:
        """The roles a person can use on this day."""
        if not self.knows(login, on):
            return frozenset()
        return frozenset(
            grant.role for grant in self.persons[login].grants if grant.holds(on)
        )

    def may(self, login: str, role: str, on: date) -> bool:
        """Whether a person has a role on this day; no role contains another."""
        return role in self.roles(login, on)

    def limit(self, login: str, currency: str, on: date) -> Money:
        """What one request may reach for this person to approve it; zero without a limit."""
        if not self.knows(login, on):
            return Money(0, currency)
        limits = (
            amount.minor
            for grant in self.persons[login].grants
            if grant.role in APPROVERS and grant.holds(on)
            for amount in grant.limits
            if amount.currency == currency
        )
        return Money(max(limits, default=0), currency)

    def require(self, login: str, roles: Iterable[str], on: date, what: str) -> None:
        """Raise `NotPermitted` unless the person has one of ``roles``."""
        wanted = tuple(roles)
        if not self.roles(login, on).intersection(wanted):
            has = ", ".join(sorted(self.roles(login, on))) or "no role"
            msg = f"{login} may not {what}: that needs {' or '.join(wanted)}; {login} has {has}."
            raise NotPermitted(msg)


def changed_limits(
    was: Iterable[Money], said: Iterable[Money], without: Iterable[str]
) -> tuple[Money, ...]:
    """Limits by currency: those that are said anew replace theirs, ``without`` end, the others stay.

    Raises Refused for a currency in ``without`` that has no limit, or is said as well.
    """
    before = {limit.currency: limit for limit in was}
    new = {limit.currency: limit for limit in said}
    for currency in without:
        if currency in new:
            msg = f"{currency}: a limit, or none; not both"
            raise Refused(msg)
        if before.pop(currency, None) is None:
            known = ", ".join(sorted(before)) or "none"
            msg = f"{currency}: there is no limit to end; limits are in {known}"
            raise Refused(msg)
    both = {**before, **new}
    return tuple(both[currency] for currency in sorted(both))


def fold(events: Iterable[Event]) -> People:
    """The people of a book, from its events in order. Never refuses."""
    people = People()
    for event in events:
        people = after(people, event)
    return people


def after(people: People, event: Event) -> People:
    """Everybody after one more event."""
    fact = event.fact
    match fact:
        case DeputyNamed() | DeputyEnded():
            return replace(people, deputies=tuple(_deputies(people.deputies, fact)))
        case LatitudeGranted():
            return replace(people, latitude=people.latitude | {fact.login})
        case LatitudeEnded():
            return replace(people, latitude=people.latitude - {fact.login})
        case KeyEnrolled() | KeyRevoked():
            return replace(people, keys=_keys(people.keys, fact, event.actor))
        case PersonAdded():
            added = Person(fact.login, fact.name, fact.on)
            return replace(people, persons={**people.persons, fact.login: added})
        case PersonRevoked() | RoleGranted() | RoleRevoked():
            was = people.persons.get(fact.login, Person(fact.login, "", fact.on))
            changed = _changed(was, fact)
            return replace(people, persons={**people.persons, fact.login: changed})
    return people


def _keys(
    known: tuple[Key, ...], fact: KeyEnrolled | KeyRevoked, by: str
) -> tuple[Key, ...]:
    """A key belongs to one person: who had it first keeps it, and once revoked it stays so."""
    if isinstance(fact, KeyEnrolled):
        if any(key.key == fact.key for key in known):
            return known
        return (*known, Key(fact.login, fact.key, fact.on, by, fact.device))
    return tuple(
        replace(key, revoked=fact.on, ends=fact.ends)
        if (key.login, key.key) == (fact.login, fact.key) and key.revoked is None
        else key
        for key in known
    )


def _deputies(known: Iterable[Deputy], fact: DeputyNamed | DeputyEnded) -> list[Deputy]:
    """A person has one deputy at a time: a new one, or the end, cuts the earlier one short."""
    first = fact.since if isinstance(fact, DeputyNamed) else fact.on
    kept = [
        replace(each, until=min(each.until, first - timedelta(days=1)))
        if each.absent == fact.absent
        else each
        for each in known
    ]
    kept = [each for each in kept if each.since <= each.until]
    if isinstance(fact, DeputyNamed):
        kept.append(Deputy(fact.login, fact.absent, fact.since, fact.until))
    return kept


def _changed(was: Person, fact: PersonRevoked | RoleGranted | RoleRevoked) -> Person:
    if isinstance(fact, PersonRevoked):
        return Person(was.login, was.name, was.added, fact.on, was.grants)
    kept = tuple(grant for grant in was.grants if grant.role != fact.role)
    if isinstance(fact, RoleGranted):
        kept = (*kept, Grant(fact.role, fact.limits, fact.on, fact.until))
    return Person(was.login, was.name, was.added, was.revoked, kept)
