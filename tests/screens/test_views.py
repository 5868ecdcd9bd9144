"""Views as text: what they ask for."""

from __future__ import annotations

import pytest

from ledgerlane.desk.listing import Wanted
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.standing import STATUSES
from ledgerlane.screens.views import View, parse, totals


@pytest.mark.parametrize(
    ("text", "scope", "wanted"),
    [
        ("", "mine+nobody", Wanted()),
        ("owner:mine", "mine", Wanted()),
        ("owner:ALL off:show", "all", Wanted(listed=False)),
        ("owner:nobody", "all", Wanted(owners=("",))),
        ("owner:Kari status:BRK", "all", Wanted(owners=("Kari",), status="brk", listed=False)),
        ("st:SNZ", "mine+nobody", Wanted(status="snz", listed=False)),
        ("status:brk off:hide", "mine+nobody", Wanted(status="brk")),
        ("is:off", "mine+nobody", Wanted(conditions=("off",), listed=False)),
        (">1m <2.9M >1,5k", "mine+nobody", Wanted(more=1_500, less=2_900_000)),
        (">60d <90d >10k <500", "mine+nobody", Wanted(older=60, younger=90, more=10_000, less=500)),
        ("risk:C cur:eur sort:-open", "mine+nobody", Wanted(risk="c", currency="EUR", sort="open")),
        ("sort:open", "mine+nobody", Wanted(sort="open", reverse=True)),
        ("sort:-old", "mine+nobody", Wanted(sort="old")),
        ("sort:-name Bygg", "mine+nobody", Wanted(sort="name", reverse=True, words=("bygg",))),
    ],
)  # fmt: skip
def test_what_a_text_asks_for(text: str, scope: str, wanted: Wanted) -> None:
    assert (parse(text).scope, parse(text).wanted()) == (scope, wanted)


def test_nonsense_is_refused_with_what_would_be_accepted() -> None:
    assert parse(">60d >10k risk:c sort:-open") == View(
        older=60, more=10_000, risk="c", sort="open", reverse=True
    )
    with pytest.raises(Refused, match="priority, open, old, name, next"):
        parse("sort:beauty")
    known = ", ".join(status.casefold() for status in STATUSES)
    with pytest.raises(Refused, match=f"status:XYZ: status: takes one of {known}"):
        parse("status:XYZ")
    with pytest.raises(Refused, match="off: takes one of show, hide"):
        parse("off:all")


def test_totals_name_the_two_largest() -> None:
    assert totals({"NOK": 63_254_650}) == "632 546.50 NOK"
    assert totals({"NOK": 5, "EUR": 900, "JPY": 700}) == "9.00 EUR  +2 currencies"
    assert totals({"NOK": 900, "JPY": 700, "EUR": 5}, "EUR") == "0.05 EUR  +2 currencies"
