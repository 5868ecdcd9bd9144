"""Somebody else's decision, bound to what was shown."""

from __future__ import annotations

from datetime import date

import pytest
from builders import M
from desk_book import LEDGER, DeskBook

from ledgerlane.desk import (
    accounts,
    approvals,
    care,
    credit,
    credit_deciding,
    log,
    people,
    policy,
    requests,
    undo,
    write_offs,
)
from ledgerlane.domain.errors import NotPermitted, Refused


def ask(
    kept: DeskBook, name: str = "anna", customer: str = "C3", item: str = "3001"
) -> str:
    """A request and nothing around it."""
    return write_offs.request(kept.sit(name), customer, [item], "uneconomic")


def approve(kept: DeskBook, name: str, request: str) -> None:
    """Approve as somebody who looked."""
    desk = kept.sit(name)
    approvals.approve(desk, request, requests.shown(desk, request).digest)


def test_never_ones_own_and_never_without_a_role(kept: DeskBook) -> None:
    mine = ask(kept, "sam")
    with pytest.raises(NotPermitted, match=f"sam asked for {mine}; somebody else"):
        approve(kept, "sam", mine)
    with pytest.raises(NotPermitted, match="that needs supervisor or credit or admin"):
        approve(kept, "anna", mine)
    approve(kept, kept.me, mine)
    (row,) = approvals.list_(kept.desk)
    assert (row.state, row.decided_by, row.minor) == ("approved", kept.me, 4_000)


def test_the_limit_of_the_one_who_approves(kept: DeskBook) -> None:
    people.grant(kept.sit(kept.me), "sam", "supervisor", [M("999.99 EUR")])
    request = ask(kept, customer="C1", item="1001")
    with pytest.raises(
        NotPermitted, match=r"1 000\.00 EUR is over the limit of sam, 999\.99 EUR"
    ):
        approve(kept, "sam", request)
    people.grant(kept.sit(kept.me), "sam", "supervisor", [M("1000.00 EUR")])
    approve(kept, "sam", request)
    norwegian = ask(kept, customer="C2/NOK", item="2002")
    with pytest.raises(NotPermitted, match=r"over the limit of sam, 0\.00 NOK"):
        approve(kept, "sam", norwegian)


def test_only_what_was_shown_can_be_approved(kept: DeskBook) -> None:
    request = ask(kept)
    with pytest.raises(Refused, match="what you were shown is not what was asked"):
        approvals.approve(kept.sit("sam"), request, "0" * 64)


def test_a_request_lapses_when_its_item_changes(kept: DeskBook) -> None:
    request = ask(kept)
    digest = requests.shown(kept.desk, request).digest
    kept.take("items", LEDGER.replace("EUR,40.00,40.00", "EUR,40.00,39.00"))
    desk = kept.sit("sam")
    assert [row.state for row in approvals.list_(desk)] == ["lapsed"]
    assert any("lapsed" in words for words in requests.shown(desk, request).warnings)
    with pytest.raises(Refused, match="lapsed"):
        approvals.approve(desk, request, digest)


def test_no_and_a_question_say_why(kept: DeskBook) -> None:
    request = ask(kept)
    with pytest.raises(Refused, match="Say why"):
        approvals.decline(kept.sit("sam"), request, " ")
    approvals.return_(kept.desk, request, "which step is missing?")
    with pytest.raises(Refused, match="is returned by sam; only a waiting request"):
        approve(kept, kept.me, request)
    again = ask(kept)
    approvals.decline(kept.sit("sam"), again, "call first")
    assert [(row.state, row.asked_by) for row in approvals.list_(kept.desk)] == [
        ("returned", "anna"),
        ("declined", "anna"),
    ]
    assert [row.id for row in approvals.list_(kept.desk, state="declined")] == [again]
    assert kept.facts(f"request:{again}") == ["writeoff.requested", "request.declined"]


def test_the_list_says_why_one_may_not_decide(kept: DeskBook) -> None:
    ask(kept, "anna")
    ask(kept, "bo", customer="C2/NOK", item="2002")
    why = {
        name: [words for _, words, _ in approvals.waiting(kept.sit(name))]
        for name in ("anna", "bo", "sam", kept.me)
    }
    own, role = (
        "your own request: somebody else decides",
        "needs supervisor or credit or admin",
    )
    assert why == {
        "anna": [own, role],
        "bo": [role, own],
        "sam": ["", "over your limit, 0.00 NOK: people role sam ROLE --limit raises it"],
        kept.me: ["", ""],
    }
    barred = [words for _, _, words in approvals.waiting(kept.sit("sam"))]
    assert barred == ["", ""]  # what is over the limit may still be declined
    assert [words for _, _, words in approvals.waiting(kept.sit("anna"))] == [own, role]


