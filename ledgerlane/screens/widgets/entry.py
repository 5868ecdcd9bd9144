"""A line of text being typed, with the editing keys people's hands know."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ledgerlane.domain.plain_text import clean, width
from ledgerlane.screens.keys import Key
from ledgerlane.screens.painting import Line, Span, fit

MAX_LENGTH = 2000
"""Characters of a line; the composer reads as many."""
_BREAKS = re.compile(r"\r\n|[\r\n\t]")


def one_line(text: str) -> str:
    """Text from outside as it stands in a line: cleaned, ends of lines and tabs as blanks."""
    return clean(_BREAKS.sub(" ", text))


@dataclass
class Entry:
    """The text, the place of the cursor in it, and earlier lines for ↑ and ↓.

    ``selected``: what is typed next takes the place of the whole text.
    """

    text: str = ""
    cursor: int = 0
    selected: bool = False
    history: list[str] = field(default_factory=list)
    _back: int = 0

    def set(self, text: str) -> None:
        """Replace the text; the cursor goes to its end."""
        self.text = clean(text)[:MAX_LENGTH]
        self.cursor = len(self.text)

    def insert(self, text: str) -> None:
        """Type or paste, as one line."""
        text = one_line(text)[: MAX_LENGTH - len(self.text)]
        self.text = self.text[: self.cursor] + text + self.text[self.cursor :]
        self.cursor += len(text)

    @property
    def room(self) -> int:
        """How many characters more it takes; what is typed over does not count."""
        return MAX_LENGTH - (0 if self.selected else len(self.text))

    def remember(self) -> None:
        """Keep the line for ↑."""
        if self.text and (not self.history or self.history[-1] != self.text):
            self.history.append(self.text)
        self._back = 0

    def press(self, key: Key) -> bool:
        """Handle an editing key; whether it was one."""
        if self.selected and (key.text or key.name in ("backspace", "delete")):
            self.set("")
        self.selected = False
        if key.text:
            self.insert(key.text)
            return True
        action = _EDITS.get(key.name)
        if action is None:
            return False
        action(self)
        return True

    def word_start(self) -> int:
        """Where the word before the cursor begins."""
        at = self.cursor
        while at and self.text[at - 1] == " ":
            at -= 1
        while at and self.text[at - 1] != " ":
            at -= 1
        return at

    def cut(self, start: int, end: int) -> None:
        """Take out a part of the text."""
        self.text = self.text[:start] + self.text[end:]
        self.cursor = start

    def recall(self, by: int) -> None:
        """An earlier or later line."""
        back = max(0, min(len(self.history), self._back + by))
        if back != self._back:
            self._back = back
            self.set(self.history[-back] if back else "")

    def place(self, to: int) -> None:
        """Put the cursor somewhere."""
        self.cursor = max(0, min(len(self.text), to))

    def paint(self, columns: int, prompt: str = "", style: str = "entry") -> Line:
        """The line with its cursor; long text scrolls so that the cursor is seen."""
        room = max(4, columns - width(prompt) - 1)
        before, after = self.text[: self.cursor], self.text[self.cursor :]
        while width(before) > room - 1:
            before = before[max(1, len(before) // 8) :]
        under = after[:1] or " "
        rest = max(0, room - width(before) - width(under))
        return (
            Span(prompt, "prompt"),
            Span(before, "cursor" if self.selected else style),
            Span(under, "cursor"),
            Span(fit(after[1:], rest), style),
            Span(
                " " * max(0, columns - width(prompt) - width(before) - width(under) - rest)
            ),
        )


_EDITS = {
    "left": lambda e: e.place(e.cursor - 1),
    "right": lambda e: e.place(e.cursor + 1),
    "home": lambda e: e.place(0),
    "end": lambda e: e.place(len(e.text)),
    "ctrl+a": lambda e: e.place(0),
    "ctrl+e": lambda e: e.place(len(e.text)),
    "ctrl+left": lambda e: e.place(e.word_start()),
    "backspace": lambda e: e.cut(max(0, e.cursor - 1), e.cursor),
    "delete": lambda e: e.cut(e.cursor, e.cursor + 1),
    "ctrl+d": lambda e: e.cut(e.cursor, e.cursor + 1),
    "ctrl+w": lambda e: e.cut(e.word_start(), e.cursor),
    "ctrl+u": lambda e: e.cut(0, e.cursor),
    "ctrl+k": lambda e: e.cut(e.cursor, len(e.text)),
    "up": lambda e: e.recall(1),
    "down": lambda e: e.recall(-1),
}
