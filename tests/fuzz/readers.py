"""What is fuzzed: each reader of bytes, and the files it begins with."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from einvoices import Doc, cii, ubl
from shared import SHARED
from workbooks import HEADINGS, ods, xlsx, zipped

from ledgerlane.domain.errors import Refused
from ledgerlane.sync import files, learning, profile
from ledgerlane.sync.files import SourceFile
from ledgerlane.sync.formats import bai2, camt, container, einvoice, mt940, ofx, sheets
from ledgerlane.sync.formats.registry import TEXT
from ledgerlane.sync.formats.start import BYTES
from ledgerlane.sync.formats.table import Inner, Table
from ledgerlane.sync.layout import Layout, recognise
from ledgerlane.sync.learning import Said
from ledgerlane.sync.staging import Reading

MT940 = b""":20:S\n:25:NO9386011117947\n:28C:5/1\n:60F:C261101EUR1000,00
:61:2611021103C1234,50NTRFREF//B1\n:86:166?20EREF+7001?21SVWZ+Invoice?32NAME
:61:261103RC50,00NTRFNONREF\n:86:/NAME/X/REMI/Y\n:62F:C261103EUR2184,50\n-\n"""
BAI2 = b"""01,B,C,260630,0800,1,,,2/\n02,C,B,1,260629,,EUR,/\n03,1,EUR,010,0,,/
16,165,100,V,260630,,B1,C1,TEXT/\n88,MORE\n16,475,20,S,1,2,3,,,X/\n49,120,5/\n98,120,1,7/\n99,120,1,9/\n"""
OFX = b"""OFXHEADER:100\nCHARSET:1252\n\n<OFX><STMTRS><CURDEF>EUR<BANKACCTFROM><ACCTID>1</BANKACCTFROM>
<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20261102[-5:EST]<TRNAMT>-1,50<FITID>1<MEMO>a &amp; b</STMTTRN>
<LEDGERBAL><BALAMT>1<DTASOF>20261102</LEDGERBAL></STMTRS></OFX>"""
CAMT = b"""<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt><Id>S</Id>
<Acct><Id><IBAN>NO9386011117947</IBAN></Id><Ccy>EUR</Ccy></Acct><Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp>
<Amt Ccy="EUR">0</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal><Ntry><Amt Ccy="EUR">1.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>
<Sts>BOOK</Sts><BookgDt><Dt>2026-11-02</Dt></BookgDt><NtryDtls><TxDtls><Amt Ccy="EUR">1</Amt><RmtInf><Strd>
<CdtrRefInf><Ref>RF18539007547034</Ref></CdtrRefInf></Strd></RmtInf></TxDtls></NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>"""

ITEMS = """Customer No;Customer;Invoice;Date;Due;Currency;Amount;Open
1001;Ann & Co;7001;2026-01-05;2026-02-04;EUR;1.234,50;1.234,50\n1002;"B; C";7002;05.01.2026;04.02.2026;EUR;-12,5;-12,5\n"""
AGED = """Aged Receivables\nAs of 30 June 2026\nAcme Ltd\nInvoice,Date,Due date,Current,1 - 30,31 - 60,Older,Total
INV-1,1 Jun 2026,1 Jul 2026,100.00,,,,100.00\nTotal Acme Ltd,,,100.00,0.00,0.00,0.00,100.00\nTotal,,,100.00,0.00,0.00,0.00,100.00\n"""

_ROW = ("A1", "C1", "Ann", date(2026, 1, 5), date(2026, 2, 4), "EUR", 10.5, 10.5)
_DOC = Doc(ids=(("0088", "579"),), terms="30 days net", preceding="R-6")
INVOICES = (
    ubl(_DOC),
    cii(_DOC),
    ubl(Doc(parts=(("2026-10-31", "40"), ("2026-11-30", "65")))),
)
WORKBOOKS = (xlsx({"S": [HEADINGS, _ROW]}), ods([HEADINGS, _ROW]))


@dataclass(frozen=True, slots=True)
class Fuzzed:
    """A reader: bytes in; tables, or a refusal. ``runs`` is what `make fuzz` gives it."""

    read: Callable[[bytes], Iterable[Table | Inner]]
    seeds: tuple[bytes, ...]
    files: tuple[str, ...] = ()
    runs: int = 1_000_000
    words: tuple[bytes, ...] = field(default=())
    longest: int = 1024
    """Bytes: what is whole only at its end (XML, zip) needs its seeds whole."""

    def all_seeds(self) -> list[bytes]:
        """Its own, and the real files where they are at hand."""
        found = [
            path.read_bytes()
            for pattern in self.files
            for path in sorted((SHARED / "data").glob(pattern))
            if path.is_file()
        ]
        return [*self.seeds, *found]

    def try_one(self, data: bytes) -> str:
        """Read every row of every table; the refusal in words, or how much was read.

        A refusal is an answer; anything else is a fault.
        """
        tables = read = 0
        try:
            for each in self.read(data):
                if isinstance(each, Table):
                    rows = list(each.rows)
                    assert all(isinstance(cell, str) for row in rows for cell in row)
                    tables, read = tables + 1, read + len(rows)
        except Refused as refused:
            return str(refused)
        return f"{read} rows of {tables} tables"


def _text(data: bytes) -> Iterable[Table]:
    """Delimited text as an import reads it: by the profiles there are, row by row."""
    file = _file(data)
    if file.format is TEXT:
        yield _read(recognise(file, profile.shipped()))


def _learned(data: bytes) -> Iterable[Table]:
    """Delimited text as `sync profile --learn` reads it: what is learned is read by, or asked about."""
    file = _file(data)
    if file.format is TEXT:
        generic = next(each for each in profile.shipped() if each.name == "generic")
        lesson = learning.learn(file, "fuzz", Said(), generic)
        if not lesson.questions:
            made = profile.parse(lesson.text, "the profile")
            yield _read(recognise(file, [made], chosen=made))


def _file(data: bytes) -> SourceFile:
    format_ = files.recognised(data[:BYTES], "fuzz.csv")
    return SourceFile("fuzz.csv", None, data, len(data), "", format=format_)


def _read(layout: Layout) -> Table:
    reading = Reading(layout, "EUR")
    for _ in reading.batches():
        pass
    return Table([[str(problem)] for problem in reading.problems] + [[""]] * reading.rows)


_MARKS = (
    b";", b",", b"\t", b"|", b'"', b"\r\n", b"\xef\xbb\xbf", b"\xff\xfe", b"1.234,50", b"1,234.50", b"(12.00)",
    b"12.00-", b"2026-02-30", b"31.12.2026", b"12/31/26", b"Total", b"Balance", b"EUR", b"Due date", b"Customer",
    b"Invoice", b"Amount", b"1 - 30", b"As of", b"=1+1",
)  # fmt: skip
_OTHERS = tuple(
    path.read_bytes()
    for path in sorted((Path(__file__).parent.parent / "sync" / "other_systems").glob("*"))
)
_FILES = (
    "report_layouts/*.csv", "xero_api_seeds/*.csv", "agate_csv_edge/*.csv",
)  # fmt: skip

READERS = {
    "text": Fuzzed(_text, (ITEMS.encode(), AGED.encode(), *_OTHERS), _FILES, words=_MARKS),
    "learn": Fuzzed(_learned, (ITEMS.encode(), AGED.encode(), *_OTHERS), _FILES, words=_MARKS),
    "mt940": Fuzzed(mt940.read, (MT940,), ("mt940_dev/*/*",), words=(
        b":20:", b":25:", b":28C:", b":60F:C261101EUR", b":60M:", b":61:", b":86:", b":62F:", b":62M:",
        b":90C:", b":34F:EUR", b"-}", b"{1:F01", b"{4:", b"NTRF", b"//", b"?20", b"EREF+", b"SVWZ+", b"/REMI/",
    )),
    "ofx": Fuzzed(ofx.read, (OFX,), ("ofx_ofxparse/*.ofx", "ofx_ofxparse/*/*"), words=(
        b"<OFX>", b"<STMTTRN>", b"</STMTTRN>", b"<STMTRS>", b"<CCSTMTRS>", b"<TRNAMT>", b"<DTPOSTED>", b"<![CDATA[",
        b"]]>", b"<!--", b"<LEDGERBAL>", b"<BALAMT>", b"<CURDEF>", b"&amp;", b"&#0;",
    )),
    "bai2": Fuzzed(bai2.read, (BAI2,), ("bai2_moov/*",), words=(
        b"01,", b"02,", b"03,", b"16,", b"49,", b"88,", b"98,", b"99,", b"/\n", b",S,", b",V,", b",D,", b"/ 16,",
    )),
    "camt": Fuzzed(camt.read, (CAMT,), ("camt_genkgo/*.xml",), 100_000, words=(
        b"<Ntry>", b"</Ntry>", b"<Amt", b"<TxDtls>", b"</TxDtls>", b"<!DOCTYPE", b"<Bal>", b"<Stmt>", b"BkToCstmrStmt",
    ), longest=16_384),
    "einvoice": Fuzzed(einvoice.read, INVOICES, ("en16931_cen/*.xml", "peppol_bis3/*.xml", "facturx_akretion/*.xml"), 100_000, words=(
        b"<cbc:ID>", b"<cac:PaymentTerms>", b"<!DOCTYPE", b"<cbc:PayableAmount", b"<ram:DuePayableAmount>", b"currencyID",
    ), longest=16_384),
    "sheets": Fuzzed(sheets.read, WORKBOOKS, ("akaunting_xlsx/*.xlsx",), 100_000, words=(b"PK\x01\x02", b"PK\x05\x06"), longest=65_536),
    "container": Fuzzed(container.read, (*WORKBOOKS, zipped({"a.csv": "a,b\n"}), gzip.compress(b"a,b\n")), (), 100_000, words=(
        b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b"\x1f\x8b\x08", b"content.xml", b"xl/workbook.xml",
    ), longest=65_536),
}  # fmt: skip
"""By format. A reader of yours goes here."""
