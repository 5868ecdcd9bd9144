"""What we approved, posted or matched and the ledger does not show yet (rulings.md 20).

Of each item, what the ledger took off since then and is not its own write-off is the cash it
has shown, the earliest match first; the rest is pending, never more than is open. A
posted receipt is the ledger's as soon as one of the same customer, currency and amount is
there, near in value date or of the same reference; what it was matched to goes on as a
match of that one, within what the ledger calls unapplied.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from ledgerlane.domain.account import Item, Receipt, Settlement
from ledgerlane.domain.cash import CashReceipt, Match
from ledgerlane.domain.cash_facts import MatchLine
from ledgerlane.domain.money import Money
from ledgerlane.domain.requests import CREDIT_MEMO, WRITE_OFF, Request

CASH, DISCOUNT, TOLERANCE = "cash", "discount", "tolerance"
GIVEN_UP = (WRITE_OFF, CREDIT_MEMO)
KINDS = (*GIVEN_UP, CASH, DISCOUNT, TOLERANCE)


GONE_WORDS = {WRITE_OFF: "written off", CREDIT_MEMO: "credited"}
"""What was done with what is given up; all other pending is paid."""


def gone_words(kind: str) -> str:
    """``written off``, ``credited`` or ``paid``."""
    return GONE_WORDS.get(kind, "paid")


class Pending(NamedTuple):
    """What will leave an item; with item ``""`` what will join the unapplied cash.

    ``cause`` is the request or the receipt, ``due`` the item's.
    """

    cause: str
    item: str
    kind: str
    amount: Money
    day: date
    due: date | None = None


def unmatched(found: Iterable[Pending], currency: str) -> int:
    """Cash posted for no item, minor units. What is used of the ledger's receipts is another's."""
    return sum(
        line.amount.minor
        for line in found
        if not line.item and line.amount.currency == currency and line.amount.minor > 0
    )


def still_asked(
    items: Iterable[Item], found: Iterable[Pending], currency: str
) -> list[Item]:
    """The open debts of a currency with what is left to ask for of each, the oldest due first.

    What is pending of an item is taken off it; cash that is for none pays the oldest first.
    """
    found, gone = tuple(found), Counter[str]()
    for line in found:
        if line.amount.currency == currency:
            gone[line.item] += line.amount.minor
    free, kept = unmatched(found, currency), list[Item]()
    debts = (i for i in items if i.open.currency == currency and i.open.minor > 0)
    for item in sorted(debts, key=lambda each: (each.due, each.ref)):
        left = max(0, item.open.minor - max(0, gone[item.ref]))
        used = min(left, free)
        free -= used
        if left > used:
            kept.append(replace(item, open=Money(left - used, currency)))
    return kept


def unpaid(items: Iterable[Item], found: Iterable[Pending]) -> list[Item]:
    """The open debts, as the ledger has them, of which something is left to ask for."""
    items, found = tuple(items), tuple(found)
    left = {
        each.ref
        for currency in {item.open.currency for item in items}
        for each in still_asked(items, found, currency)
    }
    return [item for item in items if item.ref in left]


def by_item(found: Iterable[Pending]) -> dict[str, int]:
    """What is pending of each item, minor units."""
    sums = Counter[str]()
    for each in found:
        if each.item:
            sums[each.item] += each.amount.minor
    return sums


@dataclass(slots=True)
class Held:
    """A receipt of a customer while `still_pending` counts. Minor units of its currency.

    ``left`` is what can be used of it. ``shown``: the ledger has it, and ``left`` is its
    unapplied part; ``counted``: in this customer's balances too.
    """

    cash: CashReceipt
    currency: str
    left: int
    shown: bool = False
    counted: bool = False
    unshown: int = 0
    used: int = 0


@dataclass(slots=True)
class Outcome:
    """What is pending; of each receipt what the ledger does not show; and what pays what.

    ``shown`` is what items fell by in the ledger that was ours: receipt, item, minor units of cash.
    """

    pending: list[Pending] = field(default_factory=list)
    unshown: dict[str, int] = field(default_factory=dict)
    shown: list[tuple[str, str, int]] = field(default_factory=list)
    settlements: list[Settlement] = field(default_factory=list)


Then = Callable[[str, date, int], int | None]
"""What was open of an item (reference) for somebody at a business day and clock, minor units."""


def shown_by(
    posted: Iterable[CashReceipt], ledger: Iterable[Receipt], near_days: int,
    elsewhere: Iterable[Receipt] = (),
) -> dict[str, Receipt]:  # fmt: skip
    """The ledger's receipt that each posted one has become, by reference. Each serves once.

    Equal references go first, whoever's money the ledger says it is (``elsewhere``: what is
    not in the customer's ``ledger``); then what is near in time, of the customer's alone.
    Of several what the ledger showed first, then the nearest day.
    """
    ours = [receipt for receipt in ledger if receipt.amount.minor > 0]
    free = [*ours, *(each for each in elsewhere if each.amount.minor > 0)]
    waiting = sorted(posted, key=lambda each: (each.t, each.ref))
    found = _taken(waiting, free, _same_reference)
    taken = {receipt.ref for receipt in found.values()}
    return found | _taken(
        [cash for cash in waiting if cash.ref not in found],
        [receipt for receipt in ours if receipt.ref not in taken],
        lambda cash, receipt: _apart(cash, receipt) <= near_days,
    )


def _taken(
    waiting: Iterable[CashReceipt], free: list[Receipt],
    fits: Callable[[CashReceipt, Receipt], bool],
) -> dict[str, Receipt]:  # fmt: skip
    """One pass, the earliest posting first: each takes what fits it best of what is left."""
    found: dict[str, Receipt] = {}
    for cash in waiting:
        fitting = [
            receipt
            for receipt in free
            if receipt.amount == cash.amount
            and receipt.known_ms * 1000 > cash.t
            and fits(cash, receipt)
        ]
        if fitting:
            best = min(
                fitting, key=lambda each: (each.known_ms, _apart(cash, each), each.ref)
            )
            found[cash.ref] = best
            free.remove(best)
    return found


def _same_reference(cash: CashReceipt, receipt: Receipt) -> bool:
    return bool(cash.reference) and cash.reference == receipt.reference


def _apart(cash: CashReceipt, receipt: Receipt) -> int:
    assert cash.value_date is not None, cash
    return abs((receipt.value_date - cash.value_date).days)


Unbooked = Mapping[tuple[str, str], int]
"""What of a write-off of an item (request, reference) the books do not show, minor units."""


class _Claim(NamedTuple):
    """A write-off, or a match of a receipt: who wants how much of which items, since when."""

    t: int
    name: str
    on: date
    wants: tuple[tuple[str, int], ...]
    asked: Request | None = None
    held: Held | None = None
    match: Match | None = None


class _Count:
    """One customer's items while claims are counted in the order they were made."""

    def __init__(
        self, now: Mapping[str, Item], then: Then, booked: Mapping[str, int]
    ) -> None:
        self.now, self.then = now, then
        self.booked = dict(booked)  # what of each item's fall is the books' own write-off
        self.room = {ref: abs(item.open.minor) for ref, item in now.items()}
        self.last: dict[
            str, int
        ] = {}  # what was open of an item when its last claim was made
        self.waiting: dict[str, list[tuple[str, int]]] = {}
        self.shown: dict[tuple[str, str], int] = {}
        self.outcome = Outcome()

    def made(self, claim: _Claim) -> None:
        """A claim is made: what its items fell by until then was not for it."""
        for ref, want in claim.wants:
            if ref in self.now:
                was = self.then(ref, claim.on, claim.t)
                self.fall(ref, self.now[ref].open.minor if was is None else was)
                if claim.asked is None:
                    self.waiting.setdefault(ref, []).append((claim.name, want))
                    self.shown[claim.name, ref] = 0

    def fall(self, ref: str, is_open: int) -> None:
        """So much is open of an item now: what it fell by is shown of its claims, in order."""
        fell = max(0, abs(self.last.get(ref, is_open)) - abs(is_open))
        self.last[ref] = is_open
        booked = min(fell, self.booked.get(ref, 0))
        if booked:
            self.booked[ref] -= booked
            fell -= booked
        for name, want in self.waiting.get(ref, ()):
            part = min(fell, want - self.shown[name, ref])
            self.shown[name, ref] += part
            fell -= part

    def take(self, ref: str, minor: int) -> int:
        """So much of an item becomes pending, as far as it is open."""
        found = max(0, min(minor, self.room[ref]))
        self.room[ref] -= found
        return found

    def add(
        self, cause: str, ref: str, kind: str, minor: int, currency: str, day: date
    ) -> None:
        """Note what is pending, unless it is nothing."""
        if minor:
            due = self.now[ref].due if ref else None
            amount = Money(minor, currency)
            self.outcome.pending.append(Pending(cause, ref, kind, amount, day, due))

    def give_up(self, asked: Request, unbooked: Unbooked) -> None:
        """An approved request."""
        day = asked.decided_on or asked.asked_on
        for line in asked.items:
            if line.ref in self.now:
                left = self.take(
                    line.ref, unbooked.get((asked.id, line.ref), line.amount.minor)
                )
                self.add(asked.id, line.ref, asked.kind, left, line.amount.currency, day)

    def pay(self, held: Held, match: Match) -> None:
        """A match: the credit notes and what is left of the receipt pay the items, in order."""
        lines = [line for line in match.lines if line.item in self.now]
        debts = [x for x in lines if x.cash.minor >= 0 and self.now[x.item].open.minor >= 0]
        credits_ = {x.item: self._usable(match, x) for x in lines if x.cash.minor < 0}
        power = sum(credits_.values())
        paid = 0
        for line in debts:
            paid += self._pay(held, match, line, power + held.left - paid)
        from_credit = min(power, paid)
        used = paid - from_credit
        for ref, most in credits_.items():
            minor = self.take(ref, min(most, from_credit))
            from_credit -= minor
            self.add(held.cash.ref, ref, CASH, -minor, held.currency, match.on)
        over = sum(line.cash.minor for line in match.lines if not line.item)
        used += min(over, held.left - used)
        held.left -= used
        held.used += used

    def _usable(self, match: Match, line: MatchLine) -> int:
        """What of a credit note can still be used."""
        if self.now[line.item].open.minor >= 0:
            return 0
        want = -line.cash.minor - self.shown[match.id, line.item]
        return max(0, min(want, self.room[line.item]))

    def _pay(self, held: Held, match: Match, line: MatchLine, available: int) -> int:
        """What of a line's cash is still to be shown; what exceeds ``available`` is cut off.

        What the ledger took off was cash first, then discount and tolerance.
        """
        gone = self.shown[match.id, line.item]
        wanted = line.cash.minor - min(gone, line.cash.minor)
        cash = self.take(line.item, min(wanted, available))
        self.add(held.cash.ref, line.item, CASH, cash, held.currency, match.on)
        if cash == wanted:
            beside = max(0, gone - line.cash.minor)
            for kind, amount in ((DISCOUNT, line.discount), (TOLERANCE, line.tolerance)):
                shown = min(beside, amount.minor)
                beside -= shown
                minor = self.take(line.item, amount.minor - shown)
                self.add(held.cash.ref, line.item, kind, minor, held.currency, match.on)
        if cash:
            paid = Money(cash, held.currency)
            self.outcome.settlements.append(
                Settlement(line.item, held.cash.ref, match.on, paid)
            )
        return cash

    def spent(self, held: Held, match: Match) -> None:
        """What the ledger shows as paid of a receipt it does not have is no longer in it.

        Nor of one that another source has, a bank: that one never shows what it paid.
        """
        for line in match.lines:
            gone = self.shown.get((match.id, line.item), 0)
            theirs = held.shown and _source(held.cash.ref) in ("", _source(line.item))
            if not theirs and line.cash.minor > 0:
                minor = min(gone, line.cash.minor, held.left)
                held.left -= minor
                held.unshown = max(0, held.unshown - minor)
                if minor:
                    self.outcome.shown.append((held.cash.ref, line.item, minor))
                    paid = Money(minor, held.currency)
                    settled = Settlement(line.item, held.cash.ref, match.on, paid)
                    self.outcome.settlements.append(settled)


