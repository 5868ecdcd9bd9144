"""Matching while others write, and for an earlier day: never more than is open and left now."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from builders import M
from desk_book import DeskBook

from ledgerlane.desk import accounts, book, care, cash, matching
from ledgerlane.desk.desk import Desk
from ledgerlane.domain.cash_facts import CashMatched
from ledgerlane.domain.errors import Refused

TODAY = date(2026, 6, 30)


def post(
    kept: DeskBook, amount: str, customer: str | None = "C1", *, text: str = ""
) -> str:
    return cash.post(kept.sit("tom"), M(amount), customer=customer, remittance=text)


def matched(kept: DeskBook, receipt: str) -> list[tuple[str, int]]:
    """What was recorded of a receipt, whether or not it counts."""
    facts = [event.fact for event in kept.events(f"receipt:{receipt}")]
    return [
        (line.item, line.cash.minor)
        for fact in facts if isinstance(fact, CashMatched) for line in fact.lines
    ]  # fmt: skip


def meanwhile(kept: DeskBook, act: Callable[[Desk], object]) -> matching.Run:
    """Match all, while somebody else does something at another desk after the first 400."""
    rows = "".join(
        f"P{n:03},C1,2026-06-01,EUR,{n % 7 + 3}.13,{n % 7 + 3}.13\n" for n in range(400)
    )
    kept.take("payments", rows + "PX,C1,2026-06-29,EUR,500.00,500.00\n")
    desk = kept.sit("tom")
    other = book.open_book(kept.path, as_name=kept.me, clock=kept.clock)
    told = list[int]()

    def progress(done: int, _count: int) -> None:
        if not told:
            act(other)
        told.append(done)

    try:
        run = matching.match_all(desk, progress)
    finally:
        other.close()
    assert told == [400, 401]
    assert care.verify(desk, deep=True) == []
    return run


def test_what_another_matched_meanwhile_is_not_matched_again(kept: DeskBook) -> None:
    run = meanwhile(kept, lambda other: matching.match(other, "PX", ["1003"]))
    assert run == matching.Run(401, 0)
    assert matched(kept, "ledger/PX") == [("ledger/1003", 25_000)]


def test_what_another_reversed_meanwhile_pays_nothing(kept: DeskBook) -> None:
    run = meanwhile(kept, lambda other: cash.reverse(other, "PX", "no cover"))
    assert run == matching.Run(400, 0)
    assert matched(kept, "ledger/PX") == []


def test_what_nobody_touched_is_matched_whatever_others_wrote(kept: DeskBook) -> None:
    run = meanwhile(kept, lambda other: cash.post(other, M("5.00 EUR"), customer="C2"))
    assert run == matching.Run(401, 1)
    assert matched(kept, "ledger/PX") == [("ledger/1002", 50_000)]


def test_of_an_earlier_day_only_what_is_still_left_is_matched(kept: DeskBook) -> None:
    receipt = post(kept, "1000.00 EUR", text="1001")
    kept.clock.turn(TODAY + timedelta(days=1))
    matching.match(kept.sit("tom"), receipt, ["1001=900"])
    desk = kept.sit("tom", as_of=TODAY)
    with pytest.raises(Refused, match=r"150\.00 EUR cannot be matched; 100\.00 EUR of it"):
        matching.match(desk, receipt, ["1002=150"])
    matching.match(desk, receipt, ["1002"])
    assert matched(kept, receipt) == [("ledger/1001", 90_000), ("ledger/1002", 10_000)]
    assert matching.match_all(desk) == matching.Run(0, 0)
    assert care.verify(kept.sit("tom"), deep=True) == []


def test_of_an_earlier_day_only_what_is_still_open_is_paid(kept: DeskBook) -> None:
    first = post(kept, "1000.00 EUR", text="1001")
    second = post(kept, "700.00 EUR")
    kept.clock.turn(TODAY + timedelta(days=1))
    matching.match(kept.sit("tom"), first, ["1001=900"])
    desk = kept.sit("tom", as_of=TODAY)
    with pytest.raises(
        Refused, match=r"200\.00 EUR cannot be settled; 100\.00 EUR is open"
    ):
        matching.match(desk, second, ["1001=200"])
    assert matching.match_all(desk) == matching.Run(2, 1)
    assert matched(kept, first) == [("ledger/1001", 90_000), ("ledger/1001", 10_000)]
    assert matched(kept, second) == []
    view = accounts.show(kept.sit("tom"), "C1")
    assert [(p.item, p.amount.minor) for p in view.pending if p.item] == [
        ("ledger/1001", 90_000), ("ledger/1001", 10_000),
    ]  # fmt: skip


def test_of_an_earlier_day_what_the_ledger_closed_since_is_not_paid(kept: DeskBook) -> None:
    receipt = post(kept, "1000.00 EUR", text="1001")
    kept.clock.turn(TODAY + timedelta(days=1))
    kept.take("items", "1001,C1,Nordvik Bygg AS,2026-03-16,2026-04-15,EUR,1000.00,0.00")
    desk = kept.sit("tom", as_of=TODAY)
    with pytest.raises(Refused, match="no open item '1001'"):
        matching.match(desk, receipt, ["1001"])
    assert matching.match_all(desk).matched == 0


def test_of_an_earlier_day_it_is_whose_it_is_said_to_be_now(kept: DeskBook) -> None:
    receipt = post(kept, "300.00 EUR", None)
    kept.clock.turn(TODAY + timedelta(days=1))
    cash.identify(kept.sit("tom"), receipt, "C2")
    desk = kept.sit("tom", as_of=TODAY)
    with pytest.raises(Refused, match="C2 has no open item '1001'"):
        matching.match(desk, receipt, ["1001"])
    assert matching.match_all(desk) == matching.Run(1, 1)
    assert matched(kept, receipt) == [("ledger/2001", 30_000)]
