from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from builders import M, day, item, ms, receipt
from hypothesis import given
from hypothesis import strategies as st

from ledgerlane.domain.account import Receipt
from ledgerlane.domain.calendar import BusinessCalendar
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.money import Money
from ledgerlane.domain.policy import Promises as PromisePolicy
from ledgerlane.domain.promises import (
    STATES,
    Promise,
    Verdict,
    allowance,
    counting,
    covers,
    judge,
    judge_all,
    make,
    verdict_day,
    withdraw,
)

POLICY = PromisePolicy(grace_business_days=2, tolerance_units=1, tolerance_per_cent=1)
MADE, DUE = day("2026-06-10"), day("2026-06-19")  # a Wednesday, and the Friday of next week
VERDICT = day("2026-06-23")


def promise(amount: str = "1500.00 EUR", due: date = DUE, name: str = "p1") -> Promise:
    return Promise(name, M(amount), due, ("erp/I1",), MADE, ms(MADE, 10) * 1000, "anna")


def state(today: str, *money: Receipt, one: Promise | None = None) -> str:
    return judge(one or promise(), money, POLICY, day(today)).state


def test_the_verdict_falls_at_the_end_of_the_last_day_of_grace() -> None:
    assert verdict_day(DUE, POLICY) == VERDICT
    assert [state(f"2026-06-{n}") for n in (10, 19, 23, 24)] == [
        "open",
        "open",
        "open",
        "broken",
    ]
    closed = BusinessCalendar.of(holidays=[day("2026-06-22")])
    assert verdict_day(DUE, POLICY, closed) == day("2026-06-24")


@pytest.mark.parametrize(
    ("valued", "amount", "at_the_end"),
    [("2026-06-19", "1500.00", "kept"), ("2026-06-23", "1500.00", "kept"),
     ("2026-06-24", "1500.00", "broken"), ("2026-06-09", "1500.00", "broken"),
     ("2026-06-19", "1485.00", "kept"), ("2026-06-19", "1484.99", "partly kept"),
     ("2026-06-19", "9000.00", "kept")],
)  # fmt: skip
def test_kept_if_the_money_is_there_by_then_less_the_tolerance(
    valued: str, amount: str, at_the_end: str
) -> None:
    assert state("2026-07-01", receipt(day(valued), f"{amount} EUR")) == at_the_end


def test_kept_on_the_day_the_money_suffices() -> None:
    money = [
        receipt(day("2026-06-12"), "700.00 EUR"),
        receipt(day("2026-06-15"), "800.00 EUR"),
    ]
    assert judge(promise(), money, POLICY, day("2026-06-14")) == Verdict(
        "open", M("700.00 EUR"), VERDICT
    )
    assert judge(promise(), money, POLICY, day("2026-06-30")) == Verdict(
        "kept", M("1500.00 EUR"), day("2026-06-15")
    )


def test_other_currencies_do_not_count() -> None:
    assert state("2026-07-01", receipt(DUE, "1500.00 USD")) == "broken"


@pytest.mark.parametrize(
    ("hour", "expected"), [(9, "broken"), (10, "broken"), (11, "kept")]
)
def test_money_of_the_same_day_counts_if_nobody_knew_of_it(
    hour: int, expected: str
) -> None:
    money = receipt(MADE, "1500.00 EUR", known_ms=ms(MADE, hour))
    assert state("2026-07-01", money) == expected


@pytest.mark.parametrize(
    ("amount", "tolerance"),
    [("1500.00 EUR", "15.00 EUR"), ("20.00 EUR", "1.00 EUR"), ("5000 JPY", "50 JPY"),
     ("50 JPY", "1 JPY"), ("0.50 EUR", "0.49 EUR"), ("20.000 KWD", "1.000 KWD")],
)  # fmt: skip
def test_the_larger_allowance_holds_but_never_all_of_it(
    amount: str, tolerance: str
) -> None:
    assert allowance(M(amount), POLICY) == M(tolerance)


def test_a_bounce_reopens_the_verdict_from_its_day() -> None:
    bounced = receipt(day("2026-06-18"), "1500.00 EUR", reversed_on=day("2026-06-26"))
    assert [state(f"2026-06-{n}", bounced) for n in (20, 25, 26)] == [
        "kept",
        "kept",
        "broken",
    ]
    rest = receipt(day("2026-06-19"), "500.00 EUR")
    assert state("2026-06-26", bounced, rest) == "partly kept"
    early = receipt(day("2026-06-12"), "1500.00 EUR", reversed_on=day("2026-06-15"))
    assert [state(f"2026-06-{n}", early) for n in (14, 15)] == ["kept", "open"]


