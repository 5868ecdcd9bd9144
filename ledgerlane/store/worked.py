"""Customers our people have worked: their events folded, and judged against what came in."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from itertools import chain
from typing import Any

from ledgerlane.domain import bounces as bounce_rules
from ledgerlane.domain import cash as cash_rules
from ledgerlane.domain import charges as charge_rules
from ledgerlane.domain import claims as claim_rules
from ledgerlane.domain import conflicts as conflict_rules
from ledgerlane.domain import disputes, write_offs
from ledgerlane.domain import dossier as dossiers
from ledgerlane.domain import pending as pending_rules
from ledgerlane.domain import pieces as piece_rules
from ledgerlane.domain import plans as plan_rules
from ledgerlane.domain import promises as promise_rules
from ledgerlane.domain import requests as request_rules
from ledgerlane.domain.account import Item, Pattern, Receipt, Settlement
from ledgerlane.domain.bounces import Bounce
from ledgerlane.domain.calendar import BusinessCalendar
from ledgerlane.domain.cases import case as case_rules
from ledgerlane.domain.cases.case import Case
from ledgerlane.domain.cases.elsewhere import is_away
from ledgerlane.domain.cases.legal import filed
from ledgerlane.domain.cash import CashReceipt
from ledgerlane.domain.charges import Charge
from ledgerlane.domain.claims import Claims
from ledgerlane.domain.codes import ATTEMPT, CONVERSATION
from ledgerlane.domain.conflicts import Conflict
from ledgerlane.domain.dossier import Dossier
from ledgerlane.domain.events import Event
from ledgerlane.domain.pending import Pending
from ledgerlane.domain.pieces import Piece
from ledgerlane.domain.plan_relief import left_of
from ledgerlane.domain.plans import Plan, PlanWatch
from ledgerlane.domain.policy import Policy
from ledgerlane.domain.promise_steps import asks, steps_now
from ledgerlane.domain.promises import JUDGED, Verdict, judge_all
from ledgerlane.domain.requests import STOPS, Request
from ledgerlane.domain.risk import Record
from ledgerlane.domain.too_much import TooMuch
from ledgerlane.store import bounces, history, pending, rows
from ledgerlane.store.called import Called
from ledgerlane.store.connection import Store
from ledgerlane.store.lens import Lens, Some, some
from ledgerlane.store.pending import NOBODY, HeldRow


@dataclass(slots=True)
class Worked:
    """One customer's history, judged. Made by `load`, then only read.

    ``receipts`` are the ledger's; ``money`` adds what our people posted and the ledger does
    not show, and ``paid`` what that was matched to. ``settled`` says, by receipt, what it paid,
    where a plan or a promise asks. `NOBODY` has cash and nothing else.
    """

    customer: int
    ref: str
    dossier: Dossier
    plans: tuple[Plan, ...] = ()
    requests: tuple[Request, ...] = ()
    charges: dict[str, Charge] = field(default_factory=dict)  # of interest, by id
    claims: Claims = field(default_factory=Claims)
    pieces: dict[str, Piece] = field(default_factory=dict)  # of mail, by id
    cases: tuple[Case, ...] = ()
    items: tuple[Item, ...] = ()  # open on the day
    receipts: tuple[Receipt, ...] = ()
    settled: Mapping[str, Sequence[Settlement]] = field(default_factory=dict)
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    watches: dict[str, PlanWatch] = field(default_factory=dict)
    cash: tuple[CashReceipt, ...] = ()
    held: tuple[HeldRow, ...] = ()
    pending: tuple[Pending, ...] = ()
    money: tuple[Receipt, ...] = ()
    paid: tuple[Settlement, ...] = ()
    record: Record = field(default_factory=Record)
    too_much: tuple[TooMuch, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    bounced: tuple[Bounce, ...] = ()


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

    Without ``all_items`` only those of whom it matters which item is which have their items.
    """
    refs = _refs(store.db, which, then=ask.as_of is not None or ask.known_ms is not None)
    if not refs:
        return {}
    found = _folded(store, refs, ask)
    theirs = [cash.ref for w in found.values() for cash in w.cash if cash.amount is None]
    ledger = rows.receipts_named(store.db, theirs, ask.lens) if theirs else {}
    since = {id_: _since(each, ask.policy, ledger) for id_, each in sorted(found.items())}
    money = rows.receipts(store.db, since, ask.lens)
    for id_, each in found.items():
        each.receipts = each.money = tuple(money.get(id_, ()))
    pending.fill(store, found, ask, ledger)
    _judge(store, found, ask, min(since.values(), default=0))
    shown = [id_ for id_, each in found.items() if all_items or _needs_items(each)]
    items = rows.open_items(store.db, some(shown), ask.lens) if shown else {}
    reversals = bounces.reversals(store.db, some(list(found)), ask.lens)
    nobodys = {each.receipt: each for each in reversals.get(bounces.NOBODYS, ())}
    for id_, each in found.items():
        each.items = tuple(items.get(id_, ()))
        each.dossier.steps = steps_now(
            each.dossier.steps, each.dossier.promises, each.verdicts, _unpaid(each)
        )
        each.bounced = _bounced(each, reversals.get(id_, ()), nobodys)
        add_calls(each.dossier, each.bounced, ask)
        each.record = _record(each, ask.policy, ask.today)
        each.watches = _watches(each, ask, patterns.get(id_), each.settled)
        each.conflicts = _conflicts(each)
    return found


