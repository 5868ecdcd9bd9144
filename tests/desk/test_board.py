"""The board counts what its lists hold, today and as of any day."""

from __future__ import annotations

from datetime import date

import pytest
from builders import M
from desk_book import LEDGER, DeskBook

from ledgerlane.desk import (
    accounts,
    assignment,
    board,
    cash,
    log,
    matching,
    promises,
    queue,
)
from ledgerlane.domain.board import Board, Line, period, period_before
from ledgerlane.domain.conditions import CONDITIONS
from ledgerlane.domain.errors import Misused
from ledgerlane.domain.metrics.measure import Window
from ledgerlane.screens.office import DeskOffice
from ledgerlane.screens.views import parse
from ledgerlane.store import views


def worked(kept: DeskBook) -> None:
    """anna owns C1 and C3; her promises on both are broken, C2's step has passed, cash came in."""
    desk = kept.sit("sam", date(2026, 6, 1))
    assignment.assign(desk, ["C1", "C3"], "anna")
    desk = kept.sit("anna", date(2026, 6, 8))
    log.record(desk, "C1/EUR", "p 500 2026-06-15")
    log.record(desk, "C3/EUR", "p 40 2026-06-12")
    kept.sit("bo", date(2026, 6, 9))
    log.record(kept.desk, "C2/EUR", "n")
    kept.sit(kept.me)
    kept.take(
        "payments", "P1,C1,2026-06-24,EUR,30.00,30.00\nP2,C4,2026-06-29,EUR,75.00,0.00\n"
    )
    kept.sit("anna")


def line(made: Board, start: str) -> Line:
    return next(
        each for each in (*made.attention, *made.work) if each.words.startswith(start)
    )


def test_what_is_open_is_the_aging_of_these_accounts(kept: DeskBook) -> None:
    worked(kept)
    made = board.board(kept.desk, scope="all", currency="EUR")
    (row,) = [
        each for each in accounts.aging(kept.desk, by="currency") if each.currency == "EUR"
    ]
    assert made.columns == (row.not_due, row.b1, row.b2, row.b3, row.b4)
    assert (made.unapplied, made.balance) == (row.unapplied, row.balance)
    assert made.currencies == ("EUR", "NOK")


def test_cash_posted_for_no_invoice_is_unapplied_on_the_board_in_the_queue_and_in_the_net_aging(
    kept: DeskBook,
) -> None:
    receipt = cash.post(kept.sit("tom"), M("600.00 EUR"), customer="C1")
    for matched, columns, credit, asked in (
        ([], (25_000, 50_000, 0, 100_000, 0), 60_000, 90_000),
        (["1001=450"], (25_000, 50_000, 0, 55_000, 0), 15_000, 90_000),
    ):
        if matched:
            matching.match(kept.desk, receipt, matched)
        (net,) = [
            each for each in accounts.aging(kept.desk, net=True) if each.customer == "C1"
        ]
        (row,) = [
            each for each in queue.rows(kept.desk, scope="all") if each.number == "C1"
        ]  # fmt: skip
        for each in (net, row):
            assert (each.not_due, each.b1, each.b2, each.b3, each.b4) == columns
            assert (each.unapplied, each.balance) == (credit, 115_000)
        assert row.overdue == asked
        made = board.board(kept.desk, scope="all", currency="EUR")
        (all_,) = [
            each
            for each in accounts.aging(kept.desk, by="currency", net=True)
            if each.currency == "EUR"
        ]
        assert made.columns == (all_.not_due, all_.b1, all_.b2, all_.b3, all_.b4)
        assert (made.unapplied, made.balance) == (credit, all_.balance)


def test_mine_where_i_own_any_account(kept: DeskBook) -> None:
    worked(kept)
    assert board.board(kept.desk).scope == "mine"
    assert board.board(kept.desk).columns == (25_000, 50_000, 0, 100_000, 4_000)
    assert board.board(kept.sit("eva")).scope == "all"


def test_what_needs_attention(kept: DeskBook) -> None:
    worked(kept)
    made = board.board(kept.desk, scope="all")
    found = {each.words: (each.number, each.minor) for each in made.attention}
    assert found == {
        "promises broken, nothing new agreed": (2, 154_000),
        "next steps whose day has passed": (3, 184_000),
        "proposed for an agency": (2, 180_000),
        "overdue, with credit not applied": (1, 150_000),
        "overdue, and nobody's": (1, 30_000),
        "receipt that nobody has matched yet": (1, 3_000),
    }


