"""One electronic invoice or credit note, whichever syntax it came in, and its own proof.

The terms BT-n and rules BR-CO-n are those of EN 16931-1 (6.2, 6.4). Amounts are exact
decimals with the sign they have in the file: of a credit note what the seller owes is positive.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from ledgerlane.domain.money import is_currency, minor_digits
from ledgerlane.sync.files import refusal

CREDIT_NOTES = frozenset("81 83 261 262 296 308 381 396 420 458 532".split())
"""Codes of UNTDID 1001 for what the seller owes the buyer."""
INVOICES = frozenset(
    "71 80 82 84 102 130 202 203 204 211 218 219 295 326 331 380 382 383 384 385 386 387 388"
    " 389 390 393 394 395 456 457 527 553 575 623 633 751 780 817 870 875 876 877 935".split()
)
"""Codes of UNTDID 1001 for what the buyer owes the seller; 325, pro forma, is not among them."""
STATUTORY_DAYS = 30
"""After its date, where an invoice says neither day nor terms: Directive 2011/7/EU, article 3(3)(b)."""
_AMOUNT = re.compile(r"[+-]?(?:[0-9]{1,15}(?:\.[0-9]{0,10})?|\.[0-9]{1,10})")
_DAYS = re.compile(
    r"(?<![0-9.,])([0-9]{1,3})\s*(?:calendar |kalender)?"
    r"(?:days?|dage|dager|dagar|dagen|tage?n?|jours?|d[ií]as|giorni|p[äa]iv\w*|dni|dn[íů]|nap\w*|zile)\b",
    re.IGNORECASE,
)
_EARLIER = re.compile(r"%|discount|skonto|escompte|sconto|rabat", re.IGNORECASE)

_AT_ONCE = re.compile(
    r"\b(?:sofort|immediate(?:ly)?|(?:up)?on receipt|(?:à|a) r[ée]ception|comptant|kontant|omg[åa]ende"
    r"|straks|per direct|a vista|al contado)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Party:
    """Seller or buyer: name (BT-27, BT-44) and everything that could be a number of it.

    ``ids``: (scheme or "", identifier), BT-29 and BT-46; ``account``: the seller's own number
    of the buyer, which UBL knows besides.
    """

    name: str = ""
    account: str = ""
    ids: tuple[tuple[str, str], ...] = ()
    vat: str = ""
    legal: str = ""
    endpoint: str = ""
    country: str = ""

    @property
    def key(self) -> str:
        """What it is known by: account, own identifier, VAT, other identifier, register, address."""
        own = [value for scheme, value in self.ids if not scheme]
        schemed = [f"{scheme}:{value}" for scheme, value in self.ids if scheme]
        vat = re.sub(r"[\s.-]", "", self.vat).upper()
        known = (self.account, *own, vat, *schemed, self.legal, self.endpoint)
        return next(filter(None, known), "")


@dataclass(frozen=True, slots=True)
class Part:
    """An instalment: when it is due, and how much it is where that is said."""

    due: dt.date | None
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Totals:
    """The document's sums, BT-106 to BT-115; None is not in the file."""

    lines: Decimal | None = None
    allowances: Decimal | None = None
    charges: Decimal | None = None
    net: Decimal | None = None
    tax: Decimal | None = None
    gross: Decimal | None = None
    prepaid: Decimal | None = None
    rounding: Decimal | None = None
    payable: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Invoice:
    """What a ledger needs of the document, and what proves it."""

    number: str
    type_code: str
    issued: dt.date
    currency: str
    seller: Party
    buyer: Party
    totals: Totals
    parts: tuple[Part, ...] = ()
    terms: str = ""
    order: str = ""
    buyer_reference: str = ""
    preceding: str = ""
    payment_reference: str = ""
    line_nets: tuple[Decimal, ...] = ()
    allowance_amounts: tuple[Decimal, ...] = ()
    charge_amounts: tuple[Decimal, ...] = ()
    tax_amounts: tuple[Decimal, ...] = ()
    third_party_amounts: tuple[Decimal, ...] = ()
    """Claims of others that are paid along with it (extension of XRechnung, BG-DEX-09)."""

    @property
    def credit(self) -> bool:
        """Whether it is a credit note."""
        return self.type_code in CREDIT_NOTES

    @property
    def payable(self) -> Decimal:
        """BT-115; where a file leaves it out, what is left of the total."""
        total = self.totals
        if total.payable is not None:
            return total.payable
        return (total.gross or Decimal()) - (total.prepaid or 0) + (total.rounding or 0)

    @property
    def amount(self) -> Decimal:
        """What the document asks for in all: payable and prepaid."""
        return self.payable + (self.totals.prepaid or 0)

    def due(self) -> tuple[dt.date | None, str, str]:
        """The day it is due, else the terms that say it; and what says so where it is not the document itself."""
        days = {part.due for part in self.parts if part.due}
        if days:
            later = f"several due days: the last, {max(days)}" if len(days) > 1 else ""
            return max(days), "", later
        if self.credit:
            return self.issued, "", ""
        found = set(_DAYS.findall(self.terms))
        if len(found) == 1 and not _EARLIER.search(self.terms):
            (number,) = found
            return None, f"NET {int(number)}", f"due by its terms, {self.terms[:60]!r}"
        if not found and _AT_ONCE.search(self.terms):
            return None, "COD", f"due at once by its terms, {self.terms[:60]!r}"
        words = (
            f"no due day and no terms that say one: {STATUTORY_DAYS} days after its date "
            "(Directive 2011/7/EU)"
        )
        return None, f"NET {STATUTORY_DAYS}", words

    def instalments(self) -> list[Part]:
        """The parts, when each says its day and amount; else nothing."""
        if len(self.parts) > 1 and all(
            part.due and part.amount is not None for part in self.parts
        ):
            return list(self.parts)
        return []


