"""Days on which a country is closed: the policy's own, and those of the extra ``holidays``."""

from __future__ import annotations

import sys
from datetime import date
from functools import lru_cache
from importlib.util import find_spec

from ledgerlane.desk.desk import Desk

MISSING = "holidays of other countries are not known: pip install 'ledgerlane[holidays]'"


def installed() -> bool:
    """Whether the extra is there."""
    return find_spec("holidays") is not None


def loaded() -> bool:
    """Whether they were asked for before: the first time takes a quarter of a second."""
    return "holidays" in sys.modules


def of(desk: Desk, country: str, year: int) -> frozenset[date]:
    """The days off of a year and its neighbours, as far as anybody knows them."""
    said = {day.day for day in desk.policy.contact.holidays if day.country == country}
    ours = frozenset(desk.policy.holidays) if country == desk.country else frozenset[date]()
    return _public(country, year) | said | ours


@lru_cache(maxsize=256)
def _public(country: str, year: int) -> frozenset[date]:
    if not country or not installed():
        return frozenset()
    import holidays

    try:
        found = holidays.country_holidays(country, years=[year - 1, year, year + 1])
    except NotImplementedError:  # a country that nobody has described yet
        return frozenset()
    return frozenset(found)
