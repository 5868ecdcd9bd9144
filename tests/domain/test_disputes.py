from __future__ import annotations

from dataclasses import replace

import pytest
from builders import TODAY, M, item

from ledgerlane.domain.disputes import (
    Dispute,
    collectable,
    disputed,
    open_,
    settle,
    state_words,
)
from ledgerlane.domain.errors import Refused

INVOICE = item(30, "1000.00 EUR", "I1", opened="800.00 EUR", disputed="50.00 EUR")


def dispute(amount: str, state: str = "open", item_ref: str = "erp/I1") -> Dispute:
    return Dispute("d1", item_ref, M(amount), TODAY, "pallets", "anna", state)


@pytest.mark.parametrize(
    ("disputes", "contested", "rest"),
    [([], "50.00 EUR", "750.00 EUR"), ([dispute("300.00 EUR")], "350.00 EUR", "450.00 EUR"),
     ([dispute("300.00 EUR", "rejected")], "50.00 EUR", "750.00 EUR"),
     ([dispute("300.00 EUR", item_ref="erp/I2")], "50.00 EUR", "750.00 EUR"),
     ([dispute("900.00 EUR")], "800.00 EUR", "0.00 EUR")],
)  # fmt: skip
def test_the_undisputed_rest_stays_collectable(
    disputes: list[Dispute], contested: str, rest: str
) -> None:
    assert disputed(INVOICE, disputes) == M(contested)
    assert collectable(INVOICE, disputes) == M(rest)


def test_a_credit_note_has_nothing_to_collect() -> None:
    assert collectable(item(5, "-10.00 EUR"), []) == M("0.00 EUR")


def test_opening() -> None:
    fact = open_("d2", INVOICE, M("450.00 EUR"), TODAY, disputes=[dispute("300.00 EUR")], note="broken")  # fmt: skip
    assert (fact.item, fact.amount) == ("erp/I1", M("450.00 EUR"))


@pytest.mark.parametrize(
    ("amount", "note", "why"),
    [("450.01 EUR", "x", "Only 450.00 EUR of I1"), ("0.00 EUR", "x", "above zero"),
     ("5.00 USD", "x", "is in EUR"), ("5.00 EUR", " ", "Say what is disputed")],
)  # fmt: skip
def test_refusals(amount: str, note: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        open_("d2", INVOICE, M(amount), TODAY, disputes=[dispute("300.00 EUR")], note=note)


def test_a_dispute_is_answered_once() -> None:
    assert settle(dispute("3.00 EUR"), "upheld", TODAY).outcome == "upheld"
    with pytest.raises(Refused, match="already upheld"):
        settle(dispute("3.00 EUR", "upheld"), "rejected", TODAY)
    with pytest.raises(Refused, match="no answer"):
        settle(dispute("3.00 EUR"), "maybe", TODAY)


def test_a_dispute_that_was_decided_in_parts_says_both() -> None:
    whole = dispute("20.88 EUR")
    both = replace(whole, state="upheld", credited=12_50, denied=8_38)
    assert state_words(both) == "upheld in part: 12.50 credited, 8.38 denied"
    assert state_words(replace(whole, confirmed=12_50)) == "open: 12.50 confirmed"
    assert state_words(replace(both, credited=20_88, denied=0)) == "upheld"
    assert state_words(replace(whole, state="withdrawn")) == "withdrawn"
