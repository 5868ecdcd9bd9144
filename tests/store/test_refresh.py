"""The queue as a table equals the function for today, after any history, on any day."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from builders import TODAY, M
from small_book import SmallBook

from ledgerlane.domain.events import (
    Assigned,
    ConsentGiven,
    ContactLogged,
    ContactPreferred,
    ContactRecorded,
    ContactResumed,
    ContactStopped,
    DisputeOpened,
    DisputeSettled,
    Escalated,
    Fact,
    Held,
    InstalmentTerms,
    NextStepCleared,
    NextStepSet,
    PlanAccepted,
    PlanItem,
    PlanProposed,
    PromiseMade,
    PromiseWithdrawn,
    Released,
    Snoozed,
    Undone,
)
from ledgerlane.domain.money import Money
from ledgerlane.domain.policy import DEFAULT
from ledgerlane.store import queue, refresh
from ledgerlane.store.batches import only_importer
from ledgerlane.store.connection import Store
from ledgerlane.store.verify import verify


@pytest.fixture
def book(tmp_path: Path) -> SmallBook:
    return SmallBook(tmp_path / "a.book")


def promise(on: date, minor: int, due: date, name: str = "PR-1") -> PromiseMade:
    return PromiseMade(on=on, promise=name, amount=Money(minor, "EUR"), due=due, items=())


def only(book: SmallBook) -> queue.QueueRow:
    [row] = queue.page(book.store, queue.View(listed=False))
    return row


def test_a_row_of_somebody_nobody_has_worked(book: SmallBook) -> None:
    acme = book.customer("10482", "Nordvik Bygg AS")
    book.item(acme, 74, "630.00 EUR")
    book.item(acme, 53, "213.00 EUR", disputed=1000)
    book.item(acme, -5, "50.00 EUR")
    book.refresh()
    row = only(book)
    assert (row.number, row.b2, row.b3, row.not_due, row.overdue) == ("10482", 21300, 63000, 5000, 84300)  # fmt: skip
    assert (row.oldest_due, row.items, row.disputed) == (
        TODAY - timedelta(days=74),
        3,
        1000,
    )
    assert (row.risk, row.orphan, row.exit) == ("new", False, "")
    assert row.next_change <= TODAY + timedelta(days=6)


def test_who_has_only_documents_of_days_to_come_is_judged_when_the_first_comes(
    book: SmallBook,
) -> None:
    """As an import of open items that are dated ahead leaves it, and nobody touches it since."""
    acme = book.customer("1001")
    book.item(acme, -30, "500.00 EUR", issued=TODAY + timedelta(days=3))
    book.item(acme, -40, "70.00 NOK", issued=TODAY + timedelta(days=10))
    book.refresh()
    row = only(book)
    assert (row.currency, row.items, row.balance) == ("EUR", 0, 0)
    assert (row.exit, row.next_change) == (
        "nothing overdue, no step due", TODAY + timedelta(days=3),
    )  # fmt: skip
    for days, seen in (
        (2, [("EUR", 0)]),
        (3, [("EUR", 50_000)]),
        (10, [("EUR", 50_000), ("NOK", 7_000)]),
    ):
        book.today = TODAY + timedelta(days=days)
        refresh.turn_day(book.store, DEFAULT, book.today)
        rows = queue.page(book.store, queue.View(listed=False, sort="name"))
        assert sorted((each.currency, each.not_due) for each in rows) == seen
        assert verify(book.store, DEFAULT, book.today, deep=True) == []


def test_a_promise_takes_it_off_the_list_and_breaks_on_its_day(book: SmallBook) -> None:
    acme = book.customer("1001")
    book.item(acme, 40, "500.00 EUR")
    book.refresh()
    friday = date(2026, 7, 3)
    book.record("customer:erp/1001", promise(TODAY, 20_000, friday))
    assert only(book).exit == "promise 200 by 3 Jul"
    states = []
    for day in range(1, 10):
        book.today = TODAY + timedelta(days=day)
        refresh.turn_day(book.store, DEFAULT, book.today)
        states.append((book.today.day, only(book).status, book.table("promise")[0][7]))
    assert states == [
        (1, "PTP", "open"), (2, "PTP", "open"), (3, "PTP", "open"), (4, "PTP", "open"),
        (5, "PTP", "open"), (6, "PTP", "open"), (7, "PTP", "open"), (8, "BRK", "broken"),
        (9, "BRK", "broken"),
    ]  # fmt: skip
    assert book.table("activity")[0][10] == "BROKEN"


def test_money_that_comes_in_keeps_it(book: SmallBook) -> None:
    acme = book.customer("1001")
    book.item(acme, 36, "500.00 EUR", opened="300.00 EUR")  # the demand was not yet due
    book.refresh()
    book.record("customer:erp/1001", promise(TODAY - timedelta(days=6), 20_000, TODAY))
    assert book.table("promise")[0][7] == "open"
    book.receipt(acme, TODAY - timedelta(days=1), "200.00 EUR")
    book.refresh([acme])
    assert book.table("promise")[0][7:9] == ("kept", 20_000)
    assert only(book).status == ""


def test_a_bounced_receipt_opens_the_verdict_again(book: SmallBook) -> None:
    acme = book.customer("1001")
    book.item(acme, 40, "500.00 EUR")
    book.record("customer:erp/1001", promise(TODAY - timedelta(days=20), 20_000, TODAY - timedelta(days=12)))  # fmt: skip
    paid = book.receipt(acme, TODAY - timedelta(days=13), "200.00 EUR")
    book.refresh()
    assert book.table("promise")[0][7] == "kept"
    book.receipt(acme, TODAY - timedelta(days=2), "-200.00 EUR", reverses=paid)
    book.refresh([acme])
    assert book.table("promise")[0][7] == "broken"
    assert only(book).status == "BRK"


def test_undo_restores_the_row_to_the_letter(book: SmallBook) -> None:
    acme = book.customer("1001")
    book.item(acme, 40, "500.00 EUR")
    book.refresh()
    before = only(book)
    made = book.record(
        "customer:erp/1001",
        ContactLogged(on=TODAY, code="n", channel="phone", outcome="no answer"),
        NextStepSet(on=TODAY, due=TODAY + timedelta(days=1), what="call again"),
    )
    assert only(book).exit == "next step 1 Jul"
    book.record("customer:erp/1001", Undone(on=TODAY, events=tuple(e.id for e in made)))
    assert only(book) == before
    assert [row[11] for row in book.table("activity")] == [1, 1, 0]


def test_a_plan_watches_its_own_money(book: SmallBook) -> None:
    acme = book.customer("1001")
    old = book.item(acme, 60, "300.00 EUR", number="I1")
    new = book.item(acme, 5, "90.00 EUR", number="I2", opened="0.00 EUR")
    start = TODAY - timedelta(days=40)
    terms = tuple(
        InstalmentTerms(start + timedelta(days=30 * n), M("100.00 EUR"), M("0.00 EUR"), M("0.00 EUR"))
        for n in (1, 2, 3)
    )  # fmt: skip
    proposed = PlanProposed(
        on=start, plan="PLN-1", customer="erp/1001",
        items=(PlanItem("erp/I1", M("300.00 EUR")),), instalments=terms,
    )  # fmt: skip
    book.record("plan:PLN-1", proposed, PlanAccepted(on=start, plan="PLN-1"))
    paid = book.receipt(acme, start + timedelta(days=29), "90.00 EUR")
    book.pay(new, paid, start + timedelta(days=29), "90.00 EUR")
    book.refresh()
    assert [(row[2], row[5], row[7]) for row in book.table("instalment")] == [
        ((start + timedelta(days=30)).toordinal(), 0, "missed"),
        ((start + timedelta(days=60)).toordinal(), 0, "ok"),
        ((start + timedelta(days=90)).toordinal(), 0, "ok"),
    ]
    assert (only(book).status, only(book).why) == ("PLN", "instalment missed")
    more = book.receipt(acme, TODAY - timedelta(days=1), "100.00 EUR")
    book.pay(old, more, TODAY - timedelta(days=1), "100.00 EUR")
    book.refresh([acme])
    assert [row[7] for row in book.table("instalment")] == ["paid", "ok", "ok"]


# --- the property -----------------------------------------------------------------------
def _fact(
    random_: random.Random, day: date, ids: list[str], items: list[str]
) -> list[Fact]:
    later = day + timedelta(days=random_.randint(0, 12))
    name = f"X-{len(ids)}"
    ids.append(name)
    minor = random_.choice((2_000, 15_000, 80_000))
    promises = [i for i in ids if i != name]
    choices: list[list[Fact]] = [
        [promise(day, minor, later, name)],
        [ContactLogged(on=day, code=random_.choice("nvl"), channel="phone", outcome="x"),
         NextStepSet(on=day, due=later, what="call again")],
        [NextStepCleared(on=day)],
        [Snoozed(on=day, until=later, reason="away")],
        [Held(on=day, reason="legal")], [Released(on=day)],
        [Escalated(on=day, to="supervisor")], [Assigned(on=day, owner=random_.choice(("anna", "")))],
        [DisputeOpened(on=day, dispute=name, item=random_.choice(items), amount=Money(1_000, "EUR"))],
        [DisputeSettled(on=day, dispute=random_.choice(promises or [name]), outcome="rejected")],
        [ContactStopped(on=day, stop=name, what=random_.choice(("lawyer", "dispute")), until=random_.choice((None, later + timedelta(days=1))))],
        [ContactStopped(on=day, stop=name, what="consent", channel="sms")],
        [ContactResumed(on=day, stops=tuple(random_.sample(ids, min(3, len(ids)))))],
        [ConsentGiven(on=day, channel="sms")],
        [ContactPreferred(on=day, party=random_.choice(("consumer", "business")), zone="Asia/Kolkata")],
        [ContactLogged(on=day, code=random_.choice("cl"), channel="phone", outcome="call back", act=name),
         NextStepSet(on=day, due=later, what="call back", act=name)],
        [ContactRecorded(on=day, name=name, role="lawyer", phone="+47 22")],
        [PromiseWithdrawn(on=day, promise=random_.choice(promises or [name]))],
    ]  # fmt: skip
    return random_.choice(choices)


@pytest.mark.parametrize("seed", range(8))
def test_the_table_equals_the_function_for_today(tmp_path: Path, seed: int) -> None:
    """Random ledgers and histories over three weeks; every day is compared with a rebuild."""
    random_ = random.Random(seed)
    book = SmallBook(tmp_path / "a.book")
    customers, items = [], []
    for n in range(5):
        customers.append(book.customer(f"{n}"))
        for m in range(random_.randint(1, 4)):
            number = f"I{n}{m}"
            book.item(customers[-1], random_.randint(-25, 100), f"{random_.randint(10, 900)}.00 EUR", number=number)  # fmt: skip
            items.append(f"erp/{number}")
    book.receipt(
        customers[0], TODAY + timedelta(days=4), "50.00 EUR", unapplied="50.00 EUR"
    )
    book.item(
        customers[1], -40, "70.00 EUR", number="AHEAD", issued=TODAY + timedelta(days=6)
    )
    book.refresh()
    ids: list[str] = []
    for day in range(22):
        book.today = TODAY + timedelta(days=day)
        refresh.turn_day(book.store, DEFAULT, book.today)
        assert verify(book.store, DEFAULT, book.today, deep=True) == []
        for _ in range(random_.randint(0, 2)):
            agg = f"customer:erp/{random_.randrange(5)}"
            book.record(agg, *_fact(random_, book.today, ids, items))
        if random_.random() < 0.25:
            who = random_.choice(customers)
            book.receipt(who, book.today, f"{random_.choice((20, 150, 800))}.00 EUR", unapplied="0.00 EUR")  # fmt: skip
            book.refresh([who])
        assert verify(book.store, DEFAULT, book.today, deep=True) == []
    book.store.close()


def test_only_rows_whose_day_has_come_are_touched(book: SmallBook) -> None:
    for n in range(20):
        book.item(book.customer(f"{n}"), 400 if n else 29, "100.00 EUR")
    book.refresh()
    book.today = TODAY + timedelta(days=2)
    assert refresh.turn_day(book.store, DEFAULT, book.today) == 1
    assert verify(book.store, DEFAULT, book.today, deep=True) == []


class Meanwhile(Store):
    """A store where something happens before it is locked for the first time."""

    happens: Callable[[], None] | None = None

    @contextmanager
    def writing(self) -> Iterator[Any]:
        happens, self.happens = self.happens, None
        if happens is not None:
            happens()
        with super().writing() as db:
            yield db


def test_habits_of_an_import_that_came_meanwhile_are_kept(book: SmallBook) -> None:
    acme = book.customer("1001")
    paid = book.item(acme, 29, "100.00 EUR", number="A")
    receipt = book.receipt(acme, TODAY + timedelta(days=1), "40.00 EUR")
    book.pay(book.item(acme, 5, "40.00 EUR", opened="0.00 EUR"), receipt, TODAY + timedelta(days=1), "40.00 EUR")  # fmt: skip
    book.refresh()
    book.today = TODAY + timedelta(days=3)

    def imported() -> None:
        book.pay(paid, receipt, TODAY + timedelta(days=2), "100.00 EUR")
        book.import_again("A", "0.00 EUR")

    late = Meanwhile(book.path, clock=book.store.clock)
    late.happens = imported
    refresh.turn_day(late, DEFAULT, book.today)
    late.close()
    [pattern] = book.table("pattern")
    assert pattern[:2] == (acme, 2)
    assert verify(book.store, DEFAULT, book.today, deep=True) == []


def test_a_rebuild_makes_the_same_again(book: SmallBook) -> None:
    acme = book.customer("1001")
    book.item(acme, 40, "500.00 EUR")
    book.refresh()
    book.record("customer:erp/1001", promise(TODAY, 20_000, TODAY + timedelta(days=3)))
    names = ("activity", "promise", "dossier", "pattern")
    before = [book.table(name) for name in names] + [[only(book).score]]
    book.store.db.execute("DELETE FROM queue")
    book.store.db.execute("UPDATE promise SET state = 'kept'")
    assert refresh.rebuild(book.store, DEFAULT, TODAY) == 1
    assert [book.table(name) for name in names] + [[only(book).score]] == before


def test_a_killed_importer_is_finished_for_at_the_next_start(book: SmallBook) -> None:
    acme = book.customer("1001")
    book.item(acme, 40, "500.00 EUR")
    book.refresh()
    with book.store.writing() as db:  # a batch became current, and then the importer died
        db.execute("UPDATE item SET gen_to = 2")
        db.execute(
            "INSERT INTO item (id, gen_from, gen_to, source, key, number, kind, customer, currency,"
            " doc_day, due_day, amount, open) SELECT id, 2, 2147483647, source, key, number, kind,"
            " customer, currency, doc_day, due_day, amount, 12300 FROM item"
        )
        db.execute("UPDATE generation SET current = 2")
    assert only(book).overdue == 50_000
    with only_importer(book.path):  # somebody imports right now: it is theirs to do
        assert refresh.catch_up(book.store) is False
    refresh.turn_day(book.store, DEFAULT, TODAY)
    assert only(book).overdue == 12_300
    assert refresh.catch_up(book.store) is False
    assert verify(book.store, DEFAULT, TODAY, deep=True) == []
