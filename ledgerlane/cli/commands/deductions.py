"""Deductions and claims: what customers keep, the forms that justify it, marketing's decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ledgerlane.cli.session import Command, Group, Known, Session, pass_session
from ledgerlane.cli.words import deductions as words
from ledgerlane.domain.errors import Misused

if TYPE_CHECKING:
    from ledgerlane.domain.money import Money

AMOUNT = '"60 EUR"'


def _money(text: str | None) -> Money | None:
    from ledgerlane.domain.amounts import read_money

    if text is None:
        return None
    try:
        return read_money(text)
    except ValueError as why:
        raise Misused(str(why)) from None


@click.group(cls=Group)
def deduction() -> None:
    """What customers keep of invoices: found in the ledger, explained, confirmed or denied."""


@deduction.command("list", cls=Command)
@click.option("--state", type=Known(lambda: ("open", "confirmed", "upheld", "rejected", "withdrawn", "all")), default="open", show_default=True)  # fmt: skip
@click.option("--json", "as_json", is_flag=True)
@click.option("--plain", is_flag=True, help="A label before each value.")
@pass_session
def list_(session: Session, state: str, as_json: bool, plain: bool) -> None:
    """List deductions and disputes, and short payments that nobody has explained."""
    from ledgerlane.desk import deductions as verbs

    with session.desk() as desk:
        rows = verbs.list_(desk, state=None if state == "all" else state)
        found = verbs.found(desk) if state in ("open", "all") else []
        today = desk.today
    if as_json:
        session.out.json({
            "v": 1, "as_of": today.isoformat(), "rows": [words.deduction_json(row) for row in rows],
            "found": [words.found_json(each) for each in found],
        })  # fmt: skip
        return
    session.out.table(words.DEDUCTION_HEADINGS, [words.deduction_cells(row) for row in rows],
                      right=words.DEDUCTION_RIGHT, plain=plain)  # fmt: skip
    for each in found:
        session.out.line(words.found_line(each))


@deduction.command("open", cls=Command)
@click.argument("customer")
@click.argument("item")
@click.argument("amount", required=False, metavar=f"[{AMOUNT}]")
@click.option(
    "--reason", default="", help="A form's code or your own word. [what was found]"
)
@click.option("--note", default="")
@pass_session
def open_(
    session: Session, customer: str, item: str, amount: str | None, reason: str, note: str
) -> None:
    """Record that CUSTOMER kept so much of ITEM: without an amount, what was paid short of it."""
    from ledgerlane.desk import deductions as verbs

    with session.desk() as desk:
        name = verbs.open_(desk, customer, item, _money(amount), reason=reason, note=note)
    session.out.line(f"{name}: open; next: claim match CLAIM {name}")


@deduction.command("confirm", cls=Command)
@click.argument("name", metavar="DEDUCTION")
@click.argument("amount", required=False, metavar=f"[{AMOUNT}]")
@click.option("--note", default="")
@pass_session
def confirm(session: Session, name: str, amount: str | None, note: str) -> None:
    """Say without a claim that it is right: it goes on as a credit memo to approve."""
    from ledgerlane.desk import deductions as verbs

    with session.desk() as desk:
        memo = verbs.confirm(desk, name, _money(amount), note)
    session.out.line(f"{memo} waits for somebody else's decision")


@deduction.command("deny", cls=Command)
@click.argument("name", metavar="DEDUCTION")
@click.argument("amount", required=False, metavar=f"[{AMOUNT}]")
@click.option("--reason", required=True, help="What the customer is told.")
@pass_session
def deny(session: Session, name: str, amount: str | None, reason: str) -> None:
    """Say without a claim that it is not right: it is chased again."""
    from ledgerlane.desk import deductions as verbs

    with session.desk() as desk:
        said = verbs.deny(desk, name, reason, _money(amount))
    session.out.line(f"{name}: {said} denied; it is asked for again")


@deduction.command("reopen", cls=Command)
@click.argument("name", metavar="DEDUCTION")
@click.option("--why", required=True, help="What is new.")
@pass_session
def reopen(session: Session, name: str, why: str) -> None:
    """Open again what was denied."""
    from ledgerlane.desk import deductions as verbs

    with session.desk() as desk:
        said = verbs.reopen(desk, name, why)
    session.out.line(f"{name}: {said} is open again")


@click.group(cls=Group)
def claim() -> None:
    """The forms that justify deductions: recorded, matched, confirmed or denied."""


@claim.command("list", cls=Command)
@click.option("--state", type=Known(lambda: ("recorded", "matched", "decided", "withdrawn", "all")), default="matched", show_default=True, help="matched: what marketing decides.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True)
@click.option("--plain", is_flag=True, help="A label before each value.")
@pass_session
def claim_list(session: Session, state: str, as_json: bool, plain: bool) -> None:
    """List claims, the oldest first."""
    from ledgerlane.desk import claims as verbs

    with session.desk() as desk:
        rows = verbs.list_(desk, state=None if state == "all" else state)
        today = desk.today
    if as_json:
        session.out.json({"v": 1, "as_of": today.isoformat(), "rows": [words.claim_json(row) for row in rows]})  # fmt: skip
        return
    session.out.table(words.CLAIM_HEADINGS, [words.claim_cells(row) for row in rows],
                      right=words.CLAIM_RIGHT, plain=plain)  # fmt: skip


@claim.command("record", cls=Command)
@click.argument("customer")
@click.argument("amount", metavar=AMOUNT)
@click.option("--form", required=True, help="A code of the policy's forms.")
@click.option("--program", default="", help="The marketing program it names.")
@click.option("--evidence", multiple=True, help="What came with it; once for each.")
@click.option("--note", default="")
@click.option("--match", "deduction_", default="", metavar="DEDUCTION", help="Match it at once: a deduction or an invoice.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True)
@pass_session
def record(
    session: Session, customer: str, amount: str, form: str, program: str,
    evidence: tuple[str, ...], note: str, deduction_: str, as_json: bool,
) -> None:  # fmt: skip
    """Take CUSTOMER's form in."""
    from ledgerlane.desk import claims as verbs

    money = _money(amount)
    assert money is not None
    with session.desk() as desk:
        name = verbs.record(
            desk, customer, form, money, program=program, evidence=evidence, note=note
        )
        matched = verbs.match(desk, name, deduction_) if deduction_ else None
    if as_json:
        session.out.json({"v": 1, "claim": name})
        return
    session.out.line(f"{name}: {money} claimed" + (f", {matched} matched" if matched else f"; next: claim match {name} DEDUCTION"))  # fmt: skip


