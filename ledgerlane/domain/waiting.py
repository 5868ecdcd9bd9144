"""Which step of its treatment plan waits on an account, and what does a step."""

from __future__ import annotations

from collections.abc import Callable

from ledgerlane.domain.policy import Policy, Step
from ledgerlane.domain.standing import Standing
from ledgerlane.domain.treatment import (
    Timed,
    anchor_day,
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
    for timed in reversed(steps_of(s, policy)):
        first = first_day(timed, due, document, policy)
        anchor = anchor_day(timed, due, document)
        if first is None or anchor is None or not reached(first):
            continue
        ends = timed.step.last < 0 or timed.step.clock == "invoice"
        over = over_day(timed, due, document, policy) if ends else None
        gone = over is not None and reached(over)
        return None if gone or _done(timed.step, s, anchor + timed.first, due) else timed
    return None


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
