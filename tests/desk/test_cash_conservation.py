"""The same over a real book: after any acts the ledger, items, aging and exports agree."""

from __future__ import annotations

import csv
import io
import tempfile
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest
from builders import M
from desk_book import DeskBook
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from ledgerlane.desk import accounts, care, cash, exports, matching, queue, undo
from ledgerlane.desk.desk import Desk
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.money import Money
from ledgerlane.domain.undoing import undone_ids

ITEMS = {
    "1001": ("C1,Nordvik Bygg AS,2026-03-16,2026-04-15", 100_000),
    "1002": ("C1,Nordvik Bygg AS,2026-05-21,2026-06-20", 50_000),
    "1003": ("C1,Nordvik Bygg AS,2026-06-15,2026-07-15", 25_000),
    "2001": ("C2,Hansen & Sønn,2026-04-10,2026-05-10", 30_000),
}


def euros(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02}"


class Book(RuleBasedStateMachine):
    """A practice book in a folder of its own, worked by a clerk while files come in."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.kept = DeskBook(Path(self.folder.name))
        self.open = {number: amount for number, (_, amount) in ITEMS.items()}
        self.payments = 0

    def teardown(self) -> None:
        self.kept.desk.close()
        self.folder.cleanup()

    @rule(seed=st.integers(0, 2**32))
    def step(self, seed: int) -> None:
        """One act, drawn by lot; what is refused changes nothing."""
        chance = Random(seed)
        acts = (self.post, self.post, self.match, self.match, self.match_all, self.identify,
                self.unmatch, self.reverse, self.undo, self.undo, self.redo, self.falls,
                self.pays)  # fmt: skip
        with suppress(Refused):
            chance.choice(acts)(chance)
        self.agree()

    def post(self, chance: Random) -> None:
        amount = chance.choice(
            ("250.00 EUR", "300.00 EUR", "750.00 EUR", "999.50 EUR", "80.00 EUR")
        )
        customer = chance.choice(("C1", "C1", "C2", None))
        text = chance.choice(("", "1001", "1002 1003", "2001"))
        desk = self.somebody(chance)
        cash.post(
            desk, M(amount), customer=customer, remittance=text, again=True,
            reference=chance.choice(("", "KID 7", "KID 8")),
        )  # fmt: skip

    def somebody(self, chance: Random) -> Desk:
        """Two clerks: what one posted the other matches, and may want to take back."""
        return self.kept.sit(chance.choice(("tom", self.kept.me)))

    def receipt(self, chance: Random) -> str:
        names = [row.receipt for row in cash.list_(self.somebody(chance))]
        return chance.choice(sorted(names)) if names else "none"

    def match(self, chance: Random) -> None:
        item = f"{chance.choice(sorted(ITEMS))}={chance.choice((10, 80, 250))}"
        receipt = self.receipt(chance)
        matching.match(self.kept.desk, receipt, [item])

    def match_all(self, chance: Random) -> None:
        matching.match_all(self.somebody(chance))

    def identify(self, chance: Random) -> None:
        receipt = self.receipt(chance)
        cash.identify(self.kept.desk, receipt, chance.choice(("C1", "C2")), again=True)

    def unmatch(self, chance: Random) -> None:
        receipt = self.receipt(chance)
        cash.unmatch(self.kept.desk, receipt)

    def reverse(self, chance: Random) -> None:
        receipt = self.receipt(chance)
        cash.reverse(self.kept.desk, receipt, "no cover")

    def undo(self, chance: Random) -> None:
        undo.undo(self.somebody(chance))

    def redo(self, chance: Random) -> None:
        undo.redo(self.somebody(chance))

    def falls(self, chance: Random) -> None:
        """The ledger takes something off an item."""
        number = chance.choice(sorted(ITEMS))
        self.open[number] -= chance.choice((0, 5_000, 25_000, self.open[number]))
        self.open[number] = max(0, self.open[number])
        before, amount = ITEMS[number]
        row = f"{number},{before},EUR,{euros(amount)},{euros(self.open[number])}"
        self.kept.take("items", row)

    def pays(self, chance: Random) -> None:
        """The ledger shows a receipt."""
        self.payments += 1
        amount = euros(chance.choice((25_000, 30_000, 75_000)))
        who = chance.choice(("C1", "C2", ""))
        said = chance.choice(("", "KID 7"))
        self.kept.take(
            "receipts", f"P{self.payments},{who},2026-06-30,EUR,{amount},{amount},{said}"
        )

    def agree(self) -> None:
        desk = self.kept.desk
        assert care.verify(desk, deep=True) == []
        ledger = {row.id: row for row in accounts.aging(desk) if row.currency == "EUR"}
        net = {
            row.id: row for row in accounts.aging(desk, net=True) if row.currency == "EUR"
        }
        moved = dict[int | None, int]()
        for number in ("C1", "C2"):
            view = accounts.show(desk, number)
            pending = [each for each in view.pending if each.amount.currency == "EUR"]
            moved[view.id] = sum(each.amount.minor for each in pending)
            for item in view.items:
                gone = sum(each.amount.minor for each in pending if each.item == item.ref)
                assert 0 <= gone <= item.open.minor
            for held in view.held:
                assert 0 <= held.matched <= held.minor
                assert 0 <= held.unmatched <= held.minor
                if "/" not in held.cash.ref:
                    facts = self.kept.events(f"receipt:{held.cash.ref}")
                    assert facts[0].fact.kind == "cash.posted"
                    assert facts[0].id not in undone_ids(facts)
        for id_ in moved:
            after = net[id_].balance if id_ in net else 0
            row = queue.row(desk, id_, "EUR") if id_ is not None else None
            assert row is None or row.balance == after
            before = ledger[id_].balance if id_ in ledger else 0
            assert before - after == moved[id_]
        assert self.exported("items", "open_amount") == sum(
            row.not_due + row.b1 + row.b2 + row.b3 + row.b4 for row in ledger.values()
        )
        assert self.exported("aging", "balance") == sum(
            row.balance for row in ledger.values()
        )

    def exported(self, what: str, column: str) -> int:
        file = io.StringIO()
        exports.export(self.kept.desk, what, file)
        rows = csv.DictReader(io.StringIO(file.getvalue()))
        return sum(
            Money.parse(f"{row[column]} EUR").minor
            for row in rows
            if row["currency"] == "EUR"
        )


def test_ledger_items_aging_and_exports_agree() -> None:
    run_state_machine_as_test(
        Book,
        settings=settings(
            max_examples=6, stateful_step_count=20, deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip


def test_a_posting_is_undone_only_after_its_match_whatever_else_happened() -> None:
    """The walk that a lot seldom draws: posted, matched by another, bounced, all taken back."""
    book = Book()
    try:
        tom, other, desk = "tom", book.kept.me, book.kept
        receipt = cash.post(desk.sit(tom), M("300.00 EUR"), customer="C1")
        matching.match(desk.sit(other), receipt, ["1001=250"])
        cash.reverse(desk.desk, receipt, "no cover")
        with pytest.raises(Refused, match="is matched since"):
            undo.undo(desk.sit(tom))
        book.agree()
        for taken in ("bounced", "matched"):
            assert taken in undo.undo(desk.sit(other))
            book.agree()
        assert "posted" in undo.undo(desk.sit(tom))
        book.agree()
        assert "posted" in undo.redo(desk.sit(tom))
        assert "matched" in undo.redo(desk.sit(other))
        book.agree()
    finally:
        book.teardown()
