"""Which profile reads a file, where its header is, and what each column holds."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date

from ledgerlane.domain.amounts import MARKS, Mark, decide_mark
from ledgerlane.domain.dates import Order, decide_order, read_date
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.money import minor_digits
from ledgerlane.sync.files import Made, SourceFile, Unreadable
from ledgerlane.sync.formats.delimited import MAX_FIELDS, Row, chunks, delimiter_of
from ledgerlane.sync.formats.text import encoding_of
from ledgerlane.sync.header import Column, currencies_in, find_header
from ledgerlane.sync.headings import (
    harmless,
    holds_amounts,
    label,
    refuse_unread,
    unread,
    without_addition,
)
from ledgerlane.sync.labels import said_by, words_of
from ledgerlane.sync.profile import Profile, Table
from ledgerlane.sync.roles import ROLES
from ledgerlane.sync.shape import Shape, looked_at, said_of

_HEADER_WITHIN = 40
_AS_OF = re.compile(
    r"(?:.*\b)?(?:as of|as at|aged? (?:as )?(?:of|at|to)|as-of date|ageing date|as on|stichtag|offen zum stichtag|stand|per|zum|au|arrêté au|per datum|peildatum"
    r"|pr|til|al|a|em|fecha|na dzień|till|report date|aging date|key date|open at key date)"
    r"\b[:. ]*(?P<day>.*[0-9].*)", re.IGNORECASE,
)  # fmt: skip


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
    said: Mapping[str, str] = field(default_factory=dict)
    """What lines above the header say of the rows below it, by role."""

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
    (profile, table, columns, shape), at, rows, below = find_header(
        file, rows, candidates, kind, ignore, strict=chosen is None
    )
    read = {column.index for column in columns} | looked_at(shape)
    left = unread(rows[at], read, {*table.ignore, *ignore}, rows[at + 1 :])
    words = []
    if not profile.exact and table.kind == "items":
        roles = [column.role for column in columns]
        aside = harmless(rows[at], rows[at + 1 :], left, roles, table)
        left = [index for index in left if index not in aside]
        words += [
            f"{label(rows[at], index)!r}: nobody's heading, and not read" for index in aside
        ]
    refuse_unread(file.name, rows[at], left, profile, table, rows[at + 1 :])
    if table.kind == "items" and profile.due_days is None:
        _refuse_undue(file.name, columns)
    if code := _by_heading(columns, rows[at], rows[at + 1 :]):
        profile = replace(profile, currency=code)
        words.append(f"currency {code}, by the heading")
    layout = Layout(
        file, encoding, delimiter, profile, table, columns, tuple(rows[at]),
        below, None, {}, {}, tuple(words), shape, said_by(rows[:at], words_of(table)),
    )  # fmt: skip
    if file.made:
        _refuse_unproven(layout, file.made)
    found = _decide(layout, rows)
    return replace(found, as_of=_printed_day(rows[:at], found.orders))


def _refuse_undue(file: str, columns: Sequence[Column]) -> None:
    """No column, and nothing else, says when the documents are due."""
    if not any(column.role == "due_date" for column in columns):
        msg = (
            "no column says when the documents are due; take one in, or say after how many days: "
            "due_days = 30 in a profile (sync profile NAME due_date=+30 --learn FILE)"
        )
        raise Unreadable(file, msg)


def _by_heading(columns: Sequence[Column], row: Row, below: Sequence[Row]) -> str:
    """The currency that the headings of all amounts say, in a file without a column of currencies."""
    if currencies_in(row, below):
        return ""
    found = {
        without_addition(column.heading)[1]
        for column in columns
        if column.role in ("amount", "open", "debit", "credit") and column.index < len(row)
    }
    return found.pop() if len(found) == 1 else ""


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


def _printed_day(rows: Sequence[Row], orders: Mapping[str, Order]) -> date | None:
    """The as-of day printed above the header, in the order of the day itself or of the columns of days."""
    of_columns = {order for order in orders.values() if order != "ymd"}
    for row in rows:
        cells = [cell.strip() for cell in row if cell.strip()]
        for text in dict.fromkeys((" ".join(cells), ", ".join(cells))):
            if match := _AS_OF.fullmatch(text):
                order, _ = decide_order([match["day"]])
                if order is None and len(of_columns) == 1:
                    (order,) = of_columns
                with suppress(ValueError):
                    return read_date(match["day"], order or "ymd")
    return None


def _decide(layout: Layout, sample: Sequence[Row]) -> Layout:
    """Settle the decimal mark and the date order of each column, or refuse."""
    marks: dict[str, Mark] = {}
    orders: dict[str, Order] = {}
    words = list(layout.decisions)
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
    if layout.kind == "items" and "received" in roles and "open" not in roles:
        yield "no column of open amounts: what is not paid of each amount counts as open"
    elif layout.kind == "items" and not roles & {"open", "settled"}:
        yield "no column of open amounts: all of each amount counts as open"
    if layout.kind == "items" and "customer" not in roles:
        yield "no column of customer numbers: customers are known by their exact names"
    if layout.kind == "items" and "due_date" not in roles:
        yield f"no column of due days: {layout.profile.due_days} days after each document's date"
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
    if mark is None and _whole(layout, sample):
        return _OTHER[_separator(value)], "of a currency without decimals"
    if mark is None:
        msg = (
            f"{value!r} could have three decimals or "
            'be thousands, and nothing in the column decides; say decimal_mark = "." or "," '
            "in a profile (sync profile NAME --learn FILE --decimal .)"
        )
        raise Unreadable(layout.file.name, msg, field=column.heading)
    return mark, _because(sample, at, value) if value else ""


_OTHER: dict[str, Mark] = {".": ",", ",": "."}


def _separator(value: str) -> str:
    """The one separator of an amount that is thousands or decimals."""
    return "." if "." in value else ","


def _whole(layout: Layout, sample: Sequence[Row]) -> bool:
    """Whether all currencies of the file are known, and none has decimals."""
    found = currencies_in(list(layout.header), sample[layout.skip :])
    found = found or set(filter(None, [layout.profile.currency]))
    return bool(found) and not any(map(minor_digits, found))


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
