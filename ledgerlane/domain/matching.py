"""Which open items a receipt is for: decided by rule, or proposed to a person.

The order (procedure.md 5): document numbers in the reference or the text, structured
references, the exact amount of one item, a sum that only one set of items has. What more
than one answer fits is not decided; a name decides nothing. One currency throughout.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from ledgerlane.domain import references
from ledgerlane.domain.discounts import AS_PRINTED, DiscountDays
from ledgerlane.domain.money import Money
from ledgerlane.domain.policy import Cash as Rules
from ledgerlane.domain.settling import (
    Matching,
    OpenItem,
    in_order,
    less_discount,
    line,
    settle,
    spread,
)
from ledgerlane.domain.subsets import only_subset
from ledgerlane.domain.told import PLAIN, Names

MOST_PROPOSALS = 3
_MOST_NUMBERS = 6
"""Document numbers written out in a reason."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A receipt with what is left of it. ``customer`` is a reference, ``""``: nobody knows whose."""

    ref: str
    amount: Money
    value_date: date
    customer: str = ""
    reference: str = ""
    remittance: str = ""
    payer: str = ""

    @property
    def text(self) -> str:
        """All that the payer wrote."""
        return f"{self.reference} {self.remittance}".strip()


class Proposal(NamedTuple):
    """Whose a receipt may be and what for; ``why`` is for the person who decides."""

    customer: str
    matching: Matching | None
    why: str


class Found(NamedTuple):
    """The answer: decided by ``rule``, or the best proposals and why none of them is sure."""

    matching: Matching | None
    customer: str
    rule: str
    proposals: tuple[Proposal, ...] = ()


class _How(NamedTuple):
    """The rules in force, and where a discount's last day goes."""

    rules: Rules
    days: DiscountDays

    def settle(
        self, cash: Incoming, items: Sequence[OpenItem], credits_: Sequence[OpenItem] = ()
    ) -> Matching | None:
        """What the receipt pays of these items, in the policy's order."""
        named = in_order(items, self.rules)
        return settle(cash.amount, named, cash.value_date, self.rules, credits_, self.days)


def find(
    cash: Incoming, items: Sequence[OpenItem], rules: Rules, same_name: Sequence[str] = (),
    days: DiscountDays = AS_PRINTED,
    names: Names = PLAIN,
) -> Found:  # fmt: skip
    """What a receipt is for, among ``items``: its customer's, or any that may be meant.

    ``same_name``: references of customers called as the payer is; ``days``: where a discount's
    last day goes; ``names``: what customers' numbers are.
    """
    how = _How(rules, days)
    open_ = [
        item
        for item in items
        if item.open.minor
        and item.open.currency == cash.amount.currency
        and cash.customer in ("", item.customer)
    ]
    doubt: Found | None = None
    for by in _named(cash, open_):
        if why := _doubtful(by):
            doubt = doubt or _doubted(cash, by, how, why)
        else:
            found = _settled(cash, by.items, open_, how)
            if found is not None and (not by.whole or _whole(found, by.items, cash)):
                return Found(found, by.items[0].customer, by.rule)
            if found is not None and by.rule == _WEAK:
                doubt = doubt or _doubted(cash, by, how, _NEEDS_WHOLE)
        if doubt is not None and not by.whole:
            return doubt
    if not cash.customer:
        found_ = _nobody(cash, open_, how, same_name, names)
    else:
        found_ = _by_amount(cash, open_, how)
    found_ = _with_orders(found_, cash, open_, how)
    if doubt is None or found_.matching is not None:
        return found_
    return doubt._replace(proposals=_each_once((*doubt.proposals, *found_.proposals)))


def _with_orders(
    found: Found, cash: Incoming, items: Sequence[OpenItem], how: _How
) -> Found:
    """The same, with first what carries an order number that the payer wrote: their own reference.

    It is proposed and never decides: one order is invoiced in parts, and two customers can have
    the same number for theirs. What the amount alone decided is doubted where it is of another
    order than the one that is written.
    """
    written = references.words(cash.text)
    named: dict[tuple[str, str], list[OpenItem]] = {}
    for item in items:
        order = references.bare(item.order)
        if order in written and not references.weak(item.order):
            named.setdefault((item.customer, item.order), []).append(item)
    if not named:
        return found
    words = ", ".join(dict.fromkeys(order for _, order in named))
    why = f"it names no open document, only the customer's order number: {words}"
    others: tuple[Proposal, ...] = ()
    if found.matching is not None:
        theirs = {item.ref for mine in named.values() for item in mine}
        by_ref = {item.ref: item for item in items}
        paid = [by_ref[each.item] for each in found.matching.lines if each.item in by_ref]
        if all(item.ref in theirs for item in paid):
            return found
        numbers = _numbers(paid)
        why = f"the amount is that of {numbers}, the customer's order number is another: {words}"
        others = (Proposal(found.customer, found.matching, f"{found.rule}: {numbers}"),)
    guesses = [
        guess
        for (_, order), mine in named.items()
        for guess in _of_order(cash, mine, how, f"their order {order}")
    ]
    proposals = _each_once((*guesses, *others, *found.proposals))
    return Found(None, found.customer, why, proposals)


