"""Proposed interest waits among what is decided: read with its arithmetic, charged or waived as read."""

from __future__ import annotations

import pytest
from desk_book import DeskBook

from ledgerlane.desk import board, disputes, interest, interest_reading, log, policy
from ledgerlane.domain.errors import NotPermitted, Refused
from ledgerlane.screens.office import DeskOffice


@pytest.fixture
def proposed(kept: DeskBook) -> str:
    """12 % of 1,000.00 for 76 days: 24.99 on invoice 1001, proposed by anna."""
    file = kept.folder / "policy.toml"
    file.write_text('[interest]\nregime = "contract"\nper_cent = "12"\n')
    policy.set_(kept.sit(kept.me), file)
    [made] = interest.propose(kept.sit("anna"), "C1", ["1001"])
    return made.charge


def test_it_waits_for_whom_it_is_not_of(kept: DeskBook, proposed: str) -> None:
    off = {
        name: [(each.row.id, each.off) for each in interest_reading.waiting(kept.sit(name))]
        for name in ("anna", "bo", "sam")
    }
    assert off == {
        "anna": [(proposed, "your own proposal: somebody else decides")],
        "bo": [(proposed, "needs supervisor or credit")],
        "sam": [(proposed, "")],
    }
    lines, digest = interest_reading.shown(kept.desk, proposed)
    assert lines == (
        f"{proposed}  24.99 EUR on 1001", "CUSTOMER  Nordvik Bygg AS (C1)",
        "PROPOSED  by anna on 2026-06-30", "INTEREST  contract, until 2026-06-30",
        "    2026-04-16 to 2026-06-30  1 000.00 EUR x 12 % x 76/365 = 24.98630137",
    )  # fmt: skip
    made = board.board(kept.desk, scope="all", currency="EUR")
    [line] = [
        each
        for each in made.attention
        if each.view == "approve" or "decision" in each.words
    ]
    assert (line.number, line.minor) == (1, 2_499)
    assert (
        interest_reading.charge(kept.desk, proposed, digest)
        == f"charged: {proposed}, 24.99 EUR"
    )
    assert interest_reading.waiting(kept.desk) == []


def test_only_what_was_shown_is_charged(kept: DeskBook, proposed: str) -> None:
    digest = interest_reading.shown(kept.sit("sam"), proposed)[1]
    log.record(kept.sit("anna"), "C1", "d #1001 quality damaged")
    lines, now = interest_reading.shown(kept.sit("sam"), proposed)
    assert lines[-1].startswith("DISPUTED  1 000.00 EUR of 1001: ")
    assert now != digest
    with pytest.raises(Refused, match="look again"):
        interest_reading.charge(kept.desk, proposed, digest)
    with pytest.raises(NotPermitted):
        interest_reading.waive(kept.sit("bo"), proposed, "goodwill")
    assert (
        interest_reading.waive(kept.sit("sam"), proposed, "goodwill")
        == f"waived: {proposed}, 24.99 EUR"
    )
    assert disputes.list_(kept.desk, state="open")


def test_the_app_decides_it_in_area_five(kept: DeskBook, proposed: str) -> None:
    office = DeskOffice(kept.sit("sam"))
    [line] = office.requests()
    assert (line.id, line.minor, line.off) == (proposed, 2_499, "")
    assert line.reason == "interest on 1001 until 2026-06-30"
    with pytest.raises(Refused, match="its proposer can withdraw it"):
        office.decide(proposed, "return", "why")
    done = office.decide(proposed, "accept", office.shown(proposed).digest)
    assert done == f"charged: {proposed}, 24.99 EUR"
    assert office.requests() == []
