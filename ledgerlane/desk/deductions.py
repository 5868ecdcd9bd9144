"""Deductions: what customers keep of invoices, found in the ledger or said by somebody."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from ledgerlane.desk import accounts, own
from ledgerlane.desk.accounts import Who
from ledgerlane.desk.deciding import confirmed, denied
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.disputes import item_of, still_open, unsettled
from ledgerlane.desk.entry import ASKERS, CLERKS, MARKETING, append, require
from ledgerlane.desk.past import as_asked, question
from ledgerlane.domain import claims as rules
from ledgerlane.domain import disputes
from ledgerlane.domain.discounts import discount_days
from ledgerlane.domain.disputes import Dispute
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.events import DisputeOpened
from ledgerlane.domain.money import Money
from ledgerlane.domain.pending import CASH, by_item
from ledgerlane.domain.short_payments import BOOKS, EARNED, Paid, Short, find, of_books
from ledgerlane.store import deductions as store
from ledgerlane.store import plans as store_plans
from ledgerlane.store import rows, worked
from ledgerlane.store.accounts import AccountView
from ledgerlane.store.lens import EVERYBODY, Some, one
from ledgerlane.store.plans import DisputeRow
from ledgerlane.store.worked import Worked


@dataclass(frozen=True, slots=True)
class Found:
    """A short payment that nobody has explained, and whose it is."""

    customer: int
    number: str
    name: str
    short: Short


def list_(
    desk: Desk, *, state: str | None = None, customer: int | None = None
) -> list[DisputeRow]:
    """Deductions and disputes that somebody recorded, the oldest first."""
    with as_asked(desk):
        return own.only(
            desk, store_plans.disputes(desk.store, state=state, customer=customer)
        )


def found(desk: Desk, customer: int | None = None) -> list[Found]:
    """What receipts kept, in the books or by a match made here, or the books dispute, and nobody has taken up."""
    ask = question(desk)
    which: Some = EVERYBODY if customer is None else one(customer)
    with as_asked(desk):
        kept = _kept(desk, which)
        names = rows.customers(desk.store.db, which, ask.lens) if kept else {}
    lines = []
    for id_, items in kept.items():
        for each in items:
            if (who := names.get(id_)) is not None:
                shorts = _shorts(desk, each)
                lines += [Found(id_, who.number, who.name, short) for short in shorts]
    return sorted(lines, key=lambda line: (line.number, line.short.item.ref))


class _Kept(NamedTuple):
    """An item that may be paid short, less the cash that is pending; what else is pending of it, and who contests."""

    paid: Paid
    pending: int
    known: tuple[Dispute, ...]


def _kept(desk: Desk, which: Some) -> dict[int, list[_Kept]]:
    """Items of these customers that a receipt paid, in the books or by a match made here, or that the books dispute."""
    ask, per_cent = question(desk), desk.policy.deductions.short_per_cent
    ours = worked.load(desk.store, which, ask, {}, all_items=False)
    last = {ref: came for each in ours.values() for ref, came in _matched(each).items()}
    found_ = store.paid(desk.store.db, which, ask.lens, per_cent, last)
    made = defaultdict[int, list[_Kept]](list)
    for id_, items in found_.items():
        mine = ours.get(id_)
        pending = mine.pending if mine is not None else ()
        known = tuple(mine.dossier.disputes.values()) if mine is not None else ()
        cash = by_item(line for line in pending if line.kind == CASH)
        gone = by_item(line for line in pending if line.kind != CASH)
        for each in items:
            ref = each.item.ref
            paid = each.paid_here(*last[ref]) if ref in last else each
            paid = paid.less(cash.get(ref, 0))
            made[id_].append(_Kept(paid, gone.get(ref, 0), known))
    return dict(made)


def _matched(each: Worked) -> dict[str, tuple[str, date]]:
    """By item, the receipt that our people matched to it and its value date, the latest; only of what is used up."""
    came = (
        (row.value_date, row.cash.ref, line.item)
        for row in each.held
        if row.state != "reversed" and not row.unmatched
        for match in row.cash.matches
        for line in match.lines
        if line.item and line.cash.minor > 0
    )
    return {item: (receipt, day) for day, receipt, item in sorted(came)}


def _shorts(desk: Desk, kept: _Kept) -> list[Short]:
    """What of an item is kept and not taken up by a dispute of ours; a discount that was earned is nobody's."""
    paid, policy, known = kept.paid, desk.policy, kept.known
    item = paid.item
    left = max(0, item.open.minor - kept.pending)
    if item.disputed.minor > 0:
        contested = min(disputes.in_the_books(item, known).minor, left)
        found_ = of_books(paid, Money(contested, item.open.currency))
        return [found_] if found_ is not None else []
    free = max(0, disputes.collectable(item, known).minor - kept.pending)
    unit, rest = policy.sizes.unit(item.open.currency), Money(free, item.open.currency)
    is_taken_up = any(each.item == item.ref for each in known)
    shorts = find(paid, rest, policy.deductions, unit, discount_days(policy))
    return [each for each in shorts if each.what == EARNED or not is_taken_up]


