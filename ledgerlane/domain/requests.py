"""Requests that somebody else decides: what was asked, exactly as shown, and who may agree.

A write-off and a credit memo are two kinds of one thing (`KINDS`). Functions take what is
known and return what to record, or refuse. A request is bound to exactly what was shown by
a digest; when anything of that changes, it has lapsed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ledgerlane.domain.account import Item
from ledgerlane.domain.apart import decided, in_force
from ledgerlane.domain.conflict_facts import ELSEWHERE
from ledgerlane.domain.errors import NotPermitted, Refused
from ledgerlane.domain.events import (
    ConflictSettled,
    CreditMemoRequested,
    CreditMemoReversed,
    Event,
    PlanItem,
    RecoveryReversed,
    RequestEndorsed,
    WriteOffRecovered,
    WriteOffRequested,
    WriteOffReversed,
)
from ledgerlane.domain.money import Money, total
from ledgerlane.domain.policy import Policy
from ledgerlane.domain.request_limits import Limits
from ledgerlane.domain.undoing import undone_ids

Asked = WriteOffRequested | CreditMemoRequested
Reversal = WriteOffReversed | CreditMemoReversed


@dataclass(frozen=True, slots=True)
class Kind:
    """What is particular to one kind of request.

    ``does``: the verb of the question; ``contested``: an open dispute of the items stops it,
    and so does unapplied cash of the customer.
    """

    name: str
    does: str
    contested: bool
    asked: type[Asked]
    reversed: type[Reversal]


WRITE_OFF, CREDIT_MEMO = "write-off", "credit memo"
KINDS = {
    WRITE_OFF: Kind(WRITE_OFF, "write off", True, WriteOffRequested, WriteOffReversed),
    CREDIT_MEMO: Kind(
        CREDIT_MEMO, "credit", False, CreditMemoRequested, CreditMemoReversed
    ),
}
_KIND_OF: dict[str, str] = {each.asked.kind: name for name, each in KINDS.items()}

TRANSITIONS: dict[tuple[str, str], str] = {
    ("", "writeoff.requested"): "waiting",
    ("", "creditmemo.requested"): "waiting",
    ("waiting", "request.endorsed"): "waiting",
    ("waiting", "request.approved"): "approved",
    ("waiting", "request.declined"): "declined",
    ("waiting", "request.returned"): "returned",
    ("waiting", "request.withdrawn"): "withdrawn",
    ("waiting", "items changed"): "lapsed",
    ("waiting", "approved and refused apart"): "suspended",
    ("suspended", "settled for yes"): "approved",
    ("suspended", "settled for no"): "declined",
    ("suspended", "settled for neither"): "waiting",
    ("waiting", "settled for another"): "declined",
    ("returned", "request.withdrawn"): "withdrawn",
    ("returned", "writeoff.requested"): "waiting",
    ("returned", "creditmemo.requested"): "waiting",
    ("lapsed", "request.withdrawn"): "withdrawn",
    ("lapsed", "request.declined"): "declined",
    ("approved", "writeoff.recovered"): "approved",
    ("approved", "writeoff.recovery_reversed"): "approved",
    ("approved", "writeoff.reversed"): "reversed",
    ("approved", "creditmemo.reversed"): "reversed",
}
"""What leads from one state of a request to the next; anything else changes nothing."""

STOPS = ("waiting", "suspended")
"""States in which nobody asks the customer for what is asked here."""
UNDECIDED = (*STOPS, "returned")
"""States in which somebody here still has a word to say."""

NOTHING: Mapping[str, Money] = {}


@dataclass(frozen=True, slots=True)
class Recovery:
    """Money that came after a write-off. ``event`` is its id; ``back_on``: it was none after all."""

    id: str
    amount: Money
    on: date
    by: str
    event: str
    back_on: date | None = None
    back_event: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asked for, and what became of it. Amounts of one currency.

    ``endorsed_by`` is the first of two who must agree.
    """

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
    kind: str = WRITE_OFF
    endorsed_by: str = ""
    claims: tuple[str, ...] = ()
    recoveries: tuple[Recovery, ...] = ()
    approval: Event | None = None  # the deciding event of an approved one
    sides: tuple[Event, ...] = ()  # of a suspended one: what was decided apart
    act: str = ""  # in which it was asked for

    @property
    def amount(self) -> Money:
        """What all of it comes to."""
        return total((item.amount for item in self.items), self.items[0].amount.currency)

    @property
    def recovered(self) -> Money:
        """What came of it after all."""
        standing = (each.amount for each in self.recoveries if each.back_on is None)
        return total(standing, self.items[0].amount.currency)

    @property
    def parties(self) -> frozenset[str]:
        """Who asked for it or agreed to it."""
        return frozenset({self.asked_by, self.decided_by, self.endorsed_by} - {""})