def still_pending(
    requests: Iterable[Request],
    receipts: Sequence[Held],
    now: Mapping[str, Item],
    then: Then,
    unbooked: Unbooked,
) -> Outcome:
    """What of one customer's write-offs and cash the ledger does not show, as of a day.

    ``now`` are the items by reference; what of a write-off is ``unbooked`` is found before
    (`ledgerlane.domain.write_offs.still_pending`). Never more of an item than is open, and never more
    of a receipt than there is (property).
    """
    requests = list(requests)
    count = _Count(now, then, _booked(requests, unbooked))
    claims = sorted((*_of_requests(requests), *_of_receipts(receipts)), key=lambda x: x[:2])
    for held in receipts:
        held.unshown = 0 if held.counted else held.left
    for claim in claims:
        count.made(claim)
    for ref in count.waiting:
        count.fall(ref, now[ref].open.minor)
    for claim in claims:
        if claim.held is not None and claim.match is not None:
            count.spent(claim.held, claim.match)
    for claim in claims:
        if claim.asked is not None:
            count.give_up(claim.asked, unbooked)
        if claim.held is not None and claim.match is not None:
            count.pay(claim.held, claim.match)
    for held in receipts:
        _rest(count, held)
        count.outcome.unshown[held.cash.ref] = held.unshown
    return count.outcome


