"""Whose account it is: by hand, in bulk, and by the policy's rules."""

from __future__ import annotations

from collections.abc import Iterable

from ledgerlane.desk import accounts
from ledgerlane.desk import queue as desk_queue
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.entry import COLLECTORS, append, require
from ledgerlane.domain import assignment as rules
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.events import Assigned, Fact
from ledgerlane.store import rows
from ledgerlane.store.lens import lens, some


def assign(desk: Desk, customers: Iterable[str | int], owner: str) -> int:
    """Give accounts to a person (``""``: to nobody), as one act; how many changed hands."""
    with desk.store.writing():
        known = require(desk, COLLECTORS, "assign accounts")
        if owner and not known.knows(owner, desk.clock_day):
            names = ", ".join(sorted(known.persons))
            msg = f"nobody here is called {owner!r}; known are {names}"
            raise Refused(msg)
        ids = {accounts.resolve(desk, customer)[0] for customer in customers}
        before = {id_: accounts.load(desk, id_).dossier.owner for id_ in sorted(ids)}
        return _give(desk, {id_: owner for id_ in before if before[id_] != owner})


def by_rule(desk: Desk, customers: Iterable[str | int] = ()) -> int:
    """Give these accounts to whom the policy's rules name; how many changed hands.

    Without ``customers``: every account where something is open and nobody's it is.
    """
    with desk.store.writing():
        known = require(desk, COLLECTORS, "assign accounts")
        ids = {accounts.resolve(desk, customer)[0] for customer in customers}
        chosen = [row for row in desk_queue.rows(desk, scope="all", limit=None, listed=False)
                  if (row.customer in ids if ids else not row.owner)]  # fmt: skip
        look = lens(desk.store, desk.today, desk.known_ms)
        who = rows.customers(
            desk.store.db, some(sorted({r.customer for r in chosen})), look
        )
        found = dict[int, str]()
        for row in chosen:
            size = desk.policy.sizes.name(row.overdue, row.currency)
            owner = rules.owner_for(
                who[row.customer], row.currency, size, desk.policy.assignment
            )
            if owner and known.knows(owner, desk.clock_day):
                found.setdefault(row.customer, owner)
        before = {row.customer: row.owner for row in chosen}
        return _give(desk, {id_: to for id_, to in found.items() if before[id_] != to})


def _give(desk: Desk, owners: dict[int, str]) -> int:
    act = desk.new_id("act")
    known = rows.refs(desk.store.db, some(list(owners)))
    facts: dict[str, list[Fact]] = {
        f"customer:{known[id_]}": [Assigned(on=desk.today, act=act, owner=owner)]
        for id_, owner in owners.items()
    }
    append(desk, facts)
    return len(facts)
