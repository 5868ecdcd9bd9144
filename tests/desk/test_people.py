"""Who may act: added, granted, revoked, and refused by name."""

from __future__ import annotations

from datetime import date

import pytest
from builders import M
from desk_book import DeskBook

from ledgerlane.desk import imports, log, people
from ledgerlane.domain.errors import NotPermitted, Refused


def test_only_an_admin_changes_who_may_act(kept: DeskBook) -> None:
    desk = kept.sit("sam")
    with pytest.raises(
        NotPermitted, match="sam may not add people: that needs admin; sam has supervisor"
    ):
        people.add(desk, "zoe")
    with pytest.raises(NotPermitted, match="sam may not grant roles"):
        people.grant(desk, "sam", "admin")
    with pytest.raises(NotPermitted, match="sam may not revoke roles"):
        people.revoke(desk, "anna")


def test_a_role_ends_with_its_last_day(kept: DeskBook) -> None:
    desk = kept.sit(kept.me)
    people.add(desk, "zoe", "Zoe Holm")
    people.grant(desk, "zoe", "collector", until=date(2026, 7, 2))
    kept.clock.turn(date(2026, 7, 2))
    log.record(kept.sit("zoe"), "C3", "n")
    kept.clock.turn(date(2026, 7, 3))
    with pytest.raises(NotPermitted, match="zoe has no role"):
        log.record(kept.sit("zoe"), "C3", "n")


def test_revoked_is_revoked_and_can_be_added_again(kept: DeskBook) -> None:
    people.revoke(kept.sit(kept.me), "anna", "collector")
    with pytest.raises(NotPermitted, match="that needs collector or supervisor or admin"):
        log.record(kept.sit("anna"), "C3", "n")
    with pytest.raises(Refused, match="anna is no collector"):
        people.revoke(kept.sit(kept.me), "anna", "collector")
    people.revoke(kept.desk, "bo")
    with pytest.raises(NotPermitted, match="nobody here is called 'bo'"):
        kept.sit("bo")
    people.add(kept.sit(kept.me), "bo")
    people.grant(kept.desk, "bo", "collector")
    assert log.record(kept.sit("bo"), "C3", "n").words.startswith("NO ANSWER")


def test_somebody_stays_admin(kept: DeskBook) -> None:
    desk = kept.sit(kept.me)
    for role in ("admin", None):
        with pytest.raises(Refused, match="is the only admin"):
            people.revoke(desk, kept.me, role)
    people.grant(desk, "sam", "admin")
    people.revoke(desk, kept.me, "admin")
    with pytest.raises(NotPermitted):
        people.add(desk, "zoe")


def test_what_cannot_be_granted(kept: DeskBook) -> None:
    desk = kept.sit(kept.me)
    with pytest.raises(Refused, match="'boss' is no role; there are collector, supervisor"):
        people.grant(desk, "anna", "boss")
    with pytest.raises(Refused, match="'zoe'; add them first"):
        people.grant(desk, "zoe", "collector")
    with pytest.raises(Refused, match="said once for each currency"):
        people.grant(desk, "sam", "supervisor", [M("1.00 EUR"), M("2.00 EUR")])
    with pytest.raises(Refused, match="acts in this book already"):
        people.add(desk, "anna")
    with pytest.raises(Refused, match="is no login"):
        people.add(desk, "anna\x1b[31m")


def test_an_auditor_reads_and_a_clerk_imports(kept: DeskBook) -> None:
    desk = kept.sit("eva")
    assert [person.login for person in people.list_(desk)] == sorted(
        ["anna", "bo", "eva", kept.me, "sam", "tom"]
    )
    for verb in (
        lambda: log.record(desk, "C3", "n"),
        lambda: imports.import_files(desk, []),
    ):
        with pytest.raises(NotPermitted, match="eva has auditor"):
            verb()
    file = kept.folder / "more.csv"
    file.write_text(
        "invoice_no,customer_id,customer_name,issue_date,due_date,currency,amount,open_amount\n"
        "5001,C5,Fifth,2026-05-01,2026-06-01,EUR,10.00,10.00\n"
    )
    (report,) = imports.import_files(kept.sit("tom"), [file])
    assert (report.new, report.committed) == (1, True)
    with pytest.raises(NotPermitted, match="tom has clerk"):
        log.record(kept.desk, "C5", "n")
