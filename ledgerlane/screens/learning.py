"""A profile learned from a ledger file: what each column is taken for, what must be said, and keeping it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from ledgerlane.screens.listed import Listed
from ledgerlane.screens.painting import Line, fold, line, pad, sides
from ledgerlane.screens.widgets.form import Field, Form
from ledgerlane.screens.widgets.overlay import Choice, Option, Prompt
from ledgerlane.screens.widgets.table import Cell, Column
from ledgerlane.screens.work import Target

NOT_READ = "not read"
HINTS = tuple(
    f"learn.{what}"
    for what in "save column kind decimal dates currency scope sheet".split()
)
SAID: dict[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "kind": ("What the file holds", (
        ("auto", "what most headings speak for"), ("items", "invoices and other open items"),
        ("customers", "customers"), ("payments", "receipts"), ("allocations", "what receipts paid"),
    )),
    "decimal": ("The decimal mark", ((".", "1,234.56"), (",", "1.234,56"))),
    "dates": ("The order of days", (
        ("dmy", "31.12.2026"), ("mdy", "12/31/2026"), ("ymd", "2026-12-31"),
    )),
    "scope": ("What such a file leaves out", (
        ("full", "is closed: the file has everything that is open"),
        ("partial", "stays as it is: the file has some of it"),
    )),
    "unapplied": ("Payments without a column of what is not used up", (
        ("all", "wait here to be matched"), ("none", "are used up in the books"),
    )),
}  # fmt: skip
"""What a person may say of a file by choosing: the question, and its answers."""


class ColumnLine(NamedTuple):
    """One column of the file: its heading, what it is taken for, why, and some of its values."""

    heading: str
    role: str
    why: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What is asked for: the file, the profile's name, and what a person said of it so far.

    ``roles`` are headings by what they are taken for, ``ignored`` the headings that are not read.
    """

    path: str
    name: str
    roles: tuple[tuple[str, str], ...] = ()
    ignored: tuple[str, ...] = ()
    kind: str = "auto"
    decimal: str = ""
    dates: str = ""
    currency: str = ""
    scope: str = ""
    unapplied: str = ""
    sheet: str = ""

    def said(self, what: str, answer: str) -> Told:
        """The same with one thing said: ``kind``, ``decimal``, ..."""
        values: dict[str, Any] = {what: answer}
        return replace(self, **values)

    def taken(self, heading: str, role: str) -> Told:
        """The same with a column taken for something else; ``role`` "": it is not read."""
        roles = [(r, h) for r, h in self.roles if h != heading and r != role]
        ignored = tuple(h for h in self.ignored if h != heading)
        if role:
            return replace(self, roles=(*roles, (role, heading)), ignored=ignored)
        return replace(self, roles=tuple(roles), ignored=(*ignored, heading))


class Learnt(NamedTuple):
    """What the file taught: its columns, what must be said, what was read with it, where it is kept.

    ``questions`` are words and what they are about; ``found`` are the totals and how amounts and days were read, ``problems`` what cannot be
    read, ``choices`` what a column of this kind can be.
    """

    title: str
    columns: Sequence[ColumnLine]
    questions: Sequence[tuple[str, str]]
    found: Sequence[str]
    problems: Sequence[str]
    choices: Sequence[str]
    kept: str = ""


