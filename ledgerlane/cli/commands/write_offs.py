"""Write-offs: one asks, another decides."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from ledgerlane.cli.session import DAY, Command, Group, Known, Session, one_of, pass_session
from ledgerlane.cli.words import rows as words
from ledgerlane.domain.errors import Misused, Refused
from ledgerlane.domain.money import plain as plain_amount

if TYPE_CHECKING:
    from datetime import date


@click.group(cls=Group)
def writeoff() -> None:
    """Ask for a balance to be given up, and what follows."""


@writeoff.command("request")
@click.argument("customer")
@click.argument("items", nargs=-1, required=True, metavar="ITEM...")
@click.option(
    "--reason",
    default="",
    metavar="CODE",
    help="Why, by a code of the book, like uncollectible; without one they are listed. [required]",
)
@click.option("--note", default="", help="What the approver should know besides.")
@click.option("--tax-relief/--no-tax-relief", default=None, help="Claim the tax inside it back. [as the policy says]")  # fmt: skip
@click.option("--json", "as_json", is_flag=True)
@pass_session
def request(
    session: Session, customer: str, items: tuple[str, ...], reason: str, note: str,
    tax_relief: bool | None, as_json: bool,
) -> None:  # fmt: skip
    """Ask for ITEMs of CUSTOMER to be given up; somebody else decides.

    ITEM is a document number, 8812, or a part of one, 8812=120.50.
    """
    from ledgerlane.desk import requests as asked
    from ledgerlane.desk import write_offs as verbs

    with session.desk() as desk:
        if not reason:
            known = ", ".join(
                f"{e.code} ({e.words})" for e in desk.policy.write_offs.reasons
            )
            msg = f"say why with --reason CODE: {known}"
            raise Misused(msg)
        name = verbs.request(
            desk, customer, list(items), reason, note, tax_relief=tax_relief
        )
        seen = asked.shown(desk, name)
    if as_json:
        session.out.json({"v": 1, "request": name})
    else:
        session.out.line(f"{name} waits for somebody else's decision")
    _say(session, seen)


def _say(session: Session, seen: Any) -> None:
    """What stands against it, and who may decide: words beside the answer."""
    for words_ in seen.warnings:
        session.out.say(f"it cannot be approved yet: {words_}")
    for words_ in (*seen.notices, seen.deciders):
        session.out.say(words_)


@writeoff.command("show")
@click.argument("name", metavar="REQUEST")
@click.option("--json", "as_json", is_flag=True)
@pass_session
def show(session: Session, name: str, as_json: bool) -> None:
    """What an approver is shown."""
    from ledgerlane.desk import requests as verbs

    with session.desk() as desk:
        seen = verbs.shown(desk, name)
    if as_json:
        session.out.json({
            "v": 1, "request": name, "digest": seen.digest, "lines": list(seen.lines),
            "warnings": list(seen.warnings), "notices": list(seen.notices),
        })  # fmt: skip
        return
    _show(session, seen)


def _show(session: Session, seen: Any) -> None:
    for line in seen.lines:
        session.out.line(line)
    for line in (*seen.warnings, *seen.notices):
        session.out.line(f"! {line}")


@writeoff.command("resubmit")
@click.argument("name", metavar="REQUEST")
@click.option("--note", required=True, help="The answer to the question.")
@pass_session
def resubmit(session: Session, name: str, note: str) -> None:
    """Answer the question of a returned request, and ask again."""
    from ledgerlane.desk import requests as verbs

    with session.desk() as desk:
        asked = verbs.resubmit(desk, name, note)
        seen = verbs.shown(desk, asked.id)
    session.out.line(f"{asked.id}: asked again for {asked.amount}; waits for somebody else's decision")  # fmt: skip
    _say(session, seen)


@writeoff.command("withdraw")
@click.argument("name", metavar="REQUEST")
@pass_session
def withdraw(session: Session, name: str) -> None:
    """Stop asking."""
    from ledgerlane.desk import requests as verbs

    with session.desk() as desk:
        id_ = verbs.withdraw(desk, name)
    session.out.line(f"{id_}: withdrawn")


@writeoff.command("reverse")
@click.argument("name", metavar="REQUEST")
@click.option("--reason", required=True)
@pass_session
def reverse(session: Session, name: str, reason: str) -> None:
    """Take an approved write-off or credit memo back by an entry of its own."""
    from ledgerlane.desk import requests as verbs

    with session.desk() as desk:
        verbs.reverse(desk, name, reason)
    session.out.line(f"{name}: reversed; the mirrored entry is in the journal")


@writeoff.command("recovery")
@click.argument("name", metavar="REQUEST")
@click.argument("amount", required=False)
@click.option("--on", "day", type=DAY, help="The day it came. [today]")
@click.option("--receipt", default="", help="The receipt it came by.")
@click.option("--note", default="")
@click.option("--back", metavar="RECOVERY", help="Take this recovery back: it bounced, or was none.")  # fmt: skip
@click.option("--reason", default="", help="With --back: why.")
@pass_session
def recovery(
    session: Session, name: str, amount: str | None, day: date | None, receipt: str, note: str,
    back: str | None, reason: str,
) -> None:  # fmt: skip
    """Record AMOUNT that came after REQUEST was written off; its entry is in the journal."""
    from ledgerlane.desk import write_offs as verbs
    from ledgerlane.domain.amounts import read_money

    if one_of({"AMOUNT": amount is not None, "--back": back is not None}) is None:
        msg = "name the amount that came, or --back RECOVERY"
        raise Misused(msg)
    if back is not None:
        with session.desk() as desk:
            id_ = verbs.take_recovery_back(desk, name, back, reason)
        session.out.line(f"{id_}: taken back")
        return
    assert amount is not None
    try:
        money = read_money(amount)
    except ValueError as why:
        raise Misused(str(why)) from None
    with session.desk() as desk:
        id_ = verbs.recover(desk, name, money, day, receipt=receipt, note=note)
    session.out.line(f"{id_}: {money} of {name} recovered; its entry is in the journal")


def _states() -> Iterable[str]:
    from ledgerlane.domain.requests import TRANSITIONS

    return ("all", *dict.fromkeys(TRANSITIONS.values()))


@click.command(cls=Command)
@click.argument("name", metavar="[list|REQUEST]", default="list")
@click.option("--decline", "declined", metavar="REASON", help="Say no, and why.")
@click.option(
    "--return", "returned", metavar="QUESTION", help="Give it back with a question."
)
@click.option("--digest", help="Approve only if exactly this was shown.")
@click.option("--state", type=Known(_states), default="waiting", show_default=True, help="With list: only these.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True)
@click.option("--plain", is_flag=True, help="A label before each value.")
@pass_session
def approve(
    session: Session, name: str, declined: str | None, returned: str | None,
    digest: str | None, state: str, as_json: bool, plain: bool,
) -> None:  # fmt: skip
    """List what waits for a decision (and what was returned to you), or decide on REQUEST."""
    one_of({"--decline": declined is not None, "--return": returned is not None})
    if name != "list":
        _decide(session, name, declined, returned, digest)
        return
    if declined is not None or returned is not None:
        msg = "name the request"
        raise Misused(msg)
    _list(session, state, as_json=as_json, plain=plain)


def _list(session: Session, state: str, *, as_json: bool, plain: bool) -> None:
    from ledgerlane.cli.commands import approving
    from ledgerlane.desk import approvals as verbs

    with session.desk() as desk:
        today, me = desk.today, desk.actor
        mine = "returned" if state == "waiting" else ""  # a question to me waits for me
        rows = [
            row for row in verbs.list_(desk)
            if state in ("all", row.state) or (row.state == mine and row.asked_by == me)
        ]  # fmt: skip
        others = approving.waiting(desk) if state in ("all", "waiting") else []
    if as_json:
        rows_ = [*map(words.request, rows), *map(words.other_request, others)]
        session.out.json({"v": 1, "as_of": today.isoformat(), "rows": rows_})
        return
    session.out.table(
        ("request", "account", "customer", "cur", "amount", "state", "by", "asked", "reason"),
        [
            (r.id, r.number, r.name, r.currency, plain_amount(r.minor, r.currency), r.state,
             f"{r.asked_by} (you)" if r.asked_by == me else r.asked_by,
             r.asked_day.isoformat(), f"{r.reason}; {r.question}" if r.question else r.reason)
            for r in rows
        ]
        + [
            (o.id, o.number, o.name, o.amount.currency, plain_amount(o.amount.minor, o.amount.currency),
             "waiting", f"{o.by} (you)" if o.by == me else o.by, o.asked.isoformat(), o.why)
            for o in others
        ],
        right=("amount",), plain=plain,
    )  # fmt: skip


def _decide(
    session: Session, name: str, declined: str | None, returned: str | None,
    digest: str | None,
) -> None:  # fmt: skip
    from ledgerlane.cli.commands import approving
    from ledgerlane.desk import approvals as verbs
    from ledgerlane.desk import requests as asked

    if approving.is_other(name):
        session.out.line(approving.decide(session, name, declined, returned, digest))
        return
    with session.desk() as desk:
        if declined is not None:
            session.out.line(f"{verbs.decline(desk, name, declined)}: declined")
            return
        if returned is not None:
            session.out.line(f"{verbs.return_(desk, name, returned)}: returned")
            return
        seen = asked.shown(desk, name)
        _show(session, seen)
        if not session.sure(f"Approve {name}?"):
            msg = "not approved"
            raise Refused(msg)
        words_ = verbs.approve(desk, name, digest or seen.digest)
    session.out.line(words_)
