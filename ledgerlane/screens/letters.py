"""Area 4: the letters of the day, reviewed one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ledgerlane.screens.listed import Listed
from ledgerlane.screens.painting import (
    Line,
    amount,
    line,
    pad,
    short_day,
    sides,
)
from ledgerlane.screens.widgets.overlay import Ask, Prompt, Reader
from ledgerlane.screens.widgets.table import Cell, Column
from ledgerlane.screens.work import LetterLine, LetterRun, Target

HINTS = (
    *(f"letters.{what}" for what in "accept skip hold edit accept_rest".split()),
    "app.export",
)
_HELD = ("held", "stopped")


def columns(width: int, mixed: bool) -> list[Column]:
    """The columns that fit; ``mixed``: amounts name their currency."""
    money = 15 if mixed else 11
    name = max(10, min(30, width - 44 - money - 8))
    return [
        Column("Acct", 6), Column("Customer", name), Column("Letter", 11), Column("Status", 8),
        Column("Amount", money, True), Column("Why", max(6, width - name - money - 38), words=True),
    ]  # fmt: skip


def cells(each: LetterLine, mixed: bool) -> list[Cell]:
    """What a line says; what rules hold out is greyed."""
    style = "dim" if each.state in _HELD else ""
    target = each.target
    money = amount(each.minor, target.currency) if each.minor else ""
    return [
        Cell(target.number, style), Cell(target.name, style),
        Cell(f"{each.letter:<8.8} {each.language}", style), Cell(each.state, style),
        Cell(f"{money} {target.currency}" if mixed and money else money, style), Cell(each.why, style),
    ]  # fmt: skip


def _subject(texts: Sequence[str]) -> int:
    """Where the letter itself begins: the line that is underlined, below whose letter it is and to whom."""
    return next((at for at, text in enumerate(texts[1:]) if text and set(text) == {"-"}), 0)


@dataclass
class LettersArea(Listed[LetterLine]):
    """The run above, the selected letter below."""

    nothing = "no letter is due"
    name: str = "letters"
    hints: tuple[str, ...] = HINTS
    _run: LetterRun | None = None
    _text: tuple[Target, str, Sequence[str]] | None = None

    async def show(self) -> None:
        """Work the run out once, and the words of the selected letter."""
        work = self.shell.work
        if not self.fresh:
            self._run = await work.do(work.office.letters)
            self._take(list(self._run.lines))
            if self._run.lacks:
                self.shell.refuse(self._run.lacks)
            self.fresh, self._text = True, None
        await self._read()

    async def _read(self) -> None:
        chosen, work = self.listing.selected, self.shell.work
        if chosen is None:
            self._text = None
        elif self._text is None or self._text[0] != chosen.target:
            head, lines = await work.do(work.office.letter_text, chosen.target)
            self._text = chosen.target, head, lines

    def _take(self, lines: Sequence[LetterLine]) -> None:
        self.listing.replace(len(lines), 0, lines)

    def targets(self) -> list[Target]:
        """The selected account, for what names one."""
        chosen = self.listing.selected
        return [chosen.target] if chosen is not None else []

    async def do(self, action: str) -> bool:
        """Accept, skip, hold, edit, print; Enter reads the whole letter."""
        chosen = self.listing.selected
        if action == "go.open" and chosen is not None and self._text is not None:
            rows = [line(" " + text) for text in self._text[2]]
            self.shell.overlay = Reader(self._text[1], rows)
            return True
        if action == "app.export":
            action = "letters.print"
        if not action.startswith("letters."):
            return False
        what = action.removeprefix("letters.")
        if chosen is None:
            self.shell.refuse(self.nothing)
        elif what != "print" and self.is_readonly():
            pass
        elif what == "print":
            self._print(chosen)
        elif what == "accept_rest":
            self._rest()
        elif what == "hold":
            self._asked(chosen, what, "hold letters: why", "it needs a reason")
        elif chosen.off:
            self.shell.refuse(f"{what}: {chosen.off}")
        elif what == "edit":
            self._asked(chosen, what, "remark to add", "it needs words")
        else:
            await self._act(chosen, what, "")
        return True

    def _asked(self, chosen: LetterLine, what: str, label: str, needed: str) -> None:
        async def done(words: str) -> None:
            await self._act(chosen, what, words)

        self.shell.overlay = Prompt(label, done, needed=needed)

    def _print(self, chosen: LetterLine) -> None:
        async def done(path: str) -> None:
            work = self.shell.work
            self.shell.say(await work.do(work.office.letter_print, chosen.target, path))

        name = f"letter-{chosen.target.number}.pdf"
        self.shell.overlay = Prompt("write to (.txt .html .pdf)", done, text=name, needed="a name")  # fmt: skip

    def _rest(self) -> None:
        waiting = [each for each in self._lines() if each.waits and each.state != "edited"]
        if not waiting:
            self.shell.refuse("nothing is to be reviewed")
            return

        async def yes() -> None:
            work = self.shell.work
            words = await work.do(work.office.letters_accept_rest)
            await self.reload()
            self.shell.say(words)

        words = f"Accept {len(waiting)} letters unread?"
        self.shell.overlay = Ask(words, yes, lambda: self.shell.say("not accepted"))

    def _lines(self) -> list[LetterLine]:
        found = (self.listing.row(at) for at in range(self.listing.count))
        return [each for each in found if each is not None]

    async def _act(self, chosen: LetterLine, what: str, words: str) -> None:
        """Record it, read that line again, go on to the next to be reviewed."""
        work, at = self.shell.work, self.listing.current
        said = await work.do(work.office.letter_act, chosen, what, words)
        now = await work.do(work.office.letter, chosen.target)
        lines = self._lines()
        here = next((n for n, each in enumerate(lines) if each.target == chosen.target), at)
        lines[here : here + 1] = [now] if now is not None else []
        self._take(lines)
        if what != "edit":
            self._next(here)
        self._text = None
        await self._read()
        self.shell.say(said)

    def _next(self, here: int) -> None:
        """The cursor goes to the next letter to be reviewed; where there is none it stays."""
        lines = self._lines()
        order = [*range(here, len(lines)), *range(here)]
        found = next((at for at in order if lines[at].waits), None)
        if found is not None:
            self.listing.go(found)

    def paint(self, width: int, height: int) -> list[Line]:
        """The run above, the selected letter below."""
        mixed = len({each.target.currency for each in self._lines()}) > 1
        shown = columns(width, mixed)
        lower = min(height - 6, max(10, height * 3 // 5))
        self.settle(height, lower)
        words = self.nothing if self._run is not None else "working out ..."
        rows = self.upper(
            self._head(width), shown, lambda each: cells(each, mixed), width, words
        )
        if self._text is not None:
            rows.append(pad(line((f" {self._text[1]}", "header2")), width))
            why = chosen.why if (chosen := self.listing.selected) is not None else ""
            rows.append(pad(line((f" {why}", "dim")), width))
            texts = list(self._text[2])
            room = lower - 2
            if len(texts) > room:
                texts = texts[_subject(texts) :]
            rows += [pad(line(f"  {text}"), width) for text in texts[:room]]
            if len(texts) > room:
                more = f" enter reads {len(texts) - room + 1} more lines"
                rows[-1] = pad(line((more, "dim")), width)
        return rows

    def _head(self, width: int) -> Line:
        """``Letters: run of 23 Nov, to review    0 of 6 reviewed   held by rule: 2``."""
        today = self.shell.work.today
        day = self._run.day if self._run is not None else today
        lines = self._lines()
        held = sum(each.state in _HELD for each in lines)
        waiting = sum(each.waits for each in lines)
        review = len(lines) - held
        words = "to review" if waiting else "reviewed"
        left = line((f" Letters: run of {short_day(day, today)}, {words}", "header2"))
        right = f"{review - waiting} of {review} reviewed   held by rule: {held}"
        return sides(left, right, width, "header2")
