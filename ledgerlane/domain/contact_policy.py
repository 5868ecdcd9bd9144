"""Whom a book contacts when and how often: the part ``contact`` of a policy."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ledgerlane.domain.errors import Misused

CHANNELS = ("phone", "sms", "mail", "letter", "visit")
"""Ways to a customer that rules know; ``mail`` is electronic, ``letter`` is paper."""

_CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])|24:00")


def clock_minutes(text: str) -> int:
    """Minutes after midnight of ``"08:30"``; ``"24:00"`` is 1440. Raises ValueError."""
    if not _CLOCK.fullmatch(text):
        msg = f"{text!r} is no time like 08:30"
        raise ValueError(msg)
    return int(text[:2]) * 60 + int(text[3:])


def clock_words(minutes: int) -> str:
    """``"08:30"``."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


@dataclass(frozen=True, slots=True)
class ContactHours:
    """When and how often one kind of debtor may be contacted; hours are the customer's own.

    ``days``: Monday is 0; ``()``: the working days of the customer's country, holidays left
    out. ``channels`` keep to the hours. More than ``attempts`` within ``window_days`` days,
    or another within ``conversation_days`` days of a conversation (its own day is the
    first), are too many. ``strict``: all this blocks; else it warns, and a reason is asked.
    """

    opens: str = "09:00"
    closes: str = "17:00"
    days: tuple[int, ...] = ()
    channels: tuple[str, ...] = ("phone", "sms", "visit")
    attempts: int = 7
    window_days: int = 7
    conversation_days: int = 7
    strict: bool = False

    @property
    def window(self) -> tuple[int, int]:
        """From and to, in minutes after midnight, half-open."""
        return clock_minutes(self.opens), clock_minutes(self.closes)


@dataclass(frozen=True, slots=True)
class CountryDay:
    """A day on which nobody is at work in a country."""

    country: str
    day: date


@dataclass(frozen=True, slots=True)
class ContactRules:
    """Whom the book contacts when. ``consumers``: customers are persons unless it is said.

    Consumer defaults: hours of 12 CFR 1006.6(b)(1), which names electronic messages too,
    and of 1006.14(b)(2) the calls. ``counted`` are channels whose attempts are counted;
    ``consent_needed`` those for which a consumer must have said yes.
    """

    consumers: bool = False
    consumer: ContactHours = ContactHours(
        "08:00", "21:00", (0, 1, 2, 3, 4, 5), ("phone", "sms", "visit", "mail"), strict=True
    )
    business: ContactHours = ContactHours()
    counted: tuple[str, ...] = ("phone", "sms", "visit")
    consent_needed: tuple[str, ...] = ("sms",)
    holidays: tuple[CountryDay, ...] = ()

    def hours(self, consumer: bool | None) -> ContactHours:
        """Those of a person or of a business; None: nobody said which."""
        person = self.consumers if consumer is None else consumer
        return self.consumer if person else self.business


DEFAULT_CONTACT = ContactRules()


def check_contact(rules: ContactRules) -> None:
    """Raise Misused for what no day or clock has, naming the key."""
    for name in ("consumer", "business"):
        hours: ContactHours = getattr(rules, name)
        for key in ("opens", "closes"):
            text = getattr(hours, key)
            _require(f"{name}.{key}", text, _CLOCK.fullmatch(text), "a time like '08:30'")
        later = hours.window[0] < hours.window[1]
        _require(f"{name}.closes", hours.closes, later, f"a time after {hours.opens}")
        good = all(0 <= day <= 6 for day in hours.days)
        _require(f"{name}.days", list(hours.days), good, "days 0 (Monday) to 6")
        for key in ("attempts", "window_days", "conversation_days"):
            number = getattr(hours, key)
            _require(f"{name}.{key}", number, number >= 0, "0 or more")
        _channels(f"{name}.channels", hours.channels)
    _channels("counted", rules.counted)
    _channels("consent_needed", rules.consent_needed)
    for at, each in enumerate(rules.holidays):
        good = bool(re.fullmatch(r"[A-Z]{2}", each.country))
        _require(f"holidays[{at}].country", each.country, good, "two letters like 'NO'")


def _channels(key: str, named: Iterable[str]) -> None:
    for channel in named:
        _require(key, channel, channel in CHANNELS, f"some of {', '.join(CHANNELS)}")


def _require(key: str, value: object, good: object, accepted: str) -> None:
    if not good:
        msg = f"contact.{key}: {value!r} is not accepted; write {accepted}"
        raise Misused(msg)
