"""Two copies in folders contradict each other: found by an exchange, shown by command and app, settled on one, gone on both."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from e2e.app import app, painted, quit_app
from program import Done, asked, ledgerlane, ok

from ledgerlane.desk.book import open_book
from ledgerlane.desk.exports import WHAT, export

LEDGER = """\
invoice_no,customer_id,customer_name,issue_date,due_date,currency,amount,open_amount
1001,C1,Nordvik Bygg AS,2026-03-16,2026-04-15,EUR,1000.00,1000.00
1002,C1,Nordvik Bygg AS,2026-05-21,2026-06-20,EUR,500.00,500.00
1003,C1,Nordvik Bygg AS,2026-05-22,2026-06-21,EUR,500.00,500.00
3001,C3,Øst Marine,2026-02-01,2026-03-01,EUR,40.00,40.00
"""
PEOPLE = {
    "anna": "collector",
    "bo": "collector",
    "sam": "supervisor",
    "tom": "clerk",
    "dan": "department",
}
CONFLICTS = 7


@dataclass
class Copies:
    """The office's book and a laptop's, which meet at a folder."""

    office: Path
    laptop: Path

    def meet(self) -> None:
        """Exchange until both have everything; the code says whether a conflict waits."""
        for book, place in (
            (self.office, "meeting"),
            (self.laptop, "origin"),
            (self.office, "meeting"),
        ):
            done = ledgerlane(book, "sync", "with", place)
            assert done.code in (0, CONFLICTS), done.err

    def found(self) -> str:
        """The one conflict that both show, by its name."""
        self.meet()
        rows = []
        for book in (self.office, self.laptop):
            told = ledgerlane(book, "sync", "conflicts", "--json")
            assert told.code == CONFLICTS
            [row] = told.json["rows"]
            rows.append(row)
            words = ledgerlane(book, "sync", "conflicts")
            assert words.code == CONFLICTS
            for side in row["sides"]:
                assert side["says"] in words.out
        assert rows[0] == rows[1]
        return str(rows[0]["conflict"])

    def settle(self, book: Path, who: str, name: str, side: int) -> None:
        """By the verb on one copy; then it is gone on both, and they are alike to the byte."""
        ok(book, "--as", who, "sync", "settle", name, str(side), "--why", "we asked them")
        self.meet()
        for copy in (self.office, self.laptop):
            assert ledgerlane(copy, "sync", "conflicts").code == 0
            assert ledgerlane(copy, "verify", "--deep").code == 0
        for command in (
            ("aging",),
            ("aging", "--net"),
            ("queue", "--all"),
            ("cash", "list"),
        ):
            assert ok(self.office, *command).out == ok(self.laptop, *command).out, command
        assert exported(self.office) == exported(self.laptop)


def exported(book: Path) -> dict[str, str]:
    """Every table that can be exported, as CSV, and the journal."""
    desk = open_book(book)
    try:
        found = {}
        for what in WHAT:
            if what not in ("everything", "audit", "person", "calendar"):
                file = io.StringIO()
                export(desk, what, file)
                found[what] = file.getvalue()
        return found
    finally:
        desk.store.close()


@pytest.fixture
def copies(tmp_path: Path) -> Copies:
    made = Copies(tmp_path / "office.book", tmp_path / "laptop.book")
    ok(made.office, "init", "--practice", "--currency", "EUR")
    for login, role in PEOPLE.items():
        ok(made.office, "people", "add", login)
        limit = ("--limit", "5000 EUR") if role == "supervisor" else ()
        ok(made.office, "people", "role", login, role, *limit)
    ledger = tmp_path / "items.csv"
    ledger.write_text(LEDGER, encoding="utf-8")
    ok(made.office, "sync", "import", str(ledger), "--kind", "items", "--scope", "full")
    place = tmp_path / "meeting"
    ok(made.office, "sync", "remote", "add", "meeting", str(place))
    ok(made.office, "sync", "with", "meeting")
    ok(made.laptop, "sync", "clone", str(place))
    return made


def named(done: Done) -> str:
    """The name of what a command made: ``RC-7K3FQ2``, ``CO-...``, ``PLN-...``."""
    found = re.search(r"\b[A-Z]{2,3}-[0-9A-Z]{6}\b", done.out)
    assert found, done.out
    return found[0]


def shown(book: Path, who: str, *words: str) -> None:
    """The app's list of conflicts says so."""
    with app(book, "--as", who, columns=120, lines=40) as terminal:
        painted(terminal)
        terminal.send(":conflicts\r")
        terminal.expect("Decided apart")
        for each in ("1 conflict", *words):
            terminal.expect(each)
        quit_app(terminal)


