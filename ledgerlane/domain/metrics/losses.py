"""What was given up, what came after all, and what to set aside for the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from ledgerlane.domain.metrics.measure import (
    NOTHING,
    Frame,
    Measure,
    Value,
    answered,
    count,
    money,
    ratio,
    share,
)
from ledgerlane.domain.metrics.outstanding import no_sales
from ledgerlane.domain.money import round_half_even


class GivenUp(NamedTuple):
    """Written off in a window: by our approved requests, by the books alone; and what came later."""

    ours: int = 0
    books: int = 0
    recovered: int = 0

    @property
    def whole(self) -> int:
        """All that was written off; what is in both is counted as ours."""
        return self.ours + self.books


def write_off_rate(frame: Frame, given_up: GivenUp, sales: int) -> Measure:
    """How much of the window's sales was written off in it."""
    found = ratio(given_up.whole, sales) if sales > 0 else None
    return Measure(
        "write_off_rate", "Write-off rate", "written off in the window / sales of the window",
        frame,
        (("approved here", money(given_up.ours)), ("by the books", money(given_up.books)),
         ("sales", money(sales))),
        *answered(found, "share", no_sales(frame, sales)),
    )  # fmt: skip


def recovery_rate(frame: Frame, given_up: GivenUp) -> Measure:
    """What came in the window on items written off before, beside what was written off in it."""
    return Measure(
        "recovery_rate", "Recovery rate", "money of the window on items given up / written off in the window",
        frame,
        (("recovered", money(given_up.recovered)), ("written off", money(given_up.whole))),
        *answered(ratio(given_up.recovered, given_up.whole), "share",
                  "no answer: nothing was written off in the window"),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class LossRates:
    """A share lost for each column of the aging, and how it was found, in words.

    ``behind`` are the documents that each rate stands on, None where it stands on none (given,
    or set); empty: all None.
    """

    rates: tuple[Fraction, ...]
    method: str
    behind: tuple[int | None, ...] = ()


GIVEN = "loss rates as given"
EVIDENCE = 30
"""A loss rate that stands on fewer documents than this is warned of."""
COHORT = "loss rates from the book's own history, by cohort: of documents due {first} to {last}, lost / what was unpaid on entering the column"
FLOW = "loss rates from the book's own history, by flow: the roll rates of {first} to {last}, multiplied to the last column, which is lost"


def rates_by_cohort(
    paid_in_column: Sequence[int], lost: int, method: str = COHORT,
    ended_in: Sequence[int] = (),
) -> LossRates | None:  # fmt: skip
    """The simplified approach of IFRS 9 B5.5.35: lost / unpaid on entering each column.

    ``paid_in_column``: money of the cohort that came while it stood in each column, not due
    first. The rates are exact fractions and never rounded before use. None of an empty cohort.
    ``ended_in``: how many documents were paid off in each column; those not paid off stand in
    the last.
    """
    unpaid = sum(paid_in_column) + lost
    if unpaid <= 0 or lost < 0:
        return None
    rates = []
    for paid in paid_in_column:
        rates.append(
            min(Fraction(1), Fraction(lost, unpaid)) if unpaid > 0 else Fraction(0)
        )
        unpaid -= paid
    behind = tuple(sum(ended_in[column:]) for column in range(len(ended_in)))
    return LossRates(tuple(rates), method, behind)


def rates_by_flow(
    rolled: Sequence[tuple[int, int]], method: str = FLOW, stood_in: Sequence[int] = ()
) -> LossRates | None:
    """Roll rates multiplied up to the last column. ``rolled``: stood there, rolled on, by column.

    The last column counts as lost. None where nothing ever stood in a column on the way.
    ``stood_in``: how many documents did; a rate stands on the fewest of the columns it is made of.
    """
    rates = [Fraction(1)]
    for stood, moved in reversed(rolled[:-1]):
        if stood <= 0:
            return None
        rates.insert(
            0, min(Fraction(1), max(Fraction(0), Fraction(moved, stood))) * rates[0]
        )
    behind = [min(stood_in[column:-1]) for column in range(len(stood_in) - 1)]
    return LossRates(tuple(rates), method, (*behind, None) if behind else ())


def provision(
    frame: Frame, balances: Sequence[int], rates: LossRates | None, labels: Sequence[str]
) -> Measure:
    """Expected credit loss by aging matrix: each column x its loss rate, rounded half-even once.

    IFRS 9 simplified approach (5.5.15, B5.5.35). The provision is the sum of its rows. Interest
    and fees are receivables that may be lost like invoices, so they are in the balances.
    """
    if rates is None:
        rows: tuple[tuple[str | Value, ...], ...] = tuple(
            (label, money(balance), NOTHING, NOTHING, NOTHING)
            for label, balance in zip(labels, balances, strict=True)
        )
        whole = None
    else:
        parts = [
            round_half_even(balance * rate)
            for balance, rate in zip(balances, rates.rates, strict=True)
        ]
        behind = rates.behind or (None,) * len(parts)
        rows = tuple(
            (label, money(balance), share(rate), money(part), NOTHING if number is None else count(number))
            for label, balance, rate, part, number in zip(
                labels, balances, rates.rates, parts, behind, strict=True)
        )  # fmt: skip
        whole = sum(parts)
    return Measure(
        "provision", "Provision by aging matrix", "sum of what is open of each column, interest and fees included, x its loss rate",
        frame, (("open", money(sum(balances))),),
        *answered(whole, "money", "no answer: the book has no history to take loss rates from; give them"),
        ("column", "balance", "loss rate", "provision", "documents"), rows,
        (rates.method, *_thin(rates, balances, labels)) if rates is not None else (),
    )  # fmt: skip


def _thin(
    rates: LossRates, balances: Sequence[int], labels: Sequence[str]
) -> tuple[str, ...]:
    """The warning of rates that are used and stand on few documents."""
    thin = [
        f"{label} ({number})"
        for label, balance, number in zip(labels, balances, rates.behind, strict=False)
        if number is not None and number < EVIDENCE and balance
    ]
    if not thin:
        return ()
    return (
        f"warning: fewer than {EVIDENCE} documents stand behind the loss rate of"
        f" {', '.join(thin)}: one more lost invoice would change it much",
    )
