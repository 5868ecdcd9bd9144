"""A year in an hour: everything a company does with its receivables, by public commands alone.

`make year` runs all of 2025; the test suite its first weeks. At the end the book proves itself,
its journal balances, and the same year played again exports the same bytes.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from beancount.loader import load_file
from year.people import LIMITS, POLICY, ROLES, Office
from year.world import World

from ledgerlane.cli import main

START = date(2025, 1, 1)
DAYS = int(os.environ.get("LEDGERLANE_YEAR_DAYS", "75"))
EXPORTS = (
    "items", "aging", "queue", "activities", "promises", "plans", "customers", "journal",
    "journal --format hledger", "journal --format beancount",
)  # fmt: skip

LISTS = (
    "case list --all --json", "report agencies --json", "letters list --json", "disputes --json", "approve list --state all --json", "assign list --json",
    "queue --all --why", "report all --json", "report forecast --json", "board --json",
)  # fmt: skip


def run(*arguments: str) -> tuple[int, str, str]:
    """A command in this process."""
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
    book: Path
    office: Office
    last: date

    def command(self, *words: str) -> str:
        code, out, err = run(
            "--book", str(self.book), "--as-of", self.last.isoformat(), *words
        )
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
    (folder / "policy.toml").write_text(POLICY, "utf-8")
    must("policy", "set", str(folder / "policy.toml"))
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
    office.today = day - timedelta(days=1)
    office.take_files()  # what came on a last weekend
    return Played(book, office, day - timedelta(days=1))


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Played:
    return play(tmp_path_factory.mktemp("year") / "one")


def test_the_book_proves_itself(year: Played) -> None:
    code, out, err = run("--book", str(year.book), "verify", "--deep")
    assert (code, out) == (0, ""), out + err


def test_everything_that_people_do_was_done(year: Played) -> None:
    did = year.office.did
    assert {
        "import",
        "match",
        "promise",
        "letter sent",
        "dispute",
        "dispute settled",
        "undo",
        "reports",
        "complaint closed",
        "support answered",
        "goods credited",
        "credit grant",
        "credit deny",
        "remitted",
        "legal file",
    } <= set(did)
    assert (
        did["import"] - 1
        == did["match"]
        == sum((START + timedelta(days=n)).weekday() < 5 for n in range(DAYS))
    )


EXPECTED = (
    "all of it is disputed already",
    "more cannot be given up",
    "nothing is open; name the items, or --oldest-first",
    "no letter is to be reviewed",
    "why all the same? write it behind",
    "stopped while they dispute it",
    "marketing decides",
    "do not contact since",
    "a lawyer speaks for them since",
    "insolvent since",
    "can be placed",
    "is not as it was asked for",
    "reads otherwise than when it was asked for",
    "disputed or asked to be given up",
    "a limitation is over what is",
    "nothing can be credited",
    "cannot be credited",  # part of what they dispute was paid since
    "its invoice is not open any more",
    "is open and not yet disputed",
    "a limitation is over what is",
    "which item?",  # it is paid here, and open in the books until tomorrow
)
"""What the rules may refuse in such a year; anything else is a surprise."""


def test_only_what_the_rules_do_not_allow_was_refused(year: Played) -> None:
    surprises = [
        each for each in year.office.refused if not any(words in each for words in EXPECTED)
    ]
    assert surprises == []


def test_not_due_and_the_buckets_less_what_is_unapplied_are_the_balance(
    year: Played,
) -> None:
    world = year.office.world
    aged = json.loads(year.command("aging", "--by", "currency", "--json"))
    for row in aged["totals"]:
        theirs = sum(
            i.open for i in world.invoices if i.customer.currency == row["currency"]
        )
        cash = sum(
            p.unapplied for p in world.payments if p.customer.currency == row["currency"]
        )
        columns = sum(row[name] for name in ("not_due", "b1", "b2", "b3", "b4"))
        assert columns - row["unapplied"] == row["balance"] == theirs - cash, row


def test_the_journal_balances(year: Played, tmp_path: Path) -> None:
    text = year.command("sync", "export", "journal", "--format", "beancount")
    path = tmp_path / "year.beancount"
    path.write_text(text, "utf-8")
    entries, errors, _ = load_file(str(path))
    assert errors == []
    balances = dict[str, Decimal]()
    for entry in entries:
        for posting in getattr(entry, "postings", ()):
            code = posting.units.currency
            balances[code] = balances.get(code, Decimal()) + posting.units.number
    assert set(balances.values()) <= {Decimal()}
    if hledger := shutil.which("hledger"):
        path = tmp_path / "year.journal"
        path.write_text(
            year.command("sync", "export", "journal", "--format", "hledger"), "utf-8"
        )
        subprocess.run([hledger, "-f", str(path), "check"], check=True)


def test_the_same_year_again_exports_the_same_bytes(year: Played, tmp_path: Path) -> None:
    again = play(tmp_path / "two")
    for words in (*(f"sync export {what}" for what in EXPORTS), *LISTS):
        assert again.command(*words.split()) == year.command(*words.split()), words
