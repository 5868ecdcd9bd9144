"""What every reader of bank statements gives: entries, and after them the statement they prove.

A reader is a generator over one file: it yields each `Entry` as it stands there and, after
the last of a statement, the `Statement` with its balances. Amounts are whole minor units of
the statement's currency; nothing is rounded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from ledgerlane.domain.amounts import Mark, read_amount
from ledgerlane.domain.money import Money

Proof = Literal["proven", "unproven", "contradicted"]
_CALENDAR = re.compile(
    r"(?P<year>[0-9]{4})-?(?P<month>[0-9]{2})-?(?P<day>[0-9]{2})(?![0-9-])"
)


@dataclass(frozen=True, slots=True)
class Balance:
    """A balance that the bank prints. ``kind`` is the format's own word (OPBD, 60F, 010)."""

    kind: str
    amount: Money
    day: date | None = None


@dataclass(slots=True)
class Entry:
    """One movement on an account, or one of the payments that a batch was booked of.

    ``minor`` is what it changed the balance by: positive for money in. ``line`` is where it
    begins (the number of the entry in XML). ``reversal``: it takes back an earlier movement
    of the other sign. ``pending``: not booked yet. ``batch_minor``: the booked sum that it is
    a part of, 0 where it was booked alone. ``bad``: (field, text, why) of what cannot be read.
    """

    account: str = ""
    currency: str = ""
    minor: int = 0
    value: date | None = None
    booked: date | None = None
    line: int = 0
    reversal: bool = False
    pending: bool = False
    code: str = ""
    bank_ref: str = ""
    end_to_end: str = ""
    mandate: str = ""
    structured: str = ""
    remittance: str = ""
    name: str = ""
    name_account: str = ""
    reverses: str = ""
    batch_minor: int = 0
    raw: str = ""
    bad: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def day(self) -> date | None:
        """The day the money counts from: its value date, else the day it was booked."""
        return self.value or self.booked


@dataclass(slots=True)
class Statement:
    """One statement of one account, complete: what it prints about itself, and what was found.

    ``entries`` and ``net_minor`` are of the booked entries (batches once), ``pending`` those
    that are not. ``ours``: the file's own control totals that were checked, in words;
    ``against``: those that do not hold. ``bare``: its kind prints nothing to prove it by.
    """

    ref: str = ""
    number: str = ""
    account: str = ""
    currency: str = ""
    balances: list[Balance] = field(default_factory=list)
    opening: Balance | None = None
    closing: Balance | None = None
    entries: int = 0
    pending: int = 0
    net_minor: int = 0
    held: list[str] = field(default_factory=list)
    against: list[str] = field(default_factory=list)
    bare: bool = False
    notes: list[str] = field(default_factory=list)
    line: int = 0

    def count(self, entry: Entry) -> None:
        """Add a booked entry, or a batch of them once, to what was found."""
        if entry.pending:
            self.pending += 1
            return
        self.entries += 1
        self.net_minor += entry.minor

    def balance(self) -> None:
        """Check opening + entries = closing, where both are printed in one currency."""
        if self.opening is None or self.closing is None:
            return
        first, last = self.opening.amount, self.closing.amount
        if {first.currency, last.currency} != {self.currency}:
            self.against.append(
                f"the opening balance is in {first.currency}, the closing balance in"
                f" {last.currency}, the account in {self.currency}"
            )
            return
        net = Money(self.net_minor, self.currency)
        ours = first.minor + net.minor
        words = f"opening {first} + {self.entries} entries {net}"
        if ours == last.minor:
            self.held.append(f"{words} = closing {last}")
        else:
            found = Money(ours, self.currency)
            self.against.append(f"{words} = {found}, but the closing balance is {last}")

    @property
    def proof(self) -> Proof:
        """Whether the figures that the statement prints hold, do not, or are not there."""
        if self.against:
            return "contradicted"
        return "proven" if self.held else "unproven"

    @property
    def called(self) -> str:
        """How people find it: its number or reference, and the account."""
        name = self.number or self.ref
        return (
            f"statement {name} of {self.account}"
            if name
            else f"statement of {self.account}"
        )


def minor_of(text: str, currency: str, mark: Mark | None = None) -> int:
    """An amount in minor units; a single mark separates the decimals, of two kinds the last.

    Raises ValueError for more decimals than the currency has (zeros may follow), and for
    what is no amount.
    """
    text = text.strip()
    if mark is None:
        mark = "," if text.rfind(",") > text.rfind(".") else "."
    if text.startswith(("," if mark == "," else ".",)):
        text = f"0{text}"
    return read_amount(text, currency, mark)


def day_of(text: str) -> date:
    """The day of ``2026-11-30``, ``20261130``, either with a time and a zone behind it.

    It is the day as printed: the bank's own. Raises ValueError.
    """
    match = _CALENDAR.match(text.strip()) or re.match(
        r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})", text.strip()
    )
    if match is None:
        msg = f"{text[:40]!r} is no day like 2026-11-30"
        raise ValueError(msg)
    try:
        return date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        msg = f"{text[:40]!r} is not in the calendar"
        raise ValueError(msg) from None


def short_day(text: str) -> date:
    """The day of ``YYMMDD``: 1980 to 2079. The last of February may be written 29 or 30.

    Banks that count interest by months of 30 days write it so. Raises ValueError.
    """
    if not re.fullmatch(r"[0-9]{6}", text):
        msg = f"{text[:40]!r} is no day like 261130 (year, month, day)"
        raise ValueError(msg)
    year, month, day = int(text[:2]), int(text[2:4]), int(text[4:])
    year += 1900 if year >= 80 else 2000
    try:
        if month == 2 and day in (29, 30):
            return date(year, 3, 1) - timedelta(days=1)
        return date(year, month, day)
    except ValueError:
        msg = f"{text!r} is not in the calendar (year, month, day)"
        raise ValueError(msg) from None
