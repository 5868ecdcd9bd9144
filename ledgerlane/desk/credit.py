"""What is known of an account's credit on the desk's day: what is in force, exposure, evidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from ledgerlane.desk import groups
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.past import question
from ledgerlane.domain import credit as rules
from ledgerlane.domain import credit_evidence
from ledgerlane.domain.aging import Buckets
from ledgerlane.domain.cases.case import Case
from ledgerlane.domain.credit import Credit, Line
from ledgerlane.domain.money import Money
from ledgerlane.store import credit as store
from ledgerlane.store.accounts import AccountView

KIND = "credit"


def in_force(view: AccountView) -> Credit:
    """Limits and terms that hold, ours above the books'."""
    return rules.in_force(view.customer, view.dossier.credit)


def exposures(view: AccountView) -> Mapping[str, int]:
    """By currency: what is open less credit and what is pending in the books, in minor units."""
    found = defaultdict[str, int](int)
    for code, aged in view.aged.items():
        found[code] += aged.balance
    for line in view.pending:
        found[line.amount.currency] -= line.amount.minor
    return found


def lines(view: AccountView) -> tuple[Line, ...]:
    """Exposure against limit, by currency."""
    return rules.lines(in_force(view), exposures(view))


def evidence(desk: Desk, view: AccountView) -> tuple[str, ...]:
    """What the one who decides reads, as of the desk's day."""
    disputes = view.dossier.open_disputes()
    known = credit_evidence.Known(
        pattern=view.pattern, risk=view.risk,
        promises=tuple(each.state for each in view.verdicts.values()),
        plans=tuple(each.state for each in view.plans), aged=tuple(view.aged.values()),
        labels=Buckets(desk.policy.bucket_edges).labels, lines=lines(view),
        disputed=tuple(each.contested for each in disputes), held=view.dossier.hold,
        groups=group_lines(desk, view), earlier=_earlier(view),
    )  # fmt: skip
    return credit_evidence.lines(known, in_force(view), desk.today)


def group_lines(desk: Desk, view: AccountView) -> tuple[str, ...]:
    """``group of 900: exposure 20 000.00 EUR of 25 000.00 EUR`` in each currency; nothing for who stands alone."""
    who, found = view.customer, list[str]()
    if not who.parent and not store.has_children(
        desk.store, question(desk).lens, who.number
    ):
        return ()
    for each in groups.exposures(desk, view.customer.number):
        if len(each.members) > 1 or each.payer != view.customer.number:
            line = Line(each.currency, each.exposure, each.limit or None)
            found.append(
                f"group of {each.payer}, {len(each.members)} accounts: {line.words}"
            )
    return tuple(found)


def currency_of(desk: Desk, view: AccountView) -> str:
    """The currency of a limit that names none: that of the one limit in force, else of what is owed most."""
    limits = list(in_force(view).limits)
    if len(limits) == 1:
        return limits[0]
    known = sorted(view.aged, key=lambda code: (-view.aged[code].balance, code))
    return known[0] if known else desk.currency


def cases(view: AccountView) -> tuple[Case, ...]:
    """Recommendations about an account, the oldest first."""
    return tuple(each for each in view.cases if each.kind.name == KIND)


def asked_words(case: Case) -> str:
    """``reduce to 5 000.00 EUR``, ``hold``: what was recommended."""
    asked = case.moves[0].values
    limit = f" to {asked['limit']}" if "limit" in asked else ""
    return f"{asked.get('action', '')}{limit}"


def _earlier(view: AccountView) -> tuple[str, ...]:
    """Recommendations that ended before, the last three."""
    ended = [each for each in cases(view) if not each.open][-3:]
    return tuple(
        f"{each.moves[-1].on.isoformat()} {each.id} {asked_words(each)}: {_answer(each)}"
        for each in ended
    )


def _answer(case: Case) -> str:
    """``denied``; ``changed to cash-only``."""
    if case.state != "changed":
        return case.state
    said = case.moves[-1].values
    return " ".join(
        filter(None, ("changed to", str(said["action"]), str(said.get("limit", ""))))
    )


def over_words(line: Line) -> str:
    """``over the limit by 2 000.00 EUR``, or nothing."""
    return f"over the limit by {Money(line.over, line.currency)}" if line.over else ""
