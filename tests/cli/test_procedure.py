"""docs/procedure.md is true: each step has the command, key, function and test that its row names."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import NamedTuple

import click
import pytest
from shared import ROOT, SHARED

from ledgerlane.cli.program import program
from ledgerlane.screens.registry import BINDINGS, NAMED

PAGE = (ROOT / "docs" / "procedure.md").read_text("utf-8")
DESIGN = SHARED / "design" / "procedure.md"
TESTS = ROOT / "tests"
STEPS = range(1, 12)


class Row(NamedTuple):
    """One line of the table."""

    step: str
    command: str
    key: str
    function: str
    test: str


def _rows() -> list[Row]:
    part = PAGE.split("\n## Every step, and where it is\n")[1].split("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("|")][2:]
    return [Row(*(cell.strip() for cell in line.strip("|").split(" | "))) for line in lines]


ROWS = _rows()


def ticked(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


@cache
def known_tests() -> set[str]:
    """The names of all test functions, as pytest collects them."""
    return {
        node.name
        for path in TESTS.rglob("test_*.py")
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
    }


@cache
def known_cases() -> list[str]:
    """Each case by its file and title."""
    return [
        f"cases/{path.name}: {title}"
        for path in sorted((TESTS / "cases").glob("*.txt"))
        for title in re.findall(r"^== (.+)$", path.read_text("utf-8"), re.M)
    ]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.step)
def test_what_a_row_names_is_there(row: Row) -> None:
    assert row.command != "-" or row.key != "-"
    for words in ticked(row.command):
        at: click.Command = program
        for word in words.split():
            if word.startswith("--"):
                assert any(word in option.opts for option in at.params), words
            else:
                assert isinstance(at, click.Group), words
                found_ = at.get_command(click.Context(at), word)
                assert found_ is not None, words
                at = found_
    by_name = {f":{each.short}" for each in (*BINDINGS, *NAMED)}
    pressed = {key for each in BINDINGS for key in each.keys} | set(_codes())
    assert [key for key in ticked(row.key) if key not in by_name | pressed] == []
    for path in ticked(row.function):
        *module, name = path.split(".")
        found = import_module(".".join(["ledgerlane", *module]))
        assert callable(getattr(found, name)), path
    named = ticked(row.test) or [row.test]
    assert set(named) <= known_tests() | set(known_cases())


def _codes() -> Iterator[str]:
    """Codes of the composer, which are typed after `l`."""
    from ledgerlane.domain.policy import Policy

    for code in Policy().codes:
        yield code.letter


def test_there_are_at_least_120_cases_and_no_two_of_one_name() -> None:
    known = known_cases()
    assert len(known) >= 120
    assert len(set(known)) == len(known)


def test_each_of_the_eleven_steps_has_rows() -> None:
    numbers = {int(n) for row in ROWS for n in re.findall(r"^\*\*(\d+) ", row.step)}
    assert numbers == set(STEPS)


@pytest.mark.skipif(not DESIGN.is_file(), reason="../shared is absent")
def test_each_line_of_the_design_has_a_row() -> None:
    text = DESIGN.read_text("utf-8")
    around, rules = (
        text.split("\n## 3. ")[1],
        text.split("\n## 5. ")[1].split("\n## 6. ")[0],
    )
    lines = around.split("\n## ")[0].splitlines()
    wanted = [
        label.rstrip(":")
        for line in lines if line.startswith("- ")
        for label in re.findall(r"\*\*(.+?)\*\*", line)
    ]  # fmt: skip
    wanted += re.findall(r"^\*\*(.+?)\*\*", rules, re.M)
    there = "\n".join(row.step for row in ROWS)
    assert [label for label in wanted if f"**{label}" not in there] == []


def test_every_test_that_the_page_names_is_there() -> None:
    named = set(re.findall(r"\btest_[a-z]\w+", re.sub(r"[\w/]+\.py", "", PAGE)))
    assert sorted(named - known_tests()) == []


def test_every_case_that_the_page_names_is_there() -> None:
    named = re.findall(r"(?<!tests/)cases/\w+\.txt: [^|,;`]+", PAGE)
    known = known_cases()
    assert [
        each for each in named if not any(c.startswith(each.strip()) for c in known)
    ] == []
