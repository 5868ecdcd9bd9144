"""The scripted year, played in one process by command lines of the program, on a book of its own.

`python -m year.playing FOLDER DAYS EXPORTS` plays it once more and leaves what it exports
in a folder: the replay runs beside the first year, on another processor.
"""

from __future__ import annotations

import contextlib
import csv
import gc
import io
import json
import sys
import time
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from year.coverage import START
from year.people import LIMITS, POLICY, ROLES, Office
from year.world import World

from ledgerlane.cli import main

EXPORTS = (
    "items", "aging", "queue", "activities", "promises", "plans", "customers", "journal",
    "journal --format hledger", "journal --format beancount",
)  # fmt: skip
LISTS = (
    "case list --all --json", "report agencies --json", "letters list --json", "disputes --json", "approve list --state all --json", "assign list --json",
    "queue --all --why", "report all --json", "report forecast --json", "board --json",
)  # fmt: skip


def run(*arguments: str) -> tuple[int, str, str]:
    """A command line in this process, by the program's own entry."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", newline="") for _ in range(2))
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(list(arguments))
    return code, _written(out), _written(err)


def _written(stream: io.TextIOWrapper) -> str:
    stream.flush()
    stream.seek(0)
    return stream.read()


@dataclass
class Played:
    """A year that was played. ``elsewhere``: the ledger's balance of what the world knows nothing of."""

    book: Path
    office: Office
    last: date
    elsewhere: dict[str, int]
    seconds: float

    def command(self, *words: str) -> str:
        """What a command prints at the end of the year; any exit code but 0 fails."""
        code, out, err = run(
            "--book", str(self.book), "--as-of", self.last.isoformat(), *words
        )
        assert code == 0, f"{words}: {out}{err}"
        return out

    def write(self, folder: Path) -> None:
        """Every export and list, as files."""
        folder.mkdir()
        for words in (*(f"sync export {what}" for what in EXPORTS), *LISTS):
            name = words.replace(" ", "_").replace("--", "")
            (folder / name).write_text(self.command(*words.split()), "utf-8", newline="")


def play(folder: Path, days: int, told: bool = False) -> Played:
    """The demo book, worked from the first of January 2025 on. ``told``: each day on stderr."""
    folder.mkdir()
    began, book = time.monotonic(), folder / "year.book"

    def on_book(*arguments: str) -> tuple[int, str, str]:
        return run("--book", str(book), "--no-input", *arguments)

    def must(*arguments: str) -> str:
        code, out, err = on_book(*arguments)
        assert code == 0, f"{arguments}: {out}{err}"
        return out

    day, eve = START, (START - timedelta(days=1)).isoformat()
    must("--as-of", eve, "demo", "--seed", "2025", "--keep", str(book), "--no-open")
    (folder / "policy.toml").write_text(POLICY, "utf-8")
    must("policy", "set", str(folder / "policy.toml"))
    there = {row["login"] for row in json.loads(must("people", "list", "--json"))["rows"]}
    for login, role in ROLES.items():
        if login not in there:
            must("people", "add", login)
        limits = [word for each in LIMITS for word in ("--limit", each)]
        must("people", "role", login, role, *(limits if role == "supervisor" else ()))
    world, office = _office(on_book, folder, eve)
    played = Played(book, office, day, {}, 0)
    played.elsewhere = {
        code: minor - world.balance(code) for code, minor in balances(must("--as-of", eve, "aging", "--by", "currency", "--json")).items()
    }  # fmt: skip
    for _ in range(days):
        gc.disable()  # a long process of short commands: once a week is enough
        world.pass_day(day)
        if day.weekday() < 5:
            office.work(day)
            if told:
                news = [f"{day} {time.monotonic() - began:.0f} s", *office.news()]
                sys.stderr.write("\n".join(news) + "\n")
        if day.weekday() == 6:
            gc.collect()
        day += timedelta(days=1)
    gc.enable()
    played.last = office.today = day - timedelta(days=1)
    office.take_files()  # what came on a last weekend
    played.seconds = time.monotonic() - began
    return played


def _office(on_book: object, folder: Path, eve: str) -> tuple[World, Office]:
    """Whoever is outside the book, and the people at it."""
    world = World("2025", START)
    office = Office(on_book, world, folder, date.fromisoformat(eve))  # type: ignore[arg-type]
    exported = [
        list(
            csv.DictReader(
                io.StringIO(office.say("clara", "sync", "export", what, "--raw"))
            )
        )
        for what in ("customers", "items")
    ]
    world.take_over(*exported)
    return world, office


def balances(aged: str) -> dict[str, int]:
    """The balance of each currency that ``aging --by currency --json`` printed."""
    return {row["currency"]: row["balance"] for row in json.loads(aged)["totals"]}


if __name__ == "__main__":
    play(Path(sys.argv[1]), int(sys.argv[2])).write(Path(sys.argv[3]))
