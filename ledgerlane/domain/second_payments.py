"""What speaks of a receipt beside the open items: what it names is paid, money like it came, somebody expects it.

None of it decides: a person is told, and what the amount alone would have decided is doubted
where the payer names a document that is paid (procedure.md 5).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from ledgerlane.domain import references
from ledgerlane.domain.matching import MOST_PROPOSALS, Found, Incoming, Proposal
from ledgerlane.domain.money import Money
from ledgerlane.domain.policy import Cash as Rules
from ledgerlane.domain.settling import OpenItem, spread

BY_AMOUNT = ("exact amount", "exact amount less discount", "only sum")
"""Rules that look at the amount alone, whatever the payer wrote."""


class PaidDocument(NamedTuple):
    """A document that is named and of which nothing is open. ``by``: the receipt that paid it, or ``""``."""

    number: str
    customer: str
    by: str = ""
    day: date | None = None

    @property
    def words(self) -> str:
        """``1930774978, paid by P4 on 2026-06-02``."""
        by = f" by {self.by}" if self.by else ""
        on = f" on {self.day.isoformat()}" if self.day is not None else ""
        return f"{self.number}, paid{by or ' already'}{on}"


class Alike(NamedTuple):
    """Another receipt of the same amount and reference, near in time, and of the same customer."""

    name: str
    day: date


class Expected(NamedTuple):
    """An instalment or a promise of which exactly this much is left. ``items``: what it is about."""

    customer: str
    left: Money
    words: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """What is known of one receipt beside the open items."""

    paid: tuple[PaidDocument, ...] = ()
    alike: tuple[Alike, ...] = ()
    expected: tuple[Expected, ...] = ()

    def with_paid(self, cash: Incoming, more: Iterable[PaidDocument]) -> Beside:
        """With what other receipts, looked at before this one, pay whole, where this one names it."""
        words = references.words(cash.text)
        named = [
            each
            for each in more
            if references.bare(each.number) in words
            and not references.weak(each.number)
            and cash.customer in ("", each.customer)
        ]
        return replace(self, paid=(*self.paid, *named)) if named else self


def is_doubtful(found: Found) -> bool:
    """Whether more is to be asked of a receipt: no rule is sure, or one that reads no words."""
    return found.matching is None or found.rule in BY_AMOUNT


def considered(
    found: Found, cash: Incoming, items: Sequence[OpenItem], rules: Rules, beside: Beside
) -> Found:
    """The answer of `matching.find` with what else is known; decided only where nothing speaks against it."""
    decided: tuple[Proposal, ...] = ()
    if found.matching is not None:
        if not beside.paid:
            return found
        decided = (Proposal(found.customer, found.matching, found.rule),)
    why = [] if beside.paid else [found.rule]
    if beside.paid:
        named = "; ".join(each.words for each in beside.paid)
        why.append(f"names {named}: a second payment?")
    if beside.alike:
        first = beside.alike[0]
        why.append(
            f"the same amount on the same reference as {first.name} of {first.day.isoformat()}: a duplicate?"
        )
    owners = dict.fromkeys(each.customer for each in beside.paid)
    guesses = [
        *_expected(cash, items, rules, beside.expected),
        *(
            Proposal(owner, None, f"it names their {_numbers(beside.paid, owner)}")
            for owner in owners
            if not cash.customer
        ),
        *decided,
        *found.proposals,
    ]
    return Found(None, found.customer, "; ".join(why), _once(guesses))


def _expected(
    cash: Incoming, items: Sequence[OpenItem], rules: Rules, expected: Iterable[Expected]
) -> Iterable[Proposal]:
    """Each instalment and promise of exactly this money, over its items, the oldest first."""
    for each in expected:
        if each.customer == cash.customer and each.left == cash.amount:
            debts = [
                item
                for item in items
                if item.open.minor > 0 and (item.ref in each.items or not each.items)
            ]
            pays = spread(cash.amount, debts, rules)
            if pays is not None:
                yield Proposal(each.customer, pays, each.words)


def _numbers(paid: Iterable[PaidDocument], owner: str) -> str:
    return ", ".join(each.number for each in paid if each.customer == owner)


def _once(guesses: Iterable[Proposal]) -> tuple[Proposal, ...]:
    """The first proposals, those that say the same left out."""
    kept: dict[object, Proposal] = {}
    for guess in guesses:
        kept.setdefault((guess.customer, guess.matching), guess)
    return tuple(kept.values())[:MOST_PROPOSALS]
