"""Facts about who stands in for whom; `ledgerlane.domain.people` folds them."""

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


DEPUTY_FACTS = (DeputyNamed, DeputyEnded)
