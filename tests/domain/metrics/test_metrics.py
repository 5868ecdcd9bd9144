"""Identities of the measures, and answers in words where there is nothing to divide by."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from builders import TODAY
from hypothesis import given
from hypothesis import strategies as st

from ledgerlane.domain.metrics import (
    benchmark,
    effectiveness,
    losses,
    outstanding,
    work,
)
from ledgerlane.domain.metrics.effectiveness import SETTLED, Move, Opened, Point
from ledgerlane.domain.metrics.measure import (
    Frame,
    Measure,
    Value,
    Window,
    days,
    money,
    months_before,
    said,
    share,
)
from ledgerlane.domain.metrics.outstanding import Period, Receivable
from ledgerlane.domain.metrics.work import Cause, Effort, Promised

FRAME = Frame("EUR", Window.of_months(TODAY, 3))
LABELS = ("not_due", "1-30", "31-60", "61-90", "91+")
amounts = st.integers(0, 10**12)
counts = st.integers(0, 1000)


def number(measure: Measure) -> Fraction:
    assert measure.value is not None, measure.unanswered
    return Fraction(measure.value.number)


# --- windows and words ------------------------------------------------------------------


def test_a_window_of_months_that_ends_with_a_month_is_whole_months() -> None:
    window = Window.of_months(date(2026, 6, 30), 3)
    assert (window.first, window.days) == (date(2026, 4, 1), 91)
    assert window.month_ends == (
        date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 31), date(2026, 6, 30)
    )  # fmt: skip


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2026-03-30", 1, "2026-02-28"),
        ("2026-02-28", 1, "2026-01-31"),
        ("2024-02-28", 1, "2024-01-28"),
        ("2026-01-15", 1, "2025-12-15"),
        ("2026-06-30", 18, "2024-12-31"),
    ],
)
def test_months_before(day: str, months: int, expected: str) -> None:
    assert months_before(date.fromisoformat(day), months) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("window", "before"),
    [
        (("2026-04-01", "2026-06-30"), ("2026-01-01", "2026-03-31")),
        (("2026-06-16", "2026-06-30"), ("2026-06-01", "2026-06-15")),
        (("2026-05-26", "2026-06-25"), ("2026-04-26", "2026-05-25")),
    ],
)
def test_the_window_before(window: tuple[str, str], before: tuple[str, str]) -> None:
    made = Window(*map(date.fromisoformat, window))
    assert made.before == Window(*map(date.fromisoformat, before))


@given(st.dates(date(2001, 1, 1), date(2100, 1, 1)), st.integers(1, 36))
def test_a_window_of_months_has_so_many_months(last: date, months: int) -> None:
    window = Window.of_months(last, months)
    assert window.months == months
    assert window.month_ends[0] == window.opening
    assert list(window.month_ends) == sorted(set(window.month_ends))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (days(Fraction(5_000, 68)), "73.53 days"),
        (share(Fraction(5593, 10_000)), "55.93 %"),
        (share(Fraction(-1, 3)), "-33.33 %"),
        (money(120_000), "1 200.00 EUR"),
        (Value(7, "count"), "7"),
        (days(Fraction(1, 200)), "0.00 days"),
        (days(Fraction(3, 200)), "0.02 days"),
    ],
)
def test_values_in_words_are_rounded_half_even(value: Value, words: str) -> None:
    assert said(value, "EUR", unit=True) == words


# --- identities -------------------------------------------------------------------------


@given(amounts, amounts, st.integers(1, 10**12))
def test_dso_is_best_possible_plus_average_delinquent(
    current: int, overdue: int, sales: int
) -> None:
    open_ = Receivable(current, overdue)
    parts = (
        outstanding.best_possible(FRAME, open_, sales),
        outstanding.average_delinquent(FRAME, open_, sales),
    )
    assert number(outstanding.dso(FRAME, open_, sales)) == sum(map(number, parts))


@given(amounts, st.integers(1, 10**9))
def test_where_every_month_sells_the_same_countback_is_dso(owed: int, sales: int) -> None:
    months = [Period(sales, 30)] * 40
    measure = outstanding.countback(FRAME, Receivable(0, owed), months)
    if owed > 40 * sales:
        assert measure.value is None
    else:
        assert number(measure) == Fraction(owed * 30, sales)


moves = st.lists(
    st.builds(Move, st.integers(0, 4), st.integers(SETTLED, 4), amounts), max_size=30
)


@given(moves)
def test_roll_rates_conserve_every_columns_balance(made: list[Move]) -> None:
    measure = effectiveness.roll_rates(FRAME, made, LABELS)
    for place, row in enumerate(measure.rows):
        cells = [cell.number for cell in row[1:8] if isinstance(cell, Value)]
        assert cells[0] == sum(cells[1:]) == sum(m.minor for m in made if m.before == place)


@given(st.dictionaries(st.sampled_from(("", "anna", "bo")), st.builds(
    Effort, counts, counts, counts, amounts, counts, counts, counts, amounts, amounts)))  # fmt: skip
def test_sums_over_collectors_are_the_books(by_login: dict[str, Effort]) -> None:
    measure = work.collectors(FRAME, by_login)
    if not by_login:
        assert measure.answer.startswith("no answer")
        return
    assert number(measure) == sum(each.collected for each in by_login.values())
    *people, whole = measure.rows
    for column in (1, 2, 3, 4, 6, 7, 8):
        cells = [row[column] for row in people]
        assert whole[column] == (
            sum(c.number for c in cells if isinstance(c, Value)), cells[0][1]
        )  # fmt: skip


@given(st.lists(amounts, min_size=5, max_size=5), amounts)
def test_loss_rates_rise_with_age_and_a_provision_never_exceeds_its_balance(
    paid: list[int], lost: int
) -> None:
    rates = losses.rates_by_cohort(paid, lost)
    if rates is None:
        assert sum(paid) + lost == 0
        return
    if lost:
        assert list(rates.rates) == sorted(rates.rates)
    measure = losses.provision(FRAME, [100] * 5, rates, LABELS)
    assert 0 <= number(measure) <= 500


@given(moves)
def test_flow_rates_are_shares(made: list[Move]) -> None:
    rates = losses.rates_by_flow(effectiveness.rolled_on(made, 5))
    if rates is not None:
        assert all(0 <= rate <= 1 for rate in rates.rates)
        assert rates.rates[-1] == 1


# --- figures ----------------------------------------------------------------------------


def test_flow_multiplies_the_roll_rates() -> None:
    rates = losses.rates_by_flow(((1000, 100), (100, 50), (50, 25), (20, 10), (10, 10)))
    assert rates is not None
    assert rates.rates == (
        Fraction(1, 80), Fraction(1, 8), Fraction(1, 4), Fraction(1, 2), Fraction(1)
    )  # fmt: skip


def test_promises_kept_by_number_and_money() -> None:
    found = {
        "kept": Promised(3, 30_000, 30_000), "partly kept": Promised(1, 10_000, 4_000),
        "broken": Promised(1, 5_000, 0), "superseded": Promised(2, 7_000, 0),
    }  # fmt: skip
    measure = work.promises_kept(FRAME, found)
    assert measure.answer == "60.00 %"
    assert dict(measure.inputs)["promised"] == money(45_000)
    assert [row[0] for row in measure.rows] == [
        "kept",
        "partly kept",
        "broken",
        "superseded",
    ]


def test_causes_are_counted_and_the_costliest_of_a_kind_comes_first() -> None:
    measure = work.causes(
        FRAME,
        [Cause("late", "cash flow", 3, 2, 100), Cause("late", "overlooked", 1, 1, 900),
         Cause("dispute", "damaged", 1, 1, 50)],
    )  # fmt: skip
    assert measure.title == "Most frequent cause: cash flow"
    assert measure.answer == "60.00 %"
    assert [row[1] for row in measure.rows] == ["damaged", "overlooked", "cash flow"]


def test_what_came_without_a_reason_is_no_cause_and_settled_money_is_said() -> None:
    measure = work.causes(
        FRAME,
        [Cause("dispute", work.NO_REASON, 14, 9, 5_000, 2_000), Cause("late", "cash flow", 6, 6, 100),
         Cause("late", "overlooked", 3, 3, 900)],
    )  # fmt: skip
    assert measure.title == "Most frequent cause: cash flow"
    assert measure.answer == "66.67 %"
    assert [(name, int(value.number)) for name, value in measure.inputs] == [
        ("reasons given", 9), ("without a reason", 14), ("causes", 2),
    ]  # fmt: skip
    assert [row[1] for row in measure.rows] == [
        "no reason given",
        "overlooked",
        "cash flow",
    ]
    assert measure.notes == (
        "money of disputes is all that was contested; 20.00 of it is settled",
    )
    nothing = work.causes(FRAME, [Cause("dispute", work.NO_REASON, 2, 1, 50)])
    assert (nothing.title, nothing.value) == ("Most frequent cause", None)
    assert nothing.notes == ()


def test_countback_says_how_many_months_it_used() -> None:
    periods = [Period(5_000, 30), Period(10_000, 31), *[Period(9_000, 30)] * 21]
    measure = outstanding.countback(FRAME, Receivable(10_000, 0), periods)
    assert measure.answer == "45.50 days"
    used = {name: int(value.number) for name, value in measure.inputs}
    assert (used["months looked at"], used["months used"]) == (23, 2)


def test_write_offs_and_recoveries() -> None:
    given_up = losses.GivenUp(9_000, 1_000, 2_500)
    assert losses.write_off_rate(FRAME, given_up, 1_000_000).answer == "1.00 %"
    assert losses.recovery_rate(FRAME, given_up).answer == "25.00 %"


def test_the_trend_shows_each_month_and_answers_with_the_last() -> None:
    points = [
        Point(date(2026, 5, 31), (80, 20, 0, 0, 0), 5),
        Point(date(2026, 6, 30), (50, 25, 0, 0, 25), 0),
    ]
    measure = effectiveness.trend(FRAME, points, LABELS)
    assert measure.answer == "50.00 %"
    assert [said(cell, "EUR") for cell in measure.rows[0][6:]] == [
        "0.05", "0.95", "20.00 %", "0.00 %"
    ]  # fmt: skip


def test_the_benchmark_stands_beside_dated_summaries() -> None:
    measure = benchmark.benchmark(FRAME, (870, 100, 20, 6, 4))
    assert measure.answer == "87.00 %"
    assert [said(row[2], "EUR") for row in measure.rows] == [
        "0.40 %", "0.56 %", "0.60 %", "0.67 %", "0.40 %"
    ]  # fmt: skip
    assert all(summary.source for summary in benchmark.SUMMARIES)


# --- nothing to divide by ---------------------------------------------------------------

EMPTY = Receivable(0, 0)


@pytest.mark.parametrize(
    ("measure", "words"),
    [
        (outstanding.dso(FRAME, Receivable(5, 5), 0), "nothing was sold in EUR from 2026-04-01"),
        (outstanding.dso(FRAME, EMPTY, -5), "credit notes exceed the invoices"),
        (outstanding.countback(FRAME, Receivable(4, 6), []), "no sales to count back through"),
        (outstanding.countback(FRAME, Receivable(4, 6), [Period(4, 30), Period(5, 31)]), "more than 61 days"),
        (effectiveness.cei(FRAME, Opened(0, 0, 0, 0)), "nothing was due for collection"),
        (effectiveness.roll_rates(FRAME, [], LABELS), "nothing was 1-30 days late"),
        (work.promises_kept(FRAME, {}), "no promise was judged"),
        (work.collectors(FRAME, {}), "nobody worked"),
        (work.causes(FRAME, []), "no reason was recorded"),
        (losses.write_off_rate(FRAME, losses.GivenUp(), 0), "nothing was sold"),
        (losses.recovery_rate(FRAME, losses.GivenUp()), "nothing was written off"),
        (losses.provision(FRAME, [1, 2, 3, 4, 5], None, LABELS), "no history"),
        (benchmark.benchmark(FRAME, (0, 0, 0, 0, 0)), "nothing is open in EUR"),
    ],
)  # fmt: skip
def test_an_empty_question_is_answered_in_words(measure: Measure, words: str) -> None:
    assert measure.value is None
    assert words in measure.answer


def test_owing_nothing_is_zero_days_not_an_empty_question() -> None:
    assert outstanding.countback(FRAME, EMPTY, [Period(4, 30)]).answer == "0.00 days"
    assert outstanding.dso(FRAME, EMPTY, 100).answer == "0.00 days"
