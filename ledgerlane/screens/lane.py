"""The terminal's side of the app: keys in, painted lines out, and nothing left behind.

`ledgerlane.screens.shell` decides everything; here its lines are put on one widget, keys are
handed to it one after the other, and the ways to end are told apart: quit, hang-up, crash.
"""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
from base64 import b64encode
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual import events
from textual.app import App, ComposeResult
from textual.filter import LineFilter

from ledgerlane.domain.errors import Trouble
from ledgerlane.screens import drafts
from ledgerlane.screens.ahead import press_ahead
from ledgerlane.screens.keys import Key, key, pasted
from ledgerlane.screens.widgets.driver import LaneDriver
from ledgerlane.screens.widgets.gate import SafeText
from ledgerlane.screens.widgets.glass import COLOURED, PLAIN, SLOW, Glass

if TYPE_CHECKING:
    from textual.driver import Driver

    from ledgerlane.screens.shell import Shell
    from ledgerlane.screens.work import Target

REPAINT_SECONDS = 0.03
"""While keys wait, paint at most this often: a held key stays ahead of the screen."""
PAUSE_SECONDS = 0.5
"""No key for so long is a pause: then the draft is written, so that even kill -9 leaves it."""
LOOK_SECONDS = 5
"""While nothing is typed the book is asked so often what others wrote."""
WAITING = (events.MouseDown, events.MouseScrollDown, events.MouseScrollUp)


class Ahead(NamedTuple):
    """A key that was typed before anything was painted."""

    key: Key


Waiting = Key | Ahead | events.Event


