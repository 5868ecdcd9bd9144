"""The credit file: open accounts by class, the worst first."""

from __future__ import annotations

from datetime import date

import pytest
from desk_book import DeskBook

from ledgerlane.desk import log, risk
from ledgerlane.domain.errors import Misused


def test_what_is_at_stake_and_the_chance_by_the_oldest_item(kept: DeskBook) -> None:
    found = risk.risks(kept.sit("anna"))
    assert [(r.number, r.currency, r.risk, r.overdue, r.at_stake, r.per_mille) for r in found] == [
        ("C1", "EUR", "new", 150_000, 14_800, 730),  # 1 000 x 90 + 500 x 116 thousandths; 76 days
        ("C2", "NOK", "new", 900_000, 92_700, 844), ("C2", "EUR", "new", 30_000, 3_090, 810),
        ("C3", "EUR", "new", 4_000, 260, 622),
    ]  # fmt: skip
    assert risk.risks(kept.desk, limit=1) == found[:1]
    assert risk.risks(kept.desk, "prompt") == []
    with pytest.raises(
        Misused, match="'bad' is no risk class; there are promise-breaker, silent"
    ):
        risk.risks(kept.desk, "bad")


def test_the_worst_class_comes_first(kept: DeskBook) -> None:
    for day, due in ((date(2026, 6, 1), "3.6."), (date(2026, 6, 8), "10.6.")):
        log.record(kept.sit("anna", as_of=day), "C3", f"p 10 {due}")
    first, *_ = risk.risks(kept.sit("anna"))
    assert (first.number, first.risk, first.words) == ("C3", "promise-breaker", "broke 2 of 2 promises")  # fmt: skip


def test_four_months_of_getting_worse_are_an_alert(kept: DeskBook) -> None:
    rows, paid, used = [], [], []
    for n, (due, day) in enumerate(
        (("2026-02-28", "2026-03-04"), ("2026-03-25", "2026-04-03"), ("2026-04-21", "2026-05-03"),
         ("2026-05-02", "2026-06-02"))
    ):  # fmt: skip
        rows.append(f"W{n},C3,Øst Marine,2026-02-01,{due},EUR,10.00,0.00")
        paid.append(f"P{n},C3,{day},EUR,10.00,0.00")
        used.append(f"P{n},W{n},{day},10.00")
    kept.take("items", "\n".join(rows) + "\n")
    kept.take("payments", "\n".join(paid) + "\n")
    kept.take("allocations", "\n".join(used) + "\n")
    (line,) = risk.risks(kept.sit("anna"), "deteriorating")
    assert line.words == "+27 d in 3 months: 4, 9, 12 → 31"
    assert line.pattern.last == (4, 9, 12, 31)
