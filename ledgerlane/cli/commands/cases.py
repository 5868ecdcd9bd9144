"""Cases: one group of commands for each kind, made from its table (docs/states.md)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

import click

from ledgerlane.cli.commands.sales import accounts as accounts_of_sales
from ledgerlane.cli.session import DAY, Command, Group, Session, pass_session
from ledgerlane.domain.cases import table
from ledgerlane.domain.cases.kinds import KINDS
from ledgerlane.domain.cases.table import Field, Kind, Step

if TYPE_CHECKING:
    from datetime import date


class Opener(Group):
    """A group whose first command is the one that is meant where none is named."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:  # fmt: skip
        """``place 1001 --agency A`` is ``place ask 1001 --agency A``."""
        if args and args[0] not in self.commands:
            args = [next(iter(self.commands)), *args]
        return super().resolve_command(ctx, args)


def group(kind: Kind) -> click.Group:
    """The commands of a kind: its steps, and the list of its cases."""
    made = (Opener if kind.bare else Group)(name=kind.command, help=kind.words)
    made.add_command(_opening(kind))
    for step in kind.steps:
        made.add_command(_stepping(kind, step))
    made.add_command(_listing(kind))
    if kind.tasks is not None:
        made.add_command(_task_listing(kind))
    for more in MORE.get(kind.name, ()):
        made.add_command(more)
    return made


MORE: dict[str, tuple[click.Command, ...]] = {"sales help": (accounts_of_sales,)}
"""What a kind's group has besides what its table gives."""


def _opening(kind: Kind) -> click.Command:
    step = kind.opens

    @pass_session
    def run(session: Session, /, customer: str = "", invoice: tuple[str, ...] = (), as_json: bool = False, **said: Any) -> None:  # fmt: skip
        from ledgerlane.cli.words import cases as words
        from ledgerlane.desk import cases as verbs

        with session.desk() as desk:
            id_ = verbs.open_(desk, kind.name, customer, _texts(step, said), invoice)
            case, view = verbs.load(desk, id_)
            if as_json:
                session.out.json(words.one(case, view.customer))
                return
            last = kind.step(case.moves[-1].step) or step
            session.out.line(words.said(case, last.told))

    parameters: list[click.Parameter] = []
    if kind.account:
        parameters.append(click.Argument(["customer"]))
    if kind.bare:
        parameters.append(click.Argument(["invoice"], nargs=-1))
    elif kind.items:
        invoice = click.Option(["--invoice"], multiple=True, metavar="NUMBER", help="An invoice it is about; several are named one by one.")  # fmt: skip
        parameters.append(invoice)
    return _command(step, run, parameters)


def _stepping(kind: Kind, step: Step) -> click.Command:
    @pass_session
    def run(session: Session, /, case: str, as_json: bool = False, **said: Any) -> None:
        from ledgerlane.cli.words import cases as words
        from ledgerlane.desk import cases as verbs

        with session.desk() as desk:
            found = verbs.move(desk, case, step.name, _texts(step, said), kind.name)
            if as_json:
                view = verbs.load(desk, found.id)[1]
                session.out.json(words.one(found, view.customer))
                return
            session.out.line(words.said(found, step.told))

    return _command(step, run, [click.Argument(["case"])])


def _command(step: Step, run: Any, parameters: Iterable[click.Parameter]) -> click.Command:
    fields = list[click.Parameter]()
    for field in step.asked:
        if field.main:
            fields.append(
                click.Argument([_name(field)], required=False, default="", metavar="[TEXT]")
            )
        else:
            fields.append(
                click.Option(
                    [f"--{field.name}", _name(field)], default="", help=_help(field),
                    metavar=_metavar(field),
                )
            )  # fmt: skip
    json = click.Option(["--json", "as_json"], is_flag=True)
    main = next((field for field in step.asked if field.main), None)
    text = f"\n\nTEXT: {_help(main)}" if main is not None else ""
    words = _sentence(step.words)
    return Command(
        step.name, params=[*parameters, *fields, json], callback=run,
        help=f"{words} May be done by: {', '.join(step.roles)}.{text}",
    )  # fmt: skip


def _name(field: Field) -> str:
    return field.name.replace("-", "_")


def _help(field: Field) -> str:
    return f"{_sentence(field.words)}{' Needed.' if field.needed else ''}"


def _sentence(words: str) -> str:
    """The words with a capital, and a full stop unless they ask."""
    return words[:1].upper() + words[1:] + ("" if words.endswith("?") else ".")


def _metavar(field: Field) -> str | None:
    """What stands behind the option: what it can be, where that is a short list; else its type."""
    known = field.choices if isinstance(field.choices, tuple) else ()
    return (
        "|".join(known)
        if 0 < len(known) <= 3 and not field.many
        else _TYPES.get(field.type)
    )


_TYPES = {
    table.MONEY: "AMOUNT", table.DAY: "DAY", table.PER_CENT: "PER_CENT", table.LOGIN: "LOGIN",
    table.CODE: "CODE",
}  # fmt: skip