class LaneApp(App[int]):
    """One screen, one widget, one key after the other."""

    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar = []  # Textual's own keys (ctrl+q, ctrl+p, ctrl+c) are ours to give
    CSS = "Screen { background: ansi_default; color: ansi_default; }"

    def __init__(self, shell: Shell, book: Path, exchange_minutes: int = 0) -> None:
        driver: type[Driver] | None = LaneDriver if sys.platform != "win32" else None
        super().__init__(driver_class=driver, ansi_color=True)
        self.shell, self.book, self.exchange_minutes = shell, book, exchange_minutes
        plain = shell.modes.ascii_only or bool(os.environ.get("NO_COLOR"))
        self.glass = Glass(SLOW if shell.modes.slow else PLAIN if plain else COLOURED)
        self.animation_level = "none"
        self._keys: deque[Waiting] = deque()
        self._pumping: asyncio.Task[None] | None = None
        self._gate = SafeText()
        self._keeping: asyncio.TimerHandle | None = None
        self._drafting = ThreadPoolExecutor(1, "drafts")
        self._kept: dict[Target, str] = dict(shell.drafts)
        self.reference = ""
        shell.on_change = self._came_in

    def _came_in(self, error: BaseException | None) -> None:
        """Paint what came in by itself; a bug in getting it is a bug."""
        if isinstance(error, Exception):
            self._handle_exception(error)
        elif not self._keys:
            self._show()

    def compose(self) -> ComposeResult:
        """The glass and nothing else."""
        yield self.glass

    def get_line_filters(self) -> list[LineFilter]:
        """Ours comes last: nothing passes it."""
        return [*super().get_line_filters(), self._gate]

    async def on_mount(self) -> None:
        """Paint what was loaded before, then let the collector of garbage rest."""
        self.shell.resize(*self.size)
        await self._load()
        self._show()
        self.call_after_refresh(self._settled)

    async def _load(self) -> None:
        """Ask for what is to be painted; a refusal (a view that makes no sense) is said."""
        try:
            await self.shell.area.show()
        except Trouble as trouble:
            self.shell.refuse(str(trouble))

    async def _look(self) -> None:
        """While nothing is typed: what others wrote, and who is on the line."""
        if self._keys or (self._pumping is not None and not self._pumping.done()):
            return
        try:
            if await self.shell.notice():
                self._show()
        except Trouble as trouble:
            self.shell.refuse(str(trouble))
            self._show()

    async def _settled(self) -> None:
        await self._paint_all()
        self.set_interval(LOOK_SECONDS, self._look)
        if self.exchange_minutes:
            self.shell.exchanging.by_itself()
            self.set_interval(self.exchange_minutes * 60, self.shell.exchanging.by_itself)
        gc.collect()
        gc.freeze()
        gc.enable()
        if self.shell.modes.accessible and self._driver is not None:
            self._driver.write("\x1b[?25h")
        if self.shell.drafts and not self._keys:
            first, text = next(iter(self.shell.drafts.items()))
            self.shell.say(
                f"draft kept for {first.words}: {text!r}; g goes there, l brings it back"
            )
            self._show()

    # --- keys ---------------------------------------------------------------------------

    async def on_event(self, event: events.Event) -> None:
        """Keys, pastes and clicks wait in one line; the rest is Textual's."""
        if isinstance(event, events.Key):
            self._type(key(event.key, event.character), event.time)
        elif isinstance(event, events.Paste):
            self._type(pasted(event.text), event.time)
        elif isinstance(event, WAITING):
            self._wait(event)
        elif not isinstance(event, events.MouseEvent):
            await super().on_event(event)

    def _type(self, what: Key, at: float) -> None:
        seen = self.glass.painted_at is not None and at >= self.glass.painted_at
        self._wait(what if seen else Ahead(what))

    def _wait(self, what: Waiting) -> None:
        self._keys.append(what)
        if self._pumping is None or self._pumping.done():
            self._pumping = asyncio.create_task(self._pump())

    async def _pump(self) -> None:
        """Handle what waits, each to its end, painting when nothing waits or it takes long."""
        loop = asyncio.get_running_loop()
        painted = loop.time()
        try:
            while self._keys:
                await self._handle(self._keys.popleft())
                if self._effects():
                    return
                if loop.time() - painted > REPAINT_SECONDS:
                    self._show()
                    await asyncio.sleep(0)
                    painted = loop.time()
                if not self._keys:
                    await self._paint_all()
                    self._keep_later(loop)
        except Exception as error:
            self._handle_exception(error)

    def _keep_later(self, loop: asyncio.AbstractEventLoop) -> None:
        """When typing pauses, what is written goes to the draft file, off this thread."""
        wanted = self.shell.unsaved()
        if wanted == self._kept:
            return
        if self._keeping is not None:
            self._keeping.cancel()
        pause = (
            PAUSE_SECONDS if len(wanted) >= len(self._kept) else 0
        )  # saved: offer it no more
        self._keeping = loop.call_later(pause, self._keep, loop, wanted)

    def _keep(self, loop: asyncio.AbstractEventLoop, wanted: dict[Target, str]) -> None:
        self._kept = wanted
        loop.run_in_executor(self._drafting, drafts.save, self.book, wanted)

    def _keep_now(self) -> None:
        """At an end: after what is being written already, so that the last word stands."""
        if self._keeping is not None:
            self._keeping.cancel()
        self._drafting.submit(drafts.save, self.book, self.shell.unsaved()).result()

    async def _paint_all(self) -> None:
        """Paint, then load and paint what could wait for that."""
        self._show()
        try:
            later = await self.shell.area.later()
            if await self.shell.notice() or later:
                self._show()
        except Trouble as trouble:
            self.shell.refuse(str(trouble))
            self._show()

    async def _handle(self, what: Waiting) -> None:
        """One of what waited; what stops it is said, like a key's."""
        shell = self.shell
        try:
            await self._handle_one(shell, what)
        except Trouble as trouble:
            shell.refuse(str(trouble))

    async def _handle_one(self, shell: Shell, what: Waiting) -> None:
        if isinstance(what, Key):
            await shell.press(what)
        elif isinstance(what, Ahead):
            await press_ahead(shell, what.key)
        elif isinstance(what, events.MouseScrollDown):
            await shell.press(Key("down"))
        elif isinstance(what, events.MouseScrollUp):
            await shell.press(Key("up"))
        elif isinstance(what, events.MouseDown):
            await shell.click(what.x, what.y)
        elif isinstance(what, events.Resize):
            shell.resize(what.size.width, what.size.height)
            await self._load()

    def _effects(self) -> bool:
        """Do what only the terminal's side can; whether the app ends."""
        while self.shell.effects:
            kind, value = self.shell.effects.pop(0)
            if kind == "quit":
                self._keep_now()
                self.exit(0)
                return True
            if kind == "suspend" and signal.getsignal(signal.SIGTSTP) is signal.SIG_IGN:
                self.shell.refuse("there is no shell behind this session; ctrl+q ends it")
            elif kind == "suspend":
                os.kill(os.getpid(), signal.SIGTSTP)
            elif kind == "redraw":
                self._redraw()
            elif kind == "copy" and self._driver is not None:
                self._driver.write(f"\x1b]52;c;{b64encode(value.encode()).decode()}\a")
        return False

    def _set_pointer_shape(self, shape: str) -> None:
        """No OSC but the one that copies ever leaves us."""

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """Nothing in the app is a link."""

    def copy_to_clipboard(self, text: str) -> None:
        """Copying is asked for with y, never by the mouse."""

    def on_driver_signal_resume(self) -> None:
        """Back from the shell (fg): the terminal has forgotten the screen."""
        self._redraw()

    def _redraw(self) -> None:
        self.screen.refresh(layout=True)
        self.glass.refresh()

    def _show(self) -> None:
        if self.shell.modes.accessible:
            self.cursor_position = type(self.cursor_position)(*self.shell.cursor())
        self.glass.show(self.shell.paint())

    def on_resize(self, event: events.Resize) -> None:
        """Another size: it waits its turn among the keys, then the shell paints for it."""
        self._wait(event)

    # --- ends ---------------------------------------------------------------------------

    def hang_up(self, number: int) -> None:
        """The terminal is gone or the machine goes down: keep the draft, end."""
        self._keep_now()
        self.exit(128 + number, return_code=128 + number)

    def _handle_exception(self, error: Exception) -> None:
        """A bug of ours. Textual would print every local variable: personal data."""
        from ledgerlane.screens.crash import write_report

        self._keep_now()
        if not self.reference:
            self.reference = write_report(error)
        self._return_code = 1
        self._exception = error
        self._exception_event.set()
        self._close_messages_no_wait()


def run_app(app: LaneApp) -> int:
    """Run until it ends; the exit code: 0, 1 after a bug, 128 + signal after a hang-up."""

    async def main() -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            loop.add_signal_handler(number, app.hang_up, number)
        await app.run_async(mouse=not app.shell.modes.accessible)

    asyncio.run(main())
    if app.reference:
        sys.stderr.write(
            f"ledgerlane: a mistake of ours, reference {app.reference.rpartition('/')[2]}. What is "
            f"saved is safe; the draft is kept.\nThe report (no personal data): {app.reference}\n"
        )
        return 1
    return app.return_code or 0
