"""What a customer's own past says about the money they owe."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import exp, log
from typing import NamedTuple

from ledgerlane.domain.account import Pattern
from ledgerlane.domain.policy import Policy

COLLECTABLE_PER_MILLE = ((0, 1000), (90, 689), (180, 513), (365, 214))
"""Chance of collecting by days past due (Commercial Collection Agency Association survey, as
cited in procedure.md section 3): log-linear between the points and beyond the last."""


@dataclass(frozen=True, slots=True)
class Record:
    """What our side saw: promises judged, attempts since anybody was reached, days."""

    promises_broken: int = 0
    promises_kept: int = 0
    attempts_unanswered: int = 0
    last_contact: date | None = None
    oldest_due: date | None = None


class Judgement(NamedTuple):
    """A risk class of procedure.md section 4 and why, in words."""

    name: str
    words: str


def classify(
    pattern: Pattern,
    record: Record,
    policy: Policy,
    today: date,
) -> Judgement:
    """The first class that fits: promise-breaker, silent, new, deteriorating, habitual, prompt."""
    rules = policy.risk
    broken, judged = (
        record.promises_broken,
        record.promises_broken + record.promises_kept,
    )
    if broken >= rules.broken_promises and broken * 2 > judged:
        return Judgement("promise-breaker", f"broke {broken} of {judged} promises")
    quiet = _silent_days(pattern, record, today)
    if record.attempts_unanswered >= rules.silent_attempts and quiet >= rules.silent_days:
        return Judgement(
            "silent", f"{record.attempts_unanswered} attempts unanswered, {quiet} d silent"
        )
    if pattern.settled < rules.settled_least:
        return Judgement("new", f"{pattern.settled} invoices paid so far")
    usual, recent = _days(pattern.average_late), _days(pattern.recent_late)
    if pattern.recent_late - pattern.average_late >= rules.deteriorating_days * 10:
        return Judgement("deteriorating", f"usually {usual} d late, lately {recent} d")
    if pattern.average_late > rules.prompt_days * 10:
        steady = pattern.spread <= rules.habitual_spread_days * 10
        return Judgement("habitual", f"pays {'' if steady else 'about '}{usual} d late")
    return Judgement(
        "prompt", f"pays {usual} d late on average" if usual > 0 else "pays in time"
    )


def collectable_per_mille(
    days_past_due: int, points: Sequence[tuple[int, int]] = COLLECTABLE_PER_MILLE
) -> int:
    """The chance that money this late still comes, in thousandths."""
    days = max(0, days_past_due)
    for (low, high_chance), (high, low_chance) in pairwise(points):
        if days <= high or (high, low_chance) == points[-1]:
            share = (days - low) / (high - low)
            return round(
                exp(log(high_chance) + share * (log(low_chance) - log(high_chance)))
            )
    return points[-1][1]


def _silent_days(pattern: Pattern, record: Record, today: date) -> int:
    heard = [day for day in (pattern.last_paid, record.last_contact) if day is not None]
    since = max(heard, default=record.oldest_due)
    return (today - since).days if since is not None else 0


def _days(tenths: int) -> int:
    return round(tenths / 10)
