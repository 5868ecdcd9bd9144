"""Agencies' money: direct payments, the journal, the report; their contacts; the file as it went out."""

from __future__ import annotations

import hashlib
import io
import json
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from builders import M
from desk_book import DeskBook
from placing import AGENCIES, FREELY, named, place

from ledgerlane.desk import (
    agency_contacts,
    approvals,
    care,
    cases,
    cash,
    directly,
    exports,
    placements,
    reports,
    requests,
    undo,
    write_offs,
)
from ledgerlane.domain.errors import NotPermitted, Refused
from ledgerlane.domain.metrics.measure import Measure, Window


@pytest.fixture
def book(kept: DeskBook) -> DeskBook:
    return named(kept, AGENCIES)


def paid(book: DeskBook, day: date, number: str, amount: str, left: str) -> None:
    """The ledger shows money on an item, from its customer."""
    book.clock.turn(day)
    book.take("payments", f"R{number},C1,{day.isoformat()},EUR,{amount},0.00\n")
    book.take("allocations", f"R{number},{number},{day.isoformat()},{amount}\n")
    book.take(
        "items", f"1001,C1,Nordvik Bygg AS,2026-03-16,2026-04-15,EUR,1000.00,{left}\n"
    )


def test_what_is_paid_to_us_meanwhile_is_told_with_its_commission(book: DeskBook) -> None:
    case = place(book, "1001")
    paid(book, date(2026, 7, 6), "1001", "400.00", "600.00")
    [found] = directly.list_(book.sit("anna"))
    # placed at 76 days past due: 12.5 %
    assert (found.number, found.amount, found.commission) == (
        "1001",
        M("400.00 EUR"),
        M("50.00 EUR"),
    )
    moved = cases.move(book.desk, case, "tell", {"text": "by mail"})
    assert moved.amount("commission-due") == M("50.00 EUR")
    assert directly.list_(book.desk) == []
    with pytest.raises(Refused, match="nothing was paid to us directly"):
        cases.move(book.desk, case, "tell", {})
    assert care.verify(book.desk, deep=True) == []


def test_commission_is_as_agreed_when_it_was_placed_whatever_the_policy_says_since(
    book: DeskBook,
) -> None:
    case = place(book, "1001")
    paid(book, date(2026, 7, 6), "1001", "80.00", "920.00")
    named(book, AGENCIES.replace('"12.5"', '"50"').replace('"10"', '"40"'))
    [found] = directly.list_(book.desk)
    assert (found.amount, found.commission) == (M("80.00 EUR"), M("10.00 EUR"))  # 12.5 %
    moved = cases.move(book.sit("tom"), case, "remit", {"gross": "400"})
    assert moved.amount("agreed") == M("50.00 EUR")
    named(book, "[placements]\nagencies = []\n")
    moved = cases.move(book.sit("tom"), case, "remit", {"gross": "200"})
    assert (moved.amount("commission"), moved.amount("net")) == (
        M("25.00 EUR"),
        M("175.00 EUR"),
    )


def test_what_the_agency_remitted_is_not_paid_directly(book: DeskBook) -> None:
    case = place(book, "1001")
    cases.move(book.sit("tom"), case, "remit", {"gross": "400"})
    assert directly.list_(book.desk) == []
    paid(book, date(2026, 7, 6), "1001", "400.00", "600.00")
    assert directly.list_(book.sit("anna")) == []  # the ledger shows the same money


def test_money_before_the_placement_is_none_of_the_agencys(book: DeskBook) -> None:
    paid(book, date(2026, 6, 30), "1001", "400.00", "600.00")
    book.clock.turn(date(2026, 7, 2))
    book.sit("anna")
    place(book, "1001")
    assert directly.list_(book.desk) == []


def test_a_remittance_is_one_balanced_entry_with_the_commission_beside(
    book: DeskBook,
) -> None:
    case = place(book, "1001")
    cases.move(book.sit("tom"), case, "remit", {"gross": "333.33"})
    [entry] = exports.journal(book.desk)
    assert [(leg.account, leg.amount, leg.item) for leg in entry.postings] == [
        ("assets:bank", M("291.66 EUR"), ""),
        ("expenses:collection-fees", M("41.67 EUR"), ""),
        ("assets:receivables", M("-333.33 EUR"), "ledger/1001"),
    ]
    with pytest.raises(
        Refused, match="agency remitted stands; `cash reverse` of its receipt"
    ):
        undo.undo(book.desk)
    assert exports.journal(book.desk) == [entry]


