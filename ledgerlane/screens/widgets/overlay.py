"""What lies over a screen for a moment: a question, a line to fill in, a list, a text."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, NamedTuple, Protocol, TypeVar

from ledgerlane.domain.plain_text import clean
from ledgerlane.domain.plain_text import width as cells_wide
from ledgerlane.screens.keys import Key
from ledgerlane.screens.painting import (
    Line,
    Span,
    fit,
    fit_words,
    fold,
    indented,
    line,
    pad,
    rule,
    whole,
    window,
    wrap,
)
from ledgerlane.screens.widgets.composer import DraftLike
from ledgerlane.screens.widgets.entry import Entry

Value = TypeVar("Value")
MOST_REST = 3
"""Rows for the end of a long option."""
_GROUPED = re.compile(r"(?<=[0-9]) (?=[0-9]{3}(?![0-9]))")
_MOVES = {
    "down": 1,
    "up": -1,
    "pagedown": 10,
    "pageup": -10,
    "home": -(10**6),
    "end": 10**6,
}


# ruff: noqa: D102  said once, in the protocol
class Overlay(Protocol):
    """Gets every key while it is open. ``press`` answers whether it stays open."""

    hint: str

    @property
    def entry(self) -> Entry | None:
        """What letters are typed into, or None where they are answers and commands."""
        ...

    async def press(self, key: Key) -> bool: ...

    def paint(self, width: int, height: int) -> list[Line]:
        """At most ``height`` rows; they cover the lowest rows of the screen's body."""
        ...


class Ask:
    """A question that Enter or ``y`` answers with yes, and any other key with no.

    ``rows`` are what it is about: they stand above it, the last of them where room is short.
    With ``letter`` only that answers yes; Enter, which may be meant for what came before, is
    passed over. With ``only`` just Enter does: what is signed is not signed by a slip.
    """

    entry = None

    def __init__(
        self,
        question: str,
        yes: Callable[[], Awaitable[None]],
        no: Callable[[], None],
        rows: Sequence[str] = (),
        *,
        letter: str = "",
        only: bool = False,
    ) -> None:
        self.question, self._yes, self._no, self.rows = question, yes, no, rows
        self._key = letter or "enter"
        self._keys = {self._key} if only else {self._key, "y"}
        said = letter or ("enter" if only else "enter or y")
        self.hint = f"{said} yes   any other key no"

    async def press(self, key: Key) -> bool:
        """Decide."""
        if key.name == "enter" != self._key:
            return True
        if key.name in self._keys:
            await self._yes()
        else:
            self._no()
        return False

    def paint(self, width: int, height: int) -> list[Line]:
        """What it is about, and the question under a rule."""
        asked = [line((" " + text, "question")) for text in wrap(self.question, width - 2)]
        room = max(0, height - 1 - len(asked))
        about = [line(text) for row in self.rows for text in indented(row, width - 1)]
        about = about[-room:] if room else []
        return [rule(width), *(pad(row, width) for row in (*about, *asked)[: height - 1])]


class Option(NamedTuple, Generic[Value]):
    """One thing to choose."""

    label: str
    value: Value
    hint: str = ""
    off: str = ""  # why it cannot be chosen now


def _searched(option: Option[Value]) -> str:
    """What typed words are looked for in; an amount is also found as it is typed, ``2000``."""
    text = f"{option.label} {option.hint}".casefold()
    return f"{text} {_GROUPED.sub('', text)}"


