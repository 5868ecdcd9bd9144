"""Matching receipts to what they pay: by hand, by rule, all of them, and what is left for a person."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from ledgerlane.desk import cash_now
from ledgerlane.desk.cash import identify, keep_apart
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.entry import CLERKS, append, require
from ledgerlane.desk.match_words import forgone, paid_words
from ledgerlane.desk.past import as_asked, now, question
from ledgerlane.domain import cash as rules
from ledgerlane.domain.cash_facts import CashMatched, MatchLine
from ledgerlane.domain.discounts import discount_days
from ledgerlane.domain.errors import NotPermitted, Refused
from ledgerlane.domain.events import DisputeOpened, Fact
from ledgerlane.domain.matching import Found, Incoming, Proposal, find
from ledgerlane.domain.money import Money
from ledgerlane.domain.payers import plain_name
from ledgerlane.domain.second_payments import PaidDocument, considered, is_doubtful
from ledgerlane.domain.settling import (
    Matching,
    OpenItem,
    line,
    settle,
    spread,
)
from ledgerlane.domain.told import name_of
from ledgerlane.store import called, matching
from ledgerlane.store import cash as store_cash
from ledgerlane.store.beside import beside
from ledgerlane.store.called import Called
from ledgerlane.store.cash import Known

CHUNK = 400
"""Receipts matched in one transaction: others wait a fraction of a second."""

_AMOUNT = re.compile(r"[0-9][0-9.,]*")

Progress = Callable[[int, int], None]
"""Told how many of how many receipts were looked at."""


@dataclass(frozen=True, slots=True)
class Run:
    """What a run over all receipts came to."""

    receipts: int
    matched: int


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A receipt that is not used up: what a rule decides, or what it may be for and why none is sure.

    ``numbers`` are the document numbers by reference, ``whose`` those of customers.
    """

    cash: Incoming
    found: Found
    numbers: dict[str, str]
    whose: dict[str, str] = field(default_factory=dict)

    @property
    def proposals(self) -> tuple[Proposal, ...]:
        """What a person may accept: the one that a rule is sure of, or the best guesses."""
        found = self.found
        if found.matching is None:
            return found.proposals
        return (Proposal(found.customer, found.matching, found.rule),)

    def said(self, matching: Matching) -> list[tuple[str, Money | None]]:
        """The items of a matching as `match` takes them: numbers, each with its amount.

        Without amounts where more than the money settles them: naming them settles them so again.
        """
        settles = matching.deductions or any(
            each.discount.minor or each.tolerance.minor or not each.item
            for each in matching.lines
        )
        return [
            (
                self.numbers.get(each.item, each.item),
                None if settles else max(each.cash, -each.cash),
            )
            for each in matching.lines
            if each.item
        ]


def match(
    desk: Desk, name: str, items: Sequence[str] = (), *, oldest_first: bool = False
) -> str:
    """Say what a receipt is for; in words.

    ``items`` are document numbers or references, which the money settles as far as it goes, with
    the discounts it earned (`settling.settle`); or, where an amount is said of one of them,
    ``NUMBER=AMOUNT``, split at the last ``=``, just that. Without any, the rules decide; with
    ``oldest_first`` it is spread in the policy's order. Refused when no rule is sure.
    """
    with desk.store.writing():
        require(desk, CLERKS, "match cash")
        known = cash_now.known(desk, name)
        return _record(desk, known, _meant(desk, known, items, oldest_first=oldest_first))


def preview(
    desk: Desk, name: str, items: Sequence[str] = (), *, oldest_first: bool = False
) -> str:
    """What a receipt would pay and what is left of it; refused where `match` is. Records nothing."""
    known = cash_now.known(desk, name)
    meant = _meant(desk, known, items, oldest_first=oldest_first)
    fact = _fact(desk, known, meant)
    used = sum(line_.cash.minor for line_ in fact.lines)
    left = Money(known.left.minor - used, known.left.currency)
    rest = f"{left} of it stays unmatched" if left.minor else "nothing is left over"
    return (
        f"pays {paid_words(meant.found, meant.items)}; {rest}{_forgone(desk, known, meant)}"
    )


