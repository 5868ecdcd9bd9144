"""Facts about late interest and fees of one customer (aggregate customer:REF)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ledgerlane.domain.fact import Fact
from ledgerlane.domain.money import Money


@dataclass(frozen=True, slots=True)
class InterestLine:
    """One segment of a charge's arithmetic: the days after ``after`` until ``until``.

    ``exact`` is the segment's unrounded interest in minor units as a fraction (``60900/73``);
    ``carried`` the earlier interest that bears interest, the same way. ``assumed``: no source
    confirmed the rate.
    """

    principal: Money
    after: date
    until: date
    days: int
    basis: int
    per_cent: str
    exact: str
    carried: str = "0"
    assumed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class InterestProposed(Fact):
    """Late interest and a fixed fee for one item are to be asked for; nothing is owed yet.

    ``interest`` is what the whole accrual (``lines``) comes to, less what was noted of the
    item before.
    """

    kind = "interest.proposed"

    charge: str
    item: str
    interest: Money
    fee: Money
    until: date
    regime: str
    day_count: str = "actual/365"
    lines: tuple[InterestLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class InterestWithdrawn(Fact):
    """The proposal is taken back: its interest goes on accruing as if it had not been made."""

    kind = "interest.withdrawn"

    charge: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InterestCharged(Fact):
    """Somebody else agrees: the customer owes it, and the books are to show it."""

    kind = "interest.charged"

    charge: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InterestWaived(Fact):
    """It is given up, for good; a charge is taken back by an entry of its own."""

    kind = "interest.waived"
    private = ("reason",)

    charge: str
    reason: str


INTEREST_FACTS = (InterestProposed, InterestWithdrawn, InterestCharged, InterestWaived)
"""Of a customer too, but each has a verb of its own to end it: `undo` leaves them alone."""
