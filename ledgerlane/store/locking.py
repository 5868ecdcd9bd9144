"""A lock that serves waiters in their order, and gives up after some seconds."""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ledgerlane.domain.errors import Unavailable

BUSY_SECONDS = 3
"""A command gives up within five seconds, its start on a busy machine included."""


@contextmanager
def held(path: Path, seconds: float = BUSY_SECONDS, busy: str = "") -> Iterator[None]:
    """Hold the exclusive lock of a file; raises Unavailable when others keep it too long.

    ``busy`` says then what they do; 0 ``seconds``: whoever finds it taken does not wait.
    """
    descriptor = _open(path)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if not seconds:
                raise Unavailable(busy) from None
            waiting = _Waiter(descriptor)
            if not waiting.granted.wait(seconds) and waiting.leave():
                descriptor = -1  # the waiter closes it
                words = f"somebody else has been writing for {seconds:g} s; try again"
                msg = f"{_book(path).name} is busy: {busy or words}"
                raise Unavailable(msg) from None
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
        self.granted = threading.Event()
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
                self.granted.set()

    def leave(self) -> bool:
        """Stop waiting; False when the lock came at the last moment."""
        with self._turn:
            self._left = not self.granted.is_set()
            return self._left


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
        os.fchmod(descriptor, mode)
    except OSError as error:
        raise _closed(path, error) from None
    return descriptor


def _book(path: Path) -> Path:
    return path.with_name(path.name.removesuffix(".lock").removesuffix(".import"))


def _book_mode(path: Path) -> int:
    """The lock can be taken by whoever can write the book."""
    try:
        return _book(path).stat().st_mode & 0o660
    except FileNotFoundError:
        return 0o600


def _closed(path: Path, error: OSError) -> Unavailable:
    return Unavailable(f"{_book(path)}: cannot be written: {error.strerror}")
