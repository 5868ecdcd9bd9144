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
    filled = [text for cell in row if (text := cell.strip(" \t|"))]
    if not filled or len(filled) > 2:
        return None
    if len(filled) == 2:
        label, value = filled
        label = label.removesuffix(":")
    elif match := _ALONE.fullmatch(filled[0]):
        label, value = match["label"], match["value"]
    else:
        return None
    role = words.get(heading(label), "")
    return (role, value.strip(": ")) if role else None


def said_by(rows: Sequence[Row], words: Mapping[str, str]) -> dict[str, str]:
    """What the lines say in all, the later ones before the earlier: a new customer has no name yet."""
    said: dict[str, str] = {}
    for row in rows:
        if found := labelled(row, words):
            said = after(said, *found)
    return said


def after(said: Mapping[str, str], role: str, value: str) -> dict[str, str]:
    """What is said after one more line."""
    kept = {
        each: text for each, text in said.items() if role != "customer" or each != "name"
    }
    return {**kept, role: value}


def roles_said(above: Sequence[Row], below: Sequence[Row], table: Table) -> tuple[str, ...]:
    """The roles that lines above the header and below it give, where one of them names customers."""
    words = words_of(table)
    near = [*above, *below[:_WITHIN]]
    found = {pair[0] for row in near if (pair := labelled(row, words))} if words else set()
    return (
        tuple(role for role in ROLES if role in found)
        if found & {"customer", "name"}
        else ()
    )
