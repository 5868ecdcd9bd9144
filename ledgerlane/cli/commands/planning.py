"""Looking at how the work goes and what is ahead: capacity, departures, invoice quality, groups."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

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


@report.command("invoice-quality")
@click.argument("customer", required=False)
@click.option("--days", type=click.IntRange(1, 3_650), default=365, show_default=True, help="Invoices dated in so many days.")  # fmt: skip
@click.option("--by-customer", is_flag=True, help="Each customer by itself.")
@click.option("--limit", type=click.IntRange(0), default=50, show_default=True, help="At most so many; 0: all.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True)
@click.option("--plain", is_flag=True, help="A label before each value.")
@pass_session
def invoice_quality(
    session: Session, customer: str | None, days: int, by_customer: bool, limit: int,
    as_json: bool, plain: bool,
) -> None:  # fmt: skip
    """What invoices lack, by source, and how many days later such invoices are paid."""
    from ledgerlane.desk import accounts
    from ledgerlane.desk import invoice_quality as verbs
    from ledgerlane.domain.invoice_quality import DEFECTS
    from ledgerlane.domain.metrics.measure import Value, said

    with session.desk() as desk:
        who = accounts.resolve(desk, customer)[0] if customer else None
        found = verbs.quality(desk, days=days, customer=who, by_customer=by_customer or bool(customer))  # fmt: skip
        found = found[: limit or None]
        names = accounts.names(desk, sorted({e.customer for e in found if e.customer}))
    if as_json:
        session.out.json({"v": 1, "days": days, "rows": [
            {"source": e.source, "customer": names[e.customer][0] if e.customer else None,
             "defect": e.defect, "words": DEFECTS[e.defect][0], "invoices": e.invoices, "of": e.of,
             **{name: None if value is None else float(round(value, 2)) for name, value in
                (("late_with", e.late_with), ("late_without", e.late_without), ("cost_days", e.cost_days))}}
            for e in found
        ]})  # fmt: skip
        return

    def shown(value: Fraction | None) -> str:
        return "" if value is None else said(Value(value, "days"), "")

    session.out.table(
        ("source", "account", "defect", "invoices", "of", "late with", "without", "costs days"),
        [(e.source, names[e.customer][0] if e.customer else "", e.defect, str(e.invoices), str(e.of),
          shown(e.late_with), shown(e.late_without), shown(e.cost_days)) for e in found],
        right=("invoices", "of", "late with", "without", "costs days"), plain=plain,
    )  # fmt: skip
    for name in sorted({e.defect for e in found}):
        session.out.line(f"{name}: {DEFECTS[name][0]}")
    if not found:
        session.out.line("nothing is lacking on these invoices")


@report.command("groups")
@click.argument("customer", required=False)
@click.option("--json", "as_json", is_flag=True)
@click.option("--plain", is_flag=True, help="A label before each value.")
@pass_session
def groups(session: Session, customer: str | None, as_json: bool, plain: bool) -> None:
    """What groups owe together, by payer. CUSTOMER: only the group of this one."""
    from ledgerlane.desk import groups as verbs
    from ledgerlane.domain.money import plain as amount

    with session.desk() as desk:
        found = verbs.exposures(desk, customer)
    if as_json:
        session.out.json({"v": 1, "rows": [
            {"payer": e.payer, "currency": e.currency, "members": sorted(e.members),
             "not_due": e.not_due, "overdue": e.overdue, "unapplied": e.unapplied,
             "balance": e.balance, "limit": e.limit or None, "over": e.over}
            for e in found
        ]})  # fmt: skip
        return
    money = ("not due", "overdue", "unapplied", "balance", "limit", "over")
    session.out.table(
        ("payer", "accounts", "cur", *money),
        [(e.payer, str(len(e.members)), e.currency,
          *(amount(x, e.currency) for x in (e.not_due, e.overdue, e.unapplied, e.balance)),
          amount(e.limit, e.currency) if e.limit else "", amount(e.over, e.currency) if e.over else "")
         for e in found],
        right=("accounts", *money), plain=plain,
    )  # fmt: skip
    if not found:
        session.out.line("no customer has a parent in the books")
