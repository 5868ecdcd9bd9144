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


def is_away(case: Case) -> bool:
    """Whether others have what the case is about, all of its items or a part of each."""
    return case.kind.away is not None and case.kind.away(case) is not None


def elsewhere(cases: Iterable[Case], *, parts: bool = False) -> dict[str, Elsewhere]:
    """By item, the case that keeps it from being collected here; of several the first opened.

    ``parts``: also the one that has a part of it, of which the rest is collected here
    (`ledgerlane.domain.placements.placed` says how much).
    """
    found: dict[str, Elsewhere] = {}
    for case in sorted(cases, key=lambda each: (each.moves[0].t, each.id)):
        away = case.kind.away(case) if case.kind.away is not None else None
        if away is not None and (parts or away.whole):
            for item in case.items:
                found.setdefault(item.ref, Elsewhere(case.id, away.status, away.words))
    return found
