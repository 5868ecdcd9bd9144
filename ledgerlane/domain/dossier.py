"""The fold of one customer's events: what our people did, and where that leaves the account."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby
from typing import Any

from ledgerlane.domain import credit, deadlines
from ledgerlane.domain.account import Contact
from ledgerlane.domain.apart import contradicting
from ledgerlane.domain.contact_side import NOTHING_SAID, ContactSide, changed
from ledgerlane.domain.credit import CreditSide
from ledgerlane.domain.disputes import Dispute, answered_apart
from ledgerlane.domain.events import (
    CONTACT_RULE_FACTS,
    CREDIT_FACTS,
    Assigned,
    ClaimRecorded,
    ContactLogged,
    ContactRecorded,
    ContactWrong,
    DeadlineMet,
    DeadlineSet,
    DeductionDecided,
    DisputeOpened,
    DisputeSettled,
    Escalated,
    Event,
    Fact,
    Held,
    NextStepCleared,
    NextStepSet,
    PaymentSaid,
    PromiseMade,
    PromiseWithdrawn,
    Released,
    Snoozed,
    StepDeparted,
)
from ledgerlane.domain.next_steps import Step, replaced_by
from ledgerlane.domain.promises import Promise, same_matter
from ledgerlane.domain.timeline import Activity, activities, activity, short_day
from ledgerlane.domain.told import PLAIN, Names
from ledgerlane.domain.undoing import in_order, undone_ids


@dataclass(slots=True)
class Dossier:
    """What the history says of one customer. Made by `fold`, then only read.

    ``activities`` are lines of the customer's own events, ``agreements`` those of its plans
    and write-off requests.
    """

    activities: tuple[Activity, ...] = ()
    agreements: tuple[Activity, ...] = ()
    promises: dict[str, Promise] = field(default_factory=dict)
    disputes: dict[str, Dispute] = field(default_factory=dict)
    owner: str = ""
    hold: str = ""
    hold_day: date | None = None
    snoozed_until: date | None = None
    snooze_reason: str = ""
    steps: tuple[Step, ...] = ()
    no_next: bool = False
    no_next_on: date = date.min  # the business day for which that was said
    last_contact: date | None = None
    last_contact_t: int | None = None
    last_words: str = ""
    escalated: str = ""
    escalation: str = ""  # the case in which that waits
    departed: tuple[tuple[str, date], ...] = ()  # steps left out with a reason
    deadlines: tuple[deadlines.Said, ...] = ()  # set by hand and not met
    deadlines_met: tuple[tuple[str, date], ...] = ()  # the last day of each kind
    said: tuple[
        PaymentSaid, ...
    ] = ()  # days on which they mean to pay, the last word of each item
    contacts: tuple[Contact, ...] = ()
    dispute_answered: date | None = None
    contacting: ContactSide = NOTHING_SAID
    credit: CreditSide = credit.NOTHING_SAID
    call_backs: dict[str, date | None] = field(default_factory=dict)  # asked for, by act
    has_claims: bool = False
    newer: bool = False  # an event here needs a newer ledgerlane
    apart: dict[str, tuple[Event, ...]] = field(default_factory=dict)
    """What was said apart of a hold (``hold``) or a dispute (its id), and contradicts itself."""
    promised: dict[str, Event] = field(default_factory=dict)  # the event of each promise

    @property
    def next_day(self) -> date | None:
        """The day of the earliest open step."""
        return min(self.steps).due if self.steps else None

    @property
    def next_words(self) -> str:
        """What is to be done on that day."""
        return min(self.steps).what if self.steps else ""

    def next_step(self, currency: str) -> Step | None:
        """The earliest open step about what is owed in a currency, or about the account."""
        return min((each for each in self.steps if each.concerns(currency)), default=None)

    def timeline(self) -> tuple[Activity, ...]:
        """The activities in the order of their business days, each told once.

        A next step set along with something else is part of that, and so is the review of a
        letter that left; what was taken back is marked so, the taking back is no line of its
        own. An escalation tells of the case it waits in. Interest on several items at once is
        one line.
        """
        told_already = {each.act for each in self.activities if each.kind != "step"} - {""}
        handed = {each.act for each in self.activities if each.kind == "escalate"} - {""}
        left = {each.subject: each.t for each in self.activities if each.kind == "letter"}
        shown = (
            each
            for each in self.everything()
            if each.kind != "undo"
            and (each.kind != "step" or each.act not in told_already)
            and (each.kind != "case" or each.act not in handed)
            and not (each.kind == "letter review" and each.t < left.get(each.subject, 0))
        )
        return tuple(sorted(_together(shown), key=lambda each: each.day))

    def everything(self) -> tuple[Activity, ...]:
        """Every line there is, in the order it was recorded."""
        if not self.agreements:
            return self.activities
        return tuple(
            sorted(
                (*self.activities, *self.agreements),
                key=lambda each: (each.t, each.event_id),
            )
        )

    @property
    def contests(self) -> bool:
        """Whether our word on what is disputed counts beside the books'."""
        return any(
            each.stands or each.books or each.denied for each in self.disputes.values()
        )

    def open_disputes(self) -> tuple[Dispute, ...]:
        """Disputes of which anything is contested still, in the order they were opened."""
        return tuple(each for each in self.disputes.values() if each.stands)


