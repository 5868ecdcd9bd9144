"""Statutory notices before referral: the day from which a debt is free, by country."""

from __future__ import annotations

from datetime import date

import pytest
from builders import M, item

from ledgerlane.domain.events import LetterItem
from ledgerlane.domain.notices import Free, free_from, notice_of
from ledgerlane.domain.pieces import Piece

SENT = date(2026, 5, 1)


def letter(paper: str = "final", state: str = "sent", **more: object) -> Piece:
    lines = (LetterItem("erp/1", 5, M("10.00 EUR")),)
    values: dict[str, object] = {"sent_on": SENT, "items": lines, **more}
    return Piece("LT-1", "EUR", state, paper, **values)  # type: ignore[arg-type]  # a test's values


@pytest.mark.parametrize(
    ("country", "free"),
    [("NO", date(2026, 5, 16)), ("DK", date(2026, 5, 12))],
)
def test_the_days_run_from_sending_and_the_debt_is_free_on_the_next(
    country: str, free: date
) -> None:
    rule = notice_of(country, SENT)
    assert rule is not None
    debt = item(45, number="1", today=date(2026, 5, 20))
    assert free_from(debt, [letter()], rule) == Free(free, "LT-1")
    assert free_from(debt, [letter("attorney")], rule).day == free
    assert free_from(debt, [letter(by_date=date(2026, 5, 29))], rule).day == date(
        2026, 5, 30
    )


def test_what_is_no_notice_frees_nothing() -> None:
    rule = notice_of("NO", SENT)
    assert rule is not None
    debt = item(45, number="1", today=date(2026, 5, 20))
    others = [
        letter("demand"),
        letter(state="bounced"),
        letter(state="accepted", sent_on=None),
        letter(items=(LetterItem("erp/2", 5, M("10.00 EUR")),)),
        letter(sent_on=debt.due),  # before it was overdue
    ]
    assert free_from(debt, others, rule) == Free(None)


def test_a_country_without_one_and_a_day_before_the_law() -> None:
    assert notice_of("DE", SENT) is None
    assert notice_of("DK", date(1997, 9, 30)) is None
    assert notice_of("DK", date(1997, 10, 1)) is not None
