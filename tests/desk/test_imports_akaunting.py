"""Akaunting's own sample workbooks; and what a status says where no column of open amounts is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ledger_book import bare_desk
from shared import SHARED, needs_shared
from workbooks import xlsx

from ledgerlane.desk import imports
from ledgerlane.desk.imports import ImportRefused
from ledgerlane.store import exporting, lens
from ledgerlane.sync.report import ImportReport

FOLDER = SHARED / "data" / "akaunting_xlsx"
HEADINGS = ("invoice_number", "status", "invoiced_at", "due_at", "amount", "currency_code", "contact_name")  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path) -> Any:
    return bare_desk(tmp_path / "book.db")


@needs_shared
def test_the_sample_workbooks(desk: Any) -> None:
    files = [FOLDER / f"{name}.xlsx" for name in ("transactions", "invoices", "customers")]
    told: dict[str, ImportReport] = {
        each.kind: each for each in imports.import_files(desk, files)
    }
    assert {kind: (each.format, each.table, each.profile, each.rows) for kind, each in told.items()} == {
        "customers": ("xlsx", "customers", "akaunting_invoices", 1),
        "items": ("xlsx", "invoices", "akaunting_invoices", 1),
        "payments": ("xlsx", "transactions", "akaunting_invoices", 2),
    }  # fmt: skip
    assert (told["items"].totals, told["items"].opens) == ((("USD", 10000),), (("USD", 0),))
    assert told["payments"].totals == (("USD", 2000),)
    assert "2 rows are left out by what 'type' says" in told["payments"].decisions
    (who,) = exporting.customers(desk.store, lens.lens(desk.store, desk.today, None))
    assert (who["number"], who["name"], who["email"]) == ("Test Customer", "Test Customer", "test@customer.com")  # fmt: skip


def invoices(tmp_path: Path, *statuses: str) -> Path:
    rows = [
        (f"I-{at}", status, "2026-05-01", "2026-05-31", 10.5, "EUR", "Ann AS")
        for at, status in enumerate(statuses)
    ]
    path = tmp_path / "invoices.xlsx"
    path.write_bytes(xlsx({"invoices": [HEADINGS, *rows]}))
    return path


def test_the_status_says_what_is_open(desk: Any, tmp_path: Path) -> None:
    (report,) = imports.import_files(
        desk, [invoices(tmp_path, "sent", "paid", "viewed", "draft", "cancelled")],
        profile="akaunting_invoices",
    )  # fmt: skip
    assert (report.rows, report.totals, report.opens) == (3, (("EUR", 3150),), (("EUR", 2100),))  # fmt: skip


def test_paid_in_part_is_refused_where_nothing_says_how_much_is_left(
    desk: Any, tmp_path: Path
) -> None:
    with pytest.raises(ImportRefused) as caught:
        imports.import_files(
            desk, [invoices(tmp_path, "sent", "partial")], profile="akaunting_invoices"
        )
    assert str(caught.value) == (
        "invoices.xlsx:3: 'partial': paid in part, and the file does not say how much is open; "
        "accepted are paid and unpaid ones, or a column of open amounts"
    )
    assert imports.batches(desk) == []
