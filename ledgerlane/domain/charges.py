"""Late interest and fees asked for: accrued, proposed, charged, waived.

What has accrued is worked out from the ledger at any time and owed by nobody. A collector
proposes it; somebody else charges it, and then it is pending in the books until they show
it (rulings.md 20); or it is waived for good. Each item's interest is rounded once: a charge
is what the whole accrual comes to, less what was noted of the item before, so a payment
that bounces brings back the interest it had stopped.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from ledgerlane.domain.account import Item
from ledgerlane.domain.cash import CashReceipt
from ledgerlane.domain.errors import NotPermitted, Refused
from ledgerlane.domain.events import (
    INTEREST_FACTS,
    Event,
    InterestCharged,
    InterestLine,
    InterestProposed,
    InterestWaived,
    InterestWithdrawn,
)
from ledgerlane.domain.interest import Accrual, Line, accrue, per_cent_text, principal_of
from ledgerlane.domain.journal import JournalEntry, Posting
from ledgerlane.domain.money import Money, minor_digits, total
from ledgerlane.domain.pending import Pending
from ledgerlane.domain.people import People
from ledgerlane.domain.policy import Interest
from ledgerlane.domain.statutes import Statute
from ledgerlane.domain.told import PLAIN, Names
from ledgerlane.domain.undoing import in_order

COURT = "court"
"""The regime of what a court case costs: a fee that accrues by no law, asked for by the legal role."""

PROPOSERS = ("collector", "supervisor", "credit", "admin")
CHARGERS = ("supervisor", "credit")
"""Roles that may charge and waive, never what they proposed themselves."""

TRANSITIONS: dict[tuple[str, str], str] = {
    ("accrued", "interest.proposed"): "proposed",
    ("proposed", "interest.withdrawn"): "accrued",
    ("proposed", "interest.charged"): "charged",
    ("proposed", "interest.waived"): "waived",
    ("charged", "interest.waived"): "waived",
}
"""What leads from one state of an item's interest to the next; anything else changes nothing."""

Taken = Sequence[tuple[date, int, bool]]
"""What was taken of an item: day, minor units, and whether that money has gone back since."""


@dataclass(frozen=True, slots=True)
class Charge:
    """Interest and fee of one item, noted once. ``decision`` and ``waiver`` are events' ids."""

    id: str
    item: str
    interest: Money
    fee: Money
    until: date
    regime: str
    day_count: str
    lines: tuple[InterestLine, ...]
    proposed_by: str
    proposed_on: date
    state: str = "proposed"
    charged_by: str = ""
    charged_on: date | None = None
    decision: str = ""
    waived_by: str = ""
    waived_on: date | None = None
    waiver: str = ""
    reason: str = ""

    @property
    def amount(self) -> Money:
        """Interest and fee."""
        return self.interest + self.fee

    @property
    def asked(self) -> Money:
        """What a letter asks for of it: a court's fee is not ours to ask for."""
        return self.interest if self.regime == COURT else self.amount


@dataclass(frozen=True, slots=True)
class Due:
    """What has accrued on an item until a day, and what was noted of it (not withdrawn).

    ``plan`` is the running plan that the item is in: while it runs its interest is the plan's.
    """

    item: Item
    until: date
    statute: Statute
    accrual: Accrual
    fee: Money
    noted: Money
    noted_fee: Money
    plan: str = ""

    @property
    def asks(self) -> bool:
        """Whether anything of it could be proposed."""
        return not self.plan and self.interest_left.minor >= 0 and self.left.minor > 0

    @property
    def interest_left(self) -> Money:
        """Accrued and not yet noted; negative where more was noted than has accrued."""
        return self.accrual.amount - self.noted

    @property
    def fee_left(self) -> Money:
        """The fixed fee, where it was not yet noted."""
        return Money(max(0, self.fee.minor - self.noted_fee.minor), self.fee.currency)

    @property
    def left(self) -> Money:
        """What can be proposed."""
        return self.interest_left + self.fee_left


def fold(events: Iterable[Event]) -> dict[str, Charge]:
    """Every charge of a customer by its id, as its events leave it. Never refuses.

    A decision by the one who proposed, or that the state does not allow, has no effect.
    """
    found: dict[str, Charge] = {}
    for event in in_order(each for each in events if isinstance(each.fact, INTEREST_FACTS)):
        fact = event.fact
        if isinstance(fact, InterestProposed):
            found.setdefault(fact.charge, _proposed(event, fact))
        elif isinstance(fact, InterestWithdrawn | InterestCharged | InterestWaived):
            known = found.get(fact.charge)
            if known is not None and _stands(known, event):
                found[known.id] = _moved(known, event, fact)
    return found


