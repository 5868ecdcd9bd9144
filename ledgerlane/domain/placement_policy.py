"""What a book says of its collection agencies (`[placements]` of the policy), and of letting go."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from ledgerlane.domain.errors import Misused
from ledgerlane.domain.money import is_currency
from ledgerlane.domain.reason import Reason

THIRD_PARTY, FIRST_PARTY = "third-party", "first-party"
HANDLINGS = (THIRD_PARTY, FIRST_PARTY)
"""In the agency's own name, or in ours: then the items stay in our letters (procedure.md 3)."""

_PER_CENT = re.compile(r"[0-9]{1,2}(\.[0-9]{1,4})?|100")


@dataclass(frozen=True, slots=True)
class Commission:
    """The share of what is collected that the agency keeps, of items so many days past due when placed."""

    days: int
    per_cent: str


@dataclass(frozen=True, slots=True)
class Agency:
    """A collection agency. ``code`` names it in commands; ``currencies`` empty: it takes all.

    ``commission`` goes by the item's age on the day it was placed. ``direct_per_cent`` of
    it is due where the customer pays us directly meanwhile.
    """

    code: str
    name: str
    contact: str = ""
    email: str = ""
    phone: str = ""
    handling: str = THIRD_PARTY
    currencies: tuple[str, ...] = ()
    commission: tuple[Commission, ...] = ()
    direct_per_cent: str = "100"

    def per_cent(self, days_past_due: int) -> Fraction:
        """Its commission on an item of this age, per cent."""
        found = [each for each in self.commission if each.days <= days_past_due]
        return Fraction(found[-1].per_cent) if found else Fraction(0)


@dataclass(frozen=True, slots=True)
class LettingGo:
    """When an account is proposed for referral (procedure.md 3); 0 switches a rule off.

    ``attempts`` without reaching anybody since the last conversation; ``broken_promises``;
    the chance of collection, in thousandths, fallen below ``chance_per_mille`` by the age of
    the oldest debt; ``steps``: the last step of the treatment plan has come. Nothing under
    ``least_units`` overdue is proposed.
    """

    attempts: int = 5
    broken_promises: int = 2
    chance_per_mille: int = 700
    steps: bool = True
    least_units: int = 50


@dataclass(frozen=True, slots=True)
class PlacementRules:
    """``[placements]`` of the policy.

    Over ``approve_over_units`` (units as in `SizeClass`) somebody else approves; ``report_days``
    until the agency is asked how it stands. ``commission`` and ``bank`` are accounts of the journal.
    """

    agencies: tuple[Agency, ...] = ()
    approve_over_units: int = 5_000
    credit_hold: bool = True
    report_days: int = 30
    letting_go: LettingGo = LettingGo()
    statuses: tuple[Reason, ...] = (
        Reason("received", "the agency has taken it up"),
        Reason("contacted", "it has spoken to them"),
        Reason("promise", "they promised to pay the agency"),
        Reason("plan", "they pay the agency in instalments"),
        Reason("disputed", "they contest it"),
        Reason("court", "the agency has gone to court"),
        Reason("untraceable", "they cannot be found"),
        Reason("insolvent", "they are insolvent"),
        Reason("other", "other"),
    )
    recalls: tuple[Reason, ...] = (
        Reason("paid", "they paid us or have agreed to"),
        Reason("disputed", "what they contest has to be settled first"),
        Reason("no-result", "the agency came to nothing"),
        Reason("conduct", "how the agency goes about it"),
        Reason("error", "placed in error"),
        Reason("other", "other"),
    )
    bank: str = "assets:bank"
    receivable: str = "assets:receivables"
    commission: str = "expenses:collection-fees"

    def agency(self, code: str) -> Agency | None:
        """The agency of this code."""
        return next((each for each in self.agencies if each.code == code), None)


def check_placements(rules: PlacementRules) -> None:
    """What one key alone cannot tell. Raises Misused naming the key."""
    codes = [each.code for each in rules.agencies]
    if len(set(codes)) != len(codes):
        msg = f"placements.agencies: {', '.join(codes)}: each code once"
        raise Misused(msg)
    for at, each in enumerate(rules.agencies):
        where = f"placements.agencies[{at}]"
        if not each.code or each.handling not in HANDLINGS:
            msg = f"{where}: a code, and handling one of {', '.join(HANDLINGS)}"
            raise Misused(msg)
        wrong = [code for code in each.currencies if not is_currency(code)]
        if wrong:
            msg = f"{where}.currencies: {wrong[0]!r} is no currency, like 'EUR'"
            raise Misused(msg)
        days = [band.days for band in each.commission]
        if days != sorted(set(days)):
            msg = f"{where}.commission: days {days} must rise from one entry to the next"
            raise Misused(msg)
        for text in (*(band.per_cent for band in each.commission), each.direct_per_cent):
            if not _PER_CENT.fullmatch(text):
                msg = f"{where}: {text!r} is not accepted; write per cent in quotes, like '12.5'"
                raise Misused(msg)
    go = rules.letting_go
    least = min(go.attempts, go.broken_promises, go.chance_per_mille, go.least_units)
    if (
        min(least, rules.approve_over_units, rules.report_days) < 0
        or go.chance_per_mille > 1000
    ):
        msg = (
            "placements: days, units and numbers of 0 or more, chance_per_mille up to 1000"
        )
        raise Misused(msg)