def _texts(step: Step, said: dict[str, Any]) -> dict[str, str]:
    return {field.name: said[_name(field)] for field in step.asked}


def _options(function: Any) -> Any:
    """What every list of cases can be narrowed by."""
    for option in reversed((
        click.option("--all", "everything", is_flag=True, help="Those that have ended, too."),
        click.option("--mine", is_flag=True, help="Only what waits for me, or a role of mine."),
        click.option("--waits-for", metavar="WHO", multiple=True, help="Only what waits for this login, department or role."),
        click.option("--customer", help="Only of this customer."),
        click.option("--due", type=DAY, help="Only what is due by this day."),
        click.option("--json", "as_json", is_flag=True),
        click.option("--plain", is_flag=True, help="A label before each value."),
    )):  # fmt: skip
        function = option(function)
    return function


def _listing(kind: Kind) -> click.Command:
    @click.command("list", cls=Command, help="List the open ones, those due first.")  # fmt: skip
    @_options
    @pass_session
    def list_(session: Session, /, **chosen: Any) -> None:
        _list(session, kind.name, **chosen)

    return list_


def _task_listing(kind: Kind | None) -> click.Command:
    name = kind.listed if kind is not None else "tasks"
    what = name if kind is not None else "actions and dates of every kind"

    @click.command(name, cls=Command, help=f"List open {what}, those due first.")
    @click.option("--all", "everything", is_flag=True, help="Those that have ended, too.")
    @click.option("--mine", is_flag=True, help="Only mine, or of a role of mine.")
    @click.option("--due", type=DAY, help="Only what is due by this day.")
    @click.option("--json", "as_json", is_flag=True)
    @click.option("--plain", is_flag=True, help="A label before each value.")
    @pass_session
    def tasks(
        session: Session, /, everything: bool, mine: bool, due: date | None, as_json: bool,
        plain: bool,
    ) -> None:  # fmt: skip
        from ledgerlane.cli.words import cases as words
        from ledgerlane.desk import cases as verbs

        with session.desk() as desk:
            rows = verbs.tasks(desk, kind=kind.name if kind is not None else None, open_only=not everything, mine=mine, due=due)  # fmt: skip
            today = desk.today
        if as_json:
            session.out.json({"v": 1, "as_of": today.isoformat(), "rows": [words.task_json(row, today) for row in rows]})  # fmt: skip
            return
        if not rows:
            session.out.say(f"no {name} wait")
            return
        session.out.table(words.TASK_HEADINGS, [words.task_cells(row, today) for row in rows], plain=plain)  # fmt: skip

    return tasks


def _list(
    session: Session, kind: str | None, *, everything: bool, mine: bool,
    waits_for: tuple[str, ...], customer: str | None, due: date | None, as_json: bool, plain: bool,
) -> None:  # fmt: skip
    from ledgerlane.cli.words import cases as words
    from ledgerlane.desk import cases as verbs

    with session.desk() as desk:
        rows = verbs.list_(
            desk, kind=kind, open_only=not everything, mine=mine, waits_for=waits_for,
            customer=customer, due=due,
        )  # fmt: skip
        today = desk.today
    if as_json:
        session.out.json({"v": 1, "as_of": today.isoformat(), "rows": [words.as_json(row, today) for row in rows]})  # fmt: skip
        return
    if not rows:
        session.out.say("no case waits" if not everything else "there is no case")
        return
    session.out.table(words.HEADINGS, [words.cells(row, today) for row in rows], right=words.RIGHT, plain=plain)  # fmt: skip


@click.group(cls=Group)
def case() -> None:
    """Everything that others than the collector settle, of every kind."""


@case.command("list", cls=Command)
@click.option("--kind", type=click.Choice(tuple(KINDS)), help="Only this kind.")
@_options
@pass_session
def _cases(session: Session, /, kind: str | None, **chosen: Any) -> None:
    """List open cases of every kind, those due first."""
    _list(session, kind, **chosen)


@case.command("show", cls=Command)
@click.argument("case")
@click.option("--json", "as_json", is_flag=True)
@pass_session
def show(session: Session, case: str, as_json: bool) -> None:
    """Show a case: what was said, step by step, and what can be done."""
    from ledgerlane.cli.words import cases as words
    from ledgerlane.desk import cases as verbs
    from ledgerlane.desk.case_words import lines

    with session.desk() as desk:
        found, view = verbs.load(desk, case)
        if as_json:
            session.out.json(words.one(found, view.customer))
            return
        for line in lines(found, view, verbs.more(desk, view, found)):
            session.out.line(line)


case.add_command(_task_listing(None))

OWN = ("credit", "prospect")
"""Kinds with commands of their own besides (`cli.commands.credit`)."""

_GROUPS = {kind.command: kind for name, kind in KINDS.items() if name not in OWN}


@cache
def __getattr__(command: str) -> click.Group:
    """The group of a kind is made when it is asked for, as ``cases.place``."""
    if command not in _GROUPS:
        raise AttributeError(command)
    return group(_GROUPS[command])
