"""The cash forecast of a book in which our people posted, matched and gave up: each amount once."""

from __future__ import annotations

from datetime import date

import pytest
from builders import M
from desk_book import LEDGER, DeskBook

from ledgerlane.desk import (
    accounts,
    approvals,
    cash,
    foresight,
    log,
    matching,
    requests,
    write_offs,
)
from ledgerlane.desk.desk import Desk
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.forecast import Forecast


def euros(desk: Desk) -> Forecast:
    return next(each for each in foresight.cash_forecast(desk) if each.currency == "EUR")


def test_what_was_posted_and_matched_here_has_come_and_is_not_given_up(
    kept: DeskBook,
) -> None:
    """1,000.00 is matched to 1001; 300.00 is posted and for no document yet."""
    before = euros(kept.sit("anna"))
    assert (before.open, before.covered, before.never) == (209_000, 0, 36_262)
    receipt = cash.post(kept.sit("tom"), M("1000.00 EUR"), customer="C1", remittance="1001")
    matching.match(kept.desk, receipt)
    cash.post(kept.desk, M("300.00 EUR"), customer="C1")
    found = euros(kept.desk)
    assert (found.open, found.covered) == (209_000, 130_000)
    assert found.total + found.never == 79_000
    assert found.never < before.never


def test_a_receipt_of_the_ledger_that_is_matched_here_is_not_counted_twice(
    kept: DeskBook,
) -> None:
    """P1 lies unapplied in the ledger; what it was matched to pays with that money."""
    kept.take("payments", "P1,C1,2026-06-20,EUR,600.00,600.00\n")
    assert euros(kept.sit("tom")).covered == 60_000
    matching.match(kept.desk, "P1", ["1001=400.00"])
    found = euros(kept.desk)
    assert (found.open, found.covered) == (209_000, 60_000)
    assert found.total + found.never == 149_000


def test_what_is_disputed_of_the_account_waits_for_its_answer(kept: DeskBook) -> None:
    """1,200.00 of C1, nobody says of which: 1001 and 200.00 of 1002, the oldest."""
    before = euros(kept.sit("anna"))
    log.record(kept.desk, "C1", "d 1200= goods not as ordered")
    found = euros(kept.desk)
    assert (before.disputed, found.disputed, found.in_court) == (0, 120_000, 0)
    assert found.total + found.never == found.open == before.open
    assert found.never < before.never
    log.record(kept.desk, "C1", "d 100= #1001 ; late delivery")
    assert euros(kept.desk).disputed == 130_000
    receipt = cash.post(kept.sit("tom"), M("1000.00 EUR"), customer="C1", remittance="1001")
    matching.match(kept.desk, receipt)
    assert euros(kept.desk).disputed == 75_000  # all that is left


def test_what_was_approved_is_never_expected(kept: DeskBook) -> None:
    desk = kept.sit("anna", date(2026, 6, 1))
    before = euros(desk)
    request = write_offs.request(desk, "C3/EUR", ["3001"], "uncollectible")
    desk = kept.sit("sam", date(2026, 6, 1))
    approvals.approve(desk, request, requests.shown(desk, request).digest)
    found = euros(desk)
    assert found.open == before.open
    assert 0 < found.never - before.never <= 4_000


def test_an_estimate_without_a_past_is_refused(kept: DeskBook) -> None:
    """C4's 75.00 were paid; nothing was written after that and paid, too."""
    with pytest.raises(Refused, match="nothing to test the estimate on: no invoices were settled by 2026-06-30"):  # fmt: skip
        foresight.estimate_backtest(kept.desk)
    kept.take("payments", "P1,C4,2026-03-01,EUR,75.00,0.00\n")
    kept.take("allocations", "P1,4001,2026-03-01,75.00\n")
    with pytest.raises(Refused, match="1 invoice was settled by 2026-06-30, and of the last 30 % of them"):  # fmt: skip
        foresight.estimate_backtest(kept.desk)


def test_no_estimate_is_made_of_what_is_paid_and_not_in_the_books_yet(
    kept: DeskBook,
) -> None:
    kept.take(
        "items", LEDGER + "2999,C2,Hansen & Sønn,2026-01-02,2026-02-01,NOK,10.00,0.00\n"
    )
    kept.take("payments", "P9,C2,2026-02-03,NOK,10.00,0.00\n")
    kept.take("allocations", "P9,2999,2026-02-03,10.00\n")

    def estimated() -> list[str]:
        return sorted(
            each.item.number for each in foresight.item_estimates(kept.desk, "C1")
        )

    before = estimated()
    assert "1001" in before
    receipt = cash.post(kept.sit("tom"), M("1000.00 EUR"), customer="C1", remittance="1001")
    matching.match(kept.desk, receipt, ["1001"])
    assert estimated() == [number for number in before if number != "1001"]
    view = accounts.show(kept.desk, "C1")
    assert {ref.rpartition("/")[2] for ref in view.estimates} == set(estimated())