def _proposed(event: Event, fact: InterestProposed) -> Charge:
    return Charge(
        fact.charge, fact.item, fact.interest, fact.fee, fact.until, fact.regime, fact.day_count,
        fact.lines, event.actor, fact.on,
    )  # fmt: skip


def _stands(known: Charge, event: Event) -> bool:
    own = event.actor == known.proposed_by
    allowed = (known.state, event.fact.kind) in TRANSITIONS
    return allowed and (isinstance(event.fact, InterestWithdrawn) or not own)


def _moved(
    known: Charge, event: Event, fact: InterestWithdrawn | InterestCharged | InterestWaived
) -> Charge:
    moved = replace(known, state=TRANSITIONS[known.state, fact.kind])
    if isinstance(fact, InterestCharged):
        return replace(moved, charged_by=event.actor, charged_on=fact.on, decision=event.id)
    if isinstance(fact, InterestWaived):
        return replace(
            moved, waived_by=event.actor, waived_on=fact.on, waiver=event.id, reason=fact.reason
        )  # fmt: skip
    return moved


class Fallen(NamedTuple):
    """What settled an item in the ledger; ``inferred``: the item alone says so, and not when money came."""

    day: date
    minor: int
    gone: bool
    inferred: bool


def matched_here(
    held: Iterable[tuple[date, CashReceipt]],
) -> dict[str, list[tuple[date, int]]]:
    """What our people said that receipts paid, by item: the day the money was received, minor units."""
    by_item: dict[str, list[tuple[date, int]]] = {}
    for day, cash in held:
        for match in cash.matches if cash.reversed_on is None else ():
            for line in match.lines:
                if line.item and line.settles.minor > 0:
                    by_item.setdefault(line.item, []).append((day, line.settles.minor))
    return by_item


def on_our_days(
    taken: Iterable[Fallen], matched: Iterable[tuple[date, int]]
) -> list[tuple[date, int, bool]]:
    """What settled an item, an unexplained fall on the days on which our people saw that money come."""
    found, ours = list[tuple[date, int, bool]](), list(matched)
    for each in taken:
        left = each.minor
        for at, (day, minor) in enumerate(ours):
            part = min(left, minor) if each.inferred else 0
            if part:
                ours[at] = day, minor - part
                left -= part
                found.append((min(day, each.day), part, each.gone))
        if left:
            found.append((each.day, left, each.gone))
    return found


def gone_here(
    found: Iterable[Pending], received: Mapping[str, date], until: date
) -> dict[str, list[tuple[date, int, bool]]]:
    """What was matched or given up here and the ledger does not show, by item, with its day.

    Money counts from the day it was received (``received``: the value date of each receipt that
    our people handled), a write-off or credit memo from the day it was decided.
    """
    by_item: dict[str, list[tuple[date, int, bool]]] = {}
    for line in found:
        if line.item and line.amount.minor > 0:
            day = min(received.get(line.cause, line.day), until)
            by_item.setdefault(line.item, []).append((day, line.amount.minor, False))
    return by_item


def due_of(
    item: Item, taken: Taken, statute: Statute, policy: Interest, until: date,
    charges: Iterable[Charge], ours: Taken = (),
) -> Due | None:  # fmt: skip
    """What has accrued on an item until a day; None where it was never late enough.

    Only invoices bear interest: none on interest or fees. ``ours`` was matched here and is not
    yet taken off what the ledger has open. Refused where no rate is known.
    """
    if item.kind != "invoice" or item.amount.minor <= 0:
        return None
    taken = [each for each in (*taken, *ours) if each[0] <= until]
    opened = item.open - Money(sum(minor for _, minor, _ in ours), item.open.currency)
    principal = principal_of(item.amount, opened, item.due, taken)
    late = principal[0][1]
    owed_until = until if principal[-1][1].minor > 0 else principal[-1][0]
    if late.minor <= 0 or owed_until - item.due <= timedelta(days=policy.grace_days):
        return None
    first = item.due + timedelta(days=1)
    cap = late.minor * policy.cap_per_cent // 100
    accrual = accrue(
        principal, statute.rates_from(first), item.due, until, day_count=statute.day_count,
        monthly_rests=statute.monthly_rests,
        cap=Money(cap, late.currency) if policy.cap_per_cent else None,
    )  # fmt: skip
    mine = [
        each
        for each in charges
        if each.item == item.ref and each.state != "accrued" and each.regime != COURT
    ]
    currency = late.currency
    return Due(
        item, until, statute, accrual, statute.fee(late, first),
        total((each.interest for each in mine), currency),
        total((each.fee for each in mine), currency),
    )  # fmt: skip


