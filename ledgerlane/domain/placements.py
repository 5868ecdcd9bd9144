"""Placing debts with an agency: what may be placed, what it costs, what is placed now (procedure.md 2.8)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from ledgerlane.domain import disputes
from ledgerlane.domain.account import Item, Settlement
from ledgerlane.domain.cases.case import Case, Move
from ledgerlane.domain.cases.elsewhere import elsewhere, is_away
from ledgerlane.domain.cases.placement import NAME
from ledgerlane.domain.cash import CashReceipt
from ledgerlane.domain.cash_facts import CashMatched, CashReversed, CashUnmatched
from ledgerlane.domain.disputes import Dispute
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.fact import Event
from ledgerlane.domain.free import Free
from ledgerlane.domain.journal import JournalEntry, Posting
from ledgerlane.domain.money import Money
from ledgerlane.domain.notices import Notice, free_from
from ledgerlane.domain.pending import CASH, Pending
from ledgerlane.domain.pieces import Piece
from ledgerlane.domain.placement_policy import FIRST_PARTY, Agency, Commission
from ledgerlane.domain.plan_facts import PlanItem
from ledgerlane.domain.policy import Policy
from ledgerlane.domain.timeline import short_day
from ledgerlane.domain.undoing import in_order, undone_ids


@dataclass(frozen=True, slots=True)
class Standing:
    """What else counts of an account when its items are placed: what is ``free`` of each, by its reference.

    ``notice`` None: the country asks for none, or the agency acts in our name.
    """

    today: date
    free: Mapping[str, Free]
    pieces: tuple[Piece, ...] = ()
    notice: Notice | None = None


class Part(NamedTuple):
    """So much of an item is placed; the disputed rest stays."""

    item: Item
    amount: Money


class Left(NamedTuple):
    """An item that is not placed, and why."""

    item: Item
    why: str


def parts(items: Iterable[Item], standing: Standing) -> tuple[list[Part], list[Left]]:
    """What of these items can be placed, the oldest due first, and what cannot."""
    found, left = list[Part](), list[Left]()
    for item in sorted(items, key=lambda each: (each.due, each.ref)):
        why = _why_not(item, standing)
        if why:
            left.append(Left(item, why))
        else:
            found.append(Part(item, standing.free[item.ref].undisputed))
    return found, left


def _why_not(item: Item, standing: Standing) -> str:
    today = standing.today
    free = standing.free.get(item.ref)
    if free is None:
        return "nothing is open of it"
    if item.due >= today:
        return f"due {short_day(item.due, today)}; only what is overdue is placed"
    has = free.why_not()
    if has:
        return has
    if not free.undisputed.minor:
        contested = free.left.open > free.left.asked or free.contested
        return (
            "all that is open is disputed"
            if contested
            else "it is paid, pending in the books"
        )
    return _notice(item, standing)


def _notice(item: Item, standing: Standing) -> str:
    """Why the law does not let it go yet, with the day from which it does."""
    rule = standing.notice
    if rule is None:
        return ""
    found = free_from(item, standing.pieces, rule)
    if found.day is None:
        first = standing.today + timedelta(days=rule.days + 1)
        return (
            f"{rule.country}: {rule.law} wants a notice of {rule.days} days, and none was sent since it"
            f" fell due; a final letter that goes today frees it on {first.isoformat()}"
        )
    if found.day > standing.today:
        return f"{rule.country}: the notice {found.letter} runs out first ({rule.law}); free from {found.day.isoformat()}"
    return ""


def must_take(agency: Agency, currency: str) -> None:
    """Refused where the agency does not take debts of this currency."""
    if agency.currencies and currency not in agency.currencies:
        msg = f"{agency.name} takes {', '.join(agency.currencies)}, not {currency}"
        raise Refused(msg)


def needs_approval(amount: Money, before: Money, policy: Policy) -> bool:
    """Whether somebody else than who asks has to agree.

    ``before`` is what of the customer was placed without (`unapproved`): parts count as the whole.
    """
    over = policy.placements.approve_over_units * policy.sizes.unit(amount.currency)
    return (amount + before).minor > over


def unapproved(
    cases: Iterable[Case], asked: Iterable[PlanItem], currency: str, policy: Policy, today: date
) -> Money:  # fmt: skip
    """What else of a customer was handed over on nobody else's word: what is placed, and the window's.

    What is ``asked`` for again counts once. The window is that of what is given up.
    """
    since = today - timedelta(days=policy.write_offs.limits.window_days - 1)
    found, again = dict[str, int](), {each.ref for each in asked}
    for case in cases:
        if case.kind.name == NAME and case.taken("hand-over"):
            on = placed_on(case)
            assert on is not None, case.id
            if is_placed(case) or on >= since:
                for each in case.items:
                    if each.amount.currency == currency and each.ref not in again:
                        found[each.ref] = max(found.get(each.ref, 0), each.amount.minor)
    return Money(sum(found.values()), currency)


def same(asked: Sequence[PlanItem], now: Iterable[Part]) -> bool:
    """Whether what was asked for is what can be placed now."""
    found = {each.item.ref: each.amount for each in now}
    return {each.ref: each.amount for each in asked} == found


# --- what is placed -----------------------------------------------------------------------
def is_placed(case: Case) -> bool:
    """Whether an agency has it now."""
    return case.kind.name == NAME and is_away(case)


def is_ours(case: Case) -> bool:
    """Whether the agency calls in our name: letters stay ours."""
    return case.word("handling") == FIRST_PARTY


def placed_on(case: Case) -> date | None:
    """The day it was handed over."""
    found = [*case.taken("hand-over"), *case.taken("approve")]
    return found[0].on if found else None


def asked_text(case: Case) -> str:
    """What the agency and the supervisor have to know, as it was asked."""
    return str(case.moves[0].values.get("text", ""))


def agency_name(case: Case, policy: Policy) -> str:
    """The agency's name as the policy has it, else its code."""
    known = policy.placements.agency(case.word("agency"))
    return known.name if known is not None else case.word("agency")


