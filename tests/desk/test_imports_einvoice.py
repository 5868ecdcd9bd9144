"""Electronic invoices into the book: both syntaxes are one item, all files or none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from einvoices import Doc, cii, ubl
from ledger_book import bare_desk
from workbooks import zipped

from ledgerlane.desk import imports
from ledgerlane.desk.imports import ImportRefused
from ledgerlane.store import exporting, lens
from ledgerlane.sync.report import ImportReport


@pytest.fixture
def desk(tmp_path: Path) -> Any:
    return bare_desk(tmp_path / "book.db")


def taken(desk: Any, tmp_path: Path, *files: bytes, **more: Any) -> list[ImportReport]:
    paths = []
    for at, data in enumerate(files):
        paths.append(tmp_path / f"{at}.xml")
        paths[-1].write_bytes(data)
    return imports.import_files(desk, paths, **more)


def refused(desk: Any, tmp_path: Path, *files: bytes, **more: Any) -> str:
    before = imports.batches(desk)
    with pytest.raises(ImportRefused) as caught:
        taken(desk, tmp_path, *files, **more)
    assert imports.batches(desk) == before
    return str(caught.value)


PARTS = (("2026-10-31", "40.00"), ("2026-11-30", "65.00"))


@pytest.mark.parametrize("doc", [Doc(), Doc(parts=PARTS), Doc(vat="")])
def test_the_same_invoice_in_both_syntaxes_is_unchanged(
    desk: Any, tmp_path: Path, doc: Doc
) -> None:
    (first,) = taken(desk, tmp_path, ubl(doc), kind="invoice")
    (again,) = taken(desk, tmp_path, cii(doc))
    assert (first.format, first.profile, first.kind, first.source) == ("ubl", "einvoice", "items", "einvoice")  # fmt: skip
    assert (again.format, again.new, again.changed) == ("cii", 0, 0)
    assert first.new == again.unchanged == max(1, len(doc.parts))
    assert first.opens == again.opens == (("EUR", 10500),)


def test_hundred_files_or_none(desk: Any, tmp_path: Path) -> None:
    good = [ubl(Doc(number=f"R-{at}")) for at in range(100)]
    bad = cii(Doc(number="R-100").but(sums={"payable": "99.00"}))
    said = refused(desk, tmp_path, *good, bad)
    assert said == (
        "100.xml: does not prove itself: R-100: amount due is 105.00, the file says 99.00 (BR-CO-16)."
        " Ask for it again; --unproven takes it as it is, and says so"
    )
    reports = taken(desk, tmp_path, *good)
    assert sum(report.new for report in reports) == 100


def test_what_does_not_prove_itself_is_taken_when_a_profile_says_so(
    desk: Any, tmp_path: Path
) -> None:
    text = imports.profile_text("einvoice").replace('"einvoice"', '"lax"', 1)
    profile = tmp_path / "lax.toml"
    profile.write_text(f"unproven = true\n{text}", "utf-8")
    wrong = ubl(Doc().but(sums={"payable": "99.00"}))
    (report,) = taken(desk, tmp_path, wrong, profile=profile)
    assert report.opens == (("EUR", 9900),)
    told = "R-7: amount due is 105.00, the file says 99.00 (BR-CO-16)"
    assert f"UNPROVEN, and taken so: {told}" in report.decisions


def test_more_decimals_than_the_currency_has_do_not_add_up(
    desk: Any, tmp_path: Path
) -> None:
    odd = {"gross": "125.005", "payable": "105.005", "tax": "25.005"}
    said = refused(desk, tmp_path, ubl(Doc().but(sums=odd)))
    assert "total with tax is 125.01, the file says 125.005 (BR-CO-15)" in said


def test_an_invoice_in_a_zip(desk: Any, tmp_path: Path) -> None:
    (report,) = taken(desk, tmp_path, zipped({"invoice.xml": ubl(Doc())}))
    assert (report.format, report.new) == ("ubl in zip", 1)


def test_a_credit_note_lowers_what_is_owed(desk: Any, tmp_path: Path) -> None:
    credit = Doc(number="G-1", preceding="R-7").but(code="381", sums={"prepaid": "", "payable": "125.00"})  # fmt: skip
    reports = taken(desk, tmp_path, ubl(Doc()), cii(credit))
    assert [report.opens for report in reports] == [(("EUR", 10500),), (("EUR", -12500),)]
    (line,) = exporting.customers(desk.store, lens.lens(desk.store, desk.today, None))
    assert (line["number"], line["name"]) == ("DK12345678", "Ærlig & Søn A/S")
