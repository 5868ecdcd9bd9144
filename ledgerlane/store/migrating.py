"""The schema, made and changed by numbered files of SQL that are never edited."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from ledgerlane.store.sqlite import sqlite3


def migrate(db: Any) -> None:
    """Apply what is missing, each migration in a transaction of its own."""
    from sqlite_utils import Database, Migrations  # costs 60 ms, and only here

    ours, known = Migrations("ledgerlane"), scripts()
    for name, sql in known:
        _register(ours, name, sql)
    ours.apply(Database(db))
    db.execute(f"PRAGMA user_version = {len(known)}")


def _register(ours: Any, name: str, sql: str) -> None:
    @ours(name=name)  # type: ignore[untyped-decorator]
    def _(database: Any) -> None:
        for statement in statements(sql):
            database.conn.execute(statement)


def scripts() -> list[tuple[str, str]]:
    """Name and SQL of each migration, in the order of their numbers."""
    found = sorted(file.name for file in _folder().iterdir() if file.name.endswith(".sql"))
    return [
        (name.removesuffix(".sql"), (_folder() / name).read_text("utf-8")) for name in found
    ]


def statements(sql: str) -> Iterator[str]:
    """The statements of a script one by one: running a whole script would end the transaction."""
    text = ""
    for line in sql.splitlines(keepends=True):
        text += line
        if sqlite3.complete_statement(text):
            yield text
            text = ""


def _folder() -> Traversable:
    """Inside the package where it is installed, beside it where it is checked out."""
    installed = files("ledgerlane") / "migrations"
    return installed if installed.is_dir() else Path(__file__).parents[2] / "migrations"
