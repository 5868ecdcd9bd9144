"""Where in a policy file a key stands, so that a complaint can name its line."""

from __future__ import annotations

import re
from collections import Counter

Path = tuple[str | int, ...]

_PART = re.compile(r"([A-Za-z0-9_-]+)|\[([0-9]+)\]")
_HEADER = re.compile(r"\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?")
_KEY = re.compile(
    r"\s*((?:[A-Za-z0-9_-]+|\"[^\"]*\")(?:\s*\.\s*(?:[A-Za-z0-9_-]+|\"[^\"]*\"))*)\s*="
)


def line_of(text: str, path: str) -> int | None:
    """The line (from 1) of a key like ``scoring.age[2].points``, or of what it is in; None: nowhere.

    Of an entry of a list the line it begins on, where entries are tables.
    """
    wanted = _path(path)
    best, found = 0, None
    for number, here in _keys(text):
        common = _common(here, wanted)
        if common == len(here) and common > best:
            best, found = common, number
    rest = wanted[best:]
    if found is not None and rest and isinstance(rest[0], int):
        return _entry(text, found, rest[0])
    return found


def _path(text: str) -> Path:
    return tuple(int(n) if n else name for name, n in _PART.findall(text))


def _keys(text: str) -> list[tuple[int, Path]]:
    """Every header and key with its line and full path."""
    found: list[tuple[int, Path]] = []
    table: Path = ()
    seen = Counter[Path]()
    for number, line in enumerate(text.splitlines(), start=1):
        if (header := _HEADER.fullmatch(line)) is not None:
            table = _path(header[2])
            if header[1] == "[[":
                seen[table] += 1
                table = (*table, seen[table] - 1)
            found.append((number, table))
        elif (key := _KEY.match(line)) is not None:
            found.append((number, (*table, *_path(key[1]))))
    return found


def _common(one: Path, other: Path) -> int:
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count


def _entry(text: str, start: int, wanted: int) -> int:
    """The line on which the ``wanted``-th table of the list that begins on a line opens."""
    opened = -1
    for number, line in enumerate(text.splitlines()[start - 1 :], start=start):
        opened += line.count("{")
        if opened >= wanted:
            return number
    return start
