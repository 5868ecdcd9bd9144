"""Facts as JSON and back: the body of an event, and its private part beside it.

Every fact is a flat dataclass, so one pair of functions serves all kinds. A date is ISO
text, money is ``{"currency", "minor"}``, a tuple is a list. Fields that are empty are left
out, and come back as the class's default. What this version does not know is kept as it is.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date
from functools import cache, lru_cache
from types import UnionType
from typing import Any, ClassVar, Union, get_args, get_origin, get_type_hints

from ledgerlane.domain.events import KINDS, Fact
from ledgerlane.domain.money import Money

VERSION = 1
"""``v`` of the envelope, and ``kv`` of every kind so far."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown(Fact):
    """A fact of a kind, or of a version of a kind, that this ledgerlane does not know."""

    kind: ClassVar[str] = "unknown"

    name: str
    version: int
    body: str
    priv: str = ""


_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def canonical(value: Any) -> str:
    """The one JSON text of a value: sorted keys, compact, UTF-8, whole numbers only."""
    return _CANONICAL.encode(value)


@lru_cache(maxsize=256)
def quoted(text: str) -> str:
    """The canonical JSON of a text that many events have in common."""
    return canonical(text)


def encode(fact: Fact) -> tuple[str, int, str, str | None]:
    """Kind, version of the kind, body, and private part (None: the kind has nothing private)."""
    if isinstance(fact, Unknown):
        return fact.name, fact.version, fact.body, fact.priv or None
    body: dict[str, Any] = {}
    private: dict[str, Any] = {}
    kind: Any = type(fact)
    for name, required in _fields(kind):
        value = getattr(fact, name)
        if required or value not in ("", None, False, ()):
            (private if name in fact.private else body)[name] = _plain(value)
    return fact.kind, VERSION, canonical(body), canonical(private) if private else None


@lru_cache(maxsize=32_768)  # a year of a team: lists of another day read all of it
def decode(kind: str, version: int, body: str, priv: str | None) -> Fact:
    """The fact that `encode` wrote; an erased private part reads as empty texts.

    What no version wrote, because somebody changed it, is an `Unknown` that changes nothing;
    the chain names it.
    """
    try:
        return _decoded(kind, version, body, priv)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return Unknown(on=date.min, name=kind, version=version, body=body, priv=priv or "")


@lru_cache(maxsize=32_768)
def ids(text: str) -> tuple[str, ...]:
    """The events that ``base`` names; none where it is no list of texts."""
    try:
        return tuple(str(each) for each in json.loads(text))
    except (ValueError, TypeError, RecursionError):
        return ()


def _decoded(kind: str, version: int, body: str, priv: str | None) -> Fact:
    known: Any = KINDS.get(kind)
    values = json.loads(body)
    if known is None or version > VERSION:
        on = date.fromisoformat(values.get("on", "0001-01-01"))
        return Unknown(
            on=on, act=values.get("act", ""), name=kind, version=version, body=body,
            priv=priv or "",
        )  # fmt: skip
    if priv is not None:
        values |= json.loads(priv)
    hints, read = _hints(known), dict[str, Any]()
    for name, required in _fields(known):
        if name in values:
            read[name] = _reader(hints[name])(values[name])
        elif not required:
            read[name] = _empty(hints[name])
        elif name in known.private:
            read[name] = ""
    fact: Fact = known(**read)
    return fact


@cache
def _fields(kind: Any) -> tuple[tuple[str, bool], ...]:
    """Names of a kind's fields, and whether each must be there."""
    return tuple(
        (entry.name, entry.default is MISSING and entry.default_factory is MISSING)
        for entry in fields(kind)
    )


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    assert is_dataclass(value), value
    kind: Any = type(value)
    return {name: _plain(getattr(value, name)) for name, _ in _fields(kind)}


@cache
def _reader(hint: Any) -> Callable[[Any], Any]:
    """What makes a field's value of its JSON."""
    if hint is date:
        return date.fromisoformat
    if hint is Money:
        return lambda value: Money(value["minor"], value["currency"])
    origin = get_origin(hint)
    if origin is tuple:
        each = _reader(get_args(hint)[0])
        return lambda value: tuple(map(each, value))
    if origin in (Union, UnionType):
        inner = _reader(next(arg for arg in get_args(hint) if arg is not type(None)))
        return lambda value: None if value is None else inner(value)
    if is_dataclass(hint):
        assert isinstance(hint, type)
        readers = {name: _reader(inner) for name, inner in _hints(hint).items()}
        return lambda value: hint(
            **{name: readers[name](part) for name, part in value.items()}
        )
    return lambda value: value


def _empty(hint: Any) -> Any:
    """What a field left out reads as: it was empty when it was written, whatever the default."""
    if hint is str:
        return ""
    if hint in (bool, int):
        return hint()
    return () if get_origin(hint) is tuple else None
