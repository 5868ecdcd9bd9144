"""Promises from the line to the verdict: kept by money that comes in, broken by the turn of days."""

from __future__ import annotations

from datetime import date

import pytest
from desk_book import DeskBook

from ledgerlane.desk import care, log, promises
from ledgerlane.domain.errors import NotPermitted, Refused


def states(kept: DeskBook) -> list[tuple[str, int, int, str]]:
    """Number, promised, received and state of every promise."""
    return [(p.number, p.minor, p.received, p.state) for p in promises.list_(kept.desk)]


def test_money_that_comes_in_keeps_a_promise(kept: DeskBook) -> None:
    log.record(kept.sit("anna"), "C1", "p 1000 fri")
    assert states(kept) == [("C1", 100_000, 0, "open")]
    kept.clock.turn(date(2026, 7, 2))
    kept.take("payments", "P1,C1,2026-07-02,EUR,400.00,400.00\n")
    assert states(kept) == [("C1", 100_000, 40_000, "open")]
    kept.take("payments", "P2,C1,2026-07-02,EUR,600.00,600.00\n")
    assert states(kept) == [("C1", 100_000, 100_000, "kept")]
    assert care.verify(kept.desk, deep=True) == []


def test_a_promise_is_broken_after_its_grace_and_not_before(kept: DeskBook) -> None:
    log.record(kept.sit("anna"), "C1", "p 1000 fri")  # Friday 3 July; two business days
    kept.clock.turn(date(2026, 7, 7))
    kept.sit("anna")
    assert states(kept) == [("C1", 100_000, 0, "open")]
    kept.clock.turn(date(2026, 7, 8))
    kept.sit("anna")
    assert states(kept) == [("C1", 100_000, 0, "broken")]
    assert kept.row("C1")[0] == "BRK"


def test_the_later_promise_replaces_the_open_one(kept: DeskBook) -> None:
    desk = kept.sit("anna")
    log.record(desk, "C1", "p 1000 fri")
    log.record(desk, "C1", "p 1200 +10")
    assert sorted(states(kept)) == [
        ("C1", 100_000, 0, "superseded"),
        ("C1", 120_000, 0, "open"),
    ]


def test_the_list_ends_with_the_days_asked_for(kept: DeskBook) -> None:
    desk = kept.sit("anna")
    log.record(desk, "C1", "p 1000 +3")
    log.record(desk, "C3", "p 40 +4")
    due = [row.number for row in promises.list_(desk, due_days=3)]
    assert due == ["C1"]
    assert len(promises.list_(desk, state="open")) == 2
    assert promises.list_(desk, state="kept") == []


def test_withdrawing_is_for_open_promises_and_collectors(kept: DeskBook) -> None:
    log.record(kept.sit("anna"), "C1", "p 1000 fri")
    (row,) = promises.list_(kept.desk)
    with pytest.raises(NotPermitted, match="eva may not withdraw a promise"):
        promises.withdraw(kept.sit("eva"), row.id)
    promises.withdraw(kept.sit("bo"), row.id, "was about another company")
    assert states(kept) == [("C1", 100_000, 0, "withdrawn")]
    assert kept.row("C1")[0] != "PTP"
    with pytest.raises(Refused):
        promises.withdraw(kept.desk, row.id)
    with pytest.raises(Refused, match="PR-NONE"):
        promises.withdraw(kept.desk, "PR-NONE")
