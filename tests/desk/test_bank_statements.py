"""Bank statements into the book: receipts, overlaps, formats, reversals, proof, undo."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from bank_files import ACCOUNT, camt, entry, take
from desk_book import DeskBook

from ledgerlane.desk import accounts, care, cash, exports, matching, taking_back
from ledgerlane.sync.report import ImportRefused


def receipts(kept: DeskBook) -> list[tuple[int, int, str, bool]]:
    """Amount, what is left, the words, and whether it takes another back."""
    found = kept.desk.store.db.execute(
        "SELECT amount, unapplied, trim(reference || ' ' || remittance), reverses IS NOT NULL"
        " FROM receipt_now ORDER BY value_day, amount DESC, key"
    )
    return [(*row[:3], bool(row[3])) for row in found]


TWO = (
    entry("1000.00", "B1", "Invoice 1001"),
    entry("40.00", "B2", "3001"),
    entry("7.00", "B3", side="DBIT"),
)
STATEMENT = camt(*TWO, opening="5.00", closing="1038.00")


def test_credits_are_receipts_that_cash_is_matched_by(kept: DeskBook) -> None:
    report = take(kept, STATEMENT)
    assert (report.kind, report.source, report.format) == ("payments", "bank", "camt")
    assert (report.new, report.totals) == (2, (("EUR", 104_000),))
    assert (
        f"statement S of {ACCOUNT} is proven: opening 5.00 EUR + 3 entries 1 033.00 EUR = closing 1 038.00 EUR"
        in report.decisions
    )
    assert "1 statement: 2 credits are receipts, 1 debits are left out" in report.decisions
    assert receipts(kept) == [
        (100_000, 100_000, "Invoice 1001", False),
        (4_000, 4_000, "3001", False),
    ]
    run = matching.match_all(kept.sit("tom"))
    assert run.matched == 2
    pending = [
        (each.item, each.amount.minor) for each in accounts.show(kept.desk, "C1").pending
    ]
    assert pending == [("ledger/1001", 100_000)]
    assert care.verify(kept.desk, deep=True) == []


def test_the_record_is_kept_and_comes_back_with_everything(
    kept: DeskBook, tmp_path: Path
) -> None:
    take(kept, STATEMENT)
    query = "SELECT payer, payer_account, bank_ref, raw FROM bank_record ORDER BY bank_ref"
    rows = kept.desk.store.db.execute(query).fetchall()
    assert [tuple(row[:3]) for row in rows] == [
        ("Nordvik Bygg AS", "NO01", "B1"), ("Nordvik Bygg AS", "NO01", "B2"),
    ]  # fmt: skip
    assert rows[0][3] == TWO[0]
    file = tmp_path / "all.jsonl"
    with file.open("w", encoding="utf-8") as stream:
        exports.export(kept.desk, "everything", stream)
    assert '"Nordvik Bygg AS","NO01"' in file.read_text(encoding="utf-8")


def test_the_same_again_changes_nothing(kept: DeskBook) -> None:
    take(kept, STATEMENT)
    again = take(kept, STATEMENT)
    assert again.decisions == ("the same bytes as the current batch: nothing to do",)
    other = take(kept, STATEMENT.replace("<Id>S</Id>", "<Id>T</Id>"))
    assert (other.new, other.changed, other.unchanged) == (0, 0, 2)
    assert len(receipts(kept)) == 2


def test_an_afternoon_report_and_the_evening_statement_are_one(kept: DeskBook) -> None:
    report = take(kept, camt(TWO[0], kind="Rpt"), "intraday.xml")
    assert report.new == 1
    assert any("is unproven: its kind prints no" in words for words in report.decisions)
    evening = take(kept, STATEMENT)
    assert (evening.new, evening.unchanged) == (1, 1)
    assert len(receipts(kept)) == 2


MT940 = """:20:X
:25:8601/11117947
:28C:1
:60F:C260628EUR5,00
:61:2606290629C1000,00NTRFNONREF//B1
:86:Invoice 1001
:61:2606290629C40,00NTRFNONREF//OTHER
:86:3001
:61:2606290629D7,00NTRFNONREF
:62F:C260629EUR1038,00
"""
OFX = """OFXHEADER:100
<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR<BANKACCTFROM><ACCTID>86011117947</BANKACCTFROM><BANKTRANLIST>
<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20260629<TRNAMT>1000.00<FITID>9<NAME>NORDVIK BYGG<MEMO>Invoice 1001</STMTTRN>
<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20260629<TRNAMT>40.00<FITID>10<MEMO>3001</STMTTRN></BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
"""
BAI2 = """01,B,C,260630,0800,1,,,2/
02,C,B,1,260629,,EUR,/
03,11117947,EUR,010,0,,/
16,165,100000,Z,B1,,Invoice 1001/
16,165,4000,Z,,,3001/
49,104000,4/
98,104000,1,6/
99,104000,1,8/
"""


@pytest.mark.parametrize(
    ("text", "name"), [(MT940, "a.sta"), (OFX, "a.qfx"), (BAI2, "a.csv")]
)
def test_the_same_statement_in_another_format_is_the_same_receipts(
    kept: DeskBook, text: str, name: str
) -> None:
    take(kept, STATEMENT)
    before = receipts(kept)
    report = take(kept, text, name)
    assert (report.new, report.changed, report.unchanged) == (0, 0, 2)
    assert receipts(kept) == before
    assert any(
        "taken as known by account, day and amount" in words for words in report.decisions
    )


def test_two_payments_of_one_amount_are_two(kept: DeskBook) -> None:
    same = (entry("50.00", "P1", "a"), entry("50.00", "P2", "b"))
    assert take(kept, camt(*same, closing="100.00")).new == 2
    third = camt(entry("50.00", "P3", "c"), opening="100.00", closing="150.00")
    assert take(kept, third, "next.xml").new == 1
    assert [row[0] for row in receipts(kept)] == [5_000] * 3


def test_a_bounced_receipt_is_taken_back_by_its_reversal(kept: DeskBook) -> None:
    take(
        kept, camt(entry("60.00", "B9", name="E9"), entry("60.00", "B8"), closing="120.00")
    )
    back = entry("60.00", "R1", side="DBIT", reverses=True, name="E9")
    report = take(kept, camt(back, opening="120.00", closing="60.00"), "back.xml")
    assert (report.new, report.changed) == (1, 1)
    assert sorted(receipts(kept)) == [
        (-6_000, 0, "E9", True), (6_000, 0, "E9", False), (6_000, 6_000, "", False),
    ]  # fmt: skip
    assert care.verify(kept.desk, deep=True) == []


def test_a_reversal_in_the_same_file_and_one_that_nothing_names(kept: DeskBook) -> None:
    text = MT940.replace(
        ":62F:C260629EUR1038,00",
        ":61:2606300630RC1000,00NTRFNONREF//B1\n:61:2606300630RC33,00NTRFNONREF\n:62F:C260630EUR5,00",
    )
    report = take(kept, text, "a.sta")
    assert "-33.00 EUR of nobody named went back" in " ".join(report.decisions)
    assert receipts(kept) == [
        (100_000, 0, "Invoice 1001", False), (4_000, 4_000, "3001", False),
        (-3_300, -3_300, "", False), (-100_000, 0, "", True),
    ]  # fmt: skip


def test_a_batch_known_by_its_payments_is_not_taken_as_one_sum_too(kept: DeskBook) -> None:
    parts = "".join(
        f'<TxDtls><Refs><EndToEndId>{name}</EndToEndId></Refs><Amt Ccy="EUR">{amount}</Amt></TxDtls>'
        for name, amount in (("1001", "60.00"), ("1002", "40.00"))
    )
    head, tail = entry("100.00", "BATCH").split("<NtryDtls>")[0], "</Ntry>"
    detailed = camt(f"{head}<NtryDtls>{parts}</NtryDtls>{tail}", closing="100.00")
    assert take(kept, detailed).new == 2
    lump = MT940.replace("C1000,00NTRFNONREF//B1", "C100,00NTRFNONREF//Z").replace(
        "1038", "138"
    )
    report = take(kept, lump, "a.sta")
    assert (report.new, report.unchanged) == (1, 1)
    assert "parts of a batch that is known as one sum, or its sum" in " ".join(
        report.decisions
    )


def test_what_does_not_prove_is_refused_or_marked(kept: DeskBook) -> None:
    wrong = STATEMENT.replace("1038.00", "1039.00")
    with pytest.raises(
        ImportRefused,
        match=r"does not prove itself: .* but the closing balance is 1 039.00 EUR.*--unproven",
    ):
        take(kept, wrong)
    assert receipts(kept) == []
    report = take(kept, wrong, unproven=True)
    assert report.new == 2
    assert any(
        words.startswith("UNPROVEN, and taken so: statement S")
        for words in report.decisions
    )
    methods = kept.desk.store.db.execute(
        "SELECT DISTINCT method FROM receipt_now"
    ).fetchall()
    assert [tuple(row) for row in methods] == [("bank camt, unproven",)]


def test_a_statement_of_debits_alone_is_taken_and_holds_no_receipt(kept: DeskBook) -> None:
    report = take(kept, camt(TWO[2], opening="7.00", closing="0.00"))
    assert (report.committed, report.rows) == (True, 0)


def test_a_dry_run_stores_nothing_and_undo_takes_the_file_back(kept: DeskBook) -> None:
    assert take(kept, STATEMENT, dry_run=True).new == 2
    assert receipts(kept) == []
    report = take(kept, STATEMENT)
    taking_back.undo_batch(kept.sit(kept.me), str(report.batch))
    assert receipts(kept) == []
    assert care.verify(kept.desk, deep=True) == []
    assert take(kept, STATEMENT.replace("<Id>S</Id>", "<Id>T</Id>")).new == 2
    assert kept.desk.store.db.execute("SELECT count(*) FROM bank_record").fetchone()[0] == 2


def test_entries_that_cannot_be_read_refuse_the_file_with_their_line(
    kept: DeskBook,
) -> None:
    bad = OFX.replace("20260629<TRNAMT>40.00", "20260631<TRNAMT>40.00")
    with pytest.raises(
        ImportRefused, match=r"line 4: DTPOSTED: '20260631' is not in the calendar"
    ):
        take(kept, bad, "a.ofx")
    report = take(kept, bad, "a.ofx", unproven=True, partial=True)
    assert (report.new, report.rejected) == (1, 1)


def test_value_dates_decide_when_money_counts(kept: DeskBook) -> None:
    take(kept, STATEMENT.replace("<ValDt><Dt>2026-06-29", "<ValDt><Dt>2026-06-30"))
    days = kept.desk.store.db.execute(
        "SELECT DISTINCT value_day FROM receipt_now"
    ).fetchall()
    assert [date.fromordinal(row[0]) for row in days] == [date(2026, 6, 30)]


def net(kept: DeskBook) -> list[tuple[str | None, int, int]]:
    """What is overdue and unapplied in EUR, what is pending taken off."""
    return [
        (row.customer, row.b1 + row.b2 + row.b3 + row.b4, row.unapplied)
        for row in accounts.aging(kept.desk, net=True)
        if row.currency == "EUR"
    ]


def test_what_the_books_then_show_is_paid_once(kept: DeskBook) -> None:
    take(kept, STATEMENT)
    matching.match_all(kept.sit("tom"))
    before = [("C1", 50_000, 0), ("C2", 30_000, 0)]
    assert net(kept) == before
    kept.clock.turn(date(2026, 7, 2))
    kept.take(
        "items",
        "1001,C1,Nordvik Bygg AS,2026-03-16,2026-04-15,EUR,1000.00,0.00\n"
        "3001,C3,Øst Marine,2026-02-01,2026-03-01,EUR,40.00,0.00\n",
    )
    assert net(kept) == before
    assert accounts.show(kept.desk, "C1").pending == ()
    assert matching.worklist(kept.desk) == []
    kept.take("receipts", "P1,C1,2026-06-29,EUR,1000.00,0.00,Invoice 1001\n")
    assert net(kept) == before
    assert {row.ledger for row in cash.list_(kept.sit("tom")) if row.minor == 100_000} == {
        "ledger/P1"
    }
    assert care.verify(kept.desk, deep=True) == []


def test_what_the_bank_takes_back_is_owed_again(kept: DeskBook) -> None:
    take(kept, STATEMENT)
    matching.match_all(kept.sit("tom"))
    back = entry("1000.00", "B1", side="DBIT", reverses=True)
    take(kept, camt(back, opening="1038.00", closing="38.00"), "back.xml")
    assert net(kept) == [("C1", 150_000, 0), ("C2", 30_000, 0)]
    states = {row.state for row in cash.list_(kept.sit("tom")) if row.minor == 100_000}
    assert states == {"reversed"}
    assert care.verify(kept.desk, deep=True) == []


def test_scripts_read_what_each_statement_says(kept: DeskBook) -> None:
    report = take(kept, STATEMENT, dry_run=True)
    told = {
        "account": ACCOUNT, "number": "S", "currency": "EUR", "entries": 3, "pending": 0,
        "net": 103_300, "opening": 500, "closing": 103_800, "proof": "proven",
    }  # fmt: skip
    assert report.as_json()["statements"] == (told,)
    with pytest.raises(ImportRefused) as refusal:
        take(kept, STATEMENT.replace("1038.00", "1039.00"))
    wrong = {**told, "closing": 103_900, "proof": "contradicted"}
    assert refusal.value.reports[0].as_json()["statements"] == (wrong,)


def test_an_import_that_was_matched_is_taken_back_without_a_trace(kept: DeskBook) -> None:
    before = net(kept)
    report = take(kept, STATEMENT)
    matching.match_all(kept.sit("tom"))
    taking_back.undo_batch(kept.sit(kept.me), str(report.batch))
    assert net(kept) == before
    assert care.verify(kept.desk, deep=True) == []
    take(kept, STATEMENT.replace("<Id>S</Id>", "<Id>T</Id>"))
    assert matching.worklist(kept.sit("tom")) == []
    assert care.verify(kept.desk, deep=True) == []
