"""A plan asks for no more than is left of its items, whoever took the rest away."""

from __future__ import annotations

from datetime import date

import pytest
from builders import M
from desk_book import DeskBook

from ledgerlane.cli.words.accounts import lines as account_lines
from ledgerlane.desk import (
    accounts,
    approvals,
    care,
    cash,
    foresight,
    log,
    matching,
    plans,
    requests,
    write_offs,
)
from ledgerlane.desk.plans import Terms
from ledgerlane.domain.errors import Refused
from ledgerlane.screens.office import DeskOffice
from ledgerlane.screens.plans import instalments
from ledgerlane.screens.work import Target
from ledgerlane.store.plans import PlanRow

FIRST = date(2026, 7, 7)
LINE_1002 = "1002,C1,Nordvik Bygg AS,2026-05-21,2026-06-20,EUR,500.00,{}\n"


def running(kept: DeskBook, rate: str = "0", fee: str | None = None) -> str:
    """C1's overdue 1,500.00 (1001: 1,000.00, 1002: 500.00) in three weekly instalments from 7 July."""
    desk = kept.sit("anna")
    terms = Terms(
        first=FIRST, count=3, frequency="weekly", rate_per_cent=rate, fee=M(fee) if fee else None
    )  # fmt: skip
    plan = plans.propose(desk, "C1", terms)
    plans.accept(desk, plan)
    return plan


def row(kept: DeskBook, plan: str) -> PlanRow:
    [found] = [each for each in plans.list_(kept.desk) if each.id == plan]
    return found


def schedule(kept: DeskBook, plan: str) -> list[tuple[int, int, str]]:
    """What is asked for, what came, and how it stands, instalment by instalment."""
    parts = row(kept, plan).instalments
    return [(part.minor, part.received, part.state) for part in parts]


def given_up(kept: DeskBook, *items: str) -> str:
    """Asked for by bo and approved by sam."""
    name = write_offs.request(kept.sit("bo"), "C1", list(items), "uneconomic")
    desk = kept.sit("sam")
    approvals.approve(desk, name, requests.shown(desk, name).digest)
    return name


def test_what_is_given_up_falls_off_the_last_instalment(kept: DeskBook) -> None:
    plan = running(kept)
    given_up(kept, "1002=200.00")
    desk = kept.sit("anna")
    assert schedule(kept, plan) == [
        (50_000, 0, "ok"), (50_000, 0, "ok"), (30_000, 0, "ok"),
    ]  # fmt: skip
    found = plans.settlement(desk, plan)
    assert (found.debt, found.relieved, found.owed) == (
        M("1500.00 EUR"), M("200.00 EUR"), M("1300.00 EUR"),
    )  # fmt: skip
    assert row(kept, plan).relieved == 20_000
    [shown] = [each for each in DeskOffice(desk).plans() if each.id == plan]
    title = "".join(span[0] for span in instalments(shown, desk.today, 80, 8)[0])
    assert "active   1 500.00 less 200.00 over 3, 1 300.00 left" in title
    said = account_lines(desk, accounts.show(desk, "C1"))
    assert (
        f"Plan {plan}: 1 500.00 EUR less 200.00 EUR that is gone in 3 instalments"
        in "\n".join(said)
    )
    assert care.verify(desk, deep=True) == []


def test_the_books_entry_of_it_is_no_instalment_paid(kept: DeskBook) -> None:
    """No cash file comes: a fall of an item that nobody explains is taken for money, but for this."""
    plan = running(kept)
    given_up(kept, "1002")
    before = schedule(kept, plan)
    assert before == [(50_000, 0, "ok"), (50_000, 0, "ok"), (0, 0, "dropped")]
    kept.take("items", LINE_1002.format("0.00"))
    assert [item.number for item in accounts.show(kept.desk, "C1").items] == [
        "1001",
        "1003",
    ]
    assert [part[:2] for part in schedule(kept, plan)] == [part[:2] for part in before]
    assert plans.settlement(kept.sit("anna"), plan).owed == M("1000.00 EUR")
    assert care.verify(kept.desk, deep=True) == []


