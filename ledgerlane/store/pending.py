"""What is pending in the books, found for many customers at once (`ledgerlane.domain.pending`)."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from ledgerlane.domain import pending as rules
from ledgerlane.domain import too_much, write_offs
from ledgerlane.domain.account import Item, Receipt
from ledgerlane.domain.cash import CashReceipt
from ledgerlane.domain.money import Money
from ledgerlane.domain.pending import Held, Outcome
from ledgerlane.domain.requests import Request, lapsed
from ledgerlane.domain.too_much import Claim
from ledgerlane.store import of_requesters, rows
from ledgerlane.store.batches import generation_at
from ledgerlane.store.connection import Store
from ledgerlane.store.lens import Lens

if TYPE_CHECKING:
    from ledgerlane.store.worked import Question, Worked

NOBODY = 0
"""The customer of cash that has no owner yet."""

Ledger = dict[str, tuple[int | None, Receipt]]
"""Receipts of the ledger with their customers (None: nobody)."""


class HeldRow(NamedTuple):
    """A receipt with a history of ours, as table ``cash`` has it."""

    cash: CashReceipt
    currency: str
    minor: int
    value_date: date
    state: str
    ledger: str
    matched: int
    unmatched: int
    of_nobody: bool


def fill(store: Store, found: dict[int, Worked], ask: Question, ledger: Ledger) -> None:
    """Find what is pending of each of these; their requests, receipts and money must be there.

    ``ledger`` has the receipts of theirs that were not posted here.
    Sets ``pending``, ``held``, ``money`` and ``paid``, and marks requests that have lapsed.
    """
    working = [each for each in found.values() if each.requests or each.cash]
    names = sorted({ref for each in working for ref, _, _ in _wanted(each)})
    now = {item.ref: item for item in rows.items_named(store.db, names, ask.lens)}
    nobodys = _of_nobody(ledger)
    called = _called(store, working, ask)
    then = _Then(store, working, ask)
    for each in working:
        each.requests = tuple(
            replace(asked, state="lapsed")
            if asked.state == "waiting" and lapsed(asked, now.values())
            else asked
            for asked in each.requests
        )
        elsewhere = called[each.customer == NOBODY]
        posted = [
            *(cash for cash in each.cash if cash.amount is not None),
            *_of_banks(each, ledger),
        ]
        shown = _on_our_days(posted, rules.shown_by(
            posted, each.receipts, ask.policy.cash.near_days,
            [receipt for _, receipt in elsewhere.values()],
        ))  # fmt: skip
        for ref, receipt in shown.items():
            owner, _ = elsewhere.get(receipt.ref, (each.customer, receipt))
            ledger[ref] = owner, receipt
        if shown:
            nobodys |= _of_nobody(ledger)
        helds, is_of = _helds(each, ledger, shown)
        mine = {ref: now[ref] for ref, _, _ in _wanted(each) if ref in now}
        _suspend(store, each, helds, mine, then, ask)
        outcome = rules.still_pending(
            each.requests,
            helds,
            mine,
            then.open,
            _unbooked(store, each.requests, mine, ask),
        )
        each.pending = tuple(outcome.pending)
        each.held = tuple(_row(held, is_of, nobodys) for held in helds)
        each.paid = tuple(outcome.settlements)
        each.money = _money(each, helds, outcome, is_of)


def _suspend(
    store: Store, each: Worked, helds: Iterable[Held], now: Mapping[str, Item], then: _Then,
    ask: Question,
) -> None:  # fmt: skip
    """Find what was decided apart and is too much together; its late requests wait for a person."""

    def there_was(ref: str, claim: Claim) -> int | None:
        on, t = claim.event.fact.on, claim.event.t
        if claim.asked is not None:
            on, t = claim.asked.asked_on, claim.asked.asked_t
        if ref == claim.receipt:
            return then.left(ref, on, t) if ref not in posted else posted[ref]
        was = then.open(ref, on, t)
        return now[ref].open.minor if was is None and ref in now else was

    posted = {cash.ref: cash.amount.minor for cash in each.cash if cash.amount is not None}
    found = too_much.found(each.requests, [held.cash for held in helds], there_was)
    late = {name for one in found for name in one.late}
    if limited := [
        asked for asked in too_much.of_requests(each.requests) if asked.name not in late
    ]:
        found += of_requesters.found(store, limited, late, ask)
    each.too_much = tuple(found)
    late = {name for one in found for name in one.late}
    each.requests = tuple(
        replace(asked, state="suspended") if asked.id in late else asked
        for asked in each.requests
    )


def _of_nobody(ledger: Ledger) -> set[str]:
    """Receipts that some source has without a customer."""
    return {ref for ref, (owner, _) in ledger.items() if owner is None}


def _of_banks(each: Worked, ledger: Ledger) -> Iterator[CashReceipt]:
    """What a bank said came in, and our people said whose it is, as if it was posted here.

    A bank books nothing on a customer: the books that do show the money once more, as theirs.
    """
    source = each.ref.partition("/")[0]
    for cash in each.cash:
        customer, receipt = ledger.get(cash.ref, (None, None))
        if (
            cash.amount is None
            and receipt is not None
            and customer is None
            and cash.ref.partition("/")[0] != source
        ):
            yield replace(
                cash, amount=receipt.amount, value_date=receipt.value_date,
                reference=receipt.reference,
            )  # fmt: skip


def _on_our_days(
    posted: Iterable[CashReceipt], shown: Mapping[str, Receipt]
) -> dict[str, Receipt]:
    """An item that fell, or was settled, says that money came, and not when: our people know the day."""
    days = {cash.ref: cash.value_date for cash in posted}
    return {
        ref: replace(receipt, value_date=day)
        if receipt.fallen and (day := days[ref])
        else receipt
        for ref, receipt in shown.items()
    }


def _called(
    store: Store, working: Iterable[Worked], ask: Question
) -> tuple[Ledger, Ledger]:
    """The ledger's receipts that bear the references of posted ones: nobody's, and for nobody anybody's."""
    said: tuple[set[str], set[str]] = set(), set()
    for each in working:
        said[each.customer == NOBODY].update(
            cash.reference
            for cash in each.cash
            if cash.amount is not None and cash.reference
        )
    nobodys, anybodys = (
        rows.receipts_called(store.db, references, ask.lens, anybodys=bool(at))
        if references
        else {}
        for at, references in enumerate(said)
    )
    return nobodys, anybodys


