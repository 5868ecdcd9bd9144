"""Discounts at the desk: earned ones are granted by rule and by hand, whatever the policy says of days."""

from __future__ import annotations

from datetime import date

import pytest
from builders import M
from desk_book import DeskBook

from ledgerlane.cli.words.deductions import found_line
from ledgerlane.desk import accounts, care, cash, deductions, matching, policy
from ledgerlane.desk.matching import Unmatched
from ledgerlane.screens.ending import open_deductions
from ledgerlane.screens.office import DeskOffice

IN_TIME = "5001,C5,Krone Handel,2026-06-22,2026-07-22,EUR,1000.00,1000.00,2/10 NET 30\n"
"""The ten days end on 2 July; the book's day is Tuesday 30 June 2026."""


@pytest.fixture
def discounted(kept: DeskBook) -> DeskBook:
    kept.take("terms", IN_TIME)
    return kept


def post(kept: DeskBook, amount: str, day: str = "2026-06-30", text: str = "") -> str:
    return cash.post(
        kept.sit("tom"), M(amount), date.fromisoformat(day), "C5", remittance=text
    )


def pending(kept: DeskBook) -> list[tuple[str, str, int]]:
    view = accounts.show(kept.desk, "C5")
    return [(each.item[7:], each.kind, each.amount.minor) for each in view.pending]


@pytest.mark.parametrize("names", [(), ("5001",)], ids=["by rule", "by hand"])
@pytest.mark.parametrize(
    ("amount", "discount"), [("980.00", "20.00"), ("980.01", "19.99"), ("985.00", "15.00")]
)
def test_what_was_earned_is_granted_by_rule_and_by_hand(
    discounted: DeskBook, names: tuple[str, ...], amount: str, discount: str
) -> None:
    receipt = post(discounted, f"{amount} EUR", text="5001")
    words = f"5001 {amount} EUR + discount {discount} EUR"
    seen = matching.preview(discounted.desk, receipt, names)
    assert seen == f"pays {words}; nothing is left over"
    said = matching.match(discounted.desk, receipt, names)
    assert said.endswith(f": {words}")
    minor = M(f"{discount} EUR").minor
    assert pending(discounted) == [("5001", "cash", 100_000 - minor), ("5001", "discount", minor)]  # fmt: skip
    assert care.verify(discounted.desk, deep=True) == []


def test_what_is_said_stands_and_what_it_leaves_is_told(discounted: DeskBook) -> None:
    receipt = post(discounted, "980.00 EUR")
    told = (
        "; 20.00 EUR of 5001 was earned as a discount and stays owed:"
        " name 5001 without an amount to grant it"
    )
    seen = matching.preview(discounted.desk, receipt, ["5001=980"])
    assert seen == f"pays 5001 980.00 EUR; nothing is left over{told}"
    seen = matching.preview(discounted.desk, receipt, oldest_first=True)
    assert seen == f"pays 5001 980.00 EUR; nothing is left over{told}"
    said = matching.match(discounted.desk, receipt, ["5001=980"])
    assert said == f"{receipt} matched, by hand: 5001 980.00 EUR{told}"
    assert pending(discounted) == [("5001", "cash", 98_000)]


def test_a_part_by_hand_goes_as_far_as_the_money_in_the_order_said(
    discounted: DeskBook,
) -> None:
    discounted.take("items", "5002,C5,Krone Handel,2026-01-01,2026-02-01,EUR,300.00,300.00")
    receipt = post(discounted, "1100.00 EUR")
    assert matching.preview(discounted.desk, receipt, ["5001", "5002"]) == (
        "pays 5001 1 000.00 EUR; 5002 100.00 EUR; nothing is left over"
    )
    assert matching.preview(discounted.desk, receipt, ["5002", "5001"]) == (
        "pays 5002 300.00 EUR; 5001 800.00 EUR; nothing is left over"
    )
    assert matching.preview(discounted.desk, receipt, ["5002"]) == (
        "pays 5002 300.00 EUR; 800.00 EUR of it stays unmatched"
    )


def test_an_unearned_discount_by_hand_is_disputed(discounted: DeskBook) -> None:
    discounted.take("terms", IN_TIME.replace("06-22", "06-10").replace("5001", "6001"))
    receipt = post(discounted, "980.00 EUR")
    said = matching.match(discounted.desk, receipt, ["6001"])
    assert said.endswith("6001 980.00 EUR; 20.00 EUR of 6001 disputed")
    [dispute] = accounts.show(discounted.desk, "C5").dossier.open_disputes()
    assert (dispute.item, dispute.amount) == ("ledger/6001", M("20.00 EUR"))


