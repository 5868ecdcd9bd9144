"""Where accounts stand on a day, and the queue rows that follow: for many customers at once.

Whoever our people never touched comes out of the set-wise sums alone; only the others are
looked at one by one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from ledgerlane.domain import conflicts as conflict_rules
from ledgerlane.domain import disputes, letting_go, placements
from ledgerlane.domain.account import Contact, Customer, Pattern
from ledgerlane.domain.aging import Buckets
from ledgerlane.domain.bounces import Bounce
from ledgerlane.domain.cases import escalation
from ledgerlane.domain.cases.elsewhere import elsewhere
from ledgerlane.domain.columns import Columns, less_pending, to_ask
from ledgerlane.domain.contact_side import kept_off
from ledgerlane.domain.credit import NOTHING_SAID, OPEN, cleared, in_force, over
from ledgerlane.domain.pending import GIVEN_UP, Pending, by_item, unmatched
from ledgerlane.domain.plans import Plan
from ledgerlane.domain.policy import Policy
from ledgerlane.domain.priority import place, rank
from ledgerlane.domain.requests import CREDIT_MEMO
from ledgerlane.domain.risk import Judgement, Record, at_stake, classify, far_beyond
from ledgerlane.domain.standing import Place, Standing
from ledgerlane.store import bounces, rows, sums, worked
from ledgerlane.store import patterns as pattern_store
from ledgerlane.store.collating import collation
from ledgerlane.store.connection import Store
from ledgerlane.store.lens import Some
from ledgerlane.store.standing_values import (
    asked_values,
    away_values,
    called_values,
    contact_values,
    deadline_values,
    plan_values,
    promise_values,
)
from ledgerlane.store.sums import Sum
from ledgerlane.store.worked import Question, Worked


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One customer in one currency, as table ``queue`` has it. Amounts in its minor units.

    The columns are the ledger's less ``pending`` as in ``aging --net`` (rulings.md 20): posted
    cash that is for no item joins ``unapplied``. ``overdue`` is what is asked for: that cash
    has paid the oldest of it.
    """

    customer: int
    currency: str
    number: str
    name: str
    collation: str
    not_due: int
    b1: int
    b2: int
    b3: int
    b4: int
    unapplied: int
    disputed: int
    pending: int
    overdue: int
    items: int
    oldest_due: date | None
    risk: str
    score: int
    priority: str
    status: str
    why: str
    next_day: date | None
    next_words: str
    owner: str
    exit: str
    orphan: bool
    next_change: date
    stale: bool = False
    rank: int = 0
    credit: str = ""
    over_limit: int = 0
    cleared: bool = True
    refer: str = ""
    escalated: str = ""
    id: int = 0

    @property
    def balance(self) -> int:
        """Not due + buckets - unapplied."""
        return self.not_due + self.b1 + self.b2 + self.b3 + self.b4 - self.unapplied


COLUMNS = tuple(
    "class" if entry.name == "priority" else entry.name
    for entry in fields(QueueRow)
    if entry.name != "id"
)
"""Columns of table ``queue`` in the order of `QueueRow`; the last, ``id``, left out."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account's standing and place: what a queue row is made of."""

    standing: Standing
    place: Place
    row: QueueRow
    judged: Judgement


@dataclass(slots=True)
class Found:
    """What `look` found: accounts, patterns and worked customers, by customer id."""

    accounts: list[Account]
    patterns: dict[int, Pattern]
    worked: dict[int, Worked]


def look(
    store: Store,
    which: Some,
    ask: Question,
    *,
    stored_patterns: bool = False,
    habits: dict[int, Pattern] | None = None,
) -> Found:
    """Every account of these customers. ``stored_patterns``: the ledger did not change.

    ``habits`` are the patterns of that day where they were worked out already.
    """
    db, lens = store.db, ask.lens
    buckets = Buckets(ask.policy.bucket_edges)
    known = rows.customers(db, which, lens)
    if habits is not None:
        found = habits
    elif stored_patterns:
        found = pattern_store.stored(db, which)
    else:
        found = pattern_store.patterns(db, which, lens)
    histories = worked.load(store, which, ask, found, all_items=False)
    ahead = sums.coming(db, which, lens)
    bounced = bounces.reversals(db, which, lens)
    open_sums = sums.open_sums(db, which, lens, buckets)
    unpaid = dict[int, date]()
    for sum_ in open_sums.values():
        if sum_.customer in histories and sum_.oldest is not None:
            each = histories[sum_.customer]
            each.record = _since(each.record, date.fromordinal(sum_.oldest))
        if sum_.customer is not None and sum_.unpaid is not None:
            since = date.fromordinal(sum_.unpaid)
            unpaid[sum_.customer] = min(since, unpaid.get(sum_.customer, since))
    for id_, each in histories.items():
        if not each.items:  # whoever has their items knows better what of them is contested
            each.record = replace(each.record, unpaid_since=unpaid.get(id_))
    keys = {key for key in open_sums if key[0] in known} | _more_currencies(
        histories, open_sums, known
    )
    there = {
        key[0] for key in keys
    }  # who has nothing yet waits for the day of their first document
    keys |= {
        (id_, currency)
        for id_, (_, currency) in ahead.items()
        if id_ in known.keys() - there
    }
    accounts = []
    for key in sorted(keys, key=lambda key: (key[0] or 0, key[1])):
        customer, currency = key
        assert customer is not None
        sum_ = open_sums.get(key, Sum(customer, currency))
        accounts.append(
            _account(sum_, known.get(customer), found.get(customer, _NO_PATTERN),
                     histories.get(customer), unpaid.get(customer), ahead.get(customer), ask, buckets,
                     bounced.get(customer, ()))
        )  # fmt: skip
    return Found(accounts, found, histories)


