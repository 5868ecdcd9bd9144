"""Electronic invoices: two syntaxes, one record; what does not add up or is no claim is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal

import pytest
from einvoices import Doc, cii, ubl
from shared import SHARED, needs_shared

from ledgerlane.sync.files import Unreadable
from ledgerlane.sync.formats import einvoice
from ledgerlane.sync.formats.table import Table

SYNTAXES = {"ubl": ubl, "cii": cii}
DATA = SHARED / "data"


def table(data: bytes) -> tuple[Table, list[dict[str, str]]]:
    """What is told of the file, and its rows by heading."""
    (found,) = einvoice.read(data)
    head, *rows = found.rows
    return found, [dict(zip(head, row, strict=True)) for row in rows]


def row(data: bytes) -> dict[str, str]:
    told, (found,) = table(data)
    assert told.unproven == []
    return found


@pytest.mark.parametrize("write", SYNTAXES.values(), ids=SYNTAXES)
def test_every_column(write: Callable[[Doc], bytes]) -> None:
    doc = Doc(preceding="R-6", terms="30  days\n net")
    assert row(write(doc)) == {
        "number": "R-7", "type": "invoice", "customer": "DK12345678", "name": "Ærlig & Søn A/S",
        "country": "DK", "currency": "EUR", "issue date": "2026-10-01", "due date": "2026-10-31",
        "amount": "125", "payable": "105", "terms": "30 days net", "order": "PO-1",
        "preceding": "R-6", "seller": "NO999", "instalment": "", "text": "payment reference RF18",
        "due by": "",
    }  # fmt: skip
    told, _ = table(write(doc))
    assert told.notes == [
        "R-7 of seller Vi selger AS: agrees with BR-CO-10, BR-CO-11, BR-CO-12, BR-CO-13, BR-CO-14, "
        "BR-CO-15, BR-CO-16"
    ]


CREDIT = Doc().but(code="381", sums={"prepaid": "", "payable": "125.00"})


@pytest.mark.parametrize("write", SYNTAXES.values(), ids=SYNTAXES)
@pytest.mark.parametrize(
    ("doc", "says"),
    [
        (CREDIT, {"type": "credit note", "amount": "-125", "payable": "-125", "due date": "2026-10-01"}),
        (Doc().but(code="384", lines=("-60.00", "-45.00"), allowance="-10.00", charge="-5.00",
                   sums={"lines": "-105.00", "allowances": "-10.00", "charges": "-5.00", "net": "-100.00",
                         "tax": "-25.00", "gross": "-125.00", "prepaid": "", "payable": "-125.00"}),
         {"type": "credit note", "amount": "-125", "text": "payment reference RF18; type 384"}),
        (Doc().but(code="386"), {"type": "invoice", "text": "payment reference RF18; type 386"}),
        (Doc().but(sums={"rounding": "0.50", "payable": "105.50"}), {"amount": "125.5", "payable": "105.5"}),
        (Doc().but(sums={"gross": "125.50", "rounding": "0.50", "payable": "105.50"}), {"amount": "125.5", "payable": "105.5"}),
        (Doc().but(sums={"prepaid": "125.00", "payable": "0.00"}), {"amount": "125", "payable": "0"}),
        (Doc().but(sums={"prepaid": "150.00", "payable": "-25.00"}), {"type": "credit note", "amount": "-25", "payable": "-25"}),
        (Doc().but(sums={"payable": ""}), {"amount": "125", "payable": "105"}),
        (Doc().but(lines=(), allowance="", charge="", sums={"lines": "", "allowances": "", "charges": ""}), {"payable": "105"}),
        (Doc().but(lines=("60.0049", "44.9951")), {"payable": "105"}),
        (Doc().but(order="NA"), {"order": ""}),
        (Doc().but(due="", terms="Zahlbar innerhalb 14 Tagen netto"), {"due date": "", "due by": "NET 14"}),
        (Doc().but(due="", terms="Zahlbar sofort ohne Abzug."), {"due date": "", "due by": "COD"}),
        (Doc().but(due="", terms="2 % ved 8 dager, netto 30 dager"), {"due date": "", "due by": "NET 30"}),
        (Doc().but(due="", terms="Skonto innerhalb 10 Tagen"), {"due date": "", "due by": "NET 30"}),
        (Doc().but(attachment="QUJD" * 50_000), {"payable": "105"}),
    ],
)  # fmt: skip
def test_what_it_comes_to(
    write: Callable[[Doc], bytes], doc: Doc, says: dict[str, str]
) -> None:
    assert {name: row(write(doc))[name] for name in says} == says


@pytest.mark.parametrize("write", SYNTAXES.values(), ids=SYNTAXES)
@pytest.mark.parametrize(
    ("doc", "customer"),
    [
        (Doc(ids=(("0088", "5790000436057"), ("", "K-17")), legal="77", endpoint="0184:99"), "K-17"),
        (Doc(ids=(("0088", "5790000436057"),), legal="77", endpoint="0184:99"), "DK12345678"),
        (Doc(ids=(("0088", "5790000436057"),), vat="", legal="77", endpoint="0184:99"), "0088:5790000436057"),
        (Doc(vat="", legal="77", endpoint="0184:99"), "77"),
        (Doc(vat="", endpoint="0184:99"), "0184:99"),
        (Doc(vat=""), ""),
    ],
)  # fmt: skip
def test_what_the_customer_is_known_by(
    write: Callable[[Doc], bytes], doc: Doc, customer: str
) -> None:
    assert row(write(doc))["customer"] == customer


@pytest.mark.parametrize("write", SYNTAXES.values(), ids=SYNTAXES)
def test_instalments_are_items_of_their_own(write: Callable[[Doc], bytes]) -> None:
    parts = (("2026-10-31", "40.00"), ("2026-11-30", "65.00"))
    told, rows = table(write(Doc(parts=parts)))
    assert [(r["number"], r["instalment"], r["due date"], r["amount"], r["payable"]) for r in rows] == [
        ("R-7", "1", "2026-10-31", "40", "40"), ("R-7", "2", "2026-11-30", "65", "65"),
    ]  # fmt: skip
    assert told.unproven == []
    told, _ = table(write(Doc(parts=(parts[0], ("2026-11-30", "66.00")))))
    assert told.unproven == ["R-7: sum of the instalments is 106.00, the file says 105.00 (instalments)"]  # fmt: skip


@pytest.mark.parametrize("write", SYNTAXES.values(), ids=SYNTAXES)
@pytest.mark.parametrize(
    ("doc", "says"),
    [
        (Doc(lines=("60.00", "45.01")), "sum of the lines is 105.01, the file says 105.00 (BR-CO-10)"),
        (Doc(allowance="9.99"), "sum of the allowances is 9.99, the file says 10.00 (BR-CO-11)"),
        (Doc(charge="5.01"), "sum of the charges is 5.01, the file says 5.00 (BR-CO-12)"),
        (Doc().but(sums={"gross": "125.01", "payable": "105.01"}), "total with tax is 125.00, the file says 125.01 (BR-CO-15)"),
        (Doc().but(sums={"payable": "106.00"}), "amount due is 105.00, the file says 106.00 (BR-CO-16)"),
    ],
)  # fmt: skip
def test_what_does_not_add_up_is_said(write: Callable[[Doc], bytes], doc: Doc, says: str) -> None:  # fmt: skip
    told, _ = table(write(doc))
    assert told.unproven == [f"R-7: {says}"]


@pytest.mark.parametrize("write", SYNTAXES.values(), ids=SYNTAXES)
@pytest.mark.parametrize(
    ("doc", "says"),
    [
        (Doc(number=""), "ID: is missing; an invoice needs it"),
        (Doc(issued=""), "is missing; an invoice needs it"),
        (Doc(issued="2026-02-30"), "is no day of the calendar"),
        (Doc(due="2026-13-01"), "is no day of the calendar"),
        (Doc(currency=""), "CurrencyCode: is missing; an invoice needs it"),
        (Doc(buyer="", vat=""), "buyer's name (BT-44): is missing"),
        (Doc(code="325"), "'325': a pro forma invoice claims nothing"),
        (Doc(code="231"), "'231': is no invoice or credit note of UNTDID 1001"),
        (Doc().but(sums={"payable": "105,00"}), "'105,00' is no amount of XML"),
        (Doc().but(sums={"payable": "1e9"}), "'1e9' is no amount of XML"),
        (Doc().but(sums={"gross": "", "payable": ""}), "amount due (BT-115): is missing"),
    ],
)  # fmt: skip
def test_refused_with_the_reason(
    write: Callable[[Doc], bytes], doc: Doc, says: str
) -> None:
    with pytest.raises(Unreadable) as caught:
        table(write(doc))
    assert says in str(caught.value)


def test_amounts_in_another_currency_than_the_document(  # the tax in the seller's own is not read
) -> None:
    data = ubl(Doc())
    foreign = b'<cac:TaxTotal><cbc:TaxAmount currencyID="DKK">186.00</cbc:TaxAmount></cac:TaxTotal><cac:LegalM'
    assert row(data.replace(b"<cac:LegalM", foreign, 1))["payable"] == "105"
    other = data.replace(
        b'<cbc:PayableAmount currencyID="EUR">', b'<cbc:PayableAmount currencyID="USD">'
    )
    with pytest.raises(
        Unreadable, match="PayableAmount: is in 'USD', the document in 'EUR'"
    ):
        table(other)


@pytest.mark.parametrize(
    ("status", "parent"), [("GROUP", ""), ("INFORMATION", ""), ("", "1")], ids=str
)
def test_lines_with_parts_of_their_own_count_once(status: str, parent: str) -> None:
    """Factur-X adds up the parts and not their heading; others the whole and not its parts."""
    told = f"<ram:LineStatusReasonCode>{status}</ram:LineStatusReasonCode>" if status else f"<ram:ParentLineID>{parent}</ram:ParentLineID>"  # fmt: skip
    head = f"<ram:IncludedSupplyChainTradeLineItem><ram:AssociatedDocumentLineDocument>{told}</ram:AssociatedDocumentLineDocument>"  # fmt: skip
    data = cii(Doc(lines=("60.00", "45.00", "60.00"))).decode()
    at = data.rindex("<ram:IncludedSupplyChainTradeLineItem>")
    parted = data[:at] + data[at:].replace("<ram:IncludedSupplyChainTradeLineItem>", head)
    assert table(data.encode())[0].unproven != []
    assert row(parted.encode())["payable"] == "105"


def test_identifiers_with_a_scheme_that_are_called_ids() -> None:
    data = cii(Doc(vat="", ids=(("0088", "579"),))).replace(b"ram:GlobalID", b"ram:ID")
    assert row(data)["customer"] == "0088:579"


def test_danish_ubl_calls_the_tax_exclusive() -> None:
    data = ubl(Doc().but(sums={"net": "25.00", "gross": ""}))
    assert table(data)[0].unproven != []
    danish = data.replace(b"<cbc:ID>R-7", b"<cbc:CustomizationID>OIOUBL-2.02</cbc:CustomizationID><cbc:ID>R-7", 1)  # fmt: skip
    assert row(danish)["payable"] == "105"


def test_a_credit_note_whose_type_is_an_invoice() -> None:
    data = ubl(CREDIT).replace(b">381<", b">380<")
    with pytest.raises(Unreadable, match="CreditNoteTypeCode: '380' is a type of invoice, in a CreditNote"):  # fmt: skip
        table(data)


def test_lines_of_an_envelope_and_bare_names() -> None:
    """Peppol's envelope around it, several in one file, and UBL without its namespaces."""
    bare = ubl(Doc()).partition(b"?>")[2]
    envelope = (
        b"<StandardBusinessDocument><Header/>"
        + bare
        + bare.replace(b"R-7", b"R-8")
        + b"</StandardBusinessDocument>"
    )
    assert [each["number"] for each in table(envelope)[1]] == ["R-7", "R-8"]
    many = b"<StandardBusinessDocument>" + bare * 60 + b"</StandardBusinessDocument>"
    told, rows = table(many)
    assert (len(rows), told.notes[50:]) == (60, ["and 10 more notes on 60 documents"])
    naked = ubl(Doc()).replace(b"cbc:", b"").replace(b"cac:", b"").split(b"<ID>", 1)[1]
    assert row(b"<Invoice><ID>" + naked)["payable"] == "105"


