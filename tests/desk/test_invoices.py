"""One document with everything that was done about it."""

from __future__ import annotations

import pytest
from builders import M
from desk_book import LEDGER, DeskBook
from program import ok

from ledgerlane.desk import cases, invoices, log, plans, write_offs
from ledgerlane.desk.plans import Terms
from ledgerlane.domain.errors import Refused

ORDERED = "".join(f"{row},PO 4711\n" if row[:4] == "1001" else f"{row},\n" for row in LEDGER.splitlines())  # fmt: skip


def test_what_the_books_say_and_what_was_done(kept: DeskBook) -> None:
    kept.take("orders", ORDERED.replace("1000.00,1000.00", "1000.00,900.00"))
    kept.take("payments", "P1,C1,2026-06-02,EUR,100.00,0.00\n")
    kept.take("allocations", "P1,1001,2026-06-02,100.00\n")
    desk = kept.sit("anna")
    dispute = log.record(desk, "C1", "d #1001 200= /dg pallets broken").words
    assert dispute.startswith("DISPUTE 200.00 EUR")
    log.record(desk, "C1", "p 300 fri")
    plan = plans.propose(desk, "C1", Terms(first=kept.desk.today, count=2, scope="1002"))
    asked = write_offs.request(desk, "C1", ["1001"], "uncollectible", "small")
    case = cases.open_(
        desk, "support", "C1", {"kind": "proof", "text": "no slip"}, ["1001"]
    )
    story = invoices.story(desk, "C1", "1001")
    [disputed] = desk_disputes(story)
    assert story == [
        "AMOUNT    1 000.00 EUR, open 900.00",
        "DATES     invoice of 2026-03-16, due 2026-04-15, 76 days late",
        "ORDER     PO 4711",
        "PAID      02 Jun  100.00 EUR  P1",
        disputed,
        "PROMISE   300.00 EUR by 03 Jul: open",
        f"REQUEST   {asked}  900.00 EUR  waiting, asked by anna on 30 Jun",
        f"CASE      support {case} proof: asked, waits for support, since 30 Jun",
        "DELIVERY  a proof was asked of support",
    ]
    assert disputed.endswith(
        "200.00 EUR  open since 30 Jun  damaged or wrong goods “pallets broken”"
    )
    assert f"PLAN      {plan}  500.00 EUR of it, proposed" in invoices.story(
        desk, "C1", "1002"
    )


def desk_disputes(story: object) -> list[str]:
    """The lines of disputes, whose names are chance."""
    assert isinstance(story, list)
    return [text for text in story if text.startswith("DISPUTE ")]


def test_a_document_of_which_nothing_is_known(kept: DeskBook) -> None:
    assert invoices.story(kept.sit("anna"), "C1", "1003") == [
        "AMOUNT    250.00 EUR, open 250.00",
        "DATES     invoice of 2026-06-15, due 2026-07-15, due in 15 days",
        "ORDER     the books name no order number",
        "PAID      nothing",
        "DELIVERY  not in the books; :support asks for a proof",
    ]
    with pytest.raises(Refused, match="C1 has no open item '77'"):
        invoices.story(kept.desk, "C1", "77")


def test_the_command_prints_the_same(kept: DeskBook) -> None:
    story = invoices.story(kept.sit("anna"), "C1", "1001")
    done = ok(kept.path, "show", "C1", "--invoice", "1001", "--as-of", "2026-06-30")
    assert done.out.splitlines() == list(story)
    assert M("1000.00 EUR").currency in story[0]