def proposable(due: Due, policy: Interest) -> bool:
    """Whether enough is left of an item to be proposed."""
    return due.asks and due.left.minor >= least(due.left.currency, policy).minor


def least(currency: str, policy: Interest) -> Money:
    """The least of one item that is proposed."""
    return Money(policy.least_units * 10 ** minor_digits(currency), currency)


def too_little(dues: Iterable[Due], policy: Interest) -> str:
    """Why none of these is proposed though something has accrued: the amounts, the least and its key; or ``""``."""
    small = [due for due in dues if due.asks and not proposable(due, policy)]
    if not small:
        return ""
    most = sorted(small, key=lambda due: (-due.left.minor, due.item.ref))
    said = ", ".join(f"{due.left} on {due.item.number}" for due in most[:3])
    more = f" and less on {len(most) - 3} more" if len(most) > 3 else ""
    floors = " or ".join(
        str(least(code, policy)) for code in sorted({due.left.currency for due in most})
    )
    return (
        f"{said}{more} is less than {floors}, the least of one item that is proposed"
        f" (policy: interest.least_units = {policy.least_units})"
    )


def propose(
    charge: str, due: Due, policy: Interest, on: date, act: str = ""
) -> InterestProposed:
    """Ask for what is left of an item. Refused where that is too little, with the numbers."""
    if due.plan:
        msg = f"{due.item.number} is in {due.plan}; while that plan runs, its interest is the plan's"
        raise Refused(msg)
    if not proposable(due, policy):
        msg = (
            f"{due.item.number}: nothing to propose: {due.accrual.amount} interest and {due.fee}"
            f" fee until {due.until.isoformat()}, {due.noted} and {due.noted_fee} noted before,"
            f" the least is {least(due.left.currency, policy)} (policy: interest.least_units)"
        )
        raise Refused(msg)
    return InterestProposed(
        on=on, act=act, charge=charge, item=due.item.ref, interest=due.interest_left, fee=due.fee_left,
        until=due.until, regime=due.statute.name, day_count=due.statute.day_count,
        lines=tuple(_line(each) for each in due.accrual.lines),
    )  # fmt: skip


def _line(line: Line) -> InterestLine:
    return InterestLine(
        line.principal, line.after, line.until, line.days, line.basis,
        per_cent_text(line.per_cent), str(line.exact), str(line.carried), line.assumed,
    )  # fmt: skip


def lines_of(asked: Charge) -> tuple[Line, ...]:
    """The arithmetic that a charge was proposed with."""
    return tuple(
        Line(
            each.principal, Fraction(each.carried), each.after, each.until, each.days, each.basis,
            Fraction(each.per_cent), Fraction(each.exact), each.assumed,
        )
        for each in asked.lines
    )  # fmt: skip


def sums_of(found: Iterable[Charge]) -> dict[str, tuple[Money, Money]]:
    """Interest and fee of these charges by item: an item may have several."""
    sums = dict[str, tuple[Money, Money]]()
    for each in found:
        interest, fee = sums.get(each.item, (None, None))
        sums[each.item] = (
            each.interest + interest if interest else each.interest,
            each.fee + fee if fee else each.fee,
        )
    return sums


def reckoned(
    waiting: Iterable[Charge], known: Iterable[Charge]
) -> list[tuple[Charge, Accrual]]:
    """The last of these charges of each item, with all that had accrued by it.

    A charge's lines are the whole accrual, its interest what was not noted before; ``known``
    are all charges of the account.
    """
    last = {each.item: each for each in sorted(waiting, key=lambda each: each.until)}
    found = []
    for each in last.values():
        lines = lines_of(each)
        noted = [
            c.interest
            for c in known
            if c.item == each.item and c.until <= each.until and c.state != "withdrawn"
        ]
        exact = sum((line.exact for line in lines), Fraction(0))
        found.append((each, Accrual(lines, exact, total(noted, each.interest.currency))))
    return found


