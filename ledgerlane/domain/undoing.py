"""Which events count: an undo takes effects back, and can itself be undone."""

from __future__ import annotations

from collections.abc import Iterable

from ledgerlane.domain.events import Event, Undone


def in_order(events: Iterable[Event]) -> list[Event]:
    """The order on which every machine agrees: time, stream, number."""
    return sorted(events, key=lambda event: (event.t, event.stream, event.seq))


def undone_ids(events: Iterable[Event]) -> frozenset[str]:
    """The ids of events without effect. Undoing an undo brings its events back.

    An undo reaches only what came before it, so one walk from the last to the first settles
    which undos stand.
    """
    taken_back: set[str] = set()
    for event in reversed(in_order(events)):
        if isinstance(event.fact, Undone) and event.id not in taken_back:
            taken_back.update(event.fact.events)
    return frozenset(taken_back)
