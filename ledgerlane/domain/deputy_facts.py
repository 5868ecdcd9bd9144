"""Facts about who stands in for whom, and who is experienced; `ledgerlane.domain.people` folds them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ledgerlane.domain.fact import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class DeputyNamed(Fact):
    """``login`` works the accounts of ``absent`` from ``since`` up to and including ``until``."""

    kind = "deputy.named"

    login: str
    absent: str
    since: date
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DeputyEnded(Fact):
    """Whoever stood in for ``absent`` does so no more from the day ``on``."""

    kind = "deputy.ended"

    absent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LatitudeGranted(Fact):
    """This person departs from the treatment plan without being asked for a reason (rulings.md 30)."""

    kind = "latitude.granted"

    login: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LatitudeEnded(Fact):
    """This person is asked for a reason again."""

    kind = "latitude.ended"

    login: str


DEPUTY_FACTS = (DeputyNamed, DeputyEnded, LatitudeGranted, LatitudeEnded)
