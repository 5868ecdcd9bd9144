"""The published settlements of 700 over four items, with and without a priority of kinds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from builders import M

from ledgerlane.domain.policy import Cash
from ledgerlane.domain.settling import OpenItem, spread

OPEN = [("D1", "invoice", "2026-08-15", 100), ("D2", "invoice", "2026-09-01", 250),
        ("D3", "invoice", "2026-10-15", 500), ("D4", "interest", "2026-10-15", 7)]  # fmt: skip


@pytest.mark.parametrize(
    ("order", "paid"),
    [
        (("fee", "charge", "interest"), {"D4": 7, "D1": 100, "D2": 250, "D3": 343}),
        ((), {"D1": 100, "D2": 250, "D3": 350}),
    ],
)
def test_seven_hundred_over_three_invoices_and_interest(
    order: tuple[str, ...], paid: dict[str, int]
) -> None:
    """golden_metrics.json: settlement with priority; settlement default by due date."""
    items = [
        OpenItem(ref, ref, kind, "erp/1", date(2026, 8, 1), date.fromisoformat(due), M(f"{units}.00 EUR"))
        for ref, kind, due, units in OPEN
    ]  # fmt: skip
    found = spread(M("700.00 EUR"), items, replace(Cash(), order=order))
    assert found is not None
    assert {line.item: line.cash.minor // 100 for line in found.lines} == paid
    assert found.cash == 70_000
