"""Disputes at amount level: the undisputed rest of an item stays collectable (procedure.md 2.2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ledgerlane.domain.account import Item
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.events import DisputeOpened, DisputeSettled
from ledgerlane.domain.money import Money

OUTCOMES = ("upheld", "rejected", "withdrawn")


@dataclass(frozen=True, slots=True)
class Dispute:
    """What the customer contests. ``item`` is ``""`` for the account; ``state``: open or an outcome.

    An amount of 0: the customer disputes something and nobody has said yet which invoice.
    """

    id: str
    item: str
    amount: Money
    opened_on: date
    reason: str
    actor: str
    state: str = "open"
    note: str = ""
    settled_on: date | None = None
    act: str = ""


def disputed(item: Item, disputes: Iterable[Dispute]) -> Money:
    """The contested part of what is open: the books' and ours, never more than is open."""
    ours = sum(
        dispute.amount.minor
        for dispute in disputes
        if dispute.state == "open"
        and dispute.item == item.ref
        and dispute.amount.currency == item.open.currency
    )
    most = max(item.open.minor, 0)
    return Money(min(most, max(ours, 0) + max(item.disputed.minor, 0)), item.open.currency)


def collectable(item: Item, disputes: Iterable[Dispute]) -> Money:
    """The undisputed part of what is open; nothing for a credit note."""
    open_ = Money(max(item.open.minor, 0), item.open.currency)
    return open_ - disputed(item, disputes)


def undisputed(items: Iterable[Item], disputes: Iterable[Dispute], currency: str) -> Money:
    """What is open of all debts and not yet contested, by the items or of the account."""
    known = list(disputes)
    account = sum(
        dispute.amount.minor
        for dispute in known
        if dispute.state == "open"
        and not dispute.item
        and dispute.amount.currency == currency
    )
    rest = sum(
        collectable(item, known).minor for item in items if item.open.currency == currency
    )
    return Money(max(rest - account, 0), currency)


def open_(
    dispute: str,
    item: Item,
    amount: Money,
    on: date,
    *,
    disputes: Iterable[Dispute] = (),
    reason: str = "",
    note: str = "",
    code: str = "d",
) -> DisputeOpened:
    """Record that the customer contests ``amount`` of ``item``.

    Refused above what is open and not yet disputed, or without a reason or note.
    """
    if amount.currency != item.open.currency:
        msg = f"{item.number} is in {item.open.currency}; {amount} cannot be disputed of it"
        raise Refused(msg)
    if amount.minor <= 0:
        msg = f"A dispute needs an amount above zero, not {amount}"
        raise Refused(msg)
    rest = collectable(item, disputes)
    if rest < amount:
        msg = f"Only {rest} of {item.number} is open and not yet disputed; {amount} is more"
        raise Refused(msg)
    if not reason.strip() and not note.strip():
        msg = "Say what is disputed: whoever answers it reads this"
        raise Refused(msg)
    return DisputeOpened(
        on=on, dispute=dispute, item=item.ref, amount=amount, reason=reason, code=code, note=note
    )  # fmt: skip


def settle(dispute: Dispute, outcome: str, on: date, note: str = "") -> DisputeSettled:
    """Answer a dispute: ``upheld`` (they are right), ``rejected`` or ``withdrawn``."""
    if outcome not in OUTCOMES:
        msg = f"{outcome!r} is no answer to a dispute: {', '.join(OUTCOMES)}"
        raise Refused(msg)
    if dispute.state != "open":
        msg = f"This dispute of {dispute.amount} is already {dispute.state}"
        raise Refused(msg)
    return DisputeSettled(on=on, dispute=dispute.id, outcome=outcome, note=note)
