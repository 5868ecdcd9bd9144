"""The global options, before or after the command, and the desk they open."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ledgerlane.cli.entry import DAYS, book_path, read_day
from ledgerlane.cli.output import Output
from ledgerlane.domain.errors import Misused, Refused

if TYPE_CHECKING:
    from ledgerlane.config import Settings
    from ledgerlane.desk.desk import Desk


@dataclass
class Session:
    """What was asked for on this command line, whatever the command."""

    book: Path | None = None
    as_of: date | None = None
    known_at: str | None = None
    config: Path | None = None
    as_name: str | None = None
    no_input: bool = False
    record: bool = False
    out: Output = field(default_factory=Output)

    @property
    def path(self) -> Path:
        """The book's file."""
        return book_path(self.book, self.config)

    @property
    def settings(self) -> Settings:
        """What the person likes."""
        from ledgerlane import config

        return config.load(self.config)

    @contextmanager
    def desk(self, *, readonly: bool = False) -> Iterator[Desk]:
        """The desk of the person who runs this, on the book, as of the day asked for."""
        from ledgerlane.desk import book
        from ledgerlane.store import keys

        if self.asks:
            keys.ask[:] = [self.passphrase]
        desk = book.open_book(
            self.path, as_name=self.as_name, as_of=self.as_of, known_at=self.known_at,
            readonly=readonly, recording=self.record or not self.asks,
        )  # fmt: skip
        if self.out.verbose:
            when = f", as of {desk.as_of.isoformat()}" if desk.as_of else ""
            self.out.say(f"{desk.actor} on {self.path}{when}")
        try:
            yield desk
        finally:
            desk.close()

    def passphrase(self) -> str:
        """What the key on this device is kept under."""
        return str(click.prompt("Passphrase of your key", hide_input=True, err=True))

    @property
    def asks(self) -> bool:
        """Whether a person is there who can be asked."""
        return not self.no_input and sys.stdin.isatty()

    def sure(self, question: str) -> bool:
        """Whether the person says yes; where nobody can be asked, the command itself is the yes."""
        return not self.asks or self._asked(question)

    def require_yes(self, question: str, *, yes: bool) -> None:
        """Go on only with ``--yes`` or a yes; raises Misused where nobody can be asked, Refused for a no."""
        if yes:
            return
        if not self.asks:
            msg = f"{question} Nobody can be asked here: say --yes if that is what you want"
            raise Misused(msg)
        if not self._asked(question):
            msg = "left as it was"
            raise Refused(msg)

    def _asked(self, question: str) -> bool:
        return click.confirm(self.out.shown(question), default=False, err=True)


pass_session = click.make_pass_decorator(Session)


class Day(click.ParamType):  # type: ignore[type-arg]  # generic since click 8.5 only
    """A day as `entry.read_day` reads it."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:  # fmt: skip
        """The date; click's usage error names the option otherwise."""
        if isinstance(value, date):
            return value
        try:
            return read_day(value)
        except ValueError:
            self.fail(f"{value!r} is no day; accepted is {DAYS}", param, ctx)


DAY = Day()


class Known(click.Choice):  # type: ignore[type-arg]  # generic since click 8.4 only
    """One of a list that lies with its rules; it is loaded when a value or the help needs it."""

    def __init__(self, load: Callable[[], Iterable[str]]) -> None:
        self._load = load
        super().__init__(())

    @property
    def choices(self) -> tuple[str, ...]:
        """What is accepted."""
        return tuple(self._load())

    @choices.setter
    def choices(self, _none: object) -> None:
        """Click's own list stays empty."""


def _noted(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    """Keep a global option's value; the one nearest to the end of the line counts."""
    if value is None or value is False:
        return
    session = context.find_root().ensure_object(Session)
    if parameter.name in ("quiet", "verbose"):
        setattr(session.out, parameter.name, True)
    else:
        setattr(session, str(parameter.name), value)


def global_options(*, hidden: bool) -> list[click.Parameter]:
    """The options that every command takes; shown in the help of the program alone."""

    def option(*names: str, **more: Any) -> click.Option:
        return click.Option(
            names, callback=_noted, expose_value=False, hidden=hidden, **more
        )

    path = click.Path(
        path_type=Path, readable=False
    )  # the store says why it cannot be read
    return [
        option("--book", type=path, help="The book. [LEDGERLANE_BOOK, else the data folder]"),
        option("--as-of", type=DAY, help="Ask, or decide, as of the end of this day."),
        option("--record", is_flag=True, help="With --as-of: what is recorded is meant for that day."),
        option("--known-at", help="And with what the book had been told by this day or moment."),
        option("--config", type=path, help="The settings file."),
        option("--as", "as_name", metavar="NAME", help="Act as NAME (practice books only)."),
        option("--no-input", is_flag=True, help="Never ask."),
        option("-q", "--quiet", is_flag=True, help="No words on stderr but refusals."),
        option("-v", "--verbose", is_flag=True, help="More words on stderr."),
    ]  # fmt: skip


class Command(click.Command):
    """A command that takes the global options after its name, too."""

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.params.extend(global_options(hidden=True))


class Group(click.Group):
    """A group of such commands."""

    command_class = Command
    group_class = type

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.params.extend(global_options(hidden=self.name != "ledgerlane"))


def one_of(chosen: dict[str, bool]) -> str | None:
    """The name of the one option that was given, or None. Raises Misused for two."""
    given = [name for name, on in chosen.items() if on]
    if len(given) > 1:
        msg = f"{' and '.join(given)}: one of them, please"
        raise Misused(msg)
    return given[0] if given else None
