"""Dialling a customer from the command line."""

from __future__ import annotations

import click

from ledgerlane.cli.session import Command, Session, pass_session


@click.command(cls=Command)
@click.argument("customer")
@click.option(
    "--why", default="", help="Why all the same, where the rules of contact warn."
)
@click.option("--dry-run", is_flag=True, help="Say whom and which number; dial nothing.")
@click.option("--json", "as_json", is_flag=True)
@pass_session
def dial(session: Session, customer: str, why: str, dry_run: bool, as_json: bool) -> None:
    """Dial the right person at CUSTOMER's, if they may be called now.

    The settings name the command: dial = ["linphonecsh", "dial", "{number}"]; without one the
    number is printed as a tel: link. Nothing is logged: log CUSTOMER n, v or l says what came of it.
    """
    from ledgerlane import config
    from ledgerlane.desk import dialling

    command = config.load(session.config).dial
    with session.desk() as desk:
        done = dialling.dial(desk, customer, command, why=why, dry_run=dry_run)
    person = done.contact
    if as_json:
        session.out.json({
            "v": 1, "customer": customer, "name": person.name, "role": person.role,
            "number": done.number, "link": done.link, "dialled": done.ran,
        })  # fmt: skip
        return
    said = "  ".join(part for part in (person.name, person.role, done.number) if part)
    session.out.line(f"{customer}: {'dialled ' if done.ran else ''}{said}")
    if not done.ran:
        session.out.line(done.link)
