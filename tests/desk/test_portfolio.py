"""The made-up ledger is a ledger: its own sums hold, and it imports without a complaint."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from ledger_book import bare_desk

from ledgerlane.desk import portfolio
from ledgerlane.desk.imports import import_files

DAY = date(2026, 11, 24)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def minor(text: str) -> int:
    return int(text.replace(".", "") or "0")


@pytest.mark.parametrize(("size", "customers"), [("demo", 60), ("1k", 90)])
def test_open_and_unapplied_are_what_allocations_leave(
    tmp_path: Path, size: str, customers: int
) -> None:
    who, documents, payments, allocations = map(rows, portfolio.write(tmp_path, size, DAY))
    paid: Counter[str] = Counter()
    used: Counter[str] = Counter()
    for row in allocations:
        paid[row["doc_id"]] += minor(row["cash"])
        used[row["payment_id"]] += minor(row["cash"])
    bounced = {row["reverses"] for row in payments}
    assert len(who) == customers
    assert all(
        minor(row["open_amount"]) == minor(row["amount"]) - paid[row["doc_id"]]
        for row in documents
    )
    assert all(
        minor(row["unapplied"]) == minor(row["amount"]) - used[row["payment_id"]]
        for row in payments
        if not row["reverses"] and row["payment_id"] not in bounced
    )


def test_the_same_day_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        portfolio.write(tmp_path / name, "1k", DAY)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_it_imports_whole_with_every_bucket_and_many_scripts(tmp_path: Path) -> None:
    paths = portfolio.write(tmp_path, "demo", DAY)
    desk = bare_desk(tmp_path / "demo.book", currency="NOK")
    reports = import_files(desk, paths)
    assert [(report.kind, report.rejected, report.committed) for report in reports] == [
        (kind, 0, True) for kind in ("customers", "items", "payments", "allocations")
    ]
    overdue = [(DAY - date.fromisoformat(row["due_date"])).days for row in rows(paths[1])
               if minor(row["open_amount"]) > 0]  # fmt: skip
    assert {0 if n <= 0 else min((n - 1) // 30 + 1, 4) for n in overdue} == {0, 1, 2, 3, 4}
    assert {row["currency"] for row in rows(paths[0])} == {"NOK", "EUR", "SEK", "INR"}
