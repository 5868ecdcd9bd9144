"""Credit on a desk: what a decision keeps, and holds that come with another act."""

from __future__ import annotations

from datetime import date

import pytest
from builders import M
from desk_book import DeskBook

from ledgerlane.desk import (
    accounts,
    care,
    cases,
    credit,
    credit_deciding,
    credit_hold,
    credit_lists,
    credit_reading,
    people,
    undo,
)
from ledgerlane.desk.entry import append_act
from ledgerlane.domain.credit import digest
from ledgerlane.domain.errors import NotPermitted, Refused
from ledgerlane.domain.events import CreditTermsSet

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
    hold(kept, "PLC-2 placed")
    credit_deciding.terms(kept.desk, "C1", "restore", "they paid")
    assert terms(kept, "C1") == "hold"  # the placement's own
    assert care.verify(kept.desk, deep=True) == []


def test_a_hold_as_it_was_recorded_before_ends_with_the_next_word_on_the_terms(
    kept: DeskBook,
) -> None:
    agg = f"customer:{accounts.show(kept.sit(kept.me), 'C1').customer.ref}"
    day = kept.desk.today

    def record(terms_: str, cause: str = "") -> None:
        with kept.desk.store.writing():
            fact = CreditTermsSet(on=day, terms=terms_, cause=cause)
            append_act(kept.desk, {agg: [fact]})

    record("hold", "WO-AAAAAA written off")
    assert terms(kept, "C1") == "hold"
    record("open")
    assert terms(kept, "C1") == "open"
    record("hold", "WO-AAAAAB written off")
    lift(kept, "WO-AAAAAB")
    assert terms(kept, "C1") == "open"
    assert care.verify(kept.desk, deep=True) == []


def test_what_the_order_desk_reads_needs_a_reason(kept: DeskBook) -> None:
    with pytest.raises(
        Refused, match="say why: the collector reads it, and the order desk"
    ):
        credit_deciding.terms(kept.sit(kept.me), "C1", "hold", "  ")
    with pytest.raises(Refused, match="say the limit, an amount like 5000 or 5000 EUR"):
        credit_deciding.limit(kept.desk, "C1", "", "why not")


def test_what_waits_is_read_with_its_digest_and_granted_as_shown(kept: DeskBook) -> None:
    id_ = cases.open_(kept.sit("anna"), "credit", "C1", ASKED)
    [line] = credit_reading.waiting(kept.desk)
    assert (line.id, line.asked, line.by, line.off) == (
        id_,
        "reduce to 500.00 EUR",
        "anna",
        "needs credit",
    )
    [line] = credit_reading.waiting(kept.sit(kept.me))
    assert line.off == ""
    lines, digest = credit_reading.shown(kept.desk, id_)
    assert lines[0] == f"{id_}  reduce to 500.00 EUR  C1 Nordvik Bygg AS"
    cases.move(kept.sit("anna"), id_, "note", {"text": "they called"})
    with pytest.raises(
        Refused, match="what was shown has changed meanwhile; read it again"
    ):
        credit_reading.grant(kept.sit(kept.me), id_, digest)
    digest = credit_reading.shown(kept.desk, id_)[1]
    assert (
        credit_reading.grant(kept.desk, id_, digest)
        == f"granted: {id_} reduce to 500.00 EUR"
    )
    assert credit_reading.waiting(kept.desk) == []


def test_what_the_program_proposes_is_granted_and_not_declined(kept: DeskBook) -> None:
    credit_deciding.terms(kept.sit(kept.me), "C4", "cash-only", "slow")
    [line] = credit_reading.waiting(kept.desk)
    assert (line.number, line.by, line.asked) == ("C4", "", "restore")
    with pytest.raises(Refused, match="nobody asked for it"):
        credit_reading.answer(kept.desk, line.id, "deny", "no")
    digest = credit_reading.shown(kept.desk, line.id)[1]
    assert credit_reading.grant(kept.desk, line.id, digest) == "C4: open account again"
    assert terms(kept, "C4") == "open"
    with pytest.raises(Refused, match="it is not proposed any more"):
        credit_reading.shown(kept.desk, line.id)


def test_the_form_gives_the_word_on_the_terms_back_to_the_books(kept: DeskBook) -> None:
    desk = kept.sit(kept.me)
    with pytest.raises(Refused, match="no word of ours on the terms stands"):
        credit_deciding.decide(desk, "C1", "books", "", "why", dry=True)
    credit_deciding.decide(desk, "C1", "cash-only", "", "slow")
    credit_deciding.decide(desk, "C1", "books", "", "they know better", dry=True)
    assert terms(kept, "C1") == "cash-only"
    credit_deciding.decide(desk, "C1", "books", "", "they know better")
    assert terms(kept, "C1") == "open"
    assert care.verify(desk, deep=True) == []