def test_by_hand_in_the_app_begins_with_what_grants_the_discount(
    discounted: DeskBook,
) -> None:
    receipt = post(discounted, "980.00 EUR", text="5001")
    office = DeskOffice(discounted.desk)
    [line] = office.cash().first
    [proposal] = line.proposals
    assert proposal.items == "5001"
    assert office.cash_preview(receipt, proposal.items) == (
        "pays 5001 980.00 EUR + discount 20.00 EUR; nothing is left over"
    )
    [part] = matching.page(discounted.desk, 0, 1)
    assert isinstance(part, Unmatched)
    assert part.found.matching is not None
    assert part.said(part.found.matching) == [("5001", None)]


@pytest.mark.parametrize(
    ("roll", "paid"),
    [("none", "5001 980.00 EUR; 20.00 EUR of 5001 disputed"),
     ("following", "5001 980.00 EUR + discount 20.00 EUR")],
)  # fmt: skip
def test_the_last_day_that_is_a_sunday_goes_where_the_policy_says(
    kept: DeskBook, roll: str, paid: str
) -> None:
    """2/10 of Thursday 18 June 2026 ends on Sunday the 28th; the money came on Monday."""
    text = f'[terms]\ndiscount_roll = "{roll}"\n'
    policy.set_text(kept.sit(kept.me), policy.said(text, "policy"), text)
    kept.take("terms", IN_TIME.replace("06-22", "06-18"))
    receipt = post(kept, "980.00 EUR", "2026-06-29", "5001")
    assert matching.match(kept.desk, receipt).endswith(f": {paid}")


@pytest.mark.parametrize(
    ("valued", "opened", "told"),
    [
        ("2026-06-12", "20.00", ["to be entered in the books: C5 Krone Handel  7001  20.00 EUR earned discount,"
                                 " received in time on 2026-06-12 (P7)"]),
        ("2026-06-13", "20.00", ["not explained: C5 Krone Handel  7001  20.00 EUR unearned discount since 2026-06-13 (P7)"]),
        ("2026-06-09", "15.00", ["to be entered in the books: C5 Krone Handel  7001  15.00 EUR earned discount,"
                                 " received in time on 2026-06-09 (P7)"]),
    ],
)  # fmt: skip
def test_what_the_books_still_show_is_named_by_the_day_it_was_received(
    kept: DeskBook, valued: str, opened: str, told: list[str]
) -> None:
    """An invoice of 2 June 2026 on 2/10, whose money was allocated a week after it came."""
    left = f"{1000 - float(opened):.2f}"
    kept.take("terms", f"7001,C5,Krone Handel,2026-06-02,2026-07-02,EUR,1000.00,{opened},2/10 NET 30\n")  # fmt: skip
    kept.take("payments", f"P7,C5,{valued},EUR,{left},0.00\n")
    kept.take("allocations", f"P7,7001,2026-06-20,{left}\n")
    found = deductions.found(kept.desk)
    assert [found_line(each) for each in found] == told
    shown = [words for _, words in open_deductions(kept.desk)]
    assert len(shown) == 1
    assert shown[0].endswith(", to be entered in the books") == (
        "earned discount," in told[0]
    )


def test_of_two_steps_what_was_too_late_is_explained_and_the_rest_entered(
    kept: DeskBook,
) -> None:
    kept.take("terms", "7001,C5,Krone Handel,2026-06-02,2026-07-02,EUR,1000.00,30.00,3/7 2/14 NET 30\n")  # fmt: skip
    kept.take("payments", "P7,C5,2026-06-12,EUR,970.00,0.00\n")
    kept.take("allocations", "P7,7001,2026-06-20,970.00\n")
    named = [(each.short.what, each.short.rest) for each in deductions.found(kept.desk)]
    earned = ("earned discount", M("20.00 EUR"))
    assert named == [("unearned discount", M("10.00 EUR")), earned]
    deductions.open_(kept.sit("anna"), "C5", "7001")
    [row] = deductions.list_(kept.desk)
    assert (row.minor, row.reason, row.receipt) == (1_000, "unearned discount", "ledger/P7")
    assert [(each.short.what, each.short.rest) for each in deductions.found(kept.desk)] == [earned]  # fmt: skip
