"""The board's measures and expected cash: lines that add up, and the shares they draw."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from desk_book import DeskBook

from ledgerlane.desk import log, outlook, reports
from ledgerlane.domain.metrics.measure import Value


@pytest.fixture
def kept(tmp_path: Path) -> DeskBook:
    return DeskBook(tmp_path)


def test_a_week_is_its_plans_promises_and_habits(kept: DeskBook) -> None:
    log.record(kept.sit("anna"), "C1", "p 600 fri")
    lines = outlook.expected(kept.desk, "EUR")
    weeks = [each for each in lines if each.parts]
    assert len(weeks) == 13
    assert all(sum(each.parts) == each.minor for each in weeks)
    first = weeks[0]
    assert first.words == "01 Jul - 07 Jul"
    assert first.parts[1] == 40_000  # 600.00 at (0 kept + 2) / (0 judged + 3)
    assert [payer.number for payer in first.payers] == ["C1"]


def test_trend_and_roll_rates_are_drawn_from_their_own_tables(kept: DeskBook) -> None:
    lines = {each.words: each for each in outlook.measures(kept.desk, "EUR")}
    found = reports.report(
        kept.desk,
        ["trend", "roll"],
        reports.window(kept.desk, None, None, None),
        currency="EUR",
    )
    for measure, column in zip(found, ("overdue", "rolled on"), strict=True):
        at = measure.columns.index(column)
        shares = [row[at] for row in measure.rows]
        drawn = lines[measure.title].series
        assert list(drawn) == [
            round(Fraction(each.number) * 1000)
            for each in shares
            if isinstance(each, Value)
        ]
        assert drawn
    assert not lines["Promises kept"].series
