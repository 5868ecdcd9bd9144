"""Claims and deductions at amount level (procedure.md 2.2): matched many-to-many, decided in parts.

A deduction is a dispute: an amount of an item that the customer does not pay, or has kept.
A claim is the form that justifies it. Never more is matched than the claim or the deduction
comes to; what is confirmed goes on as a credit memo, what is denied is chased again, the rest
stays open. Functions take what is known and return what to record, or refuse; the fold never
refuses.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from ledgerlane.domain.claim_facts import (
    ClaimMatched,
    ClaimRecorded,
    ClaimUnmatched,
    ClaimWithdrawn,
    DeductionDecided,
    DeductionReopened,
)
from ledgerlane.domain.disputes import Dispute, answered_apart
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.fact import Event
from ledgerlane.domain.money import MAX_MINOR, Money
from ledgerlane.domain.policy import Policy
from ledgerlane.domain.requests import Request
from ledgerlane.domain.undoing import in_order, undone_ids

CLAIM_STATES: dict[tuple[str, str], tuple[str, ...]] = {
    ("", "claim.recorded"): ("recorded",),
    ("recorded", "claim.matched"): ("matched",),
    ("matched", "claim.matched"): ("matched",),
    ("matched", "claim.unmatched"): ("recorded", "matched", "decided"),
    ("matched", "deduction.decided"): ("matched", "decided"),
    ("decided", "claim.matched"): ("matched",),
    ("decided", "deduction.reopened"): ("matched",),
    ("matched", "deduction.reopened"): ("matched",),
    ("recorded", "claim.withdrawn"): ("withdrawn",),
    ("matched", "claim.withdrawn"): ("withdrawn",),
}
"""States of a claim by amounts: nothing matched, something to decide, all that is matched decided."""

DEDUCTION_STATES: dict[tuple[str, str], tuple[str, ...]] = {
    ("", "dispute.opened"): ("open",),
    ("open", "deduction.decided"): ("open", "confirmed", "rejected", "upheld"),
    ("open", "dispute.settled"): ("upheld", "rejected", "withdrawn", "confirmed"),
    ("confirmed", "request.approved"): ("upheld", "rejected", "withdrawn"),
    ("confirmed", "request.declined"): ("open", "upheld", "rejected", "withdrawn"),
    ("confirmed", "request.withdrawn"): ("open", "upheld", "rejected", "withdrawn"),
    ("confirmed", "creditmemo.reversed"): ("open",),
    ("upheld", "creditmemo.reversed"): ("open", "upheld"),
    ("rejected", "deduction.reopened"): ("open",),
    ("confirmed", "deduction.reopened"): ("open", "confirmed"),
    ("upheld", "deduction.reopened"): ("open", "confirmed"),
}
"""States of a deduction: something open, the credit memo waits, credited, denied, given up.

