"""A small file of each system that has a profile (made up, in its documented layout), and its figures."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ledger_book import bare_desk

from ledgerlane.desk import imports
from ledgerlane.domain.money import exact
from ledgerlane.sync import profile

SAMPLES = Path(__file__).parent / "samples"

# file: profile; items; open by currency; rows: customer, number, due day, open; some of the report's words
EXPECTED: dict[str, tuple[str, int, dict[str, str], list[tuple[str, str, str, str]], tuple[str, ...]]] = {
    "akaunting_invoices.csv": (
        "akaunting_invoices", 2, {"USD": "250.50"}, [("Ann & Sons", "INV-00001", "2026-05-31", "0.00"), ("Ann & Sons", "INV-00002", "2026-07-01", "250.50")],
        ("1 rows are left out by what 'status' says",),
    ),
    "dynamics_bc_customer_ledger_entries.csv": (
        "dynamics_bc_customer_ledger_entries", 3, {"GBP": "4100.00"},
        [("20000", "103012", "2026-06-01", "100.00"), ("10000", "103031", "2026-07-16", "4240.50"), ("10000", "BANK-77", "2026-06-20", "-240.50")],
        ("Due Date: mdy dates, because line 2 reads '07/16/2026'",),
    ),
    "erpnext_accounts_receivable.csv": (
        "erpnext_accounts_receivable", 2, {"INR": "1500.50"},
        [("CUST-002", "ACC-SINV-2026-00003", "2026-05-01", "500.50"), ("CUST-001", "ACC-SINV-2026-00012", "2026-07-10", "1000.00")],
        ("1 printed totals checked",),
    ),
    "freshbooks_invoices.csv": (
        "freshbooks_invoices", 2, {"CAD": "280.00"},
        [("Ann & Sons", "0000101", "2026-07-15", "250.00"), ("Brook Dairy", "0000102", "2026-06-27", "30.00")],
        ("1 rows repeat their document, which is taken once",),
    ),
    "invoice_ninja_invoices.csv": (
        "invoice_ninja_invoices", 2, {"USD": "355.50"},
        [("Ann & Sons", "0042", "2026-07-01", "330.00"), ("Brook Dairy", "0043", "2026-06-23", "25.50")],
        ("1 rows repeat their document, which is taken once",),
    ),
    "invoicely_invoices.csv": (
        "invoicely_invoices", 1, {"GBP": "60.00"}, [("Ann & Sons", "INV-7", "2026-07-01", "60.00")],
        ("1 rows are left out by what 'Status' says",),
    ),
    "netsuite_open_invoices.csv": (
        "netsuite", 3, {"USD": "375.00"},
        [("12 Ann & Sons", "CM55", "2026-06-02", "-50.00"), ("12 Ann & Sons", "INV1001", "2026-06-30", "400.00"), ("14 Brook Dairy", "INV1002", "2026-06-19", "25.00")],
        ("Due Date: mdy dates, because line 2 reads '6/30/2026'",),
    ),
    "odoo_invoices_en.csv": (
        "odoo_invoices", 3, {"EUR": "350.00"},
        [("Azure Interior", "INV/2026/00012", "2026-07-01", "150.00"), ("Deco Addict", "INV/2026/00013", "2026-06-26", "230.50"), ("Deco Addict", "RINV/2026/00002", "2026-06-12", "-30.50")],
        ("1 rows repeat their document, which is taken once", "1 rows are left out by what 'Status' says"),
    ),
    "odoo_invoices_de.csv": (
        "odoo_invoices", 1, {"EUR": "150.00"}, [("Tischlerei Öz", "RE/2026/0007", "2026-07-01", "150.00")], (),
    ),
    "odoo_oca_open_items.csv": (
        "odoo_invoices", 2, {"USD": "380.50"},
        [("Azure Interior", "INV/2026/00012", "2026-07-01", "150.00"), ("Deco Addict", "INV/2026/00013", "2026-06-26", "230.50")],
        ("2 printed totals checked",),
    ),
    "quickbooks_desktop_aging_detail.csv": (
        "quickbooks_desktop_aging_detail", 3, {"USD": "1450.00"},
        [("Ann & Sons", "1071", "2026-05-10", "1000.00"), ("Ann & Sons", "1097", "2026-07-15", "462.10"), ("Brook Dairy", "1098", "2026-06-20", "-12.10")],
        ("3 printed totals checked",),
    ),
    "quickbooks_desktop_open_invoices.csv": (
        "quickbooks_desktop_aging_detail", 3, {"USD": "1450.00"},
        [("Ann & Sons", "1071", "2026-05-10", "1000.00"), ("Ann & Sons", "1097", "2026-07-15", "462.10"), ("Brook Dairy", "1098", "2026-06-20", "-12.10")],
        ("3 printed totals checked", "customers are known by the headings that their rows stand under"),
    ),
    "quickbooks_online_aging_summary.csv": (
        "quickbooks_online_aging_summary", 4, {"USD": "1330.25"},
        [("Brook Dairy", "1 - 30", "2026-06-29", "1200.00"), ("Ann & Sons", "31 - 60", "2026-05-30", "50.25"),
         ("Brook Dairy", "91 and over", "2026-03-31", "-20.00"), ("Ann & Sons", "Current", "2026-06-30", "100.00")],
        ("1 printed totals checked", "each age of a customer is one balance, due on the latest day that fits it"),
    ),
    "sage_50_aged_debtors.csv": (
        "sage_50_aged_debtors", 3, {"GBP": "299.99"},
        [("XYZ002", "5420", "2026-03-31", "99.99"), ("ABC001", "5501", "2026-07-15", "240.00"), ("ABC001", "C77", "2026-05-02", "-40.00")],
        ("3 printed totals checked",),
    ),
    "sap_fbl5n_de_clearing.csv": (
        "sap_fbl5n", 2, {"EUR": "2380.50"},
        [("4711", "1800000010", "2026-04-01", "0.00"), ("4711", "1800000011", "2026-06-03", "2380.50")],
        ("3 printed totals checked", "encoding cp1252, by the profile", "Betrag in Belegwährung: decimals after ',', because line 2 reads '1.190,00'"),
    ),
    "sap_fbl5n_en.txt": (
        "sap_fbl5n", 3, {"USD": "1349.95"},
        [("1000", "1800000001", "2026-06-19", "1500.00"), ("1000", "1800000002", "2026-06-02", "-250.00"), ("2000", "1800000007", "2026-07-28", "99.95")],
        ("3 printed totals checked",),
    ),
    "sap_fbl5n_fr.csv": (
        "sap_fbl5n", 2, {"EUR": "12000.00"},
        [("C100", "700001", "2026-06-14", "12345.60"), ("C100", "700002", "2026-05-20", "-345.60")],
        ("1 printed totals checked",),
    ),
    "sap_fbl5n_nl.csv": (
        "sap_fbl5n", 2, {"EUR": "900.00"},
        [("3001", "90000001", "2026-06-11", "1000.10"), ("3001", "90000002", "2026-05-20", "-100.10")],
        ("1 printed totals checked",),
    ),
    "tally.csv": (
        "tally", 3, {"INR": "125000.00"},
        [("Mehta Stores", "CN/7", "2026-06-12", "-456.50"), ("Mehta Stores", "S/101", "2026-05-01", "123456.50"), ("Sharma Traders", "S/140", "2026-07-20", "2000.00")],
        ("1 printed totals checked",),
    ),
    "wave_aged_receivables.csv": (
        "wave_invoices", 3, {"USD": "165.50"},
        [("Brook Dairy", "30 or less", "2026-06-29", "25.50"), ("Brook Dairy", "91 or more", "2026-03-31", "10.00"), ("Ann & Sons", "Not yet overdue", "2026-06-30", "130.00")],
        ("1 printed totals checked",),
    ),
    "wave_invoices.csv": (
        "wave_invoices", 2, {"USD": "155.50"},
        [("Ann & Sons", "17", "2026-07-01", "130.00"), ("Brook Dairy", "18", "2026-06-23", "25.50")],
        ("1 rows repeat their document, which is taken once",),
    ),
    "xero_sales_invoices.csv": (
        "xero_sales_invoices", 2, {"NZD": "222.00"},
        [("Totara Supplies", "CN-0003", "2026-06-14", "-23.00"), ("Rimu Cafe", "INV-0041", "2026-07-20", "245.00")],
        ("1 rows repeat their document, which is taken once",),
    ),
    "zoho_invoices.csv": (
        "zoho_invoices", 2, {"INR": "904.20"},
        [("Umbrella Retail", "INV-000001", "2026-06-17", "819.20"), ("Krishna Enterprises", "INV-000002", "2026-07-20", "85.00")],
        ("1 rows repeat their document, which is taken once",),
    ),
}  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path) -> Any:
    return bare_desk(tmp_path / "book.db", "USD")


def test_every_sample_has_its_figures() -> None:
    assert sorted(path.name for path in SAMPLES.iterdir()) == sorted(EXPECTED)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_file_of_each_system(desk: Any, name: str) -> None:
    by, items, opens, rows, words = EXPECTED[name]
    (report,) = imports.import_files(desk, [SAMPLES / name])
    assert (report.profile, report.new, report.rejected) == (by, items, 0)
    assert {currency: exact(minor, currency) for currency, minor in report.opens} == opens
    found = desk.store.connection.execute(
        "SELECT c.key, i.number, i.due_day, i.currency, i.open FROM item_now i"
        " JOIN customer_now c ON c.id = i.customer"
    )
    assert sorted(
        (key, number, date.fromordinal(due).isoformat(), exact(left, currency))
        for key, number, due, currency, left in found
    ) == sorted(rows)
    assert set(words) <= set(report.decisions)
    (again,) = imports.import_files(desk, [SAMPLES / name])
    assert (again.new, again.unchanged) == (0, items)


def test_every_shipped_profile_says_what_it_is_of() -> None:
    for each in profile.shipped():
        assert each.words, each.name
        if each.exact and each.name != "ledgerlane":
            kinds = {table.kind for table in each.tables}
            assert kinds <= {"items", "customers", "payments"}, each.name
    told = (Path(__file__).parents[2] / "docs" / "formats.md").read_text("utf-8")
    for each in profile.shipped():
        assert f"| `{each.name}` | {each.words} |" in told
    names = [each.name for each in profile.shipped()]
    assert len(names) == len(set(names)) >= 24
