"""Giving up a balance: the evidence, what is asked, and what the books then say.

Who may agree is a matter of all requests (`ledgerlane.domain.requests`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, NamedTuple, TypeVar

from ledgerlane.domain import requests
from ledgerlane.domain.account import Item, Receipt, Settlement
from ledgerlane.domain.errors import NotPermitted, Refused
from ledgerlane.domain.events import RecoveryReversed, WriteOffRecovered, WriteOffRequested
from ledgerlane.domain.money import Money
from ledgerlane.domain.policy import COLLECTABLE_PER_MILLE, Policy
from ledgerlane.domain.requests import NOTHING, WRITE_OFF, Request, said
from ledgerlane.domain.risk import collectable_per_mille

Name = TypeVar("Name", int, str)


@dataclass(frozen=True, slots=True)
class Worked:
    """What was done about an account, for the evidence: days of calls, outcomes of promises.

    ``claims`` and ``goods_back`` are lines as they are to be read; ``collectable`` are the
    policy's points of `risk.collectable_per_mille`.
    """

    spoke_on: tuple[date, ...] = ()
    attempts: int = 0
    promises: tuple[str, ...] = ()  # their states
    plans: tuple[str, ...] = ()  # their states
    disputes_open: int = 0
    escalated: str = ""
    letters: int = 0
    claims: tuple[str, ...] = ()
    goods_back: tuple[str, ...] = ()
    guarantees: int = 0  # of its plans
    collectable: tuple[tuple[int, int], ...] = COLLECTABLE_PER_MILLE


def evidence(items: Iterable[Item], worked: Worked, as_of: date) -> tuple[str, ...]:
    """Lines for the approver, assembled from the history; the same history, the same lines."""
    spoke = sorted(worked.spoke_on)
    kept, still_open = (worked.promises.count(state) for state in ("kept", "open"))
    lines = [
        f"calls {worked.attempts + len(spoke)}"
        + (f" (last spoke {spoke[-1].isoformat()})" if spoke else " (never reached)"),
        f"promises {len(worked.promises)}, kept {kept}"
        + (f", {still_open} open" if still_open else ""),
    ]
    if worked.letters:
        lines.append(f"letters and mails {worked.letters}")
    if worked.plans:
        lines.append(f"plans {len(worked.plans)}: {', '.join(sorted(worked.plans))}")
    if worked.disputes_open:
        lines.append(f"open disputes {worked.disputes_open}")
    lines += [*worked.claims, *worked.goods_back]
    if worked.guarantees:
        lines.append(f"personal guarantees {worked.guarantees}")
    if worked.escalated:
        lines.append(f"escalated to {worked.escalated}")
    late = sorted(items, key=lambda item: (item.due, item.ref))
    lines += [
        f"item {item.number} open {item.open}, due {item.due.isoformat()}"
        f" ({max(0, item.days_past_due(as_of))} d)"
        for item in late
    ]
    if late:
        days = max(0, late[0].days_past_due(as_of))
        chance = collectable_per_mille(days, worked.collectable)
        lines.append(f"chance of collection {chance // 10}.{chance % 10} % at {days} d")
    return tuple(lines)


def request(
    request_id: str,
    customer: str,
    asked: Sequence[tuple[Item, Money]],
    reason: str,
    policy: Policy,
    on: date,
    *,
    evidence_lines: tuple[str, ...] = (),
    tax_relief: bool = False,
    note: str = "",
    elsewhere: Mapping[str, Money] = NOTHING,
) -> WriteOffRequested:
    """Ask for these amounts of these items to be given up. ``reason`` is a code of the policy.

    ``elsewhere``: what of each item other requests ask for, or gave up already.
    """
    known = {entry.code: entry.words for entry in policy.write_offs.reasons}
    if reason not in known:
        msg = f"{reason or 'nothing'!r} is no reason for a write-off; known are {', '.join(known)}."
        raise Refused(msg)
    fact = requests.ask(
        WRITE_OFF, request_id, customer, asked, reason, on, evidence_lines=evidence_lines,
        tax_relief=tax_relief, note=note, elsewhere=elsewhere,
    )  # fmt: skip
    assert isinstance(fact, WriteOffRequested)
    return fact


def recover(
    asked: Request, recovery: str, amount: Money, by: str, on: date, receipt: str = "",
    note: str = "",
) -> WriteOffRecovered:  # fmt: skip
    """Record money that came after the write-off, never by who asked for it or agreed to it.

    Refused: not approved, another currency, before the approval, more than is still missing.
    """
    if by in asked.parties:
        msg = f"{by} has part in the write-off {asked.id}; somebody else must record its money."
        raise NotPermitted(msg)
    if asked.kind != WRITE_OFF or asked.state != "approved":
        msg = f"{asked.id} is a {asked.kind}, {asked.state}; only an approved write-off can be recovered."
        raise Refused(msg)
    assert asked.decided_on is not None, asked
    if on < asked.decided_on:
        msg = f"{asked.id} was approved on {asked.decided_on.isoformat()}; nothing was recovered on {on.isoformat()}"
        raise Refused(msg)
    if amount.currency != asked.amount.currency:
        msg = f"{asked.id} is in {asked.amount.currency}, not {amount.currency}."
        raise Refused(msg)
    left = asked.amount - asked.recovered
    if not 0 < amount.minor <= left.minor:
        msg = f"{asked.id}: {amount} cannot be recovered; {left} of {asked.amount} is still missing."
        raise Refused(msg)
    return WriteOffRecovered(
        on=on,
        request=asked.id,
        recovery=recovery,
        amount=amount,
        receipt=receipt,
        note=note,
    )


def take_recovery_back(
    asked: Request, recovery: str, by: str, on: date, reason: str
) -> RecoveryReversed:
    """Record that a recovery bounced, or was none: its id, or the beginning. Refused for one that does not stand."""
    if by in asked.parties:
        msg = f"{by} has part in the write-off {asked.id}; somebody else must handle its money."
        raise NotPermitted(msg)
    standing = [each for each in asked.recoveries if each.back_on is None]
    named = [each for each in standing if recovery and each.id.startswith(recovery)]
    found = named[0] if len(named) == 1 else None
    if found is None:
        known = ", ".join(each.id for each in standing) or "none"
        msg = f"{asked.id} has no recovery {recovery!r}; known are {known}."
        raise Refused(msg)
    if on < found.on:
        msg = f"{found.id} came on {found.on.isoformat()}; it cannot be taken back on {on.isoformat()}"
        raise Refused(msg)
    return RecoveryReversed(on=on, request=asked.id, recovery=found.id, reason=said(reason))


def still_pending(
    approved: Sequence[tuple[int, int]], falls: Iterable[tuple[int, int]], *,
    cash: int, booked: int, opened: int,
) -> list[int]:  # fmt: skip
    """What of each amount written off here an item's books do not show yet (rulings.md 20).

    ``approved``: (import seen when it was asked, minor units), oldest first; ``falls`` of the
    open amount: (import, minor units). ``booked`` is what the books call written off, ``cash``
    what receipts explain. Of the rest a fall that is one of the amounts, or all that are left
    together, is the books' own entry; any other fall is money that nobody explained. Never
    more than is ``opened`` together.
    """
    left = [minor for _, minor in approved]
    _take(left, booked)
    explained = cash + booked
    for at, fall in falls:
        known = min(explained, fall)
        explained -= known
        shown = fall - known
        mine = [n for n, (since, _) in enumerate(approved) if since < at and left[n]]
        alike = [n for n in mine if left[n] == shown][:1]
        if shown and shown == sum(left[n] for n in mine):
            alike = mine
        for n in alike:
            left[n] = 0
    rest = list(left)
    _take(rest, max(opened, 0))
    return [minor - over for minor, over in zip(left, rest, strict=True)]


def shown_as_paid(
    receipts: Iterable[Receipt], settled: Mapping[str, Sequence[Settlement]],
    known: Iterable[Request],
) -> frozenset[str]:  # fmt: skip
    """The receipts (by reference) that nobody paid: the books' own entry of what was given up here.

    A fall of an item that no receipt explains is taken for money (rulings.md 19). Where it is one
    of the amounts that were asked for before and approved, or all of them, it is their entry;
    each is once.
    """
    asked = [
        Asked(line.ref, each.asked_t, line.amount.minor)
        for each in known
        if each.state == "approved"
        for line in each.items
    ]
    falls = (
        Fall(receipt.ref, line.item, receipt.known_ms, line.cash.minor)
        for receipt in receipts
        if receipt.inferred
        for line in settled.get(receipt.ref, ())
    )
    return entries_of(falls, asked)


class Asked(NamedTuple):
    """What was asked for of an item, and approved: when (microseconds of the clock), minor units."""

    item: str
    t: int
    minor: int


class Fall(NamedTuple, Generic[Name]):
    """What an item fell by without a receipt, and when the book learnt of it (clock milliseconds)."""

    name: Name
    item: str
    known_ms: int
    minor: int


def entries_of(falls: Iterable[Fall[Name]], asked: Iterable[Asked]) -> frozenset[Name]:
    """The falls (by name) that are the books' entry of what was asked for; each is once."""
    waiting = defaultdict[str, list[Asked]](list)
    for each in asked:
        waiting[each.item].append(each)
    found = set[Name]()
    for fall in sorted(falls, key=lambda each: (each.known_ms, str(each.name))):
        before = [each for each in waiting[fall.item] if each.t < fall.known_ms * 1000]
        shown = [each for each in before if each.minor == fall.minor][:1]
        if before and sum(each.minor for each in before) == fall.minor:
            shown = before
        for each in shown:
            waiting[fall.item].remove(each)
            found.add(fall.name)
    return frozenset(found)


def _take(amounts: list[int], minor: int) -> None:
    """Take so much off the amounts, from the first on."""
    for at, amount in enumerate(amounts):
        part = min(amount, minor)
        amounts[at] -= part
        minor -= part