def test_a_credit_note_that_the_books_set_off_falls_off_and_no_money_came(
    kept: DeskBook,
) -> None:
    plan = running(kept)
    kept.clock.turn(date(2026, 7, 2))
    kept.take(
        "payments", "P0,C9,2026-01-01,EUR,1.00,1.00\n"
    )  # cash files come: no guessing
    kept.take("items", "CN1,C1,Nordvik Bygg AS,2026-07-02,2026-07-02,EUR,-300.00,0.00\n")
    kept.take("credits", ",CN1,1001,2026-07-02,300.00\n")
    kept.take("items", "1001,C1,Nordvik Bygg AS,2026-03-16,2026-04-15,EUR,1000.00,700.00\n")
    assert schedule(kept, plan) == [
        (50_000, 0, "looming"), (50_000, 0, "ok"), (20_000, 0, "ok"),
    ]  # fmt: skip
    assert plans.settlement(kept.desk, plan).owed == M("1200.00 EUR")


def test_money_matched_here_counts_once(kept: DeskBook) -> None:
    """What came while the plan ran pays instalments in order; what had come before falls off the end."""
    plan = running(kept)
    kept.take("payments", "P1,C1,2026-06-20,EUR,400.00,400.00\n")  # the file came late
    receipt = "ledger/P1"
    matching.match(kept.sit("tom"), receipt, ["1002=400.00"])
    assert schedule(kept, plan) == [
        (50_000, 0, "ok"), (50_000, 0, "ok"), (10_000, 0, "ok"),
    ]  # fmt: skip
    kept.clock.turn(date(2026, 7, 3))
    new = cash.post(kept.sit("tom"), M("500.00 EUR"), customer="C1")
    matching.match(kept.desk, new, ["1001=500.00"])
    assert schedule(kept, plan) == [
        (50_000, 50_000, "prepaid"), (50_000, 0, "ok"), (10_000, 0, "ok"),
    ]  # fmt: skip
    assert plans.settlement(kept.sit("anna"), plan).owed == M("600.00 EUR")
    kept.take(
        "payments", "P1,C1,2026-06-20,EUR,400.00,0.00\nP2,C1,2026-07-03,EUR,500.00,0.00\n"
    )
    kept.take("allocations", "P1,1002,2026-07-02,400.00\nP2,1001,2026-07-03,500.00\n")
    kept.take(
        "items",
        "1001,C1,Nordvik Bygg AS,2026-03-16,2026-04-15,EUR,1000.00,500.00\n"
        + LINE_1002.format("100.00"),
    )
    assert [part[:2] for part in schedule(kept, plan)] == [
        (50_000, 50_000), (50_000, 0), (10_000, 0),
    ]  # fmt: skip
    assert care.verify(kept.desk, deep=True) == []


def test_money_that_is_unapplied_or_used_for_nobody_knows_what_is_no_relief(
    kept: DeskBook,
) -> None:
    plan = running(kept)
    kept.clock.turn(date(2026, 7, 3))
    kept.take("payments", "P1,C1,2026-07-03,EUR,500.00,0.00\n")
    kept.take("items", LINE_1002.format("0.00"))  # paid by P1, as nobody says
    assert [part[:2] for part in schedule(kept, plan)] == [
        (50_000, 50_000), (50_000, 0), (50_000, 0),
    ]  # fmt: skip
    assert plans.settlement(kept.desk, plan).owed == M("1000.00 EUR")


def test_a_plan_whose_debt_is_gone_is_kept(kept: DeskBook) -> None:
    """At 36.5 % and with a fee: nothing of either is asked for when there is no debt."""
    plan = running(kept, rate="36.5", fee="25.00 EUR")
    given_up(kept, "1001", "1002=100.00")
    kept.clock.turn(date(2026, 7, 20))
    kept.sit("anna")
    assert row(kept, plan).watch == "missed"
    given_up(kept, "1002=400.00")
    found = row(kept, plan)
    assert (found.state, found.watch, found.next_due) == ("completed", "dropped", None)
    assert found.recommendation == "nothing left: paid, credited or given up"
    with pytest.raises(Refused, match=r"nothing is left .* 1 500.00 EUR of the debt was"):
        plans.settle(kept.sit("anna"), plan)
    assert kept.row("C1")[0] != "PLN"
    assert care.verify(kept.desk, deep=True) == []


