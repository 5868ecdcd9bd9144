"""Interest by hand, from the golden file, and the identities it must keep."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from builders import M, day
from hypothesis import given
from hypothesis import strategies as st
from shared import golden_metric, needs_shared

from ledgerlane.domain import day_counts
from ledgerlane.domain.day_counts import DAY_COUNTS, year_fraction
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.interest import (
    Accrual,
    Rate,
    accrue,
    exact_text,
    per_cent_text,
    principal_of,
    rate_on,
)
from ledgerlane.domain.money import Money


def rates(*pairs: tuple[str, str]) -> list[Rate]:
    return [Rate(day(since), Fraction(per_cent)) for since, per_cent in pairs]


def late(amount: str, per_cent: str, days: int, **more: Any) -> Accrual:
    """An amount this many days late on 30 June 2026, at one rate."""
    until = day("2026-06-30")
    due = until - timedelta(days=days)
    return accrue([(due, M(amount))], rates(("2000-01-01", per_cent)), due, until, **more)


@needs_shared
def test_the_published_figure_that_rounds_each_day_first_is_not_ours() -> None:
    row = golden_metric("UK statutory interest, rounding trap")
    assert row["inputs"] == {"principal": 5000, "rate": "12.25%", "days": 101}
    assert "169.68" in row["printed"]
    assert row["recomputed"] == "exact 169.49 + 70"
    assert late("5000.00 GBP", "12.25", 101).amount == M("169.49 GBP")
    assert late("5000.00 GBP", "12.25", 1).amount == M("1.68 GBP")  # the trap: 101 of these


@needs_shared
def test_the_published_figure_that_rounds_the_part_of_the_year_first_is_not_ours() -> None:
    row = golden_metric("UK statutory interest")
    assert (row["printed"], row["recomputed"]) == ("32.66", "32.67")
    assert late("2000.00 GBP", "13.25", 45).amount == M("32.67 GBP")


@needs_shared
def test_two_per_cent_a_month_of_thirty_days() -> None:
    assert golden_metric("interest, average daily balance")["recomputed"].endswith(
        "45 days = 30.00"
    )
    found = late("1000.00 EUR", "24", 45, day_count="actual/360")
    assert found.amount == M("30.00 EUR")


def test_the_arithmetic_line_by_line() -> None:
    """1,000.00 due 31 March, 400.00 of it paid on 20 May; the rate changes on 1 July."""
    due = day("2026-03-31")
    found = accrue(
        [(due, M("1000.00 EUR")), (day("2026-05-20"), M("600.00 EUR"))],
        rates(("2026-01-01", "10.15"), ("2026-07-01", "10")),
        due,
        day("2026-07-10"),
    )
    told = [
        (str(x.principal), x.first.isoformat(), x.until.isoformat(), x.days, x.basis,
         per_cent_text(x.per_cent), exact_text(x.exact, "EUR"))
        for x in found.lines
    ]  # fmt: skip
    assert told == [
        ("1 000.00 EUR", "2026-04-01", "2026-05-20", 50, 365, "10.15", "13.90410959"),
        ("600.00 EUR", "2026-05-21", "2026-06-30", 41, 365, "10.15", "6.84082192"),
        ("600.00 EUR", "2026-07-01", "2026-07-10", 10, 365, "10", "1.64383562"),
    ]
    assert exact_text(found.exact, "EUR") == "22.38876712"
    assert found.amount == M("22.39 EUR")


def test_monthly_rests_add_interest_to_the_principal() -> None:
    """Three months of 18 % a year on 100,000.00, by 30/360 exactly 1.5 % a month."""
    found = accrue(
        [(day("2026-01-31"), M("100000.00 INR"))], rates(("2025-01-01", "18")),
        day("2026-01-31"), day("2026-04-30"), day_count="30/360", monthly_rests=True,
    )  # fmt: skip
    assert [line.until for line in found.lines] == [
        day("2026-02-28"), day("2026-03-31"), day("2026-04-30"),
    ]  # fmt: skip
    assert found.exact == Fraction(10_000_000) * sum(
        (Fraction(1) + 0) * c for c in _compound([28, 32, 30])
    )


def _compound(days: Sequence[int]) -> list[Fraction]:
    """Interest of each rest on one unit at 18 % of 360 days."""
    carried, found = Fraction(1), []
    for count in days:
        found.append(carried * Fraction(18, 100) * Fraction(count, 360))
        carried += found[-1]
    return found


def test_a_whole_year_of_monthly_rests() -> None:
    """1.5 % a month for twelve months is 19.561817... %."""
    found = accrue(
        [(day("2025-01-15"), M("1000.00 INR"))], rates(("2020-01-01", "18")),
        day("2025-01-15"), day("2026-01-15"), day_count="30/360", monthly_rests=True,
    )  # fmt: skip
    assert found.exact == 100_000 * (Fraction(203, 200) ** 12 - 1)
    assert found.amount == M("195.62 INR")


def test_leap_years_and_the_count_of_actual_days() -> None:
    assert year_fraction(day("2023-12-31"), day("2024-12-31"), "actual/actual") == 1
    assert year_fraction(day("2023-12-30"), day("2024-01-01"), "actual/actual") == (
        Fraction(1, 365) + Fraction(1, 366)
    )
    assert year_fraction(day("2024-01-31"), day("2024-02-29"), "30/360") == Fraction(
        29, 360
    )
    assert year_fraction(day("2024-02-28"), day("2024-03-01"), "actual/360") == Fraction(
        2, 360
    )
    with pytest.raises(Refused, match="'actual/364' is no day count"):
        day_counts.require_day_count("actual/364")


def test_a_cap_and_the_half_that_goes_to_the_even_neighbour() -> None:
    capped = late("1000.00 EUR", "36.5", 100, cap=M("50.00 EUR"))
    assert (capped.amount, capped.capped) == (M("50.00 EUR"), True)
    assert late("1.00 EUR", "36.5", 5).exact == Fraction(1, 2)
    assert late("1.00 EUR", "36.5", 5).amount == M("0.00 EUR")
    assert late("1.00 EUR", "36.5", 15).amount == M("0.02 EUR")


def test_no_rate_no_interest() -> None:
    with pytest.raises(Refused, match="no rate of interest is known for 2019-12-31"):
        rate_on(day("2019-12-31"), rates(("2020-01-01", "8")))
    assert accrue([(day("2026-01-01"), M("5.00 EUR"))], [], day("2026-01-01"), day("2026-01-01")).amount.minor == 0  # fmt: skip


def test_principal_after_payments_and_after_one_that_bounced() -> None:
    due, amount = day("2026-03-31"), M("1000.00 EUR")
    paid = [(day("2026-03-20"), 10_000, False), (day("2026-05-20"), 40_000, False)]
    assert principal_of(amount, M("500.00 EUR"), due, paid) == [
        (due, M("900.00 EUR")),
        (day("2026-05-20"), M("500.00 EUR")),
    ]
    bounced = [(day("2026-05-20"), 100_000, True)]
    assert principal_of(amount, amount, due, bounced) == [(due, amount)]
    still_settled = principal_of(amount, M("0.00 EUR"), due, bounced)
    assert still_settled == [(due, amount), (day("2026-05-20"), M("0.00 EUR"))]


PERIOD = day("2024-01-31")
amounts = st.integers(0, 10**9)
days_in = st.integers(1, 500)


@st.composite
def debts(draw: st.DrawFn) -> tuple[list[tuple[date, Money]], list[Rate], date]:
    """What is owed after some days, rates, and the end of the period."""
    length = draw(days_in)
    steps = {0: draw(st.integers(1, 10**9))}
    for at, minor in draw(st.lists(st.tuples(days_in, amounts), max_size=4)):
        steps[at] = minor
    changes = {-400: draw(st.integers(0, 3000))} | dict(
        draw(st.lists(st.tuples(days_in, st.integers(0, 3000)), max_size=4))
    )
    owed = [
        (PERIOD + timedelta(at), Money(minor, "EUR")) for at, minor in sorted(steps.items())
    ]
    known = [
        Rate(PERIOD + timedelta(at), Fraction(p, 100)) for at, p in sorted(changes.items())
    ]
    return owed, known, PERIOD + timedelta(length)


@given(debts(), st.sampled_from(DAY_COUNTS), st.booleans(), st.lists(days_in, max_size=5))
def test_cutting_a_period_anywhere_changes_nothing_before_rounding(
    debt: tuple[list[tuple[date, Money]], list[Rate], date], count: str, rests: bool,
    cuts: list[int],
) -> None:  # fmt: skip
    owed, known, until = debt
    whole = accrue(owed, known, PERIOD, until, day_count=count, monthly_rests=rests)
    more = [PERIOD + timedelta(cut) for cut in cuts]
    pieces = accrue(
        owed, known, PERIOD, until, day_count=count, monthly_rests=rests, cuts=more
    )
    assert pieces.exact == whole.exact
    assert pieces.amount == whole.amount


@given(debts(), st.sampled_from(DAY_COUNTS), days_in)
def test_simple_interest_of_two_periods_is_that_of_both(
    debt: tuple[list[tuple[date, Money]], list[Rate], date], count: str, cut: int
) -> None:
    owed, known, until = debt
    middle = min(PERIOD + timedelta(cut), until)
    first = accrue(owed, known, PERIOD, middle, day_count=count)
    second = accrue(owed, known, middle, until, day_count=count)
    assert (
        first.exact + second.exact
        == accrue(owed, known, PERIOD, until, day_count=count).exact
    )


@given(debts(), st.sampled_from(DAY_COUNTS), st.booleans())
def test_segments_are_a_partition_of_the_days_on_which_something_was_owed(
    debt: tuple[list[tuple[date, Money]], list[Rate], date], count: str, rests: bool
) -> None:
    owed, known, until = debt
    lines = accrue(owed, known, PERIOD, until, day_count=count, monthly_rests=rests).lines
    covered = [
        line.first + timedelta(n)
        for line in lines
        for n in range((line.until - line.after).days)
    ]

    def owed_on(when: date) -> int:
        return [amount.minor for since, amount in owed if since < when][-1]

    period = [PERIOD + timedelta(n) for n in range(1, (until - PERIOD).days + 1)]
    assert covered == [when for when in period if owed_on(when) > 0]
    for line in lines:
        assert {owed_on(line.first), owed_on(line.until)} == {line.principal.minor}
        assert rate_on(line.first, known).per_cent == rate_on(line.until, known).per_cent == line.per_cent  # fmt: skip


@given(debts(), st.sampled_from(DAY_COUNTS), st.booleans())
def test_the_lines_sum_to_the_interest_and_it_is_rounded_once(
    debt: tuple[list[tuple[date, Money]], list[Rate], date], count: str, rests: bool
) -> None:
    owed, known, until = debt
    found = accrue(owed, known, PERIOD, until, day_count=count, monthly_rests=rests)
    assert sum((line.exact for line in found.lines), Fraction(0)) == found.exact
    assert found.amount.minor == round(found.exact)
    assert abs(found.amount.minor - found.exact) <= Fraction(1, 2)
