"""An account is found by whatever a person types."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_book import SmallBook

from ledgerlane.store import search


@pytest.fixture
def book(tmp_path: Path) -> SmallBook:
    book = SmallBook(tmp_path / "a.book")
    people = [
        ("10482", "Nordvik Bygg AS", "Kari Moe", "kari@nordvik.example", "+47 22 19 40 11"),
        ("20911", "Hansen & Sønn", "", "", "+47 55 00 10 20"),
        ("30077", "Østfold Marine", "Per", "ap@ostfold.example", ""),
        ("70731", "अग्रवाल ट्रेडर्स", "", "", ""),
        ("80345", 'Jansen [EU] "Metaal" BV', "", "", "020 5550100"),
    ]
    for number, name, contact, email, phone in people:
        who = book.customer(number, name, contact=contact, email=email, phone=phone)
        book.item(who, 10, number=f"INV-{number}-1")
    book.refresh()
    return book


@pytest.mark.parametrize(
    ("text", "number", "matched"),
    [
        ("10482", "10482", "number"), ("104", "10482", "number"), ("erp/20911", "20911", "number"),
        ("00010482", "10482", "number"),
        ("INV-30077-1", "30077", "invoice INV-30077-1"), ("INV-300", "30077", "invoice INV-30077-1"),
        ("nordvik", "10482", "name"), ("bygg", "10482", "name"), ("norvik", "10482", "name"),
        ("Nordvkí bygg", "10482", "name"), ("østfold", "30077", "name"), ("hansne", "20911", "name"),
        ("kari", "10482", "contact"), ("ap@ost", "30077", "mail"),
        ("22194011", "10482", "phone +47 22 19 40 11"), ("+47 55 00", "20911", "phone +47 55 00 10 20"),
        ("5550100", "80345", "phone 020 5550100"), ("अग्रवाल", "70731", "name"),
        ('[EU] "Met', "80345", "name"), ("ha", "20911", "name"),
    ],
)  # fmt: skip
def test_found_first(book: SmallBook, text: str, number: str, matched: str) -> None:
    hits = search.find(book.store, text)
    assert (hits[0].number, hits[0].matched) == (number, matched)
    assert (hits[0].currency, hits[0].ref) == ("EUR", f"erp/{number}")


def test_an_invoice_is_found_by_its_number_where_the_key_says_the_company_too(
    book: SmallBook,
) -> None:
    with book.store.writing() as db:
        db.execute("UPDATE item SET key = 'U001|' || number WHERE number LIKE 'INV-3%'")
    (hit,) = search.find(book.store, "INV-30077-1")
    assert (hit.number, hit.matched) == ("30077", "invoice INV-30077-1")
    assert search.find(book.store, "INV-300")[0].number == "30077"


@pytest.mark.parametrize("text", ["", "   ", "zzzzzz", "%", "_", '"', "*", "NEAR(", "a" * 500, "12345678901"])  # fmt: skip
def test_nothing_is_found_and_nothing_breaks(book: SmallBook, text: str) -> None:
    assert search.find(book.store, text) == []


@pytest.mark.parametrize(
    "text", ["nord\0vik", "\0", "\ud800", "nordvik\udcff", "\ud83d\0\ude00"]
)
def test_signs_that_nothing_can_be_called_by_are_left_out(
    book: SmallBook, text: str
) -> None:
    """NUL ends a text for SQLite, and half a surrogate pair cannot be written in UTF-8."""
    found = [hit.number for hit in search.find(book.store, text)]
    assert found == (["10482"] if "vik" in text else [])


def test_many_invoices_of_one_customer_hide_no_other(book: SmallBook) -> None:
    """Fifty invoices of one begin like the one that somebody else has."""
    many, one = book.customer("6001", "Many AS"), book.customer("6002", "One AS")
    for n in range(50):
        book.item(many, 10, number=f"7700{n:03}")
    book.item(one, 10, number="7700999")
    book.refresh()
    assert [hit.number for hit in search.find(book.store, "7700")] == ["6001", "6002"]
    for n in range(50):
        book.item(many, 10, number=f"A{n:03}-5544")
    book.item(one, 10, number="ZZ-5544")
    book.refresh()
    assert [hit.number for hit in search.find(book.store, "5544")] == ["6001", "6002"]


def test_numbers_that_begin_so_are_found_beside_invoices_that_do(book: SmallBook) -> None:
    """A whole invoice number comes first, then customers whose number begins so."""
    book.customer("88010", "Ten AS")
    owner = book.customer("4", "Owner AS")
    book.item(owner, 10, number="8801")
    book.item(book.customer("5", "Other AS"), 10, number="88019")
    book.refresh()
    found = [(hit.number, hit.matched) for hit in search.find(book.store, "8801")]
    assert found == [("4", "invoice 8801"), ("88010", "number"), ("5", "invoice 88019")]


def test_at_most_so_many(book: SmallBook) -> None:
    for n in range(30):
        book.customer(f"9{n:03}", f"Same Name {n}")
    book.refresh()
    assert len(search.find(book.store, "same name", limit=5)) == 5


def test_accents_do_not_count(book: SmallBook) -> None:
    for number, name in (
        ("1", "Cerámica Peña SL"),
        ("2", "Penagos SA"),
        ("3", "Łódź Økonomi"),
    ):
        book.customer(number, name)
    book.refresh()
    assert [hit.number for hit in search.find(book.store, "pena")] == ["2", "1"]
    for text in ("ceramica", "ceramica pena", "pena cer", "pena ceramic"):
        assert [(h.number, h.matched) for h in search.find(book.store, text)] == [
            ("1", "name")
        ]
    assert [hit.number for hit in search.find(book.store, "lodz")] == ["3"]
    assert [hit.name for hit in search.find(book.store, "okonomi")] == ["Łódź Økonomi"]


def test_an_invoice_is_found_by_the_last_digits_of_its_number(book: SmallBook) -> None:
    who = book.customer("5", "Numbers AS")
    for number in ("2026-410518", "ZZ/0518", "0518-X"):
        book.item(who, 10, number=number)
    book.refresh()
    found = [(hit.number, hit.matched) for hit in search.find(book.store, "410518")]
    assert found == [("5", "invoice 2026-410518")]
    assert search.find(book.store, "/0518")[0].matched == "invoice ZZ/0518"
    assert search.find(book.store, "9999") == []


def test_an_open_invoice_is_found_by_its_last_digits(book: SmallBook) -> None:
    who = book.customer("1", "Sund Bilverksted")
    book.item(who, 10, number="INV00312345")
    paid = book.customer("2", "Lie Transport")
    book.item(paid, 10, number="INV00412345", opened="0.00 EUR")
    book.refresh()
    for text in ("2345", "12345", "312345"):
        (hit,) = search.find(book.store, text)
        assert (hit.number, hit.matched) == ("1", "invoice INV00312345")
    assert search.find(book.store, "912345") == []
    (hit,) = search.find(book.store, "INV00412345")
    assert (hit.number, hit.matched) == ("2", "invoice INV00412345")


def test_a_name_with_one_letter_lost_is_found_wherever_it_was(book: SmallBook) -> None:
    names = [f"{place} {trade} AS" for place in ("Bergen", "Drammen", "Tromso", "Alesund")
             for trade in ("Bakeri", "Transport", "Mekaniske", "Regnskap")]  # fmt: skip
    for n, name in enumerate(names):
        book.customer(f"5{n:02}", name)
    book.refresh()
    lost = [
        (name, at)
        for name in names
        for at in range(len(name) - 3)
        if search.find(book.store, name[:at] + name[at + 1 :])[0].name != name
    ]
    assert lost == []
