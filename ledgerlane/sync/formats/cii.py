"""UN/CEFACT CII D16B (Factur-X, XRechnung, ZUGFeRD 2) and its forerunner ZUGFeRD 1.0.

Read by local names (EN 16931-3-3); where the two call an element differently, both stand here.
"""

from __future__ import annotations

from decimal import Decimal
from xml.etree.ElementTree import Element

from ledgerlane.sync.files import refusal
from ledgerlane.sync.formats.invoice import (
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
from ledgerlane.sync.formats.xml import find, first, text, texts

ROOTS = ("CrossIndustryInvoice", "CrossIndustryDocument")
_DOCUMENT = "ExchangedDocument|HeaderExchangedDocument"
_TRADE = "SupplyChainTradeTransaction|SpecifiedSupplyChainTradeTransaction"
_AGREEMENT = "ApplicableHeaderTradeAgreement|ApplicableSupplyChainTradeAgreement"
_SETTLEMENT = "ApplicableHeaderTradeSettlement|ApplicableSupplyChainTradeSettlement"
_SUMS = "SpecifiedTradeSettlementHeaderMonetarySummation|SpecifiedTradeSettlementMonetarySummation"
_LINE_SUM = (
    "SpecifiedLineTradeSettlement|SpecifiedSupplyChainTradeSettlement/"
    "SpecifiedTradeSettlementLineMonetarySummation|SpecifiedTradeSettlementMonetarySummation/"
    "LineTotalAmount"
)
_LINE_STATUS = "AssociatedDocumentLineDocument/LineStatusReasonCode"
_LINE_PARENT = "AssociatedDocumentLineDocument/ParentLineID"
_NO_SUMMANDS = ("GROUP", "INFORMATION")
"""Lines that only head or explain others (Factur-X EXTENDED)."""


def read(root: Element) -> Invoice:
    """The document; raises Unreadable naming the element."""
    document, trade = first(root, _DOCUMENT), first(root, _TRADE)
    agreement, settlement = first(trade, _AGREEMENT), first(trade, _SETTLEMENT)
    currency = needed(text(settlement, "InvoiceCurrencyCode"), "InvoiceCurrencyCode")
    allowances, charges = _allowances(settlement, unsigned="Document" in root.tag)
    logistics = texts(settlement, "SpecifiedLogisticsServiceCharge/AppliedAmount")
    terms = list(find(settlement, "SpecifiedTradePaymentTerms"))
    totals = _totals(settlement, currency)
    return Invoice(
        number=needed(text(document, "ID"), "ExchangedDocument/ID"),
        type_code=checked_type(needed(text(document, "TypeCode"), "TypeCode"), "TypeCode"),
        issued=needed_day(_date(first(document, "IssueDateTime")), "IssueDateTime"),
        currency=currency,
        seller=_party(first(agreement, "SellerTradeParty")),
        buyer=_party(first(agreement, "BuyerTradeParty")),
        totals=totals,
        parts=_parts(terms),
        terms=" ".join(found for each in terms for found in texts(each, "Description")),
        order=text(agreement, "BuyerOrderReferencedDocument/IssuerAssignedID|ID"),
        buyer_reference=text(agreement, "BuyerReference"),
        preceding=text(settlement, "InvoiceReferencedDocument/IssuerAssignedID|ID"),
        payment_reference=text(settlement, "PaymentReference"),
        line_nets=_line_nets(trade, totals.lines),
        allowance_amounts=allowances,
        charge_amounts=charges + amounts(logistics, "AppliedAmount"),
        tax_amounts=amounts(texts(settlement, "ApplicableTradeTax/CalculatedAmount"), "CalculatedAmount"),
        third_party_amounts=amounts(texts(settlement, "SpecifiedAdvancePayment/PaidAmount"), "PaidAmount"),
    )  # fmt: skip


def _allowances(
    settlement: Element | None, *, unsigned: bool
) -> tuple[tuple[Decimal, ...], tuple[Decimal, ...]]:
    """Allowances and charges; ZUGFeRD 1.0 may write an allowance with a minus (``unsigned``)."""
    allowances: list[Decimal] = []
    charges: list[Decimal] = []
    for each in find(settlement, "SpecifiedTradeAllowanceCharge"):
        amount = money(text(each, "ActualAmount"), "ActualAmount")
        charge = text(each, "ChargeIndicator/Indicator").casefold() in ("true", "1")
        if amount is not None:
            (charges if charge else allowances).append(abs(amount) if unsigned else amount)
    return tuple(allowances), tuple(charges)


def _date(element: Element | None) -> str:
    """A DateTimeString in format 102 (20260131), or an ISO DateTime or Date."""
    said = first(element, "DateTimeString|DateString|DateTime|Date")
    if said is None:
        return ""
    if said.get("format", "102") != "102":
        msg = (
            f"format {said.get('format')!r} of a day is not read; accepted is 102, 20260131"
        )
        raise refusal(msg, field="DateTimeString")
    return " ".join((said.text or "").split())


def _party(party: Element | None) -> Party:
    ids: list[tuple[str, str]] = []
    for each in find(party, "ID|GlobalID"):
        if value := " ".join((each.text or "").split()):
            ids.append(((each.get("schemeID") or "").strip(), value))
    vats = [
        " ".join((each.text or "").split())
        for each in find(party, "SpecifiedTaxRegistration/ID")
        if each.get("schemeID", "VA") == "VA"
    ]
    address = first(party, "URIUniversalCommunication/URIID")
    scheme = "" if address is None else (address.get("schemeID") or "").strip()
    endpoint = text(party, "URIUniversalCommunication/URIID")
    return Party(
        name=text(party, "Name")
        or text(party, "SpecifiedLegalOrganization/TradingBusinessName"),
        ids=tuple(ids),
        vat=next(filter(None, vats), ""),
        legal=text(party, "SpecifiedLegalOrganization/ID"),
        endpoint=f"{scheme}:{endpoint}" if scheme and endpoint else endpoint,
        country=text(party, "PostalTradeAddress/CountryID"),
    )


def _totals(settlement: Element | None, currency: str) -> Totals:
    sums = first(settlement, _SUMS)
    if sums is None:
        msg = "is missing; an invoice needs its totals"
        raise refusal(msg, field="SpecifiedTradeSettlementHeaderMonetarySummation")

    def said(name: str) -> Decimal | None:
        for element in find(sums, name):
            if element.get("currencyID", currency) == currency:
                return money(" ".join((element.text or "").split()), name)
        if name != "TaxTotalAmount" and (other := first(sums, name)) is not None:
            msg = f"is in {other.get('currencyID')!r}, the document in {currency!r}"
            raise refusal(msg, field=name)
        return None

    return Totals(
        said("LineTotalAmount"), said("AllowanceTotalAmount"), said("ChargeTotalAmount"),
        said("TaxBasisTotalAmount"), said("TaxTotalAmount"), said("GrandTotalAmount"),
        said("TotalPrepaidAmount"), said("RoundingAmount"), said("DuePayableAmount"),
    )  # fmt: skip


def _line_nets(trade: Element | None, said: Decimal | None) -> tuple[Decimal, ...]:
    """What each line adds: of lines with parts of their own the parts (Factur-X), or the whole."""
    lines = list(find(trade, "IncludedSupplyChainTradeLineItem"))
    summands = [each for each in lines if text(each, _LINE_STATUS) not in _NO_SUMMANDS]
    wholes = [each for each in lines if not text(each, _LINE_PARENT)]
    parts, tops = (
        amounts([net for each in some for net in texts(each, _LINE_SUM)], "LineTotalAmount")
        for some in (summands, wholes)
    )
    return tops if sum(parts) != said == sum(tops) else parts


def _parts(terms: list[Element]) -> tuple[Part, ...]:
    """Due days (BT-9), without those until which a discount may be taken."""
    whole = [
        each for each in terms if first(each, "ApplicableTradePaymentDiscountTerms") is None
    ]
    parts = [
        Part(
            day(_date(first(each, "DueDateDateTime")), "DueDateDateTime"),
            money(text(each, "PartialPaymentAmount"), "PartialPaymentAmount"),
        )
        for each in (whole or terms)
    ]
    return tuple(part for part in parts if part.due)
