"""References that payers send: document numbers in text, and structured ones with check digits.

Sources: ISO 11649 (RF), Bits "KID" (Norway, MOD10 and MOD11), Finance Finland "viitenumero",
Bankgirot OCR (Sweden, MOD10, with or without a length digit), Febelfin "gestructureerde
mededeling" (Belgium).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

LONGEST = 200
"""Letters of a text that are looked at; what is cut there is left out as a whole."""
WEAK_LETTERS = 4
"""A number of fewer letters and digits is written for many reasons: a month, a house, a flat."""

_REMEMBERED = 32_768
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_CUT = re.compile(r"[\w./+*-]*\Z")
_END = re.compile(r"([0-9]+)[^0-9]*$")
_TOKEN = re.compile(r"[^\W_]+(?:[-./_][^\W_]+)*")
_RF = re.compile(r"(?<![A-Z0-9])RF ?([0-9]{2}) ?((?:[A-Z0-9] ?){1,21})(?![A-Z0-9])")
_BELGIAN = re.compile(
    r"(?:\+\+\+|\*\*\*)\s?([0-9]{3})/?([0-9]{4})/?([0-9]{5})\s?(?:\+\+\+|\*\*\*)"
)
_DIGITS = re.compile(r"(?<![A-Z0-9])([0-9]{4,25}-?)(?![A-Z0-9])")
LEAST_PAYLOAD = 4
"""Digits that a structured reference must carry beside its check digits."""


class Structured(NamedTuple):
    """A reference whose check digits are right. ``payload`` is what it carries, without them."""

    scheme: str
    payload: str


@lru_cache(maxsize=_REMEMBERED)
def bare(number: str) -> str:
    """A document number as it is compared: capitals, letters and digits only."""
    if number.isalnum():
        return number.upper()
    return "".join(letter for letter in number.upper() if letter.isalnum())


@lru_cache(maxsize=_REMEMBERED)
def short(number: str) -> str:
    """The digits a number ends with, leading zeros left out: ``INV-0042`` is ``42``."""
    found = _END.search(number)
    return found[1].lstrip("0") if found else ""


def weak(number: str) -> bool:
    """Whether a payer may have written this number and meant something else: short, or a year."""
    said = bare(number)
    return len(said) < WEAK_LETTERS or _YEAR.fullmatch(said) is not None


def _bounded(text: str) -> str:
    """The text up to the bound, cut before a word: half a number would be another one."""
    return text if len(text) <= LONGEST else _CUT.sub("", text[: LONGEST + 1])


def words(text: str) -> frozenset[str]:
    """The words of a text that may be document numbers, each `bare`; two neighbours also as one."""
    found = [bare(each) for each in _TOKEN.findall(_bounded(text).upper())]
    pairs = (one + other for one, other in pairwise(found))
    return frozenset(each for each in (*found, *pairs) if any(map(str.isdigit, each)))


def as_written(text: str) -> frozenset[str]:
    """The words of a text that hold a digit, as they stand."""
    return frozenset(
        each for each in _TOKEN.findall(_bounded(text)) if any(map(str.isdigit, each))
    )


def structured(text: str) -> tuple[Structured, ...]:
    """Every structured reference in a text whose check digits are right, each payload once."""
    found = {
        each.payload: each for each in reversed(tuple(_structured(_bounded(text).upper())))
    }
    return tuple(reversed(found.values()))


def _structured(text: str) -> Iterator[Structured]:
    rest = text  # what is in no reference that proves itself
    for match in _RF.finditer(text):
        body = _body(match[1], match[2].split())
        if body:
            rest = rest.replace(match[0], " ")
            yield Structured("RF", body)
            if body.isdecimal() and finnish_holds(body):
                yield Structured("RF", body[:-1])
    for match in _BELGIAN.finditer(text):
        digits = "".join(match.groups())
        if belgian_holds(digits):
            rest = rest.replace(match[0], " ")
            yield Structured("Belgian", digits[:-2])
    for match in _DIGITS.finditer(rest):
        yield from _checked(match[1])


def _body(check: str, groups: list[str]) -> str:
    """The longest run of groups that the check digits fit: words may follow the reference."""
    runs = ("".join(groups[:count]) for count in range(len(groups), 0, -1))
    return next((body for body in runs if rf_holds(check, body)), "")


def _checked(digits: str) -> Iterator[Structured]:
    """What a run of digits carries under the schemes with one check digit at the end."""
    if digits.isdecimal() and mod10_holds(digits):
        yield Structured("KID or OCR, MOD10", digits[:-1])
        if int(digits[-2]) == len(digits) % 10:
            yield Structured("OCR with length", digits[:-2])
    if mod11_holds(digits):
        yield Structured("KID, MOD11", digits[:-1])
    if digits.isdecimal() and finnish_holds(digits):
        yield Structured("Finnish", digits[:-1])


def rf_holds(check: str, body: str) -> bool:
    """ISO 11649: the body, then RF and its check digits, as a number leaves 1 modulo 97."""
    return int("".join(str(int(letter, 36)) for letter in f"{body}RF{check}")) % 97 == 1


def mod10_holds(digits: str) -> bool:
    """The last digit is the Luhn check digit of those before it (KID MOD10, Swedish OCR)."""
    doubled = (
        sum(divmod(int(digit) * (2 if at % 2 else 1), 10))
        for at, digit in enumerate(reversed(digits))
    )
    return sum(doubled) % 10 == 0


def mod11_holds(text: str) -> bool:
    """KID MOD11: weights 2 to 7 from the right; a remainder of ten is written ``-``."""
    digits, check = text[:-1], text[-1]
    total = sum(int(digit) * (2 + at % 6) for at, digit in enumerate(reversed(digits)))
    return check == "0-987654321"[total % 11]


def finnish_holds(digits: str) -> bool:
    """Weights 7, 3, 1 from the right; the check digit fills the sum up to a ten. At most 20 digits."""
    total = sum(
        int(digit) * (7, 3, 1)[at % 3] for at, digit in enumerate(reversed(digits[:-1]))
    )
    return 4 <= len(digits) <= 20 and int(digits[-1]) == -total % 10


def belgian_holds(digits: str) -> bool:
    """The last two of twelve digits are the first ten modulo 97, 97 standing for 0."""
    return int(digits[10:]) == (int(digits[:10]) % 97 or 97)


def endings(payload: str) -> Iterator[str]:
    """Every number that a payload may end with, `short`, the longest first."""
    for at in range(len(payload)):
        if payload[at] != "0":
            yield payload[at:]


def carries(payload: str, number: str, customer: str = "") -> bool:
    """Whether a payload is this document number, alone or after the customer's number.

    Zeros may fill up before each of them, so that several numbers may answer to a payload.
    """
    if len(payload) < LEAST_PAYLOAD:
        return False
    if payload == bare(number):
        return True
    digits = short(number)
    if not payload.isdecimal() or not digits or not payload.endswith(digits):
        return False
    rest, whose = payload[: -len(digits)].lstrip("0"), short(customer)
    if not rest or not whose:
        return not rest
    return rest.startswith(whose) and not rest.removeprefix(whose).strip("0")
