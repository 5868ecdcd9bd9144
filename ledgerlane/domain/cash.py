"""Receipts in our hands: posted before the books show them, identified, matched, reversed.

The history of one receipt (`receipt:REF`) owns what it was matched to (sync.md). Functions
take what is known and return what to record, or refuse; the fold never refuses.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ledgerlane.domain.apart import contradicting
from ledgerlane.domain.cash_facts import (
    CashIdentified,
    CashMatched,
    CashPosted,
    CashReversed,
    CashUnmatched,
    MatchLine,
)
from ledgerlane.domain.errors import NotPermitted, Refused
from ledgerlane.domain.fact import Event
from ledgerlane.domain.money import MAX_MINOR, Money
from ledgerlane.domain.requests import UNDECIDED, Request
from ledgerlane.domain.settling import OpenItem
from ledgerlane.domain.told import PLAIN, Names
from ledgerlane.domain.undoing import in_order, undone_ids


@dataclass(frozen=True, slots=True)
class Match:
    """What of a receipt was said to be for which items. ``t``: microseconds of the clock."""

    id: str
    customer: str
    lines: tuple[MatchLine, ...]
    rule: str
    on: date
    t: int
    actor: str
    disputes: tuple[str, ...] = ()
    event: Event | None = None


@dataclass(frozen=True, slots=True)
class CashReceipt:
    """A receipt as its events leave it. ``amount`` None: it is the ledger's, which knows it.

    ``customer`` is whom our people say it is of, or ``""``; ``matches`` are of that
    customer's items alone. ``t`` and ``posted_by`` are of its first event.
    """

    ref: str
    posted_by: str
    posted_on: date
    t: int
    amount: Money | None = None
    value_date: date | None = None
    customer: str = ""
    reference: str = ""
    method: str = ""
    payer: str = ""
    remittance: str = ""
    matches: tuple[Match, ...] = ()
    reversed_on: date | None = None
    reversed_t: int = 0  # when that was said
    sides: tuple[Event, ...] = ()  # said apart whose it is, and not alike: the last counts


def fold(events: Iterable[Event]) -> CashReceipt | None:
    """What became of a receipt, the same whatever order its events came in; None: nothing.

    One that was posted here is nothing without its posting, whatever else is said of it.
    """
    ordered = in_order({event.id: event for event in events}.values())
    gone = undone_ids(ordered)
    made: CashReceipt | None = None
    matches: dict[str, Match] = {}
    named = list[Event]()
    for event in ordered:
        fact = event.fact
        if event.id in gone:
            continue
        if isinstance(fact, CashIdentified):
            named.append(event)
        if isinstance(fact, CashPosted | CashIdentified | CashMatched | CashReversed):
            made = made or CashReceipt(fact.receipt, event.actor, fact.on, event.t)
        if isinstance(fact, CashMatched):
            matches[fact.match] = Match(
                fact.match, fact.customer, fact.lines, fact.rule, fact.on, event.t,
                event.actor, fact.disputes, event,
            )  # fmt: skip
        elif isinstance(fact, CashUnmatched):
            for name in fact.matches:
                matches.pop(name, None)
        elif made is not None:
            made = _changed(made, event)
    if made is None or (made.amount is None and "/" not in made.ref):
        return None
    whose = made.customer or next((each.customer for each in matches.values()), "")
    kept = tuple(each for each in matches.values() if each.customer == whose)
    named += [each.event for each in matches.values() if each.event is not None]
    sides = contradicting(
        in_order(named), lambda event: getattr(event.fact, "customer", "")
    )
    return replace(made, customer=whose, matches=kept, sides=sides)


def _changed(made: CashReceipt, event: Event) -> CashReceipt:
    match event.fact:
        case CashPosted() as fact if made.amount is None:
            return replace(
                made, amount=fact.amount, value_date=fact.value_date, customer=fact.customer,
                reference=fact.reference, method=fact.method, payer=fact.payer,
                remittance=fact.remittance, posted_by=event.actor, posted_on=fact.on,
            )  # fmt: skip
        case CashIdentified() as fact:
            return replace(made, customer=fact.customer)
        case CashReversed() as fact if made.reversed_on is None:
            return replace(made, reversed_on=fact.on, reversed_t=event.t)
        case _:
            return made


def post(
    receipt: str, amount: Money, value_date: date, on: date, *, customer: str = "",
    reference: str = "", method: str = "", payer: str = "", remittance: str = "",
) -> CashPosted:  # fmt: skip
    """Record money that came in before the books show it.

    Refused: an amount of zero or less, one that is too large, a value date after ``on``.
    """
    if not 0 < amount.minor <= MAX_MINOR:
        msg = f"A receipt needs an amount above zero and up to {Money(MAX_MINOR, amount.currency)}, not {amount}"
        raise Refused(msg)
    if value_date > on:
        msg = f"Money valued {value_date.isoformat()} cannot be posted on {on.isoformat()}, before it came"
        raise Refused(msg)
    return CashPosted(
        on=on, receipt=receipt, amount=amount, value_date=value_date, customer=customer,
        reference=reference, method=method, payer=payer, remittance=remittance,
    )  # fmt: skip


def identify(
    receipt: str, known: CashReceipt | None, customer: str, on: date, names: Names = PLAIN
) -> CashIdentified:
    """Say whose money it is. Refused while it is matched to another customer's items."""
    if known is not None:
        _not_reversed(known)
        if known.customer == customer:
            msg = f"{receipt} is {names.customer(customer)}'s already"
            raise Refused(msg)
        if known.matches:
            whose = names.customer(known.customer)
            msg = f"{receipt} is matched to items of {whose}; unmatch it first"
            raise Refused(msg)
    return CashIdentified(on=on, receipt=receipt, customer=customer)


