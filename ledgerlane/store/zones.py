"""Time zones by name and by country, as this machine's tz database has them."""

from __future__ import annotations

from datetime import UTC
from functools import lru_cache

from ledgerlane.domain.contact_hours import Zone
from ledgerlane.domain.errors import Misused
from ledgerlane.domain.zone_table import zones_by_country
from ledgerlane.store import settings


@lru_cache(maxsize=1_024)
def zone(name: str) -> Zone:
    """The zone of a name like Europe/Oslo. Raises Misused for a name that is none."""
    from zoneinfo import ZoneInfo

    settings.require_zone(name)
    return Zone(name, UTC if name == "UTC" else ZoneInfo(name))


@lru_cache(maxsize=256)
def of_country(country: str) -> tuple[Zone, ...]:
    """Every zone of a country (two letters); none for one that is not known."""
    found = []
    for name in zones_by_country().get(country, ()):
        try:
            found.append(zone(name))
        except Misused:  # an older database knows it by another name; its neighbours stay
            continue
    return tuple(found)
