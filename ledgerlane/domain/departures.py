"""What a line departs from in the treatment plan, and whether its reason is asked for (rulings.md 30)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ledgerlane.domain.codes import ATTEMPT, Code
from ledgerlane.domain.policy import Policy, Step
from ledgerlane.domain.standing import Standing
from ledgerlane.domain.treatment import first_day, ordinal, over_day
from ledgerlane.domain.waiting import steps_of, waiting

WAYS = {
    "skipped": "left out or put off beyond its days",
    "replaced": "something less was done instead",
    "early": "done before its day",
}
"""How a departure is called, and what it means."""
GRACE_DAYS = 7
"""A step whose days are over may wait so many more."""


@dataclass(frozen=True, slots=True)
class PlanNow:
    """The step that waits and the last day on which it may be done; a step ahead that hands the account up."""

    step: Step | None = None
    last: date = date.min
    ahead: Step | None = None
    asks: bool = False  # the one at the desk is asked for the reason


Ask = Callable[[], PlanNow]


@dataclass(frozen=True, slots=True)
class Departure:
    """``step`` is its name in the plan; ``how`` one of `WAYS`."""

    step: str
    how: str
    words: str


def plan_now(standing: Standing, policy: Policy, today: date, *, asks: bool) -> PlanNow:
    """Where an account is in its plan today."""
    day = today.toordinal()
    if standing.oldest_due is None:
        return PlanNow()
    due, document = standing.oldest_due.toordinal(), ordinal(standing.oldest_document)
    found = waiting(standing, policy, lambda asked: asked <= day)
    ahead = None
    for timed in steps_of(standing, policy):
        first = first_day(timed, due, document, policy)
        if timed.step.escalates and first is not None:
            ahead = timed.step if first > day else None
    over = over_day(found, due, document, policy) if found is not None else None
    last = (
        max(today + timedelta(days=GRACE_DAYS), date.fromordinal(over - 1))
        if over
        else today
    )
    return PlanNow(found.step if found is not None else None, last, ahead, asks)


def departure(
    code: Code, next_day: date | None, *, no_next: bool, plan: PlanNow
) -> Departure | None:
    """What a line of this code departs from; None: it follows the plan, or does more than that."""
    step = plan.step
    if code.name == "escalate":
        if plan.ahead is None:
            return None
        return Departure(plan.ahead.name, "early", f"{plan.ahead.words} is not due yet")
    if step is None:
        return None
    if code.name in ("snooze", "next step"):
        if no_next or (next_day is not None and next_day > plan.last):
            return Departure(step.name, "skipped", f"{step.words} is due and left out")
        return None
    if code.channel == "mail" and code.counts_as == ATTEMPT and step.channel != "mail":
        return Departure(step.name, "replaced", f"{step.words} is due, not a mail")
    return None


@dataclass(frozen=True, slots=True)
class Departed:
    """How often a person departed from a step, in which way, and the reasons given, the last first."""

    actor: str
    step: str
    how: str
    times: int
    accounts: int
    reasons: tuple[str, ...]


def counted(rows: Iterable[tuple[str, str, int, str]]) -> list[Departed]:
    """Rows of (actor, ``how step``, customer, reason), the newest first, counted: the most frequent first."""
    found: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for actor, outcome, customer, reason in rows:
        found.setdefault((actor, outcome), []).append((customer, reason))
    made = [_departed(actor, outcome, each) for (actor, outcome), each in found.items()]
    return sorted(made, key=lambda each: (-each.times, each.actor, each.step, each.how))


def _departed(actor: str, outcome: str, each: Sequence[tuple[int, str]]) -> Departed:
    how, _, step = outcome.partition(" ")
    reasons = tuple(dict.fromkeys(reason for _, reason in each if reason))
    return Departed(actor, step, how, len(each), len({c for c, _ in each}), reasons)
