"""Cash first: posted money stops the calls, counts for promises, and gives way to the ledger's."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from builders import M
from desk_book import DeskBook

from ledgerlane.desk import (
    accounts,
    approvals,
    care,
    cash,
    imports,
    log,
    matching,
    people,
    promises,
    queue,
    requests,
    undo,
    write_offs,
)
from ledgerlane.domain.errors import NotPermitted, Refused
from ledgerlane.domain.pending import Pending
from ledgerlane.screens.office import DeskOffice
from ledgerlane.store.cash import Freshness

TODAY = date(2026, 6, 30)


def pending(kept: DeskBook, number: str = "C1") -> list[tuple[str, str, int]]:
    view = accounts.show(kept.desk, number)
    return [(each.item, each.kind, each.amount.minor) for each in view.pending]


def post(
    kept: DeskBook, amount: str, customer: str | None = "C1", *, remittance: str = "", payer: str = ""
) -> str:  # fmt: skip
    return cash.post(
        kept.sit("tom"), M(amount), customer=customer, remittance=remittance, payer=payer
    )


def aging(kept: DeskBook, number: str, *, net: bool) -> tuple[int, ...]:
    [row] = [r for r in accounts.aging(kept.desk, net=net) if (r.customer, r.currency) == (number, "EUR")]  # fmt: skip
    return row.not_due, row.b1, row.b2, row.b3, row.b4, row.unapplied, row.balance


def test_a_customer_who_has_paid_is_not_called(kept: DeskBook) -> None:
    post(kept, "1500.00 EUR")
    assert kept.row("C1")[:2] == ("CSH", "paid 1 500 posted today")
    assert "C1" not in [row.number for row in queue.rows(kept.desk, scope="all")]
    assert aging(kept, "C1", net=False) == (25_000, 50_000, 0, 100_000, 0, 0, 175_000)
    assert aging(kept, "C1", net=True) == (25_000, 50_000, 0, 100_000, 0, 150_000, 25_000)
    assert care.verify(kept.desk, deep=True) == []


def test_a_part_leaves_the_account_on_the_list_with_what_is_left(kept: DeskBook) -> None:
    receipt = post(kept, "1000.00 EUR", remittance="1001")
    assert kept.row("C1")[0] == ""
    assert matching.match(kept.desk, receipt) == (
        f"{receipt} matched, document number: 1001 1 000.00 EUR"
    )
    assert pending(kept) == [("ledger/1001", "cash", 100_000)]
    row = queue.row(kept.desk, 1, "EUR")
    assert row is not None
    assert (row.overdue, row.pending, row.oldest_due) == (
        50_000,
        100_000,
        date(2026, 6, 20),
    )
    assert aging(kept, "C1", net=True) == (25_000, 50_000, 0, 0, 0, 0, 75_000)


def test_matched_by_hand_item_by_item_and_unmatched(kept: DeskBook) -> None:
    receipt = post(kept, "600.00 EUR")
    matching.match(kept.desk, receipt, ["1002=450.50", "1001"])
    assert pending(kept) == [
        ("ledger/1002", "cash", 45_050),
        ("ledger/1001", "cash", 14_950),
    ]
    with pytest.raises(Refused, match="is left"):
        matching.match(kept.desk, receipt, ["1001=1"])
    assert cash.unmatch(kept.desk, receipt, why="wrong account") == 1
    assert pending(kept) == [("", "cash", 60_000)]


def test_no_rule_is_sure(kept: DeskBook) -> None:
    receipt = post(kept, "600.00 EUR")
    with pytest.raises(Refused, match=r"no open document is named.*--oldest-first"):
        matching.match(kept.desk, receipt)
    matching.match(kept.desk, receipt, oldest_first=True)
    assert pending(kept) == [("ledger/1001", "cash", 60_000)]


def test_money_of_who_owes_nothing_is_said_to_have_nothing_to_pay(kept: DeskBook) -> None:
    receipt = post(kept, "20.00 EUR", "C4")
    with pytest.raises(Refused, match=r"20\.00 EUR: nothing is open that it could pay$"):
        matching.match(kept.desk, receipt, oldest_first=True)


def test_the_ledgers_own_receipt_takes_its_place(kept: DeskBook) -> None:
    receipt = post(kept, "1000.00 EUR", remittance="1001")
    matching.match(kept.desk, receipt)
    kept.take("payments", "P1,C1,2026-06-29,EUR,1000.00,1000.00")
    [row] = cash.list_(kept.desk)
    assert (row.state, row.ledger, row.matched) == ("in the books", "ledger/P1", 100_000)
    # the ledger has the money unapplied: it goes from there to the item
    assert pending(kept) == [("ledger/1001", "cash", 100_000), ("", "cash", -100_000)]
    assert aging(kept, "C1", net=True) == (25_000, 50_000, 0, 0, 0, 0, 75_000)
    assert kept.row("C1")[0] == ""
    kept.take("payments", "P1,C1,2026-06-29,EUR,1000.00,0.00")
    kept.take("items", "1001,C1,Nordvik Bygg AS,2026-03-16,2026-04-15,EUR,1000.00,0.00")
    assert pending(kept) == []
    assert care.verify(kept.desk, deep=True) == []


def test_a_fall_of_the_item_shows_it_where_no_cash_file_comes(kept: DeskBook) -> None:
    receipt = post(kept, "600.00 EUR", remittance="1001")
    matching.match(kept.desk, receipt)
    kept.take("items", "1001,C1,Nordvik Bygg AS,2026-03-16,2026-04-15,EUR,1000.00,750.00")
    assert pending(kept) == [("ledger/1001", "cash", 35_000)]
    kept.take("items", "1001,C1,Nordvik Bygg AS,2026-03-16,2026-04-15,EUR,1000.00,400.00")
    assert pending(kept) == []


def test_money_the_ledger_has_already_is_not_posted_twice(kept: DeskBook) -> None:
    kept.take("payments", "P1,C1,2026-06-29,EUR,100.00,100.00")
    with pytest.raises(
        Refused, match=r"the ledger has 100\.00 EUR of 2026-06-29 already: ledger/P1"
    ):
        post(kept, "100.00 EUR")
    with pytest.raises(NotPermitted, match="needs clerk or admin"):
        cash.post(kept.sit("anna"), M("5.00 EUR"), customer="C1")


def test_posted_money_keeps_a_promise_and_a_bounce_breaks_it(kept: DeskBook) -> None:
    log.record(kept.sit("anna"), "C1", "p 1000 +3")
    receipt = post(kept, "1000.00 EUR")
    [verdict] = accounts.show(kept.desk, "C1").verdicts.values()
    assert (verdict.state, verdict.received.minor) == ("kept", 100_000)
    cash.reverse(kept.sit("tom"), receipt, "no cover")
    [verdict] = accounts.show(kept.desk, "C1").verdicts.values()
    assert (verdict.state, verdict.received.minor) == ("open", 0)
    assert (kept.row("C1")[0], pending(kept)) == ("PTP", [])
    assert kept.row("C1")[3:] == ("2026-06-30", "a payment bounced: call")
    kept.clock.turn(TODAY + timedelta(days=10))
    [verdict] = accounts.show(kept.sit("anna"), "C1").verdicts.values()
    assert verdict.state == "broken"


def test_a_receipt_of_the_ledger_bounces_by_our_word(kept: DeskBook) -> None:
    log.record(kept.sit("anna"), "C1", "p 500 +3")
    kept.take("payments", "P1,C1,2026-07-01,EUR,500.00,500.00")
    kept.clock.turn(date(2026, 7, 1))
    desk = kept.sit("tom")
    [verdict] = accounts.show(desk, "C1").verdicts.values()
    assert verdict.state == "kept"
    assert cash.reverse(desk, "P1", "stopped") == "ledger/P1"
    [verdict] = accounts.show(desk, "C1").verdicts.values()
    assert (verdict.state, pending(kept)) == ("open", [("", "cash", -50_000)])


def test_a_bounce_that_a_file_brings_opens_what_hung_on_it(kept: DeskBook) -> None:
    log.record(kept.sit("anna"), "C1", "p 1000 +3")
    receipt = post(kept, "1000.00 EUR", remittance="1001")
    matching.match(kept.desk, receipt)
    kept.take("payments", "P1,C1,2026-06-30,EUR,1000.00,1000.00")
    assert pending(kept) == [("ledger/1001", "cash", 100_000), ("", "cash", -100_000)]
    file = kept.folder / "returned.csv"
    file.write_text(
        "payment_id,customer_id,value_date,currency,amount,unapplied,reverses\n"
        "P1,C1,2026-06-30,EUR,1000.00,0.00,\nP2,C1,2026-06-30,EUR,-1000.00,0.00,P1\n"
    )
    imports.import_files(kept.sit(kept.me), [file], scope="partial", profile="generic")
    [row] = cash.list_(kept.desk)
    assert (row.state, row.matched, row.unmatched, pending(kept)) == ("reversed", 0, 0, [])
    [verdict] = accounts.show(kept.desk, "C1").verdicts.values()
    assert (verdict.state, kept.row("C1")[0]) == ("open", "PTP")
    assert care.verify(kept.desk, deep=True) == []


def test_nobodys_money_is_proposed_identified_and_matched(kept: DeskBook) -> None:
    receipt = post(kept, "300.00 EUR", None, payer="HANSEN & SØNN AS")
    [row] = matching.worklist(kept.desk)
    assert [(p.customer, p.why) for p in row.found.proposals] == [
        ("ledger/C2", "name and amount: 2001"),
        ("ledger/C2", "the payer is called like the customer C2"),
    ]
    cash.identify(kept.desk, receipt, "C2")
    assert matching.match_all(kept.desk) == matching.Run(1, 1)
    assert pending(kept, "C2") == [("ledger/2001", "cash", 30_000)]
    assert matching.worklist(kept.desk) == []
    with pytest.raises(Refused, match="unmatch it first"):
        cash.identify(kept.desk, receipt, "C1")


def test_the_ledgers_money_of_nobody_leaves_nobody_when_it_is_identified(
    kept: DeskBook,
) -> None:
    kept.take("payments", "P1,,2026-06-29,EUR,300.00,300.00")
    cash.identify(kept.sit("tom"), "P1", "C2")
    matching.match(kept.desk, "P1")
    rows = {(r.customer, r.currency): r for r in accounts.aging(kept.desk, net=True)}
    assert (None, "EUR") not in rows
    assert ("C2", "EUR") not in rows
    totals = [
        accounts.aging(kept.desk, by="total", net=net)[0].balance for net in (False, True)
    ]
    assert totals == [179_000, 179_000]
    kept.take("payments", "P1,C2,2026-06-29,EUR,300.00,300.00")
    assert pending(kept, "C2") == [("ledger/2001", "cash", 30_000), ("", "cash", -30_000)]
    assert care.verify(kept.desk, deep=True) == []


def test_whose_money_it_is_in_the_ledger_is_not_argued_with(kept: DeskBook) -> None:
    kept.take("payments", "P1,C1,2026-06-29,EUR,1000.00,1000.00")
    desk = kept.sit("tom")
    for _ in range(2):
        with pytest.raises(Refused, match="never argued with"):
            cash.identify(desk, "P1", "C2")
        matching.match(desk, "P1")
        cash.unmatch(desk, "P1")


def test_a_discount_taken_too_late_is_a_deduction(kept: DeskBook) -> None:
    kept.take("items", "5001,C1,Nordvik Bygg AS,2026-06-01,2026-07-01,EUR,100.00,100.00")
    with kept.desk.store.writing() as db:
        db.execute("UPDATE item SET terms = '2/10 NET 30' WHERE number = '5001'")
    receipt = post(kept, "98.00 EUR", remittance="5001")
    assert matching.match(kept.desk, receipt).endswith(
        "5001 98.00 EUR; 2.00 EUR of 5001 disputed"
    )
    view = accounts.show(kept.desk, "C1")
    [dispute] = view.dossier.open_disputes()
    assert (dispute.item, dispute.amount, dispute.reason) == (
        "ledger/5001", M("2.00 EUR"), "unearned discount",
    )  # fmt: skip
    assert (
        view.dossier.last_contact is None
    )  # a clerk's deduction is no talk with the customer
    cash.unmatch(kept.desk, receipt)
    assert accounts.show(kept.desk, "C1").dossier.open_disputes() == ()


def test_undo_takes_cash_back_and_redo_brings_it(kept: DeskBook) -> None:
    receipt = post(kept, "1000.00 EUR", remittance="1001")
    matching.match_all(kept.desk)
    assert undo.undo(kept.desk) == f"taken back: {receipt} matched to 1001, document number"
    assert pending(kept) == [("", "cash", 100_000)]
    assert (
        undo.redo(kept.desk) == f"brought back: {receipt} matched to 1001, document number"
    )
    assert pending(kept) == [("ledger/1001", "cash", 100_000)]
    undo.undo(kept.desk)
    assert undo.undo(kept.desk) == "taken back: 1 000.00 EUR of 30 Jun posted"
    assert (cash.list_(kept.desk), pending(kept)) == ([], [])
    assert care.verify(kept.desk, deep=True) == []


def test_who_asked_for_a_write_off_does_not_post_its_cash(kept: DeskBook) -> None:
    request = write_offs.request(kept.sit(kept.me), "C3", ["3001"], "settled")
    with pytest.raises(NotPermitted, match=f"part in the write-off {request}"):
        cash.post(kept.desk, M("40.00 EUR"), customer="C3")
    receipt = post(kept, "40.00 EUR", "C3", remittance="3001")
    with pytest.raises(NotPermitted, match="somebody else must post and match"):
        matching.match(kept.sit(kept.me), receipt, ["3001"])
    assert matching.match_all(kept.desk) == matching.Run(1, 0)
    assert matching.match_all(kept.sit("tom")) == matching.Run(1, 1)
    assert "of the customer's cash is unapplied" not in str(
        requests.shown(kept.desk, request).warnings
    )


def test_who_asked_for_a_write_off_that_was_returned_does_not_post_its_cash(
    kept: DeskBook,
) -> None:
    request = write_offs.request(kept.sit(kept.me), "C3", ["3001"], "settled")
    approvals.return_(kept.sit("sam"), request, "which address?")
    with pytest.raises(NotPermitted, match=f"part in the write-off {request}"):
        cash.post(kept.sit(kept.me), M("40.00 EUR"), customer="C3")
    receipt = post(kept, "40.00 EUR", "C3")
    with pytest.raises(NotPermitted, match="somebody else must post and match"):
        matching.match(kept.sit(kept.me), receipt, ["3001"])
    requests.withdraw(kept.desk, request)
    matching.match(kept.desk, receipt, ["3001"])


def test_posted_cash_that_is_not_matched_stands_against_a_write_off(kept: DeskBook) -> None:
    request = write_offs.request(kept.sit("anna"), "C3", ["3001"], "settled")
    post(kept, "15.00 EUR", "C3")
    assert requests.shown(kept.desk, request).warnings == (
        "15.00 EUR of the customer's cash is unapplied",
    )


def test_what_the_books_do_not_show_in_time_is_nagged(kept: DeskBook) -> None:
    receipt = post(kept, "40.00 EUR", "C3")
    assert cash.not_in_the_books(kept.desk) == []
    kept.clock.turn(TODAY + timedelta(days=11))
    assert [row.receipt for row in cash.not_in_the_books(kept.sit("tom"))] == [receipt]


def test_how_fresh_the_cash_is(kept: DeskBook) -> None:
    assert cash.freshness(kept.desk).value_date is None
    post(kept, "40.00 EUR", "C3")
    fresh = cash.freshness(kept.desk)
    assert fresh.value_date == TODAY
    assert fresh.came_in is not None
    assert fresh.came_in.date() == TODAY
    kept.take("payments", "P1,C1,2026-06-26,EUR,1.00,1.00\nP2,C1,2026-06-12,EUR,1.00,1.00")
    assert cash.freshness(kept.desk).value_date == date(2026, 6, 26)
    earlier = kept.sit("tom", as_of=date(2026, 6, 20))
    assert cash.freshness(earlier) == Freshness(
        date(2026, 6, 20)
    )  # not when today's came in
    assert DeskOffice(earlier).queue("").cash == "cash to 20 Jun"


def test_as_of_an_earlier_day_it_was_not_posted_yet(kept: DeskBook) -> None:
    post(kept, "1500.00 EUR")
    kept.clock.turn(TODAY + timedelta(days=3))
    desk = kept.sit("tom", as_of=TODAY - timedelta(days=1))
    assert accounts.show(desk, "C1").pending == ()
    assert cash.list_(desk) == []
    [now] = accounts.show(kept.sit("tom"), "C1").pending
    assert now == Pending(now.cause, "", "cash", M("1500.00 EUR"), TODAY)


def test_what_was_posted_is_not_asked_for_again(kept: DeskBook) -> None:
    clerk = kept.sit(kept.me)
    before = log.context(clerk, "C1", "EUR")
    cash.post(clerk, M("300.00 EUR"), customer="C1", reference="x")
    after = log.context(clerk, "C1", "EUR")
    assert before.overdue - after.overdue == 30_000
    assert before.open - after.open == 30_000
    assert after.items[0].open.minor == before.items[0].open.minor - 30_000
    log.record(kept.sit("anna"), "C1", "p")
    [promise] = promises.list_(kept.desk)
    assert promise.minor == after.overdue


def test_a_payer_who_writes_only_their_order_number_is_found_by_it(kept: DeskBook) -> None:
    kept.take(
        "orders",
        "1004,C1,Nordvik Bygg AS,2026-06-01,2026-06-29,EUR,120.00,120.00,PO-7781\n",
    )
    receipt = post(kept, "60.00 EUR", None, remittance="order PO-7781")
    [row] = [
        each for each in matching.worklist(kept.desk, None) if each.cash.ref == receipt
    ]
    assert (
        row.found.rule
        == "it names no open document, only the customer's order number: PO-7781"
    )
    first = row.found.proposals[0]
    assert (first.customer, first.why) == ("ledger/C1", "their order PO-7781: 1004")
    matching.accept(kept.sit("tom"), receipt, first)
    assert pending(kept) == [("ledger/1004", "cash", 6_000)]


def test_who_handled_the_cash_of_an_item_does_not_give_it_up(kept: DeskBook) -> None:
    """The other way round, too: the cash came first, and was taken off again."""
    for login in ("tom", "sam"):
        for role in ("clerk", "supervisor"):
            people.grant(kept.sit(kept.me), login, role, [M("5000.00 EUR")])
    receipt = post(kept, "400.00 EUR")
    matching.match(kept.desk, receipt, ["1001"])
    with pytest.raises(
        NotPermitted, match=r"tom handled cash of 1001; somebody else must ask"
    ):
        write_offs.request(kept.desk, "C1", ["1001=600"], "uncollectible")
    cash.unmatch(kept.desk, receipt, why="a slip")
    with pytest.raises(NotPermitted, match="tom handled cash of 1001"):
        write_offs.request(kept.desk, "C1", ["1001=600"], "uncollectible")
    cash.reverse(kept.desk, receipt, "bounced")
    with pytest.raises(
        NotPermitted, match="tom posted cash of the customer that was taken back"
    ):
        write_offs.request(kept.desk, "C1", ["1003"], "uncollectible")
    name = write_offs.request(kept.sit("anna"), "C1", ["1001=600"], "uncollectible")
    digest = requests.shown(kept.sit("tom"), name).digest
    [off] = [off for row, off, _ in approvals.waiting(kept.desk) if row.id == name]
    assert off == "you handled cash of 1001: somebody else decides"
    with pytest.raises(
        NotPermitted, match="tom handled cash of 1001; somebody else must app"
    ):
        approvals.approve(kept.desk, name, digest)
    assert "approved" in approvals.approve(kept.sit("sam"), name, digest)


@pytest.mark.parametrize("said", ["-5", "0", "five", ""])
def test_an_amount_that_is_none_is_what_is_wrong(kept: DeskBook, said: str) -> None:
    receipt = post(kept, "100.00 EUR")
    with pytest.raises(Refused, match=f"1001={said}: '{said}' is no amount above zero"):
        matching.match(kept.desk, receipt, [f"1001={said}"])
