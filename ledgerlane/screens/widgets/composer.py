"""The action line: what was done on an account, typed as a code and a few words.

The line above it spells out what would be saved. Tab unfolds the same draft into labelled
fields: each field shows and edits its part of the very same line, so one parser serves both.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from ledgerlane.domain.plain_text import clean
from ledgerlane.screens.keys import Key
from ledgerlane.screens.painting import Line, Span, fit, line, pad
from ledgerlane.screens.widgets.entry import Entry

LABELS = ("what", "amount", "date", "reason", "contact", "note")


# ruff: noqa: D102  what the properties are is in domain.composer
class DraftLike(Protocol):
    """What the composer needs to know of a parsed line."""

    @property
    def words(self) -> str: ...
    @property
    def questions(self) -> Sequence[str]: ...
    @property
    def problems(self) -> Sequence[str]: ...
    @property
    def complete(self) -> bool: ...


Parse = Callable[[str], DraftLike]
Parts = Callable[[str], dict[str, str]]


@dataclass
class Composer:
    """The line, and whether it is being written. Always painted, so nothing moves."""

    entry: Entry = field(default_factory=Entry)
    open: bool = False
    fields: bool = False
    field_at: int = 0
    about: str = ""
    prompt: str = "> "
    parse: Parse | None = None
    parts: Parts | None = None
    draft: DraftLike | None = None
    parts_now: dict[str, str] = field(default_factory=dict)
    field_entry: Entry = field(default_factory=Entry)

    def start(
        self, text: str, parse: Parse, parts: Parts, about: str, prompt: str = "> "
    ) -> None:
        """Open on an account, or several, with a first text."""
        self.prompt = prompt
        self.open, self.fields, self.field_at = True, False, 0
        self.parse, self.parts, self.about = parse, parts, about
        self.entry.set(text)
        self.reparse()

    def close(self) -> None:
        """Put the line away."""
        self.open = self.fields = False
        self.entry.set("")
        self.draft = None

    def reparse(self) -> None:
        """Read the line again."""
        if self.parse is not None:
            self.draft = self.parse(self.entry.text)

    def press(self, key: Key) -> bool:
        """Handle an editing key; whether it was one."""
        if key.name in ("tab", "shift+tab"):
            self._step(-1 if key.name == "shift+tab" else 1)
            return True
        if self.fields:
            if key.name in ("up", "down"):
                self._step(1 if key.name == "down" else -1)
                return True
            if not self.field_entry.press(key):
                return False
            self._take_field()
            return True
        if key.text == " " and self.entry.text[-1:] == " " == self.entry.text[1:]:
            return True  # the code's own blank is there already
        if not self.entry.press(key):
            return False
        self.reparse()
        return True

    def fold(self) -> None:
        """Back to the line."""
        self.fields = False

    def _step(self, by: int) -> None:
        if not self.fields:
            self.fields = True
            self.parts_now = self.parts(self.entry.text) if self.parts else {}
            self.field_at = 1
        else:
            self.field_at = (self.field_at + by) % len(LABELS)
        self.field_entry.set(self.parts_now.get(LABELS[self.field_at], ""))

    def _take_field(self) -> None:
        self.parts_now[LABELS[self.field_at]] = self.field_entry.text
        self.entry.set(join(self.parts_now))
        self.reparse()

    @property
    def typing(self) -> Entry:
        """What letters are typed into: the line, or the field under the cursor."""
        return self.field_entry if self.fields else self.entry

    @property
    def room(self) -> int:
        """How many characters more it takes; what is typed into a field stands in the line too."""
        return (
            min(self.typing.room, self.entry.room - len(" ; "))
            if self.fields
            else self.entry.room
        )

    @property
    def field_name(self) -> str:
        """The field under the cursor, or of the word under it."""
        if self.fields:
            return LABELS[self.field_at]
        word = self.entry.text[self.entry.word_start() : self.entry.cursor]
        if self.entry.word_start() == 0:
            return "what"
        return {"/": "reason", "@": "contact"}.get(word[:1], "date")

    def put(self, value: str) -> None:
        """Take a value from the list for the field under the cursor."""
        if self.fields:
            self.field_entry.set(value)
            self._take_field()
            return
        start = self.entry.word_start()
        if self.entry.text[start : start + 1] in ("/", "@") or start == 0:
            self.entry.cut(start, self.entry.cursor)
        elif self.entry.text and not self.entry.text.endswith(" "):
            self.entry.insert(" ")
        self.entry.insert(value + " ")
        self.reparse()

    def preview(self) -> Line:
        """What would be saved, in full words; questions and problems first."""
        if self.draft is None:
            return ()
        spans: list[Span] = [Span(" ")]
        spans += [Span(text + "  ", "bad") for text in self.draft.problems]
        spans += [Span(text + "  ", "question") for text in self.draft.questions]
        spans.append(Span(self.draft.words, "preview"))
        return _clean(spans)

    def paint(self, width: int) -> Line:
        """The action line."""
        if not self.open:
            return pad((), width)
        return self.entry.paint(width, self.prompt)

    def paint_fields(self, width: int) -> list[Line]:
        """The labelled fields, one a row."""
        rows = [pad(line((f" {self.about}", "title")), width)]
        for at, label in enumerate(LABELS):
            if at == self.field_at:
                rows.append(self.field_entry.paint(width, f" > {label:<9}"))
            else:
                value = self.parts_now.get(label, "")
                rows.append(
                    pad(line((f"   {label:<9}", "dim"), fit(value, width - 12)), width)
                )
        return rows


def _clean(spans: Sequence[Span]) -> Line:
    return tuple(Span(clean(s.text), s.style) for s in spans)


def join(parts: dict[str, str]) -> str:
    """The line that the fields stand for."""
    marks = {"reason": "/", "contact": "@"}
    words: list[str] = []
    for label in LABELS:
        value = parts.get(label, "").strip()
        if not value:
            continue
        mark = marks.get(label, "")
        if label == "note":
            value = value if value.startswith(";") else f"; {value}"
        words.append(value if value.startswith(mark) else mark + value)
    return " ".join(words)
