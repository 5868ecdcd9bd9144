"""docs/events.md and docs/schema.md, made from the code and the migrations; a test keeps them current."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from dataclasses import MISSING, fields
from typing import get_type_hints

from ledgerlane.domain import charges, claims, events, pieces, requests
from ledgerlane.domain.cases.kinds import KINDS
from ledgerlane.domain.cases.table import page
from ledgerlane.domain.events import Fact
from ledgerlane.store.migrating import scripts

_AGGREGATES = (
    ("customer:SOURCE/KEY", "What was done about one customer.", (*events.CUSTOMER_FACTS, events.CustomerErased)),
    (
        "customer:SOURCE/KEY, its interest",
        "Late interest and fees of one customer.",
        events.INTEREST_FACTS,
    ),
    (
        "customer:SOURCE/KEY, its letters",
        "What was decided about letters to one customer, and what became of them.",
        events.LETTER_FACTS,
    ),
    (
        "customer:SOURCE/KEY, its deductions",
        "What marketing said of a customer's deductions.",
        events.CLAIM_DECISIONS,
    ),
    ("plan:ID", "One payment plan.", events.PLAN_FACTS),
    ("request:ID", "One request, a write-off or a credit memo, and what was decided.", events.REQUEST_FACTS),
    ("receipt:REF", "One receipt, posted here or of the ledger, and what it was matched to.",
     events.RECEIPT_FACTS),
    ("case:ID", "One case: a matter that others than the collector settle.", events.CASE_FACTS),
    ("any of these", "What settles what people said apart.", events.CONFLICT_FACTS),
    ("people", "Who may act here.", events.PEOPLE_FACTS),
    ("book, batch:SHA, policy, device", "The book itself.", events.BOOK_FACTS),
)  # fmt: skip
_TABLE = re.compile(r"CREATE (?:VIRTUAL )?TABLE (\w+)(.*)")
_COLUMN = re.compile(
    r"    (\w+) (TEXT|INTEGER|BLOB)([^,-]*(?:\([^)]*\))?[^,-]*),?\s*(?:-- (.*))?"
)
_ADDED = re.compile(
    r"ALTER TABLE (\w+) ADD COLUMN (\w+) (TEXT|INTEGER|BLOB)([^;]*);\s*(?:-- (.*))?"
)
_KEY = re.compile(r"    (PRIMARY KEY|UNIQUE) (\([^)]*\))")

EVENTS_HEAD = """# Events

Made from `ledgerlane/domain/events.py` and what it names; a test keeps it current. Facts are forever: kinds and
optional fields are added, never renamed or read otherwise.

An event is `v, book, scope, stream, seq, t, actor, kind, kv, agg, base, body, priv, salt`:

- **stream, seq**: one person on one device, counted from 1 without a gap. A copied book goes on in
  a stream of its own.
- **t**: microseconds of a hybrid logical clock: later than the author's last event and than every
  event of the aggregate that the author had seen, whatever the wall clock says.
- **base**: the last event of each stream in this aggregate that the author had seen.
- **body**: JSON, sorted keys, compact. A date is ISO text, money is `{"currency", "minor"}`. An
  empty field is left out, and reads as empty whatever the class's default.
- **priv**: names, phones, free text (marked *private* below), beside the body.
- **hash**: `SHA-256(hash before + canonical(header))`, beginning with 32 zero bytes; the header
  holds `SHA-256(salt + priv)` in place of `priv`, so erasing a person leaves the chain whole.
- **sig**: empty until people have keys (issue 5).

Every fact has `on` (the business date) and `act` (groups the facts of one command, for undo).
"""

STATES_HEAD = """# States

Made from the tables that the folds follow; a test keeps it current. What no arrow shows changes nothing.
"""

CASES_HEAD = """# Cases

A kind of case is a table: who may take which step, and what the step needs.
"""

SCHEMA_HEAD = """# The book's tables

