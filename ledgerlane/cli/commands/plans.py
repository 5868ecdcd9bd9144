"""Payment plans: the list, and what can be done with one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ledgerlane.cli.session import DAY, Command, Group, Known, Session, pass_session
from ledgerlane.cli.words import rows as words
from ledgerlane.domain.day_counts import DAY_COUNTS
from ledgerlane.domain.errors import Misused
from ledgerlane.domain.money import plain as plain_amount

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from ledgerlane.desk.desk import Desk
    from ledgerlane.domain.events import PlanProposed
    from ledgerlane.domain.money import Money
    from ledgerlane.domain.plan_money import Settlement
    from ledgerlane.domain.plans import Frequency

EVERY: dict[str, Frequency] = {
    "month": "monthly",
    "week": "weekly",
    "fortnight": "fortnightly",
}


def _states() -> Iterable[str]:
    from ledgerlane.store.plans import STATES

    return STATES


@click.command(cls=Command)
@click.option("--due", type=click.IntRange(0), metavar="DAYS", help="The next instalment falls due within so many days.")  # fmt: skip
@click.option("--state", type=Known(_states), help="Only these.")
@click.option("--json", "as_json", is_flag=True)
@click.option("--plain", is_flag=True, help="A label before each value.")
@pass_session
def plans(session: Session, due: int | None, state: str | None, as_json: bool, plain: bool) -> None:  # fmt: skip
    """List payment plans, those at risk first."""
    from ledgerlane.desk import plans as verbs

    with session.desk() as desk:
        rows = [row for row in verbs.list_(desk) if state in (None, row.state)]
        today = desk.today
    if due is not None:
        rows = [
            r for r in rows if r.next_due is not None and (r.next_due - today).days <= due
        ]
    if as_json:
        session.out.json({"v": 1, "as_of": today.isoformat(), "rows": [words.plan(row) for row in rows]})  # fmt: skip
        return
    session.out.table(
        ("plan", "account", "customer", "cur", "debt", "received", "left", "state", "watch", "next", "advice"),
        [
            (r.id, r.number, r.name, r.currency, plain_amount(r.debt, r.currency),
             plain_amount(r.received, r.currency), plain_amount(r.left, r.currency), r.state, r.watch,
             r.next_due.isoformat() if r.next_due else "", r.recommendation)
            for r in rows
        ],
        right=("debt", "received", "left"), plain=plain,
    )  # fmt: skip


@click.group(cls=Group)
def plan() -> None:
    """Propose a payment plan, and what follows."""


@plan.command("propose")
@click.argument("customer")
@click.option("--count", type=click.IntRange(1, 240), help="So many equal instalments.")
@click.option("--each", metavar="AMOUNT", help="Or instalments of this much; the last is the rest.")  # fmt: skip
@click.option("--first", metavar="DAY", required=True, help="When the first is due: +7, fri, 24.12. or a date.")  # fmt: skip
@click.option(
    "--every", type=click.Choice(tuple(EVERY)), default="month", show_default=True
)
@click.option("--items", "scope", default="overdue", show_default=True, help="overdue, all, or document numbers with commas.")  # fmt: skip
@click.option("--rate", default="0", show_default=True, help="Per cent interest a year, simple.")  # fmt: skip
@click.option("--day-count", type=click.Choice(DAY_COUNTS), default=DAY_COUNTS[0], show_default=True)  # fmt: skip
@click.option("--fee", metavar="AMOUNT", help="On top, with the first instalment.")
@click.option("--note", default="")
@click.option("--dry-run", is_flag=True, help="Show the instalments only.")
@click.option("--json", "as_json", is_flag=True)
@pass_session
def propose(
    session: Session, customer: str, count: int | None, each: str | None, first: str,
    every: str, scope: str, rate: str, day_count: str, fee: str | None, note: str,
    dry_run: bool, as_json: bool,
) -> None:  # fmt: skip
    """Spread what is overdue over instalments: CUSTOMER, or CUSTOMER/CUR."""
    from ledgerlane.desk import log
    from ledgerlane.desk import plans as verbs

    if (count is None) == (each is None):
        msg = "say either --count N or --each AMOUNT"
        raise Misused(msg)
    with session.desk() as desk:
        currency = _currency(desk, customer)
        terms = verbs.Terms(
            scope=scope, first=log.day(desk, first), frequency=EVERY[every], rate_per_cent=rate, note=note,
            day_count=day_count, count=count or 0, each=_money(each, currency), fee=_money(fee, currency),
        )  # fmt: skip
        proposal = verbs.preview(desk, customer, terms)
        away = verbs.away(desk, customer, scope)
        credit = verbs.credit(desk, customer, scope)
        name = "" if dry_run else verbs.propose(desk, customer, terms)
    if away:
        session.out.say(f"not ours to collect: {away}")
    if credit:
        session.out.say(f"{credit} of open credit is taken off")
    _told(session, name, proposal, as_json=as_json)


def _told(session: Session, name: str, proposal: PlanProposed, *, as_json: bool) -> None:
    """The proposal as lines or JSON; without a name nothing was recorded."""
    if as_json:
        session.out.json({
            "v": 1, "plan": name or None, "currency": proposal.instalments[0].amount.currency,
            "instalments": [
                {"due": part.due.isoformat(), "amount": part.amount.minor,
                 "interest": part.interest.minor, "fee": part.fee.minor}
                for part in proposal.instalments
            ],
        })  # fmt: skip
        return
    session.out.line(f"plan {name} proposed" if name else "nothing recorded (--dry-run)")
    for number, part in enumerate(proposal.instalments, start=1):
        parts = [f"{part.interest} interest"] if part.interest.minor else []
        parts += [f"{part.fee} fee"] if part.fee.minor else []
        more = f"  incl. {' and '.join(parts)}" if parts else ""
        session.out.line(f"{number:>3}  {part.due.isoformat()}  {part.amount}{more}")


def _currency(desk: Desk, customer: str) -> str:
    """The currency of the account that the name means."""
    from ledgerlane.desk import accounts

    id_, said = accounts.resolve(desk, customer)
    return accounts.currency_of(desk, accounts.load(desk, id_), said)


def _money(text: str | None, currency: str) -> Money | None:
    """An amount as it was typed: ``1500`` or ``1500.50``."""
    if text is None:
        return None
    from ledgerlane.domain.amounts import read_amount
    from ledgerlane.domain.money import Money

    try:
        return Money(read_amount(text, currency, "."), currency)
    except ValueError as error:
        msg = f"{text}: {error}"
        raise Misused(msg) from None


@plan.command("accept")
@click.argument("name", metavar="PLAN")
@click.option("--by", default="", help="Who agreed at the customer's.")
@pass_session
def accept(session: Session, name: str, by: str) -> None:
    """Both sides agree: the plan runs."""
    from ledgerlane.desk import plans as verbs

    with session.desk() as desk:
        careful = verbs.careful(desk, name)
        verbs.accept(desk, name, by=by)
    if careful:
        session.out.say(careful)
    session.out.line(f"plan {name} runs")


@plan.command("decline")
@click.argument("name", metavar="PLAN")
@click.option("--why", default="")
@pass_session
def decline(session: Session, name: str, why: str) -> None:
    """The proposal came to nothing."""
    from ledgerlane.desk import plans as verbs

    with session.desk() as desk:
        verbs.decline(desk, name, why)
    session.out.line(f"plan {name} is declined")


@plan.command("break")
@click.argument("name", metavar="PLAN")
@click.option("--why", default="")
@pass_session
def break_(session: Session, name: str, why: str) -> None:
    """The customer broke it: its items are collectable again."""
    from ledgerlane.desk import plans as verbs

    with session.desk() as desk:
        verbs.break_(desk, name, why)
    session.out.line(f"plan {name} is broken")


@plan.command("cancel")
@click.argument("name", metavar="PLAN")
@click.option("--why", default="")
@pass_session
def cancel(session: Session, name: str, why: str) -> None:
    """We end it, without a breach."""
    from ledgerlane.desk import plans as verbs

    with session.desk() as desk:
        verbs.cancel(desk, name, why)
    session.out.line(f"plan {name} is cancelled")


@plan.command("settle")
@click.argument("name", metavar="PLAN")
@click.option("--due", type=DAY, help="The day by which all is paid.  [default: today]")
@click.option(
    "--agree",
    is_flag=True,
    help="Agree to it: what is left is due in one sum.  [default: only show]",
)
@click.option("--json", "as_json", is_flag=True)
@pass_session
def settle(session: Session, name: str, due: date | None, agree: bool, as_json: bool) -> None:  # fmt: skip
    """What ends a plan, interest rebated to the day; --agree records it."""
    from ledgerlane.desk import plans as verbs

    with session.desk() as desk:
        act = verbs.settle if agree else verbs.settlement
        careful = verbs.careful(desk, name)
        found = act(desk, name, due)
    if careful:
        session.out.say(careful)
    if as_json:
        session.out.json({"v": 1, "agreed": agree} | words.settlement(found))
        return
    for line in _settlement(found):
        session.out.line(line)
    if agree:
        session.out.line(f"agreed: {found.owed} is due {found.on.isoformat()} in one sum")


def _settlement(found: Settlement) -> Iterator[str]:
    from ledgerlane.domain.interest_words import settlement_lines

    return settlement_lines(found)


@plan.command("accelerate")
@click.argument("name", metavar="PLAN")
@click.option("--why", default="")
@pass_session
def accelerate(session: Session, name: str, why: str) -> None:
    """After a breach: the whole rest falls due today."""
    from ledgerlane.desk import plans as verbs

    with session.desk() as desk:
        found = verbs.accelerate(desk, name, why)
    for line in _settlement(found):
        session.out.line(line)
    session.out.line(f"accelerated: {found.owed} is due {found.on.isoformat()}")


@plan.command("replan")
@click.argument("name", metavar="PLAN")
@click.option("--count", type=click.IntRange(1, 240), help="So many equal instalments.")
@click.option("--each", metavar="AMOUNT", help="Or instalments of this much; the last is the rest.")  # fmt: skip
@click.option("--first", type=DAY, required=True, help="When the first is due.")
@click.option(
    "--every", type=click.Choice(tuple(EVERY)), default="month", show_default=True
)
@click.option("--rate", default="0", show_default=True, help="Per cent interest a year, simple.")  # fmt: skip
@click.option("--day-count", type=click.Choice(DAY_COUNTS), default=DAY_COUNTS[0], show_default=True)  # fmt: skip
@click.option("--fee", metavar="AMOUNT", help="On top, with the first instalment.")
@click.option("--note", default="")
@click.option("--dry-run", is_flag=True, help="Show the instalments only.")
@click.option("--json", "as_json", is_flag=True)
@pass_session
def replan(
    session: Session, name: str, count: int | None, each: str | None, first: date, every: str,
    rate: str, day_count: str, fee: str | None, note: str, dry_run: bool, as_json: bool,
) -> None:  # fmt: skip
    """Propose new terms over what is left of a plan; accepting them replaces it."""
    from ledgerlane.desk import plans as verbs

    if (count is None) == (each is None):
        msg = "say either --count N or --each AMOUNT"
        raise Misused(msg)
    with session.desk() as desk:
        currency = verbs.settlement(desk, name).debt.currency
        terms = verbs.Terms(
            first=first, frequency=EVERY[every], rate_per_cent=rate, note=note, count=count or 0,
            day_count=day_count, each=_money(each, currency), fee=_money(fee, currency),
        )  # fmt: skip
        proposal = verbs.replan_preview(desk, name, terms)
        made = "" if dry_run else verbs.replan(desk, name, terms)
    _told(session, made, proposal, as_json=as_json)
