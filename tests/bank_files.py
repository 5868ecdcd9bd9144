"""Statements of a bank for tests: entries, the file around them, and taking it into a book."""

from __future__ import annotations

from desk_book import DeskBook

from ledgerlane.desk import imports
from ledgerlane.sync.report import ImportReport

ACCOUNT = "NO9386011117947"
NTRY = (
    '<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd>{reversal}<Sts>BOOK</Sts>'
    "<BookgDt><Dt>2026-06-29</Dt></BookgDt><ValDt><Dt>2026-06-29</Dt></ValDt><AcctSvcrRef>{ref}</AcctSvcrRef>"
    "<NtryDtls><TxDtls><Refs><EndToEndId>{name}</EndToEndId></Refs><RltdPties><Dbtr><Nm>{payer}</Nm></Dbtr>"
    "<DbtrAcct><Id><IBAN>{iban}</IBAN></Id></DbtrAcct></RltdPties>"
    "<RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
)


def entry(
    amount: str, ref: str, text: str = "", *, side: str = "CRDT", reverses: bool = False,
    name: str = "NOTPROVIDED", payer: str = "Nordvik Bygg AS", iban: str = "NO01",
) -> str:  # fmt: skip
    reversal = "<RvslInd>true</RvslInd>" if reverses else ""
    return NTRY.format(
        amount=amount, ref=ref, text=text, side=side, reversal=reversal, name=name,
        payer=payer, iban=iban,
    )  # fmt: skip


def camt(
    *entries: str, opening: str = "0.00", closing: str = "0.00", kind: str = "Stmt"
) -> str:
    def balance(code: str, amount: str) -> str:
        tags = f'<Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd>'
        return f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>{tags}</Bal>"

    outer = {"Stmt": "BkToCstmrStmt", "Rpt": "BkToCstmrAcctRpt"}[kind]
    both = balance("OPBD", opening) + balance("CLBD", closing) if kind == "Stmt" else ""
    account = f"<Acct><Id><IBAN>{ACCOUNT}</IBAN></Id><Ccy>EUR</Ccy></Acct>"
    return f"<Document><{outer}><{kind}><Id>S</Id>{account}{both}{''.join(entries)}</{kind}></{outer}></Document>"


def take(kept: DeskBook, text: str, name: str = "bank.xml", **more: bool) -> ImportReport:
    file = kept.folder / name
    file.write_text(text, encoding="utf-8")
    (report,) = imports.import_files(kept.sit(kept.me), [file], **more)  # type: ignore[arg-type]
    return report
