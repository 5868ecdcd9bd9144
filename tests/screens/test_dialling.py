"""The commands `dial` and `dial next`."""

from __future__ import annotations

from desk_book import DeskBook
from screens.fake import FakeOffice, press

from ledgerlane.desk import contact_stops, contacting
from ledgerlane.screens.build import build
from ledgerlane.screens.office import DeskOffice
from ledgerlane.screens.painting import as_text
from ledgerlane.screens.work import Work


async def test_dialling_asks_why_where_the_rules_warn() -> None:
    shell = build(Work(FakeOffice()))
    await shell.go("queue")
    await press(shell, ":dial⏎")
    assert shell.message[0] == "dialling 10482"
    await press(shell, ":dial next⏎")
    assert shell.message[0] == "20911: spoke on 2026-11-20: why all the same?"
    await press(shell, "other invoice⏎")
    assert shell.message[0] == "dialling 20911 other invoice"


async def test_a_stop_is_recorded_and_lifted_with_its_reason() -> None:
    shell = build(Work(FakeOffice()))
    await shell.go("queue")
    await press(shell, ":stop contact⏎lawyer⏎⏎")
    assert "stop lawyer: why, and who said so" in as_text(shell.paint())
    await press(shell, "Berg wrote⏎")
    assert shell.message[0] == "10482: lawyer, Berg wrote"
    await press(shell, ":resume contact⏎")
    assert shell.message[0] == "nothing keeps us from contacting them"
    await press(shell, "j:resume contact⏎⏎settled⏎")
    assert shell.message[0] == "20911: ST-1 lifted, settled"


async def test_a_clock_that_nobody_knows_is_not_shown_as_one_of_the_country(
    kept: DeskBook,
) -> None:
    """It read ``opens Tue 09:00 in Adak``: the last of the country's clocks, as if it were theirs."""
    desk = kept.sit("anna")
    contact_stops.prefer(desk, "C1", country="US", hours="09:00-17:00")
    shell = build(Work(DeskOffice(desk)))
    await shell.go("queue")
    await press(shell, "2")
    painted = as_text(shell.paint())
    assert " zone not known, safe from Tue 19:00 here" in painted
    assert (
        " ZONE US has several clocks and theirs is not known; :contact prefer sets it\n"
        in painted
    )
    assert "Adak" not in painted
    verdict = contacting.may(desk, "C1")
    assert [each.words for each in verdict.reasons] == [
        "Tue 00:03 in parts of US, 09:00-17:00"
    ]
    contact_stops.prefer(desk, "C1", zone="America/New_York")
    await press(shell, "", "ctrl+l")
    painted = as_text(shell.paint())
    assert "opens Tue 09:00 in New York, 13:00 here" in painted
    assert "not known" not in painted


async def test_one_clock_of_a_country_is_its_customers(kept: DeskBook) -> None:
    contact_stops.prefer(kept.sit("anna"), "C1", country="DE")
    shell = build(Work(DeskOffice(kept.desk)))
    await shell.go("queue")
    await press(shell, "2")
    assert "ZONE" not in as_text(shell.paint())
