"""Plans settled early, accelerated, agreed anew: every unit is debt, fee, interest or rebate."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from builders import M, day, event, history, ms, receipt
from hypothesis import given
from hypothesis import strategies as st

from ledgerlane.domain import plans
from ledgerlane.domain.day_counts import DAY_COUNTS
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.events import Fact, PlanAccepted, PlanItem, PlanReplaced
from ledgerlane.domain.interest import arithmetic
from ledgerlane.domain.money import Money
from ledgerlane.domain.plan_money import accelerate, earned_until, rest, settle, settlement
from ledgerlane.domain.plan_watch import PlanWatch, monitor
from ledgerlane.domain.plans import Plan
from ledgerlane.domain.policy import Plans as PlanPolicy

ON = day("2026-01-01")
EXACT = PlanPolicy(looming_days=5, late_business_days=2, tolerance_units=0)


def running(*more: Fact, amount: str = "1200.00 EUR", **terms: Any) -> Plan:
    """1,200.00 in four months at 12 % a year from 1 January 2026, unless said otherwise."""
    given: dict[str, Any] = {
        "first": day("2026-02-01"), "count": 4, "rate_per_cent": "12", "day_count": "30/360",
    }  # fmt: skip
    fact = plans.propose(
        "PLN1", "erp/1001", [PlanItem("erp/I1", M(amount))], ON, **(given | terms)
    )
    found = plans.fold(history(fact, PlanAccepted(on=ON, plan="PLN1"), *more))
    assert found is not None
    return found


def watch(plan: Plan, today: date, *paid: tuple[str, str]) -> PlanWatch:
    money = [receipt(day(on), amount, known_ms=ms(day(on), 23)) for on, amount in paid]
    return monitor(plan, money, EXACT, today)


def test_interest_is_earned_on_what_the_schedule_leaves_owed() -> None:
    plan = running()
    assert [str(p.amount) for p in plan.instalments] == ["312.00 EUR", "309.00 EUR", "306.00 EUR", "303.00 EUR"]  # fmt: skip
    earned = earned_until(plan, day("2026-02-16"))
    assert [arithmetic(line) for line in earned.lines] == [
        "1 200.00 EUR x 12 % x 30/360 = 12.00000000",
        "900.00 EUR x 12 % x 15/360 = 4.50000000",
    ]
    assert earned_until(plan, day("2026-12-31")).amount == plan.interest == M("30.00 EUR")
    assert earned_until(plan, ON).amount == M("0.00 EUR")


def test_settled_early_the_interest_not_earned_is_rebated() -> None:
    plan, today = running(fee=M("20.00 EUR")), day("2026-02-16")
    paid = watch(plan, today, ("2026-02-01", "332.00 EUR"))
    found = settlement(plan, paid, today)
    assert (found.earned.amount, found.rebate, found.owed) == (
        M("16.50 EUR"), M("13.50 EUR"), M("904.50 EUR"),
    )  # fmt: skip
    fact = settle(plan, paid, today, today)
    assert [
        (p.due, str(p.amount), str(p.interest), str(p.fee)) for p in fact.instalments
    ] == [
        (day("2026-02-01"), "332.00 EUR", "12.00 EUR", "20.00 EUR"),
        (today, "904.50 EUR", "4.50 EUR", "0.00 EUR"),
    ]
    after = running(fact, fee=M("20.00 EUR"))
    assert (after.state, after.revised, after.total, after.rebate) == (
        "active", "settled", M("1236.50 EUR"), M("13.50 EUR"),
    )  # fmt: skip
    done = watch(after, today, ("2026-02-01", "332.00 EUR"), ("2026-02-16", "904.50 EUR"))
    assert (done.completed, done.surplus) == (True, M("0.00 EUR"))


def test_settling_later_costs_the_interest_of_the_days_between() -> None:
    plan, today = running(), day("2026-01-16")
    none = watch(plan, today)
    assert settlement(plan, none, today).owed == M("1206.00 EUR")
    assert settlement(plan, none, day("2026-01-21")).owed == M("1208.00 EUR")
    with pytest.raises(Refused, match="cannot be settled on 2026-01-15, before 2026-01-16"):
        settle(plan, none, today, day("2026-01-15"))


def test_a_breach_lets_the_rest_fall_due() -> None:
    plan, today = running(), day("2026-02-10")
    with pytest.raises(Refused, match="PLN1 is not in breach"):
        accelerate(plan, watch(plan, day("2026-01-31")), day("2026-01-31"))
    fact = accelerate(plan, watch(plan, today), today, "no answer")
    assert [(p.due, p.amount) for p in fact.instalments] == [(today, M("1214.70 EUR"))]
    after = running(fact)
    assert (after.state, after.revised, len(after.agreed)) == ("active", "accelerated", 4)
    assert watch(after, today).recommendation == (
        "accelerated: demand 1 214.70 EUR, due 10 Feb in one sum"
    )
    with pytest.raises(Refused, match=r"PLN1 is accelerated already: 1 214\.70 EUR is due"):
        accelerate(after, watch(after, today), today)
    without = running(acceleration=False)
    with pytest.raises(Refused, match="PLN1 has no acceleration clause"):
        accelerate(without, watch(without, today), today)


def test_nothing_is_left_to_settle() -> None:
    plan, today = running(), day("2026-01-05")
    with pytest.raises(Refused, match="nothing is left of PLN1"):
        settle(plan, watch(plan, today, ("2026-01-04", "1230.00 EUR")), today, today)


def test_a_part_of_an_instalment_counts_toward_the_one_sum() -> None:
    plan, today = running(), day("2026-02-10")
    paid = ("2026-02-01", "100.00 EUR")
    fact = accelerate(plan, watch(plan, today, paid), today)
    after = running(fact)
    seen = watch(after, today, paid)
    assert (seen.next_amount, seen.received) == (M("1114.70 EUR"), M("100.00 EUR"))


def test_the_rest_is_items_and_what_was_earned() -> None:
    plan, today = running(), day("2026-02-16")
    found = settlement(plan, watch(plan, today, ("2026-02-01", "312.00 EUR")), today)
    assert found.owed == M("904.50 EUR")
    as_matched = rest(found, [("erp/I1", M("888.00 EUR")), ("erp/I2", M("50.00 EUR"))])
    assert as_matched.items == (PlanItem("erp/I1", M("888.00 EUR")),)
    assert as_matched.carried == M("16.50 EUR")
    not_matched_yet = rest(found, [("erp/I1", M("1200.00 EUR"))])
    assert (not_matched_yet.items[0].amount, not_matched_yet.carried) == (M("904.50 EUR"), M("0.00 EUR"))  # fmt: skip
    with pytest.raises(Refused, match=r"nothing of the items is left in PLN1; 904\.50 EUR"):
        rest(found, [("erp/I1", M("0.00 EUR"))])


def test_a_replaced_plan_keeps_its_history_and_is_no_longer_active() -> None:
    old = running(PlanReplaced(on=day("2026-02-16"), plan="PLN1", by="PLN2"))
    assert (old.state, old.replaced_by, old.ended_on) == (
        "replaced",
        "PLN2",
        day("2026-02-16"),
    )
    with pytest.raises(Refused, match="is replaced; it cannot be broken"):
        plans.break_(old, day("2026-02-17"))
    late = PlanReplaced(on=ON, plan="PLN1", by="PLN3")
    assert plans.fold([event(late)]) is None


@st.composite
def cases(draw: st.DrawFn) -> tuple[Plan, list[tuple[date, int]], date]:
    """A plan of any shape, money that came in, and a day."""
    minor = draw(st.integers(100, 10**8))
    by_count = draw(st.booleans())
    shape: dict[str, Any] = (
        {"count": draw(st.integers(1, 12))} if by_count
        else {"count": 0, "each": Money(max(100, minor // draw(st.integers(1, 9))), "EUR")}
    )  # fmt: skip
    plan = running(
        amount=f"{minor / 100:.2f} EUR", rate_per_cent=str(draw(st.integers(0, 40))),
        day_count=draw(st.sampled_from(DAY_COUNTS)),
        fee=Money(draw(st.integers(0, 10**4)), "EUR"), **shape,
    )  # fmt: skip
    paid = [
        (ON + timedelta(days), part)
        for days, part in draw(
            st.lists(st.tuples(st.integers(1, 500), st.integers(1, 10**8)), max_size=4)
        )
    ]
    return plan, paid, ON + timedelta(draw(st.integers(0, 500)))


@given(cases())
def test_debt_fee_earned_interest_and_rebate_are_what_was_agreed(
    case: tuple[Plan, list[tuple[date, int]], date],
) -> None:
    plan, paid, today = case
    money = [
        receipt(on, f"{minor / 100:.2f} EUR", known_ms=ms(on, 23)) for on, minor in paid
    ]
    seen = monitor(plan, money, EXACT, today)
    found = settlement(plan, seen, today)
    assert found.total + found.rebate == plan.total
    assert 0 <= found.rebate.minor <= plan.interest.minor
    if found.owed.minor == 0:
        return
    fact = settle(plan, seen, today, today)
    assert sum(p.amount.minor for p in fact.instalments) == found.total.minor
    assert sum(p.interest.minor for p in fact.instalments) == found.earned.amount.minor
    assert sum(p.fee.minor for p in fact.instalments) == found.fee.minor
    assert all(
        p.amount.minor >= p.interest.minor + p.fee.minor >= 0 for p in fact.instalments
    )
    revised = plans.fold(
        [*history(plans.propose("PLN1", "erp/1001", plan.items, ON, first=day("2026-02-01"), count=1),
                  PlanAccepted(on=ON, plan="PLN1"), fact)]
    )  # fmt: skip
    assert revised is not None
    after = monitor(revised, money, EXACT, today)
    assert after.next_amount == found.owed


@given(cases(), st.integers(0, 2 * 10**8))
def test_new_terms_take_over_exactly_what_is_owed(
    case: tuple[Plan, list[tuple[date, int]], date], opened: int
) -> None:
    plan, paid, today = case
    money = [
        receipt(on, f"{minor / 100:.2f} EUR", known_ms=ms(on, 23)) for on, minor in paid
    ]
    found = settlement(plan, monitor(plan, money, EXACT, today), today)
    if not opened or not found.owed.minor:
        return
    left = rest(found, [("erp/I1", Money(opened, "EUR"))])
    assert (
        sum(item.amount.minor for item in left.items) + left.carried.minor
        == found.owed.minor
    )
    assert left.carried.minor >= 0
    assert all(0 < item.amount.minor <= min(opened, plan.debt.minor) for item in left.items)
