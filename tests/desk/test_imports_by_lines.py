"""Reading only the lines that differ gives the book that reading all of them gives."""

from __future__ import annotations

import random
from array import array
from pathlib import Path
from typing import Any

import pytest
from ledger_book import bare_desk

from ledgerlane.desk import imports, taking_again, taking_back
from ledgerlane.sync import lines

HEADER = "invoice_no,customer_id,issue_date,due_date,currency,amount,open_amount,memo\n"
SCOPES = ("partial", "full")


def row(number: int, minor: int, rest: int, currency: str = "EUR") -> str:
    amount, opened = (f"{each // 100}.{each % 100:02d}" for each in (minor, rest))
    memo = f'"said, {number}"' if number % 7 == 0 else ""
    return f"I{number},C{number % 9},2026-01-02,2026-02-01,{currency},{amount},{opened},{memo}\n"


def write(tmp_path: Path, name: str, rows: list[str], encoding: str = "utf-8") -> Path:
    path = tmp_path / name
    path.write_text(HEADER + "".join(rows), encoding=encoding, newline="")
    return path


def state(desk: Any) -> list[list[str]]:
    """Every version of every row, ids put aside: keys name the rows."""
    db = desk.store.db
    return [
        sorted(map(repr, db.execute(query)))
        for query in (
            "SELECT gen_from, gen_to, key, number FROM customer",
            "SELECT i.gen_from, i.gen_to, i.key, c.key, i.currency, i.amount, i.open, i.memo FROM item i"
            " JOIN customer_now c ON c.id = i.customer",
            "SELECT gen_from, gen_to, key, currency, value_day, amount, origin FROM receipt",
            "SELECT a.gen_from, a.gen_to, i.key, a.day, a.cash FROM allocation a JOIN item_now i ON i.id = a.item",
        )
    ]  # fmt: skip


