"""What items fell by and no file of allocations explains: used receipts of the customer, else inferred ones."""

from __future__ import annotations

from datetime import date

from desk_book import DeskBook

from ledgerlane.desk import accounts, care, taking_back

OPEN = "1001,C1,Nordvik Bygg AS,2026-03-16,2026-04-15,EUR,1000.00,{}\n1002,C1,Nordvik Bygg AS,2026-05-21,2026-06-20,EUR,500.00,{}\n"
PAID = "P1,C1,2026-07-02,EUR,900.00,{}\nP2,C1,2026-07-03,EUR,500.00,{}\n"


def total(kept: DeskBook, day: date) -> tuple[int, int]:
    """What C1 owes of items, and what is unapplied, in EUR cents on a day."""
    found = accounts.aging(kept.sit("sam", as_of=day))
    [row] = [r for r in found if (r.customer, r.currency) == ("C1", "EUR")]
    return row.balance + row.unapplied, row.unapplied


def paid(kept: DeskBook) -> list[tuple[str, str, int, int]]:
    """Receipt, item, day of July and cents of every allocation now."""
    kept.sit("sam")
    return [
        (receipt, item, date.fromordinal(day).day, cash)
        for receipt, item, day, cash in kept.desk.store.db.execute(
            "SELECT r.key, i.key, a.day, a.cash FROM allocation a JOIN receipt_now r ON r.id = a.receipt"
            " JOIN item_now i ON i.id = a.item WHERE a.gen_to > (SELECT max(generation) FROM batch)"
            " AND i.customer = 1 ORDER BY a.day, i.key"
        )
    ]


def test_used_receipts_explain_what_fell_and_the_past_stays(kept: DeskBook) -> None:
    kept.clock.turn(date(2026, 7, 4))
    kept.take("payments", PAID.format("900.00", "500.00"))
    before = [total(kept, date(2026, 7, day)) for day in (1, 2, 3)]
    kept.clock.turn(date(2026, 7, 8))
    kept.take("items", OPEN.format("100.00", "0.00"))
    assert (
        len(paid(kept)) == 2
    )  # inferred: the books have not said yet that the money is used
    kept.take("payments", PAID.format("0.00", "0.00"))
    assert paid(kept) == [("P1", "1001", 2, 90_000), ("P2", "1002", 3, 50_000)]
    assert [total(kept, date(2026, 7, day)) for day in (1, 2, 3, 8)] == [
        (175_000, 0), (85_000, 0), (35_000, 0), (35_000, 0),
    ]  # fmt: skip
    assert before[0] == (175_000, 0)
    assert care.verify(kept.sit("sam"), deep=True) == []


def test_what_no_receipt_explains_is_inferred_and_what_rises_again_is_open(
    kept: DeskBook,
) -> None:
    kept.clock.turn(date(2026, 7, 4))
    kept.take("payments", "P1,C1,2026-07-02,EUR,900.00,0.00\n")
    kept.clock.turn(date(2026, 7, 8))
    kept.take("items", OPEN.format("0.00", "500.00"))
    generation = kept.desk.store.generation
    assert paid(kept) == [
        ("P1", "1001", 2, 90_000), (f"inferred:1001:{generation}", "1001", 8, 10_000),
    ]  # fmt: skip
    kept.clock.turn(date(2026, 7, 9))
    kept.take("items", OPEN.format("1000.00", "500.00"))
    assert paid(kept) == []
    assert total(kept, date(2026, 7, 9)) == (175_000, 0)
    assert care.verify(kept.sit("sam"), deep=True) == []


def test_a_file_of_allocations_ends_what_was_guessed(kept: DeskBook) -> None:
    kept.clock.turn(date(2026, 7, 4))
    kept.take("payments", PAID.format("0.00", "0.00"))
    kept.clock.turn(date(2026, 7, 8))
    kept.take("items", OPEN.format("0.00", "100.00"))
    assert [each[:2] for each in paid(kept)] == [
        ("P1", "1001"),
        ("P2", "1001"),
        ("P2", "1002"),
    ]
    kept.take(
        "allocations",
        "P2,1001,2026-07-05,500.00\nP1,1001,2026-07-05,500.00\nP1,1002,2026-07-05,400.00\n",
    )
    assert paid(kept) == [
        ("P1", "1001", 5, 50_000), ("P2", "1001", 5, 50_000), ("P1", "1002", 5, 40_000),
    ]  # fmt: skip
    assert care.verify(kept.sit("sam"), deep=True) == []


def test_an_import_that_is_taken_back_takes_its_guesses_along(kept: DeskBook) -> None:
    kept.clock.turn(date(2026, 7, 4))
    kept.take("payments", PAID.format("0.00", "0.00"))
    kept.clock.turn(date(2026, 7, 8))
    kept.take("items", OPEN.format("100.00", "0.00"))
    assert len(paid(kept)) == 2
    (batch,) = kept.desk.store.db.execute("SELECT max(id) FROM batch").fetchone()
    taking_back.undo_batch(kept.sit(kept.me), str(batch))
    assert paid(kept) == []
    assert total(kept, date(2026, 7, 8)) == (175_000, 0)
