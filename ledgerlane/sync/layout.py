"""Which profile reads a file, where its header is, and what each column holds."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise

from ledgerlane.domain.amounts import MARKS, Mark, decide_mark
from ledgerlane.domain.dates import Order, decide_order, read_date
from ledgerlane.domain.errors import Refused
from ledgerlane.sync.files import Made, SourceFile, Unreadable
from ledgerlane.sync.formats.delimited import MAX_FIELDS, Row, chunks, delimiter_of
from ledgerlane.sync.formats.text import encoding_of
from ledgerlane.sync.headings import holds_amounts, label, refuse_unread, unread
from ledgerlane.sync.profile import Profile, Table, heading
from ledgerlane.sync.roles import ROLES
from ledgerlane.sync.shape import Shape, begins_with_group, looked_at, said_of, shape_of

_HEADER_WITHIN = 40
_AS_OF = re.compile(
    r"(?:.*\b)?(?:as of|as at|as on|stichtag|offen zum stichtag|stand|per|zum|au|arrêté au|per datum|peildatum"
    r"|pr|til|al|a|em|fecha|na dzień|till|report date|aging date|key date|open at key date)"
    r"\b[:. ]*(?P<day>.*[0-9].*)", re.IGNORECASE,
)  # fmt: skip


class NoHeader(Unreadable):
    """No row of the file is the header of anything that a profile knows."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column we read: where it stands, what it is to us, how the file calls it."""

    index: int
    role: str
    heading: str


@dataclass(frozen=True, slots=True)
class Layout:
    """How to read one file. ``skip`` rows come before the first row of data."""

    file: SourceFile
    encoding: str
    delimiter: str
    profile: Profile
    table: Table
    columns: tuple[Column, ...]
    header: tuple[str, ...]
    skip: int
    as_of: date | None
    marks: dict[str, Mark]
    orders: dict[str, Order]
    decisions: tuple[str, ...]
    shape: Shape = field(default_factory=Shape)

    @property
    def kind(self) -> str:
        """customers, items, payments or allocations."""
        return self.table.kind

    @property
    def settles(self) -> bool:
        """Whether the file says of its documents when they were paid."""
        return any(column.role in ("settled", "settled_after") for column in self.columns)

    @property
    def listing(self) -> tuple[tuple[str, str], ...]:
        """Each column of the file by its heading, and what it is read as; "" is not read."""
        roles = said_of(self.shape)
        roles |= {column.index: column.role for column in self.columns}
        return tuple(
            (label(list(self.header), index), roles.get(index, ""))
            for index in range(len(self.header))
        )

    @property
    def format(self) -> str:
        """``"csv utf-8 ,"`` or ``"xlsx"``: what the file is, encoding and delimiter of text."""
        packed = f" in {self.file.packed}" if self.file.packed else ""
        if self.file.made:
            return self.file.made.format + packed
        name = {"\t": "tab"}.get(self.delimiter, self.delimiter)
        return f"csv {self.encoding} {name}{packed}"


def recognise(
    file: SourceFile,
    profiles: Sequence[Profile],
    kind: str = "auto",
    chosen: Profile | None = None,
    *,
    declared: str = "",
    ignore: Collection[str] = (),
) -> Layout:
    """Find out how to read the file; refuses what cannot be told, naming what would help.

    ``declared`` is its encoding where the bytes do not say; ``ignore`` names headings that are
    treated as if they were not there.
    """
    if file.made:
        encoding, delimiter = "utf-8", ","
    else:
        try:
            encoding = encoding_of(file, declared or (chosen.encoding if chosen else ""))
        except Unreadable:
            found = _by_profile(file, profiles, kind, ignore) if not chosen else None
            if not found:
                raise
            return found
        delimiter = delimiter_of(file, encoding, chosen.delimiter if chosen else "")
    first = next(chunks(file, encoding, delimiter), None)
    rows = first.rows if first else []
    if any(len(row) > MAX_FIELDS for row in rows[:_HEADER_WITHIN]):
        raise Unreadable(file.name, f"has rows of more than {MAX_FIELDS} fields")
    candidates = [chosen] if chosen else list(profiles)
    (profile, table, columns, shape), at, rows, below = _header(
        file, rows, candidates, kind, ignore, strict=chosen is None
    )
    read = {column.index for column in columns} | looked_at(shape)
    left = unread(rows[at], read, {*table.ignore, *ignore}, rows[at + 1 :])
    refuse_unread(file.name, rows[at], left, profile, table, rows[at + 1 :])
    layout = Layout(
        file, encoding, delimiter, profile, table, columns, tuple(rows[at]),
        below, _printed_day(rows[:at]), {}, {}, (), shape,
    )  # fmt: skip
    if file.made:
        _refuse_unproven(layout, file.made)
    return _decide(layout, rows)


