"""Complaints for management: by what they are about, by root cause, month by month."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from ledgerlane.domain.metrics.measure import (
    Cell,
    Frame,
    Measure,
    answered,
    count,
    money,
    ratio,
    share_or_none,
)

NO_ANSWER = "not answered yet"


class Complaint(NamedTuple):
    """One complaint: ``held`` is what the customer holds back for it while it is open, minor units.

    Nothing of it once it was answered as not right: that is asked for again.
    """

    about: str
    department: str
    cause: str
    outcome: str
    opened: date
    open: bool
    late: bool
    held: int


def complaints(frame: Frame, found: Sequence[Complaint]) -> Measure:
    """How many were opened in the window and are right, and what money is held back for them."""
    judged = [each for each in found if each.outcome]
    right = sum(each.outcome == "upheld" for each in judged)
    still = [each for each in found if each.open]
    held = sum(each.held for each in still)
    return Measure(
        "complaints", f"Complaints of the window that were right ({len(found)} opened)",
        "answered upheld / answered, of the complaints opened in the window",
        frame,
        (
            ("opened", count(len(found))), ("answered", count(len(judged))),
            ("upheld", count(right)), ("still open", count(len(still))),
            ("late", count(sum(each.late for each in still))), ("held back now", money(held)),
        ),
        *answered(ratio(right, len(judged)) if judged else None, "share",
                  "no answer: no complaint of the window was answered"),
        ("by", "what", "opened", "open", "held back", "upheld"),
        tuple(
            row
            for by, of in _BY
            for row in _rows(by, of, found)
        ),
    )  # fmt: skip


_BY: tuple[tuple[str, Callable[[Complaint], str]], ...] = (
    ("about", lambda each: each.about),
    ("cause", lambda each: each.cause or NO_ANSWER),
    ("department", lambda each: each.department),
    ("month", lambda each: f"{each.opened:%Y-%m}"),
)


def _rows(
    by: str, of: Callable[[Complaint], str], found: Sequence[Complaint]
) -> list[tuple[Cell, ...]]:
    groups = dict[str, list[Complaint]]()
    for each in found:
        groups.setdefault(of(each), []).append(each)
    names = (
        sorted(groups)
        if by == "month"
        else sorted(groups, key=lambda n: (-len(groups[n]), n))
    )
    rows = list[tuple[Cell, ...]]()
    for name in names:
        mine = groups[name]
        judged = [each for each in mine if each.outcome]
        right = sum(each.outcome == "upheld" for each in judged)
        held = sum(each.held for each in mine if each.open)
        rows.append((
            by, name, count(len(mine)), count(sum(each.open for each in mine)), money(held),
            share_or_none(right, len(judged)),
        ))  # fmt: skip
    return rows
