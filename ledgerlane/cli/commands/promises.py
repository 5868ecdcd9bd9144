"""Promises: the list, and taking one off."""

from __future__ import annotations

from collections.abc import Iterable

import click

from ledgerlane.cli.session import Command, Known, Session, pass_session
from ledgerlane.cli.words import rows as words
from ledgerlane.domain.money import plain as plain_amount


def _states() -> Iterable[str]:
    from ledgerlane.domain.promises import STATES

    return STATES


@click.command(cls=Command)
@click.option("--due", type=click.IntRange(0), metavar="DAYS", help="Open ones due within so many days.")  # fmt: skip
@click.option("--state", type=Known(_states), help="Only these.")
@click.option("--withdraw", metavar="PROMISE", help="This one does not stand any more.")
@click.option("--why", default="", help="Why it is withdrawn.")
@click.option("--json", "as_json", is_flag=True)
@click.option("--plain", is_flag=True, help="A label before each value.")
@pass_session
def promises(
    session: Session, due: int | None, state: str | None, withdraw: str | None, why: str,
    as_json: bool, plain: bool,
) -> None:  # fmt: skip
    """List promises to pay, or withdraw one."""
    from ledgerlane.desk import promises as verbs

    with session.desk() as desk:
        if withdraw is not None:
            verbs.withdraw(desk, withdraw, why)
            session.out.line(f"{withdraw}: withdrawn")
            return
        rows = verbs.list_(
            desk, due_days=due, state=state or (None if due is None else "open")
        )
        today = desk.today
    if as_json:
        session.out.json({"v": 1, "as_of": today.isoformat(), "rows": [words.promise(row) for row in rows]})  # fmt: skip
        return
    session.out.table(
        ("promise", "account", "customer", "cur", "amount", "due", "state", "received", "by"),
        [
            (r.id, r.number, r.name, r.currency, plain_amount(r.minor, r.currency),
             r.due_day.isoformat(), r.state, plain_amount(r.received, r.currency), r.actor)
            for r in rows
        ],
        right=("amount", "received"), plain=plain,
    )  # fmt: skip