def _of_order(
    cash: Incoming, items: Sequence[OpenItem], how: _How, why: str
) -> Iterator[Proposal]:
    """All that one order was invoiced by, where the amount is that; else each of it alone."""
    together = how.settle(cash, items)
    if together is not None and len(items) > 1:
        yield Proposal(items[0].customer, together, f"{why}: {_numbers(items)}")
    yield from _each(cash, items, how, why)


def _doubtful(by: _Named) -> str:
    """Why what is named is not decided on, whatever the amount; or ``""``."""
    if not by.one:
        return f"{by.rule} of several documents"
    several = len({item.customer for item in by.items}) > 1
    return f"{by.rule} of several customers" if several else ""


def _doubted(cash: Incoming, by: _Named, how: _How, why: str) -> Found:
    words = _NUMBER if by.rule == _WEAK else by.rule
    guesses = tuple(_each(cash, by.items, how, words))
    return Found(None, "", f"{why}: {_numbers(by.items)}", guesses)


_NUMBER = "document number"
_WEAK = "short document number, and the amount"
_SHORT = "end of a document number, and the amount"
_NEEDS_WHOLE = "so short a number, or a year, decides only with its whole amount"


class _Named(NamedTuple):
    """Items that the payer names, by a way of naming.

    ``whole``: it decides only together with the whole amount; ``one``: what was written
    means one document.
    """

    rule: str
    items: list[OpenItem]
    whole: bool = False
    one: bool = True


def _named(cash: Incoming, items: Sequence[OpenItem]) -> Iterator[_Named]:
    """The items that the payer names, by each way of naming; the surest first."""
    words = references.words(cash.text)
    named = [i for i in items if references.bare(i.number) in words] if words else []
    strong = [item for item in named if not references.weak(item.number)]
    if strong:
        if len(strong) < len(named) and len({item.customer for item in named}) == 1:
            yield _Named(_NUMBER, named, whole=True)
        yield _Named(_NUMBER, strong)
    for scheme, payload in references.structured(cash.text):
        carried = [
            item
            for item in items
            if references.carries(payload, item.number, item.customer_number)
        ]
        exact = [item for item in carried if references.bare(item.number) == payload]
        carried = exact or carried
        if carried:
            one = len({references.bare(item.number) for item in carried}) == 1
            yield _Named(f"structured reference, {scheme}", carried, one=one)
    if named and not strong:
        yield _Named(_WEAK, named, whole=True)
    ends = {word.lstrip("0") for word in words if word.isdigit()} - {""}
    if cash.customer and ends and (named := [i for i in items if _ends(i, words, ends)]):
        yield _Named(_SHORT, named, whole=True)


def _ends(item: OpenItem, words: frozenset[str], ends: set[str]) -> bool:
    return references.bare(item.number) in words or references.short(item.number) in ends


def _settled(
    cash: Incoming, named: Sequence[OpenItem], items: Sequence[OpenItem], how: _How
) -> Matching | None:
    refs = {item.ref for item in named}
    customer = named[0].customer
    credits_ = [
        item
        for item in items
        if item.open.minor < 0 and item.ref not in refs and item.customer == customer
    ]
    return how.settle(cash, named, credits_)


def _whole(found: Matching, named: Sequence[OpenItem], cash: Incoming) -> bool:
    """Whether the amount is that of the items, none paid in part and nothing left over."""
    settled = {line_.item: line_.settles.minor for line_ in found.lines}
    contested = {ref: amount.minor for ref, amount in found.deductions}
    return found.cash == cash.amount.minor and all(
        settled.get(item.ref, 0) + contested.get(item.ref, 0) == item.open.minor
        for item in named
    )


