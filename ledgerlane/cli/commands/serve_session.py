"""``serve-session``: what a forced ssh command runs, for one person on a service account's book."""

from __future__ import annotations

import os
import shlex

import click

from ledgerlane.cli.entry import app_start
from ledgerlane.cli.session import Command, Session, pass_session
from ledgerlane.domain.errors import NotPermitted

ALLOWED = (
    "aging", "approve", "board", "disputes", "hold", "log", "plans", "promises", "queue", "release",
    "report", "show", "undo", "whoami", "writeoff",
)  # fmt: skip
"""Commands that may be asked for over ssh: they read or record, and bring nothing in."""


@click.command("serve-session", cls=Command)
@click.argument("person")
@pass_session
def serve_session(session: Session, person: str) -> int:
    """Work as PERSON, shut in: the app, or a command that ssh was given. Only in authorized_keys."""
    from ledgerlane.cli import confined, entry, program
    from ledgerlane.desk import book

    asked = arguments(os.environ.get("SSH_ORIGINAL_COMMAND", ""))
    path = session.path.resolve()
    confined.enter(path, person)
    book.bound[:] = [person]
    entry.bound[:] = [path]
    start = app_start(asked)
    return program.run(asked) if start is None else entry.open_app(start)


def arguments(asked: str) -> list[str]:
    """The arguments of what was asked for; none for the app. NotPermitted for all that may not be."""
    try:
        program, *rest = shlex.split(asked) or ["ledgerlane"]
    except ValueError:
        program, rest = "", []
    may = bool(rest and rest[0] in ALLOWED) or app_start(rest) is not None
    if program != "ledgerlane" or not may:
        msg = f"{asked!r} is not run here; ledgerlane alone opens the app, and with it may be asked for: {', '.join(ALLOWED)}"
        raise NotPermitted(msg)
    return rest
