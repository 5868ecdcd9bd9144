"""What a running plan comes to today: settled early, accelerated after a breach, or agreed anew.

Interest is earned day by day on what the agreed schedule leaves owed; what is not yet earned
is given back (rebated) to the day. A payment that is late under the plan bears no more by it:
that is what late interest is for (`ledgerlane.domain.charges`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from ledgerlane.domain.errors import Refused
from ledgerlane.domain.events import (
    InstalmentTerms,
    PlanAccelerated,
    PlanItem,
    PlanSettled,
)
from ledgerlane.domain.interest import Accrual, Rate, accrue
from ledgerlane.domain.money import Money
from ledgerlane.domain.plan_relief import Left, in_force, principal
from ledgerlane.domain.plan_watch import PlanWatch
from ledgerlane.domain.plans import Plan, must_run

BREACHED = ("missed", "short")
"""States of an instalment that let the rest fall due."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """What ends a plan on a day: debt - relieved - credit + fee + earned interest - received = owed - surplus.

    ``relieved`` is what of the debt is gone without the plan's money; it bears no interest.
    ``credit`` of the customer is open and pays for it, though nobody has matched it yet.
    ``earned`` is the arithmetic; ``rebate`` is agreed interest that is not earned by then.
    """

    plan: Plan
    on: date
    debt: Money
    fee: Money
    earned: Accrual
    rebate: Money
    received: Money
    relieved: Money
    credit: Money

    @property
    def total(self) -> Money:
        """What is left of the debt, fee and earned interest."""
        return self.debt - self.relieved - self.credit + self.fee + self.earned.amount

    @property
    def owed(self) -> Money:
        """What is still to be paid."""
        return Money(max(0, self.total.minor - self.received.minor), self.debt.currency)


def settlement(plan: Plan, watch: PlanWatch, on: date, credit: int = 0) -> Settlement:
    """What is owed on a day if everything is paid then. Refused unless the plan is active.

    ``credit``: so much open credit pays for it, minor units (`credit_for`).
    """
    must_run(plan, on, "settled")
    earned = earned_until(plan, on, watch.relieved)
    agreed = Money(sum(part.interest.minor for part in plan.agreed), plan.currency)
    left = in_force(plan, watch.relieved, plan.agreed)
    fee = Money(sum(part.fee.minor for part in left), plan.currency)
    return Settlement(
        plan,
        on,
        plan.debt,
        fee,
        earned,
        agreed - earned.amount,
        watch.received + watch.surplus,
        Money(watch.relieved, plan.currency),
        Money(credit, plan.currency),
    )


def credit_for(plan: Plan, watch: PlanWatch, left: Mapping[str, Left], credit: int) -> int:
    """How much of so much open credit pays for a plan, minor units: what it asks for above what is ``left``.

    ``left`` is of the plan's items when all credit, the plan's own unmatched money too, has paid the oldest.
    """
    received = (watch.received + watch.surplus).minor
    owed = max(0, plan.debt.minor - watch.relieved - received)
    nothing = Left(0, 0)
    asked = sum(left.get(item.ref, nothing).asked for item in plan.items)
    return min(max(0, owed - asked), max(0, credit))


def earned_until(plan: Plan, on: date, gone: int = 0) -> Accrual:
    """The agreed interest that is earned by the end of a day; all of it from the last instalment on.

    What is ``gone`` of the debt (minor units) bears none.
    """
    left = max(0, plan.debt.minor - gone)
    owed = [(plan.proposed_on, Money(left, plan.currency))]
    for part in in_force(plan, gone, plan.agreed):
        left -= principal(part)
        owed.append((part.due, Money(left, plan.currency)))
    rate = Rate(plan.proposed_on, Fraction(plan.rate_per_cent))
    until = max(plan.proposed_on, min(on, plan.agreed[-1].due))
    return accrue(owed, [rate], plan.proposed_on, until, day_count=plan.day_count)


def settle(
    plan: Plan, watch: PlanWatch, on: date, due: date, credit: int = 0
) -> PlanSettled:
    """Agree that all that is left is paid by ``due`` in one sum. Refused when nothing is left."""
    found = settlement(plan, watch, due, credit)
    if found.owed.minor == 0:
        gone = f", {found.relieved} of the debt was credited, given up or paid otherwise"
        more = gone if found.relieved.minor else ""
        more += f", {found.credit} of open credit pays for it" if credit else ""
        msg = (
            f"nothing is left of {plan.id}: {found.received} of {found.total} came in{more}"
        )
        raise Refused(msg)
    if due < on:
        msg = f"{plan.id} cannot be settled on {due.isoformat()}, before {on.isoformat()}"
        raise Refused(msg)
    return PlanSettled(
        on=on, plan=plan.id, instalments=_in_one_sum(found, watch, due), rebate=found.rebate
    )


def accelerate(
    plan: Plan, watch: PlanWatch, on: date, why: str = "", credit: int = 0
) -> PlanAccelerated:
    """Let the whole rest fall due today. Refused without the clause, or without a breach."""
    found = settlement(plan, watch, on, credit)
    if not plan.acceleration:
        msg = f"{plan.id} has no acceleration clause; agree anew, or break it"
        raise Refused(msg)
    if plan.revised:
        msg = f"{plan.id} is {plan.revised} already: {found.owed} is due"
        raise Refused(msg)
    if watch.worst not in BREACHED:
        msg = f"{plan.id} is not in breach ({watch.worst}): {watch.next_amount} is due {watch.next_due}"
        raise Refused(msg)
    return PlanAccelerated(
        on=on, plan=plan.id, instalments=_in_one_sum(found, watch, on), rebate=found.rebate, why=why
    )  # fmt: skip


def _in_one_sum(
    found: Settlement, watch: PlanWatch, due: date
) -> tuple[InstalmentTerms, ...]:
    """The instalments that are filled, as they were, and all the rest in one.

    They sum to what is left of the debt + fee + earned interest; interest and fees go to the earlier ones first.
    """
    left = [found.total.minor, found.earned.amount.minor, found.fee.minor]
    parts: list[InstalmentTerms] = []

    def add(day: date, used: Sequence[int]) -> None:
        amounts = (Money(minor, found.debt.currency) for minor in used)
        parts.append(InstalmentTerms(day, *amounts))
        left[:] = [rest - part for rest, part in zip(left, used, strict=True)]

    parts_in_force = in_force(found.plan, watch.relieved)
    for agreed, line in zip(parts_in_force, watch.instalments, strict=True):
        minor = agreed.amount.minor
        if line.received.minor < minor or minor > left[0]:
            break
        add(agreed.due, (minor, min(agreed.interest.minor, left[1]), min(agreed.fee.minor, left[2])))  # fmt: skip
    if left[0]:
        add(due, tuple(left))
    return tuple(parts)


@dataclass(frozen=True, slots=True)
class Rest:
    """What a new plan takes over: items, and earned interest and fees that are unpaid."""

    items: tuple[PlanItem, ...]
    carried: Money


def rest(found: Settlement, collectable: Sequence[tuple[str, Money]]) -> Rest:
    """What is left of a plan's items and charges; together exactly what is owed today.

    ``collectable`` is what the ledger holds collectable of each item now, in the order in
    which money counts. Where more came in than the ledger took off, the oldest items count as
    paid first; where less, the rest of what is owed is interest and fees.
    """
    planned = {item.ref: item.amount.minor for item in found.plan.items}
    amounts = [(ref, min(planned[ref], max(0, open_.minor))) for ref, open_ in collectable if ref in planned]  # fmt: skip
    too_much = max(0, sum(minor for _, minor in amounts) - found.owed.minor)
    items = list[PlanItem]()
    for ref, minor in amounts:
        paid = min(minor, too_much)
        too_much -= paid
        if minor > paid:
            items.append(PlanItem(ref, Money(minor - paid, found.debt.currency)))
    debt = sum(item.amount.minor for item in items)
    if not debt:
        msg = f"nothing of the items is left in {found.plan.id}; {found.owed} of charges is"
        raise Refused(msg)
    return Rest(tuple(items), Money(found.owed.minor - debt, found.debt.currency))
