"""The history of one receipt: what may be recorded, and what it comes to in any order."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from builders import TODAY, M
from hypothesis import given
from hypothesis import strategies as st

from ledgerlane.domain import cash
from ledgerlane.domain.errors import NotPermitted, Refused
from ledgerlane.domain.events import (
    CashIdentified,
    CashMatched,
    CashReversed,
    CashUnmatched,
    Event,
    Fact,
    MatchLine,
    Undone,
)
from ledgerlane.domain.requests import Request
from ledgerlane.domain.settling import OpenItem, line

DUE = TODAY - timedelta(days=10)


def owed(number: str, amount: str, customer: str = "erp/1001") -> OpenItem:
    return OpenItem(f"erp/{number}", number, "invoice", customer, DUE, DUE, M(amount))


ITEMS = {
    item.ref: item
    for item in (owed("A", "100.00 EUR"), owed("C", "-30.00 EUR"), owed("X", "5.00 EUR", "erp/2"))
}  # fmt: skip


def events(*facts: Fact) -> list[Event]:
    return [
        Event("s", n, n, "tom", "receipt:RC-1", (), fact) for n, fact in enumerate(facts, 1)
    ]


def posted(customer: str = "erp/1001") -> Fact:
    return cash.post("RC-1", M("100.00 EUR"), TODAY, TODAY, customer=customer)


def matched(
    name: str = "MA-1", customer: str = "erp/1001", amount: int = 6_000
) -> CashMatched:
    return CashMatched(
        on=TODAY, receipt="RC-1", match=name, customer=customer,
        lines=(line(ITEMS["erp/A"], amount),),
    )  # fmt: skip


def test_posted_identified_matched_unmatched_reversed() -> None:
    steps = [
        posted(""), CashIdentified(on=TODAY, receipt="RC-1", customer="erp/1001"), matched(),
        matched("MA-2"), CashUnmatched(on=TODAY, receipt="RC-1", matches=("MA-1",)),
        CashReversed(on=TODAY, receipt="RC-1", why="bounced"),
    ]  # fmt: skip
    found = cash.fold(events(*steps))
    assert found is not None
    assert (found.customer, found.amount, found.posted_by) == (
        "erp/1001",
        M("100.00 EUR"),
        "tom",
    )
    assert [each.id for each in found.matches] == ["MA-2"]
    assert found.reversed_on == TODAY


def test_without_its_posting_a_receipt_of_ours_is_nothing() -> None:
    """Somebody took the posting back on a copy of the book while it was matched on another."""
    later = [matched(), CashReversed(on=TODAY, receipt="RC-1", why="bounced")]
    told = events(posted(), *later)
    gone = Event(
        "u", 1, 9, "tom", "receipt:RC-1", (), Undone(on=TODAY, events=(told[0].id,))
    )
    assert cash.fold([*told, gone]) is None
    assert cash.fold(events(*later)) is None
    fact = CashMatched(
        on=TODAY, receipt="erp/P1", match="MA-1", customer="erp/1001",
        lines=(line(ITEMS["erp/A"], 6_000),),
    )  # fmt: skip
    theirs = [Event("s", 1, 1, "tom", "receipt:erp/P1", (), fact)]
    assert cash.fold(theirs) is not None


def test_what_a_match_was_built_on() -> None:
    told = events(
        posted(), matched(), CashIdentified(on=TODAY, receipt="RC-1", customer="erp/1001")
    )
    post_, match_, said = (event.id for event in told)
    assert cash.built_on(told, {post_})
    assert not cash.built_on(told, {match_})
    assert not cash.built_on(told, {said})
    freed = [
        *told,
        Event(
            "s",
            9,
            9,
            "tom",
            "receipt:RC-1",
            (),
            CashUnmatched(on=TODAY, receipt="RC-1", matches=("MA-1",)),
        ),
    ]
    assert not cash.built_on(freed, {post_})


def test_a_match_says_whose_it_is_and_matches_of_others_do_not_count() -> None:
    found = cash.fold(events(posted(""), matched(), matched("MA-2", "erp/2")))
    assert found is not None
    assert found.customer == "erp/1001"
    assert [each.id for each in found.matches] == ["MA-1"]


def test_what_was_taken_back_never_was() -> None:
    assert cash.fold(events(posted(), Undone(on=TODAY, events=("s:1",)))) is None
    again = cash.fold(
        events(
            posted(), Undone(on=TODAY, events=("s:1",)), Undone(on=TODAY, events=("s:2",))
        )
    )
    assert again is not None


@given(st.permutations(events(posted(), matched(), matched("MA-2"), CashUnmatched(on=TODAY, receipt="RC-1", matches=("MA-1",)))))  # fmt: skip
def test_the_same_in_whatever_order_events_come(shuffled: list[Event]) -> None:
    ordered = sorted(shuffled, key=lambda event: event.t)
    assert cash.fold(shuffled) == cash.fold(ordered)


@pytest.mark.parametrize(
    ("amount", "valued", "words"),
    [
        ("0 EUR", TODAY, "above zero"),
        ("-1.00 EUR", TODAY, "above zero"),
        ("10000000000000.01 EUR", TODAY, "up to"),
        ("1.00 EUR", TODAY + timedelta(days=1), "before it came"),
    ],
)
def test_what_cannot_be_posted(amount: str, valued: date, words: str) -> None:
    with pytest.raises(Refused, match=words):
        cash.post("RC-1", M(amount), valued, TODAY)


def pay(
    item: str, minor: int, less: int = 0, reason: str = "", discount: int = 0
) -> MatchLine:
    known = ITEMS.get(item, ITEMS["erp/A"])
    made = line(known, minor, discount, less, reason)
    return MatchLine(item, made.cash, made.discount, made.tolerance, reason)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([], "at least one item"),
        (
            [pay("erp/A", 10_001)],
            r"erp/A|A: 100\.01 EUR cannot be settled; 100\.00 EUR is open",
        ),
        ([pay("erp/A", 9_999, 2, "small")], "cannot be settled"),
        ([pay("erp/A", 9_000, 50)], "Say why 0.50 EUR"),
        ([pay("erp/A", 5_000), pay("erp/A", 5_000)], "once"),
        ([pay("erp/Z", 100)], "erp/Z is not open"),
        ([pay("erp/A", 9_000)], "90.00 EUR cannot be matched; 80.00 EUR of it is left"),
        ([pay("erp/A", 0)], "cannot be settled"),
        ([pay("erp/A", -5)], "cannot be settled"),
        ([pay("erp/C", 5)], "cannot be used"),
        ([pay("erp/A", 3_000), pay("erp/C", -3_001)], "cannot be used"),
        ([pay("erp/A", 3_000), pay("erp/X", 500)], "several customers: 1001, 2"),
        ([pay("erp/A", 3_000), pay("", -5)], "must be an amount"),
    ],
)
def test_what_cannot_be_matched(lines: list[MatchLine], words: str) -> None:
    with pytest.raises(Refused, match=words):
        cash.match(
            "RC-1", cash.fold(events(posted())), "MA", M("80.00 EUR"), lines, ITEMS, TODAY
        )


def test_a_credit_note_pays_with_the_receipt() -> None:
    lines = [pay("erp/A", 10_000), pay("erp/C", -3_000)]
    fact = cash.match("RC-1", None, "MA", M("80.00 EUR"), lines, ITEMS, TODAY)
    assert sum(each.cash.minor for each in fact.lines) == 7_000


def test_a_bounced_receipt_pays_nothing_and_bounces_once() -> None:
    gone = cash.fold(events(posted(), CashReversed(on=TODAY, receipt="RC-1")))
    with pytest.raises(Refused, match="it pays nothing"):
        cash.match("RC-1", gone, "MA", M("1.00 EUR"), [pay("erp/A", 100)], ITEMS, TODAY)
    with pytest.raises(Refused, match="bounced, it was reversed on 2026-06-30"):
        cash.reverse("RC-1", gone, TODAY, "again")
    with pytest.raises(Refused, match="Say why"):
        cash.reverse("RC-1", None, TODAY, " ")


def test_unmatching_what_is_not_matched_is_refused() -> None:
    with pytest.raises(Refused, match="not matched"):
        cash.unmatch("RC-1", cash.fold(events(posted())), [], TODAY)
    with pytest.raises(Refused, match="no match 'MA-9'"):
        cash.unmatch("RC-1", cash.fold(events(posted(), matched())), ["MA-9"], TODAY)


def asked(by: str, state: str, decided: str = "") -> Request:
    from ledgerlane.domain.events import PlanItem

    items = (PlanItem("erp/A", M("50.00 EUR")),)
    return Request(
        "WO-1",
        "erp/1001",
        items,
        "settled",
        "",
        (),
        False,
        "",
        by,
        TODAY,
        1,
        state,
        decided,
    )


@pytest.mark.parametrize(
    ("request_", "refs", "currency", "apart"),
    [
        (asked("tom", "waiting"), ["erp/A"], "EUR", True),
        (asked("tom", "returned", "sam"), ["erp/A"], "EUR", True),
        (asked("tom", "returned", "sam"), [], "EUR", True),
        (asked("tom", "approved", "sam"), ["erp/A"], "EUR", True),
        (asked("anna", "approved", "tom"), ["erp/A"], "EUR", True),
        (asked("anna", "approved", "sam"), ["erp/A"], "EUR", False),
        (asked("tom", "declined", "sam"), ["erp/A"], "EUR", False),
        (asked("tom", "waiting"), ["erp/B"], "EUR", False),
        (asked("tom", "waiting"), [], "EUR", True),
        (asked("tom", "waiting"), [], "NOK", False),
    ],
)
def test_nobody_handles_cash_for_a_write_off_of_theirs(
    request_: Request, refs: list[str], currency: str, apart: bool
) -> None:
    if apart:
        with pytest.raises(NotPermitted, match="tom has part in the write-off WO-1"):
            cash.keep_apart("tom", [request_], refs, currency)
    else:
        cash.keep_apart("tom", [request_], refs, currency)
