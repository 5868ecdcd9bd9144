"""Deciding which side of a conflict stands: what has no effect then, and who may say so."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from ledgerlane.domain.conflict_facts import BEGINS, HOLD, PROMISE, ConflictSettled
from ledgerlane.domain.conflicts import Conflict, Side
from ledgerlane.domain.counting import MAY_SETTLE
from ledgerlane.domain.errors import NotPermitted, Refused
from ledgerlane.domain.events import (
    CaseMoved,
    CaseOpened,
    CashMatched,
    CreditFreed,
    CreditHeld,
    CreditMemoRequested,
    DeductionDecided,
    DisputeOpened,
    DisputeSettled,
    Event,
    Held,
    NextStepSet,
    PlanAccepted,
    PlanReplaced,
    Released,
    RequestApproved,
    RequestEndorsed,
    WriteOffRequested,
)
from ledgerlane.domain.people import People
from ledgerlane.domain.requests import Request

_CAUSED = (
    WriteOffRequested, CreditMemoRequested, CaseOpened, CaseMoved, RequestApproved, DisputeSettled, DeductionDecided, CreditHeld,
    CreditFreed, Held, Released, NextStepSet, PlanAccepted, PlanReplaced,
)  # fmt: skip
"""What is recorded because of a decision in the same act. Calls, notes, letters and money happened all the same."""

Histories = Mapping[str, Sequence[Event]]
"""The events of a customer's histories, by aggregate."""


def parts(conflict: Conflict) -> tuple[Conflict, ...]:
    """The ways in which its sides contradict each other."""
    return conflict.parts or (conflict,)


def beaten(conflict: Conflict, chosen: Side | None) -> dict[int, tuple[Side, ...]]:
    """By number of the part the sides that do not stand where ``chosen`` does; None: none does.

    Of what could stand together the others stay, the first first, as far as there is room.
    """
    return {at: _beaten(part, chosen) for at, part in enumerate(parts(conflict))}


def _beaten(part: Conflict, chosen: Side | None) -> tuple[Side, ...]:
    if chosen is None:
        return part.sides
    own = [side for side in part.sides if side.act == chosen.act]
    if not own:
        return ()
    if part.room is None:
        verdicts = {side.verdict for side in own}
        return tuple(
            side
            for side in part.sides
            if side.verdict not in verdicts and side.act != chosen.act
        )
    left, gone = part.room - sum(side.minor for side in own), list[Side]()
    for side in part.sides:
        if side not in own:
            if side.minor > left:
                gone.append(side)
            else:
                left -= side.minor
    return tuple(gone)


def consequences(losers: Iterable[Event], known: Histories) -> list[Event]:
    """What came of these acts of one customer and has no effect without them; not they themselves."""
    told = [event for events in known.values() for event in events]
    gone = {event.id: event for event in losers}
    acts = {event.fact.act for event in gone.values()} - {""}
    while True:
        begun = {event.agg for event in gone.values() if _begins(event, known)}
        opened = {
            name
            for event in gone.values()
            if isinstance(event.fact, CashMatched)
            for name in event.fact.disputes
        }
        new = [
            event
            for event in told
            if event.id not in gone
            and not isinstance(event.fact, ConflictSettled)
            and (
                event.agg in begun
                or (event.fact.act in acts and isinstance(event.fact, _CAUSED))
                or (isinstance(event.fact, DisputeOpened) and event.fact.dispute in opened)
            )
        ]
        if not new:
            return [event for event in gone.values() if event not in losers]
        gone |= {event.id: event for event in new}
        acts |= {event.fact.act for event in new if event.agg in begun} - {""}


def _begins(event: Event, known: Histories) -> bool:
    """Whether a history is nothing without an event."""
    own = known.get(event.agg, ())
    return event.fact.kind in BEGINS and bool(own) and own[0].id == event.id


def goes_on(what: str) -> bool:
    """Whether only what was said falls, and not its whole act: of promises and holds."""
    return what in (PROMISE, HOLD)


def settle(
    conflict: Conflict, place: int, people: People, by: str, on: date,
    known: Sequence[Histories], why: str = "",
) -> dict[str, list[ConflictSettled]]:  # fmt: skip
    """Decide which side stands: the ``place``-th, from 1; 0: none of them, it is decided anew.

    ``known``: the histories of each customer it is about; what to record in which of them.
    Raises NotPermitted for a missing role, Refused for a side that there is not.
    """
    if not 0 <= place <= len(conflict.sides):
        msg = f"{conflict.id} has sides 1 to {len(conflict.sides)}; 0 is none of them, not {place}"
        raise Refused(msg)
    for part in parts(conflict):
        people.require(by, MAY_SETTLE[part.what], on, f"settle a {part.what}")
    chosen = conflict.sides[place - 1] if place else None
    losing = beaten(conflict, chosen)
    losers = {side.event.id: side.event for sides in losing.values() for side in sides}
    caused: dict[str, Event] = {}
    if not goes_on(conflict.what):
        for histories in known:
            mine = [event for event in losers.values() if event.agg in histories]
            caused |= {each.id: each for each in consequences(mine, histories)}
    made: dict[str, list[ConflictSettled]] = {}
    for at, part in enumerate(parts(conflict)):
        if not losing[at]:
            continue
        own = next(
            (s for s in part.sides if chosen is not None and s.act == chosen.act), None
        )
        fact = ConflictSettled(
            on=on, what=part.what, customer=conflict.customer,
            chosen=own.event.id if own else "",
            over=tuple(side.event.id for side in losing[at]),
            verdict=own.verdict if own else "", why=why,
        )  # fmt: skip
        for agg in part.aggs:
            made.setdefault(agg, []).append(fact)
    return _with_consequences(made, caused.values())


def _with_consequences(
    made: dict[str, list[ConflictSettled]], caused: Collection[Event]
) -> dict[str, list[ConflictSettled]]:
    """What to record, with what came of the losing sides in each history."""
    first = next((facts[0] for facts in made.values()), None)
    assert first is not None, "a conflict has sides that differ"
    for agg in dict.fromkeys(event.agg for event in caused):
        facts = made.setdefault(agg, [first])
        over = {name for fact in facts for name in fact.over}
        names = tuple(e.id for e in caused if e.agg == agg and e.id not in over)
        facts[0] = replace(facts[0], caused=names)
    return made


def decided_on(event: Event) -> bool:
    """Whether somebody agreed to a request by this."""
    return isinstance(event.fact, RequestApproved | RequestEndorsed)


def may_settle(asked: Request, people: People, by: str, on: date) -> None:
    """Raise NotPermitted where somebody may not settle this of a request: their own, or over their limit."""
    if by == asked.asked_by:
        msg = f"{by} asked for {asked.id}; somebody else must settle it."
        raise NotPermitted(msg)
    limit = people.limit(by, asked.amount.currency, on)
    if limit < asked.amount:
        msg = f"{asked.amount} is over the limit of {by}, {limit}."
        raise NotPermitted(msg)