@claim.command("match", cls=Command)
@click.argument("name", metavar="CLAIM")
@click.argument("deduction_", metavar="DEDUCTION")
@click.argument("amount", required=False, metavar=f"[{AMOUNT}]")
@pass_session
def match(session: Session, name: str, deduction_: str, amount: str | None) -> None:
    """Say that CLAIM justifies so much of DEDUCTION, one's name or its invoice; else as much as fits."""
    from ledgerlane.desk import claims as verbs

    with session.desk() as desk:
        said = verbs.match(desk, name, deduction_, _money(amount))
    session.out.line(f"{name}: {said} matched to {deduction_}; marketing decides")


@claim.command("unmatch", cls=Command)
@click.argument("name", metavar="CLAIM")
@click.argument("deduction_", metavar="DEDUCTION")
@click.option("--why", default="")
@pass_session
def unmatch(session: Session, name: str, deduction_: str, why: str) -> None:
    """Take a match back; what was decided of it stands."""
    from ledgerlane.desk import claims as verbs

    with session.desk() as desk:
        verbs.unmatch(desk, name, deduction_, why)
    session.out.line(f"{name}: not matched to {deduction_} any more")


@claim.command("confirm", cls=Command)
@click.argument("name", metavar="CLAIM")
@click.argument("amount", required=False, metavar=f"[{AMOUNT}]")
@click.option("--deduction", "deduction_", default="", help="Only this one's part.")
@click.option("--note", default="")
@pass_session
def claim_confirm(
    session: Session, name: str, amount: str | None, deduction_: str, note: str
) -> None:
    """Say that it is right, wholly or in part: that goes on as a credit memo to approve."""
    from ledgerlane.desk import claims as verbs

    with session.desk() as desk:
        memo = verbs.confirm(desk, name, _money(amount), deduction_, note)
    session.out.line(f"{memo} waits for somebody else's decision")


@claim.command("deny", cls=Command)
@click.argument("name", metavar="CLAIM")
@click.argument("amount", required=False, metavar=f"[{AMOUNT}]")
@click.option("--deduction", "deduction_", default="", help="Only this one's part.")
@click.option("--reason", required=True, help="What the customer is told.")
@pass_session
def claim_deny(
    session: Session, name: str, amount: str | None, deduction_: str, reason: str
) -> None:
    """Say that it is not right, wholly or in part: that is chased again."""
    from ledgerlane.desk import claims as verbs

    with session.desk() as desk:
        said = verbs.deny(desk, name, reason, _money(amount), deduction_)
    session.out.line(f"{name}: {said} denied; it is asked for again")


@claim.command("withdraw", cls=Command)
@click.argument("name", metavar="CLAIM")
@click.option("--why", default="")
@pass_session
def withdraw(session: Session, name: str, why: str) -> None:
    """Say that the customer does not claim it any more."""
    from ledgerlane.desk import claims as verbs

    with session.desk() as desk:
        verbs.withdraw(desk, name, why)
    session.out.line(f"{name}: withdrawn")
