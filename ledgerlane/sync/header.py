"""Which row of a file is its header, which profile knows it, and what each column is to us."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from ledgerlane.sync.ages import Age, age_of
from ledgerlane.sync.cells import currency_of
from ledgerlane.sync.files import SourceFile, Unreadable
from ledgerlane.sync.formats.delimited import Row
from ledgerlane.sync.headings import (
    another_thing,
    holds_amounts,
    holds_days,
    label,
    may_hold_amounts,
    unread,
    without_addition,
)
from ledgerlane.sync.labels import roles_said
from ledgerlane.sync.profile import Profile, Table, heading
from ledgerlane.sync.roles import ROLES
from ledgerlane.sync.shape import (
    Shape,
    begins_with_group,
    begins_with_pair,
    looked_at,
    shape_of,
)

_HEADER_WITHIN = 40


class NoHeader(Unreadable):
    """No row of the file is the header of anything that a profile knows."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column we read: where it stands, what it is to us, how the file calls it."""

    index: int
    role: str
    heading: str


Found = tuple[Profile, Table, tuple[Column, ...], Shape]


def find_header(
    file: SourceFile,
    rows: Sequence[Row],
    profiles: Sequence[Profile],
    kind: str,
    ignore: Collection[str],
    *,
    strict: bool,
) -> tuple[Found, int, Sequence[Row], int]:
    """What is known of the header, which row it is, the rows with it in one, and how many end it.

    A header of two rows, ``Invoice`` above ``Date``, is read as one.
    """
    try:
        found, at = _match(file, rows, profiles, kind, ignore, strict=strict)
    except NoHeader as none:
        try:
            found, at = _match(file, rows, profiles, kind, ignore, strict=strict, two=True)
        except NoHeader:
            raise none from None
        return found, at, [*rows[:at], _joined(*rows[at : at + 2]), *rows[at + 1 :]], at + 2
    return found, at, rows, at + 1


def _joined(upper: Row, lower: Row) -> Row:
    """Two header rows as one: ``Invoice`` above ``Date`` is ``Invoice Date``."""
    width = max(len(upper), len(lower))
    return [
        f"{one} {two}".strip()
        for one, two in zip(_padded(upper, width), _padded(lower, width), strict=True)
    ]


def _padded(row: Row, width: int) -> Row:
    return [cell.strip() for cell in row] + [""] * (width - len(row))


def _match(
    file: SourceFile,
    rows: Sequence[Row],
    profiles: Sequence[Profile],
    kind: str,
    ignore: Collection[str],
    *,
    strict: bool,
    two: bool = False,
) -> tuple[Found, int]:
    """The best profile and table for the first row, or the first ``two`` in one, that one of them can read."""
    for at, row in enumerate(rows[:_HEADER_WITHIN]):
        if two and at + 2 > len(rows):
            break
        row = _joined(row, rows[at + 1]) if two else row
        below = rows[at + 1 + two :]
        parts = (rows[:at], row, below, places_of(row, below, ignore))
        best: Found | None = None
        for profile in profiles:
            if best and not profile.exact:
                continue
            for table in profile.tables:
                if kind not in ("auto", table.kind) or (best and table.ages):
                    continue
                found = _assign(*parts, table, ignore, exact=strict and profile.exact)
                if found and (best is None or len(found[0]) > len(best[2])):
                    best = (profile, table, *found)
        if best:
            _refuse_doubles(file, row, best[1])
            return best, at
    raise NoHeader(file.name, _none(rows, profiles, kind))


def _assign(
    above: Sequence[Row],
    row: Row,
    below: Sequence[Row],
    places: Mapping[str, int],
    table: Table,
    ignore: Collection[str],
    *,
    exact: bool,
) -> tuple[tuple[Column, ...], Shape] | None:
    """The columns by role of the row as a header, and the shape; nothing when a needed one is not there.

    ``places`` are the row's own (`places_of`).
    """
    if any(map(places.keys().isdisjoint, table.needed)):
        return None
    holds = ROLES[table.kind]
    found: dict[int, Column] = {}
    roles = set()
    for role, names in table.columns.items():
        for name in names:
            index = places.get(heading(name), -1)
            if index >= 0 and index not in found:
                if not exact and another_thing(holds[role], below, index):
                    continue
                found[index] = Column(index, role, label(row, index))
                roles.add(role)
                break
    if not roles.issuperset(table.required):
        return None
    said = {} if roles & {"customer", "name"} else roles_said(above, below, table)
    group, beside = (-1, -1) if said else _group(row, table, below, found)
    if group >= 0:
        found.setdefault(group, Column(group, table.groups, "group heading"))
        roles.add(found[group].role)
    beyond = max(len(row), group + 1)
    ages = _ages(row, below, found) if table.kind == "items" else {}
    labels = dict(zip(said, count(beyond), strict=False))
    shape = shape_of(table, places, group, found, ages, labels, beside)
    if shape is None:
        return None
    made = shape.buckets and ("number", "doc_date", "due_date", "open")
    for index, role in enumerate((*said, *made), beyond):
        found[index] = Column(index, role, role.replace("_", " "))
        roles.add(role)
    if table.kind == "items" and not (
        roles & {"amount", "open", "debit"} and roles & {"customer", "name"}
    ):
        return None
    left = unread(row, {*found, *looked_at(shape)}, (*table.ignore, *ignore), ())
    if left and (exact or _of_another_kind(table, below, left)):
        return None
    return tuple(found[index] for index in sorted(found)), shape


