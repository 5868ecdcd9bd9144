"""Whose account it is: by hand, in bulk, by the policy's rules; and who stands in for whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from ledgerlane.desk import accounts
from ledgerlane.desk import queue as desk_queue
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.entry import COLLECTORS, append, require
from ledgerlane.desk.past import question
from ledgerlane.domain import assignment as rules
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.events import Assigned, DeputyEnded, DeputyNamed, Fact
from ledgerlane.domain.people import Deputy, People
from ledgerlane.store import people as store_people
from ledgerlane.store import rows
from ledgerlane.store.lens import some
from ledgerlane.store.standings import QueueRow
from ledgerlane.store.views import Wanted


def assign(desk: Desk, customers: Iterable[str | int], owner: str) -> int:
    """Give accounts to a person (``""``: to nobody), as one act; how many changed hands."""
    with desk.store.writing():
        known = require(desk, COLLECTORS, "assign accounts")
        _require_known(desk, known, owner)
        ids = {accounts.resolve(desk, customer)[0] for customer in customers}
        before = {id_: accounts.load(desk, id_).dossier.owner for id_ in sorted(ids)}
        return _give(desk, {id_: owner for id_ in before if before[id_] != owner})


def bulk(desk: Desk, old: str, new: str, wanted: Wanted | None = None) -> int:
    """Give what ``old`` owns (``""``: nobody's) to ``new``, all of it or what a view asks for.

    As one act, so that one `undo` takes it back; how many customers changed hands.
    """
    with desk.store.writing():
        known = require(desk, COLLECTORS, "assign accounts")
        _require_known(desk, known, new)
        if old == new:
            msg = f"from {old or 'nobody'} to {new or 'nobody'}: that is the same"
            raise Refused(msg)
        view = wanted or Wanted(listed=False)
        found = desk_queue.viewed(desk, view, "all", None)
        return _give(desk, {row.customer: new for row in found if row.owner == old})


def by_rule(
    desk: Desk, customers: Iterable[str | int] = (), *, everybody: bool = False,
    dry: bool = False,
) -> int:  # fmt: skip
    """Give these accounts to whom the policy's rules name; how many changed hands, or would.

    Without ``customers``: every account where something is open and nobody's it is, or with
    ``everybody`` every one of which a rule says something else. ``dry`` records nothing.
    """
    with desk.store.writing():
        known = require(desk, COLLECTORS, "assign accounts")
        ids = {accounts.resolve(desk, customer)[0] for customer in customers}
        chosen = [row for row in _open(desk)
                  if (row.customer in ids if ids else everybody or not row.owner)]  # fmt: skip
        found = dict[int, str]()
        for row, account in _candidates(desk, chosen):
            owner = rules.owner_for(account, desk.policy.assignment)
            if owner and known.knows(owner, desk.clock_day):
                found.setdefault(row.customer, owner)
        before = {row.customer: row.owner for row in chosen}
        moved = {id_: to for id_, to in found.items() if before[id_] != to}
        return len(moved) if dry else _give(desk, moved)


def _open(desk: Desk) -> list[QueueRow]:
    return desk_queue.rows(desk, scope="all", limit=None, listed=False)


def _candidates(
    desk: Desk, chosen: Sequence[QueueRow]
) -> list[tuple[QueueRow, rules.Candidate]]:
    ids = some(sorted({row.customer for row in chosen}))
    who = rows.customers(desk.store.db, ids, question(desk).lens)
    size = desk.policy.sizes.name
    return [
        (row, rules.Candidate(
            who[row.customer], row.currency, size(row.overdue, row.currency), row.risk
        ))
        for row in chosen
    ]  # fmt: skip


def _require_known(desk: Desk, known: People, login: str) -> None:
    if login and not known.knows(login, desk.clock_day):
        names = ", ".join(sorted(known.persons))
        msg = f"nobody here is called {login!r}; known are {names}"
        raise Refused(msg)


def _give(desk: Desk, owners: dict[int, str]) -> int:
    act = desk.new_id("act")
    known = rows.refs(desk.store.db, some(list(owners)))
    facts: dict[str, list[Fact]] = {
        f"customer:{known[id_]}": [Assigned(on=desk.today, act=act, owner=owner)]
        for id_, owner in owners.items()
    }
    append(desk, facts)
    return len(facts)


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule in its place, and how many open accounts it decides; ``unowned`` of them are nobody's."""

    rule: rules.Rule
    accounts: int
    unowned: int
    acts: bool  # whether the one it names acts here


def ruled(desk: Desk) -> tuple[list[RuleLine], int]:
    """What the policy's rules decide, in order; and how many open accounts none of them fits."""
    known, fits, free, none = (
        store_people.load(desk.store),
        Counter[int](),
        Counter[int](),
        0,
    )
    listed = desk.policy.assignment
    for row, account in _candidates(desk, _open(desk)):
        rule = rules.rule_for(account, listed)
        if rule is None:
            none += 1
        else:
            at = listed.index(rule)
            fits[at] += 1
            free[at] += not row.owner
    lines = [
        RuleLine(rule, fits[at], free[at], known.knows(rule.owner, desk.clock_day))
        for at, rule in enumerate(listed)
    ]
    return lines, none


@dataclass(slots=True)
class OwnerLine:
    """What one person owns: open accounts, those overdue, on today's list, and without a next step.

    ``owner`` ``""`` is nobody. ``overdue`` in minor units by currency. ``deputy``: who stands in
    on the day; ``gone``: the owner acts no more in the book.
    """

    owner: str
    accounts: int = 0
    late: int = 0
    listed: int = 0
    orphans: int = 0
    overdue: dict[str, int] = field(default_factory=dict)
    deputy: str = ""
    gone: bool = False


def owners(desk: Desk) -> list[OwnerLine]:
    """Who owns what on the desk's day: nobody first, then by login."""
    known, found = store_people.load(desk.store), {"": OwnerLine("")}
    for row in _open(desk):
        line = found.setdefault(row.owner, OwnerLine(row.owner))
        line.accounts += 1
        line.late += row.overdue > 0
        line.listed += not row.exit
        line.orphans += row.orphan
        if row.overdue > 0:
            line.overdue[row.currency] = line.overdue.get(row.currency, 0) + row.overdue
    for line in found.values():
        line.gone = bool(line.owner) and not known.knows(line.owner, desk.clock_day)
        line.deputy = known.deputy_of(line.owner, desk.today)
    return [found[name] for name in sorted(found)]


def deputy(
    desk: Desk, login: str, absent: str, until: date, since: date | None = None
) -> Deputy:
    """``login`` stands in for ``absent`` up to and including ``until``: their accounts are on both lists.

    The absent person says so, or a supervisor or admin. Raises Refused for days that are over
    or a person who does not work accounts.
    """
    with desk.store.writing():
        known = require(desk, COLLECTORS, "name a deputy")
        if desk.actor != absent:
            require(desk, ("supervisor", "admin"), f"name a deputy for {absent}")
        for name in (login, absent):
            _require_known(desk, known, name)
        first = since or desk.today
        if until < max(first, desk.today):
            msg = f"until {until.isoformat()}: the last day is {max(first, desk.today).isoformat()} or later"
            raise Refused(msg)
        if login == absent:
            msg = f"{login} cannot stand in for themselves"
            raise Refused(msg)
        if not known.roles(login, desk.clock_day).intersection(COLLECTORS):
            msg = (
                f"{login} works no accounts; a deputy needs one of {', '.join(COLLECTORS)}"
            )
            raise Refused(msg)
        named = DeputyNamed(
            on=desk.today, act=desk.new_id("act"), login=login, absent=absent, since=first,
            until=until,
        )  # fmt: skip
        append(desk, {store_people.AGG: [named]})
    return Deputy(login, absent, first, until)


def end_deputy(desk: Desk, absent: str) -> Deputy:
    """Nobody stands in for ``absent`` any more; who did. Raises Refused when nobody did."""
    with desk.store.writing():
        known = require(desk, COLLECTORS, "end a deputy's time")
        if desk.actor != absent:
            require(desk, ("supervisor", "admin"), f"end the time of a deputy of {absent}")
        mine = [each for each in known.deputies if each.absent == absent and each.until >= desk.today]  # fmt: skip
        if not mine:
            msg = f"nobody stands in for {absent}"
            raise Refused(msg)
        ended = DeputyEnded(on=desk.today, act=desk.new_id("act"), absent=absent)
        append(desk, {store_people.AGG: [ended]})
    return mine[-1]


def deputies(desk: Desk) -> list[Deputy]:
    """Who stands in for whom on the desk's day, or will."""
    known = store_people.load(desk.store)
    return [each for each in known.deputies if each.until >= desk.today]


def standing_in(desk: Desk) -> dict[str, str]:
    """Who stands in for whom on the desk's day: the absent person's login, and their deputy's."""
    known = store_people.load(desk.store)
    return {
        each.absent: known.deputy_of(each.absent, desk.today) for each in deputies(desk)
    }
