"""What a collector does to an account: log, hold, release, undo."""

from __future__ import annotations

import click

from ledgerlane.cli.session import Command, Session, pass_session
from ledgerlane.domain.errors import Older


@click.command(cls=Command)
@click.argument("customer")
@click.argument("line", nargs=-1, required=True)
@click.option("--dry-run", is_flag=True, help="Say what would be recorded.")
@click.option("--json", "as_json", is_flag=True)
@pass_session
def log(session: Session, customer: str, line: tuple[str, ...], dry_run: bool, as_json: bool) -> None:  # fmt: skip
    """Record a composer line, like "p 1500 fri /cf says bank delay"."""
    from ledgerlane.desk import log as verbs

    text = " ".join(line)
    with session.desk(readonly=dry_run) as desk:
        if dry_run:
            draft = verbs.preview(desk, customer, text)
            session.out.line(draft.words)
            for words in (*draft.problems, *draft.questions):
                session.out.line(words)
            return
        done = verbs.record(desk, customer, text)
    if as_json:
        session.out.json({
            "v": 1, "events": [event.id for event in done.events], "words": done.words,
            "next": done.next_step,
        })  # fmt: skip
        return
    session.out.line(done.words)
    for notice in done.notices:
        session.out.line(notice)
    if done.next_step:
        session.out.line(f"next: {done.next_step}")


@click.command(cls=Command)
@click.argument("customer")
@click.option("--reason", required=True, help="Why nobody is to work it.")
@pass_session
def hold(session: Session, customer: str, reason: str) -> None:
    """Stop all work on an account until it is released."""
    from ledgerlane.desk import holds

    with session.desk() as desk:
        holds.hold(desk, customer, reason)
    session.out.line(f"{customer}: on hold, {reason}")


@click.command(cls=Command)
@click.argument("customer")
@click.option("--reason", default="", help="What changed.")
@pass_session
def release(session: Session, customer: str, reason: str) -> None:
    """End a hold."""
    from ledgerlane.desk import holds

    with session.desk() as desk:
        holds.release(desk, customer, reason)
    session.out.line(f"{customer}: released")


@click.command(cls=Command)
@click.option("--older", is_flag=True, help="Also one of an earlier day.")
@pass_session
def undo(session: Session, older: bool) -> None:
    """Take back your last act of today."""
    from ledgerlane.desk import undo as verbs

    with session.desk() as desk:
        try:
            words = verbs.undo(desk, older=older)
        except Older as why:
            msg = f"{why}; `undo --older` takes it back"
            raise Older(msg) from None
    session.out.line(words)