def _since(record: Record, due: date) -> Record:
    """The record with the oldest due day of all currencies."""
    known = record.oldest_due
    return replace(record, oldest_due=due if known is None else min(known, due))


_NO_PATTERN = Pattern()


def _more_currencies(
    histories: dict[int, Worked],
    open_sums: dict[tuple[int | None, str], Sum],
    known: dict[int, Customer],
) -> set[tuple[int | None, str]]:
    """Accounts with nothing open in the ledger but with work of ours that goes on."""
    have = {key[0] for key in open_sums}
    more: set[tuple[int | None, str]] = set()
    for id_, each in histories.items():
        if id_ not in known:
            continue
        going_on = {
            promise.amount.currency
            for name, promise in each.dossier.promises.items()
            if name in each.verdicts and each.verdicts[name].state == "open"
        }
        going_on |= {p.currency for p in each.plans if p.state in ("proposed", "active")}
        spoke = [
            activity.currency for activity in each.dossier.activities if activity.currency
        ]
        if id_ not in have and not going_on:
            steps = {step.currency for step in each.dossier.steps}
            going_on = {code or spoke[-1] for code in steps if code or spoke}
        more |= {(id_, currency) for currency in going_on}
    return more


def _account(
    sum_: Sum, customer: Customer | None, pattern: Pattern, each: Worked | None,
    unpaid: date | None, ahead: tuple[int, str] | None, ask: Question, buckets: Buckets,
    bounced: Sequence[Bounce],
) -> Account:  # fmt: skip
    policy, today = ask.policy, ask.today
    record = each.record if each is not None else Record(unpaid_since=unpaid)
    judged = classify(pattern, record, policy, today)
    of_ledger = Columns(
        sum_.not_due, sum_.b1, sum_.b2, sum_.b3, sum_.b4, sum_.credits + sum_.cash
    )
    pending = each.pending if each is not None else ()
    left = less_pending(of_ledger, pending, sum_.currency, today, buckets)
    owed = to_ask(left, unmatched(pending, sum_.currency))
    values: dict[str, Any] = {
        "gone": sum_.overdue - owed.overdue, "not_due": sum_.not_due, "b1": sum_.b1, "b2": sum_.b2, "b3": sum_.b3, "b4": sum_.b4,
        "unapplied": sum_.credits + sum_.cash, "disputed": sum_.disputed, "items": sum_.items,
        "oldest_due": date.fromordinal(sum_.oldest) if sum_.oldest is not None else None,
        "oldest_document": date.fromordinal(sum_.first_document) if sum_.first_document else None,
        "next_edge": sums.next_edge(sum_, buckets), "risk": judged.name,
        "average_late": pattern.average_late,
        "at_stake": _stake(owed, policy),
    }  # fmt: skip
    changes = [] if ahead is None else [date.fromordinal(ahead[0])]
    if judged.name in ("habitual", "prompt") and (
        far := far_beyond(pattern, record, policy)
    ):
        changes.append(far)
    if each is None and bounced:
        values |= called_values(bounced, sum_.currency, ask)
    bounced = each.bounced if each is not None else bounced
    changes += [day for bounce in bounced for day in (bounce.day, bounce.over)]
    if each is not None:
        more, asked = _history_values(each, sum_.currency, ask)
        values |= more
        if asked:
            values["at_stake"] = _stake(
                less_pending(owed, asked, sum_.currency, today, buckets), policy
            )
        own = customer.contact if customer is not None else Contact()
        values["kept"] = kept_off(own, each.dossier, policy, sum_.currency)
        changes += _changes(each, pattern, ask)
    limit = None
    if customer is not None and (
        each is not None or customer.credit_limit or customer.credit_hold
    ):
        known = in_force(
            customer, each.dossier.credit if each is not None else NOTHING_SAID
        )
        values["credit"] = "" if known.terms.terms == OPEN else known.terms.terms
        limit = known.limit(sum_.currency)
    standing = Standing(sum_.currency, **values)
    placed = place(standing, policy, today)
    refer = letting_go.proposed(standing, record, policy, today)
    changes += [refer.next_change] if refer.next_change is not None else []
    first = min([placed.next_change, *(day for day in changes if day > today)])
    ranked = rank(placed.score, standing, policy)
    least = limit.amount.minor if limit is not None else None
    row = _row(
        sum_, standing, left, owed.overdue, placed, customer, first, ranked, least,
        ",".join(refer.rules),
    )  # fmt: skip
    return Account(standing, placed, row, judged)


