"""The book beside a national summary: dated data with its source, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from ledgerlane.domain.metrics.measure import (
    Cell,
    Frame,
    Measure,
    answered,
    money,
    ratio,
    share,
    share_or_none,
)
from ledgerlane.domain.metrics.outstanding import LEFT_OUT


class Summary(NamedTuple):
    """Medians of a survey: per cent of receivables that are current, and over 90 days late."""

    period: str
    current: Decimal
    over_90: Decimal
    source: str


_CRF = "Credit Research Foundation, National Summary of Domestic Trade Receivables (US)"
SUMMARIES = (
    Summary("2021 Q1", Decimal("90.56"), Decimal("0.56"), _CRF),
    Summary("2020 Q4", Decimal("89.72"), Decimal("0.60"), _CRF),
    Summary("2020 Q3", Decimal("88.31"), Decimal("0.67"), _CRF),
    Summary(
        "undated", Decimal("87"), Decimal("0.4"), "national summary cited by the procedure"
    ),
)
"""crfonline.org, results summaries of 2020 Q3 and 2021 Q1 (the latter names Q4 as last quarter)."""


def benchmark(
    frame: Frame, columns: Sequence[int], summaries: Sequence[Summary] = SUMMARIES,
    charges: int = 0,
) -> Measure:  # fmt: skip
    """The share of open invoices that is not due, and over 90 days late, beside the summaries.

    ``columns``: the aging of open invoices, not due first, in minor units; ``charges`` are
    the interest and fees that are open beside them.
    """
    whole = sum(columns)
    rows: tuple[tuple[Cell, ...], ...] = (
        ("this book", share_or_none(columns[0], whole), share_or_none(columns[-1], whole),
         frame.as_of.isoformat()),
        *((each.period, _per_cent(each.current), _per_cent(each.over_90), each.source)
          for each in summaries),
    )  # fmt: skip
    return Measure(
        "benchmark", "Current, beside a national summary", "open invoices not yet due / open invoices",
        frame, (("not yet due", money(columns[0])), ("over 90 days", money(columns[-1])),
                ("open invoices", money(whole)), (LEFT_OUT, money(charges))),
        *answered(ratio(columns[0], whole), "share", f"no answer: nothing is open in {frame.currency}"),
        ("of", "current", "over 90 days", "source"), rows,
    )  # fmt: skip


def _per_cent(number: Decimal) -> Cell:
    return share(Fraction(number) / 100)
