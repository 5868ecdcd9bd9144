"""Writing on accounts: the composer's keys, one-key results, bulk, undo and redo."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from time import monotonic

from ledgerlane.domain.errors import Older, Refused, Twice, Unsaid
from ledgerlane.screens.customer import CustomerArea
from ledgerlane.screens.keys import Key
from ledgerlane.screens.queue import QueueArea
from ledgerlane.screens.shell import Shell
from ledgerlane.screens.widgets.overlay import Ask, Choice, Option, Prompt
from ledgerlane.screens.work import MOST_READ, Target

ONE_KEY = {"queue.no_answer": "n", "queue.voicemail": "v"}
MOST_UNASKED = 10
"""On more marked accounts a one-key result is asked about."""
HELD_SECONDS = 10
"""The same result on the same account is asked about within so many seconds."""
OPENERS = {
    "queue.promise": "p ",
    "queue.call_back": "c ",
    "queue.dispute": "d ",
    "queue.log": "l ",
    "queue.came_in": "i ",
    "queue.says_paid": "x ",
    "queue.next_step": "s ",
    "queue.mail": "m ",
    "queue.wrong_contact": "w ",
    "queue.note": "o ",
    "queue.assign": "a ",
    "queue.snooze": "z ",
    "queue.escalate": "e ",
}


@dataclass
class Drafting:
    """Turns keys and lines into records on the selected or marked accounts."""

    shell: Shell
    queue: QueueArea
    customer: CustomerArea
    clock: Callable[[], float] = monotonic
    _last: tuple[str, list[Target], float] | None = None

    def may(self, what: str) -> bool:
        """Whether anything may be written at all; says why not."""
        if self.shell.modes.readonly:
            self.shell.refuse(f"no {what}: {self.shell.modes.why_readonly}")
            return False
        if not self.shell.area.targets():
            self.shell.refuse(f"no {what}: no account is selected; g goes to one")
            return False
        return True

    def one(self, what: str) -> Target | None:
        """The one account that is meant, where it may be worked; else it is said why not."""
        if not self.may(what):
            return None
        targets = self.shell.area.targets()
        if len(targets) > 1:
            self.shell.refuse(f"{what}: one account at a time; {len(targets)} are marked")
            return None
        return targets[0]

    async def one_key(self, code: str) -> None:
        """Log a result on every target at once and go on; the same one again at once is asked."""
        if not self.may("logging"):
            return
        targets, now = self.shell.area.targets(), self.clock()
        last, self._last = self._last, (code, targets, now)
        if (
            last is not None
            and last[:2] == (code, targets)
            and now - last[2] < HELD_SECONDS
        ):
            self._ask_again(code, targets)
            return
        if len(targets) > MOST_UNASKED:
            self._ask_all(code, targets)
            return
        await self._one_key(code, targets)

    def _ask_all(self, code: str, targets: list[Target]) -> None:
        """One key must not log a call on a whole list unasked."""

        async def yes() -> None:
            await self._one_key(code, targets)

        no = partial(self.shell.say, "nothing logged")
        self.shell.overlay = Ask(f"{code} on {len(targets)} marked accounts?", yes, no)

    async def _one_key(self, code: str, targets: list[Target]) -> None:
        """Log it; where the rules of contact want a reason, it is asked for."""
        try:
            await self.save(targets, code, onward=True)
        except Unsaid as why:

            async def done(reason: str) -> None:
                await self.save(targets, f"{code} ;{reason}", onward=True)

            self.shell.refuse(str(why))
            self.shell.overlay = Prompt(
                f"{code} on {targets[0].words}: why", done, needed="a reason"
            )

    def _ask_again(self, code: str, targets: list[Target]) -> None:
        """A key held at the last account of a list must not log call after call."""

        async def yes() -> None:
            await self._one_key(code, targets)

        about = targets[0].words if len(targets) == 1 else f"{len(targets)} accounts"
        words = f"{code} was logged on {about} a moment ago. Once more?"
        self.shell.overlay = Ask(words, yes, lambda: None)

    async def open(self, text: str) -> None:
        """Open the composer with a code; a draft left on the account comes back with l."""
        if not self.may("entry"):
            return
        shell, work = self.shell, self.shell.work
        targets = shell.area.targets()
        first = targets[0]
        if text == "l " and first in shell.drafts:
            text = shell.drafts[first]
        if text == "d " and self.shell.area_name == "customer":
            text = self._dispute_start()
        parse, parts = await work.do(work.office.grammar, targets)
        self.shell.writing = tuple(targets)
        several = len(targets) > 1
        about = f"{len(targets)} marked accounts" if several else first.words
        read = f", {MOST_READ} of them read" if len(targets) > MOST_READ else ""
        prompt = f"on {len(targets)} accounts{read} > " if several else "> "
        shell.composer.start(text, parse, parts, about, prompt)

    def _dispute_start(self) -> str:
        item = self.customer.listing.selected
        if item is None or len(self.customer.listing.rows) <= 1:
            return "d "
        return f"d #{item.number} "

    async def press(self, key: Key) -> None:
        """A key while the composer is open."""
        composer = self.shell.composer
        if key.name == "enter":
            await self._finish(onward=True)
        elif key.name == "ctrl+s":
            await self._finish(onward=False)
        elif key.name == "escape":
            if composer.fields:
                composer.fold()
            else:
                self._leave()
        elif key.name == "ctrl+space" or (key.name in ("?", "f1") and self._empty_field()):
            await self._values()
        elif key.name in _AREA_KEYS:
            self._leave()
            await self.shell.go(_AREA_KEYS[key.name])
        elif not composer.press(key):
            self.shell.refuse(
                f"{key.name} does nothing while you write; esc leaves the line"
            )

    def _empty_field(self) -> bool:
        composer = self.shell.composer
        text = composer.field_entry.text if composer.fields else composer.entry.text
        return not text.strip()

    def _leave(self) -> None:
        shell, text = self.shell, self.shell.composer.entry.text
        if len(text.strip()) > 1:
            first = shell.writing[0]
            before = shell.drafts.get(first, text)
            shell.drafts[first] = text
            shell.say(f"draft kept for {first.words}; l brings it back")
            if before != text:
                shell.composer.entry.history.append(before)
                shell.say(
                    f"draft kept for {first.words}; l brings it back, ↑ the one before"
                )
        shell.composer.close()

    async def _finish(self, onward: bool) -> None:
        shell, composer = self.shell, self.shell.composer
        draft, text = composer.draft, composer.entry.text.strip()
        if draft is None or not text:
            composer.close()
            return
        if draft.problems or not draft.complete:
            words = "; ".join((*draft.problems, *draft.questions))
            shell.refuse(f"not saved: {words or 'something is missing'}")
            return
        if await self._news(onward):
            return
        if len(shell.writing) > MOST_READ:
            words, asked = await shell.work.do(
                shell.work.office.preview, shell.writing, text
            )
            self._ask_questions(text, onward, asked, words)
            return
        if draft.questions:
            self._ask_questions(text, onward, draft.questions)
            return
        await self._save_line(text, (), onward)

    async def _news(self, onward: bool) -> bool:
        """Whether others changed the accounts under the line: then they are read again and it is asked."""
        shell, work = self.shell, self.shell.work
        news = await work.do(work.office.news_on, shell.writing)
        if not news:
            return False
        await self.refreshed()
        await self._read_again()

        async def yes() -> None:
            await self._finish(onward)

        shell.overlay = Ask(f"{news}  Save yours all the same?", yes, lambda: None)
        return True

    async def _read_again(self) -> None:
        """The account moved under the line: read it as it is now."""
        composer, work = self.shell.composer, self.shell.work
        targets = self.shell.writing
        composer.parse, composer.parts = await work.do(work.office.grammar, targets)
        composer.reparse()

    def _ask_questions(
        self, text: str, onward: bool, questions: Sequence[str], whole: str = ""
    ) -> None:
        """What is doubted wants a ``y``: Enter, which comes twice by itself, answers no question."""
        asked = (*questions, whole) if whole else tuple(questions)

        async def yes() -> None:
            await self._save_line(text, asked, onward)

        self.shell.overlay = Ask(
            f"{'  '.join(asked)}  Save as it stands?", yes, lambda: None,
            letter="y" if questions else "",
        )  # fmt: skip

    async def _save_line(self, text: str, asked: Sequence[str], onward: bool) -> None:
        composer, targets = self.shell.composer, self.shell.writing
        try:
            await self.save(targets, text, asked, onward=onward)
        except Refused:  # the account may have moved under the line: read it as it is now
            await self._read_again()
            raise
        composer.entry.remember()
        self.shell.drafts.pop(targets[0], None)
        composer.close()

    async def save(
        self,
        targets: Sequence[Target],
        text: str,
        asked: Sequence[str] = (),
        *,
        onward: bool,
    ) -> None:
        """Record a line whose questions were asked on the targets; those that refuse are named."""
        shell, work = self.shell, self.shell.work
        row = self.queue.listing.current
        news = await work.do(work.office.news_on, targets)
        try:
            words = await work.do(work.office.record, targets, text, asked)
        except Unsaid as why:
            msg = "; ".join(part for part in (str(why), news) if part)
            raise Unsaid(msg) from None
        words += f"; {news}" if news else ""
        shell.did(row)
        self.queue.marks.clear()
        await self.refreshed()
        if onward and len(targets) == 1:
            moved = await self.step(1)
            words += "" if moved else "; that was the last account of this list"
        shell.say(words)

    async def step(self, by: int) -> bool:
        """The next or previous account, wherever we are."""
        if self.shell.area_name == "customer":
            return await self.customer.step(by)
        table = self.shell.area.table
        return table.move(by) if table is not None else False

    async def refreshed(self) -> None:
        """What is on the glass may read otherwise now."""
        await self.queue.changed()
        if self.shell.area_name == "customer":
            await self.customer.changed()
        elif self.shell.area_name != "queue":
            self.customer.seen = None
            await self.shell.area.reload()
        else:
            self.customer.seen = None

    async def meant(self, act: Callable[[bool], Awaitable[None]]) -> None:
        """Do what is asked about where the same money stands already; Enter typed ahead is no answer."""
        try:
            await act(False)
        except Twice as why:
            self.shell.overlay = Ask(
                f"{why}. Record it all the same?",
                partial(act, True),
                partial(self.shell.say, "nothing recorded"),
                letter="y",
            )

    async def undo(self) -> None:
        """Take the last act back and show the account it was on."""
        shell, work = self.shell, self.shell.work
        if shell.modes.readonly:
            shell.refuse(f"no undo: {shell.modes.why_readonly}")
            return
        try:
            await self._undone(await work.do(work.office.undo))
        except Older as why:

            async def yes() -> None:
                await self._undone(await work.do(work.office.undo, True))

            no = partial(shell.say, "it stands")
            shell.overlay = Ask(f"{why}. Take it back?", yes, no)

    async def _undone(self, words: str) -> None:
        """Show where the hand was when what is taken back was recorded."""
        shell = self.shell
        self._last = None
        if shell.rows:
            row = shell.rows.pop()
            shell.undone.append(row)
            if shell.area_name in ("queue", "customer"):
                self.queue.listing.go(row)
        await self.refreshed()
        shell.say(words)

    async def redo(self) -> None:
        """Bring back what was taken back last."""
        shell, work = self.shell, self.shell.work
        if shell.modes.readonly:
            shell.refuse(f"no redo: {shell.modes.why_readonly}")
            return
        words = await work.do(work.office.redo)
        row = shell.undone.pop() if shell.undone else self.queue.listing.current
        if shell.area_name in ("queue", "customer"):
            self.queue.listing.go(row)
        shell.did(row)
        await self.refreshed()
        shell.say(words)

    async def _values(self) -> None:
        shell, work = self.shell, self.shell.work
        name = shell.composer.field_name
        values = await work.do(work.office.values, self.shell.writing[0], name)
        if not values:
            shell.refuse(f"there is no list of values for {name}")
            return

        async def done(chosen: list[str]) -> None:
            shell.composer.put(chosen[0])

        options = [Option(value, value, words) for value, words in values]
        shell.overlay = Choice(name, options, done)


_AREA_KEYS = {
    "f2": "queue",
    "f3": "customer",
    "f4": "plans",
    "f5": "letters",
    "f6": "approve",
    "f7": "board",
}
