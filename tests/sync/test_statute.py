"""The statutes that are shipped: their published figures, and a source on every row."""

from __future__ import annotations

from datetime import timedelta

import pytest
from builders import M, day
from shared import golden_metric, needs_shared

from ledgerlane.domain.account import Item
from ledgerlane.domain.charges import due_of
from ledgerlane.domain.errors import Misused, Refused
from ledgerlane.domain.interest import per_cent_text, rate_on
from ledgerlane.domain.money import Money, minor_digits
from ledgerlane.domain.policy import Interest
from ledgerlane.domain.regimes import REGIMES
from ledgerlane.domain.statutes import Statute
from ledgerlane.sync.statute import parse, shipped

LAWS = list(shipped().values())


def rate(regime: str, on: str) -> str:
    return per_cent_text(rate_on(day(on), shipped()[regime].rates_from(day(on))).per_cent)


@pytest.mark.parametrize(
    ("regime", "on", "per_cent"),
    [  # each as its source prints it
        ("eu", "2024-07-01", "12.25"), ("eu", "2016-03-20", "8.05"), ("eu", "2022-12-31", "8"),
        ("uk", "2024-06-30", "13.25"), ("uk", "2026-01-01", "11.75"),
        ("dk", "2022-03-01", "7.55"), ("dk", "2023-07-01", "11.25"), ("dk", "2024-01-01", "11.75"),
        ("no", "2020-01-01", "9.5"), ("no", "2023-12-31", "11.75"), ("no", "2025-01-01", "12.5"),
        ("in", "2023-02-08", "20.25"), ("in", "2025-12-05", "16.5"),
    ],
)  # fmt: skip
def test_published_rates(regime: str, on: str, per_cent: str) -> None:
    assert rate(regime, on) == per_cent


def test_the_regimes_of_a_policy_are_those_at_hand() -> None:
    assert set(REGIMES) == {*shipped(), "contract"}


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
def test_every_row_states_its_source_and_days_rise(law: Statute) -> None:
    days = [each.since for each in law.references]
    assert days == sorted(set(days))
    assert all(each.source for each in law.references)
    assert all(each.verified == (not each.source.startswith("not verified")) for each in law.references)  # fmt: skip
    assert law.source
    assert law.covers_until is not None
    assert rate_on(law.covers_until + timedelta(1), law.rates).assumed
    assert not rate_on(law.covers_until, law.rates).assumed


@needs_shared
def test_uk_compensation_by_step() -> None:
    row = golden_metric("UK fixed compensation tiers")
    found = [
        shipped()["uk"].fee(Money(round(float(debt) * 100), "GBP"), day("2025-01-10")).minor // 100
        for debt in row["inputs"]["debts"]
    ]  # fmt: skip
    assert " / ".join(map(str, found)) == row["recomputed"]


@needs_shared
def test_uk_interest_and_fee_of_a_debt_that_the_published_example_rounds_wrongly() -> None:
    """12.25 % is the rate of the second half of 2025; 5,000.00 for 101 days, and 70."""
    row = golden_metric("UK statutory interest, rounding trap")
    due, until = day("2025-07-31"), day("2025-07-31") + timedelta(row["inputs"]["days"])
    debt = Item(
        "erp/1", "1", "invoice", due, due, M("5000.00 GBP"), M("5000.00 GBP"), M("0.00 GBP")
    )
    found = due_of(debt, (), shipped()["uk"], Interest(), until, ())
    assert found is not None
    assert (found.accrual.amount, found.fee) == (M("169.49 GBP"), M("70.00 GBP"))
    assert found.left == M("239.49 GBP")


def test_the_uk_rate_of_the_first_day_holds_over_a_change() -> None:
    debt = Item(
        "erp/1", "1", "invoice", day("2025-05-01"), day("2025-06-29"), M("1000.00 GBP"),
        M("1000.00 GBP"), M("0.00 GBP"),
    )  # fmt: skip
    found = due_of(debt, (), shipped()["uk"], Interest(), day("2025-07-29"), ())
    assert found is not None
    [line] = found.accrual.lines
    assert (line.days, per_cent_text(line.per_cent)) == (30, "12.75")
    assert found.fee == Money(70 * 10 ** minor_digits("GBP"), "GBP")


def test_india_compounds_monthly_at_three_times_the_bank_rate() -> None:
    """100,000 due 31 January 2024 at 3 x 6.75 %, three rests of 29, 31 and 30 days."""
    debt = Item(
        "erp/1", "1", "invoice", day("2024-01-01"), day("2024-01-31"), M("100000.00 INR"),
        M("100000.00 INR"), M("0.00 INR"),
    )  # fmt: skip
    found = due_of(debt, (), shipped()["in"], Interest(), day("2024-04-30"), ())
    assert found is not None
    assert [line.days for line in found.accrual.lines] == [29, 31, 30]
    assert found.accrual.amount == M("5076.69 INR")
    assert found.fee == M("0.00 INR")


@pytest.mark.parametrize(
    ("text", "message"),
    [("name = 'x'", "x.toml: words is missing"), ("name = ", "x.toml: ")],
)
def test_a_file_that_is_no_statute_names_what_is_missing(text: str, message: str) -> None:
    with pytest.raises(Misused, match=message):
        parse(text, "x.toml")


def test_a_rate_that_is_no_number_is_refused_with_its_key() -> None:
    text = 'name="x"\nwords="w"\nsource="s"\nday_count="actual/365"\nmargin="eight"\n[[reference]]\nsince=2020-01-01\nper_cent="1"\nsource="s"\n'
    with pytest.raises(Refused, match="margin: 'eight' is no yearly rate"):
        parse(text, "x.toml")
