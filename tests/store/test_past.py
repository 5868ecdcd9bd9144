"""Lists of another day: worked out once for a question, and again as soon as anything changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from builders import M
from desk_book import DeskBook

from ledgerlane.desk import accounts, book, log, promises
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.entry import append
from ledgerlane.domain.events import PromiseMade

THEN = date(2026, 6, 29)


@pytest.fixture
def desks(tmp_path: Path) -> DeskBook:
    """A promise of 27 June, and one of today that the list of the 29th does not know."""
    desks = DeskBook(tmp_path)
    log.record(desks.sit("anna", as_of=date(2026, 6, 26)), "C1", "p 100 3.7. x")
    log.record(desks.sit("anna"), "C2/EUR", "p 50 4.7. x")
    return desks


@contextmanager
def walks(desk: Desk) -> Iterator[list[str]]:
    """The statements that read the histories of everybody."""
    found: list[str] = []
    desk.store.db.set_trace_callback(
        lambda sql: found.append(sql) if "CROSS JOIN event" in sql else None
    )
    yield found
    desk.store.db.set_trace_callback(None)


def amounts(desk: Desk) -> list[int]:
    return sorted(line.minor for line in promises.list_(desk))


def test_a_list_asked_again_reads_no_history_again(desks: DeskBook) -> None:
    desk = desks.sit("anna", as_of=THEN)
    with walks(desk) as first:
        assert amounts(desk) == [10_000]
    with walks(desk) as again:
        assert amounts(desk) == [10_000]
    assert (len(first) > 0, len(again)) == (True, 0)


def test_what_is_recorded_for_that_day_is_on_it_at_once(desks: DeskBook) -> None:
    desk = desks.sit("anna", as_of=THEN)
    assert amounts(desk) == [10_000]
    log.record(desk, "C3", "p 40 5.7. x")
    assert amounts(desk) == [4_000, 10_000]


def test_what_somebody_else_records_for_that_day_is_on_it_at_once(desks: DeskBook) -> None:
    desk = desks.sit("anna", as_of=THEN)
    assert amounts(desk) == [10_000]
    other = book.open_book(desks.path, as_name="bo", as_of=THEN, clock=desks.clock)
    log.record(other, "C3", "p 40 5.7. x")
    other.close()
    assert amounts(desk) == [4_000, 10_000]


def test_an_answer_made_in_what_was_taken_back_is_made_anew(desks: DeskBook) -> None:
    desk = desks.sit("anna", as_of=THEN)
    assert amounts(desk) == [10_000]
    agg = f"customer:{accounts.show(desk, 'C3').customer.ref}"

    def taken_back() -> None:
        with desk.store.writing():
            made = PromiseMade(
                on=THEN,
                promise="PR-1",
                amount=M("40.00 EUR"),
                due=date(2026, 7, 5),
                items=(),
            )
            append(desk, {agg: [made]})
            assert amounts(desk) == [4_000, 10_000]
            raise RuntimeError

    with pytest.raises(RuntimeError):
        taken_back()
    assert amounts(desk) == [10_000]


def test_now_is_read_from_the_real_tables_after_the_past(desks: DeskBook) -> None:
    desk = desks.sit("anna", as_of=THEN)
    assert amounts(desk) == [10_000]
    names = "SELECT count(*) FROM promise"
    assert desk.store.db.execute(names).fetchone()[0] == 2