def rates(agency: Agency) -> str:
    """Its commission as it is kept with a hand-over: ``0=10 61=12.5``, days and per cent."""
    table = agency.commission or (Commission(0, "0"),)
    return " ".join(f"{each.days}={each.per_cent}" for each in table)


def agreed(case: Case, policy: Policy) -> Agency | None:
    """The agency on the terms on which it was given the case, whatever the policy says since.

    Placements of before 2026-11-26 kept no terms: those of the policy, None where it has none.
    """
    code, kept = case.word("agency"), case.word("rates")
    known = policy.placements.agency(code)
    if not kept:
        return known
    table = (part.partition("=") for part in kept.split(" "))
    return replace(
        known or Agency(code, code), handling=case.word("handling"),
        commission=tuple(Commission(int(days), share) for days, _, share in table),
        direct_per_cent=case.word("direct-rate"),
    )  # fmt: skip


class Placed(NamedTuple):
    """What agencies have of an account, minor units; ``by_item`` in their own name.

    ``called`` is what they call for in ours; ``words`` names them.
    """

    by_item: Mapping[str, int]
    called: int
    words: str

    @property
    def minor(self) -> int:
        """What is placed in the agencies' own names."""
        return sum(self.by_item.values())


NOTHING = Placed({}, 0, "")


def placed(
    cases: Iterable[Case], items: Iterable[Item], known: Iterable[Dispute], gone: Mapping[str, int],
    policy: Policy, currency: str,
) -> Placed:  # fmt: skip
    """What of these open items is with agencies: never more than is asked for of each."""
    ours = [each for each in cases if is_placed(each)]
    if not ours:
        return NOTHING
    left = Counter[str]()
    for item in items:
        if item.open.currency == currency:
            asked = disputes.collectable(item, known).minor - max(0, gone.get(item.ref, 0))
            left[item.ref] = max(0, asked)
    by_item, called, names = Counter[str](), 0, list[str]()
    for case in ours:
        before = by_item.total() + called
        for each in case.items:
            part = min(each.amount.minor, left[each.ref])
            left[each.ref] -= part
            if is_ours(case):
                called += part
            else:
                by_item[each.ref] += part
        if by_item.total() + called > before:
            names.append(agency_name(case, policy))
    said = " and ".join(dict.fromkeys(names))
    words = f"placed with {said}" if by_item.total() else f"called by {said} in our name"
    return Placed(+by_item, called, words if names else "")


