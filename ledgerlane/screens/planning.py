"""Payment plans between the form, the desk and the list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from ledgerlane.domain.errors import Refused
from ledgerlane.domain.money import plain
from ledgerlane.domain.plan_watch import DONE
from ledgerlane.screens.painting import long_day, right
from ledgerlane.screens.work import PlanLine, Target

if TYPE_CHECKING:
    from ledgerlane.desk.accounts import Who
    from ledgerlane.desk.desk import Desk
    from ledgerlane.desk.plans import Terms
    from ledgerlane.domain.events import PlanProposed

EVERY = {"month": "monthly", "week": "weekly", "2 weeks": "fortnightly"}
ReadDate = Callable[[str], date]


def terms_of(terms: dict[str, str], currency: str, read_date: ReadDate) -> Terms:
    """The form's texts as terms: count or amount, frequency, first day, rate, note."""
    from ledgerlane.desk import log
    from ledgerlane.desk.plans import Terms

    parts, every = terms["parts"].replace(" ", ""), terms["every"].lower()
    every = next((name for name in EVERY if every and name.startswith(every)), every)
    if every not in EVERY:
        msg = f"{terms['every']!r} is no rhythm: month, week or 2 weeks"
        raise Refused(msg)
    values: dict[str, Any] = {
        "first": read_date(terms["first"]),
        "scope": terms["items"],
        "frequency": EVERY[every],
        "rate_per_cent": terms["rate"].replace(",", ".") or "0",
        "note": terms["note"],
    }
    if parts.isdecimal() and len(parts) <= 2:
        values["count"] = int(parts)
    else:
        values["each"] = log.amount(parts, currency)
    return Terms(**values)


def preview(
    desk: Desk, name: Who, target: Target, terms: dict[str, str], read_date: ReadDate
) -> Sequence[str]:
    """The schedule these terms give, one line an instalment."""
    from ledgerlane.desk import plans

    wanted = terms_of(terms, target.currency, read_date)
    proposal = plans.preview(desk, name, wanted)
    whole, *rows = schedule(proposal, target.currency)
    contested = plans.disputed(desk, name, wanted.scope)
    warning = [f"! {contested} of this is disputed"] if contested else []
    away = plans.away(desk, name, wanted.scope)
    warning += [f"! {away}"] if away else []
    credit = plans.credit(desk, name, wanted.scope)
    warning += [f"{credit} of open credit is taken off"] if credit else []
    return [whole, *warning, *rows]


def schedule(proposal: PlanProposed, currency: str) -> Sequence[str]:
    """What it comes to, then one line an instalment."""
    parts = proposal.instalments
    owed = plain(sum(part.amount.minor for part in parts), currency)
    interest = plain(sum(part.interest.minor for part in parts), currency)
    fee = sum(part.fee.minor for part in parts)
    fees = f", fees {plain(fee, currency)}" if fee else ""
    whole = f"{owed} {currency} over {len(parts)}, interest {interest}{fees}, until {long_day(parts[-1].due)}"
    return [whole, *(
        f"{at:>3}  {long_day(part.due):<16} {right(plain(part.amount.minor, currency), 14)}"
        + (f"  incl. {plain(part.interest.minor, currency)} interest" if part.interest.minor else "")
        for at, part in enumerate(parts, start=1)
    )]  # fmt: skip


def propose(
    desk: Desk, name: Who, target: Target, terms: dict[str, str], read_date: ReadDate
) -> tuple[str, str]:
    """Propose the plan; its id and words."""
    from ledgerlane.desk import plans

    plan = plans.propose(desk, name, terms_of(terms, target.currency, read_date))
    return plan, f"plan {plan} proposed for {target.words}"


def replan_preview(
    desk: Desk, plan: str, target: Target, terms: dict[str, str], read_date: ReadDate
) -> Sequence[str]:
    """The schedule that new terms give over what is left of a plan."""
    from ledgerlane.desk import plans

    wanted = terms_of({"items": "", **terms}, target.currency, read_date)
    return schedule(plans.replan_preview(desk, plan, wanted), target.currency)


def replan(
    desk: Desk, plan: str, target: Target, terms: dict[str, str], read_date: ReadDate
) -> tuple[str, str]:
    """Propose new terms over what is left of a plan; the new plan's id and words."""
    from ledgerlane.desk import plans

    wanted = terms_of({"items": "", **terms}, target.currency, read_date)
    made = plans.replan(desk, plan, wanted)
    return made, f"plan {made} proposed in place of {plan}"


def rest(desk: Desk, plan: str) -> Sequence[str]:
    """What ends a plan today, with the arithmetic of its interest."""
    from ledgerlane.desk import plans
    from ledgerlane.domain.interest_words import settlement_lines

    return [*careful(desk, plan), *settlement_lines(plans.settlement(desk, plan))]


def careful(desk: Desk, plan: str) -> Sequence[str]:
    """What to know before a plan is agreed: that it asks for more than there is."""
    from ledgerlane.desk import plans

    words = plans.careful(desk, plan)
    return [f"! {words}"] if words else []


def act(desk: Desk, plan: str, what: str, why: str) -> str:
    """Accept, break, settle or accelerate a plan; what came of it in words."""
    from ledgerlane.desk import plans

    if what == "accept":
        plans.accept(desk, plan)
        return f"plan {plan} runs"
    if what == "settle":
        return f"plan {plan}: {plans.settle(desk, plan).owed} is due today in one sum"
    if what == "accelerate":
        owed = plans.accelerate(desk, plan, why).owed
        return f"plan {plan} is accelerated: {owed} is due today"
    plans.break_(desk, plan, why)
    return f"plan {plan} is broken; its items are collectable again"


def plan_lines(desk: Desk) -> Sequence[PlanLine]:
    """Plans, those at risk first."""
    from ledgerlane.desk import plans

    return [_line(row) for row in plans.list_(desk)]


def _line(row: Any) -> PlanLine:
    instalments = tuple(
        (part.number, part.due_day, part.minor, part.received, part.state)
        for part in row.instalments
    )
    next_due = instalments[0][1] if row.state == "proposed" else row.next_due
    following = [part for part in instalments if part[1] == next_due]
    number = following[0][0] if following else len(instalments)
    return PlanLine(
        row.id,
        Target(row.customer, row.currency, row.number, row.name),
        row.state,
        row.watch,
        row.debt,
        row.received,
        following[0][2] if following else 0,
        next_due,
        number,
        len(instalments),
        instalments,
        row.recommendation or _record(row),
        row.relieved,
        row.left,
    )


def _record(row: Any) -> str:
    """``2 of 6 paid, proposed by anna``."""
    paid = sum(1 for part in row.instalments if part.state in DONE)
    interest = f"interest {plain(row.interest, row.currency)}" if row.interest else ""
    said = (f"{paid} of {len(row.instalments)} paid", interest, f"proposed by {row.actor}")
    return ", ".join(part for part in said if part)
