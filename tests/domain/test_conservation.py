"""Whatever is done in whatever order: cash is neither made nor lost, to the minor unit.

A machine posts, matches (by rule and by hand), unmatches, reverses and takes back, while the
ledger shows receipts and takes money off items; after every step the program is compared with
an oracle of its own (conservation.py). `HYPOTHESIS_PROFILE=ci` walks 100,000 steps.
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from builders import TODAY
from conservation import Claim, World, summed
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

from ledgerlane.domain import cash as cash_rules
from ledgerlane.domain.account import Item, Receipt
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.events import Event, Fact, Undone
from ledgerlane.domain.matching import Incoming, find
from ledgerlane.domain.money import Money
from ledgerlane.domain.pending import Held, Outcome, shown_by, still_pending
from ledgerlane.domain.policy import Cash
from ledgerlane.domain.settling import OpenItem, line

RULES = Cash()
CUSTOMER = "erp/1001"
STEPS = 100
EXAMPLES, WALK = (
    (1_100, 100_000) if os.environ.get("HYPOTHESIS_PROFILE") == "ci" else (60, 4_000)
)
"""Walks, and how many steps they take together at the least: some end before their hundredth."""
HOUR = 3_600_000_000
walked = 0


def money(minor: int) -> Money:
    return Money(minor, "EUR")


class Conservation(RuleBasedStateMachine):
    """The program on one side, the oracle's `World` on the other."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World()
        self.events: dict[str, list[Event]] = {}
        self.ledger: dict[str, Receipt] = {}
        self.moment = 0

    @initialize(seed=st.integers(0, 2**32))
    def begin(self, seed: int) -> None:
        chance = Random(seed)
        for n in range(chance.randint(1, 6)):
            self.world.states[f"erp/I{n}"] = [
                (0, chance.choice((500, 1_000, 2_500, 10_000)))
            ]

    @rule(seed=st.integers(0, 2**32))
    def step(self, seed: int) -> None:
        """One act of somebody, or one word of the ledger, drawn by lot."""
        global walked
        walked += 1
        self.moment += 1
        chance = Random(seed)
        act = chance.choice(
            (self.post, self.match_by_rule, self.match_by_hand, self.match_by_hand, self.unmatch,
             self.reverse, self.undo, self.undo_posting, self.ledger_shows, self.ledger_takes_off, self.ledger_applies)
        )  # fmt: skip
        act(chance)
        self.compare()

    # --- what people do -----------------------------------------------------------------
    def record(self, receipt: str, fact: Fact) -> Event:
        found = self.events.setdefault(receipt, [])
        t = self.moment * HOUR
        event = Event(
            "s", self.moment * 100 + len(found), t, "tom", f"receipt:{receipt}", (), fact
        )
        found.append(event)
        return event

    def post(self, chance: Random) -> None:
        name = f"RC-{self.moment:05}"
        amount = chance.choice((500, 990, 1_000, 1_500, 2_500, 3_333, 10_050))
        fact = cash_rules.post(name, money(amount), TODAY, TODAY, customer=CUSTOMER)
        self.record(name, fact)
        self.world.receipts[name] = amount

    def match_by_rule(self, chance: Random) -> None:
        name, items = self.pick(chance), self.open_items()
        left = self.left(name) if name else 0
        if not name or left <= 0:
            return
        text = chance.choice(("", "", f"I{chance.randint(0, 5)}", "I0 I1"))
        found = find(Incoming(name, money(left), TODAY, CUSTOMER, "", text), items, RULES)
        if found.matching is not None:
            self.matched(name, left, found.matching.lines, items)

    def match_by_hand(self, chance: Random) -> None:
        name, items = self.pick(chance), self.open_items()
        left = self.left(name) if name else 0
        if not name or left <= 0 or not items:
            return
        lines = []
        for item in chance.sample(items, min(len(items), chance.randint(1, 3))):
            cash = chance.randint(1, min(left, item.open.minor))
            beside = chance.choice((0, 0, 10, 150))
            lines.append(
                line(
                    item, cash, beside // 3, beside - beside // 3, "small" if beside else ""
                )
            )
        self.matched(name, left, tuple(lines), items)

    def matched(self, name: str, left: int, lines: tuple, items: list[OpenItem]) -> None:  # type: ignore[type-arg]
        known = {item.ref: item for item in items}
        match = f"MA-{self.moment:05}"
        try:
            fact = cash_rules.match(
                name, self.cash(name), match, money(left), lines, known, TODAY
            )
        except Refused:
            assert self.too_much(left, lines, known)
            return
        assert not self.too_much(left, lines, known)
        self.record(name, fact)
        self.world.claims[match] = [
            Claim(
                name,
                x.item,
                x.cash.minor,
                x.discount.minor + x.tolerance.minor,
                self.moment,
            )
            for x in lines
            if x.item
        ]
        over = sum(x.cash.minor for x in lines if not x.item)
        if over:  # what goes to a reason leaves the receipt and settles nothing
            self.world.claims[match].append(Claim(name, "reason", over, 0, self.moment))
            self.world.states.setdefault("reason", [(0, 10**9)])

    def too_much(self, left: int, lines: tuple, known: dict[str, OpenItem]) -> bool:  # type: ignore[type-arg]
        return sum(x.cash.minor for x in lines) > left or any(
            x.item and x.settles.minor > known[x.item].open.minor for x in lines
        )

    def unmatch(self, chance: Random) -> None:
        """What bounced keeps its matches: they pay nothing."""
        claims, bounced = self.world.claims, self.world.bounced
        stand = sorted(
            match for match, made in claims.items() if made[0].receipt not in bounced
        )
        if stand:
            match = chance.choice(stand)
            name = claims.pop(match)[0].receipt
            self.record(name, cash_rules.unmatch(name, self.cash(name), [match], TODAY))

    def reverse(self, chance: Random) -> None:
        name = self.pick(chance) if chance.random() < 0.3 else ""
        if name:
            self.record(name, cash_rules.reverse(name, self.cash(name), TODAY, "bounced"))
            self.world.bounced.add(name)

    def undo(self, chance: Random) -> None:
        """The last match of a receipt is taken back as an act, not by a verb of its own."""
        match = chance.choice(sorted(self.world.claims)) if self.world.claims else ""
        if match:
            name = self.world.claims.pop(match)[0].receipt
            [event] = [
                e for e in self.events[name] if getattr(e.fact, "match", "") == match
            ]
            self.record(name, Undone(on=TODAY, events=(event.id,)))

    def undo_posting(self, chance: Random) -> None:
        """Never under a match that stands, bounced or not; without one nothing of it is left."""
        if not self.world.receipts:
            return
        name = chance.choice(sorted(self.world.receipts))
        posting = self.events[name][0]
        matched = any(claims[0].receipt == name for claims in self.world.claims.values())
        assert cash_rules.built_on(self.events[name], {posting.id}) is matched
        if matched:
            return
        self.record(name, Undone(on=TODAY, events=(posting.id,)))
        assert cash_rules.fold(self.events.pop(name)) is None
        for kept in (self.world.receipts, self.world.unapplied, self.ledger):
            kept.pop(name, None)
        self.world.bounced.discard(name)

    # --- what the ledger says -----------------------------------------------------------
    def ledger_shows(self, chance: Random) -> None:
        """The real receipt arrives."""
        name = self.pick(chance)
        if name and name not in self.ledger:
            amount = self.world.receipts[name]
            equal = [n for n, minor in self.world.receipts.items() if minor == amount]
            if next(n for n in equal if n not in self.ledger) != name:
                return  # of equal ones the earliest is taken to be it
            day = TODAY + timedelta(days=chance.randint(-3, 3))
            self.ledger[name] = Receipt(
                f"erp/{name}",
                day,
                (self.moment * HOUR + 500) // 1000,
                money(amount),
                money(amount),
            )
            self.world.unapplied[name] = amount

    def ledger_takes_off(self, chance: Random) -> None:
        item = chance.choice([ref for ref in sorted(self.world.states) if ref != "reason"])
        self.fall(item, chance.randint(0, self.world.open(item)))

    def ledger_applies(self, chance: Random) -> None:
        """The ledger uses a receipt for an item, ours or another."""
        free = [name for name, minor in self.world.unapplied.items() if minor]
        if free:
            name = chance.choice(sorted(free))
            item = chance.choice(
                [ref for ref in sorted(self.world.states) if ref != "reason"]
            )
            part = min(self.world.open(item), self.world.unapplied[name])
            self.fall(item, part)
            self.world.unapplied[name] -= part
            unapplied = money(self.world.unapplied[name])
            self.ledger[name] = replace(self.ledger[name], unapplied=unapplied)

    def fall(self, item: str, minor: int) -> None:
        self.world.states[item].append((self.moment, self.world.open(item) - minor))

    # --- how the program sees it --------------------------------------------------------
    def pick(self, chance: Random) -> str:
        names = sorted(set(self.world.receipts) - self.world.bounced)
        return chance.choice(names) if names else ""

    def cash(self, name: str) -> cash_rules.CashReceipt:
        shuffled = sorted(self.events[name], key=lambda event: -event.seq)
        found = cash_rules.fold(shuffled)
        assert found is not None
        return found

    def item(self, ref: str) -> Item:
        due = TODAY - timedelta(days=10)
        is_open = money(self.world.open(ref))
        return Item(ref, ref[4:], "invoice", due, due, money(10_000), is_open, money(0))

    def outcome(self) -> tuple[Outcome, dict[str, Held]]:
        cash = [self.cash(name) for name in self.events]
        is_of = shown_by(cash, self.ledger.values(), RULES.near_days)
        helds = {
            each.ref: Held(
                each, "EUR", is_of[each.ref].unapplied.minor, shown=True, counted=True
            )
            if each.ref in is_of
            else Held(each, "EUR", self.world.receipts[each.ref])
            for each in cash
        }
        items = {ref: self.item(ref) for ref in self.world.states if ref != "reason"}
        return still_pending((), list(helds.values()), items, self.then, {}), helds

    def then(self, ref: str, _on: date, t: int) -> int:
        return next(
            is_open
            for moment, is_open in reversed(self.world.states[ref])
            if moment * HOUR <= t
        )

    def open_items(self) -> list[OpenItem]:
        outcome, _ = self.outcome()
        gone = summed((p.item, p.amount.minor) for p in outcome.pending)
        day = TODAY - timedelta(days=10)
        return [
            OpenItem(ref, ref[4:], "invoice", CUSTOMER, day, day, money(minor))
            for ref in sorted(self.world.states)
            if ref != "reason" and (minor := self.world.open(ref) - gone.get(ref, 0)) > 0
        ]

    def left(self, name: str) -> int:
        return self.outcome()[1][name].left

    def compare(self) -> None:
        """Items and receipts as the oracle says; the net balance is the ledger's less what is pending."""
        outcome, _ = self.outcome()
        items = summed((p.item, p.amount.minor) for p in outcome.pending if p.item)
        rest = summed((p.cause, p.amount.minor) for p in outcome.pending if not p.item)
        expected, left = self.world.pending()
        expected.pop("reason", None)
        assert items == expected
        assert rest == left
        for ref, minor in items.items():
            assert 0 <= minor <= self.world.open(ref)
        for name, amount in self.world.receipts.items():
            paid = sum(
                p.amount.minor
                for p in outcome.pending
                if p.cause == name and p.kind == "cash" and p.item
            )
            assert 0 <= paid <= amount


def test_cash_is_neither_made_nor_lost() -> None:
    run_state_machine_as_test(
        Conservation,
        settings=settings(
            max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
    sys.stdout.write(f"{walked} steps without a difference\n")
    assert walked >= WALK
