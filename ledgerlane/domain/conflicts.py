"""What people decided apart that contradicts itself, and waits for a person (docs/cli.md, copies).

Found in the history alone: every copy of the book that has the same events has the same list.
What merges by a rule (notes, the last owner, contact or next step, the same verdict twice) is no conflict.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from ledgerlane.domain.account import Item
from ledgerlane.domain.cases.case import Case
from ledgerlane.domain.cash import CashReceipt
from ledgerlane.domain.conflict_facts import (
    CASE,
    CASH,
    DISPUTE,
    HOLD,
    PLAN,
    PROMISE,
    REQUEST,
    TWICE,
    ConflictSettled,
)
from ledgerlane.domain.counting import MAY_SETTLE
from ledgerlane.domain.disputes import answer
from ledgerlane.domain.dossier import Dossier
from ledgerlane.domain.errors import NotPermitted, Refused
from ledgerlane.domain.events import (
    DeductionDecided,
    DisputeSettled,
    Event,
    Fact,
    Held,
    PromiseMade,
)
from ledgerlane.domain.money import Money
from ledgerlane.domain.people import People
from ledgerlane.domain.plans import Plan
from ledgerlane.domain.promises import Promise
from ledgerlane.domain.requests import Request
from ledgerlane.domain.timeline import short_day, told


@dataclass(frozen=True, slots=True)
class Side:
    """One of the things said: the event, its words, and what it comes to. Sides alike agree."""

    event: Event
    words: str
    verdict: str

    @property
    def device(self) -> str:
        """The first letters of the stream it was written in: one person on one device."""
        return self.event.stream[:6]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Something that is two things at once. ``about`` names it: a request, plan, dispute, ...

    ``aggs``: the histories that settling it is written to; ``meanwhile``: what counts until then.
    """

    what: str
    about: str
    customer: str
    sides: tuple[Side, ...]
    aggs: tuple[str, ...]
    meanwhile: str
    amount: Money | None = None

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
        verdicts = list(dict.fromkeys(side.verdict for side in self.sides))
        if self.what == PROMISE:
            return f"{len(verdicts)} promises differ"
        if self.what in (TWICE, HOLD):
            return f"{self.about}: {' and '.join(verdicts)}"
        return f"{self.what} {self.about}: {' and '.join(verdicts)}"


def found(
    customer: str, dossier: Dossier, plans: Collection[Plan], requests: Collection[Request],
    cases: Iterable[Case], cash: Iterable[CashReceipt], live: Collection[str],
    items: Iterable[Item],
) -> tuple[Conflict, ...]:  # fmt: skip
    """Every conflict of a customer, the oldest first. ``live``: ids of the promises still open.

    ``items``: those that are open, and those that `given_up_by_several` names.
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
    open_ = list(items)
    made += [*_shared_plans(customer, plans, open_), *_twice(customer, requests, open_)]
    return tuple(sorted(made, key=lambda each: (each.since, each.id)))


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
    for name in ("step", "customer" if fact.kind == "cash.identified" else ""):
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


def given_up_by_several(requests: Iterable[Request]) -> set[str]:
    """References of the items that more than one approved request gives up: open in the books or not."""
    count = Counter(
        line.ref for asked in requests if asked.state == "approved" for line in asked.items
    )
    return {ref for ref, times in count.items() if times > 1}


def _twice(
    customer: str, requests: Iterable[Request], items: Iterable[Item]
) -> Iterator[Conflict]:
    """Approved requests that together give up more of an invoice than it is about.

    Only those who settle it end it: not the books, which may have entered the first already.
    """
    amounts = {item.ref: item.amount.minor for item in items}
    given = defaultdict[str, list[tuple[Request, int]]](list)
    for asked in requests:
        for line in asked.items if asked.state == "approved" else ():
            given[line.ref].append((asked, line.amount.minor))
    told_already = set[tuple[str, ...]]()
    for ref, parts in sorted(given.items()):
        names = tuple(sorted(asked.id for asked, _ in parts))
        over = ref in amounts and sum(minor for _, minor in parts) > amounts[ref]
        if len(parts) < 2 or names in told_already or not over:
            continue
        told_already.add(names)
        sides = tuple(
            Side(asked.approval, f"{asked.id} gives up {asked.amount}", asked.id)
            for asked, _ in sorted(parts, key=lambda each: each[0].id)
            if asked.approval is not None
        )
        yield Conflict(
            TWICE, ref.rpartition("/")[2], customer, sides,
            tuple(f"request:{name}" for name in names), "only the first is in the journal",
            Money(amounts[ref], parts[0][0].amount.currency),
        )  # fmt: skip


def settle(
    conflict: Conflict, place: int, people: People, by: str, on: date, why: str = ""
) -> ConflictSettled:
    """Decide which side stands: the ``place``-th, from 1; 0: none of them, it is decided anew.

    Raises NotPermitted for a missing role, one's own request or an amount over one's limit,
    Refused for a side that there is not.
    """
    if not 0 <= place <= len(conflict.sides):
        msg = f"{conflict.id} has sides 1 to {len(conflict.sides)}; 0 is none of them"
        raise Refused(msg)
    people.require(by, MAY_SETTLE[conflict.what], on, f"settle a {conflict.what}")
    chosen = conflict.sides[place - 1] if place else None
    over = tuple(
        side.event.id for side in conflict.sides
        if chosen is None or side.verdict != chosen.verdict
    )  # fmt: skip
    return ConflictSettled(
        on=on, what=conflict.what, customer=conflict.customer,
        chosen=chosen.event.id if chosen else "", over=over,
        verdict=chosen.verdict if chosen else "", why=why,
    )  # fmt: skip


def may_settle(asked: Request, people: People, by: str, on: date) -> None:
    """Raise NotPermitted where somebody may not settle this of a request: their own, or over their limit."""
    if by == asked.asked_by:
        msg = f"{by} asked for {asked.id}; somebody else must settle it."
        raise NotPermitted(msg)
    limit = people.limit(by, asked.amount.currency, on)
    if limit < asked.amount:
        msg = f"{asked.amount} is over the limit of {by}, {limit}."
        raise NotPermitted(msg)


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
