"""Exchanging with the other copies beside the work: keys go on, and a badge says what came."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from ledgerlane.domain.errors import Trouble

if TYPE_CHECKING:
    from ledgerlane.screens.shell import Shell
    from ledgerlane.screens.work import Exchanged


class Exchanging:
    """One exchange at a time, asked for with a key or by the clock; nothing on the screen moves for it."""

    def __init__(self, shell: Shell) -> None:
        self.shell = shell
        self.task: asyncio.Task[None] | None = None
        self._away: tuple[str, ...] = ()

    async def ask(self) -> None:
        """Begin, and say what came of it in the end."""
        if self.shell.modes.readonly:
            self.shell.refuse(f"no exchange: {self.shell.modes.why_readonly}")
        elif self._runs:
            self.shell.say("the exchange is still going on; what came of it will be said")
        else:
            self.shell.say("exchanging; go on meanwhile")
            self._begin(asked=True)

    def by_itself(self) -> None:
        """Begin where none runs; only what is new is said: a place that is away, once."""
        if not self.shell.modes.readonly and not self._runs:
            self._begin(asked=False)

    @property
    def _runs(self) -> bool:
        return self.task is not None and not self.task.done()

    def _begin(self, *, asked: bool) -> None:
        self.task = asyncio.create_task(self._exchanged(asked=asked))

    async def _exchanged(self, *, asked: bool) -> None:
        """Wait for the end of it, whatever is on the screen meanwhile."""
        work, error = self.shell.work, None
        try:
            done = await work.aside(work.office.exchange)
            await self.shell.notice()
            self._tell(done, asked=asked)
        except Trouble as trouble:
            self.shell.refuse(str(trouble))
        except Exception as found:  # ours: told to whoever runs the app
            error = found
        self.shell.on_change(error)

    def _tell(self, done: Exchanged, *, asked: bool) -> None:
        before, self._away = self._away, done.away
        if asked:
            self.shell.say(done.words)
        elif done.away and done.away != before:
            self.shell.refuse("; ".join(done.away))
        elif before and not done.away:
            self.shell.say("the places of the other copies are there again")
