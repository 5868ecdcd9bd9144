"""A store that cannot be used: exit 3, a plain line, soon, and nothing of it stored."""

from __future__ import annotations

import ctypes
import fcntl
import os
import resource
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from faults.killing import start
from faults.ledgers import findings, ledger, made, state
from program import PROGRAM, Done, ledgerlane, ok

SOON = 30.0
"""What takes longer hangs. How long a command waits for the lock is held in tests/store/test_connection.py."""
OVERRIDES, PR_CAPBSET_DROP = (1, 2), 24  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH


def run(book: Path, *arguments: str, before: Callable[[], None] | None = None) -> Done:
    """Run a command, `before` having been called in its process; it has to end soon."""
    began = time.monotonic()
    done = subprocess.run(
        [*PROGRAM, "--book", str(book), *arguments],
        stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=60, preexec_fn=before,
    )  # fmt: skip
    assert time.monotonic() - began < SOON
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())


def refused(done: Done, *words: str) -> None:
    """Exit 3, one plain line that says these words."""
    assert done.code == 3, done
    assert len(done.err.splitlines()) == 1, done.err
    assert done.err.startswith("ledgerlane: ")
    for word in words:
        assert word in done.err
    for word in ("Traceback", "sqlite", "SQLITE", "Errno", "mistake of"):
        assert word not in done.err


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return made(tmp_path / "a.book", ledger(tmp_path / "a.csv", rows=200))


# --- a full disk --------------------------------------------------------------------------


@contextmanager
def small_disk(folder: Path, kilobytes: int) -> Iterator[Path]:
    """A disk of that size, where this user may mount one."""
    folder.mkdir()
    size = f"size={kilobytes}k"
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", size, "none", folder], capture_output=True, check=False)  # fmt: skip
    if mounted.returncode:
        pytest.skip(
            "only root may mount a small disk; the limit on file sizes is tested below"
        )
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def test_a_full_disk(tmp_path: Path) -> None:
    file = ledger(tmp_path / "a.csv")
    with small_disk(tmp_path / "disk", 2048) as disk:
        book = made(disk / "a.book", ledger(tmp_path / "few.csv", rows=50))
        held = state(book)
        filler = disk / "filler"
        with filler.open("wb") as other:
            fill(other.fileno())
        refused(run(book, "sync", "import", str(file)), "full")
        refused(run(book, "log", "C1", "o " + "long " * 300), "full")
        refused(run(book, "backup", str(disk / "copy")), "full")
        assert not (disk / "copy").exists()
        filler.unlink()
        assert state(book) == held
        assert findings(book, deep=True) == []
        ok(book, "log", "C1", "o there is room again")


def fill(descriptor: int) -> None:
    """Write until nothing more fits."""
    for size in (65536, 4096, 512, 1):
        try:
            while os.write(descriptor, b"x" * size):
                pass
        except OSError:
            continue


def test_files_that_may_not_grow(book: Path, tmp_path: Path) -> None:
    held, file = state(book), ledger(tmp_path / "more.csv", rows=4000)
    limit = book.stat().st_size + 4096

    def may_not_grow() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    done = run(book, "sync", "import", str(file), before=may_not_grow)
    refused(done, "nothing was recorded")
    assert state(book) == held
    assert findings(book, deep=True) == []
    ok(book, "sync", "import", str(file))


# --- read-only ----------------------------------------------------------------------------


def as_anybody() -> None:
    """Root reads and writes where nobody may; give that power up."""
    for power in OVERRIDES if os.geteuid() == 0 else ():
        ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, power, 0, 0, 0)


@contextmanager
def allowed(mode: int, path: Path) -> Iterator[None]:
    """Give a file or folder this mode for a while."""
    before = path.stat().st_mode
    path.chmod(mode)
    try:
        yield
    finally:
        path.chmod(before)


@contextmanager
def readonly(*paths: Path) -> Iterator[None]:
    with ExitStack() as stack:
        for path in paths:
            stack.enter_context(allowed(0o555 if path.is_dir() else 0o444, path))
        yield


