"""What is fuzzed: each reader of bytes, and the files it begins with."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from einvoices import Doc, cii, ubl
from shared import SHARED
from workbooks import HEADINGS, ods, xlsx, zipped

from ledgerlane.domain.errors import Refused
from ledgerlane.sync.formats import bai2, camt, container, einvoice, mt940, ofx, sheets
from ledgerlane.sync.formats.table import Inner, Table

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


READERS = {
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
    )),
    "einvoice": Fuzzed(einvoice.read, INVOICES, ("en16931_cen/*.xml", "peppol_bis3/*.xml", "facturx_akretion/*.xml"), 100_000, words=(
        b"<cbc:ID>", b"<cac:PaymentTerms>", b"<!DOCTYPE", b"<cbc:PayableAmount", b"<ram:DuePayableAmount>", b"currencyID",
    )),
    "sheets": Fuzzed(sheets.read, WORKBOOKS, ("akaunting_xlsx/*.xlsx",), 100_000, words=(b"PK\x01\x02", b"PK\x05\x06")),
    "container": Fuzzed(container.read, (*WORKBOOKS, zipped({"a.csv": "a,b\n"}), gzip.compress(b"a,b\n")), (), 100_000, words=(
        b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b"\x1f\x8b\x08", b"content.xml", b"xl/workbook.xml",
    )),
}  # fmt: skip
"""By format. A reader of yours goes here."""
