"""The law as data: the rate of a day, what a policy changes, and fees by step and day."""

from __future__ import annotations

from fractions import Fraction

import pytest
from builders import M, day

from ledgerlane.domain.errors import Misused, Refused
from ledgerlane.domain.interest import rate_on
from ledgerlane.domain.policy import CountryRegime, FixedFee, Interest, ReferenceRate
from ledgerlane.domain.statutes import Fee, Reference, Statute, regime_of, under_policy

LAW = Statute(
    "eu", "reference + 8", "the law",
    (
        Reference(day("2025-01-01"), Fraction("3.15"), "a bank"),
        Reference(day("2025-07-01"), Fraction("2.15"), "nobody", verified=False),
    ),
    margin=Fraction(8), fees=(Fee("EUR", 40), Fee("GBP", 40), Fee("GBP", 70, 1_000)),
    covers_until=day("2025-06-30"),
)  # fmt: skip
KNOWN = {"eu": LAW}


def test_reference_times_factor_plus_margin() -> None:
    assert [(r.since, r.per_cent, r.assumed) for r in LAW.rates] == [
        (day("2025-01-01"), Fraction("11.15"), False),
        (day("2025-07-01"), Fraction("10.15"), True),
    ]


def test_after_the_table_ends_the_last_rate_goes_on_as_an_assumption() -> None:
    verified = Statute("x", "", "", LAW.references[:1], covers_until=day("2025-06-30"))
    assert not rate_on(day("2025-06-30"), verified.rates).assumed
    assert rate_on(day("2025-07-01"), verified.rates).assumed
    assert rate_on(day("2025-07-01"), verified.rates).per_cent == Fraction("3.15")


def test_a_rate_fixed_at_the_start_holds_to_the_end() -> None:
    fixed = Statute("uk", "", "", LAW.references, margin=Fraction(8), fixed_at_start=True)
    assert [r.per_cent for r in fixed.rates_from(day("2025-06-30"))] == [Fraction("11.15")]
    assert [r.per_cent for r in LAW.rates_from(day("2025-06-30"))] == [Fraction("11.15"), Fraction("10.15")]  # fmt: skip
    with pytest.raises(Refused, match="the first known begins on 2025-01-01"):
        LAW.rates_from(day("2024-12-31"))


@pytest.mark.parametrize(
    ("debt", "fee"),
    [("999.99 GBP", "40.00 GBP"), ("1000.00 GBP", "70.00 GBP"), ("5.00 EUR", "40.00 EUR"),
     ("9.00 NOK", "0.00 NOK")],
)  # fmt: skip
def test_the_fee_is_the_highest_step_that_the_debt_reaches(debt: str, fee: str) -> None:
    assert LAW.fee(M(debt), day("2025-03-01")) == M(fee)


def test_the_fee_of_the_day_on_which_the_debt_became_late() -> None:
    dated = (
        Fee("NOK", 410, since=day("2023-01-01")),
        Fee("NOK", 470, since=day("2024-01-01")),
    )
    law = Statute("no", "", "", LAW.references, fees=dated)
    assert law.fee(M("10.00 NOK"), day("2023-12-31")) == M("410.00 NOK")
    assert law.fee(M("10.00 NOK"), day("2024-01-01")) == M("470.00 NOK")


def test_the_policy_adds_rates_and_stands_for_those_of_the_same_day() -> None:
    policy = Interest(
        margin_per_cent="9", day_count="30/360", rests="monthly",
        rates=(ReferenceRate(day("2025-07-01"), "2.25"), ReferenceRate(day("2026-01-01"), "2")),
        fees=(FixedFee("EUR", 50),),
    )  # fmt: skip
    found = under_policy("eu", KNOWN, policy)
    assert [(r.since, r.per_cent, r.assumed) for r in found.rates] == [
        (day("2025-01-01"), Fraction("12.15"), False),
        (day("2025-07-01"), Fraction("11.25"), False),
        (day("2026-01-01"), Fraction(11), False),
    ]
    assert (found.day_count, found.monthly_rests) == ("30/360", True)
    assert found.fee(M("5.00 EUR"), day("2025-03-01")) == M("50.00 EUR")
    assert found.fee(M("5.00 GBP"), day("2025-03-01")) == M("40.00 GBP")
    without = under_policy("eu", KNOWN, Interest(charge_fees=False))
    assert without.fee(M("5.00 EUR"), day("2025-03-01")) == M("0.00 EUR")


def test_a_contract_is_a_statute_of_one_rate() -> None:
    agreed = under_policy("contract", KNOWN, Interest(per_cent="12"))
    assert [r.per_cent for r in agreed.rates_from(day("2010-01-01"))] == [Fraction(12)]
    with pytest.raises(Misused, match=r"interest\.per_cent: a contract needs its rate"):
        under_policy("contract", KNOWN, Interest())
    with pytest.raises(Misused, match="known are contract, eu"):
        under_policy("fr", KNOWN, Interest())


def test_customers_of_a_country_can_fall_under_another_regime() -> None:
    policy = Interest(regime="eu", by_country=(CountryRegime("NO", "no"),))
    assert (regime_of(policy, "NO"), regime_of(policy, "FR"), regime_of(Interest(), "FR")) == ("no", "eu", "")  # fmt: skip
