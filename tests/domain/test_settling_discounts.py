"""Receipts settled with discounts: what `discounts.judge` says, by the way of `matching.find`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from builders import TODAY, M
from receipts import cash, lines, owed

from ledgerlane.domain.discounts import DiscountDays
from ledgerlane.domain.matching import find
from ledgerlane.domain.policy import Cash

RULES = Cash()


@pytest.mark.parametrize(
    ("amount", "on", "paid", "disputed"),
    [
        ("98.00 EUR", 0, ("A100", 9_800, 200, 0), []),  # inside the ten days
        (
            "98.00 EUR",
            1,
            ("A100", 9_800, 0, 0),
            [("erp/A100", 200)],
        ),  # a day too late: a deduction
        ("99.50 EUR", 1, ("A100", 9_950, 0, 50), []),  # under the tolerance
        ("97.99 EUR", 0, ("A100", 9_799, 200, 1), []),  # discount, and a cent
        ("49.00 EUR", 0, ("A100", 4_900, 0, 0), []),  # a part earns none, by default
    ],
)
def test_discounts_and_tolerances(
    amount: str, on: int, paid: tuple[str, int, int, int], disputed: list[tuple[str, int]]
) -> None:
    issued = TODAY - timedelta(days=10)
    item = owed("A100", "100.00 EUR", -20, terms="2/10 NET 30", issued=issued)
    came = TODAY + timedelta(days=on)
    found = find(cash(amount, "A100", on=came), [item], RULES)
    assert lines(found) == [paid]
    assert found.matching is not None
    assert [(ref, minor.minor) for ref, minor in found.matching.deductions] == disputed


@pytest.mark.parametrize(
    ("terms", "day", "amount", "earned", "unearned"),
    [
        ("2/10 NET 30", 10, "980.00", 2_000, 0), ("2/10 NET 30", 11, "980.00", 0, 2_000),
        ("2/10 NET 30", 3, "980.01", 1_999, 0), ("2/10 NET 30", 3, "985.00", 1_500, 0),
        ("2/10 NET 30", 11, "980.01", 0, 1_999), ("2/10 NET 30", 11, "985.00", 0, 0),
        ("2/10 NET 30", 10, "1000.00", 0, 0), ("2/10 NET 30", 10, "970.00", 0, 0),
        ("3/7 2/14 NET 30", 7, "970.00", 3_000, 0), ("3/7 2/14 NET 30", 8, "970.00", 2_000, 1_000),
        ("3/7 2/14 NET 30", 10, "980.00", 2_000, 0), ("3/7 2/14 NET 30", 10, "990.00", 1_000, 0),
        ("3/7 2/14 NET 30", 15, "970.00", 0, 3_000), ("3/7 2/14 NET 30", 15, "980.00", 0, 2_000),
        ("3/7 2/14 NET 30", 10, "975.00", 0, 0),
    ],
)  # fmt: skip
def test_a_receipt_is_settled_as_its_discount_is_judged(
    terms: str, day: int, amount: str, earned: int, unearned: int
) -> None:
    """Of 1 000.00 EUR: what is earned settles, what is unearned is disputed, the rest is owed."""
    issued = TODAY - timedelta(days=day)
    item = owed("A100", "1000.00 EUR", -20, terms=terms, issued=issued)
    found = find(cash(f"{amount} EUR", "A100"), [item], RULES)
    paid = M(f"{amount} EUR").minor
    assert lines(found) == [("A100", paid, earned, 0)]
    assert found.matching is not None
    assert sum(money.minor for _, money in found.matching.deductions) == unearned


@pytest.mark.parametrize(
    ("received", "paid", "earned", "unearned"),
    [
        ("2026-03-11", "98.00", 200, 0), ("2026-03-11", "100.00", 0, 0),
        ("2026-03-11", "99.00", 100, 0), ("2026-03-12", "98.00", 0, 200),
        ("2026-03-12", "98.01", 0, 199), ("2026-03-12", "60.00", 0, 0),
        ("2026-03-11", "49.00", 100, 0), ("2026-03-12", "49.00", 0, 0),
    ],
)  # fmt: skip
def test_the_golden_rows_of_discounts_by_the_policy_that_grants_parts(
    received: str, paid: str, earned: int, unearned: int
) -> None:
    """2/10 of 100.00 EUR of 1 March 2026, as in test_discounts: 49.00 in time clears 50.00."""
    issued, came = date(2026, 3, 1), date.fromisoformat(received)
    item = owed("A100", "100.00 EUR", terms="2/10 NET 30", issued=issued)
    rules = replace(RULES, partial_discount=True)
    found = find(cash(f"{paid} EUR", "A100", on=came), [item], rules)
    assert lines(found) == [("A100", M(f"{paid} EUR").minor, earned, 0)]
    assert found.matching is not None
    assert sum(money.minor for _, money in found.matching.deductions) == unearned


@pytest.mark.parametrize(
    ("amount", "paid", "disputed"),
    [
        ("1470.00", [("A100", 98_000, 2_000), ("B200", 49_000, 1_000)], []),
        ("1490.00", [("A100", 100_000, 0), ("B200", 49_000, 1_000)], []),  # that of B200 alone
        ("1475.00", [("A100", 98_000, 2_000), ("B200", 49_500, 500)], []),  # a part of them
        ("1955.00", [("A100", 98_000, 2_000), ("B200", 49_000, 1_000), ("C300", 48_500, 0)],
         [("erp/C300", 1_500)]),
    ],
)  # fmt: skip
def test_the_discounts_of_several_items(
    amount: str, paid: list[tuple[str, int, int]], disputed: list[tuple[str, int]]
) -> None:
    items = [
        owed("A100", "1000.00 EUR", -18, terms="2/10 NET 30", issued=TODAY),
        owed("B200", "500.00 EUR", -19, terms="2/10 NET 30", issued=TODAY),
        owed(
            "C300", "500.00 EUR", -20, terms="3/7 NET 30", issued=TODAY - timedelta(days=8)
        ),
    ]
    text = " ".join(name for name, *_ in paid)
    found = find(cash(f"{amount} EUR", text), items, RULES)
    assert [each[:3] for each in lines(found)] == paid
    assert found.matching is not None
    assert [(ref, money.minor) for ref, money in found.matching.deductions] == disputed


def test_the_last_day_of_a_discount_goes_where_the_policy_says() -> None:
    """2/10 of Thursday 5 November 2026 ends on a Sunday; the money came on Monday."""
    item = owed("A100", "1000.00 EUR", terms="2/10 NET 30", issued=date(2026, 11, 5))
    receipt = cash("980.00 EUR", "A100", on=date(2026, 11, 16))
    late = find(receipt, [item], RULES)
    assert lines(late) == [("A100", 98_000, 0, 0)]
    rolled = find(receipt, [item], RULES, days=DiscountDays(roll="following"))
    assert lines(rolled) == [("A100", 98_000, 2_000, 0)]
    unnamed = find(replace(receipt, remittance=""), [item], RULES, (), DiscountDays(roll="following"))  # fmt: skip
    assert (unnamed.rule, lines(unnamed)) == ("exact amount less discount", [("A100", 98_000, 2_000, 0)])  # fmt: skip


def test_a_credit_note_of_what_is_missing_goes_before_a_part_of_a_discount() -> None:
    items = [
        owed("A100", "1000.00 EUR", -20, terms="2/10 NET 30", issued=TODAY),
        owed("C1", "-15.00 EUR"),
    ]
    found = find(cash("985.00 EUR", "A100"), items, RULES)
    assert lines(found) == [("A100", 100_000, 0, 0), ("C1", -1_500, 0, 0)]
    taken = find(cash("980.00 EUR", "A100"), [items[0], owed("C1", "-20.00 EUR")], RULES)
    assert lines(taken) == [("A100", 98_000, 2_000, 0)]


def test_a_part_earns_its_part_of_the_discount_where_the_policy_grants_it() -> None:
    item = owed("A100", "100.00 EUR", -20, terms="2/10 NET 30", issued=TODAY)
    found = find(cash("49.00 EUR", "A100"), [item], replace(RULES, partial_discount=True))
    assert lines(found) == [("A100", 4_900, 100, 0)]
    plain = replace(item, terms="NET 30")
    found = find(cash("49.00 EUR", "A100"), [plain], replace(RULES, partial_discount=True))
    assert lines(found) == [("A100", 4_900, 0, 0)]


def test_a_part_of_a_discount_is_never_more_than_what_is_left_open() -> None:
    rules = replace(RULES, partial_discount=True, under_units=0)
    item = owed("A100", "100.00 EUR", -20, terms="2/10 NET 30", issued=TODAY)
    found = find(cash("99.00 EUR", "A100"), [item], rules)
    assert lines(found) == [("A100", 9_900, 100, 0)]
