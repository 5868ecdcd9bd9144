"""camt.052, 053 and 054 written by hand: what banks leave out, and what breaks readers."""

from __future__ import annotations

import pytest

from ledgerlane.sync.files import Unreadable
from ledgerlane.sync.formats import camt
from ledgerlane.sync.formats.statement import Entry, Statement

NAMESPACE = ' xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"'


def balance(code: str, amount: str, side: str = "CRDT") -> str:
    kind = f"<Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
    return f'<Bal>{kind}<Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd><Dt><Dt>2026-11-01</Dt></Dt></Bal>'


def ntry(
    amount: str, side: str = "CRDT", more: str = "", status: str = "<Cd>BOOK</Cd>"
) -> str:
    return (
        f'<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd><Sts>{status}</Sts>'
        f"<BookgDt><Dt>2026-11-02</Dt></BookgDt><ValDt><Dt>2026-11-03</Dt></ValDt>{more}</Ntry>"
    )


def document(*parts: str, space: str = NAMESPACE, kind: str = "Stmt") -> str:
    outer = {
        "Stmt": "BkToCstmrStmt",
        "Rpt": "BkToCstmrAcctRpt",
        "Ntfctn": "BkToCstmrDbtCdtNtfctn",
    }
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><Document{space}><{outer[kind]}><GrpHdr/>'
        f"<{kind}><Id>S1</Id><Acct><Id><IBAN>NO9386011117947</IBAN></Id><Ccy>EUR</Ccy></Acct>"
        f"{''.join(parts)}</{kind}></{outer[kind]}></Document>"
    )


def read(text: str) -> tuple[list[Entry], list[Statement]]:
    found = list(camt.statements(text.encode()))
    return (
        [each for each in found if isinstance(each, Entry)],
        [each for each in found if isinstance(each, Statement)],
    )


def details(*parts: tuple[str, str]) -> str:
    inner = "".join(
        f'<TxDtls><Refs><EndToEndId>{name}</EndToEndId></Refs><Amt Ccy="EUR">{amount}</Amt>'
        f"<RmtInf><Ustrd>Invoice {name}</Ustrd></RmtInf></TxDtls>"
        for name, amount in parts
    )
    return f"<NtryDtls><Btch><NbOfTxs>{len(parts)}</NbOfTxs></Btch>{inner}</NtryDtls>"


@pytest.mark.parametrize(
    "space", [NAMESPACE, "", ' xmlns="urn:swift:xsd:$camt.053.001.02"']
)
def test_the_proof_does_not_depend_on_a_namespace(space: str) -> None:
    text = document(
        balance("OPBD", "10.00"), balance("CLBD", "15.50"), ntry("7.50"), ntry("2.00", "DBIT"),
        space=space,
    )  # fmt: skip
    entries, (statement,) = read(text)
    assert [each.minor for each in entries] == [750, -200]
    assert statement.held == ["opening 10.00 EUR + 2 entries 5.50 EUR = closing 15.50 EUR"]
    assert statement.account == "NO9386011117947"


def test_prefixes_and_self_closing_tags() -> None:
    text = document(
        balance("OPBD", "0"),
        balance("CLBD", "1"),
        "<AddtlStmtInf/>",
        ntry("1", more="<NtryDtls/>"),
    )
    text = text.replace("</", "</n:").replace("<n:", "<").replace("xmlns=", "xmlns:n=")
    prefixed = document(space="").replace("<Document", "<n:Document xmlns:n='urn:x'")
    with pytest.raises(Unreadable):
        read(prefixed)
    _, (statement,) = read(
        document(balance("OPBD", "0"), balance("CLBD", "1"), ntry("1", more="<NtryDtls/>"))
    )
    assert statement.proof == "proven"
    whole = '<n:Document xmlns:n="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><n:BkToCstmrStmt><n:Stmt><n:Id>Z</n:Id></n:Stmt></n:BkToCstmrStmt></n:Document>'
    _, (statement,) = read(whole)
    assert (statement.ref, statement.proof) == ("Z", "unproven")


def test_a_batch_becomes_its_payments_and_counts_once() -> None:
    more = "<AcctSvcrRef>B7</AcctSvcrRef>" + details(("7001", "60.00"), ("7002", "40.00"))
    entries, (statement,) = read(
        document(balance("OPBD", "0"), balance("CLBD", "100"), ntry("100.00", more=more))
    )
    assert [(e.minor, e.batch_minor, e.end_to_end) for e in entries] == [
        (6000, 10000, "7001"), (4000, 10000, "7002"),
    ]  # fmt: skip
    assert entries[0].remittance == "Invoice 7001 7001"
    assert "7002" not in entries[0].raw
    assert "7001" in entries[0].raw
    assert (statement.entries, statement.proof) == (1, "proven")


def test_a_batch_whose_payments_do_not_add_up_stays_one_receipt() -> None:
    entries, (statement,) = read(
        document(ntry("100.00", more=details(("7001", "60.00"), ("7002", "39.00"))))
    )
    assert [each.minor for each in entries] == [10000]
    assert "Invoice 7001" in entries[0].remittance
    assert statement.notes == [
        "entry 1: the amounts of its 2 payments add up to 99.00 EUR, so 100.00 EUR is taken as one receipt"
    ]


