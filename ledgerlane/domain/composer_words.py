"""Single words of the composer's line: is it a day, is it an amount, and which?

A word that ends in ``=`` is meant as it stands: it answers the question that it would
otherwise raise. Only the digits 0-9 count, and lengths are bounded, so no word costs much.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from ledgerlane.domain.account import Contact, Item
from ledgerlane.domain.dates import FIRST, LAST
from ledgerlane.domain.money import MAX_MINOR, minor_digits
from ledgerlane.domain.policy import DEFAULT, Policy, Reason


class BusinessDays(Protocol):
    """What the composer asks of a calendar."""

    def add_business_days(self, day: date, n: int, /) -> date:
        """The n-th business day after ``day``."""
        ...


@dataclass(frozen=True, slots=True)
class Context:
    """What a line is read against: one account in one currency, as of a day.

    Amounts are minor units of ``currency``; ``items`` are its open items, oldest due first;
    ``minimum`` is the catch-up amount, or 0 when none was worked out.
    """

    today: date
    currency: str
    open: int
    overdue: int
    calendar: BusinessDays
    minimum: int = 0
    items: tuple[Item, ...] = ()
    contacts: tuple[Contact, ...] = ()
    logins: tuple[str, ...] = ()
    policy: Policy = DEFAULT


_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_PLUS = re.compile(r"\+([0-9]{1,3})([dbwm]?)")
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_DAY_MONTH = re.compile(r"([0-9]{1,2})([./])([0-9]{1,2})(?:\2([0-9]{4}|[0-9]{2})?)?")
_AMOUNT = re.compile(r"([0-9]{1,13})(?:[.,]([0-9]{1,4}))?(k?)", re.IGNORECASE)
_PER_CENT = re.compile(r"([0-9]{1,3})%")


def read_date(word: str, context: Context) -> date | None:
    """The day a word names, or None when it names none.

    A weekday is the next one strictly after today. A day and month without a year are the
    occurrence nearest to today, so that last week's date is seen to be in the past.
    """
    word, today = word.lower().removesuffix("="), context.today
    if word in ("today", "tod"):
        return today
    if word in ("tom", "tomorrow"):
        return today + timedelta(days=1)
    if word == "eom":
        return today.replace(day=monthrange(today.year, today.month)[1])
    if len(word) >= 3:
        for at, name in enumerate(_WEEKDAYS):
            if (
                word == name
                or word == name[:3]
                or (len(word) == 4 and name.startswith(word))
            ):
                return today + timedelta(days=(at - today.weekday() - 1) % 7 + 1)
    if match := _PLUS.fullmatch(word):
        return _plus(int(match[1]), match[2], context)
    if match := _ISO.fullmatch(word):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _DAY_MONTH.fullmatch(word):
        day, month, year = int(match[1]), int(match[3]), match[4]
        if year:
            return _day(int(year) + (2000 if len(year) == 2 else 0), month, day)
        near = [_day(today.year + by, month, day) for by in (-1, 0, 1)]
        return min(
            (d for d in near if d), key=lambda d: abs((d - today).days), default=None
        )
    return None


def _plus(count: int, unit: str, context: Context) -> date:
    if unit == "b":
        return context.calendar.add_business_days(context.today, count)
    if unit == "m":
        years, month = divmod(context.today.year * 12 + context.today.month - 1 + count, 12)
        last = monthrange(years, month + 1)[1]
        return date(years, month + 1, min(context.today.day, last))
    return context.today + timedelta(days=count * (7 if unit == "w" else 1))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if FIRST <= found <= LAST else None


def read_amount(word: str, context: Context) -> int | str | None:
    """Minor units, or a complaint in words, or None when the word is no amount at all."""
    word = word.lower().removesuffix("=")
    if word == "all":
        return context.overdue if context.overdue > 0 else context.open
    if word == "min":
        return (
            context.minimum or "min: no minimum is known for this account; write the amount"
        )
    if match := _PER_CENT.fullmatch(word):
        base = context.overdue if context.overdue > 0 else context.open
        return base * int(match[1]) // 100
    return typed_amount(word, context.currency)


def typed_amount(word: str, currency: str) -> int | str | None:
    """Minor units of a number as a person types it, or a complaint, or None: it is no number.

    Three digits after a comma, or after a point where the currency has fewer decimals, could
    be thousands.
    """
    match = _AMOUNT.fullmatch(word.lower())
    if match is None:
        return None
    whole, part, thousands = match[1], match[2] or "", bool(match[3])
    digits = minor_digits(currency)
    places = digits + (3 if thousands else 0)
    if len(part) == 3 and not thousands and (digits < 3 or "," in word):
        return f"{word}: thousands or decimals? write {whole}{part} or {whole}.{part[:digits] or '0'}"
    if len(part) > places:
        return f"{word}: {currency} has {digits} decimals"
    minor = int(whole + part) * int(10 ** (places - len(part)))
    return (
        minor if minor <= MAX_MINOR else f"{word}: more than any amount this book can hold"
    )


def could_be_both(word: str, context: Context) -> bool:
    """Whether a word such as ``24.12`` reads as a day and as an amount alike."""
    if word.endswith(("=", ".")) or "/" in word:
        return False
    return read_date(word, context) is not None and isinstance(
        read_amount(word, context), int
    )


def unmistakable(word: str) -> bool:
    """Whether an amount can be nothing but money: ``all min 50% 15k 300,00 300=``, not ``3``."""
    return not (word.isascii() and word.isdigit())


def find_reason(word: str, reasons: Sequence[Reason]) -> list[Reason]:
    """Reasons a word may stand for: its code, else what its words begin with."""
    word = word.lower().replace("-", " ").replace("_", " ")
    exact = [reason for reason in reasons if word in (reason.code, reason.words.lower())]
    return exact or [
        reason
        for reason in reasons
        if word
        and (
            reason.code.startswith(word)
            or any(w.startswith(word) for w in _tails(reason.words))
        )
    ]


def _tails(words: str) -> list[str]:
    parts = words.lower().split()
    return [" ".join(parts[at:]) for at in range(len(parts))]


def find_contact(word: str, contacts: Sequence[Contact]) -> list[str]:
    """Names at the customer's that a word may stand for."""
    word = word.lower().replace("_", " ")
    names = {contact.name for contact in contacts if contact.name}
    return sorted(
        name
        for name in names
        if any(tail.startswith(word) for tail in _tails(name)) and word
    )