def match(
    receipt: str, known: CashReceipt | None, name: str, left: Money,
    lines: Sequence[MatchLine], items: Mapping[str, OpenItem], on: date, *,
    rule: str = "by hand", disputes: tuple[str, ...] = (), names: Names = PLAIN,
) -> CashMatched:  # fmt: skip
    """Say what a receipt is for. ``left`` is what of it is not used; ``items`` what can be paid.

    Refused: an item twice or not open, more than is open of it or left of the receipt,
    another currency, items of several customers, a tolerance without a reason.
    """
    if known is not None:
        _not_reversed(known)
    paid = [line for line in lines if line.item]
    if not paid:
        msg = "Name at least one item that the receipt pays."
        raise Refused(msg)
    if len({line.item for line in paid}) != len(paid):
        msg = "An item can be in a match once."
        raise Refused(msg)
    for line in lines:
        _line(line, left, items)
    used = sum(line.cash.minor for line in lines)
    if not 0 < used <= left.minor:
        asked = Money(used, left.currency)
        msg = f"{receipt}: {asked} cannot be matched; {left} of it is left."
        raise Refused(msg)
    whose = {items[line.item].customer for line in paid}
    if known is not None and known.customer:
        whose.add(known.customer)
    if len(whose) > 1:
        several = ", ".join(sorted(map(names.customer, whose)))
        msg = f"{receipt} cannot pay items of several customers: {several}."
        raise Refused(msg)
    return CashMatched(
        on=on, receipt=receipt, match=name, customer=whose.pop(), lines=tuple(lines), rule=rule,
        disputes=disputes,
    )  # fmt: skip


