"""Receipts by short names, the bank's own reference, or any part that one alone has."""

from __future__ import annotations

from datetime import date

import pytest
from builders import M
from desk_book import DeskBook

from ledgerlane.cli.words import cash as words
from ledgerlane.desk import cash, imports, matching
from ledgerlane.domain.errors import Refused, Twice

ROWS = """\
payment_id,customer_id,value_date,currency,amount,unapplied
021/123456789:2026-05-27:500.00EUR:BK002,,2026-05-27,EUR,500.00,500.00
021/123456789:2026-05-28:500.00EUR:BK003,,2026-05-28,EUR,500.00,500.00
021/123456789:2026-05-29:80.00EUR:BK003,,2026-05-29,EUR,80.00,80.00
021/123456789:2026-05-30:70.00EUR,,2026-05-30,EUR,70.00,70.00
P8,C1,2026-05-30,EUR,60.00,60.00
"""


@pytest.fixture
def bank(kept: DeskBook) -> DeskBook:
    file = kept.folder / "bank.csv"
    file.write_text(ROWS)
    imports.import_files(kept.sit(kept.me), [file], profile="generic", source="bank")
    kept.sit("tom")
    return kept


def test_the_worklist_shows_what_may_be_typed(bank: DeskBook) -> None:
    found = matching.worklist(bank.desk)
    refs = [each.cash.ref for each in found]
    short = cash.short_names(bank.desk, refs)
    assert [short[ref] for ref in refs] == [
        "BK002", "2026-05-28:500.00EUR:BK003", "2026-05-29:80.00EUR:BK003", "2026-05-30:70.00EUR", "P8",
    ]  # fmt: skip
    assert next(iter(words.unmatched_lines(found, short))).startswith(
        "BK002  2026-05-27  500.00 EUR"
    )
    for ref in refs:
        with pytest.raises(Refused, match=ref.replace("/", ".")):
            matching.match(bank.desk, short[ref])


def test_the_banks_reference_or_any_part_that_one_has_will_do(bank: DeskBook) -> None:
    assert matching.match(bank.desk, "BK002", ["1002"]).startswith(
        "bank/021/123456789:2026-05-27"
    )
    assert matching.match(bank.desk, "05-28:500", ["1001"]).endswith("1001 500.00 EUR")
    with pytest.raises(
        Refused,
        match=r"'BK003' can mean several receipts: 2026-05-28:500.00EUR:BK003, 2026-05-29",
    ):
        matching.match(bank.desk, "BK003")
    with pytest.raises(Refused, match="there is no receipt 'BK9'"):
        matching.match(bank.desk, "BK9")
    rows = {row.receipt: row for row in cash.list_(bank.desk)}
    short = cash.short_names(bank.desk, rows)
    assert sorted(words.cells(row, short)[0] for row in rows.values()) == [
        "2026-05-28:500.00EUR:BK003", "BK002",
    ]  # fmt: skip


def test_one_posted_for_a_later_day_makes_no_name_ambiguous(kept: DeskBook) -> None:
    first = cash.post(kept.sit("tom"), M("100.00 EUR"), customer="C1")
    kept.clock.turn(date(2026, 7, 3))
    second = cash.post(kept.sit("tom"), M("200.00 EUR"), customer="C1")
    with pytest.raises(Refused, match="can mean several receipts"):
        matching.match(kept.desk, "RC-", ["1001"])
    desk = kept.sit("tom", as_of=date(2026, 6, 30))
    assert (
        matching.match(desk, "RC-", ["1001"])
        == f"{first} matched, by hand: 1001 100.00 EUR"
    )
    assert second not in first


def test_money_in_a_currency_that_nobody_owes_is_asked_about(kept: DeskBook) -> None:
    desk = kept.sit("tom")
    with pytest.raises(Twice, match=r"C3 owes nothing in USD, only in EUR$"):
        cash.post(desk, M("12.50 USD"), customer="C3")
    assert cash.post(desk, M("12.50 USD"), customer="C3", again=True).startswith("RC-")
    assert cash.post(desk, M("12.50 USD"), customer="C4").startswith(
        "RC-"
    )  # who owes nothing
