"""What a cash forecast reads: every open account, some thousand customers at a time."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from ledgerlane.domain import disputes
from ledgerlane.domain.account import Pattern
from ledgerlane.domain.cases.elsewhere import elsewhere
from ledgerlane.domain.forecast import Named, OpenItem, Owing, Tail
from ledgerlane.domain.money import Money
from ledgerlane.domain.pending import GIVEN_UP
from ledgerlane.domain.plan_relief import in_force
from ledgerlane.store import given_up, rows, sums, worked
from ledgerlane.store.connection import Store
from ledgerlane.store.lens import EVERYBODY, Lens, Some, some
from ledgerlane.store.worked import Question, Worked

CHUNK = 5_000
"""Customers read together: memory is bounded by theirs."""


def tail(db: Any, ask: Question, patterns: Mapping[int, Pattern]) -> Tail:
    """How late the book pays: each payer's last invoices, and what they left open since those."""
    settled, waiting = Counter[int](), Counter[int]()
    for pattern in patterns.values():
        settled.update(pattern.last)
    nothing = Pattern()
    day = ask.lens.day
    for customer, _, due, minor, *_ in db.execute(
        sums.open_rows(EVERYBODY, ask.lens, "due_day"), EVERYBODY.values
    ):
        since = patterns.get(customer, nothing).since
        if minor > 0 and (since is None or due >= since.toordinal()):
            waiting[day - due] += 1
    return Tail(settled, waiting, ask.policy.risk.collectable)


def accounts(
    store: Store, ask: Question, patterns: Mapping[int, Pattern]
) -> Iterator[tuple[str, Owing]]:
    """Every open account with its currency."""
    for first in range(0, rows.last_customer(store.db) + 1, CHUNK):
        yield from _chunk(store, Some(first=first, last=first + CHUNK - 1), ask, patterns)


def _chunk(
    store: Store, which: Some, ask: Question, patterns: Mapping[int, Pattern]
) -> Iterator[tuple[str, Owing]]:
    items = defaultdict[tuple[int, str], list[OpenItem]](list)
    credit = Counter[tuple[int, str]]()
    for customer, currency, due, minor, *_ in store.db.execute(
        sums.open_rows(which, ask.lens, "due_day"), which.values
    ):
        if minor > 0:
            items[customer, currency].append(OpenItem(due, minor))
        else:
            credit[customer, currency] -= minor
    for owner, currency, minor in sums.cash(store.db, which, ask.lens):
        if owner is not None:
            credit[owner, currency] += minor
    with_history = some(sorted({customer for customer, _ in items}))
    ours = worked.load(store, with_history, ask, dict(patterns))
    nothing = Pattern()
    for (customer, currency), open_ in items.items():
        last = patterns.get(customer, nothing).last
        owed = credit[customer, currency]
        if customer in ours:
            yield currency, _worked(ours[customer], currency, owed, last, ask.today)
        else:
            yield currency, Owing(tuple(open_), owed, last=last, customer=customer)


def _worked(
    each: Worked, currency: str, credit: int, last: tuple[int, ...], today: date
) -> Owing:
    """An account with a history of ours: what was promised, agreed, disputed, paid and given up.

    What is disputed of the account as a whole is so of its oldest items. What was
    posted or matched here has come: it covers its item, and what is for no item, or uses a
    credit note, changes the credit. Only what was approved is given up.
    """
    gone, paid = Counter[str](), Counter[str]()
    for line in each.pending:
        if line.amount.currency != currency:
            continue
        if line.kind in GIVEN_UP:
            gone[line.item] += line.amount.minor
        elif line.item and line.amount.minor > 0:
            paid[line.item] += line.amount.minor
        else:
            credit += line.amount.minor
    ours, nothing = each.dossier.disputes.values(), Money(0, currency)
    away = elsewhere(each.cases)
    open_ = [
        replace(item, disputed=nothing)
        for item in each.items
        if item.open.currency == currency and item.open.minor > 0
    ]
    asked = [
        replace(item, open=Money(item.open.minor - taken, currency))
        for item in open_
        if item.ref not in away
        and item.open.minor > (taken := gone[item.ref] + paid[item.ref])
    ]
    of_account = disputes.of_account(asked, ours)
    items = tuple(
        OpenItem(
            item.due.toordinal(), item.open.minor,
            disputes.disputed(item, ours).minor + of_account.get(item.ref, 0),
            gone[item.ref], item.ref, paid[item.ref],
            item.open.minor if item.ref in away else 0,
        )
        for item in open_
    )  # fmt: skip
    record = each.record
    return Owing(
        items, credit, tuple(_named(each, currency, today)), last, record.promises_kept,
        record.promises_judged, each.customer,
    )  # fmt: skip


def _named(each: Worked, currency: str, today: date) -> Iterator[Named]:
    """The instalments that are not filled, the promises that stand, and the days that were named."""
    for plan in each.plans:
        watch = each.watches.get(plan.id)
        if plan.state == "active" and plan.currency == currency and watch is not None:
            refs = tuple(item.ref for item in plan.items)
            for part, line in zip(
                in_force(plan, watch.relieved), watch.instalments, strict=True
            ):
                left = line.amount.minor - line.received.minor
                extra = (
                    part.interest.minor + part.fee.minor - line.received.minor
                )  # paid first
                if left > 0:
                    yield Named("plan", line.due.toordinal(), left, refs, max(0, extra))
    for id_, promise in each.dossier.promises.items():
        verdict = each.verdicts.get(id_)
        if promise.amount.currency == currency and verdict and verdict.state == "open":
            left = promise.amount.minor - verdict.received.minor
            if left > 0:
                yield Named("promise", promise.due.toordinal(), left, promise.items)
    for said in each.dossier.said:
        if said.amount.currency == currency and said.due > today:
            yield Named("said", said.due.toordinal(), said.amount.minor, said.items)


def came(db: Any, lens: Lens, last: date) -> dict[tuple[str, int], int]:
    """What was received after the lens's day up to ``last`` of documents that there were on it.

    Minor units by currency and day (an ordinal), as receipts were used for documents; what the
    books took off by our own write-offs is no money.
    """
    entered = ", ".join(map(str, sorted(given_up.entries(db, lens))))
    found = db.execute(
        "SELECT i.currency, a.day, sum(a.cash) FROM allocation a INDEXED BY allocation_day"
        f" CROSS JOIN item i ON i.id = a.item AND i.doc_day <= {lens.day} AND i.amount > 0"
        f" AND {lens.seen('i')} WHERE a.day > {lens.day} AND a.day <= {last.toordinal()}"
        f" AND a.receipt IS NOT NULL AND a.id NOT IN ({entered}) AND {lens.seen('a')} GROUP BY i.currency, a.day"
    )
    return {(currency, day): minor for currency, day, minor in found}
