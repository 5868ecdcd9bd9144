"""Groups: everybody who is paid for by one payer, and what they owe together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

MOST_LEVELS = 20


def payer_of(number: str, parents: Mapping[str, str]) -> str:
    """The number at the top of a customer's group; their own without a parent that is known.

    A circle of parents has no top: the smallest number of it stands for the group.
    """
    seen = [number]
    while len(seen) < MOST_LEVELS:
        parent = parents.get(seen[-1], "")
        if not parent or parent not in parents:
            return seen[-1]
        if parent in seen:
            return min(seen[seen.index(parent) :])
        seen.append(parent)
    return seen[-1]


@dataclass(slots=True)
class Exposure:
    """What a group owes in one currency, in minor units; ``balance`` is not due + overdue - unapplied.

    ``limit``: the credit limits in force of its members together, 0 where none is known;
    ``pending``: what is pending in the books, which is no exposure any more.
    """

    payer: str
    currency: str
    members: set[str] = field(default_factory=set)
    not_due: int = 0
    overdue: int = 0
    unapplied: int = 0
    limit: int = 0
    pending: int = 0

    @property
    def balance(self) -> int:
        """What is open less the credit."""
        return self.not_due + self.overdue - self.unapplied

    @property
    def exposure(self) -> int:
        """The balance less what is pending in the books."""
        return self.balance - self.pending

    @property
    def over(self) -> int:
        """By how much the exposure exceeds the limit."""
        return max(0, self.exposure - self.limit) if self.limit else 0
