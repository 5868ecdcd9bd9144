"""Giving up a balance: who may ask, who may agree, and what the books then say.

Functions take what is known and return what to record, or refuse. A request is bound to
exactly what was shown by a digest; when anything of that changes, it has lapsed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from ledgerlane.domain.account import Item
from ledgerlane.domain.errors import NotPermitted, Refused
from ledgerlane.domain.events import (
    Event,
    PlanItem,
    RequestApproved,
    RequestDeclined,
    RequestReturned,
    RequestWithdrawn,
    WriteOffRequested,
    WriteOffReversed,
)
from ledgerlane.domain.journal import JournalEntry, Posting
from ledgerlane.domain.money import Money, total
from ledgerlane.domain.people import APPROVERS, People
from ledgerlane.domain.policy import Policy

TRANSITIONS: dict[tuple[str, str], str] = {
    ("", "writeoff.requested"): "waiting",
    ("waiting", "request.approved"): "approved",
    ("waiting", "request.declined"): "declined",
    ("waiting", "request.returned"): "returned",
    ("waiting", "request.withdrawn"): "withdrawn",
    ("waiting", "items changed"): "lapsed",
    ("returned", "request.withdrawn"): "withdrawn",
    ("returned", "writeoff.requested"): "waiting",
    ("lapsed", "request.withdrawn"): "withdrawn",
    ("lapsed", "request.declined"): "declined",
    ("approved", "writeoff.reversed"): "reversed",
}
"""What leads from one state of a request to the next; anything else changes nothing."""


_NOTHING: Mapping[str, Money] = {}


@dataclass(frozen=True, slots=True)
class Request:
    """A write-off somebody asked for, and what became of it. Amounts of one currency."""

    id: str
    customer: str
    items: tuple[PlanItem, ...]
    reason: str
    digest: str
    evidence: tuple[str, ...]
    tax_relief: bool
    note: str
    asked_by: str
    asked_on: date
    asked_t: int
    state: str = "waiting"
    decided_by: str = ""
    decided_on: date | None = None
    decision: str = ""  # the id of the deciding event
    answer: str = ""  # why it was declined, returned or reversed
    questions: tuple[str, ...] = ()  # "sam: which address did you try?", the last one last

    @property
    def amount(self) -> Money:
        """What all of it comes to."""
        return total((item.amount for item in self.items), self.items[0].amount.currency)


@dataclass(frozen=True, slots=True)
class Worked:
    """What was done about an account, for the evidence: days of calls, outcomes of promises."""

    spoke_on: tuple[date, ...] = ()
    attempts: int = 0
    promises: tuple[str, ...] = ()  # their states
    plans: tuple[str, ...] = ()  # their states
    disputes_open: int = 0
    escalated: str = ""


def evidence(items: Iterable[Item], worked: Worked, as_of: date) -> tuple[str, ...]:
    """Lines for the approver, assembled from the history; the same history, the same lines."""
    spoke, kept = sorted(worked.spoke_on), worked.promises.count("kept")
    lines = [
        f"calls {worked.attempts + len(spoke)}"
        + (f" (last spoke {spoke[-1].isoformat()})" if spoke else " (never reached)"),
        f"promises {len(worked.promises)}, kept {kept}",
    ]
    if worked.plans:
        lines.append(f"plans {len(worked.plans)}: {', '.join(sorted(worked.plans))}")
    if worked.disputes_open:
        lines.append(f"open disputes {worked.disputes_open}")
    if worked.escalated:
        lines.append(f"escalated to {worked.escalated}")
    late = sorted(items, key=lambda item: (item.due, item.ref))
    lines += [
        f"item {item.number} open {item.open}, due {item.due.isoformat()}"
        f" ({max(0, item.days_past_due(as_of))} d)"
        for item in late
    ]
    return tuple(lines)


def digest(
    customer: str,
    shown: Iterable[tuple[Item, Money]],
    reason: str,
    evidence_lines: Sequence[str],
    *,
    tax_relief: bool = False,
    note: str = "",
) -> str:
    """SHA-256, in hex, of the canonical JSON of exactly what an approver is shown."""
    pairs = sorted(shown, key=lambda pair: pair[0].ref)
    rows = [
        {
            "ref": item.ref,
            "number": item.number,
            "due": item.due.isoformat(),
            "open": item.open.minor,
            "amount": amount.minor,
        }
        for item, amount in pairs
    ]
    body = {
        "customer": customer,
        "currency": pairs[0][1].currency,
        "items": rows,
        "reason": reason,
        "evidence": list(evidence_lines),
        "tax_relief": tax_relief,
        "note": note,
        "total": sum(amount.minor for _, amount in pairs),
    }
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


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
    elsewhere: Mapping[str, Money] = _NOTHING,
) -> WriteOffRequested:
    """Ask for these amounts of these items to be given up. ``reason`` is a code of the policy.

    ``elsewhere``: what of each item other requests ask for, or gave up already.
    """
    known = {entry.code: entry.words for entry in policy.write_offs.reasons}
    if reason not in known:
        msg = f"{reason or 'nothing'!r} is no reason for a write-off; known are {', '.join(known)}."
        raise Refused(msg)
    if not asked:
        msg = "Name at least one item to write off."
        raise Refused(msg)
    if len({item.ref for item, _ in asked}) != len(asked):
        msg = "An item can be in a request once."
        raise Refused(msg)
    if (
        len({money.currency for item, amount in asked for money in (item.open, amount)})
        != 1
    ):
        msg = "A request is in one currency; ask once for each."
        raise Refused(msg)
    for item, amount in asked:
        if not 0 < amount.minor <= item.open.minor:
            msg = f"{item.number}: {amount} cannot be written off; {item.open} is open."
            raise Refused(msg)
    _once(asked, elsewhere)
    return WriteOffRequested(
        on=on,
        request=request_id,
        customer=customer,
        items=tuple(PlanItem(item.ref, amount) for item, amount in asked),
        reason=reason,
        digest=digest(
            customer, asked, reason, evidence_lines, tax_relief=tax_relief, note=note
        ),
        evidence=evidence_lines,
        tax_relief=tax_relief,
        note=note,
    )


def fold(events: Iterable[Event]) -> Request | None:
    """A request from its events in order; None before it was asked. Never refuses."""
    found: Request | None = None
    for event in events:
        fact = event.fact
        was = found.state if found is not None else ""
        state = TRANSITIONS.get((was, fact.kind))
        if state is None:
            continue
        if isinstance(fact, WriteOffRequested):
            asked_before = found.questions if found is not None else ()
            found = Request(
                fact.request, fact.customer, fact.items, fact.reason, fact.digest, fact.evidence,
                fact.tax_relief, fact.note, event.actor, fact.on, event.t, questions=asked_before,
            )  # fmt: skip
            continue
        assert found is not None, fact
        answer = getattr(fact, "reason", "")
        if state == "returned":
            found = replace(found, questions=(*found.questions, f"{event.actor}: {answer}"))
        if state == "reversed":
            found = replace(found, state=state, answer=answer)
        else:
            found = replace(
                found, state=state, answer=answer,
                decided_by=event.actor, decided_on=fact.on, decision=event.id,
            )  # fmt: skip
    return found


def again(
    asked: Request, items: Iterable[Item], by: str, note: str, policy: Policy, on: date, *,
    evidence_lines: tuple[str, ...], elsewhere: Mapping[str, Money] = _NOTHING,
) -> WriteOffRequested:  # fmt: skip
    """Ask again after a question, with the answer: the same items, as far as they are still open.

    Raises `NotPermitted` unless ``by`` asked, `Refused` when it was not returned, the answer
    says nothing or nothing is open any more.
    """
    if by != asked.asked_by:
        msg = f"Only {asked.asked_by}, who asked, can answer for {asked.id}."
        raise NotPermitted(msg)
    if asked.state != "returned":
        msg = f"{asked.id} is {asked.state}; only a returned request can be asked again."
        raise Refused(msg)
    if not note.strip():
        msg = f"Answer the question: {asked.answer}"
        raise Refused(msg)
    pairs = [
        (item, min(amount, item.open)) for item, amount in shown_now(asked, items)
        if item.open.minor > 0
    ]  # fmt: skip
    if not pairs:
        msg = f"{asked.id}: none of its items is open any more; withdraw it."
        raise Refused(msg)
    words = " · ".join(filter(None, (asked.note, note.strip())))
    return request(
        asked.id, asked.customer, pairs, asked.reason, policy, on, evidence_lines=evidence_lines,
        tax_relief=asked.tax_relief, note=words, elsewhere=elsewhere,
    )  # fmt: skip


def shown_now(asked: Request, items: Iterable[Item]) -> tuple[tuple[Item, Money], ...]:
    """The request's items as the ledger has them now, with the amounts asked; gone ones left out."""
    now = {item.ref: item for item in items}
    return tuple((now[line.ref], line.amount) for line in asked.items if line.ref in now)


