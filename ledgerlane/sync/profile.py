"""A profile: how one system's export maps to ours. TOML files, shipped or a user's own."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from ledgerlane.domain.account import ITEM_KINDS
from ledgerlane.domain.errors import Misused
from ledgerlane.domain.money import is_currency
from ledgerlane.sync.formats.text import ENCODINGS

KINDS = ("customers", "items", "payments", "allocations")
ALSO_KINDS = {"statement": "payments", "invoice": "items"}
"""What people call what a file holds, and what it is to us."""
_TEXTS = {
    "name",
    "words",
    "source",
    "currency",
    "encoding",
    "delimiter",
    "decimal_mark",
    "date_order",
    "scope",
    "unapplied",
}
_FLAGS = {
    "strip_zeros",
    "round_dust",
    "formula_escaped",
    "whole_numbers",
    "exact",
    "unproven",
    "may_be_empty",
}

_OF_TABLES: dict[str, type | tuple[type, ...]] = {
    "kind": str, "columns": dict, "required": list, "ignore": list, "report": bool,
    "groups": str, "sums": list, "only": dict, "without": dict, "lines": bool,
    "buckets": dict, "ages": bool, "credits_positive": bool, "kinds": dict,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Table:
    """The columns of one kind of file: role -> the headings that may carry it."""

    kind: str
    columns: dict[str, tuple[str, ...]]
    required: tuple[str, ...]
    ignore: tuple[str, ...] = ()
    report: bool = False
    """Rows of one cell are group headings and footers."""
    groups: str = ""
    """The role that group headings are: ``name`` or ``customer``."""
    sums: tuple[str, ...] = ()
    """Headings of columns that add up to the open amount of each row."""
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Heading -> the values of rows that are taken; all others are left out."""
    without: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Heading -> the values of rows that are left out."""
    lines: bool = False
    """Rows are lines of documents: the document is taken once."""
    buckets: Mapping[str, int] = field(default_factory=dict)
    """Heading of what is open of one age -> days past due at the least."""
    ages: bool = False
    """Columns that are headed by ages are a balance each, as ``buckets`` says of other headings."""
    credits_positive: bool = False
    """Credit notes are printed as positive amounts."""
    kinds: Mapping[str, str] = field(default_factory=dict)
    """What the system calls its documents, in lower case -> the kind of item."""
    needed: tuple[frozenset[str], ...] = field(init=False, repr=False)
    """Of each required role its plain headings: a row that lacks one is no header of this table."""

    def __post_init__(self) -> None:
        needed = [frozenset(map(heading, self.columns.get(r, ()))) for r in self.required]
        object.__setattr__(self, "needed", tuple(needed))


@dataclass(frozen=True, slots=True)
class Profile:
    """Everything a file of this system leaves unsaid."""

    name: str
    source: str
    words: str = ""
    scope: str = ""
    unapplied: str = ""
    """What of payments is not used up where a file has no column for it: all or none."""
    currency: str = ""
    encoding: str = ""
    delimiter: str = ""
    decimal_mark: str = ""
    date_order: str = ""
    strip_zeros: bool = False
    round_dust: bool = False
    formula_escaped: bool = False
    whole_numbers: bool = False
    exact: bool = True
    """Whether a file is this system's only when every heading is known."""
    unproven: bool = False
    """Whether a file that does not prove itself is taken, and marked so."""
    due_days: int | None = None
    """Days from a document's date until it is due, where the file has no column of due days."""
    may_be_empty: bool = False
    """Whether a file without a row says something: a statement of debits alone."""
    identity: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    origin: str = "shipped"
    text: str = ""


_SIGNS = {ord("<"): "lt", ord(">"): "gt", ord("+"): "plus", ord("#"): "no"}


@lru_cache(8192)
def heading(text: str) -> str:
    """A heading without case, accents, spaces and punctuation: ``"Invoice No."`` is ``invoiceno``.

    What tells ages apart stays: ``< 1 Month`` is ``lt1month``.
    """
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_SIGNS))
    return re.sub(r"[\W_]+", "", "".join(c for c in plain if not unicodedata.combining(c)))


