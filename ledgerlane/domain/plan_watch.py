"""The plan watch: scheduled against received, speaking before the miss (procedure.md 2.7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from ledgerlane.domain.account import Pattern, Receipt, Settlement
from ledgerlane.domain.calendar import BusinessCalendar
from ledgerlane.domain.money import Money, minor_digits
from ledgerlane.domain.plan_relief import Left, came_while, in_force, relieved
from ledgerlane.domain.policy import Plans as PlanPolicy
from ledgerlane.domain.timeline import short_day

if TYPE_CHECKING:
    from ledgerlane.domain.plans import Plan

OVER, DROPPED = "over", "dropped"
WORST_FIRST = (OVER, "missed", "short", "late", "looming", "ok", "prepaid", "paid", DROPPED)
DONE = ("prepaid", "paid", DROPPED)
"""States in which nothing is awaited of an instalment."""
_WORKING_DAYS = BusinessCalendar()
_HABIT_DAYS_MAX = 30


class InstalmentWatch(NamedTuple):
    """An instalment against what came in. ``received_on``: the day of the money that filled it.

    ``amount`` is what is asked for: of the agreed one what is not gone (`plan_relief.in_force`).
    """

    number: int
    due: date
    amount: Money
    interest: Money
    received: Money
    received_on: date | None
    state: str


@dataclass(frozen=True, slots=True)
class PlanWatch:
    """How a plan does. ``next_*`` is the first instalment not filled; ``surplus`` is beyond the plan.

    ``worst_since`` is the day on which the worst state began, where it asks for something.
    ``used`` says how much of which receipt (by reference) went into it, in minor units.
    ``relieved`` is what of the debt is gone without the plan's money (`plan_relief.relieved`).
    """

    instalments: tuple[InstalmentWatch, ...]
    received: Money
    surplus: Money
    worst: str
    next_number: int | None
    next_due: date | None
    next_amount: Money
    recommendation: str
    completed: bool
    worst_since: date | None = None
    used: tuple[tuple[str, int], ...] = ()
    relieved: int = 0


def watch_all(
    plans: Iterable[Plan],
    receipts: Sequence[Receipt],
    settled: Mapping[str, Sequence[Settlement]],
    policy: PlanPolicy,
    today: date,
    pattern: Pattern | None = None,
    *,
    calendar: BusinessCalendar = _WORKING_DAYS,
    left: Mapping[str, Left] | None = None,
) -> dict[str, PlanWatch]:
    """How each plan of a customer that was accepted does, by id; no money counts twice.

    ``settled`` says, by receipt, what it paid. What paid a plan's items is the plan's, what
    paid others is not; the rest goes to the plans in the order of their acceptance. What is
    ``left`` of the items (None: nobody asks) says what of a plan is gone without its money.
    """
    found: dict[str, PlanWatch] = {}
    given = Counter[str]()  # of each receipt's rest, to earlier plans
    accepted = [plan for plan in plans if plan.accepted_on is not None]
    for plan in sorted(accepted, key=lambda plan: (plan.accepted_t, plan.id)):
        refs = {item.ref for item in plan.items}
        own = Counter[str]()
        money = []
        for receipt in receipts:
            if receipt.amount.currency != plan.currency or receipt.amount.minor <= 0:
                continue
            paid = settled.get(receipt.ref, ())
            own[receipt.ref] = sum(each.cash.minor for each in paid if each.item in refs)
            others = sum(each.cash.minor for each in paid if each.item not in refs)
            rest = max(receipt.amount.minor - max(others, 0) - given[receipt.ref], 0)
            money.append(replace(receipt, amount=Money(rest, plan.currency)))
        gone = 0 if left is None else relieved(plan, money, settled, left, today)
        watch = monitor(plan, money, policy, today, pattern, calendar=calendar, gone=gone)
        for ref, minor in watch.used:
            given[ref] += max(minor - own[ref], 0)
        found[plan.id] = watch
    return found


def monitor(
    plan: Plan,
    money: Iterable[Receipt | Settlement],
    policy: PlanPolicy,
    today: date,
    pattern: Pattern | None = None,
    *,
    calendar: BusinessCalendar = _WORKING_DAYS,
    gone: int = 0,
) -> PlanWatch:
    """Pay the instalments in order with what came in after acceptance, and say how each stands.

    States: ``paid``; ``prepaid`` (filled before its day); ``looming`` (not filled, and due
    within `looming_days`, earlier by the payer's usual lateness or where money lies
    unapplied); ``late`` (in the days of grace); after them ``short`` with something
    received, ``missed`` with nothing; ``ok``. Of a plan that is over, what was not filled is
    ``over``: nothing of it is awaited. ``money`` is either the customer's receipts
    or the settlements of the plan's items: what is given is what is counted. So much of the
    debt is ``gone`` without money: an instalment of which nothing is left is ``dropped``.
    """
    money = list(money)
    incoming = sorted(_incoming(plan, money, today))
    parts = in_force(plan, gone)
    filled = _fill([part.amount.minor for part in parts], incoming)
    taken = sum(minor for minor, _ in filled)
    slack = policy.tolerance_units * 10 ** minor_digits(plan.currency)
    used = _used(incoming, taken)
    unapplied = _unapplied(money, dict(used), plan.currency)
    window = _window(policy, pattern, unapplied)
    lines: list[InstalmentWatch] = []
    waiting: InstalmentWatch | None = None
    for number, (part, (minor, on)) in enumerate(zip(parts, filled, strict=True), start=1):
        enough = minor >= max(part.amount.minor - slack, 1) or not part.amount.minor
        state = _state(part.due, minor, enough, policy, today, window, calendar)
        if not part.amount.minor:
            state = DROPPED
        if plan.ended_on is not None and not enough:
            state = OVER
        line = InstalmentWatch(
            number, part.due, part.amount, part.interest,
            Money(minor, plan.currency), on, state,
        )  # fmt: skip
        lines.append(line)
        if waiting is None and not enough:
            waiting = line
    all_ = sum(minor for _, minor, _ in incoming)
    rest = waiting.amount - waiting.received if waiting else Money(0, plan.currency)
    worst = min((line.state for line in lines), key=WORST_FIRST.index)
    return PlanWatch(
        tuple(lines), Money(taken, plan.currency), Money(all_ - taken, plan.currency), worst,
        waiting.number if waiting else None, waiting.due if waiting else None, rest,
        _recommendation(plan, lines, today, unapplied), waiting is None,
        _since(waiting, worst, policy, window, calendar), used, gone,
    )  # fmt: skip


def _used(
    incoming: Iterable[tuple[date, int, str]], taken: int
) -> tuple[tuple[str, int], ...]:
    """What the first ``taken`` minor units of what came in were of."""
    used = list[tuple[str, int]]()
    for _, minor, ref in incoming:
        part = min(minor, taken)
        taken -= part
        if part:
            used.append((ref, part))
    return tuple(used)


def _unapplied(
    money: Iterable[Receipt | Settlement], used: Mapping[str, int], currency: str
) -> Money:
    """What lies unmatched of the receipts and has filled no instalment."""
    receipts = (each for each in money if isinstance(each, Receipt))
    left = sum(max(0, each.unapplied.minor - used.get(each.ref, 0)) for each in receipts)
    return Money(left, currency)


def _incoming(
    plan: Plan, money: Iterable[Receipt | Settlement], today: date
) -> Iterable[tuple[date, int, str]]:
    """Days, minor units and receipts that came in while the plan ran and are still there."""
    since, refs = plan.accepted_on, {item.ref for item in plan.items}
    if since is None:
        return
    until = min(today, plan.ended_on or today)
    for each in money:
        if isinstance(each, Settlement):
            if each.item in refs and since <= each.day <= until and each.cash.minor > 0:
                yield each.day, each.cash.minor, each.receipt
        elif came_while(plan, each, until) and (
            each.reversed_on is None or each.reversed_on > today
        ):
            yield each.value_date, each.amount.minor, each.ref


def _fill(
    due: Sequence[int], incoming: Sequence[tuple[date, int, str]]
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


def _window(policy: PlanPolicy, pattern: Pattern | None, unapplied: Money) -> int:
    """Days before the due day on which an instalment not filled begins to loom."""
    late = max(pattern.average_late, pattern.recent_late) // 10 if pattern else 0
    habit = min(max(late, 0), _HABIT_DAYS_MAX)
    money = policy.looming_days if unapplied.minor else 0
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


def _since(
    waiting: InstalmentWatch | None, state: str, policy: PlanPolicy, window: int,
    calendar: BusinessCalendar,
) -> date | None:  # fmt: skip
    """The day on which the first instalment not filled came into this state."""
    if waiting is None:
        return None
    one = timedelta(days=1)
    match state:
        case "looming":
            return waiting.due - window * one
        case "late":
            return waiting.due + one
        case "short" | "missed":
            return calendar.add_business_days(waiting.due, policy.late_business_days) + one
        case _:
            return None


def _recommendation(
    plan: Plan, lines: Sequence[InstalmentWatch], today: date, unapplied: Money
) -> str:
    """What an experienced collector would do now, in words."""
    if plan.ended_on is not None:
        return f"{plan.state} {short_day(plan.ended_on, today)}"
    behind = [line for line in lines if line.state in ("missed", "short", "late")]
    owing = Money(sum((x.amount - x.received).minor for x in behind), plan.currency)
    if behind and unapplied.minor >= owing.minor:
        return f"match the unapplied {unapplied} first"
    left = [line for line in lines if line.state not in DONE]
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
        gone = any(line.state == DROPPED for line in lines)
        return "nothing left: paid, credited or given up" if gone else "all paid"
    return "nothing to do"
