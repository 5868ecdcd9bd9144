"""Cash first: receipts posted, identified, matched and reversed before anybody calls."""

from __future__ import annotations

from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING, Any

import click

from ledgerlane.cli.session import DAY, Command, Group, Session, one_of, pass_session
from ledgerlane.cli.words import cash as words
from ledgerlane.domain.errors import Misused, Twice

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from ledgerlane.cli.output import Output


@click.group(cls=Group)
def cash() -> None:
    """Post receipts, match them to what they pay, and see what is left."""


@cash.command("post", cls=Command)
@click.argument("amount", metavar="AMOUNT")
@click.argument("customer", required=False)
@click.option("--value-date", type=DAY, help="The day the money counts from. [today]")
@click.option("--reference", default="", help="What the payer wrote as reference (KID, RF, OCR, a number).")  # fmt: skip
@click.option("--text", "remittance", default="", help="What else the payer wrote.")
@click.option("--payer", default="", help="The payer's name, as the bank gives it.")
@click.option("--method", default="", help="Transfer, card, cheque, ...")
@click.option(
    "--again",
    is_flag=True,
    help="Though one like it is there, or they owe nothing in its currency.",
)
@click.option("--json", "as_json", is_flag=True)
@pass_session
def post(
    session: Session, amount: str, customer: str | None, value_date: date | None, reference: str,
    remittance: str, payer: str, method: str, again: bool, as_json: bool,
) -> None:  # fmt: skip
    """Record money that came in: AMOUNT like "1500 EUR", and CUSTOMER where it is known.

    Without a currency it is in the only one of the customer, or of the book. The customer is
    not called about it any more; the ledger's balances stay as they are.
    """
    from ledgerlane.desk import cash as verbs

    with session.desk() as desk:
        money, why = verbs.amount_of(desk, amount, customer)
        with _once("--again posts it all the same"):
            name = verbs.post(
                desk, money, value_date, customer, reference=reference, remittance=remittance,
                payer=payer, method=method, again=again,
            )  # fmt: skip
    if as_json:
        session.out.json({"v": 1, "receipt": name, "currency": money.currency, "amount": money.minor})  # fmt: skip
        return
    said = f" ({why})" if why else ""
    session.out.line(f"{name}: {money} posted{said}; next: cash match {name}")


@contextmanager
def _once(how: str) -> Iterator[None]:
    """Say how money that is there already is recorded all the same."""
    try:
        yield
    except Twice as why:
        msg = f"{why}; {how}"
        raise Twice(msg) from None


