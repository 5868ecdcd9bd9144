"""An account by number, name, invoice or phone, as one types."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from ledgerlane.screens.keys import Key
from ledgerlane.screens.shell import Shell
from ledgerlane.screens.widgets.overlay import Choice, Option
from ledgerlane.screens.work import Target


class Finder(Choice[Target]):
    """A list of accounts that asks the store at every letter; ``done`` is told what was typed too.

    With ``nobody``, Enter on an empty line says that it is none of them.
    """

    def __init__(
        self, shell: Shell, title: str, done: Callable[[Target, str], Awaitable[None]],
        nobody: Callable[[], Awaitable[None]] | None = None,
    ) -> None:  # fmt: skip
        self._shell, self._nobody = shell, nobody

        async def chosen(targets: list[Target]) -> None:
            await done(targets[0], self.typed.text.strip())

        super().__init__(f"{title} (number, name, invoice, phone):", [], chosen)
        self.hint = "type a number, name, invoice or phone   ↑ ↓   enter open   esc leave"
        if nobody is not None:
            self.hint = "type a number, name, invoice or phone   enter choose   esc leave"

    @property
    def nothing(self) -> str:
        """As of a list; before anything was typed what Enter does."""
        if self._nobody is not None and not self.typed.text.strip():
            return "enter: nobody knows who paid"
        return super().nothing

    def shown(self) -> list[int]:
        """What the store found, all of it."""
        return list(range(len(self.options)))

    async def press(self, key: Key) -> bool:
        """Look up after every change of the text."""
        before = self.typed.text
        if key.name == "enter" and self._nobody is not None and not before.strip():
            await self._nobody()
            return False
        stays = await super().press(key)
        if stays and self.typed.text != before:
            work = self._shell.work
            text = self.typed.text.strip()
            found = await work.do(work.office.find, text) if text else []
            self.options = [Option(target.words, target, words) for target, words in found]
            self.at = 0
        return stays
