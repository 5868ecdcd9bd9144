"""The app without a terminal: which area is open, what a key does, what the screen says.

`Shell` gets keys one at a time, each handled to its end before the next one, so a burst of
keys always means what it meant when it was typed. It paints the whole screen as lines. What
only a terminal can do (quit, suspend, copy) it puts into `effects` for `ledgerlane.app`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Protocol

from ledgerlane.domain.errors import Trouble
from ledgerlane.domain.plain_text import clean, width
from ledgerlane.screens.exchanging import Exchanging
from ledgerlane.screens.keys import Key, pasted
from ledgerlane.screens.painting import (
    Line,
    Span,
    blank,
    finished,
    fold,
    line,
    long_day,
    pad,
    rule,
    wrap,
)
from ledgerlane.screens.registry import Binding, Keymap
from ledgerlane.screens.tour import CLOSED, HEIGHT, RECORDED, Tour
from ledgerlane.screens.widgets.composer import Composer
from ledgerlane.screens.widgets.entry import one_line
from ledgerlane.screens.widgets.form import Form
from ledgerlane.screens.widgets.header import area_at, news_below, paint_header
from ledgerlane.screens.widgets.keyline import paint_keyline
from ledgerlane.screens.widgets.overlay import Overlay
from ledgerlane.screens.widgets.table import Table
from ledgerlane.screens.work import Target, Work

SMALLEST = (60, 15)


class Area(Protocol):
    """One of the numbered screens."""

    name: str
    hints: tuple[str, ...]
    first_row: int

    @property
    def table(self) -> Table | None:  # type: ignore[type-arg]
        """The list that the cursor keys move in."""
        ...

    async def show(self) -> None:
        """Load what is to be painted, as far as it is not here."""
        ...

    async def reload(self) -> None:
        """Read again what others may have changed."""
        ...

    async def ready(self) -> None:
        """Wait until the whole list can be moved in."""
        ...

    async def later(self) -> bool:
        """Load what could wait until the first paint; whether there was anything."""
        ...

    async def do(self, action: str) -> bool:
        """Carry out a binding of this area; False: not mine."""
        ...

    def targets(self) -> list[Target]:
        """The accounts that a verb would act on."""
        ...

    def paint(self, width: int, height: int) -> list[Line]:
        """The body of the screen."""
        ...


@dataclass(frozen=True, slots=True)
class Modes:
    """How the app was asked to behave."""

    slow: bool = False
    ascii_only: bool = False
    accessible: bool = False
    readonly: bool = False
    why_readonly: str = "opened read only"


@dataclass
class Shell:
    """The state of the app."""

    work: Work
    keymap: Keymap = field(default_factory=Keymap)
    modes: Modes = field(default_factory=Modes)
    width: int = 80
    height: int = 24
    areas: dict[str, Area] = field(default_factory=dict)
    area_name: str = "queue"
    overlay: Overlay | None = None
    under: Overlay | None = None
    composer: Composer = field(default_factory=Composer)
    drafts: dict[Target, str] = field(default_factory=dict)
    left: dict[str, dict[str, str]] = field(default_factory=dict)
    """What was typed into forms that were left, by title."""
    places: list[str] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    undone: list[int] = field(default_factory=list)
    effects: list[tuple[str, str]] = field(default_factory=list)
    message: tuple[str, str] = ("", "")
    verbs: dict[str, Callable[[], Awaitable[None]]] = field(default_factory=dict)
    writing: tuple[Target, ...] = ()
    on_draft: Callable[[Key], Awaitable[None]] | None = None
    on_change: Callable[[BaseException | None], None] = lambda _: None
    """Told when something came in without a key: None, or what went wrong."""
    tour: Tour | None = None
    ran: set[str] = field(default_factory=set)
    """What the last key did: the bindings that ran, and whether something was recorded."""
    day: date = field(init=False)
    exchanging: Exchanging = field(init=False)

    def __post_init__(self) -> None:
        self.exchanging = Exchanging(self)
        self.day = self.work.today
        if self.work.about.notice:
            self.refuse(self.work.about.notice)

    async def fill(self, form: Form) -> None:
        """Open a form, with what was typed into it before it was left."""
        form.refill(self.left.pop(form.title, {}))
        await form.ready()
        self.overlay = form

    @property
    def area(self) -> Area:
        """The open area."""
        return self.areas[self.area_name]

    def say(self, words: str, style: str = "message") -> None:
        """Put words on the line above the composer, until the next key."""
        self.message = (clean(words), style)

    def refuse(self, words: str) -> None:
        """Say why not."""
        self.say(words, "warn")

    def effect(self, kind: str, value: str = "") -> None:
        """Ask the terminal's side for something."""
        self.effects.append((kind, value))

    # --- keys ---------------------------------------------------------------------------

    async def press(self, key: Key) -> None:
        """Handle one key to its end. Refusals become messages; nothing else is caught."""
        self.message, self.ran = ("", ""), set()
        try:
            await self._dispatch(key)
            await self.area.show()
            await self._turn_day()
        except Trouble as trouble:
            self.refuse(str(trouble))
        self._learned()

    def _learned(self) -> None:
        """Go on with the tour where the key did what its lesson asks for."""
        if self.tour is None:
            return
        clear = self.overlay is None and not self.composer.open
        if not self.tour.over:
            self.tour.saw({*self.ran, self.area_name, *([CLOSED] if clear else ())})
        if self.tour.over:
            self.tour = None
            self.say("that was the tour; docs/tutorial.md goes on, ? shows the keys")

    async def _turn_day(self) -> None:
        """Read the lists again where a new business day has begun; the key before it is done."""
        if self.day == self.work.today:
            return
        self.day = self.work.today
        for area in self.areas.values():
            await area.reload()
        await self.area.show()
        self.say(f"a new day, {long_day(self.day)}: the lists are today's")

    async def _dispatch(self, key: Key) -> None:
        if key.name == "ctrl+q":
            self.effect("quit")
        elif key.name == "ctrl+z":
            self.effect("suspend")
        elif self.too_small:
            return  # what nobody sees does nothing
        elif key.name == "paste":
            await self._paste(key)
        else:
            await self._typed(key)

    async def _typed(self, key: Key) -> None:
        if self.overlay is not None:
            await self._over(self.overlay, key)
        elif self.composer.open and self.on_draft is not None:
            await self.on_draft(key)
        else:
            await self._pressed(key)

    async def _over(self, overlay: Overlay, key: Key) -> None:
        """A key while something lies over the screen; help lies over that, and gives it back."""
        written = overlay.entry
        asks = key.name == "f1" or (key.name == "?" and not (written and written.text))
        if asks and self.under is None and "app.help" in self.verbs:
            self.under = overlay
            await self.verbs["app.help"]()
            return
        stays = await overlay.press(key)
        if not stays and self.overlay is overlay:
            self.overlay, self.under = self.under, None
            if key.name == "escape" and isinstance(overlay, Form) and overlay.typed:
                self.left[overlay.title] = overlay.values()
                self.say(f"kept: what was typed comes back with {overlay.title}")

    async def _pressed(self, key: Key) -> None:
        binding = self.keymap.find(self.area_name, key.name)
        if binding is None:
            if key.name not in ("escape", "enter", "tab"):
                self.refuse(f"{key.text or key.name} does nothing here; ? shows the keys")
            return
        await self.run(binding)

    async def run(self, binding: Binding) -> None:
        """Do what a binding or a name from the command list stands for."""
        self.ran.add(binding.id)
        if await self.area.do(binding.id):
            return
        verb = self.verbs.get(binding.id)
        if verb is not None:
            await verb()
        else:
            self.refuse(f"{binding.short}: nothing to do here")

    async def notice(self) -> bool:
        """Ask what others wrote and who is on the line, and say so in the header; whether that changed.

        They are told the same of us: who writes on an account is on the line with it.
        """
        work, targets = self.work, self.area.targets()
        news = await work.do(work.office.news)
        writes = self.composer.open and len(self.writing) == 1 and not self.modes.readonly
        mine = self.writing[0] if writes else None
        seen = targets[0] if len(targets) == 1 else None
        line = await work.do(work.office.on_the_line, seen, mine)
        if (news, line) == (work.about.news, work.about.on_the_line):
            return False
        work.about = replace(work.about, news=news, on_the_line=line)
        return True

    async def _paste(self, key: Key) -> None:
        """Pasted text goes where text is being typed, whole or not at all, and nowhere else."""
        room = self._room()
        if room is None:
            self.refuse("pasted text is only taken where you are typing; l opens the line")
        elif len(text := one_line(key.text)) > room:
            self.refuse(
                f"not pasted: it is longer than the {room} characters that fit here; "
                "copy a part of it"
            )
        else:
            await self._typed(pasted(text))

    def _room(self) -> int | None:
        """How many characters can be typed now, or None where letters are commands."""
        if self.overlay is not None:
            return self.overlay.entry.room if self.overlay.entry is not None else None
        return self.composer.room if self.composer.open else None

    async def click(self, column: int, row: int) -> None:
        """The mouse chose a row, or an area in the header."""
        if self.overlay is not None or self.composer.open:
            return
        if row == 0:
            at = area_at(column, self.area_name, self.work.about, self.modes, self.width)
            if at:
                await self.press(Key(at))
            return
        table = self.area.table
        if (
            table is not None
            and self.area.first_row <= row < self.area.first_row + table.height
        ):
            table.go(table.top + row - self.area.first_row)
            await self.area.show()

    def unsaved(self) -> dict[Target, str]:
        """Drafts to keep, the one being written included."""
        kept = dict(self.drafts)
        if (
            self.composer.open
            and len(self.composer.entry.text.strip()) > 1
            and self.writing
        ):
            kept[self.writing[0]] = self.composer.entry.text
        return kept

    # --- places -------------------------------------------------------------------------

    async def go(self, name: str, remember: bool = True) -> None:
        """Open an area."""
        if remember and name != self.area_name:
            self.places.append(self.area_name)
            del self.places[:-20]
        self.area_name = name
        self.overlay = self.under = None
        await self.area.show()

    async def back(self) -> None:
        """The area before this one."""
        if self.places:
            await self.go(self.places.pop(), remember=False)
        elif self.area_name != "queue":
            await self.go("queue", remember=False)

    def did(self, row: int) -> None:
        """Remember where the hand was when something was recorded: undo goes back there."""
        self.rows.append(row)
        del self.rows[:-100]
        self.ran.add(RECORDED)

    # --- painting -----------------------------------------------------------------------

    @property
    def too_small(self) -> bool:
        """Whether the window shows nothing of the app; keys wait until it is larger."""
        return self.width < SMALLEST[0] or self.height < SMALLEST[1]

    @property
    def body_height(self) -> int:
        """Rows between the header and the three lowest ones, and the tour."""
        return self.height - 4 - (HEIGHT if self.tour else 0)

    def resize(self, width: int, height: int) -> None:
        """The terminal has another size now."""
        self.width, self.height = max(1, width), max(1, height)

    def paint(self) -> list[Line]:
        """The whole screen: exactly ``height`` rows of exactly ``width`` columns."""
        columns, height = self.width, self.height
        if self.too_small:
            rows = [pad(line(words), columns) for words in _too_small(columns, height)]
            return rows + [blank(columns)] * (height - len(rows))
        preview = fold(self._preview(), columns)
        if len(preview) == 1 or self.composer.open:
            preview.append(self.composer.paint(columns))
        room = self.body_height + 2 - len(preview)
        body = self.area.paint(columns, self.body_height)
        cover = self._cover(columns)
        if cover:
            body = [*body[: max(0, room - len(cover))], *cover]
        body += [blank(columns)] * (room - len(body))
        rows = [
            paint_header(
                self.area_name, self.work.about, self.modes, columns, self._days()
            ),
            *body[:room],
            *(self.tour.paint(columns) if self.tour else ()),
            *preview,
            paint_keyline(self._hint(), self.area.hints, self.keymap, columns),
        ]
        return [self._plain(finished(row, columns)) for row in rows]

    def _days(self) -> tuple[str, str, str]:
        """``Fri 27 Nov 2026``, ``Fri 27 Nov``, ``27 Nov``: what of today fits the header."""
        weekday, *day, _ = long_day(self.day).split()
        return long_day(self.day), " ".join((weekday, *day)), " ".join(day)

    def _cover(self, columns: int) -> list[Line]:
        if self.overlay is not None:
            return self.overlay.paint(columns, self.body_height - 2)
        if self.composer.open and self.composer.fields:
            return [rule(columns), *self.composer.paint_fields(columns)]
        return []

    def _preview(self) -> Line:
        if self.message[0]:
            return line((" " + self.message[0], self.message[1]))
        if self.composer.open:
            return self.composer.preview()
        news = news_below(self.area_name, self.work.about, self.modes, self.width)
        return line((f" {news}", "dim")) if news else ()

    def _hint(self) -> str:
        if self.overlay is not None:
            return self.overlay.hint
        if self.composer.open:
            return (
                "enter save+next  ctrl+s save+stay  tab fields  ctrl+space list  esc leave"
            )
        return ""

    def _plain(self, row: Line) -> Line:
        if not self.modes.ascii_only and not self.modes.accessible:
            return row
        return tuple(Span(text.translate(_ASCII), style) for text, style in row)

    def cursor(self) -> tuple[int, int]:
        """Where the hardware cursor belongs: column and row."""
        if self.composer.open and not self.composer.fields:
            entry = self.composer.entry
            return min(
                self.width - 1,
                width(self.composer.prompt) + width(entry.text[: entry.cursor]),
            ), self.height - 2
        table = self.area.table
        if self.overlay is None and table is not None:
            at = self.area.first_row + table.current - table.top
            return 1, min(self.height - 1, at)
        return 1, self.height - 3


_ASCII = str.maketrans(
    {"─": "-", "│": "|", "…": "~", "·": ".", "█": "#", "–": "-", "→": ">"}
)


def _too_small(columns: int, height: int) -> list[str]:
    """That the window is too small and what is needed, in the longest words that fit into it."""
    least = f"{SMALLEST[0]}x{SMALLEST[1]}"
    for words in (
        f"{columns}x{height} is too small; ledgerlane needs {least}; ctrl+q quits",
        f"needs {least}; ctrl+q quits",
        f"needs {least}",
    ):
        if max(map(len, words.split())) <= columns:
            rows = wrap(words, columns)
            if len(rows) <= height:
                return rows
    return [least]
