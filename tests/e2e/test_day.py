"""A day's work over a real pty: a promise, a plan, a write-off asked for and decided by others."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

import pytest
from e2e.app import app, painted, quit_app
from e2e.terminal import ENTER, Terminal
from program import asked, ledgerlane, ok

LEDGER = """\
invoice_no,customer_id,customer_name,issue_date,due_date,currency,amount,open_amount
1001,C1,Nordvik Bygg AS,2026-03-16,2026-04-15,EUR,1000.00,1000.00
"""


@pytest.fixture
def account(book: Path) -> str:
    """An account on anna's list or nobody's, overdue in NOK: nothing disputed, agreed, asked for, unapplied."""
    for row in asked(book, "queue", "--as", "anna", "--limit", "0")["rows"]:
        seen = asked(book, "show", row["customer"])
        if (
            row["overdue"] >= 150_000
            and [(sum_["currency"], sum_["unapplied"]) for sum_ in seen["aging"]]
            == [("NOK", 0)]
            and not (
                seen["plans"] or seen["requests"] or seen["promises"] or seen["disputes"]
            )
            and not any(item["disputed"] for item in seen["items"])
        ):
            return str(row["customer"])
    pytest.fail("the demo book has no plain account")


def go_to(terminal: Terminal, account: str) -> None:
    """Open an account by its number."""
    terminal.send(f"g{account}\r")
    terminal.expect("[2 Customer]")
    terminal.expect(f" {account} ")


def test_a_promise_by_the_composers_fields(book: Path, account: str) -> None:
    today = asked(book, "queue", "--limit", "1")["as_of"]
    with painted(app(book, "--as", "anna")) as terminal:
        go_to(terminal, account)
        terminal.send("p")
        terminal.expect("enter save+next")
        terminal.send("1500")
        terminal.expect("PROMISE 1 500.00 NOK by")
        terminal.send("\t")
        terminal.expect("amount")
        terminal.send("\x1b")
        terminal.expect("tab fields")
        terminal.send("\x13")
        terminal.expect("PROMISE 1 500.00")
        quit_app(terminal)
    promise = asked(book, "show", account)["promises"][-1]
    assert promise["amount"] == {"minor": 150_000, "currency": "NOK"}
    assert (promise["by"], promise["made"], promise["state"]) == ("anna", today, "open")
    listed = [
        row for row in asked(book, "promises")["rows"] if row["promise"] == promise["id"]
    ]
    assert [(row["customer"], row["amount"]) for row in listed] == [(account, 150_000)]
    assert ok(book, "verify", "--deep").out == ""


def test_a_plan_proposed_and_accepted(book: Path, account: str) -> None:
    overdue = next(
        row["overdue"] for row in asked(book, "queue", "--all", "--limit", "0")["rows"]
        if row["customer"] == account
    )  # fmt: skip
    with painted(app(book, "--as", "anna")) as terminal:
        go_to(terminal, account)
        terminal.send("P")
        terminal.expect("Payment plan for")
        terminal.send("4")  # in the place of the 3 that stands there
        terminal.expect("  4  ")
        terminal.send(ENTER)
        terminal.expect("Has the customer agreed")
        terminal.send("y")
        terminal.expect_that(lambda screen: bool(re.search(r"plan PLN-\w{6} runs", screen)), "it runs")  # fmt: skip
        terminal.send("3")
        terminal.expect("[3 Plans]")
        terminal.expect(account)
        quit_app(terminal)
    plan = asked(book, "show", account)["plans"][-1]
    assert (plan["state"], plan["by"], plan["debt"]["minor"]) == ("active", "anna", overdue)
    assert len(plan["instalments"]) == 4
    assert sum(part["amount"]["minor"] for part in plan["instalments"]) == overdue
    listed = next(r for r in asked(book, "plans")["rows"] if r["plan"] == plan["id"])
    assert [part["amount"] for part in listed["instalments"]] == [
        part["amount"]["minor"] for part in plan["instalments"]
    ]
    assert ok(book, "verify", "--deep").out == ""


def test_a_write_off_asked_for_by_anna_and_approved_by_sam(
    book: Path, account: str
) -> None:
    request = ask_for_write_off(book, account, "--as", "anna")
    with painted(app(book, "--as", "anna")) as terminal:
        select_request(terminal, request)
        terminal.expect("(your own")
        terminal.send("a")
        terminal.expect("approve: your own request: somebody else decides")
        quit_app(terminal)
    refused = ledgerlane(book, "--as", "anna", "approve", request)
    assert refused.code == 5
    assert "anna may not approve a write-off" in refused.err
    with painted(app(book, "--as", "sam")) as terminal:
        select_request(terminal, request)
        terminal.send("a")
        terminal.expect("Write off ")
        terminal.send("x")
        terminal.expect("not approved")
        terminal.send("a" + ENTER)
        terminal.expect(f"{request}: approved")
        quit_app(terminal)
    everything_agrees(book, account, request)


def test_who_may_approve_others_may_not_approve_their_own(book: Path, account: str) -> None:
    item = asked(book, "show", account)["items"][0]["number"]
    asking = (
        "--as",
        "sam",
        "writeoff",
        "request",
        account,
        item,
        "--reason",
        "uncollectible",
    )
    request = ok(book, *asking, "--json").json["request"]
    refused = ledgerlane(book, "--as", "sam", "approve", request)
    assert refused.code == 5
    assert f"sam asked for {request}; somebody else must decide" in refused.err
    over = ledgerlane(book, "--as", "kim", "approve", request)
    assert (over.code, "over the limit of kim" in over.err) == (5, True)
    assert ok(book, "approve", request).code == 0


def ask_for_write_off(book: Path, account: str, *options: str) -> str:
    """By W in the app: the oldest item, as uncollectible; the request's id."""
    with painted(app(book, *options)) as terminal:
        go_to(terminal, account)
        terminal.send("W")
        terminal.expect("Write off which items of")
        terminal.send(ENTER)
        terminal.expect("Reason")
        terminal.send("uncollectible" + ENTER)
        terminal.expect("note for the approver")
        terminal.send("three letters, four calls" + ENTER)
        screen = terminal.expect("asked for write-off")
        quit_app(terminal)
    found = re.search(r"asked for write-off (WO-\w{6}) ", screen)
    assert found, screen
    return found[1]


