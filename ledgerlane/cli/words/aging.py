"""The aging report: rows that add up to their balance, and a total for each currency."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ledgerlane.domain.aging import Buckets
from ledgerlane.domain.money import exact, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from ledgerlane.cli.output import Output
    from ledgerlane.desk.desk import Desk
    from ledgerlane.store.accounts import AgingRow

AMOUNTS = ("not_due", "b1", "b2", "b3", "b4", "unapplied", "balance")


@dataclass(frozen=True, slots=True)
class Table:
    """What the desk answered, and how it was asked."""

    as_of: date
    by: str
    basis: str
    labels: tuple[str, ...]
    rows: Sequence[AgingRow]
    totals: Sequence[tuple[str, tuple[int, ...]]]


def of(desk: Desk, *, by: str, basis: str, credits: str, net: bool) -> Table:
    """Ask the desk for the report."""
    from ledgerlane.desk import accounts

    rows = accounts.aging(desk, by=by, basis=basis, credits=credits, net=net)
    sums: dict[str, list[int]] = {}
    for row in rows:
        held = sums.setdefault(row.currency, [0] * len(AMOUNTS))
        for at, minor in enumerate(amounts(row)):
            held[at] += minor
    totals = [(currency, tuple(sums[currency])) for currency in sorted(sums)]
    labels = Buckets(desk.policy.bucket_edges).labels
    return Table(desk.today, by, basis, labels, rows, totals)


def amounts(row: AgingRow) -> tuple[int, ...]:
    """The numbers of a row, in the order of the columns."""
    return tuple(getattr(row, name) for name in AMOUNTS)


def as_json(table: Table) -> dict[str, Any]:
    """The stable shape of ``aging --json``; amounts are minor units of the row's currency."""
    return {
        "v": 1,
        "as_of": table.as_of.isoformat(),
        "basis": table.basis,
        "buckets": list(table.labels),
        "rows": [
            _who(table, row)
            | {"currency": row.currency}
            | dict(zip(AMOUNTS, amounts(row), strict=True))
            for row in table.rows
        ],
        "totals": [
            {"currency": currency} | dict(zip(AMOUNTS, held, strict=True))
            for currency, held in table.totals
        ],
    }


def _who(table: Table, row: AgingRow) -> dict[str, Any]:
    """Whose line it is: a customer's, a collector's (``owner``), or a currency's."""
    who: dict[str, Any] = {"customer": row.customer, "name": row.name}
    return who | ({"owner": row.owner} if table.by == "collector" else {})


def _names(table: Table, row: AgingRow) -> tuple[str, str]:
    """What stands before the currency."""
    if table.by == "collector":
        return row.owner or "nobody", ""
    if row.customer is None:
        return "", "unidentified"
    return row.customer, row.name


def headings(table: Table) -> tuple[str, ...]:
    """Over the columns for people."""
    return ("account", "customer", "cur", *table.labels, "unapplied", "balance")


def text_rows(table: Table) -> Iterator[tuple[str, ...]]:
    """Rows for people; the totals come last."""
    for row in table.rows:
        numbers = (plain(minor, row.currency) for minor in amounts(row))
        yield (*_names(table, row), row.currency, *numbers)
    if table.by in ("currency", "total"):
        return
    for currency, held in table.totals:
        yield ("", "total", currency, *(plain(minor, currency) for minor in held))


def csv_lines(table: Table) -> Iterator[str]:
    """Lines for spreadsheets; text cells cannot become formulas."""
    from ledgerlane.sync.exports.csv_file import line

    return (line(row) for row in _csv_rows(table))


def _csv_rows(table: Table) -> Iterator[tuple[str, ...]]:
    from ledgerlane.sync.exports.csv_file import shown

    yield (
        "owner" if table.by == "collector" else "customer",
        "name",
        "currency",
        *table.labels,
        "unapplied",
        "balance",
    )
    for row in table.rows:
        numbers = (exact(minor, row.currency) for minor in amounts(row))
        first, second = _names(table, row)
        yield (shown(first), shown(second), row.currency, *numbers)


def target(out: Output, stdout: Any) -> Any:
    """Where CSV goes: a terminal gets it made safe."""
    from ledgerlane.cli.words.glass import Glass

    return Glass(records=True) if out.terminal else stdout
