"""The board: today, this period, and what needs attention."""

from __future__ import annotations

import click

from ledgerlane.cli.session import Command, Session, one_of, pass_session
from ledgerlane.cli.words import board as words


@click.command(cls=Command)
@click.option("--period", type=click.Choice(("week", "month", "quarter")), default="week", show_default=True)  # fmt: skip
@click.option("--mine", is_flag=True, help="Only my accounts. Without: mine, if I own any.")
@click.option("--all", "everybody", is_flag=True, help="Every owner's.")
@click.option("--currency", metavar="CUR", help="The board is of one; without: the book's own.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True)
@click.option("--plain", is_flag=True, help="A label before each value.")
@pass_session
def board(
    session: Session, period: str, mine: bool, everybody: bool, currency: str | None,
    as_json: bool, plain: bool,
) -> None:  # fmt: skip
    """Open by age, this period's work, and what needs attention."""
    chosen = one_of({"--mine": mine, "--all": everybody})
    scope = {"--mine": "mine", "--all": "all"}[chosen] if chosen else None
    from ledgerlane.desk import board as verbs

    with session.desk() as desk:
        found = verbs.board(desk, name=period, scope=scope, currency=currency)
    if as_json:
        session.out.json(words.as_json(found))
    else:
        words.show(session.out, found, as_labels=plain)
