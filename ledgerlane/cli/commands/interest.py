"""Late interest and fees: shown with their arithmetic, proposed, charged, waived."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ledgerlane.cli.session import Group, Session, pass_session
from ledgerlane.domain.errors import Misused
from ledgerlane.domain.money import plain as plain_amount
from ledgerlane.domain.regimes import REGIMES

REGIME = click.Choice(REGIMES)
if TYPE_CHECKING:
    from ledgerlane.desk.desk import Desk

STATES = ("proposed", "charged", "waived", "accrued")


@click.group(cls=Group)
def interest() -> None:
    """Late interest and fees: what accrued and why, proposed, charged, waived."""


@interest.command("show")
@click.argument("customer")
@click.option("--under", "regime", type=REGIME, help="What this law would give, instead of the book's.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True)
@pass_session
def show(session: Session, customer: str, regime: str | None, as_json: bool) -> None:
    """Show what has accrued on an account, line by line."""
    from ledgerlane.cli.words import interest as words
    from ledgerlane.desk import interest as verbs

    with session.desk(readonly=True) as desk:
        shown, today = verbs.show(desk, customer, regime or ""), desk.today
    if as_json:
        session.out.json(words.as_json(shown, today.isoformat()))
        return
    for line in words.lines(shown):
        session.out.line(line)


@interest.command("list")
@click.option("--state", type=click.Choice(STATES), help="Only these; accrued: withdrawn.")
@click.option("--json", "as_json", is_flag=True)
@click.option("--plain", is_flag=True, help="A label before each value.")
@pass_session
def list_(session: Session, state: str | None, as_json: bool, plain: bool) -> None:
    """List what was proposed, charged and waived in the whole book."""
    from ledgerlane.cli.words import interest as words
    from ledgerlane.desk import interest as verbs

    with session.desk(readonly=True) as desk:
        rows, today = verbs.list_(desk, state), desk.today
    if as_json:
        session.out.json({"v": 1, "as_of": today.isoformat(), "rows": [words.row_json(row) for row in rows]})  # fmt: skip
        return
    session.out.table(
        ("charge", "account", "customer", "item", "cur", "interest", "fee", "until", "state", "by"),
        [
            (r.id, r.number, r.name, r.document, r.currency, plain_amount(r.interest, r.currency),
             plain_amount(r.fee, r.currency), r.until_day.isoformat(),
             "withdrawn" if r.state == "accrued" else r.state, r.decided_by or r.proposed_by)
            for r in rows
        ],
        right=("interest", "fee"), plain=plain,
    )  # fmt: skip


@interest.command("propose")
@click.argument("customer")
@click.argument("items", nargs=-1)
@click.option("--json", "as_json", is_flag=True)
@pass_session
def propose(session: Session, customer: str, items: tuple[str, ...], as_json: bool) -> None:
    """Propose what has accrued: on the documents named, or on all where it is enough."""
    from ledgerlane.desk import interest as verbs

    with session.desk() as desk:
        made = verbs.propose(desk, customer, items)
        names = verbs.documents(desk, made)
    if as_json:
        session.out.json({
            "v": 1,
            "charges": [
                {"charge": each.charge, "item": each.item, "currency": each.interest.currency,
                 "interest": each.interest.minor, "fee": each.fee.minor}
                for each in made
            ],
        })  # fmt: skip
        return
    for each in made:
        number = names.document(each.item)
        session.out.line(
            f"{each.charge} proposed: {each.interest} interest and {each.fee} fee on {number};"
            " somebody else charges it"
        )


@interest.command("charge")
@click.argument("names", metavar="[CHARGE]...", nargs=-1)
@click.option("--of", "customer", metavar="CUSTOMER", help="All that is proposed on an account.")  # fmt: skip
@pass_session
def charge(session: Session, names: tuple[str, ...], customer: str | None) -> None:
    """Charge proposals, all or none: the customer owes them, the journal has their entries."""
    from ledgerlane.desk import interest as verbs

    with session.desk() as desk:
        done = verbs.charge(desk, _named(desk, names, customer, ("proposed",)))
    for each in done:
        session.out.line(
            f"{each.id}: {each.amount} charged; its entry is in the journal (sync export journal)"
        )


@interest.command("waive")
@click.argument("names", metavar="[CHARGE]...", nargs=-1)
@click.option("--of", "customer", metavar="CUSTOMER", help="All that is proposed or charged on an account.")  # fmt: skip
@click.option("--reason", required=True, help="Why it is given up.")
@pass_session
def waive(session: Session, names: tuple[str, ...], customer: str | None, reason: str) -> None:  # fmt: skip
    """Give up what was proposed or charged, for good; all or none."""
    from ledgerlane.desk import interest as verbs

    with session.desk() as desk:
        done = verbs.waive(desk, _named(desk, names, customer, ("proposed", "charged")), reason)  # fmt: skip
    for each in done:
        session.out.line(f"{each.id}: {each.amount} waived")


def _named(
    desk: Desk, names: tuple[str, ...], customer: str | None, states: tuple[str, ...]
) -> list[str]:
    """The charges that are meant. Raises Misused where none, or both ways are named."""
    from ledgerlane.desk import interest as verbs

    if bool(names) == (customer is not None):
        msg = "say which: CHARGE..., or --of CUSTOMER"
        raise Misused(msg)
    return list(names) if customer is None else verbs.in_state(desk, customer, states)


@interest.command("withdraw")
@click.argument("names", metavar="[CHARGE]...", nargs=-1)
@click.option("--of", "customer", metavar="CUSTOMER", help="All that is proposed on an account.")  # fmt: skip
@pass_session
def withdraw(session: Session, names: tuple[str, ...], customer: str | None) -> None:
    """Take proposals back, all or none; their interest goes on accruing."""
    from ledgerlane.desk import interest as verbs

    with session.desk() as desk:
        done = verbs.withdraw(desk, _named(desk, names, customer, ("proposed",)))
    for each in done:
        session.out.line(f"{each.id}: withdrawn; its interest accrues on")


@interest.command("rates")
@click.argument("regime", type=REGIME, required=False)
@click.option("--json", "as_json", is_flag=True)
@pass_session
def rates(session: Session, regime: str | None, as_json: bool) -> None:
    """Show the law of late interest at hand: formulas, dated rates, fees, each with its source."""
    from ledgerlane.cli.words import interest as words
    from ledgerlane.desk import interest as verbs

    with session.desk(readonly=True) as desk:
        found = verbs.rates(desk, regime or "")
    if as_json:
        session.out.json({"v": 1, "regimes": [words.statute_json(each) for each in found]})
        return
    for each in found:
        for line in words.statute_lines(each):
            session.out.line(line)
