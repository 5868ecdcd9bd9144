"""References for payers to quote, with their check digits, and the QR text that banks read.

Each made reference is one that `ledgerlane.domain.references` recognises, so money that
bears it finds its items. Sources: as there; the QR text: European Payments Council,
EPC069-12 v2.1 (SCT, "Quick Response Code: Guidelines").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from ledgerlane.domain import references
from ledgerlane.domain.letter import Letter
from ledgerlane.domain.money import exact

SCHEMES = ("RF", "KID", "OCR", "Finnish", "Belgian")
"""Kinds of structured references that can be made."""

_BY_COUNTRY = {"NO": "KID", "SE": "OCR", "FI": "Finnish", "BE": "Belgian"}
_BELGIAN_DIGITS = 10
_LONGEST = {"RF": 21, "KID": 24, "OCR": 23, "Finnish": 19, "Belgian": _BELGIAN_DIGITS}
_FILLED = 8
"""Zeros fill the document's number up to so many digits, so that no other customer's ends alike."""
_ZERO_LENGTH = 18
"""An OCR payload of so many digits has 0 for its length digit: that too is no document's."""
_LARGEST_QR = 99_999_999_999
_NAME, _TEXT, _REFERENCE = 70, 140, 35


def scheme_of(country: str) -> str:
    """The kind of reference that payers to a creditor of this country expect."""
    return _BY_COUNTRY.get(country, "RF")


def make(scheme: str, customer: str, document: str = "") -> str:
    """A reference that money can be matched by, or ``""`` where none can be made.

    It carries the customer's number and the document's where both fit, else the document's
    alone; of several ways to write them the first that `references.carries` reads back is
    taken. Without a document (a letter that lists several) it is the customer's number and
    zeros where a document's would stand, so that it is never read as a document's own.
    """
    for payload in _payloads(scheme, customer, document):
        fits = references.LEAST_PAYLOAD <= len(payload) <= _LONGEST[scheme]
        if fits and (not document or references.carries(payload, document, customer)):
            return _CHECKED[scheme](payload)
    return ""


def _payloads(scheme: str, customer: str, document: str) -> Iterator[str]:
    whose, which = references.short(customer), references.short(document)
    if scheme == "RF":
        written = references.bare(document or customer)
        ascii_ = written if written.isascii() else ""
        yield ascii_ if document or not ascii_ else f"{ascii_}{'0' * _FILLED}"
    if not document:
        whole = _ZERO_LENGTH if scheme == "OCR" else len(whose) + _FILLED
        zeros = min(whole, _LONGEST[scheme]) - len(whose)
        yield whose + "0" * zeros if whose and zeros >= references.LEAST_PAYLOAD else ""
    elif which:
        yield f"{whose}{which:0>{_FILLED}}"
        yield f"{which:0>{_FILLED}}"
        yield f"{which:0>{references.LEAST_PAYLOAD}}"


def rf(payload: str) -> str:
    """ISO 11649: RF, two check digits, the payload."""
    number = int("".join(str(int(letter, 36)) for letter in f"{payload}RF00"))
    return f"RF{98 - number % 97:02d}{payload}"


def kid(payload: str) -> str:
    """Norwegian KID with MOD10."""
    return payload + _last(payload, references.mod10_holds)


def ocr(payload: str) -> str:
    """Swedish OCR with a length digit (of the whole, its last figure) and MOD10."""
    counted = f"{payload}{(len(payload) + 2) % 10}"
    return counted + _last(counted, references.mod10_holds)


def finnish(payload: str) -> str:
    """Finnish viitenumero."""
    return payload + _last(payload, references.finnish_holds)


def belgian(payload: str) -> str:
    """Belgian structured communication: ten digits and two of modulo 97."""
    ten = payload.rjust(_BELGIAN_DIGITS, "0")
    return f"{ten}{int(ten) % 97 or 97:02d}"


def _last(payload: str, holds: Callable[[str], bool]) -> str:
    return next(digit for digit in "0123456789" if holds(payload + digit))


_CHECKED = {"RF": rf, "KID": kid, "OCR": ocr, "Finnish": finnish, "Belgian": belgian}


def shown(reference: str, scheme: str) -> str:
    """The reference as people read it: RF in fours, Finnish in fives, Belgian between crosses."""
    if scheme == "Belgian":
        return f"+++{reference[:3]}/{reference[3:7]}/{reference[7:]}+++"
    if scheme == "RF":
        return " ".join(reference[at : at + 4] for at in range(0, len(reference), 4))
    if scheme == "Finnish":
        start = len(reference) % 5
        edges = [0, *range(start or 5, len(reference) + 1, 5)]
        return " ".join(reference[one:other] for one, other in pairwise(edges))
    return reference


def iban_holds(iban: str) -> bool:
    """ISO 13616: the country and check digits moved to the end, as a number, leave 1 modulo 97."""
    text = iban.replace(" ", "").upper()
    if re.fullmatch(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}", text) is None:
        return False
    return int("".join(str(int(letter, 36)) for letter in text[4:] + text[:4])) % 97 == 1


def iban_shown(iban: str) -> str:
    """In fours, as banks print it."""
    text = iban.replace(" ", "").upper()
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def qr_text(letter: Letter) -> str:
    """The EPC QR code's text for what the letter asks, or ``""``: euros to a known IBAN only."""
    account, asked = letter.sender.account, letter.asked
    iban = account.iban.replace(" ", "").upper()
    if (
        letter.currency != "EUR"
        or not iban_holds(iban)
        or not 0 < asked.minor <= _LARGEST_QR
    ):
        return ""
    structured = letter.reference if letter.scheme == "RF" else ""
    text = "" if structured else _line(letter.reference or letter.to.number, _TEXT)
    lines = (
        "BCD", "002", "1", "SCT", account.bic.replace(" ", "").upper(),
        _line(letter.sender.name, _NAME), iban, f"EUR{exact(asked.minor, 'EUR')}", "",
        structured[:_REFERENCE], text,
    )  # fmt: skip
    return "\n".join(lines).rstrip("\n")


def _line(text: str, longest: int) -> str:
    """Text on one line of at most so many letters: the code's fields end at line ends."""
    kept = (letter for letter in " ".join(text.split()) if letter.isprintable())
    return "".join(kept)[:longest].strip()
