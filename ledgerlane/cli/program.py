"""The tree of commands. Nothing heavier than click is imported to show it: a command when it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

import click
from click.exceptions import NoSuchCommand
from click.shell_completion import CompletionItem

from ledgerlane.cli.failures import INTERRUPTED, tell
from ledgerlane.cli.session import Group, Session

USAGE = 2

COMMANDS = {
    "aging": ("lists", "What is open, by how late it is."),
    "approve": ("write_offs", "What waits for a decision, and deciding it."),
    "assign": ("assign", "Give accounts to collectors, and see who has which."),
    "backup": ("care", "Copy the book, proven, while others go on working."),
    "board": ("board", "Open by age, this period's work, what needs attention."),
    "case": ("cases", "What others than the collector settle, of every kind."),
    "cash": ("cash", "Post receipts, match them, see what is left."),
    "claim": ("deductions", "The forms that justify deductions."),
    "complaint": ("cases", "What the customer is not content with, and why."),
    "config": ("care", "The settings in force, and where they come from."),
    "contact": ("contact", "Who to talk to, and whether, when and how."),
    "credit": ("credit", "A customer's credit: limit, hold, cash only, restore."),
    "deadline": ("deadlines", "Limitation, insurance notice, lien, insolvency claim."),
    "deduction": ("deductions", "What customers keep of invoices, and why."),
    "demo": ("books", "Make a practice book and open the app on it."),
    "dial": ("dial", "Dial the right person, if they may be called now."),
    "dispute": ("disputes", "Answer a dispute."),
    "disputes": ("disputes", "What customers contest."),
    "doctor": ("care", "What matters about the book and this machine."),
    "erase": ("erasing", "Take a customer's personal data out for good."),
    "escalation": ("cases", "Accounts handed up to the supervisor."),
    "goods": ("cases", "Goods that come back, from offer to credit."),
    "hold": ("work", "Stop all work on an account until it is released."),
    "init": ("books", "Make an empty book, with you as its admin."),
    "interest": ("interest", "Late interest and fees: accrued, proposed, charged."),
    "legal": ("cases", "Court: assessed, authorised, judged, enforced."),
    "letters": ("letters", "The letter run: due, held and why, reviewed, sent."),
    "log": ("work", 'Record a composer line, like "p 1500 fri".'),
    "people": ("people", "Who may act, in which roles, up to which amounts."),
    "place": ("cases placements", "Collection agencies: placed, reported, recalled."),
    "plan": ("plans", "Propose a payment plan, and what follows."),
    "plans": ("plans", "Payment plans, those at risk first."),
    "policy": ("policy", "The rules the book works by."),
    "promises": ("promises", "Promises to pay, and withdrawing one."),
    "queue": ("lists", "The worklist, in order, with reasons."),
    "rebuild": ("care", "Derive every list again from ledger and events."),
    "release": ("work", "End a hold."),
    "report": ("reports foresight planning", "Measures and forecasts, by currency."),
    "restore": ("care", "Make a backup the book."),
    "review": ("cases", "The post mortem of a bad debt."),
    "sales": ("cases", "What sales people are told and asked."),
    "serve-session": ("serve_session", "What an ssh key that is bound to a person starts."),
    "show": ("lists", "Everything about one account."),
    "support": ("cases", "Copies, addresses, proofs that customers ask for."),
    "sync": ("files remotes", "Ledger files in, reports out, copies that meet."),
    "templates": ("templates", "What letters say, and the book's own wordings."),
    "undo": ("work", "Take back your last act of today."),
    "verify": ("care", "Prove the book: chain, signatures, sums, lists."),
    "whoami": ("people", "Who you are in this book, and what you may do."),
    "writeoff": ("write_offs", "Ask for a balance to be given up."),
}  # fmt: skip
"""Each command by name: the modules of `cli.commands` that make it, and a line about it."""


class Program(Group):
    """The commands of `COMMANDS`, each imported when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Their names, in order."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of that name, from its module of the same attribute."""
        if cmd_name not in COMMANDS:
            return None
        names = COMMANDS[cmd_name][0].split()
        maker, *_ = [import_module(f"ledgerlane.cli.commands.{name}") for name in names]
        command: click.Command = getattr(maker, cmd_name.replace("-", "_"))
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List them by the lines of `COMMANDS`."""
        with formatter.section("Commands"):
            formatter.write_dl(
                [(name, line) for name, (_, line) in sorted(COMMANDS.items())]
            )

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Names and lines of those that start so, then options."""
        named = [CompletionItem(name, help=line) for name, (_, line) in COMMANDS.items() if name.startswith(incomplete)]  # fmt: skip
        return [*named, *click.Command.shell_complete(self, ctx, incomplete)]

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:  # fmt: skip
        """As click does it; a name that is none is answered with those that are near."""
        if args[0] in COMMANDS or args[0].startswith("-"):
            return super().resolve_command(ctx, args)
        raise NoSuchCommand(args[0], possibilities=COMMANDS, ctx=ctx)


def _version(context: click.Context, _parameter: click.Parameter, value: bool) -> None:
    if value:
        from importlib.metadata import PackageNotFoundError, version

        try:
            click.echo(f"ledgerlane {version('ledgerlane')}")
        except PackageNotFoundError:
            click.echo("ledgerlane, run from its folder without having been installed")
        context.exit()


@click.group(name="ledgerlane", cls=Program, subcommand_metavar="[COMMAND] ...")
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version,
              help="The version.")  # fmt: skip
@click.option("--view", metavar="NAME", expose_value=False, help="App: a saved view to start with.")  # fmt: skip
@click.option(
    "--slow", is_flag=True, expose_value=False, help="App: no colours, fewer bytes."
)
@click.option("--ascii", is_flag=True, expose_value=False, help="App: no line graphics.")
@click.option("--accessible", is_flag=True, expose_value=False, help="App: for screen readers.")  # fmt: skip
@click.option(
    "--watch", metavar="MINUTES", expose_value=False,
    help="App: exchange with the other copies so often, beside the work.",
)  # fmt: skip
@click.option("--readonly", is_flag=True, expose_value=False, help="App: record nothing.")
def program() -> None:
    """Collect what customers owe, from the keyboard. Without a command: the app.

    
    A first look:   ledgerlane demo
    A real book:    ledgerlane init, then ledgerlane sync import FILE...
    """


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
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return USAGE
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
