"""What sales people are told: their accounts, and what happened on them."""

from __future__ import annotations

import click

from ledgerlane.cli.session import Command, Session, pass_session


@click.command("accounts", cls=Command)
@click.option("--of", default="", metavar="LOGIN", help="Those that this person sells to.")
@click.option(
    "--days",
    type=click.IntRange(0, 3650),
    default=14,
    show_default=True,
    help="What happened in so many days.",
)
@click.option("--all", "everything", is_flag=True, help="Small accounts, too.")
@click.option("--json", "as_json", is_flag=True)
@click.option("--plain", is_flag=True, help="A label before each value.")
@pass_session
def accounts(
    session: Session, of: str, days: int, everything: bool, as_json: bool, plain: bool
) -> None:  # fmt: skip
    """Tell a sales person what happened on their large accounts, and what they are asked for."""
    from ledgerlane.cli.words import sales as words
    from ledgerlane.desk import sales as verbs

    with session.desk() as desk:
        found = verbs.lines(desk, of=of, days=days, everything=everything)
        today = desk.today
    if as_json:
        rows = [words.as_json(line, today) for line in found]
        session.out.json({"v": 1, "as_of": today.isoformat(), "days": days, "rows": rows})
        return
    if not found:
        session.out.say("no large account is sold to, and nobody is asked for help")
        return
    cells = [words.cells(line, today) for line in found]
    session.out.table(words.HEADINGS, cells, right=words.RIGHT, plain=plain)
