"""Agencies: the steps of a placement, made from its table, and what is asked about all of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ledgerlane.cli.commands import cases
from ledgerlane.cli.session import Command, Session, one_of, pass_session
from ledgerlane.domain.cases.placement import PLACEMENT

place = cases.__getattr__(PLACEMENT.command)


@place.command("propose", cls=Command)
@click.option("--all", "everybody", is_flag=True, help="Of every owner.")
@click.option("--mine", is_flag=True, help="Only mine.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="At most this many.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True)
@click.option("--plain", is_flag=True, help="A label before each value.")
@pass_session
def propose(
    session: Session, everybody: bool, mine: bool, limit: int, as_json: bool, plain: bool
) -> None:
    """List who is proposed for an agency, why, and what the law wants first.

    By rule of `placements.letting_go`: nobody answers, promises broken, the chance of collection
    has fallen, the treatment plan has come to its end.
    """
    _propose(
        session, everybody=everybody, mine=mine, limit=limit, as_json=as_json, plain=plain
    )


def _propose(
    session: Session, *, everybody: bool, mine: bool, limit: int, as_json: bool, plain: bool
) -> None:
    one_of({"--all": everybody, "--mine": mine})
    from ledgerlane.cli.words import placements as words
    from ledgerlane.desk import placements as verbs

    scope = "all" if everybody else "mine" if mine else "mine+nobody"
    with session.desk() as desk:
        found, today = verbs.proposed(desk, scope=scope, limit=limit), desk.today
    if as_json:
        rows = [words.as_json(each, today) for each in found]
        session.out.json({"v": 1, "as_of": today.isoformat(), "rows": rows})
    elif not found:
        session.out.say("nobody is proposed for an agency")
    else:
        rows_ = [words.cells(each, today) for each in found]
        session.out.table(words.PROPOSED, rows_, right=words.PROPOSED_RIGHT, plain=plain)


@place.command("show", cls=Command)
@click.argument("case")
@click.option("--json", "as_json", is_flag=True)
@pass_session
def show(session: Session, case: str, as_json: bool) -> None:
    """Show what a supervisor reads before a placement is approved: what goes, what it costs, why."""
    from ledgerlane.desk import placement_reading

    with session.desk() as desk:
        lines, digest = placement_reading.shown(desk, case)
    if as_json:
        session.out.json({"v": 1, "lines": list(lines), "digest": digest})
        return
    for line in lines:
        session.out.line(line)


@place.command("direct", cls=Command)
@click.option("--agency", metavar="CODE", help="Only of this agency.")
@click.option("--json", "as_json", is_flag=True)
@click.option("--plain", is_flag=True, help="A label before each value.")
@pass_session
def direct(session: Session, agency: str | None, as_json: bool, plain: bool) -> None:
    """List what customers paid to us while an agency had it, and it was not told of.

    With the commission that is due on it. `place tell CASE` says that it was told.
    """
    from ledgerlane.cli.words import placements as words
    from ledgerlane.desk import directly

    with session.desk() as desk:
        found = directly.list_(desk, agency)
    if as_json:
        session.out.json({"v": 1, "rows": [words.direct_json(each) for each in found]})
    elif not found:
        session.out.say("nothing was paid to us directly that an agency was not told of")
    else:
        rows = [words.direct_cells(each) for each in found]
        session.out.table(words.DIRECT, rows, right=words.DIRECT_RIGHT, plain=plain)


@place.command("file", cls=Command)
@click.argument("case")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Into this file.")  # fmt: skip
@click.option("--force", is_flag=True, help="Replace a file that is there.")
@click.option("--format", "format_", type=click.Choice(("jsonl", "csv")), default="jsonl", show_default=True, help="As it went out, or the same for a spreadsheet.")  # fmt: skip
@pass_session
def file(
    session: Session, case: str, output: Path | None, force: bool, format_: str
) -> None:
    """Write the placement file of a case as it went out; its SHA-256 is proved first."""
    from ledgerlane.cli.commands.files import into
    from ledgerlane.desk import placements as verbs

    with session.desk(readonly=True) as desk:
        found = verbs.file(desk, case)
        with into(session.out, output, replace=force, csv=format_ == "csv") as target:
            verbs.write(found, target, format_)
    if output is not None:
        session.out.say(f"{output}: sha256 {found.sha256}")


@place.command("contacts", cls=Command)
@click.argument(
    "path", type=click.Path(path_type=Path, dir_okay=False, exists=True), metavar="FILE"
)
@click.option("--json", "as_json", is_flag=True)
@pass_session
def contacts(session: Session, path: Path, as_json: bool) -> None:
    """Take in what an agency did for us: its calls and letters, as a CSV file.

    Columns: placement, day, outcome (an action code or its outcome), channel, reached, note. All
    or none is recorded; what was taken in before is passed over.
    """
    from ledgerlane.desk import agency_contacts

    with session.desk() as desk:
        came = agency_contacts.take(desk, path)
    if as_json:
        session.out.json(
            {"v": 1, "new": came.new, "known": came.known, "accounts": came.accounts}
        )
        return
    session.out.line(
        f"{path.name}: {came.new} new on {came.accounts} accounts, {came.known} known already"
    )


def _listing() -> None:
    """``place list --proposed`` lists who should be placed instead of what is."""
    listed = place.commands["list"]
    asked = listed.callback
    assert asked is not None

    @pass_session
    def run(session: Session, /, proposed: bool, **chosen: Any) -> None:
        if not proposed:
            click.get_current_context().invoke(asked, **chosen)
            return
        _propose(
            session, everybody=chosen["everything"], mine=chosen["mine"], limit=50,
            as_json=chosen["as_json"], plain=chosen["plain"],
        )  # fmt: skip

    listed.callback = run
    flag = click.Option(["--proposed"], is_flag=True, help="Who should be placed, instead (place propose).")  # fmt: skip
    listed.params.insert(0, flag)


_listing()
