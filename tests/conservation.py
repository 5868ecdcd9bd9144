"""An oracle for cash: what is pending and left, worked out step by step as it happened.

It knows nothing of the program's rules but the words of rulings.md 20: what the ledger took
off an item since a claim was made is what it has shown, the earliest claim first; no claim
counts beyond what is open, and no receipt beyond what there is of it. The program works from
the first and the last state alone; this walks through every state between.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise


@dataclass
class Claim:
    """So much cash of a receipt, and so much beside it, for an item, since a moment."""

    receipt: str
    item: str
    cash: int
    beside: int
    since: int


@dataclass
class World:
    """One customer: every state of every item, every receipt, every claim that stands."""

    states: dict[str, list[tuple[int, int]]] = field(default_factory=dict)  # (moment, open)
    receipts: dict[str, int] = field(default_factory=dict)
    unapplied: dict[str, int] = field(default_factory=dict)  # of those the ledger shows
    bounced: set[str] = field(default_factory=set)
    claims: dict[str, list[Claim]] = field(default_factory=dict)  # by match

    def open(self, item: str) -> int:
        """What is open of an item now."""
        return self.states[item][-1][1]

    def standing(self) -> list[Claim]:
        """Every claim of a receipt that did not bounce, the earliest first."""
        every = [claim for claims in self.claims.values() for claim in claims]
        return sorted(
            (each for each in every if each.receipt not in self.bounced),
            key=lambda each: each.since,
        )

    def shown(self) -> dict[int, int]:
        """What the ledger has shown of each claim (by its place in `standing`)."""
        standing, gone = self.standing(), dict[int, int]()
        for item, states in self.states.items():
            for (_, before), (moment, after) in pairwise(states):
                fell = before - after
                for at, claim in enumerate(standing):
                    if claim.item == item and claim.since < moment:
                        want = claim.cash + claim.beside - gone.get(at, 0)
                        part = min(fell, want)
                        gone[at] = gone.get(at, 0) + part
                        fell -= part
        return gone

    def pending(self) -> tuple[dict[str, int], dict[str, int]]:
        """By item what will leave it; by receipt what it still has, or has used up.

        A receipt of the ledger that is used is less unapplied there, so it counts negative.
        """
        gone, standing = self.shown(), self.standing()
        left = {
            name: self.unapplied.get(name, minor) for name, minor in self.receipts.items()
        }
        for at, claim in enumerate(standing):
            if claim.receipt not in self.unapplied:
                seen = min(gone.get(at, 0), claim.cash)
                left[claim.receipt] -= min(seen, left[claim.receipt])
        items, used = dict[str, int](), dict[str, int]()
        for at, claim in enumerate(standing):
            seen = gone.get(at, 0)
            in_cash = min(seen, claim.cash)
            room = self.open(claim.item) - items.get(claim.item, 0)
            has = left[claim.receipt] - used.get(claim.receipt, 0)
            cash = max(0, min(claim.cash - in_cash, room, has))
            whole = cash == claim.cash - in_cash
            beside = min(claim.beside - (seen - in_cash), room - cash) if whole else 0
            items[claim.item] = items.get(claim.item, 0) + cash + beside
            used[claim.receipt] = used.get(claim.receipt, 0) + cash
        rest = dict[str, int]()
        for name in self.receipts:
            if name in self.bounced:
                rest[name] = -left[name] if name in self.unapplied else 0
            elif name in self.unapplied:
                rest[name] = -used.get(name, 0)
            else:
                rest[name] = left[name] - used.get(name, 0)
        return nonzero(items), nonzero(rest)


def nonzero(found: dict[str, int]) -> dict[str, int]:
    """Without what is nothing."""
    return {name: minor for name, minor in found.items() if minor}


def summed(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Amounts added up by name, those that come to something."""
    found = dict[str, int]()
    for name, minor in pairs:
        found[name] = found.get(name, 0) + minor
    return nonzero(found)
