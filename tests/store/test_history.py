"""The history is chained: nothing in it can be changed, dropped or moved without being named."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from builders import TODAY, M, day, ms
from small_book import SmallBook

from ledgerlane.domain.events import NoteAdded, PromiseMade
from ledgerlane.store import history
from ledgerlane.store.connection import Store
from ledgerlane.store.sqlite import sqlite3

AGG = "customer:erp/1"
NOW = ms(TODAY, 9) * 1000


def note(text: str, on: str = "2026-06-30") -> NoteAdded:
    return NoteAdded(on=day(on), note=text)


@pytest.fixture
def book(tmp_path: Path) -> SmallBook:
    return SmallBook(tmp_path / "a.book")


def append(store: Store, *texts: str, actor: str = "anna", agg: str = AGG, now: int = NOW) -> list[str]:  # fmt: skip
    with store.writing():
        return [
            e.id for e in history.append(store, actor, agg, [note(t) for t in texts], now)
        ]


def notes(store: Store, **limits: object) -> list[str]:
    found = history.events(store, AGG, **limits)  # type: ignore[arg-type]
    return [event.fact.note for event in found if isinstance(event.fact, NoteAdded)]


def test_streams_are_gap_free_and_chained(book: SmallBook) -> None:
    first = append(book.store, "a", "b")
    second = append(book.store, "c", agg="customer:erp/2")
    other = append(book.store, "d", actor="bo")
    stream = first[0].partition(":")[0]
    assert [*first, *second] == [f"{stream}:{n}" for n in (1, 2, 3)]
    assert other[0].partition(":")[0] != stream
    assert other[0].endswith(":1")
    assert history.verify_chain(book.store) == []
    assert notes(book.store) == ["a", "b", "d"]


def test_stamps_go_up_even_when_the_clock_does_not(book: SmallBook) -> None:
    append(book.store, "a", now=NOW)
    append(book.store, "b", actor="bo", now=NOW - 10_000_000)
    append(book.store, "c", "d", now=NOW)
    stamps = [event.t for event in history.events(book.store, AGG)]
    assert stamps == [NOW + 1, NOW + 2, NOW + 3, NOW + 4]


def test_the_base_says_what_its_author_had_seen(book: SmallBook) -> None:
    a = append(book.store, "a")
    b = append(book.store, "b", actor="bo")
    append(book.store, "c")
    bases = [event.base for event in history.events(book.store, AGG)]
    assert bases == [(), tuple(a), tuple(sorted([*a, *b]))]


def test_events_by_business_day_and_by_clock(book: SmallBook) -> None:
    with book.store.writing():
        history.append(book.store, "anna", AGG, [note("old", "2026-05-01")], NOW)
    append(book.store, "new", now=NOW + 60_000_000)
    assert notes(book.store) == ["old", "new"]
    assert notes(book.store, as_of=day("2026-06-29")) == ["old"]
    assert notes(book.store, known_ms=NOW // 1000 + 59_000) == ["old"]


def test_history_cannot_be_changed(book: SmallBook) -> None:
    append(book.store, "a")
    for sql in (
        "UPDATE event SET actor = 'me'",
        "UPDATE event SET body = '{}'",
        "DELETE FROM event",
    ):
        with pytest.raises(sqlite3.IntegrityError, match="history is never"):
            book.store.db.execute(sql)


def _freely(book: SmallBook, sql: str) -> list[tuple[str, str]]:
    """What the chain says after somebody with the file in hand ran this."""
    for name in ("event_is_never_changed", "event_is_never_deleted"):
        book.store.db.execute(f"DROP TRIGGER {name}")
    book.store.db.execute(sql)
    return history.verify_chain(book.store)


@pytest.mark.parametrize(
    ("sql", "where", "what"),
    [
        ("UPDATE event SET body = replace(body, 'n.1', 'n.2') || ' ' WHERE seq = 2", None, None),
        ("UPDATE event SET actor = 'bo' WHERE seq = 2", ":2", "hash does not prove"),
        ("UPDATE event SET t = t + 1 WHERE seq = 3", ":3", "hash does not prove"),
        ("UPDATE event SET priv = '{\"note\":\"z\"}' WHERE seq = 1", ":1", "private part was changed"),
        ("DELETE FROM event WHERE seq = 2", ":3", "event 2 of its stream is missing"),
        ("DELETE FROM event WHERE seq = 3", "stream", "does not end with its event 2"),
    ],
)  # fmt: skip
def test_every_outside_edit_is_named(
    book: SmallBook, sql: str, where: str | None, what: str | None
) -> None:
    append(book.store, "a", "b", "c")
    found = _freely(book, sql)
    if where is None or what is None:
        assert found == []  # the same JSON, written otherwise, is the same event
        return
    assert len(found) == 1, found
    assert where in found[0][0]
    assert what in found[0][1]


def test_erasing_a_person_leaves_the_chain_whole(book: SmallBook) -> None:
    append(book.store, "Kari Moe, +47 22 19 40 11", "b")
    book.store.db.execute("UPDATE event SET priv = NULL, salt = NULL WHERE seq = 1")
    assert history.verify_chain(book.store) == []
    assert notes(book.store) == ["", "b"]


def test_a_copied_book_goes_on_in_a_stream_of_its_own(book: SmallBook) -> None:
    first = append(book.store, "a")
    book.store.close()
    copy = book.path.with_name("copy.book")
    shutil.copyfile(book.path, copy)
    here, there = Store(book.path), Store(copy)
    mine, theirs = append(here, "b"), append(there, "c")
    assert mine[0].partition(":")[0] == first[0].partition(":")[0]
    assert theirs[0].partition(":")[0] != mine[0].partition(":")[0]
    here.close()
    there.close()


def test_the_latest_of_a_person_come_first(book: SmallBook) -> None:
    append(book.store, "a")
    append(book.store, "b", actor="bo")
    append(book.store, "c", agg="customer:erp/2")
    found = [
        e.fact.note
        for e in history.latest_of(book.store, "anna")
        if isinstance(e.fact, NoteAdded)
    ]
    assert found == ["c", "a"]


def test_events_by_their_ids_in_the_order_asked(book: SmallBook) -> None:
    append(book.store, "a")
    append(book.store, "b", actor="bo")
    append(book.store, "c")
    newest, oldest = history.latest_of(book.store, "anna")
    assert history.named(book.store, [oldest.id, newest.id, "nobody:1"]) == [oldest, newest]
    assert history.named(book.store, []) == []


def test_private_words_are_beside_the_body(book: SmallBook) -> None:
    fact = PromiseMade(
        on=TODAY,
        promise="PR-1",
        amount=M("10.00 EUR"),
        due=TODAY,
        items=("erp/I1",),
        by="Kari",
    )
    with book.store.writing():
        history.append(book.store, "anna", AGG, [fact], NOW)
    body, priv = book.store.db.execute("SELECT body, priv FROM event").fetchone()
    assert "Kari" not in body
    assert priv == '{"by":"Kari"}'
    assert history.events(book.store, AGG)[0].fact == fact
