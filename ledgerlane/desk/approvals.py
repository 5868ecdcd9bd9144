"""Somebody else's decision: what waits, and saying yes, no, or why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from ledgerlane.desk import accounts, write_offs
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.entry import append
from ledgerlane.desk.past import as_asked
from ledgerlane.domain import write_offs as rules
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.events import RequestApproved, RequestDeclined, RequestReturned
from ledgerlane.domain.people import APPROVERS, People
from ledgerlane.domain.write_offs import Request
from ledgerlane.store import people, requests
from ledgerlane.store.requests import RequestRow


def list_(desk: Desk, *, state: str | None = None) -> list[RequestRow]:
    """Requests of everybody, the oldest first; one's own are for somebody else."""
    with as_asked(desk):
        return requests.requests(desk.store, state=state)


def waiting(desk: Desk) -> list[tuple[RequestRow, str]]:
    """What waits, the oldest first, each with why the one at the desk may not decide it."""
    known, day = people.load(desk.store), desk.clock_day
    return [
        (row, _stops(desk.actor, row, known, day)) for row in list_(desk, state="waiting")
    ]


def _stops(login: str, row: RequestRow, known: People, day: date) -> str:
    if row.asked_by == login:
        return "your own request: somebody else decides"
    if not known.roles(login, day).intersection(APPROVERS):
        return f"needs {' or '.join(APPROVERS)}"
    limit = known.limit(login, row.currency, day)
    return f"over your limit, {limit}" if limit.minor < row.minor else ""


def approve(desk: Desk, name: str, digest: str) -> None:
    """Agree to exactly what ``digest`` names, as `write_offs.shown` gave it.

    Decided on the book as it really is, whatever day it is recorded for. Raises NotPermitted
    for one's own request, a missing role or a limit, Refused when the request lapsed, is
    younger than that day, or a dispute or unapplied cash stands against it.
    """
    with desk.store.writing():
        asked, customer = requests.load(desk.store, name)
        view = accounts.load(replace(desk, as_of=None), customer)
        fact = rules.approve(
            asked, view.items, people.load(desk.store), desk.actor, desk.clock_day, shown=digest,
            unapplied=write_offs.unapplied(asked, view), disputed=write_offs.disputed(view),
            elsewhere=write_offs.held(view, approved_only=True, but=asked.id),
        )  # fmt: skip
        _record(desk, asked, fact)


def decline(desk: Desk, name: str, reason: str) -> None:
    """Say no, and why."""
    with desk.store.writing():
        asked, _ = requests.load(desk.store, name)
        known = people.load(desk.store)
        _record(
            desk, asked, rules.decline(asked, known, desk.actor, desk.clock_day, reason)
        )


def return_(desk: Desk, name: str, reason: str) -> None:
    """Give it back to the one who asked, with a question."""
    with desk.store.writing():
        asked, _ = requests.load(desk.store, name)
        known = people.load(desk.store)
        _record(
            desk, asked, rules.return_(asked, known, desk.actor, desk.clock_day, reason)
        )


def _record(
    desk: Desk, asked: Request, fact: RequestApproved | RequestDeclined | RequestReturned
) -> None:
    """Note the decision for the desk's day, which is never before the asking."""
    if desk.today < asked.asked_on:
        msg = f"{asked.id} was asked on {asked.asked_on.isoformat()}; nothing was decided on {desk.today.isoformat()}"
        raise Refused(msg)
    append(desk, {f"request:{asked.id}": [replace(fact, on=desk.today)]})