An answer to the rest while a credit memo waits shows once that is decided."""

_ALIVE = ("waiting", "returned", "lapsed", "suspended", "approved")
"""States of a credit memo that still carries what was confirmed."""


@dataclass(frozen=True, slots=True)
class Match:
    """What of a claim is for one deduction. Minor units; ``confirmed + denied <= matched``."""

    dispute: str
    matched: int = 0
    confirmed: int = 0
    denied: int = 0

    @property
    def undecided(self) -> int:
        """What waits for marketing."""
        return self.matched - self.confirmed - self.denied


@dataclass(frozen=True, slots=True)
class Decision:
    """What was said of a deduction. Minor units. ``reopened``: its denied part is open again.

    ``paid``: so much of it was not open any more, and is no part of it since.
    """

    dispute: str
    claim: str
    confirmed: int
    denied: int
    request: str
    on: date
    by: str
    note: str
    reopened: bool = False
    paid: int = 0


@dataclass(frozen=True, slots=True)
class Claim:
    """A form that came in, and what it was matched to, by deduction."""

    id: str
    form: str
    amount: Money
    program: str
    evidence: tuple[str, ...]
    note: str
    recorded_on: date
    by: str
    matches: Mapping[str, Match] = field(default_factory=dict)
    withdrawn: bool = False

    def sum(self, what: str) -> Money:
        """What is matched, confirmed, denied or undecided of it."""
        return Money(
            sum(getattr(each, what) for each in self.matches.values()), self.amount.currency
        )

    @property
    def left(self) -> Money:
        """What can still be matched."""
        return Money(0, self.amount.currency) if self.withdrawn else self.amount - self.sum("matched")  # fmt: skip

    @property
    def state(self) -> str:
        """A word of `CLAIM_STATES`."""
        if self.withdrawn:
            return "withdrawn"
        if not self.sum("matched").minor:
            return "recorded"
        return "matched" if self.sum("undecided").minor else "decided"


@dataclass(slots=True)
class Claims:
    """The claims of a customer by id, and what was decided, in order. Made by `fold`, then read."""

    claims: dict[str, Claim] = field(default_factory=dict)
    decisions: list[Decision] = field(default_factory=list)

    def matched_of(self, dispute: str) -> int:
        """What of a deduction is matched, minor units."""
        found = (claim.matches.get(dispute) for claim in self.claims.values())
        return sum(match.matched for match in found if match is not None)

    def waiting_of(self, dispute: str) -> str:
        """The first claim that is matched to a deduction and not decided, or nothing."""
        return next(
            (
                claim.id
                for claim in self.claims.values()
                if (match := claim.matches.get(dispute)) is not None and match.undecided
            ),
            "",
        )


def fold(events: Iterable[Event], requests: Iterable[Request] = ()) -> Claims:
    """The claims as a customer's events leave them, in whatever order those came. Never refuses.

    A confirmed part whose credit memo of ``requests`` was declined, withdrawn or reversed is
    undecided again. Of matches made at once that exceed the claim, the later is cut off.
    """
    ordered = in_order({event.id: event for event in events}.values())
    gone = set(undone_ids(ordered))
    counting = (event for event in ordered if event.id not in gone)
    for apart in answered_apart(counting).values():
        gone.update(event.id for event in apart)
    dead = {each.id for each in requests if each.state not in _ALIVE}
    made = Claims()
    for event in ordered:
        if event.id not in gone:
            _apply(made, event, dead)
    return made


def _apply(made: Claims, event: Event, dead: set[str]) -> None:
    match event.fact:
        case ClaimRecorded() as fact:
            claim = Claim(fact.claim, fact.form, fact.amount, fact.program, fact.evidence,
                          fact.note, fact.on, event.actor)  # fmt: skip
            made.claims.setdefault(fact.claim, claim)
        case ClaimMatched() as fact:
            known = made.claims.get(fact.claim)
            room = known.left.minor if known is not None else 0
            _add(made, fact.claim, fact.dispute, matched=min(fact.amount.minor, room))
        case ClaimUnmatched() as fact:
            known = made.claims.get(fact.claim)
            was = known.matches.get(fact.dispute) if known is not None else None
            if was is not None:
                _add(made, fact.claim, fact.dispute, matched=-was.undecided)
        case ClaimWithdrawn() as fact:
            known = made.claims.get(fact.claim)
            if known is not None and known.state != "decided":
                for name, was in known.matches.items():
                    _add(made, fact.claim, name, matched=-was.undecided)
                made.claims[known.id] = replace(made.claims[known.id], withdrawn=True)
        case DeductionDecided() as fact:
            _decided(made, event, fact, dead)
        case DeductionReopened() as fact:
            _reopen(made, fact.dispute)


def _decided(made: Claims, event: Event, fact: DeductionDecided, dead: set[str]) -> None:
    """Note a decision; of two at once on a match the later is cut to what the first left."""
    confirmed = 0 if fact.request in dead else fact.confirmed.minor
    denied = fact.denied.minor
    if fact.claim:
        known = made.claims.get(fact.claim)
        was = known.matches.get(fact.dispute) if known is not None else None
        room = was.undecided if was is not None else 0
        confirmed = min(confirmed, room)
        denied = min(denied, room - confirmed)
    _add(made, fact.claim, fact.dispute, confirmed=confirmed, denied=denied)
    made.decisions.append(
        Decision(fact.dispute, fact.claim, confirmed, denied, fact.request, fact.on, event.actor,
                 fact.note, paid=fact.paid.minor if fact.paid is not None else 0)
    )  # fmt: skip


def _add(
    made: Claims, claim: str, dispute: str, *, matched: int = 0, confirmed: int = 0,
    denied: int = 0,
) -> None:  # fmt: skip
    """Add to a match; one that is empty is none."""
    known = made.claims.get(claim)
    if known is None:
        return
    was = known.matches.get(dispute, Match(dispute))
    now = Match(
        dispute, was.matched + matched, was.confirmed + confirmed, was.denied + denied
    )
    matches = {**known.matches, dispute: now}
    if not now.matched:
        del matches[dispute]
    made.claims[claim] = replace(known, matches=matches)


def _reopen(made: Claims, dispute: str) -> None:
    for at, decision in enumerate(made.decisions):
        if decision.dispute == dispute and decision.denied:
            _add(made, decision.claim, dispute, denied=-decision.denied)
            made.decisions[at] = replace(decision, denied=0, reopened=True)


def settled(
    disputes: Mapping[str, Dispute], made: Claims, requests: Iterable[Request]
) -> dict[str, Dispute]:
    """The disputes with what was decided of them; never more than they come to."""
    credited_by = {each.id for each in requests if each.state == "approved"}
    found = dict(disputes)
    for decision in made.decisions:
        was = found.get(decision.dispute)
        if was is None:
            continue
        decided = was.denied + was.confirmed + was.credited
        amount = max(decided, was.amount.minor - decision.paid)
        room = amount - decided
        confirmed = min(decision.confirmed, room)
        denied = min(decision.denied, room - confirmed)
        credited = confirmed if decision.request in credited_by else 0
        found[was.id] = replace(
            was, amount=Money(amount, was.amount.currency), denied=was.denied + denied, credited=was.credited + credited,
            confirmed=was.confirmed + confirmed - credited,
            denied_on=decision.on if denied else was.denied_on,
        )  # fmt: skip
    return {name: _named(each) for name, each in found.items()}


def _named(dispute: Dispute) -> Dispute:
    """The dispute with the state that its amounts come to."""
    decided = dispute.denied + dispute.confirmed + dispute.credited
    if dispute.confirmed and (dispute.state != "open" or decided == dispute.amount.minor):
        return replace(dispute, state="confirmed")
    if dispute.state != "open" or not decided or decided < dispute.amount.minor:
        return dispute
    return replace(dispute, state="upheld" if dispute.credited else "rejected")


# --- what can be recorded -----------------------------------------------------------------
def record(
    claim: str, form: str, amount: Money, on: date, policy: Policy, *, program: str = "",
    evidence: tuple[str, ...] = (), note: str = "",
) -> ClaimRecorded:  # fmt: skip
    """Take a customer's form in. Refused: a form that the book does not know, no amount."""
    known = {entry.code: entry.words for entry in policy.deductions.forms}
    if form not in known:
        msg = f"{form or 'nothing'!r} is no form of a claim; known are {', '.join(known)}."
        raise Refused(msg)
    if not 0 < amount.minor <= MAX_MINOR:
        msg = f"A claim needs an amount above zero and up to {Money(MAX_MINOR, amount.currency)}, not {amount}."
        raise Refused(msg)
    return ClaimRecorded(
        on=on, claim=claim, form=form, amount=amount, program=program, evidence=evidence, note=note
    )  # fmt: skip


