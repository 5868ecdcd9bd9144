"""Taking back what was done about cash: never under what others built on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ledgerlane.desk.desk import Desk
from ledgerlane.desk.past import question
from ledgerlane.domain import cash as rules
from ledgerlane.domain.cash_facts import CashMatched, CashPosted
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.events import Event
from ledgerlane.store import cash, history, matching


def must_not_be_matched(desk: Desk, act: Sequence[Event]) -> None:
    """Refused where matches stand that need what the act posted, identified or freed."""
    ids = {event.id for event in act}
    mine = {
        event.agg
        for event in act
        if event.agg.startswith("receipt:") and not isinstance(event.fact, CashMatched)
    }
    for agg, events in history.events_of(desk.store, mine).items():
        if rules.built_on(events, ids):
            receipt = agg.partition(":")[2]
            msg = f"{receipt} is matched since; `cash unmatch {receipt}` comes first"
            raise Refused(msg)


def must_still_fit(desk: Desk, back: Sequence[Event]) -> None:
    """Refused where matches that come back have lost their receipt, or their items were paid since."""
    facts = [event.fact for event in back if isinstance(event.fact, CashMatched)]
    if not facts:
        return
    posted = {e.fact.receipt for e in back if isinstance(e.fact, CashPosted)}
    left = cash.left(desk.store, [fact.receipt for fact in facts])
    customers = {fact.customer for fact in facts}
    items = matching.items(desk.store, question(desk).lens, customers)
    open_ = {item.ref: item for item in items}
    wanted = Counter[str]()
    for fact in facts:
        used = sum(line.cash.minor for line in fact.lines)
        is_left = left.get(fact.receipt)
        if is_left is None and "/" not in fact.receipt and fact.receipt not in posted:
            msg = f"{fact.receipt} is not posted any more; its match cannot come back"
            raise Refused(msg)
        if is_left is not None and used > is_left:
            msg = f"{fact.receipt} was matched otherwise since; `cash match {fact.receipt}` says what for"
            raise Refused(msg)
        for line in fact.lines:
            if line.item:
                wanted[line.item] += line.settles.minor
    for ref, minor in wanted.items():
        item = open_.get(ref)
        if item is None or abs(minor) > abs(item.open.minor):
            what = item.number if item is not None else ref
            msg = f"{what} was paid otherwise since; the match cannot come back as it was"
            raise Refused(msg)
