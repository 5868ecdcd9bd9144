"""Legal cases: costs in the journal, as of an earlier day, roles, undo, export and back."""

from __future__ import annotations

import re
from datetime import date

import pytest
from builders import M
from desk_book import DeskBook

from ledgerlane.desk import (
    care,
    cases,
    exports,
    foresight,
    interest,
    log,
    people,
    suit_reading,
    taking_back,
    undo,
)
from ledgerlane.desk.entry import append
from ledgerlane.domain.cases.case import Values, moved
from ledgerlane.domain.errors import Refused


@pytest.fixture
def court(kept: DeskBook) -> DeskBook:
    """The book of the desk, with lena of the legal role."""
    kept.sit(kept.me)
    people.add(kept.desk, "lena")
    people.grant(kept.desk, "lena", "legal", [])
    return kept


def asked(kept: DeskBook, *items: str, who: str = "C1") -> str:
    desk = kept.sit("anna")
    case = cases.open_(desk, "legal", who, {"text": "nothing else is left"}, items)
    cases.move(desk, case, "strength", {"strong": "yes", "text": "signed order"})
    cases.move(desk, case, "assets", {"assets": "yes", "source": "land register"})
    cases.move(desk, case, "ask", {})
    return case


def test_all_that_is_overdue_is_sued_for_where_nothing_is_named(court: DeskBook) -> None:
    name = asked(court)
    case, _ = cases.load(court.desk, name)
    assert [each.ref for each in case.items] == ["ledger/1001", "ledger/1002"]
    assert case.about == M("1500.00 EUR")


def test_a_document_number_in_place_of_a_text_does_not_sue_over_everything(
    court: DeskBook,
) -> None:
    desk = court.sit("anna")
    words = (
        "1001 is an invoice of C1; as what the case is about it is named so: --invoice 1001"
    )
    with pytest.raises(Refused, match=words):
        cases.open_(desk, "legal", "C1", {"text": "1001"})
    with pytest.raises(Refused, match="1001, 1002 are invoices of C1"):
        cases.open_(desk, "legal", "C1", {"text": "1001, 1002"})
    assert cases.open_(desk, "legal", "C1", {"text": "1001 was never answered"})


def test_costs_are_in_the_journal_once_somebody_else_charged_them(court: DeskBook) -> None:
    case = asked(court, "1001")
    desk = court.sit("lena")
    cases.move(desk, case, "authorise", {})
    cases.move(desk, case, "charge", {"outlay": "150", "text": "court fee"})
    found, view = cases.load(desk, case)
    [charge] = view.charges
    assert (charge.id, charge.state, charge.fee) == (
        found.word("charge"), "proposed", M("150.00 EUR"),
    )  # fmt: skip
    interest.charge(court.sit("sam"), [charge.id])
    [entry] = [e for e in exports.journal(court.desk) if "Court costs" in e.text]
    assert entry.text == f"Court costs {charge.id} on 1001"
    assert {leg.account: leg.amount for leg in entry.postings} == {
        "assets:receivables": M("150.00 EUR"),
        "income:late-fees": M("-150.00 EUR"),
    }
    assert care.verify(court.desk, deep=True) == []


def test_as_of_a_day_before_it_was_not_authorised(court: DeskBook) -> None:
    case = asked(court)
    court.clock.turn(date(2026, 7, 3))
    cases.move(court.sit("lena"), case, "authorise", {})
    past = court.sit("lena", as_of=date(2026, 7, 2))
    assert cases.load(past, case)[0].state == "asked"
    assert [row.state for row in cases.list_(past, kind="legal")] == ["asked"]


def test_a_court_that_was_filed_by_mistake_is_undone_with_its_deadline(
    court: DeskBook,
) -> None:
    case = asked(court)
    desk = court.sit("lena")
    cases.move(desk, case, "authorise", {})
    cases.move(desk, case, "file", {"court": "ordinary", "where": "Oslo tingrett"})
    undo.undo(desk)
    assert cases.load(desk, case)[0].state == "authorised"
    undo.redo(desk)
    assert cases.load(desk, case)[0].state == "filed"


