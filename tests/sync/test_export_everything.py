"""A whole book as JSON Lines: nothing lost on the way out and in."""

from __future__ import annotations

import hashlib
import io
import json
from datetime import date
from pathlib import Path

import pytest

from ledgerlane.desk import accounts, book, exports, imports
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.whole_files import whole_file
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.events import NoteAdded
from ledgerlane.store import history, portable, verify

CUSTOMERS = """customer_id,name,country,currency,credit_limit
1001,Nordvik Bygg AS,NO,EUR,500.00
1002,"'=Café\u202e [EU] Ltd",FR,EUR,
"""
DOCUMENTS = """doc_id,doc_type,customer_id,doc_date,due_date,currency,amount,open_amount
8812,INV,1001,2026-03-01,2026-03-31,EUR,630.00,630.00
'+44,INV,1001,2026-05-02,2026-06-01,EUR,213.10,113.10
C-1,CN,1002,2026-06-10,2026-06-10,JPY,-158,-158
"""


def desk(path: Path) -> Desk:
    book.init(path, practice=True).close()
    return book.open_book(path, as_of=date(2026, 6, 30))


@pytest.fixture
def full(tmp_path: Path) -> Desk:
    """A book with two imports and something our people said, in all the bytes that hurt."""
    made = desk(tmp_path / "full.book")
    for name, text in (("customers.csv", CUSTOMERS), ("documents.csv", DOCUMENTS)):
        (tmp_path / name).write_text(text, "utf-8")
        imports.import_files(made, [tmp_path / name])
    (tmp_path / "documents.csv").write_text(DOCUMENTS.replace("113.10", "13.10"), "utf-8")
    imports.import_files(made, [tmp_path / "documents.csv"])
    with made.store.writing():
        note = NoteAdded(on=date(2026, 6, 30), note='\x1b[31m\u2028"\\ ok')
        history.append(made.store, made.actor, "customer:ledger/1001", [note], 1)
    return made


def everything(from_: Desk) -> str:
    file = io.StringIO()
    exports.export(from_, "everything", file)
    return file.getvalue()


def test_an_empty_book_becomes_the_same_one(full: Desk, tmp_path: Path) -> None:
    text = everything(full)
    (tmp_path / "all.jsonl").write_bytes(text.encode())
    copy = desk(tmp_path / "copy.book")
    assert exports.is_everything(tmp_path / "all.jsonl")
    rows = exports.take_everything(copy, tmp_path / "all.jsonl")
    assert rows == json.loads(text.splitlines()[-1])["end"]
    assert everything(copy) == text
    assert "derived" not in text
    assert accounts.aging(copy) == accounts.aging(full)
    aged = [(r.customer, r.currency, r.balance) for r in accounts.aging(copy)]
    assert aged == [("1001", "EUR", 64310), ("1002", "JPY", -158)]
    assert accounts.show(copy, "1002").customer.name == "=Café\u202e [EU] Ltd"
    notes = [a.note for a in accounts.show(copy, "1001").dossier.activities]
    assert notes == ['\x1b[31m\u2028"\\ ok']
    assert verify.verify(copy.store, copy.policy, copy.clock_day, deep=True) == []


def test_the_copy_goes_on_in_a_stream_of_its_own(full: Desk, tmp_path: Path) -> None:
    (tmp_path / "all.jsonl").write_text(everything(full), "utf-8", newline="\n")
    copy = desk(tmp_path / "copy.book")
    exports.take_everything(copy, tmp_path / "all.jsonl")
    with copy.store.writing():
        note = NoteAdded(on=date(2026, 6, 30), note="later")
        made = history.append(copy.store, copy.actor, "customer:ledger/1001", [note], 2)
    assert made[0].seq == 1
    assert copy.store.db.execute("SELECT count(*) FROM stream").fetchone()[0] == 2


def test_only_into_an_empty_book(full: Desk, tmp_path: Path) -> None:
    (tmp_path / "all.jsonl").write_text(everything(full), "utf-8", newline="\n")
    before = everything(full)
    with pytest.raises(
        Refused, match=r"all\.jsonl: a whole book can only be taken into an empty one"
    ):
        exports.take_everything(full, tmp_path / "all.jsonl")
    assert everything(full) == before


def test_a_dry_run_leaves_the_book_as_it_was(full: Desk, tmp_path: Path) -> None:
    (tmp_path / "all.jsonl").write_text(everything(full), "utf-8", newline="\n")
    copy = desk(tmp_path / "copy.book")
    before = everything(copy)
    assert exports.take_everything(copy, tmp_path / "all.jsonl", dry_run=True) > 0
    assert everything(copy) == before


