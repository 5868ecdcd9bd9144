"""Somebody else's decision: what waits, and saying yes, no, or why."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time

from ledgerlane.desk import accounts, own, post_mortems
from ledgerlane.desk import requests as asked_for
from ledgerlane.desk.credit_hold import holding
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.entry import Facts, append_act
from ledgerlane.desk.past import as_asked
from ledgerlane.domain import deciding as rules
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.events import (
    RequestApproved,
    RequestDeclined,
    RequestEndorsed,
    RequestReturned,
)
from ledgerlane.domain.money import Money
from ledgerlane.domain.request_limits import Agreed, Limits, window_begins
from ledgerlane.domain.requests import Request, limits_of
from ledgerlane.store import people, requests, settings
from ledgerlane.store.accounts import AccountView
from ledgerlane.store.requests import RequestRow


def list_(desk: Desk, *, state: str | None = None) -> list[RequestRow]:
    """Requests of everybody, the oldest first; one's own are for somebody else."""
    with as_asked(desk):
        return own.only(desk, requests.requests(desk.store, state=state))


def waiting(desk: Desk) -> list[tuple[RequestRow, str, str]]:
    """What waits, the oldest first, each with why the one at the desk may not approve it, and why not decline it."""
    known, day = people.load(desk.store), desk.clock_day
    return [
        (
            row,
            rules.stops(row.asked, known, desk.actor, day) or _cash_of(desk, row),
            rules.bars(row.asked, known, desk.actor, day),
        )
        for row in (*list_(desk, state="suspended"), *list_(desk, state="waiting"))
    ]


def _cash_of(desk: Desk, row: RequestRow) -> str:
    """What cash of it the one at the desk handled: somebody else decides."""
    refs = {ref for ref, _ in row.items}
    why = asked_for.cash_words(desk, row.customer, refs, row.currency)
    return f"you {why}: somebody else decides" if why else ""


def approve(desk: Desk, name: str, digest: str) -> str:
    """Agree to exactly what ``digest`` names, as `requests.shown` gave it; in words what came of it.

    Decided on the book as it really is, whatever day it is recorded for. Raises NotPermitted
    for one's own request, a missing role or a limit, Refused when the request lapsed, is
    younger than that day, or a dispute or unapplied cash stands against it.
    """
    with desk.store.writing():
        asked, customer = requests.load(desk.store, name, undecided=True)
        view = accounts.load(replace(desk, as_of=None), customer)
        if any(each.id == asked.id and each.state == "suspended" for each in view.requests):
            asked = replace(asked, state="suspended")
        limits = limits_of(asked.kind, desk.policy, asked.amount.currency)
        fact = agree(desk, asked, view, digest)
        also = {
            **holding(desk, view, asked, fact),
            **post_mortems.opening(desk, asked, fact),
        }
        _record(desk, asked, fact, also)
    if isinstance(fact, RequestEndorsed):
        most = Money(limits.two_approvers, asked.amount.currency)
        return f"{asked.id}: agreed; over {most} a second person decides"
    return f"{asked.id}: approved; its entry is in the journal (sync export journal)"


def agree(
    desk: Desk, asked: Request, view: AccountView, digest: str
) -> RequestApproved | RequestEndorsed:
    """The decision, where nothing stands against it. Raises as `approve` does; records nothing."""
    refs, currency = {line.ref for line in asked.items}, asked.amount.currency
    asked_for.keep_apart(desk, view, asked.kind, refs, currency, "approve")
    limits = limits_of(asked.kind, desk.policy, currency)
    return rules.approve(
        asked, view.items, people.load(desk.store), desk.actor, desk.clock_day, shown=digest,
        unapplied=asked_for.unapplied(asked, view), disputed=asked_for.disputed(view),
        elsewhere=asked_for.held(view, approved_only=True, but=asked.id), limits=limits,
        agreed=_agreed(desk, asked, view.id, limits),
    )  # fmt: skip


def _agreed(desk: Desk, asked: Request, customer: int, limits: Limits) -> Agreed:
    """What was approved of the kind and currency in the window that ends today, by date or by clock."""
    since = window_begins(limits, desk.clock_day)
    begins = settings.moment(desk.zone, datetime.combine(since, time()))
    return requests.agreed(desk.store, asked, customer, since, begins)


def decline(desk: Desk, name: str, reason: str) -> str:
    """Say no, and why; the request's id."""
    with desk.store.writing():
        asked, _ = requests.load(desk.store, name, undecided=True)
        known = people.load(desk.store)
        _record(
            desk, asked, rules.decline(asked, known, desk.actor, desk.clock_day, reason)
        )
    return asked.id


def return_(desk: Desk, name: str, reason: str) -> str:
    """Give it back to the one who asked, with a question; the request's id."""
    with desk.store.writing():
        asked, _ = requests.load(desk.store, name, undecided=True)
        known = people.load(desk.store)
        _record(
            desk, asked, rules.return_(asked, known, desk.actor, desk.clock_day, reason)
        )
    return asked.id


def _record(
    desk: Desk,
    asked: Request,
    fact: RequestApproved | RequestEndorsed | RequestDeclined | RequestReturned,
    also: Facts | None = None,
) -> None:
    """Note the decision for the desk's day, which is never before the asking, last in its act."""
    if desk.today < asked.asked_on:
        msg = f"{asked.id} was asked on {asked.asked_on.isoformat()}; nothing was decided on {desk.today.isoformat()}"
        raise Refused(msg)
    own = replace(fact, on=desk.today)
    append_act(desk, {**(also or {}), f"request:{asked.id}": [own]})
