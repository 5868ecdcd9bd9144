"""What a script of one language holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Script:
    """The lines by their key, with places like ``{amount}``, and how a day is said.

    ``pattern`` has ``{weekday}``, ``{day}`` and ``{month}``; Monday and January come first.
    """

    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    pattern: str
    today: str
    lines: Mapping[str, str]

    def say(self, key: str, **values: object) -> str:
        """A line with its values."""
        return self.lines[key].format(**values)

    def day(self, day: date, today: date) -> str:
        """A day as it is said, with the year where it is not this one."""
        if day == today:
            return self.today
        said = self.pattern.format(
            weekday=self.weekdays[day.weekday()],
            day=day.day,
            month=self.months[day.month - 1],
        )
        return said if day.year == today.year else f"{said} {day.year}"
