"""A real pseudo-terminal with an emulated screen: type into a program, read what it shows."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from codecs import getincrementaldecoder
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType

import pyte

_LOST_ON_PYTE = re.compile(
    "[\u00ad\u093e-\u0940\u0949-\u094c\u200b-\u200d\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]"
)
"""No columns and no combining mark: the emulator would drop the rest of the line with them."""
ENTER = "\r"
ESC = "\x1b"


class Terminal:
    """One program on a pty of its own. ``raw`` keeps every byte that it sent."""

    def __init__(
        self,
        argv: Sequence[str],
        *,
        columns: int = 80,
        lines: int = 24,
        env: Mapping[str, str] | None = None,
    ) -> None:
        self.screen = pyte.Screen(columns, lines)
        self.stream = pyte.Stream(self.screen)
        self._decode = getincrementaldecoder("utf-8")("replace").decode
        self.raw = bytearray()
        self._text = ((-1, 0, 0), "")
        self.status: int | None = None
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            _set_size(0, columns, lines)
            os.execvpe(argv[0], list(argv), {**os.environ, **(env or {})})

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.status is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self.fd)

    def resize(self, columns: int, lines: int) -> None:
        """Change the terminal's size, as a person drags its corner."""
        _set_size(self.fd, columns, lines)
        self.screen.resize(lines, columns)

    def send(self, text: str) -> None:
        """Type all of this: in one write, as far as the terminal takes it at once."""
        left = text.encode()
        while left:
            self.read(0)
            left = left[os.write(self.fd, left[:4095]) :]

    def click(self, column: int, line: int) -> None:
        """Press and release the left button (SGR mouse report); counts from 1."""
        self.send(f"\x1b[<0;{column};{line}M\x1b[<0;{column};{line}m")

    def read(self, seconds: float) -> bool:
        """Take in what comes within that time; False when nothing did."""
        ready, _, _ = select.select([self.fd], [], [], seconds)
        if not ready:
            return False
        try:
            piece = os.read(self.fd, 65536)
        except OSError:  # the program has closed the terminal
            piece = b""
        self.raw += piece
        if piece:
            self.stream.feed(_LOST_ON_PYTE.sub("", self._decode(piece)))
        return bool(piece)

    def text(self) -> str:
        """The screen as lines, right-hand blanks removed."""
        seen = (len(self.raw), self.screen.columns, self.screen.lines)
        if self._text[0] != seen:
            rows = (self.screen.buffer[y] for y in range(self.screen.lines))
            columns = range(self.screen.columns)
            shown = ("".join(row[x].data for x in columns).rstrip() for row in rows)
            self._text = seen, "\n".join(shown)
        return self._text[1]

    def expect(self, wanted: str, seconds: float = 15.0) -> str:
        """Wait until the screen shows this; answers the screen."""
        return self.expect_that(lambda screen: wanted in screen, repr(wanted), seconds)

    def expect_that(
        self, holds: Callable[[str], bool], what: str, seconds: float = 15.0
    ) -> str:
        """Wait until that holds of the screen; answers the screen."""
        end = time.monotonic() + seconds
        while not holds(self.text()):
            left = end - time.monotonic()
            if left <= 0 or (not self.read(min(left, 0.2)) and self.ended()):
                break
        assert holds(self.text()), f"{what} never came; the screen:\n{self.text()}"
        return self.text()

    def settle(self, quiet: float = 0.3, seconds: float = 10.0) -> str:
        """Wait until nothing has come for a while; answers the screen."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.read(quiet):
            pass
        return self.text()

    def ended(self) -> bool:
        """Has the program ended?"""
        if self.status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = os.waitstatus_to_exitcode(status)
        return self.status is not None

    def wait(self, seconds: float = 15.0) -> int:
        """Wait for the end of the program; answers its exit code (negative: a signal)."""
        end = time.monotonic() + seconds
        while not self.ended() and time.monotonic() < end:
            self.read(0.05)
        while self.read(0.05):
            pass
        assert self.status is not None, f"it never ended; the screen:\n{self.text()}"
        return self.status

    def signal(self, number: signal.Signals) -> None:
        """Send the program a signal."""
        os.kill(self.pid, number)


def _set_size(terminal: int, columns: int, lines: int) -> None:
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
