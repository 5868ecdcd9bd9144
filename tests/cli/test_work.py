"""A day's work in lines: figures, exit codes, and what is refused to whom."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from cli.line import Line, on_a_terminal

DAY = ("--as-of", "2026-06-30")
CUSTOMERS = "customer_id,name,currency\n1001,Nordvik Bygg AS,EUR\n1002,Sakura KK,JPY\n"
DOCUMENTS = (
    "doc_id,doc_type,customer_id,doc_date,due_date,currency,amount,open_amount\n"
    "8812,INV,1001,2026-03-01,2026-03-31,EUR,630.00,630.00\n"
    "8840,INV,1001,2026-05-02,2026-06-01,EUR,213.10,213.10\n"
    "C-1,CN,1001,2026-06-10,2026-06-10,EUR,-13.10,-13.10\n"
    "7711,INV,1002,2025-12-01,2025-12-31,JPY,9900,9900\n"
)


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    (tmp_path / "customers.csv").write_text(CUSTOMERS)
    (tmp_path / "documents.csv").write_text(DOCUMENTS)
    return str(tmp_path / "customers.csv"), str(tmp_path / "documents.csv")


@pytest.fixture
def acme(line: Line, files: tuple[str, str]) -> Line:
    """A practice book with a ledger, and anna, sam and bo in it."""
    line.ok("init", "--practice", "--zone", "Europe/Oslo")
    for login, role in (("anna", "collector"), ("bo", "collector"), ("sam", "supervisor")):
        line.ok("people", "add", login)
        limit = ("--limit", "700 EUR") if role == "supervisor" else ()
        line.ok("people", "role", login, role, *limit)
    line.ok(*DAY, "sync", "import", *files)
    return line


def as_(name: str) -> tuple[str, ...]:
    return (*DAY, "--as", name)


def test_global_options_work_on_both_sides(acme: Line) -> None:
    before = acme.ok(*DAY, "aging", "--json").out
    after = acme("aging", "--json", "--as-of", "2026-06-30", book=True).out
    elsewhere = acme("aging", "--json", "--book", str(acme.book), *DAY, book=False).out
    assert before == after == elsewhere
    assert acme.ok("-q", "rebuild").err == acme.ok("rebuild", "-q").err == ""


def test_a_promise_moves_the_account_down_the_list(acme: Line) -> None:
    first = acme.ok(*DAY, "queue", "--json").json["rows"]
    assert [(r["rank"], r["customer"], r["overdue"], r["oldest_days"]) for r in first] == [
        (1, "1001", 84310, 91), (2, "1002", 9900, 181),
    ]  # fmt: skip
    assert first[0]["score"] == sum(point["points"] for point in first[0]["why"])
    done = acme.ok(*as_("anna"), "log", "1001", "p 830 +7 /cf bank is slow", "--json").json
    assert done["words"].startswith("PROMISE 830.00 EUR by Tue 7 Jul")
    (promise,) = acme.ok(*DAY, "promises", "--json").json["rows"]
    assert (promise["amount"], promise["state"], promise["due"]) == (
        83000,
        "open",
        "2026-07-07",
    )
    (broken,) = acme.ok("--as-of", "2026-07-15", "promises", "--json").json["rows"]
    assert (broken["state"], broken["judged"]) == ("broken", "2026-07-09")
    shown = acme.ok(*DAY, "show", "1001", "--json").json
    assert [(p["id"], p["amount"], p["state"]) for p in shown["promises"]] == [
        (promise["promise"], {"minor": 83000, "currency": "EUR"}, "open")
    ]
    assert shown["aging"] == [
        {"currency": "EUR", "not_due": 0, "b1": 21310, "b2": 0, "b3": 0, "b4": 63000,
         "unapplied": 1310, "balance": 83000}
    ]  # fmt: skip
    assert "taken back" in acme.ok(*as_("anna"), "undo").out
    assert acme.ok(*DAY, "promises", "--json").json["rows"] == []
    assert acme(*as_("anna"), "undo").code == 1


def test_a_line_with_an_open_question_is_refused(acme: Line) -> None:
    done = acme(*as_("anna"), "log", "1001", "p 24.12")
    assert (done.code, done.out) == (1, "")
    assert "amount or date?" in done.err
    dry = acme.ok(*as_("anna"), "log", "1001", "p", "200", "--dry-run")
    assert dry.out.startswith("PROMISE 200.00 EUR")
    assert acme.ok(*DAY, "promises", "--json").json["rows"] == []


def test_a_plan_sums_to_the_debt(acme: Line) -> None:
    terms = ("--count", "3", "--first", "2026-07-31", "--rate", "12")
    dry = acme.ok(
        *as_("anna"), "plan", "propose", "1001", *terms, "--dry-run", "--json"
    ).json
    assert dry["plan"] is None
    made = acme.ok(*as_("anna"), "plan", "propose", "1001", *terms, "--json").json
    assert made["instalments"] == dry["instalments"]
    assert [part["due"] for part in made["instalments"]] == [
        "2026-07-31", "2026-08-31", "2026-09-30",
    ]  # fmt: skip
    interest = sum(part["interest"] for part in made["instalments"])
    assert sum(part["amount"] for part in made["instalments"]) == 84310 - 1310 + interest
    acme.ok(*as_("anna"), "plan", "accept", made["plan"])
    (row,) = acme.ok(*DAY, "plans", "--state", "active", "--json").json["rows"]
    assert (row["debt"], row["interest"], row["watch"]) == (83000, interest, "ok")
    assert acme(*as_("anna"), "plan", "propose", "1001", "--first", "2026-07-31").code == 2
    assert acme.ok(*as_("anna"), "plan", "propose", "1002", "--each", "5000", "--first",
                   "2026-07-31", "--json").json["instalments"][1]["amount"] == 4900  # fmt: skip


def test_a_write_off_needs_another_person_within_the_limit(acme: Line) -> None:
    request = acme.ok(
        *as_("anna"),
        "writeoff",
        "request",
        "1001",
        "8812",
        "--reason",
        "bankrupt",
        "--json",
    ).json["request"]
    assert acme(*as_("anna"), "approve", request).code == 5  # no approver
    acme.ok("people", "role", "anna", "supervisor", "--limit", "9000 EUR")
    own = acme(*as_("anna"), "approve", request)
    assert own.code == 5
    assert "somebody else must decide" in own.err
    assert acme(*as_("sam"), "approve", request, "--digest", "0" * 64).code == 1
    acme.ok(*as_("sam"), "approve", request)
    (row,) = acme.ok(*DAY, "approve", "list", "--state", "approved", "--json").json["rows"]
    assert (row["amount"], row["decided_by"], row["decided"]) == (
        63000,
        "sam",
        "2026-06-30",
    )
    journal = acme.ok("sync", "export", "journal").out.splitlines()
    assert len(journal) == 3
    assert "expenses:bad-debts,630.00,,EUR" in journal[1]
    assert "assets:receivables,,630.00,EUR,ledger/8812" in journal[2]
    net = acme.ok(*DAY, "aging", "--net", "--by", "currency", "--json").json["rows"][0]
    gross = acme.ok(*DAY, "aging", "--by", "currency", "--json").json["rows"][0]
    assert (gross["b4"], net["b4"]) == (63000, 0)
    acme.ok("--as-of", "2026-07-01", "--as", "sam", "writeoff", "reverse", request,
            "--reason", "paid")  # fmt: skip
    assert len(acme.ok("sync", "export", "journal").out.splitlines()) == 5
    assert (
        len(acme.ok("sync", "export", "journal", "--since", "2026-07-01").out.splitlines())
        == 3
    )
    assert acme.ok("verify", "--deep").out == ""


def test_over_the_limit_declined_returned_withdrawn(acme: Line) -> None:
    ask = (*as_("bo"), "writeoff", "request")
    both = acme.ok(*ask, "1001", "8812", "8840", "--reason", "barred", "--json").json[
        "request"
    ]
    over = acme(*as_("sam"), "approve", both)
    assert over.code == 5
    assert "843.10 EUR is over the limit of sam, 700.00 EUR" in over.err
    assert 'people role sam ROLE --limit "AMOUNT EUR"' in over.err
    acme.ok(*as_("sam"), "approve", both, "--return", "is the lawyer asked?")
    acme.ok(*as_("bo"), "writeoff", "withdraw", both)
    yen = acme.ok(*ask, "1002", "7711", "--reason", "barred", "--json").json["request"]
    acme.ok(*as_("sam"), "approve", yen, "--decline", "call once more")
    states = {
        r["request"]: r["state"]
        for r in acme.ok("approve", "--state", "all", "--json").json["rows"]
    }
    assert states == {both: "withdrawn", yen: "declined"}
    assert acme(*as_("sam"), "approve", "--decline", "no").code == 2


def test_a_question_is_read_and_answered_by_the_one_who_asked(acme: Line) -> None:
    asked = acme.ok(*as_("bo"), "writeoff", "request", "1001", "8840", "--reason", "barred",
                    "--note", "no trace", "--json").json["request"]  # fmt: skip
    acme.ok(*as_("sam"), "approve", asked, "--return", "is the lawyer asked?")
    question = "sam: is the lawyer asked?"
    for words in (("writeoff", "show", asked), ("show", "1001"), ("approve", "list")):
        assert question in acme.ok(*as_("bo"), *words).out, words
    assert acme.ok(*as_("anna"), "approve", "list", "--json").json["rows"] == []
    (row,) = acme.ok(*as_("bo"), "approve", "list", "--json").json["rows"]
    assert (row["state"], row["question"]) == ("returned", question)
    assert "is the lawyer asked?" in acme.ok(*DAY, "sync", "export", "activities").out
    answer = ("writeoff", "resubmit", asked, "--note", "yes, in May")
    assert acme(*as_("anna"), *answer).code == 5
    assert acme(*as_("bo"), "writeoff", "resubmit", asked, "--note", " ").code == 1
    old = row["digest"]
    assert "asked again for 213.10 EUR" in acme.ok(*as_("bo"), *answer).out
    assert acme(*as_("bo"), *answer).code == 1  # it waits already
    (row,) = acme.ok(*as_("sam"), "approve", "list", "--json").json["rows"]
    assert (row["state"], row["amount"], row["digest"] != old) == ("waiting", 21310, True)
    assert (
        "REASON    barred · no trace · yes, in May"
        in acme.ok("writeoff", "show", asked).out
    )
    acme.ok(*as_("sam"), "approve", asked)
    acme.ok(*as_("sam"), "writeoff", "reverse", asked, "--reason", "they paid; after all")
    journal = acme.ok(*DAY, "sync", "export", "journal").out
    assert f"Reversal of Write-off {asked}: barred (they paid; after all)" in journal
    assert acme.ok("verify", "--deep").out == ""


def test_on_an_ordinary_book_nobody_is_somebody_else(
    line: Line, files: tuple[str, str]
) -> None:
    line.ok("init")
    line.ok(*DAY, "sync", "import", *files)
    assert line("--as", "anna", "queue").code == 5
    request = line.ok(
        *DAY, "writeoff", "request", "1001", "8812", "--reason", "bankrupt", "--json"
    ).json
    refused = line(*DAY, "approve", request["request"])
    assert refused.code == 5
    assert "somebody else must decide" in refused.err


def test_an_import_in_part_is_6_and_a_refused_one_1(acme: Line, tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text(DOCUMENTS.replace("2026-03-31", "2026-02-30"))
    before = acme.ok("sync", "export", "everything").out
    refused = acme(*DAY, "sync", "import", str(bad), "--json")
    assert refused.code == 1
    assert refused.json["problems"][0]["field"] == "due_date"
    assert refused.json["committed"] is False
    assert "bad.csv:2: due_date:" in refused.err
    assert acme.ok("sync", "export", "everything").out == before
    part = acme(*DAY, "sync", "import", str(bad), "--partial", "--json")
    assert (part.code, part.json["rejected"], part.json["unchanged"]) == (6, 1, 3)


def test_an_undone_import_leaves_the_ledger_as_it_was(acme: Line, tmp_path: Path) -> None:
    before = acme.ok(*DAY, "aging", "--json").out
    paid = tmp_path / "documents.csv"
    paid.write_text(DOCUMENTS.replace("630.00,630.00", "630.00,30.00"))
    acme.ok(*DAY, "sync", "import", str(paid))
    assert (
        acme.ok(*DAY, "aging", "--by", "currency", "--json").json["rows"][0]["b4"] == 3000
    )
    batch = acme.ok("sync", "batches", "--json").json["rows"][0]["batch"]
    acme.ok("sync", "undo", str(batch), "--yes")
    assert acme.ok(*DAY, "aging", "--json").out == before


def test_a_formula_in_a_name_stays_text_on_the_way_out_and_in(
    acme: Line, tmp_path: Path
) -> None:
    (tmp_path / "c.csv").write_text(
        "customer_id,name,currency\n1001,=1+1,EUR\n1002,'@x,JPY\n"
    )
    acme.ok(*DAY, "sync", "import", str(tmp_path / "c.csv"))
    out = tmp_path / "out.csv"
    acme.ok("sync", "export", "customers", "-o", str(out))
    assert "1001,'=1+1," in out.read_text()
    assert out.stat().st_mode & 0o777 == 0o600
    again = acme.ok(*DAY, "sync", "import", str(out), "--json").json
    assert (again["rows"], again["changed"]) == (2, 0)
    assert "1001,=1+1," in acme.ok("sync", "export", "customers", "--raw").out


def test_assigning_holding_and_releasing(acme: Line) -> None:
    acme.ok(*as_("sam"), "assign", "1001", "--to", "anna")
    mine = acme.ok(*as_("anna"), "queue", "--mine", "--json").json["rows"]
    assert [(row["customer"], row["owner"]) for row in mine] == [("1001", "anna")]
    assert [r["customer"] for r in acme.ok(*as_("bo"), "queue", "--json").json["rows"]] == [
        "1002"
    ]
    assert len(acme.ok(*as_("bo"), "queue", "--all", "--json").json["rows"]) == 2
    collectors = acme.ok("aging", "--by", "collector", "--json").json["rows"]
    assert {(r["owner"], r["currency"]): r["balance"] for r in collectors} == {
        ("anna", "EUR"): 83000, ("", "JPY"): 9900,
    }  # fmt: skip
    acme.ok(*as_("anna"), "hold", "1001", "--reason", "lawyer")
    assert acme.ok(*as_("anna"), "queue", "--json").json["rows"][0]["customer"] == "1002"
    acme.ok(*as_("anna"), "release", "1001")
    assert acme(*as_("anna"), "release", "1001").code == 1
    assert acme(*as_("anna"), "assign", "1001").code == 2


def test_lists_can_be_read_one_value_a_line(acme: Line) -> None:
    lines = acme.ok(*DAY, "queue", "--plain").out.splitlines()
    assert lines[:4] == [
        "account: 1001", "customer: Nordvik Bygg AS", "cur: EUR", "overdue: 843.10",
    ]  # fmt: skip
    views = acme.ok(*DAY, "queue", "--view", ">100d", "--json").json["rows"]
    assert [row["customer"] for row in views] == ["1002"]


def test_a_changed_history_is_4(acme: Line) -> None:
    from pysqlite3 import dbapi2 as sqlite

    acme.ok(*as_("anna"), "log", "1001", "n")
    db = sqlite.connect(acme.book)
    db.execute("DROP TRIGGER event_is_never_changed")
    db.execute(
        "UPDATE event SET body = replace(body, 'no answer', 'promised') WHERE kind = 'contact.logged'"
    )
    db.commit()
    db.close()
    done = acme("verify")
    assert done.code == 4
    assert done.out.strip()
    assert all(": " in line for line in done.out.splitlines())


def test_a_backup_comes_back(
    acme: Line, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = acme.ok("sync", "export", "everything").out
    acme.ok("backup", str(tmp_path / "safe"))
    back = Line(tmp_path / "back.book", capsys)
    back.ok("restore", str(tmp_path / "safe"))
    assert back.ok("sync", "export", "everything").out == before
    unasked = back("restore", str(tmp_path / "safe"))
    assert (unasked.code, "say --yes" in unasked.err) == (2, True)
    done = back.ok("restore", str(tmp_path / "safe"), "--yes")
    kept = tmp_path / "back.book.before-restore-1"
    assert f"the book that was there is kept as {kept}" in done.err
    assert Line(kept, capsys).ok("sync", "export", "everything").out == before
    (tmp_path / "safe").write_bytes(b"SQLite format 3\0" + bytes(5000))
    assert back("restore", str(tmp_path / "safe"), "--yes").code == 4
    assert back.ok("sync", "export", "everything").out == before


def test_an_interrupted_import_is_130_and_stores_nothing(
    acme: Line, tmp_path: Path
) -> None:
    rows = "".join(
        f"N{n},INV,1001,2026-05-02,2026-06-01,EUR,1.00,1.00\n" for n in range(100_000)
    )
    big = tmp_path / "big.csv"
    big.write_text(DOCUMENTS.splitlines(keepends=True)[0] + rows)
    before = acme.ok(*DAY, "aging", "--json").out
    child = subprocess.Popen(
        [sys.executable, "-m", "ledgerlane", "--book", str(acme.book), *DAY, "sync", "import", str(big)],
        stderr=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    lock = Path(f"{acme.book}.import.lock")
    inode = lock.stat().st_ino
    while str(inode) not in Path("/proc/locks").read_text() and child.poll() is None:
        os.sched_yield()
    child.send_signal(signal.SIGINT)
    _, err = child.communicate(timeout=60)
    assert child.returncode == 130, err
    assert err.strip() == b"ledgerlane: interrupted; nothing half-done"
    assert acme.ok(*DAY, "aging", "--json").out == before
    assert acme.ok("verify", "--deep").out == ""


def test_an_approval_on_a_terminal_asks_once(acme: Line) -> None:
    request = acme.ok(
        *as_("anna"), "writeoff", "request", "1001", "8840", "--reason", "barred", "--json"
    ).json["request"]
    arguments = ("--book", str(acme.book), *as_("sam"), "--record", "approve", request)
    code, sent = on_a_terminal(*arguments, typed=b"n\n")
    assert code == 1
    assert f"Approve {request}?".encode() in sent
    code, _ = on_a_terminal(*arguments, typed=b"y\n")
    assert code == 0


def test_settings_that_do_not_exist_are_2(acme: Line, tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_text("colour = 1\n")
    done = acme("config", "--config", str(tmp_path / "s.toml"))
    assert done.code == 2
    assert "colour: unknown key" in done.err
    (tmp_path / "s.toml").write_text("slow = true\n")
    assert (
        acme.ok("config", "--json", "--config", str(tmp_path / "s.toml")).json["slow"]
        is True
    )