def test_reversals_returns_and_what_is_pending() -> None:
    returned = "<NtryDtls><TxDtls><Refs><EndToEndId>7001</EndToEndId></Refs><RtrInf><Rsn><Cd>AM04</Cd></Rsn></RtrInf></TxDtls></NtryDtls>"
    entries, (statement,) = read(
        document(
            ntry("5", "DBIT", "<RvslInd>true</RvslInd>"),
            ntry("6", "CRDT", "<RvslInd>1</RvslInd>"),
            ntry("7", "DBIT", returned),
            ntry("8", status="PDNG"),
            ntry("9", status="INFO"),
        )
    )
    assert [(e.minor, e.reversal, e.pending) for e in entries] == [
        (-500, True, False), (600, True, False), (-700, True, False),
        (800, False, True), (900, False, True),
    ]  # fmt: skip
    assert (statement.entries, statement.pending, statement.net_minor) == (3, 2, -600)


def test_structured_references_and_parties() -> None:
    more = (
        "<NtryDtls><TxDtls><Refs><AcctSvcrRef>A1</AcctSvcrRef><EndToEndId>NOTPROVIDED</EndToEndId><MndtId>M1</MndtId></Refs>"
        "<RltdPties><Dbtr><Pty><Nm>Åse &amp; Co</Nm></Pty></Dbtr><DbtrAcct><Id><IBAN>SE35</IBAN></Id></DbtrAcct>"
        "<Cdtr><Nm>We</Nm></Cdtr></RltdPties><RmtInf><Ustrd>line one</Ustrd><Ustrd>line two</Ustrd>"
        "<Strd><RfrdDocInf><Nb>7001</Nb></RfrdDocInf><CdtrRefInf><Ref>RF18539007547034</Ref></CdtrRefInf></Strd></RmtInf></TxDtls></NtryDtls>"
    )
    (entry,), _ = read(document(ntry("1", more=more)))
    assert (entry.name, entry.name_account) == ("Åse & Co", "SE35")
    assert (entry.bank_ref, entry.end_to_end, entry.mandate) == ("A1", "", "M1")
    assert entry.structured == "RF18539007547034 7001"
    assert entry.remittance == "line one line two"


def test_control_totals_prove_a_notification() -> None:
    summary = "<TxsSummry><TtlCdtNtries><NbOfNtries>2</NbOfNtries><Sum>3.00</Sum></TtlCdtNtries></TxsSummry>"
    _, (statement,) = read(document(summary, ntry("1"), ntry("2"), kind="Ntfctn"))
    assert (statement.proof, statement.bare) == ("proven", True)
    _, (statement,) = read(document(summary, ntry("1"), ntry("3"), kind="Ntfctn"))
    assert statement.against == [
        "the control total of credits is 3.00 EUR, they add up to 4.00 EUR"
    ]


@pytest.mark.parametrize(
    ("amount", "why"),
    [
        ("1.12345", "more decimals than EUR"),
        ("1e3", "is not"),
        ("", "is not"),
        ("1,234", "more decimals"),
    ],
)
def test_amounts_that_are_none(amount: str, why: str) -> None:
    (entry,), (statement,) = read(document(ntry(amount)))
    assert why in entry.bad[0][2]
    assert statement.proof == "contradicted"


def test_decimals_that_are_zeros_and_decimal_commas_are_read() -> None:
    entries, _ = read(document(ntry("8.850"), ntry("8.85000"), ntry("8,85"), ntry("0.00")))
    assert [each.minor for each in entries] == [885, 885, 885, 0]


HOSTILE = {
    '<!DOCTYPE Document [<!ENTITY a "b">]>': "has a DOCTYPE",
    '<!DOCTYPE lolz SYSTEM "file:///etc/passwd">': "has a DOCTYPE",
}


@pytest.mark.parametrize("prolog", HOSTILE)
def test_a_doctype_is_refused(prolog: str) -> None:
    text = document(ntry("1")).replace("<Document", f"{prolog}<Document", 1)
    with pytest.raises(Unreadable, match=HOSTILE[prolog]):
        read(text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (document(ntry("1"))[:-20], "no well-formed XML"),
        (document(ntry("1")).replace("<Ntry>", "<Ntry>&nbsp;"), "no well-formed XML"),
        (document("<A>" * 100 + "</A>" * 100), "nested deeper than 60"),
        ("<Document><Other/></Document>", "is no bank statement"),
        ("<Document><BkToCstmrStmt><GrpHdr/></BkToCstmrStmt></Document>", "holds no statement"),
        ('<?xml version="1.0" encoding="klingon"?><Document/>', "XML"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        read(text)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_the_record_is_the_bytes_of_the_file(encoding: str) -> None:
    one = ntry("1.00", more="<AddtlNtryInf>Å &amp; co</AddtlNtryInf>")
    text = document(f"\n  {one}\n  ").replace("UTF-8", encoding)
    found = list(camt.statements(text.encode(encoding)))
    assert isinstance(found[0], Entry)
    assert found[0].raw == one


def test_a_report_of_the_day_so_far() -> None:
    text = document(
        balance("OPBD", "10.00"), balance("ITBD", "12.50"), ntry("2.50"), kind="Rpt"
    )
    _, (statement,) = read(text)
    assert statement.held == [
        "opening 10.00 EUR + 1 entries 2.50 EUR = balance now 12.50 EUR"
    ]
    _, (statement,) = read(text.replace("12.50", "99.00"))
    assert statement.proof == "unproven"


def test_an_account_without_a_currency_has_that_of_its_balances() -> None:
    text = document(balance("OPBD", "15.00"), balance("CLBD", "15.00"))
    _, (statement,) = read(text.replace("<Ccy>EUR</Ccy>", ""))
    assert (statement.currency, statement.proof) == ("EUR", "proven")
    assert statement.held == ["opening 15.00 EUR + 0 entries 0.00 EUR = closing 15.00 EUR"]
