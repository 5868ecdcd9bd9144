"""Disputes at amount level: what the customer contests, and the answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from ledgerlane.desk import accounts, own
from ledgerlane.desk.accounts import Who
from ledgerlane.desk.deciding import credit, creditable, owed_back, owed_words
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.entry import COLLECTORS, MARKETING, Facts, append, append_act, require
from ledgerlane.desk.past import as_asked
from ledgerlane.domain import disputes as rules
from ledgerlane.domain.account import Item
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.events import NextStepSet
from ledgerlane.domain.money import Money
from ledgerlane.domain.told import name_of
from ledgerlane.store import plans as store_plans
from ledgerlane.store.accounts import AccountView
from ledgerlane.store.plans import DisputeRow

ANSWERERS = (*COLLECTORS, "marketing", "credit")


def list_(
    desk: Desk, *, state: str | None = None, customer: int | None = None
) -> list[DisputeRow]:
    """Disputes, the oldest first."""
    with as_asked(desk):
        return own.only(
            desk, store_plans.disputes(desk.store, state=state, customer=customer)
        )


def open_(
    desk: Desk, customer: Who, item: str, amount: Money | None = None, *,
    reason: str = "", note: str = "",
) -> str:  # fmt: skip
    """Record that ``amount`` of an item (None: all that can be collected) is contested; its id."""
    with desk.store.writing():
        require(desk, COLLECTORS, "record a dispute")
        view = accounts.show(desk, customer)
        found = unsettled(view, item_of(view, item), desk.today)
        known = view.dossier.disputes.values()
        fact = rules.open_(
            desk.new_id("dispute"), found, amount or rules.collectable(found, known), desk.today,
            disputes=known, reason=reason, note=note,
        )  # fmt: skip
        still_open(view, fact.amount, desk.today)
        append(desk, {f"customer:{view.customer.ref}": [fact]})
    return fact.dispute


def settle(desk: Desk, dispute: str, outcome: str, note: str = "") -> str:
    """Answer a dispute, by its id or its invoice: upheld, rejected or withdrawn; in words what came of it.

    Upheld of an open invoice asks for its credit memo, in the same act as `deductions.confirm`,
    and upheld of the account for what it names, the oldest due first; what is not open any more
    is not credited: what they paid of it is owed to them, and is the next step. What a receipt kept is marketing's to confirm.
    """
    with desk.store.writing():
        known = require(desk, ANSWERERS, "answer a dispute")
        id_, customer = store_plans.deduction(desk.store, dispute)
        view = accounts.load(desk, customer)
        found = view.dossier.disputes.get(id_)
        if found is None:
            msg = f"the dispute {id_} was not opened yet on {desk.today.isoformat()}"
            raise Refused(msg)
        waits = view.claims.waiting_of(id_)
        if waits and outcome != "withdrawn":
            msg = f"{waits} is matched to {id_}: marketing decides (claim confirm, claim deny)"
            raise Refused(msg)
        fact = rules.settle(found, outcome, desk.today, note)
        if outcome != "upheld":
            append(desk, {f"customer:{view.customer.ref}": [fact]})
            return outcome
        amount, agg = creditable(view, found), f"customer:{view.customer.ref}"
        owed = owed_back(desk, view, found)
        words = owed_words(view, [(found, owed)]) if owed.minor else ""
        facts: Facts = {agg: [fact]}
        if amount.minor:
            if found.receipt and not known.roles(desk.actor, desk.clock_day).intersection(
                MARKETING
            ):
                msg = f"a receipt kept {found.rest} of {id_}: marketing or admin says that it is right (deduction confirm {id_})"
                raise Refused(msg)
            memo, facts = credit(
                desk, view, [(found, amount)], reason=found.reason or "other", note=note,
                whole=True,
            )  # fmt: skip
        if words:
            step = NextStepSet(
                on=desk.today, due=desk.today, what=words, currency=owed.currency
            )
            facts = {**facts, agg: [*facts[agg], step]}
        append_act(desk, facts)
        more = f"; {words}" if words else ""
        if not amount.minor:
            return f"upheld; nothing of it is open, so there is nothing to credit{more}"
        gone = found.rest - amount
        less = f"; {gone} of it is not open any more" if gone.minor else ""
        return f"upheld; {memo} {amount} waits for somebody else's decision{less}{more}"


def still_open(view: AccountView, amount: Money, today: date) -> None:
    """Refuse to dispute more than is open, not pending in the books and not yet disputed of the whole account."""
    known, free = view.dossier.disputes.values(), accounts.free(view, today)
    items = [
        replace(item, open=free[item.ref].unsettled) if item.ref in free else item
        for item in view.items
    ]
    rest = rules.undisputed(items, known, amount.currency)
    if rest < amount:
        msg = f"only {rest} is open and not yet disputed; {amount} is more"
        raise Refused(msg)


def unsettled(view: AccountView, item: Item, today: date) -> Item:
    """The item with what is left of it when the books show what is paid and credited here. Refused where that is nothing."""
    free = accounts.free(view, today).get(item.ref)
    if free is None or free.unsettled == item.open:
        return item
    if not free.unsettled.minor:
        msg = f"{item.number} is paid or credited, pending in the books: nothing of it is open"
        raise Refused(msg)
    return replace(item, open=free.unsettled)


def item_of(view: AccountView, name: str) -> Item:
    """The open item with this document number or reference, or the key that its books have for it."""
    found = [item for item in view.items if name in (item.number, item.ref)]
    found = found or [item for item in view.items if name == name_of(item.ref)]
    if len(found) == 1:
        return found[0]
    number = view.customer.number
    if not found:
        msg = f"{number} has no open item {name!r}"
    else:
        msg = (
            f"{number} has several items {name!r}: {', '.join(item.ref for item in found)}"
        )
    raise Refused(msg)
