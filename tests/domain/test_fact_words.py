"""Every kind of fact has words of people wherever somebody reads of it: history, undo, refusals."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass
from datetime import date
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest
from builders import M, event

from ledgerlane.domain.dossier import fold
from ledgerlane.domain.events import (
    BOOK_FACTS,
    CASE_FACTS,
    CUSTOMER_FACTS,
    KINDS,
    PEOPLE_FACTS,
    RECEIPT_FACTS,
    REVIEW_FACTS,
    Fact,
    Undone,
)
from ledgerlane.domain.fact_words import in_short, in_words
from ledgerlane.domain.timeline import told
from ledgerlane.domain.undoing import ended_by

DAY = date(2026, 6, 30)
SAID = {
    "item": "erp/8812", "receipt": "erp/R77", "customer": "erp/1001", "plan": "PLN-7K3FQ2",
    "request": "WO-7K3FQ2", "charge": "INT-7K3FQ2", "letter": "LT-7K3FQ2", "case": "CO-7K3FQ2",
    "dispute": "DSP-7K3FQ2", "claim": "CLM-7K3FQ2", "promise": "PR-7K3FQ2", "recovery": "RCV-7K3FQ2",
    "by": "Kari Moe", "login": "anna", "absent": "bo", "owner": "bo", "to": "supervisor",
    "matter": "complaint", "step": "close", "what": "call again", "role": "collector", "paper": "reminder",
    "channel": "phone", "sha256": "9f" * 32, "digest": "9f" * 32, "key": "ab" * 32, "rule": "exact reference",
    "source": "erp", "file": "items.csv", "outcome": "no answer", "text": "[codes]",
}  # fmt: skip
INTERNAL = re.compile(
    r"\b\w+/\w|[a-z]_[a-z]|[0-9a-f]{16}|\b[a-z]+:[a-z0-9]|\{|None|\bAct\b", re.ASCII
)


def sample(kind: Any) -> Any:
    """A value of a kind of fact, or of a part of one, with something in every field."""
    hints = get_type_hints(kind)
    return kind(**{f.name: value(f.name, hints[f.name]) for f in fields(kind)})


def value(name: str, hint: Any) -> Any:
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        return value(name, next(arg for arg in get_args(hint) if arg is not type(None)))
    if origin is tuple:
        single = {"items": "item", "events": "event"}.get(name, name)
        return (value(single, get_args(hint)[0]),)
    if is_dataclass(hint):
        return M("12.00 EUR") if hint is type(M("1.00 EUR")) else sample(hint)
    if hint is date:
        return DAY
    if hint in (bool, int):
        return hint(1)
    return (
        "anna-3f2a:17"
        if name == "event"
        else SAID.get(name, f"some {name.replace('_', ' ')}")
    )


def ours(words: str) -> list[str]:
    """What nobody but us would understand: kinds of facts, references, ids of events, digests."""
    said = [] if words.strip() else ["nothing is said"]
    return [*said, *(kind for kind in KINDS if kind in words), *INTERNAL.findall(words)]


@pytest.mark.parametrize("kind", list(KINDS.values()), ids=list(KINDS))
def test_every_kind_has_words(kind: type[Fact]) -> None:
    assert ours(in_words(sample(kind))) == []
    assert ours(in_short(sample(kind))) == []


@pytest.mark.parametrize("kind", list(KINDS.values()), ids=list(KINDS))
def test_the_history_tells_every_fact_of_an_account(kind: type[Fact]) -> None:
    fact = sample(kind)
    line = told(fact)
    if kind in (*PEOPLE_FACTS, *BOOK_FACTS):
        assert line is None
        return
    assert line is not None
    assert ours(line.words) == []
    assert [ours(shown.words) for shown in fold([event(fact)]).timeline()] in ([], [[]])


@pytest.mark.parametrize("kind", list(KINDS.values()), ids=list(KINDS))
def test_what_no_undo_takes_back_says_what_ends_it(kind: type[Fact]) -> None:
    undoable = (*CUSTOMER_FACTS, *REVIEW_FACTS, *RECEIPT_FACTS, *CASE_FACTS, Undone)
    if kind in undoable:
        return
    words = ended_by(sample(kind))
    assert words != "it stands", kind.kind
    assert ours(re.sub("`[^`]*`", "a command", words)) == []
