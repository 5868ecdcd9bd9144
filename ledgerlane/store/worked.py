"""Customers our people have worked: their events folded, and judged against what came in."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Any

from ledgerlane.domain import charges as charge_rules
from ledgerlane.domain import dossier as dossiers
from ledgerlane.domain import plans as plan_rules
from ledgerlane.domain import write_offs
from ledgerlane.domain.account import Item, Pattern, Receipt, Settlement
from ledgerlane.domain.calendar import BusinessCalendar
from ledgerlane.domain.charges import Charge
from ledgerlane.domain.codes import ATTEMPT, CONVERSATION
from ledgerlane.domain.dossier import Dossier
from ledgerlane.domain.events import Event
from ledgerlane.domain.money import Money
from ledgerlane.domain.plans import Plan, PlanWatch
from ledgerlane.domain.policy import Policy
from ledgerlane.domain.promises import Verdict, judge_all
from ledgerlane.domain.risk import Record
from ledgerlane.domain.write_offs import Request
from ledgerlane.store import history, rows
from ledgerlane.store.batches import generation_at
from ledgerlane.store.connection import Store
from ledgerlane.store.lens import Lens, Some, some


@dataclass(slots=True)
class Worked:
    """One customer's history, judged. Made by `load`, then only read."""

    customer: int
    ref: str
    dossier: Dossier
    plans: tuple[Plan, ...] = ()
    requests: tuple[Request, ...] = ()
    charges: dict[str, Charge] = field(default_factory=dict)  # of interest, by id
    items: tuple[Item, ...] = ()  # open on the day
    receipts: tuple[Receipt, ...] = ()
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    watches: dict[str, PlanWatch] = field(default_factory=dict)
    pending: tuple[tuple[str, str, Money, date], ...] = ()  # request, item, amount, day
    record: Record = field(default_factory=Record)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: the lens on the ledger, the day, the rules, and up to when events count."""

    lens: Lens
    today: date
    policy: Policy
    as_of: date | None = None
    known_ms: int | None = None

    @property
    def calendar(self) -> BusinessCalendar:
        """The book's working days."""
        return calendar_of(self.policy)


@lru_cache(maxsize=8)
def calendar_of(policy: Policy) -> BusinessCalendar:
    """The policy's working days."""
    return BusinessCalendar.of(policy.weekend, policy.holidays)


def load(
    store: Store,
    which: Some,
    ask: Question,
    patterns: dict[int, Pattern],
    *,
    all_items: bool = True,
) -> dict[int, Worked]:
    """Every customer of these that has a history, by id.

    Without ``all_items`` only those with an open dispute have their items.
    """
    refs = _refs(store.db, which)
    if not refs:
        return {}
    found = _folded(store, refs, ask)
    chosen = some(sorted(found))
    shown = [
        id_ for id_, each in found.items() if all_items or each.dossier.open_disputes()
    ]
    items = rows.open_items(store.db, some(shown), ask.lens) if shown else {}
    since = min((_since(each) for each in found.values()), default=0)
    money = rows.receipts(store.db, chosen, ask.lens, since)
    planned = [id_ for id_, each in found.items() if _watched(each)]
    paid = defaultdict[str, list[Settlement]](list)
    for settlement in (
        rows.settlements(store.db, some(planned), ask.lens, since) if planned else ()
    ):
        paid[settlement.receipt].append(settlement)
    for id_, each in found.items():
        each.items, each.receipts = tuple(items.get(id_, ())), tuple(money.get(id_, ()))
        each.verdicts = judge_all(
            each.dossier.promises.values(), each.receipts, ask.policy.promises, ask.today,
            ask.calendar,
        )  # fmt: skip
        each.record = _record(each, ask.policy)
        each.watches = _watches(each, ask, patterns.get(id_), paid)
        _requests(store, each, ask)
    return found


def _refs(db: Any, which: Some) -> dict[int, str]:
    """References of the customers of these with any event of their own, plan or request."""
    known = rows.refs(db, which)
    names = {f"customer:{ref}": id_ for id_, ref in known.items()}
    found = db.execute(
        "SELECT j.value FROM json_each(?) j WHERE EXISTS (SELECT 1 FROM event WHERE agg = j.value)",
        [json.dumps(list(names))],
    )
    ids = {names[row[0]] for row in found}
    for table in ("plan", "request"):
        ids |= {
            row[0]
            for row in db.execute(
                f"SELECT customer FROM {table} WHERE {which.among('customer')}",
                which.values,
            )
        }
    return {id_: known[id_] for id_ in sorted(ids) if id_ in known}


