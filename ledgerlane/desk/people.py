"""Who may act in the book: added, granted and revoked by an admin."""

from __future__ import annotations

import pwd
import re
from collections.abc import Sequence
from datetime import date

from ledgerlane.desk.desk import Desk
from ledgerlane.desk.entry import append, require
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.events import (
    Fact,
    KeyRevoked,
    LatitudeEnded,
    LatitudeGranted,
    PersonAdded,
    PersonRevoked,
    RoleGranted,
    RoleRevoked,
)
from ledgerlane.domain.money import Money
from ledgerlane.domain.people import ROLES, Grant, Person, changed_limits
from ledgerlane.store import enrolling
from ledgerlane.store import people as store_people

_LOGIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.\-]{0,63}")


def list_(desk: Desk) -> list[Person]:
    """Everybody who acts, or acted, by login."""
    return sorted(store_people.load(desk.store).persons.values(), key=lambda p: p.login)


def add(desk: Desk, login: str, name: str = "") -> None:
    """Let a login of the operating system act here; roles are granted apart."""
    if not _LOGIN.fullmatch(login):
        msg = f"{login!r} is no login: letters, digits, _ . and -, at most 64"
        raise Refused(msg)
    with desk.store.writing():
        known = require(desk, ("admin",), "add people")
        if known.knows(login, desk.clock_day):
            msg = f"{login} acts in this book already"
            raise Refused(msg)
        _record(desk, PersonAdded(on=desk.clock_day, login=login, name=name))


def is_login(login: str) -> bool:
    """Whether this machine knows the login. Another may: people of a shared book have several machines."""
    try:
        pwd.getpwnam(login)
    except KeyError:
        return False
    return True


def grant(
    desk: Desk,
    login: str,
    role: str,
    limits: Sequence[Money] = (),
    until: date | None = None,
    *,
    without: Sequence[str] = (),
) -> Grant:
    """Give a person a role, or change its limits; the role as it now is.

    ``limits``: what one write-off may reach, each in place of what was said for its currency;
    ``without`` names currencies whose limit ends. Others stay as they are. Raises Refused for
    a currency in ``without`` that has no limit.
    """
    if role not in ROLES:
        msg = f"{role!r} is no role; there are {', '.join(ROLES)}"
        raise Refused(msg)
    if until is not None and until < desk.clock_day:
        msg = f"{until.isoformat()} is over; a role holds until today or later"
        raise Refused(msg)
    if len({limit.currency for limit in limits}) != len(limits):
        msg = "a limit is said once for each currency"
        raise Refused(msg)
    with desk.store.writing():
        known = require(desk, ("admin",), "grant roles")
        if not known.knows(login, desk.clock_day):
            msg = f"nobody here is called {login!r}; add them first"
            raise Refused(msg)
        today = desk.clock_day
        mine = known.persons[login].grants
        was = next((each for each in mine if each.role == role and each.holds(today)), None)
        kept = changed_limits(was.limits if was else (), limits, without)
        granted = Grant(role, kept, today, until or (was.until if was else None))
        _record(desk, RoleGranted(
            on=today, login=login, role=role, limits=granted.limits, until=granted.until
        ))  # fmt: skip
    return granted


def latitude(desk: Desk, login: str, *, given: bool = True) -> None:
    """Ask an experienced collector no more why they depart from the plan, or ask again.

    Supervisors and admins give it. Raises Refused where it is so already.
    """
    with desk.store.writing():
        known = require(desk, ("supervisor", "admin"), "give latitude")
        if not known.knows(login, desk.clock_day):
            msg = f"nobody here is called {login!r}"
            raise Refused(msg)
        if (login in known.latitude) == given:
            msg = f"{login} {'has latitude already' if given else 'has no latitude'}"
            raise Refused(msg)
        kind = LatitudeGranted if given else LatitudeEnded
        _record(desk, kind(on=desk.clock_day, login=login))


def revoke(desk: Desk, login: str, role: str | None = None) -> None:
    """End a role of a person, or (None) all they may do here. Somebody stays admin."""
    with desk.store.writing():
        known = require(desk, ("admin",), "revoke roles")
        today = desk.clock_day
        if not known.knows(login, today):
            msg = f"nobody here is called {login!r}"
            raise Refused(msg)
        others = [p for p in known.persons if p != login and known.may(p, "admin", today)]
        if role in (None, "admin") and not others:
            msg = f"{login} is the only admin; make another one first"
            raise Refused(msg)
        if role is None:
            keys = [key for key in known.keys if key.login == login and key.revoked is None]
            ended = [
                KeyRevoked(on=today, login=login, key=k.key, ends=enrolling.ends(desk.store, k.key))
                for k in keys
            ]  # fmt: skip
            append(desk, {store_people.AGG: [*ended, PersonRevoked(on=today, login=login)]})
        elif role in known.roles(login, today):
            _record(desk, RoleRevoked(on=today, login=login, role=role))
        else:
            msg = f"{login} is no {role}"
            raise Refused(msg)


def _record(desk: Desk, fact: Fact) -> None:
    append(desk, {store_people.AGG: [fact]})