def test_xml_made_to_break_a_parser() -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;">]><Invoice>&c;</Invoice>'
    for data, says in (
        (bomb, "has a DOCTYPE"),
        (b"<Invoice>" * 70 + b"</Invoice>" * 70, "nested deeper than 60"),
        (ubl(Doc())[:-30], "no well-formed XML"),
        (
            ubl(Doc()).replace(b"UTF-8", b"UTF-7"),
            "cannot be read as XML|no well-formed XML",
        ),
        (b"\xff\xfe" + ubl(Doc()), "no well-formed XML"),
        (ubl(Doc()).replace("Ærlig".encode(), b"\xc6rlig"), "no well-formed XML"),
    ):
        with pytest.raises(Unreadable, match=says):
            table(data)
    latin = ubl(Doc()).decode().replace('"UTF-8"', '"ISO-8859-1"').encode("latin-1")
    assert row(latin)["name"] == "Ærlig & Søn A/S"
    assert row(b"\n\n" + ubl(Doc()))["payable"] == "105"
    assert row(ubl(Doc()).decode().replace('"UTF-8"', '"UTF-16"').encode("utf-16"))["payable"] == "105"  # fmt: skip


def _golden() -> dict[str, dict[str, str]]:
    if not DATA.is_dir():
        return {}
    found: dict[str, dict[str, str]] = json.loads(
        (DATA / "golden_xml.json").read_text("utf-8")
    )["einvoice"]
    return {name: each for name, each in found.items() if "other_root" not in each}


