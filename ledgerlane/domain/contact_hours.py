"""When somebody can be reached by their own clock: hours and days in zones, across DST.

A zone comes in as a ``tzinfo``; nothing here reads a file. Where it is not known which of
several zones the customer is in, all of them must be open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import NamedTuple

from ledgerlane.domain.contact_policy import clock_words

_DAY = timedelta(days=1)
LOOK_AHEAD_DAYS = 40
"""So far ahead the next opening is looked for."""


class Zone(NamedTuple):
    """A time zone by its name in the tz database."""

    name: str
    rules: tzinfo

    @property
    def place(self) -> str:
        """``Kolkata`` of ``Asia/Kolkata``."""
        return self.name.rpartition("/")[2].replace("_", " ")


def differ(zones: Iterable[Zone], at: datetime) -> bool:
    """Whether these zones' clocks show different times: where somebody is matters."""
    return len({at.astimezone(zone.rules).utcoffset() for zone in zones}) > 1


@dataclass(frozen=True, slots=True)
class Opening:
    """Minutes after midnight ``opens`` to before ``closes``, on ``days`` that are no ``holidays``."""

    opens: int
    closes: int
    days: frozenset[int]
    holidays: frozenset[date] = frozenset()

    def holds(self, local: datetime) -> bool:
        """Whether a wall clock shows a time inside."""
        minute = local.hour * 60 + local.minute
        return self.works(local.date()) and self.opens <= minute < self.closes

    def works(self, day: date) -> bool:
        """Whether it is one of the days at all."""
        return day.weekday() in self.days and day not in self.holidays

    @property
    def words(self) -> str:
        """``09:00-17:00``."""
        return f"{clock_words(self.opens)}-{clock_words(self.closes)}"


def closed_in(opening: Opening, zones: Sequence[Zone], at: datetime) -> Zone | None:
    """The first of the zones in which it is closed at a moment; None: all are open."""
    return next(
        (zone for zone in zones if not opening.holds(at.astimezone(zone.rules))), None
    )


def next_opening(
    opening: Opening, zones: Sequence[Zone], at: datetime
) -> tuple[datetime, Zone] | None:
    """The first moment (UTC) from ``at`` on at which all zones are open, and which opens last.

    None: on no day of the next `LOOK_AHEAD_DAYS`. Remembered: a list asks it of many at a moment.
    """
    return _next_opening(opening, tuple(zones), at)


@lru_cache(maxsize=512)
def _next_opening(
    opening: Opening, zones: tuple[Zone, ...], at: datetime
) -> tuple[datetime, Zone] | None:
    if closed_in(opening, zones, at) is None:
        return at.astimezone(UTC), zones[0]
    best: tuple[datetime, int] | None = None
    first = at.astimezone(UTC).date() - 2 * _DAY  # somewhere it is still that day
    last = LOOK_AHEAD_DAYS
    for ahead in range(LOOK_AHEAD_DAYS):
        day = first + ahead * _DAY
        if ahead > last or not opening.works(day):
            continue
        for moment, place in _beginnings(opening, zones, day):
            if moment < at or (best is not None and (moment, place) >= best):
                continue
            if closed_in(opening, zones, moment) is None:
                best, last = (
                    (moment, place),
                    ahead + 2,
                )  # the same moment is two days at most
    return (best[0], zones[best[1]]) if best is not None else None


def _beginnings(
    opening: Opening, zones: Sequence[Zone], day: date
) -> Iterator[tuple[datetime, int]]:
    """Moments of a day at which a zone's clock comes, or is set, into the hours, and the zone's place."""
    for place, zone in enumerate(zones):
        for moment in (*_shown(day, opening.opens, zone.rules), *_set(day, zone.rules)):
            yield moment, place


def start_of(day: date, zones: Sequence[Zone]) -> datetime:
    """The moment (UTC) from which it is that day in all zones."""
    return max(min(_shown(day, 0, zone.rules) or _set(day, zone.rules)) for zone in zones)


def _shown(day: date, minutes: int, rules: tzinfo) -> list[datetime]:
    """When a clock shows a time of a day: twice where it is set back over it, or never."""
    wall = datetime.combine(day, time(minutes // 60, minutes % 60))
    moments = {wall.replace(tzinfo=rules, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return sorted(
        each for each in moments if each.astimezone(rules).replace(tzinfo=None) == wall
    )


def _set(day: date, rules: tzinfo) -> list[datetime]:
    """When on that day a clock is set forward or back, to the second; most days never."""
    midnight = datetime.combine(day, time(), rules)
    early = midnight.astimezone(UTC) - timedelta(hours=2)  # also where midnight is left out
    late = (midnight + _DAY).astimezone(UTC)
    before = _offset(early, rules)
    if _offset(late, rules) == before:
        return []
    while late - early > timedelta(seconds=1):
        middle = early + timedelta(seconds=(late - early) // timedelta(seconds=2))
        if _offset(middle, rules) == before:
            early = middle
        else:
            late = middle
    return [late]


def _offset(moment: datetime, rules: tzinfo) -> timedelta | None:
    return moment.astimezone(rules).utcoffset()