def _refuse_unproven(layout: Layout, made: Made) -> None:
    """A reader's own proof failed, or a cell that is read holds an error instead of a value."""
    if made.unproven and not layout.profile.unproven:
        refusal = Unreadable(
            layout.file.name,
            f"does not prove itself: {'; '.join(made.unproven)}. Ask for it again; --unproven takes it"
            " as it is, and says so",
        )
        refusal.statements = made.statements
        raise refusal
    headings = {column.index: column.heading for column in layout.columns}
    for row, column, words in made.errors:
        if row > layout.skip and column in headings:
            msg = f"{words} is an error of the sheet, not a value; mend the formula and save it again"
            raise Unreadable(layout.file.name, msg, row, headings[column])


Found = tuple[Profile, Table, tuple[Column, ...], Shape]


def _header(
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
        pairs = [_joined(*two) for two in pairwise(rows[: _HEADER_WITHIN + 1])]
        try:
            found, at = _match(file, pairs, profiles, kind, ignore, strict=strict)
        except NoHeader:
            raise none from None
        return found, at, [*rows[:at], pairs[at], *rows[at + 1 :]], at + 2
    return found, at, rows, at + 1


def _by_profile(
    file: SourceFile, profiles: Sequence[Profile], kind: str, ignore: Collection[str]
) -> Layout | None:
    """Of bytes that do not say it: the encoding of the profile that knows every heading then."""
    for encoding in dict.fromkeys(each.encoding for each in profiles if each.encoding):
        mine = [each for each in profiles if each.exact and each.encoding == encoding]
        try:
            found = recognise(file, mine, kind, declared=encoding, ignore=ignore)
        except Refused:
            continue
        words = f"encoding {encoding}, by the profile"
        return replace(found, decisions=(words, *found.decisions))
    return None


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
) -> tuple[Found, int]:
    """The best profile and table for the first row that one of them can read."""
    for at, row in enumerate(rows[:_HEADER_WITHIN]):
        best: Found | None = None
        for profile in profiles:
            if best and not profile.exact:
                continue
            for table in profile.tables:
                if kind not in ("auto", table.kind):
                    continue
                exact = strict and profile.exact
                found = _assign(row, table, ignore, rows[at + 1 :], exact=exact)
                if found and (best is None or len(found[0]) > len(best[2])):
                    best = (profile, table, *found)
        if best:
            _refuse_doubles(file, row, best[1])
            return best, at
    seen = next((row for row in rows if len(row) > 1), rows[0] if rows else [])
    wanted = _wanted(profiles, kind)
    msg = f"no header row known to {_names(profiles)}; saw {_shown(seen)}. {wanted}"
    raise NoHeader(file.name, msg)


def _assign(
    row: Row, table: Table, ignore: Collection[str], below: Sequence[Row], *, exact: bool
) -> tuple[tuple[Column, ...], Shape] | None:
    """The row's columns by role, and the shape; nothing when a needed one is not there."""
    ignored = set(map(heading, ignore))
    places: dict[str, int] = {}
    for index in range(len(row)):
        name = heading(label(row, index))
        if name not in ignored:
            places.setdefault(name, index)
    found: dict[int, Column] = {}
    roles = set()
    for role, names in table.columns.items():
        for name in names:
            index = places.get(heading(name), -1)
            if index >= 0 and index not in found:
                found[index] = Column(index, role, label(row, index))
                roles.add(role)
                break
    if not roles.issuperset(table.required):
        return None
    group = _group(row, table, below, found)
    if group >= 0:
        found.setdefault(group, Column(group, table.groups, "group heading"))
        roles.add(found[group].role)
    shape = shape_of(table, places, group, found)
    if shape is None:
        return None
    if shape.buckets:
        at = max(len(row), group + 1)
        for index, role in enumerate(("number", "doc_date", "due_date", "open"), at):
            found[index] = Column(index, role, role.replace("_", " "))
            roles.add(role)
    if table.kind == "items" and not (
        roles & {"amount", "open", "debit"} and roles & {"customer", "name"}
    ):
        return None
    if exact and unread(row, {*found, *looked_at(shape)}, (*table.ignore, *ignore), ()):
        return None
    return tuple(found[index] for index in sorted(found)), shape


def _group(
    row: Row, table: Table, below: Sequence[Row], found: Mapping[int, Column]
) -> int:
    """The column that group headings fill, perhaps beyond the row's own; -1 for none."""
    if not table.groups or not (table.report or begins_with_group(below)):
        return -1
    places = {column.role: column.index for column in found.values()}
    return places.get(table.groups, places.get("name", places.get("customer", len(row))))


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


def _wanted(profiles: Sequence[Profile], kind: str) -> str:
    table = next(
        (
            each
            for p in profiles[-1:]
            for each in p.tables
            if kind in ("auto", each.kind)
            and each.kind == (kind if kind != "auto" else "items")
        ),
        None,
    )
    if table is None:
        return "Name a profile with --profile"
    names = [table.columns[role][0] for role in table.required]
    return f"Needed for {table.kind}: {', '.join(names)}; or name a profile with --profile, or make one: sync profile NAME --learn FILE"


def _names(profiles: Sequence[Profile]) -> str:
    return f"the profile {profiles[0].name}" if len(profiles) == 1 else "any profile"


def _shown(row: Row) -> str:
    text = ", ".join(repr(cell[:24]) for cell in row[:8])
    return text + (", ..." if len(row) > 8 else "") or "no rows"


