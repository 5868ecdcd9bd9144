"""A due date that the file leaves open is worked out from the terms, and rolled as the policy says."""

from __future__ import annotations

from datetime import date

import pytest
from builders import M
from desk_book import DeskBook

from ledgerlane.desk import accounts, policy
from ledgerlane.sync.report import ImportRefused

ROWS = """\
5001,C5,Krone Handel,2026-06-04,,EUR,100.00,100.00,NET 30
5002,C5,Krone Handel,2026-06-04,2026-07-04,EUR,50.00,50.00,NET 30
5003,C5,Krone Handel,2026-06-04,,EUR,25.00,25.00,EOM + 15
"""
"""30 days after Thursday 4 June 2026 is Saturday 4 July; the 15th of July is a Wednesday."""


@pytest.mark.parametrize(
    ("roll", "day"), [("none", 4), ("following", 6), ("preceding", 3), ("modified", 6)]
)
def test_only_a_due_date_that_the_file_has_not_is_rolled(
    kept: DeskBook, roll: str, day: int
) -> None:
    text = f'[terms]\ndue_roll = "{roll}"\n'
    policy.set_text(kept.sit(kept.me), policy.said(text, "policy"), text)
    kept.take("terms", ROWS)
    due = {item.number: item.due for item in accounts.show(kept.desk, "C5").items}
    assert due == {
        "5001": date(2026, 7, day), "5002": date(2026, 7, 4), "5003": date(2026, 7, 15),
    }  # fmt: skip


def test_a_changed_roll_is_another_reading_of_the_same_lines(kept: DeskBook) -> None:
    kept.take("terms", ROWS)
    text = '[terms]\ndue_roll = "following"\n'
    policy.set_text(kept.sit(kept.me), policy.said(text, "policy"), text)
    kept.take("terms", ROWS + "5004,C5,Krone Handel,2026-06-04,,EUR,10.00,10.00,NET 30\n")
    items = accounts.show(kept.desk, "C5").items
    assert {i.number: i.due.day for i in items} == {"5001": 6, "5002": 4, "5003": 15, "5004": 6}  # fmt: skip
    assert sum(item.open.minor for item in items) == M("185.00 EUR").minor


def test_without_a_due_date_and_terms_that_say_one_it_is_a_problem(kept: DeskBook) -> None:
    with pytest.raises(ImportRefused, match="is empty; a day is needed, or terms that say one") as refused:  # fmt: skip
        kept.take("terms", ROWS.replace("NET 30", "as agreed"))
    [report] = refused.value.reports
    assert [(each.line, each.field) for each in report.problems] == [(2, "due_date")]
