"""What the forecast reads: open accounts with promises, plans, disputes, credit; and what came."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from builders import TODAY, M
from small_book import SmallBook

from ledgerlane.domain.events import (
    DisputeOpened,
    InstalmentTerms,
    PlanAccepted,
    PlanItem,
    PlanProposed,
    PromiseMade,
)
from ledgerlane.domain.forecast import Named, OpenItem, Owing
from ledgerlane.domain.policy import DEFAULT
from ledgerlane.store import forecast, patterns
from ledgerlane.store.lens import EVERYBODY, lens
from ledgerlane.store.worked import Question

NOW = TODAY.toordinal()


@pytest.fixture
def book(tmp_path: Path) -> SmallBook:
    return SmallBook(tmp_path / "a.book")


def read(book: SmallBook, days_ago: int = 0) -> list[tuple[str, Owing]]:
    day = TODAY - timedelta(days=days_ago)
    ask = Question(lens(book.store, day), day, DEFAULT, day)
    habits = patterns.patterns(book.store.db, EVERYBODY, ask.lens)
    return list(forecast.accounts(book.store, ask, habits))


def test_an_untouched_account_is_its_items_and_credit(book: SmallBook) -> None:
    acme = book.customer("A")
    book.item(acme, 40, "500.00 EUR", opened="300.00 EUR")
    book.item(acme, -5, "70.00 EUR")
    book.item(acme, 3, "-20.00 EUR")
    book.receipt(acme, TODAY, "10.00 EUR", unapplied="4.00 EUR")
    paid = book.item(acme, 60, "80.00 EUR", opened="0.00 EUR")
    day = TODAY - timedelta(days=48)
    book.pay(paid, book.receipt(acme, day, "80.00 EUR"), day, "80.00 EUR")
    assert read(book) == [
        ("EUR", Owing((OpenItem(NOW - 40, 30_000), OpenItem(NOW + 5, 7_000)), 2_400, last=(12,), customer=acme)),
    ]  # fmt: skip
    # fifty days ago the paid one was open and nothing was known of how they pay
    assert read(book, 50) == [
        ("EUR", Owing((OpenItem(NOW - 40, 30_000), OpenItem(NOW - 60, 8_000)), customer=acme)),
    ]  # fmt: skip


def test_promises_plans_and_disputes_of_ours(book: SmallBook) -> None:
    acme = book.customer("A")
    book.item(acme, 40, "500.00 EUR", number="OLD")
    book.item(acme, 10, "90.00 EUR", number="NEW", disputed=1_000)
    book.refresh()
    start = TODAY - timedelta(days=5)
    terms = tuple(
        InstalmentTerms(TODAY + timedelta(days=by), M("115.00 EUR"), M("10.00 EUR"), M("5.00 EUR"))
        for by in (10, 40)
    )  # fmt: skip
    book.record(
        "plan:PLN-1",
        PlanProposed(on=start, plan="PLN-1", customer="erp/A",
                     items=(PlanItem("erp/OLD", M("200.00 EUR")),), instalments=terms),
        PlanAccepted(on=start, plan="PLN-1"),
    )  # fmt: skip
    book.record(
        "customer:erp/A",
        PromiseMade(on=start, promise="P1", amount=M("60.00 EUR"),
                    due=TODAY + timedelta(days=3), items=("erp/NEW",)),
        DisputeOpened(on=start, dispute="D1", item="erp/OLD", amount=M("50.00 EUR")),
    )  # fmt: skip
    ((_, found),) = read(book)
    assert found.items == (
        OpenItem(NOW - 40, 50_000, 5_000, 0, "erp/OLD"), OpenItem(NOW - 10, 9_000, 0, 0, "erp/NEW"),
    )  # fmt: skip
    assert found.named == (
        Named("plan", NOW + 10, 11_500, ("erp/OLD",), 1_500), Named("plan", NOW + 40, 11_500, ("erp/OLD",), 1_500),
        Named("promise", NOW + 3, 6_000, ("erp/NEW",)),
    )  # fmt: skip
    assert read(book, 6)[0][1].named == ()  # before anybody said so


def test_the_book_s_lateness_with_what_is_unpaid_since(book: SmallBook) -> None:
    acme, new = book.customer("A"), book.customer("B")
    for late in (50, 30):
        item = book.item(acme, late, "80.00 EUR", opened="0.00 EUR")
        day = TODAY - timedelta(days=late - 7)
        book.pay(item, book.receipt(acme, day, "80.00 EUR"), day, "80.00 EUR")
    book.item(acme, 40, "1.00 EUR")
    book.item(acme, 90, "1.00 EUR")  # from before those they paid: of another time
    book.item(new, 5, "1.00 EUR")
    ask = Question(lens(book.store, TODAY), TODAY, DEFAULT)
    habits = patterns.patterns(book.store.db, EVERYBODY, ask.lens)
    tail = forecast.tail(book.store.db, ask, habits)
    assert tail.known_to is None  # four invoices are no evidence
    assert tail.masses == []
    book.refresh()
    assert patterns.stored(book.store.db, EVERYBODY) == habits


def test_what_came_is_what_was_used_for_documents_of_that_day(book: SmallBook) -> None:
    acme = book.customer("A")
    old = book.item(acme, 40, "80.00 EUR", opened="0.00 EUR")
    new = book.item(acme, -20, "90.00 EUR", opened="0.00 EUR", issued=TODAY - timedelta(days=4))  # fmt: skip
    for item, back, amount in ((old, 9, "30.00 EUR"), (old, 3, "50.00 EUR"), (new, 2, "90.00 EUR")):  # fmt: skip
        day = TODAY - timedelta(days=back)
        book.pay(item, book.receipt(acme, day, amount), day, amount)
    then = lens(book.store, TODAY - timedelta(days=8))
    assert forecast.came(book.store.db, then, TODAY) == {("EUR", NOW - 3): 5_000}
