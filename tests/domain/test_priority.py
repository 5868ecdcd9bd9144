"""Places in the queue: points, reasons, exits, and the day on which they may change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledgerlane.domain.deadlines import DeadlineRule, Deadlines
from ledgerlane.domain.policy import DEFAULT, Policy, Scoring, Timing
from ledgerlane.domain.priority import decide, place, priority_class, short, treatment
from ledgerlane.domain.standing import Standing

TODAY = date(2026, 11, 23)  # a Monday


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def owing(units: int = 84_310, late: int = 74, **more: Any) -> Standing:
    """An account owing this many euro, its oldest item this many days late."""
    base = Standing("EUR", b3=units * 100, oldest_due=ago(late), risk="prompt")
    return replace(base, **more)


def rules(standing: Standing, policy: Policy = DEFAULT) -> dict[str, int]:
    return {point.rule: point.points for point in place(standing, policy, TODAY).why}


def test_an_untouched_account_tells_its_points() -> None:
    assert rules(owing()) == {
        "money": 20, "age": 12, "collectability": 10, "treatment": 20, "contact": 5,
    }  # fmt: skip
    found = place(owing(), DEFAULT, TODAY)
    assert (found.score, found.priority, found.exit, found.orphan) == (67, "A", "", False)
    assert found.headline == "call 1, then mail"
    assert found.next_change == ago(74) + timedelta(days=91)


@pytest.mark.parametrize(
    ("units", "points", "words"),
    [(99, 0, ""), (100, 2, "waiting costs 100+"), (999, 2, "waiting costs 100+"),
     (1_000, 4, "waiting costs 1k+"), (50_000, 8, "waiting costs 10k+")],
)  # fmt: skip
def test_what_waiting_may_cost_has_points(units: int, points: int, words: str) -> None:
    found = place(owing(at_stake=units * 100), DEFAULT, TODAY)
    said = {p.rule: (p.points, p.words) for p in found.why}
    assert said.get("at stake", (0, "")) == (points, words)
    krone = replace(owing(at_stake=units * 1000), currency="NOK")
    assert {p.rule: p.points for p in place(krone, DEFAULT, TODAY).why}.get("at stake", 0) == points  # fmt: skip


def test_a_promise_of_too_small_a_share_leaves_the_account_on_the_list() -> None:
    promise: dict[str, Any] = {"promise_due": TODAY + timedelta(20), "last_contact": TODAY}
    enough = place(owing(1_000, promise_minor=5_000, **promise), DEFAULT, TODAY)
    assert enough.exit == "promise 50 by 13 Dec"
    assert place(owing(1_000, promise_minor=4_999, **promise), DEFAULT, TODAY).exit == ""


def test_a_broken_promise_leads() -> None:
    standing = owing(
        broken_minor=1_500_000, broken_on=date(2026, 11, 20), last_contact=ago(5)
    )
    found = place(standing, DEFAULT, TODAY)
    assert found.status == "BRK"
    assert found.why[0] == ("broken promise", 30, "promise 15k broken Fri")
    later = decide(standing, DEFAULT, date(2026, 11, 27))
    assert later.why[0].words == "broke 15k on 20 Nov"
    next_year = decide(standing, DEFAULT, date(2027, 1, 4))
    assert next_year.why[0].words == "broke 15k on 20 Nov 26"
    assert decide(standing, DEFAULT, date(2026, 12, 31)).next_change <= date(2027, 1, 1)


IN_COURT = {"away_status": "LEG", "away_words": "before the court: LC-1"}


@pytest.mark.parametrize(
    ("more", "exit_", "status"),
    [
        ({"hold": "legal"}, "on hold: legal", "HLD"),
        ({**IN_COURT, "away": 8_431_000}, "before the court: LC-1", "LEG"),
        ({**IN_COURT, "away": 8_430_999}, "", "LEG"),
        (
            {**IN_COURT, "away": 8_430_000, "pending": 1_000},
            "before the court: LC-1",
            "LEG",
        ),
        (
            {**IN_COURT, "away": 8_431_000, "next_day": TODAY},
            "before the court: LC-1",
            "LEG",
        ),
        ({**IN_COURT, "away": 8_431_000, "deadlines": (("insolvency", TODAY),)}, "", "LEG"),
        ({"request": "W1", "asked": 8_431_000}, "write-off waiting", "WOF"),
        (
            {"request": "W1", "asked": 8_430_000, "pending": 1_000},
            "write-off waiting",
            "WOF",
        ),
        ({"request": "W1", "asked": 143_327}, "", "WOF"),
        (
            {"request": "W1", "asked": 143_327, "broken_on": TODAY, "broken_minor": 1},
            "",
            "BRK",
        ),
        (
            {"request": "W1", "asked": 1_000, "disputed": 8_430_000},
            "the rest is disputed",
            "DSP",
        ),
        (
            {"request": "W1", "asked": 1_000, "asked_disputed": 1, "disputed": 8_430_000},
            "",
            "DSP",
        ),
        (
            {"request": "W1", "asked": 1_000, "unapplied": 8_430_000},
            "unapplied cash covers it",
            "WOF",
        ),
        ({"pending": 8_431_000}, "written off, pending in the books", "WOF"),
        ({"snoozed_until": date(2026, 11, 30)}, "snoozed until 30 Nov", "SNZ"),
        ({"snoozed_until": TODAY}, "", ""),
        (
            {"promise_due": date(2026, 11, 27), "promise_minor": 1_500_000},
            "promise 15k by 27 Nov",
            "PTP",
        ),
        ({"promise_due": TODAY, "promise_minor": 1_500_000}, "", "PTP"),
        ({"disputed": 8_431_000}, "all disputed", "DSP"),
        ({"disputed": 8_430_999}, "", "DSP"),
        ({"disputed": 8_431_000, "next_day": TODAY}, "", "DSP"),
        ({"unapplied": 8_431_000}, "unapplied cash covers it", ""),
        ({"plan": "P1", "plan_state": "ok"}, "payment plan on track", "PLN"),
        (
            {"plan": "P1", "plan_state": "looming", "plan_since": TODAY - timedelta(1)},
            "",
            "PLN",
        ),
        (
            {"next_day": date(2026, 11, 25), "last_contact": TODAY},
            "next step 25 Nov",
            "DEM",
        ),
        ({"next_day": TODAY, "last_contact": ago(1)}, "", "DEM"),
        ({"escalated": "supervisor"}, "", "ESC"),
    ],
)
def test_exits_and_status_words(more: dict[str, Any], exit_: str, status: str) -> None:
    found = place(owing(**more), DEFAULT, TODAY)
    assert (found.exit, found.status) == (exit_, status)


def test_a_next_step_makes_an_account_no_less_urgent_than_its_treatment_step() -> None:
    untouched = owing()
    [treatment] = [p for p in place(untouched, DEFAULT, TODAY).why if p.rule == "treatment"]
    assert treatment.points == 20
    for day, words in ((TODAY, "tell them"), (ago(1), "since Sun: tell them")):
        held = replace(untouched, credit="hold", next_day=day, next_words="tell them")
        found = place(held, DEFAULT, TODAY)
        assert found.score == place(untouched, DEFAULT, TODAY).score
        assert [p for p in found.why if p.rule == "next step"] == [("next step", 20, words)]


def test_a_promise_broken_after_the_last_contact_does_not_wait_for_the_next_step() -> None:
    waiting = owing(next_day=date(2026, 11, 27), last_contact=ago(8))
    assert place(waiting, DEFAULT, TODAY).exit == "next step 27 Nov"
    assert (
        place(replace(waiting, broken_on=ago(3), broken_minor=1), DEFAULT, TODAY).exit == ""
    )


def test_nothing_overdue_is_listed_only_for_its_courtesy_call() -> None:
    before = Standing("EUR", not_due=9_000_000, oldest_due=TODAY + timedelta(days=8))
    assert place(before, DEFAULT, TODAY).exit == "nothing overdue, no step due"
    assert place(before, DEFAULT, TODAY).next_change == TODAY + timedelta(days=1)
    call = decide(before, DEFAULT, TODAY + timedelta(days=1))
    assert [(p.rule, p.words) for p in call.why] == [("treatment", "pre-due courtesy call")]
    assert (call.exit, call.orphan) == ("", False)
    assert (
        decide(before, DEFAULT, TODAY + timedelta(days=4)).exit
        == "nothing overdue, no step due"
    )


def test_a_treatment_step_is_due_until_somebody_was_in_contact() -> None:
    assert rules(owing(late=17, called=ago(3), last_contact=ago(3)))["treatment"] == 16
    assert "treatment" not in rules(owing(late=17, called=ago(2), last_contact=ago(2)))


def test_a_mail_does_not_do_a_call_and_a_reason_leaves_it_out() -> None:
    assert rules(owing(late=17, mailed=ago(1), last_contact=ago(1)))["treatment"] == 16
    assert "treatment" not in rules(owing(late=17, departed=(("call-2", ago(1)),)))
    assert rules(owing(late=17, departed=(("call-1", ago(1)),)))["treatment"] == 16
    assert rules(owing(late=17, departed=(("call-2", ago(18)),)))["treatment"] == 16


@pytest.mark.parametrize(
    ("per_cent", "letter"), [(60, "A"), (59, "B"), (45, "B"), (44, "C"), (30, "C"), (29, "D"), (15, "D"), (14, "E"), (200, "A")]
)  # fmt: skip
def test_classes_are_half_open(per_cent: int, letter: str) -> None:
    assert priority_class(per_cent, DEFAULT) == letter
    doubled = Policy(scoring=Scoring(max_score=200))
    assert priority_class(per_cent * 2, doubled) == letter


@pytest.mark.parametrize(
    ("units", "words"), [(15_000, "15k"), (1_500, "1.5k"), (990, "990"), (1_250_000, "1.2M"), (2_000_000_000, "2G"), (0, "0")]
)  # fmt: skip
def test_amounts_in_reasons_are_short(units: int, words: str) -> None:
    assert short(units * 100, "EUR") == words
    assert short(units, "JPY") == words


days = st.one_of(
    st.none(), st.integers(-120, 60).map(lambda by: TODAY + timedelta(days=by))
)
money = st.sampled_from([0, 0, 1, 49_999, 50_000, 2_500_000, 10_000_000, 10**12])
standings = st.builds(
    Standing, currency=st.sampled_from(["EUR", "JPY", "NOK", "KWD"]), not_due=money, b1=money, b4=money,
    unapplied=money, disputed=money, pending=money,
    oldest_due=st.one_of(st.none(), st.integers(-400, 20).map(lambda by: TODAY + timedelta(days=by))),
    oldest_document=days, called=days, mailed=days,
    deadlines_met=st.sampled_from([(), (("insurance", ago(3)),)]),
    deadlines=st.sampled_from([(), (("lien", TODAY + timedelta(40)),), (("insolvency", ago(2)),)]),
    departed=st.sampled_from([(), (("call-1", ago(1)),), (("letter-2", ago(9)),)]),
    next_edge=st.one_of(st.none(), st.integers(1, 30).map(lambda by: TODAY + timedelta(days=by))),
    risk=st.sampled_from(["new", "prompt", "habitual", "deteriorating", "silent"]),
    average_late=st.integers(-50, 400), at_stake=money, promise_minor=money, promise_due=days,
    broken_minor=money, broken_on=days, partly=st.booleans(), plan=st.sampled_from(["", "P1"]),
    plan_state=st.sampled_from(["ok", "looming", "missed"]), plan_since=days, request=st.sampled_from(["", "", "W1"]),
    dispute_answered=days, hold=st.sampled_from(["", "", "legal"]), snoozed_until=days, next_day=days,
    next_words=st.sampled_from(["", "call again"]), no_next=st.booleans(), last_contact=days,
    escalated=st.sampled_from(["", "supervisor"]),
)  # fmt: skip
fresh = st.builds(
    Standing, currency=st.sampled_from(["EUR", "JPY"]), not_due=money, b1=money,
    oldest_due=st.integers(-400, 20).map(lambda by: TODAY + timedelta(days=by)), oldest_document=days,
    next_edge=st.one_of(st.none(), st.integers(1, 30).map(lambda by: TODAY + timedelta(days=by))),
    risk=st.sampled_from(["new", "prompt", "habitual", "deteriorating"]), average_late=st.integers(-50, 400), at_stake=money,
)  # fmt: skip


BY_INVOICE = Policy(
    timings=(Timing(clock="invoice"),),
    holidays=(TODAY + timedelta(1),),
    deadlines=Deadlines(
        (DeadlineRule("insurance", 60), DeadlineRule("lien", 90, "invoice"))
    ),
)
policies = st.sampled_from([DEFAULT, BY_INVOICE, Policy(steps_on_business_days=False)])


@settings(max_examples=300, deadline=None)
@given(st.one_of(standings, fresh), policies)
def test_nothing_changes_before_next_change(standing: Standing, policy: Policy) -> None:
    found = place(standing, policy, TODAY)
    assert found.next_change > TODAY
    for by in range(min(60, (found.next_change - TODAY).days)):
        assert place(standing, policy, TODAY + timedelta(days=by)) == found


@settings(max_examples=300, deadline=None)
@given(st.one_of(standings, fresh), policies)
def test_what_is_remembered_is_what_the_rules_say(
    standing: Standing, policy: Policy
) -> None:
    assert place(standing, policy, TODAY) == decide(standing, policy, TODAY)


@settings(max_examples=300, deadline=None)
@given(st.one_of(standings, fresh))
def test_every_listed_row_has_a_reason_that_fits_the_column(standing: Standing) -> None:
    found = place(standing, DEFAULT, TODAY)
    assert found.score == max(0, sum(point.points for point in found.why))
    assert found.exit or found.why or standing.overdue <= 0 or standing.oldest_due is None
    assert all(len(point.words) <= 24 for point in found.why)


def test_what_is_remembered_does_not_forget_what_was_met() -> None:
    policy = replace(DEFAULT, deadlines=Deadlines((DeadlineRule("insurance", 60),)))
    late = owing(late=50)
    assert rules(late, policy)["deadline"] == 26
    met = replace(late, deadlines_met=(("insurance", ago(1)),))
    assert "deadline" not in rules(met, policy)
    before = replace(late, deadlines_met=(("insurance", ago(51)),))
    assert rules(before, policy)["deadline"] == 26


@pytest.mark.parametrize("late", [26, 36, 51, 2_400])
def test_what_threatens_or_hands_on_waits_for_a_first_contact(late: int) -> None:
    """Nobody goes to an agency who was never called; from then on the plan goes by days again."""
    headline = {26: "supervisor + visit", 36: "final demand"}.get(late, "agency review")
    assert place(owing(late=late), DEFAULT, TODAY).headline == "call 1, then mail"
    early = owing(late=late, last_contact=ago(late + 1), called=ago(late + 1))
    assert place(early, DEFAULT, TODAY).headline == "call 1, then mail"
    mailed = owing(late=late, last_contact=ago(late - 1), mailed=ago(late - 1))
    assert place(mailed, DEFAULT, TODAY).headline == headline
    left = owing(late=late, departed=(("call-1", ago(1)),))
    assert treatment(left, DEFAULT, TODAY) is None


def test_an_account_of_which_the_plan_has_nothing_more_is_an_orphan() -> None:
    worked = owing(late=60, last_contact=ago(5), called=ago(5))
    assert place(worked, DEFAULT, TODAY).orphan
    assert not place(replace(worked, no_next=True), DEFAULT, TODAY).orphan
    assert not place(
        replace(worked, next_day=ago(0), next_words="x"), DEFAULT, TODAY
    ).orphan
    assert not place(
        owing(late=2), DEFAULT, TODAY
    ).orphan  # the plan's first call is to come
