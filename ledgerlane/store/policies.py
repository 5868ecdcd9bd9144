"""The book's rules as they stood when something was decided: what was booked by them stays booked so."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from ledgerlane.domain.events import Event, PolicySet
from ledgerlane.domain.policy import DEFAULT, Policy
from ledgerlane.store import history
from ledgerlane.store.connection import Store
from ledgerlane.store.settings import policy_of


class Policies:
    """Every policy that was in force, by the moment it was set."""

    def __init__(self, store: Store) -> None:
        facts = [
            (event.t, event.fact.text)
            for event in history.events(store, "policy")
            if isinstance(event.fact, PolicySet)
        ]
        self._moments, self._texts = [t for t, _ in facts], [text for _, text in facts]

    def at(self, events: Iterable[Event], decision: str) -> Policy:
        """The policy in force when one of these events, by its id, was recorded; what we advise before any was set."""
        moment = next((each.t for each in events if each.id == decision), 0)
        place = bisect_right(self._moments, moment)
        return policy_of(self._texts[place - 1]) if place else DEFAULT
