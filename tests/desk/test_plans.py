"""Plans at the desk: tried out, proposed, agreed, and ended; an item is in one plan at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from builders import M
from desk_book import DeskBook

from ledgerlane.desk import care, log, plans
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.plans import Terms
from ledgerlane.domain.errors import NotPermitted, Refused

FIRST = date(2026, 7, 31)


def state(kept: DeskBook, plan: str) -> str:
    """How the list has it."""
    (row,) = (row for row in plans.list_(kept.desk) if row.id == plan)
    return row.state


def test_a_preview_is_the_plan_and_records_nothing(kept: DeskBook) -> None:
    desk = kept.sit("anna")
    tried = plans.preview(desk, "C1", Terms(first=FIRST, count=4, scope="all"))
    assert [(part.due, part.amount) for part in tried.instalments] == [
        (date(2026, 7, 31), M("437.50 EUR")),
        (date(2026, 8, 31), M("437.50 EUR")),
        (date(2026, 9, 30), M("437.50 EUR")),
        (date(2026, 10, 31), M("437.50 EUR")),
    ]
    assert plans.list_(desk) == []


def test_amounts_of_one_size_with_the_rest_last(kept: DeskBook) -> None:
    tried = plans.preview(kept.sit("anna"), "C1", Terms(first=FIRST, each=M("700.00 EUR")))
    assert [part.amount for part in tried.instalments] == [
        M("700.00 EUR"),
        M("700.00 EUR"),
        M("100.00 EUR"),
    ]
    assert [item.ref for item in tried.items] == ["ledger/1001", "ledger/1002"]


def test_proposed_agreed_missed_and_broken(kept: DeskBook) -> None:
    desk = kept.sit("anna")
    plan = plans.propose(
        desk, "C1", Terms(first=date(2026, 7, 3), count=3, frequency="weekly")
    )
    assert (state(kept, plan), kept.facts(f"plan:{plan}")) == (
        "proposed",
        ["plan.proposed"],
    )
    plans.accept(desk, plan, by="their accountant")
    assert kept.row("C1")[0] == "PLN"
    assert care.verify(desk, deep=True) == []
    kept.clock.turn(date(2026, 7, 14))
    desk = kept.sit("anna")
    (row,) = plans.list_(desk)
    assert (row.state, row.watch, row.debt, row.received) == (
        "active",
        "missed",
        150_000,
        0,
    )
    assert next((p.number, p.minor, p.state) for p in row.instalments) == (
        1,
        50_000,
        "missed",
    )
    plans.break_(desk, plan, "two missed")
    assert state(kept, plan) == "broken"
    why = "SELECT status, why FROM queue WHERE number = 'C1'"
    assert desk.store.db.execute(why).fetchone() == ("PLN", "plan broken")
    assert care.verify(desk, deep=True) == []


def test_money_meets_an_instalment(kept: DeskBook) -> None:
    desk = kept.sit("anna")
    plan = plans.propose(
        desk, "C1", Terms(first=date(2026, 7, 3), count=3, frequency="weekly")
    )
    plans.accept(desk, plan)
    kept.clock.turn(date(2026, 7, 3))
    kept.take("payments", "P1,C1,2026-07-03,EUR,500.00,0.00\n")
    kept.take("allocations", "P1,1001,2026-07-03,500.00\n")
    (row,) = plans.list_(kept.desk)
    assert (row.received, [part.state for part in row.instalments]) == (
        50_000, ["paid", "ok", "ok"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("end", "after"),
    [(plans.decline, "declined"), (plans.cancel, "cancelled")],
)
def test_a_proposal_ends_once(
    kept: DeskBook, end: Callable[[Desk, str, str], None], after: str
) -> None:
    desk = kept.sit("anna")
    plan = plans.propose(desk, "C1", Terms(first=FIRST, count=2))
    with pytest.raises(Refused, match="is proposed; it cannot be broken"):
        plans.break_(desk, plan)
    end(desk, plan, "they pay at once")
    assert state(kept, plan) == after
    with pytest.raises(Refused, match=f"is {after}; it cannot be accepted"):
        plans.accept(desk, plan)


def test_an_item_is_in_one_plan(kept: DeskBook) -> None:
    desk = kept.sit("anna")
    plan = plans.propose(desk, "C1", Terms(first=FIRST, count=2, scope="1001"))
    with pytest.raises(Refused, match="1001: in another plan"):
        plans.propose(desk, "C1", Terms(first=FIRST, count=2))
    plans.decline(desk, plan)
    again = plans.propose(desk, "C1", Terms(first=FIRST, count=2, scope="1001, 1002"))
    assert state(kept, again) == "proposed"


def test_what_makes_no_plan(kept: DeskBook) -> None:
    desk = kept.sit("anna")
    for terms, words in (
        (Terms(first=date(2026, 6, 29), count=2), "cannot be due on 2026-06-29"),
        (Terms(first=FIRST), "how many instalments or how much each"),
        (Terms(first=FIRST, count=2, scope="77"), "no open item '77'"),
        (Terms(first=FIRST, count=2, rate_per_cent="nan"), "no yearly rate"),
    ):
        with pytest.raises(Refused, match=words):
            plans.propose(desk, "C1", terms)
    with pytest.raises(Refused, match="nothing was chosen"):
        plans.propose(desk, "C4", Terms(first=FIRST, count=2))
    with pytest.raises(NotPermitted, match="tom may not propose a plan"):
        plans.propose(kept.sit("tom"), "C1", Terms(first=FIRST, count=2))
    assert plans.list_(kept.desk) == []


def running(kept: DeskBook) -> str:
    """C1's overdue 1,500.00 in three weekly instalments from 7 July, at 36.5 % a year."""
    desk = kept.sit("anna")
    terms = Terms(first=date(2026, 7, 7), count=3, frequency="weekly", rate_per_cent="36.5")
    plan = plans.propose(desk, "C1", terms)
    plans.accept(desk, plan)
    return plan