class Choice(Generic[Value]):
    """A list to choose from; typing narrows it down.

    With ``many``, space marks and Enter answers all that is marked (or the one selected).
    Without ``chosen`` nothing is selected at first: what matters is not taken by an Enter too many.
    """

    def __init__(
        self,
        title: str,
        options: Sequence[Option[Value]],
        done: Callable[[list[Value]], Awaitable[None]],
        *,
        many: bool = False,
        marked: Sequence[int] = (),
        chosen: bool = True,
        refused: Callable[[str], None] | None = None,
    ) -> None:
        self.title, self.options, self._done = title, list(options), done
        self.many, self.marks = many, set(marked)
        self.typed, self.at = Entry(), 0 if chosen else -1
        self._refused = refused
        self.hint = (
            "space mark   enter done   esc leave"
            if many
            else "type to narrow down   ↑ ↓   enter choose   esc leave"
        )

    @property
    def entry(self) -> Entry | None:
        """Where one is chosen, letters narrow down; where many are, they do nothing."""
        return None if self.many else self.typed

    def shown(self) -> list[int]:
        """The options that hold every typed word; those that begin with it first."""
        typed = self.typed.text.casefold().strip()
        words = typed.split()
        found = [
            n
            for n, option in enumerate(self.options)
            if all(w in _searched(option) for w in words)
        ]
        return sorted(
            found, key=lambda n: not self.options[n].label.casefold().startswith(typed)
        )

    async def press(self, key: Key) -> bool:
        """Move, mark, narrow down or choose."""
        shown = self.shown()
        if key.name == "escape":
            return False
        if key.name == "enter":
            return await self._choose(shown)
        if self.many and key.name == "space":
            if shown:
                self.marks ^= {shown[self.at]}
                self.at = min(self.at + 1, len(shown) - 1)
            return True
        by = _MOVES.get(key.name)
        if by is None and self.many:
            by = {"j": 1, "k": -1}.get(key.name)
        if by is not None:
            self.at = max(0, min(len(shown) - 1, self.at + by))
        elif self.entry is not None and self.entry.press(key):
            self.at = 0
        return True

    async def _choose(self, shown: list[int]) -> bool:
        if not shown:
            return True
        if self.at < 0:
            if self._refused is not None:
                self._refused("choose one: ↓, or type its beginning")
            return True
        wanted = sorted(self.marks) if self.many and self.marks else [shown[self.at]]
        off = next((self.options[n].off for n in wanted if self.options[n].off), "")
        if off:
            if self._refused is not None:
                self._refused(off)
            return True
        await self._done([self.options[n].value for n in wanted])
        return False

    @property
    def nothing(self) -> str:
        """What is said where no option is left."""
        return "nothing like that"

    def _rest(self, shown: list[int], label: int, width: int) -> list[Line]:
        """Of the selected option what its row has no room for, in rows of its own."""
        if not shown:
            return []
        option = self.options[shown[self.at]]
        words, margin = option.off or option.hint, 4 + min(label, width - 4)
        words = clean(words)
        first = fit_words(words, width - margin).rstrip()
        if first == words.rstrip():
            return []
        left = words[len(first) - 1 :].strip(" ,;:·")
        return [
            pad(line((" " * margin + text, "dim")), width)
            for text in wrap(left, width - margin)[:MOST_REST]
        ]

    def paint(self, width: int, height: int) -> list[Line]:
        """Title with what was typed, then as many options as fit around the selected one."""
        shown = self.shown()
        room = max(1, height - 2)
        label = min(44, max((len(self.options[n].label) for n in shown), default=10) + 2)
        rows: list[Line] = []
        rest = self._rest(shown, label, width)
        room = max(1, room - len(rest))
        top = max(0, min(self.at - room // 2, len(shown) - room))
        for place, n in enumerate(shown[top : top + room], start=top):
            option = self.options[n]
            here = place == self.at
            mark = (" >" if here else "  ") + ("*" if n in self.marks else " ")
            words = option.off or option.hint
            style = "selected" if here else "dim" if option.off else ""
            text = mark + fit(option.label, min(label, width - 4)) + " "
            text += fit_words(words, max(1, width - cells_wide(text)))
            rows.append(pad((Span(text, style),), width))
            rows += rest if here else []
        if not shown:
            rows.append(pad(line((f"   {self.nothing}", "dim")), width))
        head = pad(
            line((f" {self.title} ", "title"), self.typed.text, ("_", "cursor")), width
        )
        if self.many:
            head = pad(line((f" {self.title}", "title")), width)
        return [rule(width), head, *rows]


class Prompt:
    """One line to fill in. ``live`` is told of every change and may show rows under it.

    ``rows`` stand above it: what it is about.
    """

    def __init__(
        self,
        label: str,
        done: Callable[[str], Awaitable[None]],
        *,
        text: str = "",
        needed: str = "",
        live: Callable[[str], Awaitable[None]] | None = None,
        rows: Sequence[str] = (),
    ) -> None:
        self.rows = rows
        self.label, self._done, self.needed, self._live = label, done, needed, live
        self.entry = Entry()
        self.entry.set(text)
        self.problem = ""
        self.hint = "enter done   esc leave"

    async def press(self, key: Key) -> bool:
        """Type, finish or leave."""
        if key.name == "escape":
            return False
        if key.name == "enter":
            if self.needed and not self.entry.text.strip():
                self.problem = self.needed
                return True
            await self._done(self.entry.text.strip())
            return False
        if self.entry.press(key):
            self.problem = ""
            if self._live is not None:
                await self._live(self.entry.text)
        return True

    def paint(self, width: int, height: int) -> list[Line]:
        """The line under a rule."""
        about = [line(text) for row in self.rows for text in indented(row, width - 1)]
        about = about[: max(0, height - 3)]
        rows = [
            *(pad(row, width) for row in about),
            self.entry.paint(width, f" {self.label}: "),
        ]
        if self.problem:
            rows.append(pad(line((" " + self.problem, "warn")), width))
        return [rule(width), *rows]


class Spelled(Prompt):
    """One line with what it would do spelled out above it; with a problem Enter leaves it open."""

    def __init__(
        self,
        label: str,
        read: Callable[[str], DraftLike],
        done: Callable[[str], Awaitable[None]],
        *,
        hint: str = "enter done   esc leave",
    ) -> None:
        super().__init__(label, done)
        self._read, self.hint = read, hint

    async def press(self, key: Key) -> bool:
        """As a prompt; what is missing is said."""
        draft = self._read(self.entry.text)
        if key.name == "enter" and not draft.complete:
            self.problem = "  ".join((*draft.problems, *draft.questions))
            return True
        return await super().press(key)

    def paint(self, width: int, height: int) -> list[Line]:
        """The preview, then the line."""
        head, *rest = super().paint(width, height)
        if not self.entry.text.strip():
            return [head, *rest]
        draft = self._read(self.entry.text)
        spans = [
            *(Span(text + "  ", "bad") for text in draft.problems if not self.problem),
            *(Span(text + "  ", "question") for text in draft.questions),
            Span(draft.words, "preview"),
        ]
        return [head, *fold((Span(" "), *spans), width, most=3), *rest]


class Reader:
    """A text to read: help, why-now, evidence. Rows wider than the screen are broken, not cut."""

    entry = None

    def __init__(self, title: str, rows: Sequence[Line]) -> None:
        self.title, self.rows, self.top = title, list(rows), 0
        self._count, self._height = len(self.rows), 10
        self.hint = "j k PgDn PgUp read   esc close"

    async def press(self, key: Key) -> bool:
        """Scroll or close."""
        if key.name in ("escape", "q", "enter", "?", "i", "f1"):
            return False
        by = {"j": 1, "k": -1, "space": 10}.get(key.name, _MOVES.get(key.name, 0))
        self.top = max(0, min(self.top + by, self._count - self._height))
        return True

    def paint(self, width: int, height: int) -> list[Line]:
        """The part of the text in view."""
        rows = whole(self.rows, width)
        self._count, self._height = len(rows), min(len(rows), max(1, height - 2))
        self.top = max(0, min(self.top, self._count - self._height))
        more = self._count - self._height - self.top
        tail = f"   {more} more below" if more > 0 else ""
        head = pad(line((f" {self.title}", "title"), (tail, "dim")), width)
        return [rule(width), head, *window(rows, self.top, self._height, width)]