def lapsed(asked: Request, items: Iterable[Item]) -> bool:
    """Whether anything of what was shown differs now: an item's number or open amount."""
    pairs = shown_now(asked, items)
    if len(pairs) != len(asked.items):
        return True
    return digest_now(asked, pairs) != asked.digest


def digest_now(asked: Request, pairs: Iterable[tuple[Item, Money]]) -> str:
    """The digest of a request with its items as they are now."""
    return digest(
        asked.customer, pairs, asked.reason, asked.evidence, tax_relief=asked.tax_relief,
        note=asked.note,
    )  # fmt: skip


def _once(asked: Iterable[tuple[Item, Money]], elsewhere: Mapping[str, Money]) -> None:
    """What is asked and what other requests hold of an item stay within what is open of it."""
    for item, amount in asked:
        held = elsewhere.get(item.ref, Money(0, amount.currency))
        if item.open < amount + held:
            msg = (
                f"{item.number}: {held} of {item.open} open is in another write-off already;"
                f" {amount} more cannot be."
            )
            raise Refused(msg)


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


def _take(amounts: list[int], minor: int) -> None:
    """Take so much off the amounts, from the first on."""
    for at, amount in enumerate(amounts):
        part = min(amount, minor)
        amounts[at] -= part
        minor -= part


