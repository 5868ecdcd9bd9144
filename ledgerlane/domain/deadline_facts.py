"""Facts about days that may not be missed on an account: `ledgerlane.domain.deadlines` has the rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ledgerlane.domain.fact import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineSet(Fact):
    """``what`` (limitation, insurance, lien, insolvency, other) has to be done by ``due``.

    ``items``: about these invoices only; none: what was unpaid on the day it was set.
    """

    kind = "deadline.set"
    private = ("note",)

    what: str
    due: date
    note: str = ""
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineMet(Fact):
    """It was done: the notice sent, the claim filed. Of a rule's deadline: until another invoice is the oldest."""

    kind = "deadline.met"
    private = ("note",)

    what: str
    note: str = ""


DEADLINE_FACTS = (DeadlineSet, DeadlineMet)
