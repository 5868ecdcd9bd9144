"""A view's conditions as SQL keep the rows that a person would."""

from __future__ import annotations

from pathlib import Path

import pytest
from builders import TODAY
from small_book import SmallBook

from ledgerlane.domain.events import Assigned, Held
from ledgerlane.store import queue, views
from ledgerlane.store.views import Wanted

ACCOUNTS = [
    ("1", "Østfold Marine", 95, "1500.00 EUR"), ("2", "Bakken Rør", 61, "12000.00 EUR"),
    ("3", "Tokyo Optik", 61, "900 JPY"), ("4", "Kuwait 50%", 1, "10.999 KWD"),
    ("5", "Hansen & Sønn", -3, "80.00 EUR"), ("6", "Nordvik_Bygg", 30, "20000.00 EUR"),
]  # fmt: skip


@pytest.fixture
def book(tmp_path: Path) -> SmallBook:
    book = SmallBook(tmp_path / "a.book")
    for number, name, late, amount in ACCOUNTS:
        book.item(book.customer(number, name), late, amount)
    book.refresh()
    book.record("customer:erp/2", Assigned(on=TODAY, owner="anna"))
    book.record("customer:erp/6", Held(on=TODAY, reason="legal"))
    return book


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        (Wanted(), "1 2 3 4"),
        (Wanted(listed=False), "1 2 3 4 5 6"),
        (Wanted(older=60), "1 2 3"), (Wanted(older=61), "1"), (Wanted(younger=61), "4"),
        (Wanted(more=1500), "2"), (Wanted(more=1499), "1 2"), (Wanted(more=899), "1 2 3"),
        (Wanted(less=11), "4"), (Wanted(less=10), ""),
        (Wanted(currency="JPY"), "3"), (Wanted(risk="new"), "1 2 3 4"), (Wanted(risk="prompt"), ""),
        (Wanted(status="HLD", listed=False), "6"), (Wanted(status="hld", listed=False), "6"),
        (Wanted(owners=("anna",)), "2"), (Wanted(owners=("",)), "1 3 4"),
        (Wanted(words=("østfold",)), "1"), (Wanted(words=("ostfold",)), "1"),
        (Wanted(words=("ROR", "bakk")), "2"), (Wanted(words=("50%",)), "4"),
        (Wanted(words=("k_b",), listed=False), "6"), (Wanted(words=("nothing",)), ""),
    ],
)  # fmt: skip
def test_rows_kept(book: SmallBook, wanted: Wanted, numbers: str) -> None:
    found = queue.page(book.store, views.view(wanted, TODAY))
    assert sorted(row.number for row in found) == numbers.split()


def test_a_class_is_one_letter(book: SmallBook) -> None:
    rows = queue.page(book.store, views.view(Wanted(listed=False), TODAY))
    for letter in "abcde":
        kept = queue.page(book.store, views.view(Wanted(risk=letter, listed=False), TODAY))
        assert {r.number for r in kept} == {
            r.number for r in rows if r.priority == letter.upper()
        }


def test_where_an_account_stands(book: SmallBook) -> None:
    reader = book.store.reader()
    queue.snapshot(reader, queue.View(listed=False))
    order = [row.customer for row in queue.window(reader, 0, 9) if row is not None]
    assert [queue.place_in(reader, id_, c) for id_, c in zip(order, ["EUR"] * 6, strict=True)].count(None) == 2  # fmt: skip
    [third] = queue.window(reader, 2, 3)
    assert third is not None
    assert queue.place_in(reader, third.customer, third.currency) == 2
    assert queue.place_in(reader, 99, "EUR") is None
    reader.close()
