"""Payment plans: what is agreed, down to the minor unit (procedure.md 2.5). Watching: `plan_watch`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Literal

from ledgerlane.domain.account import Item
from ledgerlane.domain.apart import decided
from ledgerlane.domain.calendar import in_month
from ledgerlane.domain.day_counts import require_day_count, year_fraction
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.events import (
    Event,
    InstalmentTerms,
    PlanAccelerated,
    PlanAccepted,
    PlanBroken,
    PlanCancelled,
    PlanDeclined,
    PlanItem,
    PlanProposed,
    PlanReplaced,
    PlanSettled,
)
from ledgerlane.domain.money import Money
from ledgerlane.domain.plan_relief import interest
from ledgerlane.domain.plan_watch import InstalmentWatch, PlanWatch, monitor, watch_all
from ledgerlane.domain.undoing import in_order, undone_ids

__all__ = [
    "InstalmentWatch", "Plan", "PlanWatch", "accept", "break_", "cancel", "decline", "due_dates",
    "fold", "interest", "monitor", "propose", "watch_all",
    "year_fraction",
]  # fmt: skip

Frequency = Literal["weekly", "fortnightly", "monthly"]
FREQUENCIES: tuple[Frequency, ...] = ("weekly", "fortnightly", "monthly")
INSTALMENTS_MAX = 240


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan as its events leave it: proposed, active, broken, declined, cancelled or replaced.

    ``completed`` is not an event: an active plan is when its watch says that all is paid.
    ``instalments`` are those in force, ``agreed`` those of the proposal: they differ once the
    rest was settled early or fell due (``revised`` says which). ``carried`` is what the fees
    hold of the plan that this one ``replaces``.
    """

    id: str
    customer: str
    items: tuple[PlanItem, ...]
    instalments: tuple[InstalmentTerms, ...]
    rate_per_cent: str
    day_count: str
    acceleration: bool
    guarantees: tuple[str, ...]
    note: str
    proposed_on: date
    actor: str
    state: str = "proposed"
    accepted_on: date | None = None
    accepted_t: int = 0
    accepted_by: str = ""
    ends: tuple[str, ...] = ()  # promises whose place it took
    ended_on: date | None = None
    why: str = ""
    agreed: tuple[InstalmentTerms, ...] = ()
    revised: str = ""
    revised_on: date | None = None
    rebate: Money | None = None
    replaces: str = ""
    carried: Money | None = None
    replaced_by: str = ""
    began: Event | None = None  # the acceptance
    sides: tuple[Event, ...] = ()  # decided apart, and not alike: none of them counts

    @property
    def currency(self) -> str:
        """The plan's one currency."""
        return self.instalments[0].amount.currency

    @property
    def debt(self) -> Money:
        """What it takes over of the items."""
        return Money(sum(item.amount.minor for item in self.items), self.currency)

    @property
    def interest(self) -> Money:
        """Interest over the whole plan."""
        return Money(sum(part.interest.minor for part in self.instalments), self.currency)

    @property
    def fee(self) -> Money:
        """Fees over the whole plan."""
        return Money(sum(part.fee.minor for part in self.instalments), self.currency)

    @property
    def total(self) -> Money:
        """Debt + interest + fee."""
        return Money(sum(part.amount.minor for part in self.instalments), self.currency)


def due_dates(first: date, count: int, frequency: Frequency) -> tuple[date, ...]:
    """The days of ``count`` instalments. Months keep their anchor day: 31 Jan, 28 Feb, 31 Mar."""
    if frequency == "monthly":
        return tuple(in_month(first, n) for n in range(count))
    days = 7 if frequency == "weekly" else 14
    return tuple(first + timedelta(days=days * n) for n in range(count))


def propose(
    plan: str,
    customer: str,
    items: Sequence[PlanItem],
    on: date,
    *,
    first: date,
    frequency: Frequency = "monthly",
    count: int = 0,
    each: Money | None = None,
    rate_per_cent: str = "0",
    day_count: str = "actual/365",
    fee: Money | None = None,
    acceleration: bool = True,
    guarantees: Sequence[str] = (),
    note: str = "",
    open_items: Iterable[Item] | None = None,
) -> PlanProposed:
    """Spread a debt over ``count`` instalments, or over instalments of ``each``.

    They sum to debt + interest + fee. With ``count`` the debt is cut evenly, each part
    bears its own interest and the first the fee; with ``each`` all instalments are that
    amount and the last is what remains, the debt being paid first, interest and fee last.
    Interest runs from ``on``. Refused: nothing to pay, more than is open (``open_items``),
    mixed currencies, a first day in the past, both or neither of ``count`` and ``each``.
    """
    debt = _debt(items, open_items)
    rate = _rate(rate_per_cent)
    _check_terms(on, first, frequency, day_count)
    charge = fee or Money(0, debt.currency)
    if charge.currency != debt.currency or charge.minor < 0:
        msg = f"A fee of {charge} cannot be added to a plan in {debt.currency}"
        raise Refused(msg)
    if (count > 0) == (each is not None):
        msg = "Say either how many instalments or how much each: count or amount"
        raise Refused(msg)
    if each is None:
        parts = _by_count(debt, count, charge, on, first, frequency, rate, day_count)
    else:
        parts = _by_amount(debt, each, charge, on, first, frequency, rate, day_count)
    assert sum(p.amount.minor - p.interest.minor - p.fee.minor for p in parts) == debt.minor
    return PlanProposed(
        on=on, plan=plan, customer=customer, items=tuple(items), instalments=parts,
        rate_per_cent=rate_per_cent, day_count=day_count, acceleration=acceleration,
        guarantees=tuple(guarantees), note=note,
    )  # fmt: skip