def test_the_period_beside_the_one_before(kept: DeskBook) -> None:
    worked(kept)
    did = board.board(kept.desk, name="month").period
    assert sum(did.calls) == did.promises == 2
    assert did.calls[7] == 2
    assert (did.promised, did.kept, did.judged, did.broken, did.broken_minor) == (
        54_000, 0, 2, 2, 54_000
    )  # fmt: skip
    assert (did.collected, did.collected_before) == (3_000, 0)  # C4 is nobody's
    assert board.board(kept.desk, name="month", scope="all").period.collected == 10_500


def test_cash_of_the_week_is_collected_once_whoever_shows_it_first(kept: DeskBook) -> None:
    """Monday 29 June to Tuesday the 30th: 30.00 in the books, 50.00 and 20.00 posted here, 5.00 of Friday."""
    assignment.assign(kept.sit("sam"), ["C1"], "anna")
    kept.take("payments", "P1,C1,2026-06-29,EUR,30.00,30.00\n")
    tom = kept.sit("tom")
    cash.post(tom, M("50.00 EUR"), customer="C1")
    cash.post(tom, M("20.00 EUR"), customer="C2")
    cash.post(tom, M("5.00 EUR"), customer="C1", value_date=date(2026, 6, 26))
    did = board.board(kept.sit("anna"), scope="mine", currency="EUR").period
    assert (did.collected, did.posted, did.collected_before) == (8_000, 5_000, 500)
    made = board.board(kept.desk, scope="all", currency="EUR")
    assert (made.period.collected, made.period.posted) == (10_000, 7_000)
    shown = line(made, "Collected")
    assert shown.detail == "was 5.00, 70.00 not in the books yet"
    assert shown.rows[0].startswith("Money by the day it was received (value date)")
    kept.take("payments", "P2,C1,2026-06-29,EUR,50.00,50.00\n")
    did = board.board(kept.sit("anna"), scope="mine", currency="EUR").period
    assert (did.collected, did.posted) == (8_000, 0)


def test_a_promise_that_was_replaced_or_withdrawn_is_not_counted(kept: DeskBook) -> None:
    desk = kept.sit("anna")
    log.record(desk, "C1/EUR", "p 500 fri")
    log.record(desk, "C1/EUR", "p 400 fri, 100 +9")
    log.record(desk, "C3/EUR", "p 40 fri")
    withdrawn = promises.list_(desk, customer=accounts.resolve(desk, "C3")[0])
    promises.withdraw(desk, withdrawn[0].id)
    did = board.board(desk, scope="all", currency="EUR").period
    assert (did.promises, did.promised) == (2, 50_000)
    assert sum(did.calls) == 3


@pytest.mark.parametrize("as_of", [None, date(2026, 6, 25), date(2026, 6, 10)])
@pytest.mark.parametrize("scope", ["mine", "all"])
def test_every_line_counts_the_accounts_behind_it(
    kept: DeskBook, as_of: date | None, scope: str
) -> None:
    worked(kept)
    desk = kept.sit("anna", as_of)
    made = board.board(desk, scope=scope)
    office = DeskOffice(desk)
    for each in (each for each in made.attention if each.view):
        office.queue(each.view)
        opened = office.queue_counted()
        assert (each.words, opened.rows) == (each.words, each.number)
    for each in made.aging:
        office.queue(each.view)
        assert (office.queue_counted().rows > 0) == bool(each.minor), each


def test_the_board_of_a_day_in_the_past_is_the_one_it_was(kept: DeskBook) -> None:
    worked(kept)
    made = board.board(kept.sit("anna", date(2026, 6, 10)), scope="all")
    assert line(made, "overdue, and nobody's").number == 1
    assert not any(each.words.startswith("promise") for each in made.attention)
    assert line(made, "Promises").minor == 54_000


@pytest.mark.parametrize("as_of", [None, date(2026, 6, 27), date(2026, 6, 20)])
def test_what_comes_after_the_first_paint_is_of_the_same_day(
    kept: DeskBook, as_of: date | None
) -> None:
    worked(kept)
    desk = kept.sit("anna", as_of)
    at_once = board.board(desk, name="month", scope="all")
    later = board.whole(desk, board.board(desk, name="month", scope="all", work=False))
    assert later == at_once
    received = [each.number for each in at_once.attention if each.area == "cash"]
    assert received == ([] if as_of == date(2026, 6, 20) else [1])


