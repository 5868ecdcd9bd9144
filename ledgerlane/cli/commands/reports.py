"""Measures: each with its formula, window, inputs, as-of day and currency."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ledgerlane.cli.session import DAY, Command, Group, Session, one_of, pass_session
from ledgerlane.cli.words import measures as words
from ledgerlane.cli.words.aging import target
from ledgerlane.domain.errors import Misused

if TYPE_CHECKING:
    from datetime import date
    from fractions import Fraction


NAMES = {
    "dso": "Days sales outstanding, and the best possible.",
    "countback": "DSO by counting back through the sales.",
    "add": "Average days delinquent.",
    "cei": "Collection effectiveness, both ways.",
    "roll": "Where each column stood a month later.",
    "promises": "Promises kept, of those judged in the window.",
    "collector": "Effort and result by collector.",
    "writeoffs": "Write-off rate and recovery rate.",
    "trend": "The aging at each month's end.",
    "causes": "Why money is late or contested.",
    "complaints": "Complaints by cause, department and month, and the money held back.",
    "agencies": "Agencies compared: placed, collected, commission, rate and days.",
    "provision": "Provision by aging matrix.",
    "benchmark": "The book's aging beside a national summary.",
}


@click.group(cls=Group)
def report() -> None:
    """Measures and forecasts, for each currency by itself."""


def _windowed(command: Any) -> Any:
    """The options that say which days and which currency."""
    for option in reversed((
        click.option("--from", "first", type=DAY, help="The first day. Without: three months."),
        click.option("--to", "last", type=DAY, help="The last day, on which balances are taken."),
        click.option("--months", type=click.IntRange(1, 120), help="So many months up to the last day."),
        click.option("--currency", metavar="CUR", help="Only this one."),
    )):  # fmt: skip
        command = option(command)
    return command


def _printed(command: Any) -> Any:
    """The options that say how it is written."""
    for option in reversed((
        click.option("--json", "as_json", is_flag=True),
        click.option("--csv", "as_csv", is_flag=True),
        click.option("--plain", is_flag=True, help="A label before each value."),
    )):  # fmt: skip
        command = option(command)
    return command


def _rated(command: Any) -> Any:
    """The options that say which loss rates a provision takes."""
    from_book = "Loss rates from the book's own history by this method."
    for option in reversed((
        click.option("--rates", metavar="R,R,...", help="Loss rates in per cent, one a column of the aging."),
        click.option("--method", type=click.Choice(("cohort", "flow")), default="cohort", show_default=True, help=from_book),
    )):  # fmt: skip
        command = option(command)
    return command


def _command(name: str, help_: str) -> click.Command:
    """The command of one measure; ``all`` is every one."""

    @_windowed
    @_printed
    @pass_session
    def measured(session: Session, /, **asked: Any) -> None:
        _report(session, list(NAMES) if name == "all" else [name], **asked)

    rated = _rated(measured) if name in ("provision", "all") else measured
    made: click.Command = click.command(name, cls=Command, help=help_)(rated)
    return made


for _name, _help in (*NAMES.items(), ("all", "Every measure.")):
    report.add_command(_command(_name, _help))


@_windowed
@_rated
@click.option("-o", "--output", "place", type=click.Path(path_type=Path), required=True, help="A folder, or a file ending in .md, .html or .pdf.")  # fmt: skip
@click.option("--force", is_flag=True, help="Replace a report that is there already.")
@pass_session
def _pack(
    session: Session, /, first: date | None, last: date | None, months: int | None,
    currency: str | None, rates: str | None, method: str, place: Path, force: bool,
) -> None:  # fmt: skip
    """Write them as a report to hand on.

    Markdown and HTML with plots, and PDF with the extra pdf.
    """
    from ledgerlane.desk import pack, reports

    given = read_rates(rates)
    with session.desk() as desk:
        over = reports.window(desk, first, last, months)
        files, missing = pack.pack(
            desk, place, over, currency=currency, rates=given, method=method, replace=force
        )
    for path in files:
        session.out.line(str(path))
    if missing:
        session.out.say(missing)


report.add_command(click.command("pack", cls=Command)(_pack))


def _report(
    session: Session, names: list[str], *, first: date | None, last: date | None,
    months: int | None, currency: str | None, as_json: bool, as_csv: bool, plain: bool,
    rates: str | None = None, method: str = "cohort",
) -> None:  # fmt: skip
    """Ask the desk for the measures of these names, and write them."""
    one_of({"--json": as_json, "--csv": as_csv, "--plain": plain})
    from ledgerlane.desk import reports

    given = read_rates(rates)
    with session.desk() as desk:
        over = reports.window(desk, first, last, months)
        found = reports.report(
            desk, names, over, currency=currency, rates=given, method=method
        )
    if as_json:
        session.out.json(words.as_json(found))
    elif as_csv:
        target(session.out, sys.stdout).writelines(words.csv_lines(found))
    else:
        words.show(session.out, found, plain=plain)


def read_rates(text: str | None) -> list[Fraction]:
    """Loss rates as typed, ``0.5,2,8.7,25,100``. Raises Misused for what is no per cent."""
    from decimal import Decimal, InvalidOperation
    from fractions import Fraction

    try:
        rates = [Decimal(part.strip()) for part in text.split(",")] if text else []
    except InvalidOperation:
        msg = f"--rates {text}: per cent with commas between, like 0.5,2,8.7,25,100"
        raise Misused(msg) from None
    if not all(rate.is_finite() and 0 <= rate <= 100 for rate in rates):
        msg = f"--rates {text}: each from 0 to 100 per cent"
        raise Misused(msg)
    return [Fraction(rate) / 100 for rate in rates]
