"""Who departed from the treatment plan, how often, and why."""

from __future__ import annotations

from ledgerlane.desk.desk import Desk
from ledgerlane.desk.past import as_asked
from ledgerlane.domain.departures import Departed, counted
from ledgerlane.domain.metrics.measure import Window
from ledgerlane.store import effort


def departures(desk: Desk, window: Window) -> list[Departed]:
    """Departures of a window by person, step and way, the most frequent first."""
    with as_asked(desk):
        return counted(effort.departures(desk.store, window))