def test_a_complaint_answered_here_and_withdrawn_there(copies: Copies) -> None:
    case = named(ok(
        copies.office, "--as", "anna", "complaint", "open", "C1", "--invoice", "1001", "--kind",
        "damaged", "--department", "logistics", "--disputed", "200", "pallets broken",
    ))  # fmt: skip
    copies.meet()
    ok(copies.office, "--as", "dan", "complaint", "answer", case, "--outcome", "upheld",
       "--cause", "delivery", "we credit it")  # fmt: skip
    ok(copies.laptop, "--as", "anna", "complaint", "withdraw", case, "they paid")
    name = copies.found()
    shown(
        copies.laptop,
        "sam",
        f"case {case}: answer and withdraw",
        "meanwhile it is open as before",
    )
    refused = ledgerlane(copies.laptop, "--as", "bo", "sync", "settle", name, "1")
    assert (refused.code, "may not settle a case" in refused.err) == (5, True)
    copies.settle(copies.laptop, "sam", name, 2)
    assert asked(copies.office, "show", "C1")["requests"] == []


def test_a_plan_accepted_here_and_declined_there(copies: Copies) -> None:
    plan = named(ok(
        copies.office, "--as", "anna", "plan", "propose", "C1", "--count", "4", "--every", "month",
        "--first", "2027-01-31",
    ))  # fmt: skip
    copies.meet()
    ok(copies.office, "--as", "anna", "plan", "accept", plan)
    ok(copies.laptop, "--as", "bo", "plan", "decline", plan, "--why", "they want more time")
    name = copies.found()
    shown(
        copies.office,
        "bo",
        f"plan {plan}: accepted and declined",
        "it is proposed as before",
    )
    copies.settle(copies.office, "bo", name, 1)
    assert [each["state"] for each in asked(copies.laptop, "show", "C1")["plans"]] == [
        "active"
    ]


def test_a_receipt_matched_to_two_invoices_apart(copies: Copies) -> None:
    receipt = named(ok(copies.office, "--as", "tom", "cash", "post", "500 EUR", "C1"))
    copies.meet()
    ok(copies.office, "--as", "tom", "cash", "match", receipt, "1002")
    ok(copies.laptop, "--as", "tom", "cash", "match", receipt, "1003")
    name = copies.found()
    shown(
        copies.laptop,
        "tom",
        f"{receipt}: for 1002 and for 1003",
        "what exceeds it lies unapplied",
    )
    copies.settle(copies.laptop, "tom", name, 2)
    assert paid(copies.office) == [f"{receipt} 1003 500.00"]


def test_an_invoice_paid_by_two_receipts_apart(copies: Copies) -> None:
    names = []
    for book, day in ((copies.office, "2026-06-01"), (copies.laptop, "2026-06-02")):
        names.append(
            named(
                ok(
                    book,
                    "--as",
                    "tom",
                    "cash",
                    "post",
                    "500 EUR",
                    "C1",
                    "--value-date",
                    day,
                )
            )
        )
        ok(book, "--as", "tom", "cash", "match", names[-1], "1002")
    name = copies.found()
    shown(copies.office, "tom", f"1002: {names[0]} and {names[1]}")
    refused = ledgerlane(copies.office, "--as", "anna", "sync", "settle", name, "1")
    assert (refused.code, "may not settle" in refused.err) == (5, True)
    copies.settle(copies.office, "tom", name, 1)
    assert paid(copies.laptop) == [f"{names[0]} 1002 500.00"]


def paid(book: Path) -> list[str]:
    """What receipts were matched to, as it is exported: receipt, document, cash."""
    rows = csv.DictReader(io.StringIO(exported(book)["allocations"]))
    return [
        f"{row['receipt']} {row['document']} {row['cash']}"
        for row in rows
        if row["state"] != "reversed"
    ]


def test_the_app_exchanges_by_itself_and_ends_well(copies: Copies) -> None:
    ok(copies.laptop, "--as", "bo", "log", "C1", "p 100 fri")
    ok(copies.laptop, "sync", "with", "origin")
    away = copies.office.with_name("away")
    away.mkdir()
    ok(copies.office, "sync", "remote", "add", "away", str(away))
    away.rmdir()
    away.write_text("no folder", "utf-8")
    with app(
        copies.office, "--as", "anna", "--watch", "1", columns=140, lines=30
    ) as terminal:
        painted(terminal)
        terminal.expect("away: ")
        terminal.expect("changed by bo, ctrl+l")
        terminal.send("j")
        terminal.send("\x0c")
        terminal.expect("read again")
        quit_app(terminal)
    refused = ledgerlane(copies.office, "--watch", "2000")
    assert refused.code == 2
    assert "--watch: 2000 is not from 1 to 1440; 0 is never" in refused.err
