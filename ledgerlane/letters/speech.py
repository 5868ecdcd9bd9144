"""Amounts, days and lists as the customer's language and country write them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.localedata import locale_identifiers
from babel.numbers import format_decimal, parse_pattern

from ledgerlane.domain.letter import Letter
from ledgerlane.domain.money import Money, minor_digits
from ledgerlane.letters.phrases import phrases

_HOME = {"en": "GB", "nb": "NO", "da": "DK", "de": "DE", "nl": "NL", "fr": "FR", "hi": "IN"}

_FIXED = "\N{NO-BREAK SPACE}"


@lru_cache
def locale_of(language: str, *countries: str) -> Locale:
    """The locale of the language in the first of these countries that has one, else at home."""
    names = (f"{language}_{country}" for country in countries)
    home = f"{language}_{_HOME[language]}"
    return Locale.parse(next((name for name in names if name in _identifiers()), home))


@lru_cache(1)
def _identifiers() -> frozenset[str]:
    return frozenset(locale_identifiers())


class Speech:
    """How one letter writes numbers and days."""

    def __init__(self, letter: Letter) -> None:
        self.locale = locale_of(letter.language, letter.to.country, letter.sender.country)
        self.first = phrases(letter.language)["letter"]["first"]

    def money(self, amount: Money) -> str:
        """``84 310,50 NOK``: with the code of its currency, where the locale puts it."""
        pattern = self.locale.currency_formats["standard"].pattern
        code = pattern.replace("¤#", f"¤{_FIXED}#").replace("¤", "¤¤")
        return self._apply(code, amount.minor, amount.currency)

    def figure(self, minor: int, currency: str) -> str:
        """``84 310,50``: for columns whose heading names the currency."""
        return self._apply(self.locale.decimal_formats[None].pattern, minor, currency)

    def number(self, value: str) -> str:
        """A decimal number as the locale writes it: ``9.5`` is ``9,5``."""
        return str(format_decimal(Decimal(value), format="#,##0.####", locale=self.locale))

    def finer(self, minor: Fraction, currency: str) -> str:
        """An unrounded sum with two decimals more than its currency has."""
        return self._apply(
            self.locale.decimal_formats[None].pattern, round(minor * 100), currency, more=2
        )

    def _apply(self, pattern: str, minor: int, currency: str, more: int = 0) -> str:
        digits = minor_digits(currency) + more
        parsed = parse_pattern(pattern)
        parsed.frac_prec = (digits, digits)
        value = Decimal(minor).scaleb(-digits)
        return str(
            parsed.apply(value, self.locale, currency=currency, currency_digits=False)
        )

    def day(self, day: date) -> str:
        """``23. november 2026``, on one line."""
        return self._first(day, "long").replace(" ", _FIXED)

    def short_day(self, day: date) -> str:
        """``23. nov. 2026``: for columns; the month in letters or the year in full."""
        return self._first(day, "medium")

    def _first(self, day: date, form: Literal["long", "medium"]) -> str:
        """A day, the first of a month as the language has it: ``1er déc. 2026``."""
        text = str(format_date(day, form, locale=self.locale))
        first = day.day == 1 and self.first
        return self.first + text.removeprefix("1") if first else text

    def all_of(self, words: Sequence[str]) -> str:
        """``a, b og c``."""
        return str(format_list(list(words), locale=self.locale)) if words else ""
