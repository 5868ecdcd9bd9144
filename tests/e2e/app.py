"""The app on a pseudo-terminal: started, waited for, quit."""

from __future__ import annotations

import re
from pathlib import Path

from e2e.terminal import Terminal
from program import PROGRAM

READY = "? help"
QUIT = "\x11"


def app(book: Path, *options: str, columns: int = 80, lines: int = 24) -> Terminal:
    """Start the app; it may not have painted yet."""
    return Terminal([*PROGRAM, "--book", str(book), *options], columns=columns, lines=lines)


def painted(terminal: Terminal) -> Terminal:
    """The app after its first paint."""
    terminal.expect(READY)
    return terminal


def quit_app(terminal: Terminal) -> None:
    """Leave by ctrl+q; it ends well and gives the terminal back."""
    terminal.send(QUIT)
    assert terminal.wait() == 0, terminal.text()
    assert b"\x1b[?1049l" in terminal.raw
    assert b"Traceback" not in terminal.raw


def cursors(screen: str) -> list[str]:
    """The rows that a cursor is on: the list's, and an open overlay's."""
    return [row for row in screen.splitlines() if row.startswith((" > ", " >*"))]


def selected(screen: str) -> str:
    """The row that the list's cursor is on."""
    rows = cursors(screen)
    assert len(rows) == 1, screen
    return rows[0]


def account_of(row: str) -> str:
    """The account number in a list's row."""
    found = re.search(r"\b\d{5}\b", row)
    assert found, row
    return found[0]
