"""What is measured on: a made-up company's files of one size, and a book made of them."""

from __future__ import annotations

import csv
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from bench import timing
from ledgerlane.desk import book, portfolio
from ledgerlane.desk.desk import Desk
from ledgerlane.domain.money import Money, plain

T = TypeVar("T")
RUNS = {"1k": 5, "10k": 5, "100k": 5, "1m": 3}
CUSTOMERS, DOCUMENTS, PAYMENTS, ALLOCATIONS = range(4)


@dataclass
class Place:
    """A folder with the files and the book of one size; what is worked out once stays known."""

    folder: Path
    size: str
    files: list[Path] = field(default_factory=list)
    known: dict[Any, Any] = field(default_factory=dict)

    @property
    def runs(self) -> int:
        """How many pairs a median is taken of."""
        return RUNS[self.size]

    @property
    def book(self) -> Path:
        """A demo book of this size. Nobody writes to it; see `copy`."""
        return self.folder / "demo.book"

    def once(self, work: Callable[[Place], T]) -> T:
        """The answer of ``work``, which is asked only the first time."""
        if work not in self.known:
            self.known[work] = work(self)
        return self.known[work]  # type: ignore[no-any-return]

    def copy(self, original: Path | None = None) -> Path:
        """A copy of the book to write to, on the disk before this returns; one at a time."""
        made = self.folder / "copy.book"
        for suffix in ("", "-wal", "-shm", ".lock", ".import.lock"):
            made.with_name(made.name + suffix).unlink(missing_ok=True)
        shutil.copyfile(original or self.book, made)
        with made.open("rb+") as file:
            os.fsync(file.fileno())
        return made

    def desk(self, path: Path | None = None) -> Desk:
        """Sit down at the book, or at a copy of it."""
        return book.open_book(path or self.book, readonly=path is None)


def make(folder: Path, size: str) -> Place:
    """The files and the book of a size; the same ones on every machine on the same day."""
    folder.mkdir(parents=True)
    place = Place(folder, size)
    place.files = portfolio.write(folder, size, date.today())  # noqa: DTZ011
    timing.run(
        [*timing.LEDGERLANE, "demo", "--size", size, "--keep", str(place.book), "--no-open"]
    )
    return place


def same_content(place: Place) -> Path:
    """The documents again in other bytes: every line ends as Windows ends it."""
    made = place.folder / "documents-crlf.csv"
    made.write_bytes(place.files[DOCUMENTS].read_bytes().replace(b"\n", b"\r\n"))
    return made


def money(row: dict[str, str], name: str) -> Money:
    """A column of a document in its currency."""
    return Money.parse(f"{row[name]} {row['currency']}")


def one_percent(place: Place) -> Path:
    """The documents again; every hundredth is a cent larger and open by that cent."""
    made = place.folder / "documents-changed.csv"
    with place.files[DOCUMENTS].open(newline="") as old, made.open("w", newline="") as new:
        rows, out = csv.reader(old), csv.writer(new, lineterminator="\n")
        heading = next(rows)
        out.writerow(heading)
        sums, code = (
            [heading.index(f"{name}amount") for name in ("", "open_")],
            heading.index("currency"),
        )
        for number, row in enumerate(rows):
            if number % 100 == 50:
                for at in sums:
                    larger = Money.parse(f"{row[at]} {row[code]}").minor + 1
                    row[at] = plain(larger, row[code], group="")
            out.writerow(row)
    return made


def journal(place: Place) -> Path:
    """Documents and what was paid of them in hledger's and ledger's format, dated by due date."""
    made = place.folder / "ar.journal"
    with place.files[DOCUMENTS].open(newline="") as rows, made.open("w") as out:
        for row in csv.DictReader(rows):
            whole, left = money(row, "amount"), money(row, "open_amount")
            account, code = f"assets:receivable:{row['customer_id']}", row["currency"]
            for amount, other in ((whole, "income:sales"), (left - whole, "assets:bank")):
                if amount.minor:
                    sum_ = plain(amount.minor, code, group="")
                    out.write(f"{row['due_date']} * {row['doc_id']}\n  {account}  {sum_} {code}\n  {other}\n\n")  # fmt: skip
    return made
