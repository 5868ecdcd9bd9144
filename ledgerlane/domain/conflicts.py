"""What people decided apart that contradicts itself, and waits for a person (docs/cli.md, copies).

Found in the history alone: every copy of the book that has the same events has the same list.
What merges by a rule (notes, the last owner, contact or next step, the same verdict twice) is no conflict.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from ledgerlane.domain.account import Item
from ledgerlane.domain.cases.case import Case
from ledgerlane.domain.cash import CashReceipt
from ledgerlane.domain.conflict_facts import (
    CASE,
    CASH,
    DISPUTE,
    HOLD,
    LIMIT,
    PAID,
    PLAN,
    PROMISE,
    REQUEST,
    TOO_MUCH,
    TWICE,
    USED,
)
from ledgerlane.domain.disputes import answer
from ledgerlane.domain.dossier import Dossier
from ledgerlane.domain.events import (
    DeductionDecided,
    DisputeSettled,
    Event,
    Fact,
    Held,
    PromiseMade,
)
from ledgerlane.domain.money import Money
from ledgerlane.domain.plans import Plan
from ledgerlane.domain.promises import Promise
from ledgerlane.domain.requests import Request
from ledgerlane.domain.timeline import short_day, told
from ledgerlane.domain.too_much import Claim, TooMuch


@dataclass(frozen=True, slots=True)
class Side:
    """One of the things said: the event, its words, and what it comes to. Sides alike agree.

    ``minor``: what it takes of what there is; ``waits``: it does not count meanwhile for want of room.
    """

    event: Event
    words: str
    verdict: str
    minor: int = 0
    waits: bool = False

    @property
    def act(self) -> str:
        """The act it was said in: what else was recorded in it stands or falls with it."""
        return self.event.fact.act or self.event.id


@dataclass(frozen=True, slots=True)
class Conflict:
    """Something that is two things at once. ``about`` names it: a request, plan, dispute, ...

    ``aggs``: the histories that settling it is written to; ``meanwhile``: what counts until then.
    ``room``: what there is for the sides together, where each could stand alone, minor units.
    ``parts``: of acts that contradict each other in several ways, one conflict for each way.
    """

    what: str
    about: str
    customer: str
    sides: tuple[Side, ...]
    aggs: tuple[str, ...]
    meanwhile: str
    amount: Money | None = None
    room: int | None = None
    parts: tuple[Conflict, ...] = ()

    @property
    def id(self) -> str:
        """Its name, the same on every copy: eight letters made of its sides."""
        text = "|".join(sorted(side.event.id for side in self.sides))
        return hashlib.sha256(f"{self.what}|{text}".encode()).hexdigest()[:8]

    @property
    def since(self) -> date:
        """The last business day on which anything of it was said."""
        return max(side.event.fact.on for side in self.sides)

    @property
    def words(self) -> str:
        """``2 promises``, ``WO-3 approved and declined``: it in a few words."""
        sides = self.parts[0].sides if self.parts else self.sides
        verdicts = list(dict.fromkeys(side.verdict for side in sides))
        if self.what == PROMISE:
            return f"{len(verdicts)} promises differ"
        if self.what in (*TOO_MUCH, HOLD):
            return f"{self.about}: {' and '.join(verdicts)}"
        return f"{self.what} {self.about}: {' and '.join(verdicts)}"


def found(
    customer: str, dossier: Dossier, plans: Collection[Plan], requests: Collection[Request],
    cases: Iterable[Case], cash: Iterable[CashReceipt], live: Collection[str],
    items: Iterable[Item], too_much: Iterable[TooMuch] = (),
) -> tuple[Conflict, ...]:  # fmt: skip
    """Every conflict of a customer, the oldest first. ``live``: ids of the promises still open.

    ``items``: those that are open; ``too_much``: what was given up, paid or used apart beyond what there is.
    """
    made = [*_of_account(customer, dossier), *_of_promises(customer, dossier, live)]
    made += [
        Conflict(REQUEST, asked.id, customer, _sides(asked.sides), (f"request:{asked.id}",),
                 "it is neither approved nor declined", asked.amount)
        for asked in requests if asked.sides
    ]  # fmt: skip
    made += [
        Conflict(PLAN, plan.id, customer, _sides(plan.sides), (f"plan:{plan.id}",),
                 f"it is {plan.state} as before", plan.debt)
        for plan in plans if plan.sides
    ]  # fmt: skip
    made += [
        Conflict(CASE, case.id, customer, _sides(case.sides), (f"case:{case.id}",),
                 f"it is {case.state} as before", case.about)
        for case in cases if case.sides
    ]  # fmt: skip
    made += [
        Conflict(CASH, each.ref, customer, _sides(each.sides), (f"receipt:{each.ref}",),
                 f"it is of {each.customer or 'nobody'}", each.amount)
        for each in cash if each.sides
    ]  # fmt: skip
    made += _shared_plans(customer, plans, items)
    made += [_too_much(customer, each) for each in too_much]
    return tuple(sorted(by_acts(made), key=lambda each: (each.since, each.id)))


def _sides(events: Iterable[Event]) -> tuple[Side, ...]:
    return tuple(Side(event, _words(event.fact), _verdict(event)) for event in events)


def _words(fact: Fact) -> str:
    """What was said, with its reason: as the timeline of the account tells it."""
    line = told(fact)
    if line is None:
        return fact.kind
    return " · ".join(filter(None, (line.words, line.note)))


def _verdict(event: Event) -> str:
    """What was said comes to, without words about it: alike where it is alike."""
    fact = event.fact
    match fact:
        case PromiseMade():
            return f"{fact.amount} by {short_day(fact.due, fact.on)}"
        case Held():
            return "on hold"
        case DisputeSettled() | DeductionDecided():
            return answer(event)
    for name in (
        "step",
        "customer" if fact.kind in ("cash.identified", "cash.matched") else "",
    ):
        if name and getattr(fact, name, ""):
            return str(getattr(fact, name))
    return fact.kind.rpartition(".")[2].replace("_", " ")


def _of_account(customer: str, dossier: Dossier) -> Iterator[Conflict]:
    """A hold that was placed and released, a dispute that was answered both ways."""
    agg = (f"customer:{customer}",)
    for about, events in dossier.apart.items():
        if about == "hold":
            yield Conflict(HOLD, "hold", customer, _sides(events), agg, "it is on hold")
        elif about in dossier.disputes:
            amount = dossier.disputes[about].amount
            yield Conflict(
                DISPUTE, about, customer, _sides(events), agg, "it is open", amount
            )


def _of_promises(
    customer: str, dossier: Dossier, live: Collection[str]
) -> Iterator[Conflict]:
    """Promises for the same invoices, made apart and not alike, of which more than one is open."""
    groups: list[list[Promise]] = []
    for promise in dossier.promises.values():
        if promise.id not in live or promise.ended:
            continue
        near = [g for g in groups if any(promise.id in o.rivals or o.id in promise.rivals for o in g)]  # fmt: skip
        groups = [g for g in groups if g not in near]
        groups.append([*(each for g in near for each in g), promise])
    for group in groups:
        if len(group) < 2:
            continue
        events = sorted(
            (dossier.promised[each.id] for each in group), key=lambda e: (e.t, e.stream)
        )
        least = min(each.amount for each in group)
        first = min(each.due for each in group)
        yield Conflict(
            PROMISE, group[0].id, customer, _sides(events), (f"customer:{customer}",),
            f"{least} by {short_day(first, group[0].made_on)} counts", least,
        )  # fmt: skip


def _shared_plans(
    customer: str, plans: Iterable[Plan], items: Iterable[Item]
) -> Iterator[Conflict]:
    """Running plans that together take over more of an invoice than it is about."""
    amounts = {item.ref: item.amount.minor for item in items}
    running = [plan for plan in plans if plan.state == "active" and plan.began is not None]
    taken = defaultdict[str, list[tuple[Plan, int]]](list)
    for plan in running:
        for item in plan.items:
            taken[item.ref].append((plan, item.amount.minor))
    told_already = set[tuple[str, ...]]()
    for ref, parts in sorted(taken.items()):
        names = tuple(sorted(plan.id for plan, _ in parts))
        if len(parts) < 2 or names in told_already or ref not in amounts:
            continue
        if sum(minor for _, minor in parts) <= amounts[ref]:
            continue
        told_already.add(names)
        sides = tuple(
            Side(plan.began, f"{plan.id}: {plan.debt} in {len(plan.instalments)}", plan.id)
            for plan, _ in sorted(parts, key=lambda each: each[0].id)
            if plan.began is not None
        )
        number = ref.rpartition("/")[2]
        yield Conflict(
            PLAN, f"for {number}", customer, sides, tuple(f"plan:{name}" for name in names),
            "both run", Money(amounts[ref], parts[0][0].currency),
        )  # fmt: skip


def _too_much(customer: str, found: TooMuch) -> Conflict:
    """Claims that come to more than there is; only those who settle it end it, not the books."""
    sides = tuple(
        Side(
            claim.event,
            _words(claim.event.fact)
            if claim.asked is None
            else f"{claim.name} gives up {claim.asked.amount}",
            _claim_verdict(claim, found.about),
            found.wants(claim),
            claim.name in found.late,
        )
        for claim in found.claims
    )
    waits = [each.name for each in found.claims if each.name in found.late]
    aggs = dict.fromkeys(claim.event.agg for claim in found.claims)
    name = found.about if found.what == LIMIT else found.about.rpartition("/")[2]
    return Conflict(
        found.what, name, customer, sides, tuple(aggs), _meanwhile(found, waits), found.room,
        found.room.minor,
    )  # fmt: skip


def _claim_verdict(claim: Claim, about: str) -> str:
    """A request or receipt by its name; where the receipt is what there was too little of, what it pays."""
    if claim.match is None:
        return claim.name
    if about != claim.receipt:
        return claim.receipt.rpartition("/")[2]
    numbers = (line.item.rpartition("/")[2] for line in claim.match.lines if line.item)
    return f"for {', '.join(numbers)}"


def _meanwhile(found: TooMuch, waits: list[str]) -> str:
    if found.what == USED:
        return "the first counts, what exceeds it lies unapplied"
    if found.what == TWICE and waits == [each.name for each in found.claims[1:]]:
        return "only the first is in the journal"
    names = ", ".join(name for name in waits if not _is_match(found, name))
    return f"{names} {'is' if len(waits) == 1 else 'are'} not in the journal"


def _is_match(found: TooMuch, name: str) -> bool:
    return any(each.match is not None and each.name == name for each in found.claims)


def acts_apart(
    dossier: Dossier, plans: Iterable[Plan], cases: Iterable[Case]
) -> frozenset[str]:
    """The acts that said something of a dispute, plan or case which was said otherwise apart."""
    events = [
        event
        for sides in (*(s for name, s in dossier.apart.items() if name != "hold"), *(p.sides for p in plans), *(c.sides for c in cases))
        for event in sides
    ]  # fmt: skip
    return frozenset(event.fact.act for event in events if event.fact.act)


_LEADS = (CASE, PLAN, REQUEST, DISPUTE, CASH, PAID, TWICE, USED, LIMIT)
"""Kinds of conflicts that are one where one act is in both, what names it first.