def _judge(store: Store, found: dict[int, Worked], ask: Question, since: int) -> None:
    """Say of each customer's money what it paid, where that matters, and judge the promises."""
    asked = [
        id_
        for id_, each in found.items()
        if _watched(each)
        or _booked(each)
        or any(promise.named for promise in each.dossier.promises.values())
    ]
    lines = rows.settlements(store.db, some(asked), ask.lens, since) if asked else ()
    of_receipt = defaultdict[str, list[Settlement]](list)
    for line in (*lines, *chain.from_iterable(each.paid for each in found.values())):
        of_receipt[line.receipt].append(line)
    for each in found.values():
        each.settled = of_receipt
        if _booked(each):
            none = write_offs.shown_as_paid(each.money, of_receipt, each.requests)
            each.money = tuple(got for got in each.money if got.ref not in none)
        each.verdicts = judge_all(
            each.dossier.promises.values(), each.money, ask.policy.promises, ask.today,
            ask.calendar, of_receipt,
        )  # fmt: skip


def _bounced(
    each: Worked, reversals: Sequence[Bounce], nobodys: Mapping[str, Bounce]
) -> tuple[Bounce, ...]:
    """What bounced of a customer: in the books, by our word, or at a bank where our people said whose it is."""
    found = list(reversals)
    said = {cash.ref: cash for cash in each.cash}
    for row in each.held:
        ref, cash = row.ledger or row.cash.ref, said[row.cash.ref]
        if cash.reversed_on is not None:
            found.append(Bounce(ref, row.currency, cash.reversed_on, cash.reversed_t))
        found += [
            nobodys[name]._replace(receipt=ref)
            for name in (cash.ref, row.ledger)
            if name in nobodys
        ]
    return bounce_rules.together(found)


def add_calls(dossier: Dossier, bounced: Sequence[Bounce], ask: Question) -> None:
    """Add the calls that bounced payments ask for to the open steps."""
    calls = bounce_rules.steps(bounced, dossier, ask.policy, ask.today)
    if calls:
        dossier.steps = (*dossier.steps, *calls)
        dossier.no_next = False


def _needs_items(each: Worked) -> bool:
    """Whether it matters which item of the customer's is which."""
    return bool(
        each.pending
        or each.dossier.contests
        or any(asked.state in STOPS for asked in each.requests)
        or any(plan.state == "active" for plan in each.plans)
        or any(map(is_away, each.cases))
        or each.dossier.deadlines
        or filed(each.cases)
        or any(
            asks(step, each.dossier.promises, each.verdicts) for step in each.dossier.steps
        )
    )