def accept(desk: Desk, name: str, proposal: Proposal, *, again: bool = False) -> str:
    """Match a receipt as a proposal says, exactly; in words.

    A proposal of nothing but a customer says whose the receipt is (``again``: see
    `cash.identify`). Refused where the book changed and the items do not stand as they were
    proposed.
    """
    if proposal.matching is None:
        identify(desk, name, proposal.customer, again=again)
        return f"{name} is of {Called(desk.store.db).customer(proposal.customer)}"
    with desk.store.writing():
        require(desk, CLERKS, "match cash")
        known = cash_now.known(desk, name)
        rules.stands(known.ref, known.bounced_on)
        refs = [each.item for each in proposal.matching.lines if each.item]
        found = {item.ref: item for item in _open_items(desk, known, refs)}
        return _record(desk, known, _Meant(proposal.matching, proposal.why, found))


@dataclass(frozen=True, slots=True)
class _Meant:
    """What a receipt is said to be for, by which rule, and the open items by reference."""

    found: Matching
    rule: str
    items: dict[str, OpenItem]


def _meant(desk: Desk, known: Known, names: Sequence[str], *, oldest_first: bool) -> _Meant:
    rules.stands(known.ref, known.bounced_on)
    open_ = _open_items(desk, known, names)
    if names:
        whose_ = Called(desk.store.db).customer(known.customer) if known.customer else ""
        found, rule = _by_hand(desk, known, open_, names, whose_), "by hand"
        _require_left(known)
    elif oldest_first:
        spread_ = spread(known.left, _debts(known, open_), desk.policy.cash)
        found, rule = (
            _sure(spread_, known, "nothing is open that it could pay"),
            "the oldest first",
        )
    else:
        answer = _answers(desk, [known.incoming])[known.ref]
        open_ += answer.items
        rule = answer.found.rule
        found = _sure(
            answer.found.matching, known, f"{rule}; name the items, or --oldest-first"
        )
    return _Meant(found, rule, {item.ref: item for item in open_})


def _fact(desk: Desk, known: Known, meant: _Meant) -> CashMatched:
    return rules.match(
        known.ref, known.cash, desk.new_id("match"), known.left, meant.found.lines, meant.items,
        desk.today, rule=meant.rule, disputes=_dispute_ids(desk, meant.found),
        names=Called(desk.store.db),
    )  # fmt: skip


def _record(desk: Desk, known: Known, meant: _Meant) -> str:
    fact = _fact(desk, known, meant)
    items = {each.item for each in fact.lines if each.item}
    keep_apart(desk, [(fact.customer, known.left.currency)], items)
    append(desk, _acts(desk, replace(fact, act=desk.new_id("act")), meant.found))
    paid = paid_words(meant.found, meant.items)
    return f"{known.ref} matched, {meant.rule}: {paid}{_forgone(desk, known, meant)}"


def _forgone(desk: Desk, known: Known, meant: _Meant) -> str:
    day, days = known.incoming.value_date, discount_days(desk.policy)
    return forgone(meant.found, meant.items, day, days)


def _require_left(known: Known) -> None:
    if not known.left.minor:
        where = "" if known.cash is not None else " in the books"
        msg = f"{known.ref} is used up{where}: nothing of it is left to be matched"
        raise Refused(msg)


def _sure(found: Matching | None, known: Known, why: str) -> Matching:
    _require_left(known)
    if found is None:
        msg = f"{known.ref}, {known.left}: {why}"
        raise Refused(msg)
    return found


