"""Documents and customers go by their numbers everywhere, whatever their keys hold besides."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from builders import M
from desk_book import DeskBook

from ledgerlane.cli.words import accounts as words
from ledgerlane.desk import (
    accounts,
    care,
    cash,
    claims,
    deductions,
    disputes,
    exports,
    imports,
    log,
    matching,
    people,
    undo,
)
from ledgerlane.domain.errors import Refused

PROFILE = """\
name = "erp"
source = "erp"
strip_zeros = true
identity = ["company", "number", "year"]
[[table]]
kind = "items"
[table.columns]
number = "doc"
customer = "customer"
name = "name"
doc_date = "issued"
due_date = "due"
currency = "cur"
amount = "amount"
open = "open"
company = "company"
year = "year"
[[table]]
kind = "payments"
[table.columns]
payment = "payment"
customer = "customer"
value_date = "value_date"
currency = "cur"
amount = "amount"
unapplied = "unapplied"
"""
ITEMS = """\
doc,customer,name,issued,due,cur,amount,open,company,year
0930576073,0200029010,Ola AS,2026-03-16,2026-04-15,EUR,1000.00,1000.00,U001,2026
1991839699,0200029010,Ola AS,2026-05-21,2026-06-20,EUR,500.00,500.00,U013,2026
"""
KEYS = ("U001|", "U013|", "930576073|", "200029010")


@pytest.fixture
def erp(kept: DeskBook) -> DeskBook:
    profile = kept.folder / "erp.toml"
    profile.write_text(PROFILE)
    (kept.folder / "items.csv").write_text(ITEMS)
    (kept.folder / "pay.csv").write_text(
        "payment,customer,value_date,cur,amount,unapplied\n"
        "P5,,2026-06-29,EUR,80.00,80.00\nP8,0200029010,2026-06-29,EUR,500.00,500.00\n"
    )
    take(kept, "items.csv", profile)
    take(kept, "pay.csv", profile)
    return kept


def take(kept: DeskBook, name: str, profile: Path) -> None:
    imports.import_files(kept.sit(kept.me), [kept.folder / name], profile=profile)


def shown(kept: DeskBook) -> str:
    view = accounts.show(kept.desk, "0200029010")
    return "\n".join(words.lines(kept.desk, view))


def no_keys(text: str) -> None:
    left = text.replace("0200029010", "").replace("0930576073", "")
    assert [key for key in KEYS if key in left] == []


def test_the_lines_of_an_account(erp: DeskBook) -> None:
    assert matching.match(erp.sit("tom"), "P8", ["1991839699"]) == (
        "ledger/P8 matched, by hand: 1991839699 500.00 EUR".replace("ledger", "erp")
    )
    cash.identify(erp.desk, "P5", "0200029010")
    disputes.open_(
        erp.sit("anna"), "0200029010", "0930576073", M("20.00 EUR"), reason="price"
    )
    text = shown(erp)
    assert "P8 matched to 1991839699, by hand" in text
    assert "P5 is of 0200029010" in text
    assert "DISPUTE 20.00 EUR of 0930576073 · price" in text
    no_keys(text)
    assert care.verify(erp.desk, deep=True) == []


def test_what_is_pending_undone_and_exported(erp: DeskBook) -> None:
    matching.match(erp.sit("tom"), "P8", ["1991839699"])
    view = accounts.show(erp.desk, "0200029010")
    assert [view.names.document(each.item) for each in view.pending if each.item] == [
        "1991839699"
    ]
    file = io.StringIO()
    exports.export(erp.sit(erp.me), "activities", file)
    assert "P8 matched to 1991839699" in file.getvalue()
    no_keys(file.getvalue())
    file = io.StringIO()
    exports.export(erp.desk, "allocations", file)
    assert ",0200029010,Ola AS,1991839699,," in file.getvalue()
    assert "P8 matched to 1991839699" in undo.undo(erp.sit("tom"))


def test_proposals_and_refusals(erp: DeskBook) -> None:
    post = cash.post(erp.sit("tom"), M("1000.00 EUR"), payer="Ola A/S")
    (found,) = [each for each in matching.worklist(erp.desk) if each.cash.ref == post]
    assert found.whose["erp/200029010"] == "0200029010"
    assert "the payer is called like the customer 0200029010" in {
        each.why for each in found.proposals
    }
    assert (
        matching.accept(
            erp.desk, post, next(each for each in found.proposals if each.matching is None)
        )
        == f"{post} is of 0200029010"
    )
    with pytest.raises(Refused, match=r"^0200029010 has no open item '77'"):
        matching.match(erp.desk, post, ["77"])
    with pytest.raises(Refused, match=f"{post} is 0200029010's already"):
        cash.identify(erp.desk, post, "0200029010")


def test_a_line_names_the_document(erp: DeskBook) -> None:
    draft = log.preview(erp.sit("anna"), "0200029010", "p 100 fri #1991839699")
    assert "on 1991839699" in draft.words
    no_keys(draft.words)
    assert date(2026, 6, 30) == erp.desk.today


def test_deductions_disputes_and_claims_are_called_by_the_documents_number(
    erp: DeskBook,
) -> None:
    """Number, key or reference; also once the document is paid."""
    people.grant(erp.sit(erp.me), "sam", "marketing", [])
    who, number, key = "0200029010", "0930576073", "U001|930576073|2026"
    for name in (number, key, f"erp/{key}"):
        deductions.open_(erp.sit("anna"), who, name, M("20.00 EUR"), reason="price")
        assert deductions.deny(erp.sit("sam"), name, "no such price") == M("20.00 EUR")
        assert deductions.reopen(erp.desk, number, "a letter") == M("20.00 EUR")
        claim = claims.record(erp.sit("anna"), who, "price", M("20.00 EUR"))
        claims.match(erp.desk, claim, name)
        paid(erp)
        claims.unmatch(erp.desk, claim, name)
        assert disputes.settle(erp.desk, name, "withdrawn") == "withdrawn"
        paid(erp, "1000.00")
    with pytest.raises(Refused, match="there is no dispute '930576073'"):
        disputes.settle(erp.desk, "930576073", "upheld")


def paid(erp: DeskBook, left: str = "0.00") -> None:
    """The first document is paid but for so much."""
    (erp.folder / "items.csv").write_text(
        ITEMS.replace("1000.00,1000.00", f"1000.00,{left}")
    )
    take(erp, "items.csv", erp.folder / "erp.toml")
    erp.sit("anna")
