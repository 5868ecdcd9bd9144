"""The tree of commands: each is found by its name, and the list of them imports none."""

from __future__ import annotations

import subprocess
import sys

import click
import pytest

from ledgerlane.cli import main
from ledgerlane.cli.program import COMMANDS, program


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_command_is_where_the_table_says(name: str) -> None:
    found = program.get_command(click.Context(program), name)
    assert found is not None
    assert found.name == name
    assert found.help


def test_the_list_shows_every_line_whole(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    shown = capsys.readouterr().out.partition("Commands:\n")[2].splitlines()
    assert [line.split(maxsplit=1) for line in shown] == [
        [name, line] for name, (_, line) in sorted(COMMANDS.items())
    ]
    assert max(map(len, shown)) < 80


def test_the_list_imports_no_command_and_no_store() -> None:
    asked = (
        "import sys; from ledgerlane.cli import main; main(['--help']); print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)  # fmt: skip
    loaded = done.stdout.splitlines()[-1].split()
    assert "ledgerlane.cli.program" in loaded
    assert [name for name in loaded if name.startswith(("ledgerlane.cli.commands.", "ledgerlane.store", "ledgerlane.desk", "pydantic"))] == []  # fmt: skip


def test_a_name_that_is_none_is_answered_with_those_near(capsys: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    assert main(["quue"]) == 2
    assert "Did you mean 'queue'?" in capsys.readouterr().err
    assert main(["--nonsense"]) == 2
    assert "No such option" in capsys.readouterr().err


def test_a_group_without_a_command_shows_its_help(capsys: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    assert main(["case"]) == 2
    shown = capsys.readouterr()
    assert (shown.out, shown.err.splitlines()[0]) == ("", "Usage: ledgerlane case [OPTIONS] COMMAND [ARGS]...")  # fmt: skip


def test_names_are_completed_with_their_lines() -> None:
    found = program.shell_complete(click.Context(program), "wri")
    assert [(each.value, each.help) for each in found] == [
        ("writeoff", COMMANDS["writeoff"][1])
    ]
