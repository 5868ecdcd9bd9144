"""Finding an account by what a person says, and everything about it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from datetime import date

from ledgerlane.desk import own
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.past import as_asked, question
from ledgerlane.domain.account import Customer
from ledgerlane.domain.aging import Buckets
from ledgerlane.domain.cases.case import Case
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.free import Free, Known, free_of
from ledgerlane.store import accounts, rows, search
from ledgerlane.store.accounts import AccountView, AgingRow
from ledgerlane.store.lens import some
from ledgerlane.store.search import Hit

Who = str | int | tuple[int, str]
"""A customer as it is named to a verb: ``NUMBER``, ``NUMBER/CUR``, ``source/key``, or by id."""


def find(desk: Desk, text: str, limit: int = 20) -> list[Hit]:
    """Accounts by number, name, phone, mail address or invoice, best first."""
    return own.only(desk, search.find(desk.store, text, limit))


def resolve(desk: Desk, name: Who) -> tuple[int, str | None]:
    """The customer's id, and the currency where ``NUMBER/CUR`` said one.

    ``name`` is a number (where nobody has it, without the zeros before it), ``source/key``, an id, or an id and a currency. Raises Refused when nobody or more than
    one customer is called so; the message lists whom it can mean.
    """
    if isinstance(name, int):
        return name, None
    if isinstance(name, tuple):
        return name
    found = rows.named(desk.store.db, name)
    if not found and name.isdecimal() and name.startswith("0"):
        found = rows.named(desk.store.db, name.lstrip("0"))
    if found:
        return _only(name, found), None
    number, slash, currency = name.rpartition("/")
    if slash and len(currency) == 3 and currency.isascii() and currency.isupper():
        found = rows.named(desk.store.db, number)
        if found:
            return _only(number, found), currency
    msg = f"no customer is called {name!r}"
    near = find(desk, number or name, 3)
    if near:
        msg += "; perhaps " + ", ".join(f"{hit.number} ({hit.name})" for hit in near)
    raise Refused(msg)


def _only(name: str, found: list[tuple[int, str]]) -> int:
    if len(found) > 1:
        refs = ", ".join(ref for _, ref in found[:5])
        msg = f"{name!r} can mean several customers; say which: {refs}"
        raise Refused(msg)
    return found[0][0]


def show(desk: Desk, customer: Who) -> AccountView:
    """Everything about one account on the desk's day."""
    return load(desk, resolve(desk, customer)[0], with_estimates=True)


def load(
    desk: Desk,
    customer: int,
    *,
    with_estimates: bool = False,
    with_settlements: bool = False,
) -> AccountView:
    """The account with this id on the desk's day. Raises NotPermitted where it is not theirs to read."""
    until = None if desk.is_now else desk.today
    view = accounts.load(
        desk.store, customer, desk.policy, desk.today, known_ms=desk.known_ms,
        with_history_until=until, with_estimates=with_estimates,
        with_settlements=with_settlements,
    )  # fmt: skip
    own.must_read(desk, customer, view.customer.number)
    return view


def free(view: AccountView, today: date, but: str = "") -> dict[str, Free]:
    """What is free of each open item of an account, by reference; ``but``: a case that is not in its own way."""
    dossier, verdicts = view.dossier, view.verdicts
    known = Known(
        tuple(dossier.disputes.values()), view.pending,
        tuple(p for name, p in dossier.promises.items() if name in verdicts and verdicts[name].state == "open"),
        view.plans, view.requests, view.cases,
    )  # fmt: skip
    return free_of(view.items, known, today, but)


def nobody(desk: Desk) -> AccountView:
    """The account of cases about nobody in the ledger yet, on the desk's day."""
    return accounts.nobody(desk.store, question(desk))


def gone(desk: Desk, customers: Sequence[int]) -> dict[int, str]:
    """Which of these customers the ledger of the desk's day does not have, and why."""
    there = names(desk, customers)
    return {
        id_: accounts.gone(desk.store, id_)
        for id_ in dict.fromkeys(customers)
        if id_ not in there
    }


def of_case(desk: Desk, case: Case, customer: int) -> AccountView:
    """The account of a case; an empty one with its reference where the ledger has lost the customer."""
    if not case.kind.account:
        return nobody(desk)
    if not gone(desk, [customer]):
        return load(desk, customer)
    who = Customer(ref=case.customer, number=case.customer.rpartition("/")[2], name="")
    own.must_read(desk, customer, who.number)
    return accounts.not_in_ledger(desk.store, customer, who, question(desk))


def net(desk: Desk, view: AccountView) -> AccountView:
    """The account less what is pending in the books: what is still asked for, and can still be used."""
    return accounts.net(view, desk.today, Buckets(desk.policy.bucket_edges))


def names(desk: Desk, customers: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Number and name of customers by id, as the ledger of the desk's day has them."""
    found = rows.customers(desk.store.db, some(customers), question(desk).lens)
    return {id_: (each.number, each.name) for id_, each in found.items()}


def currency_of(desk: Desk, view: AccountView, said: str | None) -> str:
    """The currency that is meant: the one said, else the only or the most overdue one."""
    known = sorted(
        view.aged,
        key=lambda code: (-sum(view.aged[code].buckets), code != desk.currency, code),
    )
    if said is not None:
        if said not in known:
            msg = f"{view.customer.number} has nothing in {said}: {', '.join(known) or 'nothing open'}"
            raise Refused(msg)
        return said
    overdue = [code for code in known if sum(view.aged[code].buckets) > 0]
    if len(overdue) > 1:
        number = view.customer.number
        msg = f"{number} owes in several currencies; say which: " + ", ".join(
            f"{number}/{code}" for code in overdue
        )
        raise Refused(msg)
    return known[0] if known else desk.currency


def aging(
    desk: Desk, *, by: str = "customer", basis: str = "due",
    credits: str = "apart",  # noqa: A002  the word of the command line
    net: bool = False,
) -> list[AgingRow]:  # fmt: skip
    """What is open on the desk's day, by age."""
    with as_asked(desk) if net or by == "collector" else nullcontext():
        found = accounts.aging(
            desk.store, desk.today, by=by, basis=basis, credits=credits, known_ms=desk.known_ms,
            net=net, policy=desk.policy,
        )  # fmt: skip
    mine = own.customers(desk)
    if mine is None:
        return found
    if by != "customer":
        own.must_read_all(desk, f"read the aging by {by}")
    return [line for line in found if line.id in mine]