def _together(shown: Iterable[Activity]) -> Iterable[Activity]:
    """The lines, those of one act on the interest of several items as one."""
    for (kind, act), same in groupby(shown, key=lambda each: (each.kind, each.act)):
        lines = list(same)
        if kind == "interest" and act and len(lines) > 1:
            yield replace(lines[0], words=f"{lines[0].words} and {len(lines) - 1} more")
        else:
            yield from lines


Seen = dict[str, int]


def fold(
    events: Iterable[Event], of_agreements: Iterable[Event] = (), names: Names = PLAIN
) -> Dossier:
    """Everything the events say, the same on every machine whatever order they came in.

    ``of_agreements``: events of the customer's plans and requests, lines only; ``names``: of documents.
    Never refuses: facts of an unknown kind leave `Dossier.newer` and nothing else.
    """
    ordered = in_order({event.id: event for event in events}.values())
    taken_back = undone_ids(ordered)
    seen = _Seen(ordered)
    counting = [event for event in ordered if event.id not in taken_back]
    made = Dossier(apart=_contradictions(counting))
    open_ = {event.id for said in made.apart.values() for event in said}
    lines: list[Activity] = []
    promise_events: dict[str, Event] = {}
    for event in ordered:
        line = activity(event, event.id in taken_back, names)
        if line is None:
            made.newer = True
            continue
        lines.append(line)
        if line.undone or (event.id in open_ and not isinstance(event.fact, Held)):
            continue
        if isinstance(event.fact, PromiseMade):
            made.promised[event.fact.promise] = event
            gone = _promised(made, event, event.fact, seen, promise_events)
            lines[-1] = replace(line, words=_joined_words(line.words, gone, event.fact.on))
        if isinstance(event.fact, ClaimRecorded):
            made.has_claims = True
        handler = _HANDLERS.get(type(event.fact))
        if handler is not None:
            handler(made, event, event.fact)
        if line.kind in CONTACT_KINDS and line.day >= (made.last_contact or date.min):
            made.last_contact, made.last_contact_t = line.day, line.t
            made.last_words = line.words
    made.activities = tuple(lines)
    others = in_order(of_agreements)
    made.agreements = activities(others, undone_ids(others), names)
    return made


CONTACT_KINDS = frozenset(
    ("call", "mail", "letter", "visit", "promise", "dispute", "wrong contact")
)
"""Kinds of activity in which we spoke or tried to."""


def _contradictions(events: Iterable[Event]) -> dict[str, tuple[Event, ...]]:
    """The last words on a hold or dispute where they were said apart and are not alike.

    Until somebody settles it the account stays on hold, and the dispute open.
    """
    known = list(events)
    holds = [event for event in known if isinstance(event.fact, Held | Released)]
    found = answered_apart(known)
    if apart := contradicting(holds, lambda event: event.fact.kind):
        found["hold"] = apart
    return found


@dataclass(slots=True)
class _Seen:
    """For each event the highest number of each stream that its author had seen; asked for seldom."""

    ordered: Sequence[Event]
    known: dict[str, Seen] | None = None

    def by(self, event: Event) -> Seen:
        """What the author of this event had seen."""
        if self.known is None:
            self.known = _seen(self.ordered)
        return self.known[event.id]


def _seen(ordered: Iterable[Event]) -> dict[str, Seen]:
    """For each event the highest number of each stream that its author had seen."""
    known: dict[str, Seen] = {}
    latest: dict[str, Seen] = {}
    for event in ordered:
        mine = dict(latest.get(event.stream, ()))
        for head in event.base:
            stream, _, number = head.rpartition(":")
            for name, seq in known.get(head, {}).items():
                mine[name] = max(mine.get(name, 0), seq)
            if number.isdecimal():
                mine[stream] = max(mine.get(stream, 0), int(number))
        mine[event.stream] = max(mine.get(event.stream, 0), event.seq)
        known[event.id] = latest[event.stream] = mine
    return known