def test_settled_early_with_the_interest_rebated_to_the_day(kept: DeskBook) -> None:
    """1,500.00 at 0.1 % a day: 10.50 for the first week, 7.00 and 3.50 after it."""
    plan = running(kept)
    kept.clock.turn(date(2026, 7, 3))
    desk = kept.sit("anna")
    assert plans.settlement(desk, plan).owed == M("1504.50 EUR")
    assert plans.settlement(desk, plan, date(2026, 7, 7)).owed == M("1510.50 EUR")
    found = plans.settle(desk, plan)
    assert (found.owed, found.rebate) == (M("1504.50 EUR"), M("16.50 EUR"))
    (row,) = plans.list_(desk)
    assert (row.state, row.debt, row.interest, len(row.instalments)) == (
        "active",
        150_000,
        450,
        1,
    )
    kept.take("payments", "P1,C1,2026-07-03,EUR,1504.50,0.00\n")
    assert state(kept, plan) == "completed"
    assert kept.facts(f"plan:{plan}") == ["plan.proposed", "plan.accepted", "plan.settled"]
    assert care.verify(kept.desk, deep=True) == []


def test_accelerated_after_a_breach_and_not_before(kept: DeskBook) -> None:
    plan = running(kept)
    with pytest.raises(Refused, match="is not in breach"):
        plans.accelerate(kept.desk, plan)
    kept.clock.turn(date(2026, 7, 14))
    desk = kept.sit("anna")
    assert plans.accelerate(desk, plan, "no answer").owed == M("1517.50 EUR")
    (row,) = plans.list_(desk)
    assert [(p.due_day, p.minor) for p in row.instalments] == [(date(2026, 7, 14), 151_750)]
    with pytest.raises(NotPermitted):
        plans.settle(kept.sit("eva"), plan)


def test_new_terms_over_what_is_left_replace_the_plan_when_accepted(kept: DeskBook) -> None:
    plan = running(kept)
    kept.take("items", "1001,C1,Nordvik Bygg AS,2026-03-16,2026-04-15,EUR,1000.00,489.50\n")
    kept.take("payments", "P1,C1,2026-07-07,EUR,510.50,0.00\n")
    kept.take("allocations", "P1,1001,2026-07-07,510.50\n")
    kept.clock.turn(date(2026, 7, 14))
    desk = kept.sit("anna")
    left = plans.settlement(desk, plan).owed
    terms = Terms(first=date(2026, 8, 1), count=2)
    new = plans.replan(desk, plan, terms)
    assert (state(kept, plan), state(kept, new)) == ("active", "proposed")
    with pytest.raises(Refused, match=f"{new} proposes new terms for {plan} already"):
        plans.replan(desk, plan, terms)
    (row,) = (row for row in plans.list_(desk) if row.id == new)
    assert (row.debt, row.fee, row.debt + row.fee) == (98_950, 1_750, left.minor)
    plans.accept(desk, new, by="their accountant")
    assert (state(kept, plan), state(kept, new)) == ("replaced", "active")
    assert kept.facts(f"plan:{plan}")[-1] == "plan.replaced"
    assert care.verify(desk, deep=True) == []
    with pytest.raises(Refused, match="is replaced; it cannot be settled"):
        plans.settlement(desk, plan)
    earlier = kept.sit("anna", as_of=date(2026, 7, 13))
    assert [row.state for row in plans.list_(earlier)] == ["active"]


def test_new_terms_declined_leave_the_plan_as_it_was(kept: DeskBook) -> None:
    plan = running(kept)
    new = plans.replan(kept.desk, plan, Terms(first=date(2026, 8, 1), count=2))
    plans.decline(kept.desk, new)
    assert (state(kept, plan), state(kept, new)) == ("active", "declined")


def test_what_is_disputed_of_a_plan_is_said_and_all_of_it_makes_none(
    kept: DeskBook,
) -> None:
    desk = kept.sit("anna")
    assert plans.disputed(desk, "C1", "overdue") is None
    log.record(desk, "C1", "d #1002 all broken")
    assert plans.disputed(desk, "C1", "overdue") == M("500.00 EUR")
    assert (
        sum(
            part.amount.minor
            for part in plans.preview(desk, "C1", Terms(first=FIRST, count=3)).instalments
        )
        == 100_000
    )  # 1001 alone
    with pytest.raises(Refused, match="no plan: all of it is disputed"):
        plans.preview(desk, "C1", Terms(first=FIRST, count=3, scope="1002"))
    log.record(desk, "C1", "d 1000= the rest too")  # of the account, no item is named
    assert plans.disputed(desk, "C1", "overdue") == M("1500.00 EUR")
