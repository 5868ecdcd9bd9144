"""A year in an hour: everything a company does with its receivables, by public commands alone.

`make year` runs all of 2025; the test suite its first weeks. At the end the book proves itself,
its journal balances, and the same year played again exports the same bytes.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from beancount.loader import load_file
from year import coverage
from year.playing import Played, play, run

DAYS = int(os.environ.get("LEDGERLANE_YEAR_DAYS", "45"))
WHOLE = DAYS >= 365


@dataclass
class Twice:
    """The year, and the folder into which its replay exports while the first is played."""

    one: Played
    other: subprocess.Popen[bytes]
    exports: Path


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Twice]:
    folder = tmp_path_factory.mktemp("year")
    here = Path(__file__).parent.parent
    where = [str(folder / "two"), str(DAYS), str(folder / "again")]
    with subprocess.Popen(
        [sys.executable, "-m", "year.playing", *where], cwd=here
    ) as other:
        try:
            yield Twice(play(folder / "one", DAYS, told=WHOLE), other, folder / "again")
        finally:
            other.kill()


@pytest.fixture(scope="module")
def year(twice: Twice) -> Played:
    return twice.one


def test_the_book_proves_itself(year: Played) -> None:
    code, out, err = run("--book", str(year.book), "verify", "--deep")
    assert (code, out) == (0, ""), out + err


def test_everything_that_people_do_was_done(year: Played) -> None:
    did = coverage.happened(year)
    worked = sum((coverage.START + timedelta(days=n)).weekday() < 5 for n in range(DAYS))
    assert did["import"] - 1 == worked
    sys.stderr.write(f"\n{coverage.table(year)}\n{coverage.figures(year)}\n")
    if WHOLE:
        assert coverage.missing(year) == []
    else:
        assert set(SOON) <= set(+did)


SOON = (
    "import", "call: promise", "promise kept", "promise broken", "call: dispute", "dispute upheld",
    "undo", "letters: sent", "complaint closed", "support answered", "goods credited",
    "credit grant", "credit deny", "legal file", "plan agreed", "reports",
)  # fmt: skip
"""What the first weeks have already."""

EXPECTED = (
    "all of it is disputed already",
    "more cannot be given up",
    "nothing is open that it could pay",
    "no letter is to be reviewed",
    "why all the same? write it behind",
    "stopped while they dispute it",
    "marketing decides",
    "do not contact since",
    "a lawyer speaks for them since",
    "insolvent since",
    "can be placed",
    "is open of what was placed",
    "is not as it was asked for",
    "reads otherwise than when it was asked for",
    "disputed or asked to be given up",
    "a limitation is over what is",
    "nothing can be credited",
    "nothing of it is left to credit",
    "cannot be credited",  # part of what they dispute was paid since
    "its invoice is not open any more",
    "is open and not yet disputed",
    "cannot come back of",  # goods of an invoice that was paid in part
    "has lapsed: what is in force changed",  # the account was placed meanwhile
    "decided already",
    "open credit covers all of it",
    "is accelerated already",
    "is settled already",
    "its interest is the plan's",  # agreed after the interest was proposed
    "which item?",  # it is paid here, and open in the books until tomorrow
    "is disputed",
    "of the customer's cash is unapplied",
    "no interest to propose",
    "the least of one item that is proposed",
    "is not matched covers it",
    "is overdue and undisputed",
    "of it is open still; record what the agency remitted",
    "in another plan of this customer already",
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
    aged = json.loads(year.command("aging", "--by", "currency", "--json"))
    for row in aged["totals"]:
        outside = year.office.world.balance(row["currency"])
        columns = sum(row[name] for name in ("not_due", "b1", "b2", "b3", "b4"))
        balance = outside + year.elsewhere.get(row["currency"], 0)
        assert columns - row["unapplied"] == row["balance"] == balance, row


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


def test_the_same_year_again_exports_the_same_bytes(twice: Twice, tmp_path: Path) -> None:
    twice.one.write(tmp_path / "one")
    assert twice.other.wait() == 0
    names = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert names == sorted(path.name for path in twice.exports.iterdir())
    assert len(names) == 20
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (
            twice.exports / name
        ).read_bytes(), name
