"""What a timeline shows of a fact, and how its words are put together."""

from __future__ import annotations

from typing import NamedTuple


class Told(NamedTuple):
    """What a timeline shows of a fact; the fields of an activity in their order."""

    kind: str
    code: str
    currency: str
    words: str
    note: str
    outcome: str
    subject: str


def name_of(ref: str) -> str:
    """What people call a receipt, document or customer: its reference without the source."""
    return ref.partition("/")[2] or ref


def joined(*parts: str) -> str:
    """The parts that there are, with a dot between them."""
    return " · ".join(part for part in parts if part)
