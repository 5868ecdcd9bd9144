"""A policy tried on the book's own past: who would have been worked, when, and what it cost.

The past stays what it was: money came when it came, and what our people recorded they recorded.
What a policy decides is who is on the list, in which order, and which step is due. Both policies
go through the same days by the same two rules: a listed account whose treatment step goes by mail
gets its letter, once for each step and oldest due date; everybody else on a collector's list is
called from the top, so many a day, and not again within the policy's quiet days.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from typing import NamedTuple

from ledgerlane.domain.policy import Policy

CALLS_A_DAY = 40
"""What one collector can call in a day."""
HEAD = 10
"""So many accounts of the head of the list are shown of each day."""
MAIL = "mail"

Key = tuple[int, str]
"""An account: customer id and currency."""


class Listed(NamedTuple):
    """An account on a day's list.

    ``step``: its due treatment step, or ``""``; ``since`` the ordinal of its oldest due date.
    """

    customer: int
    currency: str
    owner: str
    score: int
    priority: str
    why: str
    step: str = ""
    channel: str = ""
    since: int = 0

    @property
    def key(self) -> Key:
        """Which account."""
        return self.customer, self.currency


class Worklist(NamedTuple):
    """A day under one policy. ``calls`` by collector (``""``: nobody's), ``letters`` by step."""

    listed: int
    head: tuple[Listed, ...]
    calls: dict[str, int]
    letters: dict[str, int]


class Day(NamedTuple):
    """A day under both: ``joined`` are only on the new list, ``left`` only on the present one."""

    day: date
    present: Worklist
    new: Worklist
    joined: int
    left: int


@dataclass(slots=True)
class Course:
    """One policy's way through the days: whom it worked, when first and how often.

    ``trail`` is a number that is the same when an account was worked in the same way on the same days.
    """

    policy: Policy
    most_calls: int = CALLS_A_DAY
    first: dict[Key, date] = field(default_factory=dict)
    calls: Counter[Key] = field(default_factory=Counter)
    letters: Counter[Key] = field(default_factory=Counter)
    trail: dict[Key, int] = field(default_factory=dict)
    _called: dict[Key, date] = field(default_factory=dict)
    _sent: dict[Key, set[tuple[str, int]]] = field(default_factory=lambda: defaultdict(set))

    def day(self, today: date, listed: Sequence[Listed]) -> Worklist:
        """Work a day's list, which is sorted from the top."""
        calls, letters = Counter[str](), Counter[str]()
        for each in listed:
            if each.channel == MAIL:
                if self._posted(each):
                    letters[each.step] += 1
                    self.letters[each.key] += 1
                    self._worked(each, today)
            elif calls[each.owner] < self.most_calls and self._may_call(each.key, today):
                calls[each.owner] += 1
                self.calls[each.key] += 1
                self._called[each.key] = today
                self._worked(each, today)
        return Worklist(len(listed), tuple(listed[:HEAD]), dict(calls), dict(letters))

    def _worked(self, each: Listed, today: date) -> None:
        self.first.setdefault(each.key, today)
        step = (self.trail.get(each.key, 0), today.toordinal(), each.channel == MAIL)
        self.trail[each.key] = hash(step)

    def _posted(self, each: Listed) -> bool:
        """Whether this letter was not sent before; now it is."""
        sent, letter = self._sent[each.key], (each.step, each.since)
        if letter in sent:
            return False
        sent.add(letter)
        return True

    def _may_call(self, key: Key, today: date) -> bool:
        last = self._called.get(key)
        return last is None or (today - last).days >= self.policy.quiet_days


KINDS = ("new", "dropped", "earlier", "later", "more", "less", "other", "moved", "")
"""Worked only under the new policy, only under the present one, first worked earlier or later,
from the same day with more, less or other work, or the same work on other days; ``""``: no change."""


class Change(NamedTuple):
    """How two policies work an account. ``*_first``: the first day it was called or written to."""

    customer: int
    currency: str
    present_first: date | None
    new_first: date | None
    present_calls: int
    new_calls: int
    present_letters: int
    new_letters: int
    moved: bool = False

    @property
    def kind(self) -> str:
        """One of `KINDS`."""
        was, is_ = self.present_first, self.new_first
        if was is None or is_ is None:
            return "new" if was is None else "dropped"
        if was != is_:
            return "earlier" if is_ < was else "later"
        calls, letters = (
            self.new_calls - self.present_calls,
            self.new_letters - self.present_letters,
        )
        if calls == letters == 0:
            return "moved" if self.moved else ""
        more = calls + letters
        return "more" if more > 0 else "less" if more < 0 else "other"


@dataclass(slots=True)
class Rehearsal:
    """Both policies on the same days."""

    present: Course
    new: Course
    days: list[Day] = field(default_factory=list)

    def add(self, day: date, present: Iterable[Listed], new: Iterable[Listed]) -> None:
        """One day's lists, in any order. Where one policy does not work nobody joins or leaves."""
        one, other = _sorted(present), _sorted(new)
        both = bool(one and other)
        was, is_ = ({each.key for each in listed if both} for listed in (one, other))
        self.days.append(Day(
            day, self.present.day(day, one), self.new.day(day, other), len(is_ - was), len(was - is_)
        ))  # fmt: skip

    def changes(self) -> list[Change]:
        """The accounts worked otherwise, by kind, then by customer."""
        one, other = self.present, self.new
        found = [
            Change(
                *key, one.first.get(key), other.first.get(key), one.calls[key], other.calls[key],
                one.letters[key], other.letters[key], one.trail.get(key) != other.trail.get(key),
            )
            for key in sorted(one.first.keys() | other.first.keys())
        ]  # fmt: skip
        changed = [change for change in found if change.kind]
        return sorted(changed, key=lambda change: KINDS.index(change.kind))


def _sorted(listed: Iterable[Listed]) -> list[Listed]:
    """From the top, as the queue has it."""
    return sorted(listed, key=lambda each: (-each.score, each.customer, each.currency))


def differing(one: Policy, other: Policy) -> list[str]:
    """The keys that two policies say otherwise: ``scoring.max_score``, ``holidays``."""
    found = []
    for entry in fields(one):
        left, right = getattr(one, entry.name), getattr(other, entry.name)
        if not entry.compare or left == right:
            continue
        if is_dataclass(left):
            found += [
                f"{entry.name}.{part.name}" for part in fields(left)
                if getattr(left, part.name) != getattr(right, part.name)
            ]  # fmt: skip
        else:
            found.append(entry.name)
    return found
