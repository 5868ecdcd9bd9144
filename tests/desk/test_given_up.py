"""What our people gave up is no payment when the books close it: in habits, days late and measures."""

from __future__ import annotations

from datetime import date

from desk_book import DeskBook

from ledgerlane.desk import (
    accounts,
    approvals,
    board,
    care,
    foresight,
    reports,
    requests,
    write_offs,
)
from ledgerlane.domain.account import Pattern

LINE = "1002,C1,Nordvik Bygg AS,2026-05-21,2026-06-20,EUR,500.00,{}\n"


def given_up(kept: DeskBook, customer: str, item: str) -> None:
    """Asked for by bo and approved by sam."""
    name = write_offs.request(kept.sit("bo"), customer, [item], "uneconomic")
    desk = kept.sit("sam")
    approvals.approve(desk, name, requests.shown(desk, name).digest)


def pattern(kept: DeskBook, customer: str) -> Pattern:
    """As the account shows it, which is as the book keeps it (`verify --deep`)."""
    assert care.verify(kept.desk, deep=True) == []
    return accounts.show(kept.desk, customer).pattern


def test_an_invoice_that_the_books_close_by_our_write_off_was_not_paid(
    kept: DeskBook,
) -> None:
    given_up(kept, "C3", "3001")
    kept.clock.turn(date(2026, 7, 2))
    kept.take("items", "3001,C3,Øst Marine,2026-02-01,2026-03-01,EUR,40.00,0.00\n")
    assert pattern(kept, "C3") == Pattern()
    kept.clock.turn(date(2026, 7, 9))
    kept.take("items", "2001,C2,Hansen & Sønn,2026-04-10,2026-05-10,EUR,300.00,0.00\n")
    paid = pattern(kept, "C2")
    assert (paid.settled, paid.last, paid.last_paid) == (1, (60,), date(2026, 7, 9))
    care.rebuild(kept.sit(kept.me))
    assert pattern(kept, "C3") == Pattern()


def test_what_was_given_up_is_not_collected(kept: DeskBook) -> None:
    given_up(kept, "C3", "3001")
    kept.clock.turn(date(2026, 7, 2))
    kept.take(
        "items",
        "3001,C3,Øst Marine,2026-02-01,2026-03-01,EUR,40.00,0.00\n" + LINE.format("380.00"),
    )
    made = board.board(kept.sit("eva"), scope="all", currency="EUR")
    assert board.whole(kept.desk, made).period.collected == 12_000


def test_what_is_paid_but_for_a_small_rest_was_paid_with_its_last_money(
    kept: DeskBook,
) -> None:
    given_up(kept, "C1", "1002=20.00")
    kept.clock.turn(date(2026, 7, 3))
    kept.take("items", LINE.format("20.00"))
    kept.clock.turn(date(2026, 7, 20))
    kept.take("items", LINE.format("0.00"))
    found = pattern(kept, "C1")
    assert (found.settled, found.last, found.last_paid) == (1, (13,), date(2026, 7, 3))


def test_what_was_given_up_is_lost_and_nobody_paid_it(kept: DeskBook) -> None:
    """Of what was due by July 1,800.00 EUR is open half a year later, and 40.00 was given up."""
    given_up(kept, "C3", "3001")
    kept.clock.turn(date(2026, 7, 2))
    kept.take("items", "3001,C3,Øst Marine,2026-02-01,2026-03-01,EUR,40.00,0.00\n")
    kept.clock.turn(date(2026, 12, 31))
    desk = kept.sit("anna")
    assert not foresight.knows_payments(desk)
    [euro] = reports.facts(desk, reports.window(desk, None, None, 7), currency="EUR")
    assert (euro.ledger.lost, sum(euro.ledger.cohort)) == (184_000, 0)
    assert (euro.ledger.given_up.ours, euro.ledger.given_up.books) == (4_000, 0)
