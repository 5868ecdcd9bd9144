"""``sync``: ledger files in, reports and journals out."""

from __future__ import annotations

import io
import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from ledgerlane.cli.output import Output
from ledgerlane.cli.session import DAY, Group, Known, Session, pass_session
from ledgerlane.cli.words import files as words
from ledgerlane.domain.errors import Misused

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from ledgerlane.sync.report import ImportReport

ENCODINGS = ("utf-8", "utf-16", "cp1252", "latin-1", "iso8859-15", "cp850", "cp437")
FORMATS = ("csv", "jsonl", "xlsx", "hledger", "beancount", "ics")
PARTLY = 6


def _kinds() -> Iterable[str]:
    from ledgerlane.sync.profile import ALSO_KINDS, KINDS

    return ("auto", *KINDS, *ALSO_KINDS)


def _what() -> Iterable[str]:
    from ledgerlane.desk.exports import WHAT

    return WHAT


@click.group(cls=Group)
def sync() -> None:
    """Ledger files in, reports and journals out."""


@sync.command("import")
@click.argument("files", nargs=-1, required=True)
@click.option("--kind", type=Known(_kinds), default="auto", show_default=True, help="What the files hold.")  # fmt: skip
@click.option("--profile", metavar="NAME", help="How to read them: a name, or a TOML file.")
@click.option("--source", metavar="NAME", help="The accounting system they come from.")
@click.option("--scope", type=click.Choice(("full", "partial")), help="Whether what a file leaves out is closed.")  # fmt: skip
@click.option("--currency", metavar="CUR", help="Of files without a column for it.")
@click.option("--encoding", type=click.Choice(ENCODINGS), help="Of files whose bytes do not say it.")  # fmt: skip
@click.option("--ignore", "ignored", multiple=True, metavar="HEADING,...", help="Headings that are not to be read.")  # fmt: skip
@click.option("--sheet", default="", metavar="NAME", help="The one to read of a workbook with several.")  # fmt: skip
@click.option("--unproven", is_flag=True, help="Take a statement whose figures do not hold, marked so.")  # fmt: skip
@click.option("--unapplied", type=click.Choice(("all", "none")), default=None, help="Of payments without a column for it: what waits to be matched.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Report, and store nothing.")
@click.option("--partial", is_flag=True, help="Take the good lines; the others go to a rejects file.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="One JSON object a file.")
@pass_session
def import_(
    session: Session, files: tuple[str, ...], kind: str, profile: str | None,
    source: str | None, scope: Literal["full", "partial"] | None, currency: str | None,
    encoding: str | None, ignored: tuple[str, ...], sheet: str, unproven: bool, unapplied: str | None, dry_run: bool, partial: bool,
    as_json: bool,
) -> int:  # fmt: skip
    """Read ledger files; `-` is stdin. All of them, or nothing."""
    from ledgerlane.desk import exports, imports

    paths: list[Path | Literal["-"]] = ["-" if name == "-" else Path(name) for name in files]  # fmt: skip
    with session.desk() as desk:
        if len(paths) == 1 and exports.is_everything(paths[0]):
            rows = exports.take_everything(desk, paths[0], dry_run=dry_run)
            session.out.say(words.taken(rows, dry_run=dry_run))
            return 0
        try:
            reports = imports.import_files(
                desk, paths, kind=kind, profile=profile, source=source, scope=scope,
                currency=currency, dry_run=dry_run, partial=partial, progress=_progress(session.out),
                encoding=encoding, sheet=sheet, unproven=unproven, unapplied=unapplied or "",
                ignore=[*ignored, *(name for text in ignored for name in text.split(","))],
            )  # fmt: skip
        except imports.ImportRefused as refusal:
            _told(session.out, refusal.reports, as_json)
            raise
    _told(session.out, reports, as_json)
    return PARTLY if any(report.rejected for report in reports) else 0


def _progress(out: Output) -> Any:
    """Rows so far on one line of stderr, when that is a terminal."""
    if out.quiet or not sys.stderr.isatty():
        return None

    def show(file: str, rows: int) -> None:
        from ledgerlane.domain.plain_text import clean

        sys.stderr.write(f"\r{clean(file)}: {rows:,} rows \x1b[K".replace(",", " "))
        sys.stderr.flush()

    return show


def _told(out: Output, reports: Any, as_json: bool) -> None:
    if not out.quiet and sys.stderr.isatty():
        sys.stderr.write("\r\x1b[K")
    for report in reports:
        if as_json:
            out.json(report.as_json())
        else:
            _report(out, report)


def _report(out: Output, report: ImportReport) -> None:
    for line in words.report(report):
        out.line(line)


@sync.command("export")
@click.argument("what", type=Known(_what))
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Into this file, whole or not at all.")  # fmt: skip
@click.option("--force", is_flag=True, help="Replace a file that is there already; never a book or backup.")  # fmt: skip
@click.option("--format", "format_", type=click.Choice(FORMATS), help="Default: csv; everything, audit: jsonl; calendar: ics.")  # fmt: skip
@click.option("--since", type=DAY, help="Only what happened on or after this day.")
@click.option("--of", metavar="CUSTOMER", help="person: whose data.")
@click.option(
    "--raw", is_flag=True, help="CSV or XLSX text exactly, spreadsheet formulas and all."
)
@pass_session
def export(
    session: Session, what: str, output: Path | None, force: bool, format_: str | None,
    since: date | None, of: str | None, raw: bool,
) -> None:  # fmt: skip
    """Write a part of the book as a file, or to stdout."""
    from ledgerlane.desk import exports

    with (
        session.desk(readonly=True) as desk,
        into(session.out, output, replace=force, csv=_is_csv(what, format_)) as file,
    ):
        rows = exports.export(desk, what, file, format=format_, raw=raw, since=since, of=of)
    if output is not None:
        session.out.say(f"{output}: {rows} rows of {what}")


def _is_csv(what: str, format_: str | None) -> bool:
    return what not in ("everything", "audit", "person", "calendar") and format_ in (
        None,
        "csv",
    )


def into(
    out: Output, output: Path | None, *, replace: bool, csv: bool
) -> AbstractContextManager[Any]:
    """Where to write: a file that is there whole or not at all, the terminal, or a pipe."""
    from ledgerlane.desk.whole_files import whole_file

    if output is not None:
        return whole_file(output, replace=replace)
    if out.terminal:
        from ledgerlane.cli.words.glass import Glass

        return nullcontext(Glass(records=csv))
    assert isinstance(sys.stdout, io.TextIOWrapper)  # a pipe or a file
    sys.stdout.reconfigure(encoding="utf-8", newline="")
    return nullcontext(sys.stdout)


@sync.command("undo")
@click.argument("batch")
@click.option("--dry-run", is_flag=True, help="Say what would go, and change nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "as_json", is_flag=True)
@pass_session
def undo(session: Session, batch: str, dry_run: bool, yes: bool, as_json: bool) -> None:
    """Take an import back, by its number (see `sync batches`) or its sha-256."""
    from ledgerlane.desk import taking_back

    with session.desk() as desk:
        ahead = taking_back.foresee(desk, batch)
        if not as_json:
            for line in words.ahead(ahead):
                session.out.line(line)
        if dry_run:
            if as_json:
                session.out.json(words.ahead_json(ahead))
            return
        session.require_yes(f"Take batch {ahead.batch} back?", yes=yes)
        report = taking_back.undo_batch(desk, batch)
    if as_json:
        session.out.json(report.as_json())
    else:
        session.out.line(f"batch {ahead.batch} of {report.source} is taken back")


@sync.command("batches")
@click.option("--json", "as_json", is_flag=True)
@click.option("--plain", is_flag=True)
@pass_session
def batches(session: Session, as_json: bool, plain: bool) -> None:
    """List what was imported, newest first."""
    from ledgerlane.desk import imports

    with session.desk(readonly=True) as desk:
        lines = imports.batches(desk)
    if as_json:
        session.out.json({"v": 1, "rows": [words.batch_json(line) for line in lines]})
        return
    session.out.table(
        ("batch", "state", "source", "kind", "as of", "by", "file"),
        [(str(b.id), "undo of " + str(b.undoes) if b.undoes else b.state, b.source, b.kind,
          b.as_of.isoformat(), b.actor, b.file) for b in lines],
        right=("batch",), plain=plain,
    )  # fmt: skip


@sync.command("profiles")
@click.option("--plain", is_flag=True)
@pass_session
def profiles(session: Session, plain: bool) -> None:
    """List the systems whose exports are known."""
    from ledgerlane.desk import imports

    session.out.table(
        ("profile", "holds", "source", "scope", "what it reads"),
        [(p.name, p.kind, p.source, p.scope, p.words) for p in imports.profiles()],
        plain=plain,
    )


@sync.command("profile")
@click.argument("name")
@click.argument("said", nargs=-1, metavar="[ROLE=HEADING]...")
@click.option("--show", is_flag=True, help="Print it (what happens anyway).")
@click.option("--save", is_flag=True, help="NAME is a TOML file: check it and keep it among yours.")  # fmt: skip
@click.option("--learn", type=click.Path(path_type=Path), metavar="FILE", help="Make it from a file, and keep it if all is clear.")  # fmt: skip
@click.option("--kind", type=Known(_kinds), default="auto", show_default=True, help="Learning: what the file holds.")  # fmt: skip
@click.option(
    "--decimal", type=click.Choice((".", ",")), help="Learning: the decimal mark."
)
@click.option("--dates", type=click.Choice(("dmy", "mdy", "ymd")), help="Learning: the order of day and month.")  # fmt: skip
@click.option("--currency", metavar="CUR", help="Learning: of a file without a column for it.")  # fmt: skip
@click.option("--encoding", type=click.Choice(ENCODINGS), help="Learning: of a file whose bytes do not say it.")  # fmt: skip
@click.option("--scope", type=click.Choice(("full", "partial")), help="Learning: whether what such files leave out is closed.")  # fmt: skip
@click.option("--unapplied", type=click.Choice(("all", "none")), help="Learning: of payments without a column for it, what waits to be matched.")  # fmt: skip
@click.option("--ignore", "ignored", multiple=True, metavar="HEADING,...", help="Learning: headings that are not to be read.")  # fmt: skip
@click.option(
    "--sheet", default="", metavar="NAME", help="Learning: the sheet of a workbook."
)
@click.option("--dry-run", is_flag=True, help="Learning: show, and keep nothing.")
@click.option("--force", is_flag=True, help="Learning: replace a profile of yours of that name.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Learning: as one JSON object.")
@pass_session
def profile(
    session: Session, name: str, said: tuple[str, ...], show: bool, save: bool, learn: Path | None,
    kind: str, decimal: str | None, dates: str | None, currency: str | None, encoding: str | None,
    scope: str | None, unapplied: str | None, ignored: tuple[str, ...], sheet: str, dry_run: bool, force: bool, as_json: bool,
) -> int:  # fmt: skip
    """Show a profile, keep one of your own, or learn one from a file."""
    from ledgerlane.desk import imports

    if show + save + bool(learn) > 1:
        msg = "--show, --save and --learn: one of them, please"
        raise Misused(msg)
    told = {
        "decimal": decimal or "", "dates": dates or "", "currency": currency or "",
        "encoding": encoding or "", "scope": scope or "",
        "unapplied": unapplied or "",
    }  # fmt: skip
    if learn:
        roles = dict(_role(text) for text in said)
        ignore = [*ignored, *(each for text in ignored for each in text.split(","))]
        return _learn(
            session, name, learn, {**told, "roles": roles, "kind": kind, "ignore": ignore},
            sheet=sheet, keep=not dry_run, replace=force, as_json=as_json,
        )  # fmt: skip
    if said or any(told.values()) or ignored or kind != "auto":
        msg = "ROLE=HEADING and what is said of a file go with --learn FILE"
        raise Misused(msg)
    if save:
        line = imports.save_profile(Path(name))
        session.out.say(f"{line.name}: kept as {line.origin}")
        return 0
    for line_ in imports.profile_text(name).rstrip("\n").split("\n"):
        session.out.line(line_)
    return 0


def _role(text: str) -> tuple[str, str]:
    role, sign, name = text.partition("=")
    if not (role and sign and name):
        msg = f"{text}: say ROLE=HEADING, like due_date=Frist"
        raise Misused(msg)
    return role.strip(), name.strip()


def _learn(
    session: Session, name: str, path: Path, said: dict[str, Any], *, as_json: bool, **how: Any
) -> int:  # fmt: skip
    """Learn, show what was learned; 1 when something is to be answered first."""
    from ledgerlane.desk import learning
    from ledgerlane.sync.learning import Said
    from ledgerlane.sync.profile import ALSO_KINDS

    said["kind"] = ALSO_KINDS.get(said["kind"], said["kind"])
    with session.desk(readonly=True) as desk:
        learned = learning.learn_profile(desk, name, path, Said(**said), **how)
    if as_json:
        session.out.json(words.learned_json(learned))
    else:
        for line in words.learned(learned, name):
            session.out.line(line)
    return 1 if learned.lesson.questions or learned.problems else 0
