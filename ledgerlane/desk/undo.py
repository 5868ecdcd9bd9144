"""Taking back the last thing I did, and bringing it back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from itertools import chain, takewhile

from ledgerlane.desk import accounts, undo_cash
from ledgerlane.desk.contact_stops import LIFTERS
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.entry import ASKERS, CLERKS, append, require
from ledgerlane.domain.cases.kinds import KINDS
from ledgerlane.domain.errors import Older, Refused
from ledgerlane.domain.events import (
    CASE_FACTS,
    CUSTOMER_FACTS,
    OUTSIDE_FACTS,
    RECEIPT_FACTS,
    REQUEST_FACTS,
    REVIEW_FACTS,
    CaseMoved,
    CaseOpened,
    ContactStopped,
    Event,
    Fact,
    InterestProposed,
    PromiseMade,
    Undone,
)
from ledgerlane.domain.fact_words import in_short, in_words
from ledgerlane.domain.money import Money
from ledgerlane.domain.timeline import short_day
from ledgerlane.domain.undoing import ended_by, in_order, undone_ids
from ledgerlane.store import history
from ledgerlane.store.called import Called

DOERS = tuple(
    dict.fromkeys(
        (*ASKERS, *CLERKS, *sorted({r for kind in KINDS.values() for r in kind.roles}))
    )
)
"""Roles whose acts are entries that can be taken back."""


def undo(desk: Desk, *, older: bool = False) -> str:
    """Take back my last act that still stands; what it was, in words.

    One of an earlier business day only with ``older``, else `Older` says what it is.
    """
    with desk.store.writing(), closing(history.latest_of(desk.store, desk.actor)) as mine:
        require(desk, DOERS, "take an act back")
        last = next((e for e in _standing(mine) if not isinstance(e.fact, Undone)), None)
        if last is None:
            msg = "you have done nothing here that could be taken back"
            raise Refused(msg)
        if not isinstance(
            last.fact, (*CUSTOMER_FACTS, *REVIEW_FACTS, *RECEIPT_FACTS, *CASE_FACTS)
        ):
            act = _whole_act(last, mine)
            msg = f"your last act, {_many(desk, act)}, is not undone like an entry; {_ended(act)}"
            raise Refused(msg)
        act = _whole_act(last, mine)
        _must_be_in_the_house(desk, act)
        _must_be_last_of_its_case(desk, act)
        undo_cash.must_not_be_matched(desk, act)
        _must_have_asked_nobody(act)
        if last.fact.on < desk.today and not older:
            day = short_day(last.fact.on, desk.today)
            msg = f"your last act here is of {day}: {_words(desk, act)}"
            raise Older(msg)
        _record(desk, act)
    return f"taken back: {_words(desk, act)}"


def redo(desk: Desk) -> str:
    """Bring back what I took back last, if I did nothing since."""
    with desk.store.writing(), closing(history.latest_of(desk.store, desk.actor)) as mine:
        require(desk, DOERS, "bring an act back")
        last = next((e for e in _standing(mine) if not _brings_back(desk, e)), None)
        if last is None or not isinstance(last.fact, Undone):
            msg = "nothing was taken back since your last act"
            raise Refused(msg)
        act = _whole_act(last, mine)
        back = history.named(desk.store, chain.from_iterable(map(_undone, act)))
        undo_cash.must_still_fit(desk, back)
        _record(desk, act)
    return f"brought back: {_words(desk, back)}"


def _standing(newest_first: Iterable[Event]) -> Iterator[Event]:
    """Those of one's events that nothing later took back, the newest first."""
    gone = set[str]()
    for event in newest_first:
        if event.id not in gone:
            gone.update(_undone(event))
            yield event


def _brings_back(desk: Desk, event: Event) -> bool:
    """Whether this undo took an undo back: it is no act of its own."""
    targets = history.named(
        desk.store, _undone(event)[:1]
    )  # one undo takes back like with like
    return any(isinstance(target.fact, Undone) for target in targets)


def _undone(event: Event) -> tuple[str, ...]:
    return event.fact.events if isinstance(event.fact, Undone) else ()


def _whole_act(last: Event, before: Iterable[Event]) -> list[Event]:
    """The act that ends with this event: it was recorded in one go."""
    if not last.fact.act:
        return [last]
    return [last, *takewhile(lambda event: event.fact.act == last.fact.act, before)]


def _must_be_in_the_house(desk: Desk, act: Sequence[Event]) -> None:
    """Refused where a letter that the act decided on has left since."""
    mine = [event for event in act if isinstance(event.fact, REVIEW_FACTS)]
    ours = {event.agg for event in mine}
    names = {getattr(event.fact, "letter", "") for event in mine}
    gone = sorted({
        name
        for events in history.events_of(desk.store, ours).values()
        for event in events
        if isinstance(event.fact, OUTSIDE_FACTS)
        and (name := getattr(event.fact, "letter", "")) in names
    })  # fmt: skip
    if gone:
        which = gone[0] if len(gone) == 1 else f"{gone[0]} and {len(gone) - 1} more"
        msg = f"{which} has left the house; `letters withdraw {gone[0]} --reason ...` records that it was sent in error"
        raise Refused(msg)


