"""Parts of the book as files: for spreadsheets, scripts and the bookkeeper's program."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TextIO

from ledgerlane.desk import erasing, match_exports, own
from ledgerlane.desk.entry import require
from ledgerlane.desk.past import as_asked
from ledgerlane.domain import charges, placements, request_entries, requests
from ledgerlane.domain.cases import case as cases
from ledgerlane.domain.cases.placement import NAME as PLACEMENT
from ledgerlane.domain.errors import Misused, Refused
from ledgerlane.domain.journal import JournalEntry
from ledgerlane.domain.money import Money
from ledgerlane.store import audit, exporting, history, lens, portable, refresh, settings
from ledgerlane.store import cases as store_cases
from ledgerlane.store.called import Called
from ledgerlane.store.charges import of_book as charges_of_book
from ledgerlane.store.conflicts import suspended
from ledgerlane.store.policies import Policies
from ledgerlane.sync.exports import csv_file, journals, json_lines
from ledgerlane.sync.exports.table import Cell, Table

if TYPE_CHECKING:
    from ledgerlane.desk.desk import Desk
    from ledgerlane.domain.board import Board, Line
    from ledgerlane.store.standings import QueueRow

FORMATS = {
    "journal": ("csv", "jsonl", "xlsx", "hledger", "beancount"),
    "everything": ("jsonl",),
    "audit": ("jsonl",),
    "person": ("jsonl",),
    "calendar": ("ics",),
}
"""Formats of what is no plain table; the first is the default."""

_TABLE_FORMATS = ("csv", "jsonl", "xlsx")
Rows = Iterator[Mapping[str, Cell]]


def export(
    desk: Desk,
    what: str,
    file: TextIO,
    *,
    format: str | None = None,  # noqa: A002  the word of the command line
    raw: bool = False,
    since: date | None = None,
    of: str | None = None,
) -> int:
    """Write a part of the book to an open text file; how many rows, entries or lines.

    XLSX goes to the bytes under the text file. ``raw`` writes text as it is, formulas of spreadsheets too. ``since`` leaves out what
    happened before that day (activities, promises, plans, allocations, journal, calendar); ``of``: whose data
    ``person`` writes. Raises Misused for what
    or a format that does not exist.
    """
    if what not in WHAT:
        msg = f"{what}: nothing of that name is exported; known are {', '.join(WHAT)}"
        raise Misused(msg)
    if what != "queue":  # which has what they may read, and no more
        own.must_read_all(desk, f"export {what}")
    known = FORMATS.get(what, _TABLE_FORMATS)
    chosen = format or known[0]
    if chosen not in known:
        msg = f"--format {chosen}: {what} is written as {', '.join(known)}"
        raise Misused(msg)
    if what == "everything":
        return _everything(file, portable.lines(desk.store))
    if what == "person":
        if of is None:
            msg = "person: whose? --of CUSTOMER"
            raise Misused(msg)
        return erasing.copy(desk, of, file)
    if what == "audit":
        return _everything(file, audit.lines(desk.store))
    if what == "calendar":
        from ledgerlane.desk import calendar

        return calendar.write(desk, file, since)
    if what == "journal":
        entries = journal(desk, since)
        if chosen == "hledger":
            return journals.hledger(file, entries)
        if chosen == "beancount":
            return journals.beancount(file, entries)
        table = journals.table(entries)
    else:
        table = _TABLES[what](desk, since)
    if chosen == "csv":
        return csv_file.write(file, table, raw=raw)
    if chosen == "xlsx":
        from ledgerlane.sync.exports import xlsx_file

        return xlsx_file.write(file, table, what, desk.today, raw=raw)
    return json_lines.write(file, table)


def export_list(desk: Desk, rows: Iterable[QueueRow], file: TextIO) -> int:
    """Write rows of the worklist as CSV, ranked as they come; how many."""
    return csv_file.write(file, _queue_table(desk, rows))


def export_account(desk: Desk, customer: int, currency: str, file: TextIO) -> int:
    """Write one account's open documents as CSV; how many."""
    return csv_file.write(file, _items(desk, None, lens.one(customer), currency))