def proven(body: str) -> str:
    """The lines with an end that fits them: only the chain can tell."""
    count = sum(line.startswith("[") for line in body.splitlines())
    digest = hashlib.sha256(body.encode()).hexdigest()
    return body + json.dumps({"end": count, "sha256": digest}) + "\n"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda text: text[: len(text) // 2], "line"),
        (lambda text: text.rsplit("\n", 2)[0] + "\n", "the last line is missing"),
        (lambda text: text.replace("63000", "63001", 1), "the sum does not prove"),
        (lambda text: text + "[1]\n", "more after the end"),
        (lambda text: text.replace('"v":1', '"v":9', 1), "not a whole book of this version"),
        (lambda text: text.replace('"schema":', '"schema":9', 1), "made by a newer ledgerlane"),
        (lambda text: text.replace('"table":"item"', '"table":"sqlite_master"', 1), "no table of a book"),
        (lambda _: "5\n", "line 1: not a whole book of this version"),
        (lambda text: text.replace("\n", "\n5\n", 1), "line 2: neither a table nor a row"),
        (lambda text: text.replace('"table":"item"', '"table":["item"]', 1), "no table of a book"),
        (lambda text: text.replace('["id","gen_from"', '[["id"],"gen_from"', 1), "has no "),
        (lambda text: text.replace('["id","gen_from"', '["id","id","gen_from"', 1), "names a column twice"),
        (lambda text: text.replace("63000", '{"b65":"eA=="}', 1), "a value that no book holds"),
        (lambda text: text.replace("63000", '{"b64":"ø"}', 1), "a value that no book holds"),
        (lambda text: text.replace("63000", "[63000]", 1), "a value that no book holds"),
        (lambda text: text.replace("63000", "9" * 30, 1), "a value that no book holds"),
        (lambda text: text.replace("63000", "1e400", 1), "a rule|no book holds"),
        (lambda text: text.replace("\n", "\n" + "[" * 100_000 + "\n", 1), "line 2: not a line of JSON"),
        (lambda text: proven(text.rsplit("\n", 2)[0].replace('\\"base\\"', "x").replace('"[]"', '"[["', 1) + "\n"),
         "its hash does not prove"),
        (lambda text: proven(text.rsplit("\n", 2)[0].replace("note.added", "note.addex") + "\n"),
         "its hash does not prove"),
    ],
)  # fmt: skip
def test_a_file_that_was_cut_or_changed_is_refused(
    full: Desk, tmp_path: Path, change: object, words: str
) -> None:
    assert callable(change)
    (tmp_path / "all.jsonl").write_text(change(everything(full)), "utf-8", newline="\n")
    copy = desk(tmp_path / "copy.book")
    before = everything(copy)
    with pytest.raises(Refused, match=words):
        exports.take_everything(copy, tmp_path / "all.jsonl")
    assert everything(copy) == before


def test_exported_items_and_customers_come_in_again_unchanged(
    full: Desk, tmp_path: Path
) -> None:
    for what in ("customers", "items"):
        with whole_file(tmp_path / f"{what}.csv", replace=True) as file:
            exports.export(full, what, file)
    reports = imports.import_files(
        full, [tmp_path / "customers.csv", tmp_path / "items.csv"]
    )
    assert [(r.rows, r.new, r.changed, r.unchanged) for r in reports] == [
        (2, 0, 0, 2),
        (3, 0, 0, 3),
    ]


def test_a_file_is_whole_or_as_it_was(tmp_path: Path) -> None:
    target = tmp_path / "items.csv"
    target.write_text("old")

    def fails() -> None:
        with whole_file(target, replace=True) as file:
            file.write("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fails()
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["items.csv"]
    with pytest.raises(Refused, match="not a regular file"), whole_file(tmp_path):
        pass


def test_a_taker_that_dies_before_the_queue_is_made_leaves_a_book_that_makes_it(
    full: Desk, tmp_path: Path
) -> None:
    (tmp_path / "all.jsonl").write_text(everything(full), "utf-8", newline="\n")
    copy = desk(tmp_path / "copy.book")
    with (tmp_path / "all.jsonl").open(encoding="utf-8", newline="\n") as file:
        portable.read(copy.store, file)
    copy.close()
    again = book.open_book(tmp_path / "copy.book")
    assert verify.verify(again.store, again.policy, again.clock_day, deep=True) == []
