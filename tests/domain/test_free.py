"""What is free of an item: one answer for placements, suits and plans."""

from __future__ import annotations

from datetime import date

from builders import M, item

from ledgerlane.domain.disputes import Dispute
from ledgerlane.domain.free import EVERYTHING, PROMISE, Known, free_of
from ledgerlane.domain.pending import Pending
from ledgerlane.domain.promises import Promise

TODAY = date(2026, 6, 30)


def test_what_is_contested_pending_and_promised_is_told_apart() -> None:
    debt = item(45, "100.00 EUR")
    dispute = Dispute(
        id="DI-1", item=debt.ref, amount=M("30.00 EUR"), opened_on=TODAY, reason="price",
        actor="anna",
    )  # fmt: skip
    account = Dispute(
        id="DI-2", item="", amount=M("15.00 EUR"), opened_on=TODAY, reason="price", actor="anna"
    )  # fmt: skip
    paid = Pending("RC-1", debt.ref, "cash", M("20.00 EUR"), TODAY)
    promise = Promise(
        id="PR-1", amount=M("10.00 EUR"), due=date(2026, 7, 3), items=(), made_on=TODAY, t=1,
        actor="anna",
    )  # fmt: skip
    known = Known((dispute, account), (paid,), (promise,))
    free = free_of([debt], known, TODAY)[debt.ref]
    assert free.unsettled == M("80.00 EUR")
    assert free.claimable == M("80.00 EUR")  # a court hears what is contested
    assert free.undisputed == M("35.00 EUR")  # an agency does not
    assert free.why_not((PROMISE,)).startswith("10.00 EUR are promised by 03 Jul")
    assert free.why_not(set(EVERYTHING) - {PROMISE}) == ""


def test_what_is_no_debt_is_not_free() -> None:
    credit = item(45, "-10.00 EUR")
    assert free_of([credit], Known(), TODAY) == {}
