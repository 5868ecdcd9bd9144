"""Looking after the file: proven copies out and in, and what to know about it."""

from __future__ import annotations

import os
import platform
import secrets
import shutil
import stat
from contextlib import suppress
from pathlib import Path

from ledgerlane.domain.errors import Refused, Trouble, Unavailable, Unproven
from ledgerlane.store import memory, settings, signatures
from ledgerlane.store.connection import SCHEMA, Store, lock_file, remove, translated
from ledgerlane.store.locking import held
from ledgerlane.store.sqlite import NAME, VERSION, has_wal_reset_bug
from ledgerlane.store.verify import verify

MOST_NAMED = 5


def backup(store: Store, file: Path) -> None:
    """Write a proven copy of the book to ``file``, while others go on working.

    The file appears under its name when it is complete, proven and on disk. Raises Refused
    when something stands there already.
    """
    if file.exists():
        msg = f"{file} exists already; a backup never overwrites anything"
        raise Refused(msg)
    draft = _draft(file)
    try:
        with translated(file):
            store.db.execute("VACUUM INTO ?", [str(draft)])
        _prove(draft, file)
        _to_disk(draft)
        try:
            os.link(
                draft, file
            )  # unlike a rename, never over something that came meanwhile
        except FileExistsError:
            msg = f"{file} exists already; a backup never overwrites anything"
            raise Refused(msg) from None
        _to_disk(file.parent)
    except OSError as error:
        msg = f"{file}: cannot be written: {error.strerror}"
        raise Unavailable(msg) from error
    finally:
        remove(draft)


def restore(file: Path, path: Path) -> Path | None:
    """Make the backup ``file`` the book at ``path``; where the book that was there went.

    The backup is proven first, and again as a copy; nothing changes when it fails. A book
    that somebody has open is not replaced.
    """
    if not file.is_file():
        msg = f"{file}: there is no such backup"
        raise Unavailable(msg)
    _prove(file, file)
    draft = _draft(path)
    try:
        shutil.copyfile(file, draft)
        _prove(draft, file)
        fresh = Store(draft)
        fresh.db.execute("PRAGMA journal_mode = WAL")
        book = settings.book_id(fresh.db)
        fresh.close()
        _to_disk(draft)
        with held(lock_file(path)):
            if path.exists():  # a shared one stays one
                draft.chmod(stat.S_IMODE(path.stat().st_mode))
            before = _out_of_the_way(path)
            draft.replace(path)
            _to_disk(path.parent)
            memory.forget(book)
    except OSError as error:
        msg = f"{path}: cannot be written: {error.strerror}"
        raise Unavailable(msg) from error
    finally:
        remove(draft)
    return before


def _out_of_the_way(path: Path) -> Path | None:
    """Rename the book that stands at ``path``, once nothing of it lies beside it."""
    if not path.exists():
        return None
    with suppress(Trouble):  # it may be damaged; that is why it is replaced
        old = Store(path)
        old.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        old.close()
    log = path.with_name(f"{path.name}-wal")
    if log.exists() and log.stat().st_size:
        msg = f"{path}: somebody has the book open; close every ledgerlane on it first"
        raise Unavailable(msg)
    for suffix in ("-wal", "-shm"):
        with suppress(FileNotFoundError):
            path.with_name(path.name + suffix).unlink()
    number = 1
    while (aside := path.with_name(f"{path.name}.before-restore-{number}")).exists():
        number += 1
    path.rename(aside)
    return aside


def _draft(file: Path) -> Path:
    """An empty file beside ``file`` that only its owner can read."""
    draft = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError as error:
        msg = f"{file}: cannot be written: {error.strerror}"
        raise Unavailable(msg) from None
    return draft


def _prove(copy: Path, name: Path) -> None:
    """Raise Unproven, with the first findings, unless a copy proves."""
    try:
        store = Store(copy, readonly=True)
    except Unproven as error:
        msg = f"{name}: {str(error).partition(': ')[2]}"
        raise Unproven(msg) from error
    try:
        found = verify(store, settings.policy(store), settings.today(store), seen=False)
    finally:
        store.close()
    if found:
        first = "; ".join(f"{each.where}: {each.what}" for each in found[:MOST_NAMED])
        msg = f"{name}: does not prove, {len(found)} findings: {first}"
        raise Unproven(msg)


def _to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def doctor(path: Path) -> list[str]:
    """What to know about the library, the file and the place it lies in, a line each."""
    bug = "has the WAL-reset bug" if has_wal_reset_bug() else "without the WAL-reset bug"
    lines = [
        f"SQLite: {VERSION} from {NAME}, {bug}",
        f"Python: {platform.python_version()} on {platform.system()} {platform.machine()}",
    ]
    if not path.exists():
        return [*lines, f"book: {path}: not there"]
    lines += _file_lines(path)
    try:
        store = Store(path, readonly=True)
    except Trouble as trouble:
        return [*lines, f"cannot be opened: {trouble}"]
    try:
        lines += _book_lines(store)
    except Trouble as trouble:
        lines.append(f"cannot be read: {trouble}")
    finally:
        store.close()
    return lines


def _file_lines(path: Path) -> list[str]:
    found, folder = path.stat(), path.parent
    mode = stat.S_IMODE(found.st_mode)
    told = f"book: {path}, {found.st_size:,} bytes, mode {mode:04o}"
    lines = [told + ("" if mode & 0o007 == 0 else " - others can reach it: chmod o= it")]
    log = path.with_name(f"{path.name}-wal")
    if log.exists():
        lines.append(f"write-ahead log: {log.stat().st_size:,} bytes")
    free = shutil.disk_usage(folder).free
    tight = (
        " - less than the book itself: no room for a backup" if free < found.st_size else ""
    )
    lines.append(f"free space: {free:,} bytes{tight}")
    writable = os.access(path, os.W_OK) and os.access(folder, os.W_OK)
    lines.append(
        "writable: yes" if writable else "writable: no, book or folder is read-only"
    )
    return lines


def _book_lines(store: Store) -> list[str]:
    db = store.db
    book = settings.read(store)

    def number(query: str) -> int:
        return int(db.execute(query).fetchone()[0])

    with translated(store.path):
        mode = db.execute("PRAGMA journal_mode").fetchone()[0]
        risky = mode == "wal" and has_wal_reset_bug()
        return [
            f"journal: {mode}"
            + (" - risky with several users on this SQLite" if risky else ""),
            f"schema: {number('PRAGMA user_version')} (this ledgerlane knows {SCHEMA})",
            f"kind: {'practice' if book.practice else 'ordinary'}, {book.currency}, {book.zone}"
            + (f", {book.country}" if book.country else ""),
            f"ledger: {number('SELECT count(*) FROM customer_now'):,} customers,"
            f" {number('SELECT count(*) FROM item_now'):,} items,"
            f" {number('SELECT count(*) FROM batch'):,} batches",
            f"history: {number('SELECT count(*) FROM event'):,} events in"
            f" {number('SELECT count(*) FROM stream'):,} streams, {signatures.told(store)}",
        ]
