"""Where an account stands, and its place in the queue: what scoring reads and answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from ledgerlane.domain.contact_side import Kept
from ledgerlane.domain.deadlines import NOTHING_OWED, Days, Debt, Owed


@dataclass(frozen=True, slots=True)
class Standing:
    """One customer in one currency: all that priority may look at.

    Amounts are minor units of ``currency``. ``next_edge`` is the first later day on which
    an open item crosses a bucket's edge. Of what the ledger does not show yet, ``pending`` is
    written off, ``paid`` pays what is overdue or lies unapplied, ``paid_early`` what is not due;
    ``gone`` is what of all this what is overdue falls by. ``asked`` is what waiting write-offs ask
    of what is overdue (where nothing is: of what is not due), ours to collect and not pending.
    ``oldest_due`` is of what is none of these.
    """

    currency: str
    not_due: int = 0
    b1: int = 0
    b2: int = 0
    b3: int = 0
    b4: int = 0
    unapplied: int = 0
    disputed: int = 0
    pending: int = 0
    credited: int = 0  # of what is pending so much is credit memos
    paid: int = 0
    paid_early: int = 0
    gone: int = 0
    paid_on: date | None = None  # the last day on which something was posted or matched
    items: int = 0
    oldest_due: date | None = None
    oldest_document: date | None = None  # the date of the document that is due first
    next_edge: date | None = None
    risk: str = "new"
    average_late: int = 0  # tenths of a day
    at_stake: int = 0  # what 30 more days of waiting take from what can be expected
    promise_minor: int = 0  # of the open promise; 0: none
    promise_due: date | None = None
    broken_minor: int = 0  # of the last promise, if it was broken
    broken_on: date | None = None
    partly: bool = False  # that promise was partly kept
    plan: str = ""  # the active plan's id
    plan_state: str = ""  # its worst instalment: looming, short, late, missed, ...
    plan_since: date | None = None  # the day on which that state began
    plan_kept: bool = False  # on track, and something of it was received
    request: str = ""  # a waiting write-off request
    asked: int = 0  # what such ask of the debt
    asked_disputed: int = 0  # of that, contested
    denied: int = 0  # of what is collectable, marketing denied so much of a deduction
    dispute_answered: date | None = None  # a dispute was settled on this day
    away: int = 0  # of what is open, others collect so much: a court, an agency
    away_status: str = ""
    away_words: str = ""
    hold: str = ""
    credit: str = ""  # hold or cash-only; on open account nothing
    snoozed_until: date | None = None
    next_day: date | None = None
    next_words: str = ""
    no_next: bool = False
    last_contact: date | None = None
    called: date | None = None  # the last day on which somebody called or was spoken to
    mailed: date | None = (
        None  # the last day on which we wrote to them or they were spoken to
    )
    deadlines: Days = ()  # set by hand, not met
    deadlines_met: Days = ()
    counted: Owed | None = None  # what deadlines count from; None: what is due first
    departed: tuple[tuple[str, date], ...] = ()  # steps left out with a reason, and the day
    escalated: str = ""
    owner: str = ""
    kept: tuple[Kept, ...] = ()  # by rules of contact
    placed: int = 0  # of what is owed, with an agency in its own name
    called_for: int = 0  # of what is owed, called for by an agency in our name
    agency: str = ""  # the same in words
    conflict: str = ""  # what was said apart and waits for somebody, in words

    @property
    def overdue(self) -> int:
        """What is past due, credits not taken off."""
        return self.b1 + self.b2 + self.b3 + self.b4

    @property
    def owed(self) -> int:
        """What is past due, ours to collect, not pending in the books, not placed and not asked to be given up."""
        asked = self.asked if self.overdue > 0 else 0
        return max(0, self.overdue - self.away - self.placed - self.gone - asked)

    @property
    def debt(self) -> int:
        """What is overdue; where nothing is, what is not due."""
        return self.overdue if self.overdue > 0 else max(self.not_due, 0)

    @property
    def giving_up(self) -> bool:
        """Whether waiting write-offs ask for all of the debt that is ours to collect and not pending."""
        others = self.away + self.placed + self.pending
        return bool(self.asked) and 0 < self.debt <= self.asked + others

    @property
    def elsewhere(self) -> bool:
        """Whether agencies have all that is overdue and not contested."""
        placed = self.placed + self.called_for
        return placed > 0 and self.owed <= self.called_for + self.disputed

    @property
    def covered(self) -> bool:
        """Whether posted cash, with what is written off or unapplied, pays all that is asked for.

        That is what is overdue, or where nothing is, what is not due.
        """
        paid = self.paid + (self.paid_early if self.overdue <= 0 else 0)
        others = self.pending + self.asked + max(0, self.unapplied)
        return paid > 0 and 0 < self.debt <= paid + others

    @property
    def owed_since(self) -> Owed:
        """What deadlines count from."""
        if self.counted is not None:
            return self.counted
        if self.overdue <= 0 or self.oldest_due is None:
            return NOTHING_OWED
        oldest = Debt(self.oldest_due, self.oldest_document or self.oldest_due, "")
        return Owed(oldest, oldest)

    @property
    def balance(self) -> int:
        """Not due + buckets - unapplied."""
        return self.not_due + self.overdue - self.unapplied


class Point(NamedTuple):
    """One rule's reason for a place in the queue."""

    rule: str
    points: int
    words: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where an account belongs in the queue on a day, and why.

    ``exit`` says why it is off today's list, or is ``""``. ``why`` is sorted by points,
    largest first; ``next_change`` is the first later day on which this may read otherwise
    if nothing happens.
    """

    score: int
    priority: str  # A-E
    status: str  # a word of `STATUSES`, or ""
    why: tuple[Point, ...]
    exit: str
    orphan: bool
    next_day: date | None
    next_words: str
    next_change: date

    @property
    def headline(self) -> str:
        """The reason that says what is to be done: the strongest event or step, else the strongest.

        How large, how old and how risky a debt is holds for most of the list, so it comes last.
        """
        told = next((point for point in self.why if point.rule not in _ALWAYS), None)
        first = told or next(iter(self.why), None)
        return first.words if first is not None else ""


STATUSES = {
    "WOF": "write-off waiting, or approved and not yet in the books",
    "CRM": "credit memo approved and not yet in the books",
    "LEG": "with legal or before the court",
    "HLD": "on hold",
    "STP": "may not be contacted now",
    "AGY": "with a collection agency",
    "SNZ": "snoozed",
    "BRK": "promise broken",
    "PLN": "on a payment plan",
    "DSP": "disputed",
    "DEN": "a deduction was denied and is not paid",
    "PTP": "promised to pay",
    "CRH": "on credit hold: nothing is delivered",
    "CIA": "cash in advance only",
    "ESC": "escalated",
    "DEM": "demand sent",
}
"""The status words of the queue; of several that fit, the first is shown."""

_ALWAYS = ("money", "age", "collectability", "risk", "contact", "at stake")
"""Rules that say something of every account in debt."""