def export_board(
    board: Board, file: TextIO, more: Mapping[str, Sequence[Line]] | None = None
) -> int:
    """Write every line of a board as CSV, and of ``more`` panels by their name; how many."""
    return csv_file.write(file, _board_table(board, more or {}))


def _everything(file: TextIO, lines: Iterable[str]) -> int:
    """Write a whole book; how many rows it says it has, as who takes it in will count them."""
    line = ""
    for line in lines:
        file.write(line)
    return int(json.loads(line)["end"])


# --- tables -------------------------------------------------------------------------------
def _look(desk: Desk) -> lens.Lens:
    return lens.lens(desk.store, desk.today, desk.known_ms)


ITEM_COLUMNS = (
    "doc_id", "doc_type", "customer_id", "customer_name", "doc_date", "due_date", "days_past_due",
    "currency", "amount", "open_amount", "terms", "po_number", "related_doc", "dispute_code",
    "disputed_amount", "dispute_date", "text",
)  # fmt: skip


def _items(
    desk: Desk, _since: date | None, which: lens.Some = lens.EVERYBODY, only: str = ""
) -> Table:
    """Open documents, in the layout that the profile ``ledgerlane`` reads. ``only``: a currency."""

    def rows() -> Rows:
        today = desk.today.toordinal()
        for row in exporting.items(desk.store, _look(desk), which):
            currency = row["currency"]
            if only and currency != only:
                continue
            yield {
                "doc_id": row["number"], "doc_type": row["kind"], "customer_id": row["customer"],
                "customer_name": row["name"], "doc_date": _day(row["doc_day"]),
                "due_date": _day(row["due_day"]), "days_past_due": today - row["due_day"],
                "currency": currency, "amount": Money(row["amount"], currency),
                "open_amount": Money(row["open"], currency), "terms": row["terms"],
                "po_number": row["po_number"], "related_doc": row["related"],
                "dispute_code": row["dispute_reason"],
                "disputed_amount": Money(row["disputed"], currency),
                "dispute_date": _day(row["dispute_day"]), "text": row["memo"],
            }  # fmt: skip

    return Table(ITEM_COLUMNS, rows(), read_again=True)


CUSTOMER_COLUMNS = (
    "customer_id", "name", "parent_id", "country", "currency", "language", "contact", "email",
    "phone", "terms", "credit_limit", "credit_hold", "salesperson", "risk_class", "opened",
)  # fmt: skip


def _customers(desk: Desk, _since: date | None) -> Table:
    """Customers, in the layout that the profile ``ledgerlane`` reads."""

    def rows() -> Rows:
        for row in exporting.customers(desk.store, _look(desk)):
            limit, currency = row["credit_limit"], row["currency"] or desk.currency
            yield {
                "customer_id": row["number"], "name": row["name"], "parent_id": row["parent"],
                "country": row["country"], "currency": row["currency"],
                "language": row["language"], "contact": row["contact"], "email": row["email"],
                "phone": row["phone"], "terms": row["terms"],
                "credit_limit": None if limit is None else Money(limit, currency),
                "credit_hold": bool(row["credit_hold"]), "salesperson": row["salesperson"],
                "risk_class": row["risk_given"], "opened": _day(row["opened"]),
            }  # fmt: skip

    return Table(CUSTOMER_COLUMNS, rows(), read_again=True)


AGING_COLUMNS = (
    "customer", "name", "currency", "not_due", "b1", "b2", "b3", "b4", "unapplied", "balance",
)  # fmt: skip


def _aging(desk: Desk, _since: date | None) -> Table:
    from ledgerlane.desk import accounts

    found = accounts.aging(desk, by="customer")
    rows = (
        {"customer": row.customer, "name": row.name, "currency": row.currency}
        | {name: Money(getattr(row, name), row.currency) for name in AGING_COLUMNS[3:]}
        for row in found
    )
    return Table(AGING_COLUMNS, rows)


