"""Discounts by the day on which the money was received: month ends, leap days, rolls, parts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from builders import M, day
from hypothesis import given
from hypothesis import strategies as st
from shared import golden_metric, needs_shared

from ledgerlane.domain.discounts import (
    DiscountDays,
    Judged,
    Known,
    discount_days,
    entitled,
    judge,
    taken,
)
from ledgerlane.domain.money import Money
from ledgerlane.domain.policy import from_mapping
from ledgerlane.domain.terms import Terms

TWO_TEN = Terms.parse("2/10 net 30")
TIERS = Terms.parse("3/7 2/14 NET 30")
HUNDRED = M("100.00 EUR")


def told(
    terms: Terms, issued: str, received: str, opened: str, paid: str
) -> tuple[str, ...]:
    """Earned, unearned, cleared, left."""
    found = judge(terms, day(issued), day(received), M(opened), M(paid))
    return tuple(
        str(x).removesuffix(" EUR") for x in (found.earned, found.unearned, found.cleared, found.left)
    )  # fmt: skip


@pytest.mark.parametrize(
    ("issued", "last"),
    [("2026-03-01", "2026-03-11"), ("2026-01-25", "2026-02-04"), ("2024-02-20", "2024-03-01"),
     ("2025-02-20", "2025-03-02"), ("2024-02-19", "2024-02-29"), ("2026-12-28", "2027-01-07")],
)  # fmt: skip
def test_the_tenth_day_across_month_ends_and_leap_days(issued: str, last: str) -> None:
    found = entitled(TWO_TEN, day(issued), day(last), HUNDRED)
    assert found is not None
    assert (found.last_day, found.amount) == (day(last), M("2.00 EUR"))
    assert entitled(TWO_TEN, day(issued), day(last) + timedelta(1), HUNDRED) is None


@needs_shared
def test_a_part_earns_its_discount_in_proportion() -> None:
    row = golden_metric("partial payment with discount")
    assert (row["inputs"], row["recomputed"]) == ({"invoice": 100, "pay": 49}, "50.00")
    assert told(TWO_TEN, "2026-03-01", "2026-03-11", "100.00 EUR", "49.00 EUR") == (
        "1.00", "0.00", "50.00", "50.00",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("received", "paid", "earned", "unearned", "left"),
    [
        ("2026-03-11", "98.00 EUR", "2.00", "0.00", "0.00"),  # in time
        ("2026-03-11", "100.00 EUR", "0.00", "0.00", "0.00"),  # did not take it
        ("2026-03-11", "99.00 EUR", "1.00", "0.00", "0.00"),  # took a part of it
        ("2026-03-12", "98.00 EUR", "0.00", "2.00", "2.00"),  # too late: a deduction
        ("2026-03-12", "98.01 EUR", "0.00", "1.99", "1.99"),  # and rounded otherwise
        ("2026-03-12", "60.00 EUR", "0.00", "0.00", "40.00"),  # a part, no discount
        ("2026-03-12", "100.00 EUR", "0.00", "0.00", "0.00"),
    ],
)  # fmt: skip
def test_earned_unearned_and_neither(received: str, paid: str, earned: str, unearned: str, left: str) -> None:  # fmt: skip
    found = told(TWO_TEN, "2026-03-01", received, "100.00 EUR", paid)
    assert (found[0], found[1], found[3]) == (earned, unearned, left)


def test_two_steps_and_the_higher_taken_in_the_days_of_the_lower() -> None:
    assert [(str(o.per_cent), o.last_day) for o in TIERS.offers(day("2026-03-01"), HUNDRED)] == [
        ("3", day("2026-03-08")), ("2", day("2026-03-15")),
    ]  # fmt: skip
    assert told(TIERS, "2026-03-01", "2026-03-08", "100.00 EUR", "97.00 EUR") == ("3.00", "0.00", "100.00", "0.00")  # fmt: skip
    assert told(TIERS, "2026-03-01", "2026-03-09", "100.00 EUR", "97.00 EUR") == ("2.00", "1.00", "99.00", "1.00")  # fmt: skip
    assert told(TIERS, "2026-03-01", "2026-03-16", "100.00 EUR", "97.00 EUR") == ("0.00", "3.00", "97.00", "3.00")  # fmt: skip


def test_overpaid_is_a_surplus() -> None:
    found = judge(TWO_TEN, day("2026-03-01"), day("2026-03-11"), HUNDRED, M("105.00 EUR"))
    assert (found.cleared, found.earned, found.surplus) == (
        HUNDRED,
        M("0.00 EUR"),
        M("5.00 EUR"),
    )


def test_the_roll_and_the_grace_days_are_the_policy_s() -> None:
    """The tenth day after Wednesday 4 March 2026 is Saturday the 14th."""
    issued, monday = day("2026-03-04"), day("2026-03-16")
    assert entitled(TWO_TEN, issued, monday, HUNDRED) is None
    assert (
        entitled(TWO_TEN, issued, monday, HUNDRED, DiscountDays(roll="following"))
        is not None
    )
    assert (
        entitled(TWO_TEN, issued, monday, HUNDRED, DiscountDays(grace_days=2)) is not None
    )


def test_the_policy_says_where_the_last_day_goes() -> None:
    """2/10 of Thursday 5 November 2026 ends on Sunday the 15th."""
    issued, said = day("2026-11-05"), {"holidays": ["2026-11-16"]}
    ends = {
        how: entitled(
            TWO_TEN, issued, issued, HUNDRED,
            discount_days(from_mapping({"terms": {"discount_roll": how}, **said})),
        )
        for how in ("none", "following", "preceding")
    }  # fmt: skip
    assert {how: each.last_day.isoformat() for how, each in ends.items() if each} == {
        "none": "2026-11-15", "following": "2026-11-17", "preceding": "2026-11-13",
    }  # fmt: skip
    late = discount_days(from_mapping({"cash": {"discount_grace_days": 3}}))
    assert entitled(TWO_TEN, issued, day("2026-11-18"), HUNDRED, late) is not None
    assert entitled(TWO_TEN, issued, day("2026-11-19"), HUNDRED, late) is None


@pytest.mark.parametrize(
    ("items", "short", "found"),
    [
        ([Known(20, (20,)), Known(), Known(10, (10,))], 30, {0: 20, 2: 10}),  # all that may be taken
        ([Known(20, (30, 20)), Known(0, (15,))], 45, {0: 30, 1: 15}),  # the first of each
        ([Known(0, (30, 20)), Known(0, (15, 10))], 30, {0: 20, 1: 10}),  # the second of each
        ([Known(20, (20,)), Known(0, (15,))], 15, {1: 15}),  # the only set
        ([Known(0, (20,)), Known(0, (20,))], 20, None),  # either: not decided
        ([Known(0, (200,)), Known(0, (150,))], 352, {0: 201, 1: 151}),  # each rounded otherwise
        ([Known(200, (200,))], 201, None),  # what may be taken is not more for that
        ([Known(20, (30, 20))], 25, None), ([Known(), Known()], 5, None), ([], 5, None),
    ],
)  # fmt: skip
def test_the_discounts_that_what_is_missing_of_several_items_comes_to(
    items: list[Known], short: int, found: dict[int, int] | None
) -> None:
    assert taken(items, short, 12) == found


def test_a_discount_that_ends_after_the_month() -> None:
    found = entitled(
        Terms.parse("2/10 EOM, NET 30"), day("2024-01-31"), day("2024-02-10"), HUNDRED
    )
    assert found is not None
    assert found.last_day == day("2024-02-10")


@given(
    st.sampled_from(
        [TWO_TEN, TIERS, Terms.parse("NET 30"), Terms.parse("33.333/5 NET 30")]
    ),
    st.integers(1, 10**9),
    st.integers(0, 10**9),
    st.integers(0, 40),
)
def test_what_is_open_is_cleared_or_left_and_what_is_paid_is_used_or_surplus(
    terms: Terms, opened: int, paid: int, days: int
) -> None:
    issued = date(2024, 2, 20)
    found = judge(terms, issued, issued + timedelta(days), Money(opened, "EUR"), Money(paid, "EUR"))  # fmt: skip
    assert found.cleared + found.left == Money(opened, "EUR")
    assert found.paid + found.surplus == Money(paid, "EUR")
    assert found.paid + found.earned == found.cleared
    assert 0 <= found.unearned.minor <= found.left.minor
    assert found.earned.minor >= 0
    right = entitled(terms, issued, issued + timedelta(days), Money(opened, "EUR"))
    assert found.earned.minor <= (right.amount.minor + 1 if right else 0)
    assert isinstance(found, Judged)