def _source(ref: str) -> str:
    """Whose books a reference is of; ``""``: it was posted here, for the books that show it."""
    return ref.rpartition("/")[0].partition("/")[0]


def _booked(requests: Iterable[Request], unbooked: Unbooked) -> dict[str, int]:
    """What of each item's fall the books' own write-offs are."""
    found = dict[str, int]()
    for asked in requests:
        for line in asked.items if asked.state == "approved" else ():
            shown = line.amount.minor - unbooked.get(
                (asked.id, line.ref), line.amount.minor
            )
            found[line.ref] = found.get(line.ref, 0) + shown
    return found


def _of_requests(requests: Iterable[Request]) -> Iterator[_Claim]:
    for asked in requests:
        if asked.state == "approved":
            wants = tuple((line.ref, line.amount.minor) for line in asked.items)
            yield _Claim(asked.asked_t, asked.id, asked.asked_on, wants, asked=asked)


def _of_receipts(receipts: Iterable[Held]) -> Iterator[_Claim]:
    for held in receipts:
        if held.cash.reversed_on is None:
            for match in held.cash.matches:
                wants = tuple(
                    (line.item, abs(line.settles.minor))
                    for line in match.lines
                    if line.item
                )
                yield _Claim(match.t, match.id, match.on, wants, held=held, match=match)


def _rest(count: _Count, held: Held) -> None:
    """What of a receipt joins the unapplied cash; one that bounced does not, or leaves it."""
    cash, currency = held.cash, held.currency
    if cash.reversed_on is not None:
        gone = held.left if held.counted else 0
        count.add(cash.ref, "", CASH, -gone, currency, cash.reversed_on)
    else:
        rest = -held.used if held.counted else held.left
        count.add(cash.ref, "", CASH, rest, currency, cash.posted_on)
