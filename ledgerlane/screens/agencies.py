"""Lists of the app about agencies: what they have, and who is proposed for one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ledgerlane.domain.money import plain
from ledgerlane.domain.timeline import short_day
from ledgerlane.screens.work import Target

if TYPE_CHECKING:
    from ledgerlane.desk.desk import Desk


def placed(desk: Desk) -> Sequence[tuple[Target, str]]:
    """Open placements: the agency, how much, since when, what it said last, and when it reports next."""
    from ledgerlane.desk import cases
    from ledgerlane.domain.cases.placement import NAME

    today, found = desk.today, list[tuple[Target, str]]()
    for row in cases.list_(desk, kind=NAME, open_only=True):
        said = row.values.get("status", "")
        parts = [f"{plain(row.minor, row.currency)} {row.currency}", row.values["agency"]]
        if row.due_day is not None:
            late = " LATE" if row.due_day < today else ""
            parts.append(f"reports {short_day(row.due_day, today)}{late}")
        parts.append(f"says {said}" if said else "")
        parts.append(
            row.state
            if row.state != "placed"
            else f"since {short_day(row.opened_day, today)}"
        )
        target = Target(row.customer, row.currency, row.number, row.name)
        found.append((target, " · ".join(filter(None, parts))))
    return found


def proposed(desk: Desk) -> Sequence[tuple[Target, str]]:
    """Who is proposed for an agency: what is overdue, why, and what the law wants first."""
    from ledgerlane.desk import placements

    found = list[tuple[Target, str]]()
    for each in placements.proposed(desk):
        row = each.row
        target = Target(row.customer, row.currency, row.number, row.name)
        words = f"{plain(row.overdue, row.currency)} {row.currency} · {each.why}"
        found.append((target, f"{words} · {each.notice}" if each.notice else words))
    return found