def test_a_form_shows_what_is_authorised(court: DeskBook) -> None:
    case = asked(court, "1001")
    shown = cases.preview(court.sit("lena"), "legal", "authorise", "C1", {}, (), case)
    assert "CLAIM     1 000.00 EUR (1001 1 000.00 EUR)" in shown
    assert "STRONG    yes: “signed order”" in shown
    assert shown[-1].startswith("DIGEST    ")
    with pytest.raises(Refused, match="1003 is due on 2026-07-15"):
        cases.preview(court.desk, "legal", "", "C1", {"text": "sue"}, ["1003"])
    assert cases.preview(court.desk, "legal", "", "C1", {"text": "sue"}, ["1002"]) == [
        "1002: 500.00 EUR", "text: sue", "due: 2026-07-14",
    ]  # fmt: skip
    with pytest.raises(Refused, match="file does not lead on from there"):
        cases.preview(
            court.desk, "legal", "file", "C1", {"court": "small", "where": "x"}, (), case
        )


def test_what_is_before_a_court_is_not_expected_before_it_is_settled(
    court: DeskBook,
) -> None:
    def euros() -> tuple[int, int, int]:
        found = next(e for e in foresight.cash_forecast(court.desk) if e.currency == "EUR")
        return found.open, found.in_court, found.disputed

    case = asked(court, "1001")
    assert euros() == (209_000, 0, 0)
    cases.move(court.sit("lena"), case, "authorise", {})
    assert euros() == (209_000, 100_000, 0)


def test_a_suit_whose_customer_the_ledger_lost_still_waits_and_is_declined(
    court: DeskBook,
) -> None:
    court.take("items", "9001,D9,Ghost,2026-03-16,2026-04-15,EUR,5000.00,5000.00\n")
    lost, kept = asked(court, "9001", who="D9"), asked(court)
    assert taking_back.undo_batch(court.sit(court.me), "2").committed
    desk = court.sit("lena")
    waits = {each.case.id: each for each in suit_reading.waiting(desk)}
    assert {name: str(each.amount) for name, each in waits.items()} == {
        lost: "0.00 EUR", kept: "1 500.00 EUR",
    }  # fmt: skip
    assert "customer D9 is not in the ledger" in waits[lost].off
    _, digest = suit_reading.shown(desk, lost)
    with pytest.raises(Refused, match=f"{lost} takes only decline, withdraw, note"):
        suit_reading.authorise(desk, lost, digest)
    cases.move(court.sit("anna"), lost, "note", {"text": "who is that?"})
    assert cases.move(court.desk, lost, "withdraw", {"text": "gone"}).state == "withdrawn"
    assert care.verify(court.desk, deep=True) == []


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"cost": "100 USD", "chance": "50"}, "cost: 100.00 USD is not in EUR, the currency of the invoices"),
        ({"cost": "-900", "chance": "50"}, "cost: -900.00 EUR is below zero; an amount is 0 or more"),
        ({"cost": "100", "fee": "-1", "chance": "50"}, "fee: -1.00 EUR is below zero"),
        ({"cost": "100", "chance": "5", "expect": "1000.01"},
         "expect: 1 000.01 EUR is more than the 1 000.00 EUR that is claimed"),
    ],
)  # fmt: skip
def test_what_a_suit_costs_is_an_amount_in_the_currency_of_its_invoices(
    court: DeskBook, said: dict[str, str], why: str
) -> None:
    desk = court.sit("anna")
    case = cases.open_(desk, "legal", "C1", {"text": "nothing else is left"}, ["1001"])
    with pytest.raises(Refused, match=re.escape(why)):
        cases.move(desk, case, "cost", said)
    assert cases.move(desk, case, "cost", {"cost": "100", "chance": "50"}).amount(
        "cost"
    ) == M("100.00 EUR")


