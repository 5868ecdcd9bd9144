"""Personal data of a customer: erased for good, or found to have been kept for long enough."""

from __future__ import annotations

import click

from ledgerlane.cli.session import Command, Session, one_of, pass_session
from ledgerlane.domain.errors import Misused


@click.command(cls=Command)
@click.argument("customer", required=False)
@click.option("--reason", default="", help="Why, without a name: it stays.")
@click.option("--older", type=int, metavar="YEARS", help="List whose data nothing needed for so long; erases nothing.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Say what would go, and change nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "as_json", is_flag=True, help="With --older.")
@pass_session
def erase(
    session: Session, customer: str | None, reason: str, older: int | None, dry_run: bool,
    yes: bool, as_json: bool,
) -> None:  # fmt: skip
    """Take CUSTOMER's personal data out of the book for good; figures and proofs stay."""
    from ledgerlane.desk import erasing

    one_of({"CUSTOMER": customer is not None, "--older": older is not None})
    if older is not None:
        with session.desk(readonly=True) as desk:
            found = erasing.over(desk, older)
        if as_json:
            session.out.json({"v": 1, "rows": [
                {"customer": each.number, "name": each.name, "last": each.last.isoformat(),
                 "stands": list(each.stands)}
                for each in found
            ]})  # fmt: skip
            return
        session.out.table(
            ("customer", "name", "last", "stands in the way"),
            [(e.number, e.name, e.last.isoformat(), ", ".join(e.stands)) for e in found],
        )
        return
    if customer is None:
        msg = "whose? `erase CUSTOMER`, or `erase --older YEARS` for a list"
        raise Misused(msg)
    with session.desk(readonly=dry_run) as desk:
        ahead = erasing.foresee(desk, customer)
        pieces = f"{ahead.pieces} piece{'' if ahead.pieces == 1 else 's'} of personal data"
        if dry_run:
            session.out.line(f"{ahead.number}: {pieces} would go")
            for each in ahead.stands:
                session.out.line(f"  in the way: {each}")
            return
        if not ahead.stands and reason:
            session.require_yes(f"{ahead.number}: {pieces} go for good; backups keep theirs. Erase?", yes=yes)  # fmt: skip
        erasing.erase(desk, customer, reason)
    session.out.line(f"{ahead.number}: {pieces} erased")
