"""Cash by week: each amount once, sums exact, ranges around what is expected."""

from __future__ import annotations

from datetime import timedelta

import pytest
from builders import TODAY
from hypothesis import given
from hypothesis import strategies as st

from ledgerlane.domain.forecast import (
    Forecast,
    Named,
    OpenItem,
    Owing,
    Part,
    Tail,
    forecast,
    parts,
)

NOW = TODAY.toordinal()
NOBODY = Tail({}, {})  # a book in which nothing was ever paid


def due(in_days: int, minor: int = 10_000, ref: str = "", **more: int) -> OpenItem:
    return OpenItem(NOW + in_days, minor, ref=ref, **more)


def made(*owing: Owing, tail: Tail = NOBODY, weeks: int = 4) -> Forecast:
    (found,) = forecast((("EUR", each) for each in owing), tail, TODAY, weeks)
    return found


def expected(found: Forecast) -> list[int]:
    return [week.expected for week in found.lines()]


# --- which money, and counted once --------------------------------------------------------
def test_plan_before_promise_before_habit_and_each_amount_once() -> None:
    owing = Owing(
        items=(due(-40, 5_000, "A"), due(-10, 8_000, "B"), due(5, 2_000, "C")),
        named=(
            Named("promise", NOW + 3, 9_000, ("A", "B")),
            Named("plan", NOW + 9, 3_000, ("A",)),
            Named("plan", NOW + 2, 1_000, ("A",)),
        ),
    )
    assert parts(owing) == (
        [
            Part("plan", 1_000, NOW - 40, NOW + 2), Part("plan", 3_000, NOW - 40, NOW + 9),
            Part("promise", 1_000, NOW - 40, NOW + 3), Part("promise", 8_000, NOW - 10, NOW + 3),
            Part("habit", 2_000, NOW + 5, 0),
        ],
        0,
    )  # fmt: skip


def test_interest_and_fees_of_instalments_come_on_top_of_what_is_open() -> None:
    owing = Owing(
        items=(due(-40, 4_000, "A"),),
        named=(
            Named("plan", NOW + 2, 2_150, ("A",), 150), Named("plan", NOW + 60, 2_050, ("A",), 50),
        ),
    )  # fmt: skip
    assert parts(owing)[0] == [
        Part("plan", 2_000, NOW - 40, NOW + 2), Part("plan", 2_000, NOW - 40, NOW + 60),
    ]  # fmt: skip
    found = made(owing)
    assert (found.open, found.on_top) == (4_000, 150)


def test_credit_pays_the_oldest_and_disputed_or_given_up_money_is_no_debt_to_wait_for() -> (
    None
):
    owing = Owing((due(-9, 5_000, "B", given_up=600, disputed=1_000), due(-40, 300, "A")), 2_000)  # fmt: skip
    assert parts(owing) == (
        [
            Part("given up", 600, NOW - 9, 0), Part("disputed", 1_000, NOW - 9, 0),
            Part("habit", 1_700, NOW - 9, 0),
        ],
        2_000,
    )  # fmt: skip
    assert parts(Owing((due(-40, 300),), credit=900)) == ([], 300)
    sued = due(-40, 1_000, given_up=200, disputed=300, in_court=1_000)
    assert parts(Owing((sued,))) == (
        [Part("given up", 200, NOW - 40, 0), Part("in court", 800, NOW - 40, 0)],
        0,
    )
    found = made(Owing((sued,)))
    assert (found.in_court, found.disputed, found.never) == (800, 0, 200)


# --- when ---------------------------------------------------------------------------------
def test_without_any_history_the_due_date_speaks_and_then_age() -> None:
    found = made(Owing((due(0, 1_000), due(7, 2_000), due(8, 4_000), due(-90, 1_000))))
    assert expected(found) == [
        666 + 1_333,
        2_666,
        0,
        0,
    ]  # two of three are taken to keep it
    # the third of each, and 68.9 % of what is 90 days late: nobody knows when
    assert (found.later, found.never) == (334 + 667 + 1_334 + 689, 311)
    assert [(w.first, w.last) for w in found.lines()][:2] == [
        (TODAY + timedelta(days=1), TODAY + timedelta(days=7)),
        (TODAY + timedelta(days=8), TODAY + timedelta(days=14)),
    ]