def _must_be_last_of_its_case(desk: Desk, act: Sequence[Event]) -> None:
    """Refused where somebody has gone on with the case since, and for a step that stands."""
    mine = [event for event in act if isinstance(event.fact, CaseOpened | CaseMoved)]
    ours = {event.agg: event for event in mine}
    for agg, events in history.events_of(desk.store, ours).items():
        last = ours[agg]
        fact, gone = last.fact, undone_ids(events)
        assert isinstance(fact, CaseOpened | CaseMoved)
        later = [
            e
            for e in in_order(events)
            if e.t > last.t and e.id not in gone and e.fact.act != fact.act
            and isinstance(e.fact, CaseMoved)
        ]  # fmt: skip
        if later:
            by = later[-1].actor
            msg = f"{by} has gone on with {fact.case} since; it is taken back step by step"
            raise Refused(msg)
    for event in mine:
        _must_not_stand(event.fact)


def _must_not_stand(fact: Fact) -> None:
    """Refused for a step that has left the book: a verb of its own ends it."""
    assert isinstance(fact, CaseOpened | CaseMoved), fact
    kind = KINDS[fact.matter]
    step = kind.opens if isinstance(fact, CaseOpened) else kind.step(fact.step)
    if step is not None and step.stands:
        msg = f"{fact.case}: {step.told} stands; {step.stands.format(case=fact.case)}"
        raise Refused(msg)


def _must_have_asked_nobody(act: Sequence[Event]) -> None:
    """Refused where the act asked for somebody's decision: that is withdrawn or reversed by its name."""
    asked = next((e.fact for e in act if isinstance(e.fact, REQUEST_FACTS)), None)
    if asked is not None:
        msg = f"your last act asked for a decision; {ended_by(asked)}"
        raise Refused(msg)


def _record(desk: Desk, act: Sequence[Event]) -> None:
    if any(event.agg.startswith("receipt:") for event in act):
        require(desk, CLERKS, "take back what was done about cash")
    if any(isinstance(e.fact, ContactStopped) and e.fact.on < desk.today for e in act):
        require(
            desk, LIFTERS, "lift a stop"
        )  # a slip is taken back at once, a stop is lifted
    name, by_agg = desk.new_id("act"), dict[str, list[str]]()
    for event in act:
        by_agg.setdefault(event.agg, []).append(event.id)
    facts: dict[str, list[Fact]] = {
        agg: [Undone(on=desk.today, act=name, events=tuple(ids))]
        for agg, ids in by_agg.items()
    }
    append(desk, facts)


def _many(desk: Desk, act: Sequence[Event]) -> str:
    """What an act recorded last; of several alike how many, on which accounts and what it comes to."""
    alike = [event for event in act if event.fact.kind == act[0].fact.kind]
    if len(alike) == 1:
        return in_words(act[0].fact, Called(desk.store.db))
    accounts_ = {
        event.agg.partition(":")[2] for event in alike if event.agg.startswith("customer:")
    }
    where = f" on {_account(desk, min(accounts_))}" if len(accounts_) == 1 else ""
    where = f" on {len(accounts_)} accounts" if len(accounts_) > 1 else where
    sums = Counter[str]()
    for event in alike:
        if isinstance(event.fact, InterestProposed):
            for amount in (event.fact.interest, event.fact.fee):
                sums[amount.currency] += amount.minor
    together = " and ".join(str(Money(minor, code)) for code, minor in sorted(sums.items()))
    what = f"{in_short(act[0].fact)} {len(alike)} times"
    return f"{what}{where}{f', {together} together' if sums else ''}"


def _ended(act: Sequence[Event]) -> str:
    """Which verb ends what the act recorded; of several charges one command that names them all."""
    last = act[0].fact
    charges = [getattr(e.fact, "charge", "") for e in act if e.fact.kind == last.kind]
    return ended_by(last, charge=" ".join(reversed(charges)))


def _words(desk: Desk, act: Sequence[Event]) -> str:
    """What the act was, and on which account or how many."""
    first = min(act, key=lambda event: (event.t, event.seq))
    here = [event for event in act if event.agg == first.agg and event is not first]
    more = [e for e in reversed(here) if isinstance(e.fact, PromiseMade)]
    told = (first, *more) if isinstance(first.fact, PromiseMade) else (first,)
    names = Called(desk.store.db)
    text = " and ".join(in_words(each.fact, names) for each in told)
    receipts = {event.agg for event in act if event.agg.startswith("receipt:")}
    others = {event.agg for event in act if event.agg.startswith("customer:")}
    if len(receipts) > 1:
        return f"{text} · and {len(receipts) - 1} more"
    if len(others) > 1:
        return f"{text} · on {len(others)} accounts"
    kind, _, ref = first.agg.partition(":")
    return f"{text} on {_account(desk, ref)}" if kind == "customer" else text


def _account(desk: Desk, ref: str) -> str:
    """Number and name; the reference of one that the ledger does not know any more."""
    try:
        who = accounts.show(desk, ref).customer
    except Refused:
        return ref
    return f"{who.number} {who.name}".strip()
