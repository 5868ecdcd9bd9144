from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from builders import M, day, history, item, ms, receipt, settlement
from hypothesis import given
from hypothesis import strategies as st

from ledgerlane.domain import plans
from ledgerlane.domain.account import Pattern, Receipt
from ledgerlane.domain.day_counts import DAY_COUNTS
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.events import PlanAccepted, PlanDeclined, PlanItem, PlanProposed
from ledgerlane.domain.money import Money, total
from ledgerlane.domain.plans import (
    Frequency,
    Plan,
    due_dates,
    monitor,
    watch_all,
    year_fraction,
)
from ledgerlane.domain.policy import Plans as PlanPolicy

ON, FIRST = day("2026-08-24"), day("2026-09-24")
POLICY = PlanPolicy(looming_days=5, late_business_days=2, tolerance_units=1)


def proposed(amount: str = "48000.00 NOK", count: int = 6, **terms: object) -> PlanProposed:
    given = {"first": FIRST, "count": count, **terms}
    return plans.propose("PLN1", "erp/1001", [PlanItem("erp/I1", M(amount))], ON, **given)  # type: ignore[arg-type]


def active(amount: str = "48000.00 NOK", count: int = 6, **terms: object) -> Plan:
    plan = plans.fold(
        history(proposed(amount, count, **terms), PlanAccepted(on=ON, plan="PLN1"))
    )
    assert plan is not None
    return plan


@pytest.mark.parametrize(
    ("first", "frequency", "days"),
    [("2026-01-31", "monthly", "2026-01-31 2026-02-28 2026-03-31 2026-04-30"),
     ("2027-12-30", "monthly", "2027-12-30 2028-01-30 2028-02-29 2028-03-30"),
     ("2026-12-28", "weekly", "2026-12-28 2027-01-04 2027-01-11 2027-01-18"),
     ("2026-02-20", "fortnightly", "2026-02-20 2026-03-06 2026-03-20 2026-04-03")],
)  # fmt: skip
def test_months_keep_their_anchor_day(first: str, frequency: Frequency, days: str) -> None:
    assert [str(d) for d in due_dates(day(first), 4, frequency)] == days.split()


@pytest.mark.parametrize(
    ("start", "end", "day_count", "part"),
    [("2026-01-01", "2027-01-01", "actual/365", Fraction(1)),
     ("2026-01-01", "2026-04-11", "actual/360", Fraction(100, 360)),
     ("2026-01-31", "2026-02-28", "30/360", Fraction(28, 360)),
     ("2026-01-31", "2026-03-31", "30/360", Fraction(60, 360))],
)  # fmt: skip
def test_day_counts(start: str, end: str, day_count: str, part: Fraction) -> None:
    assert year_fraction(day(start), day(end), day_count) == part


@pytest.mark.parametrize(
    ("principal", "rate", "days", "expected"),
    [("5000.00 GBP", "12.25", 101, "169.49 GBP"), ("2000.00 GBP", "13.25", 45, "32.67 GBP")],
)  # fmt: skip
def test_interest_is_rounded_once(
    principal: str, rate: str, days: int, expected: str
) -> None:
    plan = active(principal, 1, first=ON + timedelta(days=days), rate_per_cent=rate)
    assert plan.interest == M(expected)
    assert plan.total == M(principal) + M(expected)


def test_interest_runs_on_what_is_still_owed() -> None:
    plan = active("1200.00 EUR", 3, rate_per_cent="12", day_count="30/360")
    assert [(str(p.amount), p.interest.minor) for p in plan.instalments] == [
        ("412.00 EUR", 1200), ("408.00 EUR", 800), ("404.00 EUR", 400),
    ]  # fmt: skip


def test_an_amount_each_pays_the_debt_first_and_interest_last() -> None:
    plan = active("1000.00 EUR", 0, each=M("400.00 EUR"), fee=M("30.00 EUR"),
                  rate_per_cent="12", day_count="30/360")  # fmt: skip
    assert [str(p.amount) for p in plan.instalments] == [
        "400.00 EUR",
        "400.00 EUR",
        "248.00 EUR",
    ]
    assert (plan.interest, plan.fee, plan.total) == (
        M("18.00 EUR"), M("30.00 EUR"), M("1048.00 EUR"),
    )  # fmt: skip