def legs(book: DeskBook) -> list[list[tuple[str, str, str]]]:
    """The journal's entries: account, amount and item of each leg."""
    return [
        [
            (leg.account.partition(":")[2], str(leg.amount), leg.item)
            for leg in entry.postings
        ]
        for entry in exports.journal(book.desk)
    ]


def test_money_of_an_agency_that_bounces_is_owed_again_and_leaves_the_journal_by_its_mirror(
    book: DeskBook,
) -> None:
    case = place(book, "1001")
    cases.move(book.sit("tom"), case, "remit", {"gross": "400"})
    [before] = legs(book)
    [came] = cash.list_(book.desk)
    cash.reverse(book.desk, came.receipt, "the agency's bank took it back")
    assert legs(book) == [
        before,
        [
            ("bank", "-350.00 EUR", ""),
            ("collection-fees", "-50.00 EUR", ""),
            ("receivables", "400.00 EUR", "ledger/1001"),
        ],
    ]
    value = agencies(book).value
    assert value is not None
    assert value.number == 0
    cases.move(book.desk, case, "remit", {"gross": "600"})
    with pytest.raises(Refused, match=r"400.00 EUR of it is open still"):
        cases.move(book.sit("anna"), case, "close", {"result": "paid"})
    cases.move(book.sit("tom"), case, "remit", {"gross": "400", "again": "yes"})
    cases.move(book.sit("anna"), case, "close", {"result": "paid"})
    assert care.verify(book.desk, deep=True) == []


def test_money_of_an_agency_that_is_unmatched_is_for_no_item_in_the_journal(
    book: DeskBook,
) -> None:
    case = place(book, "1001")
    cases.move(book.sit("tom"), case, "remit", {"gross": "400"})
    [came] = cash.list_(book.desk)
    cash.unmatch(book.desk, came.receipt, why="another invoice")
    assert legs(book)[1:] == [
        [("receivables", "-400.00 EUR", ""), ("receivables", "400.00 EUR", "ledger/1001")]
    ]
    cash.reverse(book.desk, came.receipt, "bounced")
    assert legs(book)[2:] == [
        [
            ("bank", "-350.00 EUR", ""),
            ("collection-fees", "-50.00 EUR", ""),
            ("receivables", "400.00 EUR", ""),
        ]
    ]
    cases.move(book.desk, case, "remit", {"gross": "1000"})
    assert [len(entry) for entry in legs(book)] == [3, 2, 3, 3]


def agencies(book: DeskBook) -> Measure:
    [found] = reports.report(
        book.desk, ["agencies"], Window.of_months(book.desk.today, 3), currency="EUR"
    )
    return found


def test_agencies_are_compared_by_what_they_brought_in(book: DeskBook) -> None:
    named(book, FREELY)
    case = place(book, "1001")
    place(book, "1002", agency="OUR")
    book.clock.turn(date(2026, 7, 10))
    cases.move(book.sit("tom"), case, "remit", {"gross": "200", "day": "2026-07-04"})
    cases.move(book.desk, case, "remit", {"gross": "100", "day": "2026-07-10"})
    found = agencies(book)
    assert found.value is not None
    assert found.value.number == Fraction(300, 1500)
    assert [(name, value.number) for name, value in found.inputs] == [
        ("placements", 2),
        ("placed", 150_000),
        ("remitted gross", 30_000),
        ("commission", 3_750),
        ("remitted net", 26_250),
        ("paid directly", 0),
    ]
    first, second = found.rows
    numbers = [cell if isinstance(cell, str) else cell.number for cell in first]
    assert numbers == [
        "Nordic Inkasso", "third-party", 1, 1, 100_000, 30_000, 3_750, 26_250, 0,
        Fraction(3, 10), 6,
    ]  # fmt: skip
    assert second[0] == "Kall Senter"
    assert second[-1] == "–"


def test_nothing_placed_is_said(book: DeskBook) -> None:
    assert agencies(book).answer == "nothing was placed in the window"


def test_the_file_is_given_again_as_it_went_out_whatever_happened_since(
    book: DeskBook,
) -> None:
    case = place(book, "1001")
    before = placements.file(book.desk, case)
    cases.move(book.desk, case, "recall", {"reason": "error"})
    sent = placements.file(book.desk, case)
    assert sent == before
    assert sent.sha256 == hashlib.sha256(sent.text.encode()).hexdigest()
    target = io.StringIO()
    placements.write(sent, target, "csv")
    head, first, second = target.getvalue().splitlines()
    assert head.startswith("row,v,placement,agency,agency_name,handling,day,creditor")
    assert first.startswith("placement,1,PL-")
    assert ",1000.00," in second
    waiting = place(book)
    with pytest.raises(Refused, match="is asked; its file is made when it is handed over"):
        placements.file(book.desk, waiting)


