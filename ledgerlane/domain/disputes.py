"""Disputes at amount level: the undisputed rest of an item stays collectable (procedure.md 2.2)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ledgerlane.domain.account import Item
from ledgerlane.domain.apart import contradicting
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.events import DeductionDecided, DisputeOpened, DisputeSettled, Event
from ledgerlane.domain.money import Money, plain

OUTCOMES = ("upheld", "rejected", "withdrawn")


@dataclass(frozen=True, slots=True)
class Dispute:
    """What the customer contests. ``item`` is ``""`` for the account; ``state``: open or an outcome.

    An amount of 0: the customer disputes something and nobody has said yet which invoice.
    ``receipt`` kept it: a deduction. Of what was decided, in minor units: ``denied`` is chased,
    ``confirmed`` waits for its credit memo, ``credited`` has it (`ledgerlane.domain.claims`);
    *confirmed* is a state, too: nothing is left to decide and a credit memo waits.
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
    receipt: str = ""
    books: bool = False
    denied: int = 0
    confirmed: int = 0
    credited: int = 0
    denied_on: date | None = None

    @property
    def stands(self) -> bool:
        """Whether the customer contests any of it still."""
        return self.state in ("open", "confirmed")

    @property
    def rest(self) -> Money:
        """What nobody has decided."""
        decided = self.denied + self.confirmed + self.credited
        left = self.amount.minor - decided if self.state == "open" else 0
        return Money(max(0, left), self.amount.currency)

    @property
    def contested(self) -> Money:
        """What is not asked for: what is open, and what waits for its credit memo."""
        return self.rest + Money(self.confirmed, self.amount.currency)


def state_words(dispute: Dispute) -> str:
    """``upheld``; where it was decided in parts all of them: ``upheld in part: 12.50 credited, 8.38 denied``."""
    said = (
        (dispute.confirmed, "confirmed"), (dispute.credited, "credited"), (dispute.denied, "denied"),
    )  # fmt: skip
    parts = [
        f"{plain(minor, dispute.amount.currency)} {what}" for minor, what in said if minor
    ]
    if not parts or any(minor == dispute.amount.minor for minor, _ in said):
        return dispute.state
    part = " in part" if len(parts) > 1 and dispute.state != "open" else ""
    return f"{dispute.state}{part}: {', '.join(parts)}"


def answered_apart(events: Iterable[Event]) -> dict[str, tuple[Event, ...]]:
    """By dispute the last answers where they were given apart and are not alike: none of them counts.

    What was decided of the part that one claim is about is no answer to the whole.
    """
    said = defaultdict[str, list[Event]](list)
    for event in events:
        fact = event.fact
        whole = isinstance(fact, DeductionDecided) and not fact.claim
        if isinstance(fact, DisputeSettled | DeductionDecided) and (
            whole or isinstance(fact, DisputeSettled)
        ):
            said[fact.dispute].append(event)
    found = {name: contradicting(each, answer) for name, each in said.items()}
    return {name: apart for name, apart in found.items() if apart}


def answer(event: Event) -> str:
    """What an answer comes to: upheld, rejected, withdrawn, or in part."""
    fact = event.fact
    if isinstance(fact, DisputeSettled):
        return fact.outcome
    assert isinstance(fact, DeductionDecided), fact
    if fact.confirmed.minor and fact.denied.minor:
        return "upheld in part"
    return "upheld" if fact.confirmed.minor else "rejected"


def disputed(item: Item, disputes: Iterable[Dispute]) -> Money:
    """The contested part of what is open: the books' and ours, never more than is open.

    What took up the books' own dispute is part of it, and what was answered of that is not
    contested any more, whatever the books still call it.
    """
    ours = taken_up = answered = 0
    for each in disputes:
        if each.item != item.ref or each.amount.currency != item.open.currency:
            continue
        contested = each.contested.minor if each.stands else 0
        if each.books:
            taken_up += contested
            answered += 0 if each.state == "withdrawn" else each.amount.minor - contested
        else:
            ours += contested
    books = max(0, item.disputed.minor - answered, taken_up)
    most = max(item.open.minor, 0)
    return Money(min(most, max(ours, 0) + books), item.open.currency)


def in_the_books(item: Item, disputes: Iterable[Dispute]) -> Money:
    """What the books call disputed of an item and nobody here has taken up."""
    taken_up = sum(
        each.amount.minor
        for each in disputes
        if each.books and each.item == item.ref and each.state != "withdrawn"
    )
    found = min(item.disputed.minor, item.open.minor) - taken_up
    return Money(max(0, found), item.open.currency)


def collectable(item: Item, disputes: Iterable[Dispute]) -> Money:
    """The undisputed part of what is open; nothing for a credit note."""
    open_ = Money(max(item.open.minor, 0), item.open.currency)
    return open_ - disputed(item, disputes)


def undisputed(items: Iterable[Item], disputes: Iterable[Dispute], currency: str) -> Money:
    """What is open of all debts and not yet contested, by the items or of the account."""
    known = list(disputes)
    account = sum(
        dispute.contested.minor
        for dispute in known
        if dispute.stands and not dispute.item and dispute.amount.currency == currency
    )
    rest = sum(
        collectable(item, known).minor for item in items if item.open.currency == currency
    )
    return Money(max(rest - account, 0), currency)


def of_account(items: Iterable[Item], disputes: Iterable[Dispute]) -> dict[str, int]:
    """What is contested of the account, as parts of its items, the oldest due first, minor units.

    So a credit memo for it would be asked for, if they are right.
    """
    known, left, found = list(disputes), Counter[str](), dict[str, int]()
    for each in known:
        if each.stands and not each.item:
            left[each.amount.currency] += each.contested.minor
    for item in sorted(items, key=lambda each: (each.due, each.ref)):
        part = min(left[item.open.currency], collectable(item, known).minor)
        if part > 0:
            left[item.open.currency] -= part
            found[item.ref] = part
    return found


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
    receipt: str = "",
    books: bool = False,
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
    rest = in_the_books(item, disputes) if books else collectable(item, disputes)
    if rest < amount:
        msg = f"Only {rest} of {item.number} is open and not yet disputed; {amount} is more"
        raise Refused(msg)
    if not reason.strip() and not note.strip():
        msg = "Say what is disputed: whoever answers it reads this"
        raise Refused(msg)
    return DisputeOpened(
        on=on, dispute=dispute, item=item.ref, amount=amount, reason=reason, code=code, note=note,
        receipt=receipt, books=books,
    )  # fmt: skip


def denied(item: Item, disputes: Iterable[Dispute]) -> Money:
    """What of an open item was denied, so that letters and calls name it; never more than is collectable."""
    known = list(disputes)
    found = sum(
        each.denied
        for each in known
        if each.item == item.ref and each.amount.currency == item.open.currency
    )
    return Money(min(found, collectable(item, known).minor), item.open.currency)


def settle(dispute: Dispute, outcome: str, on: date, note: str = "") -> DisputeSettled:
    """Answer a dispute: ``upheld`` (they are right), ``rejected`` or ``withdrawn``."""
    if outcome not in OUTCOMES:
        msg = f"{outcome!r} is no answer to a dispute: {', '.join(OUTCOMES)}"
        raise Refused(msg)
    if dispute.state != "open":
        msg = f"This dispute of {dispute.amount} is already {dispute.state}"
        raise Refused(msg)
    return DisputeSettled(on=on, dispute=dispute.id, outcome=outcome, note=note)
