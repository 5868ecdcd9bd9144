"""What a letter adds up to, and what no letter may be."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from letter_cases import DAY, base, every, letters

from ledgerlane.domain.account import Item
from ledgerlane.domain.letter import TEMPLATES, Kind, Line, Sender, by_due, language_of
from ledgerlane.domain.money import Money


def test_every_template_has_a_case_in_every_language() -> None:
    assert TEMPLATES == (
        "courtesy", "reminder-1", "reminder-2", "reminder-3", "demand", "final", "attorney",
        "confirmation", "statement", "copy", "terms",
    )  # fmt: skip
    found = [(letter.language, letter.template) for letter in every()]
    assert len(found) == len(set(found)) == 7 * len(TEMPLATES)


def test_sums_of_a_final_letter() -> None:
    letter = letters("nb")["final"]
    assert letter.items_total == Money(8431050, "NOK")
    # 63 000.00 x 8 % x 74/365 = 1 021.81 and 21 310.50 x 8 % x 53/365 = 247.55
    assert letter.interest_total == Money(102181 + 24755, "NOK")
    assert letter.fees_total == Money(47000, "NOK")
    assert letter.to_pay == letter.asked == Money(8604986, "NOK")
    assert letter.oldest_days == 74


def test_a_demand_asks_for_its_minimum() -> None:
    letter = letters("nb")["demand"]
    assert letter.to_pay == Money(8431050, "NOK")
    assert letter.asked == Money(2500000, "NOK")


def test_a_statements_columns_are_its_balance() -> None:
    letter = letters("nb")["statement"]
    assert letter.aged is not None
    assert letter.balance == Money(9861050, "NOK")
    assert letter.aged.not_due + sum(letter.aged.buckets) - letter.aged.unapplied == 9861050
    with pytest.raises(AssertionError):
        replace(letter, cash=())


@pytest.mark.parametrize(
    "change",
    [
        {"language": "sv"},
        {"level": 0},
        {"level": 4},
        {"kind": Kind.DEMAND, "by_date": DAY},
        {"kind": Kind.FINAL},
        {"kind": Kind.STATEMENT},
        {"minimum": Money(1, "EUR")},
    ],
)
def test_what_no_letter_may_be(change: dict[str, object]) -> None:
    with pytest.raises(AssertionError):
        replace(base("nb"), **change)  # type: ignore[arg-type]


def test_a_line_of_an_item_asks_for_what_is_open_or_a_part_of_it() -> None:
    item = Item("a/1", "1", "invoice", date(2026, 10, 1), date(2026, 10, 31),
                Money(1000, "EUR"), Money(900, "EUR"), Money(0, "EUR"))  # fmt: skip
    assert Line.of(item).open == Money(900, "EUR")
    part = Line.of(item, Money(500, "EUR"))
    assert (part.open, part.amount) == (Money(500, "EUR"), Money(1000, "EUR"))
    assert [
        part.days_late(day) for day in (date(2026, 10, 31), date(2026, 11, 1), DAY)
    ] == [0, 1, 23]


def test_documents_stand_in_the_order_of_their_due_days() -> None:
    one, other = base("nb").lines
    assert by_due([other, one]) == (one, other)


@pytest.mark.parametrize(
    ("language", "country", "book", "written"),
    [
        ("no", "NO", "en", "nb"),
        ("nn", "", "en", "nb"),
        ("nb_NO", "", "en", "nb"),
        ("DE", "", "en", "de"),
        ("", "FR", "nb", "fr"),
        ("", "AT", "nb", "de"),
        ("", "BE", "nl", "nl"),
        ("sv", "NO", "en", "en"),
        ("", "", "xx", "en"),
    ],
)
def test_the_language_is_the_customers(
    language: str, country: str, book: str, written: str
) -> None:
    assert language_of(language, country, book) == written


@pytest.mark.parametrize(
    ("last_line", "town"),
    [
        ("0155 Oslo", "Oslo"),
        ("3011 TB Rotterdam", "Rotterdam"),
        ("London E1W 2AA", "London"),
        ("1058 København K", "København"),
        ("नई दिल्ली 110001", "नई दिल्ली"),
    ],
)
def test_the_town_a_letter_is_dated_in(last_line: str, town: str) -> None:
    assert Sender("A", ("Street 1", last_line)).place == town
    assert Sender("A").place == ""