def _by_amount(cash: Incoming, open_: Sequence[OpenItem], how: _How) -> Found:
    """One item of that amount, or one set of items with that sum; else proposals.

    Money that names nothing does not pay what did not exist when it came.
    """
    items = [item for item in open_ if item.document_date <= cash.value_date]
    equal = [item for item in items if item.open.minor == cash.amount.minor]
    if len(equal) == 1:
        return Found(_all_of(equal), cash.customer, "exact amount")
    if not items:
        why = "nothing was open when it came" if open_ else "nothing is open"
        return Found(None, cash.customer, why, tuple(_guesses(cash, open_, how)))
    if equal:
        why = f"{len(equal)} items are {cash.amount}: {_numbers(equal)}"
        return Found(None, cash.customer, why, tuple(_each(cash, equal, how, "amount")))
    discounted = [
        item
        for item in items
        if item.terms
        and less_discount(item, cash.value_date, how.days) == cash.amount.minor
    ]
    if len(discounted) == 1:
        found = how.settle(cash, discounted)
        return Found(found, cash.customer, "exact amount less discount")
    amounts = [item.open.minor for item in items]
    chosen = only_subset(amounts, cash.amount.minor, how.rules.subset_items)
    if chosen is not None:
        return Found(_all_of([items[at] for at in chosen]), cash.customer, "only sum")
    why = (
        "no open document is named, and no item and no single sum of items fits the amount"
    )
    if len(items) > how.rules.subset_items:
        why = (
            f"no open document is named, no item has the amount; {len(items)} are open,"
            f" sums are tried of at most {how.rules.subset_items}"
        )
    return Found(None, cash.customer, why, tuple(_guesses(cash, items, how)))


def _nobody(
    cash: Incoming, items: Sequence[OpenItem], how: _How, same_name: Sequence[str],
    names: Names,
) -> Found:  # fmt: skip
    """Nobody knows whose money it is: what may be, for a person to decide."""
    equal = [item for item in items if item.open.minor == cash.amount.minor]
    named = [
        Proposal(
            name, None, f"the payer is called like the customer {names.customer(name)}"
        )
        for name in same_name
    ]
    both = [item for item in equal if item.customer in same_name]
    guesses = [
        *_each(cash, both, how, "name and amount"),
        *named,
        *_each(cash, equal, how, "amount"),
    ]
    why = "nobody knows whose it is, and it names no open document"
    return Found(None, "", why, _each_once(guesses))


def _each_once(guesses: Sequence[Proposal]) -> tuple[Proposal, ...]:
    """The first proposals, those that say the same left out."""
    kept = dict[tuple[str, Matching | None], Proposal]()
    for guess in guesses:
        kept.setdefault((guess.customer, guess.matching), guess)
    return tuple(kept.values())[:MOST_PROPOSALS]


def _each(
    cash: Incoming, items: Sequence[OpenItem], how: _How, why: str
) -> Iterator[Proposal]:
    """Each of the items alone, the oldest first."""
    for item in in_order(items, how.rules)[:MOST_PROPOSALS]:
        found = how.settle(cash, [item])
        if found is not None:
            yield Proposal(item.customer, found, f"{why}: {item.number}")


def _guesses(cash: Incoming, items: Sequence[OpenItem], how: _How) -> Iterator[Proposal]:
    """All that is due, if that is the sum; the oldest first; the nearest amount."""
    debts = [item for item in items if item.open.minor > 0]
    due = [item for item in debts if item.due <= cash.value_date]
    for words, chosen in (("everything due", due), ("everything open", debts)):
        if chosen and sum(item.open.minor for item in chosen) == cash.amount.minor:
            yield Proposal(cash.customer, _all_of(chosen), words)
            break
    if debts:
        oldest = spread(cash.amount, debts, how.rules)
        yield Proposal(cash.customer, oldest, "the oldest first")
        near = min(
            debts, key=lambda i: (abs(i.open.minor - cash.amount.minor), i.due, i.ref)
        )
        found = how.settle(cash, [near])
        apart = abs(near.open.minor - cash.amount.minor)
        words = f"nearest amount: {near.number}, {Money(apart, cash.amount.currency)} apart"
        if found != oldest:
            yield Proposal(cash.customer, found, words)


def _all_of(items: Sequence[OpenItem]) -> Matching:
    return Matching(tuple(line(item, item.open.minor) for item in items))


def _numbers(items: Sequence[OpenItem]) -> str:
    more = f" and {len(items) - _MOST_NUMBERS} more" if len(items) > _MOST_NUMBERS else ""
    return ", ".join(item.number for item in items[:_MOST_NUMBERS]) + more
