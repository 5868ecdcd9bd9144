"""Area 4: the letters of the day, reviewed one by one."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from ledgerlane.domain.errors import Trouble
from ledgerlane.screens.listed import Listed
from ledgerlane.screens.painting import (
    Line,
    amount,
    fold,
    line,
    pad,
    said_rule,
    short_day,
    sides,
    whole,
)
from ledgerlane.screens.widgets.overlay import Ask, Choice, Option, Prompt, Reader
from ledgerlane.screens.widgets.table import Cell, Column, shared, widest
from ledgerlane.screens.work import LetterLine, LetterRun, LetterText, Outbox, Target

HINTS = (
    *(f"letters.{what}" for what in "accept skip hold edit accept_rest send".split()),
    "app.export",
)
_HELD = ("held", "stopped")
_SAY_WHY = (*_HELD, "changed", "skipped", "sending", "bounced")
"""States whose reason is told beside them."""


NOTHING = Outbox()
LONGEST_NUMBER = 16
"""Columns that a customer's number gets at most; of a longer one the end is shown."""


def columns(rows: Sequence[LetterLine], width: int, mixed: bool) -> list[Column]:
    """The columns, each as wide as what it holds of the rows on the glass; ``mixed``: amounts name their currency."""
    number, name, letter, money, state = (
        [row[at].text for row in (cells(each, mixed) for each in rows)] for at in range(5)
    )
    fixed = (widest(number, 6, LONGEST_NUMBER), widest(letter, 8, 11), widest(money, 9))
    names, why = shared(width - 7 - sum(fixed), widest(name, 8, 30), widest(state, 10))
    return [
        Column("Acct", fixed[0], keep_end=True), Column("Customer", names), Column("Letter", fixed[1]),
        Column("To pay", fixed[2], True), Column("State, why", why, words=True),
    ]  # fmt: skip


def cells(each: LetterLine, mixed: bool) -> list[Cell]:
    """What a line says; what rules hold out is greyed."""
    style = "dim" if each.state in _HELD else ""
    target = each.target
    money = amount(each.minor, target.currency) if each.minor else ""
    return [
        Cell(target.number, style), Cell(target.name, style),
        Cell(f"{each.letter:<8.8} {each.language}", style),
        Cell(f"{money} {target.currency}" if mixed and money else money, style),
        Cell(_state(each), style),
    ]  # fmt: skip


def _state(each: LetterLine) -> str:
    """``held: dispute open``, ``accepted``; of one to be reviewed why it is due."""
    if each.state and each.state not in _SAY_WHY:
        return each.state
    return ": ".join(filter(None, (each.state, each.why)))


def _rule(out: Outbox, sending: tuple[int, int] | None) -> str:
    """What waits to be sent and which key sends it, for the line between list and letter."""
    if sending is not None:
        return f"sending: {sending[0]} of {sending[1]} looked at"
    count = out.mail + out.paper
    if not count:
        return ""
    if out.lacks:
        return f"{count} accepted: S says what is missing before they can go"
    if not out.server:
        return f"{count} accepted: S writes them to a folder (mail needs [smtp] in the settings)"
    ways = [f"{out.mail} by mail"] if out.mail else []
    ways += [f"{out.paper} on paper to a folder"] if out.paper else []
    return f"{count} accepted: S sends {', '.join(ways)}"


def _subject(texts: Sequence[str]) -> int:
    """Where the letter itself begins: the line that is underlined, below whose letter it is and to whom."""
    return next((at for at, text in enumerate(texts[1:]) if text and set(text) == {"-"}), 0)


def _margin(texts: Sequence[str], most: int, width: int) -> str:
    """The blanks before a letter's lines: none where they take the whole screen."""
    return " " * max(0, min(most, width - widest(texts)))


