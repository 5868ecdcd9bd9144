"""No heading is passed over in silence: each is read, or named as one that is not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ledger_book import bare_desk

from ledgerlane.desk import exports, imports
from ledgerlane.desk.whole_files import whole_file
from ledgerlane.domain.errors import Refused
from ledgerlane.store import exporting, lens

GOOD = (
    "Customer No;Customer Name;Invoice No;Invoice Date;Due Date;Currency;Amount;Outstanding"
)
ROWS = """
C1;Acme;1;2026-01-02;2026-02-01;EUR;100.00;40.00
C2;Bolt;2;2026-01-02;2026-02-01;EUR;50.00;50.00
"""


@pytest.fixture
def desk(tmp_path: Path) -> Any:
    return bare_desk(tmp_path / "book.db")


def write(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "open.csv"
    path.write_bytes(text.encode(encoding))
    return path


def names(desk: Any) -> dict[str, str]:
    found = exporting.customers(desk.store, lens.lens(desk.store, desk.today, None))
    return {row["number"]: row["name"] for row in found}


def test_good_headings_are_read_and_the_dry_run_lists_them(
    desk: Any, tmp_path: Path
) -> None:
    (told,) = imports.import_files(desk, [write(tmp_path, GOOD + ROWS)], dry_run=True)
    assert (told.totals, told.opens) == ((("EUR", 15000),), (("EUR", 9000),))
    assert told.columns == (
        ("Customer No", "customer"), ("Customer Name", "name"), ("Invoice No", "number"),
        ("Invoice Date", "doc_date"), ("Due Date", "due_date"), ("Currency", "currency"),
        ("Amount", "amount"), ("Outstanding", "open"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("was", "now", "money"),
    [("Outstanding", "Offenstand", True), ("Outstanding", "Open Amt", True),
     ("Outstanding", "", True), ("Customer No", "Abnehmer", False)],
)  # fmt: skip
def test_a_renamed_heading_refuses_the_file_by_name(
    desk: Any, tmp_path: Path, was: str, now: str, money: bool
) -> None:
    file = write(tmp_path, GOOD.replace(was, now) + ROWS)
    with pytest.raises(Refused, match=r"open\.csv: the profile generic") as found:
        imports.import_files(desk, [file])
    name = now or "column 8"
    assert repr(name) in str(found.value)
    assert ("which may be the balance" in str(found.value)) is money
    assert f'--ignore "{name}"' in str(found.value)
    assert desk.store.db.execute("SELECT count(*) FROM item").fetchone()[0] == 0


def test_what_is_ignored_by_name_is_left_out_and_said(desk: Any, tmp_path: Path) -> None:
    text = GOOD.replace("Outstanding", "Restbetrag").replace("Customer No", "Debitor")
    (told,) = imports.import_files(
        desk, [write(tmp_path, text + ROWS)], ignore=["restbetrag", "Debitor"]
    )
    assert told.opens == (("EUR", 15000),)
    assert dict(told.columns)["Restbetrag"] == dict(told.columns)["Debitor"] == ""
    assert "Restbetrag: holds amounts and is not read" in told.decisions
    assert "no column of open amounts: all of each amount counts as open" in told.decisions
    assert any("known by their exact names" in words for words in told.decisions)


def test_a_chosen_profile_reads_or_ignores_every_heading_too(
    desk: Any, tmp_path: Path
) -> None:
    text = (
        "doc_id,doc_type,customer_id,doc_date,due_date,currency,amount,open_amount,rest_due\n"
        "1,INV,C1,2026-01-02,2026-02-01,EUR,100.00,100.00,25.00\n"
    )
    for profile in ("ledgerlane", None):
        with pytest.raises(Refused, match=r"'rest_due' holds amounts"):
            imports.import_files(desk, [write(tmp_path, text)], profile=profile)
    (told,) = imports.import_files(desk, [write(tmp_path, text)], ignore=["rest_due"])
    assert (told.profile, told.opens) == ("ledgerlane", (("EUR", 10000),))


def test_two_headings_of_one_meaning_are_not_chosen_between(
    desk: Any, tmp_path: Path
) -> None:
    text = GOOD.replace("Outstanding", "Total") + ROWS
    with pytest.raises(Refused, match="'Total' holds amounts"):
        imports.import_files(desk, [write(tmp_path, text)])


def test_the_encoding_can_be_said_on_the_line(desk: Any, tmp_path: Path) -> None:
    file = write(tmp_path, GOOD + ROWS.replace("Acme", "Søndergård"), "cp1252")
    with pytest.raises(Refused, match="say which it is with --encoding"):
        imports.import_files(desk, [file])
    imports.import_files(desk, [file], encoding="cp1252")
    assert names(desk) == {"C1": "Søndergård", "C2": "Bolt"}


def test_a_file_that_may_have_been_cut_off_says_so(desk: Any, tmp_path: Path) -> None:
    whole = GOOD + ROWS
    cut = "the last line has no end: where the file was cut off there, its last value is not whole"
    (told,) = imports.import_files(desk, [write(tmp_path, whole)], dry_run=True)
    assert cut not in told.decisions
    (told,) = imports.import_files(desk, [write(tmp_path, whole[:-4])], dry_run=True)
    assert cut in told.decisions
    assert told.opens == (("EUR", 4000 + 5000),)
    (told,) = imports.import_files(desk, [write(tmp_path, whole[:-5])], dry_run=True)
    assert told.opens == (("EUR", 4000 + 500),)
    with pytest.raises(Refused, match="has 7 fields; the header has 8"):
        imports.import_files(desk, [write(tmp_path, whole[:-7])])


def test_the_open_amounts_are_counted_line_by_line_too(desk: Any, tmp_path: Path) -> None:
    rows = "".join(
        f"C{n};Acme;{n};2026-01-02;2026-02-01;EUR;100.00;40.00\n" for n in range(9)
    )
    imports.import_files(desk, [write(tmp_path, f"{GOOD}\n{rows}")])
    changed = rows.replace("C3;Acme;3;2026-01-02;2026-02-01;EUR;100.00;40.00", "C3;Acme;3;2026-01-02;2026-02-01;EUR;100.00;15.00")  # fmt: skip
    (told,) = imports.import_files(desk, [write(tmp_path, f"{GOOD}\n{changed}")])
    assert (told.changed, told.unchanged) == (1, 8)
    assert (told.totals, told.opens) == ((("EUR", 90000),), (("EUR", 33500),))


def test_exported_items_keep_their_customers_names(desk: Any, tmp_path: Path) -> None:
    imports.import_files(desk, [write(tmp_path, GOOD + ROWS)])
    with whole_file(tmp_path / "items.csv") as file:
        assert exports.export(desk, "items", file) == 2
    empty = bare_desk(tmp_path / "other.db")
    (told,) = imports.import_files(empty, [tmp_path / "items.csv"])
    assert names(empty) == {"C1": "Acme", "C2": "Bolt"}
    assert told.opens == (("EUR", 9000),)


def test_customer_is_the_name_where_a_number_stands_beside_it(
    desk: Any, tmp_path: Path
) -> None:
    imports.import_files(
        desk, [write(tmp_path, GOOD.replace("Customer Name", "Customer") + ROWS)]
    )
    assert names(desk) == {"C1": "Acme", "C2": "Bolt"}