def others(cases: Iterable[Case], policy: Policy) -> dict[str, str]:
    """By item, the court or the agency in its own name that has it: ``with Kraft Inkasso: PL-2MD8QA``."""
    known = list(cases)
    found = {ref: each.words for ref, each in elsewhere(known).items()}
    for case in known:
        if is_placed(case) and not is_ours(case):
            words = f"with {agency_name(case, policy)}: {case.id}"
            for each in case.items:
                found.setdefault(each.ref, words)
    return found


def others_words(cases: Iterable[Case], items: Iterable[Item], policy: Policy) -> str:
    """How much of these items others have: ``1 000.00 EUR before the court: LC-7K3FQ2``; ``""`` nothing."""
    has, sums = others(cases, policy), dict[str, Money]()
    for item in items:
        if item.ref in has and item.open.minor > 0:
            words = has[item.ref]
            sums[words] = item.open + sums[words] if words in sums else item.open
    return ", ".join(f"{amount} {words}" for words, amount in sums.items())


# --- money --------------------------------------------------------------------------------
class Share(NamedTuple):
    """What of a remittance is for one item, and the agency's commission on it."""

    ref: str
    gross: Money
    days: int
    per_cent: Fraction
    commission: Money


def shares(case: Case, lines: Mapping[str, Money], dues: Mapping[str, date], agency: Agency) -> list[Share]:  # fmt: skip
    """The commission on each item, rounded half to even on the minor unit, by its age when it was placed."""
    since = placed_on(case)
    assert since is not None, case.id
    found = list[Share]()
    for ref, gross in lines.items():
        days = (since - dues[ref]).days
        rate = agency.per_cent(days)
        found.append(Share(ref, gross, days, rate, gross.share(rate / 100)))
    return found


def remittances(case: Case) -> tuple[str, ...]:
    """The receipts that the agency's money was recorded as."""
    return tuple(str(move.values["receipt"]) for move in case.taken("remit"))


def rule_of(case: str) -> str:
    """What the matches of a placement's money say as their rule."""
    return f"agency {case}"


def remitted(case: Case, cash: Iterable[CashReceipt]) -> dict[str, int]:
    """What of each item the agency remitted and stands, minor units.

    ``cash``: the customer's receipts that were not reversed; their matches carry the truth,
    so what bounced, or is for something else by now, is not remitted.
    """
    ours, found = set(remittances(case)), Counter[str]()
    for receipt in cash:
        for match in receipt.matches:
            if receipt.ref in ours or match.rule == rule_of(case.id):
                for line in match.lines:
                    found[line.item] += line.cash.minor
    return found


def told(case: Case) -> dict[str, int]:
    """What of each item the agency was told of as paid to us directly, minor units."""
    found = Counter[str]()
    for move in case.taken("tell"):
        for each in about(case, move):
            found[each.ref] += each.amount.minor
    return found


def paid_directly(
    case: Case, settled: Iterable[Settlement], pending: Iterable[Pending], matched: Mapping[str, int]
) -> dict[str, int]:  # fmt: skip
    """What of each item came to us and not through the agency since it was placed, minor units.

    ``settled`` are the ledger's settlements by money and ``pending`` what it does not show, the
    agencies' own receipts left out; ``matched`` is what of those the ledger has settled by now.
    """
    since, ended = placed_on(case), ended_on(case)
    if since is None:
        return {}
    found = Counter[str]()
    for each in settled:
        if since <= each.day and (ended is None or each.day <= ended):
            found[each.item] += each.cash.minor
    for line in pending:
        if line.kind == CASH and since <= line.day and (ended is None or line.day <= ended):
            found[line.item] += line.amount.minor
    for ref, minor in matched.items():
        found[ref] -= minor
    refs = {each.ref for each in case.items}
    return {ref: minor for ref, minor in found.items() if ref in refs and minor > 0}


