"""Looking at how the work goes and what is ahead: capacity, departures from the plan."""

from __future__ import annotations

from datetime import date

import click

from ledgerlane.cli.commands.reports import report
from ledgerlane.cli.session import DAY, Session, pass_session


@report.command("capacity")
@click.option("--days", type=click.IntRange(1, 90), default=28, show_default=True)
@click.option("--a-day", type=click.IntRange(1, 10_000), default=40, show_default=True, help="What a collector can do in a day; more is a peak.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True)
@click.option("--plain", is_flag=True, help="A label before each value.")
@pass_session
def capacity(session: Session, days: int, a_day: int, as_json: bool, plain: bool) -> None:
    """What falls due for whom on which day of the next four weeks, if nobody pays meanwhile."""
    from ledgerlane.desk import capacity as verbs

    with session.desk() as desk:
        load, policy = verbs.load(desk, days=days, a_day=a_day), desk.policy
    lines, owners = load.lines(policy), load.owners()
    if as_json:
        session.out.json({"v": 1, "as_of": load.first.isoformat(), "a_day": a_day, "rows": [
            {"day": day.isoformat(), "owner": owner, "accounts": count,
             "peak": load.peak(owner, count)}
            for day, counts in lines for owner, count in counts.items() if count
        ]})  # fmt: skip
        return
    headings = ("day", *(owner or "nobody" for owner in owners), "all")
    session.out.table(
        headings,
        [(f"{day.isoformat()} {day:%a}",
          *(f"{n}!" if load.peak(o, n) else str(n) if n else "" for o, n in counts.items()),
          str(sum(counts.values()))) for day, counts in lines],
        right=headings[1:], plain=plain,
    )  # fmt: skip
    peaks = [(day, o, n) for day, counts in lines for o, n in counts.items() if load.peak(o, n)]  # fmt: skip
    for day, owner, count in peaks:
        session.out.line(f"peak: {owner} on {day:%a} {day.isoformat()}: {count} accounts, {count - a_day} more than {a_day} a day")  # fmt: skip
    if not peaks:
        session.out.line(f"no peak: nobody has more than {a_day} accounts on one day")


@report.command("departures")
@click.option("--from", "first", type=DAY, help="The first day. Without: three months.")
@click.option("--to", "last", type=DAY, help="The last day.")
@click.option("--json", "as_json", is_flag=True)
@click.option("--plain", is_flag=True, help="A label before each value.")
@pass_session
def departures(
    session: Session, first: date | None, last: date | None, as_json: bool, plain: bool
) -> None:
    """How often who departed from the treatment plan, in which way, and why."""
    from ledgerlane.desk import departures as verbs
    from ledgerlane.desk import reports
    from ledgerlane.domain.departures import WAYS

    with session.desk() as desk:
        window = reports.window(desk, first, last, None)
        found = verbs.departures(desk, window)
    if as_json:
        session.out.json({"v": 1, "from": window.first.isoformat(), "to": window.last.isoformat(), "rows": [
            {"by": e.actor, "step": e.step, "how": e.how, "times": e.times,
             "accounts": e.accounts, "reasons": list(e.reasons)}
            for e in found
        ]})  # fmt: skip
        return
    session.out.line(f"{window.first.isoformat()} to {window.last.isoformat()}")
    session.out.table(
        ("by", "step", "how", "times", "accounts", "reasons"),
        [(e.actor, e.step, e.how, str(e.times), str(e.accounts), "; ".join(e.reasons[:3]))
         for e in found],
        right=("times", "accounts"), plain=plain,
    )  # fmt: skip
    for how in sorted({each.how for each in found}):
        session.out.line(f"{how}: {WAYS[how]}")
    if not found:
        session.out.say("nobody departed from the plan")