def test_the_remainder_comes_last() -> None:
    assert [p.amount.minor for p in active("100.00 EUR", 3).instalments] == [
        3333,
        3333,
        3334,
    ]
    fee = active("100.00 EUR", 2, fee=M("5.00 EUR"))
    assert [p.amount.minor for p in fee.instalments] == [5500, 5000]


@given(
    st.integers(1, 10**11), st.integers(1, 60), st.integers(0, 4000), st.integers(0, 10**6),
    st.sampled_from(plans.FREQUENCIES), st.sampled_from(DAY_COUNTS), st.booleans(),
    st.dates(ON, ON + timedelta(days=400)),
)  # fmt: skip
def test_instalments_sum_to_debt_interest_and_fee(
    minor: int, count: int, rate: int, fee: int, frequency: Frequency, day_count: str,
    by_amount: bool, first: date,
) -> None:  # fmt: skip
    debt, charge = Money(minor + count, "EUR"), Money(fee, "EUR")
    shape: dict[str, object] = {"count": count}
    if by_amount:
        most = max(debt.minor, fee)
        shape = {"count": 0, "each": Money(most // count + 1, "EUR")}
    terms = {"first": first, "rate_per_cent": f"{rate / 100}", "fee": charge,
             "frequency": frequency, "day_count": day_count, **shape}  # fmt: skip
    fact = plans.propose("P", "erp/1", [PlanItem("erp/I1", debt)], ON, **terms)  # type: ignore[arg-type]
    parts = fact.instalments
    interest = total((p.interest for p in parts), "EUR")
    assert total((p.fee for p in parts), "EUR") == charge
    assert total((p.amount for p in parts), "EUR") == debt + interest + charge
    assert [p.due for p in parts] == sorted({p.due for p in parts})
    assert all(p.amount.minor > 0 <= p.interest.minor for p in parts)
    assert interest.minor == 0 if rate == 0 else interest.minor >= 0


@pytest.mark.parametrize(
    ("terms", "why"),
    [({"count": 0}, "count or amount"), ({"count": 2, "each": M("5.00 NOK")}, "count or amount"),
     ({"count": 999}, "too many"), ({"first": day("2026-08-01")}, "cannot be due"),
     ({"rate_per_cent": "lots"}, "yearly rate"), ({"rate_per_cent": "NaN"}, "yearly rate"),
     ({"frequency": "daily"}, "rhythm"), ({"day_count": "x"}, "day count"),
     ({"fee": M("5.00 EUR")}, "fee"), ({"count": 0, "each": M("5.00 EUR")}, "cannot pay"),
     ({"open_items": [item(5, "10.00 NOK", "I1")]}, "10.00 NOK is open of erp/I1"),
     ({"open_items": []}, "nothing is open")],
)  # fmt: skip
def test_refuses_what_is_no_plan(terms: dict[str, object], why: str) -> None:
    with pytest.raises(Refused, match=why):
        proposed(**terms)  # type: ignore[arg-type]


def test_a_plan_has_one_currency_and_something_to_pay() -> None:
    for items in ([], [PlanItem("a", M("1 JPY")), PlanItem("b", M("1 EUR"))], [PlanItem("a", M("0 EUR"))]):  # fmt: skip
        with pytest.raises(Refused):
            plans.propose("P", "erp/1", items, ON, first=FIRST, count=1)


def test_the_states_of_a_plan() -> None:
    waiting = plans.fold(history(proposed()))
    assert waiting is not None
    assert waiting.state == "proposed"
    running = active()
    assert (running.state, running.accepted_on) == ("active", ON)
    decisions = {
        "broken": plans.break_(running, FIRST),
        "cancelled": plans.cancel(running, FIRST),
    }
    for state, fact in decisions.items():
        ended = plans.fold(history(proposed(), plans.accept(waiting, ON), fact))
        assert ended is not None
        assert (ended.state, ended.ended_on) == (state, FIRST)
    with pytest.raises(Refused, match="is active; it cannot be accepted"):
        plans.accept(running, FIRST)
    with pytest.raises(Refused, match="is proposed; it cannot be broken"):
        plans.break_(waiting, FIRST)
    late = plans.fold(history(proposed(), plans.decline(waiting, ON), PlanAccepted(on=ON, plan="PLN1")))  # fmt: skip
    assert late is not None
    assert late.state == "declined"
    assert plans.fold(history(PlanDeclined(on=ON, plan="PLN1"))) is None


def watched(today: str, *money: Receipt, pattern: Pattern | None = None, **more: object) -> plans.PlanWatch:  # fmt: skip
    return monitor(active(), money, POLICY, day(today), pattern, **more)  # type: ignore[arg-type]


def cash(on: str, amount: str) -> Receipt:
    return receipt(day(on), f"{amount} NOK")


@pytest.mark.parametrize(
    ("today", "money", "worst", "words"),
    [("2026-09-01", [], "ok", "nothing to do"),
     ("2026-09-18", [], "ok", "nothing to do"),
     ("2026-09-19", [], "looming", "courtesy call: 8 000.00 NOK due 24 Sep"),
     ("2026-09-24", [], "looming", "courtesy call: 8 000.00 NOK due 24 Sep"),
     ("2026-09-28", [], "late", "call: 8 000.00 NOK was due 24 Sep, in grace"),
     ("2026-09-29", [], "missed", "call: instalment 1 missed by 5 d, 8 000.00 NOK behind"),
     ("2026-09-29", [("2026-09-24", "5000.00")], "short", "call: 3 000.00 NOK short since 24 Sep"),
     ("2026-09-29", [("2026-09-24", "7999.00")], "ok", "nothing to do"),
     ("2026-09-01", [("2026-08-30", "8000.00")], "ok", "nothing to do"),
     ("2026-11-01", [], "missed", "2 missed, 16 000.00 NOK behind: accelerate (all falls due) or agree anew"),
     ("2026-09-01", [("2026-08-30", "48000.00")], "prepaid", "all paid"),
     ("2027-03-01", [("2026-08-30", "48000.00")], "paid", "all paid")],
)  # fmt: skip
def test_the_watch(
    today: str, money: Sequence[tuple[str, str]], worst: str, words: str
) -> None:
    watch = watched(today, *(cash(on, amount) for on, amount in money))
    assert (watch.worst, watch.recommendation) == (worst, words)


def test_the_mock_up_of_the_plans_area() -> None:
    watch = watched(
        "2026-11-23", cash("2026-09-24", "8000.00"), cash("2026-10-24", "8000.00")
    )
    assert [line.state for line in watch.instalments] == [
        "paid", "paid", "looming", "ok", "ok", "ok",
    ]  # fmt: skip
    assert (watch.next_number, watch.next_due) == (3, day("2026-11-24"))
    assert (watch.received, watch.next_amount) == (M("16000.00 NOK"), M("8000.00 NOK"))
    assert watch.instalments[1].received_on == day("2026-10-24")


def test_a_prepaid_instalment_does_not_loom() -> None:
    watch = watched("2026-09-22", cash("2026-09-01", "9000.00"))
    assert [line.state for line in watch.instalments[:2]] == ["prepaid", "ok"]
    assert watch.instalments[1].received == M("1000.00 NOK")


def test_it_looms_earlier_for_a_late_payer_and_where_money_lies_unapplied() -> None:
    assert watched("2026-09-10").worst == "ok"
    assert watched("2026-09-10", pattern=Pattern(9, 9, 100, 90, 5)).worst == "looming"
    assert watched("2026-09-15").worst == "ok"
    some, enough = (
        receipt(ON, amount, known_ms=ms(ON, 9), unapplied=amount)
        for amount in ("500.00 NOK", "8000.00 NOK")
    )
    assert watched("2026-09-15", some).worst == "looming"
    behind = watched("2026-09-29", enough)
    assert behind.recommendation == "match the unapplied 8 000.00 NOK first"


def test_money_that_fills_an_instalment_is_not_matched_a_second_time() -> None:
    first = receipt(day("2026-09-20"), "8000.00 NOK", unapplied="8000.00 NOK")
    missed = watched("2026-10-29", first)
    assert (missed.received, missed.recommendation) == (
        M("8000.00 NOK"), "call: instalment 2 missed by 5 d, 8 000.00 NOK behind",
    )  # fmt: skip
    assert watched("2026-10-15", first).worst == "ok"


def test_only_money_after_acceptance_and_still_there_counts() -> None:
    early = receipt(ON, "8000.00 NOK", known_ms=ms(ON, 9))
    back = receipt(FIRST, "8000.00 NOK", reversed_on=day("2026-09-29"))
    assert watched("2026-09-28", early, back).received == M("8000.00 NOK")
    assert watched("2026-09-29", early, back).received == M("0 NOK")


def test_settlements_of_other_items_do_not_count() -> None:
    mine, other = item(5, "48000.00 NOK", "I1"), item(5, "9.00 NOK", "X")
    money = [settlement(mine, FIRST, "8000.00 NOK"), settlement(other, FIRST, "9.00 NOK")]
    assert monitor(active(), money, POLICY, FIRST).received == M("8000.00 NOK")


@given(
    st.lists(st.tuples(st.integers(0, 300), st.integers(1, 2_000_000)), max_size=12),
    st.integers(0, 300),
)
def test_the_watch_never_counts_more_than_came_in(
    came: list[tuple[int, int]], after: int
) -> None:
    today = ON + timedelta(days=after)
    money = [
        Receipt(f"e/{n}", ON + timedelta(days=ago), ms(ON, 23), Money(minor, "NOK"), Money(0, "NOK"))
        for n, (ago, minor) in enumerate(came)
    ]  # fmt: skip
    watch = monitor(active(), money, POLICY, today)
    there = sum(minor for ago, minor in came if ago <= after)
    assert watch.received.minor + watch.surplus.minor == there
    assert sum(line.received.minor for line in watch.instalments) == watch.received.minor
    assert all(line.received <= line.amount for line in watch.instalments)


def test_no_receipt_pays_two_plans() -> None:
    first = replace(active(), id="P1", accepted_t=1)
    second = replace(active(), id="P2", accepted_t=2)
    came = [receipt(FIRST, "10000.00 NOK", known_ms=ms(FIRST))]
    watches = watch_all([second, first], came, {}, POLICY, FIRST)
    assert watches["P1"].received == M("10000.00 NOK")
    assert watches["P2"].received == M("0 NOK")


def test_what_paid_a_plans_items_is_that_plans() -> None:
    mine = item(
        5, "48000.00 NOK", "I1"
    )  # of both plans' kind, but P2's own item is another
    first = replace(
        active(), id="P1", accepted_t=1, items=(PlanItem("erp/I9", M("48000.00 NOK")),)
    )
    second = replace(active(), id="P2", accepted_t=2)
    came = receipt(FIRST, "10000.00 NOK", known_ms=ms(FIRST))
    paid = replace(settlement(mine, FIRST, "9000.00 NOK"), receipt=came.ref)
    watches = watch_all([first, second], [came], {came.ref: [paid]}, POLICY, FIRST)
    assert [watches[name].received.minor for name in ("P1", "P2")] == [100_000, 900_000]


@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(1, 2_000_000)), max_size=8),
    st.integers(1, 4),
)
def test_plans_together_never_receive_more_than_came_in(
    came: list[tuple[int, int]], plans: int
) -> None:
    many = [replace(active(), id=f"P{n}", accepted_t=n) for n in range(1, plans + 1)]
    money = [
        Receipt(f"e/{n}", ON + timedelta(days=after), ms(ON, 23), Money(minor, "NOK"), Money(0, "NOK"))
        for n, (after, minor) in enumerate(came)
    ]  # fmt: skip
    watches = watch_all(many, money, {}, POLICY, ON + timedelta(days=60))
    taken = sum(watch.received.minor for watch in watches.values())
    assert taken <= sum(minor for _, minor in came)
    assert taken == min(
        sum(minor for _, minor in came), sum(plan.total.minor for plan in many)
    )


def test_a_broken_plan_receives_nothing_more() -> None:
    broken = replace(active(), state="broken", ended_on=FIRST)
    later = receipt(FIRST + timedelta(days=3), "8000.00 NOK")
    assert monitor(broken, [later], POLICY, FIRST + timedelta(days=9)).received == M(
        "0 NOK"
    )


def test_of_a_plan_that_is_over_nothing_is_awaited() -> None:
    broken = replace(active(), state="broken", ended_on=day("2026-09-26"))
    watch = monitor(broken, [cash("2026-09-24", "8000.00")], POLICY, day("2026-11-01"))
    assert [line.state for line in watch.instalments] == ["paid", *["over"] * 5]
    assert (watch.worst, watch.recommendation) == ("over", "broken 26 Sep")
    assert watch.worst_since is None
