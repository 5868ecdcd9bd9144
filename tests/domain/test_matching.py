"""Which items a receipt is for: told as a table of cases, and as properties."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from builders import TODAY, M
from hypothesis import given
from hypothesis import strategies as st
from receipts import MINE, cash, lines, owed

from ledgerlane.domain.matching import find
from ledgerlane.domain.money import Money
from ledgerlane.domain.payers import plain_name
from ledgerlane.domain.policy import Cash
from ledgerlane.domain.references import mod10_holds
from ledgerlane.domain.settling import settle, spread
from ledgerlane.domain.subsets import only_subset

RULES = Cash()
ITEMS = (
    owed("INV-8812", "630.00 EUR", 60),
    owed("INV-8840", "213.10 EUR", 20),
    owed("INV-8907", "158.00 EUR", 5),
    owed("INV-8999", "158.00 NOK", 5),
)


@pytest.mark.parametrize(
    ("amount", "text", "rule", "paid"),
    [
        ("630.00 EUR", "faktura 8812", "end of a document number, and the amount", [("INV-8812", 63_000)]),
        ("630.00 EUR", "INV-8812", "document number", [("INV-8812", 63_000)]),
        ("100.00 EUR", "INV8812", "document number", [("INV-8812", 10_000)]),
        ("843.10 EUR", "INV-8812 INV-8840", "document number", [("INV-8812", 63_000), ("INV-8840", 21_310)]),
        ("700.00 EUR", "INV-8840, INV-8812", "document number", [("INV-8812", 63_000), ("INV-8840", 7_000)]),
        ("900.00 EUR", "INV-8812", "document number", [("INV-8812", 63_000)]),  # 270.00 stays unapplied
        ("213.10 EUR", "thank you", "exact amount", [("INV-8840", 21_310)]),
        ("371.10 EUR", "", "only sum", [("INV-8840", 21_310), ("INV-8907", 15_800)]),
        ("158.00 NOK", "", "exact amount", [("INV-8999", 15_800)]),
    ],
)  # fmt: skip
def test_the_order_of_rules(
    amount: str, text: str, rule: str, paid: list[tuple[str, int]]
) -> None:
    found = find(cash(amount, text), ITEMS, RULES)
    assert found.rule == rule
    assert [line[:2] for line in lines(found)] == paid


def test_a_structured_reference_carries_a_number_we_hold() -> None:
    item, payload = owed("881200", "630.00 EUR"), "100100881200"
    check = next(digit for digit in "0123456789" if mod10_holds(payload + digit))
    found = find(cash("600.00 EUR", f"KID {payload}{check}"), [item, *ITEMS], RULES)
    assert found.rule.startswith("structured reference")
    assert lines(found) == [("881200", 60_000, 0, 0)]


SHORT = (
    owed("77", "100.00 EUR"), owed("2025", "40.00 EUR"), owed("INV-8812", "630.00 EUR"),
    owed("B12", "55.00 EUR"),
)  # fmt: skip
NEEDS_WHOLE = "so short a number, or a year, decides only with its whole amount"


@pytest.mark.parametrize("customer", [MINE, ""])
@pytest.mark.parametrize(
    ("amount", "text", "rule", "paid"),
    [
        ("100.00 EUR", "Storgata 77", "short document number, and the amount", [("77", 10_000)]),
        ("99.50 EUR", "flat 77", "short document number, and the amount", [("77", 9_950)]),  # tolerated
        ("140.00 EUR", "77 2025", "short document number, and the amount", [("77", 10_000), ("2025", 4_000)]),
        ("50.00 EUR", "Storgata 77", f"{NEEDS_WHOLE}: 77", None),
        ("500.00 EUR", "Storgata 77", f"{NEEDS_WHOLE}: 77", None),
        ("38.00 EUR", "year 2025", f"{NEEDS_WHOLE}: 2025", None),
        ("20.00 EUR", "B12", f"{NEEDS_WHOLE}: B12", None),
        ("630.00 EUR", "INV-8812 of 2025", "document number", [("INV-8812", 63_000)]),
        ("500.00 EUR", "INV-8812 of 2025", "document number", [("INV-8812", 50_000)]),
        ("670.00 EUR", "INV-8812 of 2025", "document number", [("2025", 4_000), ("INV-8812", 63_000)]),
    ],
)  # fmt: skip
def test_a_short_number_or_a_year_decides_only_with_its_whole_amount(
    amount: str, text: str, rule: str, paid: list[tuple[str, int]] | None, customer: str
) -> None:
    found = find(cash(amount, text, customer), SHORT, RULES)
    assert found.rule == rule
    if paid is None:
        assert found.matching is None
        assert found.proposals[0].why == f"document number: {rule.rpartition(' ')[2]}"
    else:
        assert sorted(line[:2] for line in lines(found)) == sorted(paid)


def test_a_strong_number_decides_beside_a_short_one_of_somebody_else() -> None:
    other = replace(SHORT[1], customer="erp/2", customer_number="2")
    found = find(cash("630.00 EUR", "INV-8812 of 2025", ""), [SHORT[2], other], RULES)
    assert (found.rule, found.customer) == ("document number", MINE)


def kid(payload: str) -> str:
    return payload + next(d for d in "0123456789" if mod10_holds(payload + d))


def test_a_reference_that_two_documents_answer_to_is_proposed_and_not_decided() -> None:
    items = [owed("8812", "630.00 EUR"), owed("INV-008812", "70.00 EUR")]
    found = find(cash("630.00 EUR", kid("10010008812")), items, RULES)
    assert found.matching is None
    assert found.rule.endswith(" of several documents: 8812, INV-008812")
    assert found.rule.startswith("structured reference")
    assert {p.why.rpartition(": ")[2] for p in found.proposals} == {"8812", "INV-008812"}
    [one] = find(cash("630.00 EUR", kid("10010008812")), items[:1], RULES).matching.lines  # type: ignore[union-attr]
    assert one.item == "erp/8812"


def test_the_number_as_it_stands_goes_before_what_it_is_without_zeros() -> None:
    items = [owed("008812", "630.00 EUR"), owed("8812", "70.00 EUR")]
    for number in ("008812", "8812"):
        found = find(cash("50.00 EUR", kid(number)), items, RULES)
        assert lines(found) == [(number, 5_000, 0, 0)]


def test_instalments_of_one_document_are_one_answer() -> None:
    parts = [
        replace(owed("881200", "100.00 EUR", late), ref=f"erp/881200/{late}")
        for late in (40, 10)
    ]
    found = find(cash("150.00 EUR", kid("1001881200")), parts, RULES)
    assert [line[:2] for line in lines(found)] == [
        ("881200/40", 10_000),
        ("881200/10", 5_000),
    ]


def test_two_items_of_the_amount_are_proposed_and_not_decided() -> None:
    found = find(cash("158.00 EUR"), [*ITEMS, owed("X100", "158.00 EUR", 40)], RULES)
    assert found.matching is None
    assert found.rule == "2 items are 158.00 EUR: INV-8907, X100"
    assert [p.why for p in found.proposals] == ["amount: X100", "amount: INV-8907"]


def test_what_did_not_exist_when_the_money_came_is_not_meant_by_the_amount() -> None:
    later = owed("X100", "50.00 EUR", -30, issued=TODAY + timedelta(days=1))
    assert find(cash("50.00 EUR"), [later], RULES).matching is None
    assert find(cash("50.00 EUR", "X100"), [later], RULES).rule == "document number"


def test_more_items_than_the_bound_are_not_searched_and_it_says_so() -> None:
    items = [owed(f"N{n}", f"{10 + n}.07 EUR") for n in range(13)]
    found = find(cash("21.14 EUR"), items, RULES)
    assert found.matching is None
    assert "13 are open, sums are tried of at most 12" in found.rule


def test_a_little_too_much_goes_to_its_reason_and_more_stays_unapplied() -> None:
    item = owed("A100", "100.00 EUR")
    found = find(cash("100.40 EUR", "A100"), [item], RULES)
    assert found.matching is not None
    assert found.matching.lines[-1].reason == "over-tolerance"
    assert found.matching.cash == 10_040
    more = find(cash("103.00 EUR", "A100"), [item], RULES)
    assert more.matching is not None
    assert more.matching.cash == 10_000


def test_credit_notes_that_make_the_sum_are_used() -> None:
    items = [owed("A100", "100.00 EUR"), owed("C1", "-20.31 EUR"), owed("C2", "-7.00 EUR")]
    found = find(cash("79.69 EUR", "A100"), items, RULES)
    assert lines(found) == [("A100", 10_000, 0, 0), ("C1", -2_031, 0, 0)]


def test_what_names_no_item_goes_to_fees_and_interest_first_then_the_oldest() -> None:
    items = [
        owed("N", "50.00 EUR", 5), owed("I", "10.00 EUR", 1, kind="interest"),
        owed("O", "50.00 EUR", 90), owed("F", "5.00 EUR", 1, kind="fee"),
    ]  # fmt: skip
    found = spread(M("70.00 EUR"), items, RULES)
    assert found is not None
    assert [(line.item[4:], line.cash.minor) for line in found.lines] == [
        ("F", 500), ("I", 1_000), ("O", 5_000), ("N", 500),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("order", "paid"),
    [(("charge",), ["I", "F", "O", "N"]), (("fee", "charge"), ["F", "I", "O", "N"]),
     (("invoice",), ["O", "N", "I", "F"]), ((), ["O", "N", "I", "F"])],
)  # fmt: skip
def test_a_charge_is_a_fee_or_interest(order: tuple[str, ...], paid: list[str]) -> None:
    items = [
        owed("N", "50.00 EUR", 5), owed("I", "10.00 EUR", 2, kind="interest"),
        owed("O", "50.00 EUR", 90), owed("F", "5.00 EUR", 1, kind="fee"),
    ]  # fmt: skip
    found = spread(M("115.00 EUR"), items, Cash(order=order))
    assert found is not None
    assert [line.item[4:] for line in found.lines] == paid


def test_a_name_is_a_proposal_and_never_decides() -> None:
    found = find(cash("630.00 EUR", "", "", "Nordvik Bygg A/S"), ITEMS[:1], RULES, [MINE])
    assert found.matching is None
    assert found.proposals[0].customer == MINE
    assert found.proposals[0].why == "name and amount: INV-8812"


def test_a_number_of_two_customers_is_not_decided() -> None:
    items = [
        owed("77", "10.00 EUR"),
        replace(owed("77", "10.00 EUR"), ref="b/77", customer="b/2"),
    ]
    found = find(cash("10.00 EUR", "77", ""), items, RULES)
    assert found.matching is None
    assert {p.customer for p in found.proposals} == {MINE, "b/2"}


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Nordvik Bygg AS", "NORDVIK BYGG"), ("NORDVIK BYGG A/S", "NORDVIK BYGG"),
        ("Acme Tools S.p.A.", "ACME TOOLS"), ("Kowalski Sp. z o.o.", "KOWALSKI"),
        ("AS", "AS"), ("", ""),
    ],
)  # fmt: skip
def test_a_name_without_its_legal_form(name: str, plain: str) -> None:
    assert plain_name(name) == plain


@given(st.lists(st.integers(-500, 500).filter(bool), max_size=9), st.integers(-600, 600))
def test_the_only_subset_is_the_one_that_trying_all_finds(
    amounts: list[int], target: int
) -> None:
    every = [
        tuple(at for at in range(len(amounts)) if mask >> at & 1)
        for mask in range(1, 1 << len(amounts))
    ]
    fitting = [places for places in every if sum(amounts[at] for at in places) == target]
    expected = fitting[0] if len(fitting) == 1 else None
    assert only_subset(amounts, target, 9) == expected


AMOUNTS = st.integers(1, 30_000)
OPEN = st.lists(
    st.tuples(
        st.integers(-3_000, 20_000).filter(bool), st.integers(-40, 60),
        st.sampled_from(["", "2/10 NET 30", "3/5 NET 30", "rubbish", "9/5 5/20 2/45 NET 60"]),
    ),
    min_size=1, max_size=6,
)  # fmt: skip


@given(AMOUNTS, OPEN, st.booleans())
def test_nothing_is_settled_beyond_what_is_open_or_came_in(
    amount: int, open_: list[tuple[int, int, str]], partial: bool
) -> None:
    items = [
        replace(owed(f"A{n}", "1.00 EUR", late, terms=terms), open=Money(minor, "EUR"))
        for n, (minor, late, terms) in enumerate(open_)
    ]  # fmt: skip
    known = {item.ref: item for item in items}
    debts = [item for item in items if item.open.minor > 0]
    credits_ = [item for item in items if item.open.minor < 0]
    rules = replace(RULES, partial_discount=partial)
    found = settle(Money(amount, "EUR"), debts, TODAY, rules, credits_)
    if found is None:
        assert not debts
        return
    assert found.cash <= amount
    contested = {ref: money.minor for ref, money in found.deductions}
    for line in found.lines:
        if line.item:
            is_open = known[line.item].open.minor
            assert abs(line.settles.minor) + contested.get(line.item, 0) <= abs(is_open)
            assert line.settles.minor * is_open > 0 or line.settles.minor == 0


ORDERED = (
    replace(owed("INV-1", "630.00 EUR", 60), order="PO-7781"),
    replace(owed("INV-2", "213.10 EUR", 20), order="PO-7781"),
    replace(owed("INV-3", "158.00 EUR", 5), order="PO-7782"),
    replace(owed("INV-4", "90.00 EUR", customer="erp/1002"), order="po 7782"),
    replace(owed("INV-5", "91.00 EUR"), order="12"),
)


@pytest.mark.parametrize(
    ("amount", "text", "customer", "whose", "why", "paid"),
    [
        ("843.10 EUR", "order PO-7781", "", MINE, "their order PO-7781: INV-1, INV-2", 84_310),
        ("700.00 EUR", "your PO 7781", MINE, MINE, "their order PO-7781: INV-1, INV-2", 70_000),
        ("158.00 EUR", "po7782", "", MINE, "their order PO-7782: INV-3", 15_800),
    ],
)  # fmt: skip
def test_a_customers_own_order_number_is_proposed_and_never_decides(
    amount: str, text: str, customer: str, whose: str, why: str, paid: int
) -> None:
    items = [*ORDERED, owed("INV-9", "77.00 EUR"), owed("INV-8", "77.00 EUR")]
    found = find(cash(amount, text, customer), items, Cash(subset_items=0))
    assert found.matching is None
    assert found.rule.startswith(
        "it names no open document, only the customer's order number"
    )
    first = found.proposals[0]
    assert (first.customer, first.why) == (whose, why)
    assert first.matching is not None
    assert first.matching.cash == paid


def test_an_order_number_of_two_customers_is_proposed_of_both() -> None:
    found = find(cash("90.00 EUR", "PO 7782", ""), ORDERED, RULES)
    assert found.matching is None
    assert {(p.customer, p.why) for p in found.proposals} == {
        (MINE, "their order PO-7782: INV-3"), ("erp/1002", "their order po 7782: INV-4"),
    }  # fmt: skip


def test_a_document_number_stands_before_an_order_number_and_a_short_one_is_none() -> None:
    found = find(cash("213.10 EUR", "INV-2 for PO-7781"), ORDERED, RULES)
    assert (found.rule, lines(found)) == ("document number", [("INV-2", 21_310, 0, 0)])
    short = find(cash("5.00 EUR", "flat 12", ""), ORDERED, RULES)
    assert not any("order" in proposal.why for proposal in short.proposals)


@pytest.mark.parametrize(
    ("amount", "rule"), [("630.00 EUR", "exact amount"), ("788.00 EUR", "only sum")]
)
def test_an_order_number_of_others_makes_what_the_amount_says_a_doubt(
    amount: str, rule: str
) -> None:
    """INV-3 is theirs by the number they wrote; INV-1, or both, by the amount."""
    found = find(cash(amount, "PO-7782", customer=MINE), ORDERED, RULES)
    assert found.matching is None
    assert "the customer's order number is another: PO-7782" in found.rule
    assert any(each.why.startswith(rule) for each in found.proposals)
    assert found.proposals[0].why.startswith("their order PO-7782: INV-3")
    alone = find(cash("158.00 EUR", "PO-7782", customer=MINE), ORDERED, RULES)
    assert alone.rule == "exact amount"
