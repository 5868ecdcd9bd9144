"""Opening the book's file, and writing to it one writer at a time.

Every write takes a lock on the sidecar file ``BOOK.lock`` before ``BEGIN IMMEDIATE``: the
kernel serves waiters in their order, SQLite's own busy handler does not. What SQLite has to
say about a full disk or a damaged file reaches people as `Unavailable` or `Unproven`.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from ledgerlane.domain.errors import Refused, Trouble, Unavailable, Unproven
from ledgerlane.store.locking import BUSY_SECONDS, held
from ledgerlane.store.sqlite import Error, has_wal_reset_bug, sqlite3

SCHEMA = 35
"""How many migrations this ledgerlane knows. Counted, so that one whose number fills a gap is applied too."""

APPLICATION_ID = 0x4C4C414E  # "LLAN", in the file's header
_HEADER = b"SQLite format 3\x00"
_SIDECARS = ("-wal", "-shm", "-journal", ".lock", ".import.lock")
_PRAGMAS = (
    f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}",
    "PRAGMA synchronous = FULL",
    "PRAGMA secure_delete = ON",
    "PRAGMA foreign_keys = OFF",  # ids are resolved by the importer; checks cost it seconds
    "PRAGMA cache_size = -12000",
    "PRAGMA mmap_size = 0",
    "PRAGMA journal_size_limit = 67108864",
)


class Store:
    """An open book. ``db`` belongs to the thread that opened it; others take a `reader`."""

    def __init__(
        self,
        path: Path,
        *,
        create: bool = False,
        shared: bool = False,
        readonly: bool = False,
        clock: Callable[[], int] | None = None,
    ) -> None:
        """Open the book at ``path`` and bring its schema up to date.

        Who may not write it reads it; writing then raises Unavailable.
        Raises Unavailable when it is not there, cannot be read, or belongs to a newer
        ledgerlane, and Unproven when the file is no book.
        """
        self.path = path
        self.closed = not create and path.is_file() and not _may_write(path)
        self.readonly = readonly or self.closed
        self.clock: Callable[[], int] = clock or now_ms
        self.standing_for: object = None  # the question of `past.shown` while it is open
        self.answered: tuple[int, object] = (0, None)  # the answer that `past.shown` keeps
        if create:
            _make_file(path, shared)
        else:
            _require_book(path)
        with translated(path):
            self.db: Any = _connect(path, self.readonly)
            try:
                self._prepare(create, shared)
            except BaseException:
                self.db.close()
                raise

    @property
    def connection(self) -> Any:
        """The connection under its longer name."""
        return self.db

    @property
    def generation(self) -> int:
        """The batch generation that readers see."""
        return int(self.db.execute("SELECT current FROM generation").fetchone()[0])

    @property
    def others(self) -> int:
        """A number that is another one after somebody else's connection has written."""
        return int(self.db.execute("PRAGMA data_version").fetchone()[0])

    @contextmanager
    def writing(self) -> Iterator[Any]:
        """Read and write as one step that no other process can come between.

        What is done inside is on disk when this ends without an error, or it never was.
        Raises Unavailable when the book stays busy, or may not be written here.
        """
        if self.closed:
            msg = f"{self.path}: cannot be written: the file or its folder is read-only for you"
            raise Unavailable(msg)
        if self.readonly:
            msg = "The book was opened read-only; nothing is recorded"
            raise Refused(msg)
        with translated(self.path), held(lock_file(self.path)):
            self.db.execute("BEGIN IMMEDIATE")
            try:
                _require_version(self.db, self.path, "min_writer", SCHEMA)
                yield self.db
                self.db.execute("COMMIT")
            except BaseException:
                if self.db.in_transaction:
                    self.db.execute("ROLLBACK")
                raise

    def reader(self) -> Any:
        """A read-only connection of its own, for another thread; the caller closes it."""
        with translated(self.path):
            return _connect(self.path, readonly=True)

    def close(self) -> None:
        """Let go of the file."""
        self.db.close()

    def _prepare(self, create: bool, shared: bool) -> None:
        version = self.db.execute("PRAGMA user_version").fetchone()[0]
        if create:
            mode = "TRUNCATE" if shared and has_wal_reset_bug() else "WAL"
            self.db.execute(f"PRAGMA journal_mode = {mode}")
            self.db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        elif self.db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            msg = f"{self.path}: a database, but no book of ledgerlane"
            raise Unproven(msg)
        if version < SCHEMA:
            if self.readonly:
                msg = f"{self.path}: made by an older ledgerlane; open it once for writing"
                raise Unavailable(msg)
            from ledgerlane.store.migrating import migrate

            with held(lock_file(self.path)):
                migrate(self.db)
        _require_version(self.db, self.path, "min_reader", SCHEMA)


def now_ms() -> int:
    """Milliseconds since 1970, UTC."""
    return time.time_ns() // 1_000_000


def lock_file(path: Path) -> Path:
    """The sidecar whose lock every writer holds."""
    return path.with_name(f"{path.name}.lock")


def _make_file(path: Path, shared: bool) -> None:
    """An empty file that only its owner (and the group, when shared) can read."""
    mode = 0o660 if shared else 0o600
    try:
        if shared:
            _make_shared_folder(path.absolute().parent)
        path.parent.mkdir(parents=True, exist_ok=True)
        for each, only_new in ((lock_file(path), 0), (path, os.O_EXCL)):
            descriptor = os.open(each, os.O_CREAT | only_new | os.O_RDWR, mode)
            os.fchmod(descriptor, mode)
            os.close(descriptor)
    except FileExistsError:
        msg = f"{path}: exists already; a new book needs another name"
        raise Refused(msg) from None
    except OSError as error:
        msg = f"{path}: cannot be made: {error.strerror}"
        raise Unavailable(msg) from None