@pytest.mark.parametrize("what", ["file", "folder", "both"])
def test_a_store_that_may_only_be_read(tmp_path: Path, what: str) -> None:
    folder = tmp_path / "books"
    folder.mkdir()
    book = made(folder / "a.book", ledger(tmp_path / "a.csv", rows=50))
    for sidecar in folder.glob("a.book?*"):
        sidecar.unlink()
    paths = {"file": [book], "folder": [folder], "both": [book, folder]}[what]
    with readonly(*paths):
        for arguments in (
            ("log", "C1", "n"),
            ("sync", "import", str(tmp_path / "a.csv")),
            ("hold", "C1", "--reason", "x"),
            ("rebuild",),
        ):
            refused(run(book, *arguments, before=as_anybody), "a.book", "cannot be written")
    assert findings(book, deep=True) == []


@pytest.mark.parametrize("what", ["file", "folder", "both"])
def test_an_auditor_may_look_where_nobody_may_write(tmp_path: Path, what: str) -> None:
    folder = tmp_path / "books"
    folder.mkdir()
    book = made(folder / "a.book", ledger(tmp_path / "a.csv", rows=50))
    for sidecar in folder.glob("a.book?*"):
        sidecar.unlink()
    looks = (
        ("queue", "--all"),
        ("aging", "--by", "total"),
        ("show", "C1"),
        ("sync", "export", "items"),
    )
    shown = [run(book, *arguments).out for arguments in looks]
    for sidecar in folder.glob("a.book?*"):
        sidecar.unlink()
    with readonly(*{"file": [book], "folder": [folder], "both": [book, folder]}[what]):
        for arguments, out in zip(looks, shown, strict=True):
            done = run(book, *arguments, before=as_anybody)
            assert (done.code, done.out) == (0, out), done
        proven = run(book, "verify", before=as_anybody)
        assert (proven.code, proven.out) == (0, ""), proven


def test_a_folder_that_others_may_write_is_not_read_as_if_it_stood_still(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "books"
    folder.mkdir()
    book = made(folder / "a.book", ledger(tmp_path / "a.csv", rows=50))
    held = state(book)
    for sidecar in folder.glob("a.book?*"):
        sidecar.unlink()
    with allowed(0o575, folder):  # its group may write it, this user may not
        done = run(book, "queue", before=as_anybody)
        left = sorted(each.name for each in folder.iterdir())
    refused(done, "cannot be read here", "backup")
    assert (done.out, left) == ("", ["a.book"])
    assert state(book) == held


def test_a_book_that_may_not_be_read_at_all(book: Path) -> None:
    held = state(book)
    with allowed(0, book):
        done = run(book, "queue", before=as_anybody)
    refused(done, "a.book")
    assert done.out == ""
    assert state(book) == held


def test_no_book_and_what_is_none(tmp_path: Path) -> None:
    refused(run(tmp_path / "none.book", "queue"), "none.book")
    refused(run(tmp_path / "no" / "none.book", "queue"), "none.book")
    done = run(tmp_path, "queue")
    assert (done.code, "a book is one file" in done.err) == (4, True), done
    other = tmp_path / "letter.txt"
    other.write_text("Dear Sirs, " * 500)
    done = run(other, "queue")
    assert (done.code, "not a book" in done.err) == (4, True), done


# --- locked -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments", [("log", "C1", "n"), ("hold", "C1", "--reason", "x"), ("undo",)]
)
def test_a_book_that_somebody_keeps_locked(book: Path, arguments: tuple[str, ...]) -> None:
    with book.with_name("a.book.lock").open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        refused(run(book, *arguments), "a.book", "busy")
    assert findings(book) == []


def test_a_book_that_another_program_keeps_locked(book: Path) -> None:
    other = sqlite3.connect(book, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    refused(run(book, "log", "C1", "n"), "a.book", "busy")
    assert ledgerlane(book, "show", "C1").code == 0  # readers do not wait for writers
    other.close()


def test_two_imports_at_once(book: Path, tmp_path: Path) -> None:
    held, file = state(book), ledger(tmp_path / "more.csv", rows=400)
    with book.with_name("a.book.import.lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = run(book, "sync", "import", str(file))
    refused(done, "somebody else is importing")
    assert state(book) == held
    ok(book, "sync", "import", str(file))
    assert state(book) != held


def test_twenty_writers_at_once_all_get_their_turn(book: Path) -> None:
    writers = [start(book, "log", f"C{n}", "n") for n in range(20)]
    for writer in writers:
        _, err = writer.communicate(timeout=60)
        assert (writer.returncode, err) == (0, b"")
    assert findings(book, deep=True) == []