def unmatched(dispute: Dispute, made: Claims) -> Money:
    """What of a deduction is open and no claim is matched to."""
    undecided = sum(
        match.undecided
        for claim in made.claims.values()
        if (match := claim.matches.get(dispute.id)) is not None
    )
    return Money(max(0, dispute.rest.minor - undecided), dispute.amount.currency)


def match(
    claim: Claim, dispute: Dispute, made: Claims, amount: Money | None, on: date
) -> ClaimMatched:
    """Say that so much of a claim is for a deduction; None: as much as both have left.

    Refused: withdrawn or answered, another currency, more than is left of either.
    """
    if claim.withdrawn:
        msg = f"{claim.id} was withdrawn; it justifies nothing."
        raise Refused(msg)
    if claim.amount.currency != dispute.amount.currency:
        msg = f"{claim.id} is in {claim.amount.currency}, {dispute.id} in {dispute.amount.currency}."
        raise Refused(msg)
    if dispute.state != "open":
        msg = f"{dispute.id} is {dispute.state}; only an open deduction can be matched."
        raise Refused(msg)
    if not dispute.item:
        msg = f"{dispute.id} names no invoice; say which first."
        raise Refused(msg)
    room = unmatched(dispute, made)
    asked = min(claim.left, room) if amount is None else amount
    if not 0 < asked.minor <= claim.left.minor:
        msg = f"{asked} of {claim.id} cannot be matched; {claim.left} of {claim.amount} is left."
        raise Refused(msg)
    if room < asked:
        msg = f"{asked} cannot be matched to {dispute.id}; {room} of {dispute.amount} is open and without a claim."
        raise Refused(msg)
    return ClaimMatched(on=on, claim=claim.id, dispute=dispute.id, amount=asked)


