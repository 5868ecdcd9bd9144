"""Everything about one account, and the aging of all of them, as of any day."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from ledgerlane.domain.account import Customer, Item, Pattern, Receipt, Settlement
from ledgerlane.domain.aging import Aged, Buckets, age, by_currency
from ledgerlane.domain.cases.case import Case
from ledgerlane.domain.charges import Charge
from ledgerlane.domain.claims import Claims
from ledgerlane.domain.dossier import Dossier
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.estimate import Estimate, of_items
from ledgerlane.domain.money import Money
from ledgerlane.domain.pending import Pending, by_item, unpaid
from ledgerlane.domain.pieces import Piece
from ledgerlane.domain.plans import Plan, PlanWatch
from ledgerlane.domain.policy import DEFAULT, Policy
from ledgerlane.domain.promises import Verdict
from ledgerlane.domain.requests import Request
from ledgerlane.domain.risk import Record, classify
from ledgerlane.domain.told import PLAIN, Known, Names
from ledgerlane.store import bounces, called, estimates, patterns, rows, sums, worked
from ledgerlane.store.connection import Store
from ledgerlane.store.lens import EVERYBODY, Lens, lens, one
from ledgerlane.store.pending import NOBODY, HeldRow
from ledgerlane.store.sums import Sum
from ledgerlane.store.worked import Question, Worked

BY = ("customer", "currency", "collector", "total")
RECENT_DAYS = 400
"""How far back an account shows receipts and settlements that nothing depends on."""


@dataclass(frozen=True, slots=True)
class AccountView:
    """One customer on one day. ``items`` are open; ``aged`` is by currency.

    ``verdicts`` are of the promises in ``dossier``, ``watches`` of the plans that were
    accepted; ``pending`` is what the ledger does not show yet, ``held`` the receipts that
    our people handled.
    """

    id: int
    customer: Customer
    items: tuple[Item, ...]
    receipts: tuple[Receipt, ...]
    settlements: tuple[Settlement, ...]
    dossier: Dossier
    plans: tuple[Plan, ...]
    requests: tuple[Request, ...]
    pattern: Pattern
    aged: dict[str, Aged]
    verdicts: dict[str, Verdict]
    watches: dict[str, PlanWatch]
    pending: tuple[Pending, ...] = ()
    held: tuple[HeldRow, ...] = ()
    risk: str = ""
    risk_words: str = ""
    estimates: dict[str, Estimate] = field(default_factory=dict)
    charges: tuple[Charge, ...] = ()
    pieces: tuple[Piece, ...] = ()
    claims: Claims = field(default_factory=Claims)
    cases: tuple[Case, ...] = ()
    names: Names = PLAIN
    """What the documents are called that anything of the account is about, closed ones too."""


def gone(store: Store, customer: int) -> str:
    """Why an account that a list still shows cannot be opened."""
    row = store.db.execute(
        "SELECT number FROM customer WHERE id = ? ORDER BY gen_from DESC LIMIT 1",
        [customer],
    ).fetchone()
    who = f"customer {row[0]}" if row else "this customer"
    return (
        f"{who} is not in the ledger: not yet at that moment, or its import was taken back"
    )


def load(
    store: Store, customer: int, policy: Policy, as_of: date, *,
    known_ms: int | None = None, with_history_until: date | None = None,
    with_settlements: bool = False, with_estimates: bool = False,
) -> AccountView:  # fmt: skip
    """The account as of a day; ``known_ms`` limits it to what the book held by then.

    ``with_history_until`` leaves out what was recorded for later business days;
    ``with_settlements`` adds what paid what, which few ask and large accounts wait for;
    ``with_estimates`` when each open item will be paid, by its reference. Raises
    Refused when the ledger of that moment knows no such customer.
    """
    look = lens(store, as_of, known_ms)
    who = rows.customers(store.db, one(customer), look).get(customer)
    if who is None:
        raise Refused(gone(store, customer))
    fresh = look.later or known_ms is not None
    found = (
        patterns.patterns(store.db, one(customer), look)
        if fresh
        else patterns.stored(store.db, one(customer))
    )
    pattern = found.get(customer, Pattern())
    ask = Question(look, as_of, policy, with_history_until, known_ms)
    each = worked.load(store, one(customer), ask, found).get(customer)
    recent = as_of.toordinal() - RECENT_DAYS
    if each is None:
        items = rows.open_items(store.db, one(customer), look).get(customer, [])
        each = Worked(customer, who.ref, Dossier(), items=tuple(items))
        each.record = Record(unpaid_since=worked.unpaid_since(each, as_of))
        came = bounces.reversals(store.db, one(customer), look).get(customer, ())
        worked.add_calls(each.dossier, came, ask)
    money = rows.receipts(store.db, {customer: min(recent, _first(each))}, look)
    receipts = tuple(money.get(customer, ()))
    judged = classify(pattern, each.record, policy, as_of)
    return AccountView(
        id=customer, customer=who, items=each.items, receipts=receipts,
        settlements=tuple(
            rows.settlements(store.db, one(customer), look, recent) if with_settlements else ()
        ),
        dossier=each.dossier, plans=each.plans, requests=each.requests, pattern=pattern,
        aged=by_currency(each.items, receipts, as_of, buckets=Buckets(policy.bucket_edges)),
        verdicts=each.verdicts, watches=each.watches,
        pending=each.pending, held=each.held,
        risk=judged.name, risk_words=judged.words, charges=tuple(each.charges.values()),
        claims=each.claims, pieces=tuple(each.pieces.values()), cases=each.cases,
        estimates=_estimates(store, look, each, pattern, as_of) if with_estimates else {},
        names=_names(store, each),
    )  # fmt: skip


def _names(store: Store, each: Worked) -> Names:
    refs = {line.item for line in each.pending}
    refs |= {charge.item for charge in each.charges.values()}
    refs |= {dispute.item for dispute in each.dossier.disputes.values()}
    refs |= {item.ref for plan in each.plans for item in plan.items}
    refs |= {item.ref for case in each.cases for item in case.items}
    refs |= {
        line.item for cash in each.cash for match in cash.matches for line in match.lines
    }
    return Known(called.documents(store.db, refs - {""}))


def not_in_ledger(store: Store, customer: int, who: Customer, ask: Question) -> AccountView:
    """The account of cases about somebody whom the ledger does not have: it has those, and nothing else."""
    each = worked.load(store, one(customer), ask, {}).get(customer)
    return AccountView(
        id=customer, customer=who, items=(), receipts=(), settlements=(), dossier=Dossier(),
        plans=(), requests=(), pattern=Pattern(), aged={}, verdicts={}, watches={},
        cases=each.cases if each is not None else (),
        names=_names(store, each) if each is not None else PLAIN,
    )  # fmt: skip


def nobody(store: Store, ask: Question) -> AccountView:
    """The account of cases about nobody in the ledger yet."""
    return not_in_ledger(store, NOBODY, Customer(ref="", number="", name=""), ask)


def net(view: AccountView, as_of: date, buckets: Buckets) -> AccountView:
    """The account with what the ledger does not show yet taken off it (rulings.md 20).

    Items are what is left of them, receipts what is not used of them, those posted here
    among them; ``aged`` follows. Nothing is pending of it any more.
    """
    gone = by_item(view.pending)
    items = tuple(
        replace(item, open=Money(item.open.minor - gone[item.ref], item.open.currency))
        if item.ref in gone
        else item
        for item in view.items
    )
    ours = {held.ledger or held.cash.ref: held for held in view.held}
    receipts = [
        replace(each, unapplied=Money(ours[each.ref].unmatched, each.unapplied.currency))
        if each.ref in ours
        else each
        for each in view.receipts
    ]
    known = {each.ref for each in receipts}
    receipts += [
        Receipt(
            held.cash.ref, held.value_date, held.cash.t // 1000, Money(held.minor, held.currency),
            Money(held.unmatched, held.currency), reference=held.cash.reference,
        )
        for ref, held in ours.items() if ref not in known
    ]  # fmt: skip
    open_ = tuple(item for item in items if item.open.minor)
    return replace(
        view, items=open_, receipts=tuple(receipts), pending=(), held=(),
        aged={
            currency: age(open_, receipts, as_of, currency=currency, buckets=buckets)
            for currency in view.aged
        },
    )  # fmt: skip


def _estimates(
    store: Store, look: Lens, each: Worked, pattern: Pattern, as_of: date
) -> dict[str, Estimate]:
    """When each item of which something is left to ask for will be paid; nothing while the book has no settled invoice."""
    book = estimates.book_habits(store.db, look)
    if book is None:
        return {}
    return of_items(unpaid(each.items, each.pending), pattern.last, book, as_of)


def _first(each: Worked) -> int:
    days = [promise.made_on.toordinal() for promise in each.dossier.promises.values()]
    days += [plan.accepted_on.toordinal() for plan in each.plans if plan.accepted_on]
    return min(days, default=2**31)


@dataclass(frozen=True, slots=True)
class AgingRow:
    """One line of the aging report. Amounts in minor units of ``currency``.

    ``customer`` (the number), ``name`` and ``owner`` are ``""`` where rows are added up;
    ``customer`` is None for cash that nobody could be identified for. ``pending`` is what
    we approved or posted and the ledger does not show; with ``net`` it is taken off already.
    """

    customer: str | None
    name: str
    currency: str
    not_due: int
    b1: int
    b2: int
    b3: int
    b4: int
    unapplied: int
    pending: int = 0
    owner: str = ""
    id: int | None = None

    @property
    def balance(self) -> int:
        """Not due + buckets - unapplied."""
        return self.not_due + self.b1 + self.b2 + self.b3 + self.b4 - self.unapplied


def aging(
    store: Store, as_of: date, *, by: str = "customer", basis: str = "due",
    credits: str = "apart",  # noqa: A002  the word of the command line
    known_ms: int | None = None, net: bool = False, policy: Policy = DEFAULT,
) -> list[AgingRow]:  # fmt: skip
    """What is open on a day, by age; sorted by number, then currency.

    ``by``: customer, currency, collector (owner) or total; currencies are never added up,
    so a total is a line a currency too. ``net`` takes off what is approved, posted or
    matched here and not shown by the ledger yet.
    """
    if by not in BY:
        msg = f"aging by {by!r}: known are {', '.join(BY)}"
        raise Refused(msg)
    look, buckets = lens(store, as_of, known_ms), Buckets(policy.bucket_edges)
    found = sums.open_sums(
        store.db, EVERYBODY, look, buckets, basis=basis, aged_credits=credits == "aged"
    )
    pending = _pending(store, look, buckets, basis, credits == "aged")
    lines = [
        _line(found.get(key, Sum(*key)), pending.get(key, Sum(*key)), net)
        for key in found.keys() | pending.keys()
    ]
    lines = [line for line in lines if line.balance or _any(line)]
    if by == "customer":
        names = dict[int, tuple[str, str]]()
        for id_, number, name in store.db.execute(
            "SELECT c.id, c.number, p.name FROM customer c JOIN party p ON p.id = c.id"
            f" AND p.gen_from = c.gen_from WHERE {look.seen('c')}"
        ):
            names[id_] = (number, name)
        lines = [
            replace(line, customer=names.get(line.id, ("", ""))[0], name=names.get(line.id, ("", ""))[1])
            if line.id is not None else line
            for line in lines
        ]  # fmt: skip
        return sorted(
            lines, key=lambda line: (line.customer or "￿", line.currency, line.id or 0)
        )
    if by == "collector":
        owners = dict(store.db.execute("SELECT customer, owner FROM dossier"))
        return _added(lines, lambda line: owners.get(line.id, ""))
    return _added(lines, lambda _: "")


def _any(line: AgingRow) -> bool:
    return any((line.not_due, line.b1, line.b2, line.b3, line.b4, line.unapplied))


def _pending(
    store: Store, look: Lens, buckets: Buckets, basis: str, aged_credits: bool
) -> dict[tuple[int | None, str], Sum]:
    """What is pending in the books: of items in their columns, ``cash`` joins the unapplied.

    ``credits`` are what is used of credit notes, unless they stand in columns too. What banks say
    came in, and the books do not have, is nobody's until we give it to somebody.
    """
    day = "due_day" if basis == "due" else "doc_day"
    found: dict[tuple[int | None, str], Sum] = {}

    def add(customer: int | None, currency: str, name: str, minor: int) -> None:
        key = (customer or None, currency)
        known = found.get(key, Sum(*key))
        found[key] = known._replace(**{name: getattr(known, name) + minor})

    for _, currency, minor in sums.cash(store.db, EVERYBODY, look, of_banks=True):
        add(NOBODY, currency, "cash", minor)
    for customer, currency, item, minor, due, of_nobody in store.db.execute(
        f"SELECT p.customer, p.currency, p.item, p.minor, i.{day}, coalesce(c.of_nobody, 0)"
        " FROM pending p LEFT JOIN cash c ON c.receipt = p.cause"
        " LEFT JOIN source s ON s.name = substr(p.item, 1, instr(p.item, '/') - 1)"
        " LEFT JOIN item i ON i.source = s.id AND i.key = substr(p.item, instr(p.item, '/') + 1)"
        f" AND {look.seen('i')} WHERE p.day <= {look.day}"
    ):
        if not item:
            add(customer, currency, "cash", minor)
        elif minor < 0 and not aged_credits:
            add(customer, currency, "credits", minor)
        else:
            column = ("not_due", "b1", "b2", "b3", "b4")[buckets.index(look.day - due)]
            add(customer, currency, column, minor)
        if of_nobody:
            add(NOBODY, currency, "cash", -minor)
    for currency, minor in store.db.execute(
        "SELECT c.currency, sum(max(0, r.unapplied - c.matched - c.unmatched)) FROM cash c"
        " JOIN source s ON s.name = substr(c.receipt, 1, instr(c.receipt, '/') - 1)"
        " JOIN receipt r ON r.source = s.id AND r.key = substr(c.receipt, instr(c.receipt, '/') + 1)"
        f" AND {look.seen('r')} WHERE c.of_nobody AND c.customer <> {NOBODY}"
        f" AND c.state <> 'reversed' AND c.posted_day <= {look.day} GROUP BY c.currency"
    ):
        add(NOBODY, currency, "cash", -minor)  # a bank's, that the books show as somebody's
    return found


def _line(sum_: Sum, pending: Sum, net: bool) -> AgingRow:
    """A row; what is pending of credits (negative) and cash moves the unapplied column."""
    off = pending if net else Sum(None, "")
    return AgingRow(
        customer="" if sum_.customer is not None else None, name="", currency=sum_.currency,
        not_due=sum_.not_due - off.not_due, b1=sum_.b1 - off.b1, b2=sum_.b2 - off.b2,
        b3=sum_.b3 - off.b3, b4=sum_.b4 - off.b4,
        unapplied=sum_.credits + sum_.cash + off.credits + off.cash,
        pending=pending.not_due + pending.overdue + pending.credits + pending.cash,
        id=sum_.customer,
    )  # fmt: skip


def _added(lines: Iterable[AgingRow], owner: Callable[[AgingRow], str]) -> list[AgingRow]:
    """Lines added up by owner and currency."""
    found: dict[tuple[str, str], list[AgingRow]] = {}
    for line in lines:
        found.setdefault((owner(line), line.currency), []).append(line)
    return [
        AgingRow(
            customer="", name="", currency=currency, not_due=sum(x.not_due for x in group),
            b1=sum(x.b1 for x in group), b2=sum(x.b2 for x in group), b3=sum(x.b3 for x in group),
            b4=sum(x.b4 for x in group), unapplied=sum(x.unapplied for x in group),
            pending=sum(x.pending for x in group), owner=name,
        )
        for (name, currency), group in sorted(found.items())
    ]  # fmt: skip