def _promised(
    made: Dossier,
    event: Event,
    fact: PromiseMade,
    seen: _Seen,
    promise_events: dict[str, Event],
) -> list[Promise]:
    """Add a promise; end the live ones for the same items that its author had seen: those.

    One that is recorded for an earlier business day than such a promise is history: that one
    replaced it. ``promise_events`` are the events of the promises that live.
    """
    rivals: list[str] = []
    replaced: list[Promise] = []
    later: date | None = None
    for name, origin in list(promise_events.items()):
        other = made.promises[name]
        if other.ended:
            del promise_events[name]
            continue
        if name == fact.promise or (fact.act and other.act == fact.act):
            continue  # what was promised in one call stands together
        if not same_matter(other, fact.amount.currency, fact.items):
            continue
        if seen.by(event).get(origin.stream, 0) < origin.seq:
            if (other.amount, other.due) == (fact.amount, fact.due):
                later = max(later or fact.on, fact.on)  # said twice, it was promised once
                continue
            rivals.append(other.id)
        elif other.made_on > fact.on:
            later = max(later or other.made_on, other.made_on)
        else:
            replaced.append(other)
            made.promises[other.id] = replace(
                other, ended="superseded", ended_on=fact.on, rivals=()
            )
    for rival in rivals if later is None else ():
        known = made.promises[rival]
        made.promises[rival] = replace(known, rivals=(*known.rivals, fact.promise))
    if later is None:
        promise_events[fact.promise] = event
    made.promises[fact.promise] = Promise(
        id=fact.promise, amount=fact.amount, due=fact.due, items=fact.items, made_on=fact.on,
        t=event.t, actor=event.actor, by=fact.by, reason=fact.reason, channel=fact.channel,
        note=fact.note, rivals=tuple(rivals) if later is None else (), ended="superseded" if later else "",
        ended_on=later, named=fact.named, act=fact.act,
    )  # fmt: skip
    return replaced


def _joined_words(words: str, replaced: Iterable[Promise], on: date) -> str:
    """The line of a promise, with the promises whose place it took."""
    old = (f"replaces {each.amount} by {short_day(each.due, on)}" for each in replaced)
    return " · ".join((words, *old))


def _withdrawn(made: Dossier, _event: Event, fact: PromiseWithdrawn) -> None:
    known = made.promises.get(fact.promise)
    if known is not None and not known.ended:
        made.promises[known.id] = replace(known, ended="withdrawn", ended_on=fact.on)


def _disputed(made: Dossier, event: Event, fact: DisputeOpened) -> None:
    made.disputes.setdefault(
        fact.dispute,
        Dispute(id=fact.dispute, item=fact.item, amount=fact.amount, opened_on=fact.on,
                reason=fact.reason, actor=event.actor, note=fact.note, act=fact.act, receipt=fact.receipt, books=fact.books),
    )  # fmt: skip


def _settled(made: Dossier, _event: Event, fact: DisputeSettled) -> None:
    known = made.disputes.get(fact.dispute)
    if known is not None and known.state == "open":
        made.disputes[known.id] = replace(known, state=fact.outcome, settled_on=fact.on)
        made.steps = tuple(each for each in made.steps if each.about != known.id)
        if known.amount.minor:
            made.dispute_answered = fact.on


def _logged(made: Dossier, _event: Event, fact: ContactLogged) -> None:
    if fact.outcome == "call back" and fact.act:
        made.call_backs[fact.act] = None


def _decided(made: Dossier, _event: Event, fact: DeductionDecided) -> None:
    """A denial is an answer: the customer is asked for it again."""
    if fact.denied.minor:
        made.steps = tuple(each for each in made.steps if each.about != fact.dispute)
        made.dispute_answered = fact.on


def _next(made: Dossier, _event: Event, fact: NextStepSet) -> None:
    if fact.act in made.call_backs:
        made.call_backs[fact.act] = fact.due
    same = (d.id for d in made.open_disputes() if fact.act and d.act == fact.act)
    about = fact.about or next(same, "")
    new = Step(fact.due, fact.what, about, fact.currency, fact.on, fact.act)
    if any(_newer(each, new) for each in made.steps) or _settled_since(made, fact.on):
        return
    gone = replaced_by(made.steps, new, fact.on)
    standing = _promised_in(made) if fact.act in _promised_in(made) else frozenset()
    made.steps = (
        *(each for each in made.steps if each not in gone or each.act in standing),
        new,
    )
    made.no_next = False


