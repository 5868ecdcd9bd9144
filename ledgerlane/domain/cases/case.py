"""A case as its events leave it, and the one rule by which all kinds are opened and moved on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from ledgerlane.domain.apart import decided
from ledgerlane.domain.case_facts import (
    CaseAmount,
    CaseDay,
    CaseMoved,
    CaseOpened,
    CaseWord,
)
from ledgerlane.domain.cases.common import day, word
from ledgerlane.domain.cases.kinds import KINDS
from ledgerlane.domain.cases.table import OPENER, TASK, TEXT, Field, Kind, Step, Task
from ledgerlane.domain.errors import NotPermitted, Refused
from ledgerlane.domain.fact import Event
from ledgerlane.domain.money import Money, total
from ledgerlane.domain.people import People
from ledgerlane.domain.plan_facts import PlanItem
from ledgerlane.domain.undoing import in_order, undone_ids

if TYPE_CHECKING:
    from ledgerlane.domain.policy import Policy

Value = str | date | Money
Values = Mapping[str, Value]
NONE: Values = {}


@dataclass(frozen=True, slots=True)
class Move:
    """One step that was taken; the opening is the first. ``event`` is its id, ``t`` microseconds.

    ``items``: how much of which item it is about.
    """

    step: str
    on: date
    by: str
    t: int
    event: str
    values: Values
    items: tuple[PlanItem, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """One matter, as its events leave it. ``values`` are what was said last of each field."""

    id: str
    kind: Kind
    customer: str
    items: tuple[PlanItem, ...]
    state: str
    values: Values
    moves: tuple[Move, ...]
    sides: tuple[
        Event, ...
    ] = ()  # steps taken apart that lead to different states: none counts

    @property
    def opened_by(self) -> str:
        """Who opened it."""
        return self.moves[0].by

    @property
    def brought_by(self) -> str:
        """Who took the step that led to the state it is in."""
        return next(
            (
                each.by
                for each in reversed(self.moves)
                if any(
                    step.name == each.step and step.to == self.state
                    for step in (self.kind.opens, *self.kind.steps)
                )
            ),
            self.opened_by,
        )

    @property
    def opened_on(self) -> date:
        """The day it was opened for."""
        return self.moves[0].on

    @property
    def open(self) -> bool:
        """Whether somebody still has to do something about it."""
        return not self.kind.state(self.state).ends

    @property
    def due(self) -> date | None:
        """The day it is to be done by: that of its first task, where its kind has tasks."""
        if self.kind.tasks is None:
            return self.day("due")
        return next((each.due for each in self.tasks if each.state == "open"), None)

    @property
    def tasks(self) -> tuple[Task, ...]:
        """What it wants done, what is open and due first."""
        found = self.kind.tasks(self) if self.kind.tasks is not None else ()
        return tuple(
            sorted(found, key=lambda each: (each.state != "open", each.due, each.id))
        )

    def word(self, name: str) -> str:
        """A field's code or text, or ``""``."""
        return word(self.values, name)

    def day(self, name: str) -> date | None:
        """A field's day."""
        return day(self.values, name)

    def amount(self, name: str) -> Money | None:
        """A field's amount."""
        found = self.values.get(name)
        return found if isinstance(found, Money) else None

    @property
    def topic(self) -> str:
        """What it is about, by a list of the book or of its kind."""
        return self.word(self.kind.topic)

    @property
    def about(self) -> Money | None:
        """What the items named come to; None where none is."""
        if not self.items:
            return None
        return total((each.amount for each in self.items), self.items[0].amount.currency)

    def taken(self, step: str) -> tuple[Move, ...]:
        """Every time a step was taken."""
        return tuple(each for each in self.moves if each.step == step)

    @property
    def waits_for(self) -> str:
        """Whose turn it is: a login, a department or a role; ``""`` once it has ended."""
        if not self.open:
            return ""
        turn = self.kind.state(self.state).waits_for
        if turn == OPENER:
            return self.opened_by
        if turn == TASK:
            first = next((each.who for each in self.tasks if each.state == "open"), "")
            return first or self.word("owner") or self.opened_by
        of = self.word(turn) if turn in ("department", "to") else ""
        return self.word("owner") or of or turn


def fold(events: Iterable[Event]) -> Case | None:
    """A case from its events, whatever order they came in; None before it was opened. Never refuses."""
    ordered = in_order({event.id: event for event in events}.values())
    gone = undone_ids(ordered)
    counting = [event for event in ordered if event.id not in gone]
    found, sides = decided(counting, _after, lambda case: case.state if case else "")
    return replace(found, sides=sides) if found is not None and sides else found


def _after(found: Case | None, event: Event) -> Case | None:
    """The case after an event; the very same where the event changes nothing."""
    fact = event.fact
    if isinstance(fact, CaseOpened) and found is None and fact.matter in KINDS:
        kind, said = KINDS[fact.matter], values_of(fact)
        first = Move(kind.opens.name, fact.on, event.actor, event.t, event.id, said)
        return Case(
            fact.case, kind, fact.customer, fact.items, kind.opens.to, said, (first,)
        )
    if isinstance(fact, CaseMoved) and found is not None:
        to = found.kind.transitions.get((found.state, fact.step))
        if to is not None:
            return _moved(found, to, event, fact)
    return found


