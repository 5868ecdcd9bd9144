"""A year in an hour: everything a company does with its receivables, by public commands alone.

`make year` runs all of 2025; the test suite its first weeks. At the end the book proves itself,
its journal balances, and the same year played again exports the same bytes.
"""

from __future__ import annotations

import contextlib
import io
import os
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from year.people import LIMITS, ROLES, Office
from year.world import World

from ledgerlane.cli import main

START = date(2025, 1, 1)
DAYS = int(os.environ.get("LEDGERLANE_YEAR_DAYS", "120"))
EXPORTS = (
    "items", "aging", "queue", "activities", "promises", "plans", "customers", "journal",
    "journal --format hledger", "journal --format beancount",
)  # fmt: skip


def run(*arguments: str) -> tuple[int, str, str]:
    """A command in this process."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(list(arguments))
    return code, out.getvalue(), err.getvalue()


@dataclass
class Played:
    book: Path
    office: Office
    last: date

    def command(self, *words: str) -> str:
        code, out, err = run("--book", str(self.book), "--as-of", self.last.isoformat(), *words)
        assert code == 0, f"{words}: {out}{err}"
        return out


def play(folder: Path) -> Played:
    """A book worked from the first of January 2025 on."""
    folder.mkdir()
    book = folder / "year.book"

    def on_book(*arguments: str) -> tuple[int, str, str]:
        return run("--book", str(book), "--no-input", *arguments)

    def must(*arguments: str) -> None:
        code, out, err = on_book(*arguments)
        assert code == 0, f"{arguments}: {out}{err}"

    must("init", "--practice", "--seed", "2025", "--currency", "NOK", "--zone", "Europe/Oslo", "--country", "NO")  # fmt: skip
    for login, role in ROLES.items():
        must("people", "add", login)
        limits = [word for each in LIMITS for word in ("--limit", each)]
        must("people", "role", login, role, *(limits if role == "supervisor" else ()))
    world = World("2025", START)
    office = Office(on_book, world, folder)
    day = START
    for _ in range(DAYS):
        world.pass_day(day)
        if day.weekday() < 5:
            office.work(day)
        day += timedelta(days=1)
    return Played(book, office, day - timedelta(days=1))


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Played:
    return play(tmp_path_factory.mktemp("year") / "one")


def test_the_book_proves_itself(year: Played) -> None:
    code, out, err = run("--book", str(year.book), "verify", "--deep")
    assert (code, out.splitlines()[1:]) == (0, []), out + err
    print(year.office.did, len(year.office.refused))
    for each in year.office.refused: print(each)