def parse(text: str, origin: str) -> Profile:
    """Read a profile; raises Misused naming the key that cannot be used."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        msg = f"{origin}: {error}"
        raise Misused(msg) from None
    known = _TEXTS | _FLAGS | {"identity", "table", "due_days"}
    for key, value in raw.items():
        wanted = (
            str
            if key in _TEXTS
            else bool
            if key in _FLAGS
            else int
            if key == "due_days"
            else list
        )
        if key not in known or not isinstance(value, wanted):
            msg = f"{origin}: {key}: not a setting of a profile, or not a {wanted.__name__}"
            raise Misused(msg)
    for key in ("name", "source", "table"):
        if not raw.get(key):
            msg = f"{origin}: {key} is missing"
            raise Misused(msg)
    _check_choices(raw, origin)
    tables = tuple(_table(each, origin) for each in raw["table"])
    if not 0 <= raw.get("due_days", 0) <= 999:
        msg = f"{origin}: due_days = {raw['due_days']}; 0 to 999 days"
        raise Misused(msg)
    plain = {key: raw[key] for key in raw if key in _TEXTS | _FLAGS | {"due_days"}}
    identity = tuple(raw.get("identity", ()))
    return Profile(**plain, identity=identity, tables=tables, origin=origin, text=text)


def _check_choices(raw: Mapping[str, Any], origin: str) -> None:
    choices = {
        "scope": ("full", "partial"), "decimal_mark": (".", ","),
        "date_order": ("ymd", "dmy", "mdy"), "delimiter": (",", ";", "\t", "|"),
        "encoding": ENCODINGS, "unapplied": ("all", "none"),
    }  # fmt: skip
    for key, allowed in choices.items():
        if key in raw and raw[key] not in allowed:
            msg = f"{origin}: {key} = {raw[key]!r}; one of {', '.join(map(repr, allowed))}"
            raise Misused(msg)
    if raw.get("currency") and not is_currency(raw["currency"]):
        msg = f"{origin}: currency = {raw['currency']!r} is no ISO 4217 currency"
        raise Misused(msg)


def _table(raw: Mapping[str, Any], origin: str) -> Table:
    kind = raw.get("kind")
    if kind not in KINDS:
        msg = f"{origin}: table.kind = {kind!r}; one of {', '.join(KINDS)}"
        raise Misused(msg)
    for key, value in raw.items():
        if not isinstance(value, _OF_TABLES.get(key, ())):
            msg = f"{origin}: table.{key} = {value!r}: not a setting of a table, or not such a value"
            raise Misused(msg)
    columns = {
        role: tuple([names] if isinstance(names, str) else names)
        for role, names in raw.get("columns", {}).items()
    }
    from ledgerlane.sync.roles import ROLES

    groups = raw.get("groups", "")
    for role in (*columns, *raw.get("required", ()), *([groups] if groups else [])):
        if role not in ROLES[kind]:
            msg = f"{origin}: {role!r} is no column of {kind}; one of {', '.join(ROLES[kind])}"
            raise Misused(msg)
    required = tuple(raw.get("required", columns))
    return Table(
        kind, columns, required, tuple(raw.get("ignore", ())), raw.get("report", False),
        groups, tuple(raw.get("sums", ())), _values(raw.get("only", {})),
        _values(raw.get("without", {})), raw.get("lines", False), _days(raw, origin),
        raw.get("ages", False), raw.get("credits_positive", False), _item_kinds(raw, origin),
    )  # fmt: skip


def _item_kinds(raw: Mapping[str, Any], origin: str) -> dict[str, str]:
    for word, kind in raw.get("kinds", {}).items():
        if kind not in ITEM_KINDS:
            msg = f"{origin}: kinds: {word!r} = {kind!r}; one of {', '.join(ITEM_KINDS)}"
            raise Misused(msg)
    return {word.strip().casefold(): kind for word, kind in raw.get("kinds", {}).items()}


def _values(raw: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    return {
        name: tuple([each] if isinstance(each, str) else each) for name, each in raw.items()
    }


def _days(raw: Mapping[str, Any], origin: str) -> dict[str, int]:
    for name, days in raw.get("buckets", {}).items():
        if not isinstance(days, int) or not 0 <= days <= 9999:
            msg = f"{origin}: buckets: {name!r} = {days!r}; whole days past due at the least, 0 for current"
            raise Misused(msg)
    return dict(raw.get("buckets", {}))


@lru_cache(1)
def shipped() -> tuple[Profile, ...]:
    """The profiles that come with the program, those that are not exact last."""
    folder = resources.files("ledgerlane.sync") / "profiles"
    found = [
        parse(each.read_text(encoding="utf-8"), "shipped")
        for each in sorted(folder.iterdir(), key=lambda each: each.name)
        if each.name.endswith(".toml")
    ]
    return tuple(sorted(found, key=lambda profile: not profile.exact))


def from_folder(folder: Path) -> list[Profile]:
    """A user's own profiles."""
    if not folder.is_dir():
        return []
    return [from_path(path) for path in sorted(folder.glob("*.toml"))]


def from_path(path: Path) -> Profile:
    """The profile in a file; raises Misused when there is none."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        msg = f"profile {path}: {error}"
        raise Misused(msg) from None
    return parse(text, str(path))