def test_what_the_court_and_a_settlement_bring_is_in_the_currency_of_the_invoices(
    court: DeskBook,
) -> None:
    case = asked(court, "1001")
    desk = court.sit("lena")
    cases.move(desk, case, "authorise", {})
    cases.move(desk, case, "file", {"court": "ordinary", "where": "Oslo tingrett"})
    for step, said, why in (
        ("judgment", {"amount": "1000", "costs": "-5 USD"}, "costs: -5.00 USD is below zero"),
        ("judgment", {"amount": "1000", "interest": "3 USD"}, "interest: 3.00 USD is not in EUR"),
        ("settle", {"settled": "900 USD", "text": "quick"}, "settled: 900.00 USD is not in EUR"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=why):
            cases.move(desk, case, step, said)
    assert cases.load(desk, case)[0].state == "filed"


def test_a_cost_in_another_currency_that_a_book_has_already_counts_as_not_said(
    court: DeskBook,
) -> None:
    desk = court.sit("anna")
    name = cases.open_(desk, "legal", "C1", {"text": "nothing else is left"}, ["1001"])
    case, view = cases.load(desk, name)
    step = case.kind.step("cost")
    assert step is not None
    said: Values = {"cost": M("100.00 USD"), "chance": "50"}
    with desk.store.writing():
        append(desk, {f"case:{name}": [moved(case.kind, name, step, said, desk.today)]})
    case, view = cases.load(desk, name)
    assert "COST      not said" in cases.more(desk, view, case)
    cases.move(desk, name, "cost", {"cost": "100", "chance": "50"})
    case, view = cases.load(desk, name)
    assert "RESULT    500.00 EUR - 100.00 EUR = 400.00 EUR" in cases.more(desk, view, case)


def test_what_is_disputed_is_sued_for_by_name_alone_and_legal_reads_it(
    court: DeskBook,
) -> None:
    log.record(court.sit("anna"), "C1", "d 200= #1001 pallets broken")
    name = asked(court)
    case, _ = cases.load(court.desk, name)
    assert [(each.ref, str(each.amount)) for each in case.items] == [
        ("ledger/1001", "800.00 EUR"),
        ("ledger/1002", "500.00 EUR"),
    ]
    cases.move(court.desk, case.id, "withdraw", {"text": "by name"})
    name = asked(court, "1001")
    case, view = cases.load(court.desk, name)
    assert case.about == M("1000.00 EUR")
    lines = cases.more(court.desk, view, case)
    assert "DISPUTED  1001 200.00 EUR: settle it, or be ready to prove it" in lines


def test_opening_a_suit_leaves_a_broken_promise_on_the_list(court: DeskBook) -> None:
    log.record(court.sit("anna"), "C1", "p 1500 +1")
    court.clock.turn(date(2026, 7, 7))
    cases.open_(court.sit("anna"), "legal", "C1", {"text": "nothing else is left"})
    assert court.row("C1")[:2] == ("BRK", "")


def test_no_day_of_a_suit_precedes_the_step_it_follows_from(court: DeskBook) -> None:
    case = asked(court, "1001")
    desk = court.sit("lena")
    cases.move(desk, case, "authorise", {})
    words = "answer-by: 2026-06-19 is before the letter was sent, 2026-06-20; a day from 2026-06-20 on is taken"
    with pytest.raises(Refused, match=words):
        cases.move(desk, case, "letter", {"sent": "2026-06-20", "answer-by": "2026-06-19"})
    cases.move(desk, case, "file", {"court": "ordinary", "where": "Oslo"})
    late = (
        f"hearing: 2026-06-29 is before {case} was filed with the court, 2026-06-30;"
        " a day from 2026-06-30 on is taken"
    )
    for try_ in (
        cases.move,
        lambda d, c, s, v: cases.preview(d, "legal", s, "C1", v, case=c),
    ):
        with pytest.raises(Refused, match=late):
            try_(desk, case, "hearing", {"hearing": "2026-06-29"})
    cases.move(desk, case, "hearing", {"hearing": "2026-06-30"})
    court.clock.turn(date(2026, 9, 1))
    desk = court.sit("lena")
    with pytest.raises(Refused, match="appeal-by: 2026-06-01 is before"):
        cases.move(desk, case, "lose", {"appeal-by": "2026-06-01", "text": "no proof"})
    cases.move(desk, case, "judgment", {"amount": "1000", "appeal-by": "2026-09-15"})
    cases.move(desk, case, "appeal", {"by": "them"})
    words = f"is before {case} was taken to the higher court, 2026-09-01"
    with pytest.raises(Refused, match=words):
        cases.move(desk, case, "hearing", {"hearing": "2026-08-31"})
    cases.move(desk, case, "judgment", {"amount": "1000"})
    with pytest.raises(Refused, match=f"next: 2026-08-31 is before {case} was judged"):
        cases.move(desk, case, "enforce", {"how": "seizure", "next": "2026-08-31"})
