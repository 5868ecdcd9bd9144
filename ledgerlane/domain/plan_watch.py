"""The plan watch: scheduled against received, speaking before the miss (procedure.md 2.7)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from ledgerlane.domain.account import Pattern, Receipt, Settlement
from ledgerlane.domain.calendar import BusinessCalendar
from ledgerlane.domain.money import Money, minor_digits
from ledgerlane.domain.policy import Plans as PlanPolicy
from ledgerlane.domain.timeline import short_day

if TYPE_CHECKING:
    from ledgerlane.domain.plans import Plan

WORST_FIRST = ("missed", "short", "late", "looming", "ok", "prepaid", "paid")
_WORKING_DAYS = BusinessCalendar()
_HABIT_DAYS_MAX = 30


class InstalmentWatch(NamedTuple):
    """An instalment against what came in. ``received_on``: the day of the money that filled it."""

    number: int
    due: date
    amount: Money
    interest: Money
    received: Money
    received_on: date | None
    state: str


@dataclass(frozen=True, slots=True)
class PlanWatch:
    """How a plan does. ``next_*`` is the first instalment not filled; ``surplus`` is beyond the plan."""

    instalments: tuple[InstalmentWatch, ...]
    received: Money
    surplus: Money
    worst: str
    next_number: int | None
    next_due: date | None
    next_amount: Money
    recommendation: str
    completed: bool


def monitor(
    plan: Plan,
    money: Iterable[Receipt | Settlement],
    policy: PlanPolicy,
    today: date,
    pattern: Pattern | None = None,
    *,
    calendar: BusinessCalendar = _WORKING_DAYS,
    unapplied: Money | None = None,
) -> PlanWatch:
    """Pay the instalments in order with what came in after acceptance, and say how each stands.

    States: ``paid``; ``prepaid`` (filled before its day); ``looming`` (not filled, and due
    within `looming_days`, earlier by the payer's usual lateness or where money lies
    unapplied); ``late`` (in the days of grace); after them ``short`` with something
    received, ``missed`` with nothing; ``ok``. ``money`` is either the customer's receipts
    or the settlements of the plan's items: what is given is what is counted.
    """
    incoming = sorted(_incoming(plan, money, today))
    filled = _fill([part.amount.minor for part in plan.instalments], incoming)
    slack = policy.tolerance_units * 10 ** minor_digits(plan.currency)
    window = _window(policy, pattern, unapplied)
    lines: list[InstalmentWatch] = []
    waiting: InstalmentWatch | None = None
    for number, (part, (minor, on)) in enumerate(
        zip(plan.instalments, filled, strict=True), start=1
    ):
        enough = minor >= max(part.amount.minor - slack, 1)
        state = _state(part.due, minor, enough, policy, today, window, calendar)
        line = InstalmentWatch(
            number, part.due, part.amount, part.interest,
            Money(minor, plan.currency), on, state,
        )  # fmt: skip
        lines.append(line)
        if waiting is None and not enough:
            waiting = line
    taken, all_ = sum(minor for minor, _ in filled), sum(minor for _, minor in incoming)
    rest = waiting.amount - waiting.received if waiting else Money(0, plan.currency)
    worst = min((line.state for line in lines), key=WORST_FIRST.index)
    return PlanWatch(
        tuple(lines), Money(taken, plan.currency), Money(all_ - taken, plan.currency), worst,
        waiting.number if waiting else None, waiting.due if waiting else None, rest,
        _recommendation(plan, lines, today, unapplied), waiting is None,
    )  # fmt: skip


def _incoming(
    plan: Plan, money: Iterable[Receipt | Settlement], today: date
) -> Iterable[tuple[date, int]]:
    """Days and minor units that came in after acceptance and are still there."""
    since, refs = plan.accepted_on, {item.ref for item in plan.items}
    if since is None:
        return
    for each in money:
        if isinstance(each, Settlement):
            if each.item in refs and since <= each.day <= today and each.cash.minor > 0:
                yield each.day, each.cash.minor
        elif (
            each.amount.currency == plan.currency
            and each.amount.minor > 0
            and each.value_date <= today
            and (each.reversed_on is None or each.reversed_on > today)
            and (
                each.value_date > since
                or (each.value_date == since and each.known_ms * 1000 > plan.accepted_t)
            )
        ):
            yield each.value_date, each.amount.minor


def _fill(
    due: Sequence[int], incoming: Sequence[tuple[date, int]]
) -> list[tuple[int, date | None]]:
    """For each instalment what it got, and the day of the last money in it."""
    place, left = 0, incoming[0][1] if incoming else 0
    filled: list[tuple[int, date | None]] = []
    for amount in due:
        got, on = 0, None
        while got < amount and place < len(incoming):
            part = min(left, amount - got)
            got, left, on = got + part, left - part, incoming[place][0]
            if not left:
                place += 1
                left = incoming[place][1] if place < len(incoming) else 0
        filled.append((got, on))
    return filled


def _window(policy: PlanPolicy, pattern: Pattern | None, unapplied: Money | None) -> int:
    """Days before the due day on which an instalment not filled begins to loom."""
    late = max(pattern.average_late, pattern.recent_late) // 10 if pattern else 0
    habit = min(max(late, 0), _HABIT_DAYS_MAX)
    money = policy.looming_days if unapplied is not None and unapplied.minor > 0 else 0
    return policy.looming_days + max(habit, money)


def _state(
    due: date, minor: int, enough: bool, policy: PlanPolicy, today: date, window: int,
    calendar: BusinessCalendar,
) -> str:  # fmt: skip
    if enough:
        return "prepaid" if due > today else "paid"
    if due >= today:
        return "looming" if due - today <= timedelta(days=window) else "ok"
    if today <= calendar.add_business_days(due, policy.late_business_days):
        return "late"
    return "short" if minor else "missed"


def _recommendation(
    plan: Plan, lines: Sequence[InstalmentWatch], today: date, unapplied: Money | None
) -> str:
    """What an experienced collector would do now, in words."""
    behind = [line for line in lines if line.state in ("missed", "short", "late")]
    owing = Money(sum((x.amount - x.received).minor for x in behind), plan.currency)
    if behind and unapplied is not None and unapplied.minor >= owing.minor:
        return f"match the unapplied {unapplied} first"
    left = [line for line in lines if line.state not in ("paid", "prepaid")]
    if plan.revised and left:
        rest = Money(sum((x.amount - x.received).minor for x in left), plan.currency)
        verb = "demand" if plan.revised == "accelerated" else "ask for"
        return (
            f"{plan.revised}: {verb} {rest}, due {short_day(left[0].due, today)} in one sum"
        )
    missed = [line for line in behind if line.state == "missed"]
    if len(missed) > 1:
        due_now = "accelerate (all falls due)" if plan.acceleration else "break the plan"
        return f"{len(missed)} missed, {owing} behind: {due_now} or agree anew"
    if missed:
        days = (today - missed[0].due).days
        return f"call: instalment {missed[0].number} missed by {days} d, {owing} behind"
    if behind and behind[0].state == "short":
        return f"call: {owing} short since {short_day(behind[0].due, today)}"
    if behind:
        return f"call: {owing} was due {short_day(behind[0].due, today)}, in grace"
    looming = next((line for line in lines if line.state == "looming"), None)
    if looming is not None:
        rest = looming.amount - looming.received
        return f"courtesy call: {rest} due {short_day(looming.due, today)}"
    if not left:
        return "all paid"
    return "nothing to do"