def changed(rows: dict[int, tuple[int, int, str]], dice: random.Random) -> dict[int, Any]:
    """A later file: some paid, some gone, some new, one back at what it was."""
    later = dict(rows)
    for number in dice.sample(sorted(later), 4):
        minor, rest, currency = later[number]
        later[number] = (minor, dice.choice([0, rest // 2, minor]), currency)
    for number in dice.sample(sorted(later), 2):
        del later[number]
    for _ in range(2):
        minor = dice.randrange(1, 90_000)
        later[dice.randrange(1000, 9000)] = (minor, minor, dice.choice(["EUR", "USD"]))
    return later


@pytest.mark.parametrize("seed", range(8))
def test_by_lines_and_as_a_whole_give_the_same_book_and_report(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    dice = random.Random(seed)
    by_lines, whole = bare_desk(tmp_path / "lines.db"), bare_desk(tmp_path / "whole.db")
    rows = {n: (10_000 + n, 10_000 + n, "EUR" if n % 5 else "DKK") for n in range(40)}
    taken = []
    take = taking_again._Again.take

    def noted(self: Any, report: Any) -> Any:
        found = take(self, report)
        taken.append(self.layout.file.name)
        return found

    monkeypatch.setattr(taking_again._Again, "take", noted)
    for turn in range(4):
        texts = [row(n, *told) for n, told in rows.items()]
        dice.shuffle(texts)
        path = write(tmp_path, f"{turn}.csv", texts, dice.choice(["utf-8", "utf-16"]))
        scope: Any = dice.choice(SCOPES)
        whole.store.db.execute("DELETE FROM line_hashes")
        reports = [
            imports.import_files(desk, [path], scope=scope)[0] for desk in (by_lines, whole)
        ]
        told = [
            {**each.as_json(), "would_close": sorted(each.would_close), "batch": 0}
            for each in reports
        ]
        assert told[0] == told[1]
        assert state(by_lines) == state(whole)
        rows = changed(rows, dice)
    assert taken == ["1.csv", "2.csv", "3.csv"]


def test_the_same_content_reordered_and_re_encoded_is_unchanged(tmp_path: Path) -> None:
    desk = bare_desk(tmp_path / "book.db")
    rows = [row(n, 10_000, 5_000) for n in range(30)]
    imports.import_files(desk, [write(tmp_path, "a.csv", rows)])
    again = write(tmp_path, "b.csv", rows[::-1], "utf-16")
    (report,) = imports.import_files(desk, [again])
    assert (report.rows, report.new, report.changed, report.unchanged) == (30, 0, 0, 30)
    assert report.totals == (("EUR", 300_000),)
    assert desk.store.db.execute("SELECT count(*) FROM item").fetchone() == (30,)
    late = write(tmp_path, "c.csv", [*rows[1:], row(0, 10_000, 4_000)])
    (report,) = imports.import_files(desk, [late])
    assert (report.new, report.changed, report.unchanged, report.receipts_new) == (
        0,
        1,
        29,
        1,
    )


def test_a_changed_line_beside_the_unchanged_one_is_a_contradiction(tmp_path: Path) -> None:
    desk = bare_desk(tmp_path / "book.db")
    rows = [row(n, 10_000, 5_000) for n in range(30)]
    imports.import_files(desk, [write(tmp_path, "a.csv", rows)])
    twice = write(tmp_path, "b.csv", [*rows, row(3, 10_000, 4_000)])
    with pytest.raises(
        imports.ImportRefused, match=r"b\.csv:32: says something else .* line 5"
    ):
        imports.import_files(desk, [twice])
    same = write(tmp_path, "c.csv", [*rows, rows[3]])
    (report,) = imports.import_files(desk, [same])
    assert (report.rows, report.unchanged) == (31, 30)
    assert any("repeat another row exactly" in words for words in report.decisions)


def test_a_bad_line_is_named_by_its_place_in_the_whole_file(tmp_path: Path) -> None:
    desk = bare_desk(tmp_path / "book.db")
    rows = [row(n, 10_000, 5_000) for n in range(30)]
    imports.import_files(desk, [write(tmp_path, "a.csv", rows)])
    rows[20] = rows[20].replace("100.00", "1e9")
    with pytest.raises(imports.ImportRefused, match=r"b\.csv:22: amount: '1e9'"):
        imports.import_files(desk, [write(tmp_path, "b.csv", rows)])


def test_after_an_undo_the_file_before_it_is_what_counts(tmp_path: Path) -> None:
    desk = bare_desk(tmp_path / "book.db")
    rows = [row(n, 10_000, 5_000) for n in range(30)]
    imports.import_files(desk, [write(tmp_path, "a.csv", rows)])
    later = [row(0, 10_000, 4_000), *rows[1:]]
    (report,) = imports.import_files(desk, [write(tmp_path, "b.csv", later)])
    taking_back.undo_batch(desk, str(report.batch))
    (report,) = imports.import_files(desk, [write(tmp_path, "c.csv", later[::-1])])
    assert (report.changed, report.unchanged) == (1, 29)


def test_the_first_file_of_a_book_may_repeat_rows(tmp_path: Path) -> None:
    desk = bare_desk(tmp_path / "book.db")
    rows = [row(n, 10_000, 5_000) for n in range(5)]
    (report,) = imports.import_files(desk, [write(tmp_path, "a.csv", [*rows, rows[2]])])
    assert (report.rows, report.new) == (6, 5)
    indexes = desk.store.db.execute(
        "SELECT group_concat(name) FROM (SELECT name FROM sqlite_master WHERE type = 'index'"
        " AND tbl_name = 'item' AND sql IS NOT NULL ORDER BY name)"
    ).fetchone()
    assert indexes == ("item_customer,item_ending,item_key,item_number,item_open",)


def test_of_several_names_of_a_customer_the_most_frequent_counts(tmp_path: Path) -> None:
    desk = bare_desk(tmp_path / "book.db")
    path = tmp_path / "a.csv"
    head = "invoice_no,customer_id,customer_name,issue_date,due_date,currency,amount\n"
    names = ["Old", "Acme", "Acme", "New"]
    path.write_text(head + "".join(
        f"{n},C1,{name},2026-01-02,2026-02-01,EUR,1.00\n" for n, name in enumerate(names)
    ))  # fmt: skip
    imports.import_files(desk, [path])
    assert desk.store.db.execute("SELECT name FROM party").fetchall() == [("Acme",)]


def test_difference_of_many_hashes_is_that_of_sets() -> None:
    dice = random.Random(1)
    old = array("Q", (dice.getrandbits(64) for _ in range(600_000)))
    new = array("Q", [*old[1000:], *(dice.getrandbits(64) for _ in range(500))])
    added, gone = lines.difference(old, new)
    assert added == list(range(599_000, 599_500))
    assert gone == list(range(1000))
    assert lines.difference(old, array("Q", reversed(old))) == ([], [])
