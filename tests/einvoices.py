"""The same invoice in UBL and in CII, for tests: one set of values, two syntaxes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from xml.sax.saxutils import escape

_UBL = "urn:oasis:names:specification:ubl:schema:xsd"
_CII = "urn:un:unece:uncefact:data:standard"


@dataclass(frozen=True)
class Doc:
    """100.00 net in two lines, 10.00 allowance, 5.00 charge, 25 % tax, 20.00 prepaid."""

    number: str = "R-7"
    code: str = "380"
    issued: str = "2026-10-01"
    due: str = "2026-10-31"
    currency: str = "EUR"
    lines: tuple[str, ...] = ("60.00", "45.00")
    allowance: str = "10.00"
    charge: str = "5.00"
    sums: dict[str, str] = field(default_factory=lambda: {
        "lines": "105.00", "allowances": "10.00", "charges": "5.00", "net": "100.00",
        "tax": "25.00", "gross": "125.00", "prepaid": "20.00", "payable": "105.00",
    })  # fmt: skip
    buyer: str = "Ærlig & Søn A/S"
    ids: tuple[tuple[str, str], ...] = ()
    vat: str = "DK 12 34 56 78"
    legal: str = ""
    endpoint: str = ""
    terms: str = ""
    order: str = "PO-1"
    preceding: str = ""
    payment_reference: str = "RF18"
    parts: tuple[tuple[str, str], ...] = ()
    attachment: str = ""

    def but(self, **other: object) -> Doc:
        """The same with other values; ``sums`` are merged."""
        if "sums" in other:
            other["sums"] = {k: v for k, v in {**self.sums, **other["sums"]}.items() if v}  # type: ignore[dict-item]
        return replace(self, **other)  # type: ignore[arg-type]


def _tag(name: str, text: str, attributes: str = "") -> str:
    return f"<{name}{attributes}>{escape(text)}</{name}>" if text else ""


def _schemed(name: str, text: str, scheme: str) -> str:
    return _tag(name, text, f' schemeID="{scheme}"' if scheme else "")


def ubl(doc: Doc) -> bytes:
    """As UBL 2.1."""
    root = "CreditNote" if doc.code in ("381", "396", "261") else "Invoice"
    money = f' currencyID="{doc.currency}"'

    def amount(name: str, text: str) -> str:
        return _tag(f"cbc:{name}", text, money)

    lines = "".join(
        f"<cac:{root}Line><cbc:ID>{at}</cbc:ID>{amount('LineExtensionAmount', net)}</cac:{root}Line>"
        for at, net in enumerate(doc.lines, 1)
    )
    allowances = "".join(
        f"<cac:AllowanceCharge><cbc:ChargeIndicator>{flag}</cbc:ChargeIndicator>{amount('Amount', text)}</cac:AllowanceCharge>"
        for flag, text in (("false", doc.allowance), ("true", doc.charge))
        if text
    )
    ids = "".join(
        f"<cac:PartyIdentification>{_schemed('cbc:ID', value, scheme)}</cac:PartyIdentification>"
        for scheme, value in doc.ids
    )
    scheme, _, address = doc.endpoint.rpartition(":")
    sums = doc.sums.get
    parts = "".join(
        f"<cac:PaymentTerms>{amount('Amount', text)}<cbc:InstallmentDueDate>{day}</cbc:InstallmentDueDate></cac:PaymentTerms>"
        for day, text in doc.parts
    )
    due = "" if doc.parts or root == "CreditNote" else _tag("cbc:DueDate", doc.due)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<{root} xmlns="{_UBL}:{root}-2" xmlns:cac="{_UBL}:CommonAggregateComponents-2" xmlns:cbc="{_UBL}:CommonBasicComponents-2">
{_tag("cbc:ID", doc.number)}{_tag("cbc:IssueDate", doc.issued)}{due}
{_tag(f"cbc:{root}TypeCode", doc.code)}{_tag("cbc:DocumentCurrencyCode", doc.currency)}
<cac:OrderReference>{_tag("cbc:ID", doc.order)}</cac:OrderReference>
{f"<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>{doc.preceding}</cbc:ID></cac:InvoiceDocumentReference></cac:BillingReference>" if doc.preceding else ""}
{f"<cac:AdditionalDocumentReference><cac:Attachment><cbc:EmbeddedDocumentBinaryObject>{doc.attachment}</cbc:EmbeddedDocumentBinaryObject></cac:Attachment></cac:AdditionalDocumentReference>" if doc.attachment else ""}
<cac:AccountingSupplierParty><cac:Party><cac:PartyTaxScheme><cbc:CompanyID>NO999</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme><cac:PartyLegalEntity><cbc:RegistrationName>Vi selger AS</cbc:RegistrationName></cac:PartyLegalEntity></cac:Party></cac:AccountingSupplierParty>
<cac:AccountingCustomerParty><cac:Party>{_schemed("cbc:EndpointID", address, scheme)}{ids}
<cac:PostalAddress><cac:Country><cbc:IdentificationCode>DK</cbc:IdentificationCode></cac:Country></cac:PostalAddress>
{f"<cac:PartyTaxScheme><cbc:CompanyID>{doc.vat}</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>" if doc.vat else ""}
<cac:PartyLegalEntity>{_tag("cbc:RegistrationName", doc.buyer)}{_tag("cbc:CompanyID", doc.legal)}</cac:PartyLegalEntity></cac:Party></cac:AccountingCustomerParty>
<cac:PaymentMeans><cbc:PaymentMeansCode>30</cbc:PaymentMeansCode>{_tag("cbc:PaymentID", doc.payment_reference)}</cac:PaymentMeans>
{f"<cac:PaymentTerms>{_tag('cbc:Note', doc.terms)}</cac:PaymentTerms>" if doc.terms else ""}{parts}{allowances}
<cac:TaxTotal>{amount("TaxAmount", sums("tax", "0"))}<cac:TaxSubtotal>{amount("TaxAmount", sums("tax", "0"))}</cac:TaxSubtotal></cac:TaxTotal>
<cac:LegalMonetaryTotal>{amount("LineExtensionAmount", sums("lines", ""))}{amount("TaxExclusiveAmount", sums("net", ""))}{amount("TaxInclusiveAmount", sums("gross", ""))}{amount("AllowanceTotalAmount", sums("allowances", ""))}{amount("ChargeTotalAmount", sums("charges", ""))}{amount("PrepaidAmount", sums("prepaid", ""))}{amount("PayableRoundingAmount", sums("rounding", ""))}{amount("PayableAmount", sums("payable", ""))}</cac:LegalMonetaryTotal>
{lines}</{root}>""".encode()