def test_the_payer_s_own_habit_of_what_can_still_happen() -> None:
    # due in 2 days; they paid 3, 10 and 20 days late: in 5, 12 and 22 days
    found = made(Owing((due(2, 9_000),), last=(3, 10, 20)))
    assert expected(found) == [3_000, 3_000, 0, 3_000]
    # ten days past due, only the 20 can still happen: in 10 days
    found = made(Owing((due(-10, 9_000),), last=(3, 10, 20)))
    assert expected(found) == [0, 9_000, 0, 0]
    assert found.lines()[1][3:5] == (9_000, 9_000)  # nothing else can happen: no range


def test_the_book_counts_as_four_invoices_of_the_payer_s_own() -> None:
    # 30 of the book's 40 came in time, 10 ten days late
    tail = Tail({0: 30, 10: 10}, {})
    assert tail.masses == [
        (0, 750_000)
    ]  # fewer than 30 were ever later: no evidence beyond
    tail = Tail({0: 90, 10: 30}, {})
    assert (tail.masses, tail.rest) == ([(0, 750_000), (10, 250_000)], 0)
    found = made(Owing((due(1, 1_200),), last=(0, 0)), tail=tail, weeks=2)
    assert expected(found) == [1_000, 200]  # (2 + 3) and 1 of 6


def test_invoices_still_unpaid_count_against_the_book() -> None:
    # 100 were due; 60 paid on the day, 40 are five days late and unpaid
    tail = Tail({0: 60}, {5: 40})
    assert (tail.masses, tail.rest, tail.known_to) == ([(0, 600_000)], 400_000, 5)
    found = made(Owing((due(1, 1_000),)), tail=tail, weeks=2)
    assert expected(found) == [600, 0]
    assert (found.later, found.never) == (392, 8)  # 98 % of what is five days late comes


def test_promises_and_plans_come_with_the_chance_they_were_kept_with() -> None:
    promised = Named("promise", NOW + 3, 6_000, ("A",))
    found = made(Owing((due(-10, 6_000, "A"),), named=(promised,), last=(20, 25)))
    # 2 of 3 by Friday, else by habit: 20 days late is in 10 days, 25 in 15
    assert expected(found) == [4_000, 1_000, 1_000, 0]
    assert [week.promise for week in found.lines()] == [4_000, 1_000, 1_000, 0]
    found = made(Owing((due(-10, 6_000, "A"),), named=(promised,), last=(20, 25), kept=0, judged=3))  # fmt: skip
    assert expected(found) == [2_000, 2_000, 2_000, 0]
    # one whose day has passed is awaited tomorrow; what is late by then comes later
    missed = Named("plan", NOW - 3, 6_000, ("A",))
    found = made(Owing((due(-10, 6_000, "A"),), named=(missed,), last=(8, 25)))
    assert [week.plan for week in found.lines()] == [4_000, 0, 2_000, 0]


def test_the_range_takes_a_customer_s_money_together() -> None:
    one = Owing(
        (due(2, 10_000), due(2, 10_000)), last=(0, 30)
    )  # half in week 1, half in week 5
    alone = made(one, weeks=5).lines()[0]
    assert (alone.expected, alone.low, alone.high) == (10_000, 0, 20_000)  # 1.28 x 10 000
    many = made(*[one] * 100, weeks=5).lines()[
        0
    ]  # a hundred customers: ten times, not a hundred
    assert (many.expected, many.low, many.high) == (1_000_000, 871_840, 1_128_160)


