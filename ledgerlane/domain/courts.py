"""Which claims go to a small claims court, by the debtor's country, as dated data with its source.

What a country is not listed for, the book's policy says (`cases.courts`); nothing is assumed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ledgerlane.domain.money import Money, minor_digits


@dataclass(frozen=True, slots=True)
class CourtLimit:
    """Claims up to ``units`` of a currency are small in a country (``EU``: from another member state).

    ``below``: only under the amount, not of it. ``since``: the first day on which it holds.
    """

    country: str
    currency: str
    units: int
    since: date
    source: str = "the book's policy"
    below: bool = False

    @property
    def money(self) -> Money:
        """The amount."""
        return Money(self.units * 10 ** minor_digits(self.currency), self.currency)

    def fits(self, claim: Money) -> bool:
        """Whether a claim of the same currency is small."""
        most = self.money.minor - (1 if self.below else 0)
        return claim.minor <= most

    @property
    def words(self) -> str:
        """``small claims up to 50 000.00 DKK``."""
        return f"small claims {'below' if self.below else 'up to'} {self.money}"


LIMITS = (
    CourtLimit("NO", "NOK", 125_000, date(2008, 1, 1), "tvisteloven section 10-1", below=True),
    CourtLimit(
        "NO", "NOK", 250_000, date(2020, 7, 1),
        "tvisteloven section 10-1, raised by Prop. 133 L (2018-2019)", below=True,
    ),
    CourtLimit("DK", "DKK", 50_000, date(2008, 1, 1), "retsplejeloven chapter 39"),
    CourtLimit("GB", "GBP", 5_000, date(1999, 4, 26), "Civil Procedure Rules, small claims track"),
    CourtLimit("GB", "GBP", 10_000, date(2013, 4, 1), "Civil Procedure Rules, small claims track (England and Wales)"),
    CourtLimit("NL", "EUR", 25_000, date(2011, 7, 1), "Rv article 93, kantonrechter"),
    CourtLimit("EU", "EUR", 2_000, date(2009, 1, 1), "Regulation (EC) 861/2007"),
    CourtLimit(
        "EU", "EUR", 5_000, date(2017, 7, 14), "Regulation (EC) 861/2007 as amended by (EU) 2015/2421",
    ),
)  # fmt: skip
"""As published: regjeringen.no Prop. 133 L (2018-2019); domstol.dk; CPR part 26; Rv; EUR-Lex."""

MEMBERS = frozenset(
    "AT BE BG HR CY CZ EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE".split()
)
"""Where Regulation 861/2007 holds: the member states without Denmark."""

INTERRUPTS = {
    "NO": "foreldelsesloven section 15",
    "DK": "forældelsesloven section 16",
    "DE": "BGB section 204 (suspended)",
    "GB": "Limitation Act 1980 (the action is brought in time)",
}
"""By which law filing stops the time in which a claim is barred; elsewhere the lawyer says so."""


def limit_of(
    country: str, home: str, currency: str, on: date, own: Iterable[CourtLimit] = ()
) -> CourtLimit | None:
    """The limit that holds on a day for a debtor in ``country`` and a creditor at ``home``.

    The book's ``own`` limits come first, then the country's, then the European procedure where
    both are member states and not the same.
    """
    abroad = country != home and {country, home} <= MEMBERS
    for among in (own, LIMITS):
        for place in (country, *(["EU"] if abroad else [])):
            known = [
                each
                for each in among
                if each.country == place and each.currency == currency and each.since <= on
            ]
            if known:
                return max(known, key=lambda each: each.since)
    return None
