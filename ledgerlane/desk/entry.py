"""What every writing verb does at its end: append facts, and make what depends on them again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from ledgerlane.desk.desk import Desk
from ledgerlane.domain.errors import Misused
from ledgerlane.domain.events import Event, Fact
from ledgerlane.domain.people import People
from ledgerlane.store import history, people, refresh, settings

COLLECTORS = ("collector", "supervisor", "admin")
"""Roles that may work an account."""

ASKERS = (*COLLECTORS, "marketing", "credit")
"""Roles that may ask for somebody else's decision: collectors give up, marketing credits."""

REQUESTERS = (*ASKERS, "department", "management", "legal")
"""Roles that have requests of their own: a complaint that is upheld asks for its credit memo, a suit given up for its write-off."""

MARKETING = ("marketing", "admin")
"""Roles that confirm or deny what customers deduct."""

CLERKS = ("clerk", "admin")
"""Roles that may post and match cash."""

Facts = Mapping[str, Sequence[Fact]]
"""Facts to record, by aggregate: ``customer:REF``, ``plan:ID``, ``request:ID``, ``receipt:REF``, ``people``."""


def require(desk: Desk, roles: Iterable[str], what: str) -> People:
    """Everybody in the book. Raises NotPermitted unless the actor has one of ``roles`` now."""
    known = people.load(desk.store)
    known.require(desk.actor, roles, desk.clock_day, what)
    return known


def append(desk: Desk, facts: Facts) -> list[Event]:
    """Record facts and refresh what they change. Inside ``desk.store.writing()``.

    Raises Misused for a desk that looks at what was known earlier, or at a day to come:
    nothing is decided there; nor on a day in the past that was not said to be meant,
    files aside: --as-of is the day of their balances.
    """
    if desk.known_ms is not None:
        msg = "--known-at is for questions; nothing is recorded on what was known earlier"
        raise Misused(msg)
    if desk.today > desk.clock_day:
        msg = f"today is {desk.clock_day.isoformat()}; nothing is recorded for {desk.today.isoformat()}"
        raise Misused(msg)
    if desk.looks_back and not all(agg.startswith("batch:") for agg in facts):
        msg = f"this would be recorded for {desk.today.isoformat()} (--as-of), not for today; --record says that it is meant"
        raise Misused(msg)
    events = history.append_all(desk.store, desk.actor, facts, lambda: desk.clock() * 1000)
    today = settings.today(desk.store)
    desk.policy = settings.policy(desk.store)  # somebody may have set another one meanwhile
    refresh.after_entry(desk.store, facts, desk.policy, today)
    return events


def append_act(desk: Desk, facts: Facts) -> list[Event]:
    """Record facts as one act; `undo` asks the last of them whether it can be taken back."""
    act = desk.new_id("act")
    whole = {agg: [replace(fact, act=act) for fact in told] for agg, told in facts.items()}
    return append(desk, whole)