def journal_entries(
    case: Case, cash: Mapping[str, Sequence[Event]], policy: Policy
) -> list[JournalEntry]:
    """What the agency's remittances do to the books: bank and commission against the items.

    ``cash``: the events of each receipt. What was exported stays: money that is unmatched or
    bounces is an entry of its own, under that event's id.
    """
    rules, found = policy.placements, list[JournalEntry]()
    for move in case.taken("remit"):
        gross, kept = move.values["gross"], move.values["commission"]
        assert isinstance(gross, Money), case.id
        assert isinstance(kept, Money), case.id
        legs = [Posting(rules.bank, gross - kept)]
        if kept.minor:
            legs.append(Posting(rules.commission, kept))
        legs += [
            Posting(rules.receivable, -each.amount, each.ref) for each in about(case, move)
        ]
        text = f"Agency {case.word('agency')} remitted on {case.id}"
        entry = JournalEntry(move.event, move.on, text, case.customer, tuple(legs))
        found += [entry, *_taken_back(entry, cash.get(str(move.values["receipt"]), ()))]
    return found


def _taken_back(entry: JournalEntry, events: Sequence[Event]) -> Iterator[JournalEntry]:
    """What became of a remittance in the books: for no item any more, and gone from the bank."""
    gone, match = undone_ids(events), ""
    for event in in_order(events):
        fact = event.fact
        if event.id in gone:
            continue
        if isinstance(fact, CashMatched):
            match = match or fact.match
        elif isinstance(fact, CashUnmatched) and match in fact.matches:
            legs = [leg for leg in entry.postings if leg.item]
            freed = [Posting(leg.account, leg.amount) for leg in legs]
            back = [Posting(leg.account, -leg.amount, leg.item) for leg in legs]
            text = f"Unmatched: {entry.text}"
            yield JournalEntry(event.id, fact.on, text, entry.customer, (*freed, *back))
            kept = [leg for leg in entry.postings if not leg.item]
            entry = replace(entry, postings=(*kept, *freed))
        elif isinstance(fact, CashReversed):
            yield entry.mirrored(event.id, fact.on, f"Reversal of {entry.text}")
            return


def about(case: Case, move: Move) -> tuple[PlanItem, ...]:
    """How much of which item a step was about.

    Steps of before 2026-11-26 say it in words alone, ``ledger/8840=1 000.10 EUR, ...``: of the
    case's own items, so that no comma or equals sign in a document's number misleads.
    """
    if move.items:
        return move.items
    refs = sorted((each.ref for each in case.items), key=len, reverse=True)
    part = rf"({'|'.join(map(re.escape, refs))})=(-?[0-9][0-9 ]*(?:\.[0-9]+)? [A-Z]{{3}})(?:, |$)"
    found = re.findall(part, str(move.values.get("for", "")))
    return tuple(PlanItem(ref, Money.printed(amount)) for ref, amount in found)


def named(text: str, known: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Documents and amounts as somebody typed them, ``NUMBER=AMOUNT, NUMBER``: number, ``=`` or nothing, amount.

    Numbers that are ``known`` may hold commas and equals signs themselves; the longest that fits is meant.
    """
    names = "|".join(re.escape(each) for each in sorted(known, key=len, reverse=True))
    part = re.compile(rf"\s*(?:({names})|([^,=]*))\s*(?:(=)([^,]*))?(?:,|$)")
    at = 0
    while at < len(text):
        found = part.match(text, at)
        assert found is not None, text
        name = found[1] or found[2].strip()
        if name:
            yield name, found[3] or "", (found[4] or "").strip()
        at = max(found.end(), at + 1)


def ended_on(case: Case) -> date | None:
    """The day it was recalled or closed."""
    found = [*case.taken("recall"), *case.taken("close")]
    return found[0].on if found else None


def spread(gross: Money, room: Mapping[str, Money]) -> dict[str, Money]:
    """A sum over items in their order, as far as each has room. Refused where there is not room enough."""
    left, found = gross.minor, dict[str, Money]()
    for ref, free_ in room.items():
        part = min(left, free_.minor)
        left -= part
        if part > 0:
            found[ref] = Money(part, gross.currency)
    if left:
        can = Money(gross.minor - left, gross.currency)
        msg = f"{gross} is more than the {can} that is open of what was placed; the rest is posted by itself (cash post)"
        raise Refused(msg)
    return found