@dataclass
class LettersArea(Listed[LetterLine]):
    """The run above, the selected letter below."""

    nothing = "no letter is due"
    name: str = "letters"
    hints: tuple[str, ...] = HINTS
    _run: LetterRun | None = None
    _text: tuple[Target, LetterText] | None = None
    _out: Outbox = NOTHING
    sending: asyncio.Task[None] | None = None
    _far: tuple[int, int] | None = None

    async def show(self) -> None:
        """Work the run out once, and the words of the selected letter."""
        work = self.shell.work
        if not self.fresh:
            self._run = await work.do(work.office.letters)
            self._take(list(self._run.lines))
            if self._run.lacks:
                self.shell.refuse(self._run.lacks)
            self._out = await work.do(work.office.outbox)
            self.fresh, self._text = True, None
        await self._read()

    async def _read(self) -> None:
        chosen, work = self.listing.selected, self.shell.work
        if chosen is None:
            self._text = None
        elif self._text is None or self._text[0] != chosen.target:
            self._text = (
                chosen.target,
                await work.do(work.office.letter_text, chosen.target),
            )

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
            texts = self._text[1].lines
            margin = _margin(texts, 1, self.shell.width)
            rows = [line(margin + text) for text in texts]
            self.shell.overlay = Reader(self._text[1].head, rows)
            return True
        if action == "app.export":
            action = "letters.print"
        if not action.startswith("letters."):
            return False
        what = action.removeprefix("letters.")
        if what == "send":
            self._send()
        elif chosen is None:
            self.shell.refuse(self.nothing)
        elif what != "print" and self.is_readonly():
            pass
        elif what == "print":
            self._print(chosen)
        elif what == "accept_rest":
            self._rest()
        elif what == "hold":
            self._asked(chosen, what, "hold letters: why", "it needs a reason")
        elif chosen.unresolved and what == "accept":
            self._resolve(chosen)
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

    def _resolve(self, chosen: LetterLine) -> None:
        """Nobody knows whether it went: a person says it."""
        if self._far is not None:
            self.shell.refuse("letters are being sent; wait until that is done")
            return

        async def done(went: list[bool]) -> None:
            work = self.shell.work
            words = await work.do(work.office.letter_resolve, chosen.unresolved, went[0])
            self.shell.overlay = None
            await self.reload()
            self.shell.say(words)

        self.shell.overlay = Choice(
            f"Did {chosen.unresolved} to {chosen.target.called} go?",
            [
                Option("it went", True, "it counts as sent"),
                Option("it did not go", False, "it may go again, with the next sending"),
            ],
            done,
        )

    # --- sending ------------------------------------------------------------------------

    def _send(self) -> None:
        """Ask once, then send beside the work: how far it is stands between list and letter."""
        out, count = self._out, self._out.mail + self._out.paper
        if self._far is not None:
            self.shell.refuse(_rule(out, self._far))
        elif self.is_readonly():
            pass
        elif not count:
            self.shell.refuse("no letter is accepted: a accepts one, A all to be reviewed")
        elif out.lacks:
            self.shell.refuse(out.lacks)
        elif out.server:
            paper = f", {out.paper} on paper into {out.folder}" if out.paper else ""

            async def yes() -> None:
                self._begin(out.folder, by_mail=True)

            words = f"Send {count} letters: {out.mail} by mail through {out.server}{paper}?"
            self.shell.overlay = Ask(words, yes, lambda: self.shell.say("nothing was sent"))
        else:

            async def done(folder: str) -> None:
                self._begin(folder, by_mail=False)

            label = f"write {count} letters to folder"
            self.shell.overlay = Prompt(label, done, text=out.folder, needed="a folder")

    def _begin(self, folder: str, *, by_mail: bool) -> None:
        self._far = (0, self._out.mail + self._out.paper)
        self.sending = asyncio.create_task(self._sent(folder, by_mail))

    async def _sent(self, folder: str, by_mail: bool) -> None:
        """Wait for what comes of it, whatever is on the screen meanwhile, and say it."""
        work, loop, error = self.shell.work, asyncio.get_running_loop(), None

        def tell(done: int, count: int) -> None:
            with suppress(RuntimeError):  # the loop ended with the app
                loop.call_soon_threadsafe(self._tell, done, count)

        try:
            said = await work.aside(work.office.letters_send, folder, by_mail, tell)
            self.shell.say(said)
        except Trouble as trouble:
            self.shell.refuse(str(trouble))
        except Exception as found:  # ours: told to whoever runs the app
            error = found
        self._far, self.fresh = None, False
        if self.shell.area is self and error is None:
            said_last = self.shell.message
            await self.show()
            self.shell.message = said_last
        self.shell.on_change(error)

    def _tell(self, done: int, count: int) -> None:
        if self._far is not None:
            self._far = (done, count)
            if self.shell.area is self:
                self.shell.on_change(None)

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
        self._out = await work.do(work.office.outbox)
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
        lower = min(height - 6, max(10, height * 3 // 5))
        self.settle(height, lower)
        shown = columns(self.listing.on_glass(), width, mixed)
        words = self.nothing if self._run is not None else "working out ..."
        rows = self.upper(
            self._head(width), shown, lambda each: cells(each, mixed), width, words
        )
        rows[-1] = said_rule(_rule(self._out, self._far), width)
        if self._text is not None:
            rows += self._below(self._text[1], lower, width)
        return rows

    def _below(self, letter: LetterText, room: int, width: int) -> list[Line]:
        """To whom, what it is about, and as much of its words as there is room for."""
        rows = fold(line((f" {letter.head}", "header2")), width)
        rows += fold(line((f" {letter.about}", "dim")), width) if letter.about else []
        texts, room = list(letter.lines), room - len(rows)
        margin = _margin(texts, 2, width)
        if len(texts) > room:
            texts = texts[_subject(texts) :]
        shown = whole((line(margin + text) for text in texts), width)
        rows += shown[:room]
        if len(shown) > room:
            more = f" enter reads {len(shown) - room + 1} more lines"
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