def _unbooked(
    store: Store, requests: Iterable[Request], now: Mapping[str, Item], ask: Question
) -> dict[tuple[str, str], int]:
    """What of each approved request and item the books do not show, minor units."""
    approved = sorted(
        (asked for asked in requests if asked.state == "approved"),
        key=lambda asked: (asked.asked_t, asked.id),
    )
    found = dict[tuple[str, str], int]()
    for ref in dict.fromkeys(line.ref for asked in approved for line in asked.items):
        lines = [
            (asked.id, generation_at(store.db, asked.asked_t // 1000), line.amount.minor)
            for asked in approved for line in asked.items if line.ref == ref
        ]  # fmt: skip
        if ref not in now:
            continue
        falls = rows.falls(store.db, ref, lines[0][1], ask.lens)
        left = write_offs.still_pending(
            [(at, minor) for _, at, minor in lines], falls.steps,
            cash=falls.cash, booked=falls.booked, opened=now[ref].open.minor,
        )  # fmt: skip
        found |= {
            (name, ref): minor for (name, _, _), minor in zip(lines, left, strict=True)
        }
    return found


def _wanted(each: Worked) -> Iterable[tuple[str, date, int]]:
    """Items that requests and matches are about, with the day and clock of that."""
    for asked in each.requests:
        for item in asked.items:
            yield item.ref, asked.asked_on, asked.asked_t
    for cash in each.cash:
        for match in cash.matches:
            for line in match.lines:
                if line.item:
                    yield line.item, match.on, match.t


class _Then:
    """What was open of items when claims on them were made; one query a day and generation.

    Of claims made today on what the ledger says now nothing has fallen.
    """

    def __init__(self, store: Store, working: Iterable[Worked], ask: Question) -> None:
        batches = store.db.execute(
            "SELECT known_at, generation FROM batch WHERE state <> 'staged' ORDER BY known_at"
        ).fetchall()
        self.known = [row[0] for row in batches]
        self.latest = list(accumulate((row[1] for row in batches), max))
        self.found: dict[tuple[str, date, int], int] = {}
        self.db = store.db
        groups = defaultdict[tuple[date, int], set[str]](set)
        for each in working:
            for ref, on, t in _wanted(each):
                groups[on, self._generation(t)].add(ref)
        groups.pop((ask.today, ask.lens.generation), None)
        for (on, generation), refs in groups.items():
            look = Lens(on.toordinal(), generation, later=True)
            for item in rows.items_named(store.db, sorted(refs), look):
                self.found[item.ref, on, generation] = item.open.minor

    def _generation(self, t: int) -> int:
        at = bisect_right(self.known, t // 1000)
        return self.latest[at - 1] if at else 0

    def open(self, ref: str, on: date, t: int) -> int | None:
        """Minor units open of the item then, or None where the ledger did not know it."""
        return self.found.get((ref, on, self._generation(t)))

    def left(self, ref: str, on: date, t: int) -> int | None:
        """Minor units of a receipt of the ledger that were not used then, or None where it did not know it."""
        key = ref, on, self._generation(t)
        if key not in self.found:
            look = Lens(on.toordinal(), key[2], later=True)
            named = rows.receipts_named(self.db, [ref], look)
            if ref not in named:
                return None
            self.found[key] = max(0, named[ref][1].unapplied.minor)
        return self.found[key]


def _helds(
    each: Worked, ledger: Ledger, shown: dict[str, Receipt]
) -> tuple[list[Held], dict[str, Receipt]]:
    """What can be used of each receipt, and the ledger's receipt that each is.

    Of nobody's that the ledger gives to somebody nothing is left: it is theirs there.
    """
    helds, is_of = list[Held](), dict[str, Receipt]()
    for cash in _joined(each.cash, shown):
        customer, receipt = ledger.get(cash.ref, (each.customer, None))
        if receipt is not None:
            is_of[cash.ref] = receipt
            left, currency = max(0, receipt.unapplied.minor), receipt.amount.currency
            counted = customer == each.customer
            if each.customer == NOBODY and customer is not None:
                left, counted = 0, True
            if receipt.reversed_on is not None:  # it bounced in the ledger: it pays nothing
                cash, left = replace(cash, matches=(), reversed_on=None), 0
            helds.append(Held(cash, currency, left, shown=True, counted=counted))
        elif cash.amount is not None:
            helds.append(Held(cash, cash.amount.currency, cash.amount.minor))
    return helds, is_of


def _joined(found: Iterable[CashReceipt], shown: dict[str, Receipt]) -> list[CashReceipt]:
    """The receipts in order; one that is the ledger's and matched there too has its matches there."""
    known = {cash.ref: cash for cash in sorted(found, key=lambda cash: (cash.t, cash.ref))}
    for ref, receipt in shown.items():
        other = known.get(receipt.ref)
        if other is not None:
            known[other.ref] = replace(other, matches=(*known[ref].matches, *other.matches))
            known[ref] = replace(known[ref], matches=())
    return list(known.values())


def _row(held: Held, is_of: dict[str, Receipt], nobodys: Collection[str]) -> HeldRow:
    cash, receipt = held.cash, is_of.get(held.cash.ref)
    gone = cash.reversed_on is not None or (
        receipt is not None and receipt.reversed_on is not None
    )
    amount = receipt.amount if receipt is not None else cash.amount
    valued = receipt.value_date if receipt is not None else cash.value_date
    assert amount is not None, cash
    assert valued is not None, cash
    return HeldRow(
        cash, held.currency, amount.minor, valued,
        state="reversed" if gone else "in the books" if receipt is not None else "posted",
        ledger=receipt.ref if receipt is not None else "",
        matched=held.used, unmatched=0 if gone else held.left,
        of_nobody=cash.ref in nobodys,
    )  # fmt: skip


def _money(
    each: Worked, helds: list[Held], outcome: Outcome, is_of: dict[str, Receipt]
) -> tuple[Receipt, ...]:
    """What came in, for promises and plans: the ledger's receipts and what it does not show.

    What an item fell by in the ledger, and our people had matched to it, came when they say.
    """
    ours = {
        is_of[held.cash.ref].ref: held
        for held in sorted(helds, key=lambda held: held.cash.amount is None)
        if held.cash.ref in is_of
    }
    explained, of_cash = Counter[str](), Counter[str]()
    for cash_ref, item, minor in outcome.shown:
        explained[item] += minor
        of_cash[cash_ref] += minor
    found = []
    for receipt in each.receipts:
        if receipt.ref in ours:
            held = ours[receipt.ref]
            found.append(_touched(is_of[held.cash.ref], held))
        elif receipt.fallen and (
            cut := min(explained[receipt.fallen], receipt.amount.minor)
        ):
            explained[receipt.fallen] -= cut
            left = Money(receipt.amount.minor - cut, receipt.amount.currency)
            found += [replace(receipt, amount=left)] if left.minor else []
        else:
            found.append(receipt)
    have = {receipt.ref for receipt in each.receipts}
    for held in helds:
        cash, shown = held.cash, is_of.get(held.cash.ref)
        if shown is None:
            amount = Money(outcome.unshown[cash.ref] + of_cash[cash.ref], held.currency)
            assert cash.value_date is not None, cash
            unapplied = Money(held.left, held.currency)
            found.append(Receipt(
                cash.ref, cash.value_date, cash.t // 1000, amount, unapplied,
                reversed_on=cash.reversed_on,
            ))  # fmt: skip
        elif shown.ref not in have:
            found.append(_touched(shown, held))
    return tuple(found)


def _touched(receipt: Receipt, held: Held) -> Receipt:
    """A receipt of the ledger as our history leaves it: known earlier, less unapplied, bounced."""
    days = [day for day in (receipt.reversed_on, held.cash.reversed_on) if day is not None]
    known = min(receipt.known_ms, held.cash.t // 1000)
    left = Money(held.left, receipt.amount.currency)
    return replace(
        receipt, known_ms=known, unapplied=left, reversed_on=min(days, default=None)
    )
