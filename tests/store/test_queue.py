"""Pages, snapshots and orders of the worklist."""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from builders import TODAY
from small_book import SmallBook

from ledgerlane.domain.errors import Refused
from ledgerlane.domain.events import Assigned, Held
from ledgerlane.store import queue
from ledgerlane.store.queue import View

EVERY = View(listed=False)


@pytest.fixture
def book(tmp_path: Path) -> SmallBook:
    """Forty customers, two of them owned, one on hold."""
    book, random_ = SmallBook(tmp_path / "a.book"), random.Random(4)
    for n in range(40):
        name = random_.choice(
            ("Østfold Marine", "ostrava Steel", "Ångström Bad", "Zeta Bygg")
        )
        who = book.customer(f"{n:03}", f"{name} {n}")
        book.item(who, random_.choice((1, 1, 35, 70, 120)), f"{random_.choice((100, 100, 900))}.00 EUR")  # fmt: skip
    book.refresh()
    book.record("customer:erp/007", Assigned(on=TODAY, owner="anna"))
    book.record("customer:erp/008", Assigned(on=TODAY, owner="bo"))
    book.record("customer:erp/009", Held(on=TODAY, reason="legal"))
    return book


def seen(reader: Any, start: int, stop: int) -> list[queue.QueueRow]:
    """Rows of the snapshot, none of them gone."""
    rows = queue.window(reader, start, stop)
    return [row for row in rows if row is not None] if None not in rows else []


def numbers(rows: list[queue.QueueRow]) -> list[str]:
    return [row.number for row in rows]


@pytest.mark.parametrize("sort", queue.ORDERS)
@pytest.mark.parametrize("reverse", [False, True])
def test_pages_by_keyset_are_the_whole_list(
    book: SmallBook, sort: str, reverse: bool
) -> None:
    view = View(listed=False, sort=sort, reverse=reverse)
    whole = queue.page(book.store, view, limit=1000)
    assert len(whole) == 40
    after, paged = None, list[queue.QueueRow]()
    while page := queue.page(book.store, view, after, limit=7):
        paged += page
        after = queue.place_of(page[-1], view)
    assert paged == whole


def test_the_orders(book: SmallBook) -> None:
    by = {
        sort: queue.page(book.store, View(listed=False, sort=sort)) for sort in queue.ORDERS
    }
    assert [row.score for row in by["priority"]] == sorted((r.score for r in by["priority"]), reverse=True)  # fmt: skip
    assert by["open"][0].overdue == 90_000
    assert by["old"][0].oldest_due == TODAY - timedelta(days=120)
    assert [row.collation[:3] for row in by["name"]] == sorted(row.collation[:3] for row in by["name"])  # fmt: skip
    folded = [row.name for row in by["name"]]
    assert folded[0].startswith("Ångström")
    assert folded[-1].startswith("Zeta")


def test_an_order_that_is_not_there_is_refused(book: SmallBook) -> None:
    with pytest.raises(Refused, match="priority, open, old, name, next"):
        queue.page(book.store, View(sort="colour"))


def test_whose_and_what_is_off_the_list(book: SmallBook) -> None:
    mine = View(owners=("anna",))
    assert numbers(queue.page(book.store, mine)) == ["007"]
    mine_and_nobody = numbers(queue.page(book.store, View(owners=("anna", ""))))
    assert len(mine_and_nobody) == 38
    assert "008" not in mine_and_nobody
    assert "009" not in mine_and_nobody
    assert queue.count(book.store, View())[0] == 39


def test_a_snapshot_holds_still_and_its_rows_read_as_they_are_now(book: SmallBook) -> None:
    reader = book.store.reader()
    assert queue.snapshot(reader, EVERY) == 40
    whole = queue.page(book.store, EVERY, limit=100)
    assert queue.window(reader, 0, 40) == whole
    assert queue.window(reader, 37, 99) == whole[37:]
    first = whole[0]
    book.record(f"customer:erp/{first.number}", Held(on=TODAY, reason="moved"))
    [again] = seen(reader, 0, 1)
    assert (again.number, again.status) == (first.number, "HLD")
    reader.close()


def test_a_row_that_is_gone_leaves_its_place_empty(book: SmallBook) -> None:
    reader = book.store.reader()
    queue.snapshot(reader, EVERY)
    [_, second, third] = seen(reader, 0, 3)
    with book.store.writing() as db:
        db.execute("DELETE FROM queue WHERE id = ?", [second.id])
    assert queue.window(reader, 1, 3) == [None, third]
    reader.close()


def test_a_filter_keeps_the_order_of_the_snapshot(book: SmallBook) -> None:
    reader = book.store.reader()
    queue.snapshot(reader, EVERY)
    kept = [row for row in seen(reader, 0, 40) if "marine" in row.name.lower()]
    assert queue.filtered(reader, "marine") == len(kept)
    assert queue.window(reader, 0, 40) == kept
    assert queue.filtered(reader, "50%_") == 0
    assert queue.filtered(reader, "") == 40
    assert len(queue.window(reader, 0, 40)) == 40
    reader.close()


@pytest.mark.parametrize(
    ("view", "index"),
    [(View(), "queue_priority"), (View(owners=("anna",)), "queue_mine"),
     (View(listed=False, sort="open"), "queue_overdue"), (View(listed=False, sort="name"), "queue_name")],
)  # fmt: skip
def test_first_pages_come_from_an_index_and_nothing_is_sorted(
    book: SmallBook, view: View, index: str
) -> None:
    plan = " ".join(queue.plan_of(book.store, view))
    assert index in plan
    assert "TEMP B-TREE" not in plan


def test_equal_points_are_told_apart_by_what_is_owed_then_by_age(tmp_path: Path) -> None:
    book = SmallBook(tmp_path / "t.book")
    for number, days, amount in (
        ("1", 40, "30000.00 EUR"), ("2", 40, "90000.00 EUR"), ("3", 41, "30000.00 EUR"),
        ("4", 40, "400000.00 NOK"), ("5", 40, "700000.00 NOK"),
    ):  # fmt: skip
        book.item(book.customer(number, number), days, amount)
    book.refresh()
    rows = queue.page(book.store, View())
    assert len({row.score for row in rows}) == 1
    assert [row.number for row in rows] == ["2", "5", "4", "3", "1"]
    assert [row.rank for row in rows] == sorted((row.rank for row in rows), reverse=True)