QUEUE_COLUMNS = (
    "rank", "customer", "name", "currency", "overdue", "not_due", "oldest_due", "score", "class",
    "risk", "status", "why", "next_day", "next", "owner", "may_contact", "may_contact_why",
)  # fmt: skip


def _queue(desk: Desk, _since: date | None) -> Table:
    from ledgerlane.desk import queue

    return _queue_table(desk, queue.rows(desk, limit=None))


def _queue_table(desk: Desk, found: Iterable[QueueRow]) -> Table:
    from ledgerlane.desk import contacting

    def rows() -> Rows:
        for rank, (row, may) in enumerate(contacting.of_rows(desk, found), start=1):
            yield {
                "rank": rank, "customer": row.number, "name": row.name, "currency": row.currency,
                "overdue": Money(row.overdue, row.currency),
                "not_due": Money(row.not_due, row.currency), "oldest_due": row.oldest_due,
                "score": row.score, "class": row.priority, "risk": row.risk,
                "status": row.status, "why": row.why, "next_day": row.next_day,
                "next": row.next_words, "owner": row.owner, "may_contact": may.answer,
                "may_contact_why": may.words if may.reasons else "",
            }  # fmt: skip

    return Table(QUEUE_COLUMNS, rows())


ACTIVITY_COLUMNS = (
    "day", "customer", "name", "by", "kind", "code", "currency", "words", "note", "outcome",
    "undone", "event",
)  # fmt: skip


_BOARD_COLUMNS = ("as_of", "scope", "period", "currency", "panel", "line", "number", "amount", "detail", "view")  # fmt: skip


def _board_table(board: Board, more: Mapping[str, Sequence[Line]]) -> Table:
    def rows() -> Rows:
        panels = (
            ("aging", board.aging),
            ("period", board.work),
            ("attention", board.attention),
            *more.items(),
        )
        for panel, lines in panels:
            for line in lines:
                money = (
                    Money(line.minor, board.currency) if line.minor is not None else None
                )
                values = (board.as_of, board.scope, board.name, board.currency, panel, line.words,
                          line.number, money, line.detail, line.view)  # fmt: skip
                yield dict(zip(_BOARD_COLUMNS, values, strict=True))

    return Table(_BOARD_COLUMNS, rows())


def _activities(desk: Desk, since: date | None) -> Table:
    def rows() -> Rows:
        found = exporting.activities(desk.store, since, desk.today, desk.known_ms)
        with as_asked(desk), closing(found):
            for row in found:
                yield {
                    "day": _day(row["day"]), "customer": row["customer"], "name": row["name"],
                    "by": row["actor"], "kind": row["kind"], "code": row["code"],
                    "currency": row["currency"], "words": row["words"], "note": row["note"],
                    "outcome": row["outcome"], "undone": bool(row["undone"]), "event": row["event"],
                }  # fmt: skip

    return Table(ACTIVITY_COLUMNS, rows())


PROMISE_COLUMNS = (
    "promise", "customer", "name", "currency", "amount", "made", "due", "by", "state", "received",
    "judged",
)  # fmt: skip


def _promises(desk: Desk, since: date | None) -> Table:
    from ledgerlane.desk import promises

    def rows() -> Rows:
        for row in promises.list_(desk):
            if since is None or row.made_day >= since:
                yield {
                    "promise": row.id, "customer": row.number, "name": row.name,
                    "currency": row.currency, "amount": Money(row.minor, row.currency),
                    "made": row.made_day, "due": row.due_day, "by": row.actor,
                    "state": row.state, "received": Money(row.received, row.currency),
                    "judged": row.judged_day,
                }  # fmt: skip

    return Table(PROMISE_COLUMNS, rows())


PLAN_COLUMNS = (
    "plan", "customer", "name", "currency", "state", "made", "by", "debt", "interest", "fee",
    "instalment", "due", "amount", "of_it_interest", "received", "received_on", "instalment_state",
)  # fmt: skip


