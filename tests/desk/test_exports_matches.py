"""`sync export allocations`: what was matched here, so that somebody can post it in the books."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import date
from random import Random
from typing import Any

import pytest
from builders import M
from desk_book import DeskBook

from ledgerlane.desk import cash, exports, matching
from ledgerlane.domain.cash import fold
from ledgerlane.domain.money import Money


def exported(kept: DeskBook, **more: Any) -> list[dict[str, str]]:
    file = io.StringIO()
    count = exports.export(kept.sit(kept.me), "allocations", file, **more)
    rows = list(csv.DictReader(io.StringIO(file.getvalue())))
    assert len(rows) == count
    return rows


def post(kept: DeskBook, amount: str, customer: str | None = "C1", **more: Any) -> str:
    return cash.post(kept.sit("tom"), M(amount), customer=customer, again=True, **more)


def test_cash_credit_notes_and_discounts_of_a_receipt(kept: DeskBook) -> None:
    kept.take("items", "CN1,C1,Nordvik Bygg AS,2026-06-01,2026-06-01,EUR,-100.00,-100.00")
    receipt = post(kept, "1200.00 EUR", reference="KID 7", value_date=date(2026, 6, 29))
    matching.match(kept.desk, receipt, ["1001", "CN1", "1002=300.00"])
    rows = exported(kept)
    short = [
        (r["receipt"], r["reference"], r["value_date"], r["customer"], r["document"], r["credit_note"],
         r["cash"], r["currency"], r["matched_on"], r["matched_by"], r["rule"])
        for r in rows
    ]  # fmt: skip
    same = ("EUR", "2026-06-30", "tom", "by hand")
    whose = (receipt, "KID 7", "2026-06-29", "C1")
    assert short == [
        (*whose, "1001", "", "1000.00", *same),
        (*whose, "", "CN1", "-100.00", *same),
        (*whose, "1002", "", "300.00", *same),
    ]
    assert {row["state"] for row in rows} == {"posted"}


def test_what_was_taken_back_and_what_bounced_is_not_in_it(kept: DeskBook) -> None:
    one, two = post(kept, "100.00 EUR"), post(kept, "200.00 EUR")
    matching.match(kept.desk, one, ["1001"])
    matching.match(kept.desk, two, ["1001=200.00"])
    assert sorted(row["cash"] for row in exported(kept)) == ["100.00", "200.00"]
    cash.unmatch(kept.sit("tom"), one, why="wrong")
    assert [(r["receipt"], r["cash"]) for r in exported(kept)] == [(two, "200.00")]
    cash.reverse(kept.sit("tom"), two, "no cover")
    assert exported(kept) == []


def test_the_books_own_receipt_goes_by_the_books_number_and_since_leaves_out_what_is_older(
    kept: DeskBook,
) -> None:
    kept.take("receipts", "P8,C1,2026-06-29,EUR,500.00,500.00,KID 9")
    matching.match(kept.sit("tom"), "P8", ["1002"])
    kept.clock.turn(date(2026, 7, 2))
    later = post(kept, "250.00 EUR")
    matching.match(kept.desk, later, ["1003"])
    rows = exported(kept)
    assert [(r["receipt"], r["payment"], r["reference"], r["document"], r["state"]) for r in rows] == [
        (later, "", "", "1003", "posted"), ("ledger/P8", "P8", "KID 9", "1002", "in the books"),
    ]  # fmt: skip
    assert [r["document"] for r in exported(kept, since=date(2026, 7, 1))] == ["1003"]


def test_a_posted_receipt_that_the_books_show_has_their_number(kept: DeskBook) -> None:
    receipt = post(kept, "500.00 EUR", reference="KID 7")
    matching.match(kept.desk, receipt, ["1002"])
    kept.take("receipts", "P8,C1,2026-06-30,EUR,500.00,500.00,KID 7")
    (row,) = exported(kept)
    assert (row["receipt"], row["payment"], row["state"], row["cash"]) == (
        receipt, "P8", "in the books", "500.00",
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
def test_each_receipt_and_item_sums_to_what_matching_says(
    kept: DeskBook, seed: int
) -> None:
    chance = Random(seed)
    for _ in range(6):
        receipt = post(kept, f"{chance.choice((100, 250, 300))}.00 EUR")
        for number in chance.sample(["1001", "1002", "1003"], 2):
            minor = chance.randrange(1, 6_000)
            matching.match(
                kept.desk, receipt, [f"{number}={minor // 100}.{minor % 100:02}"]
            )
        if chance.random() < 0.3:
            cash.unmatch(kept.desk, receipt)
    said = Counter[tuple[str, str]]()
    for row in cash.list_(kept.desk):
        made = fold(kept.events(f"receipt:{row.receipt}"))
        assert made is not None
        for match in made.matches:
            for line in match.lines:
                said[row.receipt, line.item.removeprefix("ledger/")] += line.cash.minor
    found, used = Counter[tuple[str, str]](), Counter[str]()
    for each in exported(kept):
        minor = Money.parse(f"{each['cash']} EUR").minor
        found[each["receipt"], each["document"]] += minor
        used[each["receipt"]] += minor
    assert found == said
    assert used == {
        row.receipt: row.matched for row in cash.list_(kept.desk) if row.matched
    }


def test_as_a_workbook_and_as_lines(kept: DeskBook) -> None:
    receipt = post(kept, "500.00 EUR")
    matching.match(kept.desk, receipt, ["1002"])
    file = io.StringIO()
    assert exports.export(kept.desk, "allocations", file, format="jsonl") == 1
    assert '"document":"1002"' in file.getvalue()
