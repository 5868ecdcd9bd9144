"""Opening a ledger file safely: regular files and stdin only, within stated limits."""

from __future__ import annotations

import hashlib
import io
import os
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

from ledgerlane.domain.errors import Problem, Refused

MAX_BYTES = 4 << 30
STDIN = "stdin"
"""What a file without a name is called."""
MAX_STDIN_BYTES = 256 << 20
_BLOCK = 1 << 20
_NOT_TEXT = (
    (b"PK\x03\x04", "a zip archive or spreadsheet; save it as CSV"),
    (b"\xd0\xcf\x11\xe0", "an old spreadsheet (XLS); save it as CSV"),
    (b"\x1f\x8b", "compressed (gzip); unpack it first"),
    (b"%PDF", "a PDF; export it as CSV"),
    (b"SQLite format 3", "a database, not an export"),
    (b"<", "XML or HTML; ledger files are CSV or TSV"),
    (b"{", "JSON; ledger files are CSV or TSV"),
    (b"[", "JSON; ledger files are CSV or TSV"),
    (b"OFXHEADER", "an OFX bank statement; ledger files are CSV or TSV"),
    (b":20:", "an MT940 bank statement; ledger files are CSV or TSV"),
)


class Unreadable(Refused):
    """A file of which nothing can be used, and the one place that says why."""

    def __init__(self, file: str, message: str, line: int = 0, field: str = "") -> None:
        self.problem = Problem(file, line, field, message)
        super().__init__(str(self.problem))


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that was looked at once: its name for people, its size and its content's hash."""

    name: str
    path: Path | None
    held: bytes
    size: int
    sha256: str
    ended: bool = True
    """Whether its last line has an end; a file that was cut off seldom does."""

    def open(self) -> BinaryIO:
        """The bytes from the start. Refuses a file that is no longer the one hashed."""
        if self.path is None:
            return io.BytesIO(self.held)
        stream = _open_regular(self.path, self.name)
        if os.fstat(stream.fileno()).st_size != self.size:
            stream.close()
            raise Unreadable(
                self.name, "the file changed while it was read; import it again"
            )
        return stream

    def blocks(self) -> Iterator[bytes]:
        """The bytes, about a megabyte at a time."""
        with self.open() as stream:
            while block := stream.read(_BLOCK):
                yield block


def look_at(where: Path | Literal["-"]) -> SourceFile:
    """Open, measure and hash a file. Refuses what is no readable, bounded text file."""
    if where == "-":
        held = sys.stdin.buffer.read(MAX_STDIN_BYTES + 1)
        if len(held) > MAX_STDIN_BYTES:
            msg = f"more than {MAX_STDIN_BYTES >> 20} MB; import a file instead"
            raise Unreadable(STDIN, msg)
        _check_start(held[:64], STDIN)
        hashed = hashlib.sha256(held).hexdigest()
        return SourceFile(STDIN, None, held, len(held), hashed, _ended(held))
    name = Path(where).name
    digest, size, ended = hashlib.sha256(), 0, True
    with _open_regular(Path(where), name) as stream:
        while block := stream.read(_BLOCK):
            if not size:
                _check_start(block[:64], name)
            size += len(block)
            if size > MAX_BYTES:
                raise Unreadable(name, f"larger than {MAX_BYTES >> 30} GB; split it")
            digest.update(block)
            ended = _ended(block)
    if not size:
        _check_start(b"", name)
    return SourceFile(name, Path(where), b"", size, digest.hexdigest(), ended)


def _ended(block: bytes) -> bool:
    """Whether the bytes end with a line end, in 8 or 16 bits a character."""
    return block.rstrip(b"\0")[-1:] in (b"\n", b"\r")


def _open_regular(path: Path, name: str) -> BinaryIO:
    """Open without waiting (a FIFO would) and only what is a regular file."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        msg = f"cannot be opened: {(error.strerror or str(error)).lower()}"
        raise Unreadable(name, msg) from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        what = "a folder" if path.is_dir() else "not a regular file"
        raise Unreadable(name, f"is {what}; a CSV or TSV file is needed")
    return os.fdopen(descriptor, "rb")


def _check_start(start: bytes, name: str) -> None:
    bare = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not bare:
        raise Unreadable(name, "is empty; a header row and at least one row are needed")
    for magic, words in _NOT_TEXT:
        if bare.startswith(magic):
            raise Unreadable(name, f"is {words}")