def _open_items(desk: Desk, known: Known, names: Sequence[str]) -> list[OpenItem]:
    """What the receipt's customer owes; of nobody's receipt, what the owner of the named items does."""
    store = desk.store
    if known.customer:
        return cash_now.still_open(
            desk, lambda look: matching.items(store, look, [known.customer])
        )
    meant = [*names, *(_split(name)[0] for name in names)]
    return cash_now.still_open(desk, lambda look: matching.called(store, look, meant))


def _split(name: str) -> tuple[str, str]:
    """A document number and the amount after its last ``=``; numbers may hold ``=`` themselves."""
    number, equals, amount = name.rpartition("=")
    return (number, amount) if equals and _AMOUNT.fullmatch(amount) else (name, "")


def _debts(known: Known, open_: Sequence[OpenItem]) -> list[OpenItem]:
    return [
        item
        for item in open_
        if item.open.minor > 0 and item.open.currency == known.left.currency
    ]


def _by_hand(
    desk: Desk, known: Known, open_: Sequence[OpenItem], names: Sequence[str], whose_: str
) -> Matching:
    """The items a person names, settled; where amounts are said, the lines they say, as far as the money goes."""
    chosen = [_named(open_, name, whose_) for name in names]
    if not any(amount for _, amount in chosen):
        named = [item for item, _ in chosen]
        policy, day = desk.policy, known.incoming.value_date
        settled = settle(known.left, named, day, policy.cash, (), discount_days(policy))
        if settled is not None:
            return settled
    credit = -sum(item.open.minor for item, _ in chosen if item.open.minor < 0)
    left, lines = known.left.minor + credit, list[MatchLine]()
    for item, amount in chosen:
        said = Money.parse(f"{amount} {item.open.currency}").minor if amount else None
        if said == 0:
            raise _no_amount(item.number, amount)
        if item.open.minor < 0:
            lines.append(line(item, -said if said is not None else item.open.minor))
            continue
        minor = said if said is not None else min(left, item.open.minor)
        lines.append(line(item, minor))
        left -= minor
    return Matching(tuple(each for each in lines if each.cash.minor))


def _no_amount(number: str, said: str) -> Refused:
    msg = f"{number}={said}: {said!r} is no amount above zero; say NUMBER=AMOUNT, like {number}=500.00"
    return Refused(msg)


def _named(open_: Sequence[OpenItem], name: str, whose_: str) -> tuple[OpenItem, str]:
    """The item that is meant, and the amount said of it; one called by the whole word goes first."""
    number, amount = _split(name)
    for word, said in ((name, ""), (number, amount)):
        found = [item for item in open_ if word in (item.number, item.ref)]
        if len(found) == 1:
            return found[0], said
        if found:
            refs = ", ".join(item.ref for item in found)
            msg = f"{word!r} can be several items; say which: {refs}"
            raise Refused(msg)
    item, equals, said = name.rpartition("=")
    if equals and any(item in (each.number, each.ref) for each in open_):
        raise _no_amount(item, said)
    msg = f"{whose_ or 'nobody'} has no open item {number!r} that is not paid already"
    raise Refused(msg)


@dataclass(frozen=True, slots=True)
class _Answer:
    """What the rules say of a receipt, and the items they looked at."""

    found: Found
    items: list[OpenItem]


@dataclass(frozen=True, slots=True)
class _Clues:
    """What is known of receipts of nobody: the items (ids) each may mean, who is called like its payer."""

    items: dict[str, set[int]] = field(default_factory=dict)
    names: dict[str, list[str]] = field(default_factory=dict)


def _clues(desk: Desk, cash: Sequence[Incoming], *, proposals: bool = False) -> _Clues:
    """One walk over everything that is open, whatever the number of receipts."""
    nobodys = [each for each in cash if not each.customer]
    if not nobodys:
        return _Clues()
    look, store = question(desk).lens, desk.store
    ids = matching.meant(store, look, nobodys, amounts=proposals)
    return _Clues(ids, matching.same_names(store, look) if proposals else {})


