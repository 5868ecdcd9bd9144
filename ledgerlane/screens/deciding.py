"""Approvals between the desk and the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ledgerlane.screens.work import RequestLine, Shown, Target

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledgerlane.desk.desk import Desk


def request_lines(desk: Desk) -> Sequence[RequestLine]:
    """What waits, oldest first; ``off`` says why this person may not decide it."""
    from ledgerlane.desk import approvals

    return [
        RequestLine(
            row.id,
            Target(row.customer, row.currency, row.number, row.name),
            row.minor,
            row.state,
            row.asked_by,
            row.asked_day,
            row.reason,
            stops,
            row.kind,
        )
        for row, stops in approvals.waiting(desk)
    ]


def shown(desk: Desk, request: str) -> Shown:
    """Exactly what the approver sees, and the digest of it."""
    from ledgerlane.desk import requests

    seen: Any = requests.shown(desk, request)
    return Shown(tuple(seen.lines), seen.digest, "; ".join(seen.warnings))