def _unpaid(each: Worked) -> frozenset[str]:
    """References of the items of which something is open and not pending in the books."""
    gone = pending_rules.by_item(each.pending)
    return frozenset(
        item.ref for item in each.items if item.open.minor > max(0, gone.get(item.ref, 0))
    )


def _conflicts(each: Worked) -> tuple[Conflict, ...]:
    live = {name for name, verdict in each.verdicts.items() if verdict.state == "open"}
    return conflict_rules.found(
        each.ref, each.dossier, each.plans, each.requests, each.cases, each.cash, live,
        each.items, each.too_much,
    )  # fmt: skip


def _refs(db: Any, which: Some, *, then: bool) -> dict[int, str]:
    """References of the customers of these with any event of their own, plan, request, receipt or case.

    Asked of another day (``then``), cash that is somebody's now may have been nobody's.
    """
    known = {NOBODY: "", **rows.refs(db, which)}
    names = {f"customer:{ref}": id_ for id_, ref in known.items() if id_ != NOBODY}
    found = db.execute(
        "SELECT j.value FROM json_each(?) j WHERE EXISTS (SELECT 1 FROM event WHERE agg = j.value)",
        [json.dumps(list(names))],
    )
    ids = {names[row[0]] for row in found}
    for table in ("plan", "request", "cash", "case_file"):
        ids |= {
            row[0]
            for row in db.execute(
                f"SELECT customer FROM {table} WHERE {which.among('customer')}",
                which.values,
            )
        }
    if then and which.has(NOBODY):
        ids.add(NOBODY)
    return {id_: known[id_] for id_ in sorted(ids) if id_ in known}


def histories(store: Store, customer: int) -> dict[str, list[Event]]:
    """The events of every history of a customer that count, by aggregate; whether taken back or not."""
    known = {NOBODY: "", **rows.refs(store.db, some([customer]))}
    return history.events_of(store, _owners(store, {customer: known[customer]}))


def _owners(store: Store, refs: dict[int, str]) -> dict[str, int]:
    """Whose each history of these customers is, by aggregate."""
    owners = {f"customer:{ref}": id_ for id_, ref in refs.items()}
    ids = json.dumps(list(refs))
    for table, kind, name in (
        ("plan", "plan", "id"), ("request", "request", "id"), ("cash", "receipt", "receipt"),
        ("case_file", "case", "id"),
    ):  # fmt: skip
        listed = store.db.execute(
            f"SELECT {name}, customer FROM {table} WHERE customer IN (SELECT value FROM json_each(?))",
            [ids],
        )
        owners |= {f"{kind}:{row[0]}": row[1] for row in listed}
    return owners


def _folded(store: Store, refs: dict[int, str], ask: Question) -> dict[int, Worked]:
    owners = _owners(store, refs)
    events = history.events_of(store, owners, ask.as_of, ask.known_ms)
    owners = {
        agg: owners[agg] for agg in sorted(owners, key=lambda agg: _began(events, agg))
    }
    agreed = defaultdict[int, list[Event]](list)
    cases = {
        agg: case
        for agg in owners
        if agg.startswith("case:") and (case := case_rules.fold(events.get(agg, ())))
    }
    for agg, id_ in owners.items():
        never = agg.startswith("case:") and agg not in cases  # its opening was taken back
        if not agg.startswith("customer:") and not never:
            agreed[id_] += events.get(agg, ())
    found, names = {}, Called(store.db)
    for id_, ref in refs.items():
        mine = events.get(f"customer:{ref}", ())
        folded = dossiers.fold(mine, agreed[id_], names)
        found[id_] = Worked(
            id_, ref, folded, charges=charge_rules.fold(mine), pieces=piece_rules.fold(mine)
        )
    for agg, id_ in owners.items():
        if agg.startswith("plan:") and (plan := plan_rules.fold(events.get(agg, ()))):
            found[id_].plans += (plan,)
        if agg.startswith("request:") and (
            asked := request_rules.fold(events.get(agg, ()))
        ):
            found[id_].requests += (asked,)
        if agg.startswith("receipt:") and (cash := cash_rules.fold(events.get(agg, ()))):
            _place(found, refs, id_, cash)
        if agg in cases:
            found[id_].cases += (cases[agg],)
    for id_, each in found.items():
        _claims(each, events.get(f"customer:{refs[id_]}", ()))
        each.dossier.promises = promise_rules.ended_by_plans(
            each.dossier.promises,
            [(p.accepted_on, p.ends) for p in each.plans if p.accepted_on],
        )
        acts = conflict_rules.acts_apart(each.dossier, each.plans, each.cases)
        each.requests = tuple(
            replace(asked, state="suspended")
            if asked.act in acts and asked.state in ("waiting", "approved")
            else asked
            for asked in each.requests
        )
    return found


