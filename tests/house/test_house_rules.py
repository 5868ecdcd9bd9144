"""The rules of the house that no linter knows (style in CONTRIBUTING.md)."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest
from shared import ROOT

from ledgerlane.store.connection import SCHEMA

PYTHON = sorted(
    path
    for folder in ("ledgerlane", "tests", "bench")
    for path in (ROOT / folder).rglob("*.py")
)
PACKAGE = sorted((ROOT / "ledgerlane").rglob("*.py"))
REGISTRY = re.compile(r"https?://[^\s\"')]*(/simple\b|registry\.|/packages/[0-9a-f]{2}/)")
MACHINE = re.compile(r"(?<![\w./])/(" + "wo" + "rk|fa" + "rm)/")

Function = ast.FunctionDef | ast.AsyncFunctionDef


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


def functions(path: Path) -> list[Function]:
    return [node for node in ast.walk(tree(path)) if isinstance(node, Function)]


def tracked() -> list[Path]:
    """What the repository holds, or would hold: caches and environments left out."""
    names = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    return [ROOT / name for name in names if (ROOT / name).is_file()]


def test_no_file_is_over_500_lines() -> None:
    long = {named(p): n for p in PYTHON if (n := p.read_text("utf-8").count("\n")) > 500}
    assert long == {}


def test_no_function_is_over_70_lines() -> None:
    long = [
        f"{named(path)}:{node.lineno} {node.name}: {length}"
        for path in PYTHON
        for node in functions(path)
        if (length := (node.end_lineno or node.lineno) - node.lineno + 1) > 70
    ]
    assert long == []


def test_nothing_is_swallowed() -> None:
    swallowed = [
        f"{named(path)}:{node.lineno}"
        for path in PYTHON
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) in ("Exception", "BaseException"))
        and all(isinstance(line, ast.Pass) for line in node.body)
    ]
    assert swallowed == []


def test_every_module_says_what_it_is() -> None:
    silent = [named(path) for path in PACKAGE if not ast.get_docstring(tree(path))]
    assert silent == []


def test_the_domain_reads_no_clock_and_no_chance() -> None:
    impure = re.compile(
        r"\b(date\.today|datetime\.now|time\.time|os\.environ|import random)\b"
    )
    found = [
        named(path)
        for path in (ROOT / "ledgerlane" / "domain").rglob("*.py")
        if impure.search(path.read_text("utf-8"))
    ]
    assert found == []


def test_sql_lives_in_the_store() -> None:
    speaks = re.compile(r"\.execute(many|script)?\(")
    found = [
        named(path)
        for path in PACKAGE
        if "store" not in path.parts and speaks.search(path.read_text("utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("pattern", "what"),
    [(REGISTRY, "a registry's host"), (MACHINE, "a path of one machine")],
    ids=["registry", "machine"],
)
def test_no_file_names(pattern: re.Pattern[str], what: str) -> None:
    found = []
    for path in tracked():
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        if pattern.search(text):
            found.append(f"{named(path)}: {what}")
    assert found == []


def test_the_schema_number_counts_the_migrations() -> None:
    """A book is migrated where its number is less than this."""
    assert len(list((ROOT / "migrations").glob("*.sql"))) == SCHEMA


def test_every_migration_has_a_number_of_its_own() -> None:
    names = [path.name for path in (ROOT / "migrations").glob("*.sql")]
    assert all(re.fullmatch(r"[0-9]{4}_[a-z_]+\.sql", name) for name in names)
    assert len({name[:4] for name in names}) == len(names)
