"""Days that may not be missed: limitation, credit insurance notice, lien, insolvency claim (procedure.md section 3).

A day is set by hand on an account, or follows from a rule of the policy and the oldest unpaid
invoice. What law or contract says is the book's to enter; none is assumed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from ledgerlane.domain.errors import Refused

WHATS = {
    "limitation": "the claim is time-barred after it",
    "insurance": "the credit insurer must have been told",
    "lien": "the lien must have been entered",
    "insolvency": "the claim must have been filed with the trustee",
    "other": "as its note says",
}
"""Kinds of deadline, and what happens by it."""


@dataclass(frozen=True, slots=True)
class DeadlineRule:
    """``what`` is due so many ``days`` after the oldest unpaid invoice's due date, or (clock invoice) its date."""

    what: str
    days: int
    clock: str = "due"


@dataclass(frozen=True, slots=True)
class Deadlines:
    """``warn_days`` before a deadline the account is on the list with ``points``, until it is met."""

    rules: tuple[DeadlineRule, ...] = ()
    warn_days: int = 30
    points: int = 26


NO_RULES = Deadlines()

Days = tuple[tuple[str, date], ...]


def days_of(
    said: Days,
    met: Mapping[str, date],
    rules: Deadlines,
    due: date | None,
    document: date | None,
) -> list[tuple[int, str]]:
    """Ordinals of the deadlines that are not met, the nearest first.

    One set by hand stands for the rule's of the same kind. ``due`` and ``document`` are of the
    oldest unpaid invoice, None where nothing is overdue.
    """
    found = {what: day.toordinal() for what, day in said}
    for rule in rules.rules:
        anchor = document if rule.clock == "invoice" else due
        done = met.get(rule.what)
        if anchor is None or due is None or rule.what in found or (done and done >= due):
            continue
        found[rule.what] = anchor.toordinal() + rule.days
    return sorted((day, what) for what, day in found.items())


def warning(
    days: list[tuple[int, str]], rules: Deadlines, reached: Callable[[int], bool]
) -> tuple[int, str] | None:
    """Points and words of the nearest deadline once it is near; a later one waits for its own day."""
    near = [(day, what) for day, what in days if reached(day - rules.warn_days)]
    if not near:
        return None
    day, what = near[0]
    words = f"{what} missed" if reached(day + 1) else f"{what} by {_short(day)}"
    return rules.points, words


def _short(day: int) -> str:
    on = date.fromordinal(day)
    return f"{on.day} {on:%b}"


def require_what(what: str) -> None:
    """Raise Refused for what is no kind of deadline."""
    if what not in WHATS:
        msg = f"{what!r} is no deadline; there are {', '.join(WHATS)}"
        raise Refused(msg)
