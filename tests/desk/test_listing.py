"""A view gives the same rows in the app, on the command line, today and of another day."""

from __future__ import annotations

from datetime import date

import pytest
from desk_book import DeskBook

from ledgerlane.desk import assignment, log, queue
from ledgerlane.desk.listing import Lister, Size, Wanted

VIEWS = [
    (Wanted(), "C1 EUR, C2 NOK, C3 EUR, C2 EUR"),
    (Wanted(words=("ost",)), "C3 EUR"),
    (Wanted(words=("øst", "MARINE")), "C3 EUR"),
    (Wanted(words=("sønn",)), "C2 NOK, C2 EUR"),
    (Wanted(words=("50%",)), ""),
    (Wanted(older=75), "C1 EUR, C3 EUR"),
    (Wanted(younger=51), "C2 NOK"),
    (Wanted(more=300), "C1 EUR, C2 NOK"),
    (Wanted(less=300), "C3 EUR"),
    (Wanted(currency="NOK"), "C2 NOK"),
    (Wanted(owners=("anna",)), "C3 EUR"),
    (Wanted(sort="open"), "C2 NOK, C1 EUR, C2 EUR, C3 EUR"),
    (Wanted(sort="old", reverse=True), "C2 NOK, C2 EUR, C1 EUR, C3 EUR"),
    (Wanted(sort="name"), "C2 EUR, C2 NOK, C1 EUR, C3 EUR"),
]


def told(rows: object) -> str:
    assert isinstance(rows, list)
    return ", ".join(f"{row.number} {row.currency}" for row in rows)


@pytest.mark.parametrize("when", ["now", "then"])
@pytest.mark.parametrize(("wanted", "expected"), VIEWS)
def test_a_view_is_the_same_everywhere(
    kept: DeskBook, wanted: Wanted, expected: str, when: str
) -> None:
    assignment.assign(kept.sit("sam"), ["C3"], "anna")
    if when == "then":
        kept.clock.turn(date(2026, 7, 20))
        log.record(kept.sit("bo"), "C1", "p 1000 fri")
        kept.sit("sam", known_at="2026-06-30T09:30", as_of=date(2026, 6, 30))
    assert told(queue.viewed(kept.desk, wanted, "all")) == expected
    lister = Lister(kept.desk)
    lister.open(wanted, "all")
    assert told(lister.window(0, 9)) == expected
    assert lister.size().rows == len(expected.split(", ")) - (not expected)
    lister.close()


@pytest.mark.parametrize("as_of", [None, date(2026, 6, 29)])
def test_a_narrowed_list_knows_its_size_and_places(
    kept: DeskBook, as_of: date | None
) -> None:
    desk = kept.sit("anna", as_of=as_of)
    lister = Lister(desk)
    lister.open(Wanted(), "all")
    assert lister.size().rows == 4
    assert lister.narrow("ost") == Size(1, {"EUR": 4_000})
    assert lister.size() == Size(1, {"EUR": 4_000})
    [row] = lister.window(0, 9)
    assert row is not None
    assert lister.place(row.customer, "EUR") == 0
    lister.open(Wanted(currency="NOK"), "all")
    assert lister.size() == Size(1, {"NOK": 900_000})
    lister.close()


def test_the_list_of_another_day_shows_what_is_recorded_on_it(kept: DeskBook) -> None:
    desk = kept.sit("anna", as_of=date(2026, 6, 29))
    lister = Lister(desk)
    lister.open(Wanted(), "all")
    before = lister.window(0, 9)
    log.record(desk, "C1", "p 1000 fri")
    after = lister.window(0, 9)
    lister.close()
    assert [(row.number, row.status) for row in before if row] == [
        ("C1", ""), ("C2", ""), ("C3", ""), ("C2", ""),
    ]  # fmt: skip
    assert [(row.number, row.status) for row in after if row] == [
        ("C1", "PTP"), ("C2", ""), ("C3", ""), ("C2", ""),
    ]  # fmt: skip


def test_the_list_of_another_day_leaves_todays_as_it_is(kept: DeskBook) -> None:
    then = queue.rows(kept.sit("anna", as_of=date(2026, 5, 1)), scope="all")
    late = [(row.number, row.overdue) for row in then if row.overdue]
    assert late == [("C3", 4_000), ("C1", 100_000)]
    assert kept.row("C2", "NOK")[0] == ""
