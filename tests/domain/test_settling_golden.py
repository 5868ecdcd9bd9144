"""The published settlements of 700 over four items, with and without a priority of kinds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from builders import M
from shared import golden_metric, needs_shared

from ledgerlane.domain.policy import Cash
from ledgerlane.domain.settling import OpenItem, spread

PRIORITY, BY_DUE_DATE = "settlement with priority", "settlement default by due date"


@needs_shared
@pytest.mark.parametrize(
    ("name", "order", "paid"),
    [
        (PRIORITY, ("fee", "charge", "interest"), {"interest": 7, "inv1": 100, "inv2": 250, "inv3": 343}),
        (BY_DUE_DATE, (), {"inv1": 100, "inv2": 250, "inv3": 350}),
    ],
)  # fmt: skip
def test_seven_hundred_over_three_invoices_and_interest(
    name: str, order: tuple[str, ...], paid: dict[str, int]
) -> None:
    row = golden_metric(name)
    assert row["inputs"]["payment"] == 700
    assert all(f"{item} {units}" in row["printed"] for item, units in paid.items())
    items = [
        OpenItem(
            f"D{n}", name, "interest" if name == "interest" else "invoice", "erp/1",
            date(2026, 8, 1), date.fromisoformat(f"2026-{due}"), M(f"{units}.00 EUR"),
        )
        for n, (name, due, units) in enumerate(golden_metric(PRIORITY)["inputs"]["open"])
    ]  # fmt: skip
    found = spread(M("700.00 EUR"), items, replace(Cash(), order=order))
    assert found is not None
    names = {item.ref: item.number for item in items}
    assert {names[line.item]: line.cash.minor // 100 for line in found.lines} == paid
    assert found.cash == 70_000