def _debt(items: Sequence[PlanItem], open_items: Iterable[Item] | None) -> Money:
    if not items:
        msg = "A plan needs items: nothing was chosen"
        raise Refused(msg)
    currencies = sorted({item.amount.currency for item in items})
    if len(currencies) > 1:
        msg = f"A plan has one currency; these items are in {', '.join(currencies)}"
        raise Refused(msg)
    if open_items is not None:
        known = {item.ref: item for item in open_items}
        for part in items:
            item = known.get(part.ref)
            if item is None or item.open < part.amount:
                rest = item.open if item else "nothing"
                msg = f"{rest} is open of {part.ref}; {part.amount} cannot go into a plan"
                raise Refused(msg)
    debt = Money(sum(item.amount.minor for item in items), currencies[0])
    if any(item.amount.minor <= 0 for item in items):
        msg = f"Every amount of a plan must be above zero; together they come to {debt}"
        raise Refused(msg)
    return debt


def _rate(text: str) -> Fraction:
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal(-1)
    if not number.is_finite() or not 0 <= number <= 1000:
        msg = f"{text!r} is no yearly rate: a number of per cent from 0 to 1000, like 9.5"
        raise Refused(msg)
    return Fraction(number) / 100


LAST_FIRST = date(2199, 12, 31)
"""The latest day a plan may begin; its last instalment still has a date then."""


def _check_terms(on: date, first: date, frequency: str, day_count: str) -> None:
    if first > LAST_FIRST:
        msg = f"A plan cannot begin on {first.isoformat()}; {LAST_FIRST.isoformat()} is the last day"
        raise Refused(msg)
    if first < on:
        msg = f"The first instalment cannot be due on {first.isoformat()}, before {on.isoformat()}"
        raise Refused(msg)
    if frequency not in FREQUENCIES:
        msg = f"{frequency!r} is no rhythm of a plan: {', '.join(FREQUENCIES)}"
        raise Refused(msg)
    require_day_count(day_count)


def _too_many(count: int) -> Refused:
    return Refused(f"{count} instalments are too many; at most {INSTALMENTS_MAX}")


def _by_count(
    debt: Money, count: int, fee: Money, on: date, first: date, frequency: Frequency,
    rate: Fraction, day_count: str,
) -> tuple[InstalmentTerms, ...]:  # fmt: skip
    if count > INSTALMENTS_MAX:
        raise _too_many(count)
    if count > debt.minor:
        msg = f"{debt} cannot be cut into {count} instalments"
        raise Refused(msg)
    days = due_dates(first, count, frequency)
    even = debt.minor // count
    principals = [even] * (count - 1) + [debt.minor - even * (count - 1)]
    shares = interest(principals, days, on, rate, day_count)
    fees = [fee.minor] + [0] * (count - 1)
    return tuple(
        _part(day, debt.currency, principal + share + extra, share, extra)
        for day, principal, share, extra in zip(days, principals, shares, fees, strict=True)
    )