Promises and holds are words of their own, also where several stand in one line of a call.
"""


def by_acts(found: Iterable[Conflict]) -> list[Conflict]:
    """The conflicts, those that one act is in as one: an act stands or falls as a whole."""
    groups, rest = list[list[Conflict]](), list[Conflict]()
    for each in found:
        if each.what not in _LEADS:
            rest.append(each)
            continue
        acts = {side.act for side in each.sides}
        near = [g for g in groups if any(s.act in acts for c in g for s in c.sides)]
        groups = [group for group in groups if group not in near]
        groups.append([*(one for group in near for one in group), each])
    return [*rest, *(_as_one(group) for group in groups)]


def _as_one(group: list[Conflict]) -> Conflict:
    """One conflict of several, with a side for each act."""
    if len(group) == 1:
        return group[0]
    parts = tuple(sorted(group, key=lambda each: (_LEADS.index(each.what), each.about)))
    by_act = defaultdict[str, list[Side]](list)
    for part in parts:
        for side in part.sides:
            by_act[side.act].append(side)
    sides = [
        Side(
            said[0].event, " · ".join(dict.fromkeys(each.words for each in said)),
            " · ".join(dict.fromkeys(each.verdict for each in said)), said[0].minor,
            any(each.waits for each in said),
        )
        for said in by_act.values()
    ]  # fmt: skip
    sides.sort(key=lambda side: (side.event.t, side.event.id))
    first = parts[0]
    return replace(
        first, sides=tuple(sides), parts=parts,
        aggs=tuple(dict.fromkeys(agg for part in parts for agg in part.aggs)),
        meanwhile="; ".join(dict.fromkeys(part.meanwhile for part in parts)),
        amount=next((part.amount for part in parts if part.amount is not None), None),
    )  # fmt: skip


def words_for(conflicts: Iterable[Conflict], currency: str) -> str:
    """The first conflict that a row of this currency is about, in words; ``""``: none."""
    return next(
        (
            each.words
            for each in conflicts
            if each.amount is None or each.amount.currency == currency
        ),
        "",
    )
