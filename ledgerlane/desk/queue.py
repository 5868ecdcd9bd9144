"""The worklist: whose accounts, in which order, and why each is where it is."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ledgerlane.desk import contacting, own
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.past import question
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.standing import Place, Standing
from ledgerlane.store import awake, past, people, queue, standings, views
from ledgerlane.store.lens import EVERYBODY, Some, one, some
from ledgerlane.store.queue import View
from ledgerlane.store.standings import Account, QueueRow
from ledgerlane.store.views import Wanted

SCOPES = ("mine+nobody", "mine", "all")
CHUNK = 1_000
Places = dict[tuple[int, str], Place]
"""Why accounts are where they are, by customer id and currency."""


def acts_for(desk: Desk) -> tuple[str, ...]:
    """For whom the one at the desk stands in on the desk's day."""
    return people.load(desk.store).acts_for(desk.actor, desk.today)


def view_of(desk: Desk, wanted: Wanted, scope: str = "mine+nobody") -> View:
    """The store's view of what is wanted; where that names no owner, of mine and nobody's, mine, or all.

    Mine are also the accounts of those for whom the one at the desk stands in, and what is
    handed up to them.
    """
    if scope not in SCOPES:
        msg = f"{scope!r} is no scope of the queue: {', '.join(SCOPES)}"
        raise Refused(msg)
    mine = (desk.actor, *acts_for(desk))
    whose = {"mine+nobody": (*mine, ""), "mine": mine, "all": None}[scope]
    owners = whose if wanted.owners is None else wanted.owners
    readable = own.customers(desk)
    if readable is not None:
        owners = None  # a sales person owns no account, and reads those they sell to
    view = views.view(replace(wanted, owners=owners), desk.today)
    if owners is not None and wanted.owners is None:
        view = replace(view, handed=_handed(desk, mine))
    if readable is not None:
        among = "q.customer IN (SELECT value FROM json_each(?))"
        where = " AND ".join(part for part in (view.where, among) if part)
        bound = (*view.values, json.dumps(sorted(readable)))
        view = replace(view, where=where, values=bound)
    if not wanted.callable_now:
        return view
    where, values = awake.condition(contacting.awake_now(desk))
    parts = " AND ".join(part for part in (view.where, where) if part)
    return replace(view, where=parts, values=(*view.values, *values))


def _handed(desk: Desk, mine: Sequence[str]) -> tuple[str, ...]:
    """To whom accounts are handed up that belong on this list; nobody where none is."""
    known = people.load(desk.store)
    who = {role for login in mine for role in known.roles(login, desk.clock_day)}
    waiting = queue.handed_up(desk.store) if desk.is_now else {*mine, *who}
    return tuple(sorted(waiting & {*mine, *who}))


def rows(
    desk: Desk, *, scope: str = "mine+nobody", limit: int | None = 50, listed: bool = True
) -> list[QueueRow]:
    """Today's list by priority; ``listed`` false adds the accounts that exit rules keep off."""
    return viewed(desk, Wanted(listed=listed), scope, limit)


def viewed(
    desk: Desk, wanted: Wanted, scope: str = "mine+nobody", limit: int | None = 50
) -> list[QueueRow]:
    """The rows of a view, of the desk's day. ``limit`` None: all of them."""
    return _page(desk, wanted, scope, limit, then(desk))


def explained(
    desk: Desk, wanted: Wanted, scope: str = "mine+nobody", limit: int | None = 50
) -> tuple[list[QueueRow], Places]:
    """The rows of a view with why each is where it is; another day is worked out once for both."""
    known = _then(desk, EVERYBODY)
    if known is None:
        found = viewed(desk, wanted, scope, limit)
        return found, places(desk, found)
    why = {(each.row.customer, each.row.currency): each.place for each in known}
    return _page(desk, wanted, scope, limit, [each.row for each in known]), why


def _page(
    desk: Desk, wanted: Wanted, scope: str, limit: int | None, of_then: list[QueueRow] | None
) -> list[QueueRow]:  # fmt: skip
    view = view_of(desk, wanted, scope)
    past.list_of(desk.store.db, of_then)
    try:
        return queue.page(desk.store, view, limit=limit)
    finally:
        past.list_of(desk.store.db, None)


def then(desk: Desk, who: Some = EVERYBODY) -> list[QueueRow] | None:
    """The rows of another day, or as then known, worked out from the items; None: the table has them."""
    found = _then(desk, who)
    return None if found is None else [account.row for account in found]


def _then(desk: Desk, who: Some) -> list[Account] | None:
    if desk.is_now:
        return None
    return standings.look(desk.store, who, question(desk)).accounts


def row(desk: Desk, customer: int, currency: str) -> QueueRow | None:
    """The row of one account today."""
    return queue.row(desk.store, customer, currency)


def standing(desk: Desk, customer: int, currency: str) -> Standing | None:
    """All that priority looks at of one account; None: nothing is open there."""
    found = standings.look(
        desk.store, one(customer), question(desk), stored_patterns=desk.is_now
    )
    of = (each.standing for each in found.accounts if each.row.currency == currency)
    return next(of, None)


def explain(desk: Desk, customer: int, currency: str) -> Place:
    """Why an account is where it is, rule by rule. Raises Refused when nothing is open."""
    found = standings.look(
        desk.store, one(customer), question(desk), stored_patterns=desk.is_now
    )
    for account in found.accounts:
        if account.row.currency == currency:
            return account.place
    msg = f"nothing is open there in {currency}"
    raise Refused(msg)


def places(desk: Desk, rows: Sequence[QueueRow]) -> Places:
    """Why each of these rows is where it is, by customer and currency; many at once."""
    ids = sorted({row.customer for row in rows})
    found: Places = {}
    for at in range(0, len(ids), CHUNK):
        chunk = some(ids[at : at + CHUNK])
        looked = standings.look(
            desk.store, chunk, question(desk), stored_patterns=desk.is_now
        )
        for account in looked.accounts:
            found[account.row.customer, account.row.currency] = account.place
    return found


def done_today(desk: Desk) -> int:
    """How many customers the one at the desk worked today."""
    return queue.worked_on(desk.store, desk.actor, desk.today.toordinal())


@dataclass(frozen=True, slots=True)
class Total:
    """How many accounts a list has and what is overdue on it, in each currency."""

    accounts: int
    overdue: dict[str, int]


def total(desk: Desk, scope: str = "mine+nobody") -> Total:
    """The size of today's list."""
    return Total(*queue.count(desk.store, view_of(desk, Wanted(), scope)))
