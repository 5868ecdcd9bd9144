"""``sync conflicts``, ``sync settle``: what was decided apart, and which of it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ledgerlane.cli.commands.files import sync
from ledgerlane.cli.output import Output
from ledgerlane.cli.session import Session, pass_session

if TYPE_CHECKING:
    from ledgerlane.store.conflicts import ConflictRow

CONFLICTS = 7
"""Exit code: conflicts wait for a person."""


@sync.command("conflicts")
@click.option("--json", "as_json", is_flag=True)
@click.option("--plain", is_flag=True)
@pass_session
def conflicts(session: Session, as_json: bool, plain: bool) -> int:
    """List what people decided apart that contradicts itself, with its sides; exit 7 where any is open."""
    from ledgerlane.desk import conflicts as desk_conflicts

    with session.desk(readonly=True) as desk:
        rows = desk_conflicts.listed(desk)
    if as_json:
        session.out.json({"v": 1, "rows": [_shape(row) for row in rows]})
    else:
        _table(session.out, rows, plain=plain)
    return CONFLICTS if rows else 0


@sync.command("settle")
@click.argument("conflict")
@click.argument("side", type=click.IntRange(min=0))
@click.option("--why", default="", metavar="TEXT", help="Why; it stands in the history.")
@pass_session
def settle(session: Session, conflict: str, side: int, why: str) -> None:
    """Decide that a SIDE (1, 2, ... as listed; 0: none of them) of a CONFLICT stands."""
    from ledgerlane.desk import conflicts as desk_conflicts

    with session.desk() as desk:
        session.out.line(desk_conflicts.settle(desk, conflict, side, why))


def _table(out: Output, rows: list[ConflictRow], *, plain: bool) -> None:
    lines = [
        (row.id if at == 1 or plain else "", _account(row) if at == 1 or plain else "", str(at),
         side.actor, side.day.isoformat(), side.device, side.words)
        for row in rows
        for at, side in enumerate(row.sides, start=1)
    ]  # fmt: skip
    if not rows:
        out.say("no conflicts")
        return
    out.table(
        ("conflict", "account", "side", "who", "day", "device", "says"), lines, plain=plain
    )
    for row in rows:
        out.say(f"{row.id}: {row.words}; meanwhile {row.meanwhile}")
    out.say("`sync settle CONFLICT SIDE` decides which side stands")


def _account(row: ConflictRow) -> str:
    return f"{row.number} {row.name}".strip() or "nobody's cash"


def _shape(row: ConflictRow) -> dict[str, object]:
    return {
        "conflict": row.id, "customer": row.number or None, "name": row.name, "what": row.what,
        "about": row.about, "currency": row.currency, "amount": row.minor,
        "since": row.since.isoformat(), "words": row.words, "meanwhile": row.meanwhile,
        "sides": [
            {"side": at, "who": side.actor, "on": side.day.isoformat(), "device": side.device,
             "says": side.words, "event": side.event}
            for at, side in enumerate(row.sides, start=1)
        ],
    }  # fmt: skip
