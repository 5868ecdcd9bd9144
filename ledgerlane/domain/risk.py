"""What a customer's own past says about the money they owe."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from itertools import pairwise
from math import exp, log
from typing import NamedTuple

from ledgerlane.domain.account import Pattern
from ledgerlane.domain.policy import COLLECTABLE_PER_MILLE, Policy

CLASSES = ("promise-breaker", "silent", "deteriorating", "new", "habitual", "prompt")
"""The risk classes of procedure.md section 4, the worst first."""
MONTH_DAYS = 30


@dataclass(frozen=True, slots=True)
class Record:
    """What our side saw: promises judged (also those that were partly kept), attempts since anybody was reached, days.

    ``unpaid_since`` is the earliest due day of what is overdue, undisputed and not paid here.
    """

    promises_broken: int = 0
    promises_kept: int = 0
    promises_judged: int = 0
    attempts_unanswered: int = 0
    last_contact: date | None = None
    oldest_due: date | None = None
    unpaid_since: date | None = None


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
    """The first class that fits: promise-breaker, silent, new, deteriorating, habitual, prompt.

    What is still unpaid counts like what was paid: beyond the usual days by far it is no habit.
    """
    rules = policy.risk
    broken, judged = record.promises_broken, record.promises_judged
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
    rise, numbers = worsening(pattern)
    if pattern.recent_late - pattern.average_late >= rules.deteriorating_days * 10:
        words = f"usually {usual} d late, lately {recent} d"
        return Judgement("deteriorating", f"{words}; {numbers}" if rise > 0 else words)
    if rise >= rules.deteriorating_days and pattern.months[-1][1] > rules.prompt_days:
        return Judgement("deteriorating", numbers)
    far = far_beyond(pattern, record, policy)
    if record.unpaid_since is not None and far is not None and today >= far:
        late = (today - record.unpaid_since).days
        words = f"an invoice is {late} d late, usually {max(usual, 0)} d"
        return Judgement("deteriorating", words)
    if pattern.average_late > rules.prompt_days * 10:
        steady = pattern.spread <= rules.habitual_spread_days * 10
        return Judgement("habitual", f"pays {'' if steady else 'about '}{usual} d late")
    return Judgement(
        "prompt", f"pays {usual} d late on average" if usual > 0 else "pays in time"
    )


def far_beyond(pattern: Pattern, record: Record, policy: Policy) -> date | None:
    """The day from which the oldest unpaid invoice is far later than this payer usually pays."""
    if record.unpaid_since is None:
        return None
    usual = max(_days(pattern.average_late), 0)
    return record.unpaid_since + timedelta(days=usual + policy.risk.far_beyond_days + 1)


def months_of(paid: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """(months back, average days late) of the last four months with a payment, oldest first.

    ``paid`` are (day settled, days late), oldest first; a month is 30 days, counted back from
    the last payment; months of more than a year back are left out.
    """
    found: dict[int, list[int]] = {}
    for day, late in reversed(paid):
        back = (paid[-1][0] - day) // MONTH_DAYS
        if back > 12 or (back not in found and len(found) == 4):
            break
        found.setdefault(back, []).append(late)
    return tuple(
        (back, round(Fraction(sum(late), len(late))))
        for back, late in reversed(found.items())
    )


def worsening(pattern: Pattern) -> tuple[int, str]:
    """By how many days the months got worse without a relief, and the numbers: or ``(0, "")``.

    ``(27, "+27 d in 3 months: 4, 9, 12 → 31")``: four months, or three, each no better than
    the one before.
    """
    days = [late for _, late in pattern.months]
    if len(days) < 3 or any(later < earlier for earlier, later in pairwise(days)):
        return 0, ""
    rise = days[-1] - days[0]
    span = pattern.months[0][0] - pattern.months[-1][0]
    before = ", ".join(map(str, days[:-1]))
    return rise, f"+{rise} d in {span} months: {before} → {days[-1]}"


def at_stake(
    buckets: Sequence[int], edges: Sequence[int], points: tuple[tuple[int, int], ...]
) -> int:
    """What 30 more days of waiting take from what can be expected to come, in minor units.

    Each bucket (past due, without the not-due column) is taken at its first day: its amount
    times the fall of the chance of collection from there to 30 days later. So it changes only
    when an item changes its bucket.
    """
    return sum(
        minor
        * (
            collectable_per_mille(edge + 1, points)
            - collectable_per_mille(edge + 1 + MONTH_DAYS, points)
        )
        // 1000
        for minor, edge in zip(buckets, edges, strict=True)
    )


@cache
def collectable_per_mille(
    days_past_due: int, points: tuple[tuple[int, int], ...] = COLLECTABLE_PER_MILLE
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
