"""Promises to pay: made, replaced, and judged on what came in (procedure.md 5, rulings.md 26)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import NamedTuple

from ledgerlane.domain.account import Item, Receipt, Settlement
from ledgerlane.domain.calendar import BusinessCalendar
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.events import PromiseMade, PromiseWithdrawn
from ledgerlane.domain.money import Money, minor_digits, round_half_even
from ledgerlane.domain.policy import Promises as PromisePolicy

JUDGED = ("kept", "partly kept", "broken")
"""What a promise can be judged to be: the share kept is of these."""
ENDED = ("superseded", "withdrawn")
"""Ended by who made it or the next one: never judged, and nothing counts on it."""
STATES = ("open", *JUDGED, *ENDED)

_WORKING_DAYS = BusinessCalendar()
_POLICY = PromisePolicy()
_NOTHING_SETTLED: Mapping[str, Sequence[Settlement]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Promise:
    """This much by that day, as recorded. ``t``: microseconds of the clock.

    ``ended`` is ``superseded`` or ``withdrawn`` from ``ended_on``, or ``""``; ``rivals``
    are promises made at the same time by somebody who had not seen this one. ``named``: they
    said for which ``items``, else those are what the amount covers. ``act`` is the command
    that recorded it: what was promised in one call stands together.
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
    named: bool = False
    act: str = ""

    @property
    def stands(self) -> bool:
        """Whether it was neither replaced nor withdrawn."""
        return not self.ended


class _Piece(NamedTuple):
    """What a receipt paid of one item; of ``""``: what nobody has said of it yet."""

    receipt: Receipt
    item: str


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
    settled: Mapping[str, Sequence[Settlement]] = _NOTHING_SETTLED,
) -> dict[str, Verdict]:
    """The verdict on each promise of one customer, as of the end of business of ``today``.

    Money is counted once: of two promises in a currency the earlier date takes it first.
    ``settled`` says, by receipt, what it paid: a promise for invoices that were named counts
    what paid those and what nobody has matched yet, and no other promise counts what paid them.
    A promise is kept on the day the money suffices; short of that it is open until the
    verdict day is over, and then partly kept or broken.
    """
    known = [promise for promise in promises if promise.made_on <= today]
    left = _pieces(receipts, settled) if known else {}
    named = [promise for promise in known if promise.named and promise.stands]
    verdicts: dict[str, Verdict] = {}
    for promise in sorted(known, key=lambda each: (each.due, each.t, each.id)):
        others = [each for each in named if each.id != promise.id]
        mine = [piece for piece in left if _is_for(piece, promise, others, today)]
        mine.sort(key=lambda piece: _first(piece, promise))
        verdict, used = _judged(promise, mine, left, policy, today, calendar)
        verdicts[promise.id] = verdict
        if verdict.state not in ("superseded", "withdrawn"):
            for piece, minor in used:
                left[piece] -= minor
    return verdicts


def _pieces(
    receipts: Iterable[Receipt], settled: Mapping[str, Sequence[Settlement]]
) -> dict[_Piece, int]:
    """The money by what it paid, in minor units; of a receipt never more than it is."""
    found: dict[_Piece, int] = {}
    for receipt in sorted(receipts, key=lambda each: (each.value_date, each.ref)):
        rest = receipt.amount.minor
        for line in settled.get(receipt.ref, ()):
            part = min(max(line.cash.minor, 0), rest)
            piece = _Piece(receipt, line.item)
            found[piece] = found.get(piece, 0) + part
            rest -= part
        found[_Piece(receipt, "")] = rest
    return found


def _is_for(piece: _Piece, promise: Promise, named: Iterable[Promise], today: date) -> bool:
    """Whether this money came for the promise, and not for one of those ``named`` for its item."""
    if not counts_for(piece.receipt, promise, today):
        return False
    if not piece.item or piece.item in promise.items:
        return True
    if promise.named:
        return False
    return not any(
        piece.item in other.items and counts_for(piece.receipt, other, today)
        for other in named
    )


