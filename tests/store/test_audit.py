"""An audit pack is proved by anybody with nothing but the file, and holds no private word."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from signed_book import SignedBook

from ledgerlane.desk import care
from ledgerlane.domain.errors import Unavailable, Unproven
from ledgerlane.store import audit

Lines = list[Any]


@pytest.fixture
def book(tmp_path: Path) -> Iterator[SignedBook]:
    """Signed, with a write-off that bo approved, and a word that nobody else should read."""
    book = SignedBook(tmp_path)
    book.ask()
    book.note("anna", "Kari Moe is ill")
    book.approve("bo")
    yield book
    book.store.close()


def summed(values: Lines) -> list[str]:
    """The lines with the sum made anew, as somebody would who knows how."""
    lines = [
        json.dumps(v, ensure_ascii=False, separators=(",", ":")) + "\n" for v in values[:-1]
    ]
    digest = hashlib.sha256("".join(lines).encode()).hexdigest()
    return [*lines, json.dumps({"end": values[-1]["end"], "sha256": digest}) + "\n"]


def test_a_pack_proves_without_its_book(book: SignedBook, tmp_path: Path) -> None:
    file = tmp_path / "pack.jsonl"
    file.write_text("".join(audit.lines(book.store)))
    with book.home("stranger"):
        found = care.audit(file)
    assert found.findings == []
    assert (found.book, found.streams, found.hangs_on[0]) == ("b1", 4, "ada")
    assert found.decisions == {"key.enrolled": 4, "person.added": 4, "request.approved": 1, "role.granted": 4}  # fmt: skip
    assert "Kari" not in file.read_text()


def test_whatever_is_changed_in_a_pack_is_found(book: SignedBook) -> None:
    """Every value of every line, one at a time, the sum made to fit."""
    values: Lines = [json.loads(line) for line in audit.lines(book.store)]
    tried = 0
    for at, line in enumerate(values[:-1]):
        if at == 0 or at % 4:  # the first line below; every fourth of the others
            continue
        keys = list(line) if isinstance(line, dict) else range(len(line))
        for key in keys:
            changed = json.loads(json.dumps(values))
            changed[at][key] = other(line[key])
            tried += 1
            try:
                found = audit.prove(summed(changed)).findings
            except Unproven:
                continue
            assert found, (line, key)
    assert tried > 40


def other(value: Any) -> Any:
    if isinstance(value, int):
        return value + 1
    if value is None:
        return "00"
    if value[:1] in "[{" and value:
        return value[:-1] + (',"x"]' if value[0] == "[" and value != "[]" else value[-1].replace("]", '"x"]').replace("}", ',"x":1}'))  # fmt: skip
    if value and not set(value) - set("0123456789abcdef"):
        return ("1" if value[0] == "0" else "0") + value[1:]
    return f"{value}x"


@pytest.mark.parametrize("name", ["book", "root"])
def test_the_first_line_is_signed_with_the_rest(book: SignedBook, name: str) -> None:
    values: Lines = [json.loads(line) for line in audit.lines(book.store)]
    values[0][name] += "0"
    assert audit.prove(summed(values)).findings


def test_a_pack_that_is_cut_or_no_pack_is_said_to_be(
    book: SignedBook, tmp_path: Path
) -> None:
    lines = list(audit.lines(book.store))
    with pytest.raises(Unproven, match="its last line is missing; it is cut"):
        audit.prove(lines[:-1])
    with pytest.raises(Unproven, match="its sum does not prove; it was changed"):
        audit.prove([*lines[:-2], lines[-1]])
    with pytest.raises(Unproven, match="line 1: is not of an audit pack"):
        audit.prove(['{"ledgerlane":"everything","v":1}\n'])
    with pytest.raises(Unavailable, match="cannot be read: No such file"):
        care.audit(tmp_path / "none")


def test_an_approval_over_the_limit_is_named_in_a_pack_too(book: SignedBook) -> None:
    book.ask(amount="150.00 EUR", name="WO-2")
    with book.home("bo"):
        book.say("bo", "request:WO-2", book.approval())
    (found,) = audit.prove(audit.lines(book.store)).findings
    assert found[1] == "does not count: 150.00 EUR was over the limit of bo, 100.00 EUR"