def _moved(found: Case, to: str, event: Event, fact: CaseMoved) -> Case:
    said = values_of(fact)
    move_ = Move(
        fact.step, fact.on, event.actor, event.t, event.id, said, fact.items
    )  # fmt: skip
    return replace(
        found, state=to, values={**found.values, **said}, moves=(*found.moves, move_)
    )


def values_of(fact: CaseOpened | CaseMoved) -> dict[str, Value]:
    """The fields of a fact by name."""
    return {
        **{each.name: each.value for each in (*fact.words, *fact.texts)},
        **{each.name: each.day for each in fact.days},
        **{each.name: each.amount for each in fact.amounts},
    }


def open_(
    kind: Kind,
    case: str,
    customer: str,
    items: tuple[PlanItem, ...],
    values: Values,
    on: date,
) -> CaseOpened:
    """Open a case. Refused where something that its kind needs was not said."""
    complete(kind, kind.opens, values)
    if len({each.ref for each in items}) != len(items):
        msg = "An invoice can be in a case once."
        raise Refused(msg)
    if len({each.amount.currency for each in items}) > 1:
        msg = "A case is about invoices of one currency; open one for each."
        raise Refused(msg)
    words, days, amounts, texts = _parts(kind.opens, values)
    return CaseOpened(
        on=on, case=case, matter=kind.name, customer=customer, items=items,
        words=words, days=days, amounts=amounts, texts=texts,
    )  # fmt: skip


def within(fact: CaseOpened, act: str) -> CaseOpened:
    """The opening as part of an act."""
    return replace(fact, act=act)


def move(case: Case, step: Step, values: Values, on: date) -> CaseMoved:
    """Take a step. Refused from another state, before the case began, or with a field missing."""
    if case.state not in step.froms:
        can = ", ".join(case.kind.possible(case.state)) or "nothing"
        msg = f"{case.id} is {case.state}; {step.name} does not lead on from there: {can} can be done."
        raise Refused(msg)
    if on < case.moves[-1].on:
        msg = f"{case.id} was {case.state} on {case.moves[-1].on.isoformat()}; nothing is done to it before."
        raise Refused(msg)
    complete(case.kind, step, values)
    if step.check is not None:
        step.check(case, values)
    return moved(case.kind, case.id, step, values, on)


def moved(kind: Kind, case: str, step: Step, values: Values, on: date) -> CaseMoved:
    """The fact of a step that is taken."""
    words, days, amounts, texts = _parts(step, values)
    return CaseMoved(
        on=on, case=case, matter=kind.name, step=step.name,
        words=words, days=days, amounts=amounts, texts=texts,
    )  # fmt: skip


def permit(
    kind: Kind, step: Step, people: People, by: str, on: date, case: Case | None
) -> None:
    """Raise `NotPermitted` for a missing role, and for one's own case where others decide."""
    people.require(by, step.roles, on, step.verb or f"{step.name} a case of {kind.name}")
    if step.apart and case is not None and by in (case.opened_by, case.brought_by):
        did = "opened" if by == case.opened_by else "asked for"
        msg = f"{by} {did} {case.id}; somebody else must {step.name} it."
        raise NotPermitted(msg)


def stops(case: Case, step: Step, people: People, by: str, on: date) -> str:
    """Why a person may not take a step of a case, or nothing."""
    if not people.roles(by, on).intersection(step.roles):
        return f"needs {' or '.join(step.roles)}"
    own = by in (case.opened_by, case.brought_by)
    return "your own: somebody else decides" if step.apart and own else ""


def complete(kind: Kind, step: Step, values: Values, policy: Policy | None = None) -> None:
    """Refuse a step that lacks a field it needs, naming every one and, with the ``policy``, what it can be."""
    missing = [each for each in step.fields if each.needed and not values.get(each.name)]
    if missing:
        can = {each.name: each.accepts(policy) if policy else () for each in missing}
        names = ", ".join(
            f"{each.name} ({_words(each, can[each.name])})" for each in missing
        )
        msg = f"{kind.name} {step.name} needs {names}."
        raise Refused(msg)


def _words(field: Field, can: Sequence[str]) -> str:
    """What a field says, with what it can be unless its words name that already."""
    named = not can or all(each in field.words.split() for each in can)
    return field.words if named else f"{field.words}: {', '.join(can)}"


def _parts(
    step: Step, values: Values
) -> tuple[
    tuple[CaseWord, ...], tuple[CaseDay, ...], tuple[CaseAmount, ...], tuple[CaseWord, ...]
]:
    """The values by their type, in the order of the table; what the desk adds comes last."""
    order = [each.name for each in step.fields]
    names = [*(n for n in order if n in values), *(n for n in values if n not in order)]
    types = {each.name: each.type for each in step.fields} | dict.fromkeys(step.keeps, TEXT)
    words, days, amounts, texts = (
        list[CaseWord](),
        list[CaseDay](),
        list[CaseAmount](),
        list[CaseWord](),
    )
    for name in names:
        match values[name]:
            case date() as found:
                days.append(CaseDay(name, found))
            case Money() as found:
                amounts.append(CaseAmount(name, found))
            case str() as found if found:
                (texts if types.get(name) == TEXT else words).append(CaseWord(name, found))
    return tuple(words), tuple(days), tuple(amounts), tuple(texts)  # fmt: skip
