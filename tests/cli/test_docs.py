"""docs/cli.md is true: every example runs, in order, on one book, and prints what stands there."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from ledgerlane.cli import main
from ledgerlane.cli.program import program

PAGE = Path(__file__).parents[2] / "docs" / "cli.md"
BLOCK = re.compile(r"^```(?P<kind>\w+)(?: (?P<name>\S+))?\n(?P<text>.*?)^```$", re.M | re.S)


def examples(text: str) -> Iterator[tuple[str, str]]:
    """Each command of a console block with what it prints."""
    for part in re.split(r"^\$ ", text, flags=re.M)[1:]:
        command, _, output = part.partition("\n")
        yield command, output


def blocks() -> list[tuple[str, str, str]]:
    return [
        (m["kind"], m["name"] or "", m["text"])
        for m in BLOCK.finditer(PAGE.read_text("utf-8"))
    ]


def same(printed: str, shown: str) -> bool:
    """Whether they are the same; ``...`` stands for what differs from run to run, or is left out."""
    pattern = ".*".join(re.escape(part) for part in shown.rstrip().split("..."))
    return re.fullmatch(pattern, printed.rstrip(), re.S) is not None


def test_every_example_prints_what_stands_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LEDGERLANE_BOOK", "acme.book")
    monkeypatch.setenv("VISUAL", "true")  # an editor that changes nothing
    ran = 0
    for kind, name, text in blocks():
        if kind in ("csv", "toml") and name:
            Path(name).write_text(text, "utf-8")
        for command, shown in examples(text) if kind == "console" else ():
            program_name, *arguments = shlex.split(command)
            assert program_name == "ledgerlane"
            code = main(arguments)
            out, err = capsys.readouterr()
            expected = 0
            if found := re.search(r"^\(exit (\d+)\)\n", shown, re.M):
                expected, shown = int(found[1]), shown.replace(found[0], "")
            assert code == expected, f"{command}\n{out}{err}"
            printed = out if expected == 0 else out + err
            assert same(printed, shown), (
                f"{command}\n--- printed\n{printed}--- shown\n{shown}"
            )
            ran += 1
    assert ran > 30


def commands(group: click.Group, before: str = "") -> Iterator[str]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from commands(command, f"{before}{name} ")
        else:
            yield before + name


def test_every_command_has_an_example() -> None:
    shown = [
        c for kind, _, text in blocks() if kind == "console" for c, _ in examples(text)
    ]
    options = re.compile(r"--(as|as-of|book) \S+ ")
    plain = [options.sub("", command) for command in shown]
    missing = [
        name
        for name in commands(program)
        if not any(c.startswith(f"ledgerlane {name}") for c in plain)
    ]
    assert missing == []
