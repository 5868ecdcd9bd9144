"""What is free of an open item: what is left of it, what is contested, and who has it already.

A placement, a suit and a plan each take what is free and name what is not by the same words.
What each of them minds differs, and is said where it asks: a court hears what is contested, an
agency does not; a promise keeps a debt from an agency, and not from a court.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from ledgerlane.domain.account import Item
from ledgerlane.domain.cases.case import Case
from ledgerlane.domain.cases.legal import MATTER
from ledgerlane.domain.cases.placement import NAME
from ledgerlane.domain.disputes import Dispute, of_account
from ledgerlane.domain.money import Money
from ledgerlane.domain.pending import Pending
from ledgerlane.domain.plan_relief import Left, left_of
from ledgerlane.domain.plans import Plan
from ledgerlane.domain.promises import Promise
from ledgerlane.domain.requests import STOPS, WRITE_OFF, Request
from ledgerlane.domain.timeline import short_day

PROMISE, PLAN, PROPOSED, REQUEST = "promise", "plan", "proposed plan", "request"
PLACEMENT, SUIT = "placement", "suit"
EVERYTHING = (PROMISE, PLAN, REQUEST, PLACEMENT, SUIT)
"""All that has an item for itself; a plan that is only proposed has nothing yet."""


class Has(NamedTuple):
    """Something that has an item already: which of the kinds, and in words (``in plan PLN-7K3FQ2``)."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Free:
    """An open debt: what is left of it, minor units, and who has it already.

    ``contested``: what is disputed of the account and falls on it; ``given``: what waiting
    requests ask to credit or give up, ``given_up``: what of that write-offs ask for.
    """

    item: Item
    left: Left
    contested: int = 0
    given: int = 0
    given_up: int = 0
    has: tuple[Has, ...] = ()

    @property
    def undisputed(self) -> Money:
        """What is neither contested, of it or of the account, nor pending in the books, nor asked to be given up."""
        return self._money(self.left.asked - self.contested - self.given_up)

    @property
    def disputed(self) -> Money:
        """What of it is contested, of it or of the account, as far as it is not pending in the books."""
        return self._money(
            min(self.left.open, self.left.open - self.left.asked + self.contested)
        )

    @property
    def claimable(self) -> Money:
        """What is not pending in the books, and nobody asks to credit or give up."""
        return self._money(self.left.open - self.given)

    @property
    def unsettled(self) -> Money:
        """What is not pending in the books."""
        return self._money(self.left.open)

    def _money(self, minor: int) -> Money:
        return Money(max(0, minor), self.item.open.currency)

    def why_not(self, kinds: Iterable[str] = EVERYTHING) -> str:
        """Who of these kinds has it already, in words, or nothing."""
        minded = set(kinds)
        return next((each.words for each in self.has if each.kind in minded), "")


@dataclass(frozen=True, slots=True)
class Known:
    """All that our side and the books say of an account's items. ``promises``: those that are open."""

    disputes: tuple[Dispute, ...] = ()
    pending: tuple[Pending, ...] = ()
    promises: tuple[Promise, ...] = ()
    plans: tuple[Plan, ...] = ()
    requests: tuple[Request, ...] = ()
    cases: tuple[Case, ...] = ()


def free_of(
    items: Iterable[Item], known: Known, today: date, but: str = ""
) -> dict[str, Free]:
    """What is free of each open debt, by reference; ``but`` is a case that does not stand in its own way."""
    debts = list(items)
    left = left_of(debts, known.pending, known.disputes)
    contested, given, given_up = of_account(debts, known.disputes), Counter[str](), Counter[str]()  # fmt: skip
    for request in known.requests:
        if request.state in STOPS:
            for each in request.items:
                given[each.ref] += each.amount.minor
                given_up[each.ref] += each.amount.minor * (request.kind == WRITE_OFF)
    whole = {ref for ref, each in left.items() if 0 < each.open <= given_up[ref]}
    has = _has(debts, known, today, but, whole)
    return {
        item.ref: Free(
            item, left[item.ref], contested.get(item.ref, 0), given[item.ref],
            min(given_up[item.ref], left[item.ref].open), tuple(has.get(item.ref, ())),
        )
        for item in debts
        if item.ref in left
    }  # fmt: skip


def being_given_up(free: Mapping[str, Free], today: date) -> list[Pending]:
    """What waiting write-offs ask of each item, as if it were pending in the books: it is not asked for."""
    return [
        Pending("", ref, WRITE_OFF, Money(each.given_up, each.item.open.currency), today, each.item.due)
        for ref, each in free.items()
        if each.given_up
    ]  # fmt: skip


def _has(
    items: Iterable[Item], known: Known, today: date, but: str, given_up: Container[str]
) -> Mapping[str, list[Has]]:
    """Who has which items; a write-off that asks for a part of one leaves the rest free (``given_up``: the whole)."""
    found: dict[str, list[Has]] = {}

    def add(refs: Iterable[str], kind: str, words: str) -> None:
        for ref in refs:
            found.setdefault(ref, []).append(Has(kind, words))

    for case in known.cases:
        if not case.open or case.id == but:
            continue
        if case.kind.name == NAME:
            add(_refs(case), PLACEMENT, f"{case.state} already, {case.id}")
        elif case.kind.name == MATTER:
            add(_refs(case), SUIT, f"in the legal case {case.id}, {case.state}")
    for request in known.requests:
        if request.state in STOPS and request.kind == WRITE_OFF:
            refs = (each.ref for each in request.items if each.ref in given_up)
            add(refs, REQUEST, f"{request.id} waits for a decision")
    for plan in known.plans:
        if plan.state in ("active", "proposed"):
            kind = PLAN if plan.state == "active" else PROPOSED
            add((each.ref for each in plan.items), kind, f"in plan {plan.id}")
    for promise in known.promises:
        currency = promise.amount.currency
        mine = promise.items or [i.ref for i in items if i.open.currency == currency]
        due = short_day(promise.due, today)
        words = f"{promise.amount} are promised by {due}; withdraw the promise or wait"
        add(mine, PROMISE, words)
    return found


def _refs(case: Case) -> tuple[str, ...]:
    return tuple(each.ref for each in case.items)