def _promised_in(made: Dossier) -> frozenset[str]:
    """The calls whose promises stand: a promise over something else leaves their check."""
    return frozenset(each.act for each in made.promises.values() if each.stands) - {""}


def _newer(step: Step, new: Step) -> bool:
    """Whether a step about the same matter was set for a later business day."""
    return step.on > new.on and step.about == new.about and step.concerns(new.currency)


def _settled_since(made: Dossier, on: date) -> bool:
    """Whether it was said for a later business day that nothing more is to be done."""
    return made.no_next and made.no_next_on > on


def _no_next(made: Dossier, _event: Event, fact: NextStepCleared) -> None:
    gone = replaced_by(made.steps, None, fact.on)
    made.steps = tuple(each for each in made.steps if each not in gone)
    if not made.steps:
        made.no_next, made.no_next_on = True, fact.on


def _assigned(made: Dossier, _event: Event, fact: Assigned) -> None:
    made.owner = fact.owner


def _snoozed(made: Dossier, _event: Event, fact: Snoozed) -> None:
    made.snoozed_until, made.snooze_reason = fact.until, fact.reason


def _held(made: Dossier, _event: Event, fact: Held) -> None:
    made.hold, made.hold_day = fact.reason or "on hold", fact.on


def _released(made: Dossier, _event: Event, _fact: Released) -> None:
    made.hold, made.hold_day = "", None


def _escalated(made: Dossier, _event: Event, fact: Escalated) -> None:
    made.escalated, made.escalation = fact.to, fact.case


def _recorded(made: Dossier, _event: Event, fact: ContactRecorded) -> None:
    contact = Contact(fact.name, fact.role, fact.phone, fact.email, fact.language)
    others = (c for c in made.contacts if not fact.name or c.name != fact.name)
    made.contacts = (*others, contact)
    right = made.contacting.wrong - {fact.name, fact.phone, fact.email}
    made.contacting = replace(made.contacting, wrong=right)


def _wrong(made: Dossier, _event: Event, fact: ContactWrong) -> None:
    if fact.value:
        wrong = made.contacting.wrong | {fact.value}
        made.contacting = replace(made.contacting, wrong=wrong)
    made.contacts = tuple(
        replace(contact, wrong=contact.wrong or _reaches_nobody(contact, made.contacting))
        for contact in made.contacts
    )


def _reaches_nobody(contact: Contact, side: ContactSide) -> bool:
    """Whether the person is not there, or no number or address of theirs is right."""
    ways = {contact.phone, contact.email} - {""}
    return contact.name in side.wrong or (bool(ways) and ways <= side.wrong)


def _contacting(made: Dossier, _event: Event, fact: Fact) -> None:
    made.contacting = changed(made.contacting, fact)


def _credit(made: Dossier, event: Event, _fact: Fact) -> None:
    made.credit = credit.changed(made.credit, event)


def _departed(made: Dossier, _event: Event, fact: StepDeparted) -> None:
    made.departed = (*made.departed, (fact.step, fact.on))


def _deadline(made: Dossier, _event: Event, fact: DeadlineSet | DeadlineMet) -> None:
    kept = tuple(each for each in made.deadlines if each.what != fact.what)
    if isinstance(fact, DeadlineSet):
        new = deadlines.Said(fact.what, fact.due, fact.on, fact.items)
        made.deadlines = (*kept, new)
    else:
        others = (each for each in made.deadlines_met if each[0] != fact.what)
        made.deadlines, made.deadlines_met = kept, (*others, (fact.what, fact.on))


def _said(made: Dossier, _event: Event, fact: PaymentSaid | PromiseMade) -> None:
    """The last word on an item counts; a promise is more than a day somebody named."""
    kept = (each for each in made.said if set(each.items).isdisjoint(fact.items))
    made.said = (*kept, fact) if isinstance(fact, PaymentSaid) else tuple(kept)


_HANDLERS: dict[type[Fact], Callable[[Dossier, Event, Any], None]] = {
    PromiseWithdrawn: _withdrawn, DisputeOpened: _disputed, DisputeSettled: _settled,
    DeductionDecided: _decided,
    NextStepSet: _next, NextStepCleared: _no_next, Assigned: _assigned, Snoozed: _snoozed,
    Held: _held, Released: _released, Escalated: _escalated, ContactRecorded: _recorded,
    StepDeparted: _departed, DeadlineSet: _deadline, DeadlineMet: _deadline, PaymentSaid: _said, PromiseMade: _said, ContactWrong: _wrong, ContactLogged: _logged,
    **dict.fromkeys(CONTACT_RULE_FACTS, _contacting), **dict.fromkeys(CREDIT_FACTS, _credit),
}  # fmt: skip
