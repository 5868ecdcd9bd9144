"""Sales people: what happened on their accounts, and the visit that is asked of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ledgerlane.desk import accounts, own, queue
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.past import as_asked, question
from ledgerlane.domain.cases import case as rules
from ledgerlane.domain.cases.sales import SALES, VISIT, is_of, visit_open
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.events import Escalated, Fact
from ledgerlane.domain.people import People
from ledgerlane.domain.timeline import Activity
from ledgerlane.store import cases, people, sales
from ledgerlane.store.accounts import AccountView
from ledgerlane.store.standings import QueueRow
from ledgerlane.store.views import Wanted

DAYS = 14
"""How far back it is told what happened."""

TOLD = frozenset(
    "promise dispute deduction claim escalate hold plan request letter visit call case contact".split()
) | {"contact rule", "wrong contact"}
"""Kinds of activity that whoever sells to an account wants to know."""

ROLES = ("sales", "account-manager")


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that happened on an account, in words."""

    day: date
    by: str
    words: str


@dataclass(frozen=True, slots=True)
class SalesLine:
    """An account with what happened on it lately, the latest first."""

    row: QueueRow
    salesperson: str
    happened: tuple[Happened, ...]
    asked: tuple[str, ...]


def lines(
    desk: Desk, *, of: str = "", days: int = DAYS, everything: bool = False
) -> list[SalesLine]:
    """The accounts that a person (``""``: the one at the desk, or everybody's) sells to.

    Large ones, and those with an open request for help; ``everything``: small ones, too.
    Raises Refused for a person that nobody here is, NotPermitted for another's accounts.
    """
    known = people.load(desk.store)
    if of and of != desk.actor:
        own.must_read_all(desk, f"read the accounts of {of}")
        if of not in known.persons:
            msg = f"nobody here is called {of!r}; people list says who is"
            raise Refused(msg)
    mine = own.of(desk, of) if of else own.customers(desk)
    if mine is None:
        mine = sales.customers_of(desk.store, sales.salespersons(desk.store))
    asked = defaultdict[int | None, list[str]](list)
    with as_asked(desk):
        for case in cases.cases(desk.store, kind=SALES.name, state="asked"):
            asked[case.customer].append(case.id)
    found = list[SalesLine]()
    for row in queue.viewed(desk, Wanted(listed=False), "all", None):
        wanted = (
            everything or row.customer in asked or _large(desk, row.overdue, row.currency)
        )
        if row.customer in mine and wanted:
            view = accounts.load(desk, row.customer)
            happened = _happened(view, desk.today, days)
            waits = tuple(asked.get(row.customer, ()))
            found.append(SalesLine(row, view.customer.salesperson, happened, waits))
    return found


def _large(desk: Desk, minor: int, currency: str) -> bool:
    sizes = desk.policy.sizes
    return sizes.index(minor, currency) >= sizes.large_index


def _happened(view: AccountView, today: date, days: int) -> tuple[Happened, ...]:
    """What our people did and the customer said, and the promises that broke."""
    since = today - timedelta(days=days)
    found = [
        Happened(each.day, each.actor, _words(each))
        for each in view.dossier.timeline()
        if each.kind in TOLD and not each.undone and since <= each.day <= today
    ]
    found += [
        Happened(verdict.judged_on, "", f"promise {name} {verdict.state}, {verdict.received} came")
        for name, verdict in view.verdicts.items()
        if verdict.state in ("broken", "partly kept") and since <= verdict.judged_on <= today
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda each: each.day, reverse=True))


def _words(each: Activity) -> str:
    return f"{each.words} “{each.note}”" if each.note else each.words


def visit_for(
    desk: Desk, view: AccountView, facts: Sequence[Fact], currency: str, act: str
) -> dict[str, list[Fact]]:
    """The visit that is asked for where a large account is handed up; nothing where it is, or nobody sells."""
    handed = next((each for each in facts if isinstance(each, Escalated)), None)
    if handed is None:
        return {}
    aged = view.aged.get(currency)
    overdue = sum(aged.buckets) if aged is not None else 0
    known = people.load(desk.store)
    owner, somebody = whose(desk, known, view.customer.salesperson)
    if not somebody or visit_open(view.cases):
        return {}
    if not _large(desk, overdue, currency):
        return {}
    due = question(desk).calendar.add_business_days(
        desk.today, desk.policy.cases.sales_days
    )
    text = handed.reason or f"handed up to {handed.to}"
    values: dict[str, rules.Value] = {"kind": VISIT, "text": text, "due": due}
    if owner:
        values["owner"] = owner
    id_ = desk.new_id(SALES.name)
    fact = rules.open_(SALES, id_, view.customer.ref, (), values, desk.today)
    return {f"case:{id_}": [rules.within(fact, act)]}


def whose(desk: Desk, known: People, salesperson: str) -> tuple[str, bool]:
    """Who sells to a customer, by login, and whether anybody here does.

    The one whom the books name, else the only account manager. An admin with every role sells
    to nobody.
    """
    day = desk.clock_day
    sell = [
        each
        for login, each in known.persons.items()
        if known.roles(login, day).intersection(ROLES)
        and not known.may(login, "admin", day)
    ]
    named = [each.login for each in sell if is_of(salesperson, each.login, each.name)]
    managers = [each.login for each in sell if known.may(each.login, ROLES[1], day)]
    only = named or (managers if len(managers) == 1 else [])
    return (only[0] if only else ""), bool(sell)
