"""Who acts in the book."""

from __future__ import annotations

from ledgerlane.domain import people as rules
from ledgerlane.domain.people import People
from ledgerlane.store import history
from ledgerlane.store.connection import Store

AGG = "people"
"""The one aggregate that holds everybody."""


def load(store: Store) -> People:
    """Everybody, by what the history says now."""
    return rules.fold(history.events(store, AGG))
