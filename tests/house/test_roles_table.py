"""Every verb of the desk that asks for a role stands in the table of who may (tests/roles_table.py)."""

from __future__ import annotations

import ast
import importlib
from pathlib import Path

from roles_table import MAY

from ledgerlane.domain.people import ROLES

DESK = Path(__file__).parents[2] / "ledgerlane" / "desk"


def asked() -> dict[tuple[str, str], str]:
    """By module and words, the roles that the code asks for."""
    found: dict[tuple[str, str], set[str]] = {}
    for file in sorted(DESK.glob("*.py")):
        module = importlib.import_module(f"ledgerlane.desk.{file.stem}")
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and ast.unparse(node.func) == "require"):
                continue
            _, roles, what = node.args
            named = what.value if isinstance(what, ast.Constant) else ast.unparse(what)
            code = compile(ast.Expression(roles), file.name, "eval")
            found.setdefault((file.stem, str(named)), set()).update(
                eval(code, vars(module))
            )
    return {verb: " ".join(sorted(roles)) for verb, roles in found.items()}


def test_the_table_of_who_may_is_what_the_code_asks_for() -> None:
    code = asked()
    missing = {verb: roles for verb, roles in code.items() if MAY.get(verb) != roles}
    assert missing == {}, "rows to add or change in tests/roles_table.py"
    assert sorted(set(MAY) - set(code)) == []


def test_only_roles_that_there_are() -> None:
    assert {role for roles in MAY.values() for role in roles.split()} <= set(ROLES)


def test_who_reads_all_changes_nothing() -> None:
    assert [verb for verb, roles in MAY.items() if "auditor" in roles.split()] == []


def test_sales_take_back_their_own_acts_and_else_only_act_on_cases() -> None:
    theirs = {verb for verb, roles in MAY.items() if "sales" in roles.split()}
    assert theirs <= {("undo", "take an act back"), ("undo", "bring an act back")}
