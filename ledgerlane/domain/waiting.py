"""Which step of its treatment plan waits on an account, and what does a step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ledgerlane.domain.policy import Policy, Step
from ledgerlane.domain.standing import Standing
from ledgerlane.domain.treatment import (
    Timed,
    anchor_day,
    begins_with,
    first_day,
    ordinal,
    over_day,
    timetable,
)


def waiting(s: Standing, policy: Policy, reached: Callable[[int], bool]) -> Timed | None:
    """The step whose first day came last, unless it was done, left out with a reason, or is over."""
    if s.oldest_due is None or (s.overdue <= 0 and s.not_due <= 0):
        return None
    due, document = s.oldest_due.toordinal(), ordinal(s.oldest_document)
    plan = steps_of(s, policy)
    for timed in reversed(plan):
        first = first_day(timed, due, document, policy)
        anchor = anchor_day(timed, due, document)
        if first is None or anchor is None or not reached(first):
            continue
        if timed.step.after_contact and not heard(s):
            timed = _beginning(plan, timed)
            anchor = anchor_day(timed, due, document) or due
        ends = timed.step.last < 0 or timed.step.clock == "invoice"
        over = over_day(timed, due, document, policy) if ends else None
        gone = over is not None and reached(over)
        return None if gone or _done(timed.step, s, anchor + timed.first, due) else timed
    return None


def is_planned(s: Standing, policy: Policy, reached: Callable[[int], bool]) -> bool:
    """Whether the plan has a step for this account: one that waits, or one still to come."""
    if s.oldest_due is None:
        return False
    due, document = s.oldest_due.toordinal(), ordinal(s.oldest_document)
    firsts = (first_day(timed, due, document, policy) for timed in steps_of(s, policy))
    last = max((first for first in firsts if first is not None), default=0)
    return not reached(last) or waiting(s, policy, reached) is not None


def heard(s: Standing) -> bool:
    """Whether anybody was in contact with them since the oldest debt fell due."""
    if s.last_contact is None or s.oldest_due is None:
        return False
    return s.last_contact >= s.oldest_due


def _beginning(plan: tuple[Timed, ...], reached: Timed) -> Timed:
    """The first step for what is late, as urgent as the one that is ``reached``: old debts begin there."""
    for timed in plan:
        if begins_with(timed.step):
            points = reached.step.points
            return replace(timed, step=replace(timed.step, points=points))
    return reached


def steps_of(s: Standing, policy: Policy) -> tuple[Timed, ...]:
    """The account's timetable; by risk class, size and, for a habitual payer, the usual days."""
    size = policy.sizes.index(s.owed if s.overdue > 0 else s.not_due, s.currency)
    return timetable(policy, s.risk, size, s.average_late // 10, late=s.overdue > 0)


def _done(step: Step, s: Standing, first: int, due: int) -> bool:
    """A step is done by a contact on its channel, or by somebody who was spoken to, from its day on.

    Its day is that of the table, also where that is not worked: who called on the Saturday did it.
    """
    by = {"phone": s.called, "mail": s.mailed}.get(step.channel, s.last_contact)
    if by is not None and by.toordinal() >= first:
        return True
    return any(
        name == step.name and day.toordinal() >= min(first, due) for name, day in s.departed
    )
