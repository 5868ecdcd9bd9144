"""A file of payments that does not say what of them is used up: decided by what can be known, or asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ledgerlane.domain.errors import Problem
from ledgerlane.domain.money import Money
from ledgerlane.store import unapplied
from ledgerlane.store.ledger import Stage
from ledgerlane.store.unapplied import Payments
from ledgerlane.sync.report import ImportReport

ALL, NONE = "all", "none"
SAYS = (ALL, NONE)
_ASK = (
    "no column says what of its payments is not used up yet, and no allocations do: {}, each of a"
    " customer. Say --unapplied all (they wait here to be matched) or --unapplied none (the books have"
    ' used them up); in a profile: unapplied = "all" or "none"'
)


def settle(
    stage: Stage, report: ImportReport, said: str, *, explained: bool
) -> ImportReport:
    """The report, after what is left of each staged receipt is settled; with a problem: it must be asked.

    ``said``: that all of them waits, or none. Else money of nobody is not used up; what is a customer's is as
    the allocations of its source say (``explained``), and asked about where there are none.
    """
    theirs = unapplied.of_somebody(stage)
    explained = explained or unapplied.has_allocations(stage)
    if theirs and not said and not explained:
        problem = Problem(report.file, 0, "", _ASK.format(_sums(theirs)))
        return replace(report, problems=(*report.problems, problem))
    if said != NONE:
        unapplied.leave_whole(stage, nobodys_only=said != ALL)
    notes = list(report.decisions)
    if said == ALL:
        notes.append(
            "no column of unapplied amounts: all of them waits to be matched, as was said"
        )
    elif said == NONE:
        notes.append(
            "no column of unapplied amounts: the books have used them up, as was said"
        )
    elif theirs:
        notes.append(
            "no column of unapplied amounts: what is a customer's is used as allocations say"
        )
    if not said and (nobodys := unapplied.of_nobody(stage)):
        notes.append(f"{_sums(nobodys)} of nobody, all of which waits to be matched")
    return replace(report, opens=tuple(unapplied.opens(stage)), decisions=tuple(notes))


def _sums(found: Iterable[Payments]) -> str:
    """``2 payments, 1 055.00 EUR``."""
    return "; ".join(
        f"{each.number} payment{'' if each.number == 1 else 's'}, {Money(each.minor, each.currency)}"
        for each in found
    )
