"""``sync with``, ``clone``, ``remote``, ``status``: a book and its other copies."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledgerlane.cli.commands.conflicts import CONFLICTS
from ledgerlane.cli.commands.files import sync
from ledgerlane.cli.output import Output
from ledgerlane.cli.session import Group, Session, pass_session
from ledgerlane.domain.errors import Misused

if TYPE_CHECKING:
    from ledgerlane.desk.exchange import Exchange

UNPROVEN = 4


@sync.command("with")
@click.argument("remote")
@click.option("--json", "as_json", is_flag=True)
@pass_session
def with_(session: Session, remote: str, as_json: bool) -> int:
    """Exchange history and ledger with REMOTE (a name, a folder, ssh://host/path, s3://bucket/prefix, postgresql://host/db), both ways; exit 7: conflicts wait."""
    from ledgerlane.desk import conflicts, exchange

    with session.desk() as desk:
        done = exchange.with_remote(desk, remote, _progress(session.out), session.settings)
        waiting = conflicts.count(desk)
    return _told(session.out, done, waiting, as_json=as_json)


@sync.command("clone")
@click.argument("remote")
@click.option("--json", "as_json", is_flag=True)
@pass_session
def clone(session: Session, remote: str, as_json: bool) -> int:
    """Make a new book (--book names where) that is a copy of the one at REMOTE: a folder, ssh://host/path, s3://bucket/prefix, postgresql://host/db."""
    from ledgerlane.desk import exchange

    told = _progress(session.out)
    done = exchange.clone(session.path, remote, told, reach=session.settings)
    if not as_json:
        session.out.say(f"{session.path}: a copy of the book at {remote}")
    return _told(session.out, done, 0, as_json=as_json)


@sync.group("remote", cls=Group)
def remote() -> None:
    """Places that this book is exchanged with."""


@remote.command("add")
@click.argument("name")
@click.argument("where")
@click.option(
    "--endpoint", default="", metavar="URL", help="The object store's address (s3)."
)
@click.option("--region", default="", help="The object store's region (s3).")
@pass_session
def add(session: Session, name: str, where: str, endpoint: str, region: str) -> None:
    """Call a place by a NAME; WHERE is a folder, ssh://[user@]host[:port]/path, s3://BUCKET/PREFIX, or postgresql://HOST/DATABASE."""
    from ledgerlane.desk import exchange

    with session.desk() as desk:
        kept = exchange.add(desk, name, where, endpoint, region)
    session.out.say(f"{name} is {kept}")


@remote.command("init")
@click.argument("where")
@click.option(
    "--person",
    "people",
    multiple=True,
    metavar="LOGIN[=ROLE]",
    help="Whose role may lay down what they recorded.",
)
@click.option(
    "--carrier",
    "carriers",
    multiple=True,
    metavar="ROLE",
    help="A role that may lay down what anybody recorded.",
)
@click.option("--sql", is_flag=True, help="Print what is made there, and do nothing.")
@pass_session
def init(
    session: Session,
    where: str,
    people: tuple[str, ...],
    carriers: tuple[str, ...],
    sql: bool,
) -> None:
    """Make a database a place, as its admin: WHERE is postgresql://HOST/DATABASE."""
    from ledgerlane.desk import places

    if sql:
        for line in places.script().splitlines():
            session.out.line(line)
        return
    places.prepare(where, people, carriers)
    session.out.say(
        f"{where} is a place; {len(people) + len(carriers)} roles may lay down there"
    )


@remote.command("remove")
@click.argument("name")
@pass_session
def remove(session: Session, name: str) -> None:
    """Forget a place; what lies there stays."""
    from ledgerlane.desk import exchange

    with session.desk() as desk:
        exchange.remove(desk, name)
    session.out.say(f"{name} is forgotten")


@remote.command("list")
@click.option("--json", "as_json", is_flag=True)
@click.option("--plain", is_flag=True)
@pass_session
def list_(session: Session, as_json: bool, plain: bool) -> None:
    """List the places with a name."""
    from ledgerlane.desk import exchange

    with session.desk(readonly=True) as desk:
        rows = exchange.listed(desk)
    if as_json:
        session.out.json({"v": 1, "rows": [
            {"name": row.name, "place": row.place, "synced_at": row.synced_at, "unproven": list(row.unproven)}
            for row in rows
        ]})  # fmt: skip
        return
    session.out.table(
        ("name", "place"), [(row.name, row.place) for row in rows], plain=plain
    )


@sync.command("status")
@click.option("--json", "as_json", is_flag=True)
@click.option("--plain", is_flag=True)
@pass_session
def status(session: Session, as_json: bool, plain: bool) -> int:
    """Say how this book stands beside its remotes: behind, ahead, what does not prove."""
    from ledgerlane.desk import devices, exchange

    with session.desk(readonly=True) as desk:
        rows = exchange.status(desk, session.settings)
        why = {each.remote.name: [devices.told(desk, words) for words in each.remote.unproven]
               for each in rows}  # fmt: skip
        last = {each.remote.name: exchange.last_seen(desk, each.remote) for each in rows}
    if as_json:
        session.out.json({"v": 1, "rows": [
            {"name": each.remote.name, "place": each.remote.place, "behind": each.behind, "ahead": each.ahead,
             "synced_at": each.remote.synced_at, "unproven": why[each.remote.name]}
            for each in rows
        ]})  # fmt: skip
    else:
        session.out.table(
            ("remote", "behind", "ahead", "last exchange", "unproven"),
            [(each.remote.name, str(each.behind), str(each.ahead), last[each.remote.name],
              "; ".join(why[each.remote.name])) for each in rows],
            right=("behind", "ahead"), plain=plain,
        )  # fmt: skip
    return UNPROVEN if any(each.remote.unproven for each in rows) else 0


@sync.command("device")
@click.argument("name", required=False, default="")
@pass_session
def device(session: Session, name: str) -> None:
    """Say what this device is called, or call it NAME: others see it beside what you record here."""
    from ledgerlane.desk import devices

    with session.desk(readonly=not name) as desk:
        known = devices.call(desk, name) if name else devices.name(desk)
    none = "this device has no name yet; the first exchange gives it the machine's"
    session.out.line(known or none)


@sync.command("serve")
@click.option("--stdio", is_flag=True, help="Over stdin and stdout, as ssh carries them.")
@click.argument("folder", type=click.Path(path_type=Path))
def serve(stdio: bool, folder: Path) -> None:
    """Let the ledgerlane at the other end of ssh exchange with FOLDER; ssh starts this, no person."""
    if not stdio or sys.stdin.isatty():
        msg = "sync serve: needs --stdio and another ledgerlane at the other end: `sync with ssh://HOST/FOLDER` there starts it"
        raise Misused(msg)
    from ledgerlane.sync.remotes import serving

    serving.serve_stdio(folder)


def _progress(out: Output) -> Callable[[str], None]:
    if out.quiet or not sys.stderr.isatty():
        return lambda _: None

    def show(words: str) -> None:
        sys.stderr.write(f"\r{words}\x1b[K")
        sys.stderr.flush()

    return show


def _told(out: Output, done: Exchange, waiting: int, *, as_json: bool) -> int:
    if not out.quiet and sys.stderr.isatty():
        sys.stderr.write("\r\x1b[K")
    if as_json:
        out.json({
            "v": 1, "events": {"in": done.events_in, "out": done.events_out},
            "imports": {"in": done.ledgers_in, "out": done.ledgers_out},
            "notices": done.notices, "unproven": done.unproven, "conflicts": waiting,
        })  # fmt: skip
    else:
        out.line(
            f"events: {done.events_in} in, {done.events_out} out; imports: {done.ledgers_in} in, {done.ledgers_out} out"
        )
        for line in done.notices:
            out.say(line)
        for line in done.unproven:
            out.line(f"not proven: {line}")
        if waiting:
            words = "1 conflict waits" if waiting == 1 else f"{waiting} conflicts wait"
            out.line(f"{words} for a person; see `sync conflicts`")
    if done.unproven:
        return UNPROVEN
    return CONFLICTS if waiting else 0
