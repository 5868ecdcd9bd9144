"""Amounts of money: whole minor units of one currency, from the file to the glass."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from ledgerlane.domain.errors import Refused

# ISO 4217 list one (2024-06-25): currencies in use whose minor unit is not a hundredth.
MINOR_DIGITS = {
    **dict.fromkeys("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),
    **dict.fromkeys("CLF UYW".split(), 4),
}  # fmt: skip

# All other currencies of the same list.
_HUNDREDTHS = frozenset(
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD "
    "CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS "
    "GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL "
    "MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK "
    "PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS "
    "TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG".split()
)

MAX_MINOR = 10**15
"""The largest amount of one item or receipt, in minor units; sums of 9,000 of them fit 63 bits."""

_AMOUNT = re.compile(r"(?P<number>-?[0-9]{1,16}(\.[0-9]{1,4})?) (?P<currency>[A-Z]{3})")


def is_currency(code: str) -> bool:
    """Whether ``code`` is an ISO 4217 currency in use."""
    return code in _HUNDREDTHS or code in MINOR_DIGITS


def minor_digits(currency: str) -> int:
    """Decimals of the currency's minor unit: 2 for EUR, 0 for JPY, 3 for KWD."""
    return MINOR_DIGITS.get(currency, 2)


def plain(minor: int, currency: str, group: str = " ") -> str:
    """``84310.50`` as ``84 310.50``: for people, without the currency."""
    digits = minor_digits(currency)
    whole, fraction = divmod(abs(minor), 10**digits)
    text = f"{whole:,}".replace(",", group)
    sign = "-" if minor < 0 else ""
    return f"{sign}{text}.{fraction:0{digits}d}" if digits else f"{sign}{text}"


def exact(minor: int, currency: str) -> str:
    """``84310.50``: for files, without grouping or currency."""
    return plain(minor, currency, group="")


@dataclass(frozen=True, slots=True)
class Money:
    """A whole number of minor units (cents, øre, paise) of one currency.

    Integers add up exactly in Python and in SQL alike, so a balance is the same number
    wherever it was summed.
    """

    minor: int
    currency: str

    @classmethod
    def parse(cls, text: str) -> Money:
        """Read ``"120.50 EUR"``. Refuses decimals the currency does not have."""
        match = _AMOUNT.fullmatch(text)
        if match is None or not is_currency(match["currency"]):
            msg = f"{text!r} is not an amount like '120.50 EUR'"
            raise Refused(msg)
        currency = match["currency"]
        minor = Decimal(match["number"]).scaleb(minor_digits(currency))
        if minor != minor.to_integral_value():
            msg = f"{text!r} has more decimals than {currency} allows ({minor_digits(currency)})"
            raise Refused(msg)
        return cls(int(minor), currency)

    @classmethod
    def printed(cls, text: str) -> Money:
        """Read what `str` printed, its thousands in groups: ``"1 000.00 EUR"``."""
        number, _, currency = text.rpartition(" ")
        return cls.parse(f"{number.replace(' ', '')} {currency}")

    def __str__(self) -> str:
        return f"{plain(self.minor, self.currency)} {self.currency}"

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same(other), self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.minor <= self._same(other)

    def share(self, fraction: Fraction | Decimal) -> Money:
        """This much of the amount, rounded half to even on the minor unit."""
        return Money(
            round_half_even(Fraction(self.minor) * Fraction(fraction)), self.currency
        )

    def split(self, count: int) -> tuple[Money, ...]:
        """Cut into ``count`` parts that differ by at most one minor unit, larger parts first."""
        return tuple(Money(part, self.currency) for part in split(self.minor, [1] * count))

    def _same(self, other: Money) -> int:
        assert self.currency == other.currency, (self, other)
        return other.minor


def round_half_even(value: Fraction) -> int:
    """The nearest whole number; halves go to the even neighbour."""
    return round(value)


def split(minor: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Cut ``minor`` in proportion to ``weights`` by largest remainders; the parts sum to it.

    Of equal remainders the earlier part gets the odd minor unit.
    """
    total_weight = sum(weights)
    assert total_weight > 0, weights
    sign, left = (-1, -minor) if minor < 0 else (1, minor)
    shares = [divmod(left * weight, total_weight) for weight in weights]
    odd = left - sum(whole for whole, _ in shares)
    order = sorted(range(len(weights)), key=lambda part: -shares[part][1])
    extra = set(order[:odd])
    return tuple(sign * (whole + (part in extra)) for part, (whole, _) in enumerate(shares))


def total(amounts: Iterable[Money], currency: str) -> Money:
    """Add up amounts of one currency; nothing at all adds up to zero of it."""
    return sum(amounts, start=Money(0, currency))