def _printed_day(rows: Sequence[Row]) -> date | None:
    """The as-of day printed above the header."""
    for row in rows:
        cells = [cell.strip() for cell in row if cell.strip()]
        for text in dict.fromkeys((" ".join(cells), ", ".join(cells))):
            if match := _AS_OF.fullmatch(text):
                with suppress(ValueError):
                    return read_date(match["day"])
    return None


def _decide(layout: Layout, sample: Sequence[Row]) -> Layout:
    """Settle the decimal mark and the date order of each column, or refuse."""
    marks: dict[str, Mark] = {}
    orders: dict[str, Order] = {}
    words = []
    for column in layout.columns:
        holds = ROLES[layout.kind][column.role]
        if holds == "amount":
            declared = layout.profile.decimal_mark
            by_profile = declared and not layout.file.made
            mark, why = (
                (declared, "by the profile")
                if by_profile
                else _mark(layout, column, sample)
            )
            marks[column.role] = "." if mark == MARKS[0] else ","
            if why:
                words.append(f"{column.heading}: decimals after {mark!r}, {why}")
        elif holds == "date":
            order, why = _order(layout, column, sample)
            orders[column.role] = order
            if why:
                words.append(f"{column.heading}: {order} dates, {why}")
    words += _doubts(layout, sample[layout.skip :])
    if layout.file.made:
        words += [
            *layout.file.made.notes,
            *(f"UNPROVEN, and taken so: {each}" for each in layout.file.made.unproven),
        ]
    return replace(layout, marks=marks, orders=orders, decisions=tuple(words))


def _doubts(layout: Layout, rows: Sequence[Row]) -> Iterator[str]:
    """What a person should look at before taking the file for what it seems."""
    roles = {column.role for column in layout.columns}
    for index, (name, role) in enumerate(layout.listing):
        if not role and holds_amounts(rows, index):
            yield f"{name}: holds amounts and is not read"
    if layout.kind == "items" and not roles & {"open", "settled"}:
        yield "no column of open amounts: all of each amount counts as open"
    if layout.kind == "items" and "customer" not in roles:
        yield "no column of customer numbers: customers are known by their exact names"
    if layout.shape.group >= len(layout.header):
        yield "customers are known by the headings that their rows stand under"
    if layout.shape.buckets:
        yield "each age of a customer is one balance, due on the latest day that fits it"
    if not layout.file.ended:
        yield "the last line has no end: where the file was cut off there, its last value is not whole"


def _mark(layout: Layout, column: Column, sample: Sequence[Row]) -> tuple[Mark, str]:
    at = [column.index]
    if layout.shape.buckets and column.role == "open":
        at = [each.index for each in layout.shape.buckets]
    mark, value = decide_mark(_cells(sample[layout.skip :], at))
    if not (mark and value) and len(sample) >= 1000:
        mark, value = decide_mark(_all_cells(layout, at))
    if mark is None and layout.profile.decimal_mark:
        return ("." if layout.profile.decimal_mark == "." else ","), "by the profile"
    if mark is None:
        msg = (
            f"{value!r} could have three decimals or "
            'be thousands, and nothing in the column decides; say decimal_mark = "." or "," '
            "in a profile (sync profile NAME --learn FILE --decimal .)"
        )
        raise Unreadable(layout.file.name, msg, field=column.heading)
    return mark, _because(sample, at, value) if value else ""


def _order(layout: Layout, column: Column, sample: Sequence[Row]) -> tuple[Order, str]:
    order, value = decide_order(_cells(sample[layout.skip :], [column.index]))
    if order is None and len(sample) >= 1000:
        order, value = decide_order(_all_cells(layout, [column.index]))
    if order and value:
        return order, _because(sample, [column.index], value)
    declared = layout.profile.date_order
    if order is None and declared in ("dmy", "mdy"):
        return ("dmy" if declared == "dmy" else "mdy"), "by the profile"
    if order is None:
        msg = (
            f"{value!r} could be day/month or month/day, "
            'and nothing in the column decides; say date_order = "dmy" or "mdy" in a profile '
            "(sync profile NAME --learn FILE --dates dmy)"
        )
        raise Unreadable(layout.file.name, msg, field=column.heading)
    return order, ""


def _because(rows: Sequence[Row], at: Sequence[int], value: str) -> str:
    """``because line 14 reads '1.234,56'``: what settled a doubt, and where it stands if that is near."""
    for line, row in enumerate(rows, 1):
        if any(len(row) > index and row[index] == value for index in at):
            return f"because line {line} reads {value!r}"
        if any("\n" in cell for cell in row):
            break
    return f"by {value!r}"


def _cells(rows: Sequence[Row], at: Sequence[int]) -> Iterator[str]:
    return (row[index] for row in rows for index in at if len(row) > index)


def _all_cells(layout: Layout, at: Sequence[int]) -> Iterator[str]:
    skip = layout.skip
    for chunk in chunks(layout.file, layout.encoding, layout.delimiter):
        yield from _cells(chunk.rows[skip:], at)
        skip = max(0, skip - len(chunk.rows))
