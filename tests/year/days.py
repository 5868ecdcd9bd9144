"""Days and amounts of the scripted year."""

from __future__ import annotations

from datetime import date, timedelta


def worked(day: date) -> date:
    """The day, or the Monday after a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def plain(minor: int) -> str:
    """An amount as a person types it: 1234.50."""
    return f"{minor // 100}.{minor % 100:02}"
