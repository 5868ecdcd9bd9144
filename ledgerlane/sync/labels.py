"""Lines that say whose rows follow: ``Customer: 1001``, ``Debitor`` beside ``4711``, ``Name   Ann & Sons``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ledgerlane.sync.formats.delimited import Row
from ledgerlane.sync.profile import Table, heading

ROLES = ("company", "customer", "name", "currency")
"""What such a line may say."""
_WITHIN = 60
_ALONE = re.compile(r"(?P<label>[^:]{2,30}?)(?:\s*:\s*|\s{2,})(?P<value>\S.*)")


def words_of(table: Table) -> dict[str, str]:
    """Plain heading -> the role that a line so labelled gives; nothing for lists without groups."""
    if not table.groups:
        return {}
    return {
        heading(name): role
        for role in reversed(ROLES)
        for name in table.columns.get(role, ())
        if heading(name)
    }


def labelled(row: Row, words: Mapping[str, str]) -> tuple[str, str] | None:
    """The role and the value that a line says; None for a line that is none of these."""
    label, value = _parted(row)
    role = words.get(heading(label), "") if value else ""
    return (role, value) if role else None


def _parted(row: Row) -> tuple[str, str]:
    """What stands before and after the colon, the blanks or the border of a line of one or two texts."""
    filled = [text for cell in row if (text := cell.strip(" \t|"))]
    if len(filled) == 2:
        return filled[0].removesuffix(":").strip(), filled[1].strip(": ")
    match = _ALONE.fullmatch(filled[0]) if len(filled) == 1 else None
    return (match["label"], match["value"].strip(": ")) if match else ("", "")


def said_by(rows: Sequence[Row], words: Mapping[str, str]) -> dict[str, str]:
    """What the lines say in all, by role."""
    said: dict[str, str] = {}
    for row in rows:
        if found := labelled(row, words):
            said = after(said, *found)
    return said


def after(said: Mapping[str, str], role: str, value: str) -> dict[str, str]:
    """What is said after one more line: a new customer has no name yet."""
    kept = {
        each: text for each, text in said.items() if role != "customer" or each != "name"
    }
    return {**kept, role: value}


def roles_said(above: Sequence[Row], below: Sequence[Row], table: Table) -> dict[str, str]:
    """Role -> label of the lines above the header and below it, where one of them names customers."""
    words = words_of(table)
    found: dict[str, str] = {}
    for row in [*above, *below[:_WITHIN]] if words else ():
        if pair := labelled(row, words):
            found.setdefault(pair[0], _parted(row)[0])
    if not {"customer", "name"} & set(found):
        return {}
    return {role: found[role] for role in ROLES if role in found}
