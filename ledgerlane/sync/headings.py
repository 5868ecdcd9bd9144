"""Every heading of a file is read, or named as one that is not: none is passed over in silence."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from ledgerlane.domain.errors import Refused
from ledgerlane.sync.formats.delimited import Row
from ledgerlane.sync.profile import Profile, Table, heading

_AMOUNT = re.compile(r"[^\d]{0,5}[0-9][0-9.,\u00a0\u202f\u2009'’ ]*[^\d]{0,5}")
_DECIMALS = re.compile(r"[.,][0-9]{2,3}(?![0-9])")
_SAMPLE = 200
"""Values of a column that are looked at to say whether it holds amounts."""


def label(row: Row, index: int) -> str:
    """How a column is called: its heading, or ``column 7`` where it has none."""
    return row[index].strip() if heading(row[index]) else f"column {index + 1}"


def unread(
    row: Row, read: Collection[int], ignored: Collection[str], rows: Sequence[Row]
) -> list[int]:
    """Columns that are neither read nor ignored; those without heading and values do not count."""
    known = {heading(name) for name in ignored}
    if "*" in ignored:
        return []
    return [
        index
        for index in range(len(row))
        if index not in read
        and heading(label(row, index)) not in known
        and (heading(row[index]) or any(_values(rows, index)))
    ]


def refuse_unread(
    file: str, row: Row, columns: Sequence[int], profile: Profile, table: Table,
    rows: Sequence[Row],
) -> None:  # fmt: skip
    """Raise Refused when columns are left over, naming them and what would settle it."""
    if not columns:
        return
    names = [label(row, index) for index in columns]
    money = [label(row, index) for index in columns if holds_amounts(rows, index)]
    words = ""
    if money:
        which = "holds" if len(money) == 1 else "hold"
        words = f"{', '.join(map(repr, money))} {which} amounts, which may be the balance; "
    msg = (
        f"{file}: the profile {profile.name} does not know the headings"
        f" {', '.join(map(repr, names))} of this file of {table.kind}; {words}"
        "nothing is guessed. Say what they are with sync profile NAME --learn FILE (docs/formats.md),"
        f' or leave them out with --ignore "{",".join(names)}"'
    )
    raise Refused(msg)


def holds_amounts(rows: Sequence[Row], index: int) -> bool:
    """Whether the values of a column look like amounts of money."""
    values = _values(rows, index)[:_SAMPLE]
    return (
        bool(values)
        and all(_AMOUNT.fullmatch(text) for text in values)
        and any(_DECIMALS.search(text) for text in values)
    )


def _values(rows: Sequence[Row], index: int) -> list[str]:
    return [text for row in rows if len(row) > index and (text := row[index].strip())]
