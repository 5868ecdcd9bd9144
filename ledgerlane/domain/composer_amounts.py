"""Amounts in the composer's line, as people type them and as our own screens print them.

Grouping by single spaces, points or commas is read where the rest decides it, as in a file
(`ledgerlane.domain.amounts`); a code or sign of another currency is refused with its reason.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from ledgerlane.domain.amounts import SIGNS, deciding_mark
from ledgerlane.domain.amounts import read_amount as read_written
from ledgerlane.domain.composer_words import Context
from ledgerlane.domain.money import MAX_MINOR, is_currency, minor_digits

_MOST_WORDS = 8
_SHARE = re.compile(r"all|min|([0-9]{1,3})%")
_SPOKEN = {
    "half": "50%", "half of it": "50%", "everything": "all", "all of it": "all", "full": "all",
    "in full": "all", "full amount": "all", "the full amount": "all",
}  # fmt: skip
_TIMES = re.compile(r"([0-9]{1,13})(?:[.,]([0-9]{1,6}))?(?: ?(k)|(m))", re.IGNORECASE)
"""``15k``, ``15 k`` and ``1.2m``; ``2 m`` are metres."""
_NEITHER = re.compile(r"(?<=[0-9])[.,:][-–]{1,2}$")  # 1500,- is 1500
_COMMON = frozenset("AUD CAD CHF CNY DKK EUR GBP INR JPY NOK PLN SEK USD".split())


class Amount(NamedTuple):
    """What the first ``length`` words say: minor units, a share (``all min 50%``), or trouble."""

    length: int
    minor: int | None = None
    share: str = ""
    trouble: str = ""


def amount_at(words: Sequence[str], context: Context) -> Amount | None:
    """The amount that stands at the beginning of ``words``; None: no amount is meant there.

    The longest reading counts: ``7 679.56`` is one amount, ``100 fri`` one and a day.
    """
    for count in range(min(_MOST_WORDS, len(words)), 0, -1):
        text = " ".join(words[:count]).removesuffix("=")
        if count == 1 and _SHARE.fullmatch(text.lower()):
            return Amount(1, share=text.lower())
        if text.lower() in _SPOKEN:
            return Amount(count, share=_SPOKEN[text.lower()])
        if (found := _read(text, count, context)) is not None:
            return found
    return None


def currency_named(words: Sequence[str], ours: str) -> str:
    """The currency that stands beside the first amount that has one (``500 USD``); ``""``: none does.

    A sign of several is ``ours`` where it can be.
    """
    for at in range(len(words)):
        for count in range(min(_MOST_WORDS, len(words) - at), 0, -1):
            text = _NEITHER.sub("", " ".join(words[at : at + count]))
            found = _without_currency(text, ours)[1]
            if found:
                return found
    return ""


def share_of(share: str, base: int, minimum: int) -> int | str:
    """``all`` or ``50%`` of ``base``, or the catch-up amount; words where there is none."""
    if share == "min":
        return minimum or "min: no minimum is known for this account; write the amount"
    match = _SHARE.fullmatch(share)
    assert match is not None
    return base * int(match[1]) // 100 if match[1] else base


def _read(text: str, count: int, context: Context) -> Amount | None:
    """All of these words as one amount, or None."""
    currency, digits = context.currency, minor_digits(context.currency)
    bare = _NEITHER.sub("", text.strip())
    number, named = _without_currency(bare, currency)
    if number is None:
        return None
    if named and named != currency:
        words = (
            f"{text}: this account is in {currency}; another currency has a line of its own"
        )
        return Amount(count, trouble=words)
    if match := _TIMES.fullmatch(number):
        part, zeros = match[2] or "", digits + (3 if match[3] else 6)
        if len(part) == 3 and match[1].strip("0"):
            unit = match[3] or match[4]
            few = part.rstrip("0") or "0"
            words = f"{text}: thousands or decimals? write {match[1]}{part}{unit} or {match[1]}.{few}{unit}"
            return Amount(count, trouble=words)
        if len(part) > zeros:
            return Amount(count, trouble=f"{text}: {currency} has {digits} decimals")
        minor = int(match[1] + part) * int(10 ** (zeros - len(part)))
        if minor > MAX_MINOR:
            words = f"{text}: more than any amount this book can hold"
            return Amount(count, trouble=words)
        return Amount(count, minor)
    mark = deciding_mark(number)
    if mark == "ambiguous":
        if digits < 3 or "," in number:
            whole, part = re.split("[.,]", number)
            words = f"{text}: thousands or decimals? write {whole}{part} or {whole}.{part[:digits] or '0'}"
            return Amount(count, trouble=words)
        mark = "."
    try:
        return Amount(count, read_written(number, currency, mark or "."))
    except ValueError as why:
        return Amount(count, trouble=str(why))


_BEFORE = re.compile(r"(?P<name>[^\d().,+−\s-]{1,4}\.?) ?(?P<number>.+)")
_AFTER = re.compile(r"(?P<number>.*?[0-9.)kKmM-]) ?(?P<name>[^\d().,+−\s-]{1,4}\.?)")
_FIGURES = re.compile(
    r"[-−]?\(?(?:[0-9]{1,3}(?: [0-9]{3})+(?:[.,][0-9]*)?|[0-9][0-9.,'’]*)\)?[-−]?"
)


def _without_currency(text: str, currency: str) -> tuple[str | None, str]:
    """The figures, and the currency beside them; ``(None, "")`` where the text is no amount."""
    if _is_figure(text):
        return text, ""
    for pattern in (_BEFORE, _AFTER):
        match = pattern.fullmatch(text)
        if match is None or not _is_figure(match["number"]):
            continue
        name = _currency(match["name"], currency)
        if name:
            return match["number"], name
    return None, ""


def _is_figure(text: str) -> bool:
    return bool(_FIGURES.fullmatch(text) or _TIMES.fullmatch(text))


def _currency(word: str, ours: str) -> str:
    """The currency that a code or sign beside an amount names: ours, where it can be ours."""
    known = SIGNS.get(word.lower(), SIGNS.get(word.lower().rstrip("."), "")).split()
    if known:
        return ours if ours in known else known[0]
    if word.upper() == ours:
        return ours
    meant = word.isupper() or word.upper() in _COMMON  # "try" and "all" are words
    return word.upper() if meant and is_currency(word.upper()) else ""
