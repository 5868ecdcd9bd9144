"""Reading amounts as people and systems print them: one grammar, nothing guessed.

The decimal mark belongs to a column, never to a cell: ``decide_mark`` looks at all of a
column's values, ``read_amount`` reads each with the mark that was decided.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from ledgerlane.domain.errors import shown
from ledgerlane.domain.money import MAX_MINOR, Money, is_currency, minor_digits

Mark = Literal[".", ","]
MARKS: tuple[Mark, Mark] = (".", ",")

_SPACES = "\u0020\u00a0\u202f\u2009'’"
SIGNS = {
    "€": "EUR", "£": "GBP", "¥": "JPY CNY", "₹": "INR", "$": "USD CAD AUD NZD SGD HKD MXN",
    "kr": "NOK DKK SEK ISK", "kr.": "DKK NOK SEK", "US$": "USD", "A$": "AUD", "AU$": "AUD",
    "C$": "CAD", "CA$": "CAD", "NZ$": "NZD", "S$": "SGD", "HK$": "HKD", "R$": "BRL", "MX$": "MXN",
    "Rs": "INR PKR LKR NPR MUR", "Rs.": "INR PKR LKR NPR MUR", "R": "ZAR", "zł": "PLN", "Kč": "CZK",
    "Ft": "HUF", "lei": "RON MDL", "лв": "BGN", "лв.": "BGN", "₺": "TRY", "TL": "TRY", "₽": "RUB",
    "руб": "RUB", "руб.": "RUB", "₴": "UAH", "₪": "ILS", "₩": "KRW", "฿": "THB", "₫": "VND",
    "₱": "PHP", "₦": "NGN", "RM": "MYR", "Rp": "IDR", "Rp.": "IDR", "Fr.": "CHF", "SFr.": "CHF", "円": "JPY", "원": "KRW",
    "RMB": "CNY", "人民币": "CNY", "Euro": "EUR", "euro": "EUR",
}  # fmt: skip
_SHAPE = re.compile(
    r"(?P<lead>[^\d()<>.,+−-]{1,4}\.?\s{0,3}(?=[(<]))?(?P<open>[(<])?(?P<sign>[-+−])?(?P<before>[^\d()<>.,+−-]{1,4}\.?\s?)?(?P<sign2>[-+−])?"
    r"(?P<number>[0-9][0-9.,\u0020\u00a0\u202f\u2009'’]*)"
    r"(?P<after>[^\d()<>.,+−-]{1,4}\.?)?(?P<trail>-|−)?(?P<close>[)>])?"
)
_GROUPED = r"[0-9]{{1,3}}(?:{g}[0-9]{{3}})+|[0-9]{{1,2}}(?:{g}[0-9]{{2}})*{g}[0-9]{{3}}"
_DIGITS = re.compile(r"[0-9](?:.*[0-9])?[.,]?", re.DOTALL)
_ACCEPTED = "an amount like 1234.50, (1,234.50) or 1.234,50-"


def _whole_pattern(mark: Mark) -> re.Pattern[str]:
    group = "," if mark == "." else r"\."
    either = "|".join(
        [r"[0-9]+", _GROUPED.format(g=group), _GROUPED.format(g=f"[{_SPACES}]")]
    )
    return re.compile(rf"(?P<whole>{either})(?:{re.escape(mark)}(?P<part>[0-9]*))?")


_NUMBER = {mark: _whole_pattern(mark) for mark in MARKS}


def read_amount(
    text: str, currency: str, mark: Mark = ".", *, round_dust: bool = False
) -> int:
    """The amount in minor units of ``currency``.

    Accepts a leading or trailing minus, parentheses or angle brackets, grouping in threes (or the Indian 3,2,2)
    and the currency's own code or sign. With ``round_dust`` decimals beyond the minor unit
    are rounded half-up, away from zero. Raises ValueError saying what would be accepted.
    """
    negative, number = _unsigned(text, currency)
    match = _NUMBER[mark].fullmatch(number)
    if match is None:
        other = "," if mark == "." else "."
        hint = (
            f"; in this column {mark!r} separates the decimals" if other in number else ""
        )
        msg = f"{shown(text)} is not {_ACCEPTED}{hint}"
        raise ValueError(msg)
    digits = minor_digits(currency)
    whole = re.sub(r"[^0-9]", "", match["whole"])
    part = match["part"] or ""
    kept, beyond = part[:digits].ljust(digits, "0"), part[digits:]
    if len(whole) > 16:
        raise ValueError(_too_large(text))
    minor = int(whole + kept)
    if beyond.strip("0"):
        if not round_dust:
            msg = f"{shown(text)} has more decimals than {currency} allows ({digits})"
            raise ValueError(msg)
        minor += beyond[0] >= "5"
    if minor > MAX_MINOR:
        raise ValueError(_too_large(text))
    return -minor if negative else minor


def read_money(text: str) -> Money:
    """An amount that names its currency, as people type it or we print it: ``50 000.00 NOK``.

    Raises ValueError saying what would be accepted, also for ``5.000 EUR``, which is two things.
    """
    match = re.fullmatch(r"(?P<number>.*[0-9]) *(?P<currency>[A-Z]{3})", text.strip())
    if match is None or not is_currency(match["currency"]):
        msg = f"{shown(text)} is not an amount like '50 000.00 NOK'"
        raise ValueError(msg)
    mark, doubtful = decide_mark([match["number"]])
    if mark is None:
        msg = f"{shown(text)}: {doubtful} could have three decimals or be thousands; write it without a separator"
        raise ValueError(msg)
    return Money(read_amount(match["number"], match["currency"], mark), match["currency"])


def _unsigned(text: str, currency: str) -> tuple[bool, str]:
    """Whether it is negative, and the digits with their separators."""
    bare = text.strip(" \t\u00a0\u202f")
    match = _SHAPE.fullmatch(bare) if len(bare) <= 60 else None
    if match is None:
        msg = f"{shown(text)} is not {_ACCEPTED}"
        raise ValueError(msg)
    for word in (match["lead"], match["before"], match["after"]):
        sign = (word or "").strip(" \u00a0\u202f")
        if sign and sign != currency and currency not in SIGNS.get(sign, "").split():
            msg = f"{shown(text)} names {sign!r}, but the currency here is {currency}"
            raise ValueError(msg)
    signs = [s for s in (match["sign"], match["sign2"], match["trail"]) if s]
    if (
        f"{match['open'] or ''}{match['close'] or ''}" not in ("", "()", "<>")
        or len(signs) + bool(match["open"]) > 1
    ):
        msg = f"{shown(text)} has more than one sign; accepted is {_ACCEPTED}"
        raise ValueError(msg)
    negative = bool(match["open"]) or any(sign != "+" for sign in signs)
    return negative, match["number"].strip(" \u00a0\u202f\u2009")


def _too_large(text: str) -> str:
    return f"{shown(text)} is larger than any amount accepted ({MAX_MINOR} minor units)"


def deciding_mark(text: str) -> Mark | Literal["ambiguous", ""]:
    """The decimal mark this value proves, "ambiguous", or "" when it has no separator."""
    span = _DIGITS.search(text)
    number = re.sub(r"[^0-9.,]", "", span[0] if span else "")
    dots, commas = number.count("."), number.count(",")
    if not dots and not commas:
        return ""
    if dots and commas:
        return "." if number.rfind(".") > number.rfind(",") else ","
    mark: Mark = "." if dots else ","
    if dots + commas > 1:
        return "," if mark == "." else "."
    before, after = number.split(mark)
    is_group = len(after) == 3 and 1 <= len(before) <= 3 and before[0] != "0"
    return "ambiguous" if is_group else mark


def decide_mark(texts: Iterable[str]) -> tuple[Mark | None, str]:
    """The column's decimal mark and the value that decided it.

    ``(None, value)`` when ``value`` could be read both ways and nothing decides;
    ``(".", "")`` when no value has a separator at all.
    """
    doubtful = ""
    for text in texts:
        found = deciding_mark(text)
        if found in MARKS:
            return found, text
        doubtful = doubtful or (text if found else "")
    return (None, doubtful) if doubtful else (".", "")
