"""Tables derived from the history: one customer's rows are made again whenever it is touched."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from ledgerlane.domain import cash as cash_rules
from ledgerlane.domain import people as people_rules
from ledgerlane.domain import plans as plan_rules
from ledgerlane.domain import requests as request_rules
from ledgerlane.domain.cases import case as case_rules
from ledgerlane.domain.cases.case import Case
from ledgerlane.domain.cash import CashReceipt
from ledgerlane.domain.charges import Charge
from ledgerlane.domain.claims import Claim
from ledgerlane.domain.contact_side import NOTHING_SAID
from ledgerlane.domain.events import ConflictSettled, PolicySet
from ledgerlane.domain.people import People
from ledgerlane.domain.pieces import Piece
from ledgerlane.domain.plans import Plan
from ledgerlane.domain.requests import Request
from ledgerlane.domain.timeline import short_day
from ledgerlane.store import history, of_requesters, rows, settings, trust
from ledgerlane.store.cases import case_row
from ledgerlane.store.conflicts import conflict_row
from ledgerlane.store.connection import Store
from ledgerlane.store.credit import limit_rows, terms_rows
from ledgerlane.store.lens import Some
from ledgerlane.store.pending import NOBODY, HeldRow
from ledgerlane.store.worked import Worked

OF_CUSTOMER = (
    "activity",
    "promise",
    "dispute",
    "claim",
    "plan",
    "instalment",
    "request",
    "cash",
    "pending",
    "interest_charge",
    "letter",
    "case_file",
    "contact_rule",
    "credit_terms",
    "credit_limit",
    "conflict",
    "dossier",
)
"""Tables whose rows belong to one customer each."""


def touch(store: Store, aggs: Iterable[str]) -> set[int]:
    """Note that aggregates changed; the customers whose rows must be made again.

    Inside a write transaction, after `history.append_all`.
    """
    aggs = _with_chosen(store, aggs)
    found, names = set[int](), defaultdict[str, list[str]](list)
    for agg in aggs:
        kind, _, name = agg.partition(":")
        if kind in ("customer", "receipt"):
            names[kind].append(name)
        else:
            found |= _touch(store, agg)
    found |= set(rows.customer_ids(store.db, names["customer"]).values())
    if asked := [agg for agg in aggs if agg.startswith("request:")]:
        found |= of_requesters.after(store, asked)
    return found | _touch_receipts(store, names["receipt"])


def _with_chosen(store: Store, aggs: Iterable[str]) -> list[str]:
    """These, and those of what is named by who settled something in them.

    A choice has no effect before everything that it names is there, which may come later.
    """
    kept = dict.fromkeys(aggs)
    rows = store.db.execute(
        "SELECT e.body FROM json_each(?) j CROSS JOIN event e ON e.agg = j.value AND e.kind = ?",
        [json.dumps(list(kept)), ConflictSettled.kind],
    )
    facts = [json.loads(row[0]) for row in rows]
    ids = [
        name for fact in facts for name in (fact.get("chosen", ""), *fact.get("over", ()))
    ]
    named = trust.named(store, ids) if ids else {}
    return list(kept | dict.fromkeys(event.agg for event in named.values()))


def _touch(store: Store, agg: str) -> set[int]:
    kind = agg.partition(":")[0]
    if kind == "plan":
        plan = plan_rules.fold(history.events(store, agg))
        return _placed(store, plan.customer, _plan_row, plan) if plan is not None else set()
    if kind == "request":
        asked = request_rules.fold(history.events(store, agg))
        if asked is None:
            return _taken_back(store, "request", agg.partition(":")[2])
        return _placed(store, asked.customer, _request_row, asked)
    if kind == "case":
        case = case_rules.fold(history.events(store, agg))
        if case is None:
            return _taken_back(store, "case_file", agg.partition(":")[2])
        return _placed(store, case.customer, case_row, case)
    if kind == "people":
        _keep_people(store.db, people_rules.fold(history.events(store, agg)))
    if kind == "policy":
        facts = [event.fact for event in history.events(store, agg)]
        texts = [fact.text for fact in facts if isinstance(fact, PolicySet)]
        settings.write(store.db, {"policy": texts[-1]} if texts else {})
    return set()


def _taken_back(store: Store, table: str, name: str) -> set[int]:
    """Forget a case or request whose beginning has no effect; whose it was."""
    found = store.db.execute(f"SELECT customer FROM {table} WHERE id = ?", [name])
    customers = {row[0] for row in found}
    store.db.execute(f"DELETE FROM {table} WHERE id = ?", [name])
    return customers


def _known(db: Any, ref: str) -> set[int]:
    id_ = rows.customer_id(db, ref)
    return set() if id_ is None else {id_}


_TABLE_OF: dict[type, str] = {Plan: "plan", Request: "request", Case: "case_file"}


def _placed(store: Store, ref: str, row_of: Any, made: Plan | Request | Case) -> set[int]:
    """Make sure that the plan's, request's or case's row names its customer."""
    customers = _known(store.db, ref) if ref else {NOBODY}
    table = _TABLE_OF[type(made)]
    for id_ in customers:
        row = row_of(id_, made, None)
        marks = ", ".join("?" * len(row))
        store.db.execute(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", row)
    return customers


def _touch_receipts(store: Store, refs: Sequence[str]) -> set[int]:
    """Give receipts' rows to their customers: whom we say, else the ledger's, else nobody."""
    if not refs:
        return set()
    db = store.db
    events = history.events_of(store, [f"receipt:{ref}" for ref in refs])
    found = [
        cash for each in events.values() if (cash := cash_rules.fold(each)) is not None
    ]
    named = "receipt IN (SELECT value FROM json_each(?))"
    held = db.execute(f"SELECT customer FROM cash WHERE {named}", [json.dumps(refs)])
    touched = {row[0] for row in held}
    db.execute(f"DELETE FROM cash WHERE {named}", [json.dumps(refs)])
    theirs = rows.receipt_customers(db, [cash.ref for cash in found if cash.amount is None])
    said = rows.customer_ids(db, {cash.customer for cash in found})
    waiting = [
        _waiting_row(said.get(cash.customer) or theirs.get(cash.ref) or NOBODY, cash)
        for cash in found
    ]
    _insert(db, "cash", waiting)
    return touched | {row[1] for row in waiting}


def _waiting_row(customer: int, cash: CashReceipt) -> tuple[Any, ...]:
    """A receipt's row until its customer is looked at."""
    return (
        cash.ref, customer, "", 0, 0, cash.posted_on.toordinal(), cash.posted_by, "posted", "",
        0, 0, 0, cash.method, cash.reference,
    )  # fmt: skip


def _insert(db: Any, table: str, found: Iterable[tuple[Any, ...]]) -> None:
    found = list(found)
    if found:
        marks = ", ".join("?" * len(found[0]))
        db.executemany(f"INSERT INTO {table} VALUES ({marks})", found)


def keep(db: Any, which: Some, found: Iterable[Worked]) -> None:
    """Write the rows of these customers, and only theirs. Inside a write transaction.

    ``found`` are those of them that have a history; the others lose what they had.
    """
    mine = which.among("customer")
    db.execute(
        f"DELETE FROM instalment WHERE plan IN (SELECT id FROM plan WHERE {mine})",
        which.values,
    )
    for table in OF_CUSTOMER:
        if table != "instalment":
            db.execute(f"DELETE FROM {table} WHERE {mine}", which.values)
    made = defaultdict[str, list[tuple[Any, ...]]](list)
    for each in found:
        for table, rows_ in rows_of(each).items():
            made[table] += rows_
    for table, rows_ in made.items():
        _insert(db, table, rows_)


def rows_of(each: Worked) -> dict[str, list[tuple[Any, ...]]]:
    """Every row that a customer's history makes, by table."""
    id_ = each.customer
    return {
        "activity": _activities(each), "promise": _promises(each), "dispute": _disputes(each),
        "claim": [_claim_row(id_, claim) for claim in each.claims.claims.values()],
        "plan": [_plan_row(id_, plan, each) for plan in each.plans],
        "instalment": [row for plan in each.plans for row in _instalments(plan, each)],
        "request": [_request_row(id_, asked, each) for asked in each.requests],
        "cash": [_cash_row(id_, held) for held in each.held],
        "pending": _pending(each),
        "interest_charge": [_charge_row(id_, charge) for charge in each.charges.values()],
        "letter": [_letter_row(id_, piece) for piece in each.pieces.values()],
        "case_file": [case_row(id_, case, each) for case in each.cases],
        "contact_rule": _contact_rule(each) if id_ != NOBODY else [],
        "credit_terms": terms_rows(id_, each.dossier.credit),
        "credit_limit": limit_rows(id_, each.dossier.credit),
        "conflict": [conflict_row(id_, conflict) for conflict in each.conflicts],
        "dossier": [_dossier(each)] if id_ != NOBODY else [],
    }  # fmt: skip


def _cash_row(customer: int, held: HeldRow) -> tuple[Any, ...]:
    cash = held.cash
    return (
        cash.ref, customer, held.currency, held.minor, held.value_date.toordinal(),
        cash.posted_on.toordinal(), cash.posted_by, held.state, held.ledger, held.matched,
        held.unmatched, int(held.of_nobody), cash.method, cash.reference,
    )  # fmt: skip


def _pending(each: Worked) -> list[tuple[Any, ...]]:
    """One row a cause, item and kind: several matches of a receipt with an item add up."""
    found: dict[tuple[str, str, str], tuple[str, int, int]] = {}
    for line in each.pending:
        key = (line.cause, line.item, line.kind)
        _, minor, day = found.get(key, ("", 0, 0))
        found[key] = (
            line.amount.currency, minor + line.amount.minor, max(day, line.day.toordinal()),
        )  # fmt: skip
    return [
        (*key, each.customer, currency, minor, day)
        for key, (currency, minor, day) in found.items()
    ]


def _activities(each: Worked) -> list[tuple[Any, ...]]:
    if each.customer == NOBODY:
        return []
    made = []
    for a in each.dossier.everything():
        verdict = each.verdicts.get(a.subject)
        outcome = a.outcome
        if a.undone:
            outcome = "taken back"
        elif verdict is not None and a.kind == "promise" and verdict.state != "open":
            outcome = verdict.state.upper()
        elif (
            charge := each.charges.get(a.subject)
        ) is not None and charge.state == "waived":
            outcome = "waived"
        made.append((
            a.event_id, each.customer, a.day.toordinal(), a.t, a.actor, a.kind, a.code, a.currency,
            a.words, a.note, outcome, int(a.undone),
        ))  # fmt: skip
    return made


def _promises(each: Worked) -> list[tuple[Any, ...]]:
    made = []
    for name, promise in each.dossier.promises.items():
        verdict = each.verdicts.get(name)
        if verdict is None:  # made on a day that has not come
            continue
        made.append((
            name, each.customer, promise.amount.currency, promise.amount.minor,
            promise.due.toordinal(), promise.made_on.toordinal(), promise.actor, verdict.state,
            verdict.received.minor, verdict.judged_on.toordinal(), json.dumps(promise.items),
        ))  # fmt: skip
    return made


def _disputes(each: Worked) -> list[tuple[Any, ...]]:
    return [
        (d.id, each.customer, d.item, d.amount.currency, d.amount.minor, d.opened_on.toordinal(),
         d.reason or d.note, d.state, d.actor, d.receipt, each.claims.matched_of(d.id), d.denied,
         d.confirmed, d.credited)
        for d in each.dossier.disputes.values()
    ]  # fmt: skip


def _plan_row(customer: int, plan: Plan, each: Worked | None) -> tuple[Any, ...]:
    watch = each.watches.get(plan.id) if each is not None else None
    state, worst, due, received = plan.state, "", None, 0
    if watch is not None:
        worst, received = watch.worst, watch.received.minor
        due = watch.next_due.toordinal() if watch.next_due is not None else None
        if state == "active" and watch.completed:
            state = "completed"
    terms = json.dumps({
        "items": [{"ref": item.ref, "minor": item.amount.minor} for item in plan.items],
        "rate_per_cent": plan.rate_per_cent, "day_count": plan.day_count,
        "revised": plan.revised, "replaces": plan.replaces, "replaced_by": plan.replaced_by,
        "acceleration": plan.acceleration, "guarantees": list(plan.guarantees), "note": plan.note,
        "recommendation": watch.recommendation if watch is not None else "",
        "relieved": watch.relieved if watch is not None else 0,
    }, ensure_ascii=False)  # fmt: skip
    return (
        plan.id, customer, plan.currency, state, plan.debt.minor, plan.interest.minor,
        plan.fee.minor, plan.proposed_on.toordinal(), plan.actor, worst, due, received, terms,
    )  # fmt: skip


def _instalments(plan: Plan, each: Worked) -> list[tuple[Any, ...]]:
    watch = each.watches.get(plan.id)
    if watch is None:
        return [
            (plan.id, number, part.due.toordinal(), part.amount.minor, part.interest.minor, 0,
             None, "ok")
            for number, part in enumerate(plan.instalments, start=1)
        ]  # fmt: skip
    return [
        (plan.id, line.number, line.due.toordinal(), line.amount.minor, line.interest.minor,
         line.received.minor, line.received_on.toordinal() if line.received_on else None, line.state)
        for line in watch.instalments
    ]  # fmt: skip


def _request_row(customer: int, asked: Request, _each: Worked | None) -> tuple[Any, ...]:
    items = json.dumps([{"ref": i.ref, "minor": i.amount.minor} for i in asked.items])
    decided = asked.decided_on.toordinal() if asked.decided_on is not None else None
    return (
        asked.id, asked.kind, customer, asked.amount.currency, asked.amount.minor, asked.state,
        asked.asked_by, asked.asked_on.toordinal(), asked.asked_t, asked.reason, asked.decided_by,
        decided, asked.digest, items, asked.endorsed_by, asked.recovered.minor,
        json.dumps([
            (each.on.toordinal(), each.amount.minor, each.back_on and each.back_on.toordinal())
            for each in asked.recoveries
        ]),
    )  # fmt: skip


def _claim_row(customer: int, claim: Claim) -> tuple[Any, ...]:
    done = (claim.sum(what).minor for what in ("matched", "confirmed", "denied"))
    return (
        claim.id, customer, claim.amount.currency, claim.amount.minor, claim.form, claim.program,
        claim.recorded_on.toordinal(), claim.by, claim.state, *done, json.dumps(claim.evidence),
    )  # fmt: skip


def _charge_row(customer: int, charge: Charge) -> tuple[Any, ...]:
    decided_by = charge.waived_by or charge.charged_by
    decided_on = charge.waived_on or charge.charged_on
    return (
        charge.id, customer, charge.item, charge.interest.currency, charge.interest.minor,
        charge.fee.minor, charge.until.toordinal(), charge.regime, charge.state,
        charge.proposed_by, charge.proposed_on.toordinal(), decided_by, _ordinal(decided_on),
    )  # fmt: skip


def _letter_row(customer: int, piece: Piece) -> tuple[Any, ...]:
    items = [
        {"ref": i.item, "level": i.level, "minor": i.amount.minor} for i in piece.items
    ]
    return (
        piece.id, customer, piece.currency, piece.paper, piece.level, piece.language,
        piece.channel, piece.state, piece.to_pay.minor, piece.by, _ordinal(piece.on),
        _ordinal(piece.sent_on), piece.via, piece.message_id, piece.sha256, json.dumps(items),
    )  # fmt: skip


def _contact_rule(each: Worked) -> list[tuple[Any, ...]]:
    side = each.dossier.contacting
    if side == NOTHING_SAID:
        return []
    stops = [
        {"id": s.id, "what": s.what, "channel": s.channel, "since": s.since.isoformat(),
         "until": s.until.isoformat() if s.until else None}
        for s in side.stops
    ]  # fmt: skip
    return [(
        each.customer, side.zone, side.country, side.party, side.hours, side.language,
        json.dumps(stops), json.dumps(sorted(side.consented)),
    )]  # fmt: skip


def _dossier(each: Worked) -> tuple[Any, ...]:
    d = each.dossier
    contacts = [
        {"name": c.name, "role": c.role, "phone": c.phone, "email": c.email,
         "language": c.language, "wrong": c.wrong}
        for c in d.contacts
    ]  # fmt: skip
    last = f"{short_day(d.last_contact)} {d.last_words}" if d.last_contact else ""
    return (
        each.customer, each.ref, d.owner, d.hold, _ordinal(d.hold_day), _ordinal(d.snoozed_until),
        d.snooze_reason, _ordinal(d.next_day), d.next_words, int(d.no_next),
        _ordinal(d.last_contact), d.last_contact_t, last, d.escalated,
        json.dumps(contacts, ensure_ascii=False),
    )  # fmt: skip


def _ordinal(day: date | None) -> int | None:
    return day.toordinal() if day is not None else None


def _keep_people(db: Any, people: People) -> None:
    persons, grants = people_rows(people)
    db.execute("DELETE FROM person")
    db.execute("DELETE FROM role_grant")
    _insert(db, "person", persons)
    _insert(db, "role_grant", grants)


def people_rows(people: People) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """Rows of ``person`` and ``role_grant``."""
    persons = [
        (p.login, p.name, p.added.toordinal(), _ordinal(p.revoked))
        for p in people.persons.values()
    ]
    grants = [
        (p.login, g.role, json.dumps({m.currency: m.minor for m in g.limits}),
         g.since.toordinal(), _ordinal(g.until))
        for p in people.persons.values()
        for g in p.grants
    ]  # fmt: skip
    return persons, grants
