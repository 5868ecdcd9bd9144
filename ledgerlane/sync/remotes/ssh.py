"""A remote on another machine: the folder there, served by its own ledgerlane, through ``ssh``.

The system's ``ssh`` program carries it, with the person's own settings, keys and known hosts;
it is never let ask anything. What every exchange begins with is asked before the first answer
is there, so an exchange that has nothing to do waits for the other side once.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any, NamedTuple
from urllib.parse import unquote

from ledgerlane.domain.errors import Misused, Trouble, Unavailable
from ledgerlane.domain.plain_text import clean
from ledgerlane.sync.remotes import frames
from ledgerlane.sync.remotes.frames import Line, Lost, Pieces
from ledgerlane.sync.remotes.remote import BLOB, MAX_BLOB, NONE, Ask, Head

SECONDS = 60
"""How long the other side may be silent."""
AHEAD = 32
"""Asks that are under way at once: so few that they fit into a pipe which nobody reads yet."""

_OPTIONS = (
    "-T", "-a", "-x", "-C", "-oBatchMode=yes", "-oConnectTimeout=15", "-oServerAliveInterval=15",
    "-oServerAliveCountMax=3", "-oClearAllForwardings=yes", "-oPermitLocalCommand=no",
)  # fmt: skip
"""No terminal, agent, display or tunnel; compressed; no question; an end to waiting."""

_OPENING: tuple[Ask, ...] = (("book",), ("list_blobs",), ("heads",))
_GIVEN = {"read": ("stream", "after"), "get_blob": ("name",)}
_PLACE = re.compile(
    r"ssh://(?:([A-Za-z0-9_][\w.+$-]*)@)?"
    r"([A-Za-z0-9_][\w.-]*|\[[0-9A-Fa-f:.]+(?:%\w+)?\])(?::([0-9]{1,5}))?(/.+)"
)
_MAX_WORDS = 4_000
_NOT_FOUND = 127


class Where(NamedTuple):
    """A folder on another machine; without user or port ssh's own settings say them."""

    user: str
    host: str
    port: str
    folder: str


def where(place: str) -> Where:
    """The folder that ``ssh://[user@]host[:port]/path`` names; ``/~/path`` is below the home there.

    Raises Misused for anything else.
    """
    found = _PLACE.fullmatch(place)
    folder = unquote(found[4]).removeprefix("/~/") if found else ""
    if found is None or folder in ("", "/") or not folder.isprintable():
        msg = (
            f"{place}: no place of the kind ssh://[user@]host[:port]/path, or /~/path for one below the home"
            " there; a password has no place in it"
        )
        raise Misused(msg)
    return Where(found[1] or "", found[2].strip("[]"), found[3] or "", folder)


def arguments(command: Sequence[str], program: str, to: Where) -> list[str]:
    """What is run here. No shell reads it; the one over there gets the folder in quotes."""
    user = [f"-l{to.user}"] if to.user else []
    port = [f"-p{to.port}"] if to.port else []
    folder = f"./{to.folder}" if to.folder.startswith("-") else to.folder  # no option
    there = f"{program} sync serve --stdio {shlex.quote(folder)}"
    return [*command, *_OPTIONS, *user, *port, "--", to.host, there]


