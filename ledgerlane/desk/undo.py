"""Taking back the last thing I did, and bringing it back."""

from __future__ import annotations

from collections.abc import Sequence

from ledgerlane.desk.desk import Desk
from ledgerlane.desk.entry import COLLECTORS, append, require
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.events import CUSTOMER_FACTS, Event, Fact, Undone
from ledgerlane.domain.timeline import told
from ledgerlane.domain.undoing import ended_by, undone_ids
from ledgerlane.store import history

FAR = 5_000
"""How many of one's last events are looked at."""


def undo(desk: Desk) -> str:
    """Take back my last act that still stands; what it was, in words."""
    with desk.store.writing():
        require(desk, COLLECTORS, "take an act back")
        mine = history.latest_of(desk.store, desk.actor, FAR)
        gone = undone_ids(mine)
        last = next(
            (e for e in mine if e.id not in gone and not isinstance(e.fact, Undone)), None
        )
        if last is None:
            msg = "you have done nothing here that could be taken back"
            raise Refused(msg)
        if not isinstance(last.fact, CUSTOMER_FACTS):
            msg = f"your last act, {last.fact.kind}, is not undone like an entry; {ended_by(last.fact)}"
            raise Refused(msg)
        act = _same_act(mine, last)
        _record(desk, act)
    return f"taken back: {_words(act)}"


def redo(desk: Desk) -> str:
    """Bring back what I took back last, if I did nothing since."""
    with desk.store.writing():
        require(desk, COLLECTORS, "bring an act back")
        mine = history.latest_of(desk.store, desk.actor, FAR)
        gone = undone_ids(mine)
        standing = [event for event in mine if event.id not in gone]
        last = next(
            (
                e
                for e in standing
                if not (isinstance(e.fact, Undone) and _brings_back(e, mine))
            ),
            None,
        )
        if last is None or not isinstance(last.fact, Undone):
            msg = "nothing was taken back since your last act"
            raise Refused(msg)
        act = _same_act(mine, last)
        _record(desk, act)
        ids = {id_ for event in act for id_ in _undone(event)}
    return f"brought back: {_words([event for event in mine if event.id in ids])}"


def _brings_back(event: Event, mine: Sequence[Event]) -> bool:
    """Whether this undo took an undo back: it is no act of its own."""
    undos = {e.id for e in mine if isinstance(e.fact, Undone)}
    return any(id_ in undos for id_ in _undone(event))


def _undone(event: Event) -> tuple[str, ...]:
    return event.fact.events if isinstance(event.fact, Undone) else ()


def _same_act(mine: Sequence[Event], last: Event) -> list[Event]:
    if not last.fact.act:
        return [last]
    return [event for event in mine if event.fact.act == last.fact.act]


def _record(desk: Desk, act: Sequence[Event]) -> None:
    name, by_agg = desk.new_id("act"), dict[str, list[str]]()
    for event in act:
        by_agg.setdefault(event.agg, []).append(event.id)
    facts: dict[str, list[Fact]] = {
        agg: [Undone(on=desk.today, act=name, events=tuple(ids))]
        for agg, ids in by_agg.items()
    }
    append(desk, facts)


def _words(act: Sequence[Event]) -> str:
    first = min(act, key=lambda event: (event.t, event.seq))
    words = told(first.fact)
    accounts = len({event.agg for event in act})
    text = words[3] if words is not None else first.fact.kind
    return text if accounts == 1 else f"{text} · on {accounts} accounts"
