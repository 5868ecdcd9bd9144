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
from ledgerlane.sync.formats.registry import TEXT, Format, format_of
from ledgerlane.sync.formats.start import BYTES, Start

MAX_BYTES = 4 << 30
STDIN = "stdin"
"""What a file without a name is called."""
MAX_STDIN_BYTES = 256 << 20
_BLOCK = 1 << 20


class Unreadable(Refused):
    """A file of which nothing can be used, and the one place that says why."""

    statements: tuple[dict[str, str | int | None], ...] = ()
    """What a bank statement that does not prove itself says."""

    def __init__(self, file: str, message: str, line: int = 0, field: str = "") -> None:
        self.problem = Problem(file, line, field, message)
        super().__init__(str(self.problem))


def refusal(words: str, line: int = 0, field: str = "") -> Unreadable:
    """What a reader of bytes raises: it does not know what the file is called."""
    return Unreadable("", words, line, field)


@dataclass(frozen=True, slots=True)
class Made:
    """Of a table that a reader made of a file: what the rows alone do not say.

    Its lines are counted by rows. ``errors`` are cells that hold an error instead of a value:
    row from 1, column from 0, the error.
    """

    format: str
    table: str = ""
    hidden: bool = False
    notes: tuple[str, ...] = ()
    unproven: tuple[str, ...] = ()
    errors: tuple[tuple[int, int, str], ...] = ()
    statements: tuple[dict[str, str | int | None], ...] = ()


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
    format: Format = TEXT
    """What its content says it is."""
    packed: str = ""
    """The container it was in: ``zip``."""
    made: Made | None = None
    """What is known of a table that a reader made of the file; its bytes are CSV then."""

    def open(self) -> BinaryIO:
        """The bytes from the start. Refuses a file that is no longer the one hashed."""
        if self.held or self.made or self.path is None:
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
    """Open, measure and hash a file. Refuses what is no bounded file of a format we read."""
    if where == "-":
        held = sys.stdin.buffer.read(MAX_STDIN_BYTES + 1)
        if len(held) > MAX_STDIN_BYTES:
            msg = f"more than {MAX_STDIN_BYTES >> 20} MB; import a file instead"
            raise Unreadable(STDIN, msg)
        hashed = hashlib.sha256(held).hexdigest()
        format_ = recognised(held[:BYTES], STDIN)
        return SourceFile(STDIN, None, held, len(held), hashed, _ended(held), format_)
    name = Path(where).name
    digest, size, ended = hashlib.sha256(), 0, True
    format_ = TEXT
    with _open_regular(Path(where), name) as stream:
        while block := stream.read(_BLOCK):
            if not size:
                format_ = recognised(block[:BYTES], name)
            size += len(block)
            if size > MAX_BYTES:
                raise Unreadable(name, f"larger than {MAX_BYTES >> 30} GB; split it")
            digest.update(block)
            ended = _ended(block)
    if not size:
        recognised(b"", name)
    return SourceFile(name, Path(where), b"", size, digest.hexdigest(), ended, format_)


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
        raise Unreadable(name, f"is {what}; a file is needed")
    return os.fdopen(descriptor, "rb")


def recognised(start: bytes, name: str) -> Format:
    """The format of a file that begins so; refuses what nothing reads."""
    begins = Start(start)
    if not begins.text:
        raise Unreadable(name, "is empty; a header row and at least one row are needed")
    found = format_of(begins)
    if found is not TEXT and not found.reader:
        accepted = found.refused or "what is read stands in docs/formats.md"
        raise Unreadable(name, f"is {found.words}; {accepted}")
    return found