def _short(desk: Desk, view: AccountView, item: str) -> tuple[str, Short | None]:
    """The receipt that paid an item (reference) last, or nothing, and what of the item somebody has to explain."""
    for each in _kept(desk, one(view.id)).get(view.id, ()):
        if each.paid.item.ref == item:
            shorts = (s for s in _shorts(desk, each) if s.what != EARNED)
            return each.paid.receipt, next(shorts, None)
    return "", None


def on_item(
    desk: Desk, view: AccountView, item: str, amount: Money | None, *, reason: str = "",
    note: str = "", capped: bool = False,
) -> DisputeOpened:  # fmt: skip
    """The fact that opens a deduction of an item. Inside ``store.writing()``.

    ``amount`` None: what was kept of it, else all that can be collected; ``capped``: at most
    ``amount`` of that. What the books call disputed is taken up, never added to; what is paid or
    credited here already, pending in the books, is not kept.
    """
    target = unsettled(view, item_of(view, item), desk.today)
    known = tuple(view.dossier.disputes.values())
    receipt, short = _short(desk, view, target.ref)
    kept = short.rest if short is not None else disputes.collectable(target, known)
    asked = kept if amount is None else min(amount, kept) if capped else amount
    return disputes.open_(
        desk.new_id("dispute"), target, asked, desk.today, disputes=known,
        reason=reason or (short.reason or short.what if short is not None else ""), note=note,
        receipt=receipt, books=short is not None and short.what == BOOKS,
    )  # fmt: skip


def receipt_of(desk: Desk, view: AccountView, fact: DisputeOpened) -> str:
    """The receipt that kept what a dispute is over, where the invoice was paid short by that much."""
    receipt, short = _short(desk, view, fact.item)
    if short is None or short.what == BOOKS or fact.amount.minor > short.rest.minor:
        return ""
    return receipt


def open_(
    desk: Desk, customer: Who, item: str, amount: Money | None = None, *, reason: str = "",
    note: str = "",
) -> str:  # fmt: skip
    """Record that so much of an item was kept, and why; the deduction's id.

    ``amount`` None: what was paid short of it, else all that can be collected.
    """
    with desk.store.writing():
        require(desk, (*ASKERS, *CLERKS), "record a deduction")
        view = accounts.show(desk, customer)
        fact = on_item(desk, view, item, amount, reason=reason, note=note)
        if not fact.books:
            still_open(view, fact.amount, desk.today)
        append(desk, {f"customer:{view.customer.ref}": [fact]})
    return fact.dispute


def _load(desk: Desk, name: str) -> tuple[Dispute, AccountView]:
    id_, customer = store_plans.deduction(desk.store, name)
    view = accounts.load(desk, customer)
    found_ = view.dossier.disputes.get(id_)
    if found_ is None:
        msg = f"the deduction {id_} was not opened yet on {desk.today.isoformat()}"
        raise Refused(msg)
    return found_, view


def confirm(desk: Desk, name: str, amount: Money | None = None, note: str = "") -> str:
    """Say without a claim that so much (None: all that no claim is matched to) is right; the credit memo."""
    with desk.store.writing():
        require(desk, MARKETING, "confirm a deduction")
        dispute, view = _load(desk, name)
        part = amount or rules.unmatched(dispute, view.claims)
        reason = dispute.reason or "other"
        return confirmed(desk, view, [(dispute, part)], reason=reason, note=note)


def deny(desk: Desk, name: str, note: str, amount: Money | None = None) -> Money:
    """Say without a claim that so much is not right: it is chased again; how much."""
    with desk.store.writing():
        require(desk, MARKETING, "deny a deduction")
        dispute, view = _load(desk, name)
        part = amount or rules.unmatched(dispute, view.claims)
        return denied(desk, view, [(dispute, part)], note=note)


def reopen(desk: Desk, name: str, why: str) -> Money:
    """Say that a denial does not hold; what is open again."""
    with desk.store.writing():
        require(desk, (*MARKETING, *ASKERS), "reopen a deduction")
        dispute, view = _load(desk, name)
        fact = rules.reopen(dispute, desk.today, why)
        append(desk, {f"customer:{view.customer.ref}": [fact]})
    return Money(dispute.denied, dispute.amount.currency)