SHARED_FOLDER = 0o2770
"""Who is in the group may make the sidecars, and what they make is the group's."""


def _make_shared_folder(folder: Path) -> None:
    """A folder in which a group can write a book. One that is there is left as it is: Refused where it is none."""
    try:
        folder.mkdir(parents=True)
    except FileExistsError:
        found = folder.stat().st_mode
        if found & SHARED_FOLDER == SHARED_FOLDER:
            return
        msg = (
            f"{folder}: the group cannot share a book here (mode {found & 0o7777:04o}); name a folder that is"
            f" not there yet, or make it one: chgrp GROUP {folder} && chmod 2770 {folder}"
        )
        raise Refused(msg) from None
    folder.chmod(SHARED_FOLDER)  # whatever the umask is


def _require_book(path: Path) -> None:
    if not path.exists():
        msg = f"{path}: there is no book here; `ledgerlane init` makes one"
        raise Unavailable(msg)
    if not path.is_file():
        msg = f"{path}: not a file; a book is one file"
        raise Unproven(msg)
    try:
        is_book = _is_database(path)
    except OSError as error:
        msg = f"{path}: cannot be read: {error.strerror}"
        raise Unavailable(msg) from None
    if not is_book:
        msg = f"{path}: not a book of ledgerlane"
        raise Unproven(msg)


def _is_database(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_HEADER)) == _HEADER


def belongs_to_book(path: Path) -> bool:
    """Whether the file is a book, a backup, or what lies beside one; what cannot be read may be."""
    try:
        books = [
            path.with_name(path.name.removesuffix(suffix)) for suffix in ("", *_SIDECARS)
        ]
        return any(_is_database(book) for book in books if book.is_file())
    except OSError:
        return True


def _may_write(path: Path) -> bool:
    """Whether this user can write the book: SQLite needs its folder for that, too."""
    return os.access(path, os.W_OK) and os.access(path.absolute().parent, os.W_OK)


def _frozen(path: Path) -> bool:
    """Whether nobody can write the book now: a folder closed to all, and no log beside it.

    Only then may it be read without the shared memory that tells readers of writers.
    """
    folder = path.absolute().parent
    if _may_write(path) or path.with_name(f"{path.name}-wal").exists():
        return False
    for_nobody = not folder.stat().st_mode & 0o222
    return for_nobody or bool(os.statvfs(folder).f_flag & os.ST_RDONLY)


def _connect(path: Path, readonly: bool) -> Any:
    mode = "rw" if not readonly else "ro&immutable=1" if _frozen(path) else "ro"
    db = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None,
        check_same_thread=False, cached_statements=256, timeout=BUSY_SECONDS,
    )  # fmt: skip
    for pragma in _PRAGMAS:
        db.execute(pragma)
    return db


def _require_version(db: Any, path: Path, name: str, ours: int) -> None:
    """A newer ledgerlane may have said that this one must not read or write any more."""
    row = db.execute("SELECT value FROM book WHERE name = ?", [name]).fetchone()
    if row is not None and int(row[0]) > ours:
        verb = "write to" if name == "min_writer" else "read"
        msg = f"{path}: needs a newer ledgerlane to {verb} it (schema {row[0]}, this one knows {ours})"
        raise Unavailable(msg)


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Let SQLite's errors out as trouble in plain words; what is our mistake stays as it is."""
    try:
        yield
    except Error as error:
        trouble = as_trouble(error, path)
        if trouble is None:
            raise
        raise trouble from error


def as_trouble(error: BaseException, path: Path | str = "the book") -> Trouble | None:
    """What an error of SQLite means for a person, or None when it is a mistake of ours."""
    name = str(getattr(error, "sqlite_errorname", ""))
    for start, (kind, words) in _MEANINGS.items():
        if name.startswith(start):
            if kind is Unavailable and isinstance(path, Path) and not _may_write(path):
                words = _CLOSED.get(start, words)
            return kind(f"{path}: {words}")
    return None


_MEANINGS: dict[str, tuple[type[Trouble], str]] = {
    "SQLITE_BUSY": (Unavailable, "is busy: somebody else is writing; try again in a moment"),
    "SQLITE_LOCKED": (Unavailable, "is busy: somebody else is writing; try again in a moment"),
    "SQLITE_FULL": (Unavailable, "the disk is full; nothing was recorded"),
    "SQLITE_READONLY": (Unavailable, "cannot be written: the file or its folder is read-only"),
    "SQLITE_CANTOPEN": (Unavailable, "cannot be opened: check the folder and its permissions"),
    "SQLITE_PERM": (Unavailable, "cannot be opened: permission denied"),
    "SQLITE_IOERR": (Unavailable, "the disk reported an error; nothing was recorded"),
    "SQLITE_NOTADB": (Unproven, "not a book of ledgerlane, or damaged"),
    "SQLITE_CORRUPT": (Unproven, "is damaged; restore a backup (`ledgerlane restore`)"),
}  # fmt: skip


_CANNOT_READ = (
    "cannot be read here: you may not write its folder, and who may could be at work; read a"
    " copy of it (`ledgerlane backup`) in a folder of your own"
)
_CLOSED = {"SQLITE_CANTOPEN": _CANNOT_READ, "SQLITE_READONLY": _CANNOT_READ}
"""The same for a book that this user may not write: SQLite could not even read it."""


def remove(path: Path) -> None:
    """Take away a book and its sidecars, whatever of them is there."""
    for suffix in ("", *_SIDECARS):
        with suppress(FileNotFoundError):
            path.with_name(path.name + suffix).unlink()
