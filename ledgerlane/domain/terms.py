"""Payment terms: when an invoice is due, in which parts, and until when a discount holds.

What a payment earns of a discount: `ledgerlane.domain.discounts`.

Sources: procedure.md 5; the cut-off rule is Zuora's PROX, the order "days, end of month,
days" that of Odoo's payment terms (golden_metrics.json). A day that does not exist is the
last of its month.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from ledgerlane.domain.calendar import LAST, BusinessCalendar, Roll, in_month
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.money import Money

_WORKING_DAYS = BusinessCalendar()
_ACCEPTED = (
    "what is accepted: NET 30, 2/10 NET 30, 3/7 2/14 NET 30, 2/10 EOM, NET 30, 30 EOM, EOM + 30, "
    "COD, DAY 20 [MONTHS 2] [CUTOFF 12], 20 PROX, 3 X NET 30, 30% COD, 70% NET 60"
)
_DISCOUNT = re.compile(
    r"([0-9]{1,2}(?:\.[0-9]{1,3})?)%?\s*/\s*([0-9]{1,3})(?![0-9])\s*(EOM\s*(?:,|(?=N)))?\s*,?\s*"
)
_NET = re.compile(r"(?:NET|N)?\s*/?\s*([0-9]{1,4})\s*(?:D|DAYS?)?(?:\s+NET)?")
_EOM = re.compile(
    r"(?:(?:NET|N)?\s*([0-9]{1,4})\s*(?:D|DAYS?)?|([0-9]{1,2})\s*(?:M|MONTHS?))?\s*EOM(?:\s*\+\s*([0-9]{1,4}))?"
)
_DAY = re.compile(
    r"(?:DAY|PROX)\s*(EOM|[0-9]{1,2})(?:\s*MONTHS?\s*([0-9]{1,2}))?(?:\s*CUT-?OFF\s*(EOM|[0-9]{1,2}))?"
)
_PROX = re.compile(r"([0-9]{1,2})(?:ST|ND|RD|TH)?\s*(?:PROX|MFI)")
_COUNT = re.compile(r"([0-9]{1,2})\s*X\s*(?:NET|N)?\s*([0-9]{1,3})\s*(?:D|DAYS?)?")
_SHARE = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,3})?)\s*%\s*(.+)")
_AT_ONCE = frozenset(("COD", "CIA", "CASH", "PREPAID", "IMMEDIATE", "DUE ON RECEIPT"))


@dataclass(frozen=True, slots=True)
class Rule:
    """One due date from a document date.

    Months and days are added first, then the end of the month is taken, then ``plus``
    days. With ``day`` it is that day of the month, one month later for documents after
    the ``cutoff`` day.
    """

    days: int = 0
    months: int = 0
    end_of_month: bool = False
    plus: int = 0
    day: int = 0
    cutoff: int = LAST

    def due(self, document_date: date) -> date:
        """The due date, before any roll."""
        if self.day:
            late = document_date.day > self.cutoff
            return in_month(document_date, self.months + late, self.day)
        due = in_month(document_date, self.months, document_date.day)
        due += timedelta(days=self.days)
        if self.end_of_month:
            due = in_month(due, 0, LAST)
        return due + timedelta(days=self.plus)


class Due(NamedTuple):
    """One instalment of a document."""

    due: date
    amount: Money


class Offer(NamedTuple):
    """What may be taken off if the money is *received* by ``last_day``."""

    per_cent: Fraction
    last_day: date
    amount: Money


class Discount(NamedTuple):
    """So many per cent may be taken off while the money is *received* by the rule's day."""

    per_cent: Fraction
    rule: Rule


