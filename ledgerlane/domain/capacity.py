"""What falls due on which day of the next weeks, if nobody pays meanwhile: so that peaks are seen ahead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from ledgerlane.domain.policy import Policy
from ledgerlane.domain.priority import WATCHED, place
from ledgerlane.domain.standing import Standing
from ledgerlane.domain.treatment import business_day, first_day, ordinal
from ledgerlane.domain.waiting import steps_of, waiting

DAYS = 28
A_DAY = 40
"""What a collector can do in a day, where nobody says otherwise (as in a rehearsal)."""


def ahead(
    standing: Standing, policy: Policy, today: date, days: int = DAYS
) -> dict[int, str]:
    """Ordinals of the days on which the account has to be worked, each with the first thing due then.

    Work of a day that is not worked is done on the next that is. What stands on today's list is
    today's; while a promise, a snooze or a next step is awaited, no step of the plan comes before it.
    """
    s, day = standing, today.toordinal()
    now = place(s, policy, today)
    found: dict[int, str] = {}
    if not now.exit:
        found[day] = now.headline
    elif s.hold or s.giving_up or s.covered or (s.plan and s.plan_state not in WATCHED):
        return found
    awaited = [
        (each.toordinal(), words)
        for each, words in (
            (s.next_day, s.next_words or "next step"), (s.promise_due, "promise due"),
            (s.snoozed_until, "wake up"),
        )
        if each is not None and each.toordinal() > day
    ]  # fmt: skip
    clear = max((at for at, _ in awaited), default=day)
    coming = [*awaited, *_steps(s, policy, day, clear)]
    for at, words in sorted(coming):
        worked = business_day(policy, at)
        if worked < day + days:
            found.setdefault(worked, words)
    return found


def _steps(s: Standing, policy: Policy, day: int, clear: int) -> Iterable[tuple[int, str]]:
    """The steps whose first day is still to come, none before ``clear``; the one that waits then is due."""
    if s.oldest_due is None or 0 < s.overdue <= s.disputed:
        return
    due, document = s.oldest_due.toordinal(), ordinal(s.oldest_document)
    for timed in steps_of(s, policy):
        first = first_day(timed, due, document, policy)
        if first is not None and first > clear:
            yield first, timed.step.words
    if clear > day and waiting(s, policy, lambda at: at <= clear) is not None:
        yield clear, "the plan's step"


@dataclass(slots=True)
class Load:
    """Accounts to be worked by day (an ordinal) and owner (``""``: nobody's)."""

    first: date
    days: int
    a_day: int = A_DAY
    counts: Counter[tuple[int, str]] = field(default_factory=Counter)

    def add(self, owner: str, found: dict[int, str]) -> None:
        """Count an account in."""
        for day in found:
            self.counts[day, owner] += 1

    def owners(self) -> list[str]:
        """Everybody who has anything to do, nobody first."""
        return sorted({owner for _, owner in self.counts})

    def lines(self, policy: Policy) -> list[tuple[date, dict[str, int]]]:
        """Each working day with what falls due for whom."""
        start = self.first.toordinal()
        worked = [day for day in range(start, start + self.days) if business_day(policy, day) == day or day == start]  # fmt: skip
        return [
            (date.fromordinal(day), {o: self.counts[day, o] for o in self.owners()})
            for day in worked
        ]

    def peak(self, owner: str, count: int) -> bool:
        """Whether it is more than one person does in a day; what is nobody's is nobody's peak."""
        return bool(owner) and count > self.a_day
