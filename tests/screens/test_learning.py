"""``:learn``: a profile from a file, column by column; what cannot be told is asked, and then kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from desk_book import DeskBook
from screens.conftest import Golden
from screens.fake import press

from ledgerlane.screens.build import build
from ledgerlane.screens.office import DeskOffice
from ledgerlane.screens.painting import as_text
from ledgerlane.screens.shell import Shell
from ledgerlane.screens.work import Work
from ledgerlane.sync import profile

DOUBTFUL = """\
Klant,Code,Datum1,Datum2,Bedrag1,Bedrag2
Ann BV,1,01/02/2026,02/03/2026,"1,234","1,000"
Bo NV,2,01/02/2026,03/03/2026,"2,000","2,000"
"""


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "klant.csv").write_text(DOUBTFUL, "utf-8")
    return build(Work(DeskOffice(DeskBook(tmp_path).sit("tom"))))


async def learned(shell: Shell, file: str = "klant.csv", name: str = "klantsys") -> str:
    await shell.go("queue")
    await press(shell, f":learn⏎{file}", "tab")
    await press(shell, f"{name}⏎")
    return screen(shell)


def screen(shell: Shell) -> str:
    return as_text(shell.paint())


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (140, 40)])
async def test_golden_learn(golden: Golden, shell: Shell, columns: int, rows: int) -> None:
    shell.resize(columns, rows)
    golden(f"learn-{columns}x{rows}.txt", await learned(shell))


async def test_what_must_be_said_is_said_by_key_and_the_profile_is_kept(
    shell: Shell, tmp_path: Path
) -> None:
    text = await learned(shell)
    assert shell.area_name == "learn"
    assert "klant.csv: items, headings in row 1" in text
    assert "no column of document dates: enter on its column" in text
    await press(shell, "a")
    assert shell.message[0].startswith("not kept yet: ")
    kept = tmp_path / "config" / "ledgerlane" / "profiles" / "klantsys.toml"
    assert not kept.exists()
    for heading, role in (("Datum1", "doc date"), ("Datum2", "due date"), ("Bedrag1", "amount")):  # fmt: skip
        await at(shell, heading)
        await press(shell, f"⏎{role}⏎")
    await at(shell, "Bedrag2")
    await press(shell, "eopen⏎")
    text = screen(shell)
    assert "'1,234' could have three decimals or be thousands: d" in text
    assert "'01/02/2026' could be day/month or month/day: o" in text
    await press(shell, "d.⏎odmy⏎ceur⏎")
    text = screen(shell)
    assert "to be said" not in text
    assert "all is clear: a keeps it" in text
    assert "2 rows are read with it" in text
    assert "amounts 3 234.00 EUR, open 3 000.00 EUR" in text
    await press(shell, "a")
    assert shell.message[0] == f"kept as {kept}; sync import uses it"
    made = profile.parse(kept.read_text("utf-8"), str(kept))
    assert (made.name, made.currency) == ("klantsys", "EUR")
    assert made.tables[0].columns["open"] == ("Bedrag2",)


async def at(shell: Shell, heading: str) -> None:
    """The cursor on the column of this heading."""
    await press(shell, "", "home")
    names = [each.heading for each in shell.area.learnt.columns]  # type: ignore[attr-defined]
    await press(shell, "j" * names.index(heading))


async def test_a_file_that_is_not_there_is_said_in_the_form(shell: Shell) -> None:
    text = await learned(shell, "nowhere.csv")
    assert shell.area_name == "queue"
    assert "nowhere.csv" in text
    assert "Learn a profile from a ledger file" in text


async def test_without_a_file_the_keys_say_how_to_ask_for_one(shell: Shell) -> None:
    await shell.go("learn")
    await press(shell, "a")
    assert shell.message[0] == "no file is looked at; :learn asks for one"