def _of_another_kind(table: Table, below: Sequence[Row], left: Sequence[int]) -> bool:
    """Whether what is left over says that it is no list of customers (amounts), no summary by age (days)."""
    if table.kind == "customers":
        return any(holds_amounts(below, index) for index in left)
    return table.ages and any(holds_days(below, index) for index in left)


def places_of(row: Row, below: Sequence[Row], ignore: Collection[str]) -> dict[str, int]:
    """Plain heading -> column; ``Balance (EUR)`` and ``Due date (UTC)`` also without what they add."""
    ignored = set(map(heading, ignore))
    places: dict[str, int] = {}
    for index in range(len(row)):
        name = heading(label(row, index))
        if name not in ignored:
            places.setdefault(name, index)
    for index in range(len(row)):
        bare, currency = without_addition(label(row, index))
        if heading(label(row, index)) in ignored or not bare:
            continue
        if not currency or currencies_in(row, below) <= {currency}:
            places.setdefault(heading(bare), index)
    return places


def currencies_in(row: Row, below: Sequence[Row]) -> set[str]:
    """The currencies of the rows, where a column holds nothing else."""
    for index in range(len(row)):
        codes = {
            text for each in below if len(each) > index and (text := each[index].strip())
        }
        if codes and all(map(currency_of, codes)):
            return set(map(currency_of, codes))
    return set()


def _ages(row: Row, below: Sequence[Row], taken: Mapping[int, Column]) -> dict[int, Age]:
    """Columns of amounts that are headed by ages, of which there are several; with what is older."""
    found: dict[int, Age] = {}
    for index in range(len(row)):
        age = age_of(row[index])
        if (
            index not in taken
            and age
            and (age.most < 400)
            and may_hold_amounts(below, index)
        ):
            found[index] = age
    if len(found) < 2 or not any(age.most for age in found.values()):
        return {}
    oldest = max(found.values(), key=lambda age: age.most).most
    return found | {
        index: Age(oldest + 1, -1)
        for index in range(len(row))
        if index not in taken and heading(row[index]) in _OLDER and oldest > 0
    }


_OLDER = frozenset(map(heading, (
    "older", "over", "älter", "plus ancien", "plus anciens", "más antiguo", "ouder", "più vecchio", "ældre", "eldre", "äldre", "starsze",
)))  # fmt: skip


def _group(
    row: Row, table: Table, below: Sequence[Row], found: Mapping[int, Column]
) -> tuple[int, int]:
    """The column that group headings fill, perhaps beyond the row's own, and that of numbers beside; -1 for none."""
    if not table.groups:
        return -1, -1
    places = {column.role: column.index for column in found.values()}
    name, number = places.get("name", -1), places.get("customer", -1)
    if name >= 0 and number >= 0 and begins_with_pair(below, name, number):
        return name, number
    if not (table.report or begins_with_group(below)):
        return -1, -1
    return places.get(
        table.groups, places.get("name", places.get("customer", len(row)))
    ), -1


def _refuse_doubles(file: SourceFile, row: Row, table: Table) -> None:
    known = {heading(name) for names in table.columns.values() for name in names}
    seen: dict[str, int] = {}
    for index, cell in enumerate(row, 1):
        name = heading(cell)
        if name in known and name in seen:
            msg = (
                f"the heading {cell!r} stands twice (columns {seen[name]} and "
                f"{index}); each may stand once"
            )
            raise Unreadable(file.name, msg)
        seen.setdefault(name, index)


def _none(rows: Sequence[Row], profiles: Sequence[Profile], kind: str) -> str:
    """Why there is no header: the row that is nearest to one, and what it lacks."""
    wanted = kind if kind != "auto" else "items"
    tables = (each for p in profiles[-1:] for each in p.tables if each.kind == wanted)
    table = next(tables, None)
    seen = next((row for row in rows if len(row) > 1), rows[0] if rows else [])
    words = f"no header row known to {_names(profiles)}; saw {_shown(seen)}"
    if table is None:
        return f"{words}. Name a profile with --profile"
    best: tuple[int, int, list[str]] = (2, 0, [])
    for at, row in enumerate(rows[:_HEADER_WITHIN]):
        known = places_of(row, rows[at + 1 :], ())
        roles = {
            r for r, each in table.columns.items() if known.keys() & set(map(heading, each))
        }
        if len(roles) > best[0]:
            best = (len(roles), at, _lacking(table, roles))
    if best[2]:
        at = best[1]
        words = (
            f"line {at + 1} looks like a header ({_shown(rows[at])}), and none of its headings is"
            f" known as {', '.join(best[2])}"
        )
        later = " (or due_date=+30: 30 days after its date)" * ("due date" in best[2])
        return f"{words}: say what they are with sync profile NAME --learn FILE{later}"
    names = [table.columns[role][0] for role in table.required]
    how = "or name a profile with --profile, or make one: sync profile NAME --learn FILE"
    return f"{words}. Needed for {table.kind}: {', '.join(names)}; {how}"


def _lacking(table: Table, roles: Collection[str]) -> list[str]:
    """What a header with these roles has no column for."""
    lacking = [table.columns[role][0] for role in table.required if role not in roles]
    if table.kind == "items" and not {"amount", "open", "debit"} & set(roles):
        lacking.append("an amount")
    if table.kind == "items" and not {"customer", "name"} & set(roles):
        lacking.append("the customer")
    return lacking


def _names(profiles: Sequence[Profile]) -> str:
    return f"the profile {profiles[0].name}" if len(profiles) == 1 else "any profile"


def _shown(row: Row) -> str:
    text = ", ".join(repr(cell[:24]) for cell in row[:8])
    return text + (", ..." if len(row) > 8 else "") or "no rows"
