"""Disputes: an amount of an item, its answer, and what the worklist shows of it."""

from __future__ import annotations

import pytest
from builders import M
from desk_book import DeskBook

from ledgerlane.desk import care, disputes, log
from ledgerlane.domain.errors import NotPermitted, Refused


def test_a_dispute_of_all_that_can_be_collected(kept: DeskBook) -> None:
    desk = kept.sit("anna")
    first = disputes.open_(desk, "C1", "1001", M("400.00 EUR"), note="wrong price")
    second = disputes.open_(desk, "C1", "1001", reason="quality")
    rows = {row.id: (row.minor, row.state) for row in disputes.list_(desk)}
    assert rows == {first: (40_000, "open"), second: (60_000, "open")}
    assert desk.store.db.execute(
        "SELECT disputed, overdue FROM queue WHERE number = 'C1'"
    ).fetchone() == (100_000, 150_000)
    with pytest.raises(Refused):
        disputes.open_(desk, "C1", "1001", reason="again")
    assert care.verify(desk, deep=True) == []


def test_the_answer_comes_once_and_from_those_who_may(kept: DeskBook) -> None:
    dispute = disputes.open_(kept.sit("anna"), "C1", "1002", reason="quality")
    with pytest.raises(NotPermitted, match="tom may not answer a dispute"):
        disputes.settle(kept.sit("tom"), dispute, "upheld")
    with pytest.raises(Refused, match="'maybe' is no answer"):
        disputes.settle(kept.sit("sam"), dispute, "maybe")
    disputes.settle(kept.desk, dispute, "rejected", "goods were as ordered")
    (row,) = disputes.list_(kept.desk)
    assert row.state == "rejected"
    assert disputes.list_(kept.desk, state="open") == []
    with pytest.raises(Refused, match="already rejected"):
        disputes.settle(kept.desk, dispute, "upheld")


@pytest.mark.parametrize(
    ("item", "amount", "words"),
    [
        ("9999", "1.00 EUR", "C1 has no open item '9999'"),
        ("1002", "500.01 EUR", r"Only 500\.00 EUR of 1002"),
        ("1002", "10.00 NOK", "1002 is in EUR"),
        ("1002", "-1.00 EUR", "above zero"),
    ],
)
def test_what_cannot_be_disputed(
    kept: DeskBook, item: str, amount: str, words: str
) -> None:
    with pytest.raises(Refused, match=words):
        disputes.open_(kept.sit("anna"), "C1", item, M(amount), note="why")
    assert kept.facts("customer:ledger/C1") == []


def test_a_dispute_without_words_is_refused(kept: DeskBook) -> None:
    with pytest.raises(Refused, match="Say what is disputed"):
        disputes.open_(kept.sit("anna"), "C1", "1002")


def test_all_of_an_account_is_what_is_not_yet_disputed(kept: DeskBook) -> None:
    desk = kept.sit("anna")
    disputes.open_(desk, "C1", "1001", M("400.00 EUR"), note="wrong price")
    before = disputes.list_(desk)[0].minor
    log.record(desk, "C1", "d all pallets broken")
    found = [row.minor for row in disputes.list_(desk)]
    assert (before, sum(found)) == (40_000, 175_000)


def test_an_item_that_is_disputed_in_part_is_disputed_for_its_rest(kept: DeskBook) -> None:
    desk = kept.sit("anna")
    disputes.open_(desk, "C1", "1001", M("400.00 EUR"), note="wrong price")
    log.record(desk, "C1", "d #1001 pallets broken")
    assert sorted(row.minor for row in disputes.list_(desk)) == [40_000, 60_000]
    with pytest.raises(Refused, match="all of it is disputed already"):
        log.record(desk, "C1", "d #1001 and again")
