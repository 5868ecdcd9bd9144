"""Electronic invoices (EN 16931: UBL and CII) as rows of open items."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from xml.etree.ElementTree import Element

from ledgerlane.sync.files import refusal
from ledgerlane.sync.formats import cii, ubl
from ledgerlane.sync.formats.invoice import Invoice, needed, proofs
from ledgerlane.sync.formats.table import Table
from ledgerlane.sync.formats.xml import local, subtrees

HEADINGS = (
    "number", "type", "customer", "name", "country", "currency", "issue date", "due date",
    "amount", "payable", "terms", "order", "preceding", "seller", "instalment", "text", "due by",
)  # fmt: skip
MAX_TEXT = 500
MAX_NOTES = 50
_NOTHING = frozenset(("na", "n/a", "-", "none"))


def read(data: bytes, encoding: str = "") -> Iterable[Table]:  # noqa: ARG001  XML says it
    """The documents of the file, one row each or one an instalment; raises Unreadable."""
    roots = [root for _, root in subtrees(data, (*ubl.ROOTS, *cii.ROOTS))]
    if not roots:
        msg = "holds no invoice"
        raise refusal(msg)
    invoices = [_document(root) for root in roots]
    table = Table(_rows(invoices), format=_format(roots[0]))
    for invoice in invoices:
        _tell(table, invoice)
    if len(table.notes) > MAX_NOTES:
        more = f"and {len(table.notes) - MAX_NOTES} more notes on {len(invoices)} documents"
        table.notes[MAX_NOTES:] = [more]
    yield table


def _document(root: Element) -> Invoice:
    invoice = cii.read(root) if local(root.tag) in cii.ROOTS else ubl.read(root)
    needed(invoice.buyer.name or invoice.buyer.key, "buyer's name (BT-44)")
    if invoice.totals.gross is None and invoice.totals.payable is None:
        needed("", "amount due (BT-115)")
    return invoice


def _format(root: Element) -> str:
    return "cii" if local(root.tag) in cii.ROOTS else "ubl"


def _tell(table: Table, invoice: Invoice) -> None:
    """What proves the document and what does not; who sold, and what had to be decided."""
    checked = list(proofs(invoice))
    table.unproven.extend(f"{invoice.number}: {words}" for _, words in checked if words)
    rules = ", ".join(rule for rule, words in checked if not words)
    seller = invoice.seller.name or "nobody named"
    table.notes.append(
        f"{invoice.number} of seller {seller}: agrees with {rules or 'nothing'}"
    )
    *_, why = invoice.due()
    if why:
        table.notes.append(f"{invoice.number}: {why}")


def _rows(invoices: Iterable[Invoice]) -> Iterator[tuple[str, ...]]:
    yield HEADINGS
    for invoice in invoices:
        parts = invoice.instalments()
        if not parts:
            yield _row(invoice, invoice.due()[0], invoice.amount, invoice.payable)
        for at, part in enumerate(parts, 1):
            assert part.due
            assert part.amount is not None
            yield _row(invoice, part.due, part.amount, part.amount, str(at))


def _row(
    invoice: Invoice,
    due: date | None,
    amount: Decimal,
    payable: Decimal,
    instalment: str = "",
) -> tuple[str, ...]:
    sign = -1 if invoice.credit else 1
    amount, payable = amount * sign, payable * sign
    if not (0 <= payable <= amount or amount <= payable <= 0):
        amount = payable
    order = "" if invoice.order.casefold() in _NOTHING else invoice.order
    words = (
        ("payment reference", invoice.payment_reference),
        ("buyer reference", invoice.buyer_reference),
        ("type", invoice.type_code if invoice.type_code not in ("380", "381") else ""),
    )
    told = "; ".join(f"{what} {value}" for what, value in words if value)
    return (
        invoice.number, "credit note" if amount < 0 else "invoice", invoice.buyer.key,
        invoice.buyer.name, invoice.buyer.country, invoice.currency, invoice.issued.isoformat(),
        due.isoformat() if due else "", f"{amount.normalize():f}", f"{payable.normalize():f}", invoice.terms[:MAX_TEXT], order, invoice.preceding,
        invoice.seller.key or invoice.seller.name, instalment, told[:MAX_TEXT],
        "" if due else invoice.due()[1],
    )  # fmt: skip
