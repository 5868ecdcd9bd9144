"""What is with an agency leaves list and letters; what is called for in our name leaves the list only."""

from __future__ import annotations

from datetime import date

import pytest
from builders import M
from desk_book import DeskBook
from placing import AGENCIES, FREELY, named, place

from ledgerlane.desk import (
    care,
    cases,
    contacting,
    credit,
    disputes,
    letter_run,
    log,
    placements,
)
from ledgerlane.domain.contact_rules import PLACED
from ledgerlane.domain.errors import Refused
from ledgerlane.store import queue, views
from ledgerlane.store.views import Wanted


@pytest.fixture
def book(kept: DeskBook) -> DeskBook:
    return named(kept, AGENCIES)


def letters(book: DeskBook) -> dict[str, tuple[str, str, int]]:
    return {
        line.number: (line.state, line.words, line.amount.minor)
        for line in letter_run.run(book.desk).lines
        if line.key[1] == "EUR"
    }


def test_all_that_is_overdue_placed_is_off_the_list_and_held_out_of_letters(
    book: DeskBook,
) -> None:
    case = place(book)
    assert book.row("C1")[0] != "AGY"  # it waits for a supervisor
    cases.move(book.sit("sam"), case, "approve", {})
    assert book.row("C1")[:2] == ("AGY", "placed with Nordic Inkasso")
    assert letters(book)["C1"] == ("kept", "placed with Nordic Inkasso", 150_000)
    cases.move(book.sit("anna"), case, "recall", {"reason": "no-result"})
    status, left, *_ = book.row("C1")
    assert (status, left) == ("", "")
    assert letters(book)["C1"][0] == "proposed"
    assert care.verify(book.desk, deep=True) == []


def test_the_customer_is_on_the_credit_hold_list_until_the_last_placement_ends(
    book: DeskBook,
) -> None:
    named(book, FREELY)
    first, second = place(book, "1001"), place(book, "1002")

    def terms() -> tuple[str, str]:
        said = credit.in_force(cases.load(book.desk, first)[1]).terms
        return said.terms, said.cause

    assert terms() == ("hold", first)
    cases.move(book.desk, first, "recall", {"reason": "error"})
    assert terms() == ("hold", second)
    cases.move(book.desk, second, "close", {"result": "part"})
    assert terms() == ("open", "")
    place(book, "1001", agency="OUR")
    assert terms()[0] == "open"  # in our name nothing is given away
    assert care.verify(book.desk, deep=True) == []


def test_of_a_part_placed_the_rest_is_asked_for(book: DeskBook) -> None:
    place(book, "1001")
    status, _, _, day, _ = book.row("C1")
    assert (status, day) == ("CRH", "")  # on credit hold, and still called
    assert letters(book)["C1"][2] == 50_000
    assert care.verify(book.desk, deep=True) == []


def test_what_is_contested_of_a_placed_account_stays_a_dispute(book: DeskBook) -> None:
    disputes.open_(book.desk, "C1", "1002", M("500.00 EUR"), note="not ordered")
    place(book)
    assert book.row("C1")[:2] == ("AGY", "placed with Nordic Inkasso")
    assert letters(book)["C1"][:2] == ("kept", "placed with Nordic Inkasso")


def test_in_our_name_the_letters_go_on(book: DeskBook) -> None:
    named(book, FREELY)
    before = letters(book)["C1"]
    place(book, "1001", agency="OUR")
    place(book, "1002", agency="OUR")
    assert book.row("C1")[:2] == ("AGY", "called by Kall Senter in our name")
    assert letters(book)["C1"] == before


def test_the_day_on_which_the_agency_is_asked_brings_the_account_back(
    book: DeskBook,
) -> None:
    named(book, FREELY)
    place(book, "1001")
    place(book, "1002")
    assert book.row("C1")[1] == "placed with Nordic Inkasso"
    assert book.row("C1")[3] == "2026-07-30"
    book.clock.turn(date(2026, 7, 30))
    book.sit("anna")
    assert care.verify(book.desk, deep=True) == []


def test_who_is_proposed_is_a_view(book: DeskBook) -> None:
    assert placements.proposed(book.desk, scope="all") == []  # nobody was asked yet
    for number in ("C1", "C2/EUR"):
        log.record(book.sit("anna"), number, "l asked for it")
    found = queue.page(
        book.desk.store,
        views.view(Wanted(conditions=("refer",), listed=False), book.desk.today),
    )
    assert [(row.number, row.currency, row.refer) for row in found] == [
        ("C1", "EUR", "steps"),
        ("C2", "EUR", "steps"),
    ]
    [first, _] = placements.proposed(book.desk, scope="all")
    assert (first.row.number, first.why, first.free) == (
        "C1",
        "last step: agency or write off",
        date(2026, 6, 30),
    )
    place(book, "1001")
    place(book, "1002")
    assert [each.row.number for each in placements.proposed(book.desk, scope="all")] == [
        "C2"
    ]


def test_who_calls_a_customer_of_an_agency_says_why(book: DeskBook) -> None:
    named(book, FREELY)
    assert PLACED not in {r.rule for r in contacting.may(book.desk, "C1").reasons}
    place(book, "1001")
    assert PLACED not in {r.rule for r in contacting.may(book.desk, "C1").reasons}
    place(book, "1002")
    [why] = [r for r in contacting.may(book.desk, "C1").reasons if r.rule == PLACED]
    assert (why.answer, why.words) == ("warn", "placed with Nordic Inkasso")
    with pytest.raises(Refused, match="placed with Nordic Inkasso"):
        log.record(book.desk, "C1", "n")
    log.record(book.desk, "C1", "n they asked us to call")
