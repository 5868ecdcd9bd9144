"""Published figures, reproduced; and the published ones that are wrong, refused with the reason."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from builders import TODAY
from shared import SHARED, needs_shared

from ledgerlane.domain.metrics import effectiveness, losses, outstanding
from ledgerlane.domain.metrics.effectiveness import Opened
from ledgerlane.domain.metrics.measure import Frame, Measure, Window, said
from ledgerlane.domain.metrics.outstanding import Period, Receivable

GOLDEN = SHARED / "data" / "golden_metrics.json"
OTHERS = {
    "UK statutory interest, rounding trap": "domain/test_interest.py",
    "UK statutory interest": "domain/test_interest.py",
    "UK fixed compensation tiers": "sync/test_statute.py",
    "interest, average daily balance": "domain/test_interest.py",
    "settlement with priority fees->letters->interest->invoices": "domain/test_settling_golden.py",
    "settlement default by due date": "domain/test_settling_golden.py",
    "partial payment with discount 2/10": "domain/test_discounts.py",
    "dunning level demotion by min percentage": "domain/test_dunning.py",
    "PROX / cutoff-day due dates (9 rows)": "domain/test_terms.py",
    "30 days EOM vs 1 month EOM (rule from odoo account_payment_term.py _get_due_date)": "domain/test_terms.py",
}
"""Rows of the file that are no measures, and the test that holds each."""
NAMED = re.compile(r'"([^"\n]{6,})"')


def rows() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(GOLDEN.read_text("utf-8"))
    return found


def row(name: str, nth: int = 0) -> Any:
    return [each for each in rows() if each["name"].startswith(name)][nth]


def frame(days: int = 90) -> Frame:
    return Frame("EUR", Window.ending(TODAY, days))


def figure(measure: Measure) -> str:
    return said(measure.value, "EUR") if measure.value is not None else measure.unanswered


@needs_shared
def test_every_figure_is_held_by_a_test() -> None:
    """Every figure of the file is held by a test: by one of these, or where its rule is."""
    names = [each["name"] for each in rows()]
    assert set(OTHERS) <= set(names)
    here = Path(__file__).read_text("utf-8")
    for name in names:
        test = OTHERS.get(name)
        text = (
            here if test is None else (Path(__file__).parents[2] / test).read_text("utf-8")
        )
        assert any(name.startswith(said) for said in NAMED.findall(text)), name


@needs_shared
def test_cei_with_an_average_months_sales() -> None:
    golden = row("CEI monthly-sales")["inputs"]
    opened = Opened(
        golden["begin"], golden["sales"], golden["end_total"], golden["end_current"]
    )
    measure = effectiveness.cei_monthly(frame(), opened, golden["months"])
    assert figure(measure) == "55.93 %"


@needs_shared
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("CEI period-sales", "79.63 %"),
        ("CEI period-consistent", "72.80 %"),
        ("CEI annual", "98.00 %"),
    ],
)
def test_cei_with_the_sales_of_the_whole_window(name: str, expected: str) -> None:
    golden = row(name)["inputs"]
    opened = Opened(
        golden["begin"], golden["sales"], golden["end_total"], golden["end_current"]
    )
    assert figure(effectiveness.cei(frame(), opened)) == expected
    assert expected.replace(" ", "") == row(name)["recomputed"]


@needs_shared
@pytest.mark.parametrize(("nth", "expected"), [(0, (45, 12, 33)), (1, (50, 12, 38))])
def test_dso_best_possible_and_average_delinquent(
    nth: int, expected: tuple[int, int, int]
) -> None:
    golden = row("DSO/BPDSO/ADD", nth)["inputs"]
    open_ = Receivable(golden["current"], golden["ar"] - golden["current"])
    found = [
        measure(frame(golden["days"]), open_, golden["sales"]).value
        for measure in (
            outstanding.dso, outstanding.best_possible, outstanding.average_delinquent
        )
    ]  # fmt: skip
    assert tuple(value.number for value in found if value is not None) == expected


@needs_shared
def test_dso_rolling_over_three_periods() -> None:
    golden = row("DSO rolling")["inputs"]
    open_ = Receivable(golden["balance"], 0)
    measure = outstanding.dso(frame(golden["days"]), open_, sum(golden["sales"]))
    assert figure(measure) == "55.35"


@needs_shared
def test_countback() -> None:
    golden = row("countback DSO")["inputs"]
    periods = [Period(*each) for each in golden["newest_first"]]
    measure = outstanding.countback(frame(), Receivable(golden["ar"], 0), periods)
    assert figure(measure) == "73.71"
    assert [said(cells[2], "EUR") for cells in measure.rows] == ["30.00", "30.00", "13.71"]


@needs_shared
def test_oracles_countback_example_is_refused_because_it_divides_the_wrong_month() -> None:
    """Table 13-10 uses up 11,000 in five months and then prints 2000 / 2250, not 1000 / 2250."""
    golden = row("countback DSO - PUBLISHED EXAMPLE IS WRONG")["inputs"]
    periods = [Period(*each) for each in golden["newest_first"]]
    measure = outstanding.countback(frame(), Receivable(golden["ar"], 0), periods)
    assert golden["ar"] - sum(period.sales for period in periods[:5]) == 1000
    assert measure.rows[-1][2] == (Fraction(1000, 2250) * 30, "days")
    assert figure(measure) == "166.33"
    assert sum(period.days for period in periods[:5]) + Fraction(2000, 2250) * 30 == (
        Fraction(539, 3)
    )  # 179.7: what they print needs twice the money that is left


@needs_shared
def test_roll_rate() -> None:
    golden = row("roll rate 30->60")["inputs"]
    found = effectiveness.roll_rate(golden["bucket_A_t0"], golden["of_that_in_B_t1"])
    assert found == Fraction(20, 100)


@needs_shared
def test_the_published_roll_rate_of_6_per_cent_is_refused_because_it_slips_a_decimal() -> (
    None
):
    """600,000 of 1,000,000 is 60 %; the page that prints 6 % moved the point."""
    golden = row("roll rate - PUBLISHED EXAMPLE IS WRONG")["inputs"]
    found = effectiveness.roll_rate(golden["a"], golden["b"])
    assert found == Fraction(60, 100) != Fraction(6, 100)


@needs_shared
def test_allowance_by_aging() -> None:
    golden = row("allowance by aging")["inputs"]
    rates = tuple(Fraction(each.rstrip("%")) / 100 for each in golden["rates"])
    balances = [100 * each for each in golden["buckets"]]
    measure = losses.provision(
        frame(), balances, losses.LossRates(rates, losses.GIVEN), ("1", "2", "3")
    )
    assert figure(measure) == "5 000.00"


@needs_shared
def test_provision_matrix_with_loss_rates_from_what_was_paid_in_each_column() -> None:
    """The exact loss rate 2000 / 23000 is used; the published 8.7 % would give 5,220."""
    golden = row("IFRS 9")
    inputs = golden["inputs"]
    paid = [inputs[f"paid_{name}"] for name in ("on_time", "1_30", "31_60", "61_90")]
    assert sum(paid) + inputs["never"] == inputs["sales"]
    rates = losses.rates_by_cohort([*paid, 0], inputs["never"])
    assert rates is not None
    assert rates.rates[2] == Fraction(2, 23) != Fraction("0.087")
    balances = [100 * each for each in inputs["balances"]]
    measure = losses.provision(frame(), balances, rates, ("a", "b", "c", "d", "e"))
    parts = [said(cells[3], "EUR").replace(" ", "") for cells in measure.rows]
    assert [*parts, figure(measure).replace(" ", "")] == golden["recomputed"]