Made from `migrations/*.sql`; a test keeps it current. All tables are STRICT. Days are whole
numbers (`date.toordinal()` of Python), amounts minor units of the row's `currency`.
"""


def events_md() -> str:
    """Every aggregate, its kinds, and their fields."""
    parts = [EVENTS_HEAD]
    for name, words, kinds in _AGGREGATES:
        parts.append(f"\n## {name}\n\n{words}\n")
        parts += [_kind(kind) for kind in kinds]
    return "".join(parts)


def _kind(kind: type[Fact]) -> str:
    hints = get_type_hints(kind)
    lines = [f"\n### {kind.kind}\n\n{inspect.getdoc(kind)}\n"]
    shown = [entry for entry in fields(kind) if entry.name not in ("on", "act")]
    if shown:
        lines.append("\n| field | type | |\n|---|---|---|\n")
    for entry in shown:
        marks = ["private"] if entry.name in kind.private else []
        if entry.default is not MISSING:
            marks.append(f"default `{entry.default!r}`" if entry.default else "optional")
        lines.append(
            f"| {entry.name} | {_type(hints[entry.name])} | {', '.join(marks)} |\n"
        )
    return "".join(lines)


def _type(hint: object) -> str:
    text = hint.__name__ if isinstance(hint, type) and "[" not in str(hint) else str(hint)
    text = re.sub(r"[\w.]+\.(\w+)", r"\1", text).replace(", ...]", "]")
    return text.replace("tuple[", "list of ").rstrip("]").replace("|", "or")


def schema_md() -> str:
    """Every table with its columns, and what the migrations say of them."""
    return SCHEMA_HEAD + "".join(
        f"\n## {name}.sql\n" + "".join(_tables(sql)) for name, sql in scripts()
    )


def _tables(sql: str) -> Iterator[str]:
    above: list[str] = []
    open_, added = False, ""
    for line in sql.splitlines():
        if line.startswith("--"):
            above.append(line.removeprefix("--").strip())
        elif (found := _TABLE.match(line)) is not None:
            words = " ".join(above)
            more = found[2].partition("-- ")[2]
            said = "\n\n".join(part for part in (words, more) if part)
            yield f"\n### {found[1]}\n\n" + (f"{said}\n\n" if said else "")
            open_ = "(" in found[2] and not found[2].rstrip().endswith(";")
            if open_ and "fts5" not in line:
                yield "| column | type | meaning |\n|---|---|---|\n"
        elif (found := _ADDED.match(line)) is not None:
            if found[1] != added:
                added = found[1]
                yield f"\n### {added}, more columns\n\n"
                yield "| column | type | meaning |\n|---|---|---|\n"
            yield f"| {found[2]} | {found[3].lower()}{_notes(found[4])} | {found[5] or ''} |\n"
        elif open_ and (found := _COLUMN.match(line)) is not None:
            yield f"| {found[1]} | {found[2].lower()}{_notes(found[3])} | {found[4] or ''} |\n"
        elif open_ and (found := _KEY.match(line)) is not None:
            yield f"\n{found[1].lower()} `{found[2]}`\n"
        elif line.startswith(")"):
            open_ = False
        if not line.startswith("--"):
            above = []


def _notes(rest: str) -> str:
    return " key" if "PRIMARY KEY" in rest else "" if "NOT NULL" in rest else " or NULL"


def states_md() -> str:
    """docs/states.md: how letters, requests and interest go from one state to the next."""
    parts = (
        ("Letters", pieces.diagram()), ("Write-offs and credit memos", requests.diagram()),
        ("Claims", claims.diagram(claims.CLAIM_STATES)),
        ("Deductions", claims.diagram(claims.DEDUCTION_STATES)), ("Late interest", charges.diagram()),
    )  # fmt: skip
    return (
        STATES_HEAD
        + "".join(f"\n## {title}\n\n```mermaid\n{text}\n```\n" for title, text in parts)
        + f"\n{CASES_HEAD}\n{page(KINDS)}"
    )
