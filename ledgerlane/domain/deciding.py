"""Somebody else's decision on a request: who may, up to what, and what stands against it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from ledgerlane.domain.account import Item
from ledgerlane.domain.errors import NotPermitted, Refused
from ledgerlane.domain.events import (
    RequestApproved,
    RequestDeclined,
    RequestEndorsed,
    RequestReturned,
    RequestWithdrawn,
)
from ledgerlane.domain.money import Money
from ledgerlane.domain.people import APPROVERS, People
from ledgerlane.domain.request_limits import NOTHING_YET, Agreed, Limits, check, needs_two
from ledgerlane.domain.requests import (
    KINDS,
    NOTHING,
    TRANSITIONS,
    Request,
    Reversal,
    lapsed,
    once,
    said,
    shown_now,
)

SUSPENDED = "decided both ways: `sync settle` says what stands"


def warnings(
    asked: Request, items: Iterable[Item], unapplied: Money, disputed: Collection[str]
) -> tuple[str, ...]:
    """What would stop the approval today. ``disputed``: items with an open dispute; "" is the account."""
    refs = {line.ref for line in asked.items}
    return against(asked.kind, refs, items, unapplied, disputed)


def against(
    kind: str, refs: Collection[str], items: Iterable[Item], unapplied: Money,
    disputed: Collection[str],
) -> tuple[str, ...]:  # fmt: skip
    """What would stop the approval of a request of a kind over these items."""
    if not KINDS[kind].contested:
        return ()
    found = [
        f"{item.number} is disputed"
        for item in items
        if item.ref in refs and (item.disputed.minor or item.ref in disputed)
    ]
    if "" in disputed:
        found.append("a dispute is open on the account")
    if unapplied.minor > 0:
        found.append(f"{unapplied} of the customer's cash is unapplied")
    return tuple(found)


def deciders(
    people: People, asker: str, currency: str, on: date, but: Collection[str] = ()
) -> tuple[tuple[str, Money], ...]:
    """Who else than the asker may decide, each with the limit, the lowest first; ``but``: these may not."""
    found = [
        (login, people.limit(login, currency, on))
        for login in people.persons
        if login != asker and login not in but and people.roles(login, on).intersection(APPROVERS)
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda each: (each[1].minor, each[0])))


def deciders_words(
    amount: Money, known: Sequence[tuple[str, Money]], two_over: int = 0
) -> str:
    """Who may decide on so much: ``lea (up to 500.00 EUR) or sam (up to 5 000.00 EUR) decides``."""
    able = [f"{login} (up to {limit})" for login, limit in known if amount <= limit]
    over = 0 < two_over < amount.minor
    if len(able) > over:
        words = f"{' or '.join(able)} decides"
        two = f"; over {Money(two_over, amount.currency)} two must agree"
        return words + (two if over else "")
    short = ", ".join(f"{login} up to {limit}" for login, limit in known) or "nobody else"
    who = "nobody may decide"
    if able:
        who = f"{able[0]} agrees; over {Money(two_over, amount.currency)} a second must, and nobody else may"
    return (
        f"{who} on {amount} yet: {short}"
        f'; an admin raises a limit with people role LOGIN ROLE --limit "AMOUNT {amount.currency}"'
    )


def bars(asked: Request, people: People, by: str, on: date) -> str:
    """Why this person may say neither yes nor no to it, nor ask back; or nothing."""
    if by == asked.asked_by:
        return "your own request: somebody else decides"
    if asked.state == "suspended":
        return SUSPENDED
    if not people.roles(by, on).intersection(APPROVERS):
        return f"needs {' or '.join(APPROVERS)}"
    return ""


def stops(asked: Request, people: People, by: str, on: date) -> str:
    """Why this person may not approve it, or nothing; who may not may still decline it."""
    if barred := bars(asked, people, by, on):
        return barred
    if by == asked.endorsed_by:
        return "you agreed already: a second person decides"
    limit = people.limit(by, asked.amount.currency, on)
    if limit < asked.amount:
        return f"over your limit, {limit}: people role {by} ROLE --limit raises it"
    return ""


def approve(
    asked: Request,
    items: Sequence[Item],
    people: People,
    approver: str,
    on: date,
    *,
    shown: str,
    unapplied: Money,
    disputed: Collection[str] = (),
    elsewhere: Mapping[str, Money] = NOTHING,
    limits: Limits = Limits(),  # noqa: B008  a frozen value
    agreed: Agreed = NOTHING_YET,
) -> RequestApproved | RequestEndorsed:
    """Agree to a request; of two who must, the first endorses. ``shown``: the digest of what was seen.

    ``elsewhere``: what of each item other requests gave up already; ``agreed``: what was
    approved in the window that ends today.

    Raises `NotPermitted` for an own request, a missing role, one's second voice or an amount over
    a limit, `Refused` when it does not wait, has lapsed, or a dispute or unapplied cash stands
    against it.
    """
    _may_decide(asked, people, approver, on, "approve")
    if approver == asked.endorsed_by:
        msg = f"{approver} agreed to {asked.id} already; a second person must."
        raise NotPermitted(msg)
    _within(asked, people, approver, on)
    _waits(asked)
    if lapsed(asked, items):
        msg = f"{asked.id} has lapsed: its items changed since it was asked; ask again."
        raise Refused(msg)
    if shown != asked.digest:
        msg = f"{asked.id}: what you were shown is not what was asked; look again."
        raise Refused(msg)
    check(asked.id, asked.items, asked.asked_by, limits, agreed, on)
    against = warnings(asked, items, unapplied, disputed)
    once(shown_now(asked, items), elsewhere)
    if against:
        msg = f"{asked.id} cannot be approved: {'; '.join(against)}."
        raise Refused(msg)
    if needs_two(asked.amount, limits) and not asked.endorsed_by:
        return RequestEndorsed(on=on, request=asked.id, digest=asked.digest)
    within = max(limits.customer, limits.requester) > 0
    return RequestApproved(
        on=on, request=asked.id, digest=asked.digest, customer_limit=limits.customer,
        requester_limit=limits.requester, window_days=limits.window_days if within else 0,
    )  # fmt: skip


def decline(
    asked: Request, people: People, by: str, on: date, reason: str
) -> RequestDeclined:
    """Say no, and why."""
    _may_decide(asked, people, by, on, "decline")
    _waits(asked)
    return RequestDeclined(on=on, request=asked.id, reason=said(reason))


def return_(
    asked: Request, people: People, by: str, on: date, reason: str
) -> RequestReturned:
    """Give it back with a question."""
    _may_decide(asked, people, by, on, "return")
    _waits(asked)
    return RequestReturned(on=on, request=asked.id, reason=said(reason))


def withdraw(asked: Request, by: str, on: date) -> RequestWithdrawn:
    """Stop asking; only the one who asked can."""
    if by != asked.asked_by:
        msg = f"Only {asked.asked_by}, who asked, can withdraw {asked.id}."
        raise NotPermitted(msg)
    if (asked.state, "request.withdrawn") not in TRANSITIONS:
        msg = f"{asked.id} is {asked.state}; there is nothing to withdraw."
        raise Refused(msg)
    return RequestWithdrawn(on=on, request=asked.id)


def reverse(asked: Request, people: People, by: str, on: date, reason: str) -> Reversal:
    """Take an approved request back. Not by the one who asked, and within one's limit.

    Refused while a recovery stands: its money would be in the books twice.
    """
    _may_decide(asked, people, by, on, "reverse")
    if asked.state != "approved":
        msg = f"{asked.id} is {asked.state}; only an approved {asked.kind} can be reversed."
        raise Refused(msg)
    _within(asked, people, by, on)
    if asked.recovered.minor:
        msg = f"{asked.recovered} of {asked.id} was recovered; take that back first."
        raise Refused(msg)
    return KINDS[asked.kind].reversed(on=on, request=asked.id, reason=said(reason))


def _may_decide(asked: Request, people: People, by: str, on: date, what: str) -> None:
    """Raise `NotPermitted` for a missing role and for one's own request."""
    people.require(by, APPROVERS, on, f"{what} a {asked.kind}")
    if by == asked.asked_by:
        msg = f"{by} asked for {asked.id}; somebody else must decide on it."
        raise NotPermitted(msg)


def _within(asked: Request, people: People, by: str, on: date) -> None:
    limit = people.limit(by, asked.amount.currency, on)
    if limit < asked.amount:
        msg = (
            f"{asked.amount} is over the limit of {by}, {limit}; an admin raises it with"
            f' people role {by} ROLE --limit "AMOUNT {limit.currency}".'
        )
        raise NotPermitted(msg)


def _waits(asked: Request) -> None:
    if asked.state == "suspended":
        msg = f"{asked.id} is {SUSPENDED}."
        raise Refused(msg)
    if asked.state != "waiting":
        by = f" by {asked.decided_by}" if asked.decided_by else ""
        msg = f"{asked.id} is {asked.state}{by}; only a waiting request can be decided."
        raise Refused(msg)