def _plans(desk: Desk, since: date | None) -> Table:
    """One row an instalment."""
    from ledgerlane.desk import plans

    def rows() -> Rows:
        for row in plans.list_(desk):
            if since is not None and row.made_day < since:
                continue
            plan: dict[str, Cell] = {
                "plan": row.id, "customer": row.number, "name": row.name,
                "currency": row.currency, "state": row.state, "made": row.made_day,
                "by": row.actor, "debt": Money(row.debt, row.currency),
                "interest": Money(row.interest, row.currency), "fee": Money(row.fee, row.currency),
            }  # fmt: skip
            for part in row.instalments:
                yield plan | {
                    "instalment": part.number, "due": part.due_day,
                    "amount": Money(part.minor, row.currency),
                    "of_it_interest": Money(part.interest, row.currency),
                    "received": Money(part.received, row.currency),
                    "received_on": part.received_day, "instalment_state": part.state,
                }  # fmt: skip

    return Table(PLAN_COLUMNS, rows())


CONTACT_COLUMNS = (
    "customer", "customer_name", "name", "role", "phone", "email", "language", "reaches",
    "may_contact", "may_contact_why",
)  # fmt: skip


def _contacts(desk: Desk, _since: date | None) -> Table:
    """Who is known at each customer's, and whether they may be called now."""
    from ledgerlane.desk import contacting

    def rows() -> Rows:
        for who, person, wrong, may in contacting.everybody(desk):
            yield {
                "customer": who.number, "customer_name": who.name, "name": person.name,
                "role": person.role, "phone": person.phone, "email": person.email,
                "language": person.language, "reaches": "nobody" if wrong else "",
                "may_contact": may.answer, "may_contact_why": may.words if may.reasons else "",
            }  # fmt: skip

    return Table(CONTACT_COLUMNS, rows())


HOLD_COLUMNS = (
    "customer", "name", "terms", "since", "by", "reason", "cause", "case", "currency", "limit",
    "exposure", "over", "restore_proposed", "causes",
)  # fmt: skip


def _holds(desk: Desk, since: date | None) -> Table:
    """For the order system: who is delivered nothing, or against cash; ``since`` adds who is restored.

    A line a customer and currency in which anything is open, or a limit stands. The terms are the
    strictest; ``causes`` says everything that holds.
    """
    from ledgerlane.desk import credit_lists

    def rows() -> Rows:
        for each in credit_lists.held(desk, since):
            who, terms = each.row, each.terms
            for line in each.lines:
                currency = line.currency
                yield {
                    "customer": who.number, "name": who.name, "terms": terms.terms, "since": terms.since,
                    "by": terms.by, "reason": terms.reason, "cause": terms.cause, "case": terms.case,
                    "currency": currency,
                    "limit": None if line.limit is None else Money(line.limit, currency),
                    "exposure": Money(line.exposure, currency), "over": Money(line.over, currency),
                    "restore_proposed": each.restore, "causes": each.causes,
                }  # fmt: skip

    return Table(HOLD_COLUMNS, rows())


PLACEMENT_COLUMNS = (
    "placement", "agency", "handling", "state", "placed", "customer", "name", "item", "currency",
    "principal", "open", "sha256",
)  # fmt: skip


def _placements(desk: Desk, since: date | None) -> Table:
    """One row an item of each placement that was handed over; ``open`` is what is open of it."""
    from ledgerlane.desk import accounts

    def rows() -> Rows:
        with as_asked(desk):
            found = store_cases.cases(desk.store, kind=PLACEMENT)
        for row in found:
            view = accounts.load(desk, row.customer)
            case = next((each for each in view.cases if each.id == row.id), None)
            on = placements.placed_on(case) if case is not None else None
            if case is None or on is None or (since is not None and on < since):
                continue
            open_ = {item.ref: item.open for item in view.items}
            for each in case.items:
                none = Money(0, each.amount.currency)
                yield {
                    "placement": case.id, "agency": case.word("agency"),
                    "handling": case.word("handling"), "state": case.state, "placed": on,
                    "customer": view.customer.number, "name": view.customer.name, "item": each.ref,
                    "currency": each.amount.currency, "principal": each.amount,
                    "open": open_.get(each.ref, none), "sha256": case.word("sha256"),
                }  # fmt: skip

    return Table(PLACEMENT_COLUMNS, rows())


