"""Copies are proven on the way out and on the way in, and never overwrite anything."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from builders import TODAY
from small_book import SmallBook

from ledgerlane.domain.errors import Refused, Unavailable, Unproven
from ledgerlane.domain.events import NoteAdded
from ledgerlane.store import care, history
from ledgerlane.store.connection import SCHEMA, Store


@pytest.fixture
def book(tmp_path: Path) -> SmallBook:
    book = SmallBook(tmp_path / "a.book")
    book.item(book.customer("1001", "Acme"), 40, "500.00 EUR")
    book.refresh()
    book.record("customer:erp/1001", NoteAdded(on=TODAY, note="first"))
    return book


def notes(path: Path) -> list[str]:
    store = Store(path)
    found = [e.fact for e in history.events(store, "customer:erp/1001")]
    store.close()
    return [fact.note for fact in found if isinstance(fact, NoteAdded)]


def test_a_backup_is_the_book_of_that_moment(book: SmallBook, tmp_path: Path) -> None:
    copy = tmp_path / "copy.book"
    care.backup(book.store, copy)
    book.record("customer:erp/1001", NoteAdded(on=TODAY, note="second"))
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert notes(copy) == ["first"]
    assert [f.name for f in tmp_path.iterdir() if f.name.startswith(".")] == []


def test_a_backup_overwrites_nothing(book: SmallBook, tmp_path: Path) -> None:
    copy = tmp_path / "copy.book"
    copy.write_text("precious")
    with pytest.raises(Refused, match="exists already"):
        care.backup(book.store, copy)
    assert copy.read_text() == "precious"
    with pytest.raises(Unavailable, match="cannot be written"):
        care.backup(book.store, tmp_path / "nowhere" / "copy.book")


def test_restoring_puts_the_old_one_aside(book: SmallBook, tmp_path: Path) -> None:
    copy = tmp_path / "copy.book"
    care.backup(book.store, copy)
    book.record("customer:erp/1001", NoteAdded(on=TODAY, note="second"))
    book.store.close()
    aside = care.restore(copy, book.path)
    assert aside is not None
    assert notes(aside) == ["first", "second"]
    assert notes(book.path) == ["first"]
    assert aside.name == "a.book.before-restore-1"
    store = Store(book.path)
    assert store.db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    store.close()


def test_restoring_where_nothing_was(book: SmallBook, tmp_path: Path) -> None:
    copy = tmp_path / "copy.book"
    care.backup(book.store, copy)
    assert care.restore(copy, tmp_path / "new.book") is None
    assert notes(tmp_path / "new.book") == ["first"]


def test_a_damaged_backup_changes_nothing(book: SmallBook, tmp_path: Path) -> None:
    copy = tmp_path / "copy.book"
    care.backup(book.store, copy)
    before = notes(book.path)
    data = bytearray(copy.read_bytes())
    data[4096 * 3 : 4096 * 9] = b"\x00" * 4096 * 6
    copy.write_bytes(bytes(data))
    with pytest.raises(Unproven, match=r"copy\.book"):
        care.restore(copy, book.path)
    copy.write_text("no book at all")
    with pytest.raises(Unproven, match="not a book of ledgerlane"):
        care.restore(copy, book.path)
    with pytest.raises(Unavailable, match="there is no such backup"):
        care.restore(tmp_path / "none", book.path)
    assert notes(book.path) == before


def test_a_backup_whose_history_was_edited_is_not_restored(
    book: SmallBook, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.book"
    care.backup(book.store, copy)
    edited = Store(copy)
    edited.db.execute("DROP TRIGGER event_is_never_changed")
    edited.db.execute("UPDATE event SET actor = 'bo'")
    edited.close()
    with pytest.raises(Unproven, match="hash does not prove"):
        care.restore(copy, tmp_path / "new.book")
    assert not (tmp_path / "new.book").exists()


def test_a_book_somebody_has_open_is_not_replaced(book: SmallBook, tmp_path: Path) -> None:
    copy = tmp_path / "copy.book"
    care.backup(book.store, copy)
    book.store.db.execute("BEGIN")
    book.store.db.execute("SELECT count(*) FROM event").fetchone()
    other = Store(book.path, clock=lambda: 1)
    with other.writing() as db:
        db.execute("INSERT INTO book VALUES ('x', 'y')")
    other.close()
    with pytest.raises(Unavailable, match="somebody has the book open"):
        care.restore(copy, book.path)
    book.store.db.execute("ROLLBACK")
    assert book.store.db.execute("SELECT value FROM book WHERE name = 'x'").fetchone() == (
        "y",
    )


def test_doctor_says_what_matters(book: SmallBook, tmp_path: Path) -> None:
    book.path.chmod(0o644)
    text = "\n".join(care.doctor(book.path))
    for part in ("SQLite: ", "WAL-reset bug", "mode 0644 - others can reach it", "free space: ",
                 "journal: wal", f"schema: {SCHEMA} (this ledgerlane knows {SCHEMA})", "kind: practice, EUR, UTC",
                 "1 customers, 1 items", "1 events in 1 streams, unsigned"):  # fmt: skip
        assert part in text, (part, text)
    assert care.doctor(tmp_path / "none.book")[-1].endswith("not there")
    (tmp_path / "text.book").write_text("x")
    assert "not a book of ledgerlane" in care.doctor(tmp_path / "text.book")[-1]