def test_what_is_gone_bears_no_interest(kept: DeskBook) -> None:
    """At 0.1 % a day 1,500.00 bears 10.50 + 7.00 + 3.50; 1,000.00 in two instalments 7.00 + 3.50."""
    plan = running(kept, rate="36.5")
    given_up(kept, "1002")
    assert [part[0] for part in schedule(kept, plan)] == [51_050, 50_000, 0]
    kept.clock.turn(date(2026, 7, 3))
    desk = kept.sit("anna")
    found = plans.settlement(desk, plan)
    assert (found.earned.amount, found.rebate, found.owed) == (
        M("3.00 EUR"), M("18.00 EUR"), M("1003.00 EUR"),
    )  # fmt: skip
    plans.settle(desk, plan)
    assert schedule(kept, plan) == [(100_300, 0, "looming")]
    given_up(kept, "1001=600.00")
    assert [part[0] for part in schedule(kept, plan)] == [40_120]
    kept.take("payments", "P1,C1,2026-07-03,EUR,401.20,401.20\n")
    assert row(kept, plan).state == "completed"


def test_what_is_pending_is_not_planned(kept: DeskBook) -> None:
    receipt = cash.post(kept.sit("tom"), M("600.00 EUR"), customer="C1")
    matching.match(kept.desk, receipt, ["1001=600.00"])
    tried = plans.preview(kept.sit("anna"), "C1", Terms(first=FIRST, count=2))
    assert [(part.ref, part.amount) for part in tried.items] == [
        ("ledger/1001", M("400.00 EUR")), ("ledger/1002", M("500.00 EUR")),
    ]  # fmt: skip
    given_up(kept, "1002")
    with pytest.raises(Refused, match="all of it is paid, credited or given up here"):
        plans.propose(kept.sit("anna"), "C1", Terms(first=FIRST, count=2, scope="1002"))


def test_new_terms_leave_out_what_is_gone(kept: DeskBook) -> None:
    plan = running(kept)
    given_up(kept, "1002=200.00")
    made = plans.replan_preview(kept.sit("anna"), plan, Terms(first=FIRST, count=2))
    assert [(part.ref, part.amount) for part in made.items] == [
        ("ledger/1001", M("1000.00 EUR")), ("ledger/1002", M("300.00 EUR")),
    ]  # fmt: skip
    assert made.carried == M("0.00 EUR")


def test_who_agrees_or_settles_is_told_that_it_is_more_than_is_left(kept: DeskBook) -> None:
    plan = plans.propose(kept.sit("anna"), "C1", Terms(first=FIRST, count=3))
    assert plans.careful(kept.desk, plan) == ""
    given_up(kept, "1002=200.00")
    desk = kept.sit("anna")
    told = "more than is left: 1 500.00 EUR of debt, 1 300.00 EUR is open and undisputed"
    assert plans.careful(desk, plan) == told
    assert list(DeskOffice(desk).plan_careful(plan)) == [f"! {told}"]
    plans.accept(desk, plan)
    assert plans.careful(desk, plan) == ""
    log.record(desk, "C1", "d 250= #1001 ; wrong price")
    told = "more than is left: 1 300.00 EUR of debt, 1 050.00 EUR is open and undisputed"
    assert next(iter(DeskOffice(desk).plan_rest(plan))) == f"! {told}"


def test_who_agrees_is_told_what_is_disputed_of_the_account(kept: DeskBook) -> None:
    plan = plans.propose(kept.sit("anna"), "C1", Terms(first=FIRST, count=3))
    log.record(kept.desk, "C1", "d 250= ; never ordered so much")
    told = "more than is left: 1 500.00 EUR of debt, 1 250.00 EUR is open and undisputed"
    assert plans.careful(kept.desk, plan) == told


CREDIT_NOTE = "CN1,C1,Nordvik Bygg AS,2026-06-25,2026-06-25,EUR,-300.00,{}\n"


