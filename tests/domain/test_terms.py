from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from builders import M, day
from hypothesis import given
from hypothesis import strategies as st
from shared import golden_metric, needs_shared

from ledgerlane.domain.errors import Refused
from ledgerlane.domain.money import Money, total
from ledgerlane.domain.terms import Discount, Offer, Rule, Terms


@needs_shared
def test_the_cut_off_rows_of_the_golden_file() -> None:
    rows = golden_metric("PROX / cutoff-day")["recomputed"]
    assert len(rows) == 9
    for invoice, cutoff, months, due_day, _published, ours, _match in rows:
        terms = Terms.parse(f"DAY {due_day} MONTHS {months} CUTOFF {cutoff}")
        due = terms.due(day(f"2026-{invoice}"))
        assert f"{due:%B} {due.day}" == ours


@needs_shared
def test_the_end_of_month_rows_of_the_golden_file() -> None:
    rows = golden_metric("30 days EOM")["recomputed"]
    ours = {
        "net30 then EOM": "30 EOM",
        "EOM then +30 (other convention)": "EOM + 30",
        "1 month then EOM": "1 month EOM",
        "30 EOM + 10": "30 EOM + 10",
    }
    assert {
        name: Terms.parse(text).due(date(2026, 1, 31)).isoformat()
        for name, text in ours.items()
    } == rows


@pytest.mark.parametrize(
    ("text", "document", "due"),
    [("NET30", "2026-01-31", "2026-03-02"), ("n/30", "2026-01-31", "2026-03-02"),
     ("30 days", "2026-01-31", "2026-03-02"), ("14", "2026-01-31", "2026-02-14"),
     ("COD", "2026-01-31", "2026-01-31"), ("due on receipt", "2026-01-31", "2026-01-31"),
     ("EOM", "2026-02-10", "2026-02-28"), ("30 EOM", "2026-01-31", "2026-03-31"),
     ("EOM + 30", "2026-01-31", "2026-03-02"), ("EOM+30", "2024-01-31", "2024-03-01"),
     ("1M EOM", "2026-01-31", "2026-02-28"), ("PROX 20", "2026-08-15", "2026-09-20"),
     ("DAY 31", "2026-01-15", "2026-02-28"), ("20th PROX", "2026-08-31", "2026-09-20"),
     ("25 MFI", "2026-12-02", "2027-01-25"), ("DAY 10 MONTHS 2", "2026-08-31", "2026-10-10"), ("2/10NET30", "2026-01-31", "2026-03-02")],
)  # fmt: skip
def test_due_dates(text: str, document: str, due: str) -> None:
    assert Terms.parse(text).due(day(document)) == day(due)


def test_two_ten_net_thirty() -> None:
    assert Terms.parse("2/10 NET 30").discounts == (Discount(Fraction(2), Rule(days=10)),)
    assert Terms.parse("NET 30").discounts == ()
    offer = Terms.parse("2/10 NET 30").discount(day("2026-03-01"), M("1000.00 EUR"))
    assert offer == Offer(Fraction(2), day("2026-03-11"), M("20.00 EUR"))
    assert Terms.parse("NET 30").discount(day("2026-03-01"), M("1000.00 EUR")) is None
    assert Terms.parse("3/7, 2/14, NET 30").discounts == (
        Discount(Fraction(3), Rule(days=7)), Discount(Fraction(2), Rule(days=14)),
    )  # fmt: skip
    assert Terms.parse("2/10 EOM NET 30").discounts == (
        Discount(Fraction(2), Rule(end_of_month=True, plus=10)),
    )
    assert Terms.parse("2/10 30 EOM").discounts == (Discount(Fraction(2), Rule(days=10)),)
    assert Terms.parse("2/10 30 EOM").due(day("2026-01-31")) == day("2026-03-31")


@pytest.mark.parametrize(
    ("text", "amount", "parts"),
    [("3 x net 30", "100.00 EUR", "33.33 33.33 33.34"), ("3 x 30", "100 JPY", "33 33 34"),
     ("30% COD, 70% NET 60", "99.99 EUR", "30.00 69.99"), ("2 x 14", "0.01 EUR", "0.00 0.01")],
)  # fmt: skip
def test_the_last_part_is_the_remainder(text: str, amount: str, parts: str) -> None:
    whole = M(amount)
    found = Terms.parse(text).schedule(day("2026-03-01"), whole)
    assert [str(part.amount) for part in found] == [
        f"{part} {whole.currency}" for part in parts.split()
    ]


@pytest.mark.parametrize(
    ("roll", "due"),
    [("none", "2026-05-31"), ("following", "2026-06-01"), ("modified", "2026-05-29"),
     ("preceding", "2026-05-29")],
)  # fmt: skip
def test_a_due_date_on_a_sunday_rolls_by_policy(roll: str, due: str) -> None:
    [part] = Terms.parse("EOM").schedule(day("2026-05-04"), M("5.00 EUR"), roll=roll)  # type: ignore[arg-type]
    assert part.due == day(due)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "NET",
        "50% NET 30, 40% COD",
        "DAY 0",
        "DAY 32",
        "0 x 30",
        "1e9",
        "2/10 EOM",
        "2/10 3/14 NET 30",
        "32 PROX",
    ],
)
def test_refuses_what_are_no_terms(text: str) -> None:
    with pytest.raises(Refused):
        Terms.parse(text)


@given(
    st.sampled_from(["12 x 30", "33.333% COD, 66.667% NET 30", "7 x 7", "2/10 net 30"]),
    st.integers(-(10**12), 10**12),
    st.dates(date(1990, 1, 1), date(2090, 1, 1)),
)
def test_parts_sum_to_the_amount(text: str, minor: int, document: date) -> None:
    parts = Terms.parse(text).schedule(document, Money(minor, "EUR"))
    assert total((part.amount for part in parts), "EUR") == Money(minor, "EUR")
    assert all(part.due >= document for part in parts)