def _began(events: Mapping[str, Sequence[Event]], agg: str) -> tuple[int, str]:
    """What came first is told first; the table's order is that of its drawn names."""
    first = events.get(agg)
    return (first[0].t if first else 0, agg)


def _claims(each: Worked, mine: Sequence[Event]) -> None:
    """What was claimed and decided, which needs to know what became of its credit memos."""
    if each.dossier.disputes or each.dossier.has_claims:
        each.claims = claim_rules.fold(mine, each.requests)
        each.dossier.disputes = claim_rules.settled(
            each.dossier.disputes, each.claims, each.requests
        )


def _place(
    found: dict[int, Worked], refs: dict[int, str], id_: int, cash: CashReceipt
) -> None:
    """Give a receipt to whom it was of on the day; the table knows whose it is now (``id_``)."""
    if cash.amount is not None and not cash.customer:
        id_ = NOBODY
    elif cash.customer and cash.customer != refs[id_]:
        id_ = next((other for other, ref in refs.items() if ref == cash.customer), -1)
    if id_ in found:
        found[id_].cash += (cash,)


def _since(worked: Worked, policy: Policy, ledger: pending.Ledger) -> int:
    """The first day whose money matters to a promise, plan, or receipt that we posted or identified."""
    days = [promise.made_on for promise in worked.dossier.promises.values()]
    days += [plan.accepted_on for plan in worked.plans if plan.accepted_on is not None]
    first = min((day.toordinal() for day in days), default=2**31)
    valued = [
        (
            cash.value_date
            or (ledger[cash.ref][1].value_date if cash.ref in ledger else cash.posted_on)
        ).toordinal()
        for cash in worked.cash
    ]
    return min(first, *(day - policy.cash.near_days for day in valued)) if valued else first


def _booked(worked: Worked) -> bool:
    """Whether money that came in may be the books' entry of what was given up here."""
    given = any(asked.state == "approved" for asked in worked.requests)
    return given and any(receipt.inferred for receipt in worked.money)


def _watched(worked: Worked) -> bool:
    return any(plan.accepted_on is not None for plan in worked.plans)


def _record(worked: Worked, policy: Policy, today: date) -> Record:
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
        promises_judged=sum(state in JUDGED for state in states),
        attempts_unanswered=attempts, last_contact=spoke, oldest_due=min(dues, default=None),
        unpaid_since=unpaid_since(worked, today),
    )  # fmt: skip


def unpaid_since(worked: Worked, today: date) -> date | None:
    """The earliest due day of the items that are overdue, undisputed and not pending in the books."""
    gone = pending_rules.by_item(worked.pending)
    ours = worked.dossier.disputes.values()
    dues = (
        item.due
        for item in worked.items
        if item.due < today
        and item.open.minor
        > max(0, gone.get(item.ref, 0)) + disputes.disputed(item, ours).minor
    )
    return min(dues, default=None)


def _watches(
    worked: Worked, ask: Question, pattern: Pattern | None,
    paid: Mapping[str, Sequence[Settlement]],
) -> dict[str, PlanWatch]:  # fmt: skip
    """How each plan that was accepted does."""
    if not worked.plans:
        return {}
    return plan_rules.watch_all(
        worked.plans, worked.money, paid, ask.policy.plans, ask.today, pattern,
        calendar=ask.calendar,
        left=left_of(worked.items, worked.pending, worked.dossier.disputes.values()),
    )  # fmt: skip
