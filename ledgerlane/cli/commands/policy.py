"""The book's rules: set from a file."""

from __future__ import annotations

from pathlib import Path

import click

from ledgerlane.cli.session import Group, Session, pass_session

FILE = click.Path(path_type=Path)


@click.group(cls=Group)
def policy() -> None:
    """Buckets, plans, limits, scores, interest, reasons: the rules the book goes by."""


@policy.command("set")
@click.argument("file", type=FILE)
@pass_session
def set_(session: Session, file: Path) -> None:
    """Make FILE the book's policy (role admin); every account is judged by it at once."""
    from ledgerlane.desk import policy as verbs

    with session.desk() as desk:
        rows = verbs.set_(desk, file)
    session.out.line(f"{file}: the policy in force; {rows} rows of the queue judged by it")
