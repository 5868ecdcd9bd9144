"""UBL 2.x: the invoice or credit note in an element, read by local names (EN 16931-3-2)."""

from __future__ import annotations

from decimal import Decimal
from xml.etree.ElementTree import Element

from ledgerlane.sync.files import refusal
from ledgerlane.sync.formats.invoice import (
    CREDIT_NOTES,
    Invoice,
    Part,
    Party,
    Totals,
    amounts,
    checked_type,
    day,
    money,
    needed,
    needed_day,
)
from ledgerlane.sync.formats.xml import find, first, local, text, texts

ROOTS = ("Invoice", "CreditNote")
_TOTAL = "LegalMonetaryTotal|RequestedMonetaryTotal"


def read(root: Element) -> Invoice:
    """The document; raises Unreadable naming the element."""
    currency = needed(text(root, "DocumentCurrencyCode"), "DocumentCurrencyCode")
    taxes = _taxes(root, currency)
    code = _type(root)
    kept = [each for each in find(root, "AllowanceCharge") if text(each, "Amount")]
    charged = [text(each, "ChargeIndicator").casefold() in ("true", "1") for each in kept]
    return Invoice(
        number=needed(text(root, "ID"), "ID"),
        type_code=code,
        issued=needed_day(text(root, "IssueDate"), "IssueDate"),
        currency=currency,
        seller=_party(first(root, "AccountingSupplierParty")),
        buyer=_party(first(root, "AccountingCustomerParty")),
        totals=_totals(root, currency, taxes),
        parts=_parts(root),
        terms=" ".join(texts(root, "PaymentTerms/Note")),
        order=text(root, "OrderReference/ID"),
        buyer_reference=text(root, "BuyerReference"),
        preceding=text(root, "BillingReference/InvoiceDocumentReference|CreditNoteDocumentReference/ID"),
        payment_reference=text(root, "PaymentMeans/PaymentID"),
        line_nets=amounts(
            texts(root, "InvoiceLine|CreditNoteLine/LineExtensionAmount"), "LineExtensionAmount"
        ),
        allowance_amounts=amounts(
            [text(each, "Amount") for each, charge in zip(kept, charged, strict=True) if not charge],
            "AllowanceCharge",
        ),
        charge_amounts=amounts(
            [text(each, "Amount") for each, charge in zip(kept, charged, strict=True) if charge],
            "AllowanceCharge",
        ),
        tax_amounts=amounts(
            [each for tax in taxes for each in texts(tax, "TaxSubtotal/TaxAmount")], "TaxAmount"
        ),
        third_party_amounts=amounts(texts(root, "PrepaidPayment/PaidAmount"), "PrepaidPayment"),
    )  # fmt: skip


def _party(outer: Element | None) -> Party:
    party = first(outer, "Party")
    ids = [
        ((each.get("schemeID") or "").strip(), " ".join((each.text or "").split()))
        for each in find(party, "PartyIdentification/ID")
    ]
    vats = [
        text(each, "CompanyID")
        for each in find(party, "PartyTaxScheme")
        if text(each, "TaxScheme/ID").upper() in ("VAT", "")
    ]
    endpoint = first(party, "EndpointID")
    return Party(
        name=text(party, "PartyLegalEntity/RegistrationName")
        or text(party, "PartyName/Name"),
        account=text(outer, "SupplierAssignedAccountID"),
        ids=tuple((scheme, value) for scheme, value in ids if value and scheme != "SEPA"),
        vat=next(filter(None, vats), ""),
        legal=text(party, "PartyLegalEntity/CompanyID"),
        endpoint=_schemed(endpoint),
        country=text(party, "PostalAddress/Country/IdentificationCode"),
    )


def _schemed(element: Element | None) -> str:
    value = "" if element is None else " ".join((element.text or "").split())
    scheme = "" if element is None else (element.get("schemeID") or "").strip()
    return f"{scheme}:{value}" if scheme and value else value


def _type(root: Element) -> str:
    """BT-3; where UBL leaves it out, what the root says. Both must say the same of a credit note."""
    credit = local(root.tag) == "CreditNote"
    said = text(root, "InvoiceTypeCode|CreditNoteTypeCode")
    code = checked_type(said or ("381" if credit else "380"), f"{local(root.tag)}TypeCode")
    if credit and code not in CREDIT_NOTES:
        msg = f"{code!r} is a type of invoice, in a CreditNote"
        raise refusal(msg, field="CreditNoteTypeCode")
    return code


def _taxes(root: Element, currency: str) -> list[Element]:
    """Tax in the document's own currency (BT-110), not that in the tax authority's (BT-111)."""
    return [
        each
        for each in find(root, "TaxTotal")
        if (amount := first(each, "TaxAmount")) is not None
        and amount.get("currencyID", currency) == currency
    ]


def _totals(root: Element, currency: str, taxes: list[Element]) -> Totals:
    total = first(root, _TOTAL)
    if total is None:
        msg = "is missing; an invoice needs its totals"
        raise refusal(msg, field="LegalMonetaryTotal")

    def said(name: str) -> Decimal | None:
        element = first(total, name)
        if element is None:
            return None
        if element.get("currencyID", currency) != currency:
            msg = f"is in {element.get('currencyID')!r}, the document in {currency!r}"
            raise refusal(msg, field=name)
        return money(" ".join((element.text or "").split()), name)

    tax = amounts([text(each, "TaxAmount") for each in taxes], "TaxTotal")
    danish = text(root, "CustomizationID").startswith(
        "OIOUBL"
    )  # its TaxExclusiveAmount is the tax
    return Totals(
        said("LineExtensionAmount"), said("AllowanceTotalAmount"), said("ChargeTotalAmount"),
        None if danish else said("TaxExclusiveAmount"), sum(tax, Decimal()) if tax else None,
        said("TaxInclusiveAmount"), said("PrepaidAmount"), said("PayableRoundingAmount"),
        said("PayableAmount"),
    )  # fmt: skip


def _parts(root: Element) -> tuple[Part, ...]:
    """The due day (BT-9), where UBL has put it; or instalments, each with day and amount."""
    terms = [
        Part(
            day(
                text(each, "InstallmentDueDate") or text(each, "PaymentDueDate"),
                "PaymentTerms",
            ),
            money(text(each, "Amount"), "PaymentTerms"),
        )
        for each in find(root, "PaymentTerms")
    ]
    dated = tuple(part for part in terms if part.due)
    if len(dated) > 1 and all(part.amount is not None for part in dated):
        return dated
    due = day(text(root, "DueDate"), "DueDate")
    if due:
        return (Part(due),)
    means = [
        day(each, "PaymentDueDate") for each in texts(root, "PaymentMeans/PaymentDueDate")
    ]
    return tuple(Part(each) for each in dict.fromkeys(means)) or dated
