"""What one key would do to many accounts, or to an act of another day, is asked first."""

from __future__ import annotations

import pytest
from screens.fake import FakeOffice, press

from ledgerlane.domain.errors import Older
from ledgerlane.screens.build import build
from ledgerlane.screens.painting import as_text
from ledgerlane.screens.work import Work


class ManyOffice(FakeOffice):
    """An office whose last act is of another day."""

    def undo(self, older: bool = False) -> str:
        if not older:
            msg = "your last act here is of 17 Oct: assigned to bo on 7 accounts"
            raise Older(msg)
        return "taken back: assigned to bo"


async def test_a_result_on_a_whole_list_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ledgerlane.screens.drafting.MOST_UNASKED", 9)  # there are ten
    office = FakeOffice()
    shell = build(Work(office))
    await shell.area.show()
    await press(shell, "Vn")
    assert "n on 10 marked accounts?" in as_text(shell.paint())
    await press(shell, "x")
    assert (office.recorded, shell.message[0]) == ([], "nothing logged")
    await press(shell, "ny")
    assert len(office.recorded) == 10


async def test_an_act_of_another_day_is_asked() -> None:
    shell = build(Work(ManyOffice()))
    await shell.area.show()
    await press(shell, "u")
    assert "assigned to bo on 7 accounts. Take it back?" in as_text(shell.paint())
    await press(shell, "x")
    assert shell.message[0] == "it stands"
    await press(shell, "uy")
    assert shell.message[0] == "taken back: assigned to bo"
