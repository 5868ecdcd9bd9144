"""The treatment plan of an account: which step is due from which day, by risk class and size.

The book has two tables of steps, for large and for small accounts. A `Timing` of the policy
says how a risk class goes through them: sooner, counted from the payer's usual days, from the
invoice, or by steps of its own (procedure.md section 4; rulings.md 5). All days are ordinals.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from ledgerlane.domain.policy import NET_DAYS, Policy, Step, Timing


@dataclass(frozen=True, slots=True)
class Timed:
    """A step with its first and last day, counted from the invoice's date or from the due date."""

    step: Step
    first: int
    last: int
    from_invoice: bool


@lru_cache(maxsize=1_024)
def timetable(
    policy: Policy, risk: str, size: int, usual_days: int = 0, *, late: bool = False
) -> tuple[Timed, ...]:
    """The steps of a risk class and size class, in their order.

    ``usual_days``: how late the customer pays as a rule; it counts where the class says so.
    ``late``: something is overdue, so what comes before the due date is past.
    """
    large = size >= policy.sizes.large_index
    timing = timing_of(policy, risk, large=large)
    steps = timing.steps or (policy.large_steps if large else policy.small_steps)
    by = -timing.sooner_days
    if timing.from_usual:
        by = min(max(usual_days, 0), policy.most_usual_days)
    found = (_timed(step, timing, by) for step in steps)
    return tuple(
        t for t in found if not late or (t.step.first > 0 and t.step.clock == "due")
    )


def timing_of(policy: Policy, risk: str, *, large: bool) -> Timing:
    """The first timing of the policy that is for this class and size."""
    size = "large" if large else "small"
    return next(
        (t for t in policy.timings if t.risk in ("", risk) and t.size in ("", size)),
        Timing(),
    )


def _timed(step: Step, timing: Timing, by: int) -> Timed:
    if step.clock == "invoice":
        return Timed(step, step.first, step.last, True)
    if timing.clock == "invoice":
        turned = (
            0 if timing.steps else NET_DAYS
        )  # the book's tables count from the due date
        return Timed(step, step.first + turned + by, step.last + turned + by, True)
    if step.first <= 0:  # before it is due nobody is late yet
        return Timed(step, step.first, step.last, False)
    return Timed(step, max(1, step.first + by), max(1, step.last + by), False)


def first_day(timed: Timed, due: int, document: int | None, policy: Policy) -> int | None:
    """The first day of a step; None: its invoice's date is not known."""
    anchor = anchor_day(timed, due, document)
    return None if anchor is None else business_day(policy, anchor + timed.first)


def anchor_day(timed: Timed, due: int, document: int | None) -> int | None:
    """The day a step counts from; None: its invoice's date is not known."""
    return document if timed.from_invoice else due


def over_day(timed: Timed, due: int, document: int | None, policy: Policy) -> int | None:
    """The first day after a step; a step whose days all fell on a weekend has one working day."""
    first = first_day(timed, due, document, policy)
    anchor = anchor_day(timed, due, document)
    if first is None or anchor is None:
        return None
    return max(first, anchor + timed.last) + 1


def business_day(policy: Policy, day: int) -> int:
    """The day itself, or the next on which the book works; the day where the policy does not ask."""
    if not policy.steps_on_business_days:
        return day
    weekend, closed = _calendar(policy)
    while (day + 6) % 7 in weekend or day in closed:
        day += 1
    return day


@lru_cache(maxsize=16)
def _calendar(policy: Policy) -> tuple[frozenset[int], frozenset[int]]:
    return frozenset(policy.weekend), frozenset(day.toordinal() for day in policy.holidays)


def begins_with(step: Step) -> bool:
    """Whether a debt that nobody was asked for can begin with it: late, and no threat nor handing on."""
    return step.first > 0 and step.clock == "due" and not step.after_contact


def ordinal(day: date | None) -> int | None:
    """A day as an ordinal."""
    return day.toordinal() if day is not None else None
