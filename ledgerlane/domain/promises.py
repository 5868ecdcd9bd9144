"""Promises to pay: made, replaced, and judged on what came in (procedure.md 5, rulings.md 26)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from ledgerlane.domain.account import Item, Receipt
from ledgerlane.domain.calendar import BusinessCalendar
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.events import PromiseMade, PromiseWithdrawn
from ledgerlane.domain.money import Money, minor_digits, round_half_even
from ledgerlane.domain.policy import Promises as PromisePolicy

STATES = ("open", "kept", "partly kept", "broken", "superseded", "withdrawn")

_WORKING_DAYS = BusinessCalendar()
_POLICY = PromisePolicy()


@dataclass(frozen=True, slots=True)
class Promise:
    """This much by that day, as recorded. ``t``: microseconds of the clock.

    ``ended`` is ``superseded`` or ``withdrawn`` from ``ended_on``, or ``""``; ``rivals``
    are promises made at the same time by somebody who had not seen this one.
    """

    id: str
    amount: Money
    due: date
    items: tuple[str, ...]
    made_on: date
    t: int
    actor: str
    by: str = ""
    reason: str = ""
    channel: str = "phone"
    note: str = ""
    ended: str = ""
    ended_on: date | None = None
    rivals: tuple[str, ...] = ()


class Verdict(NamedTuple):
    """How a promise stands. ``judged_on``: the day the verdict fell or, while open, will fall."""

    state: str
    received: Money
    judged_on: date


def allowance(amount: Money, policy: PromisePolicy = _POLICY) -> Money:
    """How much less than promised still keeps it: the larger of the amount and the per cent."""
    absolute = policy.tolerance_units * 10 ** minor_digits(amount.currency)
    share = round_half_even(Fraction(amount.minor * policy.tolerance_per_cent, 100))
    return Money(min(max(absolute, share), max(amount.minor - 1, 0)), amount.currency)


def verdict_day(
    due: date, policy: PromisePolicy = _POLICY, calendar: BusinessCalendar = _WORKING_DAYS
) -> date:
    """The day at whose end a promise is judged: promised date + grace in business days."""
    return calendar.add_business_days(due, policy.grace_business_days)


def counts_for(receipt: Receipt, promise: Promise, today: date) -> bool:
    """Whether this money came after the promise was made, and is still there.

    Of the day itself it counts if the book did not know of it when the promise was made.
    """
    if receipt.amount.currency != promise.amount.currency or receipt.amount.minor <= 0:
        return False
    if receipt.reversed_on is not None and receipt.reversed_on <= today:
        return False
    if receipt.value_date == promise.made_on:
        return receipt.known_ms * 1000 > promise.t
    return receipt.value_date > promise.made_on


def judge(
    promise: Promise,
    receipts: Iterable[Receipt],
    policy: PromisePolicy,
    today: date,
    others: Iterable[Promise] = (),
    calendar: BusinessCalendar = _WORKING_DAYS,
) -> Verdict:
    """The verdict on one promise; see `judge_all`, which is cheaper for several."""
    rest = [other for other in others if other.id != promise.id]
    return judge_all([promise, *rest], receipts, policy, today, calendar)[promise.id]


def judge_all(
    promises: Iterable[Promise],
    receipts: Iterable[Receipt],
    policy: PromisePolicy,
    today: date,
    calendar: BusinessCalendar = _WORKING_DAYS,
) -> dict[str, Verdict]:
    """The verdict on each promise of one customer, as of the end of business of ``today``.

    Money is counted once: of two promises in a currency the earlier date takes it first.
    A promise is kept on the day the money suffices; short of that it is open until the
    verdict day is over, and then partly kept or broken.
    """
    money = sorted(receipts, key=lambda receipt: (receipt.value_date, receipt.ref))
    left = [receipt.amount.minor for receipt in money]
    verdicts: dict[str, Verdict] = {}
    for promise in sorted(promises, key=lambda each: (each.due, each.t, each.id)):
        if promise.made_on > today:
            continue
        verdict, used = _judged(promise, money, left, policy, today, calendar)
        verdicts[promise.id] = verdict
        if verdict.state not in ("superseded", "withdrawn"):
            for place, minor in used:
                left[place] -= minor
    return verdicts


def _judged(
    promise: Promise,
    money: Sequence[Receipt],
    left: Sequence[int],
    policy: PromisePolicy,
    today: date,
    calendar: BusinessCalendar,
) -> tuple[Verdict, list[tuple[int, int]]]:
    """The verdict, and how much of which receipt it rests on."""
    judged_on = verdict_day(promise.due, policy, calendar)
    ended_on = promise.ended_on if promise.ended else None
    ended = ended_on is not None and ended_on <= today
    last = min(judged_on, today)
    if ended and ended_on is not None:
        last = min(last, ended_on)
    enough = promise.amount.minor - allowance(promise.amount, policy).minor
    received, kept_on, used = 0, last, list[tuple[int, int]]()
    for place, receipt in enumerate(money):
        if receipt.value_date > last or received >= promise.amount.minor:
            break
        if left[place] <= 0 or not counts_for(receipt, promise, today):
            continue
        part = min(left[place], promise.amount.minor - received)
        used.append((place, part))
        if received < enough <= received + part:
            kept_on = receipt.value_date
        received += part
    amount = Money(received, promise.amount.currency)
    if received >= enough:
        return Verdict("kept", amount, kept_on), used
    if ended and ended_on is not None and ended_on <= judged_on:
        return Verdict(promise.ended, amount, ended_on), used
    if today <= judged_on:
        return Verdict("open", amount, judged_on), used
    return Verdict("partly kept" if received else "broken", amount, judged_on), used


def counting(open_promises: Iterable[Promise]) -> tuple[Money, date] | None:
    """What the open promises of one currency come to: rivals count once, earliest and smallest.

    Promises that do not contradict each other (other items) add up, due on the first day.
    """
    groups: list[list[Promise]] = []
    for promise in sorted(open_promises, key=lambda each: (each.t, each.id)):
        rivals = set(promise.rivals)
        group = next(
            (g for g in groups if any(o.id in rivals or promise.id in o.rivals for o in g)),
            None,
        )
        if group is None:
            groups.append([promise])
        else:
            group.append(promise)
    if not groups:
        return None
    currency = groups[0][0].amount.currency
    minor = sum(min(promise.amount.minor for promise in group) for group in groups)
    return Money(minor, currency), min(p.due for group in groups for p in group)


def covers(amount: Money, items: Iterable[Item], on: date) -> tuple[str, ...]:
    """The items an amount is for: overdue ones of its currency, oldest first, till it is used up.

    Where nothing is overdue, the open ones in the order of their due dates.
    """
    debts = [
        item
        for item in items
        if item.open.minor > 0 and item.open.currency == amount.currency
    ]
    overdue = [item for item in debts if item.due < on]
    left, found = amount.minor, list[str]()
    for item in sorted(overdue or debts, key=lambda item: (item.due, item.ref)):
        if left <= 0:
            break
        found.append(item.ref)
        left -= item.open.minor
    return tuple(found)


def make(
    promise: str,
    amount: Money,
    due: date,
    on: date,
    items: Iterable[Item] | None = None,
    *,
    refs: Sequence[str] = (),
    code: str = "p",
    channel: str = "phone",
    reason: str = "",
    by: str = "",
    note: str = "",
) -> PromiseMade:
    """Record a promise for the items ``refs``, by default the overdue ones, oldest first.

    Refused: an amount of zero or less. A day that is past is the caller's to ask about.
    """
    if amount.minor <= 0:
        msg = f"A promise needs an amount above zero, not {amount}"
        raise Refused(msg)
    chosen = tuple(refs) or covers(amount, items or (), on)
    return PromiseMade(
        on=on, promise=promise, amount=amount, due=due, items=chosen, code=code,
        channel=channel, reason=reason, by=by, note=note,
    )  # fmt: skip


def withdraw(promise: Promise, state: str, on: date, why: str = "") -> PromiseWithdrawn:
    """Record that an open promise does not stand any more. ``state`` is its verdict's."""
    if state != "open":
        msg = f"The promise of {promise.amount} by {promise.due.isoformat()} is already {state}"
        raise Refused(msg)
    return PromiseWithdrawn(on=on, promise=promise.id, why=why)
