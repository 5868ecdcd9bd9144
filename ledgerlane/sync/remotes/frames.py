"""What two ledgerlanes say to each other over a pair of pipes: asks, and answers in their order.

Each side greets with `GREETING`, a line. Then come frames: one byte of kind, four of length,
and so many bytes. An ask (``Q``) is a line of JSON; what is laid down follows it as content.
Content, and every answer, is any number of data frames (``D``) and an end (``E``), or trouble
(``X``) in words. Whoever asks may ask again before the answer is there.
"""

from __future__ import annotations

import json
import os
import select
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from ledgerlane.domain.errors import Refused, Trouble, Unavailable, Unproven
from ledgerlane.sync.remotes.remote import MAX_LINE

Pieces = Iterator[bytes]

VERSION = 1
GREETING = b"ledgerlane sync %d\n" % VERSION

MAX_FRAME = 1 << 20
"""Bytes of a frame at most."""
_PIECE = 1 << 16
_MAX_GREETING = 64
_MAX_WORDS = 4_000
_TROUBLES: dict[str, type[Trouble]] = {
    kind.__name__: kind for kind in (Refused, Unavailable, Unproven)
}


class Lost(Unavailable):
    """The other side is gone, says nothing, or says what no ledgerlane says."""


class Frame(NamedTuple):
    """One frame as it came."""

    kind: bytes
    content: bytes


class Line:
    """Our end of a pair of pipes. Raises Lost when nothing comes, or nothing is taken, for ``seconds``."""

    def __init__(self, reads: int, writes: int, seconds: float) -> None:
        self._reads, self._writes, self._seconds = reads, writes, seconds
        self._have = bytearray()
        self._greeted = False

    # -- out

    def greet(self) -> None:
        """Say who is here."""
        self._write(GREETING)

    def ask(self, asked: dict[str, Any]) -> None:
        """Ask for something, or say what follows as content."""
        self._frame(b"Q", json.dumps(asked, ensure_ascii=False).encode())

    def content(self, told: Pieces) -> None:
        """Say all of something, and that this was all."""
        for piece in told:
            for at in range(0, len(piece), MAX_FRAME):
                self._frame(b"D", piece[at : at + MAX_FRAME])
        self._frame(b"E", b"")

    def trouble(self, trouble: Trouble) -> None:
        """Say why there is no more."""
        kind = next(
            (name for name, kind in _TROUBLES.items() if isinstance(trouble, kind)), ""
        )
        told = {"kind": kind, "words": str(trouble)[:_MAX_WORDS]}
        self._frame(b"X", json.dumps(told, ensure_ascii=False).encode())

    # -- in

    def _read_greeting(self) -> None:
        while b"\n" not in self._have[:_MAX_GREETING]:
            if len(self._have) >= _MAX_GREETING or not self._more():
                break
        line, newline, rest = bytes(self._have).partition(b"\n")
        if line + newline == GREETING:
            self._have, self._greeted = bytearray(rest), True
            return
        said = line[:_MAX_GREETING].decode("utf-8", "replace").strip()
        if said.startswith("ledgerlane sync "):
            msg = f"speaks version {said[16:26]} of the exchange, this ledgerlane version {VERSION}; the older of them has to be renewed"
            raise Lost(msg)
        msg = (
            f"no ledgerlane answers there, but {said!r}" if said else "nobody answers there"
        )
        raise Lost(msg)

    def frame(self) -> Frame | None:
        """The next frame, after the greeting; None when the other side ended in good order."""
        if not self._greeted:
            self._read_greeting()
        head = self._take(5)
        if head is None:
            return None
        kind, length = head[:1], int.from_bytes(head[1:])
        if kind not in (b"Q", b"D", b"E", b"X") or length > MAX_FRAME:
            msg = "what came is nothing that a ledgerlane says"
            raise Lost(msg)
        content = self._take(length) if length else b""
        if content is None:
            raise Lost(_CUT)
        return Frame(kind, content)

    def said(self) -> Pieces:
        """The pieces of content, to their end. Raises what the other side says of its trouble."""
        while True:
            frame = self.frame()
            if frame is None:
                raise Lost(_CUT)
            if frame.kind == b"E":
                return
            if frame.kind != b"D":
                raise _trouble(frame)
            yield frame.content

    # -- bytes

    def _frame(self, kind: bytes, content: bytes) -> None:
        self._write(kind + len(content).to_bytes(4) + content)

    def _write(self, content: bytes) -> None:
        rest = memoryview(content)
        while rest:
            _wait(self._writes, select.POLLOUT, self._seconds)
            try:
                rest = rest[os.write(self._writes, rest[:_PIECE]) :]
            except BlockingIOError:
                continue
            except ConnectionError:
                raise Lost(_CUT) from None

    def _take(self, count: int) -> bytes | None:
        """So many bytes; None at the end, if it is right here."""
        while len(self._have) < count:
            if not self._more():
                if self._have:
                    raise Lost(_CUT)
                return None
        taken = bytes(self._have[:count])
        del self._have[:count]
        return taken

    def _more(self) -> bool:
        _wait(self._reads, select.POLLIN, self._seconds)
        try:
            came = os.read(self._reads, _PIECE)
        except OSError:
            came = b""
        self._have += came
        return bool(came)


_CUT = "the connection was cut; whatever was laid down whole stands: exchange again"


def _wait(descriptor: int, what: int, seconds: float) -> None:
    waiting = select.poll()
    waiting.register(descriptor, what)
    if not waiting.poll(seconds * 1000):
        msg = f"nothing was heard for {seconds:g} s"
        raise Lost(msg)


def asked(frame: Frame) -> dict[str, Any]:
    """What a frame asks. Raises Lost for a frame that asks nothing."""
    value = as_json(frame.content) if frame.kind == b"Q" else None
    if not isinstance(value, dict):
        msg = "what came is nothing that a ledgerlane asks"
        raise Lost(msg)
    return value


def _trouble(frame: Frame) -> Trouble:
    told = as_json(frame.content) if frame.kind == b"X" else None
    match told:
        case {"kind": str(kind), "words": str(words)}:
            return _TROUBLES.get(kind, Unavailable)(words[:_MAX_WORDS])
    return Lost("what came is nothing that a ledgerlane answers")


def as_json(content: bytes | str) -> Any:
    """The value of a line of JSON. Raises Lost where it is none."""
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        msg = "what came is no line of JSON"
        raise Lost(msg) from None


# -- content --------------------------------------------------------------------------------


def lines(content: Pieces) -> Iterator[str]:
    """The lines that pieces make. Raises Unproven for one that is too long, or no text."""
    rest = b""
    for piece in content:
        *full, rest = (rest + piece).split(b"\n")
        for line in full:
            yield _text(line + b"\n")
        if len(rest) > MAX_LINE:
            msg = f"a line of more than {MAX_LINE >> 20} MB is no event"
            raise Unproven(msg)
    if rest:
        yield _text(rest)


def whole(content: Pieces, most: int) -> bytes:
    """All of it. Raises Unproven for more than that many bytes."""
    had = bytearray()
    for piece in content:
        had += piece
        if len(had) > most:
            msg = f"more than {most >> 20} MB came"
            raise Unproven(msg)
    return bytes(had)


def pieces(told: Iterable[str]) -> Pieces:
    """Lines in pieces of a good size to send."""
    some, size = list[bytes](), 0
    for line in told:
        some.append(line.encode())
        size += len(some[-1])
        if size >= _PIECE:
            yield b"".join(some)
            some, size = [], 0
    if some:
        yield b"".join(some)


def _text(line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        msg = "a line that is no text is no event"
        raise Unproven(msg) from None
