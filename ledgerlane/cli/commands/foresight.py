"""What is likely to come: estimates, the cash forecast."""

from __future__ import annotations

import click

from ledgerlane.cli.commands.reports import report
from ledgerlane.cli.session import Session, pass_session
from ledgerlane.domain.errors import Misused


@report.command("estimate")
@click.argument("customer", required=False)
@click.option("--backtest", is_flag=True, help="How good the estimate was on the book's own past.")  # fmt: skip
@click.option("--limit", type=click.IntRange(0), default=50, show_default=True, help="At most so many; 0: all.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True)
@click.option("--plain", is_flag=True, help="A label before each value.")
@pass_session
def estimate(
    session: Session, customer: str | None, backtest: bool, limit: int, as_json: bool,
    plain: bool,
) -> None:  # fmt: skip
    """When open invoices will be paid, and from which numbers. CUSTOMER: only theirs."""
    from ledgerlane.cli.words import foresight as words
    from ledgerlane.desk import foresight

    if backtest and customer:
        msg = "--backtest is about the whole book; leave the customer out"
        raise Misused(msg)
    out = session.out
    with session.desk() as desk:
        today = desk.today
        if backtest:
            tried = foresight.estimate_backtest(desk)
            if as_json:
                out.json(words.backtest_json(tried, today))
                return
            for line in words.backtest_lines(tried, today):
                out.line(line)
            return
        found = foresight.item_estimates(desk, customer, limit=limit or None)
    if as_json:
        out.json(words.estimates_json(found, today))
        return
    out.table(
        words.ESTIMATE_HEADINGS, [words.estimate_cells(each, today) for each in found],
        right=words.ESTIMATE_RIGHT, plain=plain,
    )  # fmt: skip
    if not found:
        out.say("nothing to estimate: nothing is open, or nothing was ever paid here")
