"""Again, back, dry, in part: what an import does besides reading."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path
from typing import Any

import pytest
from desk_book import LEDGER, DeskBook
from ledger_book import bare_desk

from ledgerlane.desk import (
    accounts,
    approvals,
    care,
    imports,
    log,
    promises,
    queue,
    taking_back,
    write_offs,
)
from ledgerlane.domain.errors import Misused, Refused, Unavailable
from ledgerlane.store import history
from ledgerlane.store.batches import generation_at, only_importer

HEADER = (
    "invoice_no,customer_id,customer_name,issue_date,due_date,currency,amount,open_amount\n"
)
TABLES = ("customer", "party", "item", "receipt", "allocation", "batch", "source")


def row(
    number: str, amount: str = "100.00", rest: str | None = None, customer: str = "C1"
) -> str:
    return f"{number},{customer},Acme,2026-01-02,2026-02-01,EUR,{amount},{rest or amount}\n"


@pytest.fixture
def desk(tmp_path: Path) -> Any:
    return bare_desk(tmp_path / "book.db")


def write(tmp_path: Path, name: str, *rows: str) -> Path:
    path = tmp_path / name
    path.write_text(HEADER + "".join(rows), encoding="utf-8")
    return path


def opens(desk: Any) -> dict[str, int]:
    return dict(desk.store.db.execute("SELECT number, open FROM item_now ORDER BY number"))


def counts(desk: Any) -> list[int]:
    return [
        desk.store.db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        for table in TABLES
    ]


def test_of_many_allocations_that_pay_nothing_known_none_is_taken(
    desk: Any, tmp_path: Path
) -> None:
    imports.import_files(desk, [write(tmp_path, "a.csv", row("1"))])
    paid, told = tmp_path / "p.csv", tmp_path / "s.csv"
    paid.write_text(
        "payment_id,customer_id,value_date,currency,amount\nP1,C1,2026-03-01,EUR,50.00\n"
    )
    lost = "".join(f"P1,X{n},2026-03-01,0.01\n" for n in range(250))
    told.write_text(f"payment_id,doc_id,alloc_date,cash\nP1,1,2026-03-01,50.00\n{lost}")
    imports.import_files(desk, [paid], unapplied="none")
    (report,) = imports.import_files(desk, [told], partial=True)
    assert (report.new, report.rejected) == (1, 250)
    found = desk.store.db.execute("SELECT count(*), count(item) FROM allocation_now")
    assert tuple(found.fetchone()) == (1, 1)


def test_same_bytes_are_nothing_and_a_b_a_restores_a(desk: Any, tmp_path: Path) -> None:
    a = write(tmp_path, "a.csv", row("1"), row("2"))
    b = write(tmp_path, "b.csv", row("1", rest="40.00"), row("2"), row("3"))
    imports.import_files(desk, [a])
    before = counts(desk)
    (again,) = imports.import_files(desk, [a])
    assert (again.new, again.changed, again.unchanged) == (0, 0, 2)
    assert counts(desk) == before
    (second,) = imports.import_files(desk, [b])
    assert (second.new, second.changed, second.unchanged) == (1, 1, 1)
    assert opens(desk) == {"1": 4000, "2": 10000, "3": 10000}
    (third,) = imports.import_files(desk, [a])
    assert (third.new, third.changed, third.unchanged, third.missing) == (0, 1, 1, 1)
    assert opens(desk) == {"1": 10000, "2": 10000, "3": 10000}


def test_full_scope_closes_what_is_no_longer_listed(desk: Any, tmp_path: Path) -> None:
    imports.import_files(desk, [write(tmp_path, "a.csv", row("1"), row("2"))], scope="full")
    only_one = write(tmp_path, "b.csv", row("1"))
    (dry,) = imports.import_files(desk, [only_one], scope="full", dry_run=True)
    assert (dry.would_close, dry.closed, dry.committed) == (("2",), 1, False)
    assert opens(desk) == {"1": 10000, "2": 10000}
    (report,) = imports.import_files(desk, [only_one], scope="full")
    assert (report.closed, report.receipts_new) == (1, 1)
    assert opens(desk) == {"1": 10000, "2": 0}


def test_a_fall_of_open_is_an_inferred_receipt_until_cash_comes(
    desk: Any, tmp_path: Path
) -> None:
    imports.import_files(desk, [write(tmp_path, "a.csv", row("1"))])
    imports.import_files(desk, [write(tmp_path, "b.csv", row("1", rest="40.00"))])
    db = desk.store.db
    query = "SELECT origin, amount, unapplied, value_day FROM receipt_now"
    assert db.execute(query).fetchall() == [("inferred", 6000, 0, desk.today.toordinal())]
    assert db.execute("SELECT cash, item IS NOT NULL FROM allocation_now").fetchall() == [
        (6000, 1)
    ]
    cash = tmp_path / "cash.csv"
    cash.write_text(
        "payment no,customer no,received date,currency,amount,unapplied\nP1,C1,2026-03-01,EUR,60.00,0.00\n"
    )
    used = tmp_path / "used.csv"
    used.write_text("payment no,invoice no,amount\nP1,1,60.00\n")
    imports.import_files(desk, [used, cash])
    assert [row[0] for row in db.execute(query)] == ["file"]
    assert db.execute("SELECT cash FROM allocation_now").fetchall() == [(6000,)]


def test_undo_restores_what_was_and_the_same_file_may_come_again(
    desk: Any, tmp_path: Path
) -> None:
    a = write(tmp_path, "a.csv", row("1"))
    b = write(tmp_path, "b.csv", row("1", rest="40.00"), row("2", customer="C2"))
    imports.import_files(desk, [a])
    (report,) = imports.import_files(desk, [b])
    with pytest.raises(Refused, match=r"b\.csv.* came later"):
        taking_back.undo_batch(desk, "1")
    taking_back.undo_batch(desk, str(report.batch))
    assert opens(desk) == {"1": 10000}
    db = desk.store.db
    assert db.execute("SELECT count(*) FROM receipt_now").fetchone()[0] == 0
    assert db.execute("SELECT group_concat(number) FROM customer_now").fetchone()[0] == "C1"
    assert [line.state for line in imports.batches(desk)] == [
        "current",
        "undone",
        "current",
    ]
    (same,) = imports.import_files(desk, [a])
    assert same.changed == 0
    (again,) = imports.import_files(desk, [b])
    assert (again.new, again.changed) == (1, 1)
    assert opens(desk) == {"1": 4000, "2": 10000}


def test_known_at_picks_the_generation_of_the_clock(desk: Any, tmp_path: Path) -> None:
    imports.import_files(desk, [write(tmp_path, "a.csv", row("1"))])
    between = desk.clock()
    imports.import_files(desk, [write(tmp_path, "b.csv", row("1", rest="40.00"))])
    assert generation_at(desk.store.db, 0) == 0
    assert generation_at(desk.store.db, between) == 1
    assert generation_at(desk.store.db, desk.clock()) == 2


def test_an_import_is_known_from_when_it_is_shown_not_from_its_start(
    desk: Any, tmp_path: Path
) -> None:
    imports.import_files(desk, [write(tmp_path, "a.csv", row("1"))])
    during: list[int] = []
    two = write(tmp_path, "b.csv", row("1", rest="40.00"))
    imports.import_files(
        desk, [two], progress=lambda _file, _rows: during.append(desk.clock())
    )
    assert [generation_at(desk.store.db, moment) for moment in during] == [1]
    taking_back.undo_batch(desk, "2")
    assert generation_at(desk.store.db, during[0]) == 1
    known = [line.known_ms for line in imports.batches(desk)]
    assert known == sorted(known, reverse=True)


def test_files_that_came_together_are_taken_back_in_the_history_each(
    desk: Any, tmp_path: Path
) -> None:
    a, b = write(tmp_path, "a.csv", row("1")), tmp_path / "b.csv"
    b.write_text("customer_id,name\nC1,Acme AS\n", encoding="utf-8")
    first, second = imports.import_files(desk, [a, b])
    taking_back.undo_batch(desk, str(first.batch))
    for report in (first, second):
        kinds = [e.fact.kind for e in history.events(desk.store, f"batch:{report.sha256}")]
        assert kinds == ["batch.imported", "batch.undone"]


def test_a_file_that_breaks_off_far_down_is_a_problem_with_its_line(
    desk: Any, tmp_path: Path
) -> None:
    rows = [row(str(n)) for n in range(2_000)]
    bad = write(tmp_path, "bad.csv", *rows, '2001,C1,"Acme,2026-01-02\n')
    with pytest.raises(imports.ImportRefused) as caught:
        imports.import_files(desk, [bad])
    (problem,) = caught.value.reports[-1].problems
    assert (problem.file, problem.line, problem.field) == ("bad.csv", 2002, "")
    assert problem.message.startswith("a quote opened here is never closed")
    assert counts(desk) == [0] * len(TABLES)


def test_one_bad_file_refuses_all_of_a_command(desk: Any, tmp_path: Path) -> None:
    good, bad = (
        write(tmp_path, "good.csv", row("1")),
        write(tmp_path, "bad.csv", row("2", "1e900000", "1.00")),
    )
    before = counts(desk)
    with pytest.raises(imports.ImportRefused) as caught:
        imports.import_files(desk, [good, bad])
    (problem,) = caught.value.reports[-1].problems
    assert (problem.file, problem.line, problem.field) == ("bad.csv", 2, "amount")
    assert "1e900000" in problem.message
    assert counts(desk) == before


def test_partial_takes_the_good_rows_and_writes_the_rest_beside(
    desk: Any, tmp_path: Path
) -> None:
    mixed = write(tmp_path, "mixed.csv", row("1"), row("2", "x"), row("3"))
    (report,) = imports.import_files(desk, [mixed], partial=True)
    assert (report.rows, report.new, report.rejected, report.committed) == (3, 2, 1, True)
    assert (tmp_path / "mixed.rejects.csv").read_text() == HEADER + row("2", "x")
    assert stat.S_IMODE((tmp_path / "mixed.rejects.csv").stat().st_mode) == 0o600
    assert opens(desk) == {"1": 10000, "3": 10000}


def test_a_dry_run_stores_nothing(desk: Any, tmp_path: Path) -> None:
    before = counts(desk)
    (report,) = imports.import_files(
        desk, [write(tmp_path, "a.csv", row("1"))], dry_run=True
    )
    assert (report.new, report.batch, report.committed) == (1, None, False)
    assert counts(desk) == before


def test_what_a_dead_importer_left_is_taken_away(desk: Any, tmp_path: Path) -> None:
    imports.import_files(desk, [write(tmp_path, "a.csv", row("1"))])
    db = desk.store.db
    db.execute("UPDATE item SET gen_to = 2")
    db.execute("INSERT INTO item SELECT id, 2, 2147483647, source, key, number, kind, customer, currency, doc_day,"
               " due_day, amount, 0, disputed, dispute_reason, dispute_day, terms, po_number, related, company, memo FROM item")  # fmt: skip
    db.execute("INSERT INTO batch SELECT 9, 2, 'staged', source, kind, scope, file, 'x', format, profile, as_of,"
               " known_at, actor, undoes, report FROM batch")  # fmt: skip
    assert opens(desk) == {"1": 10000}
    imports.import_files(desk, [write(tmp_path, "b.csv", row("2"))])
    assert opens(desk) == {"1": 10000, "2": 10000}
    assert db.execute("SELECT count(*) FROM item").fetchone()[0] == 2


def test_one_importer_at_a_time(desk: Any, tmp_path: Path) -> None:
    path = write(tmp_path, "a.csv", row("1"))
    with only_importer(desk.store.path), pytest.raises(Unavailable, match="importing"):
        imports.import_files(desk, [path])


@pytest.mark.parametrize("kind", ["folder", "fifo", "zero", "loop", "absent"])
def test_only_regular_files_are_read(desk: Any, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "x.csv"
    if kind == "folder":
        path.mkdir()
    elif kind == "fifo":
        os.mkfifo(path)
    elif kind == "loop":
        path.symlink_to(path)
    elif kind == "zero":
        path = Path("/dev/zero")
    watchdog = threading.Timer(5, os._exit, [99])
    watchdog.start()
    with pytest.raises(imports.ImportRefused, match=r"folder|regular|opened"):
        imports.import_files(desk, [path])
    watchdog.cancel()


def test_printed_totals_are_checked(desk: Any, tmp_path: Path) -> None:
    good = write(tmp_path, "good.csv", row("1"), row("2"), "Total,,,,,,200.00,200.00\n")
    (report,) = imports.import_files(desk, [good])
    assert report.rows == 2
    bad = write(tmp_path, "bad.csv", row("3"), row("4"), "Total,,,,,,200.01,200.00\n")
    with pytest.raises(
        imports.ImportRefused, match=r"bad\.csv:4: amount: the printed total 200\.01 EUR"
    ):
        imports.import_files(desk, [bad])


def test_subtotals_of_the_open_column_are_proved(desk: Any, tmp_path: Path) -> None:
    rows = (
        row("1", rest="40.00"), row("2", rest="30.00"), "Subtotal,,,,,,,70.00\n",
        row("3", customer="C2", rest="25.50"), "Subtotal,,,,,,,25.50\n",
    )  # fmt: skip
    good = write(tmp_path, "good.csv", *rows, "Total,,,,,,300.00,95.50\n")
    (report,) = imports.import_files(desk, [good])
    assert (report.rows, opens(desk)) == (3, {"1": 4000, "2": 3000, "3": 2550})
    for printed in ("0.00", "95.49"):
        bad = write(tmp_path, "bad.csv", *rows, f"Total,,,,,,,{printed}\n")
        words = (
            rf"bad\.csv:7: open_amount: the printed total {printed} EUR .* rows, 95\.50 EUR"
        )
        with pytest.raises(imports.ImportRefused, match=words):
            imports.import_files(desk, [bad])


def test_rows_that_contradict_are_named_and_repeats_count_once(
    desk: Any, tmp_path: Path
) -> None:
    with pytest.raises(
        imports.ImportRefused, match=r"a\.csv:3: says something else about '1' than line 2"
    ):
        imports.import_files(desk, [write(tmp_path, "a.csv", row("1"), row("1", "200.00"))])
    (report,) = imports.import_files(desk, [write(tmp_path, "b.csv", row("1"), row("1"))])
    assert (report.rows, report.new) == (2, 1)


def test_allocations_of_unknown_payments_are_refused(desk: Any, tmp_path: Path) -> None:
    used = tmp_path / "used.csv"
    used.write_text("payment no,invoice no,amount\nP1,1,60.00\n")
    with pytest.raises(
        imports.ImportRefused, match=r"used\.csv:2: payment no: no payment 'P1' is known"
    ):
        imports.import_files(desk, [used])


def test_an_unknown_profile_is_misuse(desk: Any, tmp_path: Path) -> None:
    with pytest.raises(Misused, match="known are"):
        imports.import_files(desk, [write(tmp_path, "a.csv", row("1"))], profile="nosuch")


def test_shipped_profiles_are_listed() -> None:
    assert {line.name for line in imports.profiles()} >= {
        "generic",
        "highradius_open_iso",
        "ibm_late_payment",
        "ledgerlane",
    }
    assert 'decimal_mark = "."' in imports.profile_text("ibm_late_payment")


def test_what_was_recorded_comes_back_with_the_ledger(kept: DeskBook) -> None:
    log.record(kept.sit("anna"), "C1", "p 100 fri")
    request = write_offs.request(kept.desk, "C3", ["3001"], "uneconomic")
    batch = next(
        row for row in imports.batches(kept.sit(kept.me)) if row.state == "current"
    )
    taking_back.undo_batch(kept.desk, str(batch.id))
    assert queue.rows(kept.desk, scope="all", listed=False) == []
    kept.take("items", LEDGER)
    assert care.verify(kept.desk, deep=True) == []
    (promise,) = promises.list_(kept.desk)
    assert (promise.number, promise.minor) == ("C1", 10_000)
    assert [row.id for row in approvals.list_(kept.desk, state="waiting")] == [request]
    kept.take("items", LEDGER.replace("EUR,500.00,500.00", "EUR,500.00,400.00"))
    assert care.verify(kept.desk, deep=True) == []


def test_documents_of_days_to_come_are_said(kept: DeskBook, tmp_path: Path) -> None:
    """The file is of 30 June: it holds one of 1 July, which counts from its own day."""
    file = tmp_path / "ahead.csv"
    file.write_text(
        "number,customer,name,doc_date,due_date,currency,amount,open\n"
        "7001,C7,Ann,2026-06-30,2026-07-30,EUR,10.00,10.00\n"
        "7002,C7,Ann,2026-07-01,2026-07-31,EUR,20.00,20.00\n"
    )
    [report] = imports.import_files(kept.sit(kept.me), [file], scope="partial")
    said = "1 rows are dated after 2026-06-30, the file's day, and count from their own"
    assert said in report.decisions
    [row] = [r for r in accounts.aging(kept.sit("anna")) if r.customer == "C7"]
    assert row.balance == 1_000
