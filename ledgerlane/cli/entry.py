"""From ``sys.argv`` to an exit code: the app when there is no command, else click.

click costs 40 ms of the first paint, so a start of the app is recognised without it, and so is
what ssh starts for each exchange.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

from ledgerlane.cli.failures import guarded
from ledgerlane.domain.errors import Misused, NotPermitted

_VALUES = {
    "--book": "book", "--as-of": "as_of", "--as": "as_name", "--config": "config",
    "--view": "view", "--known-at": "known_at", "--watch": "watch",
}  # fmt: skip
_FLAGS = {
    "--slow": "slow", "--ascii": "ascii_", "--accessible": "accessible",
    "--readonly": "readonly", "--record": "recording", "--no-input": "", "-q": "", "-v": "",
}  # fmt: skip

Start = dict[str, str | bool]

bound: list[Path] = []
"""The book of this process where a forced ssh command names it."""


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the arguments say; the exit code (docs/cli.md)."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    start = app_start(arguments)
    if start is not None:
        return guarded(lambda: open_app(start))
    if arguments[:3] == SERVE and len(arguments) == 4 and not os.isatty(0):
        return guarded(lambda: _serve(arguments[3]))
    return guarded(lambda: _command(arguments))


SERVE = ["sync", "serve", "--stdio"]
"""With a folder after it, what ssh starts. Other ways to say it, and a terminal, are click's to answer."""


def _serve(folder: str) -> int:
    from ledgerlane.sync.remotes import serving

    serving.serve_stdio(Path(folder))
    return 0


RARELY = (50_000, 20, 100)
"""How seldom a command looks for cycles: it makes many values, few of them cyclic, and ends."""


def _command(arguments: list[str]) -> int:
    from ledgerlane.cli.program import run

    gc.set_threshold(*RARELY)
    return run(arguments)


def app_start(arguments: Sequence[str]) -> Start | None:
    """The app's options when the arguments hold nothing else, or None: a command, help, or an error."""
    start: Start = {}
    rest = list(arguments)
    while rest:
        name, equals, value = rest.pop(0).partition("=")
        if name in _VALUES:
            if not equals:
                if not rest:
                    return None
                value = rest.pop(0)
            start[_VALUES[name]] = value
        elif name in _FLAGS and not equals:
            start[_FLAGS[name]] = True
        else:
            return None
    start.pop("", None)
    return start


def open_app(start: Start) -> int:
    """Open the app on the book; its exit code."""
    from ledgerlane.app import run

    def text(name: str) -> str | None:
        value = start.get(name)
        return value if isinstance(value, str) else None

    if text("known_at"):
        msg = "the app shows what is known now; --known-at goes with a command, like queue or aging"
        raise Misused(msg)
    config = Path(text("config") or "") if text("config") else None
    liked = _liked(config)
    _unlock()
    return run(
        book_path(text("book"), config),
        view=text("view") or str(liked.get("view") or "") or None,
        slow=bool(start.get("slow") or liked.get("slow")),
        ascii_=bool(start.get("ascii_") or liked.get("ascii")),
        accessible=bool(start.get("accessible") or liked.get("accessible")),
        readonly=bool(start.get("readonly") or liked.get("readonly")),
        as_of=_day(text("as_of")),
        as_name=text("as_name"),
        recording=bool(start.get("recording")),
        config=config,
        exchange_minutes=_minutes(text("watch"), liked),
    )


def _minutes(said: str | None, liked: Mapping[str, object]) -> int:
    """How often the app exchanges by itself: as the option says, else the settings; 0: never."""
    if said is None and not liked.get("exchange_minutes"):
        return 0
    from ledgerlane import config

    words = str(liked.get("exchange_minutes")) if said is None else said
    if not words.isascii() or not words.isdigit():
        msg = f"--watch: {words!r} is no number of minutes, from 1 to {config.LONGEST_MINUTES}"
        raise Misused(msg)
    config.require_minutes(
        int(words), "--watch" if said is not None else "exchange_minutes"
    )
    return int(words)


def _unlock() -> None:
    """A key that is kept under a passphrase is asked about before the screen is the app's."""
    from ledgerlane.store import keys

    def asked() -> str:
        import click

        return str(click.prompt("Passphrase of your key", hide_input=True, err=True))

    keys.ask[:] = [asked]
    keys.unlock()


DAYS = "a date like 2026-06-30 (1900 to 2199), today, yesterday, or -7 for so many days ago"


def read_day(text: str) -> date:
    """The day an option names (see `DAYS`), by this machine's calendar. Raises ValueError."""
    from ledgerlane.domain.dates import FIRST, LAST

    word = text.strip().casefold()
    ago = {"today": "-0", "yesterday": "-1"}.get(word, word)
    if ago.startswith("-") and ago[1:].isdecimal() and len(ago) <= 5:
        return date.today() - timedelta(days=int(ago[1:]))  # noqa: DTZ011  the person's own day
    found = date.fromisoformat(word)
    if not FIRST <= found <= LAST:
        raise ValueError(text)
    return found


def _day(text: str | None) -> str | None:
    """The date as ISO text. Raises Misused when it is none."""
    if text is None:
        return None
    try:
        return read_day(text).isoformat()
    except ValueError:
        msg = f"--as-of {text}: no day; accepted is {DAYS}"
        raise Misused(msg) from None


def _liked(config: Path | None) -> dict[str, object]:
    """The person's settings; the file is read only when it is there, for reading it costs 100 ms."""
    found = config or settings_file()
    if config is None and not found.exists():
        return {}
    from dataclasses import asdict

    from ledgerlane.config import load

    return asdict(load(found))


def settings_file() -> Path:
    """Where the person's settings are when ``--config`` names no other file."""
    from ledgerlane.config import folder

    return folder() / "settings.toml"


def book_path(named: str | os.PathLike[str] | None, config: Path | None = None) -> Path:
    """The book: as named, as ``LEDGERLANE_BOOK`` says, as the settings say, or in the data folder.

    Raises NotPermitted for another than the one that a session is bound to.
    """
    if bound:
        if named and Path(named) != bound[0]:
            msg = f"{named}: this session is for {bound[0]} only"
            raise NotPermitted(msg)
        return bound[0]
    liked = (
        _liked(config) if config is not None else {}
    )  # a file that is named must be there
    if named:
        return Path(named)
    if named := os.environ.get("LEDGERLANE_BOOK"):
        return Path(named)
    if book := (liked or _liked(None)).get("book"):
        return Path(str(book)).expanduser()
    from ledgerlane.config import data_folder

    return data_folder() / "book"
