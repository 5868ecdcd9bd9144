"""Days that may not be missed on an account."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import click

from ledgerlane.cli.session import DAY, Group, Known, Session, pass_session


def _whats() -> Iterable[str]:
    from ledgerlane.domain.deadlines import WHATS

    return WHATS


@click.group(cls=Group)
def deadline() -> None:
    """Limitation, credit insurance notice, lien, insolvency claim: days that may not be missed."""


@deadline.command("set")
@click.argument("customer")
@click.argument("what", type=Known(_whats))
@click.argument("due", type=DAY)
@click.option("--note", default="", help="What has to be done.")
@click.option(
    "--invoice",
    "items",
    multiple=True,
    help="Of this invoice only; may be repeated. Without: of what is unpaid now.",
)
@pass_session
def set_(
    session: Session, customer: str, what: str, due: date, note: str, items: tuple[str, ...]
) -> None:  # fmt: skip
    """WHAT has to be done for CUSTOMER by the day DUE.

    A limitation ends with its invoices: each is interrupted while a suit over it stands filed.
    """
    from ledgerlane.desk import deadlines

    with session.desk() as desk:
        deadlines.set_(desk, customer, what, due, note, items)
    session.out.line(f"{customer}: {what} by {due.isoformat()}")


@deadline.command("met")
@click.argument("customer")
@click.argument("what", type=Known(_whats))
@click.option("--note", default="", help="How: the notice sent, the claim filed.")
@pass_session
def met(session: Session, customer: str, what: str, note: str) -> None:
    """WHAT was done for CUSTOMER in time, or late."""
    from ledgerlane.desk import deadlines

    with session.desk() as desk:
        deadlines.met(desk, customer, what, note)
    session.out.line(f"{customer}: {what} done")


@deadline.command("list")
@click.option("--json", "as_json", is_flag=True)
@click.option("--plain", is_flag=True, help="A label before each value.")
@pass_session
def list_(session: Session, as_json: bool, plain: bool) -> None:
    """Every deadline that is not met, the nearest first."""
    from ledgerlane.desk import deadlines
    from ledgerlane.domain.money import plain as amount

    with session.desk() as desk:
        lines, today = deadlines.list_(desk), desk.today
    if as_json:
        session.out.json({"v": 1, "as_of": today.isoformat(), "rows": [
            {"due": e.due.isoformat(), "what": e.what, "customer": e.number, "name": e.name,
             "currency": e.currency, "overdue": e.overdue, "owner": e.owner}
            for e in lines
        ]})  # fmt: skip
        return
    session.out.table(
        ("due", "days", "what", "account", "customer", "cur", "overdue", "owner"),
        [(e.due.isoformat(), str((e.due - today).days), e.what, e.number, e.name, e.currency,
          amount(e.overdue, e.currency), e.owner) for e in lines],
        right=("days", "overdue"), plain=plain,
    )  # fmt: skip
