"""Customers by where they are and when they want to be called, for the view ``is:callable``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ledgerlane.store.connection import Store

_KEY = (
    "c.country || char(31) || coalesce(r.country, '') || char(31) || coalesce(r.zone, '')"
    " || char(31) || coalesce(r.party, '') || char(31) || coalesce(r.hours, '')"
)
_FROM = "FROM customer_now c LEFT JOIN contact_rule r ON r.customer = c.id"


class Place(NamedTuple):
    """What the hours of a customer depend on: the ledger's country, and what was recorded."""

    ledger_country: str
    country: str
    zone: str
    party: str
    hours: str


def places(store: Store) -> list[Place]:
    """Every combination that some customer has."""
    found = store.db.execute(f"SELECT DISTINCT {_KEY} {_FROM}")
    return [Place(*row[0].split("\x1f")) for row in found]


def condition(open_now: Iterable[Place]) -> tuple[str, tuple[str, ...]]:
    """SQL on a queue row: it is of one of these places and may be contacted at all; what it binds."""
    keys = tuple("\x1f".join(each) for each in open_now)
    marks = ", ".join("?" * len(keys))
    where = f"q.customer IN (SELECT c.id {_FROM} WHERE {_KEY} IN ({marks}))"
    return f"q.status <> 'STP' AND {where}", keys
