"""One account: its figures, documents, agreements and history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ledgerlane.domain.account import Contact
from ledgerlane.domain.aging import Buckets
from ledgerlane.domain.disputes import disputed, state_words
from ledgerlane.domain.estimate import line_of
from ledgerlane.domain.money import Money, plain
from ledgerlane.domain.plan_relief import in_force

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ledgerlane.desk.desk import Desk
    from ledgerlane.domain.account import Item
    from ledgerlane.domain.aging import Aged
    from ledgerlane.domain.dossier import Dossier
    from ledgerlane.domain.estimate import Estimate
    from ledgerlane.domain.plans import Plan, PlanWatch
    from ledgerlane.domain.promises import Promise, Verdict
    from ledgerlane.domain.requests import Request
    from ledgerlane.domain.timeline import Activity
    from ledgerlane.store.accounts import AccountView
    from ledgerlane.store.pending import HeldRow


NOBODY = Contact()


def money(amount: Money | None) -> dict[str, Any] | None:
    """The money object of our JSON."""
    return (
        {"minor": amount.minor, "currency": amount.currency} if amount is not None else None
    )


def as_json(desk: Desk, view: AccountView) -> dict[str, Any]:
    """The stable shape of ``show --json`` (docs/cli.md)."""
    from ledgerlane.cli.words import credit
    from ledgerlane.cli.words.interest import charge

    who, today = view.customer, desk.today
    return {
        "v": 1, "as_of": today.isoformat(),
        "customer": who.number, "ref": who.ref, "name": who.name, "country": who.country,
        "language": who.language, "terms": who.terms, "credit_limit": money(who.credit_limit),
        "credit": credit.as_json(view),
        "risk": view.risk, "owner": view.dossier.owner, "hold": view.dossier.hold,
        "next": view.dossier.next_words,
        "next_day": view.dossier.next_day.isoformat() if view.dossier.next_day else None,
        "aging": [_aged(each) for each in view.aged.values()],
        "items": [_item(view, each, desk) for each in view.items],
        "promises": [_promise(p, view.verdicts.get(p.id)) for p in view.dossier.promises.values()],
        "disputes": [
            {"id": d.id, "item": d.item, "amount": money(d.amount), "state": d.state,
             "opened": d.opened_on.isoformat(), "reason": d.reason, "note": d.note}
            for d in view.dossier.disputes.values()
        ],
        "plans": [_plan(each, view.watches.get(each.id)) for each in view.plans],
        "requests": [_request(each) for each in view.requests],
        "interest": [charge(each) for each in view.charges],
        "cash": [_cash(each) for each in view.held],
        "pending": [
            {"cause": p.cause, "item": p.item or None, "kind": p.kind, "amount": money(p.amount),
             "since": p.day.isoformat()}
            for p in view.pending
        ],
        "contacts": [_contact(each) for each in (who.contact, *view.dossier.contacts) if each != NOBODY],
        "history": [_activity(each) for each in reversed(view.dossier.everything())],
    }  # fmt: skip


def _aged(each: Aged) -> dict[str, Any]:
    buckets = {f"b{at}": minor for at, minor in enumerate(each.buckets, start=1)}
    return {"currency": each.currency, "not_due": each.not_due, **buckets,
            "unapplied": each.unapplied, "balance": each.balance}  # fmt: skip


def _item(view: AccountView, item: Item, desk: Desk) -> dict[str, Any]:
    return {
        "id": item.ref, "number": item.number, "kind": item.kind,
        "document_date": item.document_date.isoformat(), "due": item.due.isoformat(),
        "currency": item.open.currency, "amount": item.amount.minor, "open": item.open.minor,
        "disputed": disputed(item, view.dossier.disputes.values()).minor,
        "days_past_due": item.days_past_due(desk.today),
        "estimate": estimated(item, view.estimates.get(item.ref)),
    }  # fmt: skip


def estimated(item: Item, found: Estimate | None) -> dict[str, Any] | None:
    """What our JSON says of when an item will be paid; None for want of any settled invoice."""
    if found is None:
        return None
    day = found.paid_by(item.due)
    return {
        "chance_late": round(float(found.chance_late), 4), "days_late": found.days_late,
        "paid_by": day.isoformat() if day else None, "words": found.words,
    }  # fmt: skip


def _promise(promise: Promise, verdict: Verdict | None) -> dict[str, Any]:
    return {
        "id": promise.id, "amount": money(promise.amount), "due": promise.due.isoformat(),
        "made": promise.made_on.isoformat(), "by": promise.actor, "reason": promise.reason,
        "state": verdict.state if verdict else "open",
        "received": money(verdict.received) if verdict else None,
        "items": list(promise.items), "note": promise.note,
    }  # fmt: skip


def _plan(plan: Plan, watch: PlanWatch | None) -> dict[str, Any]:
    gone = watch.relieved if watch is not None else 0
    return {
        "id": plan.id, "state": plan.state, "proposed": plan.proposed_on.isoformat(),
        "by": plan.actor, "debt": money(plan.debt), "relieved": money(Money(gone, plan.currency)),
        "interest": money(plan.interest), "fee": money(plan.fee), "rate_per_cent": plan.rate_per_cent,
        "revised": plan.revised, "replaces": plan.replaces, "replaced_by": plan.replaced_by,
        "items": [{"id": part.ref, "amount": money(part.amount)} for part in plan.items],
        "instalments": [
            {"due": part.due.isoformat(), "amount": money(part.amount),
             "interest": money(part.interest), "fee": money(part.fee)}
            for part in in_force(plan, gone)
        ],
    }  # fmt: skip


def _request(asked: Request) -> dict[str, Any]:
    return {
        "request": asked.id, "kind": asked.kind, "state": asked.state,
        "amount": money(asked.amount), "reason": asked.reason, "asked_by": asked.asked_by,
        "asked": asked.asked_on.isoformat(), "decided_by": asked.decided_by,
        "decided": asked.decided_on.isoformat() if asked.decided_on else None,
        "answer": asked.answer, "questions": list(asked.questions), "digest": asked.digest,
        "items": [{"id": part.ref, "amount": money(part.amount)} for part in asked.items],
    }  # fmt: skip


def _cash(row: HeldRow) -> dict[str, Any]:
    cash = row.cash
    return {
        "receipt": cash.ref, "amount": {"minor": row.minor, "currency": row.currency},
        "value_date": row.value_date.isoformat(), "by": cash.posted_by, "state": row.state,
        "matches": [
            {"match": match.id, "rule": match.rule, "by": match.actor, "day": match.on.isoformat(),
             "lines": [
                 {"item": line.item or None, "cash": money(line.cash), "discount": money(line.discount),
                  "tolerance": money(line.tolerance), "reason": line.reason}
                 for line in match.lines
             ]}
            for match in cash.matches
        ],
    }  # fmt: skip


def _contact(contact: Contact) -> dict[str, Any]:
    return {"name": contact.name, "role": contact.role, "phone": contact.phone,
            "email": contact.email, "language": contact.language, "wrong": contact.wrong}  # fmt: skip


def _activity(each: Activity) -> dict[str, Any]:
    return {
        "event": each.event_id, "day": each.day.isoformat(), "by": each.actor,
        "kind": each.kind, "code": each.code, "words": each.words, "note": each.note,
        "undone": each.undone,
    }  # fmt: skip


def lines(desk: Desk, view: AccountView) -> Iterator[str]:
    """The account for people, a line at a time."""
    from ledgerlane.desk import accounts

    who, dossier = view.customer, view.dossier
    yield f"{who.number} {who.name}  {who.country}  risk {view.risk}  owner {dossier.owner or 'nobody'}"
    for contact in (who.contact, *dossier.contacts):
        words = "  ".join(x for x in (contact.name, contact.phone, contact.email) if x)
        if words:
            yield f"  {words}{'  (wrong)' if contact.wrong else ''}"
    if dossier.hold:
        yield f"  ON HOLD: {dossier.hold}"
    yield from _credit_lines(view)
    labels = Buckets(desk.policy.bucket_edges).labels
    left = accounts.net(desk, view).aged if view.pending else {}
    for currency, aged in view.aged.items():
        yield f"{currency} balance {_spread(aged, labels)}"
        if left.get(currency, aged) != aged:
            yield f"{currency} less what is pending {_spread(left[currency], labels)}"
    yield from _interest_lines(desk, view)
    yield from _item_lines(desk, view)
    if words := line_of(view.items, view.estimates, desk.today):
        yield f"Estimate: {words}"
    yield from _agreement_lines(view)
    yield from next_lines(dossier)
    if dossier.everything():
        yield "History"
    for each in reversed(dossier.timeline()):
        verdict = view.verdicts.get(each.subject) if each.kind == "promise" else None
        judged = verdict is not None and verdict.state != "open"
        became = f"  {verdict.state.upper()}" if verdict is not None and judged else ""
        became = "  (taken back)" if each.undone else became
        note = f"  {each.note}" if each.note else ""
        yield f"  {each.day.isoformat()}  {each.actor}  {each.words}{note}{became}"


def _spread(aged: Aged, labels: Sequence[str]) -> str:
    """``23 598.92:  not_due 9 969.50  1-30 0.00 ...  unapplied 0.00``."""
    columns = zip(labels, (aged.not_due, *aged.buckets), strict=True)
    spread = "  ".join(f"{label} {plain(minor, aged.currency)}" for label, minor in columns)
    balance, unapplied = (plain(m, aged.currency) for m in (aged.balance, aged.unapplied))
    return f"{balance}:  {spread}  unapplied {unapplied}"


def _interest_lines(desk: Desk, view: AccountView) -> Iterator[str]:
    """What late interest there is of each currency, interest and fees apart."""
    from ledgerlane.desk import interest

    shown = interest.of_view(desk, view)
    if shown is None:
        return
    currencies = {each.left.currency for each in shown.dues}
    for currency in sorted(currencies | {each.amount.currency for each in shown.charges}):
        if words := shown.words(currency):
            yield f"INTEREST {currency} {words}"


def _credit_lines(view: AccountView) -> Iterator[str]:
    """Terms other than open account, and exposure against every limit."""
    from ledgerlane.desk import credit as verbs
    from ledgerlane.domain import credit as rules

    known = verbs.in_force(view)
    if known.terms.terms != rules.OPEN:
        yield f"  CREDIT: {rules.words(known)}"
    for line in verbs.lines(view):
        if line.limit is not None:
            yield f"  {line.words}"
    for case in verbs.cases(view):
        if case.open:
            yield f"  {case.id} waits for credit: {verbs.asked_words(case)}, by {case.opened_by}"


def _item_lines(desk: Desk, view: AccountView) -> Iterator[str]:
    if view.items:
        yield "Documents"
    for item in sorted(view.items, key=lambda item: (item.due, item.number)):
        late, currency = item.days_late(desk.today), item.open.currency
        contested = disputed(item, view.dossier.disputes.values())
        words = f"{late} d late" if late > 0 else f"due {item.due.isoformat()}"
        less = f"  disputed {plain(contested.minor, currency)}" if contested.minor else ""
        yield (
            f"  {item.number}  {item.kind}  {item.document_date.isoformat()}  {words}"
            f"  open {plain(item.open.minor, currency)} of {item.amount}{less}"
        )


def _agreement_lines(view: AccountView) -> Iterator[str]:
    from ledgerlane.domain.interest_words import charge_line

    for promise in view.dossier.promises.values():
        verdict = view.verdicts.get(promise.id)
        state = verdict.state if verdict else "open"
        yield f"Promise {promise.id}: {promise.amount} by {promise.due.isoformat()}, {state}"
    for dispute in view.dossier.disputes.values():
        yield f"Dispute {dispute.id}: {dispute.amount} {dispute.reason or dispute.note}, {state_words(dispute)}"
    for plan in view.plans:
        watch = view.watches.get(plan.id)
        advice = f": {watch.recommendation}" if watch and plan.state == "active" else ""
        gone = Money(watch.relieved if watch is not None else 0, plan.currency)
        less = f" less {gone} that is gone" if gone.minor else ""
        yield f"Plan {plan.id}: {plan.debt}{less} in {len(plan.instalments)} instalments, {plan.state}{advice}"
    for asked in view.requests:
        question = f", {asked.questions[-1]}" if asked.state == "returned" else ""
        yield f"{asked.kind.capitalize()} {asked.id}: {asked.amount}, {asked.reason}, {asked.state}{question}"
    for each in view.charges:
        yield f"Interest {charge_line(each, names=view.names)}"
    for row in view.held:
        amount = f"{plain(row.minor, row.currency)} {row.currency}"
        left = (
            f", {plain(row.unmatched, row.currency)} not matched" if row.unmatched else ""
        )
        yield f"Cash {row.cash.ref}: {amount} of {row.value_date.isoformat()}, {row.state}{left}"
    for line in view.pending:
        number = view.names.document(line.item) if line.item else "unapplied"
        yield f"  pending in the books: {number} {line.amount}, {line.kind}, {line.cause}"


def next_lines(dossier: Dossier) -> Iterator[str]:
    """The earliest step; of several currencies the earliest of each, with its currency."""
    codes = sorted({step.currency for step in dossier.steps})
    first = {code: min(s for s in dossier.steps if s.currency == code) for code in codes}
    for code, step in sorted(first.items(), key=lambda each: each[1]):
        of = f" ({code})" if code and len(first) > 1 else ""
        yield f"Next: {step.due.isoformat()} {step.what}{of}"
