"""A remote that is a folder: a disk, a share, a stick, or what Syncthing keeps equal.

Every file is written beside its name, flushed, and put in its place; the folder is flushed
after it. So a reader sees a file whole or not at all, and no lock is needed: sealed segments
and blobs never change, a tail and a head are replaced by their stream's newer ones. Names
that are not of the grammar (conflict copies, temporary files) are not there for us.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import secrets
import time
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from ledgerlane.domain.errors import Unavailable, Unproven
from ledgerlane.sync.remotes.remote import (
    BLOB,
    MAX_BLOB,
    MAX_LINE,
    NONE,
    SEGMENT,
    STREAM,
    Ask,
    Head,
    segment_of,
)

_MAX_HEAD = 1 << 20

LEFT_SECONDS = 3600
"""A file that is being written for longer than this was left by somebody who was killed."""


class FolderRemote:
    """The six verbs on a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def place(self) -> str:
        """The folder's whole name."""
        return str(self.folder.absolute())

    def ahead(self, asks: Sequence[Ask]) -> None:
        """A folder answers at once."""

    def close(self) -> None:
        """Nothing is held."""

    def book(self) -> dict[str, Any] | None:
        """What the folder says of the book it is of; None for a folder that is of none yet."""
        return self._json(self.folder / "book.json")

    def begin(self, told: dict[str, Any]) -> str:
        """Make the folder one of this book."""
        with self._trouble():
            self.folder.mkdir(parents=True, exist_ok=True)
        self._put(self.folder / "book.json", _text(told))
        return ""

    def lays_down(self, actor: str) -> bool:  # noqa: ARG002
        """Whoever reaches the place lays down what they have."""
        return True

    def heads(self, mine: Mapping[str, Head] = NONE) -> dict[str, Head]:  # noqa: ARG002
        """Where each stream ends; one without a readable head is not there yet."""
        found = {}
        with self._trouble():
            names = self._names(self.folder / "streams")
        for name in names:
            if STREAM.fullmatch(name) and (head := self._head(name)) is not None:
                found[name] = head
        return found

    def _head(self, stream: str) -> Head | None:
        folder = self._stream(stream)
        told = self._json(folder / "head.json")
        if told is None:
            return None
        head = Head.of(told, whole=True)
        if head is not None and head.stream == stream:
            tail = folder / _name(segment_of(head.seq), "t" if head.seq % SEGMENT else "s")
            return replace(head, whole=self._sum(tail) == told.get("sum"))
        msg = f"{folder / 'head.json'}: no head of this stream; somebody changed it"
        raise Unproven(msg)

    def read(self, stream: str, after: int) -> Iterator[str]:
        """The lines after number ``after``, as far as they are there."""
        folder = self._stream(stream)
        first = segment_of(after + 1)
        skip = after + 1 - first
        while True:
            path = folder / _name(first, "s")
            sealed = path.exists()
            if not sealed:
                path = folder / _name(first, "t")
                if not path.exists():
                    return
            yield from islice(self._lines(path), skip, None)
            if not sealed:
                return
            first, skip = first + SEGMENT, 0

    def _lines(self, path: Path) -> Iterator[str]:
        try:
            with (
                self._trouble(),
                gzip.open(path, "rt", encoding="utf-8", newline="\n") as stream,
            ):
                while line := stream.readline(MAX_LINE):
                    yield line
        except (EOFError, zlib.error, gzip.BadGzipFile, UnicodeDecodeError):
            msg = f"{path}: is damaged; its owner's next sync lays it down again"
            raise Unproven(msg) from None

    def publish(self, head: Head, lines: Iterable[str], first: int) -> None:
        """Segments first, the head after them, and only then away with tails that were sealed.

        Cut short, the head that was there says what is true still. What a killed writer left an hour
        ago is swept; nobody reads files that begin with a dot.
        """
        folder = self._stream(head.stream)
        with self._trouble():
            folder.mkdir(parents=True, exist_ok=True)
            for left in folder.glob(".*.*"):
                if left.stat().st_mtime < time.time() - LEFT_SECONDS:
                    left.unlink(missing_ok=True)
        sum_, rest, sealed = "", iter(lines), list[int]()
        while part := list(islice(rest, SEGMENT)):
            full = len(part) == SEGMENT
            content = gzip.compress("".join(part).encode(), 6, mtime=0)
            sum_ = hashlib.sha256(content).hexdigest()
            self._put(folder / _name(first, "s" if full else "t"), content)
            sealed += [first] if full else []
            first += SEGMENT
        self._put(folder / "head.json", _text(head.told | {"sum": sum_}))
        for each in sealed:
            with self._trouble():
                (folder / _name(each, "t")).unlink(missing_ok=True)

    def put_blob(self, name: str, content: bytes) -> None:
        """A blob that is there already, whole, stays as it is."""
        path = self._blob(name)
        if self._size(path) == len(content):
            return
        with self._trouble():
            path.parent.mkdir(parents=True, exist_ok=True)
        self._put(path, content)

    def get_blob(self, name: str) -> bytes:
        """The bytes of a blob, at most `MAX_BLOB` of them."""
        path = self._blob(name)
        with self._trouble(), path.open("rb") as file:
            content = file.read(MAX_BLOB + 1)
        if len(content) > MAX_BLOB:
            msg = f"{path}: larger than {MAX_BLOB >> 20} MB"
            raise Unproven(msg)
        return content

    def list_blobs(self) -> list[str]:
        """Names of the blobs that are there, sorted."""
        with self._trouble():
            names = [f"import/{name}" for name in self._names(self.folder / "import")]
        return sorted(name for name in names if BLOB.fullmatch(name))

    def _stream(self, name: str) -> Path:
        assert STREAM.fullmatch(name), name
        return self.folder / "streams" / name

    def _blob(self, name: str) -> Path:
        assert BLOB.fullmatch(name), name
        return self.folder / name

    def _names(self, folder: Path) -> list[str]:
        return [each.name for each in folder.iterdir()] if folder.is_dir() else []

    def _size(self, path: Path) -> int:
        try:
            return path.stat().st_size
        except OSError:
            return -1

    def _sum(self, path: Path) -> str:
        try:
            return hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError:
            return ""

    def _json(self, path: Path) -> dict[str, Any] | None:
        try:
            with self._trouble(), path.open("rb") as file:
                text = file.read(_MAX_HEAD)
        except _NotThere:
            return None
        try:
            told = json.loads(text)
        except (ValueError, RecursionError):
            told = None
        if not isinstance(told, dict):
            msg = f"{path}: is damaged or was changed; it should be a line of JSON"
            raise Unproven(msg)
        return told

    def _put(self, path: Path, content: bytes) -> None:
        """Put a file in its place, whole and on the disk before this returns."""
        own = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        with self._trouble():
            try:
                with own.open("xb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                own.replace(path)
            except BaseException:
                own.unlink(missing_ok=True)
                raise
            descriptor = os.open(path.parent, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)

    @contextmanager
    def _trouble(self) -> Iterator[None]:
        """What the disk says, in words."""
        try:
            yield
        except FileNotFoundError as error:
            msg = f"{error.filename}: is not there"
            raise _NotThere(msg) from None
        except gzip.BadGzipFile:
            raise
        except OSError as error:
            msg = (
                f"{error.filename or self.folder}: {(error.strerror or str(error)).lower()}"
            )
            raise Unavailable(msg) from None


class _NotThere(Unavailable):
    """A file that nobody has laid down."""


def _name(first: int, what: str) -> str:
    return f"{first:012d}.{what}.gz"


def _text(told: dict[str, Any]) -> bytes:
    return (json.dumps(told, ensure_ascii=False, sort_keys=True) + "\n").encode()
