"""What the matches of receipts say, line by line, within what came in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ledgerlane.domain.cash import Match
from ledgerlane.domain.cash_facts import MatchLine
from ledgerlane.domain.money import Money


def within(matches: Sequence[Match], minor: int) -> Iterator[tuple[Match, MatchLine]]:
    """The lines of one receipt's matches, the earliest first, of no more cash than came in.

    Matches made apart may be for more than the receipt of ``minor`` minor units; what exceeds it
    stays unapplied, and with it what its line would have settled beside the cash.
    """
    left = minor
    for match in sorted(matches, key=lambda each: (each.t, each.id)):
        left -= sum(line.cash.minor for line in match.lines if line.cash.minor < 0)
        for line in match.lines:
            if line.cash.minor <= left:
                left -= max(0, line.cash.minor)
                yield match, line
            elif left > 0:
                none = Money(0, line.cash.currency)
                cash = Money(left, line.cash.currency)
                left = 0
                yield match, replace(line, cash=cash, discount=none, tolerance=none)