def _stake(left: Columns, policy: Policy) -> int:
    """What 30 more days of waiting take from what these columns promise."""
    late = (left.b1, left.b2, left.b3, left.b4)
    return at_stake(late, policy.bucket_edges, policy.risk.collectable)


def _history_values(
    each: Worked, currency: str, ask: Question
) -> tuple[dict[str, Any], list[Pending]]:
    """What our side adds to the standing, and what waiting write-offs ask of which item."""
    dossier = each.dossier
    step = dossier.next_step(currency)
    values: dict[str, Any] = {
        "dispute_answered": dossier.dispute_answered, "hold": dossier.hold,
        "snoozed_until": dossier.snoozed_until, "next_day": step.due if step else None,
        "next_words": step.what if step else "", "no_next": dossier.no_next,
        "last_contact": dossier.last_contact, "escalated": escalation.waits_for(each.cases, dossier), "owner": dossier.owner,
        "conflict": conflict_rules.words_for(each.conflicts, currency),
    }  # fmt: skip
    if dossier.contests:  # without any, what the books say stands
        values["disputed"] = _disputed(each, currency)
    if any(d.denied for d in dossier.disputes.values()):
        known = dossier.disputes.values()
        values["denied"] = sum(
            disputes.denied(item, known).minor
            for item in each.items
            if item.open.currency == currency and item.due < ask.today
        )
    gone = by_item([line for line in each.pending if line.amount.currency == currency])
    ours = placements.placed(
        each.cases, each.items, dossier.disputes.values(), gone, ask.policy, currency
    )
    if ours.words:
        values |= {"placed": ours.minor, "called_for": ours.called, "agency": ours.words}
    away = away_values(each, currency)
    taken = Counter(ours.by_item) + Counter(gone)
    asked, lines = asked_values(each, currency, ask.today, taken)
    if each.pending or ours.by_item or away or asked:
        taken += Counter(by_item(lines))
        values |= _pending_values(each, currency, ask.today, taken) | away | asked
    values |= contact_values(dossier, ask.policy)
    if each.items:
        values |= deadline_values(each, currency, ask.today, gone)
    return values | promise_values(each, currency) | plan_values(each, currency), lines


def _pending_values(
    each: Worked, currency: str, today: date, taken: Mapping[str, int]
) -> dict[str, Any]:
    """What the ledger will take off, and the oldest due day of what is not ``taken`` and nobody else has."""
    ours = [line for line in each.pending if line.amount.currency == currency]
    cash = [line for line in ours if line.kind not in GIVEN_UP]
    early = [
        line
        for line in cash
        if line.due is not None and line.due >= today and line.amount.minor > 0
    ]
    paid = sum(line.amount.minor for line in cash) - sum(
        line.amount.minor for line in early
    )
    others = elsewhere(each.cases)
    dues = [
        (item.due, item.document_date)
        for item in each.items
        if item.open.currency == currency
        and item.open.minor > taken.get(item.ref, 0)
        and item.ref not in others
    ] or [
        (item.due, item.document_date)
        for item in each.items
        if item.open.currency == currency and item.open.minor > 0 and item.ref in others
    ]
    late = [each_ for each_ in dues if each_[0] < today]
    due, document = min(late or dues, default=(None, None))
    return {
        "pending": sum(line.amount.minor for line in ours if line.kind in GIVEN_UP),
        "credited": sum(line.amount.minor for line in ours if line.kind == CREDIT_MEMO),
        "paid": paid, "paid_early": sum(line.amount.minor for line in early),
        "paid_on": max((line.day for line in cash), default=None),
        "oldest_due": due, "oldest_document": document,
    }  # fmt: skip


