"""What to say on the call, and what the treatment plan has ahead.

Every step comes with talking points (procedure.md section 3): polite, firm, and ending in an
amount and a day. The first situation that fits gives them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from ledgerlane.domain.money import plain
from ledgerlane.domain.policy import Policy, Step
from ledgerlane.domain.timeline import short_day


class Promised(NamedTuple):
    """The promise that counts last; ``state`` as `ledgerlane.domain.promises` judges it."""

    minor: int
    due: date
    state: str


class Due(NamedTuple):
    """The plan's next instalment that is not filled."""

    number: int
    minor: int
    day: date


@dataclass(frozen=True, slots=True)
class Situation:
    """Where an account stands in one currency; amounts in its minor units.

    ``minimum`` brings it current enough; ``invoices`` are the overdue ones, oldest first;
    ``due`` is of a running plan.
    """

    today: date
    currency: str
    overdue: int = 0
    not_due: int = 0
    minimum: int = 0
    oldest_due: date | None = None
    invoices: tuple[str, ...] = ()
    last_contact: date | None = None
    promise: Promised | None = None
    disputed: int = 0
    dispute: str = ""
    due: Due | None = None
    hold: str = ""
    waiting: bool = False
    escalated: str = ""
    risk: str = ""


def points(s: Situation, policy: Policy) -> tuple[str, ...]:
    """The talking points, in the order in which they are said."""
    if s.hold:
        return (f"Do not collect: {s.hold}.", "If they call: listen, and note it (o).")
    if s.waiting:
        return ("A write-off is asked for: do not press.", "Take what they offer (p).")
    if s.due is not None:
        return _instalment(s, s.due)
    if s.promise is not None:
        found = _promise(s, s.promise)
        if found:
            return found
    if s.disputed:
        return _dispute(s)
    if s.overdue <= 0:
        return (
            "Did the invoices arrive, and are they right?",
            "On which day are they scheduled to be paid?",
        )
    if s.escalated:
        return (
            f"Handed to {s.escalated}: say who will call, and when.",
            f"Ask for {_sum(s, s.overdue)} all the same.",
        )
    return _treatment(s, step_now(s, policy))


def _sum(s: Situation, minor: int) -> str:
    return plain(minor, s.currency)


def _instalment(s: Situation, due: Due) -> tuple[str, ...]:
    if due.day < s.today:
        return (
            f"Instalment {due.number}, {_sum(s, due.minor)}, was due {_day(s, due.day)}: what happened?",
            "Can it be sent today?",
            "Without it the plan breaks, and all is due at once.",
        )
    return (
        f"Instalment {due.number}, {_sum(s, due.minor)}, is due {_day(s, due.day)}.",
        "Is it scheduled? From which account?",
    )


def _promise(s: Situation, promise: Promised) -> tuple[str, ...]:
    amount, day = _sum(s, promise.minor), _day(s, promise.due)
    if promise.state in ("broken", "partly kept") and s.overdue > 0:
        return (
            f"Restate: {amount} was promised for {day}.",
            "What changed? What can be sent today?",
            "Get amount, date, how, and who signs.",
            "Confirm in writing (m).",
        )
    if promise.state != "open":
        return ()
    if promise.due <= s.today:
        return (
            f"{amount} is promised for {day}: was it sent?",
            "How, when, with which reference?",
        )
    return (f"{amount} is promised for {day}: no call before.", "If they call: thank them.")


def _dispute(s: Situation) -> tuple[str, ...]:
    rest = s.overdue - s.disputed
    first = f"{_sum(s, s.disputed)} is disputed ({s.dispute}): what do they need from us?"
    if rest <= 0:
        return (first, "Promise an answer and its day.")
    return (first, f"The other {_sum(s, rest)} is not: when will it be paid?")


def _treatment(s: Situation, step: Step | None) -> tuple[str, ...]:
    if step is not None and step.demand:
        return (
            f"Final demand: at least {_sum(s, s.minimum)} within 10 days.",
            "Otherwise we pass it on; until then cash only.",
        )
    if step is not None and step.name == "agency":
        return (
            f"Last call before the agency: all of {_sum(s, s.overdue)},",
            "or a plan signed today (P).",
        )
    if step is not None and step.name == "manager":
        return (
            "Ask for the one who decides.",
            f"{_sum(s, s.overdue)} is overdue: what stops it, and who can release it?",
        )
    them = "they" if len(s.invoices) > 1 else "it"
    asked = f"{_of(s)} {_sum(s, s.overdue)}: when will {them} be paid, and how much today?"
    if s.risk == "silent":
        return ("Nobody answers: try another number or person (w).", asked)
    return (asked, "Get amount, date, how, and who signs.")


def _of(s: Situation) -> str:
    numbers = s.invoices
    if len(numbers) == 1:
        return f"Invoice {numbers[0]},"
    if len(numbers) == 2:
        return f"Invoices {numbers[0]} and {numbers[1]}, together"
    return (
        f"{len(numbers)} invoices from {numbers[0]} on, together" if numbers else "Overdue"
    )


def _day(s: Situation, day: date) -> str:
    return "today" if day == s.today else f"{day:%a} {short_day(day, s.today)}"


def _steps(s: Situation, policy: Policy) -> list[tuple[date, Step]]:
    if s.oldest_due is None or (s.overdue <= 0 and s.not_due <= 0):
        return []
    size = policy.sizes.index(s.overdue if s.overdue > 0 else s.not_due, s.currency)
    oldest = s.oldest_due
    return [(oldest + timedelta(step.first), step) for step in policy.steps(size)]


def step_now(s: Situation, policy: Policy) -> Step | None:
    """The step of the treatment plan whose day has come last."""
    reached = [step for day, step in _steps(s, policy) if day <= s.today]
    return reached[-1] if reached else None


def ahead(s: Situation, policy: Policy) -> tuple[tuple[date, str], ...]:
    """What the treatment plan has ahead: the step that waits now, as today, then the later ones.

    An instalment that is awaited stands instead; nothing does while we wait ourselves.
    """
    if s.hold or s.waiting:
        return ()
    if s.due is not None:
        return ((s.due.day, f"instalment {s.due.number}, {_sum(s, s.due.minor)}"),)
    coming = list[tuple[date, str]]()
    steps = _steps(s, policy)
    reached = [(day, step) for day, step in steps if day <= s.today]
    if reached and s.overdue > 0:
        since, step = reached[-1]
        if s.last_contact is None or s.last_contact < since:
            coming.append((s.today, step.words))
    for day, step in steps:
        if day > s.today:
            least = f" (min {_sum(s, s.minimum)})" if step.demand and s.minimum else ""
            coming.append((day, step.words + least))
    return tuple(coming)
