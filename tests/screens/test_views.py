"""Views as text: what they ask for, and what they hold."""

from __future__ import annotations

import pytest
from screens.fake import ROWS, TODAY

from ledgerlane.domain.errors import Refused
from ledgerlane.screens.views import Listing, View, parse


def numbers(text: str) -> list[str]:
    listing = Listing(ROWS, parse(text), TODAY)
    return [row.number for row in listing.window(0, listing.count)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (">60d", ["10482", "30077", "41860"]),
        (">60d <90d", ["10482", "41860"]),
        (">100k", ["30077", "10990"]),
        ("<5k", ["55120"]),
        ("risk:a", ["10233", "60014", "10990"]),
        ("status:brk", ["10482"]),
        ("bakken", ["10233"]),
        ("promise 15k", ["10482"]),
        ("cur:EUR", []),
        ("owner:bo", []),
        ("status:PTP owner:all", ["80345"]),
    ],
)
def test_a_view_holds_what_it_says(text: str, expected: list[str]) -> None:
    assert numbers(text) == expected


def test_sorting() -> None:
    assert numbers("sort:-open")[:2] == ["10990", "30077"]
    assert numbers("sort:open")[0] == "55120"
    assert numbers("sort:-old")[0] == "30077"
    assert numbers("sort:old")[0] == "10990"
    assert numbers("sort:name")[0] == "10233"
    assert numbers("") == [row.number for row in ROWS]


def test_scopes_and_nonsense() -> None:
    assert parse("").scope == "mine+nobody"
    assert parse("owner:mine").scope == "mine"
    assert parse("owner:all").scope == "all"
    assert parse("owner:Kari").owners == ("Kari",)
    assert parse(">60d >10k risk:c sort:-open") == View(
        older=60, more=10_000, risk="c", sort="open", reverse=True
    )
    with pytest.raises(Refused, match="priority, open, old, name, next"):
        parse("sort:beauty")


def test_totals_and_places() -> None:
    listing = Listing(ROWS, parse(""), TODAY)
    assert listing.totals == "632 546.50 NOK"
    assert listing.place(3, "NOK") == 2
    assert listing.place(3, "EUR") is None
