"""Ledgers as other systems print them, against figures that other tools computed of them."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ledger_book import bare_desk
from shared import SHARED, needs_shared

from ledgerlane.desk import imports
from ledgerlane.domain.money import exact
from ledgerlane.sync.report import ImportReport

pytestmark = needs_shared
DATA = SHARED / "data"


@pytest.fixture
def desk(tmp_path: Path) -> Any:
    return bare_desk(tmp_path / "book.db")


def golden(name: str) -> Any:
    return json.loads((DATA / "golden_ledgers.json").read_text("utf-8"))[name]


def opens(report: ImportReport) -> dict[str, str]:
    return {currency: exact(minor, currency) for currency, minor in report.opens}


def query(desk: Any, sql: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in desk.store.connection.execute(sql)]


def test_cassandra_invoices(desk: Any) -> None:
    told = golden("cassandra_invoices")
    path = DATA / "cassandra_invoices" / "trainData.csv"
    (report,) = imports.import_files(desk, [path])
    totals = told["totals"]
    assert (report.profile, report.rows, report.new) == ("cassandra_invoices", 8753, 8753)
    assert (report.totals, report.opens) == ((("EUR", 2031487865),), (("EUR", 73997692),))
    assert (totals["amount"], totals["outstanding"]) == ("20314878.65", "739976.92")
    assert query(desk, "SELECT count(*) FROM customer_now") == [(totals["vendors"],)]
    ((days,),) = query(desk, "SELECT min(doc_day) || ' ' || max(doc_day) FROM item_now")
    first, last = (date.fromordinal(int(day)).isoformat() for day in days.split())
    assert (first, last) == (totals["min_date"], totals["max_date"])
    ((partly,),) = query(
        desk, "SELECT count(*) FROM item_now WHERE open <> 0 AND open <> amount"
    )
    ((some,),) = query(desk, "SELECT count(*) FROM item_now WHERE open <> 0")
    assert (some, partly <= some) == (totals["partly_open"], True)
    late: dict[str, list[int]] = {}
    for due, left in query(desk, "SELECT due_day, open FROM item_now WHERE open <> 0"):
        days_late = date(2017, 12, 31).toordinal() - due
        label = "31-60" if days_late <= 60 else "61-90" if days_late <= 90 else "90+"
        found = late.setdefault(label, [0, 0])
        found[0] += 1
        found[1] += left
    assert [[label, n, exact(minor, "EUR")] for label, (n, minor) in sorted(late.items())] == (
        told["open_buckets_2017_12_31"]
    )  # fmt: skip


def test_quickbooks_aging_detail(desk: Any) -> None:
    told = golden("report_layouts")["qbo_ar_aging_detail.csv"]
    path = DATA / "report_layouts" / "qbo_ar_aging_detail.csv"
    (report,) = imports.import_files(desk, [path], currency="USD")
    assert report.as_of == date.fromisoformat(told["as_of"])
    assert (report.rows, opens(report)) == (told["open_items"], {"USD": told["total"]})
    assert "3 printed totals checked" in report.decisions
    by_age = Counter[str]()
    for due, left in query(desk, "SELECT due_day, open FROM item_now"):
        by_age["CURRENT" if due >= report.as_of.toordinal() else "91+"] += left
    assert {age: exact(minor, "USD") for age, minor in by_age.items()} == {
        age: told[age] for age in ("CURRENT", "91+")
    }
    assert query(desk, "SELECT open FROM item_now WHERE kind = 'credit_note'") == [
        (round(float(told["credit_memo"])) * 100,)
    ]


def test_xero_aged_receivables_detail(desk: Any) -> None:
    told = golden("report_layouts")["xero_aged_receivables_detail.csv"]
    path = DATA / "report_layouts" / "xero_aged_receivables_detail.csv"
    (report,) = imports.import_files(desk, [path], currency="NZD")
    assert (report.as_of, opens(report)) == (date(2025, 3, 31), {"NZD": told["total"]})
    rows = query(
        desk,
        "SELECT c.key, i.number, i.open FROM item_now i JOIN customer_now c ON c.id = i.customer ORDER BY 2",
    )
    assert rows == [
        ("Totara Supplies", "INV-0009", 12550), ("Rimu Cafe", "INV-0012", 30000), ("Rimu Cafe", "INV-0014", 0),
    ]  # fmt: skip
    assert (told["open_items"], told["zero_rows"]) == (2, 1)
    assert "3 printed totals checked" in report.decisions


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("qbo_ar_aging_detail.csv", "days past due,,,,,,,700.00", "days past due,,,,,,,700.01",
         "qbo_ar_aging_detail.csv:9: Open balance: the printed total 700.01 USD is not the sum of the rows, 700.00 USD"),
        ("qbo_ar_aging_detail.csv", '"1,400.00"', '"1,300.00"',
         "qbo_ar_aging_detail.csv:14: Open balance: the printed total 1300.00 USD is not the sum of the rows, 1400.00 USD"),
        ("xero_aged_receivables_detail.csv", "Total Rimu Cafe,,,,,,300.00,0,0,0,300.00", "Total Rimu Cafe,,,,,,200.00,0,0,0,300.00",
         "xero_aged_receivables_detail.csv:9: Current: the printed total 200.00 USD is not the sum of the rows, 300.00 USD"),
        ("xero_aged_receivables_detail.csv", "INV-0012,,300.00,0,0,0,300.00", "INV-0012,,200.00,0,0,0,300.00",
         "xero_aged_receivables_detail.csv:7: the ages add up to 200.00 USD, not to the open 300.00"),
    ],
)  # fmt: skip
def test_every_printed_total_is_checked(
    desk: Any, tmp_path: Path, name: str, old: str, new: str, words: str
) -> None:
    text = (DATA / "report_layouts" / name).read_text("utf-8")
    assert old in text
    path = tmp_path / name
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(imports.ImportRefused) as caught:
        imports.import_files(desk, [path], currency="USD")
    assert words in str(caught.value)
    assert imports.batches(desk) == []


def test_xero_invoices_as_the_api_gives_them(desk: Any) -> None:
    told = golden("xero_api_seeds")
    (report,) = imports.import_files(
        desk, [DATA / "xero_api_seeds" / "xero_invoice_data.csv"]
    )
    assert opens(report) == {currency: total for currency, _, total in told["open_ar"]}
    status = {row[:2] == ["DELETED", "USD"]: row for row in told["accrec"]}
    assert status[True][2] == 1  # and is left out
    kept = [row for row in told["accrec"] if row[0] != "DELETED"]
    for currency in ("GBP", "USD"):
        mine = [row for row in kept if row[1] == currency]
        found = query(desk, f"SELECT count(*), sum(amount), sum(open) FROM item_now WHERE currency = '{currency}'")  # fmt: skip
        assert found == [
            (
                sum(row[2] for row in mine),
                *(round(sum(float(row[at]) for row in mine) * 100) for at in (3, 4)),
            )
        ]
    rows = query(
        desk,
        "SELECT i.number, c.key, i.doc_day, i.due_day, i.currency, i.open FROM item_now i"
        " JOIN customer_now c ON c.id = i.customer WHERE i.open <> 0",
    )
    day = date.fromordinal
    assert sorted(
        [number, who, day(doc).isoformat(), day(due).isoformat(), currency, exact(left, currency)]
        for number, who, doc, due, currency, left in rows
    ) == sorted(told["open_items"])  # fmt: skip
    assert "485 rows are left out by what 'type', 'status' says" in report.decisions


def test_seeds_of_other_apis(desk: Any) -> None:
    """What is deleted is owed by nobody; a file of which nothing is left is taken, and says so."""
    folder = DATA / "quickbooks_api_seeds"
    with (folder / "invoice_data.csv").open(encoding="utf-8", newline="") as stream:
        kept = [
            row for row in csv.DictReader(stream) if row["_fivetran_deleted"] == "FALSE"
        ]
    files = [folder / "customer_data.csv", folder / "invoice_data.csv"]
    customers, invoices = imports.import_files(desk, files, currency="USD")
    assert (customers.profile, customers.new) == ("quickbooks_invoices_api", 4)
    sums = Counter[str]()
    for row in kept:
        sums[row["currency_id"]] += round(float(row["balance"]) * 100)
    assert (invoices.new, dict(invoices.opens)) == (len(kept), dict(sums))
    (intacct,) = imports.import_files(desk, [DATA / "sage_intacct_api_seeds" / "sage_intacct__ar_invoice.csv"])  # fmt: skip
    assert (intacct.profile, intacct.rows) == ("sage_intacct_invoices_api", 0)
    assert (
        "10 rows are left out by what '_fivetran_deleted', 'state' says"
        in intacct.decisions
    )
    (netsuite,) = imports.import_files(desk, [DATA / "netsuite_api_seeds" / "netsuite2_customer_data.csv"])  # fmt: skip
    assert (netsuite.profile, netsuite.new) == ("netsuite", 5)
    (akaunting,) = imports.import_files(desk, [DATA / "akaunting_xlsx" / "invoices.xlsx"])
    assert (akaunting.profile, akaunting.table, akaunting.rows) == ("akaunting_invoices", "invoices", 1)  # fmt: skip
    assert (akaunting.totals, akaunting.opens) == (
        (("USD", 10000),),
        (("USD", 0),),
    )  # it is paid


@pytest.fixture(scope="module", params=["1k", "10k"])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("variants")
    script = [sys.executable, str(DATA / "generate.py"), "--size", request.param]
    subprocess.run([*script, "--variants", "--out", str(folder)], check=True, capture_output=True)  # fmt: skip
    return folder


@pytest.mark.parametrize(
    ("name", "profile", "only"),
    [
        ("sap_fbl5n_de.csv", "sap_fbl5n", ""),
        ("qbo_ar_aging_detail_usd.csv", "quickbooks_online_aging_detail", "USD"),
        ("excel_unicode_text.txt", "generic", ""),
        ("balance_agee_fr.csv", "generic", ""),
        ("shuffled_with_duplicates.csv", "ledgerlane", ""),
        ("tally_inr.csv", "tally", "INR"),
    ],
)
def test_the_same_items_in_any_layout(
    desk: Any, made: Path, name: str, profile: str, only: str
) -> None:
    truth = json.loads((made / "truth.json").read_text("utf-8"))["currencies"]
    wanted = {
        currency: told["open"]
        for currency, told in truth.items()
        if only in ("", currency) and any(count for count, _ in told["buckets"].values())
    }
    path = made / "variants" / name
    if not wanted:  # nothing is open in that currency: a header and no rows
        with pytest.raises(imports.ImportRefused, match="holds a header and no rows"):
            imports.import_files(desk, [path])
        return
    (report,) = imports.import_files(desk, [path], currency=only or None)
    assert report.profile == profile
    assert opens(report) == wanted
    sums = query(
        desk, "SELECT currency, sum(open) FROM item_now GROUP BY currency ORDER BY 1"
    )
    assert {currency: exact(minor, currency) for currency, minor in sums} == wanted
    with (made / "open_items.csv").open(encoding="utf-8", newline="") as stream:
        items = [row for row in csv.DictReader(stream) if only in ("", row["currency"])]
    assert report.new == len(items)