def _first(piece: _Piece, promise: Promise) -> tuple[date, str, bool, bool]:
    """Money in the order it came; of a receipt what paid the promise's own items first."""
    receipt = piece.receipt
    return (
        receipt.value_date,
        receipt.ref,
        piece.item not in promise.items,
        bool(piece.item),
    )


def _judged(
    promise: Promise,
    mine: Sequence[_Piece],
    left: Mapping[_Piece, int],
    policy: PromisePolicy,
    today: date,
    calendar: BusinessCalendar,
) -> tuple[Verdict, list[tuple[_Piece, int]]]:
    """The verdict on what came for it, and how much of which piece of money it rests on."""
    judged_on = verdict_day(promise.due, policy, calendar)
    ended_on = promise.ended_on if promise.ended else None
    ended = ended_on is not None and ended_on <= today
    last = min(judged_on, today)
    if ended and ended_on is not None:
        last = min(last, ended_on)
    enough = promise.amount.minor - allowance(promise.amount, policy).minor
    received, kept_on, used = 0, last, list[tuple[_Piece, int]]()
    for piece in mine:
        if piece.receipt.value_date > last or received >= promise.amount.minor:
            break
        part = min(left[piece], promise.amount.minor - received)
        if part <= 0:
            continue
        used.append((piece, part))
        if received < enough <= received + part:
            kept_on = piece.receipt.value_date
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


def planned_instead(
    promises: Mapping[str, Promise], verdicts: Mapping[str, Verdict], planned: Collection[str],
    items: Iterable[Item],
) -> tuple[str, ...]:  # fmt: skip
    """The open promises (ids) of which all that is still open went into a plan over these items."""
    still = {item.ref for item in items if item.open.minor > 0}
    return tuple(
        name
        for name, each in promises.items()
        if name in verdicts
        and verdicts[name].state == "open"
        and (left := still & set(each.items))
        and left <= set(planned)
    )


def ended_by_plans(
    promises: Mapping[str, Promise], agreed: Iterable[tuple[date, Collection[str]]]
) -> dict[str, Promise]:
    """The promises, superseded where a plan took their place: of each plan its day and the promises it ends."""
    found = dict(promises)
    for on, ends in agreed:
        for name in ends:
            if name in found and found[name].stands:
                found[name] = replace(
                    found[name], ended="superseded", ended_on=on, rivals=()
                )
    return found


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


def same_matter(promise: Promise, currency: str, items: Collection[str]) -> bool:
    """Whether a promise for these items takes the place of one that is open."""
    if promise.amount.currency != currency:
        return False
    return not promise.items or not items or not set(promise.items).isdisjoint(items)


def make(
    promise: str,
    amount: Money,
    due: date,
    on: date,
    items: Iterable[Item] | None = None,
    *,
    refs: Sequence[str] = (),
    of: Money | None = None,
    code: str = "p",
    channel: str = "phone",
    reason: str = "",
    by: str = "",
    note: str = "",
) -> PromiseMade:
    """Record a promise for the items ``refs``, by default the overdue ones, oldest first.

    ``of`` is all that was promised in the call, where this is a part of it. Refused: an amount
    of zero or less. A day that is past is the caller's to ask about.
    """
    if amount.minor <= 0:
        msg = f"A promise needs an amount above zero, not {amount}"
        raise Refused(msg)
    chosen = tuple(refs) or covers(of or amount, items or (), on)
    return PromiseMade(
        on=on, promise=promise, amount=amount, due=due, items=chosen, code=code,
        channel=channel, reason=reason, by=by, note=note, named=bool(refs),
    )  # fmt: skip


def withdraw(promise: Promise, state: str, on: date, why: str = "") -> PromiseWithdrawn:
    """Record that an open promise does not stand any more. ``state`` is its verdict's."""
    if state != "open":
        msg = f"The promise of {promise.amount} by {promise.due.isoformat()} is already {state}"
        raise Refused(msg)
    return PromiseWithdrawn(on=on, promise=promise.id, why=why)