def _by_amount(
    debt: Money, each: Money, fee: Money, on: date, first: date, frequency: Frequency,
    rate: Fraction, day_count: str,
) -> tuple[InstalmentTerms, ...]:  # fmt: skip
    if each.currency != debt.currency or each.minor <= 0:
        msg = f"Instalments of {each} cannot pay a debt of {debt}"
        raise Refused(msg)
    needed = -(-debt.minor // each.minor)
    if needed > INSTALMENTS_MAX:
        raise _too_many(needed)
    principals = [each.minor] * (needed - 1) + [debt.minor - each.minor * (needed - 1)]
    days = due_dates(first, needed, frequency)
    charged = sum(interest(principals, days, on, rate, day_count))
    count = -(-(debt.minor + charged + fee.minor) // each.minor)
    if count > INSTALMENTS_MAX:
        raise _too_many(count)
    left = [debt.minor, charged, fee.minor]
    parts: list[InstalmentTerms] = []
    for day in due_dates(first, count, frequency):
        room, used = each.minor, [0, 0, 0]
        for place, rest in enumerate(left):
            used[place] = min(room, rest)
            room -= used[place]
        left = [rest - taken for rest, taken in zip(left, used, strict=True)]
        parts.append(_part(day, debt.currency, sum(used), used[1], used[2]))
    return tuple(parts)


def _part(
    day: date, currency: str, amount: int, interest_minor: int, fee: int
) -> InstalmentTerms:
    return InstalmentTerms(
        day, Money(amount, currency), Money(interest_minor, currency), Money(fee, currency)
    )


def accept(plan: Plan, on: date, by: str = "", ends: tuple[str, ...] = ()) -> PlanAccepted:
    """Both sides agree; it takes the place of the promises it ``ends``. Refused unless it is proposed."""
    _must_be(plan, "proposed", "accepted", on)
    return PlanAccepted(on=on, plan=plan.id, by=by, ends=ends)


def decline(plan: Plan, on: date, why: str = "") -> PlanDeclined:
    """The proposal comes to nothing. Refused unless it is proposed."""
    _must_be(plan, "proposed", "declined", on)
    return PlanDeclined(on=on, plan=plan.id, why=why)


def break_(plan: Plan, on: date, why: str = "") -> PlanBroken:
    """The plan is over; its items are collectable again with their age. Refused unless it is active."""
    _must_be(plan, "active", "broken", on)
    return PlanBroken(on=on, plan=plan.id, why=why)


def cancel(plan: Plan, on: date, why: str = "") -> PlanCancelled:
    """We end it without a breach. Refused unless it is proposed or active."""
    _must_be(plan, "proposed active", "cancelled", on)
    return PlanCancelled(on=on, plan=plan.id, why=why)


def _must_be(plan: Plan, states: str, verb: str, on: date) -> None:
    if plan.state not in states.split():
        msg = f"This plan over {plan.debt} is {plan.state}; it cannot be {verb}"
        raise Refused(msg)
    began = plan.accepted_on or plan.proposed_on
    if on < began:
        msg = (
            f"This plan is of {began.isoformat()}; it cannot be {verb} on {on.isoformat()}"
        )
        raise Refused(msg)


def replaced(plan: Plan, by: str, on: date) -> PlanReplaced:
    """Another plan takes over what is left. Refused unless it is active."""
    must_run(plan, on, "replaced")
    return PlanReplaced(on=on, plan=plan.id, by=by)


def must_run(plan: Plan, on: date, verb: str) -> None:
    """Raise Refused unless the plan is active, and was by that day."""
    _must_be(plan, "active", verb, on)


def fold(events: Iterable[Event]) -> Plan | None:
    """The plan its events make, or None without a proposal that stands. Never refuses.

    A decision that the state does not allow has no effect. Of two that were made apart and
    lead to different states neither has, until somebody settles it (``sides``).
    """
    ordered = in_order(events)
    taken_back = undone_ids(ordered)
    counting = [event for event in ordered if event.id not in taken_back]
    plan, sides = decided(counting, _step, _standing)
    return replace(plan, sides=sides) if plan is not None and sides else plan


def _standing(plan: Plan | None) -> tuple[str, str]:
    """What of a plan cannot be two things at once: its state, and whether its terms were revised."""
    return (plan.state, plan.revised) if plan is not None else ("", "")


def _step(plan: Plan | None, event: Event) -> Plan | None:
    """The plan after an event; the very same where the event changes nothing."""
    if plan is not None:
        return _decided(plan, event)
    if isinstance(event.fact, PlanProposed) and event.fact.instalments:
        return _proposed(event, event.fact)
    return None


def _proposed(event: Event, fact: PlanProposed) -> Plan:
    return Plan(
        id=fact.plan, customer=fact.customer, items=fact.items, instalments=fact.instalments,
        rate_per_cent=fact.rate_per_cent, day_count=fact.day_count, note=fact.note,
        acceleration=fact.acceleration, guarantees=fact.guarantees, proposed_on=fact.on,
        actor=event.actor, agreed=fact.instalments, replaces=fact.replaces, carried=fact.carried,
    )  # fmt: skip


def _decided(plan: Plan, event: Event) -> Plan:
    match plan.state, event.fact:
        case "proposed", PlanAccepted(on=on, by=by, ends=ends):
            return replace(
                plan, state="active", accepted_on=on, accepted_t=event.t, accepted_by=by,
                ends=ends, began=event,
            )  # fmt: skip
        case "proposed", PlanDeclined(on=on, why=why):
            return replace(plan, state="declined", ended_on=on, why=why)
        case "active", PlanBroken(on=on, why=why):
            return replace(plan, state="broken", ended_on=on, why=why)
        case (("proposed" | "active"), PlanCancelled(on=on, why=why)):
            return replace(plan, state="cancelled", ended_on=on, why=why)
        case "active", PlanReplaced(on=on, by=by):
            return replace(plan, state="replaced", ended_on=on, replaced_by=by)
        case "active", (PlanSettled() | PlanAccelerated()) as fact if fact.instalments:
            return replace(
                plan, instalments=fact.instalments, revised=fact.kind.partition(".")[2],
                revised_on=fact.on, rebate=fact.rebate,
            )  # fmt: skip
        case _:
            return plan
