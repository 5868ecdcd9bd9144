"""Limits of small claims by country and day."""

from __future__ import annotations

from datetime import date

import pytest
from builders import M

from ledgerlane.domain.courts import LIMITS, CourtLimit, limit_of


@pytest.mark.parametrize(
    ("country", "home", "currency", "on", "units"),
    [
        ("NO", "NO", "NOK", date(2020, 6, 30), 125_000),
        ("NO", "NO", "NOK", date(2020, 7, 1), 250_000),
        ("DK", "DK", "DKK", date(2026, 6, 30), 50_000),
        ("GB", "GB", "GBP", date(2013, 3, 31), 5_000),
        ("GB", "GB", "GBP", date(2013, 4, 1), 10_000),
        ("NL", "NL", "EUR", date(2026, 6, 30), 25_000),
        ("DE", "NL", "EUR", date(2017, 7, 13), 2_000),
        ("DE", "NL", "EUR", date(2017, 7, 14), 5_000),
        ("NL", "DE", "EUR", date(2026, 6, 30), 25_000),  # the country's own comes first
    ],
)
def test_the_limit_that_holds_on_the_day(
    country: str, home: str, currency: str, on: date, units: int
) -> None:
    found = limit_of(country, home, currency, on)
    assert found is not None
    assert found.units == units


@pytest.mark.parametrize(
    ("country", "home", "currency"),
    [
        ("DE", "DE", "EUR"),  # at home there is no European procedure
        ("DK", "DE", "EUR"),  # Denmark takes no part in it
        ("NO", "DE", "EUR"),
        ("NO", "NO", "EUR"),  # a limit is of its currency
        ("DK", "DK", "DKK!"),
        ("", "", "EUR"),
    ],
)
def test_where_no_limit_is_known_there_is_none(
    country: str, home: str, currency: str
) -> None:
    assert limit_of(country, home, currency, date(2026, 6, 30)) is None
    assert limit_of("NO", "NO", "NOK", date(2007, 12, 31)) is None


def test_below_is_not_up_to() -> None:
    norway = next(each for each in LIMITS if each.units == 250_000)
    assert norway.fits(M("249999.99 NOK"))
    assert not norway.fits(M("250000.00 NOK"))
    denmark = next(each for each in LIMITS if each.country == "DK")
    assert denmark.fits(M("50000.00 DKK"))
    assert not denmark.fits(M("50000.01 DKK"))


def test_the_books_own_limit_comes_first() -> None:
    own = (CourtLimit("DK", "DKK", 60_000, date(2026, 7, 1)),)
    before = limit_of("DK", "DK", "DKK", date(2026, 6, 30), own)
    after = limit_of("DK", "DK", "DKK", date(2026, 7, 1), own)
    assert (before and before.units, after and after.units) == (50_000, 60_000)


def test_every_limit_says_where_it_stands() -> None:
    assert all(each.source and each.since.year > 1990 for each in LIMITS)
