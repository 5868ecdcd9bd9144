"""Facts about one payment plan (aggregate plan:ID)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ledgerlane.domain.fact import Fact
from ledgerlane.domain.money import Money


@dataclass(frozen=True, slots=True)
class PlanItem:
    """This much of an item is paid through the plan."""

    ref: str
    amount: Money


@dataclass(frozen=True, slots=True)
class InstalmentTerms:
    """One instalment as agreed: ``amount`` includes ``interest`` and ``fee``."""

    due: date
    amount: Money
    interest: Money
    fee: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanProposed(Fact):
    """A settlement arrangement over overdue items, not yet agreed."""

    kind = "plan.proposed"
    private = ("guarantees", "note")

    plan: str
    customer: str
    items: tuple[PlanItem, ...]
    instalments: tuple[InstalmentTerms, ...]
    rate_per_cent: str = "0"  # a year, simple, as a decimal number
    day_count: str = "actual/365"
    acceleration: bool = True
    guarantees: tuple[str, ...] = ()
    note: str = ""
    replaces: str = ""  # the plan whose rest this one takes over when it is accepted
    carried: Money | None = (
        None  # of the first fee: interest and fees earned there and unpaid
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanAccepted(Fact):
    """Customer and company agree; the plan runs. It takes the place of the promises that it ``ends``."""

    kind = "plan.accepted"
    private = ("by",)

    plan: str
    by: str = ""
    ends: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDeclined(Fact):
    """The proposal came to nothing."""

    kind = "plan.declined"
    private = ("why",)

    plan: str
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanBroken(Fact):
    """The plan is over; its items are collectable again with their full age."""

    kind = "plan.broken"
    private = ("why",)

    plan: str
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanCancelled(Fact):
    """The plan ends by our decision, for another reason than a breach."""

    kind = "plan.cancelled"
    private = ("why",)

    plan: str
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanReplaced(Fact):
    """Another plan, ``by``, took over what was left of this one."""

    kind = "plan.replaced"

    plan: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSettled(Fact):
    """What is left is to be paid in one sum; interest not yet earned (``rebate``) is given back.

    ``instalments`` are those in force from now: what was paid, and the one sum.
    """

    kind = "plan.settled"

    plan: str
    instalments: tuple[InstalmentTerms, ...]
    rebate: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanAccelerated(Fact):
    """After a breach the whole rest falls due at once; ``rebate`` is interest not yet earned."""

    kind = "plan.accelerated"
    private = ("why",)

    plan: str
    instalments: tuple[InstalmentTerms, ...]
    rebate: Money
    why: str = ""


PLAN_FACTS = (
    PlanProposed, PlanAccepted, PlanDeclined, PlanBroken, PlanCancelled, PlanReplaced,
    PlanSettled, PlanAccelerated,
)  # fmt: skip
