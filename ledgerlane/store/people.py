"""Who acts in the book."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from ledgerlane.domain import people as rules
from ledgerlane.domain.people import People
from ledgerlane.store import history
from ledgerlane.store.connection import Store

AGG = "people"
"""The one aggregate that holds everybody."""

_known: WeakKeyDictionary[Store, tuple[tuple[int, int], People]] = WeakKeyDictionary()


def load(store: Store) -> People:
    """Everybody, by what the history says now. Folded again only when it says more."""
    row = store.db.execute(
        "SELECT count(*), coalesce(max(t), 0) FROM event WHERE agg = ?", [AGG]
    ).fetchone()
    state, people = _known.get(store, ((-1, 0), People()))
    if state != tuple(row):
        people = rules.fold(history.events(store, AGG))
        _known[store] = (tuple(row), people)
    return people
