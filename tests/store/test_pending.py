"""Approved here, not yet shown by the ledger: apart, netted on request, cleared by the books."""

from __future__ import annotations

from pathlib import Path

import pytest
from builders import TODAY, M
from small_book import SmallBook

from ledgerlane.domain import write_offs
from ledgerlane.domain.events import RequestApproved, WriteOffRequested, WriteOffReversed
from ledgerlane.domain.policy import DEFAULT
from ledgerlane.store import accounts, queue, requests, rows
from ledgerlane.store.lens import lens
from ledgerlane.store.verify import verify

AGG = "request:WO-1"


@pytest.fixture
def book(tmp_path: Path) -> SmallBook:
    """One customer with one old item of 500.00, all of which sam lets anna write off 300.00."""
    book = SmallBook(tmp_path / "a.book")
    book.item(book.customer("1001", "Acme"), 100, "500.00 EUR", number="I1")
    book.refresh()
    book.record(AGG, asked(book))
    return book


def asked(book: SmallBook) -> WriteOffRequested:
    [item] = rows.items_named(book.store.db, ["erp/I1"], lens(book.store, TODAY))
    return write_offs.request(
        "WO-1", "erp/1001", [(item, M("300.00 EUR"))], "barred", DEFAULT, TODAY
    )


def approve(book: SmallBook) -> None:
    digest = requests.load(book.store, "WO")[0].digest
    book.record(AGG, RequestApproved(on=TODAY, request="WO-1", digest=digest), actor="sam")


def pending(book: SmallBook) -> list[int]:
    return [row[0] for row in book.store.db.execute("SELECT minor FROM pending")]


def test_a_request_that_waits_for_a_part_leaves_the_rest_on_the_list(
    book: SmallBook,
) -> None:
    [row] = queue.page(book.store, queue.View())
    assert (row.status, row.overdue, row.pending) == ("WOF", 50_000, 0)
    [line] = requests.requests(book.store, state="waiting")
    assert (line.id, line.number, line.minor, line.asked_by) == (
        "WO-1",
        "1001",
        30_000,
        "anna",
    )


def test_pending_is_apart_from_the_balance_and_taken_off_on_request(
    book: SmallBook,
) -> None:
    approve(book)
    [ledger] = accounts.aging(book.store, TODAY)
    [net] = accounts.aging(book.store, TODAY, net=True)
    assert (ledger.b4, ledger.balance, ledger.pending) == (50_000, 50_000, 30_000)
    assert (net.b4, net.balance, net.pending) == (20_000, 20_000, 30_000)
    [row] = queue.page(book.store, queue.View())
    assert (row.pending, row.overdue) == (30_000, 20_000)


@pytest.mark.parametrize(
    ("opened", "left"),
    [
        ("500.00 EUR", [30_000]),
        ("350.00 EUR", [30_000]),  # not our 300: the customer paid 150
        ("200.00 EUR", []),
        ("0.00 EUR", []),
    ],
)
def test_what_the_books_take_off_is_not_pending_any_more(
    book: SmallBook, opened: str, left: list[int]
) -> None:
    approve(book)
    book.import_again("I1", opened)
    assert pending(book) == left
    assert verify(book.store, DEFAULT, TODAY, deep=True) == []


def test_a_reversal_ends_it(book: SmallBook) -> None:
    approve(book)
    book.record(
        AGG,
        WriteOffReversed(on=TODAY, request="WO-1", reason="paid after all"),
        actor="sam",
    )
    assert pending(book) == []
    assert requests.requests(book.store)[0].state == "reversed"


def test_a_request_lapses_when_its_item_changes_and_lives_again_when_it_is_as_it_was(
    book: SmallBook,
) -> None:
    book.import_again("I1", "499.99 EUR")
    assert requests.requests(book.store)[0].state == "lapsed"
    assert queue.page(book.store, queue.View())[0].status == ""
    book.import_again("I1", "500.00 EUR")
    assert requests.requests(book.store)[0].state == "waiting"
