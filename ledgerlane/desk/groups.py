"""Exposure by payer: the accounts of a group added up, each currency by itself."""

from __future__ import annotations

from collections import defaultdict

from ledgerlane.desk import accounts
from ledgerlane.desk.credit_lists import limits_of
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.past import as_asked, question
from ledgerlane.domain.groups import Exposure, payer_of
from ledgerlane.store import credit as store
from ledgerlane.store import rows
from ledgerlane.store.lens import EVERYBODY


def exposures(desk: Desk, payer: str | None = None) -> list[Exposure]:
    """Groups of more than one customer, the largest balance first in each currency; or the one of a payer.

    ``payer`` is the number of any member.
    """
    who = rows.customers(desk.store.db, EVERYBODY, question(desk).lens)
    parents = {each.number: each.parent for each in who.values()}
    top = {number: payer_of(number, parents) for number in parents}
    members = defaultdict[str, set[str]](set)
    for number, head in top.items():
        members[head].add(number)
    if payer is not None:
        number = who[accounts.resolve(desk, payer)[0]].number
        chosen = {top[number]}
    else:
        chosen = {head for head, each in members.items() if len(each) > 1}
    found: dict[tuple[str, str], Exposure] = {}
    for row in accounts.aging(desk):
        payer_number = top.get(row.customer or "", "")
        if payer_number in chosen:
            key = (payer_number, row.currency)
            one = found.setdefault(key, Exposure(*key))
            one.members.add(row.customer or "")
            one.not_due += row.not_due
            one.overdue += row.b1 + row.b2 + row.b3 + row.b4
            one.unapplied += row.unapplied
    with as_asked(desk):
        ours = store.limits(desk.store)
    for id_, each in who.items():
        for currency, minor in limits_of(each, ours.get(id_, {})).items():
            group = found.get((top[each.number], currency))
            if group is not None:
                group.limit += minor
    return sorted(found.values(), key=lambda e: (e.currency, -e.balance, e.payer))
