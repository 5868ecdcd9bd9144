"""Claims and deductions at amount level: never more than either, and states as the tables say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from builders import TODAY, M, event, item
from hypothesis import given
from hypothesis import strategies as st

from ledgerlane.domain import claims as rules
from ledgerlane.domain.claims import CLAIM_STATES, DEDUCTION_STATES, Claims
from ledgerlane.domain.discounts import AS_PRINTED
from ledgerlane.domain.disputes import (
    Dispute,
    collectable,
    denied,
    disputed,
    settle,
)
from ledgerlane.domain.dossier import fold as dossier_of
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.events import (
    ClaimMatched,
    ClaimRecorded,
    ClaimUnmatched,
    ClaimWithdrawn,
    CreditMemoReversed,
    DeductionDecided,
    DeductionReopened,
    DisputeOpened,
    Event,
    Fact,
    RequestApproved,
    RequestDeclined,
    RequestWithdrawn,
)
from ledgerlane.domain.money import Money
from ledgerlane.domain.policy import DEFAULT, Deductions
from ledgerlane.domain.requests import CREDIT_MEMO, TRANSITIONS, Request
from ledgerlane.domain.short_payments import EARNED, SHORT, UNEARNED, Paid, find

INVOICE = item(30, "3000.00 EUR", "5001", opened="600.00 EUR")
NOTHING = M("0 EUR")


def dispute(
    amount: str = "600.00 EUR", name: str = "DI-1", ref: str = "erp/5001"
) -> Dispute:
    return Dispute(name, ref, M(amount), TODAY, "promo", "anna")


def claimed(*facts: Fact, requests: tuple[Request, ...] = ()) -> Claims:
    first = ClaimRecorded(on=TODAY, claim="CL-1", form="promo", amount=M("500.00 EUR"))
    return rules.fold(
        [event(fact, n) for n, fact in enumerate((first, *facts), 1)], requests
    )


def matched(amount: str, to: str = "DI-1", claim: str = "CL-1") -> ClaimMatched:
    return ClaimMatched(on=TODAY, claim=claim, dispute=to, amount=M(amount))


def decided(confirmed: str, denied_: str, request: str = "CM-1") -> DeductionDecided:
    return DeductionDecided(on=TODAY, dispute="DI-1", claim="CL-1", confirmed=M(confirmed),
                            denied=M(denied_), request=request)  # fmt: skip


def memo(state: str) -> Request:
    from ledgerlane.domain.events import PlanItem

    items = (PlanItem("erp/5001", M("200.00 EUR")),)
    return Request("CM-1", "erp/1", items, "promo", "", (), False, "", "mia", TODAY, 1,
                   state=state, kind=CREDIT_MEMO)  # fmt: skip


@pytest.mark.parametrize(
    ("state", "amounts", "name"),
    [
        ("waiting", (100_00, 200_00, 0), "open"), ("returned", (100_00, 200_00, 0), "open"),
        ("lapsed", (100_00, 200_00, 0), "open"), ("approved", (100_00, 0, 200_00), "open"),
        ("declined", (100_00, 0, 0), "open"), ("withdrawn", (100_00, 0, 0), "open"),
        ("reversed", (100_00, 0, 0), "open"),
    ],
)  # fmt: skip
def test_what_became_of_the_credit_memo_decides(
    state: str, amounts: tuple[int, int, int], name: str
) -> None:
    made = claimed(matched("300.00 EUR"), decided("200.00 EUR", "100.00 EUR"), requests=(memo(state),))  # fmt: skip
    [found] = rules.settled({"DI-1": dispute()}, made, (memo(state),)).values()
    assert (found.denied, found.confirmed, found.credited) == amounts
    assert found.state == name
    assert found.contested.minor == 600_00 - found.denied - found.credited
    assert disputed(INVOICE, [found]) == found.contested
    assert denied(INVOICE, [found]) == M("100.00 EUR")


@pytest.mark.parametrize(
    ("confirmed", "denied_", "state", "name", "contested"),
    [
        ("500.00 EUR", "0 EUR", "waiting", "confirmed", "500.00 EUR"),
        ("500.00 EUR", "0 EUR", "approved", "upheld", "0.00 EUR"),
        ("0 EUR", "500.00 EUR", "waiting", "rejected", "0.00 EUR"),
        ("300.00 EUR", "200.00 EUR", "waiting", "confirmed", "300.00 EUR"),
        ("300.00 EUR", "200.00 EUR", "approved", "upheld", "0.00 EUR"),
    ],
)
def test_a_deduction_of_which_nothing_is_open_has_its_name(
    confirmed: str, denied_: str, state: str, name: str, contested: str
) -> None:
    made = claimed(
        matched("500.00 EUR"), decided(confirmed, denied_), requests=(memo(state),)
    )
    [found] = rules.settled({"DI-1": dispute("500.00 EUR")}, made, (memo(state),)).values()
    assert (found.state, found.contested) == (name, M(contested))
    assert made.claims["CL-1"].state == "decided"


def test_what_is_open_of_either_is_what_can_be_matched() -> None:
    made = claimed(matched("300.00 EUR"))
    claim, known = made.claims["CL-1"], dispute()
    assert (claim.left, rules.unmatched(known, made)) == (M("200.00 EUR"), M("300.00 EUR"))
    assert rules.match(claim, known, made, None, TODAY).amount == M("200.00 EUR")
    with pytest.raises(Refused, match=r"200\.01 EUR of CL-1 cannot be matched; 200\.00 EUR of 500\.00 EUR is left"):  # fmt: skip
        rules.match(claim, known, made, M("200.01 EUR"), TODAY)
    small = dispute("350.00 EUR")
    with pytest.raises(Refused, match=r"50\.01 EUR cannot be matched to DI-1; 50\.00 EUR of 350\.00 EUR is open"):  # fmt: skip
        rules.match(claim, small, made, M("50.01 EUR"), TODAY)
    assert rules.match(claim, small, made, M("50.00 EUR"), TODAY).amount == M("50.00 EUR")


@pytest.mark.parametrize(
    ("changed", "why"),
    [({"state": "rejected"}, "DI-1 is rejected"), ({"item": ""}, "names no invoice"),
     ({"amount": M("9 NOK")}, "CL-1 is in EUR, DI-1 in NOK")],
)  # fmt: skip
def test_what_cannot_be_matched(changed: dict[str, object], why: str) -> None:
    made = claimed()
    with pytest.raises(Refused, match=why):
        rules.match(made.claims["CL-1"], replace(dispute(), **changed), made, None, TODAY)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("form", "amount", "why"),
    [("nonsense", "1 EUR", "known are promo, price"), ("promo", "0 EUR", "above zero"),
     ("promo", "-1 EUR", "above zero")],
)  # fmt: skip
def test_what_is_no_claim(form: str, amount: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        rules.record("CL-1", form, M(amount), TODAY, DEFAULT)


def test_a_decision_takes_the_matches_in_their_order() -> None:
    made = claimed(matched("200.00 EUR"), matched("300.00 EUR", "DI-2"))
    claim = made.claims["CL-1"]
    assert rules.shares(claim, "", M("250.00 EUR")) == (
        ("DI-1", M("200.00 EUR")), ("DI-2", M("50.00 EUR")),
    )  # fmt: skip
    assert rules.shares(claim, "DI-2", None) == (("DI-2", M("300.00 EUR")),)
    with pytest.raises(
        Refused, match=r"500\.01 EUR cannot be decided; 500\.00 EUR is matched"
    ):
        rules.shares(claim, "", M("500.01 EUR"))
    with pytest.raises(Refused, match="Say why"):
        rules.decide(dispute(), made, M("1 EUR"), TODAY, right=False, claim="CL-1")


@pytest.mark.parametrize(
    ("opened", "rest", "what"),
    [
        ("600.00 EUR", "600.00 EUR", SHORT), ("750.00 EUR", "750.00 EUR", SHORT),  # 25 % of it
        ("750.01 EUR", "750.01 EUR", None), ("1.00 EUR", "1.00 EUR", None),  # not worth a question
        ("1.01 EUR", "1.01 EUR", SHORT), ("600.00 EUR", "0 EUR", None),
        ("60.00 EUR", "60.00 EUR", UNEARNED), ("60.01 EUR", "60.01 EUR", UNEARNED),
        ("60.02 EUR", "60.02 EUR", SHORT),
    ],
)  # fmt: skip
def test_what_is_a_short_payment(opened: str, rest: str, what: str | None) -> None:
    paid = Paid(
        replace(INVOICE, open=M(opened)), "2/10 NET 30", receipt="erp/R1", paid_on=TODAY
    )
    found = [(each.what, each.rest) for each in find(paid, M(rest), Deductions(), 100, AS_PRINTED)]  # fmt: skip
    assert found == ([(what, M(rest))] if what else [])
    for nothing, how in (
        (replace(paid, receipt=""), Deductions()),
        (paid, Deductions(find_short_payments=False)),
    ):
        assert find(nothing, M(rest), how, 100, AS_PRINTED) == ()


@pytest.mark.parametrize(
    ("terms", "day", "opened", "found"),
    [
        ("2/10 NET 30", 10, "60.00", [(EARNED, "60.00")]),
        ("2/10 NET 30", 10, "45.00", [(EARNED, "45.00")]),
        ("2/10 NET 30", 11, "60.00", [(UNEARNED, "60.00")]),
        ("2/10 NET 30", 11, "45.00", [(SHORT, "45.00")]),
        ("2/10 NET 30", 10, "61.00", [(SHORT, "61.00")]),
        ("3/7 2/14 NET 30", 10, "90.00", [(UNEARNED, "30.00"), (EARNED, "60.00")]),
        ("3/7 2/14 NET 30", 15, "90.00", [(UNEARNED, "90.00")]),
        ("3/7 2/14 NET 30", 7, "90.00", [(EARNED, "90.00")]),
    ],
)  # fmt: skip
def test_what_the_books_still_show_is_judged_by_the_day_it_was_received(
    terms: str, day: int, opened: str, found: list[tuple[str, str]]
) -> None:
    """Of 3 000.00 EUR."""
    received = INVOICE.document_date + timedelta(days=day)
    open_ = M(f"{opened} EUR")
    paid = Paid(replace(INVOICE, open=open_), terms, receipt="erp/R1", paid_on=received)
    shorts = find(paid, open_, Deductions(), 100, AS_PRINTED)
    assert [(each.what, each.rest) for each in shorts] == [(what, M(f"{rest} EUR")) for what, rest in found]  # fmt: skip
    assert {each.since for each in shorts} == {received}


# --- properties ---------------------------------------------------------------------------
CLAIM_IDS, DEDUCTIONS = ("CL-1", "CL-2"), ("DI-1", "DI-2")


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """Whatever several people may record at once, in any order, refused by nobody."""
    facts: list[Fact] = [
        ClaimRecorded(on=TODAY, claim=name, form="promo", amount=Money(draw(st.integers(1, 99)), "EUR"))
        for name in CLAIM_IDS
    ]  # fmt: skip
    money = st.integers(0, 60).map(lambda minor: Money(minor, "EUR"))
    for _ in range(draw(st.integers(0, 8))):
        claim, to = draw(st.sampled_from(CLAIM_IDS)), draw(st.sampled_from(DEDUCTIONS))
        facts.append(draw(st.sampled_from([
            ClaimMatched(on=TODAY, claim=claim, dispute=to, amount=draw(money)),
            ClaimUnmatched(on=TODAY, claim=claim, dispute=to),
            ClaimWithdrawn(on=TODAY, claim=claim),
            DeductionReopened(on=TODAY, dispute=to, why="new"),
            DeductionDecided(on=TODAY, dispute=to, claim=claim, confirmed=draw(money),
                             denied=draw(money), request="CM-1"),
        ])))  # fmt: skip
    return [event(fact, n) for n, fact in enumerate(facts, 1)]


@given(
    histories(), st.sampled_from(["waiting", "approved", "declined"]), st.integers(1, 99)
)
def test_never_more_than_the_claim_nor_than_the_deduction(
    events: list[Event], state: str, minor: int
) -> None:
    made = rules.fold(events, (memo(state),))
    for claim in made.claims.values():
        assert 0 <= claim.sum("matched").minor <= claim.amount.minor
        assert all(match.undecided >= 0 for match in claim.matches.values())
    known = {name: dispute("1 EUR", name) for name in DEDUCTIONS}
    known = {
        name: replace(each, amount=Money(minor, "EUR")) for name, each in known.items()
    }
    for each in rules.settled(known, made, (memo(state),)).values():
        decided_ = each.denied + each.confirmed + each.credited
        assert 0 <= decided_ <= minor
        assert each.contested.minor + each.denied + each.credited == minor
        both = disputed(INVOICE, [each]) + collectable(INVOICE, [each])
        assert both == INVOICE.open


@given(histories())
def test_the_fold_is_the_same_in_any_order_and_a_claim_moves_as_the_table_says(
    events: list[Event],
) -> None:
    assert rules.fold(reversed(events)).claims == rules.fold(events).claims
    for upto in range(1, len(events) + 1):
        before, after = (
            rules.fold(events[: upto - 1]).claims,
            rules.fold(events[:upto]).claims,
        )
        for name, claim in after.items():
            was = before[name].state if name in before else ""
            if was != claim.state:
                assert claim.state in CLAIM_STATES[was, events[upto - 1].fact.kind]


def test_a_fact_that_names_no_claim_changes_nothing() -> None:
    facts = [
        matched("1 EUR", claim="CL-9"),
        RequestApproved(on=TODAY, request="x", digest=""),
    ]
    assert rules.fold([event(fact, n) for n, fact in enumerate(facts)]).claims == {}


ACTS = ("confirm", "deny", "reopen", "upheld", "rejected", "withdrawn",
        RequestApproved, RequestDeclined, RequestWithdrawn, CreditMemoReversed)  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from(ACTS), st.integers(1, 60)), max_size=12))
def test_a_deduction_moves_as_the_table_says(
    tried: list[tuple[str | type[Fact], int]],
) -> None:
    """Only what the rules accept is recorded; memo n is that of the n-th confirmation."""
    told: list[Event] = [event(DisputeOpened(on=TODAY, dispute="DI-1", item="erp/5001",
                                             amount=M("0.60 EUR"), reason="promo"), 1)]  # fmt: skip
    memos: list[Request] = []
    now = stands(told, memos)
    assert now.state in DEDUCTION_STATES["", "dispute.opened"]
    for act, minor in tried:
        fact = acted(now, told, memos, act, minor)
        if fact is None:
            continue
        told.append(event(fact, len(told) + 1))
        was, now = now, stands(told, memos)
        if was.state != now.state:
            assert now.state in DEDUCTION_STATES.get((was.state, fact.kind), ()), fact.kind


def stands(told: list[Event], memos: list[Request]) -> Dispute:
    made = rules.fold(told, memos)
    return rules.settled(dossier_of(told).disputes, made, memos)["DI-1"]


def acted(
    now: Dispute, told: list[Event], memos: list[Request], act: str | type[Fact], minor: int
) -> Fact | None:
    """What is recorded of an act, and what became of its memo; None where it is refused."""
    made, amount = rules.fold(told, memos), Money(minor, "EUR")
    try:
        match act:
            case "confirm":
                name = f"CM-{len(memos) + 1}"
                fact: Fact = rules.decide(
                    now, made, amount, TODAY, right=True, request=name
                )
                memos.append(replace(memo("waiting"), id=name))
                return fact
            case "deny":
                return rules.decide(now, made, amount, TODAY, right=False, note="no")
            case "reopen":
                return rules.reopen(now, TODAY, "new")
            case str():
                return settle(now, act, TODAY)
    except Refused:
        return None
    for at, each in enumerate(memos):
        state = TRANSITIONS.get((each.state, act.kind))
        if state is not None:
            memos[at] = replace(each, state=state)
            return ANSWERS[act](each.id)
    return None


ANSWERS: dict[type[Fact], Callable[[str], Fact]] = {
    RequestApproved: lambda name: RequestApproved(on=TODAY, request=name, digest=""),
    RequestDeclined: lambda name: RequestDeclined(on=TODAY, request=name, reason="why"),
    RequestWithdrawn: lambda name: RequestWithdrawn(on=TODAY, request=name),
    CreditMemoReversed: lambda name: CreditMemoReversed(
        on=TODAY, request=name, reason="why"
    ),
}
