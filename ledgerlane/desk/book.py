"""Making a book, and sitting down at one."""

from __future__ import annotations

import os
import pwd
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from ledgerlane.desk.desk import Desk, drawn_from, random_id
from ledgerlane.domain.errors import Misused, NotPermitted
from ledgerlane.domain.events import BookMade, PersonAdded, RoleGranted
from ledgerlane.domain.money import Money, is_currency, minor_digits
from ledgerlane.domain.people import APPROVERS, ROLES
from ledgerlane.store import connection, enrolling, history, people, refresh, settings
from ledgerlane.store.connection import Store, now_ms

FIRST_LIMIT = 1_000_000
"""What the maker of a book may approve at once, in whole units of each currency."""
COMMON = ("CHF", "DKK", "EUR", "GBP", "INR", "JPY", "KWD", "NOK", "SEK", "USD")


bound: list[str] = []
"""Who acts where a forced ssh command names them; the program's edge puts it here before a book is opened."""


def whoami() -> str:
    """The operating-system user, or whom a forced ssh command names; never a flag or an environment variable."""
    if bound:
        return bound[0]
    uid = os.getuid()
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"uid{uid}"


def init(
    path: Path,
    *,
    currency: str = "EUR",
    zone: str = "UTC",
    country: str = "",
    practice: bool = False,
    shared: bool = False,
    seed: str = "",
    clock: Callable[[], int] = now_ms,
) -> Desk:
    """Make an empty book whose user holds every role, and sit down at it.

    With a ``seed`` a practice book draws the same names whenever the same is done in it.
    Raises Misused for an unknown currency or zone, Refused when something is at ``path``.
    """
    if seed and not practice:
        msg = "a seed makes names that can be foretold; only a practice book may have one"
        raise Misused(msg)
    if not is_currency(currency):
        msg = f"{currency!r} is no currency of ISO 4217, like EUR or NOK"
        raise Misused(msg)
    if country and not (len(country) == 2 and country.isascii() and country.isupper()):
        msg = f"{country!r} is no country of ISO 3166, like NO or IN"
        raise Misused(msg)
    settings.require_zone(zone)
    actor = whoami()
    store = Store(path, create=True, shared=shared, clock=clock)
    try:
        with store.writing() as db:
            settings.write(db, {
                "id": settings.drawn(seed, "book").hex(), "currency": currency, "zone": zone,
                "country": country, "practice": "1" if practice else "0",
                **({"seed": seed} if seed else {}),
            })  # fmt: skip
            made = BookMade(
                on=settings.today(store), currency=currency, zone=zone, country=country,
                practice=practice,
            )  # fmt: skip
            _found(store, actor, made)
    except BaseException:
        store.close()
        connection.remove(path)
        raise
    return _desk(store, actor, None, None)


def _found(store: Store, actor: str, made: BookMade) -> None:
    now_us = store.clock() * 1000
    limits = tuple(
        Money(FIRST_LIMIT * 10 ** minor_digits(code), code)
        for code in sorted({made.currency, *COMMON})
    )
    roles = [
        RoleGranted(on=made.on, login=actor, role=role, limits=limits if role in APPROVERS else ())
        for role in ROLES
    ]  # fmt: skip
    history.append(store, actor, "book", [made], now_us)
    added = PersonAdded(on=made.on, login=actor)
    history.append(store, actor, people.AGG, [added, *roles], now_us)
    if not made.practice:
        enrolling.begin(store, actor, made.on, now_us)
    refresh.after_entry(store, ["book", people.AGG], settings.policy(store), made.on)


def open_book(
    path: Path,
    *,
    as_name: str | None = None,
    as_of: date | None = None,
    known_at: str | None = None,
    readonly: bool = False,
    recording: bool = True,
    clock: Callable[[], int] = now_ms,
) -> Desk:
    """Sit down at a book as the operating-system user, or on a practice book as ``as_name``.

    ``as_of`` is the business date of what is asked and recorded; ``known_at`` (a date or
    date and time, in the book's zone) limits questions to what was known by then. Without
    ``recording`` a real book is only looked at as of another day than today. Raises
    NotPermitted for a name that may not be taken, Unavailable or Unproven for the file.
    """
    store = Store(path, readonly=readonly, clock=clock)
    try:
        actor = _actor(store, as_name)
        desk = _desk(store, actor, as_of, known_at)
        desk.recording = recording
        turn_day(desk)
    except BaseException:
        store.close()
        raise
    return desk


def turn_day(desk: Desk) -> None:
    """Judge the accounts whose day has come; where nothing may be written, mark the desk stale.

    Also takes the policy that somebody else may have set since.
    """
    desk.policy = settings.policy(desk.store)
    if not refresh.behind(desk.store, desk.clock_day):
        return
    if desk.store.readonly:
        desk.stale = True
    else:
        refresh.turn_day(desk.store, desk.policy, desk.clock_day)


def _actor(store: Store, as_name: str | None) -> str:
    actor = whoami()
    if as_name is None or as_name == actor:
        return actor
    if bound:
        msg = f"{actor} cannot act as {as_name}: the key says who this is"
        raise NotPermitted(msg)
    if not settings.read(store).practice:
        msg = f"{actor} cannot act as {as_name}: only a practice book lets one person act for several"
        raise NotPermitted(msg)
    known = people.load(store)
    if not known.knows(as_name, settings.today(store)):
        names = ", ".join(sorted(known.persons))
        msg = f"nobody here is called {as_name!r}; known are {names}"
        raise NotPermitted(msg)
    return as_name


def _desk(store: Store, actor: str, as_of: date | None, known_at: str | None) -> Desk:
    book = settings.read(store)
    known_ms = settings.moment(book.zone, _moment(known_at)) if known_at else None
    draw = drawn_from(store, book.seed) if book.seed else random_id
    return Desk(
        store, actor, book.practice, settings.policy(store), book.currency, book.zone,
        book.country, as_of, known_ms, clock=store.clock, draw=draw,
    )  # fmt: skip


def _moment(text: str) -> datetime:
    """The end of a day, or a moment of it."""
    try:
        if len(text) == 10:
            return datetime.combine(date.fromisoformat(text), datetime.max.time())
        return datetime.fromisoformat(text)
    except ValueError:
        msg = f"--known-at {text!r} is no moment like 2026-06-30 or 2026-06-30T14:05"
        raise Misused(msg) from None
