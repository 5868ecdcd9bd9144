"""What the book says of itself: its id, currency, zone, policy; and which day it is there."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

from ledgerlane.domain.errors import Misused, Unproven
from ledgerlane.domain.policy import DEFAULT, Policy, from_mapping
from ledgerlane.domain.policy_lines import line_of
from ledgerlane.store.connection import Store

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MOST_POLICY_BYTES = 1_000_000
_ZONE = re.compile(r"[A-Za-z0-9_+\-]+(/[A-Za-z0-9_+\-]+){0,2}")


@dataclass(frozen=True, slots=True)
class BookSettings:
    """The permanent facts of a book. ``zone`` decides which day it is."""

    id: str
    currency: str
    zone: str
    country: str
    practice: bool
    seed: str = ""


def read(store: Store) -> BookSettings:
    """The book's settings; Unproven when they are not there."""
    values = dict(store.db.execute("SELECT name, value FROM book"))
    try:
        return BookSettings(
            values["id"], values["currency"], values["zone"], values["country"],
            values["practice"] == "1", values.get("seed", ""),
        )  # fmt: skip
    except KeyError as missing:
        msg = f"{store.path}: the book does not say its {missing.args[0]}; it was never finished"
        raise Unproven(msg) from None


def root(store: Store) -> str:
    """The event that began the book's keys; ``""`` while nobody signs."""
    row = store.db.execute("SELECT value FROM book WHERE name = 'root'").fetchone()
    return str(row[0]) if row else ""


def write(db: Any, values: Mapping[str, str]) -> None:
    """Set settings. Inside a write transaction."""
    db.executemany(
        "INSERT OR REPLACE INTO book (name, value) VALUES (?, ?)", list(values.items())
    )


def book_id(db: Any) -> str:
    """The book's own id, which every event's hash covers."""
    row = db.execute("SELECT value FROM book WHERE name = 'id'").fetchone()
    return str(row[0]) if row else ""


def drawn(seed: str, what: str) -> bytes:
    """16 random bytes; with a seed always the same for ``what``."""
    if not seed:
        return secrets.token_bytes(16)
    return hashlib.sha256(f"{seed}/{what}".encode()).digest()[:16]


def seed(db: Any) -> str:
    """What a practice book draws its names from, or ``""``."""
    row = db.execute("SELECT value FROM book WHERE name = 'seed'").fetchone()
    return str(row[0]) if row else ""


def policy(store: Store) -> Policy:
    """The book's rules: the last policy that was set, else what we advise."""
    text = policy_text(store)
    return policy_of(text) if text is not None else DEFAULT


def policy_text(store: Store) -> str | None:
    """The policy file that was set last; None: what we advise."""
    row = store.db.execute("SELECT value FROM book WHERE name = 'policy'").fetchone()
    return str(row[0]) if row else None


@lru_cache(maxsize=4)
def policy_of(text: str) -> Policy:
    """The policy that a policy file (TOML) says. Raises Misused naming the key."""
    import tomllib

    if len(text) > MOST_POLICY_BYTES:
        msg = f"a policy of {len(text)} characters is too long; at most {MOST_POLICY_BYTES}"
        raise Misused(msg)
    try:
        return from_mapping(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        msg = f"the policy is not TOML: {error}"
        raise Misused(msg) from None
    except Misused as error:
        line = line_of(text, str(error).partition(":")[0])
        raise Misused(f"line {line}: {error}" if line else str(error)) from None


def day_in(zone: str, ms: int) -> date:
    """The day it is in a zone at a moment of the clock (milliseconds since 1970 UTC)."""
    moment = EPOCH + timedelta(milliseconds=ms)
    return moment.date() if zone == "UTC" else moment.astimezone(_zone(zone)).date()


def clock_in(zone: str, ms: int) -> datetime:
    """What the clocks of a zone show at a moment (milliseconds)."""
    at = EPOCH + timedelta(milliseconds=ms)
    return at if zone == "UTC" else at.astimezone(_zone(zone))


def moment(zone: str, at: datetime) -> int:
    """Milliseconds since 1970 UTC of a moment, read in a zone where it names none itself."""
    if at.tzinfo is None:
        at = at.replace(tzinfo=UTC if zone == "UTC" else _zone(zone))
    return (at - EPOCH) // timedelta(milliseconds=1)


def require_zone(zone: str) -> None:
    """Raise Misused for a name that is no time zone."""
    if zone != "UTC":
        _zone(zone)


def _zone(zone: str) -> Any:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        if not _ZONE.fullmatch(zone):
            raise ZoneInfoNotFoundError
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, OSError, ValueError):
        msg = f"{zone!r} is no time zone; names look like Europe/Oslo or UTC"
        raise Misused(msg) from None


def today(store: Store) -> date:
    """The day it is in the book's zone, by the store's clock."""
    row = store.db.execute("SELECT value FROM book WHERE name = 'zone'").fetchone()
    return day_in(row[0] if row else "UTC", store.clock())
