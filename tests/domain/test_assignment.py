"""Whose account it is, by rule."""

from __future__ import annotations

import pytest

from ledgerlane.domain.account import Customer
from ledgerlane.domain.assignment import Candidate, Rule, owner_for

RULES = (
    Rule("kim", size="key"),
    Rule("anna", country="NO", currency="NOK"),
    Rule("bo", first_number="100", last_number="999"),
    Rule("eva", first_number="A", last_number="M"),
    Rule("per", salesperson="Berit"),
)


@pytest.mark.parametrize(
    ("number", "country", "salesperson", "currency", "size", "owner"),
    [
        ("5", "SE", "", "SEK", "key", "kim"), ("500", "NO", "", "NOK", "small", "anna"),
        ("500", "NO", "", "EUR", "small", "bo"), ("99", "", "", "EUR", "", ""), ("1000", "", "", "EUR", "", ""),
        ("0100", "", "", "EUR", "", "bo"), ("BX1", "", "", "EUR", "", "eva"), ("Z9", "", "Berit", "EUR", "", "per"),
    ],
)  # fmt: skip
def test_the_first_rule_that_fits_decides(
    number: str, country: str, salesperson: str, currency: str, size: str, owner: str
) -> None:
    customer = Customer(
        "erp/" + number, number, "x", country=country, salesperson=salesperson
    )
    assert owner_for(Candidate(customer, currency, size), RULES) == owner


@pytest.mark.parametrize(
    ("rule", "fits"),
    [
        (Rule("a", payer="900"), ["900", "901"]),
        (Rule("a", risk="silent"), ["901"]),
        (Rule("a", language="NB"), ["902"]),
        (Rule("a", payer="900", risk="new"), ["900"]),
    ],
    ids=str,
)
def test_payer_risk_and_language(rule: Rule, fits: list[str]) -> None:
    accounts = [
        Candidate(Customer("erp/900", "900", "Group"), "EUR", "small", "new"),
        Candidate(
            Customer("erp/901", "901", "Sub", parent="900"), "EUR", "small", "silent"
        ),
        Candidate(Customer("erp/902", "902", "Nord", language="nb"), "EUR", "small", "new"),
    ]
    assert [a.customer.number for a in accounts if owner_for(a, [rule])] == fits
