"""``sync export allocations``: what each receipt was matched to here, for who posts it in the books."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from ledgerlane.desk.past import as_asked
from ledgerlane.domain import cash as rules
from ledgerlane.domain.cash import CashReceipt, Match
from ledgerlane.domain.cash_facts import MatchLine
from ledgerlane.domain.match_lines import within
from ledgerlane.store import called, history
from ledgerlane.store import cash as store_cash
from ledgerlane.store.cash import CashRow
from ledgerlane.sync.exports.table import Cell, Table

if TYPE_CHECKING:
    from ledgerlane.desk.desk import Desk

COLUMNS = (
    "receipt", "payment", "state", "reference", "value_date", "customer", "name", "document",
    "credit_note", "currency", "cash", "discount", "tolerance", "reason", "matched_on", "matched_by",
    "rule", "match",
)  # fmt: skip
_AT_ONCE = 500


class Allocated(NamedTuple):
    """A line of a match that stands, of a receipt that did not bounce."""

    row: CashRow
    cash: CashReceipt
    match: Match
    line: MatchLine


def allocated(desk: Desk, since: date | None = None) -> list[Allocated]:
    """What receipts were matched to and still are, by receipt; ``since``: matched on that day or after.

    A receipt that was posted here and is the books' now counts with what is matched of it there.
    """
    with as_asked(desk):
        rows = {row.receipt: row for row in store_cash.handled(desk.store)}
    mine = defaultdict[str, list[tuple[CashRow, CashReceipt, Match]]](list)
    for _, events in history.all_events(desk.store, "receipt:", desk.as_of, desk.known_ms):
        cash = rules.fold(events)
        row = rows.get(cash.ref) if cash is not None else None
        if cash is None or row is None or row.state == "reversed":
            continue
        if cash.matches:
            mine[row.ledger or row.receipt] += [
                (row, cash, match) for match in cash.matches
            ]
    found = list[Allocated]()
    for some in mine.values():
        of = {match.id: (row, cash) for row, cash, match in some}
        for match, line in within([match for _, _, match in some], some[0][0].minor):
            if since is None or match.on >= since:
                found.append(Allocated(*of[match.id], match, line))
    return found


def table(desk: Desk, since: date | None) -> Table:
    """One row a line: a document that is paid, a credit note that is used, or what settles nothing.

    Of a credit note ``cash`` is below zero, so that the rows of a receipt add up to what is used of it.
    """

    def rows() -> Iterator[Mapping[str, Cell]]:
        found = allocated(desk, since)
        for at in range(0, len(found), _AT_ONCE):
            yield from _rows(desk, found[at : at + _AT_ONCE])

    return Table(COLUMNS, rows())


def _rows(desk: Desk, found: Sequence[Allocated]) -> Iterator[Mapping[str, Cell]]:
    db = desk.store.db
    numbers = called.documents(db, (each.line.item for each in found))
    customers = called.customers(db, (each.match.customer for each in found))
    came = called.receipts(db, (each.row.ledger or each.row.receipt for each in found))
    for row, cash, match, line in found:
        number, name = customers.get(match.customer, (row.number, row.name))
        document = numbers.get(line.item, line.item.partition("/")[2])
        credit = line.cash.minor < 0
        books = row.ledger or row.receipt
        said = came.get(books)
        yield {
            "receipt": row.receipt, "payment": books.partition("/")[2], "state": row.state,
            "reference": cash.reference or row.reference or (said.reference if said else ""),
            "value_date": row.value_day, "customer": number, "name": name,
            "document": "" if credit else document, "credit_note": document if credit else "",
            "currency": line.cash.currency, "cash": line.cash, "discount": line.discount,
            "tolerance": line.tolerance, "reason": line.reason, "matched_on": match.on,
            "matched_by": match.actor, "rule": match.rule, "match": match.id,
        }  # fmt: skip
