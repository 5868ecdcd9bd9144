"""What is likely to come: estimates, the cash forecast."""

from __future__ import annotations

import sys

import click

from ledgerlane.cli.commands.reports import report
from ledgerlane.cli.session import Session, one_of, pass_session
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


@report.command("risk")
@click.option("--class", "name", metavar="CLASS", help="Only this class.")
@click.option("--limit", type=click.IntRange(0), default=50, show_default=True, help="At most so many; 0: all.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True)
@click.option("--plain", is_flag=True, help="A label before each value.")
@pass_session
def risk(
    session: Session, name: str | None, limit: int, as_json: bool, plain: bool
) -> None:
    """Open accounts by risk class: how they pay, how that moves, what is at stake."""
    from ledgerlane.cli.words import foresight as words
    from ledgerlane.desk import risk as verbs

    out = session.out
    with session.desk() as desk:
        found, today = verbs.risks(desk, name, limit=limit or None), desk.today
    if as_json:
        out.json(words.risks_json(found, today))
        return
    out.line(f"As of {today.isoformat()}")
    out.table(words.RISK_HEADINGS, map(words.risk_cells, found), right=words.RISK_RIGHT, plain=plain)  # fmt: skip
    out.line(f"Formula: {words.RISK_FORMULA}")


@report.command("forecast")
@click.option("--weeks", type=click.IntRange(1, 52), default=13, show_default=True)
@click.option(
    "--backtest", is_flag=True, help="Forecasts of the past year beside what came."
)
@click.option("--json", "as_json", is_flag=True)
@click.option("--csv", "as_csv", is_flag=True)
@click.option("--plain", is_flag=True, help="A label before each value.")
@pass_session
def forecast(
    session: Session, weeks: int, backtest: bool, as_json: bool, as_csv: bool, plain: bool
) -> None:
    """What cash will come, week by week, with a range; of what is open on the day."""
    from ledgerlane.cli.words import foresight as words
    from ledgerlane.desk import foresight

    one_of({"--json": as_json, "--csv": as_csv, "--plain": plain})
    if backtest:
        one_of({"--backtest": backtest, "--csv": as_csv})
        _backtest(session, weeks, as_json=as_json, plain=plain)
        return
    out = session.out
    with session.desk() as desk:
        found, today = foresight.cash_forecast(desk, weeks), desk.today
        paid = foresight.knows_payments(desk)
    if as_json:
        out.json(words.forecast_json(found, today, weeks))
    elif as_csv:
        from ledgerlane.cli.words.aging import target

        target(out, sys.stdout).writelines(words.forecast_csv(found))
    else:
        out.line(f"As of {today.isoformat()}, {weeks} weeks, range 80 %")
        out.table(
            words.FORECAST_HEADINGS, words.forecast_cells(found),
            right=words.FORECAST_RIGHT, plain=plain,
        )  # fmt: skip
        for line in words.forecast_sums(found):
            out.line(line)
        if not paid:
            out.line(
                "Note: the books have shown no payment yet; habits are guessed from due dates and age alone"
            )


def _backtest(session: Session, weeks: int, *, as_json: bool, plain: bool) -> None:
    from ledgerlane.cli.words import foresight as words
    from ledgerlane.desk import foresight

    out = session.out
    with session.desk() as desk:
        past, today = foresight.forecast_backtest(desk, weeks, out.say), desk.today
    if as_json:
        out.json(words.tried_json(past, today, weeks))
        return
    tried = past.tried
    days = sorted({each.as_of for each in tried})
    out.line(
        f"{len(days)} past days, {days[0].isoformat()} to {days[-1].isoformat()}: what was open then,"
        " forecast with what was known then"
    )
    for line in words.dropped_lines(past):
        out.line(line)
    out.table(words.TRIED_HEADINGS, words.tried_cells(tried), right=words.TRIED_RIGHT, plain=plain)  # fmt: skip
    out.line(f"Formula: {words.FORECAST_FORMULA}")
    for line in words.verdicts(tried):
        out.line(line)