def fold(events: Iterable[Event]) -> Request | None:
    """A request from its events in order; None before it was asked. Never refuses.

    Approved here and refused there, neither having seen the other, it is suspended: neither
    counts until somebody who may decides which.
    """
    known = list(events)
    gone, chose = undone_ids(known), {event.id for event in in_force(known)}
    counting = [
        event
        for event in known
        if event.id not in gone
        and (event.id in chose or not isinstance(event.fact, ConflictSettled))
    ]
    found, sides = decided(counting, _step, _state, lambda both: "approved" in both)
    return replace(found, state="suspended", sides=sides) if found and sides else found


def _state(found: Request | None) -> str:
    return found.state if found is not None else ""


def _step(found: Request | None, event: Event) -> Request | None:
    """The request after an event; the very same where the event changes nothing."""
    fact = event.fact
    what = fact.kind
    if isinstance(fact, ConflictSettled) and fact.chosen and fact.what in ELSEWHERE:
        what = "settled for another"
    state = TRANSITIONS.get((_state(found), what))
    if state is None:
        return found
    if isinstance(fact, WriteOffRequested | CreditMemoRequested):
        asked_before = found.questions if found is not None else ()
        return Request(
            fact.request, fact.customer, fact.items, fact.reason, fact.digest, fact.evidence,
            fact.tax_relief, fact.note, event.actor, fact.on, event.t, questions=asked_before,
            kind=_KIND_OF[fact.kind], claims=getattr(fact, "claims", ()), act=fact.act,
        )  # fmt: skip
    assert found is not None, fact
    return _followed(found, event, state)


def _followed(found: Request, event: Event, state: str) -> Request:
    """The request after one of the events that follow its asking."""
    fact = event.fact
    answer = getattr(fact, "why" if isinstance(fact, ConflictSettled) else "reason", "")
    match fact:
        case RequestEndorsed():
            return replace(found, endorsed_by=event.actor)
        case WriteOffRecovered():
            new = Recovery(fact.recovery, fact.amount, fact.on, event.actor, event.id)
            return replace(found, recoveries=(*found.recoveries, new))
        case RecoveryReversed():
            return replace(
                found,
                recoveries=tuple(
                    replace(each, back_on=fact.on, back_event=event.id)
                    if each.id == fact.recovery and each.back_on is None
                    else each
                    for each in found.recoveries
                ),
            )
    if state == "returned":
        asked = f"{event.actor}: {answer}"
        found = replace(found, questions=(*found.questions, asked), endorsed_by="")
    if state == "reversed":
        return replace(found, state=state, answer=answer)
    return replace(
        found, state=state, answer=answer,
        decided_by=event.actor, decided_on=fact.on, decision=event.id,
        approval=event if state == "approved" else None,
    )  # fmt: skip


