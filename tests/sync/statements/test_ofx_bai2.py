"""OFX and BAI2 written by hand: what banks make of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest

from ledgerlane.sync.files import Unreadable
from ledgerlane.sync.formats import bai2, ofx
from ledgerlane.sync.formats.statement import Entry, Statement

Reader = Callable[[bytes], Iterator[Entry | Statement]]


def read(reader: Reader, data: str | bytes) -> tuple[list[Entry], list[Statement]]:
    found = list(reader(data.encode() if isinstance(data, str) else data))
    return (
        [each for each in found if isinstance(each, Entry)],
        [each for each in found if isinstance(each, Statement)],
    )


def sgml(
    *entries: str, currency: str = "NOK", head: str = "OFXHEADER:100\nCHARSET:1252\n\n"
) -> str:
    return (
        f"{head}<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>{currency}\n<BANKACCTFROM><ACCTID>8601 11\n</BANKACCTFROM>\n"
        f"<BANKTRANLIST>\n{''.join(entries)}</BANKTRANLIST>\n<LEDGERBAL><BALAMT>10.00<DTASOF>20261103</LEDGERBAL>\n"
        "</STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>"
    )


def trn(
    amount: str,
    more: str = "",
    kind: str = "CREDIT",
    day: str = "20261102120000.000[-5:EST]",
) -> str:
    return f"<STMTTRN><TRNTYPE>{kind}\n<DTPOSTED>{day}\n<TRNAMT>{amount}\n<FITID>F1\n{more}</STMTTRN>\n"


def test_sgml_without_closing_tags() -> None:
    (entry,), (statement,) = read(
        ofx.statements,
        sgml(trn("12.34", "<NAME>Åse & Co <b>\n<MEMO>Invoice 7001 &amp; 7002\n")),
    )
    assert (entry.minor, entry.currency, entry.booked) == (1234, "NOK", date(2026, 11, 2))
    assert (entry.name, entry.remittance) == ("Åse & Co", "Invoice 7001 & 7002")
    assert (entry.bank_ref, entry.account) == ("F1", "860111")
    assert (statement.proof, statement.bare) == ("unproven", True)
    assert str(statement.closing and statement.closing.amount) == "10.00 NOK"


def test_a_group_that_nobody_closes_ends_where_the_next_begins() -> None:
    text = (
        sgml(trn("1.00"), trn("2.00"))
        .replace("</STMTTRN>", "")
        .replace("</BANKTRANLIST>", "")
    )
    entries, (statement,) = read(ofx.statements, text)
    assert [each.minor for each in entries] == [100, 200]
    assert statement.closing is not None


@pytest.mark.parametrize(
    ("texts", "minors"),
    [
        (("-200,00", "300,5"), [-20000, 30050]),
        (("1.234,56", "1.000"), [123456, 100000]),
        (("1,234.56", "1,000"), [123456, 100000]),
        (("+5", "5.0000"), [500, 500]),
    ],
)
def test_decimal_marks_are_those_of_the_file(
    texts: tuple[str, ...], minors: list[int]
) -> None:
    entries, _ = read(ofx.statements, sgml(*map(trn, texts)))
    assert [each.minor for each in entries] == minors


@pytest.mark.parametrize("charset", ["utf-8", "cp1252", "cp850"])
@pytest.mark.parametrize(
    "head", ["OFXHEADER:100\nENCODING:USASCII\nCHARSET:1252\n", "\n\n\n", ""]
)
def test_headers_that_lie_and_blank_lines_before_them(charset: str, head: str) -> None:
    text = sgml(trn("1", "<NAME>Müller Söhne\n"), head=head)
    if charset == "cp850" and "1252" in head:
        return  # its letters are the punctuation of what it declares
    (entry,), _ = read(ofx.statements, text.encode(charset))
    assert entry.name == "Müller Söhne"


def test_a_credit_below_zero_is_a_reversal_and_so_is_a_correction() -> None:
    entries, _ = read(
        ofx.statements,
        sgml(
            trn("-5", kind="CREDIT"),
            trn("-5", kind="DEBIT"),
            trn("-5", "<CORRECTFITID>F0\n<CORRECTACTION>DELETE\n", "OTHER"),
        ),
    )
    assert [each.reversal for each in entries] == [True, False, True]
    assert entries[2].reverses == "F0"


@pytest.mark.parametrize(
    ("entry", "field", "why"),
    [
        (trn("$120"), "amount", "TRNAMT"),
        (trn("1.12345"), "amount", "more decimals than NOK"),
        (trn(""), "amount", "TRNAMT"),
        (trn("1", day=""), "value_date", "DTPOSTED"),
        (trn("1", day="20261331"), "value_date", "not in the calendar"),
    ],
)
def test_what_cannot_be_read_says_why(entry: str, field: str, why: str) -> None:
    (found,), _ = read(ofx.statements, sgml(entry))
    assert found.bad[0][0] == field
    assert why in found.bad[0][2]


def test_ofx_with_a_doctype_or_too_deep_is_refused() -> None:
    with pytest.raises(Unreadable, match="DOCTYPE"):
        read(ofx.statements, "<!DOCTYPE a [<!ENTITY b 'c'>]><OFX></OFX>")
    with pytest.raises(Unreadable, match="nested deeper"):
        read(ofx.statements, "<OFX>" + "<STMTRS>" * 50)
    with pytest.raises(Unreadable, match="the bank answered with an error: 15500 no"):
        read(
            ofx.statements,
            "<OFX><STATUS><CODE>15500<SEVERITY>ERROR<MESSAGE>no</STATUS></OFX>",
        )


FILE = """01,BANK,US,261102,0800,1,80,1,2/
02,US,BANK,1,261101,,USD,/
03,123,USD,010,1000,,,015,1500,,/
16,165,700,Z,B1,C1,INVOICE 7001/
88,AND MORE, WITH COMMAS
16,475,200,V,261103,,B2,,CHECK/
49,3400,5/
98,3400,1,7/
99,3400,1,9/
"""


def test_bai2_with_its_control_totals() -> None:
    entries, (statement,) = read(bai2.statements, FILE)
    assert [(each.minor, each.value, each.bank_ref) for each in entries] == [
        (700, None, "B1"), (-200, date(2026, 11, 3), "B2"),
    ]  # fmt: skip
    assert entries[0].remittance == "INVOICE 7001 AND MORE, WITH COMMAS C1"
    assert statement.held == ["control total 34.00 USD, 5 records"]


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("49,3400,5", "49,3401,5", "line 7: the control total is 34.01 USD, the amounts add up to 34.00 USD"),
        ("49,3400,5", "49,3400,4", "line 7: the trailer counts 4 records, there are 5"),
        ("98,3400,1,7", "98,3400,2,7", "line 8: the group counts 2 accounts, there are 1 (minor units)"),
        ("99,3400,1,9", "99,3400,1,8", "line 9: the file counts 8 records, there are 9 (minor units)"),
        ("16,165,700,Z", "16,165,701,Z", "line 7: the control total is 34.00 USD, the amounts add up to 34.01 USD"),
    ],
)  # fmt: skip
def test_bai2_whose_totals_do_not_hold(old: str, new: str, why: str) -> None:
    _, (statement,) = read(bai2.statements, FILE.replace(old, new))
    assert why in statement.against


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("99,3400,1,9/\n", "", "is cut off"),
        ("16,165,700", "16,165,7.00", ":4: '7.00' is not an amount: a whole number"),
        ("16,165", "16,1A5", ":4: '1A5' is no type code"),
        ("02,US", "05,US", ":2: '05,US.*' is no record"),
        ("1,80,1,2/", "1,80,1,1/", ":1: is version '1' of BAI"),
        ("01,BANK", "02,BANK", ":1: record 02 at the beginning"),
        ("261101", "261301", ":2: '261301' is not in the calendar"),
    ],
)  # fmt: skip
def test_bai2_that_is_none_is_refused_with_its_line(old: str, new: str, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        read(bai2.statements, FILE.replace(old, new, 1))


def test_yen_have_no_decimals_and_availability_is_skipped() -> None:
    text = FILE.replace("USD", "JPY").replace(
        "16,165,700,Z,B1", "16,165,700,S,100,200,400,B1"
    )
    entries, (statement,) = read(bai2.statements, text)
    assert (entries[0].minor, entries[0].bank_ref) == (700, "B1")
    assert statement.held == ["control total 3 400 JPY, 5 records"]
    entries, _ = read(bai2.statements, FILE.replace("Z,B1", "D,2,0,300,1,400,B1"))
    assert entries[0].bank_ref == "B1"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("03,123,USD,010,1000,,,015,1500,,/", "03,123,USD,010,1000,,,015/      \n88,1500,,/"),
        ("03,123,USD,010,1000,,,015,1500,,/", "03,123,USD,,,,,010,1000,,,015,1500,,,/"),
        ("03,123,USD,010,1000,,,015,1500,,/", "03,123,USD,010,1000,,,/\n88,015,1500,,/"),
        ("16,165,700,Z,B1,C1,INVOICE 7001/", "16,165,700,Z,B1,C1,INVOICE 7001"),
        ("16,165,700,Z,B1,C1,INVOICE 7001/\n88,AND MORE, WITH COMMAS", "16,165,700,Z,B1,C1/\n88,INVOICE 7001 AND MORE, WITH COMMAS/"),
        ("98,3400,1,7/", "98,3400,7,/"),
    ],
)  # fmt: skip
def test_bai2_as_banks_write_it(old: str, new: str) -> None:
    text = FILE.replace(old, new)
    more = text.count("\n") - FILE.count("\n")
    text = text.replace("49,3400,5", f"49,3400,{5 + more}")
    text = text.replace("98,3400,1,7", f"98,3400,1,{7 + more}")
    text = text.replace("99,3400,1,9", f"99,3400,1,{9 + more}")
    entries, (statement,) = read(bai2.statements, text)
    assert statement.proof == "proven", statement.against
    assert entries[0].remittance == "INVOICE 7001 AND MORE, WITH COMMAS C1"


def test_a_control_total_that_the_bank_left_empty_is_none() -> None:
    """The count of records and the totals around it still hold the file together."""
    text = FILE.replace("49,3400,5", "49,,5")
    _, (statement,) = read(bai2.statements, text)
    assert statement.held == ["no control total, 5 records"]
    _, (statement,) = read(bai2.statements, text.replace("16,165,700", "16,165,701"))
    assert statement.against[0] == (
        "line 8: the group's control total is 3400, its accounts add up to 3401 (minor units)"
    )
