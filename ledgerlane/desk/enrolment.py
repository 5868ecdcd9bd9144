"""Keys of people: shown, enrolled and revoked by an admin; one's own is looked after here, too."""

from __future__ import annotations

import platform
from collections.abc import Iterable
from dataclasses import replace

from ledgerlane.desk.desk import Desk
from ledgerlane.desk.entry import append, require
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.events import KeyEnrolled, KeyRevoked
from ledgerlane.domain.key_facts import Key, StreamEnd
from ledgerlane.store import enrolling, history, keys, people, refresh, settings
from ledgerlane.store.enrolling import Offered

SHORT = 16
"""How many characters of a key are shown, and how many at least name one."""


def known(desk: Desk) -> tuple[Key, ...]:
    """Every key that was enrolled, in that order."""
    return people.load(desk.store).keys


def waiting(desk: Desk) -> list[Offered]:
    """Keys that sign here and wait for an admin; of people who act here."""
    everybody, day = people.load(desk.store), desk.clock_day
    return [o for o in enrolling.offered(desk.store) if everybody.knows(o.login, day)]


def own(desk: Desk) -> str:
    """This person's key on this device, hex; the book is told of it where it can be."""
    _no_practice(desk)
    if not desk.store.readonly and people.load(desk.store).knows(
        desk.actor, desk.clock_day
    ):
        with desk.store.writing():
            return history.offer(desk.store, desk.actor)
    return enrolling.own_key()


def protect(passphrase: str) -> None:
    """Keep one's own key under a passphrase, or under none (``""``)."""
    keys.protect(passphrase)


def enrol(desk: Desk, login: str = "", key: str = "") -> list[Key]:
    """Let a key sign for a person; where nobody signed yet, the admin's own comes first and seals the rest.

    ``key``: as they read it out, whole (64 hex digits) or the beginning of one that works here;
    ``""``: the one that waits. Raises Refused where none waits, several do, or it is somebody's.
    """
    login = login or desk.actor
    with desk.store.writing():
        everybody = require(desk, ("admin",), "enrol keys")
        _no_practice(desk)
        if not everybody.knows(login, desk.clock_day):
            msg = f"nobody here is called {login!r}; add them first"
            raise Refused(msg)
        before = {each.key for each in everybody.keys}
        worked = [o for o in enrolling.offered(desk.store) if before and o.events]
        if not enrolling.begun(desk.store):
            enrolling.begin(desk.store, desk.actor, desk.clock_day, desk.clock() * 1000)
        if login != desk.actor or key or before:
            found = _chosen(desk, login, key)
            device = platform.node() if found == enrolling.own_key() else ""
            fact = KeyEnrolled(on=desk.clock_day, login=login, key=found, device=device)
            append(desk, {people.AGG: [fact]})
    if any(o.key == each.key for o in worked for each in known(desk)):
        _judge_anew(desk)
    return [each for each in known(desk) if each.key not in before]


def _chosen(desk: Desk, login: str, said: str) -> str:
    said = said.lower().replace(" ", "")
    taken = {each.key: each.login for each in known(desk)}
    whole = len(said) == 64 and not set(said) - set("0123456789abcdef")
    if whole:
        found = [said]
    else:
        if said and len(said) < SHORT // 2:
            msg = f"{said!r} is too little of a key; {SHORT // 2} digits at least"
            raise Refused(msg)
        if login == desk.actor:
            history.offer(desk.store, login)
        theirs = [o.key for o in enrolling.offered(desk.store) if o.login == login]
        found = [each for each in theirs if each.startswith(said)]
    if not found:
        msg = f"no key of {login} waits here; they run `ledgerlane people key`, and you enrol what it shows with --key"
        raise Refused(msg)
    if len(found) > 1:
        shown = ", ".join(each[:SHORT] for each in found)
        msg = f"several keys of {login} wait: {shown}; name one with --key"
        raise Refused(msg)
    if found[0] in taken:
        msg = f"{found[0][:SHORT]} is a key of {taken[found[0]]} already; a key is one person's, once"
        raise Refused(msg)
    return found[0]


def revoke(
    desk: Desk, login: str, key: str, last: Iterable[tuple[str, int]] = ()
) -> KeyRevoked:
    """A key of a person signs no more; what it signed so far counts, or only up to ``last`` of its streams.

    Raises Refused for a key that is none of theirs, and for the last one an admin signs with.
    """
    with desk.store.writing():
        everybody = require(desk, ("admin",), "revoke keys")
        live = [each for each in everybody.keys if each.revoked is None]
        found = [e for e in live if e.login == login and e.key.startswith(key.lower())]
        if len(key) < SHORT // 2 or len(found) != 1:
            shown = ", ".join(e.key[:SHORT] for e in live if e.login == login) or "none"
            msg = f"{key!r} names no key of {login} that signs; there is {shown}"
            raise Refused(msg)
        day = desk.clock_day
        if not any(
            e for e in live if e != found[0] and everybody.may(e.login, "admin", day)
        ):
            msg = f"{found[0].key[:SHORT]} is the only key an admin signs with; enrol another one first"
            raise Refused(msg)
        ends = _cut(enrolling.ends(desk.store, found[0].key), dict(last))
        fact = KeyRevoked(on=day, login=login, key=found[0].key, ends=ends)
        append(desk, {people.AGG: [fact]})
    if any(not end.hash for end in ends):
        _judge_anew(desk)
    return fact


def _judge_anew(desk: Desk) -> None:
    """What counts is not what it was: everything derived is made again."""
    refresh.rebuild(desk.store, settings.policy(desk.store), desk.clock_day)


def _cut(ends: Iterable[StreamEnd], last: dict[str, int]) -> tuple[StreamEnd, ...]:
    made = []
    for end in ends:
        seq = last.pop(end.stream, end.seq)
        if not 0 <= seq <= end.seq:
            msg = f"stream {end.stream} ends with event {end.seq}; {seq} is not one of them"
            raise Refused(msg)
        made.append(end if seq == end.seq else replace(end, seq=seq, hash=""))
    if last:
        msg = f"{', '.join(sorted(last))}: not signed by this key"
        raise Refused(msg)
    return tuple(made)


def _no_practice(desk: Desk) -> None:
    if desk.practice:
        msg = "a practice book is not signed: one person acts for several there"
        raise Refused(msg)
