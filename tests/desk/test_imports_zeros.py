"""Numbers that differ in the zeros before them alone: one customer, asked about, or said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ledger_book import bare_desk

from ledgerlane.desk import accounts, imports
from ledgerlane.desk.imports import ImportRefused
from ledgerlane.sync.report import ImportReport

ITEMS = (
    "invoice_no,customer_id,customer_name,issue_date,due_date,currency,amount,open_amount\n"
)
PAYS = "payment_id,customer_id,value_date,currency,amount,unapplied\n"


@pytest.fixture
def desk(tmp_path: Path) -> Any:
    return bare_desk(tmp_path / "book.db")


def take(
    desk: Any, tmp_path: Path, text: str, profile: str | Path = "generic"
) -> ImportReport:
    file = tmp_path / "f.csv"
    file.write_text(text, encoding="utf-8")
    (report,) = imports.import_files(desk, [file], profile=profile)
    return report


def row(number: str, customer: str, name: str = "Ola AS") -> str:
    return f"{number},{customer},{name},2026-03-16,2026-04-15,EUR,100.00,100.00\n"


def customers(desk: Any) -> list[str]:
    return [
        row[0] for row in desk.store.db.execute("SELECT key FROM customer_now ORDER BY key")
    ]


def test_a_payments_file_with_zeros_pays_the_known_customer(
    desk: Any, tmp_path: Path
) -> None:
    take(desk, tmp_path, ITEMS + row("1", "140103400") + row("2", "200"))
    report = take(
        desk,
        tmp_path,
        PAYS
        + "Q1,0140103400,2026-06-29,EUR,40.00,40.00\nQ2,0200,2026-06-29,EUR,5.00,5.00\n",
    )
    assert customers(desk) == ["140103400", "200"]
    assert (
        "2 customer numbers differ from known ones in zeros before them only, and are those:"
        " 0140103400 is 140103400, 0200 is 200"
    ) in report.decisions
    assert accounts.show(desk, "0140103400").aged["EUR"].unapplied == 4_000


def test_first_items_and_customers_of_another_spelling(desk: Any, tmp_path: Path) -> None:
    take(desk, tmp_path, "customer_id,name\n0140103400,Ola AS\n")
    report = take(desk, tmp_path, ITEMS + row("1", "140103400"))
    assert customers(desk) == ["0140103400"]
    assert any("140103400 is 0140103400" in words for words in report.decisions)
    report = take(desk, tmp_path, "customer_id,name\n00140103400,Ola AS\n")
    assert (report.new, report.changed) == (0, 1)
    assert customers(desk) == ["0140103400"]


def test_what_can_be_two_is_asked(desk: Any, tmp_path: Path) -> None:
    report = take(desk, tmp_path, ITEMS + row("1", "7") + row("2", "07"))
    assert any(
        "2 customer numbers of this file differ from others of it in zeros" in words
        for words in report.decisions
    )
    with pytest.raises(
        ImportRefused, match="customer 007 can be 07 or 7, which differ in zeros only"
    ):
        take(desk, tmp_path, PAYS + "Q1,007,2026-06-29,EUR,40.00,40.00\n")
    take(desk, tmp_path, PAYS + "Q1,07,2026-06-29,EUR,40.00,40.00\n")
    assert customers(desk) == ["07", "7"]


def test_a_profile_that_strips_zeros_says_how_many_numbers_became_one(
    desk: Any, tmp_path: Path
) -> None:
    profile = tmp_path / "erp.toml"
    profile.write_text(
        'name = "erp"\nsource = "erp"\nstrip_zeros = true\n[[table]]\nkind = "items"\n[table.columns]\n'
        'number = "invoice_no"\ncustomer = "customer_id"\nname = "customer_name"\ndoc_date = "issue_date"\n'
        'due_date = "due_date"\ncurrency = "currency"\namount = "amount"\nopen = "open_amount"\n'
    )
    text = ITEMS + row("1", "7") + row("2", "07") + row("3", "007") + row("4", "8")
    report = take(desk, tmp_path, text, profile)
    assert (
        "4 customer numbers are 2 customers: zeros before a number do not count"
        in report.decisions
    )
    assert customers(desk) == ["7", "8"]