def _line(line: MatchLine, left: Money, items: Mapping[str, OpenItem]) -> None:
    """Refuse a line that pays what cannot be paid."""
    if {line.cash.currency, line.discount.currency, line.tolerance.currency} != {
        left.currency
    }:
        msg = f"The receipt is in {left.currency}; {line.cash} cannot be matched of it."
        raise Refused(msg)
    if line.tolerance.minor and not line.reason:
        msg = f"Say why {line.tolerance} is not pursued."
        raise Refused(msg)
    if not line.item:
        if line.cash.minor <= 0 or line.settles != line.cash:
            msg = f"What pays no item must be an amount of the receipt, not {line.cash}."
            raise Refused(msg)
        return
    item = items.get(line.item)
    if item is None:
        msg = f"{line.item} is not open."
        raise Refused(msg)
    if item.open.currency != left.currency:
        msg = f"{item.number} is in {item.open.currency}, the receipt in {left.currency}."
        raise Refused(msg)
    least = min(line.cash.minor, line.discount.minor, line.tolerance.minor)
    credit = item.open.minor < 0
    if credit and not item.open.minor <= line.settles.minor == line.cash.minor < 0:
        msg = f"{item.number}: {-line.cash} cannot be used; {-item.open} of the credit is open."
        raise Refused(msg)
    if not credit and (least < 0 or not 0 < line.settles.minor <= item.open.minor):
        msg = f"{item.number}: {line.settles} cannot be settled; {item.open} is open."
        raise Refused(msg)


def unmatch(
    receipt: str, known: CashReceipt | None, names: Collection[str], on: date, why: str = ""
) -> CashUnmatched:
    """Say that matches do not hold; without ``names`` all of the receipt's. Refused once it bounced."""
    if known is not None:
        _not_reversed(known)
    have = {each.id for each in known.matches} if known is not None else set[str]()
    wrong = sorted(set(names) - have)
    if wrong or not have:
        missing = f"no match {wrong[0]!r}" if wrong else "not matched"
        msg = f"{receipt}: {missing}; there is nothing to take back"
        raise Refused(msg)
    return CashUnmatched(
        on=on, receipt=receipt, matches=tuple(sorted(names or have)), why=why
    )


def built_on(events: Iterable[Event], act: Collection[str]) -> bool:
    """Whether matches stand that need what these of a receipt's events (ids) did.

    A posting carries every match, a word on whose it is or what was freed the later ones.
    """
    events = list(events)
    bases = [
        event
        for event in events
        if event.id in act
        and isinstance(event.fact, CashPosted | CashIdentified | CashUnmatched)
    ]
    if not bases:
        return False
    posted = any(isinstance(event.fact, CashPosted) for event in bases)
    since = min(event.t for event in bases)
    own = {e.fact.match for e in events if e.id in act and isinstance(e.fact, CashMatched)}
    known = fold(events)
    return known is not None and any(
        each.id not in own and (posted or each.t > since) for each in known.matches
    )


def reverse(receipt: str, known: CashReceipt | None, on: date, why: str) -> CashReversed:
    """Record that the bank took the money back. Refused twice, and without a reason."""
    if known is not None:
        _not_reversed(known)
    if not why.strip():
        msg = "Say why: whoever calls the customer reads it."
        raise Refused(msg)
    return CashReversed(on=on, receipt=receipt, why=why.strip())


def _not_reversed(known: CashReceipt) -> None:
    stands(known.ref, known.reversed_on)


def stands(receipt: str, bounced_on: date | None) -> None:
    """Refuse what is asked of a receipt that bounced, or was reversed: with the day."""
    if bounced_on is not None:
        msg = f"{receipt} bounced, it was reversed on {bounced_on.isoformat()}; it pays nothing."
        raise Refused(msg)


def keep_apart(
    actor: str, requests: Iterable[Request], refs: Collection[str], currency: str
) -> None:
    """Nobody handles cash for what they ask to write off, or agreed to (procedure.md 5, People).

    ``refs`` are the items it is for; empty: any of the customer's in that currency.
    Raises `NotPermitted`.
    """
    for asked in requests:
        if asked.state not in (*UNDECIDED, "approved") or actor not in asked.parties:
            continue
        if asked.amount.currency == currency and (
            not refs or any(line.ref in refs for line in asked.items)
        ):
            msg = f"{actor} has part in the {asked.kind} {asked.id}; somebody else must post and match its cash."
            raise NotPermitted(msg)
