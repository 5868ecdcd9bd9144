"""The evidence for a decision on credit: lines assembled from ledger and history, the same for the same day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ledgerlane.domain.account import Pattern
from ledgerlane.domain.aging import Aged
from ledgerlane.domain.credit import Credit, Line, limit_words, words
from ledgerlane.domain.money import Money, plain


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an account on a day. ``promises`` and ``plans`` are their states.

    ``disputed`` and ``groups`` are lines as they are to be read.
    """

    pattern: Pattern
    risk: str
    promises: tuple[str, ...] = ()
    plans: tuple[str, ...] = ()
    aged: tuple[Aged, ...] = ()
    labels: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    disputed: tuple[Money, ...] = ()
    held: str = ""
    groups: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()


def lines(known: Known, credit: Credit, today: date) -> tuple[str, ...]:
    """Payment history and trend, promises, exposure, overdue by age, terms, disputes, group, earlier decisions."""
    found = [f"risk {known.risk}; {habits(known.pattern, today)}"]
    if known.promises:
        counts = ", ".join(
            f"{state} {known.promises.count(state)}"
            for state in sorted(set(known.promises))
        )
        found.append(f"promises {len(known.promises)}: {counts}")
    else:
        found.append("promises none")
    found += [each.words for each in known.lines] or ["exposure none, nothing is open"]
    found += [f"limit {limit_words(each)}" for _, each in sorted(credit.limits.items())]
    found += [_overdue(each, known.labels) for each in known.aged if sum(each.buckets)]
    found.append(words(credit))
    if known.held:
        found.append(f"collection on hold: {known.held}")
    if known.plans:
        found.append(f"payment plans {len(known.plans)}: {', '.join(sorted(known.plans))}")
    if known.disputed:
        amounts = ", ".join(str(each) for each in known.disputed)
        found.append(f"open disputes {len(known.disputed)}: {amounts}")
    return (*found, *known.groups, *known.earlier)


def habits(pattern: Pattern, today: date) -> str:
    """``12 settled, 9 late, 8.3 d late on average, lately 15.0: later than before``."""
    if not pattern.settled:
        return "no invoice settled yet"
    change = pattern.recent_late - pattern.average_late
    trend = "as before" if abs(change) < 10 else "later than before" if change > 0 else "sooner than before"  # fmt: skip
    last = (
        f"; last payment {(today - pattern.last_paid).days} d ago"
        if pattern.last_paid
        else ""
    )
    return (
        f"{pattern.settled} settled, {pattern.late} late, {_days(pattern.average_late)} d late on average,"
        f" lately {_days(pattern.recent_late)}: {trend}{last}"
    )


def _overdue(aged: Aged, labels: Sequence[str]) -> str:
    parts = [
        f"{label} {plain(minor, aged.currency)}"
        for label, minor in zip(labels[1:], aged.buckets, strict=True)
        if minor
    ]
    total = Money(sum(aged.buckets), aged.currency)
    return f"overdue {total}: {', '.join(parts)}"


def _days(tenths: int) -> str:
    """``8.3`` from tenths of a day; negative is early."""
    whole, part = divmod(abs(tenths), 10)
    return f"{'-' if tenths < 0 else ''}{whole}.{part}"
