"""What is free of an item: one answer for placements, suits and plans."""

from __future__ import annotations

from datetime import date

from builders import M, item

from ledgerlane.domain.account import Item
from ledgerlane.domain.disputes import Dispute
from ledgerlane.domain.free import EVERYTHING, PROMISE, Known, being_given_up, free_of
from ledgerlane.domain.money import Money
from ledgerlane.domain.pending import Pending
from ledgerlane.domain.plan_facts import PlanItem
from ledgerlane.domain.promises import Promise
from ledgerlane.domain.requests import Request

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


def test_a_write_off_that_is_asked_for_leaves_the_rest_of_the_item_free() -> None:
    debt, other = item(45, "100.00 EUR"), item(30, "50.00 EUR")
    part, whole = (
        asked("WO-1", [(debt, M("40.00 EUR"))]), asked("WO-2", [(other, M("50.00 EUR"))]),
    )  # fmt: skip
    paid = Pending("RC-1", debt.ref, "cash", M("20.00 EUR"), TODAY)
    free = free_of([debt, other], Known(pending=(paid,), requests=(part, whole)), TODAY)
    assert free[debt.ref].undisputed == M("40.00 EUR")
    assert free[debt.ref].why_not() == ""
    assert free[other.ref].undisputed == M("0.00 EUR")
    assert free[other.ref].why_not() == "WO-2 waits for a decision"
    assert [(each.item, each.amount) for each in being_given_up(free, TODAY)] == [
        (debt.ref, M("40.00 EUR")), (other.ref, M("50.00 EUR")),
    ]  # fmt: skip


def asked(name: str, items: list[tuple[Item, Money]]) -> Request:
    """A write-off that waits."""
    lines = tuple(PlanItem(each.ref, amount) for each, amount in items)
    return Request(
        id=name, customer="erp/1", items=lines, reason="uneconomic", digest="d", evidence=(),
        tax_relief=False, note="", asked_by="anna", asked_on=TODAY, asked_t=1,
    )  # fmt: skip


def test_what_is_no_debt_is_not_free() -> None:
    credit = item(45, "-10.00 EUR")
    assert free_of([credit], Known(), TODAY) == {}
