"""Whose matter an item is while it is not ours to collect: before a court, with an agency."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ledgerlane.domain.cases.case import Case


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
