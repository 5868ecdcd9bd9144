"""A practice book all of whose customers, contacts, texts, notes and reasons are hostile."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import practice_book
from hostile.names import names

from ledgerlane.desk import accounts, book, holds, imports, log, people, plans, write_offs
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.portfolio import HEADINGS
from ledgerlane.domain.money import Money

FIRST = 20_001
BATCH = "ledger\x1b[31m.csv"


def number(at: int) -> str:
    """The account that bears the name at that place of `names`."""
    return str(FIRST + at)


def today() -> date:
    """The day it is in the book."""
    return practice_book.business_day()


def files(folder: Path, day: date) -> list[Path]:
    """Customers and documents as their system exports them; one file's own name is hostile."""
    customers, documents = [], []
    for at, name in enumerate(names()):
        customers.append(
            [number(at), name, "", "NO", "NOK", "nb", name, "ap@x.example",
             "+47 22 10 40 10", "NET30", "50000", "N", "S01", "", ""]
        )  # fmt: skip
        for late in (80, 20, -5):
            due = day - timedelta(days=late)
            issued = due - timedelta(days=30)
            documents.append(
                [f"I{number(at)}-{late + 5}", "INV", number(at), issued.isoformat(),
                 due.isoformat(), "NOK", "1000.00", "1000.00", "NET30", name, "", "", "", "",
                 "S01", name]
            )  # fmt: skip
    return [
        _file(folder / "customers.csv", "customers", customers),
        _file(folder / BATCH, "documents", documents),
    ]


def _file(path: Path, kind: str, rows: Sequence[Sequence[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL)
        writer.writerow(HEADINGS[kind].split())
        writer.writerows(rows)
    return path


def make(path: Path) -> Path:
    """Make the book, and say the names in notes, reasons, holds and requests too."""
    day = today()
    desk = book.init(path, currency="NOK", zone=practice_book.ZONE, practice=True)
    people.add(desk, "anna", names()[0])
    people.grant(desk, "anna", "collector")
    people.add(desk, "sam", names()[1])
    people.grant(desk, "sam", "supervisor", [Money(10_000_000, "NOK")])
    imports.import_files(desk, files(path.parent, day))
    for at, name in enumerate(names()):
        _work(desk, number(at), at, name, day)
    desk.close()
    past = book.open_book(path, as_of=day - timedelta(days=20))
    for at in range(0, len(names()), 4):
        _record(past, number(at), f"p 500 +3 {said(names()[at])}")
    past.close()
    return path


def said(name: str) -> str:
    """The name as a note that the composer reads as nothing else."""
    return f"says {name}"


def _record(desk: Desk, account: str, line: str) -> None:
    """Record a line and say yes to what it asks."""
    log.record(desk, account, line, log.preview(desk, account, line).questions)


def _work(desk: Desk, account: str, at: int, name: str, day: date) -> None:
    _record(desk, account, f"o {said(name)}")
    if at % 8 == 0:
        holds.hold(desk, account, said(name))
    if at % 4 == 1:
        terms = plans.Terms(first=day + timedelta(7), scope="all", count=3, note=name)
        plans.propose(desk, account, terms)
    if at % 4 == 2:
        view = accounts.show(desk, account)
        ref = next(item.ref for item in view.items if item.due > day)
        write_offs.request(desk, account, [ref], "uncollectible", name)
    if at % 4 == 3:
        _record(desk, account, f"d {said(name)}")
