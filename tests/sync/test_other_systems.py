"""Exports in the layouts of systems that have no profile of their own (made up): what each holds is right, or asked."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ledger_book import bare_desk

from ledgerlane.desk import imports
from ledgerlane.desk.learning import Learned, learn_profile
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.money import exact
from ledgerlane.store import exporting, lens
from ledgerlane.sync.learning import Said

FILES = Path(__file__).parent / "other_systems"

# file: profile; rows; open by currency; the day printed in it; the currency that a person says
TAKEN: dict[str, tuple[str, int, dict[str, str], str, str]] = {
    "1c_ru.csv": ("generic", 2, {"RUB": "1050.00"}, "", "RUB"),
    "acumatica_ar_aging.csv": ("generic", 2, {"USD": "900.00"}, "", ""),
    "bc_aged_ar.csv": ("generic", 3, {"GBP": "950.00"}, "2026-03-31", ""),
    "cn_yingshou.csv": ("generic", 3, {"CNY": "950.00"}, "", ""),
    "comarch_pl.csv": ("generic", 2, {"PLN": "1050.00"}, "", ""),
    "cz_saldokonto.csv": ("generic", 3, {"CZK": "950.00"}, "", ""),
    "d365fo_customer_aging.csv": ("generic", 3, {"USD": "950.00"}, "", ""),
    "datev_opos.csv": ("generic", 3, {"EUR": "950.00"}, "", ""),
    "dk_dinero.csv": ("generic", 1, {"DKK": "1000.00"}, "", ""),
    "ebp_echeancier.csv": ("generic", 2, {"EUR": "1050.00"}, "", ""),
    "economic_aabne_poster_da.csv": ("generic", 3, {"DKK": "950.00"}, "", ""),
    "es_vencimientos.csv": ("generic", 3, {"EUR": "950.00"}, "", ""),
    "exact_online_openstaande_posten_nl.csv": (
        "generic",
        3,
        {"EUR": "950.00"},
        "2026-03-31",
        "",
    ),
    "excel_accounting.csv": ("generic", 3, {"USD": "950.00"}, "", "USD"),
    "fakturoid.csv": ("generic", 2, {"CZK": "1050.00"}, "", ""),
    "fi_reskontra.csv": ("generic", 3, {"EUR": "950.00"}, "", ""),
    "fortnox_kundreskontra_sv.csv": ("generic", 3, {"SEK": "950.00"}, "", ""),
    "fr_balance_agee.csv": ("generic", 3, {"EUR": "950.00"}, "2026-03-31", ""),
    "fr_grand_livre_debit_credit.csv": ("generic", 3, {"EUR": "950.00"}, "", ""),
    "freee_jp.csv": ("generic", 2, {"JPY": "1050"}, "", "JPY"),
    "freshbooks_ar_aging.csv": ("generic", 2, {"USD": "950.00"}, "2026-03-31", "USD"),
    "german_side_sh.csv": ("generic", 2, {"EUR": "900.00"}, "", ""),
    "gr.csv": ("generic", 3, {"EUR": "950.00"}, "", ""),
    "group_with_number_cols.csv": ("generic", 3, {"GBP": "950.00"}, "", "GBP"),
    "heading_currency.csv": ("generic", 2, {"USD": "1050.00"}, "", ""),
    "holded_es.csv": ("generic", 2, {"EUR": "1050.00"}, "", ""),
    "hu_vevo.csv": ("generic", 3, {"HUF": "950000.00"}, "", ""),
    "it_scadenzario.csv": ("generic", 3, {"EUR": "950.00"}, "2026-03-31", ""),
    "kingdee.csv": ("generic", 1, {"CNY": "1000.00"}, "", "CNY"),
    "label_blocks_csv.csv": ("generic", 3, {"EUR": "950.00"}, "", ""),
    "lexoffice_de.csv": ("generic", 3, {"EUR": "950.00"}, "", ""),
    "lexware_op.csv": ("generic", 3, {"EUR": "950.00"}, "", ""),
    "logo_tr.csv": ("generic", 2, {"TRY": "900.00"}, "", "TRY"),
    "mixed_dates_iso_and_named.csv": ("generic", 2, {"EUR": "1050.00"}, "", ""),
    "netsuite_ar_aging_detail.csv": ("generic", 3, {"USD": "950.00"}, "2026-03-31", "USD"),
    "odoo_aged_receivable_xlsx.csv": (
        "odoo_invoices",
        3,
        {"EUR": "950.00"},
        "2026-03-31",
        "",
    ),
    "oracle_ar_aging_7.csv": ("generic", 3, {"EUR": "1040.00"}, "", ""),
    "paid_without_open.csv": ("generic", 2, {"EUR": "1050.00"}, "", ""),
    "peachtree_aged.csv": ("generic", 2, {"USD": "1050.00"}, "2026-03-31", "USD"),
    "pennylane_fr.csv": ("generic", 2, {"EUR": "1050.00"}, "", ""),
    "pl_naleznosci.csv": ("generic", 3, {"PLN": "950.00"}, "", ""),
    "pohoda_cz.csv": ("generic", 2, {"CZK": "1050.00"}, "", "CZK"),
    "procountor_fi.csv": ("generic", 2, {"EUR": "1050.00"}, "", ""),
    "pt_contas_receber.csv": ("generic", 3, {"EUR": "950.00"}, "", ""),
    "ru_debitorka.csv": ("generic", 3, {"RUB": "950.00"}, "", ""),
    "saga_ro.csv": ("generic", 2, {"RON": "1050.00"}, "", ""),
    "sage200_aged_debtors.csv": ("generic", 3, {"GBP": "950.00"}, "", "GBP"),
    "sap_b1_aging.csv": ("generic", 2, {"USD": "900.00"}, "", "USD"),
    "sap_fbl5n_block_de_tab.txt": ("sap_fbl5n", 3, {"EUR": "1050.00"}, "", ""),
    "sap_fbl5n_block_en.txt": ("sap_fbl5n", 3, {"EUR": "1050.00"}, "", ""),
    "sap_fiori_customer_items.csv": ("sap_fbl5n", 3, {"EUR": "1050.00"}, "", ""),
    "sevdesk.csv": ("generic", 2, {"EUR": "1050.00"}, "", ""),
    "swiss_abacus.csv": ("generic", 3, {"CHF": "950.00"}, "", ""),
    "thin_space_trailing_minus.tsv": ("generic", 3, {"EUR": "950.00"}, "", ""),
    "tr_cari.csv": ("generic", 3, {"TRY": "950.00"}, "", ""),
    "tripletex_apne_poster.csv": ("generic", 3, {"NOK": "950.00"}, "", ""),
    "two_row_header.csv": ("generic", 2, {"EUR": "1050.00"}, "", ""),
    "visma_kundereskontro_no.csv": ("generic", 3, {"NOK": "950.00"}, "", ""),
    "wave_aged.csv": ("generic", 2, {"USD": "950.00"}, "2026-03-31", "USD"),
    "xero_nz_receivable_summary.csv": (
        "generic",
        2,
        {"NZD": "950.00"},
        "2026-03-31",
        "NZD",
    ),
    "zoho_ar_aging_details.csv": ("generic", 3, {"INR": "950.00"}, "", "INR"),
}
# file: what is asked; what answers it; open by currency then
ASKED: dict[str, tuple[str, Said, dict[str, str]]] = {
    "ambiguous_amounts.csv": ("'1.000' could have three decimals or be thousands", Said(decimal=","), {"EUR": "6500.00"}),
    "ambiguous_dates.csv": ("'01/05/2026' could be day/month or month/day", Said(dates="mdy"), {"EUR": "1050.00"}),
    "jp_urikake.csv": ("'1,234' could have three decimals", Said(currency="JPY"), {"JPY": "950"}),
    "sage50_uk_aged_detailed.csv": ("known as due date", Said({"due_date": "+30"}, currency="GBP"), {"GBP": "950.00"}),
    "stripe_invoices.csv": ("'Amount Remaining' holds amounts", Said({"open": "Amount Remaining"}), {"USD": "1050.00"}),
    "myob_receivables_detail.csv": (
        "known as due date, the customer: say what", Said({"due_date": "+14", "customer": "ID No.", "number": "Invoice No."}, currency="AUD"),
        {"AUD": "900.00"},
    ),
}  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path) -> Any:
    return bare_desk(tmp_path / "book.db")


def opens(report: Any) -> dict[str, str]:
    return {currency: exact(minor, currency) for currency, minor in report.opens}


def items(desk: Any) -> list[tuple[Any, ...]]:
    rows = desk.store.connection.execute(
        "SELECT c.key, i.number, i.due_day, i.open, i.currency FROM item_now i"
        " JOIN customer_now c ON c.id = i.customer ORDER BY i.number, i.due_day"
    )
    found = exporting.customers(desk.store, lens.lens(desk.store, desk.today, None))
    names = {row["number"]: row["name"] for row in found}
    return [
        (key, names[key], number, date.fromordinal(due).isoformat(), exact(left, currency))
        for key, number, due, left, currency in rows
    ]


def learned(desk: Any, name: str, said: Said) -> Learned:
    return learn_profile(desk, "learned", FILES / name, said, keep=False)


def test_each_file_is_taken_or_asks() -> None:
    assert {each.name for each in FILES.iterdir()} == {*TAKEN, *ASKED}


@pytest.mark.parametrize("name", TAKEN)
def test_what_is_open(desk: Any, name: str) -> None:
    profile, rows, open_, day, currency = TAKEN[name]
    (report,) = imports.import_files(desk, [FILES / name], currency=currency or None)
    assert (report.profile, report.rows, opens(report)) == (profile, rows, open_)
    said = report.as_of_origin == "printed in the file" and report.as_of
    assert (said.isoformat() if said else "") == day
    assert sum(float(each[4]) for each in items(desk)) == sum(map(float, open_.values()))


@pytest.mark.parametrize("name", ASKED)
def test_what_is_asked_and_answered(desk: Any, name: str) -> None:
    words, said, open_ = ASKED[name]
    with pytest.raises(Refused) as caught:
        imports.import_files(desk, [FILES / name], currency=said.currency or None)
    assert words in str(caught.value)
    assert imports.batches(desk) == []
    assert learned(
        desk, name, Said(currency="" if name[:2] == "jp" else said.currency)
    ).lesson.questions
    told = learned(desk, name, said)
    assert (told.lesson.questions, told.problems) == ((), ())
    assert opens(told) == open_


BLOCKS = [
    ("1000123", "Müller & Söhne GmbH", "1400000012", "2026-02-14", "1234.56"),
    ("1000123", "Müller & Söhne GmbH", "1400000013", "2026-01-20", "-234.56"),
    ("1000124", "Bach KG", "1400000044", "2026-03-04", "50.00"),
]


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("sap_fbl5n_block_de_tab.txt", BLOCKS),
        ("label_blocks_csv.csv", [
            ("1001 Ann & Sons", "", "12", "2026-02-14", "1000.00"), ("1001 Ann & Sons", "", "13", "2026-02-20", "-100.00"),
            ("1002 Brook Dairy", "", "44", "2026-04-19", "50.00"),
        ]),
        ("group_with_number_cols.csv", [
            ("A001", "Ann & Sons", "1001", "2026-02-14", "1000.00"), ("A001", "Ann & Sons", "1002", "2026-02-20", "-100.00"),
            ("A002", "Brook Dairy", "1044", "2026-04-19", "50.00"),
        ]),
        ("odoo_aged_receivable_xlsx.csv", [
            ("Ann & Sons", "Ann & Sons", "INV/2026/00012", "2026-02-14", "1000.00"),
            ("Brook Dairy", "Brook Dairy", "INV/2026/00044", "2026-04-19", "50.00"),
            ("Ann & Sons", "Ann & Sons", "RINV/2026/00013", "2026-02-20", "-100.00"),
        ]),
        ("wave_aged.csv", [
            ("Ann & Sons", "Ann & Sons", "31-60", "2026-02-28", "900.00"), ("Brook Dairy", "Brook Dairy", "not due", "2026-03-31", "50.00"),
        ]),
        ("oracle_ar_aging_7.csv", [
            ("1001", "Ann & Sons", "10001", "2026-02-14", "1000.00"), ("1002", "Brook Dairy", "10044", "2026-04-01", "50.00"),
            ("1002", "Brook Dairy", "CM-7", "2026-03-02", "-10.00"),
        ]),
    ],
)  # fmt: skip
def test_whose_the_rows_are(desk: Any, name: str, rows: list[tuple[Any, ...]]) -> None:
    imports.import_files(desk, [FILES / name], currency=TAKEN[name][4] or None)
    assert items(desk) == rows


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("odoo_aged_receivable_xlsx.csv", "Ann & Sons,,,,,,0.00,0.00,900.00,0.00,0.00,0.00,900.00", "Ann & Sons,,,,,,0.00,0.00,900.00,0.00,0.00,0.00,901.00",
         ":4: Total: the printed total 901.00 EUR is not the sum of the rows, 900.00 EUR"),
        ("oracle_ar_aging_7.csv", "1000.00,0,0,1000.00", "1000.00,0,0,999.00", ":2: the ages add up to 999.00 EUR, not to the open 1000.00"),
        ("wave_aged.csv", "$900.00,$0.00,$0.00,$900.00", "$900.00,$0.00,$0.00,$910.00", ":6: the ages add up to 900.00 USD, not to the open 910.00"),
        ("sap_fbl5n_block_de_tab.txt", "\t1.050,00", "\t1.051,00", ":19: Betrag in HW: the printed total 1051.00 EUR is not the sum of the rows, 1050.00 EUR"),
    ],
)  # fmt: skip
def test_sums_are_proofs(
    desk: Any, tmp_path: Path, name: str, old: str, new: str, words: str
) -> None:
    text = (FILES / name).read_text("utf-8")
    assert old in text
    path = tmp_path / name
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(imports.ImportRefused) as caught:
        imports.import_files(desk, [path], currency=TAKEN[name][4] or None)
    assert f"{name}{words}" in str(caught.value)


HEAD = "Customer No;Customer;Invoice No;Invoice Date;Due Date;Amount;Balance;"
ROW = "\nC1;Ann;12;2026-01-15;2026-02-14;1000.00;900.00;"


@pytest.mark.parametrize(
    ("heading", "value", "taken"),
    [
        ("Sales lane", "web", True), ("Ticket", "77", True),
        ("Offenstand", "900.00", False), ("Geld", "USD", False), ("Sort", "Gutschrift", False), ("Zeichen", "H", False),
    ],
)  # fmt: skip
def test_a_heading_of_nobodys_is_left_out_where_it_cannot_matter(
    desk: Any, tmp_path: Path, heading: str, value: str, taken: bool
) -> None:
    path = tmp_path / "open.csv"
    path.write_text(f"{HEAD}{heading}{ROW}{value}\n", encoding="utf-8")
    if taken:
        (report,) = imports.import_files(desk, [path])
        assert opens(report) == {"EUR": "900.00"}
        assert f"{heading!r}: nobody's heading, and not read" in report.decisions
        return
    with pytest.raises(Refused, match=f"does not know the headings '{heading}'"):
        imports.import_files(desk, [path])


def test_a_list_without_due_days_says_so(desk: Any, tmp_path: Path) -> None:
    path = tmp_path / "open.csv"
    path.write_text("Konto;Name;Belegnummer;Belegdatum;Betrag;Währung\n1;Ann;7;15.01.2026;10,00;EUR\n", encoding="utf-8")  # fmt: skip
    with pytest.raises(
        imports.ImportRefused, match="no column says when the documents are due"
    ):
        imports.import_files(desk, [path], profile="sap_fbl5n")
    mine = tmp_path / "mine.toml"
    mine.write_text(learn_profile(desk, "mine", path, Said({"due_date": "+30"}), keep=False).lesson.text, encoding="utf-8")  # fmt: skip
    (report,) = imports.import_files(desk, [path], profile=mine)
    assert items(desk) == [("1", "Ann", "7", "2026-02-14", "10.00")]
    assert "no column of due days: 30 days after each document's date" in report.decisions


def test_two_columns_that_may_both_be_the_balance_are_asked_about(desk: Any) -> None:
    lesson = learned(desk, "stripe_invoices.csv", Said()).lesson
    assert [str(each) for each in lesson.questions] == [
        "'Amount Due' and 'Amount Remaining' may both be the balance: open=\"Amount Remaining\" or --ignore \"Amount Remaining\""
    ]


def test_a_status_says_what_is_paid_and_what_counts(desk: Any, tmp_path: Path) -> None:
    """Without a column of open amounts; what is a draft or void is owed by nobody."""
    path = tmp_path / "invoices.csv"
    rows = [
        f"{n},Ann,2026-05-01,2026-05-10,10.00,{word}"
        for n, word in enumerate(("Paid", "Sent", "Draft", "Void"))
    ]
    path.write_text(
        "\n".join(["Invoice No,Customer,Invoice Date,Due Date,Total,Status", *rows]) + "\n",
        encoding="utf-8",
    )
    (report,) = imports.import_files(desk, [path])
    assert (report.rows, report.totals, opens(report)) == (
        2,
        (("EUR", 2000),),
        {"EUR": "10.00"},
    )
    assert "2 rows are left out by what 'Status' says" in report.decisions


@pytest.mark.parametrize(
    ("word", "taken"), [("Lab 1", False), ("North", True), ("bezahlt", False), ("-", False)]
)
def test_without_open_amounts_only_words_are_left_out(
    desk: Any, tmp_path: Path, word: str, taken: bool
) -> None:
    path = tmp_path / "invoices.csv"
    path.write_text(
        f"Invoice No,Customer No,Invoice Date,Due Date,Total,Provider\n7,1,2026-05-01,2026-05-10,10.00,{word}\n",
        encoding="utf-8",
    )
    if taken:
        (report,) = imports.import_files(desk, [path])
        assert "'Provider': nobody's heading, and not read" in report.decisions
        return
    with pytest.raises(Refused, match="does not know the headings 'Provider'"):
        imports.import_files(desk, [path])


def test_the_status_of_payment_says_what_is_paid_before_any_other(
    desk: Any, tmp_path: Path
) -> None:
    path = tmp_path / "invoices.csv"
    head = "Invoice No,Customer,Invoice Date,Due Date,Total,Status,Payment Status"
    path.write_text(
        f"{head}\n1,Ann,2026-05-01,2026-05-10,10.00,Sent,Unpaid\n2,Bo,2026-05-01,2026-05-10,5.00,Sent,Paid\n",
        encoding="utf-8",
    )
    (report,) = imports.import_files(desk, [path])
    assert opens(report) == {"EUR": "10.00"}