@cash.command("match", cls=Command)
@click.argument("receipt", required=False)
@click.argument("items", nargs=-1, metavar="[ITEM[=AMOUNT]]...")
@click.option(
    "--all", "everything", is_flag=True, help="Every receipt that is not used up."
)
@click.option("--oldest-first", is_flag=True, help="Fees and interest first, then the oldest due.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True)
@pass_session
def match(
    session: Session, receipt: str | None, items: tuple[str, ...], everything: bool,
    oldest_first: bool, as_json: bool,
) -> None:  # fmt: skip
    """Say what RECEIPT pays: by rule, or the ITEMs you name, each whole or =AMOUNT."""
    from ledgerlane.desk import matching as verbs

    if one_of({"RECEIPT": receipt is not None, "--all": everything}) is None:
        msg = "name a receipt, or --all"
        raise Misused(msg)
    one_of({"ITEM": bool(items), "--oldest-first": oldest_first, "--all": everything})
    with session.desk() as desk:
        if everything:
            run = verbs.match_all(desk, _progress(session.out))
            if as_json:
                session.out.json({"v": 1, "receipts": run.receipts, "matched": run.matched})
                return
            left = run.receipts - run.matched
            session.out.line(f"{run.matched} of {run.receipts} receipts matched; {left} on the worklist")  # fmt: skip
            return
        assert receipt is not None
        said = verbs.match(desk, receipt, items, oldest_first=oldest_first)
    if as_json:
        session.out.json({"v": 1, "receipt": receipt, "words": said})
        return
    session.out.line(said)


def _progress(out: Output) -> Any:
    """Words on stderr, at most one line in two seconds."""
    last = monotonic()

    def tell(done: int, count: int) -> None:
        nonlocal last
        if monotonic() - last > 2:
            last = monotonic()
            out.say(f"{done} of {count} receipts")

    return tell


@cash.command("unmatch", cls=Command)
@click.argument("receipt")
@click.option("--match", "matches", multiple=True, metavar="ID", help="Only this match; else all.")  # fmt: skip
@click.option("--why", default="", help="What was wrong.")
@pass_session
def unmatch(session: Session, receipt: str, matches: tuple[str, ...], why: str) -> None:
    """Take the matches of RECEIPT back; what hung on them is judged again."""
    from ledgerlane.desk import cash as verbs

    with session.desk() as desk:
        count = verbs.unmatch(desk, receipt, matches, why)
    session.out.line(f"{receipt}: {count} {'match' if count == 1 else 'matches'} taken back")  # fmt: skip


@cash.command("identify", cls=Command)
@click.argument("receipt")
@click.argument("customer")
@click.option("--again", is_flag=True, help="Though the ledger has one like it.")
@pass_session
def identify(session: Session, receipt: str, customer: str, again: bool) -> None:
    """Say that RECEIPT is of CUSTOMER."""
    from ledgerlane.desk import cash as verbs

    how = f"`cash reverse {receipt}` takes the posting back, --again says that it is another one"
    with session.desk() as desk, _once(how):
        verbs.identify(desk, receipt, customer, again=again)
    session.out.line(f"{receipt}: of {customer}")


@cash.command("reverse", cls=Command)
@click.argument("receipt")
@click.option("--why", required=True, help="Bounced, stopped, posted by mistake, ...")
@pass_session
def reverse(session: Session, receipt: str, why: str) -> None:
    """Say that the bank took RECEIPT back: promises and instalments are judged again."""
    from ledgerlane.desk import cash as verbs

    with session.desk() as desk:
        name = verbs.reverse(desk, receipt, why)
    session.out.line(f"{name}: reversed; what it paid is owed again")


@cash.command("worklist", cls=Command)
@click.option("--limit", type=click.IntRange(0), default=50, show_default=True, help="At most so many; 0: all.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True)
@pass_session
def worklist(session: Session, limit: int, as_json: bool) -> None:
    """Receipts that no rule could match, with the best proposals and why none is sure."""
    from ledgerlane.desk import cash as verbs
    from ledgerlane.desk import matching

    with session.desk() as desk:
        found = matching.worklist(desk, limit or None)
        late, today = verbs.not_in_the_books(desk), desk.today
        fresh = verbs.freshness(desk)
        short = verbs.short_names(desk, [each.cash.ref for each in found])
    if as_json:
        session.out.json({
            "v": 1, "as_of": today.isoformat(), "cash": words.freshness_json(fresh),
            "rows": [words.unmatched_json(each) for each in found],
            "not_in_the_books": [words.receipt_json(row) for row in late],
        })  # fmt: skip
        return
    for line in words.unmatched_lines(found, short):
        session.out.line(line)
    for row in late:
        session.out.line(words.late_line(row, today))
    if not found:
        session.out.say("no receipt waits to be matched")


@cash.command("list", cls=Command)
@click.option("--state", type=click.Choice(("posted", "in the books", "reversed", "all")), default="all", show_default=True)  # fmt: skip
@click.option("--json", "as_json", is_flag=True)
@click.option("--plain", is_flag=True, help="A label before each value.")
@pass_session
def list_(session: Session, state: str, as_json: bool, plain: bool) -> None:
    """List the receipts that people here posted, identified, matched or reversed."""
    from ledgerlane.desk import cash as verbs

    with session.desk() as desk:
        rows = verbs.list_(desk, state=None if state == "all" else state)
        today, short = desk.today, verbs.short_names(desk, [row.receipt for row in rows])
    if as_json:
        session.out.json({"v": 1, "as_of": today.isoformat(), "rows": [words.receipt_json(row) for row in rows]})  # fmt: skip
        return
    session.out.table(words.HEADINGS, [words.cells(row, short) for row in rows], right=words.RIGHT, plain=plain)  # fmt: skip