def digest(
    customer: str,
    shown: Iterable[tuple[Item, Money]],
    reason: str,
    evidence_lines: Sequence[str],
    *,
    tax_relief: bool = False,
    note: str = "",
    kind: str = WRITE_OFF,
    claims: Sequence[str] = (),
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
    if kind != WRITE_OFF:  # the digests of write-offs are older than the kinds
        body |= {"kind": kind, "claims": list(claims)}
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def ask(
    kind: str, request_id: str, customer: str, asked: Sequence[tuple[Item, Money]], reason: str,
    on: date, *, evidence_lines: tuple[str, ...] = (), tax_relief: bool = False, note: str = "",
    elsewhere: Mapping[str, Money] = NOTHING, claims: tuple[str, ...] = (),
) -> Asked:  # fmt: skip
    """Ask for these amounts of these items, bound to exactly what is shown.

    ``elsewhere``: what of each item other requests ask for, or gave up already.
    """
    what = KINDS[kind]
    if not asked:
        msg = f"Name at least one item to {what.does}."
        raise Refused(msg)
    if len({item.ref for item, _ in asked}) != len(asked):
        msg = "An item can be in a request once."
        raise Refused(msg)
    monies = (money for item, amount in asked for money in (item.open, amount))
    if len({money.currency for money in monies}) != 1:
        msg = "A request is in one currency; ask once for each."
        raise Refused(msg)
    done = "written off" if kind == WRITE_OFF else "credited"
    for item, amount in asked:
        if not 0 < amount.minor <= item.open.minor:
            msg = f"{item.number}: {amount} cannot be {done}; {item.open} is open."
            raise Refused(msg)
    once(asked, elsewhere)
    same = {
        "on": on, "request": request_id, "customer": customer, "reason": reason,
        "items": tuple(PlanItem(item.ref, amount) for item, amount in asked),
        "evidence": evidence_lines, "tax_relief": tax_relief, "note": note,
        "digest": digest(
            customer, asked, reason, evidence_lines, tax_relief=tax_relief, note=note, kind=kind,
            claims=claims,
        ),
    }  # fmt: skip
    if claims:
        same["claims"] = claims
    return what.asked(**same)  # type: ignore[arg-type]  # the fields that all kinds have


def limits_of(kind: str, policy: Policy, currency: str) -> Limits:
    """The policy's limits for requests of a kind, in minor units of a currency."""
    of = policy.write_offs.limits if kind == WRITE_OFF else policy.deductions.limits
    unit = policy.sizes.unit(currency)
    return Limits(
        of.item_units * unit, of.two_approvers_units * unit, of.customer_units * unit,
        of.requester_units * unit, of.window_days,
    )  # fmt: skip


def again(
    asked: Request, items: Iterable[Item], by: str, note: str, on: date, *,
    evidence_lines: tuple[str, ...], elsewhere: Mapping[str, Money] = NOTHING,
) -> Asked:  # fmt: skip
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
    return ask(
        asked.kind, asked.id, asked.customer, pairs, asked.reason, on,
        evidence_lines=evidence_lines, tax_relief=asked.tax_relief, note=words,
        elsewhere=elsewhere, claims=asked.claims,
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
        note=asked.note, kind=asked.kind, claims=asked.claims,
    )  # fmt: skip


def once(asked: Iterable[tuple[Item, Money]], elsewhere: Mapping[str, Money]) -> None:
    """What is asked, what other requests hold and what was paid here stay within what is open."""
    for item, amount in asked:
        held = elsewhere.get(item.ref, Money(0, amount.currency))
        if item.open < amount + held:
            msg = (
                f"{item.number}: {held} of {item.open} open is in another request or paid here already;"
                f" {amount} more cannot be given up."
            )
            raise Refused(msg)


def diagram() -> str:
    """The states of a request as a Mermaid diagram, made from the table."""
    rows = (
        f"    {was or '[*]'} --> {state}: {kind.rpartition('.')[2]}"
        for (was, kind), state in TRANSITIONS.items()
    )
    return "\n".join(("stateDiagram-v2", *dict.fromkeys(rows)))


def said(reason: str) -> str:
    """The reason, stripped. Raises Refused for none."""
    if not reason.strip():
        msg = "Say why: the one who asked reads it."
        raise Refused(msg)
    return reason.strip()
