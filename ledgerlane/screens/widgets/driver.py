"""Textual's driver for a terminal that may go away, and a program that leaves nothing behind.

Beside Textual's own: keys are read without polling and quitting does not wait; end of file
is a hang-up instead of a busy loop; bytes that are no UTF-8 are shown instead of fatal; the
terminal is never asked to report mouse movement, only clicks and the wheel; Esc is Esc however
fast the next key follows.
"""

from __future__ import annotations

import os
import selectors
import signal
import termios
from codecs import getincrementaldecoder
from typing import Any

from textual import constants, events
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver

from ledgerlane.screens.widgets.escapes import ESC, Escapes, Piece


class LaneDriver(LinuxDriver):
    """The driver of the app."""

    terminal_before: list[Any] | None = None
    """The user's own terminal modes, if we changed them before Textual started."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        stops = signal.getsignal(signal.SIGTSTP)
        super().__init__(*arguments, **options)
        if (
            stops is signal.SIG_IGN
        ):  # nothing is behind us to go to, and Textual asks nobody
            signal.signal(signal.SIGTSTP, signal.SIG_IGN)
        self._wake_reading, self._wake_writing = os.pipe()

    def start_application_mode(self) -> None:
        """Take the terminal; Textual must see, and later restore, the user's own modes."""
        before = LaneDriver.terminal_before
        if before is not None:
            LaneDriver.terminal_before = None
        super().start_application_mode()  # type: ignore[no-untyped-call]
        if before is not None:
            self.attrs_before = before

    def _get_terminal_size(self) -> tuple[int, int]:
        """The terminal's own size; COLUMNS and LINES of a shell may be of another day."""
        try:
            size = os.get_terminal_size(self.fileno)
        except OSError:  # the terminal is gone
            return 80, 24
        return size.columns or 80, size.lines or 24

    def _enable_mouse_support(self) -> None:
        if self._mouse:
            self.write("\x1b[?1000h\x1b[?1006h")

    def _enable_mouse_pixels(self) -> None:
        """Cells are enough for us."""

    def _disable_mouse_support(self) -> None:
        if self._mouse:
            self.write("\x1b[?1000l\x1b[?1006l")

    def disable_input(self) -> None:
        """Stop reading keys at once."""
        if self.exit_event.is_set():
            return
        self.exit_event.set()
        os.write(self._wake_writing, b"x")
        if self._key_thread is not None:
            self._key_thread.join()
        self._key_thread = None
        self.exit_event.clear()
        os.read(self._wake_reading, 64)
        self._disable_mouse_support()
        signal.signal(signal.SIGWINCH, signal.SIG_DFL)
        try:
            termios.tcflush(self.fileno, termios.TCIFLUSH)
        except termios.error:
            return  # the terminal is gone: nothing to flush

    def run_input_thread(self) -> None:
        """Read keys until told to stop."""
        parser, escapes = XTermParser(self._debug), Escapes()
        decode = getincrementaldecoder("utf-8")("replace").decode
        with selectors.DefaultSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ, "terminal")
            selector.register(self._wake_reading, selectors.EVENT_READ, "wake")
            pending = False
            while not self.exit_event.is_set():
                ready = selector.select(constants.ESCAPE_DELAY if pending else None)
                pieces = escapes.nothing_followed() if pending and not ready else []
                pending = False
                for found, _ in ready:
                    if found.data != "terminal":
                        continue
                    data = self._read()
                    if not data:
                        os.kill(os.getpid(), signal.SIGHUP)
                        return
                    pending = True
                    pieces += escapes.pieces(decode(data))
                for piece in pieces:
                    self._take(piece, parser)
                for event in parser.tick():
                    self.process_message(event)

    def _take(self, piece: Piece, parser: XTermParser) -> None:
        if piece.kind == "esc":
            self.process_message(events.Key("escape", ESC))
        elif piece.kind == "paste":
            self.process_message(events.Paste(piece.text))
        else:
            for event in parser.feed(piece.text):
                self.process_message(event)

    def _read(self) -> bytes:
        try:
            return os.read(self.fileno, 4096)
        except OSError:
            return b""
