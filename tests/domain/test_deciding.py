"""Limits of an item, of a customer and a requester in a rolling window, and two approvers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from builders import TODAY, M, event, item
from hypothesis import given
from hypothesis import strategies as st

from ledgerlane.domain import deciding, people, request_entries, requests, write_offs
from ledgerlane.domain.errors import NotPermitted, Refused
from ledgerlane.domain.events import (
    CreditMemoRequested,
    Fact,
    PersonAdded,
    RequestApproved,
    RequestEndorsed,
    RoleGranted,
)
from ledgerlane.domain.money import Money
from ledgerlane.domain.policy import DEFAULT, Policy, RequestLimits, WriteOffs
from ledgerlane.domain.request_limits import Agreed, Limits, needs_two, window_begins
from ledgerlane.domain.requests import CREDIT_MEMO, Request

LIMITS = Limits(item=1_000_00, two_approvers=500_00, customer=1_500_00, requester=2_000_00)
OLD = item(120, "2000.00 EUR", "7001")
NONE = M("0 EUR")


def staff() -> people.People:
    start = date(2026, 1, 1)
    facts: list[Fact] = [
        PersonAdded(on=start, login=x) for x in ("anna", "sam", "lea", "tom")
    ]
    facts += [
        RoleGranted(on=start, login=login, role="supervisor", limits=(M("9999 EUR"),))
        for login in ("anna", "sam", "lea")
    ]
    return people.fold(event(fact, at) for at, fact in enumerate(facts))


def asked(amount: str) -> Request:
    fact = write_offs.request(
        "WO-1", "erp/1", [(OLD, M(amount))], "bankrupt", DEFAULT, TODAY
    )
    found = requests.fold([event(fact)])
    assert found is not None
    return found


def approve(
    request: Request, by: str = "sam", limits: Limits = LIMITS, agreed: Agreed = Agreed(),  # noqa: B008
) -> RequestApproved | RequestEndorsed:  # fmt: skip
    return deciding.approve(
        request, [OLD], staff(), by, TODAY, shown=request.digest, unapplied=NONE, limits=limits,
        agreed=agreed,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("amount", "agreed", "kind"),
    [
        ("500.00 EUR", Agreed(), RequestApproved),  # at the amount for two: one is enough
        ("500.01 EUR", Agreed(), RequestEndorsed),
        ("1000.00 EUR", Agreed(), RequestEndorsed),  # at the item's limit
        ("500.00 EUR", Agreed(customer=1_000_00), RequestApproved),  # to the cent
        ("500.00 EUR", Agreed(requester=1_500_00), RequestApproved),
    ],
)
def test_at_every_limit(amount: str, agreed: Agreed, kind: type[Fact]) -> None:
    assert type(approve(asked(amount), agreed=agreed)) is kind


@pytest.mark.parametrize(
    ("amount", "agreed", "why"),
    [
        ("1000.01 EUR", Agreed(), r"1 000\.01 EUR of 7001 is over the book's limit for one item, 1 000\.00 EUR"),
        ("500.00 EUR", Agreed(customer=1_000_01),
         r"500\.00 EUR and the 1 000\.01 EUR approved for this customer since 2026-04-02 are over the book's limit, 1 500\.00 EUR; 499\.99 EUR is left"),
        ("500.00 EUR", Agreed(requester=1_500_01),
         r"for requests of anna since 2026-04-02 are over the book's limit, 2 000\.00 EUR; 499\.99 EUR is left"),
    ],
)  # fmt: skip
def test_above_every_limit(amount: str, agreed: Agreed, why: str) -> None:
    with pytest.raises(NotPermitted, match=why) as caught:
        approve(asked(amount), agreed=agreed)
    assert caught.value.exit_code == 5


def test_no_limit_where_the_policy_says_zero() -> None:
    fact = approve(asked("2000.00 EUR"), limits=Limits(), agreed=Agreed(10**12, 10**12))
    assert isinstance(fact, RequestApproved)


@pytest.mark.parametrize(("days", "first"), [(90, 89), (1, 0), (30, 29)])
def test_the_window_is_half_open(days: int, first: int) -> None:
    assert window_begins(Limits(window_days=days), TODAY) == TODAY - timedelta(days=first)


def test_the_second_of_two_is_another_person_than_both() -> None:
    request = asked("900.00 EUR")
    first = approve(request, "sam")
    assert first == RequestEndorsed(on=TODAY, request="WO-1", digest=request.digest)
    once = requests.fold(
        [event(write_offs.request("WO-1", "erp/1", [(OLD, M("900.00 EUR"))], "bankrupt", DEFAULT, TODAY)),
         event(first, 2, "sam")]
    )  # fmt: skip
    assert once is not None
    assert (once.state, once.endorsed_by) == ("waiting", "sam")
    with pytest.raises(
        NotPermitted, match="sam agreed to WO-1 already; a second person must"
    ):
        approve(once, "sam")
    with pytest.raises(NotPermitted, match="anna asked for WO-1"):
        approve(once, "anna")
    assert isinstance(approve(once, "lea"), RequestApproved)
    assert [deciding.stops(once, staff(), by, TODAY) for by in ("anna", "sam", "lea", "tom")] == [
        "your own request: somebody else decides", "you agreed already: a second person decides",
        "", "needs supervisor or credit or admin",
    ]  # fmt: skip


def test_a_question_takes_the_first_voice_back() -> None:
    request = asked("900.00 EUR")
    fact = write_offs.request(
        "WO-1", "erp/1", [(OLD, M("900.00 EUR"))], "bankrupt", DEFAULT, TODAY
    )
    back = deciding.return_(request, staff(), "lea", TODAY, "why now?")
    found = requests.fold(
        [
            event(fact),
            event(approve(request), 2, "sam"),
            event(back, 3, "lea"),
            event(fact, 4),
        ]
    )
    assert found is not None
    assert (found.state, found.endorsed_by, found.parties) == (
        "waiting",
        "",
        frozenset({"anna"}),
    )


@given(st.integers(1, 10**6), st.integers(0, 10**6))
def test_two_are_needed_only_over_the_amount(minor: int, over: int) -> None:
    assert needs_two(Money(minor, "EUR"), Limits(two_approvers=over)) is (0 < over < minor)


def test_the_policys_units_become_minor_units_of_the_currency() -> None:
    policy = Policy(write_offs=WriteOffs(limits=RequestLimits(1, 2, 3, 4, 30)))
    assert requests.limits_of("write-off", policy, "NOK") == Limits(
        1000, 2000, 3000, 4000, 30
    )
    assert requests.limits_of("write-off", policy, "JPY") == Limits(150, 300, 450, 600, 30)
    assert requests.limits_of(CREDIT_MEMO, policy, "EUR").two_approvers == 25_000_00


# --- a credit memo is the same thing ------------------------------------------------------
def memo(amount: str = "60.00 EUR") -> Request:
    fact = requests.ask(
        CREDIT_MEMO, "CM-1", "erp/1", [(OLD, M(amount))], "promo", TODAY,
        evidence_lines=("claim CL-1",), tax_relief=True, claims=("CL-1",),
    )  # fmt: skip
    assert isinstance(fact, CreditMemoRequested)
    found = requests.fold([event(fact, actor="mia")])
    assert found is not None
    return found


def test_a_dispute_stops_a_write_off_and_not_the_credit_memo_that_answers_it() -> None:
    disputed = replace(OLD, disputed=M("60.00 EUR"))
    fact = deciding.approve(
        memo(), [disputed], staff(), "sam", TODAY, shown=memo().digest, unapplied=M("5.00 EUR"),
        disputed={OLD.ref, ""},
    )  # fmt: skip
    assert isinstance(fact, RequestApproved)
    assert memo().digest != requests.digest("erp/1", [(OLD, M("60.00 EUR"))], "promo", ("claim CL-1",), tax_relief=True)  # fmt: skip


def test_a_credit_memo_is_booked_against_sales_and_takes_its_tax_back() -> None:
    done = replace(memo(), state="approved", decided_on=TODAY, decision="s:9")
    policy = Policy(write_offs=WriteOffs(tax_per_mille=200))
    entry = request_entries.journal_entry(done, policy)
    assert (entry.text, [(leg.account, str(leg.amount)) for leg in entry.postings]) == (
        "Credit memo CM-1: promo",
        [("income:sales-deductions", "50.00 EUR"), ("liabilities:vat", "10.00 EUR"),
         ("assets:receivables", "-60.00 EUR")],
    )  # fmt: skip
    back = deciding.reverse(done, staff(), "sam", TODAY, "credited twice")
    assert back.kind == "creditmemo.reversed"


# --- recoveries ---------------------------------------------------------------------------
def given_up(amount: str = "900.00 EUR", *, tax_relief: bool = False) -> Request:
    return replace(
        asked(amount), state="approved", decided_by="sam", decided_on=TODAY, decision="s:2",
        tax_relief=tax_relief,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("by", "amount", "on", "kind", "why"),
    [
        ("anna", "1 EUR", TODAY, NotPermitted, "anna has part in the write-off WO-1"),
        ("sam", "1 EUR", TODAY, NotPermitted, "sam has part in the write-off WO-1"),
        ("tom", "900.01 EUR", TODAY, Refused, r"900\.01 EUR cannot be recovered; 900\.00 EUR of 900\.00 EUR is still missing"),
        ("tom", "0 EUR", TODAY, Refused, "cannot be recovered"),
        ("tom", "1 NOK", TODAY, Refused, "is in EUR, not NOK"),
        ("tom", "1 EUR", TODAY - timedelta(1), Refused, "was approved on 2026-06-30; nothing was recovered on 2026-06-29"),
    ],
)  # fmt: skip
def test_what_is_no_recovery(
    by: str, amount: str, on: date, kind: type[Exception], why: str
) -> None:
    with pytest.raises(kind, match=why):
        write_offs.recover(given_up(), "REC-1", M(amount), by, on)


def test_only_an_approved_write_off_is_recovered() -> None:
    with pytest.raises(Refused, match="WO-1 is a write-off, waiting"):
        write_offs.recover(asked("9.00 EUR"), "REC-1", M("1 EUR"), "tom", TODAY)


@given(
    st.lists(st.integers(1, 10**6), min_size=1, max_size=6),
    st.integers(0, 999),
    st.booleans(),
)
def test_recoveries_balance_and_their_tax_is_that_of_the_whole(
    parts: list[int], rate: int, relief: bool
) -> None:
    whole = Money(sum(parts), "EUR")
    rich = replace(OLD, open=whole, amount=whole)
    fact = write_offs.request("WO-1", "erp/1", [(rich, whole)], "bankrupt", DEFAULT, TODAY, tax_relief=relief)  # fmt: skip
    facts: list[Fact] = [
        fact,
        RequestApproved(on=TODAY, request="WO-1", digest=fact.digest),
    ]
    made = [event(each, n) for n, each in enumerate(facts, start=1)]
    for n, minor in enumerate(parts):
        known = requests.fold(made)
        assert known is not None
        came = write_offs.recover(known, f"REC-{n}", Money(minor, "EUR"), "tom", TODAY)
        made.append(event(came, n + 3, "tom"))
    done = requests.fold(made)
    assert done is not None
    assert done.recovered == whole
    policy = Policy(write_offs=WriteOffs(tax_per_mille=rate))
    entries = list(request_entries.entries(done, made, policy))
    assert all(sum(leg.amount.minor for leg in entry.postings) == 0 for entry in entries)
    tax = sum(
        leg.amount.minor for entry in entries for leg in entry.postings if leg.account == "liabilities:vat"
    )  # fmt: skip
    assert tax == 0  # what the write-off claimed back is owed again, to the cent
    with pytest.raises(Refused, match="was recovered; take that back first"):
        deciding.reverse(replace(done, asked_by="x"), staff_of_all(), "sam", TODAY, "no")


def staff_of_all() -> people.People:
    limits = (Money(10**13, "EUR"),)
    start = date(2026, 1, 1)
    return people.fold(
        [event(PersonAdded(on=start, login="sam")),
         event(RoleGranted(on=start, login="sam", role="admin", limits=limits), 2)]
    )  # fmt: skip


def test_a_recovery_that_bounced_is_mirrored_and_missing_again() -> None:
    came = write_offs.recover(given_up(), "REC-1", M("100.00 EUR"), "tom", TODAY)
    request = write_offs.request(
        "WO-1", "erp/1", [(OLD, M("900.00 EUR"))], "bankrupt", DEFAULT, TODAY
    )
    made = [
        event(request), event(RequestApproved(on=TODAY, request="WO-1", digest=request.digest), 2, "sam"),
        event(came, 3, "tom"),
    ]  # fmt: skip
    known = requests.fold(made)
    assert known is not None
    with pytest.raises(Refused, match="has no recovery 'REC-9'; known are REC-1"):
        write_offs.take_recovery_back(known, "REC-9", "tom", TODAY, "bounced")
    with pytest.raises(NotPermitted, match="anna has part"):
        write_offs.take_recovery_back(known, "REC-1", "anna", TODAY, "bounced")
    made.append(
        event(
            write_offs.take_recovery_back(known, "REC-1", "tom", TODAY, "bounced"), 4, "tom"
        )
    )
    known = requests.fold(made)
    assert known is not None
    assert known.recovered == NONE
    texts = [entry.text for entry in request_entries.entries(known, made, DEFAULT)]
    assert texts == [
        "Write-off WO-1: bankrupt", "Recovery REC-1 of WO-1", "Reversal of Recovery REC-1 of WO-1",
    ]  # fmt: skip


def test_who_asks_is_told_who_may_decide_and_up_to_what() -> None:
    start = date(2026, 1, 1)
    facts: list[Fact] = [
        PersonAdded(on=start, login=x) for x in ("anna", "sam", "lea", "tom", "cleo")
    ]
    facts += [
        RoleGranted(on=start, login=login, role=role, limits=(M(limit),))
        for login, role, limit in (
            ("anna", "supervisor", "9999 EUR"), ("sam", "supervisor", "5000 EUR"),
            ("lea", "admin", "500 EUR"), ("cleo", "credit", "7000 EUR"),
        )
    ]  # fmt: skip
    facts.append(RoleGranted(on=start, login="tom", role="collector", limits=()))
    known = people.fold(event(fact, at) for at, fact in enumerate(facts))
    found = deciding.deciders(known, "anna", "EUR", TODAY, but=("cleo",))
    assert found == (("lea", M("500 EUR")), ("sam", M("5000 EUR")))
    words = deciding.deciders_words
    assert words(M("500 EUR"), found) == (
        "lea (up to 500.00 EUR) or sam (up to 5 000.00 EUR) decides"
    )
    assert words(M("500.01 EUR"), found) == "sam (up to 5 000.00 EUR) decides"
    assert words(M("400 EUR"), found, 300_00).endswith("; over 300.00 EUR two must agree")
    alone = words(M("600 EUR"), found, 300_00)  # two must agree, and only sam can
    assert alone.startswith(
        "sam (up to 5 000.00 EUR) agrees; over 300.00 EUR a second must, and nobody else may on"
        " 600.00 EUR yet: lea up to 500.00 EUR, sam"
    )
    assert words(M("1 EUR"), ()).startswith(
        "nobody may decide on 1.00 EUR yet: nobody else;"
    )
