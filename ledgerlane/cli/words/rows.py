"""JSON of the rows of lists. Amounts are minor units of the row's ``currency``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date

    from ledgerlane.cli.commands.approving import Other
    from ledgerlane.domain.plan_money import Settlement
    from ledgerlane.store.plans import DisputeRow, InstalmentRow, PlanRow, PromiseRow
    from ledgerlane.store.requests import RequestRow


def promise(row: PromiseRow) -> dict[str, Any]:
    """A row of ``promises --json``."""
    return {
        "promise": row.id, "customer": row.number, "name": row.name, "currency": row.currency,
        "amount": row.minor, "due": row.due_day.isoformat(), "made": row.made_day.isoformat(),
        "by": row.actor, "state": row.state, "received": row.received,
        "judged": _day(row.judged_day), "items": list(row.items),
    }  # fmt: skip


def plan(row: PlanRow) -> dict[str, Any]:
    """A row of ``plans --json``."""
    return {
        "plan": row.id, "customer": row.number, "name": row.name, "currency": row.currency,
        "state": row.state, "watch": row.watch, "debt": row.debt, "interest": row.interest,
        "fee": row.fee, "received": row.received, "relieved": row.relieved, "left": row.left, "made": row.made_day.isoformat(),
        "by": row.actor, "next_due": _day(row.next_due), "advice": row.recommendation,
        "instalments": [_instalment(part) for part in row.instalments],
    }  # fmt: skip


def _instalment(part: InstalmentRow) -> dict[str, Any]:
    return {
        "number": part.number, "due": part.due_day.isoformat(), "amount": part.minor,
        "interest": part.interest, "received": part.received,
        "received_on": _day(part.received_day), "state": part.state,
    }  # fmt: skip


def settlement(found: Settlement) -> dict[str, Any]:
    """The figures of ``plan settle --json``; amounts in minor units of ``currency``."""
    return {
        "plan": found.plan.id, "currency": found.debt.currency, "due": found.on.isoformat(),
        "debt": found.debt.minor, "relieved": found.relieved.minor, "credit": found.credit.minor, "fee": found.fee.minor, "interest": found.earned.amount.minor,
        "exact": str(found.earned.exact), "rebate": found.rebate.minor,
        "received": found.received.minor, "owed": found.owed.minor,
    }  # fmt: skip


def dispute(row: DisputeRow) -> dict[str, Any]:
    """A row of ``disputes --json``."""
    return {
        "dispute": row.id, "customer": row.number, "name": row.name, "item": row.item, "document": row.document,
        "currency": row.currency, "amount": row.minor, "opened": row.opened_day.isoformat(),
        "reason": row.reason, "state": row.state, "by": row.actor,
    }  # fmt: skip


def request(row: RequestRow) -> dict[str, Any]:
    """A row of ``approve list --json``."""
    return {
        "request": row.id, "kind": row.kind, "customer": row.number, "name": row.name,
        "currency": row.currency, "amount": row.minor, "state": row.state,
        "asked_by": row.asked_by, "asked": row.asked_day.isoformat(), "reason": row.reason,
        "decided_by": row.decided_by, "decided": _day(row.decided_day), "digest": row.digest,
        "items": [{"id": ref, "amount": minor} for ref, minor in row.items],
        "question": row.question, "endorsed_by": row.endorsed_by, "recovered": row.recovered,
    }  # fmt: skip


def other_request(found: Other) -> dict[str, Any]:
    """A placement or suit in the same list; its items stand in ``case show``."""
    return {
        "request": found.id, "kind": found.kind, "customer": found.number, "name": found.name,
        "currency": found.amount.currency, "amount": found.amount.minor, "state": "waiting",
        "asked_by": found.by, "asked": found.asked.isoformat(), "reason": found.why,
        "decided_by": "", "decided": None, "digest": found.digest,
        "items": [{"id": ref, "amount": minor} for ref, minor in found.items],
        "question": "", "endorsed_by": "", "recovered": 0,
    }  # fmt: skip


def _day(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None
