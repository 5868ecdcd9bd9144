"""Keys typed before anything was shown: what only looks is done, the rest is asked about.

Whoever types on at the shell while the app comes up means the shell, or a screen that was not
there yet. Nothing of it is lost, and nothing of it is recorded unseen.
"""

from __future__ import annotations

from functools import partial

from ledgerlane.screens.keys import NAMES, Key
from ledgerlane.screens.painting import Line
from ledgerlane.screens.registry import AREAS
from ledgerlane.screens.shell import Shell
from ledgerlane.screens.widgets.overlay import Ask

LOOKS = frozenset(
    "go.down go.up go.page_down go.page_up go.first go.last go.open go.account go.back go.out "
    "list.filter list.sort queue.views queue.columns queue.why app.help app.keys app.refresh "
    "app.suspend app.quit".split()
) | {f"area.{name}" for name in AREAS}
"""Bindings that record nothing, and open only lists and texts that record nothing."""
MOST = 200
"""Keys that are asked about: so many can be read in the question. Of more, none is done."""


async def press_ahead(shell: Shell, key: Key) -> None:
    """Handle a key typed before the first paint; after the first that is kept all are."""
    if isinstance(shell.overlay, Kept):
        shell.overlay.keys.append(key)
    elif _looks(shell, key):
        await shell.press(key)
    else:
        shell.overlay = Kept(shell, key)


def _looks(shell: Shell, key: Key) -> bool:
    if shell.overlay is not None:
        return True  # one that such a key has opened
    binding = shell.keymap.find(shell.area_name, key.name)
    if binding is not None and binding.id == "go.open":
        return shell.area_name == "queue"
    return binding is None or binding.id in LOOKS


class Kept(Ask):
    """Asks whether to do now what was typed ahead; only a ``y`` typed after it is a yes."""

    def __init__(self, shell: Shell, key: Key) -> None:
        self.keys, self._shell = [key], shell
        no = partial(shell.say, "nothing of it was done")
        super().__init__("", self._do, no, letter="y")

    @property
    def typed(self) -> str:
        """What was typed, as it can be read."""
        named = (key.text or NAMES.get(key.name, f"<{key.name}>") for key in self.keys)
        return "".join(named).replace("Enter", "⏎")

    async def _do(self) -> None:
        self._shell.overlay = None
        if len(self.typed) > MOST:
            self._shell.say("nothing of it was done")
            return
        for key in self.keys:
            await self._shell.press(key)

    def paint(self, width: int, height: int) -> list[Line]:
        """What was typed, in the question."""
        said = f"Typed before this screen was there: “{self.typed}”. Do it now?"
        if len(self.typed) > MOST:
            said = f"{len(self.keys)} keys were typed before this screen was there: none of them is done."
        self.question = said
        return super().paint(width, height)
