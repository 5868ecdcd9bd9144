"""The board's measures and expected cash: lines that add up, and the shares they draw."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from desk_book import DeskBook

from ledgerlane.desk import board, log, outlook, reports
from ledgerlane.domain.metrics.measure import Value


@pytest.fixture
def kept(tmp_path: Path) -> DeskBook:
    made = DeskBook(tmp_path)
    made.take("payments", "P4,C4,2026-03-10,EUR,75.00,0.00\n")
    made.take("allocations", "P4,4001,2026-03-10,75.00\n")
    return made


def test_a_book_in_which_nothing_was_ever_paid_has_no_history_to_measure(
    tmp_path: Path,
) -> None:
    """It showed 0.00 a week, and -333 % of effectiveness, as if they were known.

    What is not due yet is expected by its due date alone: 250.00 of 15 July at 2 in 3.
    """
    new = DeskBook(tmp_path)
    assert outlook.measures(new.desk, "EUR") == (outlook.NO_HISTORY,)
    first, *rest = outlook.expected(new.desk, "EUR")
    assert first == outlook.NO_HISTORY
    weeks = [(each.words, each.minor) for each in rest if each.parts]
    assert weeks == [("15 Jul - 21 Jul", 16_666)]
    log.record(new.sit("anna"), "C1", "p 600 fri")
    first, week, *rest = outlook.expected(new.desk, "EUR")
    assert (first, week.words) == (outlook.NO_HISTORY, "01 Jul - 07 Jul")
    assert [each.words for each in rest if each.parts] == ["15 Jul - 21 Jul"]
    collected = next(
        each for each in board.board(new.desk).work if each.words == "Collected"
    )
    assert (collected.minor, collected.detail) == (None, "no cash yet")


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