_TABLES: dict[str, Callable[[Any, date | None], Table]] = {
    "items": _items, "aging": _aging, "queue": _queue, "activities": _activities,
    "promises": _promises, "plans": _plans, "customers": _customers, "contacts": _contacts,
    "holds": _holds, "placement": _placements, "allocations": match_exports.table,
}  # fmt: skip
WHAT = (*_TABLES, "calendar", "journal", "everything", "audit", "person")
"""What can be exported."""


def _day(ordinal: int | None) -> date | None:
    return date.fromordinal(ordinal) if ordinal is not None else None


# --- the journal --------------------------------------------------------------------------
def journal(desk: Desk, since: date | None = None) -> list[JournalEntry]:
    """What approved and reversed requests, recoveries, agencies' remittances, interest do to the books, by day."""
    entries: list[JournalEntry] = []
    twice, numbers = suspended(desk.store), Called(desk.store.db)
    then = Policies(desk.store)
    for _, events in history.all_events(desk.store, "request:", desk.as_of, desk.known_ms):
        asked = requests.fold(events)
        if asked is not None and asked.id not in twice:
            rules = then.at(events, asked.decision)
            entries += request_entries.entries(asked, events, rules)
    for _, events in history.all_events(desk.store, "case:", desk.as_of, desk.known_ms):
        case = cases.fold(events)
        if case is not None and case.kind.name == PLACEMENT:
            names = [f"receipt:{ref}" for ref in placements.remittances(case)]
            cash = history.events_of(desk.store, names, desk.as_of, desk.known_ms)
            by_ref = {agg.partition(":")[2]: found for agg, found in cash.items()}
            entries += placements.journal_entries(case, by_ref, desk.policy)
    for customer, charge in charges_of_book(desk.store, desk.as_of, desk.known_ms):
        entries += charges.journal_entries(customer, charge, desk.policy.interest, numbers)
    kept = [entry for entry in entries if since is None or entry.booked_on >= since]
    return sorted(kept, key=_order)


def _order(entry: JournalEntry) -> tuple[date, str, int]:
    """By day, then in the order in which each person decided: their tenth event after their ninth."""
    stream, _, number = entry.event.rpartition(":")
    return entry.booked_on, stream, int(number)


# --- a whole book -------------------------------------------------------------------------
def is_everything(path: Path | Literal["-"]) -> bool:
    """Whether the file is a whole book as `export` writes it. Never true of stdin."""
    if path == "-" or not Path(path).is_file():
        return False
    try:
        with Path(path).open("rb") as file:
            return file.read(len(portable.MARK)) == portable.MARK.encode()
    except OSError:
        return False  # the import says what is wrong with it


def take_everything(desk: Desk, path: Path | Literal["-"], *, dry_run: bool = False) -> int:
    """Make this empty book the one in the file; how many rows. What is derived is made again.

    Raises Refused when the book is not empty, or the file does not prove.
    """
    assert path != "-"
    require(desk, ("admin",), "make this book a copy of another")
    try:
        with Path(path).open(encoding="utf-8", newline="\n") as file:
            rows = portable.read(desk.store, file, keep=not dry_run)
    except UnicodeDecodeError:
        msg = f"{Path(path).name}: not UTF-8; the file was changed"
        raise Refused(msg) from None
    except Refused as refusal:
        msg = f"{Path(path).name}: {refusal}"
        raise Refused(msg) from None
    if not dry_run:
        refresh.rebuild(desk.store, settings.policy(desk.store), settings.today(desk.store))
    return rows