def proofs(invoice: Invoice) -> Iterator[tuple[str, str]]:
    """Each sum that can be made of the file: its rule, and "" or what does not agree.

    Sums are rounded half-up to the minor unit, as the rules' own tests do: lines may carry more.
    """
    total, zero = invoice.totals, Decimal()
    places = max(2, minor_digits(invoice.currency) if is_currency(invoice.currency) else 2)

    def equal(rule: str, words: str, made: Decimal, said: Decimal) -> tuple[str, str]:
        made = made.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        wrong = f"{words} is {made:f}, the file says {said:f} ({rule})"
        return rule, "" if made == said else wrong

    allowances = sum(invoice.allowance_amounts, zero)
    charges = sum(invoice.charge_amounts, zero)
    if invoice.line_nets and total.lines is not None:
        yield equal(
            "BR-CO-10", "sum of the lines", sum(invoice.line_nets, zero), total.lines
        )
    if total.allowances is not None and (invoice.allowance_amounts or invoice.line_nets):
        yield equal("BR-CO-11", "sum of the allowances", allowances, total.allowances)
    if total.charges is not None and (invoice.charge_amounts or invoice.line_nets):
        yield equal("BR-CO-12", "sum of the charges", charges, total.charges)
    if total.net is not None and total.lines is not None:
        less = allowances if total.allowances is None else total.allowances
        more = charges if total.charges is None else total.charges
        yield equal("BR-CO-13", "total without tax", total.lines - less + more, total.net)
    if total.tax is not None and invoice.tax_amounts:
        yield equal("BR-CO-14", "sum of the tax", sum(invoice.tax_amounts, zero), total.tax)
    rounding = total.rounding or zero
    if total.net is not None and total.gross is not None:
        made = total.net + (total.tax or zero)
        if made != total.gross == made + rounding:
            made, rounding = (
                total.gross,
                zero,
            )  # UBL before EN 16931 rounds the total with tax
        yield equal("BR-CO-15", "total with tax", made, total.gross)
    if total.gross is not None and total.payable is not None:
        made = total.gross - (total.prepaid or zero) + rounding
        others = sum(invoice.third_party_amounts, zero)
        if others and made + others == total.payable:
            yield equal("BR-DEX-09", "amount due", made + others, total.payable)
        else:
            yield equal("BR-CO-16", "amount due", made, total.payable)
    if parts := invoice.instalments():
        made = sum((part.amount or zero for part in parts), zero)
        yield equal("instalments", "sum of the instalments", made, invoice.payable)


def money(text: str, what: str) -> Decimal | None:
    """An amount of the file, None for none; raises Unreadable for what is no xs:decimal."""
    if not text:
        return None
    if not _AMOUNT.fullmatch(text):
        msg = f"{text[:40]!r} is no amount of XML; accepted are digits with '.' before the decimals"
        raise refusal(msg, field=what)
    return Decimal(text)


def day(text: str, what: str) -> dt.date | None:
    """A day like 2026-01-31 (a zone after it is dropped) or 20260131; None for none."""
    if not text:
        return None
    bare = re.sub(r"(?:T[0-9:.]+)?(?:Z|[+-][0-9]{2}:[0-9]{2})?$", "", text)
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{8}", bare):
        try:
            return dt.date.fromisoformat(bare)
        except ValueError:
            pass
    msg = f"{text[:40]!r} is no day of the calendar; accepted is 2026-01-31 or 20260131"
    raise refusal(msg, field=what)


def needed(text: str, what: str) -> str:
    """A text that must be there; raises Unreadable."""
    if not text:
        msg = "is missing; an invoice needs it"
        raise refusal(msg, field=what)
    return text


def needed_day(text: str, what: str) -> dt.date:
    """A day that must be there; raises Unreadable."""
    found = day(needed(text, what), what)
    assert found is not None
    return found


def checked_type(code: str, what: str) -> str:
    """A code of UNTDID 1001 that is a claim; raises Unreadable."""
    if code not in INVOICES | CREDIT_NOTES:
        why = (
            "a pro forma invoice claims nothing"
            if code == "325"
            else "is no invoice or credit note of UNTDID 1001"
        )
        msg = f"{code[:20]!r}: {why}; accepted are 380, 381, 384, 386, 389 and the like"
        raise refusal(msg, field=what)
    return code


def amounts(texts: Sequence[str], what: str) -> tuple[Decimal, ...]:
    """Amounts, all of them said."""
    return tuple(found for text in texts if (found := money(text, what)) is not None)