def warnings(
    refs: Collection[str],
    items: Iterable[Item],
    unapplied: Money,
    disputed: Collection[str],
) -> tuple[str, ...]:
    """What would stop the approval today. ``disputed``: items with an open dispute; "" is the account."""
    found = [
        f"{item.number} is disputed"
        for item in items
        if item.ref in refs and (item.disputed.minor or item.ref in disputed)
    ]
    if "" in disputed:
        found.append("a dispute is open on the account")
    if unapplied.minor > 0:
        found.append(f"{unapplied} of the customer's cash is unapplied")
    return tuple(found)


def approve(
    asked: Request,
    items: Sequence[Item],
    people: People,
    approver: str,
    on: date,
    *,
    shown: str,
    unapplied: Money,
    disputed: Collection[str] = (),
    elsewhere: Mapping[str, Money] = _NOTHING,
) -> RequestApproved:
    """Agree to a request. ``shown`` is the digest of what the approver saw.

    ``elsewhere``: what of each item other requests gave up already.

    Raises `NotPermitted` for an own request, a missing role or an amount over the limit,
    `Refused` when it does not wait, has lapsed, or a dispute or unapplied cash stands against it.
    """
    _may_decide(asked, people, approver, on, "approve a write-off")
    limit = people.limit(approver, asked.amount.currency, on)
    if limit < asked.amount:
        msg = f"{asked.amount} is over the limit of {approver}, {limit}."
        raise NotPermitted(msg)
    _waits(asked)
    if lapsed(asked, items):
        msg = f"{asked.id} has lapsed: its items changed since it was asked; ask again."
        raise Refused(msg)
    if shown != asked.digest:
        msg = f"{asked.id}: what you were shown is not what was asked; look again."
        raise Refused(msg)
    stops = warnings([line.ref for line in asked.items], items, unapplied, disputed)
    _once(shown_now(asked, items), elsewhere)
    if stops:
        msg = f"{asked.id} cannot be approved: {'; '.join(stops)}."
        raise Refused(msg)
    return RequestApproved(on=on, request=asked.id, digest=asked.digest)


