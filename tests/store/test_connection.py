"""One file, one writer at a time, and plain words for whatever is wrong with the disk."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import stat
import time
from contextlib import closing
from multiprocessing.synchronize import Event, Semaphore
from pathlib import Path

import pytest

from ledgerlane.domain.errors import Refused, Unavailable, Unproven
from ledgerlane.store.connection import SCHEMA, Store, lock_file
from ledgerlane.store.locking import held
from ledgerlane.store.migrating import statements
from ledgerlane.store.sqlite import has_wal_reset_bug

FORK = multiprocessing.get_context("fork")


def write(store: Store, name: str, value: str) -> None:
    with store.writing() as db:
        db.execute("INSERT OR REPLACE INTO book VALUES (?, ?)", [name, value])


def read(store: Store, name: str) -> str | None:
    row = store.db.execute("SELECT value FROM book WHERE name = ?", [name]).fetchone()
    return row[0] if row else None


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "a.book"
    Store(path, create=True).close()
    return path


def test_a_new_book_is_safe_and_private(path: Path) -> None:
    store = Store(path)
    pragmas = {
        name: store.db.execute(f"PRAGMA {name}").fetchone()[0]
        for name in (
            "journal_mode",
            "synchronous",
            "secure_delete",
            "busy_timeout",
            "user_version",
        )
    }
    assert pragmas == {
        "journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "busy_timeout": 3000,
        "user_version": SCHEMA,
    }  # fmt: skip
    for each in (path, lock_file(path)):
        assert stat.S_IMODE(each.stat().st_mode) == 0o600
    store.close()


def test_a_shared_book_is_writable_by_its_group(tmp_path: Path) -> None:
    book, before = tmp_path / "team" / "s.book", os.umask(0o077)
    try:
        with closing(Store(book, create=True, shared=True)) as store, store.writing():
            store.db.execute("UPDATE book SET value = value")
            modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in book.parent.iterdir()}  # fmt: skip
    finally:
        os.umask(before)
    assert modes == dict.fromkeys(
        ("s.book", "s.book.lock", "s.book-wal", "s.book-shm"), 0o660
    )
    assert stat.S_IMODE(book.parent.stat().st_mode) == 0o2770


def test_a_folder_that_is_not_the_group_s_is_left_as_it_is(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    with pytest.raises(
        Refused, match=r"cannot share a book here \(mode 0755\).*chmod 2770"
    ):
        Store(tmp_path / "s.book", create=True, shared=True)
    assert list(tmp_path.iterdir()) == []
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755
    tmp_path.chmod(0o2770)
    Store(tmp_path / "s.book", create=True, shared=True).close()


def test_a_migration_that_fills_a_gap_is_applied_to_a_book_that_has_the_later_ones(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.book"
    with closing(Store(path, create=True)) as store:
        store.db.execute("DROP INDEX item_ending")
        store.db.execute(
            "DELETE FROM _sqlite_migrations WHERE name = '0009_found_by_digits'"
        )
        store.db.execute(f"PRAGMA user_version = {SCHEMA - 1}")
    with closing(Store(path)) as store:
        assert store.db.execute("PRAGMA user_version").fetchone()[0] == SCHEMA
        assert store.db.execute(
            "SELECT count(*) FROM sqlite_master WHERE name = 'item_ending'"
        ).fetchone() == (1,)


def test_a_script_is_cut_at_statements_and_not_inside_triggers() -> None:
    sql = "CREATE TABLE a (b);  -- x; y\nCREATE TRIGGER t AFTER INSERT ON a\nBEGIN SELECT 1; END;\n"
    assert len(list(statements(sql))) == 2


def _write_and_fail(store: Store) -> None:
    with store.writing() as db:
        db.execute("INSERT INTO book VALUES ('two', '2')")
        _ = 1 // 0


def test_what_was_written_is_there_and_what_failed_is_not(path: Path) -> None:
    store = Store(path)
    write(store, "one", "1")
    with pytest.raises(ZeroDivisionError):
        _write_and_fail(store)
    assert (read(store, "one"), read(store, "two")) == ("1", None)
    assert not store.db.in_transaction
    store.close()


def test_readers_see_the_last_commit_while_somebody_writes(path: Path) -> None:
    store = Store(path)
    reader = store.reader()
    with store.writing() as db:
        db.execute("INSERT INTO book VALUES ('one', '1')")
        assert reader.execute("SELECT count(*) FROM book").fetchone() == (0,)
    assert reader.execute("SELECT count(*) FROM book").fetchone() == (1,)
    reader.close()
    store.close()


def _hold(path: Path, taken: Event, done: Event) -> None:
    with held(path):
        taken.set()
        done.wait(30)


def test_a_busy_book_gives_up_in_time_and_says_so(path: Path) -> None:
    taken, done = FORK.Event(), FORK.Event()
    other = FORK.Process(target=_hold, args=(lock_file(path), taken, done))
    other.start()
    assert taken.wait(10)
    started = time.monotonic()
    with pytest.raises(Unavailable, match=r"a\.book is busy: somebody else has been writing for 0\.3 s"), held(lock_file(path), 0.3):  # fmt: skip
        pass
    assert time.monotonic() - started < 3
    done.set()
    other.join(10)
    store = Store(path)
    write(store, "after", "1")
    assert read(store, "after") == "1"
    store.close()


def _brief(path: Path, ready: Semaphore, seconds: float) -> None:
    with held(path, seconds):
        ready.release()
        FORK.Event().wait(0.4)


def test_a_line_that_moves_is_waited_in_to_its_end(path: Path) -> None:
    ready = FORK.Semaphore(0)
    crowd = [
        FORK.Process(target=_brief, args=(lock_file(path), ready, 2.0)) for _ in range(8)
    ]
    for each in crowd:
        each.start()
    assert ready.acquire(timeout=10)
    started = time.monotonic()
    with held(lock_file(path), 2.0):
        pass
    for each in crowd:
        each.join(10)
    assert [each.exitcode for each in crowd] == [0] * 8
    assert time.monotonic() - started > 2.0


def _count_up(path: Path, times: int) -> None:
    store = Store(path)
    for _ in range(times):
        with store.writing() as db:
            value = int(db.execute("SELECT value FROM book WHERE name = 'n'").fetchone()[0])
            db.execute("UPDATE book SET value = ? WHERE name = 'n'", [str(value + 1)])
    store.close()


def test_six_writers_lose_nothing(path: Path) -> None:
    store = Store(path)
    write(store, "n", "0")
    crowd = [FORK.Process(target=_count_up, args=(path, 40)) for _ in range(6)]
    for each in crowd:
        each.start()
    for each in crowd:
        each.join(60)
    assert [each.exitcode for each in crowd] == [0] * 6
    assert read(store, "n") == "240"
    store.close()


def test_a_newer_book_is_not_touched(path: Path) -> None:
    store = Store(path)
    write(store, "min_writer", str(SCHEMA + 1))
    with (
        pytest.raises(Unavailable, match="needs a newer ledgerlane to write to it"),
        store.writing(),
    ):
        pass
    store.close()
    Store(path).close()
    shutil.copyfile(path, path.with_name("b.book"))
    newer = Store(path.with_name("b.book"))
    newer.db.execute("INSERT INTO book VALUES ('min_reader', '99')")
    newer.close()
    with pytest.raises(Unavailable, match="needs a newer ledgerlane to read it"):
        Store(path.with_name("b.book"))


def test_what_is_no_book_says_so(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="there is no book here"):
        Store(tmp_path / "none.book")
    with pytest.raises(Unproven, match="not a file"):
        Store(tmp_path)
    text = tmp_path / "text.book"
    text.write_text("customer,amount\n")
    with pytest.raises(Unproven, match="not a book of ledgerlane"):
        Store(text)
    empty = tmp_path / "empty.book"
    empty.touch()
    with pytest.raises(Unproven, match="not a book of ledgerlane"):
        Store(empty)


def test_another_database_is_no_book(tmp_path: Path) -> None:
    from ledgerlane.store.sqlite import sqlite3

    other = sqlite3.connect(tmp_path / "o.db")
    other.execute("CREATE TABLE t (a)")
    other.commit()
    other.close()
    with pytest.raises(Unproven, match="no book of ledgerlane"):
        Store(tmp_path / "o.db")


def test_an_existing_file_is_never_made_a_book(path: Path) -> None:
    with pytest.raises(Refused, match="exists already"):
        Store(path, create=True)


def test_a_full_disk_is_told_and_nothing_is_recorded(path: Path) -> None:
    store = Store(path)
    pages = store.db.execute("PRAGMA page_count").fetchone()[0]
    store.db.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(Unavailable, match="the disk is full"):
        write(store, "big", "x" * 200_000)
    assert read(store, "big") is None
    store.db.execute("PRAGMA max_page_count = 1000000")
    write(store, "small", "x")
    assert read(store, "small") == "x"
    store.close()


def test_a_damaged_file_is_told(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096 : 4096 * 4] = b"\xff" * (4096 * 3)
    path.write_bytes(bytes(data))
    with pytest.raises(Unproven, match=r"is damaged; restore a backup|or damaged"):
        write(Store(path), "x", "y")


def test_reading_only_records_nothing(path: Path) -> None:
    store = Store(path, readonly=True)
    with pytest.raises(Refused, match="opened read-only"), store.writing():
        pass
    store.close()


@pytest.mark.parametrize(
    ("version", "affected"),
    [("3.6.23", False), ("3.7.0", True), ("3.40.1", True), ("3.51.2", True), ("3.51.3", False),
     ("3.53.4", False)],
)  # fmt: skip
def test_which_libraries_have_the_bug(version: str, affected: bool) -> None:
    assert has_wal_reset_bug(version) is affected
