"""What a supervisor reads before a placement is approved, bound by a digest; and deciding exactly that."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from ledgerlane.desk import cases, placing
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.evidence import worked
from ledgerlane.desk.past import question
from ledgerlane.domain import letting_go, placements, write_offs
from ledgerlane.domain.cases.case import Case
from ledgerlane.domain.cases.placement import NAME, PLACEMENT
from ledgerlane.domain.money import Money
from ledgerlane.domain.notices import free_from, notice_of
from ledgerlane.domain.placement_policy import FIRST_PARTY
from ledgerlane.domain.risk import Record
from ledgerlane.store import standings
from ledgerlane.store.accounts import AccountView
from ledgerlane.store.lens import one


@dataclass(frozen=True, slots=True)
class Waiting:
    """A placement that waits to be approved; ``off`` says why the one at the desk may not."""

    case: Case
    view: AccountView
    amount: Money
    off: str


def waiting(desk: Desk) -> list[Waiting]:
    """What waits for a supervisor, the oldest first."""
    return [
        Waiting(case, view, _principal(case), off)
        for case, view, off in cases.waiting(desk, PLACEMENT, "asked", "approve")
    ]


def shown(desk: Desk, name: str) -> tuple[tuple[str, ...], str]:
    """Exactly what is decided on, and the digest of it."""
    lines = tuple(_lines(desk, *cases.load(desk, name, NAME)))
    return lines, hashlib.sha256("\n".join(lines).encode()).hexdigest()


def approve(desk: Desk, name: str, digest: str) -> str:
    """Place it on exactly what was shown; what came of it in words.

    Raises NotPermitted as every step of a case does, Refused where anything shown has changed.
    """
    sure = cases.as_shown(partial(shown, desk, name), digest)
    case = cases.move(desk, name, "approve", {}, NAME, sure=sure)
    return f"placed: {case.id} with {placements.agency_name(case, desk.policy)}"


def decline(desk: Desk, name: str, why: str) -> str:
    """It is not placed, with the reason."""
    case = cases.move(desk, name, "decline", {"text": why}, NAME)
    return f"declined: {case.id}"


def _principal(case: Case) -> Money:
    assert case.about is not None, case.id
    return case.about


def _lines(desk: Desk, case: Case, view: AccountView) -> Iterator[str]:
    """What goes where, what it costs, why, and what was done about it before."""
    policy, today = desk.policy, desk.today
    name, amount = placements.agency_name(case, policy), _principal(case)
    yield f"{case.id}  {amount} to {name} ({case.word('handling')})"
    yield f"CUSTOMER  {view.customer.name} ({view.customer.number})"
    said = placements.asked_text(case)
    text = f" · {said}" if said else ""
    yield f"ASKED BY  {case.opened_by} on {case.opened_on.isoformat()}{text}"
    items = {item.ref: item for item in view.items}
    agency, kept = policy.placements.agency(case.word("agency")), 0
    for each in case.items:
        item = items.get(each.ref)
        if item is None:
            yield f"ITEM      {each.ref.rpartition('/')[2]}  {each.amount}, not open any more"
            continue
        days = item.days_past_due(today)
        yield f"ITEM      {item.number}  {each.amount} of {item.open} open, {days} d late"
        if agency is not None:
            kept += each.amount.share(agency.per_cent(days) / 100).minor
    if case.word("left-out"):
        yield f"LEFT OUT  {case.word('left-out')}"
    yield f"COSTS     {Money(kept, amount.currency)} commission, if all of it is collected"
    yield from _why(desk, case, view)
    mine = [items[each.ref] for each in case.items if each.ref in items]
    for line in write_offs.evidence(mine, worked(view, policy), today) if mine else ():
        yield f"EVIDENCE  {line}"


def _why(desk: Desk, case: Case, view: AccountView) -> Iterator[str]:
    """Which rules of letting go say so, which notice has run out, and what changed since it was asked."""
    policy, today = desk.policy, desk.today
    currency = case.items[0].amount.currency
    look = standings.look(
        desk.store, one(view.id), question(desk), stored_patterns=desk.is_now
    )
    standing = next((a.standing for a in look.accounts if a.row.currency == currency), None)
    if standing is not None and case.state == "asked":
        each = look.worked.get(view.id)
        record = each.record if each is not None else Record()
        found = letting_go.proposed(standing, record, policy, today)
        said = letting_go.words(found.rules, standing, record, policy, today)
        yield f"WHY       {said or 'no rule of letting go proposes it'}"
        if case.word("early"):
            yield f"EARLY     {case.word('early')}"
    rule = notice_of(view.customer.country or desk.country, today)
    if rule is not None and case.word("handling") != FIRST_PARTY:
        refs = {each.ref for each in case.items}
        for item in view.items:
            if item.ref in refs:
                free = free_from(item, view.pieces, rule)
                when = (
                    f"ran out, free since {free.day.isoformat()}"
                    if free.day
                    else "none was sent"
                )
                yield f"NOTICE    {item.number}  {free.letter or rule.law} {when}"
    changed = placing.differs(desk, case, view) if case.state == "asked" else ""
    if changed:
        yield f"CHANGED   {changed}; it cannot be approved as it was asked for"
