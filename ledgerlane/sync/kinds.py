"""What ledgers call their documents, and the kind of item that each is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from ledgerlane.domain.account import ITEM_KINDS

_WORDS = {
    "invoice": "inv|rv|si|sales invoice|tax invoice|sales|debit note|debit memo|journal|journal entry|general journal|"
    "opening balance|statement charge|refund|erstattung|rechnung|faktura|faktuur|verkoopfactuur|factuur|facture|fattura|factura|fatura|lasku|"
    "salgsfaktura|kundefaktura|verkaufsrechnung|accrec|out_invoice",
    "credit_note": "crn|credit note|credit memo|credit|dg|sales credit note|creditnote|credit_memo|gutschrift|avoir|creditnota|"
    "nota de crédito|nota di credito|kreditnota|kreditfaktura|hyvityslasku|sc|accreccredit|out_refund",
    "interest": "int|finance charge|finance charge memo|zinsrechnung|rentenota|late interest|zinsen|verzugszinsen|rente|renter|ränta|intérêts|interessi|intereses",
    "fee": "late fee|reminder fee|reminder|mahnung|purring|mahngebühr|gebühr|gebyr|purregebyr|avgift|frais|kosten",
}
"""By kind, in lower case: what systems and languages call it besides its own name."""
_KINDS = {word: kind for kind in ITEM_KINDS for word in (kind, *_WORDS[kind].split("|"))}


def kind_of(word: str, own: Mapping[str, str]) -> str | None:
    """The kind that a file calls so, None for one that nobody knows; ``own`` are the profile's words."""
    plain = word.strip().casefold()
    return (own.get(plain) or _KINDS.get(plain)) if plain else "invoice"


CREDIT_WORDS = frozenset(word for word, kind in _KINDS.items() if kind == "credit_note")


def kinds_of(
    words: Sequence[str], amounts: Sequence[int], own: Mapping[str, str]
) -> tuple[list[str], Counter[str]]:
    """The kind of each document, and how often a word that nobody knows was taken for an invoice.

    A file repeats few words. Raises ValueError for a credit note that is owed.
    """
    if min(amounts) >= 0 and not any(words):
        return ["invoice"] * len(amounts), Counter()
    pairs = list(zip(words, [(minor > 0) - (minor < 0) for minor in amounts], strict=True))
    kinds = {pair: _kind(*pair, own) for pair in set(pairs)}
    strange = Counter(
        word.strip()[:40] for word, sign in pairs if sign > 0 and kind_of(word, own) is None
    )
    return [kinds[pair] for pair in pairs], strange


def _kind(word: str, sign: int, own: Mapping[str, str]) -> str:
    """The kind of document; money owed to the customer is a credit note whatever its name."""
    if sign < 0:
        return "credit_note"
    kind = kind_of(word, own) or "invoice"
    if kind == "credit_note" and sign > 0:
        msg = "a credit note's amount is negative; where a file prints them without a minus, say credits_positive = true in a profile"
        raise ValueError(msg)
    return kind