def unmatch(claim: Claim, dispute: str, on: date, why: str = "") -> ClaimUnmatched:
    """Say that a match does not hold. Refused where all of it was decided."""
    found = claim.matches.get(dispute)
    if found is None or not found.undecided:
        known = [each.dispute for each in claim.matches.values() if each.undecided]
        msg = f"{claim.id} has nothing undecided with {dispute!r}; it has with {', '.join(known) or 'none'}."
        raise Refused(msg)
    return ClaimUnmatched(on=on, claim=claim.id, dispute=dispute, why=why)


def withdraw(claim: Claim, on: date, why: str = "") -> ClaimWithdrawn:
    """Say that the customer does not claim it any more. Refused once all of it was decided."""
    if claim.withdrawn or claim.state == "decided":
        msg = f"{claim.id} is {claim.state}; there is nothing to withdraw."
        raise Refused(msg)
    return ClaimWithdrawn(on=on, claim=claim.id, why=why)


def shares(
    claim: Claim, dispute: str, amount: Money | None
) -> tuple[tuple[str, Money], ...]:
    """What of each match a decision of ``amount`` (None: all) is about, in the order of matching.

    ``dispute`` ``""``: of all. Refused: more than waits to be decided, or nothing.
    """
    waiting = [
        each for each in claim.matches.values()
        if each.undecided and dispute in ("", each.dispute)
    ]  # fmt: skip
    whole = Money(sum(each.undecided for each in waiting), claim.amount.currency)
    asked = whole if amount is None else amount
    if asked.currency != whole.currency or not 0 < asked.minor <= whole.minor:
        msg = f"{claim.id}: {asked} cannot be decided; {whole} is matched and waits."
        raise Refused(msg)
    found, left = list[tuple[str, Money]](), asked.minor
    for each in waiting:
        part = min(left, each.undecided)
        left -= part
        if part:
            found.append((each.dispute, Money(part, asked.currency)))
    return tuple(found)


def decide(
    dispute: Dispute, made: Claims, amount: Money, on: date, *, right: bool, claim: str = "",
    request: str = "", note: str = "", paid: Money | None = None,
) -> DeductionDecided:  # fmt: skip
    """Confirm or deny so much of a deduction; without a claim, of what none is matched to.

    ``paid``: so much more of it is not open any more.

    Refused: answered already, more than is open, a denial without words.
    """
    if dispute.state != "open":
        msg = f"{dispute.id} is {dispute.state}; there is nothing to decide."
        raise Refused(msg)
    room = dispute.rest if claim else unmatched(dispute, made)
    if amount.currency != room.currency or not 0 < amount.minor <= room.minor:
        without = "" if claim else " and without a claim"
        msg = f"{dispute.id}: {amount} cannot be decided; {room} of {dispute.amount} is open{without}."
        raise Refused(msg)
    if not right and not note.strip():
        msg = "Say why: the customer is told."
        raise Refused(msg)
    nothing = Money(0, amount.currency)
    return DeductionDecided(
        on=on, dispute=dispute.id, claim=claim, request=request, note=note.strip(),
        confirmed=amount if right else nothing, denied=nothing if right else amount, paid=paid,
    )  # fmt: skip


def reopen(dispute: Dispute, on: date, why: str) -> DeductionReopened:
    """Say that a denial does not hold. Refused where nothing was denied, and without a reason."""
    if not dispute.denied:
        msg = f"{dispute.id} is {dispute.state}; nothing of it was denied."
        raise Refused(msg)
    if not why.strip():
        msg = "Say what is new: marketing reads it."
        raise Refused(msg)
    return DeductionReopened(on=on, dispute=dispute.id, why=why.strip())


def diagram(states: Mapping[tuple[str, str], tuple[str, ...]]) -> str:
    """States as a Mermaid diagram, made from a table."""
    rows = (
        f"    {was or '[*]'} --> {state}: {kind.rpartition('.')[2]}"
        for (was, kind), after in states.items()
        for state in after
    )
    return "\n".join(("stateDiagram-v2", *dict.fromkeys(rows)))