@dataclass(frozen=True, slots=True)
class Terms:
    """Rules with their shares in per cent; the last share is what remains."""

    text: str
    parts: tuple[tuple[Fraction, Rule], ...]
    discounts: tuple[Discount, ...] = ()  # the highest, which ends first, first

    @classmethod
    def parse(cls, text: str) -> Terms:
        """Read terms as invoices print them. Refused with what would be accepted."""
        words = " ".join(text.upper().split())
        discounts, words = _discounts(words, text)
        count = _COUNT.fullmatch(words)
        if count is not None and int(count[1]) > 0:
            number, step = int(count[1]), int(count[2])
            parts = tuple(
                (Fraction(100, number), Rule(days=step * n)) for n in range(1, number + 1)
            )
        elif _SHARE.match(words):
            parts = tuple(_share(part.strip(), text) for part in words.split(","))
            if sum(share for share, _ in parts) != 100:
                msg = f"{text!r}: the parts come to {float(sum(s for s, _ in parts)):g} %, not 100 %"
                raise Refused(msg)
        else:
            parts = ((Fraction(100), _rule(words, text)),)
        return cls(text, parts, discounts)

    @classmethod
    @lru_cache(maxsize=1_024)
    def readable(cls, text: str) -> Terms | None:
        """Terms that can be read, or None: a ledger may say anything there."""
        try:
            return cls.parse(text)
        except Refused:
            return None

    def schedule(
        self,
        document_date: date,
        amount: Money,
        calendar: BusinessCalendar = _WORKING_DAYS,
        roll: Roll = "none",
    ) -> tuple[Due, ...]:
        """The instalments of ``amount``; each is rounded half to even, the last is the remainder."""
        shares = [amount.share(share / 100) for share, _ in self.parts[:-1]]
        rest = amount.minor - sum(share.minor for share in shares)
        amounts = (*shares, Money(rest, amount.currency))
        return tuple(
            Due(calendar.roll(rule.due(document_date), roll), part)
            for (_, rule), part in zip(self.parts, amounts, strict=True)
        )

    def offers(
        self,
        document_date: date,
        amount: Money,
        calendar: BusinessCalendar = _WORKING_DAYS,
        roll: Roll = "none",
    ) -> tuple[Offer, ...]:
        """Every discount these terms grant on ``amount``, the highest, which ends first, first."""
        return tuple(
            Offer(
                each.per_cent,
                calendar.roll(each.rule.due(document_date), roll),
                amount.share(each.per_cent / 100),
            )
            for each in self.discounts
        )

    def discount(self, document_date: date, amount: Money) -> Offer | None:
        """The highest discount these terms grant on ``amount``, without a roll, or None."""
        return next(iter(self.offers(document_date, amount)), None)

    def due(
        self,
        document_date: date,
        calendar: BusinessCalendar = _WORKING_DAYS,
        roll: Roll = "none",
    ) -> date:
        """The day on which the last part is due."""
        return calendar.roll(max(rule.due(document_date) for _, rule in self.parts), roll)


def _discounts(words: str, text: str) -> tuple[tuple[Discount, ...], str]:
    """The discounts that terms begin with, and the words after them.

    ``2/10 EOM, NET 30`` ends ten days after the month; a mere ``2/10 EOM`` could mean two
    things and is refused.
    """
    found: list[Discount] = []
    while match := _DISCOUNT.match(words):
        days = int(match[2])
        rule = Rule(end_of_month=True, plus=days) if match[3] else Rule(days=days)
        found.append(Discount(Fraction(match[1]), rule))
        words = words[match.end() :].strip()
    if found and words == "EOM":
        msg = f"{text!r} can mean two things; write '2/10 EOM, NET 30' or '2/10, 0 EOM'"
        raise Refused(msg)
    for higher, lower in pairwise(found):
        if higher.per_cent <= lower.per_cent:
            msg = f"{text!r}: a later discount must be lower than the one before it"
            raise Refused(msg)
    return tuple(found), words


def _share(part: str, text: str) -> tuple[Fraction, Rule]:
    match = _SHARE.fullmatch(part)
    if match is None:
        raise _unreadable(text)
    return Fraction(match[1]), _rule(match[2].strip(), text)


def _rule(words: str, text: str) -> Rule:
    if words in _AT_ONCE:
        return Rule()
    if found := _NET.fullmatch(words):
        return Rule(days=int(found[1]))
    if found := _EOM.fullmatch(words):
        days, months, plus = (int(number or 0) for number in found.groups())
        return Rule(days=days, months=months, end_of_month=True, plus=plus)
    if (found := _PROX.fullmatch(words)) and 1 <= int(found[1]) <= LAST:
        return Rule(months=1, day=int(found[1]))
    if found := _DAY.fullmatch(words):
        day, cutoff = (_day(found[1]), _day(found[3] or "EOM"))
        if 1 <= day <= LAST and 1 <= cutoff <= LAST:
            return Rule(months=int(found[2] or 1), day=day, cutoff=cutoff)
    raise _unreadable(text)


def _day(text: str) -> int:
    return LAST if text == "EOM" else int(text)


def _unreadable(text: str) -> Refused:
    return Refused(f"{text!r} are no payment terms that can be read; {_ACCEPTED}")
