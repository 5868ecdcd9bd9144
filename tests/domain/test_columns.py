"""What is pending, taken off an account's columns: what is left, and what is to ask for."""

from __future__ import annotations

from datetime import date

from builders import M

from ledgerlane.domain.aging import Buckets
from ledgerlane.domain.columns import Columns, less_pending, to_ask
from ledgerlane.domain.pending import CASH, Pending, unmatched
from ledgerlane.domain.requests import WRITE_OFF

TODAY = date(2026, 7, 1)
LEDGER = Columns(25_000, 50_000, 0, 100_000, 4_000, 1_000)


def line(amount: str, due: date | None = None, item: str = "", kind: str = CASH) -> Pending:
    return Pending("RC-1", item, kind, M(amount), TODAY, due)


PENDING = (
    line("400.00 EUR", date(2026, 4, 20), "erp/1001"),
    line("600.00 EUR"),
    line("-10.00 EUR"),
    line("40.00 EUR", date(2026, 1, 1), "erp/1003", WRITE_OFF),
    line("7.00 NOK"),
)


def test_what_is_for_an_item_lowers_its_column_and_the_rest_is_unapplied() -> None:
    left = less_pending(LEDGER, PENDING, "EUR", TODAY, Buckets())
    assert left == Columns(25_000, 50_000, 0, 60_000, 0, 60_000)
    balance = sum(LEDGER[:5]) - LEDGER.unapplied
    assert balance == 178_000
    assert sum(left[:5]) - left.unapplied == balance - 103_000


def test_what_is_posted_for_no_item_is_not_asked_for_the_oldest_first() -> None:
    left = less_pending(LEDGER, PENDING, "EUR", TODAY, Buckets())
    assert unmatched(PENDING, "EUR") == 60_000
    assert to_ask(left, 60_000) == Columns(25_000, 50_000, 0, 0, 0, 0)
    assert to_ask(left, 75_000) == Columns(25_000, 35_000, 0, 0, 0, -15_000)
    assert to_ask(left, 200_000) == Columns(0, 0, 0, 0, 0, -75_000)
