"""The line that posts money: amount, day and reference, in any order that can be told apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ledgerlane.domain.calendar import BusinessCalendar
from ledgerlane.domain.cash_line import CashLine, nobodys, read
from ledgerlane.domain.composer_words import Context
from ledgerlane.domain.money import Money

TODAY = date(2026, 11, 26)  # a Thursday
CONTEXT = Context(TODAY, "NOK", 900_000, 300_000, BusinessCalendar(), minimum=100_000)


def line(text: str) -> CashLine:
    return read(text, CONTEXT, "10482 Nordvik")


@pytest.mark.parametrize(
    ("text", "minor", "day", "reference"),
    [
        ("1500", 150_000, TODAY, ""),
        ("1 500.00 yesterday KID 0012345", 150_000, date(2026, 11, 25), "KID 0012345"),
        ("yesterday 1500,50", 150_050, date(2026, 11, 25), ""),
        ("1500 thu", 150_000, TODAY, ""),
        ("1500 fri", 150_000, date(2026, 11, 20), ""),
        ("1500 on mon invoice 8812", 150_000, date(2026, 11, 23), "invoice 8812"),
        ("1500 2026-11-02 8812 8840", 150_000, date(2026, 11, 2), "8812 8840"),
        ("1500 12 nov", 150_000, date(2026, 11, 12), ""),
        ("150 ;881", 15_000, TODAY, "881"),
        ("150 881", 15_088_100, TODAY, ""),
        ("1500 ; 12.11. thanks", 150_000, TODAY, "12.11. thanks"),
        ("all", 300_000, TODAY, ""),
        ("min", 100_000, TODAY, ""),
        ("50% tue", 150_000, date(2026, 11, 24), ""),
    ],
)
def test_amount_day_reference(text: str, minor: int, day: date, reference: str) -> None:
    found = line(text)
    assert found.complete, found.problems
    assert found.amount is not None
    assert (found.amount.minor, found.value_date, found.reference) == (
        minor,
        day,
        reference,
    )


def test_it_is_spelled_out() -> None:
    assert line("1500 yesterday KID 12").words == (
        "PAID 1 500.00 NOK by 10482 Nordvik, valued Wed 25 Nov 2026 (yesterday) · “KID 12”;"
        " pending until the books show it"
    )
    assert "valued Thu 26 Nov 2026 (today)" in line("1500").words
    assert "valued Mon 23 Nov 2026 (3 d ago)" in line("1500 mon").words


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "how much came in? write an amount like 1500 or 1 500.00"),
        ("KID 12", "how much came in? write an amount like 1500 or 1 500.00"),
        ("0", "a receipt needs an amount above zero"),
        ("-1500", "a receipt needs an amount above zero"),
        ("1500 tomorrow", "2026-11-27 is to come; money is posted when it is there"),
        ("1500 2026-11-31", "2026-11-31 is no day of the calendar; write a day like fri, +7, 24 dec or 2027-01-15"),
        ("1500 EUR", "1500 EUR: this account is in NOK; another currency has a line of its own"),
        ("1.500", "1.500: thousands or decimals? write 1500 or 1.50"),
    ],
)  # fmt: skip
def test_what_cannot_be_posted_says_why(text: str, why: str) -> None:
    found = line(text)
    assert not found.complete
    assert found.problems == (why,)
    assert found.words == ""


def test_more_than_is_open_and_what_could_be_a_day_are_asked() -> None:
    assert line("9000.01").questions == (
        "0.01 more than is open: it stays on the account as credit.",
    )
    assert line("24.11").questions == ("24.11: the amount, not a day?",)
    assert line("24.11. 1500").questions == ()


def test_money_of_nobody_known_is_read_in_the_currency_that_stands_there() -> None:
    def read_(text: str, *currencies: str) -> CashLine:
        return nobodys(
            text, lambda code: replace(CONTEXT, currency=code), currencies, "NOK"
        )

    one = read_("1500 yesterday wire 99", "NOK")
    assert (one.amount, one.reference) == (Money(150_000, "NOK"), "wire 99")
    assert one.words.startswith("PAID 1 500.00 NOK by nobody known, valued Wed 25 Nov 2026")
    assert read_("yesterday 500 USD", "NOK").amount == Money(50_000, "USD")
    assert read_("1.2m USD", "NOK").amount == Money(120_000_000, "USD")
    assert read_("kr 20", "NOK", "EUR").amount == Money(2_000, "NOK")
    assert read_("90000", "NOK").questions == ()
    assert read_("500 wire", "EUR", "NOK").problems == (
        "in which currency? write 500.00 EUR, 500.00 NOK",
    )
    assert read_("50%", "NOK").problems[0] == "50%: of what? write an amount like 1500"
