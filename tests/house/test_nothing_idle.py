"""Nothing stands there for the tests alone: every rule is used, every key of the policy is obeyed."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any, get_args, get_type_hints

from shared import ROOT

from ledgerlane.domain.policy import Policy

PACKAGE = ROOT / "ledgerlane"
POLICY = tuple((PACKAGE / "domain").glob("*policy*.py"))
NOT_OBEYING = ("check_", "__post_init__")
"""A policy type's own functions obey its keys; those that only prove what a file says do not."""


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def imported() -> Iterator[str]:
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ImportFrom) and node.module:
                yield node.module
                yield from (f"{node.module}.{each.name}" for each in node.names)
            elif isinstance(node, ast.Import):
                yield from (each.name for each in node.names)


def test_every_module_of_the_domain_is_imported_by_the_program() -> None:
    modules = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in (PACKAGE / "domain").rglob("*.py")
        if path.name != "__init__.py"
    }
    assert len(modules) > 100
    assert sorted(modules - set(imported())) == []


def keys(kind: Any, where: str = "") -> Iterator[tuple[str, str]]:
    """Path and name of every key that a policy file may say."""
    hints = get_type_hints(kind)
    for entry in fields(kind):
        if entry.init:
            yield f"{where}{entry.name}", entry.name
            for each in (hints[entry.name], *get_args(hints[entry.name])):
                if is_dataclass(each):
                    yield from keys(each, f"{where}{entry.name}.")


def obeying(path: Path) -> Iterator[ast.AST]:
    """What of a module may obey a key: all of it, of the policy's own the methods of its types."""
    if path not in POLICY:
        yield tree(path)
        return
    for kind in tree(path).body:
        if isinstance(kind, ast.ClassDef):
            yield from (
                each
                for each in kind.body
                if isinstance(each, ast.FunctionDef)
                and not each.name.startswith(NOT_OBEYING)
            )


def read() -> set[str]:
    """The names that the program reads of anything."""
    return {
        node.attr
        for path in PACKAGE.rglob("*.py")
        for part in obeying(path)
        for node in ast.walk(part)
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load)
    }


def test_every_key_of_the_policy_is_read() -> None:
    """By its name, whatever has it: a key that no line reads is written, proved and obeyed by nobody."""
    found = read()
    paths = dict(keys(Policy))
    assert len(paths) > 150
    assert [path for path, name in paths.items() if name not in found] == []
