"""A few labelled fields with what they would do shown under them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from ledgerlane.domain.errors import Trouble
from ledgerlane.screens.keys import Key
from ledgerlane.screens.painting import Line, fit, line, pad, rule
from ledgerlane.screens.widgets.entry import Entry


@dataclass
class Field:
    """A label, its first text and a word of advice."""

    label: str
    text: str
    advice: str
    entry: Entry = field(default_factory=Entry)


class Form:
    """Tab and arrows move between fields; Enter hands their texts on; Esc leaves."""

    def __init__(
        self,
        title: str,
        fields: Sequence[Field],
        preview: Callable[[dict[str, str]], Awaitable[list[str]]],
        done: Callable[[dict[str, str]], Awaitable[None]],
    ) -> None:
        self.title, self.fields = title, list(fields)
        self._preview, self._done = preview, done
        self.at = 0
        self.rows: list[str] = []
        self.problem = ""
        self._room = 1
        self.hint = "tab next field   PgDn more rows   enter propose   esc leave"
        for one in self.fields:
            one.entry.set(one.text)
        self.fields[0].entry.selected = True
        self.top = 0

    @property
    def entry(self) -> Entry:
        """The field under the cursor."""
        return self.fields[self.at].entry

    def values(self) -> dict[str, str]:
        """Label → text."""
        return {one.label: one.entry.text.strip() for one in self.fields}

    @property
    def typed(self) -> bool:
        """Whether anything stands in it that it was not opened with."""
        return any(one.entry.text.strip() != one.text.strip() for one in self.fields)

    def refill(self, kept: dict[str, str]) -> None:
        """Put back what was typed before it was left, by label."""
        for one in self.fields:
            if one.label in kept:
                one.entry.set(kept[one.label])

    async def ready(self) -> None:
        """Ask for the preview; a refusal becomes the line under the fields."""
        try:
            self.rows, self.problem = await self._preview(self.values()), ""
        except Trouble as trouble:
            self.rows, self.problem = [], str(trouble)

    async def press(self, key: Key) -> bool:
        """Move, type, finish or leave."""
        if key.name == "escape":
            return False
        if key.name == "enter":
            if self.problem:
                return True
            await self._done(self.values())
            return False
        if key.name in ("tab", "down", "shift+tab", "up"):
            self.at = (self.at + (1 if key.name in ("tab", "down") else -1)) % len(
                self.fields
            )
            self.fields[self.at].entry.selected = True
        elif key.name in ("pagedown", "pageup"):
            self.top += self._room if key.name == "pagedown" else -self._room
        elif self.fields[self.at].entry.press(key):
            await self.ready()
        return True

    def paint(self, width: int, height: int) -> list[Line]:
        """Title, fields, then the preview as far as there is room."""
        rows = [rule(width), pad(line((f" {self.title}", "title")), width)]
        label = max(len(one.label) for one in self.fields) + 2
        for at, one in enumerate(self.fields):
            if at == self.at:
                room = max(20, width - 44)
                entry = one.entry.paint(room, f" > {one.label:<{label}}")
                rows.append(pad((*entry, *line((" " + one.advice, "dim"))), width))
            else:
                text = fit(one.entry.text, max(1, width - label - 4))
                rows.append(pad(line((f"   {one.label:<{label}}", "dim"), text), width))
        if self.problem:
            rows.append(pad(line((" " + self.problem, "bad")), width))
        room = height - len(rows)
        if room < len(self.rows):
            room -= 1
        self._room = max(1, room)
        self.top = max(0, min(self.top, len(self.rows) - self._room))
        shown = self.rows[self.top : self.top + self._room]
        rows += [pad(line("  " + text), width) for text in shown]
        below = len(self.rows) - self.top - self._room
        if self.top or below > 0:
            words = f"  {self.top} above, {max(0, below)} below: PgUp PgDn"
            rows.append(pad(line((words, "dim")), width))
        return rows[:height]