def _answers(
    desk: Desk,
    cash: Sequence[Incoming],
    clues: _Clues | None = None,
    *,
    asking: bool = False,
) -> dict[str, _Answer]:
    """What the rules say of each of these receipts, one after the other: none pays an item twice.

    ``asking``: of the desk's day alone, for a list; nothing is recorded by it.
    """
    read = cash_now.as_shown if asking else cash_now.still_open
    store, apart = desk.store, matching.kept_apart(desk.store, desk.actor)
    with as_asked(desk):
        clues = clues or _clues(desk, cash)
        look, near = question(desk).lens, desk.policy.cash.near_days
        told = asking or len(cash) == 1
        beside_ = beside(store, look, cash, near, told=told)
    just_paid = list[PaidDocument]()
    owned = defaultdict[str, list[OpenItem]](list)
    customers = {each.customer for each in cash} - {""}
    for item in read(desk, lambda look: matching.items(store, look, customers)):
        if item.ref not in apart:
            owned[item.customer].append(item)
    meant = {each.ref: sorted(clues.items.get(each.ref, ())) for each in cash}
    ids = sorted({id_ for some in meant.values() for id_ in some})
    refs = matching.refs(store, question(desk).lens, ids)
    called = {i.ref: i for i in read(desk, lambda look: matching.of_ids(store, look, ids))}
    answers, paid, called_as = dict[str, _Answer](), dict[str, Money](), Called(store.db)
    for each in cash:
        named = [called.get(refs.get(id_, "")) for id_ in meant[each.ref]]
        items = [item for item in named if item is not None and item.ref not in apart]
        items = _less(owned[each.customer] if each.customer else items, paid)
        same = clues.names.get(plain_name(each.payer or each.remittance), ())
        answer = find(
            each, items, desk.policy.cash, same, discount_days(desk.policy), called_as
        )
        if is_doubtful(answer):
            known = beside_[each.ref].with_paid(each, just_paid)
            answer = considered(answer, each, items, desk.policy.cash, known)
        answers[each.ref] = _Answer(answer, items)
        open_ = {item.ref: item for item in items}
        for line_ in answer.matching.lines if answer.matching is not None else ():
            if line_.item:
                before = paid.get(line_.item)
                paid[line_.item] = line_.settles + before if before else line_.settles
                if line_.settles == open_[line_.item].open:
                    number, whose_ = open_[line_.item].number, open_[line_.item].customer
                    just_paid.append(
                        PaidDocument(number, whose_, name_of(each.ref), each.value_date)
                    )
    return answers


def _less(items: list[OpenItem], paid: dict[str, Money]) -> list[OpenItem]:
    """The items with what is left of them."""
    if not any(item.ref in paid for item in items):
        return items
    return [
        replace(item, open=item.open - paid[item.ref]) if item.ref in paid else item
        for item in items
    ]


def _acts(desk: Desk, fact: CashMatched, found: Matching) -> dict[str, list[Fact]]:
    """The match, and a dispute for each discount that was taken and not earned."""
    facts: dict[str, list[Fact]] = {f"receipt:{fact.receipt}": [fact]}
    if fact.disputes:
        reason = desk.policy.cash.unearned_reason
        facts[f"customer:{fact.customer}"] = [
            DisputeOpened(
                on=fact.on, act=fact.act, dispute=name, item=ref, amount=amount, reason=reason, code=""
            )
            for name, (ref, amount) in zip(fact.disputes, found.deductions, strict=True)
        ]  # fmt: skip
    return facts


def _dispute_ids(desk: Desk, found: Matching) -> tuple[str, ...]:
    return tuple(desk.new_id("dispute") for _ in found.deductions)


def offer(desk: Desk, name: str) -> str:
    """What the rules are sure a receipt is for, in words; ``""`` where none is."""
    known = store_cash.resolve(desk.store, question(desk), name)
    answer = _answers(desk, [known.incoming])[known.ref]
    if answer.found.matching is None:
        return ""
    by_ref = {item.ref: item for item in answer.items}
    return f"{answer.found.rule}: {paid_words(answer.found.matching, by_ref)}"