def test_receipts_of_everybody_wait_on_the_board_of_all(kept: DeskBook) -> None:
    """Enter on the line opens the receipts of all customers, so it is no line of one's own."""
    worked(kept)
    for scope, lines in (("all", 1), ("mine", 0)):
        made = board.board(kept.desk, scope=scope)
        assert len([each for each in made.attention if each.area == "cash"]) == lines
        assert line(made, "Calls").words.startswith("Calls")


@pytest.mark.parametrize("as_of", [None, date(2026, 6, 29)])
def test_a_currency_that_was_emptied_gives_way_to_one_with_rows(
    kept: DeskBook, as_of: date | None
) -> None:
    """2002 was all that was owed in NOK; then all that was owed in EUR is paid, too."""
    office = DeskOffice(kept.sit("eva"))
    assert office.board("week", "", "NOK").currency == "NOK"
    kept.take("items", "2002,C2,Hansen & Sønn,2026-04-20,2026-05-20,NOK,9000.00,0.00\n")
    paid_on = "2026-06-25"
    kept.take("payments", f"N1,C2,{paid_on},NOK,9000.00,0.00\n")
    kept.take("allocations", f"N1,2002,{paid_on},9000.00\n")
    office = DeskOffice(kept.sit("eva", as_of))
    made = office.board("week", "", "NOK")
    assert (made.currency, made.columns[3]) == ("EUR", 100_000)
    with pytest.raises(Misused, match="nothing is open in NOK; known are EUR"):
        board.board(kept.desk, currency="NOK")


def test_the_book_s_own_currency_gives_way_where_nothing_is_open_in_it(
    kept: DeskBook,
) -> None:
    """C1 has a next step in EUR, so the account is kept though all of it is paid."""
    log.record(kept.sit("anna"), "C1/EUR", "s 2026-07-10 thank them")
    rows = [row.split(",") for row in LEDGER.strip().split("\n")]
    paid_ = [",".join([*row[:7], "0.00"]) for row in rows if row[5] == "EUR"]
    kept.take("items", "\n".join(paid_) + "\n")
    made = board.board(kept.sit("eva"))
    assert (made.currency, made.currencies) == ("NOK", ("NOK", "EUR"))
    assert board.board(kept.desk, currency="EUR").balance == 0


def test_receipts_wait_until_they_are_matched(kept: DeskBook) -> None:
    worked(kept)
    matching.match(kept.sit(kept.me), "P1", ["1001"])
    made = board.board(kept.desk, scope="all")
    assert not [each for each in made.attention if each.area == "cash"]


def test_conditions_in_sql_are_those_of_the_domain(kept: DeskBook) -> None:
    worked(kept)
    assert list(views.CONDITIONS) == list(CONDITIONS)
    office = DeskOffice(kept.desk)
    everybody = queue.rows(kept.desk, scope="all", limit=None, listed=False)
    for name, holds in CONDITIONS.items():
        office.queue(f"is:{name} off:show owner:all")
        found = [row for row in office.queue_rows(0, 99) if row is not None]
        expected = {
            (r.customer, r.currency) for r in everybody if holds(r, kept.desk.today)
        }
        assert {(row.customer, row.currency) for row in found} == expected, name


def test_columns_by_label_or_place() -> None:
    assert parse("in:31-60").column == parse("in:b2").column == 2


def test_an_unknown_period_or_currency_is_refused(kept: DeskBook) -> None:
    with pytest.raises(
        Misused, match="'year' is no period of the board: week, month, quarter"
    ):
        board.board(kept.desk, name="year")
    with pytest.raises(Misused, match="nothing is open in SEK; known are EUR, NOK"):
        board.board(kept.desk, currency="SEK")


@pytest.mark.parametrize(
    ("name", "now", "before"),
    [
        ("week", ("2026-06-29", "2026-06-30"), ("2026-06-22", "2026-06-28")),
        ("month", ("2026-06-01", "2026-06-30"), ("2026-05-01", "2026-05-31")),
        ("quarter", ("2026-04-01", "2026-06-30"), ("2026-01-01", "2026-03-31")),
    ],
)
def test_periods(name: str, now: tuple[str, str], before: tuple[str, str]) -> None:
    today = date(2026, 6, 30)
    assert period(name, today) == Window(*map(date.fromisoformat, now))
    assert period_before(name, today) == Window(*map(date.fromisoformat, before))
