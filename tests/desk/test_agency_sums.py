"""Agencies' money of any size, for documents of any number: the journal, the report, the rest."""

from __future__ import annotations

from datetime import date

import pytest
from builders import M
from desk_book import DeskBook
from hypothesis import given
from hypothesis import strategies as st
from placing import AGENCIES, named, place

from ledgerlane.desk import care, cases, exports, reports
from ledgerlane.domain import placements
from ledgerlane.domain.case_facts import CaseMoved
from ledgerlane.domain.cases.case import Case, Move
from ledgerlane.domain.cases.kinds import KINDS
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.metrics.measure import Window
from ledgerlane.domain.money import Money
from ledgerlane.domain.plan_facts import PlanItem
from ledgerlane.store import wire

REFS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1)
AMOUNTS = st.builds(
    Money, st.integers(1, 10**15), st.sampled_from(("EUR", "JPY", "KWD", "CLF"))
)


@pytest.fixture
def book(kept: DeskBook) -> DeskBook:
    return named(kept, AGENCIES)


def credited(book: DeskBook) -> list[tuple[str, Money]]:
    """What the journal takes off the receivables, by item."""
    return [
        (leg.item, leg.amount)
        for entry in exports.journal(book.desk)
        for leg in entry.postings
        if leg.item
    ]


def test_a_thousand_is_remitted_and_stands_in_the_journal_and_the_report(
    book: DeskBook,
) -> None:
    case = place(book, "1001")
    cases.move(book.sit("tom"), case, "remit", {"gross": "1000"})
    assert credited(book) == [("ledger/1001", M("-1000.00 EUR"))]
    window = Window(date(2026, 6, 1), date(2026, 6, 30))
    [found] = reports.report(book.desk, ["agencies"], window, currency="EUR")
    assert ("remitted gross", 100_000) in [(n, v.number) for n, v in found.inputs]
    with pytest.raises(
        Refused, match=r"more than the 0.00 EUR that is open of what was placed"
    ):
        cases.move(book.desk, case, "remit", {"gross": "1"})
    cases.move(book.sit("anna"), case, "close", {"result": "paid"})
    assert care.verify(book.desk, deep=True) == []


def test_a_documents_number_may_hold_a_comma_and_an_equals_sign(book: DeskBook) -> None:
    book.take(
        "items", '"77, 8=9",C1,Nordvik Bygg AS,2026-03-16,2026-04-16,EUR,1100.00,1100.00\n'
    )
    book.sit("anna")
    case = place(book, "77, 8=9")
    cases.move(book.sit("tom"), case, "remit", {"gross": "1050"})
    cases.move(book.desk, case, "remit", {"gross": "10"})
    assert credited(book) == [
        ("ledger/77, 8=9", M("-1050.00 EUR")),
        ("ledger/77, 8=9", M("-10.00 EUR")),
    ]


def test_what_was_recorded_in_words_alone_is_read_by_the_items_of_the_case() -> None:
    refs = ("ledger/1001", "ledger/77, 8=9", "ledger/10")
    said = "ledger/1001=12 345.60 EUR, ledger/77, 8=9=50.00 EUR, ledger/10=1.00 EUR"
    case, move = written(refs, said)
    assert placements.about(case, move) == (
        PlanItem("ledger/1001", M("12345.60 EUR")),
        PlanItem("ledger/77, 8=9", M("50.00 EUR")),
        PlanItem("ledger/10", M("1.00 EUR")),
    )


@given(st.dictionaries(REFS, AMOUNTS, min_size=1, max_size=4))
def test_what_a_step_is_about_comes_back_whatever_the_number_and_the_sum(
    lines: dict[str, Money],
) -> None:
    parts = tuple(PlanItem(ref, amount) for ref, amount in lines.items())
    fact = CaseMoved(
        on=date(2026, 7, 1), case="PL-1", matter="placement", step="remit", items=parts
    )
    assert wire.decode(*wire.encode(fact)) == fact


@given(AMOUNTS)
def test_a_printed_amount_is_read_again(amount: Money) -> None:
    assert Money.printed(str(amount)) == amount


def written(refs: tuple[str, ...], said: str) -> tuple[Case, Move]:
    """A placement over these items, and money for some of them as it was said in words."""
    items = tuple(PlanItem(ref, M("1.00 EUR")) for ref in refs)
    move = Move("remit", date(2026, 7, 1), "tom", 1, "s:1", {"for": said})
    kind = KINDS["placement"]
    return Case("PL-1", kind, "ledger/C1", items, "placed", {}, (move,)), move