def test_each_currency_by_itself() -> None:
    found = forecast(
        [("NOK", Owing((due(1, 500),))), ("EUR", Owing((due(1, 300),)))], NOBODY, TODAY, 1
    )
    assert [(each.currency, expected(each)) for each in found] == [("EUR", [200]), ("NOK", [333])]  # fmt: skip


# --- identities -----------------------------------------------------------------------------
days = st.integers(-400, 120)
money = st.integers(1, 10**9)
items = st.lists(
    st.builds(
        lambda in_days, minor, disputed, gone, ref, court: due(
            in_days, minor, ref, disputed=disputed, given_up=gone, in_court=court
        ),
        days, money, st.sampled_from([0, 0, 50, 10**9]), st.sampled_from([0, 0, 70, 10**9]),
        st.sampled_from("ABC"), st.sampled_from([0, 0, 0, 10**9]),
    ),
    max_size=6,
)  # fmt: skip
named = st.lists(
    st.builds(Named, st.sampled_from(["plan", "promise"]), days.map(lambda by: NOW + by), money,
              st.sampled_from([("A",), ("A", "B"), ()]), st.just(0)),
    max_size=4,
)  # fmt: skip
accounts = st.builds(
    lambda items_, credit, named_, last, kept, broken: Owing(
        tuple(items_), credit, tuple(named_), tuple(last), kept, kept + broken
    ),
    items, st.sampled_from([0, 0, 500, 10**9]), named, st.lists(st.integers(-60, 300), max_size=20),
    st.integers(0, 5), st.integers(0, 5),
)  # fmt: skip
counts = st.dictionaries(st.integers(-60, 300), st.integers(1, 200), max_size=20)


@given(st.lists(accounts, min_size=1, max_size=4), counts, counts, st.integers(1, 20))
def test_what_comes_and_what_never_comes_is_what_is_open(
    owing: list[Owing], settled: dict[int, int], waiting: dict[int, int], weeks: int
) -> None:
    found = made(*owing, tail=Tail(settled, waiting), weeks=weeks)
    assert found.total + found.never == found.open - found.covered
    assert (
        min(found.later, found.disputed, found.in_court, found.never, *expected(found)) >= 0
    )
    for week in found.lines():
        assert week.plan + week.promise + week.habit == week.expected
        assert 0 <= week.low <= week.expected <= week.high <= found.open


@given(counts, counts)
def test_the_book_s_chances_sum_to_one(
    settled: dict[int, int], waiting: dict[int, int]
) -> None:
    tail = Tail(settled, waiting)
    assert sum(mass for _, mass in tail.masses) + tail.rest == 1_000_000
    assert all(mass > 0 for _, mass in tail.masses)
    assert tail.rest >= 0


@pytest.mark.parametrize("age", [-30, 0, 9, 10, 400])
def test_what_is_past_cannot_come(age: int) -> None:
    tail = Tail({0: 90, 10: 60}, {30: 50})
    whole = sum(mass for day, mass in tail.masses if day > age)
    assert sum(tail.vector(age, 60)) == whole + (tail.rest if age < 30 else 0)


def test_a_day_that_was_only_named_counts_for_less_than_a_promise() -> None:
    def first_week(kind: str, kept: int, judged: int) -> int:
        named = (Named(kind, NOW + 3, 6_000, ("A",)),)
        owing = Owing((due(20, 6_000, "A"),), named=named, kept=kept, judged=judged)
        return expected(made(owing))[0]

    assert (first_week("promise", 0, 0), first_week("said", 0, 0)) == (4_000, 3_000)
    assert (first_week("promise", 8, 8), first_week("said", 8, 8)) == (5_454, 5_400)
    both = Owing((due(20, 6_000, "A"),), named=(
        Named("said", NOW + 3, 6_000, ("A",)), Named("promise", NOW + 10, 6_000, ("A",)),
    ))  # fmt: skip
    assert parts(both)[0] == [Part("promise", 6_000, NOW + 20, NOW + 10)]
