"""Exposure by payer: the accounts of a group added up, each currency by itself."""

from __future__ import annotations

from collections import defaultdict

from ledgerlane.desk import accounts
from ledgerlane.desk.credit_lists import limits_of
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.past import as_asked, question
from ledgerlane.domain.aging import Buckets
from ledgerlane.domain.groups import Exposure, payer_of
from ledgerlane.store import credit as store
from ledgerlane.store import rows, sums
from ledgerlane.store.lens import some


def exposures(desk: Desk, payer: str | None = None) -> list[Exposure]:
    """Groups of more than one customer, the largest balance first in each currency; or the one of a payer.

    ``payer`` is the number of any member.
    """
    look = question(desk).lens
    ids = store.grouped(desk.store, look)
    asked = accounts.resolve(desk, payer)[0] if payer is not None else None
    which = some(sorted(ids if asked is None else ids | {asked}))
    who = rows.customers(desk.store.db, which, look) if which.ids else {}
    parents = {each.number: each.parent for each in who.values()}
    top = {number: payer_of(number, parents) for number in parents}
    members = defaultdict[str, set[str]](set)
    for number, head in top.items():
        members[head].add(number)
    if asked is not None:
        chosen = {top[who[asked].number]}
    else:
        chosen = {head for head, each in members.items() if len(each) > 1}
    found: dict[tuple[str, str], Exposure] = {}
    buckets = Buckets(desk.policy.bucket_edges)
    owed = sums.open_sums(desk.store.db, which, look, buckets) if who else {}
    with as_asked(desk):
        ours, pending = store.limits(desk.store), store.pending(desk.store, set(who))
    for (id_, currency), sum_ in owed.items():
        number = who[id_].number if id_ in who else ""
        head = top.get(number, "")
        if head in chosen and id_ is not None:
            one = found.setdefault((head, currency), Exposure(head, currency))
            one.members.add(number)
            one.not_due += sum_.not_due
            one.overdue += sum_.overdue
            one.unapplied += sum_.credits + sum_.cash
            one.pending += pending.get((id_, currency), 0)
    for id_, each in who.items():
        for currency, minor in limits_of(each, ours.get(id_, {})).items():
            group = found.get((top[each.number], currency))
            if group is not None:
                group.limit += minor
    return sorted(found.values(), key=lambda e: (e.currency, -e.balance, e.payer))


def over(desk: Desk) -> list[Exposure]:
    """Groups whose exposure is over the limits of their members, those most over first in each currency."""
    found = [each for each in exposures(desk) if each.over]
    return sorted(found, key=lambda each: (each.currency, -each.over, each.payer))
