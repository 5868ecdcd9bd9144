"""The worklist: whose, in which order, why, and how it was on another day."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from desk_book import DeskBook

from ledgerlane.desk import accounts, assignment, log, queue
from ledgerlane.domain.errors import Refused


def test_rows_by_priority_and_the_points_that_make_it(kept: DeskBook) -> None:
    rows = queue.rows(kept.sit("anna"))
    assert [(r.number, r.currency, r.overdue, r.score) for r in rows] == [
        ("C1", "EUR", 150_000, 54),
        ("C2", "NOK", 900_000, 38),
        ("C3", "EUR", 4_000, 28),
        ("C2", "EUR", 30_000, 18),
    ]
    for row in rows:
        place = queue.explain(kept.desk, row.customer, row.currency)
        assert sum(point.points for point in place.why) == row.score
    assert queue.rows(kept.desk, limit=1) == rows[:1]
    assert queue.total(kept.desk) == queue.Total(4, {"EUR": 184_000, "NOK": 900_000})


def test_worked_accounts_leave_and_come_back(kept: DeskBook) -> None:
    log.record(kept.sit("anna"), "C1", "n")
    assert "C1" not in {row.number for row in queue.rows(kept.desk)}
    assert "C1" in {row.number for row in queue.rows(kept.desk, listed=False)}
    kept.clock.turn(date(2026, 7, 1))
    assert "C1" in {row.number for row in queue.rows(kept.sit("anna"))}


def test_the_list_of_another_day_is_the_list_as_it_was(kept: DeskBook) -> None:
    was = queue.rows(kept.sit("anna"), scope="all")
    moment = datetime.fromtimestamp(kept.clock.ms // 1000, UTC).isoformat()[:19]
    log.record(kept.desk, "C1", "p 1000 fri")
    assignment.assign(kept.desk, ["C3"], "bo")
    kept.clock.turn(date(2026, 7, 20))
    kept.sit("anna")
    then = queue.rows(
        kept.sit("anna", known_at="2026-06-30T08:59", as_of=date(2026, 6, 30))
    )
    assert then == []  # the book was empty until nine
    then = queue.rows(
        kept.sit("anna", known_at=moment, as_of=date(2026, 6, 30)), scope="all"
    )
    assert [(r.number, r.score, r.why) for r in then] == [
        (r.number, r.score, r.why) for r in was
    ]


def test_what_cannot_be_asked(kept: DeskBook) -> None:
    desk = kept.sit("anna")
    with pytest.raises(Refused, match="'ours' is no scope of the queue"):
        queue.rows(desk, scope="ours")
    customer, _ = accounts.resolve(desk, "C4")
    with pytest.raises(Refused, match="nothing is open there in EUR"):
        queue.explain(desk, customer, "EUR")
