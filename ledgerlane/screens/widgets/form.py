"""A few labelled fields with what they would do shown under them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from ledgerlane.domain.errors import Trouble
from ledgerlane.screens.keys import Key
from ledgerlane.screens.painting import Line, fit, line, pad, rule, wrap
from ledgerlane.screens.widgets.entry import Entry

MOST_ROWS = 3
"""Of an advice or of what is wrong."""
LEAST_ENTRY = 20
"""Columns of a field that has its advice beside it."""


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
        """Title, fields, what is wrong, then the preview as far as there is room."""
        wrong = wrap(self.problem, width - 2)[:MOST_ROWS] if self.problem else []
        asked, advice = self._asked(width)
        rows = [rule(width), pad(line((f" {self.title}", "title")), width)]
        room = max(1, height - len(rows) - len(wrong) - len(advice))
        top = max(0, min(self.at - room // 2, len(self.fields) - room))
        for at, one in enumerate(self.fields[top : top + room], start=top):
            if at == self.at:
                rows += [asked, *advice]
                continue
            text = fit(one.entry.text, max(1, width - self._label - 4))
            rows.append(pad(line((f"   {one.label:<{self._label}}", "dim"), text), width))
        rows += [pad(line((" " + text, "bad")), width) for text in wrong]
        return [*rows, *self._previewed(width, height - len(rows))][:height]

    @property
    def _label(self) -> int:
        return max(len(one.label) for one in self.fields) + 2

    def _asked(self, width: int) -> tuple[Line, list[Line]]:
        """The field under the cursor, and its advice: beside it, or below where that is too long."""
        one = self.fields[self.at]
        prompt = f" > {one.label:<{self._label}}"
        beside = width - len(prompt) - len(one.advice) - 1
        if beside < LEAST_ENTRY:
            told = wrap(one.advice, width - len(prompt) - 1)[:MOST_ROWS]
            below = [pad(line((" " * len(prompt) + text, "dim")), width) for text in told]
            return pad(one.entry.paint(width, prompt), width), below
        entry = one.entry.paint(
            max(LEAST_ENTRY, min(beside, width - 44)) + len(prompt), prompt
        )
        return pad((*entry, *line((" " + one.advice, "dim"))), width), []

    def _previewed(self, width: int, room: int) -> list[Line]:
        """The rows of the preview in view, and how many are not."""
        if room < len(self.rows):
            room -= 1
        self._room = max(1, room)
        self.top = max(0, min(self.top, len(self.rows) - self._room))
        shown = self.rows[self.top : self.top + self._room]
        rows = [pad(line("  " + text), width) for text in shown]
        below = len(self.rows) - self.top - self._room
        if self.top or below > 0:
            words = f"  {self.top} above, {max(0, below)} below: PgUp PgDn"
            rows.append(pad(line((words, "dim")), width))
        return rows
