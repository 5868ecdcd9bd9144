"""Devices have names, so that people need not know streams by their letters."""

from __future__ import annotations

import platform
import re
from contextlib import suppress

from ledgerlane.desk.desk import Desk
from ledgerlane.domain.errors import NotPermitted, Refused
from ledgerlane.domain.events import DeviceNamed
from ledgerlane.domain.plain_text import clean
from ledgerlane.store import devices, history, people

LONGEST = 40
"""Letters of a name."""
_STREAM = re.compile(r"stream ([0-9a-f]{32}) of (\S+?)(?=[\s:,;]|$)")


def name(desk: Desk) -> str:
    """What this device is called in the book, for the one at the desk; ``""``: nothing yet."""
    return devices.names(desk.store).get(devices.own(desk.store, desk.actor), "")


def call(desk: Desk, words: str) -> str:
    """Give this device a name; the name. Raises Refused for none, and for one that is too long."""
    said = " ".join(clean(words).split())
    if not 0 < len(said) <= LONGEST:
        msg = f'{words!r} is no name of a device: 1 to {LONGEST} letters, like "Berta\'s laptop"'
        raise Refused(msg)
    with desk.store.writing():
        known = people.load(desk.store)
        if not known.knows(desk.actor, desk.clock_day):
            msg = f"{desk.actor} does not act in this book; an admin adds them (people add)"
            raise NotPermitted(msg)
        _record(desk, said)
    return said


def introduce(desk: Desk) -> None:
    """Before others see what was written here: a device without a name is called as its machine is.

    Who has written nothing here needs none yet.
    """
    stream, host = devices.own(desk.store, desk.actor), clean(platform.node()).strip()
    if not (stream and host) or desk.store.readonly or stream in devices.names(desk.store):
        return
    with suppress(NotPermitted), desk.store.writing():  # whose key waits to be enrolled
        _record(desk, host[:LONGEST])


def told(desk: Desk, words: str) -> str:
    """Words about streams, with the names of the devices that they are written on."""
    known = devices.names(desk.store)

    def with_device(found: re.Match[str]) -> str:
        called = known.get(found[1], "")
        return f"{found[0]} ({called})" if called else found[0]

    return _STREAM.sub(with_device, words)


def of_keys(desk: Desk) -> dict[str, str]:
    """The name of the device that each key (hex) signs on, where it has one."""
    return devices.of_keys(desk.store)


def _record(desk: Desk, said: str) -> None:
    fact = DeviceNamed(on=desk.clock_day, name=said)
    history.append_all(
        desk.store, desk.actor, {devices.AGG: [fact]}, lambda: desk.clock() * 1000
    )
