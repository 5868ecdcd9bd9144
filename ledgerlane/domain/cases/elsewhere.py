"""Whose matter an item is while it is not ours to collect: before a court, with an agency."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ledgerlane.domain.account import Item
from ledgerlane.domain.cases.case import Case
from ledgerlane.domain.money import Money


class Elsewhere(NamedTuple):
    """The case that has an item, the status word of the list, and why in words."""

    case: str
    status: str
    words: str


def elsewhere(cases: Iterable[Case]) -> dict[str, Elsewhere]:
    """By item, the case that keeps it from being collected here; of several the first opened."""
    found: dict[str, Elsewhere] = {}
    for case in sorted(cases, key=lambda each: (each.moves[0].t, each.id)):
        away = case.kind.away(case) if case.kind.away is not None else None
        if away is not None:
            for item in case.items:
                found.setdefault(item.ref, Elsewhere(case.id, away.status, away.words))
    return found


def away_words(cases: Iterable[Case], items: Iterable[Item]) -> str:
    """How much of these items others collect: ``1 000.00 EUR before the court: LC-7K3FQ2``."""
    has, sums = elsewhere(cases), dict[str, Money]()
    for item in items:
        if item.ref in has and item.open.minor > 0:
            words = has[item.ref].words
            sums[words] = item.open + sums[words] if words in sums else item.open
    return ", ".join(f"{amount} {words}" for words, amount in sums.items())
