"""Days that may not be missed: limitation, credit insurance notice, lien, insolvency claim (procedure.md section 3).

A day is set by hand on an account, or follows from a rule of the policy and the oldest unpaid
invoice. What law or contract says is the book's to enter; none is assumed.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ledgerlane.domain.account import Item

from ledgerlane.domain.errors import Refused

LIMITATION = "limitation"
"""The one that a suit interrupts, invoice by invoice, while it stands filed."""

WHATS = {
    LIMITATION: "the claim is time-barred after it",
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


class Said(NamedTuple):
    """A deadline set by hand on the day ``on``; ``items``: about these only, none: what there was then."""

    what: str
    due: date
    on: date
    items: tuple[str, ...] = ()


class Debt(NamedTuple):
    """An unpaid invoice as deadlines see it, whoever collects it."""

    due: date
    document: date
    ref: str


class Owed(NamedTuple):
    """What deadlines count from: the overdue invoice that is due first, None: nothing is overdue.

    ``unfiled``: the first of those over which no suit stands filed.
    """

    unpaid: Debt | None = None
    unfiled: Debt | None = None

    @classmethod
    def of(cls, debts: Iterable[Debt], filed: Container[str], today: date) -> Owed:
        """What counts of these invoices on a day."""
        late = sorted(each for each in debts if each.due < today)
        open_ = (each for each in late if each.ref not in filed)
        return cls(next(iter(late), None), next(open_, None))


NOTHING_OWED = Owed()


def debts(items: Iterable[Item], gone: Mapping[str, int]) -> list[Debt]:
    """What of these items is unpaid; ``gone``: what is pending in the books of each, minor units."""
    return [
        Debt(item.due, item.document_date, item.ref)
        for item in items
        if item.open.minor > max(0, gone.get(item.ref, 0))
    ]


def standing(
    said: Iterable[Said], debts: Iterable[Debt], filed: Container[str]
) -> tuple[tuple[str, date], ...]:
    """Those set by hand that stand: a limitation while no suit is filed over something that it is about.

    ``debts`` are what is unpaid, due or not.
    """
    left = [each for each in debts if each.ref not in filed]
    return tuple(
        (each.what, each.due)
        for each in said
        if each.what != LIMITATION or any(_concerns(each, debt) for debt in left)
    )


def _concerns(said: Said, debt: Debt) -> bool:
    return debt.ref in said.items if said.items else debt.document <= said.on


def days_of(
    said: Days, met: Mapping[str, date], rules: Deadlines, owed: Owed
) -> list[tuple[int, str]]:
    """Ordinals of the deadlines that are not met, the nearest first.

    ``said`` are those set by hand that stand (`standing`); one stands for the rule's of the same kind.
    """
    found = {what: day.toordinal() for what, day in said}
    for rule in rules.rules:
        debt = owed.unfiled if rule.what == LIMITATION else owed.unpaid
        done = met.get(rule.what)
        if debt is None or rule.what in found or (done and done >= debt.due):
            continue
        anchor = debt.document if rule.clock == "invoice" else debt.due
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