def test_money_is_counted_once_and_the_earlier_promise_takes_it() -> None:
    later = promise("1000.00 EUR", DUE + timedelta(days=7), "p2")
    money = [receipt(day("2026-06-15"), "2000.00 EUR")]
    verdicts = judge_all([later, promise()], money, POLICY, day("2026-07-10"))
    assert {name: (v.state, v.received) for name, v in verdicts.items()} == {
        "p1": ("kept", M("1500.00 EUR")), "p2": ("partly kept", M("500.00 EUR")),
    }  # fmt: skip


@pytest.mark.parametrize("how", ["superseded", "withdrawn"])
def test_what_replaced_it_ends_it_unless_the_verdict_had_fallen(how: str) -> None:
    ended = replace(promise(), ended=how, ended_on=day("2026-06-17"))
    assert state("2026-06-16", one=ended) == "open"
    assert state("2026-06-17", one=ended) == how
    assert state("2026-07-01", receipt(day("2026-06-18"), "1500.00 EUR"), one=ended) == how
    assert (
        state("2026-07-01", receipt(day("2026-06-16"), "1500.00 EUR"), one=ended) == "kept"
    )
    late = replace(promise(), ended=how, ended_on=day("2026-06-25"))
    assert state("2026-07-01", one=late) == "broken"


def test_money_of_an_ended_promise_serves_the_next() -> None:
    ended = replace(promise(), ended="superseded", ended_on=day("2026-06-17"))
    following = promise("1000.00 EUR", DUE + timedelta(days=7), "p2")
    money = [receipt(day("2026-06-16"), "1000.00 EUR")]
    verdicts = judge_all([ended, following], money, POLICY, day("2026-07-10"))
    assert {name: verdict.state for name, verdict in verdicts.items()} == {
        "p1": "superseded", "p2": "kept",
    }  # fmt: skip


def test_of_two_promises_at_once_the_earlier_date_and_the_smaller_sum_count() -> None:
    one = replace(promise("1500.00 EUR"), rivals=("p2",))
    two = replace(promise("1200.00 EUR", DUE + timedelta(days=3), "p2"), rivals=("p1",))
    other = promise("300.00 EUR", DUE + timedelta(days=9), "p3")
    assert counting([one, two]) == (M("1200.00 EUR"), DUE)
    assert counting([one, two, other]) == (M("1500.00 EUR"), DUE)
    assert counting([]) is None


def test_a_promise_covers_overdue_items_oldest_first() -> None:
    items = [item(5, "50.00 EUR", "B"), item(40, "100.00 EUR", "A"), item(-3, "9.00 EUR", "C"),
             item(90, "70.00 USD", "D"), item(60, "-10.00 EUR", "E")]  # fmt: skip
    today = day("2026-06-30")
    assert covers(M("100.00 EUR"), items, today) == ("erp/A",)
    assert covers(M("100.01 EUR"), items, today) == ("erp/A", "erp/B")
    assert make("p", M("999.00 EUR"), today, today, items).items == ("erp/A", "erp/B")
    assert covers(M("1.00 EUR"), items[2:3], today) == ("erp/C",)


@pytest.mark.parametrize(
    ("amount", "due", "why"),
    [("0.00 EUR", "2026-07-01", "above zero"), ("-5.00 EUR", "2026-07-01", "above zero")],
)  # fmt: skip
def test_refuses_a_promise_that_is_none(amount: str, due: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        make("p", M(amount), day(due), day("2026-06-30"), [])


def test_only_an_open_promise_is_withdrawn() -> None:
    assert withdraw(promise(), "open", MADE, "moved").promise == "p1"
    with pytest.raises(Refused, match="already kept"):
        withdraw(promise(), "kept", MADE)


moments = st.integers(0, 60).map(lambda n: MADE + timedelta(days=n))


@given(
    st.lists(st.tuples(st.integers(1, 3000), moments), max_size=4),
    st.lists(st.tuples(st.integers(1, 3000), moments, st.none() | moments), max_size=5),
    moments,
)
def test_promises_never_count_more_than_came_in(
    promised: list[tuple[int, date]], came: list[tuple[int, date, date | None]], today: date
) -> None:
    promises = [
        replace(promise(due=due, name=f"p{n}"), amount=Money(minor, "EUR"))
        for n, (minor, due) in enumerate(promised)
    ]
    money = [replace(receipt(on, "1.00 EUR"), amount=Money(minor, "EUR"), reversed_on=back)
             for minor, on, back in came]  # fmt: skip
    verdicts = judge_all(promises, money, POLICY, today)
    there = sum(m.amount.minor for m in money
                if m.value_date <= today and (m.reversed_on is None or m.reversed_on > today))  # fmt: skip
    assert sum(verdict.received.minor for verdict in verdicts.values()) <= there
    assert {verdict.state for verdict in verdicts.values()} <= set(STATES[:4])
    assert verdicts == judge_all(reversed(promises), reversed(money), POLICY, today)