def decline(
    asked: Request, people: People, by: str, on: date, reason: str
) -> RequestDeclined:
    """Say no, and why."""
    _may_decide(asked, people, by, on, "decline a write-off")
    _waits(asked)
    return RequestDeclined(on=on, request=asked.id, reason=_said(reason))


def return_(
    asked: Request, people: People, by: str, on: date, reason: str
) -> RequestReturned:
    """Give it back with a question."""
    _may_decide(asked, people, by, on, "return a write-off")
    _waits(asked)
    return RequestReturned(on=on, request=asked.id, reason=_said(reason))


def withdraw(asked: Request, by: str, on: date) -> RequestWithdrawn:
    """Stop asking; only the one who asked can."""
    if by != asked.asked_by:
        msg = f"Only {asked.asked_by}, who asked, can withdraw {asked.id}."
        raise NotPermitted(msg)
    if (asked.state, "request.withdrawn") not in TRANSITIONS:
        msg = f"{asked.id} is {asked.state}; there is nothing to withdraw."
        raise Refused(msg)
    return RequestWithdrawn(on=on, request=asked.id)


def reverse(
    asked: Request, people: People, by: str, on: date, reason: str
) -> WriteOffReversed:
    """Take an approved write-off back. Not by the one who asked, and within one's limit."""
    _may_decide(asked, people, by, on, "reverse a write-off")
    if asked.state != "approved":
        msg = f"{asked.id} is {asked.state}; only an approved write-off can be reversed."
        raise Refused(msg)
    limit = people.limit(by, asked.amount.currency, on)
    if limit < asked.amount:
        msg = f"{asked.amount} is over the limit of {by}, {limit}."
        raise NotPermitted(msg)
    return WriteOffReversed(on=on, request=asked.id, reason=_said(reason))


def journal_entry(asked: Request, policy: Policy) -> JournalEntry:
    """What an approved request does to the books; bears the id of the approval."""
    assert asked.decided_on is not None, asked
    assert asked.state in ("approved", "reversed"), asked
    accounts, currency = policy.write_offs, asked.amount.currency
    loss, tax = asked.amount, Money(0, currency)
    if asked.tax_relief:
        rate = accounts.tax_per_mille
        tax = asked.amount.share(Fraction(rate, 1000 + rate))
        loss = asked.amount - tax
    legs = [Posting(accounts.allowance or accounts.expense, loss)]
    if tax.minor:
        legs.append(Posting(accounts.tax, tax))
    legs += [Posting(accounts.receivable, -line.amount, line.ref) for line in asked.items]
    text = f"Write-off {asked.id}: {asked.reason}"
    return JournalEntry(asked.decision, asked.decided_on, text, asked.customer, tuple(legs))


def reversal_entry(
    entry: JournalEntry, event: str, on: date, reason: str = ""
) -> JournalEntry:
    """The mirror of a write-off's entry, and why; ``event`` is the reversal's id."""
    why = f" ({reason})" if reason else ""
    return entry.mirrored(event, on, f"Reversal of {entry.text}{why}")


def diagram() -> str:
    """The states of a request as a Mermaid diagram, made from the table."""
    rows = (
        f"    {was or '[*]'} --> {state}: {kind.rpartition('.')[2]}"
        for (was, kind), state in TRANSITIONS.items()
    )
    return "\n".join(("stateDiagram-v2", *rows))


def _may_decide(asked: Request, people: People, by: str, on: date, what: str) -> None:
    people.require(by, APPROVERS, on, what)
    if by == asked.asked_by:
        msg = f"{by} asked for {asked.id}; somebody else must decide on it."
        raise NotPermitted(msg)


def _waits(asked: Request) -> None:
    if asked.state != "waiting":
        by = f" by {asked.decided_by}" if asked.decided_by else ""
        msg = f"{asked.id} is {asked.state}{by}; only a waiting request can be decided."
        raise Refused(msg)


def _said(reason: str) -> str:
    if not reason.strip():
        msg = "Say why: the one who asked reads it."
        raise Refused(msg)
    return reason.strip()
