"""People, owners and deputies in the app; the forms of what a customer wishes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from builders import M
from desk_book import DeskBook
from screens.conftest import Golden
from screens.fake import press

from ledgerlane.desk import accounts, assignment, people
from ledgerlane.screens.build import build
from ledgerlane.screens.office import DeskOffice
from ledgerlane.screens.painting import as_text
from ledgerlane.screens.shell import Shell
from ledgerlane.screens.work import Work


@pytest.fixture
def kept(tmp_path: Path) -> DeskBook:
    """Bo owns C1 and is away until 10 July; anna stands in. Sam may agree up to 5 000 EUR."""
    made = DeskBook(tmp_path)
    people.grant(made.sit(made.me), "sam", "supervisor", [M("5000.00 EUR")])
    assignment.assign(made.desk, ["C1"], "bo")
    assignment.deputy(made.desk, "anna", "bo", date(2026, 7, 10))
    return made


async def opened(kept: DeskBook, login: str, line: str = "") -> Shell:
    shell = build(Work(DeskOffice(kept.sit(login))))
    await shell.go("queue")
    if line:
        await press(shell, f":{line}⏎")
    return shell


def screen(shell: Shell) -> str:
    return as_text(shell.paint())


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (140, 40)])
async def test_golden_people_and_owners(
    golden: Golden, kept: DeskBook, columns: int, rows: int
) -> None:
    people.add(kept.sit(kept.me), "ada")
    people.grant(kept.desk, "ada", "admin", [])
    people.revoke(kept.desk, kept.me)  # whoever runs the tests
    shell = await opened(kept, "anna", "people")
    shell.resize(columns, rows)
    golden(f"people-{columns}x{rows}.txt", screen(shell))
    shell = await opened(kept, "anna", "assignment")
    shell.resize(columns, rows)
    golden(f"owners-{columns}x{rows}.txt", screen(shell))


async def test_a_row_of_somebody_one_stands_in_for_is_marked(kept: DeskBook) -> None:
    text = screen(await opened(kept, "anna"))
    assert "for bo: " in text
    assert text.count("for bo: ") == 1
    assert "for bo: " not in screen(await opened(kept, "bo"))


async def test_enter_on_an_owner_shows_their_accounts(kept: DeskBook) -> None:
    shell = await opened(kept, "sam", "assignment")
    await press(shell, "bo⏎")
    text = screen(shell)
    assert "Accounts of bo" in text
    assert "Nordvik Bygg" in text
    assert "Hansen" not in text


async def test_wishes_are_recorded_in_forms(kept: DeskBook) -> None:
    shell = await opened(kept, "anna")
    await press(shell, "gC1⏎")
    await press(shell, ":contact prefer⏎")
    await press(shell, "Europe/Oslo", "tab", "tab", "tab")
    await press(shell, "09:00-15:00⏎")
    assert shell.message[0] == "C1 Nordvik Bygg AS: zone Europe/Oslo, hours 09:00-15:00"
    await press(shell, ":contact consent⏎")
    await press(shell, "sms", "tab")
    await press(shell, "Kari Moe⏎")
    assert shell.message[0] == "C1 Nordvik Bygg AS: consent, channel sms, by Kari Moe"
    side = accounts.show(kept.desk, "C1").dossier.contacting
    assert (side.zone, side.hours) == ("Europe/Oslo", "09:00-15:00")
    assert "sms" in str(side)


async def test_a_wish_that_is_none_is_refused_with_what_would_be(kept: DeskBook) -> None:
    shell = await opened(kept, "anna")
    await press(shell, "gC1⏎")
    await press(shell, ":contact prefer⏎")
    await press(shell, "Mars/Base⏎")
    assert "Mars/Base" in screen(shell)
    await press(shell, "", "escape")
    await press(shell, ":contact consent⏎")
    await press(shell, "fax⏎")
    assert "fax" in screen(shell)
    assert "phone, sms, mail, letter, visit" in screen(shell)
    text = screen(await opened(kept, "eva", "contact prefer"))
    assert "eva" in text