def match_all(desk: Desk, progress: Progress | None = None) -> Run:
    """Match every receipt that a rule is sure of, in chunks; what is left is the worklist.

    What others wrote between two chunks is read again before anything is recorded on it.
    """
    require(desk, CLERKS, "match cash")
    act, looked, matched, at, store = desk.new_id("act"), 0, 0, 0, desk.store
    written = store.others
    with as_asked(desk):
        count = matching.begin(store, question(desk).lens)
        if not cash_now.is_known_now(desk):
            matching.recheck(store, now(desk).lens)
        clues = _clues(desk, matching.of_nobody(store))
    while at < count:
        with store.writing():
            if written != store.others:
                written = store.others
                matching.recheck(store, now(desk).lens, at + 1)
            cash = matching.stretch(store, at + 1, at + CHUNK)
            looked += len(cash)
            facts: dict[str, list[Fact]] = {}
            for ref, answer in _answers(desk, cash, clues).items():
                if answer.found.matching is not None:
                    fact = _decided(desk, ref, answer.found, act)
                    for agg, more in _acts(desk, fact, answer.found.matching).items():
                        facts.setdefault(agg, []).extend(more)
                    matched += 1
            append(desk, facts)
        at += CHUNK
        if progress is not None:
            progress(min(at, count), count)
    return Run(looked, matched)


def _decided(desk: Desk, ref: str, found: Found, act: str) -> CashMatched:
    """What the rules decide was made within what is open and left, so it is not looked at twice."""
    assert found.matching is not None, ref
    return CashMatched(
        on=desk.today, act=act, receipt=ref, match=desk.new_id("match"), customer=found.customer,
        lines=found.matching.lines, rule=found.rule, disputes=_dispute_ids(desk, found.matching),
    )  # fmt: skip


def worklist(desk: Desk, limit: int | None = 50) -> list[Unmatched]:
    """Receipts that are not used up and that no rule can match, the earliest first."""
    found, at = list[Unmatched](), 0
    with as_asked(desk):
        count = begin(desk)
        while at < count and (limit is None or len(found) < limit):
            looked = page(desk, at, at + CHUNK)
            found += [each for each in looked if each.found.matching is None]
            at += CHUNK
    return found[:limit]


def stops(desk: Desk) -> str:
    """Why the one at the desk may not match cash, or ``""``."""
    try:
        require(desk, CLERKS, "match cash")
    except NotPermitted as why:
        return str(why)
    return ""


def begin(desk: Desk) -> int:
    """Fix the receipts that are not used up, the earliest first, for `page`; how many."""
    with as_asked(desk):
        return matching.begin(desk.store, question(desk).lens, by_day=True)


def whose(desk: Desk, refs: Iterable[str]) -> dict[str, tuple[int, str, str]]:
    """Id, number and name of customers, by reference."""
    return matching.whose(desk.store, question(desk).lens, refs)


def page(desk: Desk, start: int, stop: int) -> list[Unmatched]:
    """Some of the receipts that `begin` fixed, with what the rules decide or propose of each."""
    with as_asked(desk):
        cash = matching.stretch(desk.store, start + 1, stop)
        clues = _clues(desk, cash, proposals=True)
        answers = _answers(desk, cash, clues, asking=True)
    found = [answers[each.ref].found for each in cash]
    refs = {each.customer for each in cash}
    refs |= {guess.customer for each in found for guess in each.proposals}
    refs |= {each.customer for each in found}
    customers = called.customers(desk.store.db, refs - {""})
    whose_ = {ref: number for ref, (number, _) in customers.items()}
    return [_unmatched(each, answers[each.ref], whose_) for each in cash]


def _unmatched(cash: Incoming, answer: _Answer, whose_: dict[str, str]) -> Unmatched:
    numbers = {item.ref: item.number for item in answer.items}
    return Unmatched(cash, answer.found, numbers, whose_)
