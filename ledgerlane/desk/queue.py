"""The worklist: whose accounts, in which order, and why each is where it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ledgerlane.desk.desk import Desk
from ledgerlane.desk.past import question
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.standing import Place
from ledgerlane.store import queue, standings
from ledgerlane.store.lens import EVERYBODY, one, some
from ledgerlane.store.queue import View
from ledgerlane.store.standings import QueueRow

SCOPES = ("mine+nobody", "mine", "all")
ALL_ROWS = 10_000_000
CHUNK = 1_000


def view_of(desk: Desk, scope: str = "mine+nobody", *, listed: bool = True) -> View:
    """The store's view of a scope: mine and nobody's, only mine, or every owner's."""
    if scope not in SCOPES:
        msg = f"{scope!r} is no scope of the queue: {', '.join(SCOPES)}"
        raise Refused(msg)
    owners = {"mine+nobody": (desk.actor, ""), "mine": (desk.actor,), "all": None}[scope]
    return View(owners=owners, listed=listed)


def rows(
    desk: Desk, *, scope: str = "mine+nobody", limit: int | None = 50, listed: bool = True
) -> list[QueueRow]:
    """Today's list by priority; on another day, or as then known, worked out from the items.

    ``listed`` false adds the accounts that exit rules keep off.
    """
    view = view_of(desk, scope, listed=listed)
    if desk.is_now:
        return queue.page(desk.store, view, limit=ALL_ROWS if limit is None else limit)
    found = [
        account.row
        for account in standings.look(desk.store, EVERYBODY, question(desk)).accounts
    ]
    chosen = [
        row
        for row in found
        if (view.owners is None or row.owner in view.owners) and not (listed and row.exit)
    ]
    chosen.sort(key=lambda row: (-row.score, row.customer, row.currency))
    return chosen[:limit]


def row(desk: Desk, customer: int, currency: str) -> QueueRow | None:
    """The row of one account today."""
    return queue.row(desk.store, customer, currency)


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


def places(desk: Desk, rows: Sequence[QueueRow]) -> dict[tuple[int, str], Place]:
    """Why each of these rows is where it is, by customer and currency; many at once."""
    ids = sorted({row.customer for row in rows})
    found: dict[tuple[int, str], Place] = {}
    for at in range(0, len(ids), CHUNK):
        chunk = some(ids[at : at + CHUNK])
        looked = standings.look(
            desk.store, chunk, question(desk), stored_patterns=desk.is_now
        )
        for account in looked.accounts:
            found[account.row.customer, account.row.currency] = account.place
    return found


@dataclass(frozen=True, slots=True)
class Total:
    """How many accounts a list has and what is overdue on it, in each currency."""

    accounts: int
    overdue: dict[str, int]


def total(desk: Desk, scope: str = "mine+nobody") -> Total:
    """The size of today's list."""
    return Total(*queue.count(desk.store, view_of(desk, scope)))