def _disputed(each: Worked, currency: str) -> int:
    """What is contested of the open items, by the books and by us; never more than is open."""
    ours = each.dossier.disputes.values()
    items = [i for i in each.items if i.open.currency == currency and i.open.minor > 0]
    of_items = sum(disputes.disputed(item, ours).minor for item in items)
    of_account = sum(
        d.contested.minor
        for d in ours
        if d.stands and not d.item and d.amount.currency == currency
    )
    return min(of_items + of_account, sum(item.open.minor for item in items))


def _changes(each: Worked, pattern: Pattern, ask: Question) -> list[date]:
    """Days on which the history's side of the standing itself may read otherwise."""
    one = date.resolution
    found = [
        verdict.judged_on + one
        for verdict in each.verdicts.values()
        if verdict.state == "open"
    ]
    for receipt in each.money:
        found += [
            day for day in (receipt.value_date, receipt.reversed_on) if day is not None
        ]
    for plan in each.plans:
        if plan.state == "active":
            found += _plan_days(plan, pattern, ask)
    rules, record = ask.policy.risk, each.record
    if record.attempts_unanswered >= rules.silent_attempts:
        heard = [day for day in (pattern.last_paid, record.last_contact) if day is not None]
        since = max(heard, default=record.oldest_due)
        if since is not None:
            found.append(since + rules.silent_days * one)
    return found


def _plan_days(plan: Plan, pattern: Pattern, ask: Question) -> list[date]:
    """Days on which an instalment may change its state: begins to loom, is due, late, missed."""
    one, rules = date.resolution, ask.policy.plans
    habit = min(max(pattern.average_late, pattern.recent_late, 0) // 10, 30)
    days = []
    for part in plan.instalments:
        grace = ask.calendar.add_business_days(part.due, rules.late_business_days)
        days += [
            part.due - (rules.looming_days + max(habit, extra)) * one
            for extra in (0, rules.looming_days)
        ]
        days += [part.due, part.due + one, grace + one]
    return days


def _row(
    sum_: Sum, standing: Standing, left: Columns, overdue: int, placed: Place, customer: Customer | None,
    change: date, ranked: int, limit: int | None, refer: str,
) -> QueueRow:  # fmt: skip
    name = customer.name if customer is not None else ""
    pending = standing.pending + standing.paid + standing.paid_early
    assert sum_.customer is not None
    return QueueRow(
        customer=sum_.customer, currency=sum_.currency,
        number=customer.number if customer is not None else "", name=name,
        collation=collation(name), not_due=left.not_due, b1=left.b1, b2=left.b2,
        b3=left.b3, b4=left.b4, unapplied=left.unapplied, disputed=standing.disputed,
        pending=pending, overdue=overdue, items=standing.items,
        oldest_due=standing.oldest_due, risk=standing.risk, score=placed.score,
        priority=placed.priority, status=placed.status,
        why=placed.headline, next_day=placed.next_day, next_words=placed.next_words,
        owner=standing.owner, exit=placed.exit, orphan=placed.orphan, next_change=change,
        rank=ranked, credit=standing.credit, over_limit=over(standing.balance - pending, limit),
        cleared=cleared(standing), refer=refer, escalated=standing.escalated,
    )  # fmt: skip


def stored_row(row: QueueRow) -> tuple[Any, ...]:
    """The row as table ``queue`` keeps it, without its id."""
    return (
        row.customer, row.currency, row.number, row.name, row.collation, row.not_due, row.b1,
        row.b2, row.b3, row.b4, row.unapplied, row.disputed, row.pending, row.overdue, row.items,
        _ordinal(row.oldest_due), row.risk, row.score, row.priority, row.status, row.why,
        _ordinal(row.next_day), row.next_words, row.owner, row.exit, int(row.orphan),
        row.next_change.toordinal(), int(row.stale), row.rank, row.credit, row.over_limit,
        int(row.cleared), row.refer, row.escalated,
    )  # fmt: skip


def read_row(row: tuple[Any, ...]) -> QueueRow:
    """A row of table ``queue``: `COLUMNS`, then its id."""
    values = list(row)
    for place_ in (15, 21, 26):
        values[place_] = date.fromordinal(row[place_]) if row[place_] is not None else None
    for place_ in (25, 27, 31):
        values[place_] = bool(row[place_])
    return QueueRow(*values)


def _ordinal(day: date | None) -> int | None:
    return day.toordinal() if day is not None else None


def policy_buckets(policy: Policy) -> Buckets:
    """The aging columns of a policy."""
    return Buckets(policy.bucket_edges)