def test_open_credit_is_taken_off_before_anything_is_agreed(kept: DeskBook) -> None:
    """A credit note of 300.00, 400.00 unapplied in the books and 100.00 posted here pay 1001 first."""
    kept.take("items", CREDIT_NOTE.format("-300.00"))
    kept.take("payments", "P1,C1,2026-06-20,EUR,400.00,400.00\n")
    cash.post(kept.sit("tom"), M("100.00 EUR"), customer="C1")
    desk = kept.sit("anna")
    tried = plans.preview(desk, "C1", Terms(first=FIRST, count=2))
    assert [(part.ref, part.amount) for part in tried.items] == [
        ("ledger/1001", M("200.00 EUR")), ("ledger/1002", M("500.00 EUR")),
    ]  # fmt: skip
    assert plans.credit(desk, "C1", "overdue") == M("800.00 EUR")
    assert plans.credit(desk, "C1", "1002") is None
    terms = {
        "parts": "2",
        "every": "month",
        "first": "+7",
        "items": "overdue",
        "rate": "",
        "note": "",
    }
    target = Target(accounts.resolve(desk, "C1")[0], "EUR", "C1", "Nordvik Bygg AS")
    shown = DeskOffice(desk).plan_preview(target, terms)
    whole, credit = list(shown)[:2]
    assert whole.startswith("700.00 EUR over 2, interest 0.00, until ")
    assert credit == "800.00 EUR of open credit is taken off"
    cash.post(kept.sit("tom"), M("200.00 EUR"), customer="C1")
    desk = kept.sit("anna")
    with pytest.raises(Refused, match="no plan: open credit covers all of it"):
        plans.preview(desk, "C1", Terms(first=FIRST, count=2, scope="1001"))


def test_credit_that_was_taken_off_is_not_taken_off_again_when_the_books_match_it(
    kept: DeskBook,
) -> None:
    kept.take("payments", "P0,C9,2026-01-01,EUR,1.00,1.00\n")
    kept.take("items", CREDIT_NOTE.format("-300.00"))
    plan = running(kept)
    assert [part[0] for part in schedule(kept, plan)] == [40_000, 40_000, 40_000]
    assert plans.careful(kept.desk, plan) == ""
    kept.take("items", CREDIT_NOTE.format("0.00"))
    kept.take("credits", ",CN1,1002,2026-06-30,300.00\n")
    kept.take("items", LINE_1002.format("200.00"))
    assert [part[0] for part in schedule(kept, plan)] == [40_000, 40_000, 40_000]
    assert plans.settlement(kept.sit("anna"), plan).owed == M("1200.00 EUR")
    assert plans.careful(kept.desk, plan) == ""


def test_a_plan_is_settled_over_what_is_owed_net(kept: DeskBook) -> None:
    """A credit note of 300.00 came while the plan ran; what the plan received counts once."""
    plan = running(kept)
    kept.clock.turn(date(2026, 7, 2))
    kept.take("items", CREDIT_NOTE.format("-300.00"))
    kept.take("payments", "P1,C1,2026-07-02,EUR,200.00,200.00\n")
    desk = kept.sit("anna")
    found = plans.settlement(desk, plan)
    assert (found.received, found.credit, found.owed) == (
        M("200.00 EUR"), M("300.00 EUR"), M("1000.00 EUR"),
    )  # fmt: skip
    assert "  credit    300.00 is open and not matched: taken off" in [
        *DeskOffice(desk).plan_rest(plan)
    ]
    assert plans.careful(desk, plan) == ""
    plans.settle(desk, plan)
    assert schedule(kept, plan) == [(120_000, 20_000, "looming")]
    assert row(kept, plan).left == 100_000
    kept.take("items", CREDIT_NOTE.format("0.00"))
    kept.take("credits", ",CN1,1001,2026-07-02,300.00\n")
    kept.take("items", "1001,C1,Nordvik Bygg AS,2026-03-16,2026-04-15,EUR,1000.00,700.00\n")
    assert schedule(kept, plan) == [(120_000, 20_000, "looming")]
    assert plans.settlement(kept.sit("anna"), plan).owed == M("1000.00 EUR")
    assert care.verify(kept.desk, deep=True) == []


def test_the_list_says_what_is_left_to_be_paid(kept: DeskBook) -> None:
    plan = running(kept)
    given_up(kept, "1002=200.00")
    kept.clock.turn(date(2026, 7, 3))
    kept.take("payments", "P1,C1,2026-07-03,EUR,500.00,500.00\n")
    assert (row(kept, plan).debt, row(kept, plan).left) == (150_000, 80_000)
    plans.break_(kept.sit("anna"), plan, "did not hold")
    assert row(kept, plan).left == 0


def test_the_forecast_expects_what_is_left_of_a_plan(kept: DeskBook) -> None:
    running(kept)
    given_up(kept, "1002")
    [found] = [
        each for each in foresight.cash_forecast(kept.sit("anna")) if each.currency == "EUR"
    ]
    expected = [week.plan for week in found.lines()]
    assert (expected[0], expected[1]) == (33_333, 33_333)  # two of three instalments come
    assert found.never >= 50_000