def charge(
    asked: Charge, now: Due | None, people: People, by: str, clock_day: date, on: date
) -> InterestCharged:
    """Charge it. Refused unless proposed, by somebody else, still accrued (``now``), in no plan.

    Roles are those of the ``clock_day``, the business date is ``on``.
    """
    _may_decide(asked, people, by, clock_day, "charge interest")
    _must_be(asked, "interest.charged")
    accrued = now.accrual.amount if now is not None else Money(0, asked.interest.currency)
    noted = now.noted if now is not None else asked.interest
    if accrued < noted:
        msg = (
            f"{asked.id}: {noted} interest is noted of {asked.item}, and only {accrued} has"
            " accrued as the ledger stands now: withdraw it and propose anew"
        )
        raise Refused(msg)
    if now is not None and now.plan:
        msg = (
            f"{asked.id}: {now.item.number} is in {now.plan} by now; while that plan runs, its"
            " interest is the plan's: withdraw the proposal, or waive it"
        )
        raise Refused(msg)
    return InterestCharged(on=on, charge=asked.id)


def waive(
    asked: Charge, people: People, by: str, clock_day: date, on: date, reason: str
) -> InterestWaived:
    """Give it up, proposed or charged. Not by the one who proposed it; with a reason."""
    _may_decide(asked, people, by, clock_day, "waive interest")
    _must_be(asked, "interest.waived")
    if not reason.strip():
        msg = "Say why it is waived: it is given up for good."
        raise Refused(msg)
    if asked.charged_on is not None and on < asked.charged_on:
        msg = f"{asked.id} was charged on {asked.charged_on.isoformat()}; nothing of it was waived on {on.isoformat()}"
        raise Refused(msg)
    return InterestWaived(on=on, charge=asked.id, reason=reason.strip())


def withdraw(asked: Charge, on: date) -> InterestWithdrawn:
    """Take a proposal back; what accrued goes on. Refused unless it is proposed."""
    _must_be(asked, "interest.withdrawn")
    return InterestWithdrawn(on=on, charge=asked.id)


def _may_decide(asked: Charge, people: People, by: str, on: date, what: str) -> None:
    people.require(by, CHARGERS, on, what)
    if by == asked.proposed_by:
        msg = f"{by} proposed {asked.id}; somebody else must decide on it."
        raise NotPermitted(msg)


def _must_be(asked: Charge, kind: str) -> None:
    if (asked.state, kind) not in TRANSITIONS:
        state = "withdrawn" if asked.state == "accrued" else asked.state
        msg = f"{asked.id} over {asked.amount} is {state}; it cannot be {kind.partition('.')[2]}"
        raise Refused(msg)


def pending(charges: Mapping[str, Charge], noted: Iterable[Item]) -> tuple[Charge, ...]:
    """What is charged and the ledger does not show yet, in the order it was charged.

    ``noted`` are the ledger's interest and fee items of the customer. One stands for a charge
    that its number names, or else for one of its amount charged by its date.
    """
    waiting = sorted(
        (each for each in charges.values() if each.state == "charged"),
        key=lambda each: (each.charged_on or each.proposed_on, each.id),
    )
    items = list(noted)
    for fits in (_named, _alike):
        for item in list(items):
            shown = next((each for each in waiting if fits(each, item)), None)
            if shown is not None:
                waiting.remove(shown)
                items.remove(item)
    return tuple(waiting)


def _named(each: Charge, item: Item) -> bool:
    return item.number == each.id


def _alike(each: Charge, item: Item) -> bool:
    when = each.charged_on or each.proposed_on
    return item.amount == each.amount and when <= item.document_date


def journal_entries(
    customer: str, each: Charge, policy: Interest, names: Names = PLAIN
) -> list[JournalEntry]:
    """What a charge does to the books, and the mirror of it when it was waived afterwards."""
    if each.charged_on is None:
        return []
    legs = (
        Posting(policy.receivable, each.amount),
        Posting(policy.income, -each.interest),
        Posting(policy.fee_income, -each.fee),
    )
    number = names.document(each.item)
    text = f"Late interest {each.id} on {number} until {each.until.isoformat()}"
    if each.regime == COURT:
        text = f"Court costs {each.id} on {number}"
    entry = JournalEntry(
        each.decision, each.charged_on, text, customer,
        tuple(leg for leg in legs if leg.amount.minor),
    )  # fmt: skip
    if each.waived_on is None:
        return [entry]
    return [entry, entry.mirrored(each.waiver, each.waived_on, f"Waiver of {text}")]


def diagram() -> str:
    """The states of an item's interest as a Mermaid diagram, made from the table."""
    rows = (
        f"    {was} --> {state}: {kind.partition('.')[2]}"
        for (was, kind), state in TRANSITIONS.items()
    )
    return "\n".join(("stateDiagram-v2", "    [*] --> accrued", *rows))
