"""A process that a forced ssh command started for one person: shut in before anything else is done.

The environment is made anew, and an audit hook, which nothing in the process can take away
again, refuses what no session needs: another program, a network, files outside the person's
own folder and the book's.
"""

from __future__ import annotations

import os
import re
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import ledgerlane
from ledgerlane.domain.errors import Misused, NotPermitted, Refused
from ledgerlane.sync import apart

INBOX, OUTBOX = "inbox", "outbox"
_LOGIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.\-]{0,63}")
_KEPT = re.compile(r"TERM|LANG|LC_[A-Z]+")
_PLAIN = re.compile(r"[A-Za-z0-9_.@+\-]{1,64}")
_PROGRAMS = frozenset((
    "subprocess.Popen", "os.exec", "os.posix_spawn", "os.spawn", "os.system", "os.startfile", "os.fork",
    "os.forkpty", "pty.spawn", "webbrowser.open", "ctypes.dlopen",
))  # fmt: skip
_NETWORK = frozenset(
    ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.sendto")
)
_READS = frozenset(("os.listdir", "os.scandir"))
_WRITES = frozenset((
    "os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod",
    "os.chown", "os.utime", "os.setxattr",
))  # fmt: skip
_WATCHED = _PROGRAMS | _NETWORK | _READS | _WRITES | {"open"}
_SIDECARS = ("", "-wal", "-shm", "-journal", ".lock", ".import.lock", ".letters.lock")
_SYSTEM = (
    "/usr/share/zoneinfo", "/etc/localtime", "/dev/null", "/dev/tty", "/dev/urandom", "/proc/self",
)  # fmt: skip


def environment(came: Mapping[str, str], home: Path, person: str) -> dict[str, str]:
    """What is left of an environment: the terminal's kind and the languages; the rest is ours."""
    kept = {
        name: value
        for name, value in came.items()
        if _KEPT.fullmatch(name) and _PLAIN.fullmatch(value)
    }
    ours = {"HOME": str(home), "USER": person, "LOGNAME": person, "PATH": "/nowhere"}
    return {**kept, **ours}


def home_of(book: Path, person: str) -> Path:
    """The folder of a person's own beside the book: their key, settings, drafts, inbox, outbox."""
    return book.with_name(f"{book.name}.people") / person


def enter(book: Path, person: str) -> Path:
    """Shut this process in for a person; their folder.

    Raises Misused for what is no login, NotPermitted unless the book is this account's alone:
    who may write the file by other ways could say to be anybody here.
    """
    if not _LOGIN.fullmatch(person):
        msg = f"{person!r} is no login: letters, digits, _ . and -, at most 64"
        raise Misused(msg)
    found = book.stat()
    if found.st_uid != os.getuid() or found.st_mode & 0o077:
        msg = f"{book}: a session needs a book that belongs to this account alone (mode 0600), and this one is {found.st_mode & 0o777:04o}"
        raise NotPermitted(msg)
    home = home_of(book, person)
    for folder in (home.parent, home, home / INBOX, home / OUTBOX):
        folder.mkdir(mode=0o700, exist_ok=True)
    ours = environment(os.environ, home, person)
    os.environ.clear()
    os.environ.update(ours)
    os.chdir(home / INBOX)
    for number in (
        signal.SIGTSTP,
        signal.SIGQUIT,
    ):  # to a shell, and to an image of the memory
        signal.signal(number, signal.SIG_IGN)
    sys.dont_write_bytecode = True
    sys.addaudithook(_Walls(book, home))
    return home


class _Walls:
    """What may be read and written from here on."""

    def __init__(self, book: Path, home: Path) -> None:
        self._home, self._book = os.path.realpath(home), os.path.realpath(book)
        self._beside = os.path.dirname(self._book)  # noqa: PTH120  here it is a text
        self._people = f"{self._book}.people"
        code = (sys.prefix, sys.base_prefix, Path(ledgerlane.__file__).parent.parent)
        self._read = [os.path.realpath(each) for each in (*code, *_SYSTEM)]

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event not in _WATCHED:
            return
        if event in _PROGRAMS:
            if event == "subprocess.Popen" and list(arguments[1]) == apart.command():
                return  # the reader of foreign files, which is shut in by itself
            msg = "no other program is run in this session"
            raise Refused(msg)
        if event in _NETWORK:
            msg = "no network is reached in this session"
            raise Refused(msg)
        if event == "open":
            path, mode, flags = arguments
            writes = bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)) or bool(mode and set(mode) & set("wax+"))  # fmt: skip
            self._require([path], writes)
        else:
            self._require(arguments, event in _WRITES)

    def _require(self, paths: Any, writes: bool) -> None:
        for each in paths:
            if not isinstance(each, (str, bytes, os.PathLike)):
                continue
            path = os.path.realpath(os.fsdecode(each))
            if not (self._may_write(path) if writes else self._may_read(path)):
                if writes:
                    msg = f"{os.path.dirname(path)}: in this session files are written into {self._home}/{OUTBOX} only"  # noqa: PTH120
                else:
                    msg = f"{os.fsdecode(each)}: in this session files are read from {self._home}/{INBOX} only"
                raise Refused(msg)

    def _may_write(self, path: str) -> bool:
        beside = path.removeprefix(self._book)
        return (
            _below(path, self._home)
            or path == "/dev/null"
            or (beside != path and (beside in _SIDECARS or beside.startswith(".work.")))
            or _below(path, f"{self._book}.outbox")
        )

    def _may_read(self, path: str) -> bool:
        return (
            _below(path, self._home)
            or path == self._beside
            or (path.startswith(self._book) and not _below(path, self._people))
            or any(_below(path, each) for each in self._read)
        )


def _below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(f"{folder}{os.sep}")
