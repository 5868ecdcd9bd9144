"""What a file calls its documents: known words, those of a profile, and what nobody knows."""

from __future__ import annotations

from pathlib import Path

import pytest
from desk_book import DeskBook

from ledgerlane.desk import accounts, imports
from ledgerlane.domain.errors import Misused
from ledgerlane.sync.cells import BadCell
from ledgerlane.sync.kinds import kinds_of
from ledgerlane.sync.profile import parse
from ledgerlane.sync.report import ImportRefused

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
    assert kinds_of([word, "Payment"], [100, -100], {}) == [kind, "credit_note"]


def test_the_words_of_a_profile_go_first() -> None:
    assert kinds_of(["zr", "si"], [1, 1], {"zr": "interest", "si": "fee"}) == ["interest", "fee"]  # fmt: skip
    with pytest.raises(BadCell, match=r"'ZR' is no kind of document.*kinds = \{ \"ZR\""):
        kinds_of(["ZR"], [1], {})
    with pytest.raises(
        Misused, match="kinds: 'ZR' = 'rent'; one of invoice, credit_note, fee"
    ):
        parse(PROFILE.replace('Provision = "fee"', 'ZR = "rent"'), "own.toml")


def test_a_word_that_nobody_knows_is_named_with_its_line_and_taken_for_nothing(
    kept: DeskBook, tmp_path: Path
) -> None:
    file = tmp_path / "typed.csv"
    file.write_text(FILE, encoding="utf-8")
    desk = kept.sit(kept.me)
    with pytest.raises(ImportRefused) as refused:
        imports.import_files(desk, [file], scope="partial", profile="generic")
    [report] = refused.value.reports
    [problem] = report.problems
    assert (problem.line, problem.field) == (3, "type")
    assert problem.message.startswith(
        "'Provision' is no kind of document that is known; accepted are invoice, credit_note, fee, interest"
    )
    own = tmp_path / "own.toml"
    own.write_text(PROFILE, encoding="utf-8")
    [report] = imports.import_files(desk, [file], scope="partial", profile=str(own))
    assert (report.problems, report.new) == ((), 3)
    kinds = {item.number: item.kind for item in accounts.show(desk, "C5").items}
    assert kinds == {"5001": "invoice", "5002": "fee", "5003": "credit_note"}