def test_a_day_of_before_lends_no_approval(kept: DeskBook) -> None:
    request = ask(kept)
    digest = requests.shown(kept.desk, request).digest
    kept.clock.turn(date(2026, 7, 2))
    log.record(kept.sit("anna"), "C3", "d never delivered")
    then = kept.sit("sam", as_of=date(2026, 6, 30))
    with pytest.raises(Refused, match="cannot be approved: 3001 is disputed"):
        approvals.approve(then, request, digest)
    with pytest.raises(
        Refused, match="was asked on 2026-06-30; nothing was decided on 2026-06-29"
    ):
        approvals.decline(kept.sit("sam", as_of=date(2026, 6, 29)), request, "no")


def test_a_part_written_off_cannot_be_given_up_twice(kept: DeskBook) -> None:
    request = write_offs.request(kept.sit("anna"), "C3", ["3001=15.00"], "uneconomic")
    approve(kept, "sam", request)
    kept.take("items", LEDGER.replace("EUR,40.00,40.00", "EUR,40.00,15.00"))  # they paid 25
    view = accounts.show(kept.sit("anna"), "C3")
    assert [line.amount for line in view.pending] == [M("15.00 EUR")]
    with pytest.raises(
        Refused, match=r"15\.00 EUR of 15\.00 EUR open is in another request or paid here"
    ):
        write_offs.request(kept.desk, "C3", ["3001"], "uneconomic")


def test_the_timeline_names_who_asked_who_decided_and_who_took_it_back(
    kept: DeskBook,
) -> None:
    request = ask(kept)
    approve(kept, "sam", request)
    requests.reverse(kept.sit(kept.me), request, "they paid")
    told = accounts.show(kept.desk, "C3").dossier.timeline()
    assert [(each.actor, each.words) for each in told] == [
        ("anna", f"WRITE-OFF {request} asked: 40.00 EUR · uneconomic"),
        ("sam", f"write-off {request} approved"),
        (kept.me, f"write-off {request} reversed"),
    ]


def hold_after_approval(kept: DeskBook) -> None:
    """The policy of a book that wants a hold, and two voices over 1,000.00."""
    file = kept.folder / "policy.toml"
    file.write_text(
        "[write_offs]\ncredit_hold = true\nlimits = { two_approvers_units = 900 }\n"
    )
    policy.set_(kept.sit(kept.me), file)


def on_hold(kept: DeskBook, customer: str) -> str:
    known = credit.in_force(accounts.show(kept.desk, customer))
    return "; ".join(each.why for each in known.causes)


def test_the_last_approval_puts_on_credit_hold_and_the_reversal_ends_it(
    kept: DeskBook,
) -> None:
    hold_after_approval(kept)
    request = ask(kept, customer="C1", item="1001")
    approve(kept, "sam", request)
    assert on_hold(kept, "C1") == ""  # one of two voices
    approve(kept, kept.me, request)
    assert on_hold(kept, "C1") == f"{request}: written off"
    with pytest.raises(Refused, match=f"approved, is not undone like an entry; .*`writeoff reverse {request}`"):  # fmt: skip
        undo.undo(kept.desk)
    requests.reverse(kept.sit("sam"), request, "they paid")
    assert on_hold(kept, "C1") == ""
    with pytest.raises(Refused, match="reversed, is not undone like an entry"):
        undo.undo(kept.desk)
    assert care.verify(kept.desk, deep=True) == []


def test_a_hold_of_somebody_else_stays(kept: DeskBook) -> None:
    hold_after_approval(kept)
    request = ask(kept)
    credit_deciding.terms(kept.sit(kept.me), "C3", "hold", "court")
    approve(kept, "sam", request)
    assert on_hold(kept, "C3") == f"court; {request}: written off"
    requests.reverse(kept.sit(kept.me), request, "they paid")
    assert on_hold(kept, "C3") == "court"


def test_no_hold_where_the_policy_asks_for_none(kept: DeskBook) -> None:
    approve(kept, "sam", ask(kept))
    assert on_hold(kept, "C3") == ""