def _folded(store: Store, refs: dict[int, str], ask: Question) -> dict[int, Worked]:
    owners = {f"customer:{ref}": id_ for id_, ref in refs.items()}
    ids = json.dumps(list(refs))
    for table in ("plan", "request"):
        listed = store.db.execute(
            f"SELECT id, customer FROM {table} WHERE customer IN (SELECT value FROM json_each(?))",
            [ids],
        )
        owners |= {f"{table}:{row[0]}": row[1] for row in listed}
    events = _events(store, owners, ask)
    agreed = defaultdict[int, list[Event]](list)
    for agg, id_ in owners.items():
        if not agg.startswith("customer:"):
            agreed[id_] += events.get(agg, ())
    found = {}
    for id_, ref in refs.items():
        mine = events.get(f"customer:{ref}", ())
        folded = dossiers.fold(mine, agreed[id_])
        found[id_] = Worked(id_, ref, folded, charges=charge_rules.fold(mine))
    for agg, id_ in owners.items():
        if agg.startswith("plan:") and (plan := plan_rules.fold(events.get(agg, ()))):
            found[id_].plans += (plan,)
        if agg.startswith("request:") and (asked := write_offs.fold(events.get(agg, ()))):
            found[id_].requests += (asked,)
    return found


def _events(store: Store, aggs: Iterable[str], ask: Question) -> dict[str, list[Event]]:
    latest = 2**62 if ask.known_ms is None else ask.known_ms * 1000 + 999
    found = store.db.execute(
        "SELECT e.stream, e.seq, e.t, e.actor, e.kind, e.kv, e.agg, e.base, e.body, e.priv"
        " FROM json_each(?) j CROSS JOIN event e ON e.agg = j.value WHERE e.t <= ?"
        " ORDER BY e.agg, e.t, e.stream, e.seq",
        [json.dumps(list(aggs)), latest],
    )
    by_agg = defaultdict[str, list[Event]](list)
    for event in history.until(map(history.event_of, found), ask.as_of):
        by_agg[event.agg].append(event)
    return by_agg


def _since(worked: Worked) -> int:
    """The first day whose money matters to a promise or plan of the customer."""
    days = [promise.made_on for promise in worked.dossier.promises.values()]
    days += [plan.accepted_on for plan in worked.plans if plan.accepted_on is not None]
    return min((day.toordinal() for day in days), default=2**31)


def _watched(worked: Worked) -> bool:
    return any(plan.accepted_on is not None for plan in worked.plans)


def _record(worked: Worked, policy: Policy) -> Record:
    states = [verdict.state for verdict in worked.verdicts.values()]
    attempts, spoke = 0, None
    for activity in reversed(worked.dossier.activities):
        code = policy.code.get(activity.code)
        if activity.undone or code is None:
            continue
        if code.counts_as == CONVERSATION:
            spoke = activity.day
            break
        attempts += code.counts_as == ATTEMPT
    dues = [item.due for item in worked.items if item.open.minor > 0]
    return Record(
        promises_broken=states.count("broken"), promises_kept=states.count("kept"),
        attempts_unanswered=attempts, last_contact=spoke, oldest_due=min(dues, default=None),
    )  # fmt: skip


def _watches(
    worked: Worked, ask: Question, pattern: Pattern | None,
    paid: dict[str, list[Settlement]],
) -> dict[str, PlanWatch]:  # fmt: skip
    """How each plan that was accepted does."""
    return plan_rules.watch_all(
        worked.plans, worked.receipts, paid, ask.policy.plans, ask.today, pattern,
        calendar=ask.calendar,
    )  # fmt: skip


def _requests(store: Store, worked: Worked, ask: Question) -> None:
    """Mark what has lapsed, and find what the ledger does not show yet (rulings.md 20)."""
    if not worked.requests:
        return
    names = sorted({line.ref for asked in worked.requests for line in asked.items})
    now = rows.items_named(store.db, names, ask.lens)
    worked.requests = tuple(
        replace(asked, state="lapsed")
        if asked.state == "waiting" and write_offs.lapsed(asked, now)
        else asked
        for asked in worked.requests
    )
    worked.pending = tuple(_pending(store, worked.requests, now, ask))


def _pending(
    store: Store, requests: Iterable[Request], now: Sequence[Item], ask: Question
) -> Iterable[tuple[str, str, Money, date]]:
    """What of the approved requests the ledger still shows as open: request, item, amount, day."""
    approved = sorted(
        (asked for asked in requests if asked.state == "approved"),
        key=lambda asked: (asked.asked_t, asked.id),
    )
    for item in now:
        lines = [
            (asked, line.amount)
            for asked in approved for line in asked.items if line.ref == item.ref
        ]  # fmt: skip
        if not lines:
            continue
        since = [generation_at(store.db, asked.asked_t // 1000) for asked, _ in lines]
        falls = rows.falls(store.db, item.ref, since[0], ask.lens)
        left = write_offs.still_pending(
            [(at, amount.minor) for at, (_, amount) in zip(since, lines, strict=True)],
            falls.steps, cash=falls.cash, booked=falls.booked, opened=item.open.minor,
        )  # fmt: skip
        for (asked, amount), minor in zip(lines, left, strict=True):
            if minor:
                day = asked.decided_on or asked.asked_on
                yield asked.id, item.ref, Money(minor, amount.currency), day
