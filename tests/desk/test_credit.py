"""Credit on a desk: what a decision keeps, and holds that come with another act."""

from __future__ import annotations

import pytest
from builders import M
from desk_book import DeskBook

from ledgerlane.desk import accounts, care, cases, credit, credit_deciding, credit_hold
from ledgerlane.desk.entry import append_act
from ledgerlane.domain.credit import digest
from ledgerlane.domain.errors import Refused

ASKED = {"action": "reduce", "limit": "500", "text": "later every month"}


def terms(kept: DeskBook, customer: str) -> str:
    return credit.in_force(accounts.show(kept.desk, customer)).terms.terms


def hold(kept: DeskBook, cause: str) -> None:
    view = accounts.show(kept.desk, "C1")
    with kept.desk.store.writing():
        append_act(kept.desk, credit_hold.put(kept.desk, view, cause))


def lift(kept: DeskBook, cause: str) -> None:
    view = accounts.show(kept.desk, "C1")
    with kept.desk.store.writing():
        append_act(kept.desk, credit_hold.lift(kept.desk, view, cause))


def test_a_decision_keeps_the_evidence_it_was_taken_on_and_its_digest(
    kept: DeskBook,
) -> None:
    id_ = cases.open_(kept.sit("anna"), "credit", "C1", ASKED)
    case, view = cases.load(kept.desk, id_)
    shown = case.word("evidence").split("\n")
    assert shown == list(credit.evidence(kept.desk, view))
    assert case.amount("limit") == M("500.00 EUR")
    now = credit.in_force(view)
    ref = view.customer.ref
    assert case.word("digest") == digest(ref, "reduce", M("500.00 EUR"), now, shown)
    cases.move(kept.sit(kept.me), id_, "grant", {})
    case, view = cases.load(kept.desk, id_)
    [grant] = case.taken("grant")
    assert str(grant.values["evidence"]).split("\n") == shown
    assert grant.values["digest"] == case.moves[0].values["digest"]
    assert credit.in_force(view).limits["EUR"].amount == M("500.00 EUR")
    assert care.verify(kept.desk, deep=True) == []


def test_nobody_types_the_evidence(kept: DeskBook) -> None:
    with pytest.raises(Refused, match="recommend takes no evidence; it takes action, limit, owner, due, text"):  # fmt: skip
        cases.open_(
            kept.sit("anna"), "credit", "C1", {**ASKED, "evidence": "they are rich"}
        )


def test_the_hold_of_an_act_ends_with_it_and_the_terms_before_stand_again(
    kept: DeskBook,
) -> None:
    credit_deciding.terms(kept.sit(kept.me), "C1", "cash-only", "slow")
    hold(kept, "PLC-1 placed")
    assert terms(kept, "C1") == "hold"
    lift(kept, "PLC-2 placed")
    assert terms(kept, "C1") == "hold"
    lift(kept, "PLC-1 placed")
    assert terms(kept, "C1") == "cash-only"


def test_a_hold_that_stands_is_not_taken_over(kept: DeskBook) -> None:
    credit_deciding.terms(kept.sit(kept.me), "C1", "hold", "court")
    hold(kept, "PLC-1 placed")
    lift(kept, "PLC-1 placed")
    assert terms(kept, "C1") == "hold"


def test_what_the_order_desk_reads_needs_a_reason(kept: DeskBook) -> None:
    with pytest.raises(
        Refused, match="say why: the collector reads it, and the order desk"
    ):
        credit_deciding.terms(kept.sit(kept.me), "C1", "hold", "  ")
    with pytest.raises(Refused, match="say the limit, an amount like 5000 or 5000 EUR"):
        credit_deciding.limit(kept.desk, "C1", "", "why not")