def cii(doc: Doc) -> bytes:
    """As UN/CEFACT CII D16B."""

    def day(text: str) -> str:
        return (
            f'<udt:DateTimeString format="102">{text.replace("-", "")}</udt:DateTimeString>'
        )

    lines = "".join(
        f"<ram:IncludedSupplyChainTradeLineItem><ram:SpecifiedLineTradeSettlement><ram:SpecifiedTradeSettlementLineMonetarySummation>{_tag('ram:LineTotalAmount', net)}</ram:SpecifiedTradeSettlementLineMonetarySummation></ram:SpecifiedLineTradeSettlement></ram:IncludedSupplyChainTradeLineItem>"
        for net in doc.lines
    )
    allowances = "".join(
        f"<ram:SpecifiedTradeAllowanceCharge><ram:ChargeIndicator><udt:Indicator>{flag}</udt:Indicator></ram:ChargeIndicator>{_tag('ram:ActualAmount', text)}</ram:SpecifiedTradeAllowanceCharge>"
        for flag, text in (("false", doc.allowance), ("true", doc.charge))
        if text
    )
    ids = "".join(
        _tag("ram:GlobalID", value, f' schemeID="{scheme}"')
        if scheme
        else _tag("ram:ID", value)
        for scheme, value in doc.ids
    )
    scheme, _, address = doc.endpoint.rpartition(":")
    sums = doc.sums.get
    dated = (
        f"<ram:DueDateDateTime>{day(doc.due)}</ram:DueDateDateTime>"
        if doc.due and not doc.parts and doc.code not in ("381", "396", "261")
        else ""
    )
    terms = f"<ram:SpecifiedTradePaymentTerms>{_tag('ram:Description', doc.terms)}{dated}</ram:SpecifiedTradePaymentTerms>"
    parts = "".join(
        f"<ram:SpecifiedTradePaymentTerms><ram:DueDateDateTime>{day(due)}</ram:DueDateDateTime>{_tag('ram:PartialPaymentAmount', text)}</ram:SpecifiedTradePaymentTerms>"
        for due, text in doc.parts
    )
    return f"""<?xml version='1.0' encoding='UTF-8'?>
<rsm:CrossIndustryInvoice xmlns:rsm="{_CII}:CrossIndustryInvoice:100" xmlns:ram="{_CII}:ReusableAggregateBusinessInformationEntity:100" xmlns:udt="{_CII}:UnqualifiedDataType:100">
<rsm:ExchangedDocument>{_tag("ram:ID", doc.number)}{_tag("ram:TypeCode", doc.code)}<ram:IssueDateTime>{day(doc.issued) if doc.issued else ""}</ram:IssueDateTime></rsm:ExchangedDocument>
<rsm:SupplyChainTradeTransaction>{lines}
<ram:ApplicableHeaderTradeAgreement>
<ram:SellerTradeParty><ram:Name>Vi selger AS</ram:Name><ram:SpecifiedTaxRegistration><ram:ID schemeID="VA">NO999</ram:ID></ram:SpecifiedTaxRegistration></ram:SellerTradeParty>
<ram:BuyerTradeParty>{ids}{_tag("ram:Name", doc.buyer)}<ram:SpecifiedLegalOrganization>{_tag("ram:ID", doc.legal)}</ram:SpecifiedLegalOrganization><ram:PostalTradeAddress><ram:CountryID>DK</ram:CountryID></ram:PostalTradeAddress><ram:URIUniversalCommunication>{_schemed("ram:URIID", address, scheme)}</ram:URIUniversalCommunication>{f'<ram:SpecifiedTaxRegistration><ram:ID schemeID="VA">{doc.vat}</ram:ID></ram:SpecifiedTaxRegistration>' if doc.vat else ""}</ram:BuyerTradeParty>
<ram:BuyerOrderReferencedDocument>{_tag("ram:IssuerAssignedID", doc.order)}</ram:BuyerOrderReferencedDocument>
{f"<ram:AdditionalReferencedDocument><ram:AttachmentBinaryObject>{doc.attachment}</ram:AttachmentBinaryObject></ram:AdditionalReferencedDocument>" if doc.attachment else ""}
</ram:ApplicableHeaderTradeAgreement><ram:ApplicableHeaderTradeDelivery/>
<ram:ApplicableHeaderTradeSettlement>{_tag("ram:PaymentReference", doc.payment_reference)}{_tag("ram:InvoiceCurrencyCode", doc.currency)}
<ram:ApplicableTradeTax><ram:CalculatedAmount>{sums("tax", "0")}</ram:CalculatedAmount></ram:ApplicableTradeTax>{allowances}{parts or terms}
<ram:SpecifiedTradeSettlementHeaderMonetarySummation>{_tag("ram:LineTotalAmount", sums("lines", ""))}{_tag("ram:ChargeTotalAmount", sums("charges", ""))}{_tag("ram:AllowanceTotalAmount", sums("allowances", ""))}{_tag("ram:TaxBasisTotalAmount", sums("net", ""))}{_tag("ram:TaxTotalAmount", sums("tax", ""), f' currencyID="{doc.currency}"')}{_tag("ram:RoundingAmount", sums("rounding", ""))}{_tag("ram:GrandTotalAmount", sums("gross", ""))}{_tag("ram:TotalPrepaidAmount", sums("prepaid", ""))}{_tag("ram:DuePayableAmount", sums("payable", ""))}</ram:SpecifiedTradeSettlementHeaderMonetarySummation>
{f"<ram:InvoiceReferencedDocument><ram:IssuerAssignedID>{doc.preceding}</ram:IssuerAssignedID></ram:InvoiceReferencedDocument>" if doc.preceding else ""}
</ram:ApplicableHeaderTradeSettlement></rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>""".encode()
