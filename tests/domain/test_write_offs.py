"""Who may give up a balance, told as the rules read, and what the books then say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerlane.domain import deciding, people, request_entries, requests, write_offs
from ledgerlane.domain.account import Item
from ledgerlane.domain.errors import NotPermitted, Refused
from ledgerlane.domain.events import Event, Fact, PersonAdded, RoleGranted
from ledgerlane.domain.money import Money
from ledgerlane.domain.policy import DEFAULT, Policy, WriteOffs
from ledgerlane.domain.write_offs import still_pending

TODAY = date(2026, 11, 23)
M = Money.parse
NONE = M("0 NOK")


def event(seq: int, fact: Fact, actor: str = "anna") -> Event:
    return Event("s", seq, seq, actor, "request:W1", (), fact)


def item(number: str, amount: str, late: int = 120) -> Item:
    due = TODAY - timedelta(days=late)
    money = M(amount)
    return Item(
        f"erp/{number}", number, "invoice", due, due, money, money, M(f"0 {money.currency}")
    )


def staff() -> people.People:
    start = date(2026, 1, 1)
    facts: list[Fact] = [
        PersonAdded(on=start, login=login) for login in ("anna", "sam", "bo", "tia")
    ]
    facts += [
        RoleGranted(on=start, login="anna", role="supervisor", limits=(M("9999999 NOK"),)),
        RoleGranted(on=start, login="sam", role="supervisor", limits=(M("150000 NOK"),)),
        RoleGranted(on=start, login="bo", role="collector"),
        RoleGranted(on=start, login="tia", role="supervisor", limits=(M("150000 NOK"),), until=date(2026, 11, 22)),
    ]  # fmt: skip
    return people.fold(event(at, fact) for at, fact in enumerate(facts))


ITEMS = (item("7711", "62400.00 NOK"), item("7790", "49500.00 NOK", 91))


def asked(items: tuple[Item, ...] = ITEMS, *, tax_relief: bool = False) -> requests.Request:
    fact = write_offs.request(
        "W1", "erp/30077", [(i, i.open) for i in items], "bankrupt", DEFAULT, TODAY,
        evidence_lines=("calls 6",), tax_relief=tax_relief,
    )  # fmt: skip
    found = requests.fold([event(1, fact)])
    assert found is not None
    return found


def approved(request: requests.Request, by: str = "sam") -> requests.Request:
    fact = deciding.approve(
        request, ITEMS, staff(), by, TODAY, shown=request.digest, unapplied=NONE
    )
    return replace(
        request, state="approved", decided_by=by, decided_on=fact.on, decision="s:2"
    )


def test_an_approved_request_is_booked_in_balance() -> None:
    entry = request_entries.journal_entry(approved(asked()), DEFAULT)
    assert [(leg.account, str(leg.amount), leg.item) for leg in entry.postings] == [
        ("expenses:bad-debts", "111 900.00 NOK", ""),
        ("assets:receivables", "-62 400.00 NOK", "erp/7711"),
        ("assets:receivables", "-49 500.00 NOK", "erp/7790"),
    ]
    assert (entry.event, entry.booked_on) == ("s:2", TODAY)


def test_tax_relief_takes_the_tax_inside_the_gross_back() -> None:
    policy = Policy(
        write_offs=WriteOffs(tax_per_mille=250, allowance="liabilities:allowance")
    )
    entry = request_entries.journal_entry(approved(asked(tax_relief=True)), policy)
    assert [(leg.account, str(leg.amount)) for leg in entry.postings[:2]] == [
        ("liabilities:allowance", "89 520.00 NOK"),
        ("liabilities:vat", "22 380.00 NOK"),
    ]


def test_a_reversal_is_the_mirror() -> None:
    entry = request_entries.journal_entry(approved(asked()), DEFAULT)
    back = request_entries.reversal_entry(entry, "s:3", TODAY)
    assert [(a.account, a.amount.minor + b.amount.minor) for a, b in zip(entry.postings, back.postings, strict=True)] == [(a.account, 0) for a in entry.postings]  # fmt: skip
    assert back.event == "s:3"


@pytest.mark.parametrize(
    ("by", "kind", "why"),
    [
        ("anna", NotPermitted, "anna asked for W1; somebody else must decide on it."),
        ("bo", NotPermitted, "needs supervisor or credit or admin; bo has collector"),
        ("tia", NotPermitted, "tia has no role"),
        ("nobody", NotPermitted, "nobody has no role"),
    ],
)
def test_who_may_not_approve(by: str, kind: type[Exception], why: str) -> None:
    request = asked()
    with pytest.raises(kind) as caught:
        deciding.approve(
            request, ITEMS, staff(), by, TODAY, shown=request.digest, unapplied=NONE
        )
    assert why in str(caught.value)


def test_over_the_limit_names_both_numbers() -> None:
    big = (item("1", "150000.01 NOK"),)
    request = asked(big)
    with pytest.raises(
        NotPermitted, match=r"150 000.01 NOK is over the limit of sam, 150 000.00 NOK"
    ):
        deciding.approve(
            request, big, staff(), "sam", TODAY, shown=request.digest, unapplied=NONE
        )


def test_a_limit_in_one_currency_is_none_in_another() -> None:
    euro = (item("1", "1.00 EUR"),)
    request = asked(euro)
    with pytest.raises(NotPermitted, match=r"1.00 EUR is over the limit of sam, 0.00 EUR"):
        deciding.approve(
            request, euro, staff(), "sam", TODAY, shown=request.digest, unapplied=M("0 EUR")
        )


@pytest.mark.parametrize(
    ("items", "unapplied", "disputed", "shown", "why"),
    [
        (ITEMS[:1], "0 NOK", (), None, "has lapsed"),
        (
            (ITEMS[0], replace(ITEMS[1], open=M("49499.99 NOK"))),
            "0 NOK",
            (),
            None,
            "has lapsed",
        ),
        (ITEMS, "0 NOK", (), "00", "not what was asked"),
        (ITEMS, "0.01 NOK", (), None, "0.01 NOK of the customer's cash is unapplied"),
        (ITEMS, "0 NOK", ("erp/7711",), None, "7711 is disputed"),
        (ITEMS, "0 NOK", ("",), None, "a dispute is open on the account"),
        (
            (ITEMS[0], replace(ITEMS[1], disputed=M("1 NOK"))),
            "0 NOK",
            (),
            None,
            "7790 is disputed",
        ),
    ],
)
def test_what_stands_against_an_approval(
    items: tuple[Item, ...],
    unapplied: str,
    disputed: tuple[str, ...],
    shown: str | None,
    why: str,
) -> None:
    request = asked()
    with pytest.raises(Refused, match=why) as caught:
        deciding.approve(request, items, staff(), "sam", TODAY, shown=shown or request.digest,
                           unapplied=M(unapplied), disputed=disputed)  # fmt: skip
    assert caught.value.exit_code == 1


@pytest.mark.parametrize(
    ("amount", "reason", "why"),
    [("62400.01 NOK", "bankrupt", "62 400.00 NOK is open"), ("0 NOK", "bankrupt", "cannot be written off"),
     ("1 NOK", "fun", "known are bankrupt"), ("1 EUR", "bankrupt", "one currency")],
)  # fmt: skip
def test_what_cannot_be_asked(amount: str, reason: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        write_offs.request("W1", "erp/1", [(ITEMS[0], M(amount))], reason, DEFAULT, TODAY)


def test_states_follow_the_table() -> None:
    request, sam = asked(), staff()
    declined = deciding.decline(request, sam, "sam", TODAY, "call first")
    fact = write_offs.request(
        "W1", "erp/30077", [(i, i.open) for i in ITEMS], "bankrupt", DEFAULT, TODAY
    )
    again = requests.fold([event(1, fact), event(2, declined, "sam"),
                             event(3, deciding.return_(request, sam, "sam", TODAY, "why?"), "sam")])  # fmt: skip
    assert again is not None
    assert (again.state, again.decided_by, again.answer, again.decision) == (
        "declined",
        "sam",
        "call first",
        "s:2",
    )
    with pytest.raises(Refused, match="W1 is declined by sam"):
        deciding.decline(again, sam, "sam", TODAY, "no")
    with pytest.raises(NotPermitted, match="Only anna"):
        deciding.withdraw(request, "sam", TODAY)
    assert "waiting --> approved: approved" in requests.diagram()


def test_evidence_is_lines_an_approver_can_check() -> None:
    worked = write_offs.Worked((date(2026, 11, 2),), 5, ("broken", "kept"), disputes_open=1)
    assert write_offs.evidence(ITEMS, worked, TODAY) == (
        "calls 6 (last spoke 2026-11-02)", "promises 2, kept 1", "open disputes 1",
        "item 7711 open 62 400.00 NOK, due 2026-07-26 (120 d)",
        "item 7790 open 49 500.00 NOK, due 2026-08-24 (91 d)",
        "chance of collection 62.4 % at 120 d",
    )  # fmt: skip


def test_a_promise_that_is_open_is_not_counted_as_one_that_was_not_kept() -> None:
    worked = write_offs.Worked(promises=("kept", "open", "broken"))
    assert "promises 3, kept 1, 1 open" in write_offs.evidence(ITEMS[:1], worked, TODAY)


def test_evidence_names_what_else_was_tried() -> None:
    worked = write_offs.Worked(
        attempts=2, letters=4, claims=("claims 1: denied 600.00 NOK",), guarantees=1,
        goods_back=("goods back offered 2026-10-01",), collectable=((0, 1000), (100, 500)),
    )  # fmt: skip
    assert write_offs.evidence(ITEMS[:1], worked, TODAY) == (
        "calls 2 (never reached)", "promises 0, kept 0", "letters and mails 4",
        "claims 1: denied 600.00 NOK", "goods back offered 2026-10-01", "personal guarantees 1",
        "item 7711 open 62 400.00 NOK, due 2026-07-26 (120 d)",
        "chance of collection 43.5 % at 120 d",
    )  # fmt: skip


@given(
    st.lists(st.integers(1, 10**9), min_size=1, max_size=6),
    st.integers(0, 999),
    st.booleans(),
)
def test_every_entry_balances_and_credits_each_item(
    amounts: list[int], rate: int, relief: bool
) -> None:
    items = tuple(
        replace(item(str(at), "1 NOK"), open=Money(minor, "NOK"))
        for at, minor in enumerate(amounts)
    )
    request = replace(
        asked(items, tax_relief=relief), state="approved", decided_on=TODAY, decision="s:9"
    )
    entry = request_entries.journal_entry(
        request, Policy(write_offs=WriteOffs(tax_per_mille=rate))
    )
    assert sum(leg.amount.minor for leg in entry.postings) == 0
    assert [-leg.amount.minor for leg in entry.postings if leg.item] == amounts


@given(st.permutations(ITEMS))
def test_the_digest_does_not_depend_on_the_order_shown(items: list[Item]) -> None:
    pairs = [(i, i.open) for i in items]
    assert requests.digest("erp/30077", pairs, "bankrupt", ("calls 6",)) == asked().digest


@pytest.mark.parametrize(
    ("approved", "falls", "cash", "booked", "opened", "left"),
    [
        ([(1, 40)], [], 0, 0, 100, [40]),  # the books have not heard of it
        ([(1, 40)], [(2, 40)], 0, 0, 60, [0]),  # they have
        ([(1, 40)], [(2, 60)], 60, 0, 40, [40]),  # paid by a receipt: 40 is still given up
        ([(1, 40)], [(2, 60)], 0, 0, 40, [40]),  # paid, and no receipt came with it
        ([(1, 40)], [(2, 60), (3, 40)], 0, 0, 0, [0]),
        ([(1, 300), (1, 200)], [(2, 300)], 0, 0, 200, [0, 200]),  # one of two
        ([(1, 300), (1, 200)], [(2, 500)], 0, 0, 0, [0, 0]),  # both in one file
        ([(1, 300), (3, 300)], [(2, 300)], 0, 0, 300, [0, 300]),  # asked after that fall
        ([(1, 40)], [(2, 30)], 0, 30, 70, [10]),  # the books name what they wrote off
        ([(1, 40)], [(2, 90)], 0, 0, 10, [10]),  # never more than is open
    ],
)
def test_what_the_books_do_not_show_yet(
    approved: list[tuple[int, int]], falls: list[tuple[int, int]], cash: int, booked: int,
    opened: int, left: list[int],
) -> None:  # fmt: skip
    assert still_pending(approved, falls, cash=cash, booked=booked, opened=opened) == left


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(1, 9)), max_size=4),
    st.lists(st.tuples(st.integers(1, 5), st.integers(1, 20)), max_size=4),
    st.integers(0, 30), st.integers(0, 30), st.integers(0, 30),
)  # fmt: skip
def test_pending_is_never_more_than_was_approved_nor_than_is_open(
    approved: list[tuple[int, int]], falls: list[tuple[int, int]], cash: int, booked: int,
    opened: int,
) -> None:  # fmt: skip
    left = still_pending(approved, falls, cash=cash, booked=booked, opened=opened)
    assert sum(left) <= opened
    assert all(
        0 <= minor <= whole for minor, (_, whole) in zip(left, approved, strict=True)
    )
