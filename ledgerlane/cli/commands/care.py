"""Looking after a book, and what is set for this person."""

from __future__ import annotations

from pathlib import Path

import click

from ledgerlane.cli.session import Command, Session, one_of, pass_session

FINDINGS = 4


@click.command(cls=Command)
@click.option("--deep", is_flag=True, help="Derive everything again and compare.")
@click.option("--audit", "pack", type=click.Path(path_type=Path), help="Prove this audit pack (`sync export audit`) instead; no book is needed.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True)
@pass_session
def verify(session: Session, deep: bool, pack: Path | None, as_json: bool) -> int:
    """Prove the book: chain, signatures, the sums, what is derived. One line a finding."""
    from ledgerlane.desk import care

    if pack is not None:
        one_of({"--audit": True, "--deep": deep})
        return _audit(session, pack, as_json)
    with session.desk() as desk:
        found = care.verify(desk, deep=deep)
        notes = care.notes(desk)
    if as_json:
        session.out.json({"v": 1, "deep": deep, "findings": [
            {"where": each.where, "what": each.what} for each in found
        ], "notes": notes})  # fmt: skip
    else:
        for each in found:
            session.out.line(f"{each.where}: {each.what}")
    for words in notes:
        session.out.say(words)
    if not found:
        session.out.say(f"{session.path}: proven{' deeply' if deep else ''}")
    return FINDINGS if found else 0


def _audit(session: Session, pack: Path, as_json: bool) -> int:
    from ledgerlane.desk import care

    found = care.audit(pack)
    who, key = found.hangs_on
    if as_json:
        session.out.json({
            "v": 1, "book": found.book, "events": found.events, "streams": found.streams,
            "login": who, "key": key, "decisions": found.decisions,
            "findings": [{"where": where, "what": what} for where, what in found.findings],
        })  # fmt: skip
    else:
        for where, what in found.findings:
            session.out.line(f"{where}: {what}")
        if not found.findings:
            told = ", ".join(f"{number} {kind}" for kind, number in found.decisions.items())
            session.out.line(
                f"book {found.book}: {found.events} events of {found.streams} streams prove"
            )
            session.out.line(f"decisions: {told}")
            session.out.line(f"all hangs on the key of {who}: {key}")
    return FINDINGS if found.findings else 0


@click.command(cls=Command)
@pass_session
def rebuild(session: Session) -> None:
    """Derive the queue and every other list again from ledger and history."""
    from ledgerlane.desk import care

    with session.desk() as desk:
        care.rebuild(desk)
    session.out.say(f"{session.path}: rebuilt")


@click.command(cls=Command)
@click.argument("file", type=click.Path(path_type=Path))
@pass_session
def backup(session: Session, file: Path) -> None:
    """Copy the book, proven, to FILE; others may go on working."""
    from ledgerlane.desk import care

    with session.desk() as desk:
        care.backup(desk, file)
    session.out.say(f"{file}: a proven copy of {session.path}")


@click.command(cls=Command)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="Do not ask before a book is replaced.")
@pass_session
def restore(session: Session, file: Path, yes: bool) -> None:
    """Make the backup FILE the book (--book names where)."""
    from ledgerlane.desk import care

    if session.path.exists():
        session.require_yes(
            f"{session.path} is there; replace it by {file} (a copy of it is kept)?",
            yes=yes,
        )
    before = care.restore(file, session.path)
    kept = f"; the book that was there is kept as {before}" if before else ""
    session.out.say(f"{session.path}: restored from {file}{kept}")


@click.command(cls=Command)
@pass_session
def doctor(session: Session) -> None:
    """Say what matters about the book, this machine and the settings."""
    from ledgerlane.desk import care

    for line in care.doctor(session.path):
        session.out.line(line)


@click.command(cls=Command)
@click.option("--json", "as_json", is_flag=True)
@pass_session
def config(session: Session, as_json: bool) -> None:
    """Show the settings in force, and where they come from."""
    from dataclasses import asdict

    from ledgerlane import config as settings
    from ledgerlane.cli.entry import settings_file

    found = settings.load(session.config)
    values = {name: str(value) if isinstance(value, Path) else value for name, value in asdict(found).items()}  # fmt: skip
    values |= {"book": str(session.path), "file": str(found.file or settings_file())}
    if as_json:
        session.out.json({"v": 1, **values})
        return
    for name, value in values.items():
        session.out.line(f"{name} = {value}")
