"""A lock that serves waiters in their order, and gives up when one holder keeps it for some seconds."""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ledgerlane.domain.errors import Unavailable

BUSY_SECONDS = 3
"""A command gives up within five seconds, its start on a busy machine included."""


@contextmanager
def held(path: Path, seconds: float = BUSY_SECONDS, busy: str = "") -> Iterator[None]:
    """Hold the exclusive lock of a file; raises Unavailable when another keeps it that long.

    While it goes from hand to hand a waiter stays in the line: its turn comes. ``busy`` says
    what the one who keeps it does; 0 ``seconds``: whoever finds it taken does not wait.
    """
    descriptor = _open(path)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if not seconds:
                raise Unavailable(busy) from None
            if not _Waiter(descriptor).wait(seconds):
                descriptor = -1  # the waiter closes it
                words = f"somebody else has been writing for {seconds:g} s; try again"
                msg = f"{_book(path).name} is busy: {busy or words}"
                raise Unavailable(msg) from None
        os.utime(descriptor)  # tells the waiters that the lock is in other hands
        yield
    finally:
        if descriptor >= 0:
            os.close(descriptor)  # which lets go of the lock


class _Waiter:
    """Waits for the lock in a thread, because flock itself knows no timeout.

    Only a waiter that the kernel keeps in its queue is served fairly; asking again and
    again is not.
    """

    def __init__(self, descriptor: int) -> None:
        self._granted = threading.Event()
        self._descriptor = descriptor
        self._left = False
        self._turn = threading.Lock()
        threading.Thread(target=self._wait, daemon=True).start()

    def _wait(self) -> None:
        fcntl.flock(self._descriptor, fcntl.LOCK_EX)
        with self._turn:
            if self._left:
                os.close(self._descriptor)
            else:
                self._granted.set()

    def wait(self, seconds: float) -> bool:
        """Whether the lock came; False when the same holder has kept it for so many seconds."""
        holder = os.fstat(self._descriptor).st_mtime_ns
        while not self._granted.wait(seconds):
            with self._turn:
                if self._granted.is_set():
                    break
                before, holder = holder, os.fstat(self._descriptor).st_mtime_ns
                if holder == before:
                    self._left = True
                    return False
        return True


def _open(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        pass
    except OSError as error:
        raise _closed(path, error) from None
    try:
        mode = _book_mode(path)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, mode)
        with suppress(
            PermissionError
        ):  # another made it a moment ago, and it is theirs to do
            os.fchmod(descriptor, mode)
    except OSError as error:
        raise _closed(path, error) from None
    return descriptor


def _book(path: Path) -> Path:
    name = path.name.removesuffix(".lock")
    return path.with_name(name.removesuffix(".import").removesuffix(".letters"))


def _book_mode(path: Path) -> int:
    """The lock can be taken by whoever can write the book."""
    try:
        return _book(path).stat().st_mode & 0o660
    except FileNotFoundError:
        return 0o600


def _closed(path: Path, error: OSError) -> Unavailable:
    return Unavailable(f"{_book(path)}: cannot be written: {error.strerror}")
