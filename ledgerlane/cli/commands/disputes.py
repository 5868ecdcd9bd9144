"""Disputes: the list, and answering one. Opening one is a line: log CUSTOMER "d 300 broken"."""

from __future__ import annotations

from collections.abc import Iterable

import click

from ledgerlane.cli.session import Command, Group, Known, Session, pass_session
from ledgerlane.cli.words import rows as words
from ledgerlane.domain.money import plain as plain_amount


def _outcomes() -> Iterable[str]:
    from ledgerlane.domain.disputes import OUTCOMES

    return OUTCOMES


@click.command(cls=Command)
@click.option("--state", type=Known(lambda: ("open", *_outcomes(), "all")), default="open", show_default=True)  # fmt: skip
@click.option("--json", "as_json", is_flag=True)
@click.option("--plain", is_flag=True, help="A label before each value.")
@pass_session
def disputes(session: Session, state: str, as_json: bool, plain: bool) -> None:
    """List what customers contest."""
    from ledgerlane.desk import disputes as verbs

    with session.desk() as desk:
        rows = verbs.list_(desk, state=None if state == "all" else state)
        today = desk.today
    if as_json:
        session.out.json({"v": 1, "as_of": today.isoformat(), "rows": [words.dispute(row) for row in rows]})  # fmt: skip
        return
    session.out.table(
        ("dispute", "account", "customer", "item", "cur", "amount", "opened", "state", "reason"),
        [
            (r.id, r.number, r.name, r.document, r.currency, plain_amount(r.minor, r.currency),
             r.opened_day.isoformat(), r.state, r.reason)
            for r in rows
        ],
        right=("amount",), plain=plain,
    )  # fmt: skip


@click.group(cls=Group)
def dispute() -> None:
    """Answer a dispute."""


@dispute.command("settle")
@click.argument("name", metavar="DISPUTE")
@click.argument("outcome", type=Known(_outcomes))
@click.option("--note", default="")
@pass_session
def settle(session: Session, name: str, outcome: str, note: str) -> None:
    """They are right (upheld: asks for the credit memo), they are not (rejected), or they gave it up (withdrawn)."""
    from ledgerlane.desk import disputes as verbs

    with session.desk() as desk:
        said = verbs.settle(desk, name, outcome, note)
    session.out.line(f"dispute {name}: {said}")
