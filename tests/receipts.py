"""Receipts and the open items they may be for, as tests of matching say them."""

from __future__ import annotations

from datetime import date, timedelta

from builders import TODAY, M

from ledgerlane.domain.matching import Found, Incoming
from ledgerlane.domain.settling import OpenItem

MINE = "erp/1001"


def owed(
    number: str, amount: str, late: int = 10, *, kind: str = "", terms: str = "",
    customer: str = MINE, issued: date | None = None,
) -> OpenItem:  # fmt: skip
    due = TODAY - timedelta(days=late)
    money = M(amount)
    return OpenItem(
        f"erp/{number}", number, kind or ("credit_note" if money.minor < 0 else "invoice"),
        customer, issued or due - timedelta(days=30), due, money, terms, customer[4:],
    )  # fmt: skip


def cash(
    amount: str, text: str = "", customer: str = MINE, payer: str = "", on: date = TODAY
) -> Incoming:
    return Incoming("RC-1", M(amount), on, customer, "", text, payer)


def lines(found: Found) -> list[tuple[str, int, int, int]]:
    assert found.matching is not None, found.rule
    return [
        (line.item[4:], line.cash.minor, line.discount.minor, line.tolerance.minor)
        for line in found.matching.lines
    ]
