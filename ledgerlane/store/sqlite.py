"""Which SQLite this is. The one place that chooses, so that a process never holds two.

pysqlite3 comes first because it brings a library without the WAL-reset bug of SQLite
3.7.0-3.51.2, which can lose committed pages when several connections checkpoint at once.
sqlite-utils chooses in the same order, so migrations run on the same library.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

_BUNDLED = find_spec("pysqlite3") is not None  # no wheel on some platforms

NAME = "pysqlite3" if _BUNDLED else "sqlite3 of Python"

sqlite3: Any = import_module("pysqlite3.dbapi2" if _BUNDLED else "sqlite3")
"""The database module, as the standard library's ``sqlite3`` has it."""

VERSION: str = sqlite3.sqlite_version
Error: type[Exception] = sqlite3.Error
IntegrityError: type[Exception] = sqlite3.IntegrityError

FIRST_BROKEN, LAST_BROKEN = (3, 7, 0), (3, 51, 2)


def has_wal_reset_bug(version: str = VERSION) -> bool:
    """Whether this library may lose pages in WAL mode under several connections."""
    numbers = tuple(int(part) for part in version.split("."))
    return FIRST_BROKEN <= numbers <= LAST_BROKEN
