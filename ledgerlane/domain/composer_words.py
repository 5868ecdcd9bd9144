"""What a composer's line is read against, and whom or what its words name there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, Protocol

from ledgerlane.domain.account import Contact, Item
from ledgerlane.domain.contact_rules import Verdict
from ledgerlane.domain.departures import Ask, PlanNow
from ledgerlane.domain.disputes import Dispute
from ledgerlane.domain.next_steps import Step
from ledgerlane.domain.policy import DEFAULT, Policy, Reason
from ledgerlane.domain.promises import Promise


class BusinessDays(Protocol):
    """What the composer asks of a calendar."""

    def add_business_days(self, day: date, n: int, /) -> date:
        """The n-th business day after ``day``."""
        ...


@dataclass(frozen=True, slots=True)
class Context:
    """What a line is read against: one account in one currency, as of a day.

    Amounts are minor units of ``currency``; ``items`` are its open items, oldest due first;
    ``minimum`` is the catch-up amount, or 0 when none was worked out. ``day_order`` is how
    the book's country writes 5/6; ``""``: either way. ``hold`` is why nobody is to work the
    account; ``steps`` are the open next steps, each with what it is about (a dispute, or "");
    ``disputes`` are what the account contests or contested, ``promises`` those that are open. ``may`` says of channels
    whether they may be contacted now; one that is not named may be. ``plan`` says, when it is
    asked, where the account is in its treatment plan.
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
    day_order: Literal["dmy", "mdy", ""] = "dmy"
    hold: str = ""
    away: str = ""  # who else collects some of it
    steps: tuple[Step, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    promises: tuple[Promise, ...] = ()
    may: Mapping[str, Verdict] = field(default_factory=dict)
    plan: Ask = PlanNow


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