def test_a_decision_of_the_form_is_looked_at_before_it_is_recorded(kept: DeskBook) -> None:
    desk = kept.sit(kept.me)
    credit_deciding.decide(desk, "C1", "limit", "700", "small", dry=True)
    assert credit.in_force(accounts.show(desk, "C1")).limits == {}
    credit_deciding.decide(desk, "C1", "limit", "700", "small")
    assert credit.in_force(accounts.show(desk, "C1")).limits["EUR"].amount == M(
        "700.00 EUR"
    )
    with pytest.raises(Refused, match="hold has no limit; limit has"):
        credit_deciding.decide(desk, "C1", "hold", "700", "small")


PROSPECT = {"name": "Ny Kunde AS", "limit": "800 EUR", "needs": "one order", "number": "C4"}


def test_a_prospect_is_nobodys_case_until_it_is_linked(kept: DeskBook) -> None:
    before = len(cases.list_(kept.sit("anna")))
    id_ = cases.open_(kept.desk, "prospect", "", PROSPECT)
    [row] = cases.list_(kept.desk, kind="prospect")
    assert (row.customer, row.number, row.name, row.minor) == (0, "", "Ny Kunde AS", 80_000)
    undo.undo(kept.desk)
    assert len(cases.list_(kept.desk)) == before
    undo.redo(kept.desk)
    cases.move(kept.desk, id_, "terms", {"to": "Ida Ny", "how": "mail"})
    for who in ("bank", "supplier"):
        cases.move(kept.desk, id_, "reference", {"who": who, "answer": "good"})
    [line] = credit_reading.waiting(kept.sit(kept.me))
    assert (line.id, line.asked, line.off) == (id_, "first credit, 800.00 EUR", "")
    digest = credit_reading.shown(kept.desk, id_)[1]
    said = credit_reading.grant(kept.desk, id_, digest)
    assert said == f"approved: {id_} Ny Kunde AS, 800.00 EUR"
    assert [each.number for each in credit_lists.arrived(kept.desk)] == ["C4"]
    with pytest.raises(NotPermitted, match=r"anna may not link .* that needs credit"):
        cases.move(kept.sit("anna"), id_, "link", {"number": "C4"})
    assert credit.in_force(accounts.show(kept.desk, "C4")).limits == {}
    cases.move(kept.sit(kept.me), id_, "link", {"number": "C4"})
    assert credit.in_force(accounts.show(kept.desk, "C4")).limits["EUR"].amount == M(
        "800.00 EUR"
    )
    assert care.verify(kept.desk, deep=True) == []
    listed = cases.list_(kept.desk)
    care.rebuild(kept.sit(kept.me))
    assert cases.list_(kept.desk) == listed
    assert care.verify(kept.desk, deep=True) == []
    yesterday = kept.sit("anna", as_of=date(2026, 6, 29))
    assert cases.list_(yesterday, kind="prospect") == []


@pytest.mark.parametrize("end", ["withdraw", "deny"])
def test_what_one_recommended_and_came_to_nothing_one_does_not_decide_oneself(
    kept: DeskBook, end: str
) -> None:
    people.add(kept.sit(kept.me), "cleo")
    people.grant(kept.desk, "cleo", "credit", [])
    asked = {"action": "reduce", "limit": "900", "text": "later every month"}
    id_ = cases.open_(kept.sit("cleo"), "credit", "C1", asked)
    cases.move(kept.sit("cleo" if end == "withdraw" else kept.me), id_, end, {"text": "no"})
    desk = kept.sit("cleo")
    with pytest.raises(NotPermitted, match=r"cleo recommended reduce to 900\.00 EUR, CR-.*; until 2026-09-28 somebody else"):  # fmt: skip
        credit_deciding.limit(desk, "C1", "800", "as I said")
    credit_deciding.terms(desk, "C1", "hold", "another thing")
    kept.clock.turn(date(2026, 9, 28))
    credit_deciding.limit(kept.sit("cleo"), "C1", "800", "as I said")
    assert care.verify(kept.desk, deep=True) == []


def test_a_recommendation_is_withdrawn_by_who_made_it_or_by_credit(kept: DeskBook) -> None:
    id_ = cases.open_(kept.sit("anna"), "credit", "C1", ASKED)
    with pytest.raises(NotPermitted, match=f"anna recommended {id_}; only they, or the credit role"):  # fmt: skip
        cases.move(kept.sit("bo"), id_, "withdraw", {})
    assert cases.move(kept.sit(kept.me), id_, "withdraw", {}).state == "withdrawn"


@pytest.mark.parametrize("action", ["hold", "cash-only", "review"])
def test_a_recommendation_is_shown_before_it_is_made(kept: DeskBook, action: str) -> None:
    said = {"action": action, "text": "late for weeks"}
    lines = cases.preview(kept.desk, "credit", "", "C1", said)
    assert lines == [f"action: {action}", "text: late for weeks", "due: 2026-07-03"]