def select_request(terminal: Terminal, request: str) -> None:
    """In area 5, put the cursor on a request."""
    terminal.send("5")
    screen = terminal.expect("[5 Approve]")
    screen = terminal.expect(request)
    for _ in range(screen.count("WO-")):
        if f" > {request}" in terminal.text():
            break
        terminal.send("j")
        terminal.expect_that(lambda now, before=screen: now != before, "the next request")  # type: ignore[misc]
        screen = terminal.text()
    terminal.expect(f" > {request}")


def everything_agrees(book: Path, account: str, request: str) -> None:
    """show, approve list and the journal tell the same of the request; the book is proven."""
    row = next(r for r in asked(book, "approve", "list", "--state", "all")["rows"] if r["request"] == request)  # fmt: skip
    seen = next(
        r for r in asked(book, "show", account)["requests"] if r["request"] == request
    )
    assert (row["state"], row["asked_by"], row["decided_by"]) == ("approved", "anna", "sam")
    assert (seen["state"], seen["asked_by"], seen["decided_by"]) == (
        "approved",
        "anna",
        "sam",
    )
    assert seen["amount"] == {"minor": row["amount"], "currency": row["currency"]}
    assert [(i["id"], i["amount"]["minor"]) for i in seen["items"]] == [
        (i["id"], i["amount"]) for i in row["items"]
    ]
    assert seen["digest"] == row["digest"]
    legs = journal(book)
    assert {leg["customer"] for leg in legs} == {asked(book, "show", account)["ref"]}
    assert sum(cents(leg["debit"]) for leg in legs) == row["amount"]
    assert sum(cents(leg["credit"]) for leg in legs) == row["amount"]
    settled = [leg["item"] for leg in legs if leg["item"]]
    assert settled == [item["id"] for item in row["items"]]
    assert len({leg["event"] for leg in legs}) == 1
    for format_ in ("hledger", "beancount"):
        text = ok(book, "sync", "export", "journal", "--format", format_).out
        assert legs[0]["event"] in text
        assert f"{row['amount'] / 100:.2f}" in text.replace(" ", "").replace(",", "")
    assert ok(book, "verify", "--deep").out == ""


def journal(book: Path) -> list[dict[str, Any]]:
    """The legs of every entry."""
    return list(csv.DictReader(io.StringIO(ok(book, "sync", "export", "journal").out)))


def cents(text: str) -> int:
    """``12.34`` as 1234; nothing is 0."""
    return int(text.replace(".", "")) if text else 0


def test_on_an_ordinary_book_the_one_user_cannot_approve_their_own(tmp_path: Path) -> None:
    book = tmp_path / "real.book"
    ok(book, "init")
    ledger = tmp_path / "ledger.csv"
    ledger.write_text(LEDGER, "utf-8")
    ok(book, "sync", "import", str(ledger))
    request = ok(book, "writeoff", "request", "C1", "1001", "--reason", "uncollectible", "--json").json["request"]  # fmt: skip
    refused = ledgerlane(book, "approve", request)
    assert refused.code == 5
    assert f"asked for {request}; somebody else must decide" in refused.err
    assert ledgerlane(book, "--as", "sam", "approve", request).code == 5
    with painted(app(book)) as terminal:
        terminal.send("5")
        terminal.expect("(your own")
        terminal.send("a")
        terminal.expect("approve: your own request")
        quit_app(terminal)
    waiting = asked(book, "approve", "list")["rows"]
    assert [(row["request"], row["state"]) for row in waiting] == [(request, "waiting")]
    assert journal(book) == []
    assert ok(book, "verify", "--deep").out == ""
