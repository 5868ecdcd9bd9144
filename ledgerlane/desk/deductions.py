"""Deductions: what customers keep of invoices, found in the ledger or said by somebody."""

from __future__ import annotations

from dataclasses import dataclass

from ledgerlane.desk import accounts, own
from ledgerlane.desk.accounts import Who
from ledgerlane.desk.deciding import confirmed, denied
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.disputes import item_of, still_open
from ledgerlane.desk.entry import ASKERS, CLERKS, MARKETING, append, require
from ledgerlane.desk.past import as_asked, question
from ledgerlane.domain import claims as rules
from ledgerlane.domain import disputes
from ledgerlane.domain.discounts import discount_days
from ledgerlane.domain.disputes import Dispute
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.events import DisputeOpened
from ledgerlane.domain.money import Money
from ledgerlane.domain.short_payments import BOOKS, EARNED, Paid, Short, find, of_books
from ledgerlane.store import deductions as store
from ledgerlane.store import plans as store_plans
from ledgerlane.store import rows, worked
from ledgerlane.store.accounts import AccountView
from ledgerlane.store.lens import EVERYBODY, Some, one
from ledgerlane.store.plans import DisputeRow


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
    """What the ledger shows as kept or disputed and nobody has taken up, by customer."""
    ask = question(desk)
    which: Some = EVERYBODY if customer is None else one(customer)
    with as_asked(desk):
        paid = store.paid(
            desk.store.db, which, ask.lens, desk.policy.deductions.short_per_cent
        )
        ours = worked.load(desk.store, which, ask, {}, all_items=False) if paid else {}
        names = rows.customers(desk.store.db, which, ask.lens) if paid else {}
    lines = []
    for id_, items in paid.items():
        known = ours[id_].dossier.disputes.values() if id_ in ours else ()
        for each in items:
            if (who := names.get(id_)) is not None:
                shorts = _shorts(desk, each, tuple(known))
                lines += [Found(id_, who.number, who.name, short) for short in shorts]
    return sorted(lines, key=lambda line: (line.number, line.short.item.ref))


def _shorts(desk: Desk, paid: Paid, known: tuple[Dispute, ...]) -> list[Short]:
    """What of an item is kept and not taken up by a dispute of ours; a discount that was earned is nobody's."""
    item, policy = paid.item, desk.policy
    if item.disputed.minor > 0:
        contested = of_books(paid, disputes.in_the_books(item, known))
        return [contested] if contested is not None else []
    unit, rest = policy.sizes.unit(item.open.currency), disputes.collectable(item, known)
    is_taken_up = any(each.item == item.ref for each in known)
    found_ = find(paid, rest, policy.deductions, unit, discount_days(policy))
    return [each for each in found_ if each.what == EARNED or not is_taken_up]


def _short(desk: Desk, paid: Paid, known: tuple[Dispute, ...]) -> Short | None:
    """What of an item somebody has to explain."""
    return next((each for each in _shorts(desk, paid, known) if each.what != EARNED), None)


def on_item(
    desk: Desk, view: AccountView, item: str, amount: Money | None, *, reason: str = "",
    note: str = "", capped: bool = False,
) -> DisputeOpened:  # fmt: skip
    """The fact that opens a deduction of an item. Inside ``store.writing()``.

    ``amount`` None: what was kept of it, else all that can be collected; ``capped``: at most
    ``amount`` of that. What the books call disputed is taken up, never added to.
    """
    target = item_of(view, item)
    known = tuple(view.dossier.disputes.values())
    per_cent = desk.policy.deductions.short_per_cent
    paid = store.paid(desk.store.db, one(view.id), question(desk).lens, per_cent)
    mine = next(
        (each for each in paid.get(view.id, ()) if each.item.ref == target.ref), None
    )
    short = _short(desk, mine, known) if mine is not None else None
    kept = short.rest if short is not None else disputes.collectable(target, known)
    asked = kept if amount is None else min(amount, kept) if capped else amount
    return disputes.open_(
        desk.new_id("dispute"), target, asked, desk.today, disputes=known,
        reason=reason or (short.reason or short.what if short is not None else ""), note=note,
        receipt=mine.receipt if mine is not None else "",
        books=short is not None and short.what == BOOKS,
    )  # fmt: skip


def receipt_of(desk: Desk, view: AccountView, fact: DisputeOpened) -> str:
    """The receipt that kept what a dispute is over, where the invoice was paid short by that much."""
    per_cent = desk.policy.deductions.short_per_cent
    paid = store.paid(desk.store.db, one(view.id), question(desk).lens, per_cent)
    known = tuple(view.dossier.disputes.values())
    for each in paid.get(view.id, ()):
        short = _short(desk, each, known) if each.item.ref == fact.item else None
        if (
            short is not None
            and short.what != BOOKS
            and fact.amount.minor <= short.rest.minor
        ):
            return each.receipt
    return ""


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
            still_open(view, fact.amount)
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