class SshRemote:
    """The six verbs over a connection, which is made when the first of them is used.

    ``command``: ssh, with options of one's own; ``program``: what ledgerlane is called there.
    """

    def __init__(self, place: str, command: Sequence[str], program: str) -> None:
        self.place = place
        self._arguments = arguments(command, program, where(place))
        self._program = program
        self._connection: _Connection | None = None
        self._asked = deque[Ask]()
        self._planned = deque(_OPENING)
        self._answer: Pieces = iter(())

    def book(self) -> dict[str, Any] | None:
        """What the place says of the book it is of."""
        told = [frames.as_json(line) for line in self._lines("book")]
        return told[0] if told and isinstance(told[0], dict) else None

    def begin(self, told: dict[str, Any]) -> str:
        """Make the folder one of this book."""
        self._lay({"do": "begin", "told": told}, None)
        return ""

    def lays_down(self, actor: str) -> bool:  # noqa: ARG002
        """Whoever reaches the place lays down what they have."""
        return True

    def heads(self, mine: Mapping[str, Head] = NONE) -> dict[str, Head]:  # noqa: ARG002
        """Where each stream ends there; what is no head is none."""
        told = [frames.as_json(line) for line in self._lines("heads")]
        heads = [
            Head.of(each, whole=each.get("whole") is True)
            for each in told
            if isinstance(each, dict)
        ]
        return {head.stream: head for head in heads if head is not None}

    def read(self, stream: str, after: int) -> Iterator[str]:
        """The lines after number ``after``."""
        return self._lines("read", stream, after)

    def publish(self, head: Head, lines: Iterable[str], first: int) -> None:
        """Lay a stream down; the other side puts the head last, when all was there."""
        asked = {"do": "publish", "head": head.told, "first": first}
        self._lay(asked, frames.pieces(lines))

    def put_blob(self, name: str, content: bytes) -> None:
        """Lay a blob down."""
        self._lay({"do": "put_blob", "name": name}, iter((content,)))

    def get_blob(self, name: str) -> bytes:
        """The bytes of a blob."""
        with self._trouble():
            return frames.whole(self._ask(("get_blob", name)), MAX_BLOB)

    def list_blobs(self) -> list[str]:
        """Names of the blobs that are there, sorted."""
        found = (line.rstrip("\n") for line in self._lines("list_blobs"))
        return sorted(name for name in found if BLOB.fullmatch(name))

    def ahead(self, asks: Sequence[Ask]) -> None:
        """Ask already, as far as may be under way; for the others when answers were read."""
        with self._trouble():
            self._planned.extend(asks)
            self._go_on()

    def close(self) -> None:
        """End the connection; what was not read is left."""
        if self._connection is not None:
            self._connection.end(0)

    # -- one ask after another

    def _lines(self, *ask: str | int) -> Iterator[str]:
        with self._trouble():
            yield from frames.lines(self._ask(ask))

    def _ask(self, ask: Ask) -> Pieces:
        """The answer. Others that were asked before it are passed over: nobody wants them any more."""
        if ask not in self._asked and ask not in self._planned:
            self._planned = deque((ask,))
        self._go_on()
        _pass_over(self._answer)
        while self._asked.popleft() != ask:
            _pass_over(self._line.said())
            self._go_on()
        self._answer = self._line.said()
        self._go_on()
        return self._answer

    def _go_on(self) -> None:
        """Send what is planned, as far as may be under way."""
        while self._planned and len(self._asked) < AHEAD:
            verb, *given = ask = self._planned.popleft()
            names = _GIVEN.get(str(verb), ())
            self._line.ask({"do": verb, **dict(zip(names, given, strict=True))})
            self._asked.append(ask)

    def _lay(self, asked: dict[str, Any], content: Pieces | None) -> None:
        """Say something with its content, and hear that it was laid down."""
        with self._trouble():
            self._planned.clear()
            _pass_over(self._answer)
            while self._asked:
                self._asked.popleft()
                _pass_over(self._line.said())
            self._line.ask(asked)
            if content is not None:
                self._line.content(content)
            for _ in self._line.said():
                pass

    # -- the connection

    @property
    def _line(self) -> Line:
        if self._connection is None:
            self._connection = _Connection(self._arguments)
            self._connection.line.greet()
        return self._connection.line

    @contextmanager
    def _trouble(self) -> Iterator[None]:
        """Trouble of the other side, and of the way to it, in words that begin with the place."""
        try:
            yield
        except Lost as lost:
            words = self._why(str(lost))
            msg = f"{self.place}: {words}"
            raise Unavailable(msg) from None
        except Trouble as trouble:
            msg = f"{self.place}: {trouble}"
            raise type(trouble)(msg) from None

    def _why(self, words: str) -> str:
        """What ended the connection, with what ssh and the other side had to say."""
        if self._connection is None:
            return words
        code, said = self._connection.end(2)
        if code == _NOT_FOUND:
            words = f"{self._program} was not found there; `program` in the table [ssh] of the settings says what is run"
        return f"{words} ({said})" if said else words


class _Connection:
    """A running ssh: a line to the other side, and what is said on stderr."""

    def __init__(self, arguments: list[str]) -> None:
        try:
            self._process = subprocess.Popen(
                arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                start_new_session=True, bufsize=0,
            )  # fmt: skip
        except OSError as error:
            msg = f"{arguments[0]} cannot be run: {error.strerror}"
            raise Lost(msg) from None
        self._words = bytearray()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        reads, writes = self._process.stdout, self._process.stdin
        assert reads is not None
        assert writes is not None
        os.set_blocking(writes.fileno(), False)
        self.line = Line(reads.fileno(), writes.fileno(), SECONDS)

    def _listen(self) -> None:
        """Keep the beginning of what is said; read all of it, or the other side would stand still."""
        assert self._process.stderr is not None
        with self._process.stderr as stderr:
            while said := stderr.read(_MAX_WORDS):
                self._words += said[: _MAX_WORDS - len(self._words)]

    def end(self, seconds: float) -> tuple[int, str]:
        """End it, at the latest after so many seconds: ssh's exit code, and what was said."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(seconds)
        self._process.kill()
        code = self._process.wait()
        self._listener.join(1)  # a master of shared connections may keep stderr open
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()
        lines = self._words.decode("utf-8", "replace").split("\n")
        return code, " / ".join(clean(line.strip()) for line in lines if line.strip())


def _pass_over(answer: Pieces) -> None:
    """Read an answer that nobody wants any more, whatever it says."""
    try:
        for _ in answer:
            pass
    except Lost:
        raise
    except Trouble:
        return
