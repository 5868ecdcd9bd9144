"""A policy as a policy file, whole: what `policy_reading` reads back to the same value."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any, get_type_hints

from ledgerlane.domain.policy import Policy, Table

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def policy_toml(policy: Policy) -> str:
    """The policy as TOML, every key of it: single keys and lists first, then the tables."""
    keys, tables = list[str](), list[str]()
    for name, hint, value in _entries(policy):
        if is_dataclass(value):
            tables += ["", f"[{name}]", *_lines(value)]
        else:
            keys.append(_line(name, hint, value))
    return "\n".join([*keys, *tables]) + "\n"


def _entries(value: Any) -> Iterator[tuple[str, Any, Any]]:
    """Name, type and value of each key that a file may say."""
    hints = get_type_hints(type(value))
    for entry in fields(value):
        if entry.init:
            yield entry.name, hints[entry.name], getattr(value, entry.name)


def _lines(value: Any) -> list[str]:
    return [_line(name, hint, each) for name, hint, each in _entries(value)]


def _line(name: str, hint: Any, value: Any) -> str:
    if hint != Table and isinstance(value, tuple) and value and is_dataclass(value[0]):
        entries = "".join(f"  {_text(each)},\n" for each in value)
        return f"{name} = [\n{entries}]"
    return f"{name} = {_text(value, hint)}"


def _text(value: Any, hint: Any = None) -> str:
    """One value on one line."""
    if hint == Table:
        return _braces([(key, str(number)) for key, number in value])
    if is_dataclass(value):
        return _braces([(name, _text(each, kind)) for name, kind, each in _entries(value)])
    if isinstance(value, tuple):
        return f"[{', '.join(_text(each) for each in value)}]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, int) else _quoted(value)


def _braces(pairs: list[tuple[str, str]]) -> str:
    inside = ", ".join(f"{_key(name)} = {text}" for name, text in pairs)
    return f"{{ {inside} }}" if inside else "{}"


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _quoted(name)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