def columns(width: int) -> list[Column]:
    """The columns that fit."""
    heading = max(14, min(30, width // 4))
    return [
        Column("Heading", heading), Column("Taken for", 15), Column("Why", 20),
        Column("Values", max(8, width - heading - 41)),
    ]  # fmt: skip


def cells(each: ColumnLine) -> list[Cell]:
    """What a column's row says."""
    return [
        Cell(each.heading), Cell(each.role or NOT_READ, "" if each.role else "dim"),
        Cell(each.why), Cell(", ".join(each.values), "dim"),
    ]  # fmt: skip


@dataclass
class LearnArea(Listed[ColumnLine]):
    """The columns above; below what must be said, or what was read."""

    nothing = "no file is looked at; :learn asks for one"
    name: str = "learn"
    hints: tuple[str, ...] = HINTS
    told: Told | None = None
    learnt: Learnt | None = field(default=None)

    async def ask(self) -> None:
        """Which file, and how its profile is to be called."""

        async def preview(values: dict[str, str]) -> list[str]:
            del values
            return ["a profile says once what the columns of such files are, and is kept as",
                    "readable TOML; nothing of the file comes into the book"]  # fmt: skip

        async def done(values: dict[str, str]) -> None:
            if not all(values.values()):
                self.shell.refuse("a file and a name for its profile, please")
                return
            await self._look(Told(values["file"], values["name"]))
            self.shell.overlay = None
            await self.shell.go(self.name)

        fields = [
            Field("file", "", "where it is, like ~/export.csv"),
            Field("name", "", "what the system is called"),
        ]
        form = Form("Learn a profile from a ledger file", fields, preview, done)
        form.hint = "tab next field   enter look at it   esc leave"
        await self.shell.fill(form)

    async def show(self) -> None:
        """Nothing is read again: the file is looked at when something is said of it."""

    def targets(self) -> list[Target]:
        """No account."""
        return []

    async def _look(self, told: Told, *, keep: bool = False) -> None:
        """Look at the file with what is said of it."""
        work = self.shell.work
        self.learnt = await work.do(work.office.learn, told, keep)
        self.told = told
        self.listing.replace(len(self.learnt.columns), 0, list(self.learnt.columns))

    async def do(self, action: str) -> bool:
        """What the keys of this area do; Enter says what the column is."""
        what = "column" if action == "go.open" else action.removeprefix("learn.")
        if action != "go.open" and not action.startswith("learn."):
            return False
        if self.told is None or self.learnt is None:
            self.shell.refuse(self.nothing)
        elif what == "save":
            await self._save(self.told)
        elif what == "column":
            self._column(self.told, self.learnt)
        elif what in SAID:
            self._choose(self.told, what)
        else:
            self._say(self.told, what)
        return True

    async def _save(self, told: Told) -> None:
        await self._look(told, keep=True)
        assert self.learnt is not None
        if self.learnt.kept:
            self.shell.say(f"kept as {self.learnt.kept}; sync import uses it")
        else:
            left = [*(words for words, _ in self.learnt.questions), *self.learnt.problems]
            self.shell.refuse(f"not kept yet: {left[0]}")

    def _column(self, told: Told, learnt: Learnt) -> None:
        chosen = self.listing.selected
        if chosen is None:
            self.shell.refuse(self.nothing)
            return
        heading = chosen.heading

        async def done(role: list[str]) -> None:
            self.shell.overlay = None
            await self._look(told.taken(heading, role[0]))

        taken = {each.role: each.heading for each in learnt.columns if each.role}
        options = [
            Option(
                role.replace("_", " "), role, f"now {taken[role]}" if role in taken else ""
            )
            for role in learnt.choices
        ]
        self.shell.overlay = Choice(f"{heading} is", [*options, Option(NOT_READ, "")], done)

    def _choose(self, told: Told, what: str) -> None:
        title, answers = SAID[what]

        async def done(answer: list[str]) -> None:
            self.shell.overlay = None
            again = told.said(what, answer[0])
            await self._look(again if what != "kind" else replace(again, roles=()))

        options = [Option(answer, answer, words) for answer, words in answers]
        self.shell.overlay = Choice(title, options, done)

    def _say(self, told: Told, what: str) -> None:
        async def done(text: str) -> None:
            self.shell.overlay = None
            await self._look(told.said(what, text))

        label = {"currency": "currency of all rows", "sheet": "sheet"}[what]
        self.shell.overlay = Prompt(label, done, text=str(getattr(told, what)))

    def paint(self, width: int, height: int) -> list[Line]:
        """Columns above, what must be said or was read below."""
        self.settle(height, min(height - 6, max(7, height // 3)))
        title = self.learnt.title if self.learnt is not None else ""
        head = sides(line((" Learn a profile", "header2")), title, width, "header2")
        return self.upper(head, columns(width), cells, width) + self._below(width)

    def _key(self, about: str) -> str:
        """Which key says it."""
        key = self.shell.keymap.key_of(f"learn.{about}")
        return "enter on its column" if about == "column" else key

    def _below(self, width: int) -> list[Line]:
        if self.learnt is None:
            return []
        asked = [
            line((" to be said: ", "question"), words, (f": {self._key(about)}", "dim"))
            for words, about in self.learnt.questions
        ]
        asked += [line((" ", ""), (each, "bad")) for each in self.learnt.problems]
        found = [line(" " + each) for each in self.learnt.found]
        if self.learnt.kept:
            found.insert(0, line((f" kept as {self.learnt.kept}", "good")))
        elif not asked:
            found.insert(0, line((" all is clear: a keeps it", "good")))
        return [pad(row, width) for part in (*asked, *found) for row in fold(part, width)]
