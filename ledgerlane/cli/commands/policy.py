"""The book's rules as a file: shown, checked, set."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ledgerlane.cli.session import Group, Session, pass_session
from ledgerlane.domain.errors import Misused

FILE = click.Path(path_type=Path, allow_dash=True)


@click.group(cls=Group)
def policy() -> None:
    """The book's rules: buckets, points, steps, interest, reasons."""


@policy.command("show")
@pass_session
def show(session: Session) -> None:
    """Print the policy file in force; nothing while the book goes by what we advise."""
    from ledgerlane.desk import policy as verbs

    with session.desk(readonly=True) as desk:
        text = verbs.text(desk)
    for line in text.splitlines():
        session.out.line(line)
    if not text:
        session.out.say("no policy was set: the advised rules hold")


@policy.command("check")
@click.argument("file", type=FILE)
@pass_session
def check(session: Session, file: Path) -> None:
    """Say whether a policy file (TOML) can be used; `-` is stdin. Nothing is stored."""
    from ledgerlane.desk import policy as verbs

    verbs.check(_text(file))
    session.out.line(f"{file}: can be used")


@policy.command("set")
@click.argument("file", type=FILE)
@pass_session
def set_(session: Session, file: Path) -> None:
    """Make a policy file (TOML) the book's rules from now; `-` is stdin."""
    from ledgerlane.desk import policy as verbs

    text = _text(file)
    with session.desk() as desk:
        verbs.set_(desk, text)
    session.out.line(f"{file}: is the book's policy; every account is judged by it")


def _text(file: Path) -> str:
    """What a file says. Raises Misused where it cannot be read."""
    try:
        return sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "not UTF-8"
        msg = f"{file}: {why}; a policy is a TOML file"
        raise Misused(msg) from None
