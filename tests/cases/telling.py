"""What a book answers to the left side of an expected line, in the words of the right side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from ledgerlane.desk import accounts, credit, queue
from ledgerlane.desk.desk import Desk
from ledgerlane.domain import credit as rules
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.money import Money, plain
from ledgerlane.domain.standing import Place
from ledgerlane.screens.seeing import seen_of
from ledgerlane.screens.work import Target
from ledgerlane.store import people
from ledgerlane.store.accounts import AccountView
from ledgerlane.store.standings import QueueRow
from ledgerlane.store.views import Wanted


def tell(desk: Desk, about: str) -> str:
    """The right side: ``PTP`` for ``1001 status``. What there is not is ``none``."""
    subject, _, what = about.partition(" ")
    if subject == "list":
        who = what.removeprefix("of ")
        return _list(desk, who) or "none"
    account = Account(desk, subject)
    rule = what.removeprefix("points for ")
    if rule != what:
        return account.points_for(rule)
    if what not in TOLD:
        msg = f"{what!r} cannot be asked; there are {', '.join(TOLD)}, points for RULE"
        raise Refused(msg)
    return TOLD[what](account) or "none"


def _list(desk: Desk, who: str) -> str:
    mine = people.load(desk.store).acts_for(who, desk.today)
    wanted = Wanted(owners=(who, *mine, "")) if who else Wanted()
    found = queue.viewed(desk, wanted, "mine+nobody" if who else "all", None)
    several = len({row.number for row in found}) < len(found)
    return " ".join(f"{r.number}/{r.currency}" if several else r.number for r in found)


@dataclass
class Account:
    """An account as it is told about: ``NUMBER`` or ``NUMBER/CUR``."""

    desk: Desk
    name: str

    @cached_property
    def view(self) -> AccountView:
        return accounts.show(self.desk, self.name)

    @cached_property
    def currency(self) -> str:
        said = accounts.resolve(self.desk, self.name)[1]
        return said or next(iter(self.view.aged), self.desk.currency)

    @cached_property
    def row(self) -> QueueRow | None:
        wanted = Wanted(listed=False)
        found = queue.viewed(self.desk, wanted, "all", None)
        return next(
            (r for r in found if (r.customer, r.currency) == (self.view.id, self.currency)), None
        )  # fmt: skip

    @cached_property
    def place(self) -> Place | None:
        if self.row is None:
            return None
        return queue.explain(self.desk, self.view.id, self.currency)

    def money(self, minor: int) -> str:
        """Minor units in words."""
        return str(Money(minor, self.currency))

    def points_for(self, rule: str) -> str:
        """The points of one rule; none: it does not hold."""
        points = self.place.why if self.place else ()
        return next((f"{p.points} {p.words}".strip() for p in points if p.rule == rule), "none")  # fmt: skip


def _of_row(read: Callable[[QueueRow], str]) -> Callable[[Account], str]:
    return lambda account: read(account.row) if account.row is not None else ""


def _aging(a: Account) -> str:
    lines = accounts.aging(a.desk)
    line = next((x for x in lines if (x.id, x.currency) == (a.view.id, a.currency)), None)
    if line is None:
        return ""
    columns = (line.not_due, line.b1, line.b2, line.b3, line.b4)
    shown = " | ".join(plain(each, a.currency) for each in columns)
    return f"{shown} | unapplied {plain(line.unapplied, a.currency)} = {plain(line.balance, a.currency)}"


def _promises(a: Account) -> str:
    return " / ".join(
        f"{p.amount} by {p.due.isoformat()} {a.view.verdicts[name].state},"
        f" received {a.view.verdicts[name].received}"
        for name, p in a.view.dossier.promises.items()
        if name in a.view.verdicts
    )


def _plans(a: Account) -> str:
    return " / ".join(
        f"{p.state}, {w.worst}, received {w.received}" if w else p.state
        for p, w in ((plan, a.view.watches.get(plan.id)) for plan in a.view.plans)
    )


def _instalments(a: Account) -> str:
    return " / ".join(
        f"{each.due.isoformat()} {each.amount} {each.state}"
        for plan in a.view.plans
        if (watch := a.view.watches.get(plan.id))
        for each in watch.instalments
    )


def _disputes(a: Account) -> str:
    return " / ".join(
        f"{d.amount} on {d.item.partition('/')[2] or 'the account'} {d.state}"
        for d in a.view.dossier.disputes.values()
    )


def _requests(a: Account) -> str:
    return " / ".join(f"{r.amount} {r.state}" for r in a.view.requests)


def _interest(a: Account) -> str:
    return " / ".join(
        f"{c.item.partition('/')[2]} {c.interest} + {c.fee} {c.state}"
        for c in a.view.charges
    )


def _cash(a: Account) -> str:
    return " / ".join(f"{Money(h.minor, h.currency)} {h.state}" for h in a.view.held)


def _pending(a: Account) -> str:
    return " / ".join(
        f"{p.item.partition('/')[2] or 'unapplied'} {p.amount} {p.kind}"
        for p in a.view.pending
    )


def _limits(a: Account) -> str:
    known = credit.in_force(a.view)
    return " / ".join(rules.limit_words(each) for _, each in sorted(known.limits.items()))


def _cases(a: Account) -> str:
    return " / ".join(f"{c.kind.name} {c.topic} {c.state}" for c in a.view.cases)


def _script(a: Account) -> str:
    target = Target(a.view.id, a.currency, a.view.customer.number, a.view.customer.name)
    return " ".join(seen_of(a.view, target, a.desk.policy, a.desk.today).script)


def _points(a: Account) -> str:
    return ", ".join(f"{p.rule} {p.points}" for p in a.place.why) if a.place else ""


def _items(a: Account) -> str:
    return " / ".join(
        f"{i.number} {plain(i.open.minor, i.open.currency)}"
        for i in sorted(a.view.items, key=lambda i: (i.due, i.number))
        if i.open.minor
    )


TOLD: dict[str, Callable[[Account], str]] = {
    "list": _of_row(lambda row: f"off, {row.exit}" if row.exit else "on"),
    "status": _of_row(lambda row: row.status),
    "why": _of_row(lambda row: row.why),
    "score": _of_row(lambda row: str(row.score)),
    "class": _of_row(lambda row: row.priority),
    "risk": lambda a: a.view.risk,
    "owner": lambda a: a.view.dossier.owner,
    "next": _of_row(lambda row: f"{row.next_day.isoformat()} {row.next_words}" if row.next_day else ""),
    "orphan": _of_row(lambda row: "yes" if row.orphan else "no"),
    "points": _points,
    "overdue": _of_row(lambda row: str(Money(row.overdue, row.currency))),
    "balance": _of_row(lambda row: str(Money(row.balance, row.currency))),
    "disputed": _of_row(lambda row: str(Money(row.disputed, row.currency))),
    "unapplied": _of_row(lambda row: str(Money(row.unapplied, row.currency))),
    "days late": lambda a: str(max((i.days_past_due(a.desk.today) for i in a.view.items if i.open.minor > 0), default="")),
    "hold": lambda a: a.view.dossier.hold,
    "last contact": lambda a: a.view.dossier.last_contact.isoformat() if a.view.dossier.last_contact else "",
    "aging": _aging, "items": _items, "promise": _promises, "plan": _plans,
    "instalments": _instalments, "dispute": _disputes, "request": _requests,
    "credit": lambda a: rules.words(credit.in_force(a.view)), "limit": _limits,
    "exposure": lambda a: " / ".join(each.words for each in credit.lines(a.view)),
    "case": _cases, "script": _script,
    "interest": _interest, "cash": _cash, "pending": _pending,
}  # fmt: skip
"""By what stands before the colon. A chapter adds its own: one function, one line here."""