@needs_shared
def test_the_real_files_say_what_other_tools_read() -> None:
    golden = _golden()
    assert len(golden) == 54
    for name, said in golden.items():
        told, (found,) = table((DATA / name).read_bytes())
        sign = -1 if said["type"] == "381" else 1
        payable = Decimal(said.get("payable", said["gross"]))
        rounded = payable + Decimal(said.get("prepaid", "0"))
        assert told.unproven == [], name
        assert told.format == said["syntax"].lower()
        assert Decimal(found["payable"]) * sign == payable, name
        assert Decimal(found["amount"]) * sign == rounded, name
        for heading, key in (("number", "id"), ("issue date", "issue"), ("currency", "ccy"), ("name", "buyer")):  # fmt: skip
            assert found[heading] == " ".join(said[key].split()), name
        for heading, key in (("due date", "due"), ("terms", "terms"), ("preceding", "preceding")):  # fmt: skip
            if key in said:
                assert found[heading] == " ".join(said[key].split())[:500], name


@needs_shared
@pytest.mark.parametrize("number", [1, 2, 8])
def test_real_pairs_of_both_syntaxes_are_equal(number: int) -> None:
    folder = DATA / "en16931_cen"
    one, other = (
        folder / f"CII_example{number}.xml",
        folder / f"ubl-tc434-example{number}.xml",
    )
    assert row(one.read_bytes()) == row(other.read_bytes())
