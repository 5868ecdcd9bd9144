"""The line in which money is posted: amount, day, reference (``1500 yesterday KID 0012345``)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ledgerlane.domain.composer_amounts import amount_at, currency_named, share_of
from ledgerlane.domain.composer_days import is_day_and_month, past_day_at
from ledgerlane.domain.composer_words import Context
from ledgerlane.domain.money import Money, plain

REFERENCE = ";"
"""What comes after it is the reference, whatever it looks like."""


@dataclass(frozen=True, slots=True)
class CashLine:
    """What a line says: money, the day from which it counts, and what the payer wrote.

    ``questions`` are asked before it is posted; with ``problems`` it is not.
    """

    words: str
    amount: Money | None = None
    value_date: date | None = None
    reference: str = ""
    questions: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether it can be posted as it stands."""
        return self.amount is not None and not self.problems


def read(text: str, context: Context, whose: str) -> CashLine:
    """Read a line about an account, called ``whose``; ``""``: nobody knows who paid. Without a day it came today.

    Amount and day come in either order; the reference begins at the first word that is
    neither, or after ``;``.
    """
    front, _, after = text.partition(REFERENCE)
    words = front.split()
    minor: int | None = None
    day: date | None = None
    problems, questions = list[str](), list[str]()
    while words:
        is_date = is_day_and_month(words[0])
        dotted = is_date and words[0].endswith(".")
        found = amount_at(words, context) if minor is None and not dotted else None
        if found is not None:
            if found.length == 1 and is_date:
                questions.append(f"{words[0]}: the amount, not a day?")
            words = words[found.length :]
            minor = found.minor
            if found.share and not whose:
                minor = None
                problems.append(f"{found.share}: of what? write an amount like 1500")
            elif found.share:
                said = share_of(found.share, context.overdue, context.minimum)
                minor = said if isinstance(said, int) else None
                problems += [said] if isinstance(said, str) else []
            if found.trouble:
                problems.append(found.trouble)
            minor = minor or 0
        elif day is None and (when := past_day_at(words, context)) is not None:
            words = words[when.length :]
            day = when.day or context.today
            problems += [when.trouble] if when.trouble else []
        else:
            break
    reference = " ".join((*words, *after.split()))
    day = day or context.today
    if minor is None:
        problems.append("how much came in? write an amount like 1500 or 1 500.00")
    elif minor <= 0 and not problems:
        problems.append("a receipt needs an amount above zero")
    if day > context.today:
        problems.append(f"{day.isoformat()} is to come; money is posted when it is there")
    if minor is None or problems:
        return CashLine("", None, day, reference, tuple(questions), tuple(problems))
    money = Money(minor, context.currency)
    if whose and minor > context.open:
        over = plain(minor - context.open, context.currency)
        questions.append(f"{over} more than is open: it stays on the account as credit.")
    who = f"by {whose}" if whose else "by nobody known"
    said = f"PAID {money} {who}, {_when(day, context.today)}"
    said += f" · “{reference}”" if reference else ""
    said += "; pending until the books show it"
    return CashLine(said, money, day, reference, tuple(questions), tuple(problems))


def nobodys(
    text: str, context_in: Callable[[str], Context], currencies: Sequence[str], ours: str
) -> CashLine:
    """Read a line about money of a payer whom nobody knows, in the currency that it names.

    Where it names none it is the only one of ``currencies``, those of the book.
    """
    words = text.partition(REFERENCE)[0].split()
    named = currency_named(words, ours)
    line = read(text, context_in(named or currencies[0]), "")
    if line.amount is None or named or len(currencies) == 1:
        return line
    figure = plain(line.amount.minor, line.amount.currency)
    say = ", ".join(f"{figure} {code}" for code in currencies)
    return replace(
        line, words="", amount=None, problems=(f"in which currency? write {say}",)
    )


def _when(day: date, today: date) -> str:
    ago = (today - day).days
    words = {0: " (today)", 1: " (yesterday)"}.get(
        ago, f" ({ago} d ago)" if ago > 0 else ""
    )
    return f"valued {day:%a} {day.day} {day:%b %Y}{words}"
