"""What was decided apart and contradicts itself: listing it, and settling it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ledgerlane.desk import accounts, approvals, own
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.entry import Facts, append_act
from ledgerlane.domain import settling_apart as rules
from ledgerlane.domain.conflict_facts import ELSEWHERE, REQUEST, ConflictSettled
from ledgerlane.domain.conflicts import Conflict
from ledgerlane.domain.counting import MAY_SETTLE
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.people import APPROVERS
from ledgerlane.domain.timeline import short_day
from ledgerlane.store import conflicts, lens, people, requests, settings, worked
from ledgerlane.store.conflicts import ConflictRow, SideRow
from ledgerlane.store.worked import Question


def listed(desk: Desk) -> list[ConflictRow]:
    """Every open conflict that the one at the desk may see, the oldest first."""
    return own.only(desk, conflicts.listed(desk.store))


def count(desk: Desk) -> int:
    """How many conflicts are open that the one at the desk may see."""
    return len(listed(desk))


def when(desk: Desk, side: SideRow) -> str:
    """The minute in which it was said, in the book's zone: ``30 Jun 09:12``."""
    at = settings.clock_in(desk.zone, side.t // 1000)
    return f"{short_day(at.date(), desk.today)} {at:%H:%M}"


def stops(desk: Desk, row: ConflictRow) -> str:
    """Why the one at the desk may not settle it, or nothing; limits are asked when it is settled."""
    wanted = MAY_SETTLE[row.what]
    roles = people.load(desk.store).roles(desk.actor, desk.clock_day)
    return "" if roles.intersection(wanted) else f"needs {' or '.join(wanted)}"


def settle(desk: Desk, name: str, place: int, why: str = "") -> str:
    """Decide which side of a conflict stands (from 1; 0: none of them); what came of it, in words.

    ``name``: as listed, or the first letters of it. Raises NotPermitted for a missing role,
    one's own request or an amount over one's limit; Refused for a conflict that is not open any more.
    """
    with desk.store.writing():
        row = named(desk, name)
        conflict = _again(desk, row)
        known, day = people.load(desk.store), desk.clock_day
        histories = [worked.histories(desk.store, each) for each in _whose(desk, row)]
        made = rules.settle(conflict, place, known, desk.actor, day, histories, why)
        _require_may(desk, conflict, made, histories)
        append_act(
            desk,
            {
                agg: [replace(f, on=desk.today) for f in facts]
                for agg, facts in made.items()
            },
        )
    stands = conflict.sides[place - 1].words if place else "none of them stands"
    return f"{conflict.words} · settled: {stands}"


def _whose(desk: Desk, row: ConflictRow) -> list[int]:
    """The customers that it is about: of a limit several."""
    asked = (agg.partition(":")[2] for agg in row.aggs if agg.startswith("request:"))
    others = (requests.load(desk.store, name)[1] for name in asked)
    return list(dict.fromkeys((row.customer, *others)))


def named(desk: Desk, name: str) -> ConflictRow:
    """The open conflict of a name. Raises Refused where there is none, or more than one."""
    found = [row for row in listed(desk) if name and row.id.startswith(name.lower())]
    if len(found) != 1:
        many = "several conflicts begin with" if found else "no open conflict is called"
        msg = f"{many} {name!r}; `sync conflicts` lists them"
        raise Refused(msg)
    return found[0]


def _again(desk: Desk, row: ConflictRow) -> Conflict:
    """The conflict as the history has it now."""
    today = settings.today(desk.store)
    ask = Question(lens.lens(desk.store, today), today, desk.policy)
    found = worked.load(desk.store, lens.some([row.customer]), ask, {})
    conflicts_now = found[row.customer].conflicts if row.customer in found else ()
    for each in conflicts_now:
        if each.id == row.id:
            return each
    msg = f"{row.id} is not open any more"
    raise Refused(msg)


def _require_may(
    desk: Desk, conflict: Conflict, made: Facts, histories: Iterable[rules.Histories]
) -> None:
    """Raise NotPermitted where one may not decide on a request that it is about, or that goes with it."""
    known, day = people.load(desk.store), desk.clock_day
    agreed = {
        agg
        for each in histories
        for agg, events in each.items()
        if agg in made and any(map(rules.decided_on, events))
    }
    for part in rules.parts(conflict):
        if part.what in (REQUEST, *ELSEWHERE):
            agreed |= {agg for agg in part.aggs if agg.startswith("request:")}
    for agg in sorted(agreed):
        known.require(
            desk.actor, APPROVERS, day, f"settle what {agg.partition(':')[2]} hangs on"
        )
        asked, customer = requests.load(desk.store, agg.partition(":")[2])
        rules.may_settle(asked, known, desk.actor, day)
        facts = [f for f in made.get(agg, ()) if isinstance(f, ConflictSettled)]
        if any(f.what == REQUEST and f.gives_up for f in facts):
            # it is approved by this: as `approve` asks
            view = accounts.load(replace(desk, as_of=None), customer)
            waiting = replace(asked, state="waiting", sides=())
            approvals.agree(desk, waiting, view, asked.digest)