def test_what_is_placed_is_exported_item_by_item(book: DeskBook) -> None:
    place(book, "1001")
    target = io.StringIO()
    assert exports.export(book.desk, "placement", target, format="jsonl") == 1
    row = json.loads(target.getvalue())
    assert (row["agency"], row["item"], row["principal"], row["open"]) == (
        "NI",
        "ledger/1001",
        100_000,
        100_000,
    )


def calls(book: DeskBook, *lines: str) -> Path:
    file = book.folder / "calls.csv"
    heading = "placement,day,outcome,channel,reached,note"
    file.write_text("\n".join((heading, *lines)) + "\n", encoding="utf-8")
    return file


def test_an_agencys_calls_become_contacts_of_the_account_once(book: DeskBook) -> None:
    case = place(book, "1002", agency="OUR")
    book.clock.turn(date(2026, 7, 3))
    file = calls(
        book, f"{case},2026-07-01,n,,,", f"{case},2026-07-02,i,phone,Kari,pays soon"
    )
    came = agency_contacts.take(book.sit("anna"), file)
    assert (came.new, came.known, came.accounts) == (2, 0, 1)
    _, view = cases.load(book.desk, case)
    said = [(a.day, a.kind, a.words, a.note) for a in view.dossier.activities if a.code]
    assert said == [
        (date(2026, 7, 1), "call", "no answer · by agency Kall Senter", ""),
        (date(2026, 7, 2), "call", "received · Kari · by agency Kall Senter", "pays soon"),
    ]
    assert view.dossier.last_contact == date(2026, 7, 2)
    again = agency_contacts.take(book.desk, file)
    assert (again.new, again.known) == (0, 2)
    undo.undo(book.desk, older=True)
    _, view = cases.load(book.desk, case)
    assert view.dossier.last_contact is None
    assert agency_contacts.take(book.desk, file).new == 2
    assert care.verify(book.desk, deep=True) == []


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("PL,2026-06-29,n,,,", r"line 2: 2026-06-29: the agency has PL-.* from 2026-06-30"),
        ("PL,30.6.,n,,,", r"line 2: day: '30.6.' is no day like 2026-06-30"),
        (
            "PL,2026-06-30,shouted,,,",
            r"line 2: outcome: 'shouted' is none of .*n \(no answer\)",
        ),
        ("PL,2026-06-30,n,pigeon,,", r"line 2: channel: 'pigeon' is not one of phone"),
    ],
)
def test_a_file_with_a_wrong_line_records_nothing(
    book: DeskBook, line: str, words: str
) -> None:
    case = place(book, "1002", agency="OUR")
    file = calls(book, line, f"{case},2026-06-30,n,,,")
    with pytest.raises(Refused, match=words):
        agency_contacts.take(book.desk, file)
    assert "contact.logged" not in book.facts("customer:ledger/C1")


def test_an_auditor_takes_nothing_in(book: DeskBook) -> None:
    case = place(book, "1002", agency="OUR")
    with pytest.raises(NotPermitted, match="may not take an agency's contacts in"):
        agency_contacts.take(book.sit("eva"), calls(book, f"{case},2026-06-30,n,,,"))


def test_a_write_off_that_the_books_show_is_no_direct_payment(book: DeskBook) -> None:
    """400.00 written off here and then gone from the books without a receipt; 600.00 were paid."""
    place(book, "1001")
    asked = write_offs.request(book.desk, "C1", ["1001=400"], "uncollectible")
    desk = book.sit("sam")
    approvals.approve(desk, asked, requests.shown(desk, asked).digest)
    row = "1001,C1,Nordvik Bygg AS,2026-03-16,2026-04-15,EUR,1000.00,"
    book.clock.turn(date(2026, 7, 3))
    book.take("items", f"{row}600.00\n")
    assert directly.list_(book.sit("anna")) == []
    book.clock.turn(date(2026, 7, 6))
    book.take("items", f"{row}0.00\n")
    [came] = directly.list_(book.sit("anna"))
    assert (came.number, str(came.amount)) == ("1001", "600.00 EUR")
