"""Letting go: when a debt is proposed for an agency, and why (procedure.md 3).

No response to contacts, broken promises, the chance of collection by age, and the steps of the
treatment plan at their end say when. Nothing is placed by it: a person decides.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from ledgerlane.domain.policy import Policy
from ledgerlane.domain.risk import Record, collectable_per_mille
from ledgerlane.domain.standing import Standing
from ledgerlane.domain.treatment import Timed, first_day, ordinal, timetable
from ledgerlane.domain.waiting import heard, steps_of

SILENCE, PROMISES, CHANCE, STEPS = "silence", "promises", "chance", "steps"
RULES = {
    SILENCE: "nobody answers",
    PROMISES: "promises are broken",
    CHANCE: "the chance of collection has fallen",
    STEPS: "the treatment plan has come to its end",
}
"""The rules of letting go, in the order they are told."""


class Proposed(NamedTuple):
    """The rules that say so, and the first later day on which another does by itself."""

    rules: tuple[str, ...]
    next_change: date | None


NOTHING = Proposed((), None)


def proposed(s: Standing, record: Record, policy: Policy, today: date) -> Proposed:
    """Which rules propose an account for referral on a day.

    Age alone proposes nobody who was never asked since the debt fell due. Not while a promise
    or plan runs, it is held or may not be contacted; nor where what is overdue, uncontested, not
    with an agency already and not asked to be given up is less than the policy's least.
    """
    if s.overdue <= 0:
        return NOTHING
    go = policy.placements.letting_go
    left = s.owed - s.disputed - s.called_for + s.asked_disputed
    if (
        left < _least(policy, s.currency)
        or s.oldest_due is None
        or s.promise_due is not None
    ):
        return NOTHING
    if s.hold or s.kept or (s.plan and s.plan_state != "broken"):
        return NOTHING
    found = list[str]()
    if go.attempts and record.attempts_unanswered >= go.attempts:
        found.append(SILENCE)
    if go.broken_promises and record.promises_broken >= go.broken_promises:
        found.append(PROMISES)
    later = list[int]()
    for rule, day in ((CHANCE, _chance(s, policy)), (STEPS, _last_step(s, policy))):
        if day is None or not heard(s):
            continue
        if day <= today.toordinal():
            found.append(rule)
        else:
            later.append(day)
    return Proposed(tuple(found), date.fromordinal(min(later)) if later else None)


def early(
    s: Standing, record: Record, policy: Policy, oldest_due: date, today: date
) -> str:
    """Why it is too early to let go of an account, in words; ``""`` where a rule says it is time.

    Here age counts by itself: whoever places a debt has decided, and answers for who was asked.
    A book with no rule in force is never too early.
    """
    go, of = policy.placements.letting_go, replace(s, oldest_due=oldest_due)
    found = (_chance(of, policy), _last_step(of, policy))
    days = [day for day in found if day is not None]
    if not (go.attempts or go.broken_promises or days):
        return ""
    if (
        (go.attempts and record.attempts_unanswered >= go.attempts)
        or (go.broken_promises and record.promises_broken >= go.broken_promises)
        or (days and min(days) <= today.toordinal())
    ):
        return ""
    late = max(0, (today - oldest_due).days)
    when = f" before {date.fromordinal(min(days)).isoformat()}" if days else ""
    return (
        f"{late} d late, {record.attempts_unanswered} attempts unanswered,"
        f" {record.promises_broken} promises broken: no rule lets it go{when}"
    )


def _chance(s: Standing, policy: Policy) -> int | None:
    """The day on which the chance of collecting the oldest debt falls below the policy's least."""
    days = chance_days(
        policy.placements.letting_go.chance_per_mille, policy.risk.collectable
    )
    return None if days is None or s.oldest_due is None else s.oldest_due.toordinal() + days


MOST_DAYS = 3_650
"""Ten years past due: what is as old is barred nearly everywhere."""


@lru_cache(maxsize=64)
def chance_days(least: int, points: tuple[tuple[int, int], ...]) -> int | None:
    """The first day past due on which the chance is below ``least`` thousandths; None: on none."""
    if least <= 0 or collectable_per_mille(MOST_DAYS, points) >= least:
        return None
    low, high = 0, MOST_DAYS
    while low < high:
        middle = (low + high) // 2
        if collectable_per_mille(middle, points) < least:
            high = middle
        else:
            low = middle + 1
    return low


def _last_step(s: Standing, policy: Policy) -> int | None:
    """The first day of the last step of the account's treatment plan."""
    if not policy.placements.letting_go.steps or s.oldest_due is None:
        return None
    size = max(0, bisect_right(_edges(policy, s.currency), s.overdue) - 1)
    last = _last(policy, s.risk, size, s.average_late // 10)
    if last is None:
        return None
    document = s.oldest_document if last.from_invoice else None
    return _first_day(policy, last, s.oldest_due.toordinal(), ordinal(document))


@lru_cache(maxsize=256)
def _edges(policy: Policy, currency: str) -> tuple[int, ...]:
    return policy.sizes.edges(currency)


@lru_cache(maxsize=256)
def _least(policy: Policy, currency: str) -> int:
    units = policy.placements.letting_go.least_units
    return max(1, units * policy.sizes.unit(currency))


@lru_cache(maxsize=2_048)
def _last(policy: Policy, risk: str, size: int, usual_days: int) -> Timed | None:
    steps = timetable(policy, risk, size, usual_days, late=True)
    return steps[-1] if steps else None


@lru_cache(maxsize=8_192)
def _first_day(policy: Policy, timed: Timed, due: int, document: int | None) -> int | None:
    return first_day(timed, due, document, policy)


def words(
    rules: tuple[str, ...], s: Standing, record: Record, policy: Policy, today: date
) -> str:
    """Why, with the figures: ``5 attempts unanswered · chance 61.2 % at 118 days``."""
    said = list[str]()
    if SILENCE in rules:
        said.append(f"{record.attempts_unanswered} attempts unanswered")
    if PROMISES in rules:
        said.append(f"{record.promises_broken} of {record.promises_judged} promises broken")
    if s.oldest_due is not None and CHANCE in rules:
        days = (today - s.oldest_due).days
        whole, part = divmod(collectable_per_mille(days, policy.risk.collectable), 10)
        least = policy.placements.letting_go.chance_per_mille
        said.append(
            f"chance {whole}.{part} % at {days} days, let go below {least // 10}.{least % 10} %"
        )
    if STEPS in rules:
        steps = steps_of(s, policy)
        said.append(
            f"last step: {steps[-1].step.words or steps[-1].step.name}" if steps else ""
        )
    return " · ".join(filter(None, said))
