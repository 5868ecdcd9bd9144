"""What a file calls its documents: known words, those of a profile, and what nobody knows."""

from __future__ import annotations

from pathlib import Path

import pytest
from desk_book import DeskBook

from ledgerlane.desk import accounts, imports
from ledgerlane.domain.errors import Misused
from ledgerlane.sync.kinds import kinds_of
from ledgerlane.sync.profile import parse

FILE = """\
invoice_no,customer_id,customer_name,issue_date,due_date,currency,amount,open_amount,type
5001,C5,Krone Handel,2026-05-01,2026-06-01,EUR,100.00,100.00,Invoice
5002,C5,Krone Handel,2026-05-01,2026-06-01,EUR,20.00,20.00,Provision
5003,C5,Krone Handel,2026-05-01,2026-06-01,EUR,-5.00,-5.00,Provision
"""
PROFILE = """\
name = "own"
source = "ledger"

[[table]]
kind = "items"
kinds = { Provision = "fee" }
[table.columns]
number = "invoice_no"
customer = "customer_id"
name = "customer_name"
doc_date = "issue_date"
due_date = "due_date"
currency = "currency"
amount = "amount"
open = "open_amount"
kind = "type"
"""


@pytest.mark.parametrize(
    ("word", "kind"),
    [("Invoice", "invoice"), (" RECHNUNG ", "invoice"), ("SI", "invoice"), ("", "invoice"),
     ("Finance Charge", "interest"), ("Mahngebühr", "fee"), ("fee", "fee"), ("INT", "interest")],
)  # fmt: skip
def test_words_that_are_known(word: str, kind: str) -> None:
    assert kinds_of([word, "Payment"], [100, -100], {})[0] == [kind, "credit_note"]


def test_the_words_of_a_profile_go_first() -> None:
    own = {"zr": "interest", "si": "fee"}
    assert kinds_of(["zr", "si"], [1, 1], own) == (["interest", "fee"], {})
    assert kinds_of(["ZR ", "ZR"], [1, 1], {}) == (["invoice", "invoice"], {"ZR": 2})
    with pytest.raises(
        Misused, match="kinds: 'ZR' = 'rent'; one of invoice, credit_note, fee"
    ):
        parse(PROFILE.replace('Provision = "fee"', 'ZR = "rent"'), "own.toml")


def test_a_word_that_nobody_knows_is_taken_for_an_invoice_and_said(
    kept: DeskBook, tmp_path: Path
) -> None:
    file = tmp_path / "typed.csv"
    file.write_text(FILE, encoding="utf-8")
    desk = kept.sit(kept.me)
    [report] = imports.import_files(
        desk, [file], scope="partial", profile="generic", dry_run=True
    )
    assert (
        "1 rows are called 'Provision', and taken for invoices; kinds in a profile says otherwise"
        in report.decisions
    )
    own = tmp_path / "own.toml"
    own.write_text(PROFILE, encoding="utf-8")
    [report] = imports.import_files(desk, [file], scope="partial", profile=str(own))
    assert (report.problems, report.new) == ((), 3)
    kinds = {item.number: item.kind for item in accounts.show(desk, "C5").items}
    assert kinds == {"5001": "invoice", "5002": "fee", "5003": "credit_note"}
