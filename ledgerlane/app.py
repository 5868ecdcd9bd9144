"""``ledgerlane`` without a command: the app on a book.

Here is only the start: is there a terminal, make it quiet, open the book on the thread that
will do all its work while Textual is imported. The app itself is `ledgerlane.screens`.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from ledgerlane.domain.errors import Misused

LINE_MODE = (
    "the line mode works without one: ledgerlane queue, ledgerlane show, ledgerlane log"
)

LOOKS_BACK = "opened with --as-of to look back; --record at the start writes on that day"


def run(
    book: Path,
    *,
    view: str | None = None,
    slow: bool = False,
    ascii_: bool = False,
    accessible: bool = False,
    readonly: bool = False,
    as_of: str | None = None,
    as_name: str | None = None,
    recording: bool = False,
    config: Path | None = None,
    tour: bool = False,
    exchange_minutes: int = 0,
) -> int:
    """Run the app on a book; the exit code. Raises Trouble when the book cannot be opened.

    ``config`` is the settings file, where it is not the usual one; ``tour``: begin with it;
    ``exchange_minutes``: how often it exchanges with the other copies by itself, 0 never.
    """
    require_terminal()
    gc.disable()  # what is made until the first paint stays; LaneApp switches it on again
    with quiet_terminal() as before, ThreadPoolExecutor(1, "desk") as desk_thread:
        opening = desk_thread.submit(_open, book, as_of, as_name, readonly, recording, view)
        from ledgerlane.screens.build import build
        from ledgerlane.screens.drafts import load
        from ledgerlane.screens.lane import LaneApp, run_app
        from ledgerlane.screens.settings import keymap
        from ledgerlane.screens.shell import Modes
        from ledgerlane.screens.tour import Tour
        from ledgerlane.screens.widgets.driver import LaneDriver
        from ledgerlane.screens.work import Work

        keys = keymap()
        office, first_view = opening.result()
        office.config = config
        try:
            work = Work(office, desk_thread)
            modes = Modes(slow, ascii_ or accessible, accessible, readonly)
            if work.about.looks_back and not readonly:
                modes = replace(modes, readonly=True, why_readonly=LOOKS_BACK)
            shell = build(work, keys, modes, first_view)
            shell.tour = Tour() if tour else None
            shell.drafts.update(load(book))
            LaneDriver.terminal_before = before
            return run_app(LaneApp(shell, book, exchange_minutes))
        finally:
            desk_thread.submit(office.close).result()


def _open(
    book: Path,
    as_of: str | None,
    as_name: str | None,
    readonly: bool,
    recording: bool,
    view: str | None,
) -> Any:
    """The office with its first list opened, and that list's view: its name and text."""
    from ledgerlane.screens.office import DeskOffice
    from ledgerlane.screens.settings import view_text

    office = DeskOffice.open(
        book, as_of=as_of, as_name=as_name, readonly=readonly, recording=recording
    )
    first_view = view_text(office.views(), view)
    office.look_ahead(first_view[1])
    return office, first_view


def require_terminal() -> None:
    """Raise Misused unless there is a terminal that can show a screen."""
    if not os.isatty(0) or not os.isatty(2):
        msg = f"the app needs a terminal; {LINE_MODE}"
        raise Misused(msg)
    if os.environ.get("TERM", "dumb") in ("dumb", "unknown", ""):
        msg = f"this terminal (TERM={os.environ.get('TERM', '')}) cannot show screens; {LINE_MODE}"
        raise Misused(msg)


@contextmanager
def quiet_terminal() -> Iterator[list[Any] | None]:
    """Stop echo and line editing at once: keys typed before the first paint are kept as keys.

    Yields the terminal's modes as they were; afterwards they are so again.
    """
    if sys.platform == "win32":
        yield None
        return
    import termios

    before = termios.tcgetattr(0)
    quiet = termios.tcgetattr(0)
    quiet[0] &= ~termios.ICRNL
    quiet[3] &= ~(termios.ECHO | termios.ICANON | termios.ISIG)
    try:
        termios.tcsetattr(0, termios.TCSANOW, quiet)
        yield before
    finally:
        with suppress(termios.error):  # the terminal may be gone: nothing to restore then
            termios.tcsetattr(0, termios.TCSANOW, before)
