"""The tree of commands. Nothing heavier than click is imported to show it."""

from __future__ import annotations

from collections.abc import Sequence

import click

from ledgerlane.cli.commands import (
    assign,
    board,
    books,
    care,
    cases,
    cash,
    contact,
    credit,
    deadlines,
    deductions,
    dial,
    disputes,
    erasing,
    files,
    foresight,  # noqa: F401  its commands hang on the group `report`
    interest,
    letters,
    lists,
    people,
    placements,  # noqa: F401  its commands hang on the group `place`
    planning,  # noqa: F401  so do its
    plans,
    policy,
    promises,
    remotes,  # noqa: F401  its commands hang on the group `sync`
    reports,
    templates,
    work,
    write_offs,
)
from ledgerlane.cli.failures import INTERRUPTED, tell
from ledgerlane.cli.session import Group, Session

USAGE = 2


def _version(context: click.Context, _parameter: click.Parameter, value: bool) -> None:
    if value:
        from importlib.metadata import PackageNotFoundError, version

        try:
            click.echo(f"ledgerlane {version('ledgerlane')}")
        except PackageNotFoundError:
            click.echo("ledgerlane, run from its folder without having been installed")
        context.exit()


@click.group(name="ledgerlane", cls=Group, subcommand_metavar="[COMMAND] ...")
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version,
              help="The version.")  # fmt: skip
@click.option("--view", metavar="NAME", expose_value=False, help="App: a saved view to start with.")  # fmt: skip
@click.option(
    "--slow", is_flag=True, expose_value=False, help="App: no colours, fewer bytes."
)
@click.option("--ascii", is_flag=True, expose_value=False, help="App: no line graphics.")
@click.option("--accessible", is_flag=True, expose_value=False, help="App: for screen readers.")  # fmt: skip
@click.option("--readonly", is_flag=True, expose_value=False, help="App: record nothing.")
def program() -> None:
    """Collect what customers owe, from the keyboard. Without a command: the app.

    
    A first look:   ledgerlane demo
    A real book:    ledgerlane init, then ledgerlane sync import FILE...
    """


for _command in (
    books.demo, books.init, files.sync,
    lists.queue, lists.aging, lists.show,
    work.log, assign.assign, work.hold, work.release, contact.contact, dial.dial,
    work.undo,
    promises.promises, plans.plans, plans.plan, disputes.disputes, disputes.dispute,
    deductions.deduction, deductions.claim,
    cash.cash, write_offs.writeoff, write_offs.approve, interest.interest, deadlines.deadline, letters.letters,
    reports.report, board.board,
    people.people, people.whoami,
    policy.policy, *cases.GROUPS, credit.credit, templates.templates,
    care.verify, care.rebuild, care.backup, care.restore, care.doctor, care.config,
    erasing.erase,
):  # fmt: skip
    program.add_command(_command)


def run(arguments: Sequence[str], session: Session | None = None) -> int:
    """Run a command; its exit code. Trouble of the desk passes through.

    ``session`` is what the desk is opened with; without it, by the arguments alone.
    """
    try:
        code = program.main(
            args=list(arguments),
            prog_name="ledgerlane",
            standalone_mode=False,
            obj=session or Session(),
        )
    except SystemExit:  # click's word for a pipe that nobody reads any more
        raise BrokenPipeError from None
    except click.exceptions.Abort:
        tell("interrupted; nothing half-done")
        return INTERRUPTED
    except click.UsageError as error:
        tell(_usage(error))
        return USAGE
    except click.ClickException as error:
        tell(error.format_message())
        return USAGE
    return code if isinstance(code, int) else 0


def _usage(error: click.UsageError) -> str:
    words = error.format_message()
    if error.ctx is None:
        return words
    return f"{words}\n{error.ctx.command_path} --help says more"
