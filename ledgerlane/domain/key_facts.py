"""Facts about the keys that people sign with; `ledgerlane.domain.people` folds them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ledgerlane.domain.fact import Fact


@dataclass(frozen=True, slots=True)
class StreamEnd:
    """A stream as far as somebody had seen it: the number and the hash (hex) of its last event."""

    stream: str
    seq: int
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyEnrolled(Fact):
    """What this key (Ed25519, public, hex) signs is ``login``'s from now; an admin says so.

    The first of a book names with ``seals`` what was recorded, unsigned, until then.
    """

    kind = "key.enrolled"
    private = ("device",)

    login: str
    key: str
    seals: tuple[StreamEnd, ...] = ()
    device: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRevoked(Fact):
    """The key signs no more. ``ends``: of each of its streams the last event that counts."""

    kind = "key.revoked"

    login: str
    key: str
    ends: tuple[StreamEnd, ...] = ()


@dataclass(frozen=True, slots=True)
class Key:
    """A key of one person on one device, as the book's people know it."""

    login: str
    key: str
    enrolled: date
    by: str
    device: str = ""
    revoked: date | None = None
    ends: tuple[StreamEnd, ...] = ()


KEY_FACTS = (KeyEnrolled, KeyRevoked)
