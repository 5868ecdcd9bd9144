"""What ledgers call their documents, and the kind of item that each is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ledgerlane.domain.account import ITEM_KINDS
from ledgerlane.sync.cells import BadCell

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


def kinds_of(
    words: Sequence[str], amounts: Sequence[int], own: Mapping[str, str]
) -> list[str]:
    """The kind of each document; a file repeats few words. Raises BadCell."""
    if min(amounts) >= 0 and not any(words):
        return ["invoice"] * len(amounts)
    pairs = list(zip(words, [(minor > 0) - (minor < 0) for minor in amounts], strict=True))
    kinds = {pair: _kind(*pair, own) for pair in set(pairs)}
    return [kinds[pair] for pair in pairs]


def _kind(word: str, sign: int, own: Mapping[str, str]) -> str:
    """The kind of document; money owed to the customer is a credit note whatever its name."""
    if sign < 0:
        return "credit_note"
    kind = kind_of(word, own)
    if kind is None:
        msg = (
            f"{word.strip()[:40]!r} is no kind of document that is known; accepted are"
            f" {', '.join(ITEM_KINDS)} and what systems call them. Say which it is in a profile:"
            f' kinds = {{ "{word.strip()[:40]}" = "invoice" }}'
        )
        raise BadCell(msg, "kind")
    if kind == "credit_note" and sign > 0:
        msg = "a credit note's amount is negative; where a file prints them without a minus, say credits_positive = true in a profile"
        raise ValueError(msg)
    return kind
