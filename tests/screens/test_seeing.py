"""From items and events to what a screen says; and the burst through the real grammar."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from desk_book import DeskBook

from ledgerlane.desk import accounts, log
from ledgerlane.domain.account import Customer, Item, Pattern
from ledgerlane.domain.calendar import BusinessCalendar
from ledgerlane.domain.composer import parse, parts
from ledgerlane.domain.composer_words import Context
from ledgerlane.domain.dossier import Dossier, fold
from ledgerlane.domain.estimate import Estimate
from ledgerlane.domain.events import ContactLogged, Event, Fact, PromiseMade
from ledgerlane.domain.money import Money
from ledgerlane.domain.pending import Pending
from ledgerlane.domain.plan_facts import PlanItem
from ledgerlane.domain.policy import DEFAULT
from ledgerlane.domain.promises import Verdict, judge_all
from ledgerlane.domain.requests import Request
from ledgerlane.screens.seeing import seen_of
from ledgerlane.screens.widgets.composer import join
from ledgerlane.screens.work import Target

TODAY = date(2026, 11, 23)
TARGET = Target(1, "NOK", "10482", "Nordvik Bygg AS")

CUSTOMER = Customer("erp/10482", "10482", "Nordvik Bygg AS")


def money(minor: int, currency: str = "NOK") -> Money:
    return Money(minor, currency)


def item(number: str, due: date, minor: int, currency: str = "NOK") -> Item:
    return Item("erp/" + number, number, "invoice", date(2026, 8, 1), due, money(minor, currency),
                money(minor, currency), money(0, currency))  # fmt: skip


@dataclass
class Account:
    items: tuple[Item, ...]
    dossier: Dossier
    customer: Customer = CUSTOMER
    receipts: tuple[Any, ...] = ()
    plans: tuple[Any, ...] = ()
    requests: tuple[Any, ...] = field(default_factory=tuple)
    cases: tuple[Any, ...] = ()
    held: tuple[Any, ...] = ()
    pending: tuple[Pending, ...] = ()
    watches: dict[str, Any] = field(default_factory=dict)
    pattern: Pattern = field(default_factory=Pattern)
    risk: str = "new"
    risk_words: str = "1 invoices paid so far"
    estimates: dict[str, Estimate] = field(default_factory=dict)
    pieces: tuple[Any, ...] = ()

    @property
    def verdicts(self) -> dict[str, Verdict]:
        """As the store judges them."""
        return judge_all(
            self.dossier.promises.values(), self.receipts, DEFAULT.promises, TODAY
        )


def events(*facts: Fact) -> list[Event]:
    return [Event("s", n, n * 1000, "anna", "customer:erp/10482", (), fact) for n, fact in enumerate(facts, 1)]  # fmt: skip


def test_what_is_paid_and_not_in_the_books_stands_beside_the_invoice() -> None:
    owed = item("8812", date(2026, 9, 10), 63_000)
    paid = [
        Pending("RC-1", "erp/8812", kind, money(minor), TODAY)
        for kind, minor in (
            ("cash", 20_000),
            ("discount", 500),
            ("write-off", 1_000),
            ("credit memo", 1_500),
        )
    ]
    elsewhere = Pending("RC-1", "", "cash", money(7), TODAY)
    account = Account((owed,), fold([]), pending=(*paid, elsewhere))
    assert seen_of(account, TARGET, DEFAULT, TODAY).item_notes == (
        ("erp/8812", "205.00 paid, pending"),
        ("erp/8812", "10.00 written off, pending"),
        ("erp/8812", "15.00 credited, pending"),
    )


def test_what_the_books_call_disputed_stands_beside_the_invoice_and_is_not_asked_for() -> (
    None
):
    owed = replace(item("8812", date(2026, 9, 10), 63_000), disputed=money(60_000))
    seen = seen_of(Account((owed,), fold([])), TARGET, DEFAULT, TODAY)
    assert seen.item_notes == (("erp/8812", "600.00 disputed in the books"),)
    assert seen.script[0] == (
        "600.00 is disputed (by the books): what do they need from us?"
    )
    assert " 30.00" in seen.script[1]


def test_what_a_waiting_write_off_asks_for_stands_beside_the_invoice() -> None:
    items = (
        item("8812", date(2026, 9, 10), 63_000),
        item("8840", date(2026, 9, 11), 5_000),
    )
    lines = (PlanItem("erp/8812", money(13_000)), PlanItem("erp/8840", money(5_000)))
    request = Request(
        id="WO-1", customer="erp/10482", items=lines, reason="uneconomic", digest="d",
        evidence=(), tax_relief=False, note="", asked_by="anna", asked_on=TODAY, asked_t=1,
    )  # fmt: skip
    seen = seen_of(Account(items, fold([]), requests=(request,)), TARGET, DEFAULT, TODAY)
    assert seen.item_notes == (
        ("erp/8812", "write-off 130.00"),
        ("erp/8840", "write-off asked"),
    )
    assert seen.waiting == "write-off WO-1"
    assert seen.script[0].startswith("Invoice 8812, 500.00: ")


def test_what_is_open_in_one_currency_by_age_and_the_broken_promise() -> None:
    dossier = fold(
        events(
            PromiseMade(on=date(2026, 11, 10), promise="P1", amount=money(1500000),
                        due=date(2026, 11, 13), items=("erp/8812",), by="Kari"),
            ContactLogged(on=date(2026, 11, 20), code="n", channel="phone", outcome="no answer"),
        )
    )  # fmt: skip
    items = (
        item("8812", date(2026, 9, 10), 6300000),
        item("8840", date(2026, 10, 2), 2131050),
        item("8907", date(2026, 12, 19), 1580000),
        item("E1", date(2026, 11, 1), 100, "EUR"),
    )
    seen = seen_of(Account(items, dossier), TARGET, DEFAULT, TODAY)
    assert [i.number for i in seen.items] == ["8812", "8840", "8907"]
    assert (seen.not_due, seen.buckets) == (1580000, (0, 2131050, 6300000, 0))
    assert seen.overdue == 8431050
    assert (seen.kept, seen.promises) == (0, 1)
    assert [line.outcome for line in seen.history] == ["", "BROKEN"]
    assert seen.last.startswith("20 Nov")


def context() -> Context:
    return Context(
        TODAY, "NOK", 10011050, 8431050, BusinessCalendar(),
        items=(item("8812", date(2026, 9, 10), 6300000), item("8840", date(2026, 10, 2), 2131050)),
    )  # fmt: skip


def test_every_line_of_the_burst_can_be_saved_as_it_stands() -> None:
    for line in ("n", "p 1500 fri /cf ok", "v", "p", "d 2 pallets broken"):
        draft = parse(line, context())
        assert (line, draft.complete, draft.problems, draft.questions) == (
            line,
            True,
            (),
            (),
        )


def test_fields_and_line_are_the_same_draft() -> None:
    line = "p 1500 fri /cf says bank delay"
    found = parts(line, context())
    assert found["amount"] == "1500"
    again = parse(join(found), context())
    first = parse(line, context())
    assert (again.amount, again.due, again.reason, again.note) == (
        first.amount, first.due, first.reason, first.note,
    )  # fmt: skip


def test_last_is_the_contact_and_before_one_what_else_was_done(kept: DeskBook) -> None:
    anna = kept.sit("anna")

    def last() -> str:
        target = Target(1, "EUR", "C1", "Nordvik Bygg AS")
        return seen_of(accounts.show(anna, "C1"), target, anna.policy, anna.today).last

    assert last() == ""
    log.record(anna, "C1", "s fri look again")
    assert last() == ""
    log.record(anna, "C1", "e manager does not answer")
    assert (
        last() == "no contact yet; today escalated to supervisor · manager does not answer"
    )
    log.record(anna, "C1", "n")
    assert last() == "today no answer"
